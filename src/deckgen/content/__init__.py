"""The kinds of content that fill a slot: text, tables, charts, maps, diagrams and pictures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from deckgen.appearance.inheritance import inheritance_chain
from deckgen.appearance.placement import box_markup, own_box, set_box
from deckgen.appearance.shapes import (
    NO_BOX,
    Box,
    Slot,
    box,
    placeholder_key,
    placeholder_of,
)
from deckgen.appearance.text import InheritedText
from deckgen.diagnostics import Diagnostic, Span
from deckgen.facts import Facts, references
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, integer, make, markup, tag
from deckgen.richtext import Paragraph, Run, TextOrigin, facts_in
from deckgen.source import nodes
from deckgen.source.fields import AnyFields
from deckgen.source.nodes import Node, ScalarNode, expect_scalar
from deckgen.source.writing import YamlData
from deckgen.textfit.autofit import Measure

# What the kinds of content share: the class `Content`, and the helpers that several kinds need.
#
# A kind is a subclass of `Content` with two inverse pairs of methods: `parse` and `dump` for
# YAML, `write` and `read` for the shapes of a slide. It is listed in `deckgen.content.registry`;
# nothing outside this package names a kind.


def matching_paragraphs(
    lines: Sequence[Paragraph], pattern: Sequence[Paragraph]
) -> list[Paragraph]:
    """For each of the lines, the pattern's paragraph whose formatting it takes.

    That is the one at the same index if it has the same level, else the nearest of that level,
    else the pattern's last one.
    """
    found = []
    for index, line in enumerate(lines):
        if index < len(pattern) and pattern[index].level == line.level:
            found.append(pattern[index])
            continue
        before = [p for p in pattern[: index + 1] if p.level == line.level and p.runs]
        after = [p for p in pattern[index + 1 :] if p.level == line.level and p.runs]
        last = pattern[-1] if pattern else Paragraph()
        found.append(before[-1] if before else after[0] if after else last)
    return found


class Scope(Struct, frozen=True):
    """What the YAML of content may refer to: files, facts, contacts and named formats.

    `folder` is that of deck.yaml; the files that content names are inside it. `contacts` maps ids
    to their entries, `formats` the names of opaque formats to their XML (`Style.opaque`).
    """

    folder: Path
    facts: Facts
    contacts: Mapping[str, nodes.MappingNode] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)

    def show(self, reference: str, span: Span) -> str:
        """What `${reference}` prints; raises `Problem` for unknown ones."""
        return self.facts.show(reference, span)


Names = dict[str, str]
"""The name of each opaque format, by its XML."""


T = TypeVar("T")


class Page(Struct):
    """The slide (or notes slide) that content is written to or read from.

    `slides` maps the ids of slides to their parts, for links between slides. `last_id` and
    `last_field` are the highest numbers that shapes and fields have so far. `memory` is there for a
    page that does not change meanwhile: what was read of it.
    """

    package: Package
    part: Part
    language: str
    slides: Mapping[str, Part] = field(default_factory=dict)
    last_id: int = 1
    last_field: int = 0
    memory: dict[str, Any] | None = None

    def recall(self, what: str, read: Callable[[], T]) -> T:
        """What `read` finds on the page, read once where the page does not change."""
        if self.memory is None:
            return read()
        if what not in self.memory:
            self.memory[what] = read()
        found: T = self.memory[what]
        return found

    def count_shapes(self) -> None:
        """Give the next shape an id above those of the shapes that are there."""
        shapes = each(self.part.root, "p:cNvPr")
        self.last_id = max((integer(shape, "id") for shape in shapes), default=0)

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


class Segment(Struct, frozen=True):
    """A scalar of the YAML and how many paragraphs of a text were written in it.

    `level` is how many levels deeper these paragraphs are than in the scalar itself; with `change`
    they show arrows and colours (`richtext.change`) that it does not say.
    """

    scalar: ScalarNode
    count: int
    level: int = 0
    change: bool = False

    def typed(self, lines: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        """Paragraphs that are shown in its place, as the scalar would say them."""
        if self.change:
            from deckgen.richtext.change import unmarked

            lines = tuple(unmarked(line) for line in lines)
        return tuple(replace(line, level=line.level - self.level) for line in lines)


class Content(ABC):
    """What fills a slot. Where it was written in the YAML does not count for equality."""

    key: ClassVar[str]
    """The name of the kind: `text`, `chart` ..."""

    @classmethod
    @abstractmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The content that a YAML node describes. Raises `Problem` with every fault in it."""

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of its mapping in YAML, then those of mappings inside of it."""
        return ()

    @abstractmethod
    def dump(self, names: Names) -> YamlData:
        """YAML that parses to this content."""

    @abstractmethod
    def write(self, slot: Slot, page: Page) -> Element:
        """A shape that shows this content in the slot; adds the parts it needs to the package."""

    def beside(self, _shape: Element, _page: Page) -> Sequence[Element]:
        """The shapes that stand beside the one that was written, to be put right behind it."""
        return ()

    def with_beside(self, _found: Sequence[Element]) -> Self:
        """The content of a shape, with what the shapes show that stand beside it."""
        return self

    @classmethod
    @abstractmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The content of a shape, or None where the shape does not hold this kind of content."""

    def covered(self, _shape: Element) -> Sequence[str]:
        """The texts that its shape holds where they do not show: they stay while untouched."""
        return ()

    @abstractmethod
    def update(self, shape: Element, page: Page) -> None:
        """Make a shape that holds other content of this kind hold this; keep all else of it."""

    def move(self, shape: Element, to: Box) -> None:
        """Give a shape that holds such content another box, in EMU."""
        set_box(shape, to)

    def placed(self, _save: Callable[[bytes, str], str]) -> Self:
        """The same content with the files it embeds saved, so that `dump` can name them.

        `save(data, suffix)` writes a file and returns its path as YAML names it.
        """
        return self

    def reusing_files(self, _before: Content | None, _save: Callable[[bytes, str], str]) -> Self:
        """As `placed`, but a file that `_before`, the content in the YAML now, embeds too keeps
        the name it has there and is not saved again; other forms of its YAML are kept too."""
        return self

    def segments(self) -> tuple[Segment, ...]:
        """The scalars of YAML that the paragraphs were written in; () where they are not known."""
        return ()

    def keyed(self, lines: Sequence[Paragraph]) -> tuple[dict[str, str], Sequence[Paragraph]]:
        """What keys of its mapping say of paragraphs, beside the `segments` that hold their text,
        and the paragraphs without it."""
        return {}, lines

    def normalized(self, _before: Self | None, _place: InheritedText) -> Self:
        """The content as saved by an editor, without formatting that only repeats the inherited.

        `_before` is the content of the same shape in the presentation that was built, None where
        there was none of this kind; `_place` is the formatting that the shape's text inherits.
        """
        return self

    def plain(self, _inherited: Callable[[], InheritedText]) -> Self:
        """The content with its text in the plainest form that looks the same: paragraph by
        paragraph without formatting that would hold anyway.

        `_inherited` gives what the text of its shape inherits.
        """
        return self

    def divided(self, _slot: Slot, _page: Page, _measure: Measure) -> tuple[Self, ...]:
        """The content divided for several slides, so that each part fits the slot.

        `_page` is the slot's layout. A single part where it fits, or cannot be divided.
        """
        return (self,)

    def joined(self, _parts: Sequence[Content]) -> Self | None:
        """The inverse of `continued`: the parts, edited since or not, as one content, written in
        YAML as this one is; None where they cannot be joined."""
        return None

    def misfits(self, _slot: Slot, _page: Page) -> Iterable[Diagnostic]:
        """Warnings for what will not show in the slot as meant, such as a label without room.

        `_page` is the slot's layout. One without a place is at the slot's.
        """
        return ()

    def is_blank(self) -> bool:
        """Whether nothing is to be seen, as in an empty text frame."""
        return False

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph of the content, also those of cells, labels and alternative text."""
        return iter(())

    def places(self) -> tuple[str, ...]:
        """What each paragraph is called in a comparison, such as "step `Intake`, line 2"; () for a
        kind whose YAML says it."""
        return ()

    def map_paragraphs(self, _change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same content with each paragraph changed."""
        return self

    def with_paragraphs(self, lines: Sequence[Paragraph]) -> Self | None:
        """The same content with these paragraphs; None where their number does not fit."""
        if len(lines) != len(tuple(self.paragraphs())):
            return None
        following = iter(lines)
        return self.map_paragraphs(lambda _line: next(following))

    def bases(self, pattern: Content) -> Sequence[Paragraph]:
        """For each paragraph, the one of a pattern's content whose formatting it takes."""
        return matching_paragraphs(tuple(self.paragraphs()), tuple(pattern.paragraphs()))

    def over(self, _pattern: Content | None) -> Self:
        """The content with what it takes of a pattern's beside formatting, such as the axes of a
        chart, in the one form that equal contents have; None where there is no pattern."""
        return self

    def without(self, _pattern: Content) -> Self:
        """The content without what it takes of a pattern's beside formatting; inverts `over`."""
        return self

    def facts(self) -> tuple[str, ...]:
        """The ids of the facts that the content uses, each once."""
        return facts_in(self.paragraphs())


