"""The plan: a presentation as data, made from YAML and read from a presentation alike.

Plans are compared to find a reviewer's edits, and stored in built presentations as records in JSON.
There content is what it would be dumped to in YAML, read by its kind's own `parse`, so that nothing
here depends on a kind.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

from deckgen import deck
from deckgen.appearance.shapes import Box
from deckgen.content import Content, Names, Scope, registry
from deckgen.content.text import Text
from deckgen.deck import Comment, Section, dump_comments
from deckgen.diagnostics import Diagnostic, Source, Span
from deckgen.facts import Facts
from deckgen.source.keys import NOTES_SLOT
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import Lines, Quoted, YamlData


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its layout's name and the content of its slots, in the layout's order.

    Date, footer and slide number are slots like the others. `like` is the id of the pattern slide
    that the slide is made from, "" for one made from its layout; `names` are the shape ids of the
    slots that the author named; `repeats` are the groups of the pattern that are copied, with the
    number of copies. `left_off` are the slots of the pattern that the slide does not show, with
    what the pattern has there.
    """

    id: str
    layout: str
    slots: tuple[tuple[str, Content], ...] = ()
    notes: Text | None = None
    comments: tuple[Comment, ...] = ()
    hidden: bool = False
    boxes: tuple[tuple[str, Box], ...] = ()
    """The boxes of its own that it gives to slots, in EMU; sorted by the slots' names."""
    like: str = field(default="", compare=False)
    names: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    repeats: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    left_off: tuple[tuple[str, Content], ...] = field(default=(), compare=False, repr=False)
    spans: dict[str, Span] = field(default_factory=dict, compare=False, repr=False)
    """Where the YAML of each slot is ("" for the slide itself)."""
    slips: tuple[Diagnostic, ...] = field(default=(), compare=False, repr=False)
    """Warnings for signs of markup in its texts that print as they stand."""

    def content(self, name: str) -> Content | None:
        """The content of the slot of that name, or None."""
        return next((content for slot, content in self.slots if slot == name), None)

    def box(self, name: str) -> Box | None:
        """The box of its own that a slot has, None for that of its layout or pattern."""
        return next((box for slot, box in self.boxes if slot == name), None)

    @property
    def title(self) -> str:
        """The text of the slot `Title`, lines joined by spaces; "" where there is none."""
        return self.text_of("Title")

    def text_of(self, slot: str) -> str:
        """The text of a slot, lines joined by spaces; "" where there is none."""
        content = self.content(slot)
        lines = content.paragraphs() if content else ()
        return " ".join(line.text.replace("\n", " ") for line in lines).strip()

    @property
    def contents(self) -> tuple[tuple[str, Content], ...]:
        """The slots, and after them the notes under `NOTES_SLOT` where there are some."""
        return self.slots if self.notes is None else (*self.slots, (NOTES_SLOT, self.notes))

    def facts(self) -> Iterator[str]:
        """The ids of the facts on the slide without its notes; one can be repeated."""
        for _, content in self.slots:
            yield from content.facts()


def dump_box(box: Box) -> str:
    """A box as YAML has it: left, top, width and height in points, to a tenth."""
    return ", ".join(f"{round(side, 1):g}" for side in box.points)


def slide_data(
    head: dict[str, YamlData],
    slide: Slide,
    names: Names,
    filed: Callable[[str, Content], Content],
) -> dict[str, YamlData]:
    """The YAML of a slide, after the keys of its `head`.

    `names` are the names of opaque formats; `filed` gives a slot's content with its files saved,
    from its name and content.
    """
    data = dict(head)
    if slide.hidden:
        data["hidden"] = "yes"
    for name, content in slide.slots:
        data[name] = filed(name, content).dump(names)
    if slide.notes is not None:
        data[NOTES_SLOT] = filed(NOTES_SLOT, slide.notes).dump(names)
    if slide.boxes:
        order = {name: number for number, (name, _) in enumerate(slide.slots)}
        placed = sorted(slide.boxes, key=lambda item: order.get(item[0], len(order)))
        data["boxes"] = {name: dump_box(box) for name, box in placed}
    if slide.comments:
        data["comments"] = dump_comments(slide.comments)
    return data


class Plan(Struct, frozen=True, dict=True):
    """A presentation as data. `moment` is the date of its content, for the file's properties."""

    title: str
    language: str
    slides: tuple[Slide, ...]
    sections: tuple[Section, ...] = ()
    moment: datetime.datetime | None = None

    def slide(self, name: str) -> Slide | None:
        """The slide of that id, or None."""
        return self._by_id.get(name)

    @cached_property
    def _by_id(self) -> dict[str, Slide]:
        return {slide.id: slide for slide in reversed(self.slides)}


Data = Any
"""What YAML would say: dicts, lists, texts, numbers and booleans."""


