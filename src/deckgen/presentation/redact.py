"""Redaction: removes from a presentation what is not meant for the public, and reports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part, folded
from deckgen.opc.xml import each, find
from deckgen.presentation import _redact_files as redact_files
from deckgen.presentation import _slide_parts as slide_parts
from deckgen.presentation import comments, marks
from deckgen.presentation._redact_files import RedactedItem, RedactionReport, bare_picture
from deckgen.presentation.read import is_hidden
from deckgen.template import named_slides

__all__ = ["RedactedItem", "RedactionOptions", "RedactionReport", "bare_picture", "redact"]

_LOCAL = ("file:", "\\\\")


def _report_left(package: Package, slides: Mapping[str, Part], report: RedactionReport) -> None:
    """Report what is left in: hidden slides and shapes, notes, local links, opaque files."""
    hidden = [name for name, part in slides.items() if is_hidden(part)]
    report.add_left("hidden slides", len(hidden), *hidden)
    with_notes = [name for name, part in slides.items() if part.rels.of("notesSlide")]
    report.add_left("notes of slides", len(with_notes), *with_notes)
    shapes = [
        f"{about.get('name', '')} ({name})"
        for name, part in slides.items()
        for about in each(part.root, "p:cNvPr")
        if xml.flag(about, "hidden")
    ]
    report.add_left("hidden shapes", len(shapes), *shapes)
    local = [
        item.target
        for part in package.parts.values()
        for item in part.rels
        if item.external and item.target.lower().startswith(_LOCAL)
    ]
    report.add_left("links to local files", len(local), *local)
    opaque = [
        name.rpartition("/")[2]
        for name, part in package.parts.items()
        if folded(name).startswith("/ppt/embeddings/") and not part.blob.startswith(b"PK")
    ]
    report.add_left("embedded objects that cannot be looked into", len(opaque), *opaque)
    media = [
        name.rpartition("/")[2]
        for name in package.parts
        if folded(name).startswith("/ppt/media/")
        and name.lower().endswith((".mp4", ".mov", ".wmv", ".m4a"))
    ]
    report.add_left("films and sounds, which may name their makers", len(media), *media)
    macros = [name for name in package.parts if folded(name).endswith("vbaproject.bin")]
    report.add_left("macros", len(macros))


_HISTORY = ("changesInfo", "revisionInfo")
_MACHINE = ("printerSettings", "slideUpdateInfo")


@dataclass(frozen=True, slots=True)
class RedactionOptions:
    """What to remove beside what always is: speaker notes, hidden slides."""

    notes: bool = False
    hidden: bool = False


def redact(package: Package, options: RedactionOptions) -> RedactionReport:
    """Remove what is not meant for the public from the package, and report it."""
    report = RedactionReport()
    slides = {name: part for name, (_, part) in named_slides(package).items()}
    if options.hidden:
        gone = {name: part for name, part in slides.items() if is_hidden(part)}
        slide_parts.remove(package, gone.values())
        report.add_removed("hidden slides", len(gone), *gone)
        slides = {name: part for name, part in slides.items() if name not in gone}
    _comments(package, slides.values(), report)
    _remove_identification(package, slides.values(), report)
    if options.notes:
        _notes(package, slides.values(), report)
    for relationships, what in (
        (_HISTORY, "histories of edits"),
        (_MACHINE, "settings of printers and servers"),
    ):
        report.add_removed(what, sum(_drop_related(package, word) for word in relationships))
    custom = _drop_custom_xml(package)
    report.add_removed("custom XML data", len(custom))
    redact_files.strip_properties(package, report)
    _theme_names(package, report)
    orphans = _drop_orphans(package)
    report.add_removed("parts that nothing leads to", len(orphans), *orphans)
    redact_files.strip_files(package, report)
    _report_left(package, slides, report)
    return report


def _comments(package: Package, slides: Iterable[Part], report: RedactionReport) -> None:
    authors: list[str] = []
    for part in slides:
        authors += [comment.author for comment in comments.read_comments(package, part)]
        if part.rels.of("comments"):
            comments.remove_comments(package, part)
    for word in ("commentAuthors", "authors"):
        _drop_related(package, word)
    report.add_removed("comments", len(authors), *(author for author in authors if author))


def _remove_identification(
    package: Package, slides: Iterable[Part], report: RedactionReport
) -> None:
    """Remove the base, all tags, slides' names and deckgen's custom shows."""
    report.add_removed("the base of deckgen", int(marks.remove_stored(package)))
    report.add_removed("anchors of deckgen", marks.remove_custom_shows(package))
    for part in slides:
        common = find(part.root, "p:cSld")
        if common is not None and common.get("name") and marks.slide_tag(package, part):
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
            xml.remove(element)
        for item in part.rels.of("tags"):
            part.rels.drop(item.id)
            package.drop_unreached({item.target})
    report.add_removed("tags", tags)


def _notes(package: Package, slides: Iterable[Part], report: RedactionReport) -> None:
    count = 0
    for part in slides:
        for item in part.rels.of("notesSlide"):
            part.rels.drop(item.id)
            package.drop_unreached({item.target})
            count += 1
    report.add_removed("notes of slides", count)


def _drop_related(package: Package, word: str) -> int:
    """Drop all relationships of a type, and the parts that only they led to; returns how many."""
    count = 0
    for rels in (package.rels, *(part.rels for part in list(package.parts.values()))):
        for item in rels.of(word):
            rels.drop(item.id)
            package.drop_unreached({item.target})
            count += 1
    return count


def _drop_custom_xml(package: Package) -> list[str]:
    """Drop custom XML items, in which document management systems keep data about a file."""
    found = [name for name in package.parts if folded(name).startswith("/customxml/item")]
    _drop_related(package, "customXml")
    gone = [name for name in found if name in package.parts]
    package.drop_unreached(set(gone))
    return [name for name in found if "Props" not in name]


def _theme_names(package: Package, report: RedactionReport) -> None:
    """Rename themes and the like that deckgen's own templates name after it."""
    count = 0
    for part in package.parts.values():
        if part.content_type.endswith("theme+xml") and b"deckgen" in part.blob.lower():
            for element in part.edit().iter():
                name = element.get("name", "")
                if "deckgen" in name.lower():
                    element.set("name", name.lower().replace("deckgen", "").strip().title())
                    count += 1
    report.add_removed("names of deckgen in themes", count)


def _drop_orphans(package: Package) -> list[str]:
    before = set(package.parts)
    package.drop_unreached(before)
    return sorted(before - set(package.parts))


def _is_xml(part: Part) -> bool:
    return part.content_type.endswith("+xml")
