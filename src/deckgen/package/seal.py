"""The mark by which deckgen knows a file it wrote and nobody edited since.

A custom document property (ECMA-376 part 1, 22.3) holds a digest of all other members. An
editor that saves the file keeps the property or drops it; either way the digest no longer fits.
"""

from __future__ import annotations

import hashlib
from enum import Enum

from lxml import etree

from deckgen import archive, ooxml
from deckgen.archive import BrokenArchive, Member
from deckgen.ooxml import qn, textual
from deckgen.opc import Package

_PART = "/docProps/custom.xml"
_CT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NAME = "deckgen"


class Seal(Enum):
    """What a file says of itself."""

    NONE = "not written by deckgen"
    BROKEN = "edited since deckgen wrote it"
    WHOLE = "as deckgen wrote it"


def sealed(package: Package) -> bytes:
    """The package's bytes, with the mark in them."""
    spaces = {None: _SPACE, "vt": ooxml.NAMESPACES["vt"]}
    root = etree.Element(f"{{{_SPACE}}}Properties", nsmap=spaces)  # type: ignore[arg-type]
    part = package.parts.get(_PART)
    if part is not None:
        others = [item for item in part.root if item.get("name") != _NAME]
        root.extend(others)
        part.replace(root)
    else:
        part = package.add(_PART, _CT, root)
        package.rels.add("custom-properties", part.name)
    entry = etree.SubElement(root, f"{{{_SPACE}}}property")
    entry.set("fmtid", _FORMAT)
    entry.set("pid", str(len(root) + 1))
    entry.set("name", _NAME)
    value = textual("vt:lpwstr", "")
    entry.append(value)
    members = [member for member in package.members() if f"/{member.name}" != _PART]
    value.text = _digest(members)
    return archive.write([*members, part.pack()])


def _digest(members: list[Member]) -> str:
    rows = sorted(f"{m.name} {m.crc:08x} {m.size}" for m in members if f"/{m.name}" != _PART)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def inspect(data: bytes) -> Seal:
    """Whether deckgen wrote these bytes, and whether they are as it wrote them."""
    try:
        members = archive.read(data)
        mark = members.get(_PART[1:])
        root = None if mark is None else ooxml.parse(ooxml.from_strict(mark.data()))
    except (BrokenArchive, etree.XMLSyntaxError):
        return Seal.NONE
    for entry in root if root is not None else ():
        if entry.get("name") == _NAME:
            found = entry.findtext(qn("vt:lpwstr"))
            whole = found == _digest(list(members.values()))
            return Seal.WHOLE if whole else Seal.BROKEN
    return Seal.NONE
