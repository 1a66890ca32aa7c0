"""Invariants of slides: their shapes and text, tables, notes slides and review comments.

Every check takes an `Anatomy` and yields a diagnostic for each violation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, find_all, integer, qn, tag
from deckgen.soundness import _package_rules as package_rules
from deckgen.soundness._package_rules import Anatomy, PartCheck, Traits

ANIMATED = ("p:spTgt", "p:bldP", "p:bldDgm", "p:bldGraphic", "p:bldOleChart")
"""The elements of a slide's `p:timing` that name a shape by its id."""
_TEXTS = ("p:txBody", "a:txBody", "c:rich", "c:txPr")


def check_shapes(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """The shapes of slides, layouts, masters and notes, and the text of charts too."""
    yield from anatomy.check_parts(_check_shape_part)
    identities: dict[str, str] = {}
    for name in anatomy.slides:
        for identity in anatomy.traits[name].creations:
            first = identities.setdefault(identity, name)
            if first != name:
                message = f"{first} and {name} have the same creation id"
                yield Diagnostic("SOUND-CREATION-ID", message, anatomy.place_of(name))


def _check_shape_part(anatomy: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    common = find(tree, "p:cSld")
    if common is not None:
        yield from _ids(anatomy, name, tree)
        yield from _animations(anatomy, name, tree)
    if common is not None or tag(tree) == "c:chartSpace":
        yield from _text_bodies(anatomy, name, tree)


def _ids(anatomy: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    found = list(each(tree, "p:cNvPr"))
    if len({shape.get("id") for shape in found}) == len(found):
        return
    seen: dict[str, Element] = {}
    for shape in found:
        # The fallback of a shape, for older editors, has the shape's own id.
        if next(shape.iterancestors(qn("mc:Fallback")), None) is not None:
            continue
        first = seen.setdefault(shape.get("id", ""), shape)
        if first is not shape:
            names = f"{_described(first)} and {_described(shape)}"
            message = f"two shapes have the id {shape.get('id')}: {names}"
            yield Diagnostic(
                "SOUND-SHAPE-ID", message, anatomy.place_of(name, shape.get("name", ""))
            )


def _described(shape: Element) -> str:
    name = shape.get("name")
    return f"`{name}`" if name else "one without a name"


def _animations(anatomy: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    targets = {e.get("spid") for e in each(tree, *ANIMATED)} - {None}
    if targets:
        ids = {shape.get("id") for shape in each(tree, "p:cNvPr", "p14:cNvPr")}
        for missing in sorted(str(target) for target in targets - ids):
            message = f"an animation of the shape {missing}, which is not there"
            yield Diagnostic("SOUND-ANIMATION", message, anatomy.place_of(name))


def _text_bodies(anatomy: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    for body in each(tree, *_TEXTS):
        if find(body, "a:p") is not None:
            continue
        message = f"a `{tag(body)}` without a paragraph"
        yield Diagnostic("SOUND-TEXT", message, anatomy.place_of(name, _shape_name(body)))


def _shape_name(element: Element) -> str:
    """The name of the shape around an element."""
    for above in element.iterancestors(qn("p:sp"), qn("p:graphicFrame"), qn("p:cxnSp")):
        return next((shape.get("name", "") for shape in each(above, "p:cNvPr")), "")
    return ""


# Tables: every row fills the grid, merged cells are whole, row ids are unique.


def check_tables(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """The tables of every slide, layout and master."""
    yield from anatomy.check_parts(_check_table_part)


def _check_table_part(anatomy: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    if find(tree, "p:cSld") is None:
        return
    for frame in each(tree, "p:graphicFrame"):
        table = find(frame, "a:graphic/a:graphicData/a:tbl")
        if table is not None:
            shape = next((s.get("name", "") for s in each(frame, "p:cNvPr")), "")
            for code, message in _table_faults(table):
                yield Diagnostic(code, message, anatomy.place_of(name, shape))


def _table_faults(table: Element) -> Iterator[tuple[str, str]]:
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
    """Cells that a merged one covers have `hMerge` or `vMerge`, and no others have."""
    covered: dict[tuple[int, int], tuple[bool, bool]] = {}
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            across, down = _span(cell, "gridSpan"), _span(cell, "rowSpan")
            if (across, down) == (1, 1) or _continues(cell) != (False, False):
                continue
            if x + across > width or y + down > len(rows):
                yield "SOUND-TABLE", f"{_cell_at(y, x)} reaches out of the table"
                continue
            for row in range(y, y + down):
                for column in range(x, x + across):
                    covered[row, column] = (column > x, row > y)
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            if _continues(cell) != covered.get((y, x), (False, False)):
                yield "SOUND-TABLE", f"{_cell_at(y, x)} is not merged as the cell before it says"


def _cell_at(y: int, x: int) -> str:
    return f"the cell in row {y + 1}, column {x + 1}"


def _span(cell: Element, name: str) -> int:
    return integer(cell, name) if name in cell.attrib else 1


def _continues(cell: Element) -> tuple[bool, bool]:
    """Whether a cell belongs to one on its left, and to one above it."""
    return xml.flag(cell, "hMerge"), xml.flag(cell, "vMerge")


# Notes: each notes slide belongs to one slide, and has its master in the list.


def check_notes(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """No notes are shared, each leads back to its slide, and the notes master is listed."""
    owners: dict[str, str] = {}
    for slide in anatomy.slides:
        for name in anatomy.targets(slide, "notesSlide"):
            first = owners.setdefault(name, slide)
            if first != slide:
                message = f"{first} and {slide} share one notes slide"
                yield Diagnostic("SOUND-NOTES", message, anatomy.place_of(name))
            # Notes can link to more slides, and Google Slides leaves out their own.
            elif slide not in (anatomy.targets(name, "slide") or [slide]):
                message = f"the notes of {slide} lead back to another slide"
                yield Diagnostic("SOUND-NOTES", message, anatomy.place_of(name))
    if anatomy.root is not None:
        for kind in ("notesMaster", "handoutMaster"):
            related = anatomy.targets(anatomy.presentation, kind)
            entries = each(anatomy.root, f"p:{kind}Id")
            listed = [anatomy.target_of(anatomy.presentation, e.get(qn("r:id"))) for e in entries]
            if related != listed:
                message = (
                    f"`p:{kind}IdLst` lists {_counted(listed)}, and {_counted(related)} is there"
                )
                yield Diagnostic("SOUND-NOTES", message, anatomy.presentation_place)


def _counted(found: list[str] | list[str | None]) -> str:
    return str(len(found)) if found else "none"


# Review comments: their authors are listed, and their ids are unique.


def check_comments(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """Legacy comments: known authors, unique ids, replies to comments of the same slide."""
    authors: set[str] = set()
    for name, tree in anatomy.trees_of("commentAuthors").items():
        for author in each(tree, "p:cmAuthor"):
            number = author.get("id", "")
            if number in authors:
                message = f"two authors of comments have the id {number}"
                yield Diagnostic("SOUND-COMMENT", message, anatomy.place_of(name))
            authors.add(number)
    seen: set[tuple[str, str]] = set()
    for name, tree in anatomy.trees_of("comments").items():
        place = anatomy.place_of(name)
        here = {_comment_key(comment) for comment in each(tree, "p:cm")}
        for comment in each(tree, "p:cm"):
            key = _comment_key(comment)
            if key[0] not in authors:
                message = f"a comment by the author {key[0]}, who is not in the list"
                yield Diagnostic("SOUND-COMMENT", message, place)
            if key in seen:
                message = f"two comments of the author {key[0]} are number {key[1]}"
                yield Diagnostic("SOUND-COMMENT", message, place)
            seen.add(key)
        for parent in each(tree, "p15:parentCm"):
            if _comment_key(parent) not in here:
                message = "a reply to a comment that is not on the slide"
                yield Diagnostic("SOUND-COMMENT", message, place)


def _comment_key(comment: Element) -> tuple[str, str]:
    return comment.get("authorId", ""), comment.get("idx", "")


# Invariants of a package that editors rely on and schema validators do not check.
#
# `check` runs them all; one module holds those of the package, the other those of slides. A deck
# that deckgen writes has no finding that its template does not have too: `ensure` raises where it
# has.


_OF_PARTS: tuple[PartCheck, ...] = (
    package_rules.check_prefixes,
    package_rules.check_workbook,
    package_rules.check_order,
    _check_shape_part,
    _check_table_part,
)
"""The checks whose result depends on the content of one part alone."""
FAMILIES: tuple[Callable[[Anatomy], Iterator[Diagnostic]], ...] = (
    package_rules.check_anatomy,
    package_rules.check_content_types,
    package_rules.check_relationships,
    package_rules.check_presentation,
    package_rules.check_sections,
    check_notes,
    check_comments,
    check_shapes,
    check_tables,
)


class Unsound(Exception):  # noqa: N818 - it says what the deck is
    """deckgen made a damaged deck: a bug of ours, whatever the author wrote."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Keep the findings; there is at least one."""
        super().__init__("; ".join(f"{d.message} ({d.place})" for d in diagnostics))
        self.diagnostics = diagnostics


def check(package: Package) -> Iterator[Diagnostic]:
    """The violations of every invariant, and the members that cannot be unpacked."""
    anatomy = Anatomy(package)
    yield from _invariants(anatomy)
    yield from anatomy.unreadable_members()


def _invariants(anatomy: Anatomy) -> Iterator[Diagnostic]:
    for family in FAMILIES:
        yield from family(anatomy)


def examine(package: Package, part: Part) -> Traits | None:
    """Check a part by itself, so that `ensure` need not parse it; None where it is not sound.

    None for a part that is not XML too.
    """
    anatomy, name = Anatomy(package, [part]), part.name
    if name not in anatomy.traits:
        return None
    found = [fault for check in _OF_PARTS for fault in anatomy.check_parts(check)]
    return None if found else anatomy.traits[name]


def trust(part: Part, traits: Traits) -> None:
    """Take a part as sound, whose content is that of one with these traits that was."""
    part.note_passed(*_OF_PARTS)
    part.memory["traits"] = traits


def ensure(package: Package, template: Callable[[], Package]) -> None:
    """Raise `Unsound` where a package has a finding that its template does not have.

    `template` gives the template's own package; it is called only where there are findings.
    Members that are not XML are not read.
    """
    found = list(_invariants(Anatomy(package)))
    if found:
        inherited = {(d.code, d.message) for d in _invariants(Anatomy(template()))}
        ours = [d for d in found if (d.code, d.message) not in inherited]
        if ours:
            raise Unsound(*ours)


__all__ = ["ANIMATED", "FAMILIES", "Traits", "Unsound", "check", "ensure", "examine", "trust"]
