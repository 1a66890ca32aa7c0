"""What a shape inherits: its placeholders on layout and master, text styles, theme and box.

A paragraph's own `a:pPr` comes first, then the list styles (`a:lstStyle`) of its shape and of the
placeholders that the shape inherits from, then the master's text styles and the presentation's
default (ECMA-376 part 1, 19.3.1.36 and 21.1.2.4).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deckgen.appearance.shapes import (
    NO_BOX,
    TITLE_TYPES,
    Box,
    box,
    placeholder_of,
    placeholders,
    upright_box,
)
from deckgen.appearance.theme import THEME_FONTS, ThemeFonts
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, qn, tag


@dataclass(frozen=True, slots=True)
class PropertyLookup:
    """The `a:pPr` and `a:lvlNpPr` in which text properties are looked up, nearest first.

    `runs` are the `a:rPr` and `a:defRPr` for its runs, in the same order.
    """

    paragraphs: tuple[Element, ...]
    runs: tuple[Element, ...]

    @classmethod
    def of(cls, elements: tuple[Element, ...]) -> PropertyLookup:
        """The lookup in these paragraph properties and their `a:defRPr`."""
        runs = (find(element, "a:defRPr") for element in elements)
        return cls(elements, tuple(run for run in runs if run is not None))

    def with_own(self, paragraph: Element | None, run: Element | None = None) -> PropertyLookup:
        """The lookup that begins with a paragraph's and a run's own properties."""
        return PropertyLookup(
            self.paragraphs if paragraph is None else (paragraph, *self.paragraphs),
            self.runs if run is None else (run, *self.runs),
        )

    def attribute(self, name: str) -> str | None:
        """The nearest value of a paragraph's attribute (`marL`)."""
        return _attribute(self.paragraphs, name)

    def child(self, *names: str) -> Element | None:
        """The nearest child of a paragraph's properties that has one of these names."""
        return _child(self.paragraphs, names)

    def run_attribute(self, name: str) -> str | None:
        """The nearest value of a run's attribute (`sz`)."""
        return _attribute(self.runs, name)

    def run_child(self, *names: str) -> Element | None:
        """The nearest child of a run's properties that has one of these names (a fill)."""
        return _child(self.runs, names)


def _attribute(elements: tuple[Element, ...], name: str) -> str | None:
    for element in elements:
        value = element.get(name)
        if value is not None:
            return value
    return None


def _child(elements: tuple[Element, ...], names: tuple[str, ...]) -> Element | None:
    tags = {qn(name) for name in names}
    for element in elements:
        for child in element:
            if child.tag in tags:
                return child
    return None


# Inheritance: from layout, master, their text styles and the presentation.


LEVELS = 9
_BODIES = ("body", "obj", "subTitle", "chart", "tbl", "pic", "media", "clipArt", "dgm")
_ABOVE = {"p:sld": "slideLayout", "p:sldLayout": "slideMaster", "p:notes": "notesMaster"}
T = TypeVar("T")


class Memory:
    """A cache of what was looked up in one package, which must not change meanwhile."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: dict[Hashable, Any] = {}

    def recall(self, ask: Callable[..., T], *about: Hashable) -> T:
        """The result of `ask(*about)`, computed once."""
        key = (ask, *about)
        if key not in self._found:
            self._found[key] = ask(*about)
        answer: T = self._found[key]
        return answer


@dataclass(frozen=True, slots=True)
class InheritanceChain:
    """A shape with the placeholders it inherits from, nearest first, and the text styles.

    `type` is the placeholder's ST_PlaceholderType, "" for a shape that is none; `styles` are
    elements with `a:lvlNpPr` children; `theme` is the theme's part.
    """

    shapes: tuple[Element, ...]
    type: str
    styles: tuple[Element, ...]
    theme: Part | None
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @property
    def is_title(self) -> bool:
        """Whether the shape is the title of its slide."""
        return self.type in TITLE_TYPES

    @property
    def box(self) -> Box | None:
        """The shape's box in EMU, its own or else inherited; None without one."""
        return _first(box, self.shapes)

    @property
    def upright_box(self) -> Box | None:
        """The same box with width and height swapped where the shape is on its side."""
        return _first(upright_box, self.shapes)

    @property
    def inherited_box(self) -> Box | None:
        """The box in EMU that the shape inherits from its placeholder; None without one."""
        return _first(box, self.shapes[1:])

    def chain(self, level: int) -> PropertyLookup:
        """The lookup of the text properties of a level, counted from 0."""
        names = (qn(f"a:lvl{level + 1}pPr"), qn("a:defPPr"))
        lists = (self.memory.recall(_list_style_and_body, shape)[0] for shape in self.shapes)
        found: list[Element] = []
        for style in (*lists, *self.styles):
            if style is not None:
                levels = self.memory.recall(_children_by_name, style)
                found.extend(levels[name] for name in names if name in levels)
        return PropertyLookup.of(tuple(found))

    def body_properties(self) -> tuple[Element, ...]:
        """The `a:bodyPr` of the shapes, nearest first."""
        found = (self.memory.recall(_list_style_and_body, shape)[1] for shape in self.shapes)
        return tuple(item for item in found if item is not None)

    def fonts(self) -> ThemeFonts:
        """The fonts of the theme; Calibri where it names none."""
        return THEME_FONTS if self.theme is None else self.memory.recall(_fonts, self.theme)


