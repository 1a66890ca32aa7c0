"""What every kind of content is: a value with two inverse pairs, parse/dump and write/read.

A new kind is a module with one such class and a line in `deckgen.content.registry`. Nothing
outside this package names a kind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

from deckgen import ooxml, source
from deckgen.content.levels import by_level
from deckgen.content.parting import Measure
from deckgen.content.style import Paragraph, facts_in
from deckgen.diagnostics import Diagnostic, Span
from deckgen.facts import Facts
from deckgen.looks.inherited import Inherited
from deckgen.model import Box, Slot
from deckgen.ooxml import Element, find, make
from deckgen.opc import Package, Part
from deckgen.source import Node, Plainly, Scalar


@dataclass(frozen=True, slots=True)
class Scope:
    """What YAML content may refer to.

    `folder` is deck.yaml's; files that content names lie within it. `formats` maps the names of
    opaque formats to their XML.
    """

    folder: Path
    facts: Facts
    contacts: Mapping[str, source.Mapping] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)

    def show(self, reference: str, span: Span) -> tuple[str, str]:
        """What `${reference}` prints and the id of its fact; raises `Problem` for unknown ones."""
        shown = self.facts.show(reference, span)
        return shown.text, shown.fact.id


Names = dict[str, str]
"""The names of opaque formats, by their XML."""


@dataclass(slots=True)
class Page:
    """A slide (or notes slide) of a package that content is written to or read from.

    `slides` gives the part of each slide by its id, for links between slides.
    """

    package: Package
    part: Part
    language: str
    slides: Mapping[str, Part] = field(default_factory=dict)
    last_id: int = 1
    last_field: int = 0

    def next_id(self) -> int:
        """A shape id that this page does not use yet."""
        self.last_id += 1
        return self.last_id

    def next_field(self) -> int:
        """A number for a field that this page does not use yet."""
        self.last_field += 1
        return self.last_field

    def slide_at(self, part: Part) -> str | None:
        """The id of the slide in a part, or None."""
        return next((key for key, value in self.slides.items() if value is part), None)


@dataclass(frozen=True, slots=True)
class Segment:
    """A scalar of YAML that gave the next `count` paragraphs, each moved `level` levels deeper."""

    scalar: Scalar
    count: int
    level: int = 0


class Content(ABC):
    """What fills a slot. Equality leaves out where it came from."""

    key: ClassVar[str]
    """What the kind is called: `text`, `chart` ..."""
    words: ClassVar[tuple[str, ...]]
    """The YAML words of the kind; a mapping whose first key is one of them holds it."""

    @classmethod
    @abstractmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The content that a YAML node describes. Raises `Problem` with every fault of it."""

    @abstractmethod
    def dump(self, names: Names) -> Plainly:
        """YAML that parses to this content."""

    @abstractmethod
    def write(self, slot: Slot, page: Page) -> Element:
        """The shape that shows this content in the slot; parts it needs are added."""

    @classmethod
    @abstractmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The content of a shape, or None where the shape does not hold this kind."""

    @abstractmethod
    def update(self, shape: Element, page: Page) -> None:
        """Make a shape that holds other content of this kind hold this one, and change no more."""

    def placed(self, _save: Callable[[bytes, str], str]) -> Self:
        """The same content with what it embeds put into files, for `dump` to name.

        `save(data, suffix)` writes a file and gives its path as YAML names it.
        """
        return self

    def filed(self, _before: Content | None, _save: Callable[[bytes, str], str]) -> Self:
        """The same content for YAML: a file that it embeds is named as `_before` names it, which
        the YAML holds now, and saved where that embeds another."""
        return self

    def segments(self) -> tuple[Segment, ...]:
        """The scalars of YAML that gave the paragraphs, where each gave whole paragraphs."""
        return ()

    def settled(self, _before: Self | None, _place: Inherited) -> Self:
        """The content, as an editor saved it, without what the editor only spelled out.

        `_before` is what the place held when the presentation was made, None where it held
        nothing of this kind; `_place` is what the place gives to its text anyway.
        """
        return self

    def continued(self, _slot: Slot, _measure: Measure) -> tuple[Self, ...]:
        """The content in parts that each fit the slot; itself where it fits or must stay whole."""
        return (self,)

    def joined(self, _parts: Sequence[Content]) -> Self | None:
        """The whole, in the form of this one, whose parts stand on slides that go on, as
        `continued` gave them or edited since; None where these make no whole of this kind."""
        return None

    def misfits(self, _slot: Slot) -> Iterable[Diagnostic]:
        """Warnings for what will not show in the slot as the author means it; text is measured."""
        return ()

    def is_blank(self) -> bool:
        """Whether there is nothing to see: an empty text frame, say."""
        return False

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph of the content, for walks over its text and facts."""
        return iter(())

    def map_paragraphs(self, _change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same content with each paragraph changed."""
        return self

    def with_paragraphs(self, lines: Sequence[Paragraph]) -> Self | None:
        """The same content with these paragraphs; None where it has another number of them."""
        if len(lines) != len(tuple(self.paragraphs())):
            return None
        following = iter(lines)
        return self.map_paragraphs(lambda _line: next(following))

    def bases(self, pattern: Content) -> Sequence[Paragraph]:
        """For each paragraph the one of a pattern's content whose look it takes."""
        return by_level(tuple(self.paragraphs()), tuple(pattern.paragraphs()))

    def facts(self) -> tuple[str, ...]:
        """The ids of the facts that the content uses, each once."""
        return facts_in(self.paragraphs())


def placeholder(slot: Slot) -> Element:
    """The `p:nvPr` that binds a shape to its layout's placeholder."""
    attributes: dict[str, object] = {
        "type": None if slot.type == "obj" else slot.type,
        "orient": slot.orient or None,
        "sz": slot.size or None,
        "idx": slot.idx or None,
    }
    return make("p:nvPr", None, make("p:ph", attributes))


def transform(box: Box, name: str = "a:xfrm") -> Element:
    """A shape's place and size."""
    return make(
        name,
        None,
        make("a:off", {"x": box.x, "y": box.y}),
        make("a:ext", {"cx": box.width, "cy": box.height}),
    )


def graphic_frame(slot: Slot, page: Page, alt: str, uri: str, graphic: Element) -> Element:
    """A graphic frame that fills the slot with a chart or table (ECMA-376 part 1, 19.3.1.21)."""
    lock = make("a:graphicFrameLocks", {"noGrp": "1"})
    return make(
        "p:graphicFrame",
        None,
        make(
            "p:nvGraphicFramePr",
            None,
            make("p:cNvPr", {"id": page.next_id(), "name": slot.name, "descr": alt or None}),
            make("p:cNvGraphicFramePr", None, lock),
            placeholder(slot),
        ),
        transform(slot.box, "p:xfrm"),
        make("a:graphic", None, make("a:graphicData", {"uri": uri}, graphic)),
    )


def properties(shape: Element) -> Element | None:
    """A shape's `p:cNvPr`: id, name and alt text."""
    for child in shape:
        found = find(child, "p:cNvPr")
        if found is not None:
            return found
    return None


def alt_text(shape: Element) -> str:
    """A shape's alternative text, "" where it has none."""
    found = properties(shape)
    return "" if found is None else found.get("descr", "")


def graphic(shape: Element, child: str) -> Element | None:
    """What a graphic frame shows, if it is of that name (`a:tbl`, `c:chart`)."""
    if ooxml.tag(shape) != "p:graphicFrame":
        return None
    return find(shape, f"a:graphic/a:graphicData/{child}")
