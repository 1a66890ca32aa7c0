"""Plans as records, which are stored as JSON.

Content is stored as it would be dumped to YAML and read by its kind's own `parse`, so nothing here
depends on a kind.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

from deckgen import deck
from deckgen.content import Content, Names, Scope, registry
from deckgen.content.text import Text
from deckgen.deck import Section
from deckgen.diagnostics import Source, Span
from deckgen.facts import Facts
from deckgen.plan import Plan, Slide
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import Lines, Quoted, YamlData

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
