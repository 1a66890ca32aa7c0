"""Icons, bars and rings beside texts: from YAML to shapes, and back from what a reviewer saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR

from deckgen.appearance.colour import contrast
from deckgen.appearance.theme import Scheme
from deckgen.commands.build import build
from deckgen.commands.check import check
from deckgen.commands.pull import pull
from deckgen.content.groups import MarkName
from deckgen.content.text import Text
from deckgen.diagnostics import Problem, Severity
from deckgen.opc.package import Package
from deckgen.project import Project
from deckgen.review import identity
from deckgen.review.untracked import untracked_changes
from deckgen.richtext import Paragraph, Run
from deckgen.richtext.beside import icons, share
from deckgen.textfit.beside import room, standing
from deckgen.textfit.frame import FrameLevel, TextFrame
from tests.facts.checked import deck as small_deck
from tests.support.cases import every_case
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Opened

TEMPLATE = with_layouts("Three Cards and Strip", "Title and Content", of=TEMPLATES["briefing"])
FACTS = "share:\n  value: 53%\n  as_of: 2018-09-30\n  source: ICE\n"
SLIDE = """layout: Three Cards and Strip
Title: T
Card:
  - figure: ${share}
    label: of these
    show: ring
    icon: users
  - |
    [gavel]{icon} Prosecution
      Joins the offices
  - Plain
Strip: '[clock]{icon} Law'
"""
LIST = """layout: Title and Content
Title: T
Content: |
  First
  [key]{icon} Second
    deeper
  [fingerprint]{icon} Third
