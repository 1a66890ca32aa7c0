"""Diagrams as a kind of content each: a process, a timeline, an organization chart.

All three are an outline that is drawn: native shapes with text in one group. YAML says the text
alone; places, sizes and colours follow from slot and theme, and are not read again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple, Self

from msgspec import structs

from deckgen.appearance.shapes import NO_BOX, Box, Slot, inner_box
from deckgen.appearance.text import InheritedText
from deckgen.content import Content, Names, Page, Scope, alt_text, list_for_alt, normalize
from deckgen.content.diagram import _drawing as drawing
from deckgen.content.diagram import _layout as layout
from deckgen.content.diagram import _tree as tree
from deckgen.content.diagram import _yaml as yaml
from deckgen.content.diagram._drawing import Found
from deckgen.content.diagram._layout import Lines
from deckgen.content.diagram._style import SIZES, Look
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.geo import PageBox
from deckgen.opc.xml import Element, tag
from deckgen.richtext import Paragraph
from deckgen.source.fields import AnyFields
from deckgen.source.nodes import Node
from deckgen.source.writing import YamlData

__all__ = ["Diagram", "Organization", "Process", "Timeline"]


class DiagramForm(NamedTuple):
    """What one kind of diagram has of its own.

    `word` is what one of its shapes is called, `several` are several of them, `title` is what it is
    called itself in alternative texts. `canonical` gives the paragraphs the levels that it can
    have, `laid_out` its shapes in an area, `ordered` the shapes of a group in the order of its
    text. `each_line` says whether each paragraph is a box, not those of the first level alone.
    """

    word: str
    several: str
    title: str
    fields: yaml.DiagramFields
    canonical: Callable[[Lines], Lines]
    laid_out: Callable[[Lines, PageBox, Look], layout.DiagramLayout]
    ordered: Callable[[Sequence[Found], Element], list[Found]]
    each_line: bool = False

    def is_head(self, line: Paragraph) -> bool:
        """Whether a paragraph names a shape, and so can be highlighted."""
        return self.each_line or not line.level

    def normalized(self, lines: Lines) -> Lines:
        """The paragraphs as such a diagram has them: none is empty, and of those with one name all
        are highlighted or none."""
        lines = self.canonical(tuple(line for line in lines if line.runs))
        marked = {yaml.one_line(line) for line in lines if line.highlight and self.is_head(line)}
        if not marked and not any(line.highlight for line in lines):
            return lines
        return tuple(
            structs.replace(line, highlight=self.is_head(line) and name in marked - {""})
            for line, name in zip(lines, map(yaml.one_line, lines), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Diagram(Content):
    """An outline that is drawn.

    `alt` is the author's alternative text, "" for one made of the text. `sources` are the starts of
    the names of the shapes that the text was read from, each with how many paragraphs it has and
    how much deeper they are in the outline.
    """

    form: ClassVar[DiagramForm]

    lines: Lines
    alt: str = ""
    sources: tuple[tuple[str, int, int], ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Give equal diagrams one form, without an alternative text that would be made."""
        object.__setattr__(self, "lines", self.form.normalized(self.lines))
        form = self.form
        made = rf"{form.title} with \d+ ({form.word.lower()}|{form.several}): "
        if re.match(made, self.alt):
            object.__setattr__(self, "alt", "")

    @classmethod
    def _found(cls, group: Element, page: Page) -> list[Found]:
        """The shapes of a group that have text, in the order of the text."""
        return cls.form.ordered(drawing.read(group, cls.form.word, page), group)

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of its mapping."""
        return (cls.form.fields,)

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The diagram of a mapping. Raises `Problem` with every fault in it."""
        return cls(*yaml.parse(node, scope, cls.form.fields, cls.form.is_head))

    def dump(self, names: Names) -> YamlData:
        """The mapping that parses to this diagram."""
        return self.form.fields.dump(yaml.Dumped(self.lines, self.alt, names))

    def write(self, slot: Slot, page: Page) -> Element:
        """A group of native shapes in the slot's box."""
        return self.drawn(slot.name, slot.box, page)

    def drawn(self, name: str, place: Box, page: Page) -> Element:
        """Its group in a box."""
        shapes = self.form.laid_out(self.lines, PageBox(*place.points), Look(page)).shapes
        word, alt = self.form.word, self.description
        return drawing.write(name, self.key, word, alt, place, shapes, page)

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The diagram of a group; None for other shapes."""
        if tag(shape) != "p:grpSp" or not drawing.is_diagram(shape, cls.key):
            return None
        found = cls._found(shape, page)
        sources = tuple((one.label, len(one.piece.lines), one.depth) for one in found)
        return cls(layout.joined(found), alt_text(shape), sources)

    def update(self, shape: Element, page: Page) -> None:
        """Draw again what differs; colours and shapes that a reviewer changed or added stay."""
        before = type(self).read(shape, page)
        if before is None or before == self:
            return
        found = self._found(shape, page)
        place, draft = inner_box(shape) or NO_BOX, Page(page.package, page.part, page.language)
        written = before.drawn("", place, draft)
        drawing.update(shape, [one.element for one in found], written, self.drawn("", place, page))

    def normalized(self, before: Self | None, place: InheritedText) -> Self:
        """The diagram without formatting that only repeats what its shapes give to their text."""
        if before is None or self == before:
            return self
        lines: list[Paragraph] = []
        for label, count, depth in self.sources:
            own = layout.lifted(self.lines[len(lines) : len(lines) + count], depth)
            known = map(_plain, layout.lifted(before.lines, depth))
            inherited = place.of_shape(label)
            found = normalize.normalized(map(_plain, own), tuple(known), inherited)
            lines += layout.lifted(map(_with_marks, found, own), -depth)
        alt = self.alt or before.alt
        return replace(self, lines=tuple(lines) if self.sources else self.lines, alt=alt)

    def misfits(self, slot: Slot, page: Page) -> Iterator[Diagnostic]:
        """A warning for each shape whose text does not fit at the smallest size."""
        area, word = PageBox(*slot.box.points), self.form.word.lower()
        for piece in self.form.laid_out(self.lines, area, Look(page)).overflowing:
            span = next((o.span for line in piece.lines for o in line.origins()), None)
            yield Diagnostic(
                "OVERFLOW",
                f"the text of {word} `{piece.title}` in `{slot.name}` does not fit",
                span,
                f"too much at {SIZES[-1]} pt",
                (f"shorten it, take fewer {self.form.several}, or choose a larger slot",),
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
        word = self.form.word.lower()
        if self.form.each_line:
            return tuple(f"{word} `{drawing.name_of_line(line)}`" for line in self.lines)
        return tuple(
            f"{word} `{piece.title}`" + (f", line {number}" if number > 1 else "")
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
        shapes = self.form.several if len(names) != 1 else self.form.word.lower()
        return f"{self.form.title} with {len(names)} {shapes}: {list_for_alt(names, '; ')}"


def _plain(line: Paragraph) -> Paragraph:
    return structs.replace(line, icon="", highlight=False) if line.icon or line.highlight else line


def _with_marks(line: Paragraph, own: Paragraph) -> Paragraph:
    """A normalized paragraph with what `own`, as it was read, shows beside its text."""
    marked = own.icon or own.highlight
    return structs.replace(line, icon=own.icon, highlight=own.highlight) if marked else line


@dataclass(frozen=True, slots=True)
class Process(Diagram):
    """Steps that follow each other, as arrows in a row or in several. The first paragraph is a
    step."""

    key: ClassVar[str] = "process"
    form: ClassVar[DiagramForm] = DiagramForm(
        "Step", "steps", "Process",
        yaml.PROCESS, layout.rooted, layout.process, drawing.by_place,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timeline(Diagram):
    """Dates and what was then, as cards at a line.

    A date is a paragraph of the first level, what was then the first of the second level under it.
    """

    key: ClassVar[str] = "timeline"
    form: ClassVar[DiagramForm] = DiagramForm(
        "Entry", "entries", "Timeline",
        yaml.TIMELINE, layout.entries, layout.timeline, drawing.along_lines,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organization(Diagram):
    """Who reports to whom, as boxes joined by lines, and cards that list what is under them.

    Each paragraph is a box, or a line of a card, and reports to one above it.
    """

    key: ClassVar[str] = "org"
    form: ClassVar[DiagramForm] = DiagramForm(
        "Box", "boxes", "Organization chart",
        yaml.ORGANIZATION, layout.nested, tree.organization, drawing.as_tree, each_line=True,
    )  # fmt: skip
