"""Edits of slides that go on over several come back into the one slide that YAML has."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from deckgen.commands import build, pull
from deckgen.content import Content
from deckgen.content.text import plain_text
from deckgen.deck import EmbedMode
from deckgen.opc.package import Package
from deckgen.plan import Plan, Slide
from deckgen.presentation import write
from deckgen.project import Project
from deckgen.review.base import base_in
from deckgen.review.pull.report import PullReport
from deckgen.richtext import Paragraph, Run
from deckgen.template import Template
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts

pytestmark = pytest.mark.slow

TEMPLATE = with_layouts("Title Slide", "Title and Content", of=TEMPLATES["briefing"])
LINES = [f"Line {number} of a list that is longer than its slide" for number in range(1, 23)]
NUMBERED = [f"{number}. Step {number}" for number in range(1, 23)]
ROWS = ["Office | People", *(f"Office {number} | {number * 7}" for number in range(1, 31))]
HEAD = "layout: Title and Content\noverflow: continue\nTitle: Offices\n"


def text_of(lines: list[str]) -> str:
    return HEAD + "Content: |\n" + "".join(f"  {line}\n" for line in lines)


def table_of(rows: list[str]) -> str:
    return HEAD + "Content:\n  table: |\n" + "".join(f"    {row}\n" for row in rows)


class Desk:
    """An author with a deck of three slides, the second of which goes on."""

    def __init__(self, folder: Path) -> None:
        self.slide = folder / "content" / "slides" / "offices.yaml"
        self.slide.parent.mkdir(parents=True)
        self.deck = folder / "content" / "deck.yaml"
        self.deck.write_text(
            f"title: A deck\ntemplate: {TEMPLATE}\nlanguage: en-US\n"
            "as_of: 2026-01-02\nslides:\n- cover\n- offices\n- last\n"
        )
        (self.slide.parent / "cover.yaml").write_text("layout: Title Slide\nTitle: A deck\n")
        (self.slide.parent / "last.yaml").write_text(
            "layout: Title and Content\nTitle: The end\nContent: Thank you\n"
        )

    def pull(self, slide: str, edit: Callable[[list[Slide]], None]) -> PullReport:
        """Write the slide, build, let a reviewer edit the slides of the deck, and pull twice."""
        self.slide.write_text(slide)
        sent = build.build(
            self.deck, output=self.deck.parent / "sent.pptx", embed=EmbedMode.FULL
        ).path
        base = base_in(Package.open(sent))
        assert base is not None
        slides = list(base.plan.slides)
        assert len(slides) > 4
        edit(slides)
        template = Template.open(TEMPLATE)
        plan = Plan("A deck", "en-US", tuple(slides), (), base.plan.moment)
        reviewed = self.deck.parent / "reviewed.pptx"
        reviewed.write_bytes(write.write(plan, template, EmbedMode.NONE).package.save())
        report = pull.pull(reviewed, self.deck, base=sent)
        again = pull.pull(reviewed, self.deck, base=sent)
        assert again.files == {}
        return report

    def planned(self) -> Plan:
        return Project(self.deck).undivided_plan


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def changed(
    slides: list[Slide], name: str, slot: str, change: Callable[[Content], Content]
) -> None:
    at = next(index for index, slide in enumerate(slides) if slide.id == name)
    slots = tuple((key, change(held) if key == slot else held) for key, held in slides[at].slots)
    slides[at] = replace(slides[at], slots=slots)


def left(report: PullReport) -> list[tuple[str, str]]:
    """The slides and slots that the pull left; the file's own properties are others' work."""
    return [(item.slide, item.shape) for item in report.untracked if item.slide]


def first_line(text: str) -> Callable[[Content], Content]:
    def change(content: Content) -> Content:
        lines = list(content.paragraphs())
        lines[0] = structs.replace(lines[0], runs=(Run(text),))
        return content.with_paragraphs(lines) or content

    return change


def without_first(content: Content) -> Content:
    return content.with_paragraphs(list(content.paragraphs())[1:]) or content


def test_nothing_comes_of_nothing(desk: Desk) -> None:
    for slide in (text_of(LINES), text_of(NUMBERED), table_of(ROWS), text_of(["Same"] * 30)):
        report = desk.pull(slide, lambda slides: None)
        assert (left(report), report.files, desk.slide.read_text()) == ([], {}, slide)


def test_lines_of_every_part_come_back(desk: Desk) -> None:
    def edit(slides: list[Slide]) -> None:
        changed(slides, "offices", "Content", without_first)
        changed(slides, "offices-2", "Content", first_line("Another line"))

    report = desk.pull(text_of(LINES), edit)
    assert left(report) == []
    lines = desk.slide.read_text().splitlines()[4:]
    split = next(n for n, line in enumerate(lines) if line == "  Another line")
    assert lines[:split] == [f"  {line}" for line in LINES[1 : split + 1]]
    assert lines[split + 1 :] == [f"  {line}" for line in LINES[split + 2 :]]


def test_a_numbered_list_stays_one(desk: Desk) -> None:
    report = desk.pull(
        text_of(NUMBERED), lambda slides: changed(slides, "offices", "Content", without_first)
    )
    assert left(report) == []
    lines = desk.slide.read_text().splitlines()[4:]
    assert lines == [f"  {n}. Step {n + 1}" for n in range(1, 22)]


def test_cells_of_a_table_come_back_under_one_header(desk: Desk) -> None:
    report = desk.pull(table_of(ROWS), _last_cell_to_211)
    assert left(report) == []
    rows = [row.strip() for row in desk.slide.read_text().splitlines()[5:]]
    assert rows == [*ROWS[:-1], "Office 30 | 211"]


def _last_cell_to_211(slides: list[Slide]) -> None:
    last = [slide.id for slide in slides if slide.id.startswith("offices")][-1]
    changed(slides, last, "Content", lambda table: table.map_paragraphs(_to_211))


def _to_211(line: Paragraph) -> Paragraph:
    return Paragraph((Run("211"),)) if line.text == "210" else line


def test_a_title_changed_on_any_part_is_the_title(desk: Desk) -> None:
    report = desk.pull(
        text_of(LINES),
        lambda slides: changed(
            slides, "offices-2", "Title", lambda _: plain_text("Posts (2 of 3)")
        ),
    )
    assert left(report) == []
    assert "Title: Posts\n" in desk.slide.read_text()


def test_titles_that_differ_are_listed(desk: Desk) -> None:
    def edit(slides: list[Slide]) -> None:
        changed(slides, "offices", "Title", lambda _: plain_text("Posts (1 of 3)"))
        changed(slides, "offices-2", "Title", lambda _: plain_text("Places (2 of 3)"))

    report = desk.pull(text_of(LINES), edit)
    assert left(report) == [("offices", "Title")]
    assert "Title: Offices\n" in desk.slide.read_text()


def test_a_part_that_went_takes_its_lines_along(desk: Desk) -> None:
    report = desk.pull(text_of(LINES), lambda slides: slides.remove(slides[3]))
    assert left(report) == []
    lines = [line.strip() for line in desk.slide.read_text().splitlines()[4:]]
    assert lines == LINES[: len(lines)]
    assert 10 < len(lines) < len(LINES)


def test_moved_and_noted_and_gone(desk: Desk) -> None:
    def move(slides: list[Slide]) -> None:
        slides.insert(1, slides.pop())
        slides[-1] = replace(slides[-1], notes=plain_text("Say so"))

    report = desk.pull(text_of(LINES), move)
    assert left(report) == []
    assert [slide.id for slide in desk.planned().slides] == ["cover", "last", "offices"]
    assert desk.slide.read_text().endswith("notes: Say so\n")


def test_a_slide_whose_parts_all_went_goes(desk: Desk) -> None:
    def gone(slides: list[Slide]) -> None:
        slides[:] = [slide for slide in slides if not slide.id.startswith("offices")]

    desk.pull(text_of(LINES), gone)
    assert "offices" not in desk.deck.read_text()
