"""Text as a kind of content: paragraphs with levels, in a text frame.

YAML writes it as an outline, a figure or a contact; all three are the same in the plan. How the
author wrote it is kept as `form` and does not count for equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from msgspec import Struct

from deckgen.appearance.shapes import Slot
from deckgen.appearance.text import InheritedText
from deckgen.content import Content, Names, Page, Scope, Segment, normalize, placeholder, textbody
from deckgen.diagnostics import error, gather, suggest
from deckgen.facts.references import whole
from deckgen.opc import xml
from deckgen.opc.xml import Element, find, make
from deckgen.richtext import Paragraph, Run, Style, outline
from deckgen.richtext.outline import Lists, renumbered_lines, shown_numbers
from deckgen.source.fields import AnyFields, Field, Fields, not_dumped, scalar_form, word_form
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    expect_scalar,
    expect_word,
    gather_entries,
)
from deckgen.source.writing import Lines, YamlData
from deckgen.textfit.autofit import Block, Measure, PageFit, paginate

TextLines = tuple[Paragraph, ...]


def divided(lines: TextLines, room: PageFit) -> tuple[TextLines, ...]:
    """The paragraphs divided for several slides, at items of the first level where possible.

    No part ends with a heading, which is a paragraph that deeper ones follow. A numbered list
    that is continued in a part starts there with the number that is due.
    """
    blocks = tuple(_ranked_blocks(lines, room.blocks))
    numbers = tuple(shown_numbers(lines))
    return tuple(
        tuple(renumbered_lines(lines[part.start : part.stop], numbers[part.start : part.stop]))
        for part in paginate(blocks, room.depth)
    )


def joined(parts: Iterable[TextLines]) -> TextLines:
    """The inverse of `divided`: the paragraphs of parts as one text.

    A numbered list that starts in a part with a number above one continues the list before.
    """
    found: list[Paragraph] = []
    lists = Lists()
    for part in parts:
        own: set[int] = set()  # the levels at which the part has started a list of its own
        for line in part:
            before = lists.open.get(line.level)
            if line.number is None or line.number <= 1 or before is None:
                own.add(line.level)
            elif line.level not in own:
                line = replace(line, number=before[0])
            lists.due(line.level, line.number)
            found.append(line)
    return tuple(found)


def _ranked_blocks(lines: TextLines, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with their ranks: the deeper a paragraph, the less it should start a part."""
    highest = min(line.level for line in lines)
    previous = lines[0].level
    for line, block in zip(lines, blocks, strict=True):
        rank = None if line.level > previous else line.level - highest
        yield block._replace(rank=rank)
        previous = line.level


def _text_field(key: str, about: str, example: str, unset: str = "") -> _Field:
    return _Field(key, scalar_form("text"), None, not_dumped, about, example, unset)


_Field = Field[object, object, ScalarNode | None]
FIGURE = Fields[object](
    "a figure",
    (
        _text_field("figure", "the figure", "figure: 48,800", unset="needed"),
        _text_field("label", "what it counts, a level deeper", "label: people removed"),
        _text_field(
            "change",
            "what it changed by, under the label: a number gets an arrow and a colour by its sign",
            "change: -8% from last year",
        ),
        _text_field("date", "of when it is, another level deeper", "date: FY 2018"),
    ),
    "figure: 48,800",
)
CONTACT = Fields[object](
    "a contact",
    (
        _text_field("office", "the office, on the first level", "office: North"),
        _text_field("name", "who leads it, a level deeper", "name: Ada Lovelace"),
        _text_field("title", "their title", "title: Director"),
        _text_field("address", "the address", "address: 1 Main Street, Springfield"),
        _text_field("phone", "the telephone number, another level deeper", "phone: (515) 555-0100"),
    ),
    "office: North",
    "A contact stands under its id, in the file of contacts, or under `contacts` of deck.yaml.",
)
CONTACT_NAMED = Fields[object](
    "a contact",
    (
        _Field(
            "contact", word_form("an id"), None, not_dumped, "that of a contact", "contact: north"
        ),
    ),
    "contact: north", "In a slot, a contact is named by its id.",
)  # fmt: skip
_FIGURE_LEVELS = {"figure": 0, "label": 1, "change": 1, "date": 2}
_CONTACT_LEVELS = {"office": 0, "name": 1, "title": 1, "address": 1, "phone": 2}
CONTACT_KEYS = CONTACT.keys


