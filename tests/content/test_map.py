"""Maps in YAML: what they show, what is looked up, what is wrong in them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.content.map import Map
from deckgen.content.map.model import Granularity, LabelMode, MapRoute, RegionColor, Shades
from deckgen.geo.labels import LabelSide, Offset
from tests.content.stage import dumped, faults, found, parsed

PLACES = """name,iata,lat,lon
"Alexandria, LA",AEX,31.3274,-92.5486
"Mesa, AZ",IWA,33.3078,-111.6556
"Miami, FL",MIA,25.7954,-80.2901
"Springfield, MO",,37.2090,-93.2923
"Springfield, IL",,39.7817,-89.6501
"""

AIR = """Map:
  map: states
  points: |
    Mesa
    AEX
    miami, fl
  routes: |
    IWA | Alexandria
"""

WHOLE = """Map:
  map: counties
  of: Missouri
  regions:
    North: Boone | Cole
    South: |
      Greene
      St. Louis city
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A deck's folder with places."""
    (tmp_path / "places.csv").write_text(PLACES)
    return tmp_path


def told(text: str, folder: Path) -> list[tuple[str, int, int, int]]:
    return [found(fault) for fault in faults(Map, text, folder)]


def test_places_answer_to_name_code_and_name_up_to_the_comma(folder: Path) -> None:
    model = parsed(Map, AIR, folder).model
    assert [(one.name, one.code, one.lat) for one in model.points] == [
        ("Mesa, AZ", "IWA", 33.3078),
        ("Alexandria, LA", "AEX", 31.3274),
        ("Miami, FL", "MIA", 25.7954),
    ]
    assert model.routes == (MapRoute("Mesa, AZ", "Alexandria, LA"),)


def test_points_may_say_where_they_are() -> None:
    lines = "    Hub | 39 | -95.50004\n    East, MD | BWI | 39.2 | \u221276.6\n"
    hub, east = parsed(Map, f"M:\n  map: states\n  points: |\n{lines}").model.points
    assert (hub.name, hub.code, hub.lat, hub.lon) == ("Hub", "", 39.0, -95.5)
    assert (east.name, east.code, east.lat, east.lon) == ("East, MD", "BWI", 39.2, -76.6)


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("names", ["Mesa", "Springfield, MO", "Springfield, IL"]),
        ("codes", ["IWA", "Springfield, MO", "Springfield, IL"]),
        ("full", ["Mesa, AZ (IWA)", "Springfield, MO", "Springfield, IL"]),
        ("none", ["", "", ""]),
    ],
)
def test_labels_are_as_short_as_they_can_be(label: str, texts: list[str], folder: Path) -> None:
    points = "    Mesa\n    Springfield, MO\n    Springfield, IL\n"
    model = parsed(Map, f"M:\n  map: states\n  points: |\n{points}  label: {label}\n", folder).model
    assert [model.label_of(point) for point in model.points] == texts


def test_labels_can_be_placed_hidden_and_rewritten(folder: Path) -> None:
    text = AIR + "  labels: |\n    Mesa | NE\n    AEX | 12 -8.5 | Hub\n    Miami | none\n"
    model = parsed(Map, text, folder).model
    assert [one.label_override.place for one in model.points] == [
        LabelSide.NE,
        Offset(12, -8.5),
        None,
    ]
    assert [model.label_of(one) for one in model.points] == ["Mesa", "Hub", ""]


def test_points_come_from_a_file_with_headings_or_without(folder: Path) -> None:
    (folder / "named.csv").write_text("lat,name,lon\n39,Hub,-95.5\n,Mesa,\n")
    (folder / "plain.csv").write_text("Mesa\nMiami\n")
    read = {
        name: [
            one.name
            for one in parsed(Map, f"M:\n  map: states\n  points: {name}\n", folder).model.points
        ]
        for name in ("named.csv", "plain.csv")
    }
    assert read == {"named.csv": ["Hub", "Mesa, AZ"], "plain.csv": ["Mesa, AZ", "Miami, FL"]}


def test_routes_come_from_a_file(folder: Path) -> None:
    (folder / "routes.csv").write_text("from,to\nIWA,AEX\nAEX,IWA\n")
    points = "M:\n  map: states\n  points: |\n    Mesa\n    Alexandria\n"
    model = parsed(Map, points + "  routes: routes.csv\n  arrows: yes\n", folder).model
    assert model.routes == (
        MapRoute("Mesa, AZ", "Alexandria, LA"),
        MapRoute("Alexandria, LA", "Mesa, AZ"),
    )
    assert model.arrows


