"""What a deck shows, read with python-pptx and lxml alone: nothing of deckgen reads here.

The form is that of LibreOffice's view in `backend_office`, with more in it: bullets and numbers,
sizes, colours, replies, layouts and sections.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.support.review import xml
from tests.support.review.styles import Styles, of_cells
from tests.support.review.xml import Element, find, find_all, q

_POINT = 12_700
_SIZE, _FACE = 5, 7
"""Where a look tells the size and the typeface of a run."""
_FIRST_DAY = date(1899, 12, 30)
"""The day that is 0 in a workbook."""
_MADE_FROM = re.compile(rb"made from sha256:([0-9a-f]{12})")


def shown(deck: Any) -> list[dict[str, Any]]:
    """What a deck that python-pptx holds shows, slide by slide."""
    sections = {
        number.get("id"): section.get("name")
        for section in deck.part._element.iter(q("p14:section"))
        for number in section.iter(q("p14:sldId"))
    }
    return [
        {
            "hidden": slide.element.get("show", "1") in ("0", "false"),
            "shapes": [
                *_told("section", sections.get(number.get("id"), "")),
                *_told("layout", slide.slide_layout.name),
                *(told for s in xml.leaves(slide.shapes) for told in _shape_shown(s, slide)),
            ],
            "notes": _notes(slide),
            "comments": list(_comments(slide)),
        }
        for number, slide in zip(deck.slides._sldIdLst, deck.slides, strict=True)
    ]


def _told(name: str, text: str) -> Iterator[dict[str, Any]]:
    if text:
        yield {"name": name, "box": [0, 0, 0, 0], "shows": [name, text], "alt": ""}


def _shape_shown(shape: Any, slide: Any) -> Iterator[dict[str, Any]]:
    shows = _shows(shape, slide)
    if not shows:
        return
    box = [round((side or 0) / _POINT) for side in _sides(shape)]
    own = xml.about(shape.element)
    decorative = any(mark.get("val") == "1" for mark in own.iter(q("adec:decorative")))
    alt = "(decorative)" if decorative else own.get("descr", "").strip()
    yield {"name": shape.name, "box": box, "shows": shows, "alt": alt}


def _sides(shape: Any) -> list[Any]:
    """The left, top, width and height of a shape, each its own or its placeholder's.

    python-pptx looks for the placeholder anew for each of them.
    """
    element = shape.element
    own = [element.x, element.y, element.cx, element.cy]
    base = getattr(shape, "_base_placeholder", None) if None in own else None
    if base is None:
        return own
    return [side if side is not None else b for side, b in zip(own, _sides(base), strict=True)]


def _shows(shape: Any, slide: Any) -> list[Any]:
    """What a shape shows; nothing where it is empty."""
    element, kind = shape.element, xml.role(shape.element)
    if getattr(shape, "has_chart", False):
        return _chart_shown(shape.chart.element)
    if getattr(shape, "has_table", False):
        rows = of_cells(element, slide)
        return ["table", [[_cell_shown(*pair, slide.part) for pair in row] for row in rows]]
    blip, body = find(element, "p:blipFill/a:blip"), find(element, "p:txBody")
    if blip is not None:
        return ["picture", _image(blip, slide.part)]
    if body is None:
        return ["object"] if element.tag == q("p:graphicFrame") else []
    if kind in xml.FURNITURE:
        text = "".join(_text(piece) for piece in _pieces(body))
        return ["furniture", kind, text] if text.strip() else []
    paragraphs = _text_shown(body, Styles.of(element, slide), slide.part)
    if not any(run[0].strip() for _, _, runs in paragraphs for run in runs):
        return []
    return ["title" if kind in xml.TITLES else "text", paragraphs]


def _pieces(holder: Element) -> Iterator[Element]:
    yield from holder.iter(q("a:r"), q("a:fld"), q("a:br"))


def _text(piece: Element) -> str:
    """A run's text; a field says what it is, for what it shows is computed anew."""
    if piece.tag == q("a:br"):
        return "\n"
    return f"<{piece.get('type')}>" if piece.tag == q("a:fld") else piece.findtext(q("a:t")) or ""


def _cell_shown(cell: Element, styles: Styles, part: Any) -> list[Any]:
    body = find(cell, "a:txBody")
    merged = cell.get("hMerge") or cell.get("vMerge") or body is None
    return [] if merged else _text_shown(body, styles, part)


def _text_shown(body: Element, styles: Styles, part: Any) -> list[Any]:
    """For each paragraph its level, its bullet, and its runs with their looks."""
    found = []
    for paragraph in find_all(body, "a:p"):
        runs = _runs_shown(paragraph, styles, part)
        bullet = styles.bullet(paragraph) if any(run[0].strip() for run in runs) else "none"
        found.append([xml.level(paragraph), f"{bullet} {styles.align(paragraph)}", runs])
    return found


def _runs_shown(paragraph: Element, styles: Styles, part: Any) -> list[list[Any]]:
    runs: list[list[Any]] = []
    for piece in _pieces(paragraph):
        text = _text(piece)
        if runs:  # a space looks the same in any style: it goes with what is before it
            rest = text.lstrip()
            runs[-1][0] += text[: len(text) - len(rest)]
            text = rest
        if not text:
            continue
        look = _look(paragraph, piece, styles, part)
        if text == "\n":  # nothing is seen of a break but how high it is
            size, face = look[_SIZE], look[_FACE]
            look = [False, False, "", "", "", size, "", face, ""]
        if runs and runs[-1][1:] == look:
            runs[-1][0] += text
        else:
            runs.append([text, *look])
    return runs


