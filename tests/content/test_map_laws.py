"""Laws of maps: YAML and presentations say the same, whatever the names and places."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given

from deckgen.content.map import Map
from tests.content.maps import maps
from tests.content.stage import Stage, dumped, parsed


@cache
def stage() -> Stage:
    """One slide for all: what is written to it needs no clean one."""
    return Stage.of("Map and List", "Map")


@given(maps)
def test_dump_then_parse_gives_the_same_map(drawn: Map) -> None:
    assert parsed(Map, dumped(drawn)) == drawn


@pytest.mark.slow
@given(maps)
def test_write_then_read_gives_the_same_map(drawn: Map) -> None:
    assert stage().read_back(drawn) == drawn


@pytest.mark.slow
@given(maps, maps)
def test_an_update_makes_a_map_say_the_other(before: Map, after: Map) -> None:
    shape = stage().written(before)
    after.update(shape, stage().page)
    assert Map.read(shape, stage().page) == after
