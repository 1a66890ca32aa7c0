"""Edited decks are read under their own slide ids and slot names."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.presentation import Presentation as Deck

from deckgen.appearance.shapes import Slot
from deckgen.content import non_visual_properties
from deckgen.content.text import plain_text
from deckgen.deck import Section
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, make, qn, tag
from deckgen.plan import Plan, Slide
from deckgen.presentation import marks, read
from deckgen.review import identity
from deckgen.review.base import Base
from deckgen.review.diff import diff
from deckgen.review.diff.model import ChangeKind, PieceChange, SlideChange
from deckgen.review.shown import base_of
from deckgen.template import Template
from tests.review.conftest import Sent
from tests.review.pull.reviewed import ReviewedDeck
from tests.support.cases import every_case
from tests.support.paths import ROOT, corpus_decks, needs_corpus
from tests.support.review.saving import save


def edited(sent: Sent, edit: Callable[[Deck], None]) -> Package:
    """The deck after python-pptx saved it, as an editor that keeps what it does not know."""
    deck = Presentation(str(sent.path))
    edit(deck)
    stream = io.BytesIO()
    deck.save(stream)
    return Package.load(stream.getvalue(), "edited.pptx")


def reopened(package: Package) -> Package:
    return Package.load(package.save(), "edited.pptx")


def slide_parts(package: Package) -> dict[str, Part]:
    return {slide.id: slide.part for slide in identity.identify(package)}


def all_slides(package: Package) -> Iterator[Part]:
    """The slides in order, whatever their ids are."""
    presentation = package.presentation
    for entry in each(presentation.root, "p:sldId"):
        part = package.target(presentation, entry.get(qn("r:id")))
        assert part is not None
        yield part


def what_changed(sent: Base, package: Package) -> set[tuple[str, str]]:
    """Each changed slide with the slot or deed."""
    told = set()
    for change in diff(sent.plan, identity.read(package, sent)):
        if isinstance(change, SlideChange):
            told.add((change.where.id, change.kind.value))
        elif isinstance(change, PieceChange):
            told.add((change.where.id, change.slot))
        else:
            told.add(("", str(change)))
    return told


@pytest.mark.slow
def test_an_editor_that_changes_nothing(briefing: Sent, sample: Sent) -> None:
    for sent in (briefing, sample):
        package = edited(sent, lambda _: None)
        assert identity.read(package) == sent.base.plan
        assert identity.slide_ids(package) == tuple(slide.id for slide in sent.base.plan.slides)


@pytest.mark.slow
def test_slides_that_are_moved_keep_their_ids(briefing: Sent) -> None:
    def shuffle(deck: Deck) -> None:
        listed = deck.slides._sldIdLst
        entries = list(listed)
        random.Random(7).shuffle(entries)
        for entry in entries:
            listed.append(entry)

    got = identity.read(edited(briefing, shuffle))
    assert got != briefing.base.plan
    assert sorted(got.slides, key=lambda s: s.id) == sorted(
        briefing.base.plan.slides, key=lambda s: s.id
    )


@pytest.mark.slow
def test_text_chart_notes_and_visibility(briefing: Sent) -> None:
    def edit(deck: Deck) -> None:
        slide = deck.slides[4]
        points = next(shape for shape in slide.shapes if shape.name == "Note")
        points.text_frame.paragraphs[0].runs[0].text = "Removals in all: "
        deck.slides[1].notes_slide.notes_text_frame.text = "Say this."
        deck.slides[0]._element.set("show", "0")

    package = edited(briefing, edit)
    assert what_changed(briefing.base, package) == {
        ("removals", "Note"),
        ("overview", "notes"),
        ("cover", "hidden"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_split_runs_and_proofing_marks_are_no_edits(
    briefing: Sent, sample: Sent, seed: int, tmp_path: Path
) -> None:
    for sent in (briefing, sample):
        save(Presentation(str(sent.path)), tmp_path / "saved.pptx", random.Random(seed))
        assert identity.read(Package.open(tmp_path / "saved.pptx")) == sent.base.plan


@pytest.mark.slow
def test_spelled_out_formatting_is_no_edit(briefing: Sent) -> None:
    package = briefing.package()
    part = slide_parts(package)["mission"]
    for look in each(part.edit(), "a:rPr"):
        look.set("u", "none")
        look.set("strike", "noStrike")
        look.set("baseline", "0")
    assert identity.read(reopened(package)) == briefing.base.plan
    for look in each(part.edit(), "a:rPr"):
        look.set("u", "sng")
    assert what_changed(briefing.base, reopened(package)) >= {("mission", "Statement")}


def duplicated(package: Package, original: Part) -> Part:
    """A slide that PowerPoint duplicated: tags copied, with a creation id of its own."""
    twin = package.add("/ppt/slides/slide{}.xml", original.content_type, original.blob)
    for item in original.rels:
        if item.word != "notesSlide":
            twin.rels.put(item)
    for creation in each(twin.edit(), "p14:creationId"):
        creation.set("val", "77")
    presentation = package.presentation
    rid = presentation.relate(twin, "slide")
    for entry in each(presentation.edit(), "p:sldId"):
        if (package.target(presentation, entry.get(qn("r:id"))) or twin).name == original.name:
            entry.addnext(make("p:sldId", {"id": 999, "r:id": rid}))
            break
    return twin


@pytest.mark.slow
def test_of_a_slide_and_its_duplicate_the_original_keeps_the_id(briefing: Sent) -> None:
    package = briefing.package()
    duplicated(package, slide_parts(package)["detention"])
    got = identity.read(reopened(package))
    ids = [slide.id for slide in got.slides]
    assert identity.slide_ids(package) == tuple(ids)
    at = ids.index("detention")
    assert ids[at + 1] == "detention-2"
    original, copied = got.slides[at : at + 2]
    assert replace(copied, id="detention", notes=original.notes) == original
    assert original == briefing.base.plan.slide("detention")


@pytest.mark.slow
def test_a_duplicate_whose_original_is_gone_is_the_slide(briefing: Sent) -> None:
    package = briefing.package()
    original = slide_parts(package)["detention"]
    duplicated(package, original)
    presentation = package.presentation
    for entry in list(each(presentation.edit(), "p:sldId")):
        if package.target(presentation, entry.get(qn("r:id"))) is original:
            entry.getparent().remove(entry)
    got = identity.read(reopened(package))
    assert [s.id for s in got.slides] == [s.id for s in briefing.base.plan.slides]


def slots(layout: str) -> tuple[Slot, ...]:
    """The slots of one of the briefing's layouts."""
    found = Template.open(ROOT / "templates" / "briefing.pptx").layouts[layout]
    return (*found.slots, *found.fields)


