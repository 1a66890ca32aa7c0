"""SVG drawings: safe to embed, their size, and the PNG picture for programs that know no SVG.

One adapter for the program that draws them: `rasterise`.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from deckgen.content.picture.headers import Broken
from deckgen.ooxml import Element

_Instruction = etree._ProcessingInstruction  # noqa: SLF001 - lxml names its public types so
_Entity = etree._Entity  # noqa: SLF001
NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_HANDLER = re.compile(r"on[a-z]+", re.IGNORECASE)
_EMBEDDED = re.compile(r"\s*data:image/(png|jpeg|gif);base64,", re.IGNORECASE)
_URL = re.compile(r"url\(\s*['\"]?\s*([^)'\"]*)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|)\s*", re.IGNORECASE)
_PIXELS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
_DPI = 96  # CSS pixels an inch
_LONGEST = 1600  # pixels of the picture for programs that know no SVG
_USUAL = (300.0, 150.0)  # CSS 2.2, 10.3.2: the size of what says none


def is_svg(data: bytes) -> bool:
    """Whether the bytes look like a drawing."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<svg" in data[:65536]


def read(data: bytes) -> Element:
    """The drawing's root. Raises Broken where it is no well-formed SVG."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Broken(f"line {error.lineno}: {error.msg}") from None
    if root.tag != f"{{{NAMESPACE}}}svg":
        raise Broken("its first element is no `svg`")
    return root


def dangers(root: Element) -> Iterator[tuple[int, str]]:
    """What a drawing must not hold, each with its line: what runs, and what loads other files."""
    for node in root.itersiblings(preceding=True):
        if isinstance(node, _Instruction) and node.target == "xml-stylesheet":
            yield _line(node), "a style sheet in another file"
    for element in root.iter():
        if isinstance(element, _Entity):
            yield _line(element), f"the entity `{element.name}`"
        elif isinstance(element.tag, str):
            name = etree.QName(element).localname
            for danger in _in_element(name, element):
                yield _line(element), danger


def _line(element: Element) -> int:
    return int(getattr(element, "sourceline", None) or 0)


def _in_element(name: str, element: Element) -> Iterator[str]:
    if name.lower() in ("script", "foreignobject", "iframe", "handler"):
        yield f"a `{name}` element"
    if name == "style":
        yield from _in_style("".join(str(text) for text in element.itertext()))
    for key, value in element.attrib.items():
        yield from _in_attribute(name, str(key), str(value))


def _in_attribute(element: str, key: str, value: str) -> Iterator[str]:
    if _HANDLER.fullmatch(key):
        yield f"`{key}`, which runs a script"
    elif key in ("href", _XLINK, "src"):
        if element == "a":
            if value.strip().lower().startswith("javascript:"):
                yield "a link that runs a script"
        elif not (value.strip().startswith("#") or _EMBEDDED.match(value)):
            yield f"a reference to `{value.strip()[:60]}`"
    elif "url(" in value.lower():
        yield from _in_style(value)


def _in_style(text: str) -> Iterator[str]:
    if "@import" in text.lower():
        yield "a style sheet in another file"
    for target in _URL.findall(text):
        if not (target.startswith("#") or _EMBEDDED.match(target)):
            yield f"a reference to `{target.strip()[:60]}`"


def size(root: Element) -> tuple[float, float]:
    """Width and height in CSS pixels."""
    width, height = _length(root.get("width")), _length(root.get("height"))
    view = [float(n) for n in re.findall(r"-?[0-9.]+(?:e[+-]?\d+)?", root.get("viewBox", ""))]
    shape = (view[2], view[3]) if len(view) == 4 and view[2] > 0 and view[3] > 0 else None
    if width and height:
        return width, height
    if shape is None:
        return width or _USUAL[0], height or _USUAL[1]
    if width:
        return width, width * shape[1] / shape[0]
    if height:
        return height * shape[0] / shape[1], height
    return shape


def _length(value: str | None) -> float:
    """A length in CSS pixels; 0 for none, and for shares of what stands around it."""
    match = _LENGTH.fullmatch(value or "")
    return float(match.group(1)) * _PIXELS[match.group(2).lower()] if match else 0.0


def can_rasterise() -> bool:
    """Whether the optional package that draws SVG is installed."""
    return importlib.util.find_spec("resvg_py") is not None


@lru_cache(maxsize=16)
def rasterise(data: bytes) -> bytes:
    """A PNG picture of a drawing. Raises Broken where it cannot be drawn."""
    import resvg_py

    root = read(data)
    width, height = size(root)
    scale = _LONGEST / max(width, height)
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=etree.tostring(root, encoding="unicode"),
                width=max(round(width * scale), 1),
                height=max(round(height * scale), 1),
                dpi=_DPI,
            )
        )
    except ValueError as error:
        raise Broken(str(error)) from None
