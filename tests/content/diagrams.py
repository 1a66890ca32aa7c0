"""Diagrams for property tests: outlines of any text, with the levels that each kind can have, icons
and highlights."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec import structs

from deckgen.content.diagram import Diagram
from deckgen.richtext import Paragraph
from deckgen.richtext.outline import Lists
from tests.support.strategies import mixed, run_lists, words

_alts = st.one_of(st.just(""), words.map(str.strip))
_texts = run_lists.filter(bool)
_frames = mixed(
    lambda level, icon, highlight: Paragraph((), level, icon=icon, highlight=highlight),
    range(4),
    ["", "", "users", "plane"],
    [True, False, False, False],
)
_lines = st.builds(lambda frame, runs: structs.replace(frame, runs=runs), _frames, _texts)
_numbers = st.sampled_from([None, None, 1, 1, 3, 12])


@st.composite
def diagrams(draw: st.DrawFn, kind: type[Diagram]) -> Diagram:
    """A diagram of a kind; list numbers are as a reader sees them."""
    drawn = draw(st.lists(_lines, min_size=1, max_size=7))
    lines = kind.form.canonical(tuple(drawn))
    numbered = Lists()
    found = tuple(
        structs.replace(line, number=numbered.start(line.level, draw(_numbers))) for line in lines
    )
    return kind(found, draw(_alts))
