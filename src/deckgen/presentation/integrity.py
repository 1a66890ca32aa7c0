"""The file as a whole: deckgen's integrity mark, digital signatures, and kinds of files.

The integrity mark tells a file that nobody edited since deckgen wrote it. It is a custom document
property (ECMA-376 part 1, 22.3) with a digest of all other members; an editor that saves the file
keeps the property or drops it, and either way the digest no longer fits.
"""

from __future__ import annotations

import hashlib
from enum import Enum
from pathlib import Path

from lxml import etree

from deckgen.diagnostics import DeckLocation, Diagnostic, Severity, error, shown, suggest
from deckgen.opc import archive, xml
from deckgen.opc.archive import BrokenArchive, Member
from deckgen.opc.package import Package
from deckgen.opc.part import content_type
from deckgen.opc.xml import qn, textual

_PART = "/docProps/custom.xml"
_CONTENT_TYPE = content_type("custom-properties")
_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NAME = "deckgen"


class Integrity(Enum):
    """Whether deckgen wrote a file, and whether it was edited since."""

    NONE = "not written by deckgen"
    BROKEN = "edited since deckgen wrote it"
    WHOLE = "as deckgen wrote it"


def stamped(package: Package) -> bytes:
    """The package's bytes with the integrity mark, which it adds to the package."""
    namespaces = {None: _NAMESPACE, "vt": xml.NAMESPACES["vt"]}
    root = etree.Element(f"{{{_NAMESPACE}}}Properties", nsmap=namespaces)  # type: ignore[arg-type]
    part = package.parts.get(_PART)
    if part is not None:
        others = [item for item in part.root if item.get("name") != _NAME]
        root.extend(others)
        part.replace(root)
    else:
        part = package.add(_PART, _CONTENT_TYPE, root)
        package.rels.add("custom-properties", part.name)
    number = max((xml.integer(item, "pid") for item in root), default=1) + 1
    entry = etree.SubElement(root, f"{{{_NAMESPACE}}}property")
    entry.set("fmtid", _FORMAT_ID)
    entry.set("pid", str(number))
    entry.set("name", _NAME)
    value = textual("vt:lpwstr", "")
    entry.append(value)
    members = [member for member in package.members() if f"/{member.name}" != _PART]
    value.text = _digest(members)
    return archive.write([*members, part.pack()])


def _digest(members: list[Member]) -> str:
    rows = sorted(f"{m.name} {m.crc:08x} {m.size}" for m in members if f"/{m.name}" != _PART)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def inspect(data: bytes) -> Integrity:
    """The integrity of a file's bytes; NONE for what is no package."""
    try:
        members = archive.read(data)
        mark = members.get(_PART[1:])
        root = None if mark is None else xml.parse(xml.from_strict(mark.data()))
    except (BrokenArchive, etree.XMLSyntaxError):
        return Integrity.NONE
    for entry in root if root is not None else ():
        if entry.get("name") == _NAME:
            found = entry.findtext(qn("vt:lpwstr"))
            whole = found == _digest(list(members.values()))
            return Integrity.WHOLE if whole else Integrity.BROKEN
    return Integrity.NONE


# Digital signatures (ECMA-376 part 2, 12): they hold for the signed bytes, so a changed package
# loses them, with the package's relationship to the signature origin.


_SIGNATURE_ORIGIN = (
    "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
)


def drop_broken_signatures(package: Package) -> list[Diagnostic]:
    """Remove the signatures of a package that changed; returns a warning where there were any."""
    signed = [item for item in package.rels if item.type == _SIGNATURE_ORIGIN]
    if not signed or not package.changed:
        return []
    for item in signed:
        package.rels.drop(item.id)
        package.drop_unreached({item.target})
    return [
        Diagnostic(
            "signature-dropped",
            "the template is digitally signed; the deck differs, so the signature was left out",
            DeckLocation(package.name),
            helps=("sign the finished deck in PowerPoint: File > Info > Protect Presentation",),
            severity=Severity.WARNING,
        )
    ]


# Kinds of presentation files by suffix (ECMA-376 part 1, 13.3.6).


_MACRO = "application/vnd.ms-powerpoint."

_TYPES = {
    ".pptx": content_type("presentationml.presentation.main"),
    ".potx": content_type("presentationml.template.main"),
    ".ppsx": content_type("presentationml.slideshow.main"),
    ".pptm": f"{_MACRO}presentation.macroEnabled.main+xml",
    ".potm": f"{_MACRO}template.macroEnabled.main+xml",
    ".ppsm": f"{_MACRO}slideshow.macroEnabled.main+xml",
}


def as_pptx(given: str) -> str:
    """The type of a presentation, with macros or without, for that of a template or a show."""
    return _TYPES[".pptm" if given.startswith(_MACRO) else ".pptx"]


def is_presentation(path: Path) -> bool:
    """Whether a file's suffix is that of a presentation."""
    return path.suffix.lower() in _TYPES


def check_suffix(path: Path) -> None:
    """Raise `Problem` where a file's suffix is not that of a presentation."""
    if path.suffix.lower() not in _TYPES:
        raise error(
            "suffix",
            f"{shown(path)} has not the suffix of a presentation",
            help=suggest(path.suffix, _TYPES, "name it"),
        )


def convert(package: Package, source: Path, path: Path) -> list[Diagnostic]:
    """Give the package of the file `source` the content type for the suffix of `path`.

    Macros stay in `.pptm`, `.potm` and `.ppsm`; for other suffixes they are removed, and a warning
    is returned. Raises `Problem` for the suffix of another type of file.
    """
    check_suffix(path)
    suffix = path.suffix.lower()
    if suffix == source.suffix.lower():
        return []
    package.presentation.content_type = _TYPES[suffix]
    macros = package.presentation.rels.of("vbaProject")
    if suffix.endswith("m") or not macros:
        return []
    for item in macros:
        package.presentation.rels.drop(item.id)
        package.drop_unreached({item.target})
    return [
        Diagnostic(
            "macros-dropped",
            f"the template holds macros; a {suffix} file has none, so they were left out",
            DeckLocation(package.name),
            helps=(f"name the output `{path.stem}{suffix[:-1]}m` to keep them",),
            severity=Severity.WARNING,
        )
    ]