def placeholder(slot: Slot) -> str:
    """The `p:nvPr` that makes a shape fill its layout's placeholder, if any, as markup."""
    if not slot.type:
        return markup("p:nvPr")
    attributes: dict[str, object] = {
        "type": None if slot.type == "obj" else slot.type,
        "orient": slot.orient or None,
        "sz": slot.size or None,
        "idx": slot.idx or None,
    }
    return markup("p:nvPr", None, markup("p:ph", attributes))


def graphic_frame(slot: Slot, page: Page, alt: str, uri: str, graphic: str) -> Element:
    """A graphic frame that fills the slot with a chart or table, which is given as markup.

    ECMA-376 part 1, 19.3.1.21.
    """
    about = markup("p:cNvPr", {"id": page.next_id(), "name": slot.name, "descr": alt or None})
    lock = markup("a:graphicFrameLocks", {"noGrp": "1"})
    [frame] = xml.elements(
        markup(
            "p:graphicFrame",
            None,
            markup(
                "p:nvGraphicFramePr",
                None,
                about,
                markup("p:cNvGraphicFramePr", None, lock),
                placeholder(slot),
            ),
            box_markup(slot.box, name="p:xfrm"),
            markup("a:graphic", None, markup("a:graphicData", {"uri": uri}, graphic)),
        )
    )
    return frame


