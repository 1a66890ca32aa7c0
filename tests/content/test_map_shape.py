"""Maps as shapes: what a reviewer finds in the group, what is read back, what updates keep."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import combinations, product
from math import dist
from pathlib import Path

import pytest
from lxml import etree
from pptx import Presentation

from deckgen.appearance.text import InheritedText
from deckgen.content import alt_text, non_visual_properties
from deckgen.content.map import Map
from deckgen.content.map.model import HIDDEN
from deckgen.content.registry import scan_slide
from deckgen.geo import PageBox, sides
from deckgen.geo.labels import crossing
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find, find_all, make, tag
from tests.content.stage import Stage, at, deck_of, found, parsed
from tests.support.cases import every_case
from tests.support.office import Office
from tests.support.paths import ROOT
from tests.support.sdk import Validator

CITIES = """Map:
  map: states
  points: |
    Boston, MA | 42.3584 | -71.0598
    Mesa, AZ | IWA | 33.3078 | -111.6556
    Newark, NJ | 40.7357 | -74.1724
    New York City, NY | 40.7128 | -74.0060
    Miami, FL | MIA | 25.7954 | -80.2901
  routes: |
    Mesa, AZ | Miami, FL
    Miami, FL | Mesa, AZ
  highlight: Boston | Missouri
  arrows: yes
"""

COUNTIES = """Map:
  map: counties
  of: Missouri
  regions:
    North: Boone | Cole | Audrain
    South (of it): Greene | Christian
  points: "Springfield, MO | 37.2090 | -93.2923"
"""

COLORS = COUNTIES + "  legend_title: Offices\n  colors: |\n    North | accent4 40%\n"

SHADES = """Map:
  map: states
  areas: Kansas | Missouri | Iowa | Nebraska
  values: |
    Kansas | 12
    Missouri | 387
    Iowa | 0.5
  classes: 3
  format: '0.0'
  colors: accent2
  legend_title: Arrests
"""

ALL = (CITIES, COUNTIES, COUNTIES + "  legend: yes\n  detail: areas\n", COLORS, SHADES)


@pytest.fixture
def stage() -> Stage:
    return Stage.of("Map and List", "Map")


def name_of(shape: Element) -> str:
    about = non_visual_properties(shape)
    return "" if about is None else about.get("name", "")


def names(group: Element) -> list[str]:
    return [name for name in map(name_of, group) if name]


def child(group: Element, name: str) -> Element:
    """The group's shape of that name."""
    (found,) = (one for one in group if name_of(one) == name)
    return found


def box(shape: Element) -> tuple[int, int, int, int]:
    off, ext = at(shape, "p:spPr/a:xfrm/a:off"), at(shape, "p:spPr/a:xfrm/a:ext")
    x, y = int(off.get("x", "")), int(off.get("y", ""))
    return x, y, x + int(ext.get("cx", "")), y + int(ext.get("cy", ""))


def rings(shape: Element) -> list[list[tuple[int, int]]]:
    """The closed sub-paths of a freeform, in EMU on the slide."""
    x, y, right, bottom = box(shape)
    path = at(shape, "p:spPr/a:custGeom/a:pathLst/a:path")
    across, down = int(path.get("w", "")), int(path.get("h", ""))
    found: list[list[tuple[int, int]]] = []
    for step in path:
        if tag(step) == "a:moveTo":
            found.append([])
        for pt in find_all(step, "a:pt"):
            found[-1].append(
                (
                    x + int(pt.get("x", "")) * (right - x) // across,
                    y + int(pt.get("y", "")) * (bottom - y) // down,
                )
            )
    return found


