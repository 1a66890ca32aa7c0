r"""References to facts in text: one lexer, so that all who look for `${` find the same."""

from pathlib import Path

import pytest

from deckgen.commands import check
from deckgen.commands.explain import explain
from deckgen.deck import load, source_files
from deckgen.facts.references import (
    Escape,
    Escapes,
    Reference,
    at,
    escaped,
    lex,
    references,
    split,
    whole,
    written,
)
from deckgen.plan import planner
from deckgen.plan.usage import Usage
from deckgen.template import Template
from tests.support.cases import every_case
from tests.support.templates import with_layouts


@every_case(
    ("text", "every", "opening", "none"),
    [
        ("a ${x} b ${y:,.1f}", ["x", "y:,.1f"], ["x", "y:,.1f"], ["x", "y:,.1f"]),
        (r"\${x}", [], [], ["x"]),
        (r"\\${x}", ["x"], [], ["x"]),
        (r"\\\${x}", [], [], ["x"]),
        (r"\a${x}", ["x"], ["x"], ["x"]),
        ("${x", [], [], []),
        ("${a${x}", ["x"], ["x"], ["x"]),
        ("${a\nb}", [], [], []),
        ("${}", [""], [""], [""]),
        ("x\\", [], [], []),
        ("\\\n${x}", ["x"], ["x"], ["x"]),
    ],
)
def test_what_is_a_reference(
    text: str, every: list[str], opening: list[str], none: list[str]
) -> None:
    found = [[reference.body for reference in references(text, e)] for e in Escapes]
    assert found == [every, opening, none]
    for escapes in Escapes:
        for token in lex(text, escapes):
            shown = text[token.start : token.end]
            if isinstance(token, Reference):
                assert (written(token.body), at(text, token.start)) == (shown, token)
            else:
                assert shown == f"\\{token.text}"


def test_a_reference_has_a_name_and_a_format() -> None:
    spaced, plain, empty = references("${ a.b : ,.1f } ${a.b} ${a.b:}")
    assert spaced.words == ("a.b", "", ",.1f")
    assert plain.words == ("a.b", "", None)
    assert empty.words == ("a.b", "", "")
    assert split("a:b:c") == ("a", "", "b:c")


def test_a_reference_can_name_a_field() -> None:
    period, day, deck = references("${a : period } ${a:as_of:MMM yyyy} ${deck:size}")
    assert period.words == ("a", "period", None)
    assert day.words == ("a", "as_of", "MMM yyyy")
    assert (deck.name, deck.words.field) == ("deck", "size")


def test_a_text_that_is_one_reference() -> None:
    assert whole("${a}") == Reference(0, 4, "a")
    assert [whole(text) for text in ("${a} ", "${a}${b}", "a", "")] == [None] * 4


def test_what_is_escaped_is_no_reference() -> None:
    assert list(lex(escaped("${a}"), Escapes.OPENING)) == [Escape(0, 3, "${")]
    assert not list(references(escaped("${a}")))


DECK = r"""title: T
template: TEMPLATE
facts:
  shown: {value: "7"}
  named: {value: "8"}
  lost: {value: "9"}
slides:
  - id: a
    layout: Title Only
    Title: |
      \\${shown} and \${lost}
    notes: |
      \\\\${named}
""".replace("TEMPLATE", str(with_layouts("Title and Content", "Title Only")))


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.yaml"
    path.write_text(DECK, encoding="utf-8")
    return path


def test_all_find_the_facts_behind_escaped_backslashes_and_no_others(deck: Path) -> None:
    source = source_files.read(deck)
    told = explain(source, "a.Title")
    assert [part.name for part in told.parts] == ["fact shown"]
    read = load.load(source)
    usage = Usage(read, planner.plan(read, Template.open(read.template)))
    assert {fact.id for fact in usage.uses} == {"shown", "named"}


def test_a_fact_that_is_only_named_behind_an_escape_is_unused(deck: Path) -> None:
    found = [d for d in check.check(deck).diagnostics if d.code == "KEY-UNUSED"]
    assert [d.message for d in found] == ["the fact `lost` is never used"]


def test_an_alternative_text_knows_one_escape_only(deck: Path) -> None:
    table = r"""
  - id: b
    layout: Title and Content
    Title: x
    Content:
      table: |
        a | \\${named}
        c | d
      alt: 'The \\${lost} of \a${shown}'
"""
    deck.write_text(DECK + table.lstrip("\n"), encoding="utf-8")
    source = source_files.read(deck)
    told = explain(source, "b.Content")
    assert [part.name for part in told.parts] == ["fact named", "fact shown"]
    found = [d for d in check.check(deck).diagnostics if d.code == "KEY-UNUSED"]
    assert [d.message for d in found] == ["the fact `lost` is never used"]
