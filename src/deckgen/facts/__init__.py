"""The facts of a deck: figures with dates and sources, named in content as `${id}`.

Here is what every deck has of them. The modules that read, compute and print facts are imported
for the first fact, so that a deck without any does not load them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from deckgen.diagnostics import Place
from deckgen.source.keys import DEFAULT_LANGUAGE
from deckgen.source.nodes import MappingNode

if TYPE_CHECKING:
    from deckgen.facts.model import Fact

DATE_STYLE = "long"
"""How a date of a fact or of the deck prints where nobody says otherwise."""


class DeckDates(Struct, frozen=True):
    """What a deck says of dates: its language and style, its own day, and its date as typed.

    `style` is "" where it gives none. `printed` is its `date:`, None while that itself is being
    read, and "" where there is none.
    """

    language: str = DEFAULT_LANGUAGE
    style: str = ""
    as_of: date | None = None
    printed: str | None = ""

    def format(self, day: date, pattern: str | None, place: Place) -> str:
        """The day as a reference prints it, by its own pattern or by the deck's style."""
        from deckgen.facts.dates import format_day

        return format_day(day, self.pattern(pattern), self.language, place)

    def pattern(self, own: str | None) -> str:
        """The pattern by which a reference prints a day: its own, or the deck's style."""
        return (self.style or DATE_STYLE) if own is None else own


class Facts:
    """The facts of a deck by id, in the order of their files; immutable."""

    __slots__ = ("_facts", "dates")

    def __init__(self, facts: dict[str, Fact], dates: DeckDates) -> None:
        """Facts that are resolved; `load` makes them from nodes."""
        self._facts = facts
        self.dates = dates

    @classmethod
    def empty(cls, language: str = DEFAULT_LANGUAGE) -> Facts:
        """No facts."""
        return cls({}, DeckDates(language))

    @classmethod
    def load(cls, nodes: Sequence[MappingNode], *, language: str) -> Facts:
        """The facts of mappings from ids to mappings of fields, in the deck's language (`en-US`).

        Raises `Problem` with everything that is wrong in them.
        """
        return _extended(cls.empty(language), nodes, short=False)

    def dated(self, dates: DeckDates) -> Facts:
        """The same facts, with what their deck says of dates."""
        return Facts(self._facts, dates)

    def layer(self, node: MappingNode) -> Facts:
        """These facts and those of one slide, whose `facts:` may give a text instead of fields.

        Raises `Problem` with every fault, also where a slide redefines a fact of the deck.
        """
        return _extended(self, [node], short=True)

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
            from deckgen.facts.model import unknown_fact

            raise unknown_fact(name, self._facts, place)
        return fact

    def value(self, name: str) -> Decimal | None:
        """The number of a fact; None where it is a text, a day or TODO."""
        return self.fact(name).value.amount

    def show(self, reference: str, place: Place) -> str:
        """The text of `${reference}`, such as `removals.total` or `removals.total:,.1f`.

        Raises `Problem` at `place`, where the reference stands.
        """
        from deckgen.facts.model import show

        return show(self, reference, place)

    def source_line(self, names: Iterable[str]) -> str:
        """The line that cites the facts of these ids; "" where they have nothing to cite."""
        facts = [self.fact(name) for name in names]
        if not facts:
            return ""
        from deckgen.facts.resolve import source_line

        return source_line(facts, language=self.dates.language, style=self.dates.style)


def _extended(facts: Facts, nodes: Sequence[MappingNode], *, short: bool) -> Facts:
    """The facts and those of the nodes."""
    if not nodes:
        return facts
    from deckgen.facts.resolve import resolved

    known = {fact.id: fact for fact in facts}
    added = resolved(nodes, known, facts.dates.language, short=short)
    return Facts({**known, **added}, facts.dates)


# How old facts are together, and what they were before.


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


FACTOR = Decimal(3)
"""From so many times its value before on, or from so small a part of it, a figure jumped."""
_PLACES = 12


class Figure(Struct, frozen=True, array_like=True):
    """What a fact says: its text, and its number if it has one."""

    text: str
    amount: Decimal | None = None

    @classmethod
    def of(cls, fact: Fact) -> Figure:
        """What a fact says."""
        from deckgen.facts.numbers import half_up, terminating

        amount = fact.value.amount
        if amount is not None and terminating(amount) is None:
            amount = half_up(amount, _PLACES)
        return cls(fact.text or "", amount)

    @property
    def shown(self) -> str:
        """The text, or the digits of a number that asks for a format."""
        return self.text or ("" if self.amount is None else f"{self.amount:f}")

    @property
    def percent(self) -> bool:
        """Whether it is a percentage."""
        return self.text.endswith("%")


class JumpSettings(Struct, frozen=True):
    """`factor` is how many times a figure may be what it was; `known` are facts, by id, that may
    be more, each with the reason. With `off` every figure may be anything."""

    factor: Decimal = FACTOR
    known: Mapping[str, str] = field(default_factory=dict)
    off: bool = False


class Jump(Struct, frozen=True, array_like=True):
    """A fact that jumped, the name under which it is kept, and what it said before."""

    key: str
    fact: Fact
    before: Figure

    @property
    def message(self) -> str:
        """The sentence of the warning."""
        now = Figure.of(self.fact).shown
        return f"`{self.fact.id}` is {now}, and was {self.before.shown} before"

    @property
    def helps(self) -> tuple[str, str]:
        """What to do about it."""
        return (
            "is a digit or a sign too many, or one too few? Then mend its value",
            "where it is right, say why in deck.yaml, under `check:` and there `off:`: "
            f"`JUMP: {{{self.fact.id}: the reason}}`",
        )


def jumps(
    facts: Mapping[str, Fact], before: Mapping[str, Figure], settings: JumpSettings
) -> Iterator[Jump]:
    """The facts that jumped, also those that may, of facts and earlier figures by their names.

    Zero, figures below it and percentages do not jump.
    """
    for key, fact in facts.items():
        was = before.get(key)
        if not settings.off and was is not None and _jumped(was, Figure.of(fact), settings.factor):
            yield Jump(key, fact, was)


def _jumped(was: Figure, now: Figure, factor: Decimal) -> bool:
    if was.amount is None or now.amount is None or was.percent or now.percent:
        return False
    if was.amount <= 0 or now.amount <= 0:
        return False
    return now.amount >= was.amount * factor or now.amount * factor <= was.amount
