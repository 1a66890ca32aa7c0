"""What a reviewer changed in a variant's deck comes into the variant's own file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import structs
from pptx import Presentation

from deckgen.cli import group
from deckgen.commands import build, pull
from deckgen.content import Content
from deckgen.content.text import Text, plain_text
from deckgen.deck import Comment, EmbedMode, Section
from deckgen.diagnostics import shown
from deckgen.plan import Plan, Slide
from deckgen.presentation import write as presentation_write
from deckgen.project import Project
from deckgen.review.base import attach
from deckgen.review.identity import inferred_sections
from deckgen.review.pull.report import PullReport
from deckgen.richtext import Paragraph, Run, merged
from tests.deck.project import write

pytestmark = pytest.mark.slow

EAST = """\
# The east has figures of its own.
extends: ../deck.yaml
facts:
  arrests.total:
    value: 120
slides:
  # as they call it
  cover:
    Subtitle: "The east"  # not "East"
  figures:
    Kicker+: of the east
    notes: |
      All of it.

# Nobody asked for these.
remove: [contacts]
insert:
  - after: figures
    id: partners   # since 2019
    layout: Title and Content
    Title: Partners
    Content: |
      One
      Two
  - before: arrests
    id: more
move:
  # the cover comes last
  - id: cover
    after: arrests
"""
FILES = {
    "variants/east.yaml": EAST,
    "slides/more.yaml": "layout: Title and Content\nTitle: More\n",
    "variants/south.yaml": "extends: ../deck.yaml\n",
    "variants/west.yaml": "extends: east.yaml\nslides:\n  cover:\n    Subtitle+: and the west\n",
}


_SENT: dict[tuple[str, tuple[tuple[Path, bytes], ...]], bytes] = {}
"""What went out, by the variant and the files that it was built of."""


@dataclass(frozen=True, slots=True)
class Author:
    """A deck with variants, one of which went out."""

    project: Project
    variant: str
    sent: Path

    @property
    def deck(self) -> Path:
        return self.project.deck.path

    def file(self, name: str = "") -> Path:
        return self.deck.parent / "variants" / f"{name or self.variant}.yaml"

    def plan(self, variant: str | None = None) -> Plan:
        return self._plans(self.variant if variant is None else variant)[0]

    def others(self) -> list[Plan]:
        """The plans of the deck and of the variants that do not build on this one."""
        names = {"east": ("", "south"), "west": ("", "east", "south"), "south": ("", "west")}
        return self._plans(*names[self.variant])

    def _plans(self, *variants: str) -> list[Plan]:
        """What the files as they are now give, on the template that is open."""
        project = self.project.read_again()
        return [(project.of_variant(name) if name else project).plan for name in variants]

    def send(self) -> None:
        folder = self.deck.parent
        said = ((path.relative_to(folder), data) for path, data in texts(self.deck).items())
        told = self.variant, tuple(said)
        if told not in _SENT:  # a build of the same files is the same
            path = build.build(self.deck, variant=self.variant, output=self.sent).path
            _SENT[told] = path.read_bytes()
        self.sent.write_bytes(_SENT[told])

    def reviewed(self, plan: Plan) -> Path:
        template = self.project.template
        path = self.sent.with_name("reviewed.pptx")
        written = presentation_write.write(plan, template, EmbedMode.FULL)
        path.write_bytes(attach(written, plan).save())
        return path

    def pull(self, reviewed: Path, *, dry: bool = False) -> PullReport:
        return pull.pull(reviewed, self.deck, base=self.sent, variant=self.variant, dry=dry)


@pytest.fixture(params=["east", "west", "south"])
def author(request: pytest.FixtureRequest, tmp_path: Path) -> Author:
    return sent(tmp_path, request.param)


def sent(folder: Path, variant: str, changed: dict[str, str] | None = None) -> Author:
    deck = write(folder / "author", {**FILES, **(changed or {})})
    author = Author(Project(deck), variant, folder / "sent.pptx")
    author.send()
    return author


@pytest.fixture
def east(tmp_path: Path) -> Author:
    return sent(tmp_path, "east")


def checked(author: Author, wanted: Plan, *, alone: bool = True) -> PullReport:
    """The report of a pull after which the variant plans to what is wanted, and, where the change
    is one of the variant `alone`, the others plan to what they did."""
    author.send()
    others, before = author.others(), texts(author.deck)
    reviewed = author.reviewed(wanted)
    report = author.pull(reviewed)
    assert told(author.plan()) == told(wanted)
    if alone:
        assert author.others() == others
        new = {path for path in report.files if path not in before}
        assert set(report.files) - new <= {author.file()}
    assert {file for item in report.pulled for file in item.files} == set(report.written)
    assert author.pull(reviewed).files == {}
    return report


def texts(deck: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(deck.parent.rglob("*.yaml"))}


FILLED = ("Date", "Footer", "Slide Number", "Source")
"""Slots that deck.yaml and facts fill."""


def told(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (
            s.id,
            s.hidden,
            s.layout,
            {n: c for n, c in s.slots if n not in FILLED},
            s.notes,
            s.comments,
        )
        for s in plan.slides
    ]


def changed(plan: Plan, name: str, change: Callable[[Slide], Slide]) -> Plan:
    return structs.replace(
        plan, slides=tuple(change(s) if s.id == name else s for s in plan.slides)
    )


def ordered(plan: Plan, names: list[str]) -> Plan:
    """The slides of these names, in the sections and with the links that an editor leaves."""
    slides = {slide.id: slide for slide in plan.slides}

    def unlinked(line: Paragraph) -> Paragraph:
        runs = (
            run if run.style.link[1:] in names else replace(run, style=run.style.but(link=""))
            for run in line.runs
        )
        return structs.replace(line, runs=merged(runs))

    kept = [
        replace(
            slides[name],
            slots=tuple((slot, c.map_paragraphs(unlinked)) for slot, c in slides[name].slots),
        )
        for name in names
    ]
    return structs.replace(
        plan, slides=tuple(kept), sections=inferred_sections(names, plan.sections)
    )


def with_slot(slide: Slide, name: str, content: Content | None) -> Slide:
    slots = {**dict(slide.slots), name: content}
    return replace(slide, slots=tuple((n, c) for n, c in slots.items() if c is not None))


def ids(plan: Plan) -> list[str]:
    return [slide.id for slide in plan.slides]


def kept(author: Author, before: str) -> list[str]:
    """The lines of the variant's file that are gone."""
    after = author.file().read_text().splitlines()
    return [line for line in before.splitlines() if line not in after]


