"""The XML of presentations: namespaces, names, building and parsing (ECMA-376 part 1).

Elements are lxml's. Names are written with the prefixes that PowerPoint itself uses
(`a:p`, `p:sp`), so that code reads like the files do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    "ahyp": "http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor",
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
DEGREE = 60_000
"""ST_Angle's unit (ECMA-376 part 1, 20.1.10.3): how many make one degree."""
FULL_TURN = 360 * DEGREE

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_blank_text=False, huge_tree=True
)


@cache
def qn(name: str) -> str:
    """A prefixed name (`a:p`) in lxml's form, `{uri}p`; a name of another form stays as it is."""
    if name.startswith("{"):
        return name
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def tag(element: Element) -> str:
    """An element's name with its prefix in `NAMESPACES`, else `{uri}name`; "" for comments."""
    return _prefixed(element.tag)


@lru_cache(maxsize=4096)
def _prefixed(name: object) -> str:
    if not isinstance(name, str):  # lxml gives comments and instructions a function for a name
        return ""
    uri, _, local = name[1:].partition("}") if name[0] == "{" else ("", "", name)
    if not uri:
        return local
    prefix = _PREFIXES.get(uri)
    return f"{prefix}:{local}" if prefix else name


def whole(text: str | None) -> int | None:
    """The whole number that a text is (an id, a count, an index); None where it is none.

    XML Schema part 2, 3.3.13: a sign and white space around are allowed. No type of ECMA-376 has
    more than 19 digits.
    """
    if not text:
        return None
    if text.isdigit() and text.isascii() and len(text) <= _MOST_DIGITS:
        return int(text)
    return int(text) if _INTEGER.fullmatch(text) else None


def integer(element: Element, name: str, default: int = 0) -> int:
    """An attribute as a whole number; the default where there is none, or it is no number."""
    found = whole(element.get(name))
    return default if found is None else found


BOOLEANS = {"true": "1", "on": "1", "false": "0", "off": "0"}
"""What the words that a boolean may be are written as, to compare attributes as they are meant."""


def is_on(text: str | None) -> bool:
    """The value of an xsd:boolean (XML Schema part 2, 3.3.2), or of an ST_OnOff of older files."""
    return text in ("1", "true", "on")


def flag(element: Element, name: str, *, default: bool = False) -> bool:
    """An attribute as a boolean; the default where there is none."""
    value = element.get(name)
    return default if value is None else is_on(value)


def is_set(parent: Element, path: str) -> bool:
    """Whether a child that is a CT_Boolean is there and on; without a value it is (21.2.2.40)."""
    found = find(parent, path)
    return found is not None and flag(found, "val", default=True)


def value_at(parent: Element, path: str, default: str = "") -> str:
    """The `val` of a child; the default where there is no child, or it has none."""
    found = find(parent, path)
    return default if found is None else found.get("val", default)


def number_at(parent: Element, path: str, default: int = 0) -> int:
    """The `val` of a child as a whole number; the default where there is none."""
    found = find(parent, path)
    return default if found is None else integer(found, "val", default)


def custom_show(action: str) -> str:
    """The id of the custom show that a click runs (21.1.2.3.5: `action`); "" for none."""
    found = re.match(_CUSTOM_SHOW, action)
    return "" if found is None else found[1]


# Patterns that few decks need are texts: `re` compiles them at their first use, and keeps them.
_CUSTOM_SHOW = r"ppaction://customshow\?id=(\d+)"
_MOST_DIGITS = 19
_INTEGER = re.compile(rf"\s*[+-]?[0-9]{{1,{_MOST_DIGITS}}}\s*", re.ASCII)


def emu(text: str | None) -> int | None:
    """ST_Coordinate in EMU: a whole number of them, or a number with a unit (`1.5in`).

    ECMA-376 part 1, 20.1.10.16 and 22.9.2.15. None where the text is neither.
    """
    number = whole(text)
    if number is not None:
        return number
    found = re.fullmatch(_MEASURE, text or "")
    return None if found is None else round(Decimal(found[1]) * _UNITS[found[2]])


def coordinate(element: Element, name: str, default: int = 0) -> int:
    """An attribute of type ST_Coordinate in EMU; the default where none can be read."""
    found = emu(element.get(name))
    return default if found is None else found


_MEASURE = r"(?a)\s*([+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?)(mm|cm|in|pt|pc|pi)\s*"
_UNITS = {
    "mm": 36_000, "cm": 360_000, "in": EMU_PER_INCH, "pt": EMU_PER_POINT, "pc": 152_400,
    "pi": 152_400,
}  # fmt: skip


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
    found = re.fullmatch(_PERCENT, text or "")
    return None if found is None else float(found[1]) / 100


