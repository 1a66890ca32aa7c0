"""Text as a kind of content: paragraphs with levels, in a text frame.

YAML writes it as an outline, a figure or a contact; all three are the same in the plan. How the
author wrote it is kept as `form` and does not count for equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from msgspec import Struct, structs

from deckgen.appearance.placement import box_markup
from deckgen.appearance.shapes import Slot
from deckgen.appearance.text import InheritedText
from deckgen.content import (
    Content,
    Names,
    Page,
    Scope,
    Segment,
    normalize,
    placeholder,
    textbody,
)
from deckgen.content.groups import read_mark
from deckgen.diagnostics import error, gather, suggest
from deckgen.facts.references import whole
from deckgen.opc import xml
from deckgen.opc.xml import Element, elements, find, markup
from deckgen.richtext import PLAIN, Paragraph, Run, Style, outline
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
                line = structs.replace(line, number=before[0])
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
_ICON = _Field(
    "icon", word_form("the name of an icon"), None, not_dumped,
    "the icon that stands beside it (`deckgen template --icons`)", "icon: users", "none",
)  # fmt: skip
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
        _ICON,
        _Field(
            "show", word_form("`bar` or `ring`", "bar", "ring"), None, not_dumped,
            "how a percentage shows beside its number", "figure: 53%\nshow: ring", "as a number",
        ),
    ),
    "figure: 48,800",
)  # fmt: skip
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
        _ICON,
    ),
    "contact: north", "In a slot, a contact is named by its id.",
)  # fmt: skip
_FIGURE_LEVELS = {"figure": 0, "label": 1, "change": 1, "date": 2}
_CONTACT_LEVELS = {"office": 0, "name": 1, "title": 1, "address": 1, "phone": 2}
CONTACT_KEYS = CONTACT.keys


class WrittenForm(Struct, frozen=True):
    """How the author wrote a text: as `outline`, `figure` or `contact`, and in which scalars.

    `keys` are those by which its mapping says what stands beside it.
    """

    word: str
    segments: tuple[Segment, ...]
    keys: tuple[str, ...] = ()


class Mark(Struct, frozen=True):
    """What a presentation shows beside a text: the fields of the `Paragraph` at that index.

    The index is the paragraph's in the presentation that was built; others may stand there now.
    """

    index: int
    icon: str = ""
    show: str = ""

    @classmethod
    def of(cls, shape: Element) -> Mark:
        """What a shape shows that stands beside a text (see `read_mark`)."""
        said = read_mark(shape)
        if said is None:
            return cls(0)
        if said.kind == "Icon":
            return cls(said.line, icon=said.what)
        return cls(said.line, show=said.kind.lower())


@dataclass(frozen=True, slots=True)
class Text(Content):
    """Paragraphs in a text frame."""

    key: ClassVar[str] = "text"

    lines: tuple[Paragraph, ...]
    form: WrittenForm | None = field(default=None, compare=False)
    marks: tuple[Mark, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """Text from an outline, a figure or a contact's id."""
        if isinstance(node, MappingNode):
            word = node.keys()[0] if node.entries else ""
            if word == "contact":
                return cls._from_contact(node, scope)
            return cls._from_figure(node, scope)
        scalar = expect_scalar(node, "a text slot")
        lines = outline.read(scalar, scope.show, scope.formats, ("icon", "show"))
        lines = () if lines == (Paragraph(),) else lines
        return cls(lines, WrittenForm("outline", (Segment(scalar, len(lines)),)))

    @classmethod
    def parse_notes(cls, node: Node, scope: Scope) -> Self:
        """The text of notes, beside which nothing stands."""
        found = cls.parse(node, scope)
        if any(line.icon or line.show for line in found.lines):
            raise error("icon-in-notes", "notes have no icons, bars and rings", at=node.span)
        return found

    @classmethod
    def _from_figure(cls, node: MappingNode, scope: Scope) -> Self:
        gather_entries(node, FIGURE.keys, FIGURE.what)
        return cls._from_fields("figure", node, node, _FIGURE_LEVELS, scope)

    @classmethod
    def _from_fields(
        cls,
        form: str,
        slot: MappingNode,
        node: MappingNode,
        levels: Mapping[str, int],
        scope: Scope,
    ) -> Self:
        """The text of several keys of a node, each with the level of its first paragraph.

        `slot` is the mapping in the slot, which says what stands beside the text.
        """
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
                    lines += [
                        structs.replace(line, level=min(line.level + level, 8)) for line in read
                    ]
                    segments.append(Segment(scalar, len(read), level, key == "change"))
            keys = tuple(key for key in ("icon", "show") if slot.get(key) is not None)
            for key in keys:
                with problems.collect():
                    lines[:1] = [_with_key(line, key, slot, segments) for line in lines[:1]]
        return cls(tuple(lines), WrittenForm(form, tuple(segments), keys))

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
        return cls._from_fields("contact", node, entry, _CONTACT_LEVELS, scope)

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of a figure, and the one that names a contact."""
        return (FIGURE, CONTACT_NAMED)

    def plain(self, inherited: Callable[[], InheritedText]) -> Self:
        """The text without formatting that would hold anyway."""
        if not any(line.opaque or _is_styled(line) for line in self.lines):
            return self
        form = normalize.plain_form(inherited())
        lines = tuple(map(form.plain, self.lines))
        return self if lines == self.lines else replace(self, lines=lines)

    def dump(self, names: Names) -> YamlData:
        """The outline, on the key's own line if it is a single short line."""
        text = outline.write(self.lines, names)
        if text == "\n":
            return Lines("{}\n")
        body = text.removesuffix("\n")
        if "\n" not in body and len(body) < 72 and not body.startswith(" "):
            return body
        return Lines(text)

    def write(self, slot: Slot, page: Page) -> Element:
        """The slot's placeholder, filled; a text box where the slot is none."""
        about = markup("p:cNvPr", {"id": page.next_id(), "name": slot.name})
        lock = markup("p:cNvSpPr", None, markup("a:spLocks", {"noGrp": "1"}))
        frame = markup("a:bodyPr")
        look = [box_markup(slot.box)] if slot.own else []
        if not slot.type:
            lock = markup("p:cNvSpPr", {"txBox": "1"})
            look += [_RECTANGLE, markup("a:noFill")]
            frame = markup("a:bodyPr", {"wrap": "square"}, markup("a:normAutofit"))
        properties = markup("p:nvSpPr", None, about, lock, placeholder(slot))
        body = _body_markup(self.lines, page, "p:txBody", frame)
        [shape] = elements(markup("p:sp", None, properties, markup("p:spPr", None, *look), body))
        return shape

    def beside(self, shape: Element, page: Page) -> Sequence[Element]:
        """The icons, bars and rings of its lines; the shape's text gives way to them."""
        if not self._has_marks:
            return ()
        from deckgen.content import beside

        return beside.draw(shape, self.lines, page)

    @property
    def _has_marks(self) -> bool:
        return any(line.icon or line.show for line in self.lines)

    def with_beside(self, found: Sequence[Element]) -> Self:
        """The text with what these shapes show beside its lines."""
        marks = tuple(Mark.of(shape) for shape in found)
        lines = list(self.lines or (Paragraph(),))
        for mark in marks:
            at = 0 if mark.show else min(mark.index, len(lines) - 1)
            line = lines[at]
            lines[at] = structs.replace(
                line, icon=line.icon or mark.icon, show=line.show or mark.show
            )
        return replace(self, lines=_with_shares(lines), marks=(*self.marks, *marks))

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The text of a shape that has a text frame with anything in it."""
        frame = find(shape, "p:txBody")
        if xml.tag(shape) != "p:sp" or frame is None:
            return None
        return cls(textbody.read(frame, page))

    def update(self, shape: Element, page: Page) -> None:
        """Rewrite the paragraphs that differ; the others, and the frame, stay as they are."""
        before = type(self).read(shape, page)
        parent = shape.getparent()
        if parent is None or not (self._has_marks or any(map(read_mark, parent))):
            self._update_text(shape, page)
            return
        from deckgen.content import beside

        marks = beside.marked(shape, page)
        old = (before or type(self)(())).with_beside(marks)
        if old.shown_beside() == self.shown_beside():
            self._update_text(shape, page)
            return
        beside.clear(shape, old.lines, page)
        self._update_text(shape, page)
        for mark in reversed(self.beside(shape, page)):
            shape.addnext(mark)

    def _update_text(self, shape: Element, page: Page) -> None:
        frame = find(shape, "p:txBody")
        if frame is None:
            shape.append(text_body(self.lines, page))
        else:
            textbody.update(frame, tuple(map(_bare, self.lines)), page)

    def shown_beside(self) -> list[tuple[int, str, str]]:
        """What stands beside each line, with the text that gives a share."""
        return [
            (index, line.icon, line.show and f"{line.show} {line.text}")
            for index, line in enumerate(self.lines)
            if line.icon or line.show
        ]

    def normalized(self, before: Self | None, place: InheritedText) -> Self:
        """The text without formatting that only repeats what it inherits."""
        held = before.lines if before is not None else ()
        if self.lines == held:
            return self
        if not self.marks and not any(line.icon or line.show for line in held):
            return replace(self, lines=normalize.normalized(self.lines, held, place))
        bare = tuple(map(_bare, held))
        lines = normalize.normalized(map(_bare, self.lines), bare, place)
        return replace(self, lines=_with_shares(_with_marks(lines, self.marks, held)))

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
        """Whether no paragraph has any text, nor an icon beside it."""
        return textbody.is_blank(self.lines) and not any(line.icon for line in self.lines)

    def keyed(self, lines: Sequence[Paragraph]) -> tuple[dict[str, str], Sequence[Paragraph]]:
        """What keys of its mapping say of the lines, beside their texts, and the lines without."""
        keys = self.form.keys if self.form else ()
        if not keys or not lines:
            return {}, lines
        said = {key: str(getattr(lines[0], key)) for key in keys}
        line = lines[0]
        icon, show = ("" if key in keys else getattr(line, key) for key in ("icon", "show"))
        bare = structs.replace(line, icon=icon, show=show)
        return {key: word for key, word in said.items() if word}, (bare, *lines[1:])

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


def _with_shares(lines: Iterable[Paragraph]) -> TextLines:
    """The lines without the bars and rings of what gives no share any more."""
    from deckgen.richtext.beside import share

    return tuple(
        structs.replace(line, show="") if line.show and share(line.text) is None else line
        for line in lines
    )


def _marked(lines: TextLines) -> TextLines:
    from deckgen.richtext.change import marked

    return tuple(map(marked, lines))


def _with_key(
    line: Paragraph, key: str, slot: MappingNode, segments: Sequence[Segment]
) -> Paragraph:
    """A paragraph with what a key of a slot's mapping says to stand beside it."""
    from deckgen.richtext import beside

    scalar = expect_word(slot.get(key) or slot, f"`{key}`")
    if key == "icon":
        return structs.replace(line, icon=beside.icon(scalar.text, scalar.span))
    show = beside.shown(scalar.text, scalar.span)
    beside.check_share(show, line.text, segments[0].scalar.span)
    return structs.replace(line, show=show)


