"""Laws of diagrams: YAML and presentations say the same, and edits of shapes come back."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.content.diagram import Diagram, Organization, Process, Timeline
from tests.content.diagrams import diagrams
from tests.content.stage import Stage, dumped, parsed

KINDS = (Process, Timeline, Organization)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)


@cache
def stage() -> Stage:
    """One slide for all: what is written to it needs no clean one."""
    return Stage.of("Title and Content", "Content")


@each_kind
@given(data=st.data())
def test_dump_then_parse_gives_the_same_diagram(kind: type[Diagram], data: st.DataObject) -> None:
    drawn = data.draw(diagrams(kind))
    assert parsed(kind, dumped(drawn)) == drawn


@each_kind
@given(data=st.data())
def test_write_then_read_gives_the_same_diagram(kind: type[Diagram], data: st.DataObject) -> None:
    drawn = data.draw(diagrams(kind))
    assert stage().read_back(drawn) == drawn


@each_kind
@given(data=st.data())
def test_an_update_makes_a_diagram_say_the_other(kind: type[Diagram], data: st.DataObject) -> None:
    before, after = data.draw(diagrams(kind)), data.draw(diagrams(kind))
    shape = stage().written(before)
    after.update(shape, stage().page)
    assert kind.read(shape, stage().page) == after
