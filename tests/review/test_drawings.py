"""What a reviewer does inside the groups that deckgen draws is pulled, or listed at its place."""

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Pt

from deckgen.opc.package import Package
from deckgen.review import untracked
from deckgen.review.drawings import members
from deckgen.review.snapshot.words import LOOKS, WORDS
from tests.review.conftest import Sent
from tests.support.office import Office
from tests.support.review.author import Author

PROCESS, TIMELINE, ORGANIZATION, SHARES, ROUTES, REGIONS, VALUES = range(7)


def find(deck: Deck, slide: int, *path: str) -> Any:
    """The shape of a slide by its name, or in groups by theirs."""
    found: Any = deck.slides[slide]
    for name in path:
        found = next(shape for shape in found.shapes if shape.name.startswith(name))
    return found


def says(slide: int, text: str, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        frame = find(deck, slide, *path).text_frame
        for run in frame.paragraphs[0].runs[:1]:
            run.text = text
        if not frame.text:
            frame.text = text

    return edit


def underlined(slide: int, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        run = find(deck, slide, *path).text_frame.paragraphs[0].runs[0]
        second = deepcopy(run._r)
        run._r.addnext(second)
        run.text, second.t.text = run.text[:3], run.text[3:]
        run.font.underline = True

    return edit


def on_level(level: int, line: int, slide: int, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        find(deck, slide, *path).text_frame.paragraphs[line].level = level

    return edit


def typed(line: str, slide: int, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        """Press Enter behind the first line, whose level the new one has."""
        first = find(deck, slide, *path).text_frame.paragraphs[0]
        second = deepcopy(first._p)
        first._p.addnext(second)
        find(deck, slide, *path).text_frame.paragraphs[1].runs[0].text = line

    return edit


def in_font(name: str, slide: int, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        find(deck, slide, *path).text_frame.paragraphs[0].runs[0].font.name = name

    return edit


def gone(slide: int, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        element = find(deck, slide, *path)._element
        element.getparent().remove(element)

    return edit


def added(slide: int, text: str, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        group = find(deck, slide, *path)
        group.shapes.add_shape(MSO_SHAPE.OVAL, group.left, group.top, Pt(60), Pt(20)).name = "Blob"
        find(deck, slide, *path, "Blob").text_frame.text = text

    return edit


def painted(slide: int, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        fill = find(deck, slide, *path).fill
        fill.solid()
        fill.fore_color.rgb = RGBColor(0xFF, 0, 0)

    return edit


def dragged(slide: int, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        find(deck, slide, *path).left += Pt(12)

    return edit


def bent(slide: int, *path: str) -> Callable[[Deck], None]:
    def edit(deck: Deck) -> None:
        """Edit Points: the second point of the shape's path elsewhere."""
        points = list(find(deck, slide, *path)._element.iter(qn("a:pt")))
        points[1].set("x", str(int(points[1].get("x")) + 1000))

    return edit


OF_ROUTES = (
    (says(ROUTES, "Say", "Map", "Area: Texas"),
     "the text of `Area: Texas (48)`: none -> “Say”"),
    (painted(ROUTES, "Map", "Area: Ohio"),
     "the fill of `Area: Ohio (39)`: CEE0E8"),
    (underlined(ROUTES, "Map", "Label: San Antonio"),
     "the look of the text of `Label: San Antonio` changed (underline)"),
    (in_font("Mine / New; Book", ROUTES, "Map", "Label: Miami"),
     "the look of the text of `Label: Miami` changed (font"),
    (dragged(ROUTES, "Map", "Label: Mesa"), "the box of `Label: Mesa`: "),
    (added(ROUTES, "new here", "Map"), "the shape `Blob` that says “new here” in `Map` is new"),
    (gone(ROUTES, "Map", "Area: Utah"), "the shape `Area: Utah (49)` in `Map` is gone"),
)  # fmt: skip
OF_LEGENDS = (
    (gone(REGIONS, "Map", "Legend", "Entry: West"), "the shape `Entry: West` in `Map` is gone"),
    (underlined(REGIONS, "Map", "Legend", "Legend title"),
     "the look of the text of `Legend title` changed (underline)"),
    (says(VALUES, "few", "Map", "Legend", 'Entry: "88'),
     "the text of `Entry: \"88 to 96\"`: “88 to 96” -> “few”"),
)  # fmt: skip
OF_MARKS = (
    (gone(SHARES, "Ring", "Ring: 53% (Figure 1), part 2"),
     "the shape `Ring: 53% (Figure 1), part 2` in `Ring: 53% (Figure 1)` is gone"),
    (says(SHARES, "half", "Ring", "Ring: 53% (Figure 1), part 1"),
     "the text of `Ring: 53% (Figure 1), part 1`: none -> “half”"),
    (added(SHARES, "", "Bar"), "the shape `Blob` in `Bar: 34.3% (Figure 2)` is new"),
    (painted(SHARES, "Icon: mail", "Icon: mail (Figure 3), part 1"),
     "the fill of `Icon: mail (Figure 3), part 1`: "),
)  # fmt: skip
OF_DIAGRAMS = (
    (painted(PROCESS, "Process", "Step 2"), "the fill of `Step 2: Review`: "),
    (dragged(PROCESS, "Process", "Step 3"), "the box of `Step 3: Inform`: "),
    (added(TIMELINE, "between\nthem", "Timeline"),
     "the shape `Blob` that says “between / them” in `Timeline` is new"),
    (says(TIMELINE, "on the line", "Timeline", "Line 1"),
     "the text of `Line 1`: none -> “on the line”"),
    (gone(ORGANIZATION, "Organization", "Rule 1.2"),
     "the shape `Rule 1.2` in `Organization` is gone"),
)  # fmt: skip
OF_LEVELS = (
    (on_level(0, 1, PROCESS, "Process", "Step 2"), "Step 2: Review` changed (bold, size, level)"),
    (typed("at once", PROCESS, "Process", "Step 3"), "Step 3: Inform` changed (level)"),
    (on_level(1, 2, TIMELINE, "Timeline", "Entry 2"), "Entry 2: January` changed (size)"),
    (on_level(2, 1, TIMELINE, "Timeline", "Entry 3"), "Entry 3: April` changed (size, level)"),
    (on_level(1, 0, ORGANIZATION, "Organization", "Box 1.1.1"),
     "Box 1.1.1: North` changed (bold, size, colour, level)"),
    (on_level(0, 1, ORGANIZATION, "Organization", "Box 1.1.2"),
     "Box 1.1.2: South` changed (level)"),
    (on_level(0, 2, ORGANIZATION, "Organization", "Box 1.2"),
     "Box 1.2: Administration` changed (level)"),
)  # fmt: skip
"""Levels that are none of an outline, or of a timeline, so that no plan holds how a line looks."""
LISTED = (*OF_ROUTES, *OF_LEGENDS, *OF_MARKS, *OF_DIAGRAMS)
"""An edit of what no plan holds, and what is listed for it."""

PULLED: list[tuple[Callable[[Deck], None], str, str, str]] = [
    (says(REGIONS, "Far West", "Map", "Legend", "Entry: West"),
     "regions", "    West: |\n      Jackson\n", "    Far West: |\n      Jackson\n"),
    (says(REGIONS, "Bureaus", "Map", "Legend", "Legend title"),
     "regions", "legend_title: Offices", "legend_title: Bureaus"),
    (says(VALUES, "Closed", "Map", "Legend", "Legend title"),
     "values", "legend_title: Cases closed", "legend_title: Closed"),
    (says(ROUTES, "San\N{NO-BREAK SPACE}Antonio", "Map", "Label: San"),
     "routes", "San Antonio | 29.5337", "San Antonio |  | San\N{NO-BREAK SPACE}Antonio"),
    (gone(ROUTES, "Map", "Route: Alexandria to Miami"), "routes", "    Alexandria | Miami\n", ""),
    (gone(PROCESS, "Process", "Step 2"), "process", "    Review\n      some 1,200 cases\n", ""),
    (says(ORGANIZATION, "Head", "Organization", "Box 1:"),
     "organization", "    Director\n", "    Head\n"),
    (gone(TIMELINE, "Timeline", "Entry 3"), "timeline", "    April | Mid-year review\n", ""),
    (gone(SHARES, "Icon: mail"), "shares", "    icon: mail\n", ""),
]  # fmt: skip
"""An edit of what a plan holds, and how the YAML changes for it."""


def edited(sent: Sent, path: Path, edits: Iterable[Callable[[Deck], None]]) -> Path:
    deck = Presentation(str(sent.path))
    for edit in edits:
        edit(deck)
    deck.save(str(path))
    return path


def told(path: Path) -> list[str]:
    return [str(change) for change in untracked.untracked_changes(Package.open(path))]


def assert_listed(lines: list[str]) -> None:
    left = [line.partition(": ")[2] for line in lines]
    for _, start in LISTED:
        assert [line for line in left if line.startswith(start)], start
        left = [line for line in left if not line.startswith(start)]
    assert left == []


@pytest.mark.slow
def test_what_no_plan_holds_is_listed(kinds: Sent, tmp_path: Path) -> None:
    assert_listed(told(edited(kinds, tmp_path / "a.pptx", (edit for edit, _ in LISTED))))


def test_points_that_were_edited_are_listed(kinds: Sent, tmp_path: Path) -> None:
    shapes = ("Area: Ohio", "Route: Alexandria to Miami")
    path = edited(kinds, tmp_path / "a.pptx", (bent(ROUTES, "Map", name) for name in shapes))
    lines = [re.sub(r" \(\d+\)", "", line) for line in told(path)]
    assert lines == [f"slide `routes`: the outline of `{name}` changed" for name in shapes]


@pytest.mark.slow
def test_a_line_whose_level_no_plan_holds_is_listed(kinds: Sent, tmp_path: Path) -> None:
    lines = told(edited(kinds, tmp_path / "a.pptx", (edit for edit, _ in OF_LEVELS)))
    left = [line.partition(": the look of the text of `")[2] for line in lines]
    assert left == [what for _, what in OF_LEVELS]


@pytest.mark.slow
def test_what_a_plan_holds_is_pulled_and_not_listed(kinds: Sent, tmp_path: Path) -> None:
    author = Author.of("kinds", tmp_path / "author")
    reviewed = edited(kinds, tmp_path / "a.pptx", (edit for edit, *_ in PULLED))
    before = author.texts()
    report = author.pull(reviewed)
    assert [str(line) for line in report.untracked] == []
    for _, slide, old, new in PULLED:
        file = author.deck.parent / "slides" / f"{slide}.yaml"
        assert old in before[file]
        assert new in file.read_text()
        assert new or old not in file.read_text()
    assert told(author.build(tmp_path / "again.pptx")) == []


@pytest.mark.slow
def test_a_group_that_was_dragged_is_one_line(kinds: Sent, tmp_path: Path) -> None:
    path = edited(kinds, tmp_path / "a.pptx", [dragged(ROUTES, "Map")])
    (line,) = told(path)
    assert line.startswith("slide `routes`: the box of `Map`: ")


def test_saving_in_an_office_changes_nothing_of_that(
    kinds: Sent, office: Office, tmp_path: Path
) -> None:
    listed = edited(kinds, tmp_path / "listed.pptx", (edit for edit, _ in LISTED))
    moved = edited(kinds, tmp_path / "moved.pptx", [dragged(ROUTES, "Map")])
    saved = office.all_resaved([kinds.path, listed, moved])
    assert told(saved[0]) == []
    assert_listed(told(saved[1]))
    assert len(told(saved[2])) == 1


@pytest.mark.slow
def test_what_is_typed_into_a_map_that_came_is_listed(kinds: Sent, tmp_path: Path) -> None:
    def pasted(deck: Deck) -> None:
        copy = deepcopy(find(deck, ROUTES, "Map")._element)
        for about in copy.iter(qn("p:cNvPr")):
            about.set("id", f"9{about.get('id')}")
        deck.slides[VALUES].shapes._spTree.append(copy)
        copy.nvGrpSpPr.cNvPr.set("name", "Another map")
        says(VALUES, "Say", "Another map", "Area: Texas")(deck)

    lines = told(edited(kinds, tmp_path / "a.pptx", [pasted]))
    what = "the text of `Area: Texas (48)`: none -> “Say”"
    assert f"slide `values`: {what}" in lines
    assert [line for line in lines if "Area:" in line] == [f"slide `values`: {what}"]


@pytest.mark.slow
def test_a_base_of_before_tells_of_icons_alone(kinds: Sent, tmp_path: Path) -> None:
    seen = kinds.base.seen
    assert seen is not None
    of_old = {
        name: replace(
            slide,
            shapes={
                one: {k: v for k, v in values.items() if k not in (WORDS, LOOKS)}
                for one, values in slide.shapes.items()
                if one not in members(slide, {n for n, _ in plan.slots})
            },
        )
        for (name, slide), plan in zip(seen.slides.items(), kinds.base.plan.slides, strict=True)
    }
    known = replace(seen, keys=seen.keys - {WORDS, LOOKS}, slides=of_old)
    edited_deck = edited(kinds, tmp_path / "a.pptx", (edit for edit, _ in (*OF_ROUTES, *OF_MARKS)))
    old = replace(kinds.base, seen=known)
    lines = [str(one) for one in untracked.untracked_changes(Package.open(edited_deck), old)]
    assert [line for line in lines if line.startswith("slide `routes`")] == []
    assert [line for line in lines if "the fill of `Icon: mail (Figure 3), part 1`" in line]
