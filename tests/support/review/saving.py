"""Saving a deck as PowerPoint saves it; all of it says nothing new.

In the XML, as in decks that PowerPoint saved: `dirty`, `err`, `smtClean` on runs that spell checks
split (`officer--example`: "This ", "is"), `endParaRPr` with the look of the last run
(`gramex--input2`), `a16:creationId` on shapes (`ShapeCrawler--038`), `p14:modId` on charts, tables
and pictures (`markitdown--test`), `normAutofit` (`tika--testPPT_various2`), `c16:uniqueId` on
series (`gramex--input2`).

Slides are numbered in their order (every deck of the corpus), each root declares `a`, `r`, `p`
(every deck), the properties tell PowerPoint and the titles of the slides (`gramex--input`,
`markitdown--test`), and a part for co-authoring comes (`ppt/revisionInfo.xml`, there too). The
part `ppt/changesInfos/changesInfo1.xml` is after [MS-PPTX]; no deck at hand has it. What PowerPoint
does not know of a presentation it keeps: tags, customXml, extensions.
"""

from __future__ import annotations

import copy
import datetime
import random
import uuid
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from tests.support.review import xml
from tests.support.review.backend_pptx import cut_out, first_child
from tests.support.review.xml import Element, find, find_all, q

_ORDER = ("kumimoji", "lang", "altLang", "sz", "b", "i", "u", "strike", "kern", "cap", "spc",
          "normalizeH", "baseline", "noProof", "dirty", "err", "smtClean", "smtId",
          "bmk")  # fmt: skip
"""The attributes of a run's properties in the schema's order, in which PowerPoint writes them."""
_CREATION = "{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}"
_MODIFIED = "{D42A27DB-BD31-4B8C-83A1-F6EECF244321}"
_UNIQUE = "{C3380CC4-5D6E-409C-BE32-E72D297353CC}"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CT_EXTENDED = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
_RELATED_EXTENDED = f"{xml.SPACES['r']}/extended-properties"


def save(deck: Any, path: Path, chance: random.Random) -> None:
    """Save a deck that python-pptx holds."""
    for slide in deck.slides:
        _mark_slide(slide.element, chance)
        for shape in xml.leaves(slide.shapes):
            if getattr(shape, "has_chart", False):
                _mark_chart(shape.chart.part._element, chance)
        if slide.has_notes_slide:
            _mark_slide(slide.notes_slide.element, chance)
    _write_properties(deck)
    _write_windows(deck)
    _write_revisions(deck, chance)
    deck.part.rename_slide_parts([entry.get(q("r:id")) for entry in deck.slides._sldIdLst])
    for part in (deck.part, *(slide.part for slide in deck.slides)):
        part._element = _rooted(part._element)
    deck.part.package.save(path)


def _mark_slide(root: Element, chance: random.Random) -> None:
    for paragraph in list(root.iter(q("a:p"))):
        _split(paragraph, chance)
        _merge(paragraph)
        _end(paragraph, chance)
    for run in list(root.iter(q("a:r"))):
        _spell(run, chance)
    _mark_shapes(root, chance)


def _mark_shapes(root: Element, chance: random.Random) -> None:
    for about in list(root.iter(q("p:cNvPr"))):
        is_known = find(about, ".//a16:creationId") is not None
        if about.get("id") != "1" and chance.random() < 0.5 and not is_known:
            guid = f"{{{uuid.UUID(int=chance.getrandbits(128), version=4)}}}".upper()
            xml.extend(about, f'<a:ext uri="{_CREATION}"><a16:creationId id="{guid}"/></a:ext>')
    for shape in root.iter(q("p:graphicFrame"), q("p:pic")):
        value, known = str(chance.randrange(1, 2**32)), find(shape, "*/p:nvPr//p14:modId")
        if known is not None:
            known.set("val", value)
        elif (about := find(shape, "*/p:nvPr")) is not None:
            xml.extend(about, f'<p:ext uri="{_MODIFIED}"><p14:modId val="{value}"/></p:ext>')
    for shape in root.iter(q("p:sp")):  # one that was laid out anew tells how far it shrank
        body = find(shape, "p:txBody/a:bodyPr")
        if xml.role(shape) not in ("obj", "body", "title") or body is None or len(body):
            continue
        if chance.random() < 0.3:
            shrunk = chance.choice(("", ' fontScale="92500" lnSpcReduction="10000"'))
            body.append(xml.parsed(f"<a:normAutofit{shrunk}/>"))


def _split(paragraph: Element, chance: random.Random) -> None:
    for run in find_all(paragraph, "a:r"):
        text = run.findtext(q("a:t")) or ""
        if len(text) > 1 and chance.random() < 0.3:
            start = chance.randrange(len(text))
            cut_out(run, start, chance.randrange(start, len(text)) + 1)


def _merge(paragraph: Element) -> None:
    """Neighbours that say the same of themselves become one run, now and then."""
    for run in find_all(paragraph, "a:r")[::2]:
        other = run.getnext()
        if other is None or other.tag != q("a:r"):
            continue
        if xml.canonical(find(run, "a:rPr")) == xml.canonical(find(other, "a:rPr")):
            find(run, "a:t").text += other.findtext(q("a:t")) or ""
            paragraph.remove(other)


def _spell(run: Element, chance: random.Random) -> None:
    look = first_child(run, "a:rPr")
    look.set("dirty", "0")
    if look.get("lang") is None and chance.random() < 0.5:
        look.set("lang", "en-US")
    for name, value, rate in (("err", "1", 0.2), ("smtClean", "0", 0.1), ("altLang", "en-GB", 0.1)):
        if chance.random() < rate:
            look.set(name, value)
    known = sorted(look.attrib.items(), key=lambda item: _ORDER.index(item[0]))
    look.attrib.clear()
    look.attrib.update(known)


