"""A package (.pptx, .xlsx) as text: two packages with the same text say the same.

Members stand sorted by name, each under a line with its name. XML is indented, one element a line,
attributes sorted. Packages within the package follow as members of it. Other members are a hash.

Left out, as ECMA-376 gives it no meaning: the order and dates of zip members, their compression,
the order of attributes, of relationships and of content types, whitespace between elements.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from lxml import etree

XML = (".xml", ".rels", ".svg")
UNORDERED = ("[Content_Types].xml", ".rels")


def canonical_text(package: Path, keep: Callable[[str], bool] = lambda name: True) -> str:
    """Return the package's text; `keep` chooses members by name (`ppt/slides/slide1.xml`).

    Members of a package within it are named as `ppt/embeddings/Sheet1.xlsx!xl/workbook.xml`.
    Raises `zipfile.BadZipFile` or `lxml.etree.XMLSyntaxError` for what is no package.
    """
    with package.open("rb") as stream:
        members = sorted(member for member in _members(stream) if keep(member[0]))
    return "\n".join(f"=== {name} ===\n{text}\n" for name, text in members)


def _members(stream: IO[bytes]) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(stream) as package:
        for entry in package.infolist():
            data = package.read(entry)
            if entry.filename.endswith(XML):
                yield entry.filename, _xml(data, ordered=not entry.filename.endswith(UNORDERED))
            elif zipfile.is_zipfile(BytesIO(data)):
                for name, text in _members(BytesIO(data)):
                    yield f"{entry.filename}!{name}", text
            else:
                yield (
                    entry.filename,
                    f"{len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}",
                )


def _xml(data: bytes, *, ordered: bool) -> str:
    parser = etree.XMLParser(resolve_entities=False)
    root = etree.fromstring(data, parser)
    for element in root.iter("*"):
        attributes = sorted(element.attrib.items())
        element.attrib.clear()
        element.attrib.update(attributes)
    if not ordered:
        root[:] = sorted(root, key=etree.tostring)
    etree.indent(root)
    return etree.tostring(root.getroottree(), encoding="unicode")