def test_regions_from_a_mapping_take_names_and_codes() -> None:
    north, south = parsed(Map, WHOLE).model.regions
    assert (north.name, north.areas) == ("North", ("29019", "29051"))
    assert (south.name, south.areas) == ("South", ("29077", "29510"))


def test_regions_from_a_file_go_by_code(folder: Path) -> None:
    (folder / "of.csv").write_text(
        "office,county,fips\nKC,Boone,29019\nKC,,29051\nStL,st louis city,29510\n"
    )
    model = parsed(Map, "M:\n  map: counties\n  of: MO\n  regions: of.csv\n", folder).model
    assert [(one.name, one.areas) for one in model.regions] == [
        ("KC", ("29019", "29051")),
        ("StL", ("29510",)),
    ]


def test_a_spreadsheet_may_drop_the_zero_in_front(folder: Path) -> None:
    (folder / "of.csv").write_text("fips,county,office\n1001,Autauga,South\n")
    model = parsed(Map, "M:\n  map: counties\n  of: Alabama\n  regions: of.csv\n", folder).model
    assert model.regions[0].areas == ("01001",)


def test_highlights_are_points_or_areas(folder: Path) -> None:
    text = AIR + "  highlight: |\n    Mesa\n    Missouri | KS\n    11\n"
    model = parsed(Map, text, folder).model
    assert [one.highlighted for one in model.points] == [True, False, False]
    assert [mark.fips for mark in model.highlights] == ["11", "20", "29"]


def test_the_ground_is_of_states_or_chosen() -> None:
    assert len(parsed(Map, "M:\n  map: states\n  of: contiguous\n").model.of) == 49
    both = parsed(Map, "M:\n  map: counties\n  of: Missouri | Kansas\n").model
    assert (both.of, both.granularity) == (("KS", "MO"), Granularity.REGIONS)
    few = parsed(Map, "M:\n  map: counties\n  of: MO\n  areas: Boone | Cole\n").model
    assert (few.of, few.only) == ((), ("29019", "29051"))
    named = parsed(Map, "M:\n  map: counties\n  areas: Boone, MO\n  detail: areas\n").model
    assert (named.only, named.granularity) == (("29019",), Granularity.AREAS)