def test_an_echo_says_nothing(author: Author) -> None:
    assert checked(author, author.plan()).empty


@pytest.mark.parametrize("gone", ["figures", "arrests", "cover"])
def test_a_deleted_slide_is_removed(author: Author, gone: str) -> None:
    before = author.file().read_text()
    plan = author.plan()
    report = checked(author, ordered(plan, [name for name in ids(plan) if name != gone]))
    assert (gone, "removed from this variant") in [
        (item.slide, item.what) for item in report.pulled
    ]
    if author.variant == "south" and gone != "arrests":
        assert author.file().read_text() == f"{before}remove:\n  - {gone}\n"


def test_a_slide_that_the_variant_put_in_goes_from_its_list(east: Author) -> None:
    plan = east.plan()
    checked(east, ordered(plan, [name for name in ids(plan) if name != "partners"]))
    text = east.file().read_text()
    assert "partners" not in text
    assert "insert:\n  - before: arrests\n    id: more\nmove:\n  # the cover comes" in text
    assert "remove: [contacts]" in text


def test_a_slide_that_another_variant_put_in_is_removed(tmp_path: Path) -> None:
    west = sent(tmp_path, "west")
    plan = west.plan()
    checked(west, ordered(plan, [name for name in ids(plan) if name != "partners"]))
    assert west.file().read_text().endswith("remove:\n  - partners\n")


def test_a_moved_slide_is_moved(author: Author) -> None:
    plan = author.plan()
    for names in (ids(plan)[::-1], [*ids(plan)[1:], ids(plan)[0]], sorted(ids(plan))):
        checked(author, ordered(plan, names))


