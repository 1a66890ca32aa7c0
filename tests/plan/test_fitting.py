"""What the author is told about text that does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.content.text import Text
from deckgen.deck import load
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.plan import Plan, Slide, planner
from deckgen.richtext import Style
from deckgen.template import Template
from tests.support.fitting import fit_diagnostics
from tests.support.paths import ROOT
from tests.textfit.texts import TEMPLATE, line, template

DECK = f"""
title: Title
language: en-US
template: {TEMPLATE.as_posix()}
slides:
  - id: one
    layout: Title and Content
    Title: A title
    Content: |
"""


def found(content: str, folder: Path, *, strict: bool = False) -> list[Diagnostic]:
    """What is said of a deck of one slide with that content."""
    path = folder / "deck.yaml"
    rows = "".join(f"      {row}\n" for row in content.split("\n"))
    path.write_text(DECK + rows, encoding="utf-8")
    deck = load.read(path)
    base = Template.open(deck.template)
    return fit_diagnostics(planner.plan(deck, base), base, strict=strict)


def lines(number: int) -> str:
    return "\n".join("A point of this list" for _ in range(number))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code", "usual", "strict"),
    [
        (9, None, None, None),
        (14, None, None, None),  # 70 %
        (15, "SHRINK", Severity.WARNING, Severity.WARNING),  # 62.5 %
        (17, "SHRINK", Severity.WARNING, Severity.ERROR),  # 47.5 %
        (80, "OVERFLOW", Severity.WARNING, Severity.ERROR),
    ],
)
def test_what_is_said_and_how_much_it_weighs(
    tmp_path: Path, number: int, code: str | None, usual: Severity | None, strict: Severity | None
) -> None:
    for weight, is_strict in ((usual, False), (strict, True)):
        said = found(lines(number), tmp_path, strict=is_strict)
        assert [(item.code, item.severity) for item in said] == ([(code, weight)] if code else [])


def test_it_says_where_how_far_and_how_much(tmp_path: Path) -> None:
    (said,) = found(lines(15), tmp_path)
    assert said.message == "the text of `Content` shrinks to 62.5 % of its size"
    assert said.label == "6 lines (about 120 characters) too much at full size"
    assert said.helps == (
        "shorten it by 6 lines (about 120 characters), divide it between slides, or continue "
        "it with `overflow: continue`",
    )
    assert isinstance(said.place, Span)
    assert (said.place.source.path, said.place.line) == (tmp_path / "deck.yaml", 10)


def test_a_slot_that_does_not_shrink_overflows() -> None:
    slide = Slide("one", "Title and Content", (("Kicker", Text((line("K"), line("K")))),))
    (said,) = fit_diagnostics(Plan("", "en-US", (slide,)), template())
    assert (said.code, said.place) == ("OVERFLOW", None)
    assert said.message == "the text of `Kicker` overflows: 1 line (about 1 characters) too much"


def test_a_word_that_is_too_long_for_its_line() -> None:
    text = Text((line("2,345,678,901,234"),))
    slide = Slide("one", "Four Figures and Content", (("Figure 1", text),))
    (said,) = fit_diagnostics(Plan("", "en-US", (slide,)), template())
    assert said.code == "WORD-BROKEN"
    assert said.helps[0].startswith("it breaks after `2,345,")


def test_a_guess_says_so() -> None:
    text = Text((line("word " * 900, style=Style(font="A Font That Nobody Has")),))
    slide = Slide("one", "Title and Content", (("Content", text),))
    (said,) = fit_diagnostics(Plan("", "en-US", (slide,)), template())
    assert "a font is not known here: its widths are guessed" in said.helps


@pytest.mark.slow
def test_the_briefing_fits() -> None:
    deck = load.read(ROOT / "content" / "deck.yaml")
    base = Template.open(deck.template)
    assert fit_diagnostics(planner.plan(deck, base), base, strict=True) == []


def test_a_slot_without_room_for_a_line_says_so(tmp_path: Path) -> None:
    """A text of one line cannot be shortened by a line."""
    text = Text((line("K", style=Style(size=60)),))
    slide = Slide("one", "Title and Content", (("Kicker", text),))
    (said,) = fit_diagnostics(Plan("", "en-US", (slide,)), template())
    assert said.code == "OVERFLOW"
    assert said.message == "`Kicker` is too low for one line of its text"
    assert said.helps[0].startswith("make it higher, or its text smaller")
