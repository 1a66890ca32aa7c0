"""Diagrams as a kind of content each: a process, a timeline, an organization chart.

All three are an outline that is drawn: native shapes with text in one group. YAML says the text
alone; places, sizes and colours follow from slot and theme, and are not read again.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from deckgen.appearance.shapes import NO_BOX, Box, Slot, inner_box
from deckgen.appearance.text import InheritedText
from deckgen.content import Content, Names, Page, Scope, alt_text, normalize
from deckgen.content.diagram import _drawing as drawing
from deckgen.content.diagram import _layout as layout
from deckgen.content.diagram import _tree as tree
from deckgen.content.diagram import _yaml as yaml
from deckgen.content.diagram._drawing import DiagramArea, Found
from deckgen.content.diagram._style import SIZES, Look
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.opc.xml import Element, tag
from deckgen.richtext import Paragraph
from deckgen.source.fields import AnyFields
from deckgen.source.nodes import Node
from deckgen.source.writing import YamlData

__all__ = ["Diagram", "Organization", "Process", "Timeline"]

_LONGEST_ALT = 250
Lines = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Diagram(Content):
    """An outline that is drawn.

    `alt` is the author's alternative text, "" for one made of the text. `sources` are the numbers
    of the shapes that the text was read from, each with how many paragraphs it has and how much
    deeper they are in the outline.
    """

    word: ClassVar[str]
    """What one of its shapes is called."""
    several: ClassVar[str]
    """What they are called together."""

    lines: Lines
    alt: str = ""
    sources: tuple[tuple[str, int, int], ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Give equal diagrams one form: no empty paragraphs, and no alternative text that would
        be made."""
        lines = self.lines
        if not all(line.runs for line in lines):
            lines = tuple(line for line in lines if line.runs)
        object.__setattr__(self, "lines", self.canonical(lines))
        if self._is_generated(self.alt):
            object.__setattr__(self, "alt", "")

    @staticmethod
    @abstractmethod
    def canonical(lines: Lines) -> Lines:
        """The paragraphs with levels that such a diagram can have."""

    @abstractmethod
    def laid_out(self, area: DiagramArea, look: Look) -> layout.DiagramLayout:
        """Its shapes in an area."""

    @classmethod
    def found(cls, group: Element, page: Page) -> list[Found]:
        """The shapes of a group that have text, in the order of the text."""
        return drawing.by_place(drawing.read(group, cls.word, page))

    @classmethod
    @abstractmethod
    def fields(cls) -> yaml.DiagramFields:
        """The keys of its mapping."""

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of its mapping."""
        return (cls.fields(),)

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The diagram of a mapping. Raises `Problem` with every fault in it."""
        lines, alt = yaml.parse(node, scope, cls.fields())
        return cls(lines, alt)

    def dump(self, names: Names) -> YamlData:
        """The mapping that parses to this diagram."""
        return self.fields().dump(yaml.Dumped(self.lines, self.alt, names))

    def write(self, slot: Slot, page: Page) -> Element:
        """A group of native shapes in the slot's box."""
        return self.drawn(slot.name, slot.box, page)

    def drawn(self, name: str, place: Box, page: Page) -> Element:
        """Its group in a box."""
        shapes = self.laid_out(DiagramArea(*place.points), Look(page)).shapes
        return drawing.write(name, self.key, self.word, self.description, place, shapes, page)

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The diagram of a group; None for other shapes."""
        if tag(shape) != "p:grpSp" or not drawing.is_diagram(shape, cls.key):
            return None
        found = cls.found(shape, page)
        sources = tuple((one.piece.number, len(one.piece.lines), one.depth) for one in found)
        return cls(layout.joined(found), alt_text(shape), sources)

    def update(self, shape: Element, page: Page) -> None:
        """Draw again what differs; colours and shapes that a reviewer changed or added stay."""
        before = type(self).read(shape, page)
        if before is None or before == self:
            return
        found = self.found(shape, page)
        place, draft = inner_box(shape) or NO_BOX, Page(page.package, page.part, page.language)
        written = before.drawn("", place, draft)
        drawing.update(shape, [one.element for one in found], written, self.drawn("", place, page))

    def normalized(self, before: Self | None, place: InheritedText) -> Self:
        """The diagram without formatting that only repeats what its shapes give to their text."""
        if before is None or self == before:
            return self
        lines: list[Paragraph] = []
        for number, count, depth in self.sources:
            own = layout.lifted(self.lines[len(lines) : len(lines) + count], depth)
            known = layout.lifted(before.lines, depth)
            inherited = place.of_shape(f"{self.word} {number}")
            lines += layout.lifted(normalize.normalized(own, known, inherited), -depth)
        alt = self.alt or before.alt
        return replace(self, lines=tuple(lines) if self.sources else self.lines, alt=alt)

    def misfits(self, slot: Slot, page: Page) -> Iterator[Diagnostic]:
        """A warning for each shape whose text does not fit at the smallest size."""
        for piece in self.laid_out(DiagramArea(*slot.box.points), Look(page)).overflowing:
            span = next((o.span for line in piece.lines for o in line.origins()), None)
            yield Diagnostic(
                "OVERFLOW",
                f"the text of {self.word.lower()} `{piece.title}` in `{slot.name}` does not fit",
                span,
                f"too much at {SIZES[-1]} pt",
                (f"shorten it, take fewer {self.several}, or choose a larger slot",),
                Severity.WARNING,
            )

    def is_blank(self) -> bool:
        """Whether there is nothing to show."""
        return not self.lines

    def paragraphs(self) -> Iterator[Paragraph]:
        """Its paragraphs, in the order of its shapes."""
        return iter(self.lines)

    def places(self) -> tuple[str, ...]:
        """The name of its shape for each paragraph, with a number for those under the first."""
        return tuple(
            f"{self.word.lower()} `{piece.title}`" + (f", line {number}" if number > 1 else "")
            for piece in layout.split(self.lines)
            for number in range(1, len(piece.lines) + 1)
        )

    def with_paragraphs(self, lines: Sequence[Paragraph]) -> Self:
        """The same kind of diagram of these paragraphs."""
        return replace(self, lines=tuple(lines), sources=())

    def map_paragraphs(self, change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same diagram with each paragraph changed."""
        return replace(self, lines=tuple(change(line) for line in self.lines))

    @property
    def description(self) -> str:
        """The alternative text: the author's, else one made of the names of its shapes."""
        if self.alt:
            return self.alt
        names = [" ".join(line.text.split()) for line in self.lines if not line.level]
        listed = "; ".join(names)
        if len(listed) > _LONGEST_ALT:
            listed = listed[:_LONGEST_ALT].rsplit(" ", 1)[0] + " ..."
        count = f"{len(names)} {self.several if len(names) != 1 else self.word.lower()}"
        return f"{self.title} with {count}: {listed}"

    title: ClassVar[str]
    """What it is called in alternative texts."""

    @classmethod
    def _is_generated(cls, alt: str) -> bool:
        return bool(re.match(rf"{cls.title} with \d+ ({cls.word.lower()}|{cls.several}): ", alt))