def _end(paragraph: Element, chance: random.Random) -> None:
    """The end of a paragraph looks like its last run."""
    if find(paragraph, "a:endParaRPr") is not None or chance.random() < 0.4:
        return
    end = xml.parsed('<a:endParaRPr lang="en-US" dirty="0"/>')
    for look in find_all(paragraph, "a:r/a:rPr")[-1:]:
        end.attrib.update(look.attrib)
        end.attrib.pop("err", None)
        end.extend(copy.deepcopy(child) for child in look if child.tag != q("a:hlinkClick"))
    paragraph.append(end)


def _mark_chart(root: Element, chance: random.Random) -> None:
    for number, series in enumerate(root.iter(q("c:ser"))):
        guid = f"{{{number:08X}-{chance.randrange(2**16):04X}-45BD-8F95-443783A3F5D8}}"
        if find(series, f"c:extLst/c:ext[@uri='{_UNIQUE}']") is None:
            xml.extend(series, f'<c:ext uri="{_UNIQUE}"><c16:uniqueId val="{guid}"/></c:ext>')


def _rooted(root: Element) -> Element:
    """The same element, with the prefixes `a`, `r`, `p` declared on it in PowerPoint's order."""
    more = {p: uri for p, uri in root.nsmap.items() if uri not in xml.SPACES.values()}
    own = {prefix: xml.SPACES[prefix] for prefix in ("a", "r", "p")}
    new = root.makeelement(root.tag, dict(root.attrib), own | more)
    new.extend(list(root))
    return new


def _write_properties(deck: Any) -> None:
    core = deck.core_properties
    core.last_modified_by = "Ada Reviewer"
    core.modified = datetime.datetime(2026, 1, 2, 3, 4, 5)
    core.revision = (core.revision or 0) + 1
    titles = [_title(slide) for slide in deck.slides]
    hidden = sum(slide.element.get("show") == "0" for slide in deck.slides)
    named = "".join(
        f"<vt:lpstr>{escape(title)}</vt:lpstr>" for title in ("Arial", "Theme", *titles)
    )
    pairs = "".join(
        f"<vt:variant><vt:lpstr>{name}</vt:lpstr></vt:variant>"
        f"<vt:variant><vt:i4>{count}</vt:i4></vt:variant>"
        for name, count in (("Fonts Used", 1), ("Theme", 1), ("Slide Titles", len(titles)))
    )
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_EXTENDED}" xmlns:vt="{xml.SPACES["vt"]}"><TotalTime>12</TotalTime>'
        "<Words>0</Words><Application>Microsoft Office PowerPoint</Application>"
        "<PresentationFormat>Widescreen</PresentationFormat>"
        f"<Slides>{len(titles)}</Slides><HiddenSlides>{hidden}</HiddenSlides>"
        f'<HeadingPairs><vt:vector size="6" baseType="variant">{pairs}</vt:vector></HeadingPairs>'
        f'<TitlesOfParts><vt:vector size="{len(titles) + 2}" baseType="lpstr">{named}</vt:vector>'
        "</TitlesOfParts><AppVersion>16.0000</AppVersion></Properties>"
    ).encode()
    package = deck.part.package
    for relation in package._rels.values():
        if relation.reltype == _RELATED_EXTENDED:
            relation.target_part._blob = blob
            return
    part = Part(PackURI("/docProps/app.xml"), _CT_EXTENDED, package, blob)
    package.relate_to(part, _RELATED_EXTENDED)


def _title(slide: Any) -> str:
    title = slide.shapes.title
    said = title.text_frame.text.replace("\x0b", " ") if title is not None else ""
    return said or "PowerPoint Presentation"


def _write_windows(deck: Any) -> None:
    """How the windows stood, and which colours were used: written anew at each save."""
    view, presentation = xml.related(deck.part, "/viewProps"), xml.related(deck.part, "/presProps")
    if view is not None:
        root = xml.tree(view)
        root.set("lastView", "sldThumbnailView")
        view._blob = etree.tostring(root)
    root = None if presentation is None else xml.tree(presentation)
    if root is not None and find(root, "p:clrMru") is None:
        used, show = (
            xml.parsed('<p:clrMru><a:srgbClr val="F8CBAD"/></p:clrMru>'),
            find(root, "p:showPr"),
        )
        root.insert(0, used) if show is None else show.addnext(used)
        presentation._blob = etree.tostring(root)


def _write_revisions(deck: Any, chance: random.Random) -> None:
    client = f"{{{chance.randrange(2**32):08X}-4436-5E72-09ED-6B03C2299777}}"
    revised = (
        f'<p1510:revInfo><p1510:revLst><p1510:client id="{client}" v="23" '
        'dt="2024-12-15T04:16:58.235"/></p1510:revLst></p1510:revInfo>'
    )
    changed = (
        '<pc:chgInfo><pc:docChgLst><pc:chgData name="Ada Reviewer" userId="ada" providerId="AD" '
        f'clId="Web-{client}"/></pc:docChgLst></pc:chgInfo>'
    )
    for kind, year, name, text in (
        ("revisionInfo", "2015/10", "/ppt/revisionInfo.xml", revised),
        ("changesInfo", "2016/11", "/ppt/changesInfos/changesInfo1.xml", changed),
    ):
        if xml.related(deck.part, f"/{kind}") is None:
            blob = etree.tostring(xml.parsed(text), xml_declaration=True, encoding="UTF-8")
            content_type = f"application/vnd.ms-powerpoint.{kind.lower()}+xml"
            part = Part(PackURI(name), content_type, deck.part.package, blob)
            deck.part.relate_to(
                part, f"http://schemas.microsoft.com/office/{year}/relationships/{kind}"
            )
