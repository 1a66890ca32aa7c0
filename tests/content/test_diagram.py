"""Processes, timelines and organization charts: their YAML, their shapes, what does not fit."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.appearance.colour import contrast
from deckgen.appearance.fill import FILLS
from deckgen.appearance.shapes import Box, box
from deckgen.appearance.theme import Scheme
from deckgen.content import alt_text, non_visual_properties
from deckgen.content.diagram import Diagram, Organization, Process, Timeline
from deckgen.opc.xml import Element, each, find, integer, make, tag
from tests.content.stage import Stage, at, deck_of, dumped, parsed
from tests.support.office import Office
from tests.support.sdk import Validator

STEPS = """Slot:
  process: |
    Screen
      everyone who comes in
    Assess
      more than ${a.b} beds
    Refer
      to [services](https://example.org)
"""
DATES = """Slot:
  timeline: |
    2003 | Founded
    2010 | Renamed
      by the Director
    2018 | *Grown*
    today
"""
BOXES = """Slot:
  org: |
    Director
      Operations
        North
          Springfield
        South
          1. Fairview
          2. Lakeside
      Counsel
    Board
"""
ALL = {Process: STEPS, Timeline: DATES, Organization: BOXES}
each_kind = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)
POINT = 12_700
WIDE = Box(60 * POINT, 120 * POINT, 850 * POINT, 340 * POINT)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage.of("Title and Content", "Content", WIDE)


def name_of(shape: Element) -> str:
    about = non_visual_properties(shape)
    return "" if about is None else about.get("name", "")


def texts(group: Element) -> list[Element]:
    """The shapes with text, from back to front."""
    return [shape for shape in each(group, "p:sp") if find(shape, "p:txBody") is not None]


def sizes(group: Element) -> set[int]:
    return {integer(p, "sz") for s in texts(group) for p in each(s, "a:defRPr")}


def steps(count: int, words: str = "") -> str:
    lines = [f"    Step number {n}\n" + (f"      {words}\n" if words else "") for n in range(count)]
    return "Slot:\n  process: |\n" + "".join(lines)


# YAML.


@each_kind
def test_yaml_reads_as_it_is_written(kind: type[Diagram]) -> None:
    text = ALL[kind].replace("${a.b}", "1,234")
    assert dumped(parsed(kind, text)) == text


def test_an_entry_may_have_its_text_below_its_date() -> None:
    below = "Slot:\n  timeline: |\n    2010\n      Renamed\n        by the Director\n"
    beside = "Slot:\n  timeline: |\n    2010 | Renamed\n      by the Director\n"
    assert parsed(Timeline, below) == parsed(Timeline, beside)
    assert dumped(parsed(Timeline, below)) == beside


def test_an_escaped_bar_is_text() -> None:
    read = parsed(Timeline, "Slot:\n  timeline: |\n    May \\| June | a | b\n")
    assert [line.text for line in read.lines] == ["May | June", "a | b"]
    assert dumped(read) == "Slot:\n  timeline: |\n    May \\| June | a | b\n"


def test_the_facts_of_an_entry_keep_their_places() -> None:
    read = parsed(Timeline, "Slot:\n  timeline: |\n    In ${a.b} | more than ${a.b}\n")
    origins = [origin for line in read.lines for origin in line.origins() if origin.fact]
    spans = [origin.span for origin in origins if origin.span is not None]
    assert read.facts() == ("a.b",)
    assert [(origin.start, origin.end) for origin in origins] == [(3, 8), (10, 15)]
    assert [(span.line, span.column, span.end_column) for span in spans] == [
        (3, 8, 14),
        (3, 27, 33),
    ]


# Shapes.


@each_kind
def test_the_group_fills_the_slot_and_says_what_it_shows(kind: type[Diagram], stage: Stage) -> None:
    group = stage.written(parsed(kind, ALL[kind]))
    assert name_of(group) == "Content"
    place = at(group, "p:grpSpPr/a:xfrm")
    for outer, inner in (("a:off", "a:chOff"), ("a:ext", "a:chExt")):
        assert at(place, outer).attrib == at(place, inner).attrib
    assert integer(at(place, "a:ext"), "cx") == stage.slot.box.width
    assert next(name_of(shape) for shape in each(group, "p:sp")) == f"Frame: {kind.key}"


def test_shapes_are_named_and_read_in_their_order(stage: Stage) -> None:
    names = {
        kind: [name_of(shape) for shape in texts(stage.written(parsed(kind, text)))]
        for kind, text in ALL.items()
    }
    assert names == {
        Process: ["Step 1: Screen", "Step 2: Assess", "Step 3: Refer"],
        Timeline: ["Entry 1: 2003", "Entry 2: 2010", "Entry 3: 2018", "Entry 4: today"],
        Organization: [
            "Box 1: Director", "Box 1.1: Operations", "Box 1.1.1: North", "Box 1.1.2: South",
            "Box 1.2: Counsel", "Box 2: Board",
        ],
    }  # fmt: skip


def test_the_alternative_text_is_made_or_the_authors(stage: Stage) -> None:
    assert alt_text(stage.written(parsed(Process, STEPS))) == (
        "Process with 3 steps: Screen; Assess; Refer"
    )
    group = stage.written(parsed(Process, f"{STEPS}  alt: From ${{a.b}} on\n"))
    assert alt_text(group) == "From 1,234 on"
    read = Process.read(group, stage.page)
    assert read is not None
    assert read.alt == "From 1,234 on"


@pytest.mark.parametrize(("count", "rows"), [(3, 1), (5, 1), (7, 1), (9, 2)])
def test_many_steps_wrap_to_further_rows(count: int, rows: int, stage: Stage) -> None:
    group = stage.written(parsed(Process, steps(count)))
    tops = [integer(at(s, "p:spPr/a:xfrm/a:off"), "y") for s in texts(group)]
    assert len(set(tops)) == rows
    assert tops == sorted(tops)


def test_text_is_smaller_where_there_is_more_of_it(stage: Stage) -> None:
    assert max(sizes(stage.written(parsed(Process, steps(3))))) == 2000
    crowded = parsed(Process, steps(5, "what is said about this step of them all " * 8))
    assert max(sizes(stage.written(crowded))) in (1200, 1400, 1600)
    assert list(crowded.misfits(stage.slot, stage.page)) == []


@each_kind
def test_what_does_not_fit_is_told_by_its_name(kind: type[Diagram]) -> None:
    low = Stage.of("Title and Content", "Content", Box(0, 0, 300 * POINT, 40 * POINT))
    told = list(parsed(kind, ALL[kind]).misfits(low.slot, low.page))
    assert {one.code for one in told} == {"OVERFLOW"}
    word, name = {Process: ("step", "Screen"), Timeline: ("entry", "2010")}.get(
        kind, ("box", "Director")
    )
    assert any(f"the text of {word} `{name}`" in one.message for one in told)


# Colours.


def _hexes(least: int, most: int) -> st.SearchStrategy[str]:
    channels = st.tuples(*[st.integers(least, most)] * 3)
    return channels.map(lambda parts: bytes(parts).hex().upper())


@st.composite
def themes(draw: st.DrawFn) -> dict[str, str]:
    """Colours of a theme whose text is legible on its background, dark or light."""
    text, ground = draw(st.permutations([draw(_hexes(0, 0x40)), draw(_hexes(0xC0, 0xFF))]))
    names = ("dk2", "lt2", "accent1", "accent2", "hlink")
    return {"dk1": text, "lt1": ground, **{name: draw(_hexes(0, 0xFF)) for name in names}}


@pytest.mark.slow
@each_kind
@given(colours=themes())
def test_text_is_legible_on_every_theme(kind: type[Diagram], colours: dict[str, str]) -> None:
    stage = Stage.of("Title and Content", "Content", WIDE)
    package = stage.page.package
    layout = next(iter(package.related(stage.page.part, "slideLayout")))
    master = next(iter(package.related(layout, "slideMaster")))
    (theme,) = package.related(master, "theme")
    for name, digits in colours.items():
        own = at(theme.edit(), f"a:themeElements/a:clrScheme/a:{name}")
        own[:] = [make("a:srgbClr", {"val": digits})]
    scheme = Scheme.of(layout, package)
    for shape in texts(stage.written(parsed(kind, ALL[kind]))):
        ground = scheme.colour_in(at(shape, "p:spPr/a:solidFill"))
        for run in each(shape, "a:defRPr"):
            ink = scheme.colour_in(at(run, "a:solidFill"))
            assert ink is not None
            assert ground is not None
            assert contrast(ink, ground) >= 4.5


# Icons and highlights.

MARKED = """Slot:
  org: |
    [building]{icon} Director
      [plane]{icon} Air
        East
        [map-pin]{icon} West
      Board
      Board
  highlight: |
    East
    Board
"""


def test_icons_and_highlights_are_named_after_their_shapes(stage: Stage) -> None:
    drawn = parsed(Organization, MARKED)
    group = stage.written(drawn)
    assert dumped(drawn) == MARKED
    names = [name for name in map(name_of, group) if name and not name.startswith(("Line", "Rule"))]
    assert names == [
        "Frame: org", "Box 1: Director", "Icon: building (Box 1)", "Box 1.1: Air",
        "Icon: plane (Box 1.1)", "Icon: map-pin (Box 1.1, line 3)",
        "Bar: highlight (Box 1.1, line 2)", "Box 1.2, highlighted: Board",
        "Box 1.3, highlighted: Board",
    ]  # fmt: skip


def test_what_is_highlighted_has_a_colour_of_its_own(stage: Stage) -> None:
    fills = {}
    for kind, text, name in (
        (Process, STEPS, "Assess"), (Timeline, DATES, '"2010"'), (Organization, BOXES, "Counsel"),
    ):  # fmt: skip
        group = stage.written(parsed(kind, f"{text}  highlight: {name}\n"))
        found = [at(s, "p:spPr/a:solidFill/a:schemeClr").get("val") for s in texts(group)]
        fills[kind.key] = found.count("accent2")
    assert fills == {"process": 1, "timeline": 1, "org": 1}


def test_an_icon_and_its_text_stand_in_the_middle_of_a_step(stage: Stage) -> None:
    tops = []
    for icon in ("", "[users]{icon} "):
        text = STEPS.replace("Screen", f"{icon}Screen")
        (first, *_) = texts(stage.written(parsed(Process, text)))
        tops.append(integer(at(first, "p:txBody/a:bodyPr"), "tIns") / POINT)
    assert tops[1] - tops[0] == pytest.approx(42 / 2, abs=0.5)


def test_icons_side_by_side_do_not_touch(stage: Stage) -> None:
    lines = "".join(f"        [plane]{{icon}} Unit {n}\n" for n in range(9))
    group = stage.written(parsed(Organization, f"Slot:\n  org: |\n    A\n      B\n{lines}"))
    tops = [box(child) for child in group if name_of(child).startswith("Icon")]
    places = [place for place in tops if place is not None]
    assert len(places) == 9
    assert all(a.y + a.height <= b.y for a, b in pairwise(places))


# Updating and editors.


@each_kind
def test_an_update_keeps_what_a_reviewer_formatted(kind: type[Diagram], stage: Stage) -> None:
    before = parsed(kind, ALL[kind])
    group = stage.written(before)
    first, second, *_ = texts(group)
    for shape in (first, second):
        properties = at(shape, "p:spPr")
        fill = at(properties, "a:solidFill")
        properties.replace(fill, make("a:solidFill", None, make("a:srgbClr", {"val": "123456"})))
    added = make("p:pic")
    group.append(added)
    lines = list(before.lines)
    after = before.with_paragraphs(
        [*lines[:-1], lines[0].__class__(lines[0].runs, lines[-1].level)]
    )
    assert after is not None
    after.update(group, stage.page)
    assert kind.read(group, stage.page) == after
    kept = texts(group)[:2]
    assert [at(s, "p:spPr/a:solidFill/a:srgbClr").get("val") for s in kept] == ["123456"] * 2
    assert group[-1] is added


def test_a_step_of_other_words_keeps_the_fill_of_its_group(stage: Stage) -> None:
    """Part 1, 20.1.8.35: `a:grpFill` is a fill as the others of EG_FillProperties are."""
    before = parsed(Process, STEPS)
    group = stage.written(before)
    properties = at(texts(group)[0], "p:spPr")
    properties.replace(at(properties, "a:solidFill"), make("a:grpFill"))
    parsed(Process, STEPS.replace("Screen", "Look")).update(group, stage.page)
    assert "Look" in "".join(texts(group)[0].itertext())
    assert [tag(c) for c in at(texts(group)[0], "p:spPr") if tag(c) in FILLS] == ["a:grpFill"]


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A presentation with a diagram of every kind."""
    path = tmp_path_factory.mktemp("diagrams") / "diagrams.pptx"
    contents = [parsed(kind, text) for kind, text in ALL.items()]
    path.write_bytes(deck_of("Title and Content", "Content", contents))
    return path


@pytest.mark.full
def test_the_validator_finds_nothing(deck: Path, sdk: Validator) -> None:
    assert sdk.findings([deck]) == []


@pytest.mark.full
def test_libreoffice_shows_every_page(deck: Path, office: Office) -> None:
    assert len(office.pages(deck)) == len(ALL)
