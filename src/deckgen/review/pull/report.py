"""The result of a pull: what came into YAML, what conflicts, and what is left to a person."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from deckgen.content import Content
from deckgen.content.minimal_diff import FactEdit
from deckgen.content.picture.files import file_name
from deckgen.content.rows import is_file_name
from deckgen.deck import Deck, DeckName, SourceSlide
from deckgen.deck.source_files import DeckSource
from deckgen.diagnostics import Problem, Span, shown
from deckgen.facts import Facts, numbers, references
from deckgen.facts.model import Fact, day_printed
from deckgen.facts.references import Words
from deckgen.facts.resolve import computations
from deckgen.plan import Plan
from deckgen.plan.planner import SOURCE
from deckgen.review.compare import UntrackedChange
from deckgen.richtext import Paragraph
from deckgen.source import edit, nodes, tables
from deckgen.source.edit import Edit
from deckgen.source.nodes import Node, ScalarNode


class Side(Enum):
    """Whose change wins where the author (ours) and the reviewer (theirs) changed the same thing.

    With `NEITHER` it is a conflict, and the author's stays.
    """

    NEITHER = "neither"
    OURS = "ours"
    THEIRS = "theirs"


class PulledChange(Struct, frozen=True):
    """A change of the reviewed deck that came into YAML.

    `slide` is an id, "" for the deck itself; `slot` is a slot's name, "" for the whole slide.
    `what` says what was done (`changed`, `removed`), in which `files`.
    """

    slide: str
    slot: str
    what: str
    files: tuple[Path, ...] = ()


class Conflict(Struct, frozen=True):
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


class FigureEdit(Struct, frozen=True):
    """A fact's figure that the reviewer changed on a slide.

    `done` says that the fact was changed too; else `why` is the reason that it could not be, ""
    where nobody asked for it.
    """

    slide: str
    edit: FactEdit
    done: bool
    why: str = ""


class OutdatedFact(Struct, frozen=True):
    """A fact whose `computed` is another figure, `result`, once the figures are changed.

    `printed` is what it prints whatever is computed, "" where it prints the result.
    """

    fact: str
    computed: str
    result: str
    printed: str = ""

    def accept(self, variant: str | None = None) -> str:
        """The command that makes the fact say its result."""
        words = ["deckgen", "facts", "--accept", self.fact]
        words += ["--printed", self.printed] if self.printed else []
        words += ["--variant", variant] if variant else []
        return shlex.join(words)


class SharedEdit(Struct, frozen=True):
    """A change of what other slides and decks show too: a cell of a file, or a contact's field.

    `kind` is `data` or `contact`. `what` says what of `path` was changed, from `old` to `new`;
    `edits` do it, and `done` says that they were made. `why` is the reason for which that cannot
    be, "" where it can. `slide` and `slot` show it; `decks` are all that do, None the deck itself.
    """

    kind: str
    path: Path
    what: str
    old: str
    new: str
    edits: tuple[Edit, ...] = ()
    done: bool = False
    why: str = ""
    slide: str = ""
    slot: str = ""
    decks: tuple[DeckName, ...] = ()


class Followed(Struct, frozen=True):
    """A slot that shows something new because the reviewer changed that on another slide.

    `fact` is the fact, the contact or the file.
    """

    slide: str
    slot: str
    fact: str


class PullReport(Struct):
    """All that a pull found.

    `variant` is the one whose deck was pulled; `resolved` are the conflicts that the `Side` of the
    pull decided.
    `differences` are sentences about what the edited YAML would build otherwise than in the
    reviewed deck. `files` are the new texts of the author's files, `read` their texts before, and
    `media` the pictures that come with them; `trial` are texts in which `outdated` facts are up to
    date too, so that they build. `proposed` are the slots, by slide and name, that wait for a fact
    to get the figure that they show, `unwritten` those of which a part can be written nowhere.
    `with_shared` are the texts of `trial` with all that is `shared` changed too.
    """

    variant: str | None = None
    pulled: list[PulledChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    resolved: list[Conflict] = field(default_factory=list)
    figures: list[FigureEdit] = field(default_factory=list)
    outdated: list[OutdatedFact] = field(default_factory=list)
    shared: list[SharedEdit] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    untracked: list[UntrackedChange] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    read: dict[Path, str] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)
    media: dict[Path, bytes] = field(default_factory=dict)
    trial: dict[Path, str] = field(default_factory=dict)
    proposed: set[tuple[str, str]] = field(default_factory=set)
    unwritten: set[tuple[str, str]] = field(default_factory=set)
    with_shared: dict[Path, str] = field(default_factory=dict)

    def saver(self, folder: Path) -> Callable[[bytes, str], str]:
        """A function that adds a file to `media`, given its bytes and suffix, and returns its name.

        The name is relative to `folder`, the deck's, and is made from the bytes, so that equal
        files are saved once.
        """

        def save(data: bytes, suffix: str) -> str:
            name = f"media/{file_name(data, suffix)}"
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
        found = self.pulled or self.conflicts or self.figures or self.shared or self.untracked
        return not found


# Facts whose figures a reviewer changed on a slide: the edits of the facts, and what follows.


def edits_of(
    source: DeckSource, deck: Deck, report: PullReport, *, write: bool
) -> tuple[list[Edit], list[Edit]]:
    """The edits of the facts, of the deck or of slides, that make them print what was typed.

    The second list brings what is `computed` of them up to date. With `write` the report says that
    this is done. A figure is not changed, with the reason, where no text in YAML is printed as it
    is, or where it was changed to two different figures.
    """
    slides = {slide.id.text: slide for slide in deck.slides}
    changes: dict[_Place, _FactChange] = {}
    for index, figure in enumerate(report.figures):
        try:
            scalar, text = _change(figure.edit, source, deck, slides.get(figure.slide))
        except _CannotChangeError as reason:
            report.figures[index] = replace(figure, why=str(reason))
        else:
            change = changes.setdefault(_place(scalar), _FactChange(scalar, text))
            change.figures.append(index)
            change.texts[text] = None
    kept = []
    for change, why in _checked(list(changes.values()), source.facts, deck):
        for index in change.figures:
            done = write and not why
            report.figures[index] = replace(report.figures[index], done=done, why=why)
        kept += [] if why else [change]
    edits = [edit.replace(change.scalar, change.text, lines=False) for change in kept]
    updates = _outdated(kept, source.facts, deck) if kept else {}
    report.outdated += dict.fromkeys(updates.values())
    return edits, [_update(scalar, found.result) for scalar, found in updates.items()]


def _update(computed: ScalarNode, result: str) -> Edit:
    if tables.is_text(computed.span.source.path):
        return tables.replace_cell(computed, result)
    return edit.replace(computed, result, lines=False)


class _FactChange(Struct):
    """A new text for the scalar of a fact.

    `figures` are the indexes of the report's figures that ask for the change, `texts` the different
    texts that they ask for.
    """

    scalar: ScalarNode
    text: str
    figures: list[int] = field(default_factory=list)
    texts: dict[str, None] = field(default_factory=dict)


class _CannotChangeError(Exception):
    """The reason why a fact does not get the figure that a reviewer typed."""


def _change(
    edit: FactEdit, source: DeckSource, deck: Deck, slide: SourceSlide | None
) -> tuple[ScalarNode, str]:
    """The scalar that prints what was edited, and its new text. Raises `_CannotChangeError`."""
    words = references.split(edit.fact)
    if words.name == references.DECK:
        scalar = source.settings.get(words.field)
        below = references.whole(scalar.text) if isinstance(scalar, ScalarNode) else None
        if below is not None:
            return _change(replace(edit, fact=below.body), source, deck, slide)
        return _own_text(scalar), _field_text(edit, words, deck.as_of, deck)
    facts = deck.facts
    if words.name not in facts and slide is not None and slide.facts is not None:
        facts = facts.layer(slide.facts)
    if words.name not in facts:
        raise _CannotChangeError("the deck has no such fact")
    fact = facts.fact(words.name)
    if words.field:
        field_text = _field_text(edit, words, fact.as_of, deck)
        return _own_text(_field_of(fact, words.field, facts)), field_text
    return _own_text(fact.entry.printed or fact.entry.figure), _figure_text(edit, fact, words, deck)


def _own_text(node: Node | None) -> ScalarNode:
    """The node where it is a text of a YAML file that prints nothing else."""
    if not isinstance(node, ScalarNode):
        raise _CannotChangeError("it is computed: change what it is computed from")
    path = node.span.source.path
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise _CannotChangeError(f"it stands in {shown(path)}")
    if any(references.references(node.text, references.Escapes.OPENING)):
        raise _CannotChangeError(f"it prints other facts: {node.text}")
    return node


def _figure_text(edit: FactEdit, fact: Fact, words: Words, deck: Deck) -> str:
    entry = fact.entry
    value = entry.printed or entry.figure
    typed = "" if value is None else value.text
    printed_by = entry.format.text if entry.format and not entry.printed else ""
    spec = words.format or printed_by
    if spec == numbers.AS_CHANGE:
        text = numbers.without_arrow(edit.new) if numbers.without_arrow(edit.old) == typed else ""
    elif spec == numbers.AS_WORDS:
        number = numbers.number_of_word(edit.new, deck.language)
        text = "" if number is None else str(number)
    else:
        text = "" if words.format or typed != edit.old else edit.new
    if not text:
        raise _CannotChangeError(f"it is printed by a format from {typed}")
    return text


def _field_text(edit: FactEdit, words: Words, before: date | None, deck: Deck) -> str:
    if words.field != "as_of" or before is None:
        return edit.new
    day = day_printed(edit.new, before, words, deck.facts.dates)
    if day is None:
        raise _CannotChangeError(f"`{edit.new}` is no date in the form of `{edit.old}`")
    return day.isoformat()


def _field_of(fact: Fact, field: str, facts: Facts) -> Node | None:
    """Where a fact's field is said: by itself, its group, or the one input that says it."""
    own = fact.entry.node.get(field)
    of_inputs = [_field_of(facts.fact(name), field, facts) for name in fact.inputs]
    places = {_place(node): node for node in of_inputs if isinstance(node, ScalarNode)}
    return own or (next(iter(places.values())) if len(places) == 1 else None)