def test_states_are_a_freeform_each(stage: Stage) -> None:
    group = stage.written(parsed(Map, CITIES))
    listed = names(group)
    assert listed[0] == "Frame: states"
    assert sum(name.startswith("Area: ") for name in listed) == 50
    assert {"Area, highlighted: Missouri (29)", "Area: Hawaii (15)"} <= set(listed)
    assert [name for name in listed if name.startswith(("Route", "Point"))] == [
        "Route: Mesa, AZ to Miami, FL",
        "Route: Miami, FL to Mesa, AZ",
        "Point, highlighted: Boston, MA (42.3584, -71.0598)",
        "Point: Mesa, AZ (IWA 33.3078, -111.6556)",
        "Point: Newark, NJ (40.7357, -74.1724)",
        "Point: New York City, NY (40.7128, -74.0060)",
        "Point: Miami, FL (MIA 25.7954, -80.2901)",
    ]
    assert Counter(listed).most_common(1)[0][1] == 1


def test_regions_are_a_freeform_each_with_their_counties(stage: Stage) -> None:
    group = stage.written(parsed(Map, COUNTIES))
    listed = names(group)
    assert listed[:4] == [
        "Frame: counties of MO",
        "Areas",
        "Region: North (29007 29019 29051)",
        "Region: South (of it) (29043 29077)",
    ]
    sizes = [len(rings(child(group, name))) for name in listed[1:4]]
    assert sizes == [110, 3, 2]
    apart = stage.written(parsed(Map, COUNTIES + "  detail: areas\n"))
    assert names(apart)[0] == "Frame: counties of MO, areas apart"
    assert sum(name.startswith("Area") for name in names(apart)) == 115
    assert "Area in North: Boone County, MO (29019)" in names(apart)


@pytest.mark.slow
def test_neighbours_share_their_border_to_the_last_emu(stage: Stage) -> None:
    group = stage.written(parsed(Map, "M:\n  map: states\n  of: contiguous\n"))
    kansas, missouri = (
        {point for ring in rings(child(group, name)) for point in ring}
        for name in ("Area: Kansas (20)", "Area: Missouri (29)")
    )
    assert len(kansas & missouri) > 2


@pytest.mark.parametrize("text", ALL)
def test_everything_is_in_theme_colours_and_legible(text: str, stage: Stage) -> None:
    group = stage.written(parsed(Map, text))
    assert not list(each(group, "a:srgbClr", "a:sysClr", "a:prstClr"))
    runs = list(each(group, "a:rPr"))
    assert runs
    assert {run.get("lang") for run in runs} == {"en-US"}
    assert min(int(run.get("sz", "0")) for run in runs) >= 1200
    ids = [about.get("id") for about in each(group, "p:cNvPr")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("percent", "backgrounds"), [("40%", 0), ("41%", 1)])
def test_labels_have_a_background_only_beside_colours_that_are_no_tints(
    percent: str, backgrounds: int, stage: Stage
) -> None:
    group = stage.written(parsed(Map, COLORS.replace("40%", percent)))
    label = child(group, "Label: Springfield, MO")
    assert len(find_all(label, "p:spPr/a:solidFill")) == backgrounds


@pytest.mark.parametrize("text", ALL)
def test_labels_lie_in_the_slot_and_over_nothing(text: str, stage: Stage) -> None:
    group = stage.written(parsed(Map, text))
    boxes = [box(one) for one in each(group, "p:sp") if find(one, "p:txBody") is not None]
    x, y, width, height = stage.slot.box
    for left, top, right, bottom in boxes:
        assert x <= left < right <= x + width
        assert y <= top < bottom <= y + height
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    discs = [box(one) for one in group if name_of(one).startswith("Point")]
    for (left, top, right, bottom), disc in product(boxes, discs):
        centre = ((disc[0] + disc[2]) / 2, (disc[1] + disc[3]) / 2)
        nearest = (min(max(centre[0], left), right), min(max(centre[1], top), bottom))
        assert dist(nearest, centre) >= (disc[2] - disc[0]) / 2 - 1


