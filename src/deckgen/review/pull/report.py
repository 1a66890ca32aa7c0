"""The result of a pull: what came into YAML, what conflicts, and what is left to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from deckgen.content import Content
from deckgen.content.minimal_diff import FactEdit
from deckgen.content.picture.files import source_of
from deckgen.deck import Deck, SourceSlide
from deckgen.diagnostics import Problem, Span, shown
from deckgen.facts import numbers, references
from deckgen.facts.resolve import Facts
from deckgen.plan import Plan, Slide
from deckgen.richtext import Paragraph
from deckgen.source import edit, nodes
from deckgen.source.edit import Edit
from deckgen.source.nodes import Node, ScalarNode


class Side(Enum):
    """Whose change wins where the author (ours) and the reviewer (theirs) changed the same thing.

    With `NEITHER` it is a conflict, and the author's stays.
    """

    NEITHER = "neither"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class PulledChange:
    """A change of the reviewed deck that came into YAML.

    `slide` is an id, "" for the deck itself; `slot` is a slot's name, "" for the whole slide.
    `what` says what was done (`changed`, `removed`), in which `files`.
    """

    slide: str
    slot: str
    what: str
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both the author and the reviewer changed, each in their own way.

    `base`, `ours` and `theirs` are what it was, what the author and what the reviewer made of it,
    each in one line; `span` is its place in YAML, None for a slide that the author deleted.
    """

    slide: str
    slot: str
    span: Span | None
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class FigureEdit:
    """A fact's figure that the reviewer changed on a slide.

    `done` says that the fact was changed too; else `why` is the reason that it could not be, ""
    where nobody asked for it.
    """

    slide: str
    edit: FactEdit
    done: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A slot that gets a new figure because the reviewer changed its fact on another slide."""

    slide: str
    slot: str
    fact: str


@dataclass(frozen=True, slots=True)
class UntrackedNote:
    """A reviewer's change that does not come into YAML, for a person to see to.

    `slide` is an id, "" for the deck itself; `name` is a slot or a shape, "" for the whole slide;
    `what` is a sentence without a stop.
    """

    slide: str
    name: str
    what: str

    def __str__(self) -> str:
        return f"slide `{self.slide}`: {self.what}" if self.slide else self.what


@dataclass(slots=True)
class PullReport:
    """All that a pull found.

    `differences` are sentences about what the edited YAML would build otherwise than in the
    reviewed deck. `files` are the new texts of the author's files, `read` their texts before, and
    `media` the pictures that come with them. `proposed` are the slots, by slide and name, that
    wait for a fact to get the figure that they show.
    """

    pulled: list[PulledChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    figures: list[FigureEdit] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    untracked: list[UntrackedNote] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    read: dict[Path, str] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)
    media: dict[Path, bytes] = field(default_factory=dict)
    proposed: set[tuple[str, str]] = field(default_factory=set)

    def saver(self, folder: Path) -> Callable[[bytes, str], str]:
        """A function that adds a file to `media`, given its bytes and suffix, and returns its name.

        The name is relative to `folder`, the deck's, and is made from the bytes, so that equal
        files are saved once.
        """

        def save(data: bytes, suffix: str) -> str:
            name = f"media/{source_of(data)[:12]}{suffix}"
            self.media[folder / name] = data
            return name

        return save

    @property
    def written(self) -> list[Path]:
        """The files that the pull writes."""
        return sorted([*self.files, *self.media])

    @property
    def empty(self) -> bool:
        """Whether the reviewer changed nothing."""
        return not (self.pulled or self.conflicts or self.figures or self.untracked)


# Facts whose figures a reviewer changed on a slide: the edits of the facts, and what follows.


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
            first = changes.setdefault((change.slide, change.fact), change)
            first.figures.append(index)
            first.texts[change.text] = None
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
    the report's figures that ask for the change, `texts` the different texts that they ask for.
    """

    fact: str
    slide: str
    scalar: ScalarNode
    text: str
    figures: list[int] = field(default_factory=list)
    texts: dict[str, None] = field(default_factory=dict)


def _change(
    figure: FigureEdit, deck: Deck, slide: SourceSlide | None
) -> tuple[_FactChange | None, str]:
    """The change of a fact that a figure asks for; None and the reason where there can be none."""
    name, spec = references.split(figure.edit.fact)
    if name in deck.facts:
        facts, owner = deck.facts, ""
    elif slide is not None and slide.facts is not None:
        facts, owner = deck.facts.layer(slide.facts), slide.id.text
    else:
        return None, "the deck has no such fact"
    if name not in facts:
        return None, "the deck has no such fact"
    entry = facts.fact(name).entry
    value = entry.printed or entry.figure
    if value is None:
        return None, "it is computed: change what it is computed from"
    printed_by = entry.format.text if entry.format and not entry.printed else ""
    if (spec or printed_by) == numbers.AS_WORDS:
        number = numbers.number_of_word(figure.edit.new, deck.language)
        text = "" if number is None else str(number)
    else:
        text = "" if spec or value.text != figure.edit.old else figure.edit.new
    if not text:
        return None, f"it is printed by a format from {value.text}"
    path = value.span.source.path
    if path.suffix.lower() not in (".yaml", ".yml"):
        return None, f"it stands in {shown(path)}"
    return _FactChange(name, owner, value, text), ""


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
        if len(change.texts) == 1:
            clear.append(change)
        else:
            yield change, f"the reviewed deck says {' and '.join(change.texts)}"
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
    return line.level, numbers.masked(line.text)