class WrittenForm(Struct, frozen=True):
    """How the author wrote a text: as `outline`, `figure` or `contact`, and in which scalars."""

    word: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Text(Content):
    """Paragraphs in a text frame."""

    key: ClassVar[str] = "text"

    lines: tuple[Paragraph, ...]
    form: WrittenForm | None = field(default=None, compare=False)

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """Text from an outline, a figure or a contact's id."""
        if isinstance(node, MappingNode):
            word = node.keys()[0] if node.entries else ""
            if word == "contact":
                return cls._from_contact(node, scope)
            return cls._from_figure(node, scope)
        scalar = expect_scalar(node, "a text slot")
        lines = outline.read(scalar, scope.show, scope.formats)
        lines = () if lines == (Paragraph(),) else lines
        return cls(lines, WrittenForm("outline", (Segment(scalar, len(lines)),)))

    @classmethod
    def _from_figure(cls, node: MappingNode, scope: Scope) -> Self:
        gather_entries(node, FIGURE.keys, FIGURE.what)
        return cls._from_fields("figure", node, _FIGURE_LEVELS, scope)

    @classmethod
    def _from_fields(
        cls, form: str, node: MappingNode, levels: Mapping[str, int], scope: Scope
    ) -> Self:
        """The text of several keys, each with the level of its first paragraph."""
        lines: list[Paragraph] = []
        segments: list[Segment] = []
        with gather() as problems:
            for key, level in levels.items():
                value = node.get(key)
                if value is None:
                    continue
                with problems.collect():
                    scalar = expect_scalar(value, f"`{key}`")
                    read = outline.read(scalar, scope.show, scope.formats)
                    if key == "change":
                        read = _marked(read)
                    lines += [replace(line, level=min(line.level + level, 8)) for line in read]
                    segments.append(Segment(scalar, len(read), level, key == "change"))
        return cls(tuple(lines), WrittenForm(form, tuple(segments)))

    @classmethod
    def _from_contact(cls, node: MappingNode, scope: Scope) -> Self:
        gather_entries(node, CONTACT_NAMED.keys, CONTACT_NAMED.what)
        scalar = expect_word(node.entries[0][1], "`contact`")
        reference = whole(scalar.text)
        name = scope.show(reference.body, scalar.span) if reference else scalar.text
        entry = scope.contacts.get(name)
        if entry is None:
            raise error(
                "unknown-contact",
                f"there is no contact `{name}`",
                at=scalar.span,
                label="not known",
                help=_contact_helps(name, scope),
            )
        return cls._from_fields("contact", entry, _CONTACT_LEVELS, scope)

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of a figure, and the one that names a contact."""
        return (FIGURE, CONTACT_NAMED)

    def dump(self, names: Names) -> YamlData:
        """The outline, on the key's own line if it is a single short line."""
        text = outline.write(self.lines, names)
        body = text.removesuffix("\n")
        if "\n" not in body and len(body) < 72 and not body.startswith(" "):
            return body
        return Lines(text)

    def write(self, slot: Slot, page: Page) -> Element:
        """The slot's placeholder, filled."""
        lock = make("a:spLocks", {"noGrp": "1"})
        return make(
            "p:sp",
            None,
            make(
                "p:nvSpPr",
                None,
                make("p:cNvPr", {"id": page.next_id(), "name": slot.name}),
                make("p:cNvSpPr", None, lock),
                placeholder(slot),
            ),
            make("p:spPr"),
            text_body(self.lines, page),
        )

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The text of a shape that has a text frame with anything in it."""
        frame = find(shape, "p:txBody")
        if xml.tag(shape) != "p:sp" or frame is None:
            return None
        return cls(textbody.read(frame, page))

    def update(self, shape: Element, page: Page) -> None:
        """Rewrite the paragraphs that differ; the others, and the frame, stay as they are."""
        frame = find(shape, "p:txBody")
        if frame is None:
            shape.append(text_body(self.lines, page))
        else:
            textbody.update(frame, self.lines, page)

    def normalized(self, before: Self | None, place: InheritedText) -> Self:
        """The text without formatting that only repeats what it inherits."""
        held = before.lines if before is not None else ()
        if self.lines == held:
            return self
        return replace(self, lines=normalize.normalized(self.lines, held, place))

    def divided(self, _slot: Slot, _page: Page, measure: Measure) -> tuple[Self, ...]:
        """The text divided at items of its first level where possible; see `divided`."""
        room = measure(self.lines)
        if room.fits:
            return (self,)
        return tuple(replace(self, lines=lines) for lines in divided(self.lines, room))

    def joined(self, parts: Sequence[Content]) -> Self | None:
        """The text of all the parts."""
        found = [part.lines for part in parts if isinstance(part, Text)]
        return replace(self, lines=joined(found)) if len(found) == len(parts) else None

    def is_blank(self) -> bool:
        """Whether no paragraph has any text."""
        return textbody.is_blank(self.lines)

    def segments(self) -> tuple[Segment, ...]:
        """The scalars that the text was written in."""
        return self.form.segments if self.form else ()

    def paragraphs(self) -> Iterator[Paragraph]:
        """The text's paragraphs."""
        return iter(self.lines)

    def with_paragraphs(self, lines: Sequence[Paragraph]) -> Self:
        """A text of these paragraphs, with this one's form."""
        return replace(self, lines=tuple(lines))

    def map_paragraphs(self, change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same text with each paragraph changed."""
        return replace(self, lines=tuple(change(line) for line in self.lines))


def _marked(lines: TextLines) -> TextLines:
    from deckgen.richtext.change import marked

    return tuple(map(marked, lines))


def _contact_helps(name: str, scope: Scope) -> tuple[str, ...]:
    """What to do about a contact that the deck does not have."""
    for entry in scope.contacts.values():
        file = entry.span.source.name
        return (
            *suggest(name, scope.contacts, "the contacts are", file),
            f"or add `{name}:` to {file}",
        )
    return ("the deck names no contacts; add `contacts: contacts.yaml` to deck.yaml",)


def text_body(lines: tuple[Paragraph, ...], page: Page, name: str = "p:txBody") -> Element:
    """A text body with these paragraphs, which inherits all else from the layout."""
    return make(name, None, make("a:bodyPr"), make("a:lstStyle"), *textbody.write(lines, page))


def plain_text(text: str) -> Text:
    """A text with an unstyled paragraph for each line that is not empty."""
    return Text(tuple(Paragraph((Run(line),)) for line in text.split("\n") if line))


SLIDE_NUMBER = Text((Paragraph((Run("‹#›", Style(field="slidenum")),)),))
"""The number of the slide, a field that PowerPoint fills in."""