def _bare(line: Paragraph) -> Paragraph:
    """A paragraph without what stands beside it."""
    return structs.replace(line, icon="", show="") if line.icon or line.show else line


def _with_marks(lines: TextLines, marks: Sequence[Mark], held: TextLines) -> Iterator[Paragraph]:
    """The lines of an edited text with what stands beside them.

    A mark follows its paragraph, one of `held`, to where it is now; it goes with a paragraph that
    is gone. The mark of a text's first paragraph alone is the whole text's, and stays in front, as
    a bar or ring does.
    """
    from deckgen.content import minimal_diff

    whole_text = not any(line.icon or line.show for line in held[1:])
    came_from = minimal_diff.paragraph_sources(tuple(map(_bare, held)), lines)
    found = {0: 0} if whole_text else {}
    found |= {old: new for new, old in enumerate(came_from) if old is not None and old not in found}
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        known = mark.index < len(held) and _bare(held[mark.index]) != held[mark.index]
        at = found.get(mark.index) if known else min(mark.index, len(lines) - 1)
        if at is not None and mark.show:
            at = 0
        if at is not None:
            by_line.setdefault(at, []).append(mark)
    for index, line in enumerate(lines):
        own = by_line.get(index, [])
        icon = next((mark.icon for mark in own if mark.icon), "")
        show = next((mark.show for mark in own if mark.show), "")
        yield structs.replace(line, icon=icon, show=show) if icon or show else line


def _is_styled(line: Paragraph) -> bool:
    return any(run.style != PLAIN for run in line.runs)


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
    [body] = elements(_body_markup(lines, page, name))
    return body


_RECTANGLE = markup("a:prstGeom", {"prst": "rect"}, markup("a:avLst"))


def _body_markup(
    lines: tuple[Paragraph, ...], page: Page, name: str, frame: str = markup("a:bodyPr")
) -> str:
    text = textbody.text_markup(lines, page)
    return markup(name, None, frame, markup("a:lstStyle"), *text)


def plain_text(text: str) -> Text:
    """A text with an unstyled paragraph for each line that is not empty."""
    return Text(tuple(Paragraph((Run(line),)) for line in text.split("\n") if line))


SLIDE_NUMBER = Text((Paragraph((Run("‹#›", Style(field="slidenum")),)),))
"""The number of the slide, a field that PowerPoint fills in."""
