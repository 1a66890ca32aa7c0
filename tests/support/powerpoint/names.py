"""Qualified names, and elements made under the prefixes that PowerPoint gives them."""

from __future__ import annotations

from typing import Any

from lxml import etree

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
}
"""The namespaces by their usual prefixes."""


def q(name: str) -> str:
    """A prefixed name in lxml's form, `{namespace}name`."""
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}" if local else prefix


def make(name: str, attributes: dict[str, str] | None = None, *children: Element) -> Element:
    """An element that declares its own prefix."""
    prefix = name.partition(":")[0]
    made = etree.Element(q(name), nsmap={prefix: SPACES[prefix]})
    for key, value in (attributes or {}).items():
        made.set(q(key), value)
    made.extend(children)
    return made


def parsed(text: str) -> Element:
    """An element from XML that uses the usual prefixes without declaring them."""
    head, _, rest = text.partition(">")
    slash = "/" if head.endswith("/") else ""
    spaces = " ".join(f'xmlns:{p}="{uri}"' for p, uri in SPACES.items() if f"{p}:" in text)
    return etree.fromstring(f"{head.removesuffix('/')} {spaces}{slash}>{rest}")


def find(element: Element, path: str) -> Element:
    """The first element at a path of prefixed names."""
    return None if element is None else element.find(path, SPACES)


def find_all(element: Element, path: str) -> list[Element]:
    return [] if element is None else element.findall(path, SPACES)
