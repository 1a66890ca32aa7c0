"""The XML of presentations: namespaces, names, building and parsing (ECMA-376 part 1).

Elements are lxml's. Names are written with the prefixes that PowerPoint itself uses
(`a:p`, `p:sp`), so that code reads like the files do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from lxml import etree

NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "c14": "http://schemas.microsoft.com/office/drawing/2007/8/2/chart",
    "c15": "http://schemas.microsoft.com/office/drawing/2012/chart",
    "c16": "http://schemas.microsoft.com/office/drawing/2014/chart",
    "a14": "http://schemas.microsoft.com/office/drawing/2010/main",
    "a16": "http://schemas.microsoft.com/office/drawing/2014/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "p15": "http://schemas.microsoft.com/office/powerpoint/2012/main",
    "p188": "http://schemas.microsoft.com/office/powerpoint/2018/8/main",
    "ac": "http://schemas.microsoft.com/office/drawing/2013/main/command",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "ep": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    "vt": "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    "pr": "http://schemas.openxmlformats.org/package/2006/relationships",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
}
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
for _prefix, _uri in NAMESPACES.items():
    etree.register_namespace(_prefix, _uri)

Element = etree._Element  # noqa: SLF001 - lxml names its public element type so

EMU_PER_INCH = 914_400
EMU_PER_POINT = 12_700

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_blank_text=False, huge_tree=True
)


@cache
def qn(name: str) -> str:
    """`a:p` as lxml names it, `{uri}p`; a name without prefix, or named so, stays as it is."""
    if name.startswith("{"):
        return name
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def tag(element: Element) -> str:
    """An element's name with its usual prefix; `{uri}name` where we have none for it."""
    return _prefixed(element.tag)


@lru_cache(maxsize=4096)
def _prefixed(name: object) -> str:
    """The same of what lxml calls it; "" for comments and instructions, which it gives no name."""
    if not isinstance(name, str):
        return ""
    uri, _, local = name[1:].partition("}") if name[0] == "{" else ("", "", name)
    if not uri:
        return local
    prefix = _PREFIXES.get(uri)
    return f"{prefix}:{local}" if prefix else name


def whole(text: str | None) -> int | None:
    """A whole number, as ids, counts and indices are; None where the text is none.

    XML Schema part 2, 3.3.13: a sign and white space around are allowed. No type of ECMA-376 has
    more than 19 digits.
    """
    return int(text) if text and _INTEGER.fullmatch(text) else None


def integer(element: Element, name: str, default: int = 0) -> int:
    """An attribute as a whole number; the default where there is none, or it is no number."""
    found = whole(element.get(name))
    return default if found is None else found


_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,19}\s*", re.ASCII)


def emu(text: str | None) -> int | None:
    """ST_Coordinate in EMU: a whole number of them, or a number with a unit (`1.5in`).

    ECMA-376 part 1, 20.1.10.16 and 22.9.2.15. None where the text is neither.
    """
    found = _MEASURE.fullmatch(text or "")
    return whole(text) if found is None else round(Decimal(found[1]) * _UNITS[found[2]])


def coordinate(element: Element, name: str, default: int = 0) -> int:
    """An attribute of type ST_Coordinate in EMU; the default where none can be read."""
    found = emu(element.get(name))
    return default if found is None else found


_MEASURE = re.compile(r"\s*([+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?)(mm|cm|in|pt|pc|pi)\s*", re.ASCII)
_UNITS = {"mm": 36_000, "cm": 360_000, "in": 914_400, "pt": 12_700, "pc": 152_400, "pi": 152_400}


def hundredths(text: str | None) -> float | None:
    """ST_TextPoint or ST_TextFontSize in points: hundredths of them, or a number with a unit.

    ECMA-376 part 1, 20.1.10.74. None where the text is neither.
    """
    number = whole(text)
    if number is not None:
        return number / 100
    found = emu(text)
    return None if found is None else found / EMU_PER_POINT


def share(text: str | None) -> float | None:
    """ST_Percentage as a share of one: thousandths of a percent, or a number with a percent sign.

    ECMA-376 part 1, 22.9.2.9, and part 4. None where the text is neither.
    """
    number = whole(text)
    if number is not None:
        return number / 100_000
    found = _PERCENT.fullmatch(text or "")
    return None if found is None else float(found[1]) / 100


def percent(text: str | None) -> float:
    """ST_Percentage in percent, as `share` reads it; 0 where it cannot be read."""
    number = whole(text)
    if number is not None:
        return number / 1000
    found = _PERCENT.fullmatch(text or "")
    return 0.0 if found is None else float(found[1])


_PERCENT = re.compile(r"\s*([+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?)%\s*", re.ASCII)


def make(name: str, attributes: dict[str, Any] | None = None, *children: Element) -> Element:
    """A new element; attribute values become text, those that are None are left out."""
    element = etree.Element(qn(name))
    if attributes:
        for key, value in attributes.items():
            if value is not None:
                element.set(qn(key), value if type(value) is str else str(value))
    if children:
        element.extend(children)
    return element


def root(name: str, *prefixes: str, default: str = "") -> Element:
    """The root of a part, with the namespaces that are declared there; `default` has no prefix."""
    spaces: dict[str | None, str] = {prefix: NAMESPACES[prefix] for prefix in prefixes}
    if default:
        spaces[None] = default
    return etree.Element(qn(name), nsmap=spaces)  # type: ignore[arg-type]


def textual(name: str, text: str, attributes: dict[str, Any] | None = None) -> Element:
    """A new element that holds a text."""
    element = make(name, attributes)
    element.text = text
    return element


def find(element: Element, path: str) -> Element | None:
    """The first element at a path of prefixed names (`p:nvPr/p:ph`), or None."""
    return element.find(_path(path))


def find_all(element: Element, path: str) -> list[Element]:
    """All elements at a path of prefixed names."""
    return element.findall(_path(path))


def each(element: Element, *names: str) -> Iterator[Element]:
    """The element and its descendants of these names, in document order."""
    return element.iter(*(qn(name) for name in names))


@cache
def _path(path: str) -> str:
    steps = path.split("/")
    return "/".join(qn(step) if ":" in step and step[0] != "." else step for step in steps)


def parse(data: bytes) -> Element:
    """The root of an XML text; entities are not expanded. Raises etree.XMLSyntaxError."""
    return etree.fromstring(data, _PARSER)


def serialise(root: Element) -> bytes:
    """The XML text of a part, as PowerPoint declares it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_TRANSITIONAL = re.compile(
    rb"http://schemas\.openxmlformats\.org/(drawingml|presentationml|officeDocument)/2006/(\w+)"
)


def is_strict(data: bytes) -> bool:
    """Whether an XML text is in the strict form of ECMA-376 part 1, with its own namespaces."""
    return b"http://purl.oclc.org/ooxml/" in data[:4096]


def from_strict(data: bytes) -> bytes:
    """A strict XML text with the namespaces of the transitional form (part 4)."""
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)


def to_strict(data: bytes) -> bytes:
    """The inverse of `from_strict`."""
    return _TRANSITIONAL.sub(rb"http://purl.oclc.org/ooxml/\1/\2", data)


def canonical(element: Element) -> str:
    """Canonical XML of an element alone (C14N 2.0, prefixes as declared)."""
    return etree.tostring(element, method="c14n2", with_comments=False).decode()
