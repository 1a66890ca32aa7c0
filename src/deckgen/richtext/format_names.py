"""Formats that the markup has no words for: how YAML writes them, and names such as `grey-wide`.

A format is canonical XML of an `a:rPr` or `a:pPr` (ECMA-376 part 1, 21.1.2.3.9 and 21.1.2.2.7).
"""

from __future__ import annotations

import colorsys
import re

from lxml import etree

from deckgen.diagnostics import Span, error
from deckgen.opc import xml as opc_xml
from deckgen.source.keys import slug

_DECLARATION = re.compile(r' xmlns:(\w+)="([^"]*)"')
_EMPTY = re.compile(r"<([\w:]+)([^<>]*)></\1>")
_START = re.compile(r"\s*<[\w:]+")
_OUTLINE = re.compile(r"<a:ln\b.*?</a:ln>")
_COLOR = r"<a:(?:srgb|scheme|prst|sys)Clr (?:lastClr=\"\w+\" )?val=\"(\w+)\""
_MOST_WORDS = 3
_HUES = (
    (15, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (200, "cyan"), (255, "blue"),
    (290, "purple"), (345, "pink"), (360, "red"),
)  # fmt: skip
"""The colours up to these hues, in degrees."""
_WORDS = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"^<(?:mc:AlternateContent|a14:m)\b", "equation"),
        (rf"(?<!<a:highlight>)<a:solidFill>{_COLOR}", "{color}"),
        (r"<a:gradFill\b", "gradient"),
        (r"<a:(?:blipFill|pattFill)\b", "pattern"),
        (r"^<a:rPr\b[^>]*><a:noFill>", "no-fill"),
        (rf"<a:highlight>{_COLOR}", "{color}-marked"),
        (r"^<a:rPr\b[^>]* sz=\"(\d+)\"", "{points}pt"),
        (r" cap=\"all\"", "caps"),
        (r" cap=\"small\"", "small-caps"),
        (r" spc=\"[1-9]", "wide"),
        (r" spc=\"-", "tight"),
        (r"<a:(?:outer|inner|prst)Shdw\b", "shadow"),
        (r"<a:glow\b", "glow"),
        (r"<a:reflection\b", "reflection"),
        (r"<a:(?:latin|ea|cs|sym)\b[^>]* typeface=\"([^\"]+)\"", "{slug}"),
        (r"hlinkfile", "file-link"),
        (r"hlinkpres", "deck-link"),
        (r"<a:hlinkClick\b(?![^>]*hlink(?:file|pres))", "link"),
        (r"<a:hlinkMouseOver\b", "hover"),
        (r" algn=\"ctr\"", "centered"),
        (r" algn=\"r\"", "right"),
        (r" algn=\"l\"", "left"),
        (r" algn=\"(?:just|justLow|dist|thaiDist)\"", "justified"),
        (r"<a:buNone>", "no-bullet"),
        (r"<a:buChar\b", "bullet"),
        (r"<a:buBlip\b", "picture-bullet"),
        (r"<a:buAutoNum\b[^>]* type=\"alpha", "lettered"),
        (r"<a:buAutoNum\b[^>]* type=\"roman", "roman"),
        (r"<a:buAutoNum\b", "numbered"),
        (r" indent=\"-", "hanging"),
        (r" indent=\"[1-9]", "indented"),
        (r" marL=\"0\"", "flush"),
        (r" marL=\"[1-9]", "margin"),
        (r"<a:lnSpc><a:spcPct val=\"(\d+)", "lines-{percent}"),
        (r"<a:lnSpc><a:spcPts val=\"(\d+)", "lines-{points}pt"),
        (r"<a:spcBef><a:spcPts val=\"(\d+)", "before-{points}pt"),
        (r"<a:spcAft><a:spcPts val=\"(\d+)", "after-{points}pt"),
        (r"<a:tabLst>", "tabs"),
        (r" rtl=\"1\"|<a:rtl\b", "rtl"),
        (r" kern=\"", "kerned"),
        (r"<a:bu(?:Clr|Sz|Font)", "bullet-look"),
        (r"<a:effectLst>|<a:ln>| cap=\"none\"", "plain"),
    )
)
"""What a format holds, the most telling first, each with the word for it."""


