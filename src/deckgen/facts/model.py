"""Facts as decks use them, with values, texts and origins, and what references to them print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from deckgen.diagnostics import Place, Problem, Span, error, near, suggest
from deckgen.facts import DeckDates, Facts, references
from deckgen.facts.dates import NAMED_PATTERNS, days_printed_as
from deckgen.facts.entries import FactEntry
from deckgen.facts.numbers import (
    AS_CHANGE,
    Status,
    Value,
    endless,
    is_pending,
    weakest,
    with_arrow,
)
from deckgen.facts.references import DECK, Words
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


class Fact(Struct, frozen=True, eq=False):
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
    def confidential(self) -> bool:
        """Whether the figure is not to leave the house."""
        return self.status is Status.CONFIDENTIAL

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


# What references print: facts, their fields, `${id:period}`, and the deck's, `${deck:date}`.
#
# A reviewer's edit of such a text is read back as the field's new text.


_DECK_FIELDS = ("date", "as_of")
_WORD = re.compile("[a-z_]{4,}")


def show(facts: Facts, reference: str, place: Place) -> str:
    """The text of `${reference}`, such as `removals.total` or `removals.total:,.1f`.

    A fact without a format prints as typed, or by its own `format`; a field of a fact or of the
    deck, `removals.total:period`, prints what it says. Raises `Problem` at `place`, where the
    reference stands.
    """
    words = references.split(reference)
    if words.name == references.DECK:
        return _of_deck(words, facts.dates, place)
    fact = facts.fact(words.name, place)
    if words.field:
        return _of_fact(fact, words, facts.dates, place)
    text = fact.text if words.format is None else _formatted(facts, fact, words.format, place)
    if text is None:
        raise endless(fact.id, place)
    return text


def _formatted(facts: Facts, fact: Fact, spec: str, place: Place) -> str | None:
    entry = fact.entry
    if spec == AS_CHANGE:
        return fact.text and with_arrow(fact.text)
    _refuse_misspelt(fact.id, spec, place)
    if entry.printed and not (entry.format and entry.format.text == spec):
        raise error(
            "bad-format",
            f"`{fact.id}` prints as {entry.printed.text} and takes no format",
            at=place,
            label="a format",
            help=f"write `{references.written(fact.id)}`",
        )
    if entry.printed:
        return fact.text
    return fact.value.formatted(spec, facts.dates.language, place)


def _of_fact(fact: Fact, words: Words, dates: DeckDates, place: Place) -> str:
    """What `${id:field}` prints. Raises `Problem` at `place` where the fact has no such field."""
    pending = _pending(fact, words.field)
    if pending:
        return pending
    if words.field == "as_of":
        if fact.as_of is None:
            raise _missing(fact, words.field, place)
        return dates.format(fact.as_of, words.format, place)
    texts = fact.periods if words.field == "period" else fact.sources
    if len(texts) != 1:
        raise _missing(fact, words.field, place, texts)
    if words.format is not None:
        raise _takes_no_format(f"the {words.field} of a fact", fact.id, words, place)
    return texts[0]


def _of_deck(words: Words, dates: DeckDates, place: Place) -> str:
    """What `${deck:field}` prints. Raises `Problem` at `place` where the deck has no such field."""
    if words.field not in _DECK_FIELDS:
        raise error(
            "unknown-field",
            f"the deck has no `{words.field}` to print" if words.field else "`deck` is no fact",
            at=place,
            label="not known",
            help=suggest(words.field, [f"{DECK}:{field}" for field in _DECK_FIELDS], "there are"),
        )
    if words.field == "as_of" and dates.as_of is not None:
        return dates.format(dates.as_of, words.format, place)
    if words.field == "date" and dates.printed is None:
        raise error(
            "cycle",
            "`date` would print itself",
            at=place,
            label="goes round",
            help=f"write the date as it prints, or `{references.written('deck:as_of')}`",
        )
    if words.field == "as_of" or not dates.printed:
        example = {"as_of": "2020-03-06", "date": "6 March 2020"}[words.field]
        raise error(
            "missing-field",
            f"the deck has no `{words.field}`",
            at=place,
            label="nothing to print",
            help=f"add `{words.field}: {example}` to deck.yaml",
        )
    if words.format is not None:
        raise _takes_no_format("the deck's `date`, which prints as typed,", DECK, words, place)
    return dates.printed


def _refuse_misspelt(name: str, spec: str, place: Place) -> None:
    """Raise `Problem` where a format is a misspelt field."""
    meant = near(spec, references.FIELDS) if _WORD.fullmatch(spec) else None
    if meant is not None and spec not in NAMED_PATTERNS:
        raise error(
            "unknown-field",
            f"a fact has no `{spec}` to print",
            at=place,
            label="not known",
            help=(
                f"did you mean `{references.written(f'{name}:{meant}')}`?",
                *suggest("", references.FIELDS, "its fields are"),
            ),
        )


def _pending(fact: Fact, field: str) -> str:
    """The text of a field that is still to come, "" where it is there or left out."""
    own = fact.entry.node.get(field)
    return own.text.strip() if isinstance(own, ScalarNode) and is_pending(own.text) else ""


def _missing(fact: Fact, field: str, place: Place, texts: Sequence[str] = ()) -> Problem:
    name = fact.id
    example = {"period": "FY 2018", "as_of": "2018-09-30", "source": "ICE ERO"}[field]
    if texts:
        listed = ", ".join(f"`{text}`" for text in texts)
        return error(
            "missing-field",
            f"`{name}` has no single `{field}`: the facts that it is computed from have {listed}",
            at=place,
            label="several to print",
            help=(
                f"give `{name}` its own, such as `{field}: {texts[0]}` ({fact.place('id')})",
                "or print that of one of its facts",
            ),
        )
    return error(
        "missing-field",
        f"the fact `{name}` has no `{field}`",
        at=place,
        label="nothing to print",
        help=f"add it to the fact, such as `{field}: {example}` ({fact.place('id')})",
    )


def _takes_no_format(what: str, name: str, words: Words, place: Place) -> Problem:
    return error(
        "bad-format",
        f"{what} takes no format",
        at=place,
        label="a format",
        help=f"write `{references.written(f'{name}:{words.field}')}`",
    )


def day_printed(text: str, before: date, words: Words, dates: DeckDates) -> date | None:
    """The day that prints as a text where `before` was printed; None where none does, or several.

    Of several days, as for `MMM yyyy`, it is the one with the same number in its month, or the
    last of the month where the earlier day was that.
    """
    days = days_printed_as(text, before, dates.pattern(words.format), dates.language)
    if len(days) > 1:
        last = _is_month_end(before)
        days = [day for day in days if (_is_month_end(day) if last else day.day == before.day)]
    return days[0] if len(days) == 1 else None


def _is_month_end(day: date) -> bool:
    return day == date.max or date.fromordinal(day.toordinal() + 1).day == 1
