"""What a deck shows, read with python-pptx and lxml alone: nothing of deckgen reads here.

The form is that of LibreOffice's view (tests/support/reviewer/view.py), with more in it: bullets
and numbers, underlines, sizes, colours, alt texts, replies, layouts and sections.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation

from tests.support.powerpoint.names import Element, find, find_all, parsed, q
from tests.support.powerpoint.styles import Styles, defaults

_POINT = 12_700
TITLES = ("title", "ctrTitle")
FURNITURE = ("dt", "ftr", "sldNum", "hdr")


def shown(path: Path) -> list[dict[str, Any]]:
    """What a deck shows, slide by slide."""
    return deck_shown(Presentation(str(path)))


def deck_shown(deck: Any) -> list[dict[str, Any]]:
    sections = _sections(deck)
    return [
        {
            "hidden": slide.element.get("show", "1") in ("0", "false"),
            "shapes": [
                *_told("section", sections.get(number.get("id"), "")),
                *_told("layout", slide.slide_layout.name),
                *(s for shape in _leaves(slide.shapes) for s in _shape_shown(shape, slide)),
            ],
            "notes": _notes(slide),
            "comments": list(_comments(slide)),
        }
        for number, slide in zip(deck.slides._sldIdLst, deck.slides, strict=True)
    ]


def _told(name: str, text: str) -> Iterator[dict[str, Any]]:
    if text:
        yield {"name": name, "box": [0, 0, 0, 0], "shows": [name, text]}


def _sections(deck: Any) -> dict[str, str]:
    """The section of each slide, by the slide's id."""
    return {
        number.get("id"): section.get("name")
        for section in deck.part._element.iter(q("p14:section"))
        for number in section.iter(q("p14:sldId"))
    }