@dataclass(frozen=True, slots=True)
class Process(Diagram):
    """Steps that follow each other, as arrows in a row."""

    key: ClassVar[str] = "process"
    word: ClassVar[str] = "Step"
    several: ClassVar[str] = "steps"
    title: ClassVar[str] = "Process"

    @staticmethod
    def canonical(lines: Lines) -> Lines:
        """The first paragraph is a step."""
        return layout.rooted(lines)

    @classmethod
    def fields(cls) -> yaml.DiagramFields:
        """The keys of a process."""
        return yaml.PROCESS

    def laid_out(self, area: DiagramArea, look: Look) -> layout.DiagramLayout:
        """Arrows in a row, or in several."""
        return layout.process(layout.split(self.lines), area, look)


@dataclass(frozen=True, slots=True)
class Timeline(Diagram):
    """Dates and what was then, as cards at a line.

    A date is a paragraph of the first level, what was then the first of the second level under it.
    """

    key: ClassVar[str] = "timeline"
    word: ClassVar[str] = "Entry"
    several: ClassVar[str] = "entries"
    title: ClassVar[str] = "Timeline"

    @staticmethod
    def canonical(lines: Lines) -> Lines:
        """Under each date comes its text, then what is deeper."""
        return layout.entries(lines)

    @classmethod
    def fields(cls) -> yaml.DiagramFields:
        """The keys of a timeline."""
        return yaml.TIMELINE

    @classmethod
    def found(cls, group: Element, page: Page) -> list[Found]:
        """The entries in their order along the line."""
        return drawing.along_lines(drawing.read(group, cls.word, page), group)

    def laid_out(self, area: DiagramArea, look: Look) -> layout.DiagramLayout:
        """Cards at a line."""
        return layout.timeline(layout.split(self.lines), area, look)


@dataclass(frozen=True, slots=True)
class Organization(Diagram):
    """Who reports to whom, as boxes joined by lines."""

    key: ClassVar[str] = "org"
    word: ClassVar[str] = "Box"
    several: ClassVar[str] = "boxes"
    title: ClassVar[str] = "Organization chart"

    @staticmethod
    def canonical(lines: Lines) -> Lines:
        """Each paragraph reports to one above it."""
        return layout.nested(lines)

    @classmethod
    def fields(cls) -> yaml.DiagramFields:
        """The keys of an organization chart."""
        return yaml.ORGANIZATION

    @classmethod
    def found(cls, group: Element, page: Page) -> list[Found]:
        """The boxes, each before those that report to it."""
        return drawing.as_tree(drawing.read(group, cls.word, page))

    def places(self) -> tuple[str, ...]:
        """Each paragraph is a box of its own, or one in a card."""
        return tuple(f"box `{drawing.shortened(line.text)}`" for line in self.lines)

    def laid_out(self, area: DiagramArea, look: Look) -> layout.DiagramLayout:
        """Boxes, and cards that list what is under them."""
        return tree.organization(self.lines, area, look)