def test_facts_print_in_names_and_alternative_text() -> None:
    text = "M:\n  map: states\n  points: |\n    All ${a.b} | 39 | -95\n  alt: Where ${a.b} are\n"
    content = parsed(Map, text)
    assert content.model.points[0].name == "All 1,234"
    assert content.model.alt == "Where 1,234 are"
    assert content.facts() == ("a.b",)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("M:\n  map: states\n  legend: maybe\n", [("yes-or-no", 3, 11, 16)]),
        ("M:\n  map: counties\n  of: Misouri\n", [("unknown-area", 3, 7, 14)]),
        ("M:\n  map: counties\n  areas: Greene\n", [("ambiguous-area", 3, 10, 16)]),
        (AIR.replace("miami, fl", "Nimai"), [("unknown-place", 6, 5, 10)]),
        (AIR.replace("miami, fl", "Springfield"), [("ambiguous-place", 6, 5, 16)]),
        (AIR.replace("miami, fl", "Hub | -95 | 39"), [("degrees", 6, 11, 14)]),
        (AIR + "  label: none\n  labels: Mesa | N\n", [("no-label", 10, 11, 15)]),
        (WHOLE + "  points: North | 38 | -92\n", [("twice", 9, 11, 16)]),
        (WHOLE + "  labels: North | N | Nord\n", [("label", 9, 23, 27)]),
        ("M:\n  map: states\n  values: |\n    Missouri | 387\n    Iowa\n", [("value", 5, 5, 9)]),
        ("M:\n  map: states\n  of: contiguous\n  values: Alaska | 3\n",
         [("unknown-area", 4, 11, 17)]),
        ("M:\n  map: states\n  values: Kansas | 3\n  column: a\n", [("unknown-column", 4, 11, 12)]),
        ("M:\n  map: states\n  legend_title: Offices\n", [("legend", 3, 3, 15)]),
        ("M:\n  map: states\n  values: Kansas | 3\n  legend: no\n", [("legend", 4, 3, 9)]),
        (WHOLE + "  legend: no\n  legend_title: Offices\n", [("legend", 9, 3, 9)]),
        ("M:\n  map: states\n  values: Kansas | 3\n  detail: regions\n", [("values", 4, 3, 9)]),
        ("M:\n  map: states\n  values: Kansas | 3\n  highlight: KS\n",
         [("highlight", 4, 14, 16)]),
        ("M:\n  map: states\n  values: Kansas | 3\n  colors: accent9\n",
         [("region-color", 4, 11, 18)]),
        ("M:\n  map: states\n  values: Kansas | 3\n  colors: |\n    accent1\n    accent2\n",
         [("region-color", 6, 5, 12)]),
        ("M:\n  map: states\n  values: Kansas | 3\n  colors: Kansas | accent2\n",
         [("region-color", 4, 20, 27)]),
        ("M:\n  map: states\n  values: Kansas | 3\n  colors: ' | '\n",
         [("region-color", 4, 11, 16)]),
        ("M:\n  map: states\n  regions: cenus\n", [("missing-column", 3, 12, 17)]),
        (WHOLE + "  colors: |\n    South | accent2\n    South | dk2\n", [("twice", 11, 5, 10)]),
    ],
)  # fmt: skip
def test_faults_name_their_place(
    text: str, places: list[tuple[str, int, int, int]], folder: Path
) -> None:
    assert told(text, folder) == places


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("29002,Bone,KC", ("unknown-area", 3, 1, 6)),
        (",Boone,KC", ("no-fips", 3, 1, 1)),
        ("29019,Cole,KC", ("fips-name", 3, 7, 11)),
        ("29019,Boone,", ("no-office", 3, 13, 13)),
        ("29051,Cole,KC", ("twice", 3, 1, 6)),
        ("20091,Johnson,KC", ("unknown-area", 3, 1, 6)),
        ("Boone,29019,KC", ("fips", 3, 1, 6)),
    ],
)
def test_faults_of_an_assignment_name_their_cell(
    row: str, fault: tuple[str, int, int, int], folder: Path
) -> None:
    (folder / "of.csv").write_text(f"fips,county,office\n29051,Cole,StL\n{row}\n")
    assert told("M:\n  map: counties\n  of: MO\n  regions: of.csv\n", folder) == [fault]


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("29002,Bone,KC", "did you mean"),
        (",Bone,KC", "`Boone County, MO` is 29019"),
        ("29019,Cole,KC", "`Cole County, MO` is 29051"),
        ("Boone,,KC", "`Boone County, MO` is 29019"),
    ],
)
def test_an_assignment_with_a_fault_is_told_the_near_name(
    text: str, help_: str, folder: Path
) -> None:
    (folder / "of.csv").write_text(f"fips,county,office\n{text}\n")
    (fault,) = faults(Map, "M:\n  map: counties\n  of: MO\n  regions: of.csv\n", folder)
    assert any(help_ in text for text in fault.helps), fault.helps


@pytest.mark.parametrize(
    ("places", "code"),
    [
        (None, "no-places"),
        ("", "empty-grid"),
        ("name,lat\nMesa,3\n", "missing-column"),
        ("name,lat,lon\nMesa,3,x\n", "degrees"),
        ("name,lat,lon\nMesa,3,4\nmesa,3,4\n", "twice"),
        ("name,lat,lon\n,3,4\n", "no-name"),
    ],
)
def test_faults_of_the_places_are_told_once(places: str | None, code: str, tmp_path: Path) -> None:
    if places is not None:
        (tmp_path / "places.csv").write_text(places)
    (fault,) = faults(Map, "M:\n  map: states\n  points: |\n    Mesa\n    Miami\n", tmp_path)
    assert fault.code == code


def test_a_longitude_without_its_sign_is_recognised(folder: Path) -> None:
    text = "M:\n  map: counties\n  of: MO\n  points: Hub | 38.5 | 92.3\n"
    (fault,) = faults(Map, text, folder)
    assert fault.code == "off-map"
    assert fault.helps[0] == "longitudes west of Greenwich are negative: -92.3"


def test_a_swapped_place_is_recognised(folder: Path) -> None:
    text = "M:\n  map: states\n  of: Florida\n  points: |\n    Miami | -80.29 | 25.79\n"
    (fault,) = faults(Map, text, folder)
    assert fault.helps[0].startswith("latitude comes first")


def test_what_is_usual_is_not_dumped(folder: Path) -> None:
    text = dumped(parsed(Map, AIR + "  highlight: Missouri\n  label: full\n", folder))
    assert text == (
        "Slot:\n  map: states\n  points: |\n"
        "    Mesa, AZ | IWA | 33.3078 | -111.6556\n"
        "    Alexandria, LA | AEX | 31.3274 | -92.5486\n"
        "    Miami, FL | MIA | 25.7954 | -80.2901\n"
        "  routes: |\n    Mesa, AZ | Alexandria, LA\n"
        "  highlight: |\n    29\n  label: full\n"
    )
    assert parsed(Map, text).model.label is LabelMode.FULL


