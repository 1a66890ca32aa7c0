"""A fact as the deck uses it: its value, what it prints, where it comes from and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from deckgen.diagnostics import Place, Problem, Span, fail, near, suggest
from deckgen.facts.entry import Entry
from deckgen.facts.status import Status, weakest
from deckgen.facts.value import Value


class Origin(NamedTuple):
    """Where a figure comes from. `due` is the last day on which it is not yet stale."""

    source: str | None = None
    period: str | None = None
    as_of: date | None = None
    status: Status = Status.NORMAL
    due: date | None = None


class Known(NamedTuple):
    """A disagreement that the author knows of: `printed` stands where `computed` comes out."""

    computed: str
    printed: str


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A fact whose formula, if it has one, was evaluated.

    `text` is what `${id}` prints: None where a formula gives decimals without end and no format
    says how many to print. `inputs` are the ids that the formula names, `total` is what the facts
    of `sum_of` add up to (None without `sum_of`, or while one of them is still to come), `pending`
    the places that say TODO, those of the inputs included.
    """

    entry: Entry
    value: Value
    text: str | None
    origins: tuple[Origin, ...]
    inputs: tuple[str, ...] = ()
    total: Decimal | None = None
    known: Known | None = None
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
        """The day that the figure speaks for: for a formula, the oldest of its inputs'."""
        return min((o.as_of for o in self.origins if o.as_of), default=None)

    @property
    def due(self) -> date | None:
        """The last day on which the figure is not yet stale; None where it never is."""
        return min((o.due for o in self.origins if o.due), default=None)

    @property
    def status(self) -> Status:
        """How firm the figure is: for a formula, the weakest of its inputs'."""
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
        """Where a field's value stands in the file; the id where the fact leaves it out."""
        return self.entry.place(field)


def origins_of(entry: Entry, inputs: Iterable[Fact]) -> tuple[Origin, ...]:
    """Where a fact comes from: from its inputs, but for what the entry says itself.

    Raises `Problem` where `stale_after` has no date to count from.
    """
    inherited = dict.fromkeys(o for fact in inputs for o in fact.origins)
    origins = tuple(dict.fromkeys(_restated(entry, o) for o in inherited or (Origin(),)))
    undated = not any(o.as_of for o in origins) and entry.place("as_of") is entry.id.span
    if entry.stale_after is not None and undated:
        raise fail(
            "no-date", f"fact `{entry.id.text}` has `stale_after` but no `as_of`",
            entry.place("stale_after"), "counts from nowhere",
            "add `as_of:`, the day that the figure speaks for",
        )  # fmt: skip
    return origins


def _restated(entry: Entry, origin: Origin) -> Origin:
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


def unknown_fact(name: str, known: Iterable[str], place: Place | None) -> Problem:
    """The problem of an id that no fact has."""
    ids = list(known)
    if not name:
        return fail("unknown-fact", "`${}` names no fact", place, "empty", "name one: `${id}`")
    family = name.split(".", 1)[0] + "."
    related = [other for other in ids if other.startswith(family)]
    close = near(name, ids)
    helps = [f"did you mean `{close}`?"] if close else []
    if related:
        helps += suggest("", related, f"the facts of `{family}` are")
    if ids:
        helps.append(f"or add `{name}` to the deck's facts")
    else:
        helps.append("the deck has no facts; name a file of them under `facts:` in the deck")
    return fail("unknown-fact", f"there is no fact `{name}`", place, "not known", *helps)
