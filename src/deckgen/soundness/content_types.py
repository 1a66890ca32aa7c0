"""[Content_Types].xml equals the parts that are there (ECMA-376 part 2, 10.1.2)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from deckgen import ooxml
from deckgen.diagnostics import Diagnostic, Spot
from deckgen.ooxml import tag
from deckgen.soundness.anatomy import Anatomy

_P = "openxmlformats-officedocument.presentationml."
_D = "openxmlformats-officedocument.drawingml."
# What a relationship of a type leads to: how the content type of such a part ends.
_EXPECTED = {
    "slide": f"{_P}slide+xml",
    "slideLayout": f"{_P}slideLayout+xml",
    "slideMaster": f"{_P}slideMaster+xml",
    "notesSlide": f"{_P}notesSlide+xml",
    "notesMaster": f"{_P}notesMaster+xml",
    "handoutMaster": f"{_P}handoutMaster+xml",
    "commentAuthors": f"{_P}commentAuthors+xml",
    "tableStyles": f"{_P}tableStyles+xml",
    "presProps": f"{_P}presProps+xml",
    "viewProps": f"{_P}viewProps+xml",
    "tags": f"{_P}tags+xml",
    "theme": "openxmlformats-officedocument.theme+xml",
    "chart": f"{_D}chart+xml",
}


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """Every part has the content type that it is used as; what is declared is there, once."""
    yield from _declared(whole)
    parts = whole.package.parts
    for name, part in parts.items():
        if not part.content_type:
            yield _fault(whole, name, "a part without a content type")
    used = {(item.target, item.word) for items in whole.rels.values() for item in items}
    for name, word in sorted(used):
        wanted = _EXPECTED.get(word)
        if wanted and name in parts and not parts[name].content_type.endswith(wanted):
            yield _fault(whole, name, f"a {word} that is declared as {parts[name].content_type}")


def _declared(whole: Anatomy) -> Iterator[Diagnostic]:
    spot = Spot(whole.package.name, part="/[Content_Types].xml")
    declared = ooxml.parse(whole.package.content_types().data())
    extensions = [e.get("Extension", "").lower() for e in declared if tag(e) == "ct:Default"]
    names = [e.get("PartName", "").casefold() for e in declared if tag(e) == "ct:Override"]
    for message in (*_twice(extensions, names), *_gone(whole, extensions, names)):
        yield Diagnostic("SOUND-TYPE", message, spot)


def _twice(extensions: list[str], names: list[str]) -> Iterator[str]:
    for extension in sorted({e for e in extensions if extensions.count(e) > 1}):
        yield f"two content types for `.{extension}`"
    if len(set(names)) < len(names):
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield f"two content types for {name}"


def _gone(whole: Anatomy, extensions: list[str], names: list[str]) -> Iterator[str]:
    # Some programs declare every .rels by its name, which says what the default does.
    there = {name.casefold() for name in whole.package.parts}
    for name in names:
        if name not in there and not name.endswith(".rels"):
            yield f"a content type for {name}, which is not there"
    if "rels" not in extensions:
        for name in _relationship_parts(whole):
            if name.casefold() not in names:
                yield f"no content type for {name}"


def _relationship_parts(whole: Anatomy) -> Iterator[str]:
    for part, items in whole.rels.items():
        if items:
            folder, file = posixpath.split(part)
            yield f"{folder}/_rels/{file}.rels"


def _fault(whole: Anatomy, part: str, message: str) -> Diagnostic:
    return Diagnostic("SOUND-TYPE", message, whole.spot(part))
