"""One thing that is looked at beside what plans hold: how it is read, compared and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from deckgen.appearance.shapes import (
    Box,
    InheritanceChain,
    Memory,
    inheritance_chain,
    placeholder_of,
)
from deckgen.appearance.theme import Theme
from deckgen.content.base import properties
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, coordinate, find, tag

Words = Mapping[str, str]

"""What a subject says: words by aspect. What is as usual is left out."""


V = TypeVar("V")

Judge = Callable[[str, str], bool]

"""Whether two words of an aspect say the same; "" is what is left out."""


DIGEST = "#"

"""Starts a word that is a digest, of which only a change can be told."""


def equal(was: str, now: str) -> bool:
    """Whether two words are the same."""
    return was == now


@dataclass(frozen=True, slots=True)
class Property(Generic[V]):
    """One thing that is looked at, of subjects of one sort.

    `key` names it in the base that a deck keeps: what a key means must never change. `noun` is
    what it is called in a sentence, with `{}` for which of several (`the colour {}`); "" where
    `told` says all. `read` gives its words, by which of several they are ("" for the one). `same`
    compares what editors saved that keep what they do not edit, as PowerPoint does; `rewritten`
    what others saved, which write every part anew, as LibreOffice does: None where they leave
    nothing to compare. `show` puts a word for a reader, `usual` what is left out, and `told` a
    whole change (`is hidden now`).
    """

    key: str
    noun: str
    read: Callable[[V], Words]
    same: Judge = equal
    rewritten: Judge | None = None
    show: Callable[[str], str] = str
    usual: str = "none"
    told: Callable[[str, str], str] | None = None

    def words(self, subject: V) -> dict[str, str]:
        """The words of a subject under the keys of this aspect."""
        return {
            f"{self.key}.{which}" if which else self.key: word
            for which, word in self.read(subject).items()
            if word
        }

    def judge(self, *, rewritten: bool) -> Judge | None:
        """What compares two words, after an editor of one sort or the other."""
        return self.rewritten if rewritten else self.same

    def tell(self, which: str, was: str, now: str, owner: str = "") -> str:
        """The change in words; `owner` is the shape that it is of, "" for a sheet or the deck."""
        noun = " ".join(self.noun.format(which).split())
        subject = " of ".join(filter(None, [noun, owner and f"`{owner}`"]))
        if self.told is not None:
            return f"{subject} {self.told(was, now)}".lstrip()
        old, new = self._shown(was), self._shown(now)
        if DIGEST in (was[:1], now[:1]) or old == new:
            return f"{subject} changed"
        return f"{subject} is {new} instead of {old}"

    def _shown(self, word: str) -> str:
        return self.show(word) if word else self.usual


def one(word: str) -> Words:
    """The words of an aspect that has one."""
    return {"": word} if word else {}


# What is looked at: the deck, its sheets (slides, slide layouts, slide masters), their shapes.


_SHAPES = ("p:sp", "p:pic", "p:cxnSp", "p:graphicFrame", "p:grpSp", "p:contentPart")

_ABOVE = {"p:sld": "slideLayout", "p:sldLayout": "slideMaster"}


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package that is looked at. `slides` are the ids of slides by their parts' names.

    The package must not change meanwhile.
    """

    package: Package
    slides: Mapping[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    def lineage(self, shape: Element, part: Part) -> InheritanceChain:
        """A shape of a sheet with what it inherits from."""
        return inheritance_chain(shape, part, self.package, self.memory)

    def theme(self, part: Part) -> Theme:
        """The theme that a sheet's colours and fonts are of."""
        return self.memory.recall(self._theme, part)

    def _theme(self, part: Part) -> Theme:
        sheets = self._sheets(part)
        themes = self.package.related(sheets[-1], "theme")
        colors = (
            found
            for sheet in sheets
            for path in ("p:clrMapOvr/a:overrideClrMapping", "p:clrMap")
            if (found := find(sheet.root, path)) is not None
        )
        return Theme.of(themes[0].root, next(colors, None)) if themes else Theme()

    def formats(self, part: Part, styles: str) -> list[Element]:
        """The theme's fills or lines that styles name by number (20.1.4.1.14: `a:fmtScheme`)."""
        return self.memory.recall(self._formats, part, styles)

    def _formats(self, part: Part, styles: str) -> list[Element]:
        for theme in self.package.related(self._sheets(part)[-1], "theme"):
            found = find(theme.root, f"a:themeElements/a:fmtScheme/{styles}")
            return [] if found is None else list(found)
        return []

    def _sheets(self, part: Part) -> list[Part]:
        """A sheet and those that it is on, its master last; relationships may go in a circle."""
        found = [part]
        while above := self.package.related(found[-1], _ABOVE.get(tag(found[-1].root), "")):
            if above[0] in found:
                break
            found.append(above[0])
        return found


@dataclass(frozen=True, slots=True)
class SheetView:
    """A slide, slide layout or slide master."""

    look: PackageView
    part: Part

    @property
    def package(self) -> Package:
        """The package that it is in."""
        return self.look.package

    @property
    def theme(self) -> Theme:
        """What its colours and fonts mean."""
        return self.look.theme(self.part)


@dataclass(frozen=True, slots=True)
class GroupFrame:
    """How the groups around a shape place what stands in them: `across` and `down` stretch it,
    `x` and `y` move it.

    `turned` says whether one of them is turned or mirrored; that is not reckoned in.
    """

    x: float = 0
    y: float = 0
    across: float = 1
    down: float = 1
    turned: bool = False

    def placed(self, box: Box) -> Box:
        """A box of a shape in these groups, on the sheet."""
        return Box(
            round(box.x * self.across + self.x), round(box.y * self.down + self.y),
            round(box.width * self.across), round(box.height * self.down),
        )  # fmt: skip

    def inside(self, group: Element) -> GroupFrame:
        """The frame of what stands in a group (ECMA-376 part 1, 20.1.7.5: `a:chOff`, `a:chExt`)."""
        xfrm = find(group, "p:grpSpPr/a:xfrm")
        ends = [] if xfrm is None else [
            find(xfrm, name) for name in ("a:off", "a:ext", "a:chOff", "a:chExt")
        ]  # fmt: skip
        if len(ends) < 4 or None in ends:
            return self
        off, ext, inner, extent = (end for end in ends if end is not None)
        across = _ratio(coordinate(ext, "cx"), coordinate(extent, "cx"))
        down = _ratio(coordinate(ext, "cy"), coordinate(extent, "cy"))
        return GroupFrame(
            self.x + self.across * (coordinate(off, "x") - across * coordinate(inner, "x")),
            self.y + self.down * (coordinate(off, "y") - down * coordinate(inner, "y")),
            self.across * across,
            self.down * down,
            self.turned or is_turned(group),
        )


def transform(shape: Element) -> Element | None:
    """What says where a shape stands and how it is turned (20.1.7.6: `a:xfrm`)."""
    for path in ("p:spPr/a:xfrm", "p:grpSpPr/a:xfrm", "p:xfrm"):
        found = find(shape, path)
        if found is not None:
            return found
    return None


def is_turned(shape: Element) -> bool:
    """Whether a shape says that it is turned or mirrored."""
    xfrm = transform(shape)
    return xfrm is not None and any(
        xfrm.get(name, "0") not in ("0", "false") for name in ("rot", "flipH", "flipV")
    )


def _ratio(outer: int, inner: int) -> float:
    return outer / inner if inner else 1.0


@dataclass(frozen=True, slots=True)
class DrawnShape:
    """A shape of a sheet: a group, or what stands in one or on the sheet itself.

    `slot` says whether a plan holds what it says; `group` is the name of the group around it.
    `choice` says whether it is the newer of two forms (ECMA-376 part 3, 7.6).
    """

    sheet: SheetView
    shape: Element
    name: str
    slot: bool = False
    group: str = ""
    frame: GroupFrame = GroupFrame()
    choice: bool = False

    @property
    def properties(self) -> Element | None:
        """Its `p:cNvPr`."""
        return properties(self.shape)

    @property
    def placeholder(self) -> Element | None:
        """Its `p:ph`, None for a shape that is no placeholder."""
        return placeholder_of(self.shape)

    def bodies(self) -> tuple[Element, ...]:
        """Its `a:bodyPr` and those that it inherits from, nearest first."""
        return self._lineage().body_properties()

    def line(self) -> tuple[Element, ...]:
        """The shape and the placeholders that it inherits from, nearest first."""
        return self._lineage().shapes

    def _lineage(self) -> InheritanceChain:
        look = self.sheet.look
        return look.memory.recall(look.lineage, self.shape, self.sheet.part)


def drawn(sheet: SheetView, slots: Mapping[Element, str]) -> Iterator[DrawnShape]:
    """The shapes of a sheet as they are drawn, from the back to the front; groups are opened
    unless a slot holds them. `slots` are the shapes that plans hold, with their slots' names.

    Shapes of one name are told apart by numbers.
    """
    tree = find(sheet.part.root, "p:cSld/p:spTree")
    if tree is not None:
        taken: dict[str, int] = dict.fromkeys(slots.values(), 1)
        yield from _within(sheet, tree, GroupFrame(), "", slots, taken)


def _within(
    sheet: SheetView, tree: Element, frame: GroupFrame, group: str, slots: Mapping[Element, str],
    taken: dict[str, int],
) -> Iterator[DrawnShape]:  # fmt: skip
    for child in tree:
        shape = _shape(child)
        if shape is None:
            continue
        name = slots.get(shape) or _free(_name(shape), taken)
        yield DrawnShape(sheet, shape, name, shape in slots, group, frame, shape is not child)
        if tag(shape) == "p:grpSp" and shape not in slots:
            yield from _within(sheet, shape, frame.inside(shape), name, slots, taken)


def _shape(child: Element) -> Element | None:
    """The shape that a child of a tree is, or that it gives a choice of."""
    if tag(child) == "mc:AlternateContent" and len(child) and len(child[0]):
        child = child[0][0]
    return child if tag(child) in _SHAPES else None


def _name(shape: Element) -> str:
    about = properties(shape)
    return (about.get("name", "") if about is not None else "") or tag(shape)[2:]


def _free(name: str, taken: dict[str, int]) -> str:
    count = taken[name] = taken.get(name, 0) + 1
    return name if count == 1 else f"{name} ({count})"