@pytest.mark.slow
def test_a_new_slide_gets_an_id_from_its_title(briefing: Sent) -> None:
    def add(deck: Deck) -> None:
        slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title and Content"))
        slide.shapes.title.text = "Cover"
        content = next(s for s in slide.placeholders if s.name == "Content Placeholder 3")
        content.text = "In the slot Content"

    got = identity.read(edited(briefing, add))
    new = got.slides[-1]
    assert (new.id, new.layout) == ("cover-2", "Title and Content")
    assert dict(new.slots)["Title"] == plain_text("Cover")
    assert dict(new.slots)["Content"] == plain_text("In the slot Content")
    assert set(dict(new.slots)) < {slot.name for slot in slots("Title and Content")}
    assert got.slides[:-1] == briefing.base.plan.slides


def rename(part: Part, word: str) -> None:
    """Give the shapes of a slide other names; groups, and what is in them, keep theirs."""
    tree = find(part.edit(), "p:cSld/p:spTree")
    assert tree is not None
    for number, shape in enumerate(tree):
        about = non_visual_properties(shape)
        if about is not None and tag(shape) != "p:grpSp":
            about.set("name", f"{word} {number}")


@pytest.mark.slow
def test_shapes_that_are_renamed_keep_their_slots(briefing: Sent) -> None:
    package = briefing.package()
    for part in slide_parts(package).values():
        rename(part, "Shape")
    assert identity.read(reopened(package)) == briefing.base.plan


def without(package: Package, *what: str) -> Package:
    """The deck without some of its marks."""
    for part in all_slides(package):
        root = part.edit()
        if "tags" in what:
            for element in list(each(root, "p:custDataLst")):
                element.getparent().remove(element)
        if "creations" in what:
            for element in list(each(root, "p14:creationId")):
                element.getparent().remove(element)
        if "names" in what:
            rename(part, "PlaceHolder")
            for common in each(root, "p:cSld"):
                common.attrib.pop("name", None)
    return reopened(package)


@pytest.mark.slow
@pytest.mark.parametrize(
    "lost", [("tags",), ("tags", "names"), ("tags", "creations"), ("tags", "names", "creations")]
)
def test_each_mark_can_be_lost(briefing: Sent, sample: Sent, lost: tuple[str, ...]) -> None:
    for sent in (briefing, sample):
        assert identity.read(without(sent.package(), *lost)) == sent.base.plan


@pytest.mark.slow
def test_slides_are_known_by_what_they_say(briefing: Sent) -> None:
    package = without(briefing.package(), "tags", "names", "creations")
    presentation = package.presentation
    listed = next(each(presentation.edit(), "p:sldIdLst"))
    entries = list(listed)
    random.Random(3).shuffle(entries)
    for number, entry in enumerate(entries, 256):
        entry.set("id", str(number))
        listed.append(entry)
    got = identity.read(reopened(package))
    assert {slide.id: slide.slots for slide in got.slides} == {
        slide.id: slide.slots for slide in briefing.base.plan.slides
    }