def test_the_group_fills_the_slot_and_says_what_it_shows(stage: Stage) -> None:
    group = stage.written(parsed(Map, CITIES))
    place = at(group, "p:grpSpPr/a:xfrm")
    sizes = [tuple(map(int, one.attrib.values())) for one in place]
    wanted = stage.slot.box
    assert sizes == [wanted[:2], wanted[2:], wanted[:2], wanted[2:]]
    assert name_of(group) == "Map"
    assert alt_text(group) == (
        "Map: United States, by state. Highlighted: Missouri; Boston, MA. 5 points: Boston, MA; "
        "Mesa, AZ; Newark, NJ; New York City, NY; Miami, FL. 2 routes: Mesa, AZ to Miami, FL; "
        "Miami, FL to Mesa, AZ."
    )
    counties = stage.written(parsed(Map, COUNTIES))
    assert alt_text(counties) == (
        "Map: Missouri, by county. 2 regions: North (3 counties); South (of it) (2 counties). "
        "1 point: Springfield, MO."
    )
    said = stage.written(parsed(Map, COUNTIES + "  alt: Who serves whom\n"))
    assert alt_text(said) == "Who serves whom"


def test_long_lists_are_cut_short_in_the_alternative_text(stage: Stage) -> None:
    lines = "".join(f"    Place number {n}, XX | 39 | -{80 + n / 2}\n" for n in range(60))
    text = alt_text(
        stage.written(parsed(Map, f"M:\n  map: states\n  points: |\n{lines}  label: none\n"))
    )
    assert len(text) < 500
    assert text.startswith("Map: United States, by state. 60 points: Place number 0, XX; ")
    assert text.endswith(" more.")


def test_routes_there_and_back_bow_apart_and_end_in_arrows(stage: Stage) -> None:
    group = stage.written(parsed(Map, CITIES))
    there, back = (child(group, name) for name in names(group) if name.startswith("Route"))
    assert box(there) != box(back)
    assert all(find(one, "p:spPr/a:ln/a:tailEnd") is not None for one in (there, back))
    path = at(there, "p:spPr/a:custGeom/a:pathLst/a:path")
    assert path.get("fill") == "none"
    assert [tag(step) for step in path] == ["a:moveTo", "a:quadBezTo"]


@pytest.mark.slow
def test_a_label_without_room_waits_hidden_and_is_told(stage: Stage) -> None:
    lines = "".join(f"    A rather long name {n} | 39 | -95.{n:02}\n" for n in range(60))
    crowd = parsed(Map, f"M:\n  map: states\n  points: |\n{lines}")
    told = list(crowd.misfits(stage.slot, stage.page))
    assert told
    assert all("there is no room for the label" in one.message for one in told)
    assert all(one.place is not None for one in told)
    group = stage.written(crowd)
    hidden = [one for one in each(group, "p:cNvPr") if one.get("hidden") == "1"]
    assert len(hidden) == len(told)
    assert Map.read(group, stage.page) == crowd


def test_pinned_labels_that_are_in_the_way_are_told(stage: Stage) -> None:
    text = CITIES + "  labels: |\n    Newark | W\n    Boston | -300 0\n    Miami | 400 0\n"
    told = [one.message for one in parsed(Map, text).misfits(stage.slot, stage.page)]
    assert "the label of `Miami, FL` leaves the map or covers the legend" in told
    assert not list(parsed(Map, CITIES).misfits(stage.slot, stage.page))


def test_arrows_without_routes_are_told_at_their_place(stage: Stage) -> None:
    idle, none = (parsed(Map, f"M:\n  map: states\n  arrows: {word}\n") for word in ("yes", "no"))
    (told,) = idle.misfits(stage.slot, stage.page)
    assert found(told) == ("MAP-ARROWS", 3, 11, 14)
    assert not list(none.misfits(stage.slot, stage.page))


def test_other_groups_are_no_maps(stage: Stage) -> None:
    group = make(
        "p:grpSp", None, make("p:nvGrpSpPr", None, make("p:cNvPr", {"id": 9, "name": "Map"}))
    )
    assert Map.read(group, stage.page) is None
    for name in ("Frame: ", "Frame: cities", "Frame: chosen states"):
        about = make("p:cNvPr", {"id": 3, "name": name})
        shape = make("p:sp", None, make("p:nvSpPr", None, about))
        group.append(shape)
        assert Map.read(group, stage.page) is None
        group.remove(shape)
    unknown = stage.written(parsed(Map, COUNTIES))
    properties_of = non_visual_properties(child(unknown, "Region: North (29007 29019 29051)"))
    assert properties_of is not None
    properties_of.set("name", "Region: North (29008)")
    assert Map.read(unknown, stage.page) is None


