"""Pages of changes or findings beside the pictures of their slides, and of what a rule says.

`ReviewPage` says what is on a page to be mailed, `render` makes the HTML. Boxes on a picture and
rows below it have the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from io import BytesIO
from itertools import repeat
from typing import NamedTuple

from deckgen import web
from deckgen.appearance.shapes import Box
from deckgen.checks.subject import Rule
from deckgen.opc.xml import EMU_PER_POINT
from deckgen.preview import opened
from deckgen.review.diff.model import TextStretch

_LOSSY_FROM = 120_000
"""Bytes from which a picture is kept with a little loss, as one of a photograph is."""


_TAG = 16
"""Height in points of the tag with a mark's numbers."""


class Row(NamedTuple):
    """A line of what changed or was found: of a kind of the page, at a place of the slide.

    `stretches` are the old and the new text word by word, for a change; `text` is a sentence.
    `shape` is the name of the shape that it is about, "" for the whole slide.
    """

    kind: str
    place: str
    text: str = ""
    stretches: tuple[TextStretch, ...] = ()
    shape: str = ""


class View(NamedTuple):
    """A picture of a slide (PNG), what is said of it, and the boxes of its shapes by their names.

    The boxes are in EMU, on a slide of that `size`.
    """

    caption: str
    picture: bytes
    boxes: Mapping[str, Box]
    size: tuple[int, int]


class SlideSection(NamedTuple):
    """A slide: its id, its number, its title, one or two pictures of it, and its rows."""

    id: str
    number: int
    title: str
    views: tuple[View, ...]
    rows: tuple[Row, ...]


class ReviewPage(NamedTuple):
    """A page. `kinds` are the headings of the kinds of rows; `rows` are those of no slide.

    `rules` are explained at its end; a row whose place is the id of one leads there.
    """

    title: str
    about: str
    kinds: Mapping[str, str]
    rows: tuple[Row, ...]
    sections: tuple[SlideSection, ...]
    rules: tuple[Rule, ...] = ()


def render(page: ReviewPage) -> str:
    """The page as HTML, a single file."""
    used = {row.kind for row in _all_rows(page)}
    filters = [
        f'<label><input type="checkbox" checked value="{escape(kind)}"> {escape(heading)}</label>'
        for kind, heading in page.kinds.items()
        if kind in used
    ]
    contents = [
        f'<li><a href="#{_anchor(item)}">{item.number} · {escape(item.title or item.id)}</a>'
        f" <span>{len(item.rows)}</span></li>"
        for item in page.sections
    ]
    parts = [
        f"<header><h1>{escape(page.title)}</h1><p>{escape(page.about)}</p>",
        f'<fieldset class="kinds"><legend>Show</legend>{"".join(filters)}</fieldset>'
        if len(filters) > 1
        else "",
        "</header>",
        f'<nav aria-label="Slides"><ol>{"".join(contents)}</ol></nav>' if contents else "",
        "<main>",
        f'<section class="deck"><h2>The deck</h2>{_rows(page.rows, page)}</section>'
        if page.rows
        else "",
        *(_section(item, page) for item in page.sections),
        "" if page.rows or page.sections else "<p>Nothing.</p>",
        *map(rule_section, page.rules),
        "</main>",
    ]
    return web.self_contained(page.title, "\n".join(filter(None, parts)), "review.css", "review.js")


def _all_rows(page: ReviewPage) -> Iterator[Row]:
    yield from page.rows
    for section in page.sections:
        yield from section.rows


def _anchor(section: SlideSection) -> str:
    return f"slide-{section.number}-{escape(section.id)}"


def _section(item: SlideSection, page: ReviewPage) -> str:
    anchor = _anchor(item)
    heading = f"{item.number} · {escape(item.title or item.id)}"
    views = "".join(map(_view, item.views, repeat(item.rows), ("old", "new")))
    over = " over ".join(escape(view.caption) for view in item.views)
    slider = (
        f'<p class="slide-over"><label>{over} '
        '<input type="range" min="0" max="100" value="0"></label></p>'
        if len(item.views) > 1
        else ""
    )
    return (
        f'<section class="slide" id="{anchor}"><h2>{heading}</h2>'
        f'<p class="id">{escape(item.id)} <a href="#{anchor}">link</a></p>'
        f'<div class="views views-{len(item.views)}">{views}</div>{slider}'
        f"{_rows(item.rows, page)}</section>"
    )


