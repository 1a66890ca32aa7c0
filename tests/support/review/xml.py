"""XML by the usual prefixes of PowerPoint's files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.oxml import parse_xml

Element = Any
"""An element of lxml; the decks are our own, so what a test looks for in one is there."""

_OFFICE = "http://schemas.microsoft.com/office"
_OPEN = "http://schemas.openxmlformats.org"
SPACES = {
    "a": f"{_OPEN}/drawingml/2006/main",
    "a16": f"{_OFFICE}/drawing/2014/main",
    "asvg": f"{_OFFICE}/drawing/2016/SVG/main",
    "ac": f"{_OFFICE}/drawing/2013/main/command",
    "c": f"{_OPEN}/drawingml/2006/chart",
    "c16": f"{_OFFICE}/drawing/2014/chart",
    "adec": f"{_OFFICE}/drawing/2017/decorative",
    "p": f"{_OPEN}/presentationml/2006/main",
    "p14": f"{_OFFICE}/powerpoint/2010/main",
    "p15": f"{_OFFICE}/powerpoint/2012/main",
    "p188": f"{_OFFICE}/powerpoint/2018/8/main",
    "p1510": f"{_OFFICE}/powerpoint/2015/10/main",
    "pc": f"{_OFFICE}/powerpoint/2013/main/command",
    "r": f"{_OPEN}/officeDocument/2006/relationships",
    "vt": f"{_OPEN}/officeDocument/2006/docPropsVTypes",
}
"""The namespaces by their usual prefixes."""
TITLES = ("title", "ctrTitle")
FURNITURE = ("dt", "ftr", "sldNum", "hdr")


def q(name: str) -> str:
    """A prefixed name in lxml's form, `{namespace}name`."""
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}" if local else prefix


def parsed(text: str) -> Element:
    """An element from XML that uses the usual prefixes without declaring them."""
    head, sign, rest = text.partition("/>" if text.partition(">")[0].endswith("/") else ">")
    spaces = " ".join(f'xmlns:{p}="{uri}"' for p, uri in SPACES.items() if f"{p}:" in text)
    return parse_xml(f"{head} {spaces}{sign}{rest}")


def find(element: Element, path: str) -> Element:
    """The first element at a path of prefixed names."""
    return None if element is None else element.find(path, SPACES)


def find_all(element: Element, path: str) -> list[Element]:
    return [] if element is None else element.findall(path, SPACES)


def canonical(element: Element) -> bytes:
    """An element's XML, in the one form that equal ones have."""
    if element is None:
        return b""
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_tail=False))


def extend(owner: Element, entry: str) -> None:
    """Put an entry of this XML in an element's list of extensions."""
    prefix = entry[1 : entry.index(":")]
    listed = find(owner, f"{prefix}:extLst")
    if listed is None:
        listed = parsed(f"<{prefix}:extLst/>")
        owner.append(listed)
    listed.append(parsed(entry))


def leaves(shapes: Any) -> Iterator[Any]:
    """The shapes of python-pptx, those in groups one by one."""
    for shape in shapes:
        if shape.element.tag == q("p:grpSp"):
            yield from leaves(shape.shapes)
        else:
            yield shape


def role(shape: Element) -> str:
    """A placeholder's type, "" where the shape is in none."""
    place = find(shape, "*/p:nvPr/p:ph")
    return "" if place is None else place.get("type", "obj")


def about(shape: Element) -> Element:
    return find(shape, "*/p:cNvPr")


def level(paragraph: Element) -> int:
    own = find(paragraph, "a:pPr")
    return 0 if own is None else int(own.get("lvl", "0"))


def said(element: Element) -> str:
    return "".join(element.itertext(q("a:t")))


def related(part: Any, kind: str) -> Any:
    """The first part that a part is related to by a kind (the end of its type)."""
    found = (r.target_part for r in part.rels.values() if r.reltype.endswith(kind))
    return next(found, None)


def tree(part: Any) -> Element:
    """The XML of a part that python-pptx does not know."""
    return etree.fromstring(part.blob)
