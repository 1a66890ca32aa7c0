from collections import Counter
from importlib.resources import files

import pytest

from deckgen.geo.atlas import Arc, Atlas, arc_number, counties, states, trace

ATLASES = pytest.mark.parametrize("atlas", [states(), counties()], ids=["states", "counties"])


def test_the_states_are_all_there() -> None:
    atlas = states()
    assert len(atlas.areas) == 50 + 1 + 5
    assert atlas.areas["29"].name == "Missouri"
    assert atlas.areas["11"].state == "DC"
    assert list(atlas.areas) == sorted(atlas.areas)
    assert len(set(atlas.states)) == 56


def test_missouri_has_114_counties_and_a_city() -> None:
    missouri = counties().within("MO")
    assert len(missouri) == 115
    assert sum(area.full_name.endswith(" County") for area in missouri) == 114
    assert [area.full_name for area in missouri if area.fips == "29510"] == ["St. Louis city"]


def test_the_counties_of_the_50_states_are_all_there() -> None:
    """The Census Bureau counted 3,142 in 2017 with the District of Columbia."""
    assert sum(area.fips < "57" for area in counties().areas.values()) == 3142


@pytest.mark.parametrize(
    ("fips", "full_name"),
    [
        ("22071", "Orleans Parish"),
        ("02110", "Juneau City and Borough"),
        ("02261", "Valdez-Cordova Census Area"),
        ("11001", "District of Columbia"),
        ("24005", "Baltimore County"),
        ("24510", "Baltimore city"),
        ("32510", "Carson City"),
        ("35013", "Doña Ana County"),
        ("51036", "Charles City County"),
        ("51760", "Richmond city"),
        ("72127", "San Juan Municipio"),
    ],
)
def test_a_county_says_what_it_is(fips: str, full_name: str) -> None:
    assert counties().areas[fips].full_name == full_name


def test_the_boundaries_say_their_year() -> None:
    assert states().edition == counties().edition == 2017


@ATLASES
def test_a_stretch_of_border_has_at_most_one_area_on_either_side(atlas: Atlas) -> None:
    taken = Counter(
        reference
        for area in atlas.areas.values()
        for polygon in atlas.polygons(area)
        for ring in polygon
        for reference in ring
    )
    assert set(taken.values()) == {1}


@ATLASES
def test_every_ring_closes(atlas: Atlas) -> None:
    for area in atlas.areas.values():
        for polygon in atlas.polygons(area):
            for ring in polygon:
                arcs = {arc_number(r): atlas.arc(arc_number(r)).vertices for r in ring}
                ends = [trace(arcs, (r,))[:1] + trace(arcs, (~r,))[:1] for r in ring]
                assert all(
                    end == start
                    for (_, end), (start, _) in zip(ends, ends[1:] + ends[:1], strict=True)
                )


@ATLASES
def test_vertices_between_the_ends_have_ranks(atlas: Atlas) -> None:
    numbers = {
        arc_number(reference)
        for area in atlas.areas.values()
        for polygon in atlas.polygons(area)
        for ring in polygon
        for reference in ring
    }
    assert numbers == set(range(len(numbers)))
    for number in numbers:
        arc = atlas.arc(number)
        assert len(arc.vertices) == len(arc.ranks) + 2
        assert all(lon < 0 for lon, _ in arc.vertices)


def test_thinning_keeps_the_ends() -> None:
    arc = Arc(((0, 0), (1, 5), (2, 1), (3, 0)), "K3")
    assert arc.thinned("0") == arc.vertices
    assert arc.thinned("4") == ((0, 0), (1, 5), (3, 0))
    assert arc.thinned("z") == ((0, 0), (3, 0))


def test_the_files_stay_small_and_carry_their_licence() -> None:
    data = files("deckgen.geo").joinpath("data")
    assert len(data.joinpath("states.json.gz").read_bytes()) <= 120_000
    assert len(data.joinpath("counties.json.gz").read_bytes()) <= 700_000
    licence = data.joinpath("LICENCE.txt").read_text(encoding="utf-8")
    assert "Census Bureau" in licence
    assert "2017" in licence
    assert "Permission to use, copy, modify" in licence
