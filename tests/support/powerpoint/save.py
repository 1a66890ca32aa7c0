"""Saving a deck as PowerPoint saves it.

Slides are numbered in their order (every deck of the corpus), each root declares `a`, `r`, `p`
(every deck), the properties tell PowerPoint and the titles of the slides (`gramex--input`,
`markitdown--test`), and a part for co-authoring comes (`ppt/revisionInfo.xml`, there too). The
part `ppt/changesInfos/changesInfo1.xml` is after [MS-PPTX]; no deck at hand has it. What PowerPoint
does not know of a presentation it keeps: tags, customXml, extensions.
"""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from tests.support.powerpoint import noise
from tests.support.powerpoint.desk import leaves
from tests.support.powerpoint.names import SPACES, Element, find, parsed, q

_REVISIONS = "http://schemas.microsoft.com/office/2015/10/relationships/revisionInfo"
_CHANGES = "http://schemas.microsoft.com/office/2016/11/relationships/changesInfo"
_CT = "application/vnd.ms-powerpoint.{}+xml"
_VECTOR = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def save(deck: Any, path: Path, chance: random.Random) -> None:
    """Save a deck that python-pptx holds."""
    for slide in deck.slides:
        noise.in_slide(slide.element, chance)
        for shape in leaves(slide.shapes):
            if getattr(shape, "has_chart", False):
                noise.in_chart(shape.chart.part._element, chance)
        if slide.has_notes_slide:
            noise.in_slide(slide.notes_slide.element, chance)
    _properties(deck)
    _windows(deck)
    _revisions(deck, chance)
    parts = [deck.part, *(slide.part for slide in deck.slides)]
    deck.part.rename_slide_parts([entry.get(q("r:id")) for entry in deck.slides._sldIdLst])
    for part in parts:
        part._element = _rooted(part._element)
    deck.part.package.save(path)


def _rooted(root: Element) -> Element:
    """The same element, with the prefixes `a`, `r`, `p` declared on it in PowerPoint's order."""
    spaces = {prefix: SPACES[prefix] for prefix in ("a", "r", "p")}
    new = root.makeelement(root.tag, dict(root.attrib), spaces | _more(root))
    new.extend(list(root))
    return new


def _more(root: Element) -> dict[str | None, str]:
    return {p: uri for p, uri in root.nsmap.items() if uri not in SPACES.values()}


def _properties(deck: Any) -> None:
    core = deck.core_properties
    core.last_modified_by = "Ada Reviewer"
    core.modified = datetime.datetime(2026, 1, 2, 3, 4, 5)
    core.revision = (core.revision or 0) + 1
    package = deck.part.package
    root = _application([_title(slide) for slide in deck.slides], deck)
    name = "extended-properties"
    for relation in package._rels.values():
        if relation.reltype.endswith(name):
            relation.target_part._blob = root
            return
    ct = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    part = Part(PackURI("/docProps/app.xml"), ct, package, root)
    package.relate_to(
        part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
    )


def _title(slide: Any) -> str:
    title = slide.shapes.title
    said = title.text_frame.text.replace("\x0b", " ") if title is not None else ""
    return said or "PowerPoint Presentation"


def _application(titles: list[str], deck: Any) -> bytes:
    hidden = sum(slide.element.get("show") == "0" for slide in deck.slides)
    named = "".join(
        f"<vt:lpstr>{escape(title)}</vt:lpstr>" for title in ("Arial", "Theme", *titles)
    )
    pairs = "".join(
        f"<vt:variant><vt:lpstr>{name}</vt:lpstr></vt:variant>"
        f"<vt:variant><vt:i4>{count}</vt:i4></vt:variant>"
        for name, count in (("Fonts Used", 1), ("Theme", 1), ("Slide Titles", len(titles)))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_EXTENDED}" xmlns:vt="{_VECTOR}"><TotalTime>12</TotalTime>'
        "<Words>0</Words><Application>Microsoft Office PowerPoint</Application>"
        "<PresentationFormat>Widescreen</PresentationFormat>"
        f"<Slides>{len(titles)}</Slides><HiddenSlides>{hidden}</HiddenSlides>"
        f'<HeadingPairs><vt:vector size="6" baseType="variant">{pairs}</vt:vector></HeadingPairs>'
        f'<TitlesOfParts><vt:vector size="{len(titles) + 2}" baseType="lpstr">{named}</vt:vector>'
        "</TitlesOfParts><AppVersion>16.0000</AppVersion></Properties>"
    ).encode()


def _windows(deck: Any) -> None:
    """How the windows stood, and which colours were used: written anew at each save."""
    for relation in deck.part.rels.values():
        if relation.reltype.endswith("/viewProps"):
            root = etree.fromstring(relation.target_part.blob)
            root.set("lastView", "sldThumbnailView")
            relation.target_part._blob = etree.tostring(root)
        if relation.reltype.endswith("/presProps"):
            root = etree.fromstring(relation.target_part.blob)
            if find(root, "p:clrMru") is None:
                used = parsed('<p:clrMru><a:srgbClr val="F8CBAD"/></p:clrMru>')
                show = find(root, "p:showPr")
                root.insert(0, used) if show is None else show.addnext(used)
                relation.target_part._blob = etree.tostring(root)


def _revisions(deck: Any, chance: random.Random) -> None:
    client = f"{{{chance.randrange(2**32):08X}-4436-5E72-09ED-6B03C2299777}}"
    revised = (
        f'<p1510:revInfo><p1510:revLst><p1510:client id="{client}" v="23" '
        'dt="2024-12-15T04:16:58.235"/></p1510:revLst></p1510:revInfo>'
    )
    changed = (
        '<pc:chgInfo><pc:docChgLst><pc:chgData name="Ada Reviewer" userId="ada" providerId="AD" '
        f'clId="Web-{client}"/></pc:docChgLst></pc:chgInfo>'
    )
    for kind, name, word, text in (
        (_REVISIONS, "/ppt/revisionInfo.xml", "revisioninfo", revised),
        (_CHANGES, "/ppt/changesInfos/changesInfo1.xml", "changesinfo", changed),
    ):
        if any(relation.reltype == kind for relation in deck.part.rels.values()):
            continue
        blob = etree.tostring(parsed(text), xml_declaration=True, encoding="UTF-8")
        part = Part(PackURI(name), _CT.format(word), deck.part.package, blob)
        deck.part.relate_to(part, kind)
