"""The base of a deck that a finisher changed: the plan from before, and the deck from after."""

from __future__ import annotations

from msgspec import structs

from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.xml import each, whole
from deckgen.presentation import document, marks
from deckgen.presentation import read as presentation_read
from deckgen.review import base, untracked
from deckgen.review.base import Base, SlideDigests
from deckgen.review.identity import SlideReader, inferred_sections
from deckgen.template import named_slides


def mark(package: Package, finisher: str, *, marked: bool) -> None:
    """Make a finished deck deckgen's own: its sections, and with `marked` its marks and base.

    The base that the package has is the one from before; slides that the finisher added get marks.
    """
    _section(package)
    if not marked:
        return
    stored = base.read(package)
    if isinstance(stored, Base):
        _mark_new_slides(package, SlideReader(package, stored))
        base.write(package, _after(stored, SlideReader(package, stored), finisher))
        return
    for name, (_, part) in named_slides(package).items():
        if not marks.slide_tag(package, part):
            marks.write_tags(package, part, name, {})
    if stored is not None:
        now = SlideDigests.of(presentation_read.read(package))
        base.write(package, structs.replace(now, finish=finisher, unfinished=stored.slides))


def _section(package: Package) -> None:
    """Put slides that were added into the sections of those before them; drop those that went."""
    presentation = package.presentation
    listed = {part.name for _, part in package.slides}
    for item in presentation.rels.of("slide"):
        if item.target not in listed:
            presentation.rels.drop(item.id)
            package.drop_unreached({item.target})
    numbers = {name: whole(number) or 0 for name, (number, _) in named_slides(package).items()}
    names = {str(number): name for name, number in numbers.items()}
    if any(entry.get("id") not in names for entry in each(presentation.root, "p14:sldId")):
        for entry in list(each(presentation.edit(), "p14:sldId")):
            if entry.get("id") not in names:
                xml.remove(entry)
    found = document.read_sections(presentation, names)
    if found and not document.in_order(found, numbers):
        sections = inferred_sections(tuple(numbers), found)
        document.write_sections(presentation, sections, numbers)


def _mark_new_slides(package: Package, reader: SlideReader) -> None:
    for slide in reader.identified():
        if reader.base.plan.slide(slide.id) is None:
            shapes = {item.name: item.shape for item in slide.shapes}
            marks.write_tags(package, slide.part, slide.id, shapes)


def _after(before: Base, reader: SlideReader, finisher: str) -> Base:
    now = untracked.as_shown(reader)
    added = {name for name in reader.slides if name not in before.numbers}
    creations = {name: marks.slide_creation(reader.slides[name].part) for name in added}
    forms = {
        name: base.forms(item.part, reader.package)
        for name, item in reader.slides.items()
        if name in before.forms or name in added
    }
    return structs.replace(
        now,
        numbers={name: item.number for name, item in reader.slides.items()},
        creations={**before.creations, **creations},
        forms={**before.forms, **forms},
        finish=finisher,
        unfinished=before.plan,
    )
