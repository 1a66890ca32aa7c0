"""What property tests draw: texts made of the signs that YAML and the grammar themselves use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, TypeVar

from hypothesis import strategies as st

from deckgen.richtext import Paragraph, Run, Style, merged
from deckgen.richtext.outline import Lists

T = TypeVar("T")


def mixed(make: Callable[..., T], *choices: Sequence[Any]) -> st.SearchStrategy[T]:
    """What is made of one of each of these, the first of each where it is simplest.

    It is drawn as one number: what Hypothesis does for each thing drawn takes it long.
    """

    def of(number: int) -> T:
        chosen = []
        for options in choices:
            number, place = divmod(number, len(options))
            chosen.append(options[place])
        return make(*chosen)

    return st.integers(0, prod(map(len, choices)) - 1).map(of)


def joined(pieces: Sequence[str], least: int, most: int) -> st.SearchStrategy[str]:
    """Texts of so many of these pieces, drawn as one text."""
    first = 0xE000  # a letter for each piece, of those that mean nothing by themselves
    letters = st.characters(min_codepoint=first, max_codepoint=first + len(pieces) - 1)
    texts = st.text(letters, min_size=least, max_size=most)
    return texts.map(lambda text: "".join(pieces[ord(letter) - first] for letter in text))


# Signs of YAML, of the grammar and of our outlines; right-to-left, combining, astral; odd spaces.
_SIGNS = [
    *"*[](){}\\$#:|-.,'\"&!%@`~<>=?+_ \t0123aB",
    "**", "***", "${", "${x}", "- ", "1. ", " | ", "\\|", "](", "]{", "{b}", "{fmt=p1}",
    "https://x.org", ": ", " #", "--- ", "\u00a0", "\u2028", "\u0085",
    "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631", "e\u0301", "\U0001f600", "\u200f",
    "NO", "1:30", "007", "<<", "\n",
]  # fmt: skip

words = joined(_SIGNS, 1, 8)
"""Text of one paragraph, line breaks included."""

lines = words.map(lambda text: text.replace("\n", " ").replace("\u2028", " ").replace("\x85", " "))
"""Text of one line."""

styles = mixed(
    Style,
    [None, True, False],
    [None, True, False],
    ["", "sng", "none", "dbl"],
    ["", "sngStrike", "noStrike", "dblStrike"],
    [0.0, 30.0, -25.0, 12.5, -40.0],
    ["", "accent2", "C05600"],
    [0.0, 14.0, 10.5],
    ["", "Arial", "Segoe UI Light"],
    ["", "https://example.org/a?b=c#d", "mailto:a@example.org", "#other-slide"],
    ["", "", "", "datetime1"],
)
"""Formatting of every kind, the type of a field among it."""

simple_styles = mixed(Style, [None, True], [None, True])


def _run(text: str, style: Style) -> Run:
    # A field's text is one piece in a presentation: it cannot hold a line break.
    return Run(text.replace("\n", " ") if style.field else text, style)


runs = st.builds(_run, words, st.one_of(simple_styles, styles))


def _separate(drawn: list[Run]) -> tuple[Run, ...]:
    """Fields that touch stay two fields in a presentation, so the model never joins them."""
    kept: list[Run] = []
    for run in drawn:
        if not (kept and run.style.field and kept[-1].style == run.style):
            kept.append(run)
    return merged(kept)


run_lists = st.lists(runs, max_size=5).map(_separate)


_levels = mixed(lambda level, number: (level, number), range(9), [None, None, 1, 1, 3, 12])


def _numbered(drawn: list[tuple[tuple[Run, ...], tuple[int, int | None]]]) -> tuple[Paragraph, ...]:
    lists = Lists()
    return tuple(
        Paragraph(runs, level, lists.start(level, number)) for runs, (level, number) in drawn
    )


def paragraph_lists(max_size: int = 5) -> st.SearchStrategy[tuple[Paragraph, ...]]:
    """Paragraphs of one text frame; list numbers are as a reader sees them."""
    return st.lists(st.tuples(run_lists, _levels), max_size=max_size).map(_numbered)