def test_what_a_reviewer_deletes_or_rewrites_is_read(stage: Stage) -> None:
    group = stage.written(parsed(Map, CITIES))
    group.remove(child(group, "Point: Miami, FL (MIA 25.7954, -80.2901)"))
    group.remove(child(group, "Label: Mesa, AZ"))
    for text in each(child(group, "Label: Newark, NJ"), "a:t"):
        text.text = "Newark and Elizabeth"
    read = Map.read(group, stage.page)
    assert read is not None
    assert [one.name for one in read.model.points][-1] == "New York City, NY"
    assert read.model.routes == ()
    assert read.model.points[1].label_override == HIDDEN
    assert read.model.label_of(read.model.points[2]) == "Newark and Elizabeth"
    counties = stage.written(parsed(Map, COUNTIES))
    for text in each(child(counties, "Region label: North"), "a:t"):
        text.text = "Far north"
    renamed = Map.read(counties, stage.page)
    assert renamed is not None
    assert [one.name for one in renamed.model.regions] == ["Far north", "South (of it)"]


def test_areas_without_a_number_are_hatched_and_named(stage: Stage) -> None:
    group = stage.written(parsed(Map, SHADES))
    entries = [name for name in names(child(group, "Legend")) if name.startswith("Entry")]
    assert entries == ['Entry: "0.5"', 'Entry: "12.0"', 'Entry: "387.0"', "Entry: No data"]
    assert find(child(group, "Area: Nebraska (31)"), "p:spPr/a:pattFill") is not None
    fills = [
        at(child(group, f"Area: {name}"), "p:spPr/a:solidFill/a:schemeClr/a:lumMod").get("val")
        for name in ("Iowa (19) (0.5)", "Kansas (20) (12)", "Missouri (29) (387)")
    ]
    assert fills == ["20000", "48000", "75000"]


def test_what_a_reviewer_rewrites_in_a_legend_is_read(stage: Stage) -> None:
    group = stage.written(parsed(Map, COUNTIES + "  legend_title: Offices\n"))
    legend = child(group, "Legend")
    for name, words in (("Legend title", "Where to call"), ("Entry: North", "Far north")):
        for text in each(child(legend, name), "a:t"):
            text.text = words
    read = Map.read(group, stage.page)
    assert read is not None
    assert read.model.legend_title == "Where to call"
    assert [one.name for one in read.model.regions] == ["Far north", "South (of it)"]


@pytest.mark.slow
@every_case("layout", ["Map and List", "Map"])
@every_case("ground", ["states", "states\n  of: contiguous", "counties\n  of: Kansas"])
def test_a_legend_covers_no_land(layout: str, ground: str) -> None:
    stage = Stage.of(layout, "Map")
    text = f"M:\n  map: {ground}\n  regions: census\n  legend_title: Regions of the Census Bureau\n"
    group = stage.written(parsed(Map, text))
    left, top, right, bottom = (value / 12_700 for value in group_box(child(group, "Legend")))
    legend = PageBox(left, top, right - left, bottom - top)
    assert PageBox(*stage.slot.box.points).encloses(legend)
    for area in group:
        if name_of(area).startswith(("Area", "Region")):
            for ring in rings(area):
                points = [(x / 12_700, y / 12_700) for x, y in ring]
                assert not any(legend.crossed_by(*side) for side in sides(tuple(points)))


NORTH_EAST = ("Newark", "New York City", "Philadelphia", "Baltimore", "Washington")