@pytest.mark.slow
def test_custom_shows_identify_slides_that_say_something_else(briefing: Sent) -> None:
    package = briefing.package()
    marks.write_custom_shows(package, slide_parts(package))
    bare = without(package, "tags", "names", "creations")
    for part in slide_parts(bare).values():
        for text in each(part.edit(), "a:t"):
            text.text = "other words"
    got = identity.read(reopened(bare))
    assert [slide.id for slide in got.slides] == [s.id for s in briefing.base.plan.slides]


@pytest.mark.slow
def test_marks_of_another_deck_are_none_of_ours(briefing: Sent, sample: Sent) -> None:
    got = identity.read(briefing.package(), sample.base)
    assert not {slide.id for slide in got.slides} & {s.id for s in sample.base.plan.slides}


@pytest.mark.slow
def test_a_shape_that_was_emptied_is_a_slot_that_went(briefing: Sent) -> None:
    package = briefing.package()
    part = slide_parts(package)["mission"]
    for shape in each(part.edit(), "p:sp"):
        about = next(each(shape, "p:cNvPr"))
        if about.get("name") == "Statement":
            for paragraph in list(each(shape, "a:p"))[1:]:
                paragraph.getparent().remove(paragraph)
            for run in list(each(shape, "a:r")):
                run.getparent().remove(run)
    got = identity.read(reopened(package)).slide("mission")
    assert got is not None
    assert got.content("Statement") is None


@pytest.mark.slow
def test_without_a_base_the_deck_is_what_it_shows(briefing: Sent) -> None:
    package = briefing.package()
    marks.remove_stored(package)
    assert identity.read(reopened(package)) == read.read(package)


def opened(path: Path) -> Package:
    """A deck of the corpus, but for the encrypted one."""
    try:
        return Package.open(path)
    except Problem:
        pytest.skip("no presentation that can be read")


@pytest.mark.slow
@needs_corpus
@pytest.mark.parametrize("path", corpus_decks(), ids=lambda path: path.name)
def test_real_decks_read_as_the_base_they_show(path: Path) -> None:
    shown = base_of(opened(path))
    assert identity.read(Package.open(path), shown) == shown.plan


@pytest.mark.slow
def test_a_plan_alone_is_base_enough(briefing: Sent) -> None:
    package = without(briefing.package(), "tags", "names", "creations")
    alone = Base(Plan("", "en-US", briefing.base.plan.slides))
    got = identity.read(package, alone)
    assert [slide.id for slide in got.slides] == [slide.id for slide in alone.plan.slides]
    assert got.slides[0].content("Title") == plain_text("Enforcement and Removal Operations")
    assert ChangeKind.ADDED not in {
        c.kind for c in diff(alone.plan, got) if isinstance(c, SlideChange)
    }


@pytest.mark.slow
def test_marks_are_read_back(briefing: Sent) -> None:
    package = briefing.package()
    for name, part in slide_parts(package).items():
        assert marks.slide_creation(part) == marks.creation_of(name)


def listed(package: Package) -> Element:
    return next(each(package.presentation.edit(), "p:sldIdLst"))


def as_by_an_office(package: Package) -> Package:
    """The deck without marks or names, saved on another day."""
    for part in all_slides(package):
        for field in each(part.edit(), "a:fld"):
            for text in each(field, "a:t"):
                text.text = "1/2/2034"
    return without(package, "tags", "names", "creations")


def a_real_deck(path: Path) -> tuple[Package, Base]:
    """A deck of the corpus, with what it shows as the base."""
    package = opened(path)
    shown = base_of(package)
    if not 2 < len(shown.plan.slides) < 60:
        pytest.skip("few slides, or very many")
    return package, shown


def said(slide: Slide) -> list[tuple[str, str, list[str]]]:
    """What the slots of a slide hold, but for fields; links lead to slides that may be gone."""
    return [
        (name, content.key, [line.text for line in content.paragraphs()])
        for name, content in slide.slots
        if not {"Date", "Slide", "Number"} & set(name.split())
    ]


SOME = 2
"""Of how many slides of a deck a test tries something."""