def non_visual_properties(shape: Element) -> Element | None:
    """A shape's non-visual properties, `p:cNvPr`: its id, name and alternative text."""
    for child in shape:
        found = find(child, "p:cNvPr")
        if found is not None:
            return found
    return None


def name_of(shape: Element) -> str:
    """A shape's name, as the Selection Pane shows it; "" where it has none."""
    found = non_visual_properties(shape)
    return "" if found is None else found.get("name", "")


def is_decorative(properties: Element | None) -> bool:
    """Whether non-visual properties mark a shape as decorative (MS-ODRAWXML 5.32).

    The mark has no default value: one without a value marks nothing.
    """
    marks = () if properties is None else each(properties, "adec:decorative")
    return any(xml.flag(mark, "val") for mark in marks)


DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"  # MS-ODRAWXML 2.30


def set_description(about: Element, alt: str, *, decorative: bool) -> None:
    """Set the alternative text on a `p:cNvPr`, or that its shape is decorative."""
    if alt:
        about.set("descr", alt)
    elif about.get("descr") is not None:
        del about.attrib["descr"]
    mark = make("adec:decorative", {"val": "1"}) if decorative else None
    xml.set_extension(about, "a:extLst", DECORATIVE, mark)


def alt_text(shape: Element) -> str:
    """A shape's alternative text without blanks around it, "" where it has none."""
    found = non_visual_properties(shape)
    return "" if found is None else found.get("descr", "").strip()


def graphic(shape: Element, child: str) -> Element | None:
    """The element that a graphic frame shows if it has this name (`a:tbl`, `c:chart`), or None."""
    if xml.tag(shape) != "p:graphicFrame":
        return None
    return find(shape, f"a:graphic/a:graphicData/{child}")


# The positions of shapes and of the slots that they fill.


def slot_box(shape: Element, page: Page) -> Box:
    """The box of a shape's slot, in EMU: its own where it has another one than its layout's
    placeholder, else that of the placeholder.

    A placeholder of the layout without a position has that of the master. One that has another
    index is another slot, whatever else a shape inherits from it.
    """
    own, chain = box(shape) or NO_BOX, inheritance_chain(shape, page.part, page.package)
    placeholders = [placeholder_of(found) for found in chain.shapes]
    indexes = [placeholder_key(ph)[1] for ph in placeholders if ph is not None]
    if len(indexes) < 2 or indexes[0] != indexes[1]:
        return own
    there = chain.inherited_box
    if there is None or not (own.width and own.height):
        return there or own
    return own_box(shape, chain.body_properties(), there, own) or there


# Text without styles, such as alternative text. Of the markup only `${...}` counts; `\${` is text.


def parse(scalar: ScalarNode, scope: Scope, blanks: str | None = None) -> Run:
    """The run that a scalar's text prints, without the `blanks`, any white space, at its edges.

    Raises `Problem` for unknown facts, and for `${` that is never closed.
    """
    source = scalar.text
    text, origins = "", []
    at, end = len(source) - len(source.lstrip(blanks)), len(source.rstrip(blanks))

    def add(printed: str, start: int, stop: int, reference: str = "") -> None:
        nonlocal text
        if printed:
            span = scalar.at(start, stop)
            origins.append(TextOrigin(len(text), len(text) + len(printed), span, reference))
            text += printed

    def add_typed(start: int, stop: int) -> None:
        opened = source.find(references.OPEN, start, stop)
        if opened >= 0:
            raise references.unclosed(scalar.at(opened, opened + len(references.OPEN)))
        add(source[start:stop], start, stop)

    for token in references.lex(source, references.Escapes.OPENING):
        add_typed(at, token.start)
        if isinstance(token, references.Escape):
            add(token.text, token.start, token.end)
        else:
            printed = scope.show(token.body, scalar.at(token.start, token.end))
            add(printed, token.start, token.end, token.body)
        at = token.end
    add_typed(at, max(end, at))
    return Run(text, origins=tuple(origins))