def short(xml: str) -> str:
    """A format as YAML writes it, of which `full` gives the canonical XML: `<a:rPr kern="0"/>`.

    The usual prefixes need no namespaces.
    """
    declared = set(opc_xml.NAMESPACES.items())
    bare = _DECLARATION.sub(lambda m: "" if m.groups() in declared else m.group(), xml)
    found = _EMPTY.sub(r"<\1\2/>", bare)
    return found if _canonical(found) == xml else xml


def full(text: str, name: str, span: Span) -> str:
    """The canonical XML of the format of that name which YAML writes at that place.

    Raises `Problem` where it is no XML.
    """
    found = _canonical(text)
    if found:
        return found
    raise error(
        "format",
        f"the format `{name}` is no XML",
        at=span,
        label="no element with its end",
        help='a format is an element of DrawingML, such as `<a:rPr cap="all"/>`',
    )


def _canonical(text: str) -> str:
    """The canonical XML of an element that may use the usual prefixes; "" where it is none."""
    start = _START.match(text)
    if start is None:
        return ""
    own = {match.group(1) for match in _DECLARATION.finditer(text.partition(">")[0])}
    usual = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in opc_xml.NAMESPACES.items()
        if prefix not in own
    )
    try:
        root = opc_xml.parse((text[: start.end()] + usual + text[start.end() :]).strip().encode())
    except etree.XMLSyntaxError:
        return ""
    return opc_xml.canonical(root)


def without_link(xml: str) -> str:
    """The canonical XML of a format without what it says of a link; "" where nothing remains."""
    root = opc_xml.parse(xml.encode())
    for link in root.findall(opc_xml.qn("a:hlinkClick")):
        root.remove(link)
    return opc_xml.canonical(root) if len(root) or root.attrib else ""


def name_of(xml: str) -> str:
    """A name for a format, "" where there is no word for what it holds."""
    return "-".join(_words(xml)[:_MOST_WORDS])


def _words(xml: str) -> list[str]:
    bare = _OUTLINE.sub("<a:ln>", xml)
    found: list[str] = []
    for pattern, word in _WORDS:
        match = pattern.search(bare)
        if match is None:
            continue
        value = match.group(1) if pattern.groups else ""
        number = int(value) if value.isdecimal() else 0
        found.append(
            word.format(
                color=_color(value, xml) if "color" in word else "",
                slug=_slug(value) if "slug" in word else "",
                points=f"{number / 100:g}",
                percent=f"{number / 1000:.0f}",
            )
        )
    if any("Fill>" in line and "<a:noFill>" not in line for line in _OUTLINE.findall(xml)):
        found.insert(0, "outlined")
    words = [word for word in dict.fromkeys(found) if word]
    return [word for word in words if word not in ("plain", "kerned")] or words[:1]


def _color(value: str, xml: str) -> str:
    """A word for a colour: grey, a hue, or the theme colour with what is done to it."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        light = re.search(r"<a:(?:lumOff|tint)\b", xml)
        dark = re.search(r"<a:(?:lumMod|shade)\b", xml)
        return value + ("-light" if light else "-dark" if dark else "")
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light_share, saturation = colorsys.rgb_to_hls(red, green, blue)
    if light_share < 0.1:
        return "black"
    if light_share > 0.95:
        return "white"
    if saturation < 0.15:
        return "grey"
    return next(word for most, word in _HUES if hue * 360 <= most)


def _slug(text: str) -> str:
    found = slug(text)
    return {"mj-lt": "heading-font", "mn-lt": "body-font"}.get(found, found)