class SlideRecord(Struct, omit_defaults=True):
    """A slide; texts, lists and contents as `_data` makes them."""

    id: str
    layout: str
    slots: dict[str, Data]
    notes: Data = None
    comments: Data = None
    hidden: bool = False
    like: str = ""
    names: dict[str, int] = {}
    repeats: dict[str, int] = {}
    boxes: dict[str, tuple[int, int, int, int]] = {}


S = TypeVar("S")


class PlanRecord(Struct, Generic[S], omit_defaults=True):
    """A plan; `sections` are names, each with its slides, `formats` the XML of opaque formats."""

    version: Literal[1]
    title: str
    language: str
    slides: list[S]
    moment: str = ""
    sections: list[list[str]] = []
    formats: dict[str, str] = {}


class Formats(dict[str, str]):
    """Names of opaque formats by their XML; a new one gets the next number (`f1`, `f2`)."""

    def __missing__(self, xml: str) -> str:
        self[xml] = f"f{len(self) + 1}"
        return self[xml]


class Verbatim(dict[str, str]):
    """Gives opaque formats their own XML as a name."""

    def __missing__(self, xml: str) -> str:
        return xml


def plan_record(plan: Plan, slides: list[S], formats: Formats) -> PlanRecord[S]:
    """The record of a plan with these records of its slides, and the formats that they name."""
    return PlanRecord(
        version=1,
        title=plan.title,
        language=plan.language,
        slides=slides,
        moment="" if plan.moment is None else plan.moment.isoformat(),
        sections=[[section.name, *section.slides] for section in plan.sections],
        formats={name: xml for xml, name in formats.items()},
    )


def slide_record(slide: Slide, formats: Names) -> SlideRecord:
    """The record of a slide; opaque formats are stored by their names in `formats`."""
    return SlideRecord(
        id=slide.id,
        layout=slide.layout,
        slots={
            name: _data(content.placed(_by_digest).dump(formats)) for name, content in slide.slots
        },
        notes=None if slide.notes is None else _data(slide.notes.dump(formats)),
        comments=_data(deck.dump_comments(slide.comments)) if slide.comments else None,
        hidden=slide.hidden,
        like=slide.like,
        names=dict(slide.names),
        repeats=dict(slide.repeats),
        boxes=dict(slide.boxes),
    )


def _by_digest(data: bytes, _suffix: str) -> str:
    """The name of a file that content embeds: its digest, for a record holds no files."""
    from deckgen.content.picture.files import source_of

    return f"sha256:{source_of(data)}"


def plan_of(record: PlanRecord[SlideRecord]) -> Plan:
    """The plan of a record. Raises TypeError, ValueError or `Problem` for wrong content."""
    scope = Scope(Path(), Facts.empty(), {}, record.formats)
    return Plan(
        title=record.title,
        language=record.language,
        slides=tuple(_slide(slide, scope) for slide in record.slides),
        sections=tuple(Section(name, tuple(ids)) for name, *ids in record.sections),
        moment=datetime.datetime.fromisoformat(record.moment) if record.moment else None,
    )


def _slide(record: SlideRecord, scope: Scope) -> Slide:
    notes, comments = record.notes, record.comments
    return Slide(
        id=record.id,
        layout=record.layout,
        slots=tuple((name, _content(item, scope)) for name, item in record.slots.items()),
        notes=None if notes is None else Text.parse(_node(notes), scope),
        comments=() if comments is None else deck.parse_comments(_node(comments)),
        hidden=record.hidden,
        like=record.like,
        names=tuple(record.names.items()),
        repeats=tuple(record.repeats.items()),
        boxes=tuple((name, Box(*sides)) for name, sides in record.boxes.items()),
    )


def _content(data: Data, scope: Scope) -> Content:
    return registry.parse(_node(data), scope)


_STYLE_MARKS: dict[type, str] = {Lines: "|", Quoted: '"'}


def _data(value: YamlData) -> Data:
    """YAML data as JSON data; lists start with `-`, and texts with a style with its character."""
    if isinstance(value, dict):
        return {key: _data(item) for key, item in value.items()}
    if isinstance(value, list):
        return ["-", *(_data(item) for item in value)]
    if isinstance(value, Lines | Quoted):
        return [_STYLE_MARKS[type(value)], value.text]
    return value


_NOWHERE = Span(Source(Path("base"), "", "base"), 1, 1, 1, 1)


def _node(data: Data) -> Node:
    """The node that such data would be parsed to from YAML."""
    if isinstance(data, dict):
        entries = tuple((ScalarNode(key, _NOWHERE), _node(item)) for key, item in data.items())
        return MappingNode(entries, _NOWHERE)
    if isinstance(data, str):
        return ScalarNode(data, _NOWHERE, "" if data else '"')
    mark, *items = data
    if mark == "-":
        return SequenceNode(tuple(_node(item) for item in items), _NOWHERE)
    return ScalarNode(items[0], _NOWHERE, mark)