def dump(text: str) -> str:
    """The source that `parse` reads as this text."""
    return references.escaped(text)


def parse_alt(node: Node, what: str, scope: Scope) -> str:
    """An alternative text that is made where the key is left out. Raises `Problem`."""
    return parse_alt_run(node, what, scope).text


def parse_alt_run(node: Node, what: str, scope: Scope) -> Run:
    """The same with where it comes from."""
    return parse(expect_scalar(node, what, "leave it out to have it made"), scope)


_LONGEST_LIST = 250


def list_for_alt(names: Iterable[str], separator: str) -> str:
    """Names in a made alternative text; of many those that have room, to the end of a word."""
    listed = separator.join(names)
    if len(listed) <= _LONGEST_LIST:
        return listed
    return listed[:_LONGEST_LIST].rsplit(" ", 1)[0] + " ..."


# Objects that no kind of content can hold: SmartArt, media, ink, animations ...
#
# The presentation keeps them as they are. YAML lists each with its text, so that nobody takes it
# for lost.


_URIS = {
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "smartart",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "chart",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "chart",
    "http://schemas.openxmlformats.org/drawingml/2006/table": "table",
    "http://schemas.openxmlformats.org/presentationml/2006/ole": "object",
    "http://schemas.microsoft.com/office/drawing/2017/model3d": "model",
}

COVERED = "covered"
"""The word for text of a shape that shows nowhere, as in a cell that a merged one covers."""
_TEXT_PARTS = ("diagramData", "chart", "chartEx")


class UnsupportedObject(Struct, frozen=True):
    """An object that is only kept.

    `word` is its kind in YAML (`smartart`, `video` ...), `name` that of its shape, `texts` are the
    paragraphs that it shows; those of `covered` a merged cell of the shape hides. An `idle` one
    does nothing that an author would ask for, such as a timing without effects.
    """

    word: str
    name: str
    texts: tuple[str, ...] = ()
    idle: bool = False

    def dump(self) -> YamlData:
        """Its entry in the list of kept objects in YAML, with its texts behind bars."""
        words = (self.name or "unnamed", *self.texts)
        return {self.word: " | ".join(" ".join(text.split()) for text in words)}


def describe(shape: Element, page: Page) -> UnsupportedObject | None:
    """The unsupported object in a shape, or None for a plain shape without text."""
    about = non_visual_properties(shape)
    if about is None:
        about = next(each(shape, "p:cNvPr"), None)
    name = about.get("name", "") if about is not None else ""
    texts = tuple(_texts(shape, page))
    kind = _kind(shape)
    if kind == "shape" and not texts:
        return None
    return UnsupportedObject(kind, name, texts)


def _kind(shape: Element) -> str:
    name = tag(shape)
    if name == "p:pic":
        media = find(shape, "p:nvPicPr/p:nvPr")
        markers = {tag(child) for child in media} if media is not None else set()
        if markers & {"a:videoFile", "a:quickTimeFile"}:
            return "video"
        return "audio" if markers & {"a:audioFile", "a:audioCd", "a:wavAudioFile"} else "picture"
    if name == "p:contentPart":
        return "ink"
    for data in each(shape, "a:graphicData"):
        return _URIS.get(data.get("uri", ""), "object")
    if name == "mc:AlternateContent":
        if any(True for _ in each(shape, "p:contentPart")):
            return "ink"
        return "alternate"
    return "shape"


def _texts(shape: Element, page: Page) -> Iterable[str]:
    """The paragraphs in a shape, and in the diagram and chart parts that it shows."""
    yield from paragraph_texts(shape)
    for item in page.part.rels:
        if item.word in _TEXT_PARTS and not item.external and _refers_to(shape, item.id):
            part = page.package.parts.get(item.target)
            if part is not None:
                yield from paragraph_texts(part.root)


def _refers_to(shape: Element, rid: str) -> bool:
    return any(rid in element.attrib.values() for element in shape.iter())


def paragraph_texts(root: Element) -> Iterable[str]:
    """The text of each `a:p` in an element, then of each `a:t` outside of them; no blank ones."""
    inside: set[Element] = set()
    for paragraph in each(root, "a:p"):
        texts = list(each(paragraph, "a:t"))
        inside.update(texts)
        line = "".join(t.text or "" for t in texts)
        if line.strip():
            yield line
    for text in each(root, "a:t"):
        if text not in inside and (text.text or "").strip():
            yield text.text or ""
