"""All facts of a deck, and what a reference to one of them prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from deckgen.diagnostics import Place, Problem, Span, fail, gather
from deckgen.facts import references
from deckgen.facts.entry import Entry, read_entry
from deckgen.facts.fact import Fact, unknown_fact
from deckgen.facts.resolve import resolve
from deckgen.facts.value import endless
from deckgen.source import Mapping
from deckgen.source.worksheets import naming_cells


class Shown(NamedTuple):
    """What a reference prints, and the fact it comes from."""

    text: str
    fact: Fact


class Facts:
    """The facts of a deck by id, in the order of their files; never changed once made."""

    __slots__ = ("_facts", "language")

    def __init__(self, facts: dict[str, Fact], language: str) -> None:
        """Facts that are resolved; `load` makes them from nodes."""
        self._facts = facts
        self.language = language

    @classmethod
    def empty(cls, language: str = "en-US") -> Facts:
        """No facts."""
        return cls({}, language)

    @classmethod
    def load(cls, nodes: Sequence[Mapping], *, language: str) -> Facts:
        """The facts of mappings from ids to mappings of fields, in the deck's language (`en-US`).

        Raises `Problem` with everything that is wrong in them.
        """
        return _joined(cls.empty(language), nodes, short=False)

    def layer(self, node: Mapping) -> Facts:
        """These facts and those of one slide, whose `facts:` may give a text instead of fields.

        A slide adds facts; it cannot say otherwise than the deck. Raises `Problem`.
        """
        return _joined(self, [node], short=True)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def __len__(self) -> int:
        return len(self._facts)

    def __contains__(self, name: str) -> bool:
        return name in self._facts

    def fact(self, name: str, place: Place | None = None) -> Fact:
        """The fact of an id; raises `Problem` at `place` where there is none."""
        fact = self._facts.get(name)
        if fact is None:
            raise unknown_fact(name, self._facts, place)
        return fact

    def value(self, name: str) -> Decimal | None:
        """The number that a fact says or computes to; None where it is a text, a day or TODO."""
        return self.fact(name).value.amount

    def show(self, reference: str, place: Place) -> Shown:
        """What `${reference}` prints: `removals.total`, or `removals.total:,.1f`.

        A fact without a format prints as typed, or by its own `format`. Raises `Problem` at
        `place`, where the reference stands.
        """
        name, spec = references.split(reference)
        fact = self.fact(name, place)
        text = fact.text if spec is None else self._formatted(fact, spec, place)
        if text is None:
            raise endless(fact.id, place)
        return Shown(text, fact)

    def _formatted(self, fact: Fact, spec: str, place: Place) -> str | None:
        entry = fact.entry
        if entry.printed and not (entry.format and entry.format.text == spec):
            raise fail(
                "bad-format", f"`{fact.id}` prints as {entry.printed.text} and takes no format",
                place, "a format", f"write `{references.written(fact.id)}`",
            )  # fmt: skip
        return fact.text if entry.printed else fact.value.formatted(spec, self.language, place)


def _joined(facts: Facts, nodes: Sequence[Mapping], *, short: bool) -> Facts:
    """The facts and those of the nodes."""
    known = {fact.id: fact for fact in facts}
    with naming_cells():
        added = resolve(_entries(nodes, known, short=short), known, facts.language)
    return Facts({**known, **added}, facts.language)


def _entries(nodes: Sequence[Mapping], known: dict[str, Fact], *, short: bool) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    with gather() as problems:
        for name, fields in (pair for node in nodes for pair in node):
            with problems.attempt():
                entry = read_entry(name, fields, short=short)
                first = entries.get(name.text) or known.get(name.text)
                if first is not None:
                    raise _twice(entry, first.place("id"))
                entries[name.text] = entry
    return entries


def _twice(entry: Entry, first: Span) -> Problem:
    return fail(
        "duplicate-fact", f"there are two facts `{entry.id.text}`", entry.id.span,
        "the second", f"the first is at {first}; keep one of them, or give this one another id",
    )  # fmt: skip
