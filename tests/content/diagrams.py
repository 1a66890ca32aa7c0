"""Diagrams for property tests: outlines of any text, with the levels that each kind can have, icons
and highlights."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from deckgen.content.diagram import Diagram
from deckgen.richtext import Paragraph
from deckgen.richtext.outline import Lists
from tests.support.strategies import run_lists, words

_alts = st.one_of(st.just(""), words.map(str.strip))
_texts = run_lists.filter(bool)


@st.composite
def diagrams(draw: st.DrawFn, kind: type[Diagram]) -> Diagram:
    """A diagram of a kind; list numbers are as a reader sees them."""
    count = draw(st.integers(1, 7))
    icons = st.sampled_from(["", "", "users", "plane"])
    drawn = (
        Paragraph(
            draw(_texts), draw(st.integers(0, 3)), icon=draw(icons),
            highlight=draw(st.integers(0, 3)) == 0,
        )
        for _ in range(count)
    )  # fmt: skip
    lines = kind.form.canonical(tuple(drawn))
    numbered = Lists()
    numbers = st.sampled_from([None, None, 1, 1, 3, 12])
    found = tuple(replace(line, number=numbered.start(line.level, draw(numbers))) for line in lines)
    return kind(found, draw(_alts))
