"""The shapes of a slide as slots: which hold content, under which name, and which are kept.

A slot is a shape's name. Shapes that have none, or one that another shape or a word of ours has,
get a slot name of their own; the presentation keeps its names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.appearance.shapes import Box
from deckgen.content import registry
from deckgen.content.base import Content, Page, properties
from deckgen.content.unsupported import UnsupportedObject, describe
from deckgen.opc.xml import Element, coordinate, find, integer, tag
from deckgen.source.keys import is_slot_name


@dataclass(frozen=True, slots=True)
class SlotShape:
    """A shape that holds content: its slot's name, its id on the slide, and whether that name
    is the shape's own."""

    name: str
    id: int
    own: bool
    content: Content
    shape: Element

    @property
    def box(self) -> Box:
        """Where the shape says it stands, in EMU; an empty box where its layout says so."""
        for name in ("p:spPr/a:xfrm", "p:grpSpPr/a:xfrm", "p:xfrm"):
            xfrm = find(self.shape, name)
            off = None if xfrm is None else find(xfrm, "a:off")
            ext = None if xfrm is None else find(xfrm, "a:ext")
            if off is not None and ext is not None:
                return Box(
                    coordinate(off, "x"),
                    coordinate(off, "y"),
                    coordinate(ext, "cx"),
                    coordinate(ext, "cy"),
                )
        return Box(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Shapes:
    """What stands on a slide: the shapes with content, and what is only kept."""

    held: tuple[SlotShape, ...]
    kept: tuple[UnsupportedObject, ...]


def scan_slide(root: Element, page: Page, names: dict[str, int] | None = None) -> Shapes:
    """The shapes of a slide, empty ones too; `names` are slot names that an author chose, by id."""
    chosen = {number: name for name, number in (names or {}).items()}
    found: list[tuple[str, int, Content, Element]] = []
    kept: list[UnsupportedObject] = []
    tree = find(root, "p:cSld/p:spTree")
    for shape in leaves(tree, page) if tree is not None else ():
        about = properties(shape)
        content = registry.read(shape, page) if about is not None else None
        if about is None or content is None:
            described = describe(shape, page)
            if described is not None:
                kept.append(described)
        else:
            found.append((about.get("name", ""), integer(about, "id"), content, shape))
    kept.extend(describe_slide(root))
    return Shapes(tuple(_named(found, chosen)), tuple(kept))


def leaves(parent: Element, page: Page) -> Iterator[Element]:
    """The shapes of a tree or group; groups are opened unless a kind of content knows them."""
    for shape in parent:
        name = tag(shape)
        if name == "p:grpSp" and registry.read(shape, page) is None:
            yield from leaves(shape, page)
        elif name not in ("p:nvGrpSpPr", "p:grpSpPr", "p:extLst", ""):
            yield shape


def describe_slide(root: Element) -> Iterator[UnsupportedObject]:
    """What a slide keeps beside its shapes: its animations and its transition."""
    for child in root:
        name = tag(child)
        inner = (
            child[0][0] if name == "mc:AlternateContent" and len(child) and len(child[0]) else child
        )
        word = {"p:transition": "transition", "p:timing": "animation"}.get(tag(inner))
        if word:
            yield UnsupportedObject(word, "the slide", ())


def _named(
    found: list[tuple[str, int, Content, Element]], chosen: dict[int, str]
) -> Iterator[SlotShape]:
    given = [name for name, *_ in found]
    taken = set(chosen.values()) | {n for n in given if given.count(n) == 1 and is_slot_name(n)}
    for name, number, content, shape in found:
        if number in chosen:
            yield SlotShape(chosen[number], number, chosen[number] == name, content, shape)
        elif name in taken and given.count(name) == 1:
            yield SlotShape(name, number, True, content, shape)
        else:
            free = _free(name.strip() or content.key.capitalize(), taken)
            taken.add(free)
            yield SlotShape(free, number, False, content, shape)


def _free(name: str, taken: set[str]) -> str:
    """A slot name like `name` that is not taken: the same in capitals, then numbered."""
    stem = (
        "".join(c if c.isprintable() else " " for c in name).strip().rstrip("+").strip() or "Shape"
    )
    if not is_slot_name(stem):
        stem = stem.capitalize()
    free, number = stem, 2
    while free in taken:
        free = f"{stem} ({number})"
        number += 1
    return free
