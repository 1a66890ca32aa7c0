"""The vocabulary of snapshots: properties, the package, sheets and shapes that they are read from.

A property is one thing that a plan does not hold, such as a shape's fill. It is read as a short
string, so that two presentations are compared value by value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from msgspec import Struct, field

from deckgen.appearance.inheritance import InheritanceChain, inheritance_chain
from deckgen.appearance.shapes import (
    ON_SLIDE,
    GroupTransform,
    placeholder_of,
    shapes_in,
    tree_of,
)
from deckgen.appearance.theme import Memory, Scheme
from deckgen.content import non_visual_properties
from deckgen.content.groups import read_mark
from deckgen.opc.digest import Digests
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import BOOLEANS, Element, find, tag

Values = Mapping[str, str]
"""Values of properties by key, `key.which` for one of several. Defaults are left out."""
V = TypeVar("V")
Comparison = Callable[[str, str], bool]
"""Whether two values of a property are equal; "" is a value that is left out."""
DIGEST = "#"
"""Starts a value that is a digest: a reader is told only that it changed."""


LONGEST = 60
"""How many characters of a text a sentence quotes."""


def quoted(text: str) -> str:
    """A text as a sentence quotes it: in one line, with `…` for an end that is left out."""
    line = text.replace("\n", " / ").replace("\v", " / ")
    return f"“{line if len(line) <= LONGEST else line[:LONGEST] + '…'}”"


def equal(was: str, now: str) -> bool:
    """Whether two values are the same."""
    return was == now


def _never(_which: str, _was: Values, _now: Values) -> bool:
    return False


class Property(Struct, Generic[V], frozen=True):
    """A property of the deck, of sheets or of shapes that is compared beside plans.

    `key` names it in the base that a deck keeps, so its meaning must never change. `noun` names it
    in a sentence, with `{}` for which of several (`the colour {}`); "" where `change` is a whole
    predicate. `read` gives the value of a subject, "" for the default, or several by which.

    `same` compares two values after an editor that keeps what it does not edit, as PowerPoint
    does. `rewritten` compares them after one that writes every part again, as LibreOffice does;
    None where such an editor leaves nothing to compare.

    `planned` says of which values (by which, with all values before and after) the plan of a slot
    tells, so that they are compared of other shapes alone.

    `show` puts a value in words and `default` the one that is left out; `change` puts a whole
    change in words (`is hidden now`).
    """

    key: str
    noun: str
    read: Callable[[V], str | Values]
    same: Comparison = equal
    rewritten: Comparison | None = None
    show: Callable[[str], str] = str
    default: str = "none"
    planned: Callable[[str, Values, Values], bool] = _never
    change: Callable[[str, str], str] | None = None

    def describe(self, which: str, was: str, now: str, owner: str = "") -> str:
        """A change as a sentence; `owner` is the shape that changed, "" for a sheet or the deck."""
        noun = " ".join(self.noun.format(which).split())
        subject = " of ".join(filter(None, [noun, owner and f"`{owner}`"]))
        if self.change is not None:
            change = self.change(was, now)
            return f"{subject}{': ' if ' -> ' in change else ' '}{change}".lstrip()
        old, new = self._text(was), self._text(now)
        if DIGEST in (was[:1], now[:1]) or old == new:
            return f"{subject} changed"
        return f"{subject}: {old} -> {new}"

    def _text(self, value: str) -> str:
        return self.show(value) if value else self.default


def values_of(properties: Iterable[Property[V]], subject: V) -> dict[str, str]:
    """The values of a subject, by `key` or `key.which` of a property; empty ones are left out."""
    found: dict[str, str] = {}
    for prop in properties:
        value = prop.read(subject)
        if isinstance(value, str):
            if value:
                found[prop.key] = value
            continue
        for which, one in value.items():
            if one:
                found[f"{prop.key}.{which}" if which else prop.key] = one
    return found


class MarkupField(Struct, frozen=True):
    """A row of a table: an attribute of an element below the one that has a property.

    `which` is what a sentence calls it, `path` leads to the element ("" for the owner itself).
    `default` is the value that is left out, since editors write it too; `words` replace others.
    Without an `attribute` the element is `shown` where it is there.
    """

    which: str
    path: str = ""
    attribute: str = "val"
    default: str = ""
    words: Mapping[str, str] = {}

    def value(self, owner: Element) -> str:
        """The value below an owner, "" for the default."""
        element = find(owner, self.path) if self.path else owner
        if element is None:
            return ""
        found = element.get(self.attribute, self.default) if self.attribute else "shown"
        found = BOOLEANS.get(found, found)
        return "" if found == self.default else self.words.get(found, found.removesuffix(".0"))


def field_values(
    owner: Element | None, rows: Iterable[MarkupField], suffix: str = ""
) -> dict[str, str]:
    """The values of the rows of a table by which, each with `suffix` behind it."""
    values = [(row, row.value(owner)) for row in rows] if owner is not None else []
    return {row.which + suffix: value for row, value in values if value or row.attribute}


def table(owner: Callable[[V], Element | None], *rows: MarkupField) -> Callable[[V], Values]:
    """A reader of the rows of a table, for a property of what has that owner."""
    return lambda subject: field_values(owner(subject), rows)


# The subjects of properties: the package, its sheets (slides, slide layouts, slide masters) and
# their shapes.


class PackageView(Struct, frozen=True):
    """A package to read properties from, which must not change meanwhile.

    `slides` are the ids of slides by their parts' names; `memory` keeps what was looked up, and
    with `digests` the snapshots of slides are kept with the content of their parts.
    """

    package: Package
    slides: Mapping[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    digests: Digests | None = None

    def inheritance(self, shape: Element, part: Part) -> InheritanceChain:
        """A shape of a sheet with the placeholders and styles that it inherits from."""
        return inheritance_chain(shape, part, self.package, self.memory)

    def scheme(self, part: Part) -> Scheme:
        """What the names of colours and the references to styles mean on a sheet."""
        return self.memory.recall(Scheme.of, part, self.package, self.memory)


class SheetView(Struct, frozen=True):
    """A slide, slide layout or slide master; `memory` is of its own shapes, and goes with it."""

    view: PackageView
    part: Part
    memory: Memory = field(default_factory=Memory)

    @property
    def package(self) -> Package:
        """The package that it is in."""
        return self.view.package

    @property
    def scheme(self) -> Scheme:
        """What the names of colours and the references to styles mean on it."""
        return self.view.scheme(self.part)


class DrawnShape(Struct, frozen=True):
    """A shape of a sheet, with a name that no other shape of the sheet has.

    `properties` are its `p:cNvPr`; `slot` says whether a plan holds its content; `group` is the
    name of the group around it, "" for none, and `transform` how the group's coordinates lie.
    `drawn` says that the group, or one around it, is a slot's or a mark (`content.groups`).
    """

    sheet: SheetView
    element: Element
    properties: Element | None
    name: str
    slot: bool = False
    group: str = ""
    transform: GroupTransform = ON_SLIDE
    drawn: bool = False

    @property
    def alternate(self) -> bool:
        """Whether it is in an `mc:AlternateContent`, with another shape for other programs."""
        parent = self.element.getparent()
        return parent is not None and tag(parent) == "mc:Choice"

    @property
    def placeholder(self) -> Element | None:
        """Its `p:ph`, None where it is no placeholder."""
        return placeholder_of(self.element)

    def body_properties(self) -> tuple[Element, ...]:
        """Its `a:bodyPr` and those that it inherits from, nearest first."""
        return self._chain().body_properties()

    def inherited_from(self) -> tuple[Element, ...]:
        """The shape and the placeholders that it inherits from, nearest first."""
        return self._chain().shapes

    def _chain(self) -> InheritanceChain:
        sheet = self.sheet
        return sheet.memory.recall(sheet.view.inheritance, self.element, sheet.part)


def drawn_shapes(sheet: SheetView, slots: Mapping[Element, str]) -> Iterator[DrawnShape]:
    """The shapes of a sheet from back to front, those in groups after their group.

    `slots` are the shapes that plans hold, with their slots' names. Further shapes of one name get
    a number behind it: `Picture (2)`.
    """
    counts: dict[str, int] = dict.fromkeys(slots.values(), 1)
    names: dict[Element | None, str] = {None: ""}
    drawings: set[Element | None] = set()
    for shape, group, transform in shapes_in(tree_of(sheet.part.root)):
        about = non_visual_properties(shape)
        own = "" if about is None else about.get("name", "")
        name = slots.get(shape) or _unique(own or tag(shape)[2:], counts)
        names[shape] = name
        slot, drawn = shape in slots, group in drawings
        if tag(shape) == "p:grpSp" and (slot or drawn or read_mark(shape)):
            drawings.add(shape)
        yield DrawnShape(sheet, shape, about, name, slot, names[group], transform, drawn)


def _unique(name: str, counts: dict[str, int]) -> str:
    count = counts[name] = counts.get(name, 0) + 1
    return name if count == 1 else f"{name} ({count})"