def _leaves(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if shape.element.tag == q("p:grpSp"):
            yield from _leaves(shape.shapes)
        else:
            yield shape


def _shape_shown(shape: Any, slide: Any) -> Iterator[dict[str, Any]]:
    shows = shows_of(shape, slide)
    if not shows:
        return
    sides = (shape.left, shape.top, shape.width, shape.height)
    box = [round((side or 0) / _POINT) for side in sides]
    yield {"name": shape.name, "box": box, "shows": shows}
    alt = alt_of(shape.element)
    if alt:
        yield {"name": shape.name, "box": box, "shows": ["alt", alt]}


def properties(shape: Element) -> Element:
    found = shape.find(f"*/{q('p:cNvPr')}")
    assert found is not None
    return found


def alt_of(shape: Element) -> str:
    """The alternative text; that of a decorative shape says nothing."""
    about = properties(shape)
    decorative = any(mark.get("val") == "1" for mark in about.iter(q("adec:decorative")))
    return "(decorative)" if decorative else about.get("descr", "").strip()


def shows_of(shape: Any, slide: Any) -> list[Any]:
    """What a shape shows; nothing where it is empty."""
    element = shape.element
    if getattr(shape, "has_chart", False):
        return _chart_shown(shape.chart)
    if getattr(shape, "has_table", False):
        return _table_shown(element, slide)
    blip = find(element, "p:blipFill/a:blip")
    if blip is not None:
        return ["picture", _image(blip, slide.part)]
    body = find(element, "p:txBody")
    if body is None:
        return []
    place = find(element, "*/p:nvPr/p:ph")
    kind = place.get("type", "obj") if place is not None else ""
    if kind in FURNITURE:
        text = "".join(_told_text(piece) for piece in _pieces(body))
        return ["furniture", kind, text] if text.strip() else []
    paragraphs = text_shown(body, Styles.of(element, slide), slide.part)
    if not any(run[0].strip() for _, _, runs in paragraphs for run in runs):
        return []
    return ["title" if kind in TITLES else "text", paragraphs]


def _pieces(body: Element) -> Iterator[Element]:
    yield from body.iter(q("a:r"), q("a:fld"), q("a:br"))


def _told_text(piece: Element) -> str:
    """A run's text; a field says what it is, for what it shows is computed anew."""
    if piece.tag == q("a:br"):
        return "\n"
    if piece.tag == q("a:fld"):
        return f"<{piece.get('type')}>"
    return (find(piece, "a:t").text or "") if find(piece, "a:t") is not None else ""


def text_shown(body: Element, styles: Styles, part: Any) -> list[Any]:
    """For each paragraph its level, its bullet, and its runs with their looks."""
    found = []
    for paragraph in body.findall(q("a:p")):
        own = find(paragraph, "a:pPr")
        level = int(own.get("lvl", "0")) if own is not None else 0
        runs = list(_runs_shown(paragraph, styles, part))
        bullet = styles.bullet(paragraph) if any(run[0].strip() for run in runs) else "none"
        align = styles.of_paragraph(paragraph, "algn") or "l"
        found.append([level, f"{bullet} {align}", runs])
    return found


def _runs_shown(paragraph: Element, styles: Styles, part: Any) -> list[list[Any]]:
    runs: list[list[Any]] = []
    for piece in paragraph:
        if piece.tag not in (q("a:r"), q("a:fld"), q("a:br")):
            continue
        text = _told_text(piece)
        if not text:
            continue
        if runs:  # a space looks the same in any style: it goes with what is before it
            rest = text.lstrip()
            runs[-1][0] += text[: len(text) - len(rest)]
            text = rest
        if not text:
            continue
        style = _look(paragraph, piece, styles, part)
        if runs and runs[-1][1:] == style:
            runs[-1][0] += text
        else:
            runs.append([text, *style])
    return runs


def _look(paragraph: Element, run: Element, styles: Styles, part: Any) -> list[Any]:
    def said(name: str) -> str:
        return styles.of_run(paragraph, run, name)

    link = _link(find(run, "a:rPr/a:hlinkClick"), part)
    return [
        said("b") in ("1", "true"),
        said("i") in ("1", "true"),
        "" if link or said("u") in ("", "none") else said("u"),
        "" if said("strike") in ("", "noStrike") else said("strike"),
        said("baseline") if said("baseline") != "0" else "",
        said("sz"),
        "" if link else styles.fill_of_run(paragraph, run),
        styles.face_of_run(paragraph, run),
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
    shows = target.slide.shapes.title if hasattr(target, "slide") else None
    return f"{action} {shows.text_frame.text if shows is not None else ''}"


_MADE_FROM = re.compile(rb"made from sha256:([0-9a-f]{12})")


def _image(blip: Element, part: Any) -> str:
    """A digest of the picture's file, or of the larger file that it says it was made from; of its
    drawing, where it has one."""
    drawing = blip.find(f".//{q('asvg:svgBlip')}")
    rid = (drawing if drawing is not None else blip).get(q("r:embed"))
    if rid is None:
        return "linked"
    blob = part.related_part(rid).blob
    noted = _MADE_FROM.search(blob)
    return noted[1].decode() if noted else hashlib.sha256(blob).hexdigest()[:12]


def _table_shown(frame: Element, slide: Any) -> list[Any]:
    styles = TableStyles(frame, slide)
    rows = []
    for row in frame.iter(q("a:tr")):
        cells = []
        for cell in row.findall(q("a:tc")):
            body = find(cell, "a:txBody")
            merged = cell.get("hMerge") or cell.get("vMerge") or body is None
            cells.append([] if merged else text_shown(body, styles.of_cell(cell), slide.part))
        rows.append(cells)
    return ["table", rows]


class TableStyles:
    """What the texts of a table follow: its style (ECMA-376 part 1, 20.1.4.2), the defaults."""

    def __init__(self, frame: Element, slide: Any) -> None:
        self._table = next(frame.iter(q("a:tbl")))
        self._defaults = defaults(slide)
        about = find(self._table, "a:tblPr")
        bold = [] if about is None else [n for n in _PARTS if about.get(n) in ("1", "true")]
        style = None if about is None or not bold else _table_style(about, slide)
        self._bold = {name for name in bold if style is not None and _is_bold(style, name)}

    def of_cell(self, cell: Element) -> Styles:
        rows, cells = self._table.findall(q("a:tr")), cell.getparent().findall(q("a:tc"))
        there = {
            "firstRow": cell.getparent() is rows[0], "lastRow": cell.getparent() is rows[-1],
            "firstCol": cell is cells[0], "lastCol": cell is cells[-1],
        }  # fmt: skip
        lists = list(self._defaults)
        if any(there[name] for name in self._bold):
            levels = (f'<a:lvl{n}pPr><a:defRPr b="1"/></a:lvl{n}pPr>' for n in range(1, 10))
            lists.insert(0, parsed(f"<a:lstStyle>{''.join(levels)}</a:lstStyle>"))
        return Styles(lists)


_PARTS = ("firstRow", "lastRow", "firstCol", "lastCol")


def _table_style(about: Element, slide: Any) -> Element:
    wanted = about.findtext(q("a:tableStyleId"))
    for relation in slide.part.package.main_document_part.rels.values():
        if relation.reltype.endswith("/tableStyles"):
            styles = etree.fromstring(relation.target_part.blob)
            return find(styles, f"a:tblStyle[@styleId='{wanted}']")
    return None


def _is_bold(style: Element, name: str) -> bool:
    text = find(style, f"a:{name}/a:tcTxStyle")
    return text is not None and text.get("b") == "on"


def _chart_shown(chart: Any) -> list[Any]:
    """The categories, the names of the series, and the values as the chart's cache has them."""
    names, rows = [], []
    categories: list[Any] = []
    for series in chart.element.iter(q("c:ser")):
        names.append(_first(series, "c:tx"))
        categories = _points(find(series, "c:cat")) or categories
        values = find(series, "c:val")
        rows.append([_figure(v) for v in _points(values)])
    return ["chart", categories, names, rows]


def _first(series: Element, path: str) -> str:
    found = _points(find(series, path))
    return found[0] if found else ""


def _points(source: Element) -> list[str]:
    if source is None:
        return []
    level = next(source.iter(q("c:lvl")), source)
    points = {int(p.get("idx")): p.findtext(q("c:v"), "") for p in level.iter(q("c:pt"))}
    return [points.get(index, "") for index in range(max(points, default=-1) + 1)]


def _figure(text: str) -> str:
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text


def _notes(slide: Any) -> str:
    if not slide.has_notes_slide:
        return ""
    body = slide.notes_slide.notes_placeholder
    if body is None:
        return ""
    lines = []
    for paragraph in body.text_frame._txBody.findall(q("a:p")):
        own = find(paragraph, "a:pPr")
        level = int(own.get("lvl", "0")) if own is not None else 0
        runs: list[list[str]] = []
        for piece in _pieces(paragraph):
            text, look = _told_text(piece), _mark(piece)
            if runs and runs[-1][1] == look:
                runs[-1][0] += text
            else:
                runs.append([text, look])
        told = "".join(f"<{look}>{text}</>" if look else text for text, look in runs)
        lines.append("\t" * level + told)
    return "\n".join(lines).rstrip("\n")


def _mark(run: Element) -> str:
    look = find(run, "a:rPr")
    said = [n for n in ("b", "i") if look is not None and look.get(n) in ("1", "true")]
    return "/".join(said)


def _comments(slide: Any) -> Iterator[list[Any]]:
    """The comments of both kinds: author, text, and how deep a reply it is."""
    package = slide.part.package.main_document_part
    authors: dict[str, str] = {}
    for relation in package.rels.values():
        if relation.reltype.endswith(("/commentAuthors", "/authors")):
            for author in etree.fromstring(relation.target_part.blob):
                authors[author.get("id", "")] = author.get("name", "")
    for relation in slide.part.rels.values():
        if relation.reltype.endswith("/comments"):
            root = etree.fromstring(relation.target_part.blob)
            yield from _legacy(root, authors)
            yield from _modern(root, authors)


def _legacy(root: Element, authors: dict[str, str]) -> Iterator[list[Any]]:
    remarks = root.findall(q("p:cm"))
    parents = {}
    for remark in remarks:
        above = remark.find(f".//{q('p15:parentCm')}")
        if above is not None:
            parents[remark] = (above.get("authorId"), above.get("idx"))

    def under(key: tuple[str, str] | None, depth: int) -> Iterator[list[Any]]:
        for remark in remarks:
            if parents.get(remark) == key:
                yield [authors[remark.get("authorId")], remark.findtext(q("p:text")), depth]
                yield from under((remark.get("authorId"), remark.get("idx")), depth + 1)

    yield from under(None, 0)


def _modern(root: Element, authors: dict[str, str]) -> Iterator[list[Any]]:
    for remark in root.findall(q("p188:cm")):
        yield [authors[remark.get("authorId")], _words(remark), 0]
        for reply in find_all(remark, "p188:replyLst/p188:reply"):
            yield [authors[reply.get("authorId")], _words(reply), 1]


def _words(remark: Element) -> str:
    paragraphs = find_all(remark, "p188:txBody/a:p")
    return "\n".join("".join(p.itertext(q("a:t"))) for p in paragraphs)
