"""Files within a presentation, such as a chart's workbook and pictures, without their makers."""

from __future__ import annotations

from lxml import etree

from deckgen import archive
from deckgen.archive import BrokenArchive
from deckgen.opc import Package, Part
from deckgen.publish import pictures, properties
from deckgen.publish.outcome import Outcome

_REMARKS = ("comments", "threadedComment", "person")


def strip(package: Package, outcome: Outcome) -> None:
    """Take authors and remarks out of embedded files, and their origin out of pictures."""
    books: list[str] = []
    shown: list[str] = []
    closed: list[str] = []
    for name, part in package.parts.items():
        if name.startswith("/ppt/embeddings/"):
            cleaned = _cleaned(part.blob, name)
            if cleaned is not None:
                part.blob = cleaned
                books.append(name.rpartition("/")[2])
        elif name.startswith("/ppt/media/") or part.content_type.startswith("image/"):
            bare = pictures.taken_apart(part.blob)
            if bare is None:
                if part.content_type.startswith("image/"):
                    closed.append(name.rpartition("/")[2])
            elif bare != part.blob:
                part.blob = bare
                shown.append(name.rpartition("/")[2])
    outcome.took("properties and remarks of embedded files", len(books), *books)
    outcome.took("descriptions of origin in pictures", len(shown), *shown)
    outcome.keeps("pictures that cannot be looked into", len(closed), *closed)


def _cleaned(data: bytes, name: str) -> bytes | None:
    """The bytes of an Office file without what says who made it; None where nothing does."""
    try:
        inner = Package(archive.read(data), name)
        for part in list(inner.parts.values()):
            _forget_remarks(inner, part)
            _forget_path(part)
            if part.content_type.startswith("image/"):
                bare = pictures.bare(part.blob)
                if bare != part.blob:
                    part.blob = bare
        properties.strip_embedded(inner)
    except (BrokenArchive, etree.XMLSyntaxError, KeyError):
        return None
    return inner.save() if inner.changed else None


def _forget_path(part: Part) -> None:
    """Take the folder out in which Excel last saved a workbook (`x15ac:absPath`)."""
    if not part.name.startswith("/xl/workbook") or b"absPath" not in part.blob:
        return
    for element in list(part.edit().iter("{*}absPath")):
        above = element.getparent()
        if above is not None:
            above.remove(element)


def _forget_remarks(package: Package, part: Part) -> None:
    """Take the comments of a workbook or a sheet out, with the drawing that shows them."""
    found = [item for word in _REMARKS for item in part.rels.of(word)]
    if not found or not part.name.startswith("/xl/"):
        return
    for item in (*found, *part.rels.of("vmlDrawing")):
        part.rels.drop(item.id)
        package.drop_unreached({item.target})
    for element in list(part.edit()):
        if etree.QName(element).localname == "legacyDrawing":
            part.edit().remove(element)
