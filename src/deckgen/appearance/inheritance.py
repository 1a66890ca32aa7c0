"""What a shape inherits: its placeholders on layout and master, text styles, theme and box.

A paragraph's own `a:pPr` comes first, then the list styles (`a:lstStyle`) of its shape and of the
placeholders that the shape inherits from, then the master's text styles and the presentation's
default (ECMA-376 part 1, 19.3.1.36 and 21.1.2.4).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple, TypeVar

from msgspec import Struct, field

from deckgen.appearance.shapes import (
    NO_BOX,
    TITLE_TYPES,
    Box,
    GroupTransform,
    PlaceholderKey,
    box,
    placed,
    placeholder_key,
    placeholder_of,
    placeholders,
    upright_box,
)
from deckgen.appearance.theme import THEME_FONTS, Memory, ThemeFonts, sheets
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, make, qn, tag


class PropertyLookup(Struct, frozen=True):
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
    tags = _tags(names)
    for element in elements:
        for child in element:
            if child.tag in tags:
                return child
    return None


@cache
def _tags(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(qn, names))


# Inheritance: from layout, master, their text styles and the presentation.


LEVELS = 9
_BODIES = ("body", "obj", "subTitle", "chart", "tbl", "pic", "media", "clipArt", "dgm")
T = TypeVar("T")


class InheritanceChain(Struct, frozen=True, eq=False, dict=True):
    """A shape with the placeholders it inherits from, nearest first, and the text styles.

    `type` is the placeholder's ST_PlaceholderType, "" for a shape that is none; `styles` are
    elements with `a:lvlNpPr` children; `theme` is the theme's part. `memory` is of layouts and
    masters: what is found out about the shape itself goes with the chain, and the slide's XML too.
    """

    shapes: tuple[Element, ...]
    type: str
    styles: tuple[Element, ...]
    theme: Part | None
    memory: Memory = field(default_factory=Memory)

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
        """The box in EMU that the shape inherits from its placeholder; None without one.

        A placeholder without a width or a height has that of the next.
        """
        return _first(_sized_box, self.shapes[1:])

    @cached_property
    def list_styles(self) -> tuple[Element, ...]:
        """The elements with `a:lvlNpPr` children that its text inherits from, nearest first.

        What the style of a shape gives to its text comes after the shape's own list style.
        """
        return (*self._own_styles, *self._inherited_styles)

    @cached_property
    def _own_styles(self) -> tuple[Element, ...]:
        return _own_list_styles(self.shapes[0]) if self.shapes else ()

    @cached_property
    def _inherited_styles(self) -> tuple[Element, ...]:
        found = (self.memory.recall(_own_list_styles, shape) for shape in self.shapes[1:])
        return (*chain.from_iterable(found), *self.styles)

    @cached_property
    def _lookups(self) -> dict[int, PropertyLookup]:
        return {}

    def chain(self, level: int) -> PropertyLookup:
        """The lookup of the text properties of a level, counted from 0."""
        if level not in self._lookups:
            self._lookups[level] = self._look_up(level)
        return self._lookups[level]

    def _look_up(self, level: int) -> PropertyLookup:
        names = (qn(f"a:lvl{level + 1}pPr"), qn("a:defPPr"))
        levels = [_children_by_name(style) for style in self._own_styles]
        recall = self.memory.recall
        levels += [recall(_children_by_name, style) for style in self._inherited_styles]
        return PropertyLookup.of(
            tuple(one[name] for one in levels for name in names if name in one)
        )

    def in_cell(self, body: Element, styles: tuple[Element, ...] = ()) -> InheritanceChain:
        """What the text body of a cell of the shape's table inherits.

        `styles` are the list styles of its table style. After them comes the presentation's
        default alone, even for a table in a content placeholder.
        """
        own = _filled_list_style(body)
        if own:
            return self._with_styles((*own, *styles))
        if styles not in self._cells:
            self._cells[styles] = self._with_styles(styles)
        return self._cells[styles]

    @cached_property
    def _cells(self) -> dict[tuple[Element, ...], InheritanceChain]:
        """What cells without a list style of their own inherit, by the styles of the table."""
        return {}

    def _with_styles(self, styles: tuple[Element, ...]) -> InheritanceChain:
        default = (style for style in self.styles if tag(style) == "p:defaultTextStyle")
        return InheritanceChain((), "", (*styles, *default), self.theme, self.memory)

    def body_properties(self) -> tuple[Element, ...]:
        """The `a:bodyPr` of the shapes, nearest first."""
        found = (find(shape, "p:txBody/a:bodyPr") for shape in self.shapes)
        return tuple(item for item in found if item is not None)

    def fonts(self) -> ThemeFonts:
        """The fonts of the theme; Calibri where it names none."""
        return THEME_FONTS if self.theme is None else self.memory.recall(ThemeFonts.of, self.theme)


def inheritance_chain(
    shape: Element, part: Part, package: Package, memory: Memory | None = None
) -> InheritanceChain:
    """What a shape of a slide, layout, master or notes slide inherits from.

    `memory` is shared by calls for shapes of one package.
    """
    memory = memory or Memory()
    ph = placeholder_of(shape)
    key = None if ph is None else placeholder_key(ph)
    owner, *inherited = memory.recall(sheets, part, package)
    owner = inherited[-1] if inherited else owner
    above = memory.recall(_above, key, tuple(inherited), owner, package)
    return InheritanceChain((shape, *above.shapes), above.type, above.styles, above.theme, memory)


class _Above(NamedTuple):
    """What the shapes that fill one placeholder inherit, as their chains have it."""

    shapes: tuple[Element, ...]
    type: str
    styles: tuple[Element, ...]
    theme: Part | None


def _above(
    key: PlaceholderKey | None, inherited: tuple[Part, ...], owner: Part, package: Package
) -> _Above:
    """What shapes with a placeholder of this key, or with none, inherit from layout and master.

    `owner` is the last of the sheets, which has the theme.
    """
    shapes, kind = [], "" if key is None else key[0]
    for sheet in inherited:
        match = None if key is None else _match(key, _roles(sheet), sheet)
        if match is not None:
            shapes.append(match[0])
            key = placeholder_key(match[1])
            if kind == "obj":
                kind = key[0]
    theme = next(iter(package.related(owner, "theme")), None)
    return _Above(tuple(shapes), kind, _styles(_style_of(kind), owner, package), theme)


def box_of(shape: Element, part: Part, package: Package, memory: Memory | None = None) -> Box:
    """A shape's box in EMU, its own or inherited from its placeholder; all zeros without one.

    `memory` is as for `inheritance_chain`.
    """
    own = box(shape)
    return own or placed(shape, inheritance_chain(shape, part, package, memory).box or NO_BOX)


def box_on_slide(shape: Element, part: Part, package: Package) -> Box:
    """The box of a shape on the slide in EMU, with the transforms of the groups around it."""
    own = upright_box(shape) or box_of(shape, part, package)
    return GroupTransform.around(shape).place(own)


def _sized_box(shape: Element) -> Box | None:
    found = box(shape)
    return found if found and found.width and found.height else None


def _first(read: Callable[[Element], T | None], shapes: tuple[Element, ...]) -> T | None:
    return next((found for found in map(read, shapes) if found is not None), None)


def _own_list_styles(shape: Element) -> tuple[Element, ...]:
    """A shape's list style, then the font and colour that its style gives its text
    (`a:fontRef`) as another one."""
    body, reference = find(shape, "p:txBody"), find(shape, "p:style/a:fontRef")
    own = () if body is None else _filled_list_style(body)
    return own if reference is None else (*own, _reference_style(reference))


def _filled_list_style(body: Element) -> tuple[Element, ...]:
    own = find(body, "a:lstStyle")
    return () if own is None or not len(own) else (own,)


def _reference_style(reference: Element) -> Element:
    colour = reference[0] if len(reference) else None
    return list_style(make("a:defRPr"), colour, reference.get("idx", ""))


def list_style(run: Element, colour: Element | None, font: str) -> Element:
    """A list style that gives all levels the properties of an `a:defRPr`, with a colour and one of
    the theme's fonts, which `font` refers to as `a:fontRef` does (`minor`)."""
    if colour is not None:
        run.append(make("a:solidFill", None, deepcopy(colour)))
    if font in ("major", "minor"):
        run.append(make("a:latin", {"typeface": "+mj-lt" if font == "major" else "+mn-lt"}))
    return make("a:lstStyle", None, make("a:defPPr", None, run))