def test_slides_that_stand_as_they_stood_below_are_moved_no_more(east: Author) -> None:
    plan = east.plan()
    checked(east, ordered(plan, ["cover", "figures", "partners", "more", "arrests"]))
    assert "\nmove:" not in east.file().read_text()
    assert kept(east, EAST) == EAST[EAST.index("\nmove:") + 1 :].splitlines()


def test_a_new_slide_is_a_file_that_the_variant_inserts(author: Author) -> None:
    plan = author.plan()
    new = Slide("friends", "Title and Content", (("Title", plain_text("Friends")),), hidden=True)
    slides = list(plan.slides)
    slides.insert(1, new)
    before = author.file().read_text()
    report = checked(author, structs.replace(plan, slides=tuple(slides)))
    assert kept(author, before) == []
    assert (author.deck.parent / "slides" / "friends.yaml") in report.files
    assert "id: friends" in author.file().read_text()


def test_a_new_slide_takes_no_file_that_is_there(east: Author) -> None:
    path = east.deck.parent / "slides" / "friends.yaml"
    path.write_text("layout: Title and Content\nTitle: Of another deck\n")
    plan = east.plan()
    new = Slide("friends", "Title and Content", (("Title", plain_text("Friends")),))
    back = Slide("contacts", "Title and Content", (("Title", plain_text("Contacts")),))
    reviewed = east.reviewed(structs.replace(plan, slides=(*plan.slides, new, back)))
    others = east.others()
    assert east.pull(reviewed).differences == []
    assert ids(east.plan()) == [*ids(plan), "friends-2", "contacts-2"]
    assert path.read_text().endswith("Of another deck\n")
    assert east.others() == others
    assert east.pull(reviewed).files == {}


def test_hiding_and_showing_again(author: Author) -> None:
    plan = author.plan()
    for name in (ids(plan)[0], ids(plan)[-2]):
        before = author.file().read_text()
        checked(
            author, changed(plan, name, lambda s: replace(s, hidden=True)), alone=name != "more"
        )
        checked(author, plan, alone=name != "more")
        assert author.file().read_text() == before


@pytest.mark.parametrize("below", [True, False])
def test_a_slide_that_was_hidden_is_shown(tmp_path: Path, below: bool) -> None:
    hidden = "layout: Title Slide\nTitle: Field offices\nhidden: yes\n"
    files = {"slides/cover.yaml": hidden} if below else {"variants/south.yaml": SOUTH_HIDDEN}
    south = sent(tmp_path, "south", files)
    checked(south, changed(south.plan(), "cover", lambda s: replace(s, hidden=False)))


SOUTH_HIDDEN = "extends: ../deck.yaml\nslides:\n  cover:\n    hidden: yes\n    Subtitle: South\n"


def test_a_slot_that_comes_or_goes_is_the_variants(author: Author) -> None:
    plan = author.plan()
    empty = changed(plan, "arrests", lambda s: with_slot(s, "Content", None))
    checked(author, empty)
    assert "  arrests:\n    remove:\n      - Content\n" in author.file().read_text()
    checked(author, changed(empty, "arrests", lambda s: with_slot(s, "Content", plain_text("Few"))))
    text = author.file().read_text()
    assert "    Content: Few\n" in text
    assert "  arrests:\n    remove:" not in text


def test_a_slot_that_both_files_say_goes_from_both(east: Author) -> None:
    checked(east, changed(east.plan(), "cover", lambda s: with_slot(s, "Subtitle", None)))
    assert "  cover:\n    remove:\n      - Subtitle\n" in east.file().read_text()
    assert kept(east, EAST) == ['    Subtitle: "The east"  # not "East"']


def test_a_slot_of_a_slide_that_the_variant_put_in_goes_where_it_stands(east: Author) -> None:
    checked(east, changed(east.plan(), "partners", lambda s: with_slot(s, "Content", None)))
    assert kept(east, EAST) == ["    Content: |", "      One", "      Two"]
    checked(
        east, changed(east.plan(), "partners", lambda s: with_slot(s, "Kicker", plain_text("K")))
    )
    assert "    Title: Partners\n    Kicker: K\n" in east.file().read_text()


