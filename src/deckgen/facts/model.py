"""Facts as decks use them: with their values, texts and origins, and how old all are together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from deckgen.diagnostics import Place, Problem, Span, error, near, suggest
from deckgen.facts.entries import FactEntry
from deckgen.facts.numbers import Status, Value, weakest
from deckgen.source.nodes import ScalarNode


class FactOrigin(NamedTuple):
    """The source, period and date of a figure. `due` is the last day on which it is not stale."""

    source: str | None = None
    period: str | None = None
    as_of: date | None = None
    status: Status = Status.NORMAL
    due: date | None = None


class KnownDisagreement(NamedTuple):
    """A disagreement that the author knows of: `printed` is shown, `computed` is the result."""

    computed: str
    printed: str


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A fact whose formula, if it has one, was evaluated.

    `text` is what `${id}` prints: None where a formula gives decimals without end and no format
    says how many to print. `inputs` are the ids that the formula names, `total` is what the facts
    of `sum_of` add up to (None without `sum_of`, or while one of them is pending), `pending` the
    places with TODO, those of the inputs included. `known` is a disagreement known to the author.
    """

    entry: FactEntry
    value: Value
    text: str | None
    origins: tuple[FactOrigin, ...]
    inputs: tuple[str, ...] = ()
    total: Decimal | None = None
    known: KnownDisagreement | None = None
    pending: tuple[Span, ...] = ()

    @property
    def id(self) -> str:
        """The fact's id, such as `removals.total`."""
        return self.entry.id.text

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of `sum_of`."""
        return tuple(part.text for part in self.entry.sum_of)

    @property
    def as_of(self) -> date | None:
        """The date of the figure: for a formula, the oldest of its inputs'."""
        return min((o.as_of for o in self.origins if o.as_of), default=None)

    @property
    def due(self) -> date | None:
        """The last day on which the figure is not yet stale; None where it never is."""
        return min((o.due for o in self.origins if o.due), default=None)

    @property
    def status(self) -> Status:
        """The status of the figure: for a formula, the least reliable of its inputs'."""
        return weakest(o.status for o in self.origins)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources, without repeats: for a formula, those of its inputs."""
        return tuple(dict.fromkeys(o.source for o in self.origins if o.source))

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods, without repeats: for a formula, those of its inputs."""
        return tuple(dict.fromkeys(o.period for o in self.origins if o.period))

    def place(self, field: str) -> Span:
        """The place of a field's value in the file; the id's where the fact leaves it out."""
        return self.entry.place(field)


def origins_of(entry: FactEntry, inputs: Iterable[Fact]) -> tuple[FactOrigin, ...]:
    """The origins of a fact: those of its inputs, with the entry's own fields applied.

    Raises `Problem` where `stale_after` has no date to count from.
    """
    inherited = dict.fromkeys(o for fact in inputs for o in fact.origins)
    origins = tuple(dict.fromkeys(_with_own_fields(entry, o) for o in inherited or (FactOrigin(),)))
    undated = not any(o.as_of for o in origins) and entry.place("as_of") is entry.id.span
    if entry.stale_after is not None and undated:
        raise error(
            "no-date",
            f"fact `{entry.id.text}` has `stale_after` but no `as_of`",
            at=entry.place("stale_after"),
            label="counts from nowhere",
            help="add `as_of:`, the day that the figure speaks for",
        )
    return origins


def _with_own_fields(entry: FactEntry, origin: FactOrigin) -> FactOrigin:
    as_of = entry.as_of or origin.as_of
    due = origin.due
    if entry.stale_after is not None and as_of is not None:
        days = min(entry.stale_after, (date.max - as_of).days)
        due = as_of + timedelta(days=days)
    return origin._replace(
        source=entry.source.text if entry.source else origin.source,
        period=entry.period.text if entry.period else origin.period,
        as_of=as_of,
        status=origin.status if entry.status is None else entry.status,
        due=due,
    )


class DeckAge(NamedTuple):
    """The day that a deck is of, and the shortest `stale_after` of its facts, in days."""

    as_of: date
    days: int

    @classmethod
    def of(cls, facts: Iterable[Fact], as_of: date | None) -> DeckAge | None:
        """The age of a deck with these facts; None without a day, or where they are always good."""
        limits = [fact.entry.stale_after for fact in facts if fact.entry.stale_after is not None]
        return cls(as_of, min(limits)) if as_of is not None and limits else None

    def remark(self, today: date) -> str:
        """The sentence about a deck that lies behind today by more days than that, "" for others.

        It names no day but the deck's, so that what is printed stays the same.
        """
        if today - self.as_of <= timedelta(days=self.days):
            return ""
        return (
            f"the deck is of {self.as_of}, more than {self.days} days ago, the shortest "
            "`stale_after` of its facts: `deckgen facts --stale --as-of DATE` lists what is old"
        )


def unknown_fact(name: str, known: Iterable[str], place: Place | None) -> Problem:
    """The problem of an id that no fact has."""
    ids = list(known)
    if not name:
        return error(
            "unknown-fact", "`${}` names no fact", at=place, label="empty", help="name one: `${id}`"
        )
    family = name.split(".", 1)[0] + "."
    related = [other for other in ids if other.startswith(family)]
    close = near(name, ids)
    helps = [f"did you mean `{close}`?"] if close else []
    if related:
        helps += suggest(name, related, f"the facts of `{family}` are", "`deckgen facts`")[-1:]
    if ids:
        helps.append(f"{'or ' if helps else ''}add `{name}` to the deck's facts")
    else:
        helps.append("the deck has no facts; name a file of them under `facts:` in the deck")
    return error(
        "unknown-fact", f"there is no fact `{name}`", at=place, label="not known", help=helps
    )


def duplicate_fact(name: ScalarNode, first: Span) -> Problem:
    """The problem of an id that another fact, at `first`, has already."""
    return error(
        "duplicate-fact",
        f"there are two facts `{name.text}`",
        at=name.span,
        label="the second",
        help=f"the first is at {first}; keep one of them, or give this one another id",
    )
