"""`deckgen facts`: the facts of a deck, their age and uses, and accepting what they compute to."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from deckgen import files
from deckgen.deck import source_files
from deckgen.deck.source_files import DeckSource
from deckgen.diagnostics import Source, error, gather, shown
from deckgen.facts import numbers
from deckgen.facts.entries import FactEntry
from deckgen.facts.model import Fact, unknown_fact
from deckgen.facts.resolve import ROUNDED, Computation, computations
from deckgen.plan.usage import Usage, Use
from deckgen.project import DECK, Project
from deckgen.source import edit as source_edit
from deckgen.source import tables
from deckgen.source.edit import Edit, KeyPath, YamlDocument
from deckgen.source.nodes import Node, ScalarNode
from deckgen.source.reading import read_bytes


class FactListing(Struct, frozen=True):
    """A fact in the list.

    `uses` are the slots that show it, `builders` the facts that are computed from it; it is `used`
    if a slide shows it or one of these. `stale` says that it is older than it may be on the day of
    the list.
    """

    fact: Fact
    uses: tuple[Use, ...]
    dependents: tuple[Fact, ...]
    used: bool
    stale: bool


class FactList(Struct, frozen=True):
    """The facts of a deck, or some of them. Age is counted to `day`, None where none is known."""

    day: datetime.date | None
    entries: tuple[FactListing, ...]


def facts(
    deck: str | Path = DECK,
    *,
    variant: str | None = None,
    as_of: datetime.date | None = None,
    unused: bool = False,
    stale: bool = False,
) -> FactList:
    """The facts of a deck or of one of its variants, then those that belong to single slides.

    Age is counted to `as_of`, else to that of deck.yaml. `unused` and `stale` list only such facts;
    with both, those that are both. Raises `Problem` where the deck cannot be planned, and for
    `stale` without a day.
    """
    project = Project(deck, variant=variant)
    day = as_of or project.deck.as_of
    if stale and day is None:
        raise error(
            "no-date",
            "there is no day to count the age of facts to",
            help="name one: `--as-of 2020-03-06`, or `as_of: 2020-03-06` in deck.yaml",
        )
    usage = project.usage
    entries = (listing(usage, fact, day) for fact in usage.facts)
    kept = (e for e in entries if not (unused and e.used) and (e.stale or not stale))
    return FactList(day, tuple(kept))


def listing(usage: Usage, fact: Fact, day: datetime.date | None) -> FactListing:
    """A fact with its uses; age is counted to the day."""
    return FactListing(
        fact,
        usage.uses.get(fact, ()),
        usage.dependents.get(fact, ()),
        fact in usage.used,
        day is not None and fact.due is not None and fact.due < day,
    )


# `deckgen facts --accept`: what a fact computes to now becomes its `computed:`.


class AcceptanceError(ValueError):
    """What was asked for does not say what becomes of a fact's `printed:`."""