def test_a_value_is_changed_where_it_was_set(author: Author) -> None:
    plan = author.plan()
    theirs = changed(plan, "cover", lambda s: with_slot(s, "Title", plain_text("Offices")))
    report = checked(author, theirs, alone=False)
    assert report.written == [author.deck.parent / "slides" / "cover.yaml"]


def test_notes_come_change_and_go(author: Author) -> None:
    plan = author.plan()
    for name in ("cover", "figures"):
        for notes in (plain_text("New notes"), None):
            theirs = changed(plan, name, lambda s, notes=notes: replace(s, notes=notes))
            report = checked(author, theirs, alone=False)
            written = author.file() in report.files
            assert written == (author.variant == "east" or name == "cover" or notes is None)
        checked(author, plan, alone=False)


def test_a_comment_is_the_variants(author: Author) -> None:
    plan = author.plan()
    told = Comment("Grace Hopper", "Says who?", date="2019-04-01")
    for name in ("figures", "arrests"):
        theirs = changed(author.plan(), name, lambda s: replace(s, comments=(*s.comments, told)))
        checked(author, theirs, alone=name != "more")
    if author.variant == "south":
        assert "  arrests:\n    comments+:\n      - author: Grace" in author.file().read_text()
        assert "  figures:\n    comments:\n      - author: Grace" in author.file().read_text()
    checked(author, plan, alone=False)


def lines(*texts: str) -> Text:
    return Text(tuple(Paragraph((Run(text),)) for text in texts))


@pytest.mark.parametrize(
    ("text", "files", "line"),
    [
        (lines("Figures", "of the far east"), ["east"], "    Kicker+: of the far east"),
        (lines("Counts", "of the east"), ["figures"], "    Kicker+: of the east"),
        (lines("Counts", "of the far east"), ["figures", "east"], "    Kicker+: of the far east"),
        (lines("Figures", "new", "of the east"), ["east"], "    Kicker+: |"),
        (lines("Figures"), ["east"], "    notes: |"),
        (lines("of the east"), ["east"], "    Kicker: of the east"),
        (lines("All", "that", "is", "new"), ["east"], "    Kicker: |"),
    ],
)  # fmt: skip
def test_a_text_of_several_files_changes_where_its_lines_stand(
    east: Author, text: Text, files: list[str], line: str
) -> None:
    theirs = changed(east.plan(), "figures", lambda s: with_slot(s, "Kicker", text))
    report = checked(east, theirs, alone=False)
    assert sorted(path.stem for path in report.files) == sorted(files)
    assert line in east.file().read_text().splitlines()
    assert ("Kicker+" in east.file().read_text()) == (line != "    notes: |" and "+" in line)


def test_a_dry_run_says_what_would_be_written_and_where(east: Author) -> None:
    plan, before = east.plan(), texts(east.deck)
    theirs = ordered(plan, [name for name in ids(plan)[::-1] if name != "cover"])
    reviewed = east.reviewed(changed(theirs, "more", lambda s: replace(s, hidden=True)))
    words = ["pull", str(reviewed), str(east.deck), "--base", str(east.sent), "--dry-run"]
    told = CliRunner().invoke(group, [*words, "--variant", "east"])
    assert told.exit_code == 0
    own, more = shown(east.file()), shown(east.deck.parent / "slides" / "more.yaml")
    assert f"cover: removed from this variant in {own}\n" in told.stdout
    assert f"more hidden: hidden in {more}\n" in told.stdout
    assert told.stderr == f"would write {more}, {own}\n"
    assert texts(east.deck) == before


def test_a_section_that_a_variant_can_say_is_put_in(author: Author) -> None:
    plan = author.plan()
    first, *rest = ids(plan)
    sections = (Section("New", (first,)), Section("Rest", tuple(rest)))
    report = author.pull(author.reviewed(structs.replace(plan, sections=sections)))
    assert report.differences == []
    assert author.plan().slides == plan.slides


