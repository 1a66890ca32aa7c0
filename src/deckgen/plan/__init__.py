"""The plan: what stands on every slide, read from YAML and from a presentation alike."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen import deck
from deckgen.content import registry
from deckgen.content.base import Content, Names, Scope
from deckgen.content.picture.files import source_of
from deckgen.content.text import Text
from deckgen.deck import Comment, Section
from deckgen.diagnostics import Source, Span
from deckgen.facts.resolve import Facts
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import Lines, Quoted, YamlData


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its layout's name and what fills the slots, in the layout's order.

    Date, footer and slide number are slots like the others. `like` is the pattern slide that the
    slide is made from, "" for one made from its layout; `names` are the ids of the pattern's
    shapes whose slots an author named; `repeats` says how often a group of the pattern stands.
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
    """Where the author wrote each slot ("" for the slide itself)."""

    def content(self, name: str) -> Content | None:
        """What fills the slot of that name, or None."""
        return next((content for slot, content in self.slots if slot == name), None)

    @property
    def title(self) -> str:
        """The text of the slot `Title`, lines joined by spaces; "" where there is none."""
        content = self.content("Title")
        lines = content.paragraphs() if content else ()
        return " ".join(line.text.replace("\n", " ") for line in lines).strip()

    def facts(self) -> Iterator[str]:
        """The ids of the facts on the slide, notes left out; one may come again."""
        for _, content in self.slots:
            yield from content.facts()


@dataclass(frozen=True, slots=True)
class Plan:
    """A presentation as data. `moment` is when its content holds, for the file's properties."""

    title: str
    language: str
    slides: tuple[Slide, ...]
    sections: tuple[Section, ...] = ()
    moment: datetime.datetime | None = None

    def slide(self, name: str) -> Slide | None:
        """The slide of that id, or None."""
        return next((slide for slide in self.slides if slide.id == name), None)


# Plans as plain data that JSON can hold, and back.
#
# Content is put away as it would be dumped to YAML, and read back by its kind's own `parse`; so
# nothing here knows a kind.


Data = Any

"""What JSON can hold."""


_VERSION = 1


class Formats(dict[str, str]):
    """Names of opaque formats by their XML; what has none yet gets the next number."""

    def __missing__(self, xml: str) -> str:
        self[xml] = f"f{len(self) + 1}"
        return self[xml]


class SerializedSlides:
    """The data of slides that were put away before, by their ids."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[str, tuple[Slide, Data]] = {}

    def data(self, slide: Slide, formats: Names) -> Data:
        """The slide's data, made once for one plan of it that needs no opaque formats."""
        kept = self._kept.get(slide.id)
        if kept is not None and kept[0] is slide:
            return kept[1]
        own = Formats()
        data = slide_data(slide, own)
        if own:
            return slide_data(slide, formats)
        self._kept[slide.id] = (slide, data)
        return data


def dump(plan: Plan, told: SerializedSlides | None = None) -> Data:
    """A plan as plain data; slides that are in `told` are taken from there."""
    formats = Formats()
    told = told or SerializedSlides()
    slides = [told.data(slide, formats) for slide in plan.slides]
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
    """A slide as plain data; what is as usual is left out."""
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
        data["comments"] = _data(deck.dump(slide.comments))
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
    """The name of a file that content embeds; the base holds no files."""
    return f"sha256:{source_of(data)}"


def load(data: Data) -> Plan:
    """The plan that `dump` put away.

    Raises KeyError, TypeError, ValueError or `Problem` for data that it did not make.
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
    remarks = data.get("comments")
    return Slide(
        id=data["id"],
        layout=data["layout"],
        slots=tuple((name, _content(item, scope)) for name, item in data["slots"].items()),
        notes=None if notes is None else Text.parse(_node(notes), scope),
        comments=() if remarks is None else deck.parse(_node(remarks)),
        hidden=data.get("hidden", False),
        like=data.get("like", ""),
        names=tuple(data.get("names", {}).items()),
        repeats=tuple(data.get("repeats", {}).items()),
    )


def _content(data: Data, scope: Scope) -> Content:
    return registry.parse(_node(data), scope)


_SIGNS: dict[type, str] = {Lines: "|", Quoted: '"'}


def _data(value: YamlData) -> Data:
    """Plain YAML data as JSON: lists start with `-`, texts of a style with the style's sign."""
    if isinstance(value, dict):
        return {key: _data(item) for key, item in value.items()}
    if isinstance(value, list):
        return ["-", *(_data(item) for item in value)]
    if isinstance(value, Lines | Quoted):
        return [_SIGNS[type(value)], value.text]
    return value


_NOWHERE = Span(Source(Path("base"), "", "base"), 1, 1, 1, 1)


def _node(data: Data) -> Node:
    """The node that YAML of this data reads as."""
    if isinstance(data, dict):
        entries = tuple((ScalarNode(key, _NOWHERE), _node(item)) for key, item in data.items())
        return MappingNode(entries, _NOWHERE)
    if isinstance(data, str):
        return ScalarNode(data, _NOWHERE, "" if data else '"')
    sign, *items = data
    if sign == "-":
        return SequenceNode(tuple(_node(item) for item in items), _NOWHERE)
    return ScalarNode(items[0], _NOWHERE, sign)