class FieldChange(Struct, frozen=True):
    """A field of a fact that got another text, "" where it came or went; `place` is `file:line`.

    `why` is the reason for which it was not written, "" where it was.
    """

    fact: str
    field: str
    old: str
    new: str
    file: str
    line: int | None
    why: str = ""

    @property
    def place(self) -> str:
        """The file, and the line where it has lines."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Acceptance(Struct, frozen=True):
    """What `accept` did: the changes that were written, and those that a person has to type.

    `notes` are the notes of these facts that say a figure which went.
    """

    written: tuple[FieldChange, ...]
    left: tuple[FieldChange, ...]
    notes: tuple[FieldChange, ...] = ()


def accept(
    deck: str | Path,
    ids: Sequence[str],
    *,
    variant: str | None = None,
    printed: str | None = None,
    drop_printed: bool = False,
) -> Acceptance:
    """Write what facts compute to now as their `computed:`, in the file that says it.

    `printed` is what the source prints instead, and `drop_printed` takes `printed:` away; a fact
    that has `printed:` needs one of them, for it alone. Where the deck below a `variant` computes
    to another figure, the variant's own file says it. A cell of a worksheet is left to be typed.
    Raises `AcceptanceError` where it is not said what becomes of `printed:`, `Problem` where a
    fact has no `computed:`, or the facts have other faults; then nothing was written.
    """
    if (printed is not None or drop_printed) and len(ids) != 1:
        raise AcceptanceError("--printed and --drop-printed go with exactly one --accept.")
    if printed is not None and drop_printed:
        raise AcceptanceError("--printed gives a text, and --drop-printed takes it away.")
    if printed is not None and (not printed.strip() or "\n" in printed):
        raise AcceptanceError("--printed takes one line of text.")
    project = Project(deck, variant=variant)
    layer = project.layer
    below = _computations(layer.below) if layer else {}
    writer = _AcceptWriter(project, below, printed, drop_printed=drop_printed)
    known = _computations(project.source)
    with gather() as problems:
        for name in dict.fromkeys(ids):
            with problems.collect():
                for found in _of_fact(name, known, project.source):
                    writer.accept(found)
    writer.write()
    return Acceptance(tuple(writer.written), tuple(writer.left), tuple(writer.notes))


_Computations = Mapping[str, Sequence[Computation]]


def _computations(source: DeckSource) -> _Computations:
    """What the facts of a deck, and of its slides, with `computed` compute to."""
    return computations(source.facts, [facts for _, facts in source_files.own_facts(source)])


def _of_fact(name: str, known: _Computations, source: DeckSource) -> Sequence[Computation]:
    """What a fact computes to. Raises `Problem` where it says nothing of that."""
    found = known.get(name, ())
    tables = (*source.facts, *(facts for _, facts in source_files.own_facts(source)))
    keys = [key for table in tables for key, _ in table]
    places = [key.span for key in keys if key.text == name]
    if not found and not places:
        raise unknown_fact(name, [key.text for key in keys], None)
    if not found:
        raise error(
            "no-computed",
            f"the fact `{name}` has no `computed:` to write",
            at=places[0],
            label="this one",
            help="add `computed:` with what it gives, to be told when that changes",
        )
    for computation in found:
        if computation.result is None:
            raise numbers.endless(name, computation.entry.place("computed"), ROUNDED)
    return found


class _AcceptWriter:
    """Collects what is written for accepted results of a deck, or of a variant of it.

    `below` is what the deck without the variant computes to.
    """

    def __init__(
        self,
        project: Project,
        below: _Computations,
        printed: str | None,
        *,
        drop_printed: bool,
    ) -> None:
        self.source, self.layer, self.below = project.source, project.layer, below
        self.printed, self.drop_printed = printed, drop_printed
        self.written: list[FieldChange] = []
        self.left: list[FieldChange] = []
        self.notes: list[FieldChange] = []
        self.edits: list[Edit] = []
        self.own: list[tuple[KeyPath, str, str]] = []
        """The path of a fact, a field and its text ("" to take it away) for the variant's file."""

    def accept(self, found: Computation) -> None:
        """Note what makes the fact say its result."""
        entry, result = found.entry, found.result
        name = entry.id.text
        asked = self.printed is not None or self.drop_printed
        if entry.printed and not asked and found.changed:
            raise AcceptanceError(
                f"`{name}` prints {entry.printed.text} and computes to {result} now: add "
                f"`--printed {entry.printed.text}` (or what the source prints), or "
                "`--drop-printed` to print what comes out."
            )
        if self.printed is not None and entry.formula is None:
            raise AcceptanceError(f"`{name}` has no formula: what prints is its `value:`.")
        assert result is not None, "an endless result was refused"
        inherited = self._is_inherited(found)
        if found.changed:
            self._put(entry, "computed", result, inherited=inherited)
        if self.printed is not None and (not entry.printed or entry.printed.text != self.printed):
            self._put(entry, "printed", self.printed, inherited=inherited)
        if self.drop_printed and entry.printed:
            self._put(entry, "printed", "", inherited=inherited)

    def _is_inherited(self, found: Computation) -> bool:
        """Whether `computed` stands below the variant, where another figure comes out."""
        if self.layer is None or found.entry.computed is None:
            return False
        place = found.entry.computed.span
        return any(
            other.entry.computed is not None
            and other.entry.computed.span == place
            and other.result != found.result
            for other in self.below.get(found.entry.id.text, ())
        )

    def _put(self, entry: FactEntry, field: str, text: str, *, inherited: bool) -> None:
        """Note that a field gets a text, or goes."""
        node = entry.node.get(field)
        computed = entry.place("computed")
        place = computed if node is None else node.span
        old = node.text if isinstance(node, ScalarNode) else ""
        change = FieldChange(entry.id.text, field, old, text, place.source.name, place.line)
        self._look_at_note(entry, old)
        if inherited:
            self._put_in_variant(entry, change)
        elif isinstance(place.source, tables.Sheet):
            cell = place.source.cell(place)
            self.left.append(replace(change, line=None, why=f"type it into cell {cell}"))
        elif tables.is_text(place.source.path):
            if isinstance(node, ScalarNode):
                self._make(tables.replace_cell(node, text), change)
            else:
                why = f"type it into the column `{field}` of its row"
                self.left.append(replace(change, why=why))
        else:
            self._put_in_yaml(place.source, entry, field, node, change)

    def _look_at_note(self, entry: FactEntry, old: str) -> None:
        """Keep a fact's note that says the figure `old`, which goes."""
        note = entry.node.get("note")
        known = any(other.fact == entry.id.text for other in self.notes)
        if isinstance(note, ScalarNode) and old and _says(note.text, old) and not known:
            span = note.span
            name = entry.id.text
            self.notes.append(FieldChange(name, "note", note.text, "", span.source.name, span.line))

    def _put_in_yaml(
        self, source: Source, entry: FactEntry, field: str, node: Node | None, change: FieldChange
    ) -> None:
        if not isinstance(node, ScalarNode):
            computed = entry.node.get("computed")
            assert isinstance(computed, ScalarNode), "its result is accepted"
            mapping, key = source_edit.holder(source, computed)
            change = replace(change, line=(change.line or 0) + 1)
            edit = source_edit.insert(mapping, field, change.new, after=key)
        elif change.new:
            edit = source_edit.replace(node, change.new, lines=False)
        else:
            edit = source_edit.remove(*source_edit.holder(source, node))
        self._make(edit, change)

    def _put_in_variant(self, entry: FactEntry, change: FieldChange) -> None:
        assert self.layer is not None, "only a variant inherits"
        if self.layer.path is None:
            why = f"the variant `{self.layer.name}` is a row of a table, and has no file for it"
            self.left.append(replace(change, why=why))
            return
        self.own.append((self._path(entry), change.field, change.new))
        self.written.append(replace(change, file=shown(self.layer.path), line=None))

    def _path(self, entry: FactEntry) -> KeyPath:
        """Where a variant changes a fact: among the deck's, or among those of its slide."""
        name = entry.id.text
        for slide, facts in source_files.own_facts(self.source):
            if facts.key_span(name) == entry.id.span:
                return ("slides", slide.id.text, "facts", name)
        return ("facts", name)

    def _make(self, edit: Edit, change: FieldChange) -> None:
        if edit not in self.edits:
            self.edits.append(edit)
            self.written.append(change)

    def write(self) -> None:
        """Write all files, or none."""
        texts = source_edit.applied(self.edits)
        path = self.layer.path if self.layer else None
        if path is not None and self.own:
            text = texts.get(path) or read_bytes(path).decode("utf-8-sig")
            document = YamlDocument(path, text)
            for fact, field, value in self.own:
                short = document.node(fact)
                if isinstance(short, ScalarNode):
                    document.put(fact, {"value": short.text})
                if value:
                    document.put((*fact, field), value)
                else:
                    document.push((*fact, "remove"), field)
            texts[path] = document.text
        files.write_all({p: source_edit.encoded(p, text) for p, text in texts.items()})


def _says(text: str, figure: str) -> bool:
    """Whether a text has a figure, and not as a part of another one."""
    return re.search(rf"(?<![\w.,]){re.escape(figure)}(?!\w|%|[.,]\d)", text) is not None
