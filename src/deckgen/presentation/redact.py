"""What a publication leaves in that somebody may not expect there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deckgen.opc.package import Package
from deckgen.opc.part import Part, folded
from deckgen.opc.xml import Element, each, find
from deckgen.presentation import _redact_files as redact_files
from deckgen.presentation import _slide_parts as slide_parts
from deckgen.presentation import base, comments
from deckgen.presentation import tags as presentation_tags
from deckgen.presentation._redact_files import RedactionReport
from deckgen.presentation.read import is_hidden
from deckgen.template import named_slides

_LOCAL = ("file:", "\\\\")


def note(package: Package, slides: Mapping[str, Part], outcome: RedactionReport) -> None:
    """Note hidden slides and shapes, notes, links to local files, and files we cannot look into."""
    hidden = [name for name, part in slides.items() if is_hidden(part)]
    outcome.keeps("hidden slides", len(hidden), *hidden)
    noted = [name for name, part in slides.items() if part.rels.of("notesSlide")]
    outcome.keeps("notes of slides", len(noted), *noted)
    shapes = [
        f"{about.get('name', '')} ({name})"
        for name, part in slides.items()
        for about in each(part.root, "p:cNvPr")
        if about.get("hidden") in ("1", "true")
    ]
    outcome.keeps("hidden shapes", len(shapes), *shapes)
    local = [
        item.target
        for part in package.parts.values()
        for item in part.rels
        if item.external and item.target.lower().startswith(_LOCAL)
    ]
    outcome.keeps("links to local files", len(local), *local)
    opaque = [
        name.rpartition("/")[2]
        for name, part in package.parts.items()
        if folded(name).startswith("/ppt/embeddings/") and not part.blob.startswith(b"PK")
    ]
    outcome.keeps("embedded objects that cannot be looked into", len(opaque), *opaque)
    films = [
        name.rpartition("/")[2]
        for name in package.parts
        if folded(name).startswith("/ppt/media/")
        and name.lower().endswith((".mp4", ".mov", ".wmv", ".m4a"))
    ]
    outcome.keeps("films and sounds, which may name their makers", len(films), *films)
    macros = [name for name in package.parts if folded(name).endswith("vbaproject.bin")]
    outcome.keeps("macros", len(macros))


# Taking out of a presentation what is not for outside.


_HISTORY = ("changesInfo", "revisionInfo")

_MACHINE = ("printerSettings", "slideUpdateInfo")


@dataclass(frozen=True, slots=True)
class RedactionOptions:
    """What to take out beside what always goes: speaker notes, slides that are hidden."""

    notes: bool = False
    hidden: bool = False


def redact(package: Package, options: RedactionOptions) -> RedactionReport:
    """Take out what is not for outside, and say what that was."""
    outcome = RedactionReport()
    slides = {name: part for name, (_, part) in named_slides(package).items()}
    if options.hidden:
        gone = {name: part for name, part in slides.items() if is_hidden(part)}
        slide_parts.remove(package, gone.values())
        outcome.took("hidden slides", len(gone), *gone)
        slides = {name: part for name, part in slides.items() if name not in gone}
    _comments(package, slides.values(), outcome)
    _marks(package, slides.values(), outcome)
    if options.notes:
        _notes(package, slides.values(), outcome)
    for words, what in (
        (_HISTORY, "histories of edits"),
        (_MACHINE, "settings of printers and servers"),
    ):
        outcome.took(what, sum(_drop_related(package, word) for word in words))
    custom = _drop_custom_xml(package)
    outcome.took("custom XML data", len(custom))
    redact_files.strip_properties(package, outcome)
    _names(package, outcome)
    orphans = _drop_orphans(package)
    outcome.took("parts that nothing leads to", len(orphans), *orphans)
    redact_files.strip_files(package, outcome)
    note(package, slides, outcome)
    return outcome


def _comments(package: Package, slides: Iterable[Part], outcome: RedactionReport) -> None:
    authors: list[str] = []
    for part in slides:
        authors += [comment.author for comment in comments.read_comments(package, part)]
        if part.rels.of("comments"):
            comments.remove_comments(package, part)
    for word in ("commentAuthors", "authors"):
        _drop_related(package, word)
    outcome.took("comments", len(authors), *(author for author in authors if author))


def _marks(package: Package, slides: Iterable[Part], outcome: RedactionReport) -> None:
    """Take out the base, the tags of deckgen and others, slides' names and anchors."""
    outcome.took("the base of deckgen", int(base.remove(package)))
    outcome.took("anchors of deckgen", presentation_tags.remove_custom_shows(package))
    for part in slides:
        common = find(part.root, "p:cSld")
        if common is not None and common.get("name") and presentation_tags.slide_tag(package, part):
            part.edit()
            del common.attrib["name"]
    tags = 0
    for part in list(package.parts.values()):
        if not (part.rels.of("tags") or part.rels.of("customXml")) or not _is_xml(part):
            continue
        data = list(each(part.root, "p:custDataLst"))
        if data:
            part.edit()
        for element in data:
            tags += len(element)
            _remove(element)
        for item in part.rels.of("tags"):
            part.rels.drop(item.id)
            package.drop_unreached({item.target})
    outcome.took("tags", tags)


def _notes(package: Package, slides: Iterable[Part], outcome: RedactionReport) -> None:
    count = 0
    for part in slides:
        for item in part.rels.of("notesSlide"):
            part.rels.drop(item.id)
            package.drop_unreached({item.target})
            count += 1
    outcome.took("notes of slides", count)


def _drop_related(package: Package, word: str) -> int:
    """Drop the relationships of a type wherever they are, and what only they led to."""
    count = 0
    for rels in (package.rels, *(part.rels for part in list(package.parts.values()))):
        for item in rels.of(word):
            rels.drop(item.id)
            package.drop_unreached({item.target})
            count += 1
    return count


def _drop_custom_xml(package: Package) -> list[str]:
    """Drop custom XML items, which hold what systems for documents keep about a file."""
    found = [name for name in package.parts if folded(name).startswith("/customxml/item")]
    _drop_related(package, "customXml")
    gone = [name for name in found if name in package.parts]
    package.drop_unreached(set(gone))
    return [name for name in found if "Props" not in name]


def _names(package: Package, outcome: RedactionReport) -> None:
    """Rename themes and the like that deckgen's own templates name after it."""
    count = 0
    for part in package.parts.values():
        if part.content_type.endswith("theme+xml") and b"deckgen" in part.blob.lower():
            for element in part.edit().iter():
                name = element.get("name", "")
                if "deckgen" in name.lower():
                    element.set("name", name.lower().replace("deckgen", "").strip().title())
                    count += 1
    outcome.took("names of deckgen in themes", count)


def _drop_orphans(package: Package) -> list[str]:
    before = set(package.parts)
    package.drop_unreached(before)
    return sorted(before - set(package.parts))


def _is_xml(part: Part) -> bool:
    return part.content_type.endswith("+xml")


def _remove(element: Element) -> None:
    above = element.getparent()
    if above is not None:
        above.remove(element)