def _checked(
    changes: Sequence[_FactChange], nodes: Sequence[nodes.MappingNode], deck: Deck
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
    """What is wrong with the facts after the changes, "" where nothing is.

    Another result than a `computed` is no fault, where it can be brought up to date.
    """
    try:
        updates = _outdated(changes, nodes, deck)
        texts = {_place(change.scalar): change.text for change in changes}
        texts |= {_place(computed): found.result for computed, found in updates.items()}
        facts = Facts.load([_changed(node, texts) for node in nodes], language=deck.language)
        for slide in deck.slides:
            if slide.facts is not None:
                facts.layer(_changed(slide.facts, texts))
    except Problem as problem:
        return "; ".join(diagnostic.message for diagnostic in problem.diagnostics)
    return ""


def _outdated(
    changes: Sequence[_FactChange], nodes: Sequence[nodes.MappingNode], deck: Deck
) -> dict[ScalarNode, OutdatedFact]:
    """The texts of `computed` that are not the result any more, once the changes are made."""
    texts = {_place(change.scalar): change.text for change in changes}
    slides = [_changed(slide.facts, texts) for slide in deck.slides if slide.facts is not None]
    found: dict[ScalarNode, OutdatedFact] = {}
    for results in computations([_changed(node, texts) for node in nodes], slides).values():
        for entry, result in (computed[:2] for computed in results if computed.changed):
            known = entry.computed
            if known is None or result is None or isinstance(known.span.source, tables.Sheet):
                continue
            printed = entry.printed.text if entry.printed else ""
            found[known] = OutdatedFact(entry.id.text, known.text, result, printed)
    return found


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


def shared_name(shared: SharedEdit) -> str:
    """What a slot follows that shows it too: the contact's id, or the file."""
    return shared.what if shared.kind == "contact" else shown(shared.path)


def shared_edits(report: PullReport, made: Collection[str]) -> list[tuple[bool, Edit]]:
    """The edits of what others share, and whether each is of a kind that is made.

    That is noted in the report. Two that change one place in different ways are neither made.
    """
    found: list[tuple[bool, Edit]] = []
    for index, shared in enumerate(report.shared):
        place = shared.slide, shared.slot
        others = (one for one in report.shared if (one.slide, one.slot) != place)
        rest = [change for one in others for change in one.edits]
        if any(_overlap(own, other) for own in shared.edits for other in rest):
            why = "the reviewed deck changes it in two ways"
            report.shared[index] = replace(shared, why=why)
    for index, shared in enumerate(report.shared):
        if shared.why:
            report.unwritten.add((shared.slide, shared.slot))
            continue
        done = shared.kind in made
        report.shared[index] = replace(shared, done=done)
        found += [(done, one) for one in shared.edits]
    return found


def followed_shared(
    expected: Plan, planned: Plan, deck: Deck, report: PullReport
) -> Iterator[Followed]:
    """The slots that show too what was changed of a contact or a file of rows on another slide.

    `planned` is the plan with all of these changes.
    """
    own = {(shared.slide, shared.slot) for shared in report.shared}
    for slide in deck.slides:
        before, after = expected.slide(slide.id.text), planned.slide(slide.id.text)
        if before is None or after is None:
            continue
        for key, node in slide.slots:
            texts = [(word, scalar.text.strip()) for word, scalar in nodes.scalars(node)]
            named = [one for one in report.shared if _names(one, texts, deck)]
            for name, content in after.slots if named else ():
                is_it = key.text in (name, name.rpartition(" ")[0])
                if is_it and (slide.id.text, name) not in own and before.content(name) != content:
                    yield Followed(slide.id.text, name, shared_name(named[0]))


def _names(shared: SharedEdit, texts: Sequence[tuple[str, str]], deck: Deck) -> bool:
    """Whether a slot with these texts, each with its key, shows what was changed."""
    if shared.kind == "contact":
        return any(word == "contact" and text == shared.what for word, text in texts)
    files = (deck.folder / text.partition("#")[0] for _, text in texts if is_file_name(text))
    return any(path.resolve() == shared.path.resolve() for path in files)


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits change the same place in different ways."""
    if one.source.path != other.source.path or one == other:
        return False
    same = (one.start, one.end) == (other.start, other.end)
    return same or (one.start < other.end and other.start < one.end)


def followed(expected: Plan, planned: Plan, before: Facts, after: Facts) -> Iterator[Followed]:
    """The slots and notes that show the new figure of a fact which was changed elsewhere.

    `before` and `after` are the facts before the pull and after it.
    """
    changed = {
        fact.id
        for fact in after
        if fact.id not in before or _printed(before.fact(fact.id)) != _printed(fact)
    }
    if before.dates != after.dates:
        changed.add(references.DECK)
    for slide in planned.slides:
        other = expected.slide(slide.id)
        for name, content in slide.contents:
            was = other and dict(other.contents).get(name)
            if name == SOURCE and name not in slide.spans:
                made_of = changed.intersection(slide.facts()) if was != content else ()
                yield from (Followed(slide.id, name, fact) for fact in sorted(made_of))
                continue
            facts = changed.intersection((*content.facts(), *_references(content)))
            if facts and was and was != content and same_but_figures(was, content):
                yield from (Followed(slide.id, name, fact) for fact in sorted(facts))


def _printed(fact: Fact) -> tuple[object, ...]:
    """All that references can print of a fact."""
    return fact.text, fact.periods, fact.as_of, fact.sources


def _references(content: Content) -> Iterator[str]:
    """The ids in the references that a content prints, `deck` among them."""
    for line in content.paragraphs():
        yield from (references.split(origin.reference).name for origin in line.origins())


def same_but_figures(one: Content, other: Content) -> bool:
    """Whether two contents have the same text but for figures, and fields of facts in `other`."""
    before, after = list(one.paragraphs()), list(other.paragraphs())
    return len(before) == len(after) and all(
        was.level == line.level and _form(line).fullmatch(numbers.masked(was.text))
        for was, line in zip(before, after, strict=True)
    )


def _form(line: Paragraph) -> re.Pattern[str]:
    """What a line can be with other figures and other fields of facts."""
    pattern, at = "", 0
    for origin in line.origins():
        if references.split(origin.reference).field:
            pattern += f"{re.escape(numbers.masked(line.text[at : origin.start]))}.+"
            at = origin.end
    return re.compile(pattern + re.escape(numbers.masked(line.text[at:])), re.DOTALL)