@pytest.mark.quick(1)
@pytest.mark.parametrize("layout", ["Map and List", "Map"])
@pytest.mark.parametrize("legend", ["", "  regions: census\n  legend: yes\n"])
def test_labels_of_the_north_east_stand_at_sea_with_lines_that_do_not_cross(
    layout: str, legend: str
) -> None:
    text = "M:\n  map: states\n" + legend + "  points: |\n"
    places = (ROOT / "content" / "places.csv").read_text(encoding="utf-8")
    offices = list(csv.reader(places.splitlines()))[1:]
    text += "".join(
        f"    {name.partition(',')[0]} | {lat} | {lon}\n"
        for name, _, lat, lon, *_ in offices
        if name.partition(",")[0] in (*NORTH_EAST, "Boston", "Buffalo", "Miami", "Detroit")
    )
    stage = Stage.of(layout, "Map")
    drawn = parsed(Map, text)
    group = stage.written(drawn)
    lines = [line_of(child(group, f"Leader: {name}")) for name in NORTH_EAST]
    assert not any(crossing(one, other) for one, other in combinations(lines, 2))
    lefts = {box(child(group, f"Label: {name}"))[0] for name in NORTH_EAST}
    assert len(lefts) == 1
    assert not list(drawn.misfits(stage.slot, stage.page))


def line_of(shape: Element) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends of a straight line."""
    left, top, right, bottom = box(shape)
    place = at(shape, "p:spPr/a:xfrm")
    if place.get("flipH"):
        left, right = right, left
    if place.get("flipV"):
        top, bottom = bottom, top
    return (left, top), (right, bottom)


def group_box(group: Element) -> tuple[int, int, int, int]:
    """The box of a group, in EMU."""
    off, ext = at(group, "p:grpSpPr/a:xfrm/a:off"), at(group, "p:grpSpPr/a:xfrm/a:ext")
    x, y = int(off.get("x", "")), int(off.get("y", ""))
    return x, y, x + int(ext.get("cx", "")), y + int(ext.get("cy", ""))


def test_an_alternative_text_that_an_editor_dropped_is_kept(stage: Stage) -> None:
    said = parsed(Map, COUNTIES + "  alt: Who serves whom\n")
    dropped = parsed(Map, COUNTIES)
    place = InheritedText()
    assert dropped.normalized(said, place) == said
    assert dropped.normalized(dropped, place) == dropped
    assert said.normalized(dropped, place) == said
    assert said.normalized(None, place) == said


@pytest.mark.slow
def test_names_that_hold_the_words_between_them_are_told_apart(stage: Stage) -> None:
    called = ["a to b", "to", '"x" to', "b to c", "a", "Label: a"]
    lines = "".join(f"    {name} | {35 + n} | -95\n" for n, name in enumerate(called))
    pairs = "".join(f"    {one} | {other}\n" for one, other in combinations(called, 2))
    drawn = parsed(Map, f"M:\n  map: states\n  points: |\n{lines}  routes: |\n{pairs}")
    assert len(drawn.model.routes) == 15
    assert stage.read_back(drawn) == drawn


@pytest.mark.slow
@pytest.mark.parametrize("mark", [" 1", " 2", " 1 3"])
@pytest.mark.parametrize("text", [CITIES, COUNTIES])
def test_a_duplicate_whose_shapes_an_editor_numbered_is_the_same_map(
    text: str, mark: str, stage: Stage
) -> None:
    """LibreOffice 7.4 makes the names on a duplicated slide unique by a number at their end."""
    said = parsed(Map, text)
    group = stage.written(said)
    for shape in group:
        about = non_visual_properties(shape)
        if about is not None:
            about.set("name", about.get("name", "") + mark)
    assert Map.read(group, stage.page) == said
    other = parsed(Map, text + "  label: none\n")
    other.update(group, stage.page)
    assert names(group) == names(stage.written(other))


@pytest.mark.slow
def test_an_update_keeps_what_a_reviewer_did(stage: Stage) -> None:
    group = stage.written(parsed(Map, CITIES))
    painted = child(group, "Area: Kansas (20)")
    at(painted, "p:spPr/a:solidFill/a:schemeClr").set("val", "accent4")
    moved = child(group, "Label: Mesa, AZ")
    at(moved, "p:spPr/a:xfrm/a:off").set("x", "5")
    dot = child(group, "Point: Mesa, AZ (IWA 33.3078, -111.6556)")
    at(dot, "p:spPr/a:solidFill/a:schemeClr").set("val", "accent5")
    note = make("p:sp", None, make("p:nvSpPr", None, make("p:cNvPr", {"id": 900, "name": "Mine"})))
    group.append(note)
    after = parsed(Map, CITIES + "  label: codes\n")
    stage.page.last_id = 900
    after.update(group, stage.page)
    assert Map.read(group, stage.page) == after
    assert child(group, "Area: Kansas (20)") is painted
    assert at(painted, "p:spPr/a:solidFill/a:schemeClr").get("val") == "accent4"
    assert child(group, "Mine") is note
    assert group[-1] is note
    assert child(group, "Point: Mesa, AZ (IWA 33.3078, -111.6556)") is dot
    assert "".join(child(group, "Label: Mesa, AZ").itertext()) == "IWA"
    highlighted = parsed(Map, CITIES.replace("Boston |", "Boston | Mesa |") + "  label: codes\n")
    highlighted.update(group, stage.page)
    assert Map.read(group, stage.page) == highlighted
    ids = [about.get("id") for about in each(group, "p:cNvPr")]
    assert len(ids) == len(set(ids))


def test_an_update_that_changes_nothing_touches_nothing(stage: Stage) -> None:
    drawn = parsed(Map, CITIES)
    group = stage.written(drawn)
    before = xml.canonical(group)
    drawn.update(group, stage.page)
    assert xml.canonical(group) == before


@pytest.mark.slow
def test_an_update_draws_in_the_coordinates_of_a_scaled_group(stage: Stage) -> None:
    group = stage.written(parsed(Map, COUNTIES))
    place = at(group, "p:grpSpPr/a:xfrm/a:ext")
    place.set("cx", str(int(place.get("cx", "")) // 2))
    before = xml.canonical(child(group, "Areas"))
    parsed(Map, COUNTIES + "  label: none\n").update(group, stage.page)
    assert xml.canonical(child(group, "Areas")) == before
    assert place.get("cx") == str(stage.slot.box.width // 2)


def test_a_slide_gives_the_map_under_its_slot(stage: Stage) -> None:
    drawn = parsed(Map, COUNTIES)
    tree = make("p:spTree", None, stage.written(drawn))
    (held,) = scan_slide(make("p:sld", None, make("p:cSld", None, tree)), stage.page).slot_shapes
    assert (held.name, held.content, held.box) == ("Map", drawn, stage.slot.box)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A presentation with maps of every sort."""
    path = tmp_path_factory.mktemp("maps") / "maps.pptx"
    path.write_bytes(deck_of("Map and List", "Map", [parsed(Map, text) for text in ALL]))
    return path