def percent(text: str | None) -> float:
    """ST_Percentage in percent, as `share` reads it; 0 where it cannot be read."""
    number = whole(text)
    if number is not None:
        return number / 1000
    found = re.fullmatch(_PERCENT, text or "")
    return 0.0 if found is None else float(found[1])


_PERCENT = r"(?a)\s*([+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?)%\s*"


def make(name: str, attributes: dict[str, Any] | None = None, *children: Element) -> Element:
    """A new element; attribute values are converted to text, and None is left out."""
    element = etree.Element(qn(name))
    if attributes:
        for key, value in attributes.items():
            if value is not None:
                element.set(qn(key), value if type(value) is str else str(value))
    if children:
        element.extend(children)
    return element


def markup(name: str, attributes: Mapping[str, object] | None = None, *children: str) -> str:
    """The XML text of an element, as `make` takes it; parsed at once, a large tree is made sooner.

    The root of what is parsed declares its prefixes, as attributes.
    """
    start = name
    for key, value in (attributes or {}).items():
        if value is not None:
            start += f' {key}="{value if type(value) is int else escaped(str(value))}"'
    return f"<{start}>{''.join(children)}</{name}>" if any(children) else f"<{start}/>"


def with_text(name: str, text: str) -> str:
    """The XML text of an element that holds a text, as `textual` makes it."""
    return markup(name, None, escaped(text))


def elements(*texts: str, prefixes: str = "apr") -> list[Element]:
    """The elements of markup, to be put into a tree.

    These prefixes are known; an element that has another declares it, as an attribute.
    """
    known = "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in prefixes)
    return list(etree.fromstring(f"<_{known}>{''.join(texts)}</_>".encode(), _PARSER))


def text_of(element: Element) -> str:
    """The markup of an element, as a child of another's."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


_MARKS = re.compile('[&<>"\t\n\r]')


def escaped(text: str) -> str:
    """A text as it stands in XML, between tags or in an attribute."""
    return _MARKS.sub(lambda found: f"&#{ord(found[0])};", text)


def root(name: str, *prefixes: str, default: str = "") -> Element:
    """A new root element that declares the namespaces of `prefixes`, and `default` without one."""
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
    if "/" not in path:
        return next(element.iterchildren(qn(path)), None)
    found: list[Element] = _finder(f"({path})[1]")(element)
    return found[0] if found else None


def find_all(element: Element, path: str) -> list[Element]:
    """All elements at a path of prefixed names."""
    if "/" not in path:
        return list(element.iterchildren(qn(path)))
    found: list[Element] = _finder(path)(element)
    return found


@cache
def _finder(path: str) -> Callable[[Element], Any]:
    """What finds the elements at a path, in a quarter of the time that `Element.find` takes."""
    return etree.XPath(path, namespaces=NAMESPACES, smart_strings=False, regexp=False)


def each(element: Element, *names: str) -> Iterator[Element]:
    """The element and its descendants of these names, in document order."""
    return element.iter(*(qn(name) for name in names))


def parse(data: bytes) -> Element:
    """The root of an XML text; entities are not expanded. Raises etree.XMLSyntaxError."""
    return etree.fromstring(data, _PARSER)


_PROLOG = re.compile(rb"\xef\xbb\xbf|\s++|<\?.*?\?>|<!--.*?-->", re.DOTALL)


def has_document_type(data: bytes) -> bool:
    """Whether an XML text declares a document type (XML 1.0, 2.8), well-formed or not."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    at = 0
    while found := _PROLOG.match(data, at):
        at = found.end()
    return data.startswith(b"<!DOCTYPE", at)