def test_the_regions_of_the_census_bureau_cover_all_states() -> None:
    text = "Slot:\n  map: states\n  regions: census\n  legend_title: Regions\n"
    drawn = parsed(Map, text)
    regions = drawn.model.regions
    assert [(one.name, len(one.areas)) for one in regions] == [
        ("Northeast", 9), ("Midwest", 12), ("South", 17), ("West", 13),
    ]  # fmt: skip
    assert drawn.model.legend
    assert dumped(drawn) == text


def test_a_map_of_few_states_has_only_their_census_regions() -> None:
    text = "M:\n  map: counties\n  of: Missouri | Kansas | Arkansas\n  regions: census\n"
    regions = parsed(Map, text).model.regions
    assert [(one.name, len(one.areas)) for one in regions] == [("Midwest", 220), ("South", 75)]


def test_a_percentage_makes_a_region_lighter() -> None:
    text = WHOLE + "  colors: |\n    South | accent4 40%\n    North | tx2\n"
    north, south = parsed(Map, text).model.regions
    assert (north.color, south.color) == (RegionColor("tx2"), RegionColor("accent4", 40))


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("fips,n\n29002,3\n", ("unknown-area", 2, 1, 6)),
        ("fips,state,n\n29,Kansas,3\n", ("fips-name", 2, 4, 10)),
        ("state,n\nMissouri,3\nMO,4\n", ("twice", 3, 1, 3)),
        ("state,n\nMissouri,3\nKansas,n/a\n", ("number", 3, 8, 11)),
        ("state,n\n,3\n", ("no-fips", 2, 1, 1)),
        ("where,n\nMissouri,3\n", ("missing-column", 1, 1, 6)),
        ("state,n,m\nMissouri,3,4\n", ("which-column", 3, 11, 16)),
        ("state,n\nMissouri,\n", ("which-column", 3, 11, 16)),
    ],
)
def test_faults_of_numbers_name_their_cell(
    table: str, fault: tuple[str, int, int, int], folder: Path
) -> None:
    (folder / "n.csv").write_text(table)
    assert told("M:\n  map: states\n  values: n.csv\n", folder) == [fault]


def test_numbers_come_from_a_column_of_a_file(folder: Path) -> None:
    (folder / "n.csv").write_text(
        'fips,state,Arrests,Share,note\n29,Missouri,"1,200",40%,x\n20,Kansas,,12.5%,\n02,,7,1%,\n'
    )
    text = "M:\n  map: states\n  of: contiguous\n  values: n.csv\n  column: "
    arrests = parsed(Map, text + "Arrests\n", folder).model
    assert arrests.shades == Shades((("29", Decimal(1200)),))
    assert (arrests.legend_title, arrests.legend) == ("Arrests", True)
    share = parsed(Map, text + "Share\n", folder).model.shades
    assert share is not None
    assert share.format == "#,##0.0%"
    assert [share.range_text(members) for members in share.grouped()] == ["12.5%", "40.0%"]


AMOUNTS = st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=40)


@given(AMOUNTS, st.integers(2, 7), st.booleans())
def test_classes_hold_every_area_once_and_do_not_overlap(
    amounts: list[Decimal], classes: int, equal: bool
) -> None:
    shades = Shades(tuple((f"{n:02}", one) for n, one in enumerate(amounts)), classes, equal)
    grouped = shades.grouped()
    assert sorted(member for members in grouped for member in members) == list(shades.values)
    assert 1 <= len(grouped) <= classes
    ranges = [[amount for _, amount in members] for members in grouped]
    assert all(max(one) < min(other) for one, other in pairwise(ranges))


@pytest.mark.parametrize(
    ("equal", "classes"),
    [(False, [["01", "02"], ["03", "04"]]), (True, [["01", "02", "03"], ["04"]])],
)
def test_quantiles_hold_as_many_areas_and_equal_steps_are_as_wide(
    equal: bool, classes: list[list[str]]
) -> None:
    values = tuple((f"0{n}", Decimal(one)) for n, one in enumerate((1, 2, 3, 100), 1))
    grouped = Shades(values, 2, equal).grouped()
    assert [[fips for fips, _ in members] for members in grouped] == classes
