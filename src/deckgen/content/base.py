"""Which paragraph of a pattern another paragraph takes after."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import ClassVar, Self, TypeVar

from deckgen.appearance.shapes import MASTER_TYPES, Box, Slot
from deckgen.appearance.text import InheritedText
from deckgen.diagnostics import Diagnostic, Span
from deckgen.facts import references
from deckgen.facts.resolve import Facts
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, coordinate, each, find, make
from deckgen.richtext.runs import PLAIN, Paragraph, Run, Style, TextOrigin, facts_in, merged
from deckgen.source import nodes
from deckgen.source.nodes import Node, ScalarNode
from deckgen.source.writing import YamlData
from deckgen.textfit.paginate import Measure


def by_level(lines: Sequence[Paragraph], pattern: Sequence[Paragraph]) -> list[Paragraph]:
    """For each line the pattern's paragraph it takes after: that of its place, else of its level.

    Where the pattern has none of the level, the last one serves.
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


# What every kind of content is: a value with two inverse pairs, parse/dump and write/read.
#
# A new kind is a module with one such class and a line in `deckgen.content.registry`. Nothing
# outside this package names a kind.


@dataclass(frozen=True, slots=True)
class Scope:
    """What YAML content may refer to.

    `folder` is deck.yaml's; files that content names lie within it. `formats` maps the names of
    opaque formats to their XML.
    """

    folder: Path
    facts: Facts
    contacts: Mapping[str, nodes.MappingNode] = field(default_factory=dict)
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

    scalar: ScalarNode
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
    def dump(self, names: Names) -> YamlData:
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

    def settled(self, _before: Self | None, _place: InheritedText) -> Self:
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
    if xml.tag(shape) != "p:graphicFrame":
        return None
    return find(shape, f"a:graphic/a:graphicData/{child}")


# Where shapes stand on a slide, and where the slots do that they fill.


def slot_box(shape: Element, page: Page) -> Box:
    """Where the slot of a shape stands: its layout's placeholder, else the shape itself.

    A placeholder that says no place has that of its master.
    """
    own = box_of(shape)
    mine = next(each(shape, "p:ph"), None)
    if mine is None:
        return own
    for layout in page.package.related(page.part, "slideLayout"):
        for other in each(layout.root, "p:sp", "p:graphicFrame", "p:pic"):
            ph = next(each(other, "p:ph"), None)
            if ph is not None and ph.get("idx", "0") == mine.get("idx", "0"):
                box = box_of(other)
                if not (box.width and box.height):
                    box = _master_box(ph, layout, page)
                return box if box.width and box.height else own
    return own


def _master_box(ph: Element, layout: Part, page: Page) -> Box:
    """Where the master's placeholder stands that one of a layout inherits from."""
    kind = ph.get("type", "obj")
    for master in page.package.related(layout, "slideMaster"):
        for other in each(master.root, "p:sp", "p:pic"):
            above = next(each(other, "p:ph"), None)
            if above is not None and above.get("type", "obj") == MASTER_TYPES.get(kind, kind):
                return box_of(other)
    return Box(0, 0, 0, 0)


def box_of(shape: Element) -> Box:
    """Where a shape says that it stands; all zeros where it leaves that to its layout."""
    xfrm = next(each(shape, "p:xfrm", "a:xfrm"), None)
    off = None if xfrm is None else find(xfrm, "a:off")
    ext = None if xfrm is None else find(xfrm, "a:ext")
    if off is None or ext is None:
        return Box(0, 0, 0, 0)
    return Box(
        coordinate(off, "x"), coordinate(off, "y"), coordinate(ext, "cx"), coordinate(ext, "cy")
    )


# Content said relative to the shape of a pattern slide: words alone take the shape's own look.
#
# A pattern's paragraph lends what all its runs share, and its paragraph properties, to the
# paragraph that takes its place. `relative` and `based` are inverse for content of the pattern's
# own, so an extracted deck reads plainly and loses nothing.


C = TypeVar("C", bound=Content)

_LENT = tuple(f.name for f in fields(Style) if f.name not in ("link", "field"))

_FLAGS = ("bold", "italic")


def relative(content: C, pattern: Content) -> C:
    """The content without what the pattern's paragraphs lend it."""
    bases = iter(content.bases(pattern))
    return content.map_paragraphs(lambda line: _less(line, next(bases)))


def based(content: C, pattern: Content) -> C:
    """The content with what the pattern's paragraphs lend it."""
    bases = iter(content.bases(pattern))
    return content.map_paragraphs(lambda line: _more(line, next(bases)))


def _shared(line: Paragraph) -> Style:
    """What all runs of a paragraph share."""
    if not line.runs:
        return PLAIN
    first = line.runs[0].style
    kept = {
        name: getattr(first, name)
        for name in _LENT
        if all(getattr(run.style, name) == getattr(first, name) for run in line.runs)
    }
    return Style(**kept)


def _less(line: Paragraph, base: Paragraph) -> Paragraph:
    shared = _shared(base)
    runs = merged(replace(run, style=_without(run.style, shared)) for run in line.runs)
    opaque = "" if line.opaque == base.opaque else line.opaque
    return replace(line, runs=runs, opaque=opaque)


def _without(style: Style, shared: Style) -> Style:
    changes: dict[str, object] = {}
    for name in _LENT:
        mine, lent = getattr(style, name), getattr(shared, name)
        if lent and mine == lent:
            changes[name] = getattr(PLAIN, name)
        elif name in _FLAGS and lent is not None and mine is None:
            changes[name] = False
        elif name in _FLAGS and lent is False and mine is False:
            changes[name] = None
    return style.but(**changes) if changes else style


def _more(line: Paragraph, base: Paragraph) -> Paragraph:
    shared = _shared(base)
    runs = merged(Run(run.text, _with(run.style, shared), run.origins) for run in line.runs)
    return replace(line, runs=runs, opaque=line.opaque or base.opaque)


def _with(style: Style, shared: Style) -> Style:
    changes: dict[str, object] = {}
    for name in _LENT:
        mine, lent = getattr(style, name), getattr(shared, name)
        missing = mine is None if name in _FLAGS else not mine
        if missing and (lent or lent is False):
            changes[name] = lent
    return style.but(**changes) if changes else style


# Text without styles, such as alternative text: only `${...}` is read, and `\${` is text.


def parse(scalar: ScalarNode, scope: Scope) -> Run:
    """The text of a scalar, without spaces at its edges. Raises `Problem` for unknown facts."""
    typed = scalar.text
    text, origins = "", []
    at, end = len(typed) - len(typed.lstrip()), len(typed.rstrip())

    def add(shown: str, start: int, stop: int, fact: str = "") -> None:
        nonlocal text
        if shown:
            span = scalar.at(start, stop)
            origins.append(TextOrigin(len(text), len(text) + len(shown), span, fact))
            text += shown

    for token in references.lex(typed, references.Escapes.OPENING):
        add(typed[at : token.start], at, token.start)
        if isinstance(token, references.Escape):
            add(token.text, token.start, token.end)
        else:
            shown, fact = scope.show(token.body, scalar.at(token.start, token.end))
            add(shown, token.start, token.end, fact)
        at = token.end
    add(typed[at:end], at, max(end, at))
    return Run(text, origins=tuple(origins))


def dump(text: str) -> str:
    """The text that parses to this one."""
    return references.escaped(text)
