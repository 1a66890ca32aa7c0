"""What PowerPoint writes into a slide's XML when it saves, and what says nothing new.

Each kind was seen in decks that PowerPoint saved: `dirty`, `err`, `smtClean` on runs that spell
checks split (`officer--example`: "This ", "is"), `endParaRPr` with the look of the last run
(`gramex--input2`), `a16:creationId` on shapes (`ShapeCrawler--038`), `p14:modId` on charts,
tables and pictures (`markitdown--test`), `normAutofit` (`tika--testPPT_various2`), `c16:uniqueId`
on series (`gramex--input2`).
"""

from __future__ import annotations

import copy
import random
import uuid

from lxml import etree

from tests.support.powerpoint.names import Element, find, make, parsed, q
from tests.support.powerpoint.typing_in import part_of, properties

_ORDER = ("kumimoji", "lang", "altLang", "sz", "b", "i", "u", "strike", "kern", "cap", "spc",
          "normalizeH", "baseline", "noProof", "dirty", "err", "smtClean", "smtId",
          "bmk")  # fmt: skip
"""The attributes of a run's properties in the schema's order, in which PowerPoint writes them."""
_CREATION = "{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}"
_MODIFIED = "{D42A27DB-BD31-4B8C-83A1-F6EECF244321}"
_UNIQUE = "{C3380CC4-5D6E-409C-BE32-E72D297353CC}"


def in_slide(root: Element, chance: random.Random) -> None:
    """Write all of it into a slide or a notes slide."""
    for paragraph in list(root.iter(q("a:p"))):
        _split(paragraph, chance)
        _merge(paragraph)
        _end(paragraph, chance)
    for run in list(root.iter(q("a:r"))):
        _spell(run, chance)
    for about in list(root.iter(q("p:cNvPr"))):
        if about.get("id") != "1" and chance.random() < 0.5:
            _create(about, chance)
    for frame in list(root.iter(q("p:graphicFrame"), q("p:pic"))):
        _modify(frame, chance)
    _fit(root, chance)


def _split(paragraph: Element, chance: random.Random) -> None:
    for run in paragraph.findall(q("a:r")):
        text = run.findtext(q("a:t")) or ""
        if len(text) > 1 and chance.random() < 0.3:
            start = chance.randrange(len(text))
            part_of(run, start, chance.randrange(start, len(text)) + 1)


def _merge(paragraph: Element) -> None:
    """Neighbours that say the same of themselves become one run, now and then."""
    for run in paragraph.findall(q("a:r"))[::2]:
        other = run.getnext()
        if other is None or other.tag != q("a:r"):
            continue
        if _said(find(run, "a:rPr")) == _said(find(other, "a:rPr")):
            run.find(q("a:t")).text += other.findtext(q("a:t")) or ""
            paragraph.remove(other)


def _said(element: Element) -> bytes:
    return b"" if element is None else bytes(etree.tostring(element, method="c14n"))


def _spell(run: Element, chance: random.Random) -> None:
    look = properties(run)
    look.set("dirty", "0")
    if look.get("lang") is None and chance.random() < 0.5:
        look.set("lang", "en-US")
    if chance.random() < 0.2:
        look.set("err", "1")
    if chance.random() < 0.1:
        look.set("smtClean", "0")
    if chance.random() < 0.1:
        look.set("altLang", "en-GB")
    known = dict(look.attrib)
    look.attrib.clear()
    look.attrib.update(sorted(known.items(), key=lambda item: _ORDER.index(item[0])))


def _end(paragraph: Element, chance: random.Random) -> None:
    """The end of a paragraph looks like its last run."""
    if find(paragraph, "a:endParaRPr") is not None or chance.random() < 0.4:
        return
    end = make("a:endParaRPr", {"lang": "en-US", "dirty": "0"})
    runs = paragraph.findall(q("a:r"))
    look = find(runs[-1], "a:rPr") if runs else None
    if look is not None:
        end.attrib.update(look.attrib)
        end.attrib.pop("err", None)
        end.extend(copy.deepcopy(child) for child in look if child.tag != q("a:hlinkClick"))
    paragraph.append(end)


def _create(about: Element, chance: random.Random) -> None:
    if about.find(f".//{q('a16:creationId')}") is not None:
        return
    guid = f"{{{uuid.UUID(int=chance.getrandbits(128), version=4)}}}".upper()
    extension = parsed(f'<a:ext uri="{_CREATION}"><a16:creationId id="{guid}"/></a:ext>')
    listed = find(about, "a:extLst")
    if listed is None:
        listed = make("a:extLst")
        about.append(listed)
    listed.append(extension)


def _modify(shape: Element, chance: random.Random) -> None:
    about = find(shape, "*/p:nvPr")
    if about is None:
        return
    value = str(chance.randrange(1, 2**32))
    known = about.find(f".//{q('p14:modId')}")
    if known is not None:
        known.set("val", value)
        return
    listed = find(about, "p:extLst")
    if listed is None:
        listed = make("p:extLst")
        about.append(listed)
    listed.append(parsed(f'<p:ext uri="{_MODIFIED}"><p14:modId val="{value}"/></p:ext>'))


def _fit(root: Element, chance: random.Random) -> None:
    """A placeholder whose text was laid out anew tells how far it shrank, if at all."""
    for shape in root.iter(q("p:sp")):
        place, body = find(shape, "*/p:nvPr/p:ph"), find(shape, "p:txBody/a:bodyPr")
        wanted = place is not None and place.get("type", "obj") in ("obj", "body", "title")
        if not wanted or body is None or len(body) or chance.random() < 0.7:
            continue
        shrunk = chance.choice(({}, {"fontScale": "92500", "lnSpcReduction": "10000"}))
        body.append(make("a:normAutofit", shrunk))


def in_chart(root: Element, chance: random.Random) -> None:
    """Each series gets a unique id."""
    for number, series in enumerate(root.iter(q("c:ser"))):
        listed = find(series, "c:extLst")
        if listed is None:
            listed = make("c:extLst")
            series.append(listed)
        guid = f"{{{number:08X}-{chance.randrange(2**16):04X}-45BD-8F95-443783A3F5D8}}"
        if f"{_UNIQUE}" not in {entry.get("uri") for entry in listed}:
            listed.append(parsed(f'<c:ext uri="{_UNIQUE}"><c16:uniqueId val="{guid}"/></c:ext>'))
