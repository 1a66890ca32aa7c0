"""Facts whose figures a reviewer changed on a slide: the edits of the facts, and what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.content.base import Content
from deckgen.deck import Deck, SourceSlide
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
    """The edits of the facts, in `nodes` or in slides, that make them print what was typed.

    Whether that is done is noted in the figures of the report. A figure is not changed, with the
    reason, where no text in YAML is printed as it is, where it was changed to two different
    figures, or where the facts would contradict each other (`computed`).
    """
    slides = {slide.id.text: slide for slide in deck.slides}
    changes: dict[tuple[str, str], _FactChange] = {}
    for index, figure in enumerate(report.figures):
        change, why = _change(figure, deck, slides.get(figure.slide))
        if change is None:
            report.figures[index] = replace(figure, why=why)
        else:
            changes.setdefault((change.slide, change.fact), change).figures.append(index)
    edits = []
    for change, why in _checked(list(changes.values()), nodes, deck, report):
        for index in change.figures:
            report.figures[index] = replace(report.figures[index], done=not why, why=why)
        if not why:
            edits.append(edit.replace(change.scalar, change.text, lines=False))
    return edits


@dataclass(slots=True)
class _FactChange:
    """A new text for the scalar of a fact.

    `slide` is the slide whose own fact it is, "" for one of the deck; `figures` are the indexes of
    the report's figures that ask for the change.
    """

    fact: str
    slide: str
    scalar: ScalarNode
    text: str
    figures: list[int] = field(default_factory=list)


def _change(
    figure: FigureEdit, deck: Deck, slide: SourceSlide | None
) -> tuple[_FactChange | None, str]:
    """The change of a fact that a figure asks for; None and the reason where there can be none."""
    name, _, spec = figure.edit.fact.partition(":")
    if name in deck.facts:
        facts, owner = deck.facts, ""
    elif slide is not None and slide.facts is not None:
        facts, owner = deck.facts.layer(slide.facts), slide.id.text
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
    return _FactChange(name, owner, value, figure.edit.new), ""


def _checked(
    changes: Sequence[_FactChange],
    nodes: Sequence[nodes.MappingNode],
    deck: Deck,
    report: PullReport,
) -> Iterator[tuple[_FactChange, str]]:
    """The changes, each with the reason for which it cannot be made, "" where it can.

    They are tried all together first: a part and its total may both have been changed.
    """
    clear: list[_FactChange] = []
    for change in changes:
        texts = dict.fromkeys(report.figures[index].edit.new for index in change.figures)
        if len(texts) == 1:
            clear.append(change)
        else:
            yield change, f"the reviewed deck says {' and '.join(texts)}"
    if not _fault(clear, nodes, deck):
        yield from ((change, "") for change in clear)
        return
    kept: list[_FactChange] = []
    for change in clear:
        why = _fault([*kept, change], nodes, deck)
        if not why:
            kept.append(change)
        yield change, why


def _fault(changes: Sequence[_FactChange], nodes: Sequence[nodes.MappingNode], deck: Deck) -> str:
    """What is wrong with the facts after the changes, "" where nothing is."""
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
    """The slots and notes that show the new figure of a fact which was changed elsewhere.

    `before` and `after` are the facts before the pull and after it.
    """
    changed = {
        fact.id
        for fact in after
        if (before.fact(fact.id).text if fact.id in before else "") != fact.text
    }
    for slide in planned.slides:
        other = expected.slide(slide.id)
        for name, content in _parts(slide):
            facts = changed.intersection(content.facts())
            was = other and dict(_parts(other)).get(name)
            if facts and was and was != content and same_but_figures(was, content):
                yield from (Followed(slide.id, name, fact) for fact in sorted(facts))


def _parts(slide: Slide) -> Iterator[tuple[str, Content]]:
    yield from slide.slots
    if slide.notes is not None:
        yield "notes", slide.notes


def same_but_figures(one: Content, other: Content) -> bool:
    """Whether two contents have the same text but for their figures."""
    return [_masked(line) for line in one.paragraphs()] == [
        _masked(line) for line in other.paragraphs()
    ]


def _masked(line: Paragraph) -> tuple[int, str]:
    return line.level, _FIGURE.sub("0", line.text)