def inheritance_chain(
    shape: Element, part: Part, package: Package, memory: Memory | None = None
) -> InheritanceChain:
    """What a shape of a slide, layout, master or notes slide inherits from.

    `memory` is shared by calls for shapes of one package.
    """
    memory = memory or Memory()
    ph = placeholder_of(shape)
    shapes, kind = [shape], "" if ph is None else ph.get("type", "obj")
    owner, *inherited = memory.recall(sheets, part, package)
    for above in inherited:
        match = None if ph is None else _match(ph, memory.recall(_roles, above), above)
        if match is not None:
            shapes.append(match[0])
            ph = match[1]
            if kind == "obj":
                kind = ph.get("type", "obj")
        owner = above
    themes = package.related(owner, "theme")
    styles = memory.recall(_styles, _style_of(kind), owner, package)
    return InheritanceChain(tuple(shapes), kind, styles, themes[0] if themes else None, memory)


def box_of(shape: Element, part: Part, package: Package) -> Box:
    """A shape's box in EMU, its own or inherited from its placeholder; all zeros without one."""
    return inheritance_chain(shape, part, package).box or NO_BOX


def _first(read: Callable[[Element], T | None], shapes: tuple[Element, ...]) -> T | None:
    return next((found for found in map(read, shapes) if found is not None), None)


def _list_style_and_body(shape: Element) -> tuple[Element | None, Element | None]:
    """The list style and the body properties of a shape's own text."""
    body = find(shape, "p:txBody")
    if body is None:
        return None, None
    return find(body, "a:lstStyle"), find(body, "a:bodyPr")


def _children_by_name(style: Element) -> dict[str, Element]:
    return {str(child.tag): child for child in style}


def _fonts(theme: Part) -> ThemeFonts:
    names = []
    for kind, default in zip(("majorFont", "minorFont"), THEME_FONTS, strict=True):
        latin = find(theme.root, f"a:themeElements/a:fontScheme/a:{kind}/a:latin")
        names.append((latin.get("typeface") if latin is not None else "") or default)
    return ThemeFonts(*names)


def sheets(part: Part, package: Package) -> list[Part]:
    """A slide, its layout and its master; a layout or a notes slide and its master.

    A circle of relationships, as damaged files have it, ends where it closes.
    """
    found = [part]
    while relationship := _ABOVE.get(tag(found[-1].root)):
        above = next(iter(package.related(found[-1], relationship)), None)
        if above is None or above in found:
            break
        found.append(above)
    return found


Placeholder = tuple[Element, Element]


def _roles(part: Part) -> dict[str, list[Placeholder]]:
    """The placeholders of a layout or master by what they are for, with their `p:ph`."""
    found: dict[str, list[Placeholder]] = {}
    for shape, ph in placeholders(part.root):
        found.setdefault(_role(ph), []).append((shape, ph))
    return found


def _role(ph: Element) -> str:
    kind = ph.get("type", "obj")
    return "title" if kind in TITLE_TYPES else "body" if kind in _BODIES else kind


def _match(ph: Element, others: dict[str, list[Placeholder]], above: Part) -> Placeholder | None:
    """The placeholder of a layout or master that one inherits from.

    On a layout it has the same index, or is the title as well; on a master the same type, where
    all types of content count as the body's.
    """
    candidates = others.get(_role(ph), [])
    if tag(above.root) == "p:sldLayout":
        index = ph.get("idx", "0")
        candidates = [item for item in candidates if item[1].get("idx", "0") == index] or candidates
    return candidates[0] if candidates else None


def _style_of(kind: str) -> str:
    """The name of a master's text style for a placeholder's type; "" for a shape that is none."""
    if not kind:
        return ""
    return "titleStyle" if kind in TITLE_TYPES else "bodyStyle" if kind in _BODIES else "otherStyle"


def _styles(name: str, master: Part, package: Package) -> tuple[Element, ...]:
    """The master's text style of that name and the presentation's default, nearest first."""
    notes = tag(master.root) == "p:notesMaster"
    paths = ["p:notesStyle"] if notes else [f"p:txStyles/p:{name}"] if name else []
    found = [find(master.root, path) for path in paths]
    found.append(find(package.presentation.root, "p:defaultTextStyle"))
    return tuple(style for style in found if style is not None)
