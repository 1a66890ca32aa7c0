"""Laws of diagrams: YAML and presentations say the same, and edits of shapes come back."""

from __future__ import annotations

from functools import cache
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.appearance.shapes import Box, box
from deckgen.content import non_visual_properties
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


@pytest.mark.quick(1)
@each_kind
@given(data=st.data())
def test_an_update_makes_a_diagram_say_the_other(kind: type[Diagram], data: st.DataObject) -> None:
    before, after = data.draw(diagrams(kind)), data.draw(diagrams(kind))
    shape = stage().written(before)
    after.update(shape, stage().page)
    assert kind.read(shape, stage().page) == after


LONG = "A division with a name as long as the names of divisions often are"


def boxes(outline: str) -> dict[str, Box]:
    """The boxes of the rules over an organization chart's cards, by name."""
    chart = parsed(Organization, "S:\n  org: |\n" + indent(outline, "    "))
    shapes = stage().written(chart)
    about = ((non_visual_properties(shape), box(shape)) for shape in shapes)
    return {
        found.get("name", ""): place
        for found, place in about
        if found is not None and place is not None and found.get("name", "").startswith("Rule")
    }


def test_cards_of_an_organization_are_even_where_their_text_has_room() -> None:
    found = boxes("Head\n  Air\n    East\n    West\n  Land\n    North")
    assert len({place.width for place in found.values()}) == 1


def test_a_card_with_more_text_is_wider_where_there_is_little_room() -> None:
    units = f"\n    {LONG}" * 7
    found = boxes(f"Head\n  Air\n    East\n  Land{units}\n  Sea\n    West")
    air, land, sea = (found[f"Rule 1.{number}"] for number in (1, 2, 3))
    assert air.width == sea.width < land.width