def test_one_of_a_list_loses_its_link_in_the_variant_alone(tmp_path: Path) -> None:
    listed = (
        "layout: Two Content\nKicker: K\nTitle: T\nContent:\n  - '[Arrests](#arrests)'\n  - Two\n"
    )
    south = sent(tmp_path, "south", {"slides/figures.yaml": listed})
    plan, others = south.plan(), south.others()
    theirs = ordered(plan, [name for name in ids(plan) if name != "arrests"])
    assert south.pull(south.reviewed(theirs)).differences == []
    changes = "slides:\n  figures:\n    Content 1: Arrests\nremove:\n  - arrests\n"
    assert south.file().read_text(encoding="utf-8").endswith(changes)
    figures = south.plan().slide("figures")
    assert figures == theirs.slide("figures")
    assert south.others() == others


def test_sections_that_a_variant_takes_away_come_back(author: Author) -> None:
    plan, others = author.plan(), author.others()
    *first, before, last = plan.sections
    joined = (*first, Section(before.name, (*before.slides, *last.slides)))
    report = author.pull(author.reviewed(structs.replace(plan, sections=joined)))
    assert (report.differences, report.untracked) == ([], [])
    assert author.plan().sections == joined
    author.send()
    again = author.pull(author.reviewed(plan))
    assert (again.differences, again.untracked) == ([], [])
    assert author.plan() == plan
    assert author.others() == others


def test_pulled_in_python_pptx(author: Author) -> None:
    others = author.others()
    edited = Presentation(str(author.sent))
    listed = edited.slides._sldIdLst
    first, second = list(listed)[:2]
    listed.remove(first)
    listed.append(first)
    edited.slides.get(second.id).element.set("show", "0")
    gone = list(listed)[1]
    edited.part.drop_rel(gone.rId)
    listed.remove(gone)
    path = author.sent.with_name("reviewed.pptx")
    edited.save(str(path))
    names = ids(author.plan())
    report = author.pull(path)
    assert report.differences == []
    assert ids(author.plan()) == [names[1], *names[3:], names[0]]
    found = author.plan().slide(names[1])
    assert found is not None
    assert found.hidden
    assert author.others() == others


@pytest.mark.parametrize(("newline", "mark"), [("\r\n", b""), ("\n", b"\xef\xbb\xbf")])
def test_line_breaks_and_byte_order_mark_stay(east: Author, newline: str, mark: bytes) -> None:
    east.file().write_bytes(mark + EAST.replace("\n", newline).encode())
    plan = east.plan()
    theirs = ordered(plan, [name for name in ids(plan)[::-1] if name != "figures"])
    theirs = changed(theirs, "arrests", lambda s: with_slot(s, "Kicker", lines("a", "b")))
    checked(east, theirs)
    data = east.file().read_bytes()
    assert data.startswith(mark + b"# The east")
    assert data.count(b"\n") == data.count(newline.encode())


def test_a_row_of_a_table_lists_what_it_cannot_say(tmp_path: Path) -> None:
    files = {
        "deck.yaml": FILES.get("deck.yaml"),
        "regions.csv": "region.id,arrests.total\nmissouri,5\nlesc,6\n",
    }
    deck = write(tmp_path / "author", {k: v for k, v in files.items() if v})
    deck.write_text(
        deck.read_text().replace(
            "variants: variants", 'variants: {from: regions.csv, name: "{region.id}"}'
        )
    )
    path = build.build(deck, variant="lesc", output=tmp_path / "sent.pptx").path
    row = Author(Project(deck), "lesc", path)
    plan = row.plan()
    theirs = ordered(plan, ids(plan)[:0:-1])
    theirs = changed(theirs, "figures", lambda s: with_slot(s, "Kicker", None))
    theirs = changed(theirs, "arrests", lambda s: replace(s, hidden=True))
    report = row.pull(row.reviewed(theirs))
    assert report.files == {}
    assert [(item.slide, item.shape) for item in report.untracked] == [
        ("figures", "Kicker"), ("arrests", "hidden"), ("", ""),
    ]  # fmt: skip
