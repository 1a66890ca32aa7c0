"""Edits of text: words, lines, levels, looks, links."""

from __future__ import annotations

import re
from typing import Any

from com.sun.star.awt.FontSlant import ITALIC, NONE  # type: ignore[import-not-found]
from com.sun.star.text.ControlCharacter import (  # type: ignore[import-not-found]
    LINE_BREAK,
    PARAGRAPH_BREAK,
)

from tests.support.reviewer.desk import Desk, Done, bodies, lists, texts, titles
from tests.support.reviewer.view import OUTLINES, PLAIN, notes_of, paragraphs

_BOLD = 150.0
_FIGURE = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w.,]*\w)")
_LONG = re.compile(r"(?<!\w)[A-Za-z]{5,}(?!\w)")
SIGNS = (
    "שלום עולם",
    "مرحبا ١٢٣",
    "\N{GRINNING FACE} and \N{MUSICAL SYMBOL G CLEF}",
    "漢字かな",
    "e\N{COMBINING ACUTE ACCENT}le\N{COMBINING GRAVE ACCENT}ve",
    "no\N{NO-BREAK SPACE}break",
    "soft\N{SOFT HYPHEN}hyphen",
    "family \N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}",
    "a\\b ${no.fact} [x](y)",
    "{b} *star* **two**",
    "—dash… \N{LEFT SINGLE QUOTATION MARK}single’",
    "& < > \" '",
)
"""Texts of other scripts, planes and grammars."""


def word(desk: Desk) -> Done | None:
    return _instead(desk, desk.word())


def signs(desk: Desk) -> Done | None:
    return _instead(desk, desk.chance.choice(SIGNS))


def figure(desk: Desk) -> Done | None:
    found = desk.cursor(texts, _FIGURE)
    if found is None:
        return None
    page, cursor = found
    old = cursor.getString()
    new = f"{desk.chance.randrange(1, 10 ** min(6, len(old))):,}"
    cursor.setString(new)
    return Done(f"{old} -> {new}", (page,))


def _instead(desk: Desk, new: str) -> Done | None:
    """Put a text in the place of some word."""
    found = desk.cursor(texts)
    if found is None:
        return None
    page, cursor = found
    old = cursor.getString()
    cursor.setString(new)
    return Done(f"{old!r} -> {new!r}", (page,))


def everywhere(desk: Desk) -> Done | None:
    """Find and replace a word on every slide."""
    found = desk.cursor(texts, _LONG)
    if found is None:
        return None
    old, new = found[1].getString(), desk.word()
    changed = []
    for page in desk.pages:
        search = page.createReplaceDescriptor()
        search.SearchString, search.ReplaceString = old, new
        search.SearchWords = search.SearchCaseSensitive = True
        if page.replaceAll(search):
            changed.append(page)
    return Done(f"{old!r} -> {new!r} on {len(changed)} slides", tuple(changed)) if changed else None


def title(desk: Desk) -> Done | None:
    found = desk.some(titles)
    if found is None:
        return None
    page, shape = found
    new, old = f"A title with {desk.word()}", shape.getString()
    shape.setString(new)
    return Done(f"{old!r} -> {new!r}", (page,))


def add(desk: Desk) -> Done | None:
    found = desk.some(bodies)
    if found is None:
        return None
    page, shape = found
    paragraph = desk.chance.choice(paragraphs(shape))
    new = _after(paragraph, f"Added {desk.word()} and {desk.word()}")
    return Done(f"{new!r} after {paragraph.getString()!r}", (page,))


def _after(paragraph: Any, new: str) -> str:
    """Add a paragraph after another one."""
    text = paragraph.getText()
    cursor = text.createTextCursorByRange(paragraph.getEnd())
    text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
    text.insertString(cursor, new, False)
    return new


def remove(desk: Desk) -> Done | None:
    found = desk.some(lists)
    if found is None:
        return None
    page, shape = found
    return Done(repr(_take(shape, desk.chance.randrange(len(paragraphs(shape))))), (page,))


def move(desk: Desk) -> Done | None:
    found = desk.some(lists)
    if found is None:
        return None
    page, shape = found
    old = _take(shape, 0)
    _after(paragraphs(shape)[-1], old)
    return Done(f"{old!r} to the end", (page,))


def _take(shape: Any, index: int) -> str:
    """Remove a paragraph, and tell its text."""
    all_of_them = paragraphs(shape)
    gone = all_of_them[index]
    old = str(gone.getString())
    cursor = shape.getText().createTextCursorByRange(gone.getStart())
    if index + 1 < len(all_of_them):
        cursor.gotoRange(all_of_them[index + 1].getStart(), True)
    else:
        cursor.gotoRange(all_of_them[index - 1].getEnd(), False)
        cursor.gotoRange(gone.getEnd(), True)
    cursor.setString("")
    return old


def _outlines(page: Any) -> list[Any]:
    return [shape for shape in bodies(page) if shape.ShapeType in OUTLINES]


def level(desk: Desk) -> Done | None:
    found = desk.some(_outlines)
    if found is None:
        return None
    page, shape = found
    paragraph = desk.chance.choice(paragraphs(shape))
    old = paragraph.NumberingLevel
    if old is None:
        return None
    new = 1 if old == 0 else 0
    paragraph.NumberingLevel = new
    return Done(f"{paragraph.getString()!r} from {old} to {new}", (page,))


def indent(desk: Desk) -> Done | None:
    """Indent a bullet, and add one under it."""
    found = desk.some(_outlines)
    if found is None:
        return None
    page, shape = found
    paragraph = desk.chance.choice(paragraphs(shape))
    old = paragraph.NumberingLevel
    if old is None or old > 1:
        return None
    paragraph.NumberingLevel = old + 1
    new = _after(paragraph, f"Below {desk.word()}")
    return Done(f"{paragraph.getString()!r} to {old + 1}, {new!r} under it", (page,))


def line_break(desk: Desk) -> Done | None:
    found = desk.cursor(texts)
    if found is None:
        return None
    page, cursor = found
    before = cursor.getString()
    cursor.collapseToStart()
    cursor.getText().insertControlCharacter(cursor, LINE_BREAK, False)
    return Done(f"before {before!r}", (page,))


def bold(desk: Desk) -> Done | None:
    found = desk.cursor(texts)
    if found is None:
        return None
    page, cursor = found
    new = PLAIN if cursor.CharWeight > PLAIN else _BOLD
    cursor.CharWeight = new
    return Done(f"{cursor.getString()!r} to {new}", (page,))


def italic(desk: Desk) -> Done | None:
    found = desk.cursor(bodies)
    if found is None:
        return None
    page, cursor = found
    cursor.CharPosture = NONE if cursor.CharPosture == ITALIC else ITALIC
    return Done(repr(cursor.getString()), (page,))


def link(desk: Desk) -> Done | None:
    found = desk.cursor(bodies)
    if found is None:
        return None
    page, cursor = found
    field = desk.document.createInstance("com.sun.star.text.TextField.URL")
    field.Representation = cursor.getString()
    field.URL = f"https://example.org/{desk.chance.randrange(100)}?a=1&b=2"
    cursor.getText().insertTextContent(cursor, field, True)
    return Done(f"{field.Representation!r} to {field.URL}", (page,))


def notes(desk: Desk) -> Done | None:
    page = desk.page()
    shape = notes_of(page)
    if shape is None:
        return None
    new, old = f"Say {desk.word()} here", shape.getString()
    shape.setString(new)
    return Done(f"{old!r} -> {new!r}", (page,))