def _look(paragraph: Element, run: Element, styles: Styles, part: Any) -> list[Any]:
    def told(name: str, *plain: str) -> str:
        value = styles.of_run(paragraph, run, name)
        return "" if value in plain else value

    link = _link(find(run, "a:rPr/a:hlinkClick"), part)
    fill = xml.canonical(styles.in_run(paragraph, run, "a:solidFill")).decode()
    face = styles.in_run(paragraph, run, "a:latin")
    return [
        told("b") in ("1", "true"),
        told("i") in ("1", "true"),
        "" if link else told("u", "none"),
        told("strike", "noStrike"),
        told("baseline", "0"),
        told("sz"),
        "" if link else fill,
        "" if face is None else face.get("typeface"),
        link,
    ]


def _link(click: Element, part: Any) -> str:
    if click is None:
        return ""
    rid, action = click.get(q("r:id"), ""), click.get("action", "")
    if not rid:
        return str(action)
    relation = part.rels[rid]
    if relation.is_external:
        return str(relation.target_ref)
    target = relation.target_part
    title = target.slide.shapes.title if hasattr(target, "slide") else None
    return f"{action} {title.text_frame.text if title is not None else ''}"


def _image(blip: Element, part: Any) -> str:
    """A digest of the picture's file, or of the larger file that it says it was made from; of its
    drawing, where it has one."""
    drawing = find(blip, ".//asvg:svgBlip")
    rid = (blip if drawing is None else drawing).get(q("r:embed"))
    if rid is None:
        return "linked"
    blob = part.related_part(rid).blob
    noted = _MADE_FROM.search(blob)
    return noted[1].decode() if noted else hashlib.sha256(blob).hexdigest()[:12]


def _chart_shown(chart: Element) -> list[Any]:
    """The categories, the names of the series, and the values as the chart's cache has them."""
    series = list(chart.iter(q("c:ser")))
    names = [next(iter(_points(find(one, "c:tx"))), "") for one in series]
    form = next((f for f in chart.iterfind(f".//{q('c:dateAx')}/{q('c:numFmt')}")), None)
    own = "" if form is None or form.get("sourceLinked") == "1" else form.get("formatCode", "")
    categories = [known for one in series if (known := _categories(find(one, "c:cat"), own))]
    values = [[_figure(value) for value in _points(find(one, "c:val"))] for one in series]
    return ["chart", categories[-1] if categories else [], names, values]


def _categories(source: Element, own: str) -> list[str]:
    """The categories; dates, which are kept as numbers of days, as they are printed: in the `own`
    form of their axis, else in that of the cells."""
    found = _points(source)
    form = None if source is None else source.findtext(f"{q('c:numRef')}/.//{q('c:formatCode')}")
    if form is None or not (own or form).startswith("m/d/yyyy"):
        return found
    days = (_FIRST_DAY + timedelta(int(day)) for day in found)
    return [f"{day.month}/{day.day}/{day.year}" for day in days]


def _points(source: Element) -> list[str]:
    if source is None:
        return []
    holder = next(source.iter(q("c:lvl")), source)
    points = {int(p.get("idx")): p.findtext(q("c:v"), "") for p in holder.iter(q("c:pt"))}
    return [points.get(index, "") for index in range(max(points, default=-1) + 1)]


def _figure(text: str) -> str:
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text


def _notes(slide: Any) -> str:
    """The notes, with tabs for levels, and marks around what is bold or italic."""
    body = slide.notes_slide.notes_placeholder if slide.has_notes_slide else None
    lines = []
    for paragraph in [] if body is None else find_all(body.element, "p:txBody/a:p"):
        runs: list[list[str]] = []
        for piece in _pieces(paragraph):
            look = find(piece, "a:rPr")
            on = [n for n in "bi" if look is not None and look.get(n) in ("1", "true")]
            if runs and runs[-1][1] == "/".join(on):
                runs[-1][0] += _text(piece)
            else:
                runs.append([_text(piece), "/".join(on)])
        told = "".join(f"<{look}>{text}</>" if look else text for text, look in runs)
        lines.append("\t" * xml.level(paragraph) + told)
    return "\n".join(lines).rstrip("\n")


def _comments(slide: Any) -> Iterator[list[Any]]:
    """The comments of both kinds: author, text, and how deep a reply it is."""
    package = slide.part.package.main_document_part
    listed = [xml.related(package, kind) for kind in ("/commentAuthors", "/authors")]
    trees = [xml.tree(part) for part in listed if part is not None]
    authors = {author.get("id"): author.get("name") for root in trees for author in root}
    for relation in slide.part.rels.values():
        if relation.reltype.endswith("/comments"):
            root = xml.tree(relation.target_part)
            for remark, depth in (*_legacy(find_all(root, "p:cm"), None, 0), *_modern(root)):
                paragraphs = find_all(remark, "p188:txBody/a:p")
                text = remark.findtext(q("p:text")) or "\n".join(map(xml.said, paragraphs))
                yield [authors[remark.get("authorId")], text, depth]


def _legacy(
    remarks: list[Element], above: tuple[str, str] | None, depth: int
) -> Iterator[tuple[Element, int]]:
    for remark in remarks:
        parent = find(remark, ".//p15:parentCm")
        key = None if parent is None else (parent.get("authorId"), parent.get("idx"))
        if key == above:
            yield remark, depth
            own = remark.get("authorId"), remark.get("idx")
            yield from _legacy(remarks, own, depth + 1)


def _modern(root: Element) -> Iterator[tuple[Element, int]]:
    for remark in find_all(root, "p188:cm"):
        yield remark, 0
        for reply in find_all(remark, "p188:replyLst/p188:reply"):
            yield reply, 1
