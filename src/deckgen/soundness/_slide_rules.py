"""Shapes: ids that are unique on their slide, text with paragraphs, animations of what is there."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.opc.xml import Element, each, find, find_all, integer, qn, tag
from deckgen.soundness._package_rules import Anatomy

_ANIMATED = ("p:spTgt", "p:bldP", "p:bldDgm", "p:bldGraphic", "p:bldOleChart")

_TEXTS = ("p:txBody", "a:txBody", "c:rich", "c:txPr")


def check_shapes(whole: Anatomy) -> Iterator[Diagnostic]:
    """The shapes of slides, layouts, masters and notes, and the text of charts too."""
    identities: dict[str, str] = {}
    for name, tree in whole.trees.items():
        common = find(tree, "p:cSld")
        yield from whole.once("shapes", name, _shape_within)
        if name in whole.slides and common is not None:
            for identity in each(common, "p14:creationId"):
                first = identities.setdefault(identity.get("val", ""), name)
                if first != name:
                    message = f"{first} and {name} have the same creation id"
                    yield Diagnostic("SOUND-CREATION-ID", message, whole.spot(name))


def _shape_within(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    """What depends on the part alone."""
    common = find(tree, "p:cSld")
    if common is not None:
        yield from _ids(whole, name, tree)
        yield from _animations(whole, name, tree)
    if common is not None or tag(tree) == "c:chartSpace":
        yield from _texts(whole, name, tree)


def _ids(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    found = list(each(tree, "p:cNvPr"))
    if len({shape.get("id") for shape in found}) == len(found):
        return
    seen: dict[str, Element] = {}
    for shape in found:
        # What stands in for a shape in older editors has the shape's own id.
        if next(shape.iterancestors(qn("mc:Fallback")), None) is not None:
            continue
        first = seen.setdefault(shape.get("id", ""), shape)
        if first is not shape:
            names = f"{_called(first)} and {_called(shape)}"
            message = f"two shapes have the id {shape.get('id')}: {names}"
            yield Diagnostic("SOUND-SHAPE-ID", message, whole.spot(name, shape.get("name", "")))


def _called(shape: Element) -> str:
    name = shape.get("name")
    return f"`{name}`" if name else "one without a name"


def _animations(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    targets = {e.get("spid") for e in each(tree, *_ANIMATED)} - {None}
    if targets:
        ids = {shape.get("id") for shape in each(tree, "p:cNvPr", "p14:cNvPr")}
        for missing in sorted(str(target) for target in targets - ids):
            message = f"an animation of the shape {missing}, which is not there"
            yield Diagnostic("SOUND-ANIMATION", message, whole.spot(name))


def _texts(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    for body in each(tree, *_TEXTS):
        if find(body, "a:p") is not None:
            continue
        message = f"a `{tag(body)}` without a paragraph"
        yield Diagnostic("SOUND-TEXT", message, whole.spot(name, _owner(body)))


def _owner(element: Element) -> str:
    """The name of the shape around an element."""
    for above in element.iterancestors(qn("p:sp"), qn("p:graphicFrame"), qn("p:cxnSp")):
        return next((shape.get("name", "") for shape in each(above, "p:cNvPr")), "")
    return ""


# Tables: every row fills the grid, merged cells are whole, rows are told apart.


def check_tables(whole: Anatomy) -> Iterator[Diagnostic]:
    """The tables of every slide, layout and master."""
    for name in whole.trees:
        yield from whole.once("tables", name, _table_within)


def _table_within(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    if find(tree, "p:cSld") is None:
        return
    for frame in each(tree, "p:graphicFrame"):
        table = find(frame, "a:graphic/a:graphicData/a:tbl")
        if table is not None:
            shape = next((s.get("name", "") for s in each(frame, "p:cNvPr")), "")
            for code, message in _faults(table):
                yield Diagnostic(code, message, whole.spot(name, shape))


def _faults(table: Element) -> Iterator[tuple[str, str]]:
    width = len(find_all(table, "a:tblGrid/a:gridCol"))
    rows = [find_all(row, "a:tc") for row in find_all(table, "a:tr")]
    full = True
    for number, cells in enumerate(rows, start=1):
        if len(cells) != width:
            full = False
            yield "SOUND-TABLE", f"row {number} has {len(cells)} cells for {width} columns"
    if full:
        yield from _merges(rows, width)
    seen: set[str] = set()
    for identity in each(table, "a16:rowId"):
        value = identity.get("val", "")
        if value in seen:
            yield "SOUND-ROW-ID", f"two rows have the id {value}"
        seen.add(value)


def _merges(rows: list[list[Element]], width: int) -> Iterator[tuple[str, str]]:
    """Cells under a merged one are marked so, and no others are."""
    covered: dict[tuple[int, int], tuple[bool, bool]] = {}
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            across, down = _span(cell, "gridSpan"), _span(cell, "rowSpan")
            if (across, down) == (1, 1) or _marks(cell) != (False, False):
                continue
            if x + across > width or y + down > len(rows):
                yield "SOUND-TABLE", f"{_at(y, x)} reaches out of the table"
                continue
            for row in range(y, y + down):
                for column in range(x, x + across):
                    covered[row, column] = (column > x, row > y)
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            if _marks(cell) != covered.get((y, x), (False, False)):
                yield "SOUND-TABLE", f"{_at(y, x)} is not merged as the cell before it says"


def _at(y: int, x: int) -> str:
    return f"the cell in row {y + 1}, column {x + 1}"


def _span(cell: Element, name: str) -> int:
    return integer(cell, name) if name in cell.attrib else 1


def _marks(cell: Element) -> tuple[bool, bool]:
    """Whether a cell belongs to one on its left, and to one above it."""
    return cell.get("hMerge") in _YES, cell.get("vMerge") in _YES


_YES = ("1", "true")


# Notes: each notes slide belongs to one slide, and has its master in the list.


def check_notes(whole: Anatomy) -> Iterator[Diagnostic]:
    """No notes are shared, each leads back to its slide, and the notes master is listed."""
    owners: dict[str, str] = {}
    for slide in whole.slides:
        for name in whole.of(slide, "notesSlide"):
            first = owners.setdefault(name, slide)
            if first != slide:
                message = f"{first} and {slide} share one notes slide"
                yield Diagnostic("SOUND-NOTES", message, whole.spot(name))
            # Notes can link to more slides, and Google Slides leaves out their own.
            elif slide not in (whole.of(name, "slide") or [slide]):
                message = f"the notes of {slide} lead back to another slide"
                yield Diagnostic("SOUND-NOTES", message, whole.spot(name))
    if whole.top is not None:
        for word in ("notesMaster", "handoutMaster"):
            related = whole.of(whole.presentation, word)
            entries = each(whole.top, f"p:{word}Id")
            listed = [whole.target(whole.presentation, e.get(qn("r:id"))) for e in entries]
            if related != listed:
                message = f"`p:{word}IdLst` lists {_count(listed)}, and {_count(related)} is there"
                yield Diagnostic("SOUND-NOTES", message, whole.spot(whole.presentation))


def _count(found: list[str] | list[str | None]) -> str:
    return str(len(found)) if found else "none"


# Review comments name authors that are there, and have ids of their own.


def check_comments(whole: Anatomy) -> Iterator[Diagnostic]:
    """Legacy comments: known authors, unique ids, replies to comments of the same slide."""
    authors: set[str] = set()
    for name, tree in whole.kind("commentAuthors").items():
        for author in each(tree, "p:cmAuthor"):
            number = author.get("id", "")
            if number in authors:
                message = f"two authors of comments have the id {number}"
                yield Diagnostic("SOUND-COMMENT", message, whole.spot(name))
            authors.add(number)
    seen: set[tuple[str, str]] = set()
    for name, tree in whole.kind("comments").items():
        spot = whole.spot(name)
        here = {_key(comment) for comment in each(tree, "p:cm")}
        for comment in each(tree, "p:cm"):
            key = _key(comment)
            if key[0] not in authors:
                message = f"a comment by the author {key[0]}, who is not in the list"
                yield Diagnostic("SOUND-COMMENT", message, spot)
            if key in seen:
                message = f"two comments of the author {key[0]} are number {key[1]}"
                yield Diagnostic("SOUND-COMMENT", message, spot)
            seen.add(key)
        for parent in each(tree, "p15:parentCm"):
            if _key(parent) not in here:
                message = "a reply to a comment that is not on the slide"
                yield Diagnostic("SOUND-COMMENT", message, spot)


def _key(comment: Element) -> tuple[str, str]:
    return comment.get("authorId", ""), comment.get("idx", "")