@pytest.mark.slow
def test_python_pptx_finds_a_group_with_its_shapes(deck: Path) -> None:
    (group,) = (s for s in Presentation(str(deck)).slides[1].shapes if s.name == "Map")
    labels = [s.text_frame.text for s in group.shapes if s.name.startswith("Label")]
    assert labels == ["Springfield"]


def test_states_take_little_room(deck: Path) -> None:
    slide = Presentation(str(deck)).slides[0]
    assert len(etree.tostring(slide._element)) < 120_000


@pytest.mark.full
def test_the_validator_finds_nothing(deck: Path, sdk: Validator) -> None:
    assert sdk.findings([deck]) == []


@pytest.mark.full
def test_libreoffice_keeps_all_that_a_map_says(deck: Path, office: Office) -> None:
    slides = Presentation(str(office.resaved(deck))).slides
    page = Stage.of("Map and List", "Map").page
    for text, slide in zip(ALL, slides, strict=True):
        (group,) = (s._element for s in slide.shapes if s.name == "Map")
        element = xml.parse(etree.tostring(group))
        assert Map.read(element, page) == parsed(Map, text)


@pytest.mark.parametrize("legend", [True, False])
def test_a_legend_is_read_where_there_is_one(legend: bool, stage: Stage) -> None:
    written = parsed(Map, COUNTIES + f"  legend: {'yes' if legend else 'no'}\n")
    assert stage.read_back(written) == written
