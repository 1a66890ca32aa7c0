"""The properties of a file: only its title, language and dates are for outside."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from deckgen import ooxml
from deckgen.ooxml import NAMESPACES, Element, root, tag, textual
from deckgen.opc import Package, Part
from deckgen.publish.outcome import Outcome

_KEPT = ("dc:title", "dc:subject", "dc:language", "dcterms:created", "dcterms:modified")
_TOLD = ("ep:Company", "ep:Manager", "ep:HyperlinkBase", "ep:Application")


def strip(package: Package, outcome: Outcome) -> None:
    """Take authors, companies, keywords and all properties of one's own out of a package."""
    names: list[str] = []
    for part in _related(package, "core-properties"):
        names += _strip_core(part)
    for part in _related(package, "extended-properties"):
        names += _strip_extended(part, package)
    custom = list(_related(package, "custom-properties"))
    for part in custom:
        names += [str(item.get("name", "")) for item in _root(part)]
    for item in package.rels.of("custom-properties"):
        package.rels.drop(item.id)
        package.drop_unreached({item.target})
    outcome.took("properties of the file", len(names), *names)
    pictures = [item for item in package.rels if item.word == "thumbnail"]
    for item in pictures:
        package.rels.drop(item.id)
        package.drop_unreached({item.target})
    outcome.took("a thumbnail", len(pictures))


def strip_embedded(package: Package) -> None:
    """Take the properties of an embedded file out, but for its title and dates."""
    for part in _related(package, "core-properties"):
        _strip_core(part)
    for word in ("extended-properties", "custom-properties", "thumbnail"):
        for item in package.rels.of(word):
            package.rels.drop(item.id)
            package.drop_unreached({item.target})


def _related(package: Package, word: str) -> Iterator[Part]:
    for item in package.rels.of(word):
        part = package.parts.get(item.target)
        if part is not None:
            yield part


def _root(part: Part) -> Element:
    try:
        return part.root
    except etree.XMLSyntaxError:
        return ooxml.make("p:none")


def _strip_core(part: Part) -> list[str]:
    kept = [child for child in _root(part) if tag(child) in _KEPT]
    gone = [child for child in _root(part) if child not in kept and (child.text or "").strip()]
    if gone:
        core = root("cp:coreProperties", "cp", "dc", "dcterms", "xsi")
        core.extend(kept)
        part.replace(core)
    return [tag(child).rpartition(":")[2] for child in gone]


def _strip_extended(part: Part, package: Package) -> list[str]:
    """Write the counts anew; titles of slides that went, too, stand among what goes."""
    said = {tag(child): (child.text or "").strip() for child in _root(part)}
    app = root("ep:Properties", default=NAMESPACES["ep"])
    if "ep:PresentationFormat" in said:
        app.append(textual("ep:PresentationFormat", said["ep:PresentationFormat"]))
    slides = len(list(ooxml.each(package.presentation.root, "p:sldId")))
    notes = sum(name.startswith("/ppt/notesSlides/") for name in package.parts)
    hidden = sum(
        part.root.get("show") in ("0", "false")
        for part in package.related(package.presentation, "slide")
    )
    for name, value in (("ep:Slides", slides), ("ep:Notes", notes), ("ep:HiddenSlides", hidden)):
        app.append(textual(name, str(value)))
    part.replace(app)
    return [name.rpartition(":")[2] for name in _TOLD if said.get(name)]
