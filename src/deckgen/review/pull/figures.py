"""Facts whose printed figures a reviewer changed: the edit of the fact itself, and who follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.content.base import Content
from deckgen.deck import Deck
from deckgen.deck import SourceSlide as Written
from deckgen.diagnostics import Problem, shown
from deckgen.facts.resolve import Facts
from deckgen.plan import Plan, Slide
from deckgen.review.pull.report import FigureEdit, Followed, PullReport
from deckgen.richtext.runs import Paragraph
from deckgen.source import edit, nodes
from deckgen.source.edit import Edit
from deckgen.source.nodes import Node, ScalarNode

_FIGURE = re.compile(r"[+\-\N{MINUS SIGN}]?[$£€]?\d[\d.,]*%?")


def edits_of(nodes: Sequence[nodes.MappingNode], deck: Deck, report: PullReport) -> list[Edit]:
    """The edits of the facts, in `nodes` or a slide's own, that make them print what was typed.

    The report tells which figures follow. One stays open, with the reason, where no YAML says it
    as it is printed, where it was changed to two figures, or where the facts would not hold with
    it: a `computed` of another fact, say, would be another.
    """
    written = {slide.id.text: slide for slide in deck.slides}
    changes: dict[tuple[str, str], _Change] = {}
    for index, figure in enumerate(report.figures):
        change, why = _change(figure, deck, written.get(figure.slide))
        if change is None:
            report.figures[index] = replace(figure, why=why)
        else:
            changes.setdefault(change.key, change).figures.append(index)
    made = []
    for change, why in _holding(list(changes.values()), nodes, deck, report):
        for index in change.figures:
            report.figures[index] = replace(report.figures[index], done=not why, why=why)
        if not why:
            made.append(edit.replace(change.scalar, change.text, lines=False))
    return made


@dataclass(slots=True)
class _Change:
    """A text of a fact that is to say another figure, and the report's figures that ask for it."""

    fact: str
    home: str
    """The slide whose own fact it is, "" for one of the deck."""
    scalar: ScalarNode
    text: str
    figures: list[int] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.home, self.fact


def _change(figure: FigureEdit, deck: Deck, slide: Written | None) -> tuple[_Change | None, str]:
    """The change of a fact that a figure asks for; else None, and the reason."""
    name, _, spec = figure.edit.fact.partition(":")
    if name in deck.facts:
        facts, home = deck.facts, ""
    elif slide is not None and slide.facts is not None:
        facts, home = deck.facts.layer(slide.facts), slide.id.text
    else:
        return None, "the deck has no such fact"
    if name not in facts:
        return None, "the deck has no such fact"
    entry = facts.fact(name).entry
    value = entry.printed or entry.value
    if value is None:
        return None, "it is computed: change what it is computed from"
    if spec or value.text != figure.edit.old:
        return None, f"it is printed by a format from {value.text}"
    path = value.span.source.path
    if path.suffix.lower() not in (".yaml", ".yml"):
        return None, f"it stands in {shown(path)}"
    return _Change(name, home, value, figure.edit.new), ""


def _holding(
    changes: Sequence[_Change], nodes: Sequence[nodes.MappingNode], deck: Deck, report: PullReport
) -> Iterator[tuple[_Change, str]]:
    """The changes, each with the reason for which it cannot be made, "" where it can.

    All together first: a part and its total may both have been changed.
    """
    clear: list[_Change] = []
    for change in changes:
        said = dict.fromkeys(report.figures[index].edit.new for index in change.figures)
        if len(said) == 1:
            clear.append(change)
        else:
            yield change, f"the reviewed deck says {' and '.join(said)}"
    if not _trouble(clear, nodes, deck):
        yield from ((change, "") for change in clear)
        return
    kept: list[_Change] = []
    for change in clear:
        why = _trouble([*kept, change], nodes, deck)
        if not why:
            kept.append(change)
        yield change, why


def _trouble(changes: Sequence[_Change], nodes: Sequence[nodes.MappingNode], deck: Deck) -> str:
    """What is wrong with the facts once they are changed, "" where nothing is."""
    texts = {_place(change.scalar): change.text for change in changes}
    try:
        facts = Facts.load([_changed(node, texts) for node in nodes], language=deck.language)
        for slide in deck.slides:
            if slide.facts is not None:
                facts.layer(_changed(slide.facts, texts))
    except Problem as problem:
        return "; ".join(diagnostic.message for diagnostic in problem.diagnostics)
    return ""


_Place = tuple[Path, int, int]


def _place(scalar: ScalarNode) -> _Place:
    return scalar.span.source.path, scalar.span.line, scalar.span.column


def _changed(mapping: nodes.MappingNode, texts: Mapping[_Place, str]) -> nodes.MappingNode:
    return replace(
        mapping, entries=tuple((key, _with_texts(value, texts)) for key, value in mapping)
    )


def _with_texts(node: Node, texts: Mapping[_Place, str]) -> Node:
    match node:
        case nodes.MappingNode():
            return _changed(node, texts)
        case ScalarNode():
            return replace(node, text=texts.get(_place(node), node.text))
        case _:
            return node


def followed(expected: Plan, planned: Plan, before: Facts, after: Facts) -> Iterator[Followed]:
    """The places that say a fact which was changed on another one, and so say it anew."""
    changed = {fact.id for fact in after if _printed(before, fact.id) != fact.text}
    for slide in planned.slides:
        other = expected.slide(slide.id)
        for name, content in _parts(slide):
            facts = changed.intersection(content.facts())
            was = other and dict(_parts(other)).get(name)
            if facts and was and was != content and same_but_figures(was, content):
                yield from (Followed(slide.id, name, fact) for fact in sorted(facts))


def _printed(facts: Facts, name: str) -> str | None:
    return facts.fact(name).text if name in facts else ""


def _parts(slide: Slide) -> Iterator[tuple[str, Content]]:
    yield from slide.slots
    if slide.notes is not None:
        yield "notes", slide.notes


def same_but_figures(one: Content, other: Content) -> bool:
    """Whether two contents say the same words, whatever their figures are."""
    return [_masked(line) for line in one.paragraphs()] == [
        _masked(line) for line in other.paragraphs()
    ]


def _masked(line: Paragraph) -> tuple[int, str]:
    return line.level, _FIGURE.sub("0", line.text)