"""


def deck(folder: Path, facts: str, slide: str) -> Path:
    path = small_deck(folder, facts, slide)
    text = re.sub(r"template: .*", f"template: {TEMPLATE}", path.read_text())
    path.write_text(text)
    return path


def edited(tmp_path: Path, path: Path, edit: Callable[[Opened], None]) -> Path:
    opened = Presentation(str(build(path).path))
    edit(opened)
    reviewed = tmp_path / "reviewed.pptx"
    opened.save(str(reviewed))
    return reviewed


def shape(opened: Opened, name: str):  # type: ignore[no-untyped-def]
    return next(item for item in opened.slides[0].shapes if item.name == name)


def remove(opened: Opened, name: str) -> None:
    element = shape(opened, name)._element
    element.getparent().remove(element)


def weighty(path: Path) -> list[str]:
    return [str(f) for f in check(path).findings if f.diagnostic.severity is not Severity.TIP]


def marks(path: Path, slot: str) -> list[tuple[str, str]]:
    (slide,) = identity.read(Package.open(path)).slides
    content = slide.content(slot)
    assert isinstance(content, Text)
    return [(line.icon, line.show) for line in content.lines]


@pytest.mark.slow
def test_marks_are_groups_right_behind_the_shapes_of_their_slots(tmp_path: Path) -> None:
    opened = Presentation(str(build(deck(tmp_path, FACTS, SLIDE)).path))
    names = [item.name for item in opened.slides[0].shapes]
    assert names[1:8] == [
        "Card 1", "Icon: users (Card 1)", "Ring: 53% (Card 1)", "Card 2", "Icon: gavel (Card 2)",
        "Card 3", "Strip",
    ]  # fmt: skip
    for name in ("Card 1", "Card 2"):
        owner = shape(opened, name)
        for item in opened.slides[0].shapes:
            mark = MarkName.of(item.name)
            if mark is not None and mark.owner == name:
                assert owner.left <= item.left
                assert item.left + item.width <= owner.left + owner.width
                assert owner.top <= item.top
                assert item.top + item.height <= owner.top + owner.height


def test_an_icon_is_decorative_and_a_ring_says_its_share(tmp_path: Path) -> None:
    opened = Presentation(str(build(deck(tmp_path, FACTS, SLIDE)).path))
    about = shape(opened, "Icon: users (Card 1)")._element.nvGrpSpPr.cNvPr
    assert [e.get("val") for e in about.iter() if e.tag.endswith("}decorative")] == ["1"]
    assert shape(opened, "Ring: 53% (Card 1)")._element.nvGrpSpPr.cNvPr.get("descr") == "53%"


def test_marks_are_drawn_in_colours_of_the_theme_that_are_seen(tmp_path: Path) -> None:
    path = build(deck(tmp_path, FACTS, SLIDE)).path
    package = Package.open(path)
    (part,) = (p for n, p in package.parts.items() if n.startswith("/ppt/slides/slide"))
    scheme = Scheme.of(part, package)

    def colours(name: str) -> list[str]:
        group = shape(Presentation(str(path)), name)._element
        return [e.get("val") for e in group.iter() if e.tag.endswith("}schemeClr")]

    on_light, on_dark = colours("Icon: gavel (Card 2)"), colours("Icon: clock (Strip)")
    assert on_light == ["accent1", "bg1"]
    assert on_dark == ["bg1", "accent1"]
    disc, lines = (scheme.named(name) for name in on_dark)
    assert disc is not None
    assert lines is not None
    assert contrast(disc, lines) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("slide", [SLIDE, LIST])
def test_what_was_built_reads_as_it_was_planned(tmp_path: Path, slide: str) -> None:
    path = deck(tmp_path, FACTS, slide)
    built = build(path).path
    assert identity.read(Package.open(built)).slides[0].slots == Project(path).plan.slides[0].slots
    assert untracked_changes(Package.open(built)) == []
    assert weighty(path) == []


def test_a_deleted_icon_leaves_the_yaml(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, SLIDE)

    def edit(opened: Opened) -> None:
        for name in ("Icon: users (Card 1)", "Icon: gavel (Card 2)", "Ring: 53% (Card 1)"):
            remove(opened, name)

    report = pull(edited(tmp_path, path, edit), path)
    text = path.read_text()
    assert "icon: users" not in text
    assert "show:" not in text
    assert "    Prosecution\n" in text
    assert "[clock]{icon} Law" in text
    assert "figure: ${share}" in text
    assert report.untracked == []


@pytest.mark.slow
def test_a_figure_that_is_no_share_any_more_has_no_ring(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, SLIDE)

    def edit(opened: Opened) -> None:
        shape(opened, "Card 1").text_frame.paragraphs[0].runs[0].text = "about half"

    reviewed = edited(tmp_path, path, edit)
    assert pull(reviewed, path).files
    assert "show:" not in path.read_text()
    assert build(path)


def test_an_icon_follows_its_paragraph(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, LIST)

    def edit(opened: Opened) -> None:
        frame = shape(opened, "Content").text_frame
        body = frame._txBody
        body.remove(frame.paragraphs[0]._p)
        frame.paragraphs[0].runs[0].text = "Second one"

    reviewed = edited(tmp_path, path, edit)
    assert marks(reviewed, "Content") == [("key", ""), ("", ""), ("fingerprint", "")]
    pull(reviewed, path)
    assert "  [key]{icon} Second one\n" in path.read_text()


def test_a_bar_stays_with_the_first_line(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, LIST.replace("First", "{show=bar} 8% of them"))

    def edit(opened: Opened) -> None:
        paragraph = shape(opened, "Content").text_frame.paragraphs[0]._p
        paragraph.addprevious(deepcopy(paragraph))
        shape(opened, "Content").text_frame.paragraphs[0].runs[0].text = "9% of all"

    reviewed = edited(tmp_path, path, edit)
    pull(reviewed, path)
    rows = [row.strip() for row in path.read_text().splitlines()]
    at = rows.index("{show=bar} 9% of all")
    assert rows[at + 1 : at + 3] == ["8% of them", "[key]{icon} Second"]


def test_an_icon_that_was_moved_or_painted_is_named(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, SLIDE)

    def edit(opened: Opened) -> None:
        mark = shape(opened, "Icon: clock (Strip)")
        mark.left += 500_000
        mark.shapes[0].fill.solid()
        mark.shapes[0].fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_2

    reviewed = edited(tmp_path, path, edit)
    told = [change.what for change in untracked_changes(Package.open(reviewed))]
    assert any("the box of `Icon: clock (Strip)`: " in what for what in told)
    assert any("fill of `Icon: clock (Strip), part 1`" in what for what in told)


def test_a_renamed_shape_keeps_its_icon(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, SLIDE)

    def edit(opened: Opened) -> None:
        shape(opened, "Card 2").name = "My card"

    assert marks(edited(tmp_path, path, edit), "Card 2") == [("gavel", ""), ("", "")]


def test_a_renamed_shape_that_was_moved_away_keeps_its_icon(tmp_path: Path) -> None:
    """LibreOffice renames each placeholder."""
    path = deck(tmp_path, FACTS, SLIDE)

    def edit(opened: Opened) -> None:
        moved = shape(opened, "Card 2")
        moved.name, moved.left, moved.top = "PlaceHolder 4", 0, 0

    assert marks(edited(tmp_path, path, edit), "Card 2") == [("gavel", ""), ("", "")]


@pytest.mark.slow
def test_a_slot_that_is_left_off_takes_its_icon_along(tmp_path: Path) -> None:
    from deckgen.commands.extract import extract

    path = deck(tmp_path, FACTS, SLIDE)
    extract(build(path).path, tmp_path / "extracted")
    slide = next((tmp_path / "extracted" / "slides").glob("*.yaml"))
    rows = slide.read_text().splitlines(keepends=True)
    start = next(i for i, row in enumerate(rows) if row.startswith("Card 2:"))
    slide.write_text("".join((*rows[:start], *rows[start + 3 :])).replace("[users]", "[plane]"))
    opened = Presentation(str(build(tmp_path / "extracted" / "deck.yaml").path))
    names = {item.name for item in opened.slides[0].shapes}
    assert "Icon: plane (Card 1)" in names
    assert not names & {"Icon: users (Card 1)", "Icon: gavel (Card 2)", "Card 2"}
    before = Presentation(str(Project(path).output_file()))
    for name in ("Card 1", "Strip"):
        margins = [
            (s.text_frame.margin_top, s.text_frame.margin_left)
            for s in (shape(before, name), shape(opened, name))
        ]
        assert margins[0] == margins[1]


@pytest.mark.parametrize(
    ("slide", "code", "words"),
    [
        (SLIDE.replace("users", "user-group"), "unknown-icon", "`user`"),
        (SLIDE.replace("[gavel]", "[gavle]"), "unknown-icon", "`gavel`"),
        (SLIDE.replace("ring", "rings"), "unknown-show", "`ring`"),
        (SLIDE.replace("figure: ${share}", "figure: 53"), "no-share", "percentage"),
        (SLIDE.replace("Plain", "Plain [key]{icon}"), "format", "in front"),
        (LIST.replace("[key]{icon} Second", "{show=bar} 8% of them"), "share-line", "first line"),
        (SLIDE + "notes: '[key]{icon} Say this'\n", "icon-in-notes", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    tmp_path: Path, slide: str, code: str, words: str
) -> None:
    with pytest.raises(Problem) as caught:
        build(deck(tmp_path, FACTS, slide))
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert words in " ".join(found.helps)


@every_case(
    ("text", "found"),
    [
        ("53%", 0.53), ("about 34.3 %", 0.343), ("34,3\u00a0%", 0.343), ("100%", 1.0), ("0%", 0.0),
        ("53", None), ("101%", None), ("5% of 20%", None), ("x53%", None),
        ("-8%", None), ("\u22128%", None), ("5-8%", None), ("5\u20138%", None), ("+8%", 0.08),
        ("arrests \u2013 53%", 0.53),
    ],
)  # fmt: skip
def test_a_share_is_the_one_percentage(text: str, found: float | None) -> None:
    assert share(text) == (None if found is None else pytest.approx(found))


def test_every_icon_is_a_path_on_its_grid() -> None:
    assert len(icons()) >= 200
    for path in icons().values():
        letters = "".join(char if char in "MLCZ" else " " for char in path)
        assert path.startswith("M")
        numbers = [int(word) for word in path.translate(str.maketrans("MLCZ", "    ")).split()]
        assert all(0 <= number <= 2400 for number in numbers)
        wanted = {"M": 2, "L": 2, "C": 6, "Z": 0}
        assert sum(wanted[letter] for letter in letters.replace(" ", "")) == len(numbers)


FIGURE = TextFrame(160, 90, (FrameLevel(40), FrameLevel(14)))
CARD = TextFrame(250, 200, (FrameLevel(18), FrameLevel(14)))
STRIP = TextFrame(800, 60, (FrameLevel(18), FrameLevel(14)), anchor="ctr")


@every_case(
    ("frame", "side"),
    [(FIGURE, ""), (CARD, "top"), (STRIP, "left")],
    ids=["figure", "card", "strip"],
)
def test_the_text_gives_way_to_a_badge(frame: TextFrame, side: str) -> None:
    lines = (Paragraph((Run("267"),), icon="users"), Paragraph((Run("removals"),), 1))
    taken = room(lines, frame)
    assert [name for name in taken._fields if getattr(taken, name)] == ([side] if side else [])
    (badge,) = standing(lines, frame)
    assert 0 <= badge.x <= badge.x + badge.width <= frame.width
    assert 0 <= badge.y <= badge.y + badge.height <= frame.height


@pytest.mark.slow
def test_text_with_an_icon_shrinks_as_in_the_room_that_is_left(tmp_path: Path) -> None:
    words = "    A long line of text that needs its room in the card, word by word.\n" * 6
    slide = f"layout: Three Cards and Strip\nTitle: T\nCard 1: |\n  [key]{{icon}} Heading\n{words}"

    def scale(text: str) -> float:
        frame = shape(
            Presentation(str(build(deck(tmp_path, FACTS, text)).path)), "Card 1"
        ).text_frame
        (found,) = (e for e in frame._txBody.iter() if e.tag.endswith("}normAutofit"))
        return int(found.get("fontScale", "100000"))

    assert scale(slide) < scale(slide.replace("[key]{icon} ", ""))
    assert weighty(tmp_path / "deck.yaml") == []