def _children_by_name(style: Element) -> dict[str, Element]:
    return {str(child.tag): child for child in style}


Placeholder = tuple[Element, Element]


def _roles(part: Part) -> dict[str, list[Placeholder]]:
    """The placeholders of a layout or master by what they are for, with their `p:ph`.

    They are kept with what the part holds until that is edited.
    """
    found: dict[str, list[Placeholder]] | None = part.memory.get("roles")
    if found is None:
        found = part.memory["roles"] = {}
        for shape, ph in placeholders(part.root):
            found.setdefault(_role(placeholder_key(ph)), []).append((shape, ph))
    return found


def _role(key: PlaceholderKey) -> str:
    kind, _ = key
    return "title" if kind in TITLE_TYPES else "body" if kind in _BODIES else kind


def _match(
    key: PlaceholderKey, others: dict[str, list[Placeholder]], above: Part
) -> Placeholder | None:
    """The placeholder of a layout or master that one with this key inherits from.

    On a layout it has the same index, or is the title as well; on a master the same type, where
    all types of content count as the body's.
    """
    candidates = others.get(_role(key), [])
    if tag(above.root) == "p:sldLayout":
        _, index = key
        same = [item for item in candidates if placeholder_key(item[1])[1] == index]
        candidates = same or candidates
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