@pytest.mark.slow
@needs_corpus
@pytest.mark.parametrize("path", corpus_decks(), ids=lambda path: path.name)
def test_real_decks_keep_their_slides_without_marks(path: Path) -> None:
    """A slide that went leaves the others what they were, whether or not they say much."""
    package, shown = a_real_deck(path)
    count = len(shown.plan.slides)
    saved = as_by_an_office(package).save()
    for gone in random.Random(path.name).sample(range(count), min(SOME, count)):
        bare = Package.load(saved, "edited.pptx")
        entry = list(listed(bare))[gone]
        entry.getparent().remove(entry)
        got = identity.read(reopened(bare), shown)
        assert len(got.slides) == count - 1
        for slide in got.slides:
            before = shown.plan.slide(slide.id)
            assert before is not None, slide.id
            assert said(slide) == said(before), slide.id


@pytest.mark.slow
@needs_corpus
@pytest.mark.parametrize("path", corpus_decks(), ids=lambda path: path.name)
def test_duplicates_in_real_decks_are_known_without_marks(path: Path) -> None:
    package, shown = a_real_deck(path)
    parts = {slide.id: slide.part for slide in identity.identify(package, shown)}
    saved = as_by_an_office(package).save()
    for chosen in random.Random(path.name).sample(list(parts), min(SOME, len(parts))):
        bare = Package.load(saved, "edited.pptx")
        duplicated(bare, parts[chosen])
        got = identity.read(reopened(bare), shown)
        new = [slide for slide in got.slides if shown.plan.slide(slide.id) is None]
        assert len(new) == 1, chosen
        for slide in got.slides:
            before = shown.plan.slide(slide.id)
            assert before is None or said(slide) == said(before), f"{chosen}: {slide.id}"
        twin = shown.plan.slide(chosen)
        assert twin is not None
        assert (said(new[0]), new[0].layout) == (said(twin), twin.layout), chosen


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mission", "section-removal", "missouri-contacts"])
def test_of_two_slides_without_marks_the_first_is_the_original(briefing: Sent, name: str) -> None:
    package = briefing.package()
    twin = duplicated(package, slide_parts(package)[name])
    got = identity.identify(without(package, "tags", "names", "creations"))
    at = next(number for number, slide in enumerate(got) if slide.id == name)
    assert got[at + 1].part.name == twin.name


@pytest.mark.slow
def test_a_slide_with_other_words_is_the_one_that_stood_between_its_neighbours(
    briefing: Sent,
) -> None:
    package = briefing.package()
    for text in each(slide_parts(package)["detention"].edit(), "a:t"):
        text.text = "quite another"
    got = identity.read(without(package, "tags", "names", "creations"))
    assert [slide.id for slide in got.slides] == [s.id for s in briefing.base.plan.slides]


@every_case(
    ("slides", "first", "second"),
    [
        ("a b e c d", "a b e", "c d"),
        ("a c b e d", "a c b e", "d"),  # `c` alone was moved into the other section
        ("a b n e c d m", "a b n e", "c d m"),
        ("a b e n c d m", "a b e n", "c d m"),
        ("c d a b e", "c d a b e", ""),  # two slides change it, not three
        ("a b", "a b", ""),
    ],
)
def test_as_few_slides_as_can_be_change_their_section(slides: str, first: str, second: str) -> None:
    before = (Section("One", ("a", "b", "e")), Section("Two", ("c", "d")))
    found = identity.inferred_sections(slides.split(), before)
    assert [" ".join(section.slides) for section in found] == [first, second]


@pytest.mark.slow
def test_text_in_a_slot_that_no_slide_of_the_deck_has_is_read_by_the_layout(kinds: Sent) -> None:
    """The layout prints `Kicker` in bold, so that one which is not says so."""

    def edit(deck: Deck) -> None:
        slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title and Content"))
        for shape in slide.placeholders:
            if shape.placeholder_format.idx in (0, 20):
                run = shape.text_frame.paragraphs[0].add_run()
                run.text, run.font.bold = "Not bold", False

    assert not any(slide.content("Kicker") for slide in kinds.base.plan.slides)
    new = identity.read(edited(kinds, edit), kinds.base).slides[-1]
    said = {
        name: [run.style.bold for line in held.paragraphs() for run in line.runs]
        for name, held in new.slots
    }
    assert said == {"Title": [False], "Kicker": [False]}


def test_of_slides_that_say_the_same_the_one_before_a_copy_is_its_original(tmp_path: Path) -> None:
    deck = ReviewedDeck(tmp_path)
    same = "layout: Title and Content\nTitle: The same\n"
    deck.write({"deck.yaml": "slides: [a, b, c]\n"} | {f"slides/{n}.yaml": same for n in "abc"})
    deck.review(lambda _: None)
    package = Package.open(tmp_path / "reviewed.pptx")
    duplicated(package, slide_parts(package)["b"])
    reader = identity.SlideReader(without(package, "tags", "names", "creations"), base_of(package))
    (new,) = [slide.id for slide in reader.identified() if slide.id not in ("a", "b", "c")]
    assert reader.original(new) == "b"