def _view(view: View, rows: Sequence[Row], side: str) -> str:
    kind, data = _small(view.picture)
    numbers: dict[str, list[int]] = {}
    for number, row in enumerate(rows, 1):
        if row.shape in view.boxes:
            numbers.setdefault(row.shape, []).append(number)
    marks = "".join(_mark(view.boxes[name], which) for name, which in numbers.items())
    width, height = (f"{value / EMU_PER_POINT:.0f}" for value in view.size)
    caption = escape(view.caption)
    return (
        f'<figure class="{side}"><figcaption>{caption}</figcaption><div class="picture">'
        f'<img alt="{caption}" src="{web.image_source(data, kind)}">'
        f'<svg viewBox="0 0 {width} {height}" aria-hidden="true">{marks}</svg>'
        "</div></figure>"
    )


def _small(picture: bytes) -> tuple[str, bytes]:
    """The picture in a format that takes less room, by its name."""
    data = BytesIO()
    opened(picture).save(data, "WEBP", lossless=True)
    if data.tell() > _LOSSY_FROM:
        data = BytesIO()
        opened(picture).save(data, "WEBP", quality=85)
    return "webp", data.getvalue()


def _mark(box: Box, rows: Sequence[int]) -> str:
    """A box around a shape, with the numbers of its rows at the top left, inside the slide."""
    x, y, width, height = box.points
    said = ", ".join(map(str, rows))
    left, top = max(x, 0), max(y, _TAG)
    return (
        f'<g class="mark" data-rows="{" ".join(map(str, rows))}">'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        f'<rect class="tag" x="{left:.1f}" y="{top - _TAG:.1f}"'
        f' width="{8 + 7 * len(said)}" height="{_TAG}"/>'
        f'<text x="{left + 4:.1f}" y="{top - 4:.1f}">{said}</text></g>'
    )


def _rows(rows: Sequence[Row], page: ReviewPage) -> str:
    return f"<table><tbody>{''.join(_table_rows(rows, page))}</tbody></table>"


def _table_rows(rows: Iterable[Row], page: ReviewPage) -> Iterator[str]:
    kinds, rules = page.kinds, {rule.id for rule in page.rules}
    for number, row in enumerate(rows, 1):
        place = escape(row.place)
        if row.place in rules:
            place = f'<a href="#rule-{place}">{place}</a>'
        head = (
            f'<tr data-kind="{escape(row.kind)}" data-rows="{number}">'
            f'<td class="number">{number}</td>'
            f'<td class="kind">{escape(kinds.get(row.kind, row.kind))}</td>'
            f'<th scope="row">{place}</th>'
        )
        if row.stretches:
            yield f"{head}<td>{_side(row, 'old')}</td><td>{_side(row, 'new')}</td></tr>"
        else:
            yield f'{head}<td colspan="2">{_lines(row.text)}</td></tr>'


def _side(row: Row, side: str) -> str:
    tag = "del" if side == "old" else "ins"
    parts = []
    for stretch in row.stretches:
        text = _lines(stretch.old if side == "old" else stretch.new)
        parts.append(text if stretch.same or not text else f"<{tag}>{text}</{tag}>")
    return "".join(parts) or '<span class="nothing">nothing</span>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def rule_section(rule: Rule) -> str:
    """The rule as a section, which `#rule-` with its id leads to."""
    parts = (
        ("Why", rule.why),
        ("How to mend it", rule.mend),
        ("How it is decided", rule.decided),
        ("Who asks for it", rule.source),
    )
    told = "".join(f"<dt>{heading}</dt><dd>{_rule_text(text)}</dd>" for heading, text in parts)
    return (
        f'<section class="rule" id="rule-{rule.id}"><h2>{rule.id}</h2>'
        f"<p>{_rule_text(rule.summary)} <span>{rule.severity.value}</span></p>"
        f"<dl>{told}</dl></section>"
    )


def rule_page(rule: Rule) -> str:
    """The page of one rule, on the server of the live page."""
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{rule.id}</title>
<link rel="stylesheet" href="../assets/review.css">
<link rel="icon" href="../assets/live.svg" type="image/svg+xml">
</head>
<body class="alone">
<main><h1>A rule of <code>deckgen check</code></h1>{rule_section(rule)}</main>
</body>
</html>
"""


def _rule_text(markdown: str) -> str:
    """A text of a rule, whose only markup is code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(markdown.strip()))
