from collections import Counter
from importlib.resources import files

import pytest

from deckgen.geo.atlas import END, Atlas, Borders, arc_number, counties, states, trace
from tests.support.cases import every_case

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


@every_case(
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


def every_arc(atlas: Atlas) -> Borders[tuple[int, int]]:
    numbers = {
        arc_number(reference)
        for area in atlas.areas.values()
        for polygon in atlas.polygons(area)
        for ring in polygon
        for reference in ring
    }
    assert numbers == set(range(len(numbers)))
    return atlas.borders(sorted(numbers))


@ATLASES
def test_every_ring_closes(atlas: Atlas) -> None:
    arcs = every_arc(atlas).arcs()
    for area in atlas.areas.values():
        for polygon in atlas.polygons(area):
            for ring in polygon:
                ends = [trace(arcs, (r,))[:1] + trace(arcs, (~r,))[:1] for r in ring]
                assert all(
                    end == start
                    for (_, end), (start, _) in zip(ends, ends[1:] + ends[:1], strict=True)
                )


@ATLASES
def test_vertices_have_ranks(atlas: Atlas) -> None:
    borders = every_arc(atlas)
    assert len(borders.points) == len(borders.ranks)
    assert all(lon < 0 for lon, _ in borders.points)
    for ranks in borders._replace(points=borders.ranks.decode()).arcs().values():
        assert ranks[0] == ranks[-1] == END
        assert END not in ranks[1:-1]


def test_some_arcs_are_those_of_their_numbers() -> None:
    some = states().borders([3, 1]).arcs()
    assert list(some) == [3, 1]
    assert some.items() <= every_arc(states()).arcs().items()


def test_thinning_keeps_the_ends() -> None:
    borders = Borders([7, 8], "abcdef", b"~K3~~~")
    assert borders.thinned("0").arcs() == {7: tuple("abcd"), 8: tuple("ef")}
    assert borders.thinned("4").arcs() == {7: tuple("abd"), 8: tuple("ef")}
    assert borders.thinned("z").arcs() == {7: tuple("ad"), 8: tuple("ef")}


def test_the_files_stay_small_and_carry_their_licence() -> None:
    data = files("deckgen.geo").joinpath("data")
    assert len(data.joinpath("states.gz").read_bytes()) <= 120_000
    assert len(data.joinpath("counties.gz").read_bytes()) <= 700_000
    licence = data.joinpath("LICENCE.txt").read_text(encoding="utf-8")
    assert "Census Bureau" in licence
    assert "2017" in licence
    assert "Permission to use, copy, modify" in licence
