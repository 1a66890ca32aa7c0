"""What deckgen stores of its own in a presentation: the bytes of its base.

A custom XML part (ECMA-376 part 1, 15.2.5) of the presentation holds them, which every editor
keeps: deflated and in base64, with a digest by which damage is found.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
import zlib
from collections.abc import Iterator

from lxml import etree

from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part, folded

NAMESPACE = "urn:deckgen:base:1"
_ROOT = f"{{{NAMESPACE}}}base"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_CT_ITEM = "application/xml"
_CT_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_MOST_BYTES = 50_000_000
_UUID_NAMESPACE = uuid.UUID("c0f5b0a3-6c0e-5a0d-9c58-0f0f5f3f6d21")


def write(package: Package, data: bytes) -> None:
    """Store the bytes in the package, in place of those that are there."""
    remove(package)
    root = xml.root(_ROOT, default=NAMESPACE)
    root.set("sha256", hashlib.sha256(data).hexdigest())
    root.text = base64.b64encode(zlib.compress(data, 9)).decode()
    item = package.add("/customXml/item{}.xml", _CT_ITEM, root)
    number = item.name.removeprefix("/customXml/item")
    about = etree.Element(f"{{{_PROPERTIES}}}datastoreItem", nsmap={"ds": _PROPERTIES})
    guid = str(uuid.uuid5(_UUID_NAMESPACE, NAMESPACE)).upper()
    about.set(f"{{{_PROPERTIES}}}itemID", f"{{{guid}}}")
    schemas = etree.SubElement(about, f"{{{_PROPERTIES}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_PROPERTIES}}}schemaRef").set(f"{{{_PROPERTIES}}}uri", NAMESPACE)
    properties = package.add(f"/customXml/itemProps{number}", _CT_PROPERTIES, about)
    item.relate(properties, "customXmlProps")
    package.presentation.relate(item, "customXml")


def read(package: Package) -> Iterator[bytes]:
    """What is stored in the package and not damaged."""
    for part in _parts(package):
        try:
            data = _inflated(base64.b64decode(part.root.text or "", validate=True))
        except (binascii.Error, zlib.error, ValueError):
            continue
        if hashlib.sha256(data).hexdigest() == part.root.get("sha256"):
            yield data


def _inflated(data: bytes) -> bytes:
    """The inflated bytes; raises ValueError where they are cut short or more than `_MOST_BYTES`."""
    inflater = zlib.decompressobj()
    found = inflater.decompress(data, _MOST_BYTES)
    if not inflater.eof:
        raise ValueError("cut short, or too large for a base")
    return found


def remove(package: Package) -> bool:
    """Remove what is stored from a package; returns whether there was something."""
    found = _parts(package)
    gone = {part.name for part in found}
    for rels in (package.rels, package.presentation.rels):
        for item in rels.of("customXml"):
            if item.target in gone:
                rels.drop(item.id)
    package.drop_unreached(gone)
    return bool(found)


def _parts(package: Package) -> list[Part]:
    """The parts of our namespace, related from the presentation or, by LibreOffice, the package."""
    return [
        part
        for name, part in package.parts.items()
        if folded(name).startswith("/customxml/") and _is_ours(part)
    ]


def _is_ours(part: Part) -> bool:
    try:
        return NAMESPACE.encode() in part.blob[:500] and part.root.tag == _ROOT
    except etree.XMLSyntaxError:
        return False