def serialise(root: Element) -> bytes:
    """The XML text of a part, as PowerPoint declares it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


_STRICT = r"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)((?:/\w+)*)"

_TRANSITIONAL = (
    r"http://schemas\.openxmlformats\.org/(drawingml|presentationml|officeDocument|schemaLibrary"
    r"|spreadsheetml|wordprocessingml)/2006/([\w-]+)((?:/[\w-]+)*)"
)

_TRANSITIONAL_STEPS = {
    "extendedProperties": "extended-properties",
    "customProperties": "custom-properties",
}
"""URI steps of the strict form with a different spelling in the transitional one."""

_STRICT_STEPS = {new: old for old, new in _TRANSITIONAL_STEPS.items()}


def transitional(uri: str) -> str:
    """The transitional form of a strict namespace or relationship type.

    ECMA-376 part 4, annex A; every other URI stays as it is.
    """
    found = re.fullmatch(_STRICT, uri)
    if found is None:
        return uri
    family, schema, steps = found.groups()
    head, slash, last = f"{schema}{steps}".rpartition("/")
    last = _TRANSITIONAL_STEPS.get(last, last)
    return f"http://schemas.openxmlformats.org/{family}/2006/{head}{slash}{last}"


def strict(uri: str) -> str:
    """The inverse of `transitional`."""
    found = re.fullmatch(_TRANSITIONAL, uri)
    if found is None:
        return uri
    family, schema, steps = found.groups()
    head, slash, last = f"{schema}{steps}".rpartition("/")
    return f"http://purl.oclc.org/ooxml/{family}/{head}{slash}{_STRICT_STEPS.get(last, last)}"


_MARKUP = (
    rb"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?P<name>[^\s!?/>]++)(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>"
)
"""Comments, character data and instructions, and the tags that start an element (`name`)."""

_ATTRIBUTE = rb"(\s([^\s=\"'<>/]+)\s*=\s*)(\"[^\"]*\"|'[^']*')"


def is_strict(data: bytes) -> bool:
    """Whether an XML text is in the strict form of ECMA-376 part 1, with its own namespaces."""
    if b"http://purl.oclc.org/ooxml/" not in data:
        return False
    root = next((found for found in re.finditer(_MARKUP, data) if found["name"]), None)
    return root is not None and any(
        _names_namespace(root["name"], name) and re.fullmatch(_STRICT, _decoded(value)) is not None
        for _, name, value in re.findall(_ATTRIBUTE, root[0])
    )


def from_strict(data: bytes) -> bytes:
    """A strict XML text with the namespaces of the transitional form; its text stays."""
    return _renamed(data, transitional)


def to_strict(data: bytes) -> bytes:
    """The inverse of `from_strict`."""
    return _renamed(data, strict)


def _renamed(data: bytes, change: Callable[[str], str]) -> bytes:
    """An XML text with `change` applied to every namespace URI."""

    def within(tag_: re.Match[bytes]) -> bytes:
        element = tag_["name"]

        def attribute(found: re.Match[bytes]) -> bytes:
            if not _names_namespace(element, found[2]):
                return found[0]
            quote = found[3][:1]
            return (
                found[1]
                + quote
                + change(_decoded(found[3])).encode("utf-8", "surrogateescape")
                + quote
            )

        return tag_[0] if element is None else re.sub(_ATTRIBUTE, attribute, tag_[0])

    return re.sub(_MARKUP, within, data)


def _decoded(quoted: bytes) -> str:
    return quoted[1:-1].decode("utf-8", "surrogateescape")


def _names_namespace(element: bytes, attribute: bytes) -> bool:
    """Whether an attribute declares a namespace, or says which one a graphic is in."""
    if attribute == b"uri":
        return element.rpartition(b":")[2] == b"graphicData"
    return attribute == b"xmlns" or attribute.startswith(b"xmlns:")


def canonical(element: Element) -> str:
    """Canonical XML of an element alone (C14N 2.0, prefixes as declared)."""
    try:
        return _canonical(element)
    except ValueError:  # lxml knows no namespaces of other vendors that an ancestor declares
        return _canonical(parse(etree.tostring(element, with_tail=False)))


def _canonical(element: Element) -> str:
    return etree.tostring(element, method="c14n2", with_comments=False).decode()


# Children where the schema has them, and extensions (ECMA-376 part 1, 22.2 and 19.2.1.11).


# 19.2.1.26
PRESENTATION_ORDER = (
    "p:sldMasterIdLst", "p:notesMasterIdLst", "p:handoutMasterIdLst", "p:sldIdLst", "p:sldSz",
    "p:notesSz", "p:smartTags", "p:embeddedFontLst", "p:custShowLst", "p:photoAlbum",
    "p:custDataLst", "p:kinsoku", "p:defaultTextStyle", "p:modifyVerifier", "p:extLst",
)  # fmt: skip


def insert(parent: Element, child: Element, order: Sequence[str]) -> None:
    """Add a child ahead of the elements that the schema puts after it, else as the last one.

    `order` names the elements of the schema's sequence, or just those that follow the child.
    """
    name = tag(child)
    later = order[order.index(name) + 1 :] if name in order else order
    at = next((i for i, other in enumerate(parent) if tag(other) in later), len(parent))
    parent.insert(at, child)


def remove(element: Element) -> None:
    """Take an element out of its parent, if it has one."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def set_extension(
    parent: Element, name: str, uri: str, content: Element | None, *, first: bool = False
) -> None:
    """Give an element the extension of that URI with this content; None removes it.

    `name` is the extension list's, `a:extLst` or `p:extLst`. `first` puts the extension ahead of
    others; a list without extensions is removed.
    """
    listed = find(parent, name)
    if listed is None:
        if content is None:
            return
        listed = make(name)
        parent.append(listed)
    for extension in list(listed):
        if extension.get("uri") == uri:
            listed.remove(extension)
    if content is not None:
        extension = make(name.replace("extLst", "ext"), {"uri": uri}, content)
        listed.insert(0 if first else len(listed), extension)
    elif not len(listed):
        parent.remove(listed)
