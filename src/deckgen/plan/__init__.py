"""The plan: a presentation as data, made from YAML and read from a presentation alike.

Plans are compared to find a reviewer's edits, and stored in built presentations as JSON.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen import deck
from deckgen.content import Content, Names, Scope, registry
from deckgen.content.picture.files import source_of
from deckgen.content.text import Text
from deckgen.deck import Comment, Section
from deckgen.diagnostics import Source, Span
from deckgen.facts.resolve import Facts
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import Lines, Quoted, YamlData


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its layout's name and the content of its slots, in the layout's order.

    Date, footer and slide number are slots like the others. `like` is the id of the pattern slide
    that the slide is made from, "" for one made from its layout; `names` are the shape ids of the
    slots that the author named; `repeats` are the groups of the pattern that are copied, with the
    number of copies.
    """

    id: str
    layout: str
    slots: tuple[tuple[str, Content], ...] = ()
    notes: Text | None = None
    comments: tuple[Comment, ...] = ()
    hidden: bool = False
    like: str = field(default="", compare=False)
    names: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    repeats: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    spans: dict[str, Span] = field(default_factory=dict, compare=False, repr=False)
    """Where the YAML of each slot is ("" for the slide itself)."""

    def content(self, name: str) -> Content | None:
        """The content of the slot of that name, or None."""
        return next((content for slot, content in self.slots if slot == name), None)

    @property
    def title(self) -> str:
        """The text of the slot `Title`, lines joined by spaces; "" where there is none."""
        content = self.content("Title")
        lines = content.paragraphs() if content else ()
        return " ".join(line.text.replace("\n", " ") for line in lines).strip()

    def facts(self) -> Iterator[str]:
        """The ids of the facts on the slide without its notes; one can be repeated."""
        for _, content in self.slots:
            yield from content.facts()


@dataclass(frozen=True, slots=True)
class Plan:
    """A presentation as data. `moment` is the date of its content, for the file's properties."""

    title: str
    language: str
    slides: tuple[Slide, ...]
    sections: tuple[Section, ...] = ()
    moment: datetime.datetime | None = None

    def slide(self, name: str) -> Slide | None:
        """The slide of that id, or None."""
        return next((slide for slide in self.slides if slide.id == name), None)


# Plans as JSON data. Content is stored as it would be dumped to YAML and read by its kind's own
# `parse`, so nothing here depends on a kind.


Data = Any
"""JSON data: dicts, lists, texts, numbers and booleans."""
_VERSION = 1


class Formats(dict[str, str]):
    """Names of opaque formats by their XML; a new one gets the next number (`f1`, `f2`)."""

    def __missing__(self, xml: str) -> str:
        self[xml] = f"f{len(self) + 1}"
        return self[xml]


class SerializedSlides:
    """The data of slides that were serialized before, by their ids."""

    def __init__(self) -> None:
        """Start without any."""
        self._data: dict[str, tuple[Slide, Data]] = {}

    def data(self, slide: Slide, formats: Names) -> Data:
        """The slide's data; that of a slide without opaque formats is made once."""
        known = self._data.get(slide.id)
        if known is not None and known[0] is slide:
            return known[1]
        own = Formats()
        data = slide_data(slide, own)
        if own:
            return slide_data(slide, formats)
        self._data[slide.id] = (slide, data)
        return data


def dump(plan: Plan, serialized: SerializedSlides | None = None) -> Data:
    """A plan as JSON data; that of slides in `serialized` is not made again."""
    formats = Formats()
    serialized = serialized or SerializedSlides()
    slides = [serialized.data(slide, formats) for slide in plan.slides]
    data: dict[str, Data] = {
        "version": _VERSION,
        "title": plan.title,
        "language": plan.language,
        "slides": slides,
    }
    if plan.moment is not None:
        data["moment"] = plan.moment.isoformat()
    if plan.sections:
        data["sections"] = [[section.name, *section.slides] for section in plan.sections]
    if formats:
        data["formats"] = {name: xml for xml, name in formats.items()}
    return data


def slide_data(slide: Slide, formats: Names) -> dict[str, Data]:
    """A slide as JSON data; default values are left out."""
    data: dict[str, Data] = {
        "id": slide.id,
        "layout": slide.layout,
        "slots": {
            name: _data(content.placed(_by_digest).dump(formats)) for name, content in slide.slots
        },
    }
    if slide.notes is not None:
        data["notes"] = _data(slide.notes.dump(formats))
    if slide.comments:
        data["comments"] = _data(deck.dump_comments(slide.comments))
    if slide.hidden:
        data["hidden"] = True
    if slide.like:
        data["like"] = slide.like
    if slide.names:
        data["names"] = dict(slide.names)
    if slide.repeats:
        data["repeats"] = dict(slide.repeats)
    return data


def _by_digest(data: bytes, _suffix: str) -> str:
    """The name of a file that content embeds: its digest, for the data holds no files."""
    return f"sha256:{source_of(data)}"


def load(data: Data) -> Plan:
    """The plan of data that `dump` made.

    Raises KeyError, TypeError, ValueError or `Problem` for other data.
    """
    if data["version"] != _VERSION:
        raise ValueError(f"a plan of version {data['version']}")
    scope = Scope(Path(), Facts.empty(), {}, data.get("formats", {}))
    moment = data.get("moment")
    return Plan(
        title=data["title"],
        language=data["language"],
        slides=tuple(_slide(item, scope) for item in data["slides"]),
        sections=tuple(Section(name, tuple(ids)) for name, *ids in data.get("sections", ())),
        moment=None if moment is None else datetime.datetime.fromisoformat(moment),
    )


def _slide(data: Data, scope: Scope) -> Slide:
    notes = data.get("notes")
    comments = data.get("comments")
    return Slide(
        id=data["id"],
        layout=data["layout"],
        slots=tuple((name, _content(item, scope)) for name, item in data["slots"].items()),
        notes=None if notes is None else Text.parse(_node(notes), scope),
        comments=() if comments is None else deck.parse_comments(_node(comments)),
        hidden=data.get("hidden", False),
        like=data.get("like", ""),
        names=tuple(data.get("names", {}).items()),
        repeats=tuple(data.get("repeats", {}).items()),
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
