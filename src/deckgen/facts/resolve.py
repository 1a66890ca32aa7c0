"""From entries to facts: formulas evaluated in order, disagreements checked, source lines written.

`Facts` are all facts of a deck, and print its `${references}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from deckgen.diagnostics import Place, Problem, error, gather
from deckgen.facts import fields, references
from deckgen.facts._disagreements import (
    amount_of,
    check_formula,
    check_sum,
    printed_sum,
    same_figure,
)
from deckgen.facts.dates import format_day
from deckgen.facts.entries import FactEntry, read_entry
from deckgen.facts.fields import DeckDates
from deckgen.facts.formula import Name
from deckgen.facts.model import Fact, FactOrigin, duplicate_fact, origins_of, unknown_fact
from deckgen.facts.numbers import (
    NumberValue,
    PendingValue,
    Status,
    TextValue,
    Value,
    endless,
    parse_value,
)
from deckgen.facts.slips import number_of_cell
from deckgen.source.nodes import MappingNode
from deckgen.source.tables import naming_cells


def in_order(needs: Mapping[str, Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """Every name after those it needs, and each cycle as the chain of its names.

    Without recursion, so that chains can have any length. Needs that are not among the names are
    ignored.
    """
    ordered: list[str] = []
    cycles: list[list[str]] = []
    done: set[str] = set()
    for root in needs:
        path: dict[str, Iterator[str]] = {} if root in done else {root: iter(needs[root])}
        while path:
            name, waiting = next(reversed(path.items()))
            need = next(waiting, None)
            if need is None:
                ordered.append(name)
                done.add(name)
                del path[name]
            elif need in path:
                chain = list(path)
                cycles.append(chain[chain.index(need) :])
            elif need in needs and need not in done:
                path[need] = iter(needs[need])
    return ordered, cycles


# Entries to facts.


def resolve(
    entries: Mapping[str, FactEntry], given: Mapping[str, Fact], language: str
) -> dict[str, Fact]:
    """The facts of the entries, in their order; formulas can also use those in `given`.

    Raises `Problem` with every fault; facts that depend on a faulty one are not reported.
    """
    needs = {name: _formula_ids(entry) for name, entry in entries.items()}
    ordered, cycles = in_order(needs)
    known = {**given, **entries}
    found = dict(given)
    with gather() as problems:
        for entry in entries.values():
            with problems.collect():
                _check_ids(entry, known)
        for cycle in cycles:
            problems.add(_cycle(cycle, entries))
        for name in ordered:
            inputs = [found[need] for need in needs[name] if need in found]
            if len(inputs) == len(needs[name]):
                with problems.collect():
                    found[name] = _fact(entries[name], inputs, language)
        for name, entry in entries.items():
            parts = [found[part.text] for part in entry.sum_of if part.text in found]
            if parts and name in found and len(parts) == len(entry.sum_of):
                with problems.collect():
                    found[name] = check_sum(found[name], parts, language)
    return {name: found[name] for name in entries}


def _formula_ids(entry: FactEntry) -> tuple[str, ...]:
    """The ids that the formula names, without repeats."""
    return tuple(dict.fromkeys(name.id for name in entry.names))


def _check_ids(entry: FactEntry, known: Mapping[str, object]) -> None:
    """Raise `Problem` with every unknown id in the formula or `sum_of`."""
    named = [(part.text, part.span) for part in entry.sum_of]
    if entry.formula:
        named += [(name.id, entry.formula.place(name.at)) for name in entry.formula.names]
    with gather() as problems:
        for name, place in named:
            if name not in known:
                problems.add(unknown_fact(name, known, place))


def _cycle(cycle: Sequence[str], entries: Mapping[str, FactEntry]) -> Problem:
    """The problem of formulas that use each other, at the first of them in the file."""
    first = min(cycle, key=list(entries).index)
    start = cycle.index(first)
    chain = [*cycle[start:], *cycle[:start], first]
    entry = entries[first]
    return error(
        "cycle",
        f"`{first}` is computed from itself",
        at=entry.place("formula"),
        label="goes round",
        help=(
            "the chain is " + " -> ".join(f"`{link}`" for link in chain),
            "give one of them a `value:` instead of its formula",
        ),
    )


def _fact(entry: FactEntry, inputs: Sequence[Fact], language: str) -> Fact:
    """The fact of an entry, without the total of its parts."""
    value = _value(entry, inputs)
    text = value.unformatted()
    if entry.format:
        text = value.formatted(entry.format.text, language, entry.format.span)
        if text is None:
            raise endless(entry.id.text, entry.format.span)
    known = None
    if entry.formula and not value.pending:
        known = check_formula(entry, text)
        text = entry.printed.text if entry.printed else text
    return Fact(
        entry,
        value,
        text,
        origins_of(entry, inputs),
        tuple(fact.id for fact in inputs),
        known=known,
        pending=tuple(dict.fromkeys(place for fact in inputs for place in fact.pending))
        + entry.pending,
    )


def _value(entry: FactEntry, inputs: Sequence[Fact]) -> Value:
    if entry.text:
        return TextValue(entry.text.text)
    if entry.value:
        return parse_value(entry.value.text, number_of_cell(entry.value))
    if any(fact.value.pending for fact in inputs):
        return PendingValue("TODO")
    facts = {fact.id: fact for fact in inputs}
    formula = entry.formula
    assert formula, "read_entry refuses what has neither"

    def lookup(name: Name) -> Decimal:
        return amount_of(facts[name.id], formula.place(name.at))

    return NumberValue("", formula.evaluate(lookup))


class Computation(NamedTuple):
    """What a fact with `computed` computes to now, as it prints; None for endless decimals."""

    entry: FactEntry
    result: str | None

    @property
    def changed(self) -> bool:
        """Whether that is another figure than `computed` says."""
        computed = self.entry.computed
        same = computed and self.result is not None and same_figure(self.result, computed.text)
        return not same


def computations(
    nodes: Sequence[MappingNode], slides: Iterable[MappingNode] = ()
) -> dict[str, tuple[Computation, ...]]:
    """What the facts with `computed` compute to now, by id, whatever they and others say it is.

    `nodes` are the deck's facts, `slides` those of single slides, of which several can have an id.
    Facts that need a value still to come are left out. Raises `Problem` with all other faults.
    """
    found: dict[str, tuple[Computation, ...]] = {}
    with naming_cells(), gather() as problems:
        facts = _computed(_entries(nodes, {}, short=False), {}, found)
        for slide in slides:
            with problems.collect():
                _computed(_entries([slide], facts, short=True), facts, found)
    return found


def _computed(
    entries: Mapping[str, FactEntry],
    given: dict[str, Fact],
    found: dict[str, tuple[Computation, ...]],
) -> dict[str, Fact]:
    """The facts of the entries, without what is known of disagreements; adds to `found`."""
    stripped = {name: replace(e, computed=None, printed=None) for name, e in entries.items()}
    facts = resolve(stripped, given, _NO_DATES)
    for name, entry in entries.items():
        fact, result = facts[name], None
        if entry.computed is None or fact.value.pending or (entry.figure and fact.total is None):
            continue
        if entry.formula is not None:
            result = fact.text
        elif fact.total is not None:
            result = printed_sum(entry, fact.total, entry.computed, _NO_DATES)
        found[name] = (*found.get(name, ()), Computation(entry, result))
    return facts


_NO_DATES = "en-US"
"""The language of results, which are numbers: they print alike in all."""


# The facts of a deck.


class Facts:
    """The facts of a deck by id, in the order of their files; immutable."""

    __slots__ = ("_facts", "dates")

    def __init__(self, facts: dict[str, Fact], dates: DeckDates) -> None:
        """Facts that are resolved; `load` makes them from nodes."""
        self._facts = facts
        self.dates = dates

    @classmethod
    def empty(cls, language: str = "en-US") -> Facts:
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
            raise unknown_fact(name, self._facts, place)
        return fact

    def value(self, name: str) -> Decimal | None:
        """The number of a fact; None where it is a text, a day or TODO."""
        return self.fact(name).value.amount

    def show(self, reference: str, place: Place) -> str:
        """The text of `${reference}`, such as `removals.total` or `removals.total:,.1f`.

        A fact without a format prints as typed, or by its own `format`; a field of a fact or of
        the deck, `removals.total:period`, as `deckgen.facts.fields` says. Raises `Problem` at
        `place`, where the reference stands.
        """
        words = references.split(reference)
        if words.name == references.DECK:
            return fields.of_deck(words, self.dates, place)
        fact = self.fact(words.name, place)
        if words.field:
            return fields.of_fact(fact, words, self.dates, place)
        text = fact.text if words.format is None else self._formatted(fact, words.format, place)
        if text is None:
            raise endless(fact.id, place)
        return text

    def _formatted(self, fact: Fact, spec: str, place: Place) -> str | None:
        entry = fact.entry
        fields.refuse_misspelt(fact.id, spec, place)
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
        return fact.value.formatted(spec, self.dates.language, place)


def _extended(facts: Facts, nodes: Sequence[MappingNode], *, short: bool) -> Facts:
    """The facts and those of the nodes."""
    known = {fact.id: fact for fact in facts}
    with naming_cells():
        added = resolve(_entries(nodes, known, short=short), known, facts.dates.language)
    return Facts({**known, **added}, facts.dates)


def _entries(
    nodes: Sequence[MappingNode], known: dict[str, Fact], *, short: bool
) -> dict[str, FactEntry]:
    entries: dict[str, FactEntry] = {}
    with gather() as problems:
        for name, fields in (pair for node in nodes for pair in node):
            with problems.collect():
                entry = read_entry(name, fields, short=short)
                first = entries.get(name.text) or known.get(name.text)
                if first is not None:
                    raise duplicate_fact(name, first.place("id"))
                entries[name.text] = entry
    return entries


# The source line of a slide, made from the facts on it:
#
# `Source: ICE ERO. FY 2018. As of 30 September 2018. [e] estimated.`, or where the sources of a
# slide speak of different times, `Sources: Case system (as of 3 May 2025); ICE ERO (FY 2018).`
# The same facts give the same line, in whatever order the slide names them.


class _Wording(NamedTuple):
    """The words of a language: `days` for one date, two, and a range; `statuses` as in `Status`."""

    language: str
    source: str
    sources: str
    days: tuple[str, str, str]
    statuses: tuple[str, ...]
    pattern: str = "long"


_ENGLISH = _Wording(
    "en", "Source", "Sources", ("as of {}", "as of {} and {}", "as of {} to {}"),
    ("", "revised", "break in series", "provisional", "estimated", "low reliability",
     "confidential"),
    "d MMMM y",  # not American English's own, whose commas would look like those of a list
)  # fmt: skip

_LANGUAGES = {
    wording.language: wording
    for wording in (
        _ENGLISH,
        _Wording(
            "de", "Quelle", "Quellen", ("Stand {}", "Stand {} und {}", "Stand {} bis {}"),
            ("", "revidiert", "Zeitreihenbruch", "vorläufig", "geschätzt",
             "eingeschränkt verlässlich", "vertraulich"),
        ),
        _Wording(
            "es", "Fuente", "Fuentes", ("al {}", "al {} y al {}", "del {} al {}"),
            ("", "revisado", "ruptura de la serie", "provisional", "estimado", "poco fiable",
             "confidencial"),
        ),
        _Wording(
            "fr", "Source", "Sources", ("au {}", "au {} et au {}", "du {} au {}"),
            ("", "révisé", "rupture de série", "provisoire", "estimé", "peu fiable",
             "confidentiel"),
        ),
    )
}  # fmt: skip


def source_line(facts: Iterable[Fact], *, language: str) -> str:
    """The sources, periods, dates and status letters of the facts; "" where they have none.

    English, German, Spanish and French are known; a deck in another language gets an English line.
    A fact without a source is left out beside facts that have one.
    """
    wording = _LANGUAGES.get(language.split("-")[0].lower())
    if wording is None:
        wording, language = _ENGLISH, _ENGLISH.language
    origins = dict.fromkeys(origin for fact in facts for origin in fact.origins)
    sources = sorted({o.source for o in origins if o.source}, key=lambda s: (s.casefold(), s))
    details = [_details([o for o in origins if o.source == s], wording, language) for s in sources]
    if not sources:
        sentences = _details(origins, wording, language)
    elif all(detail == details[0] for detail in details):
        sentences = [_citation("; ".join(sources), len(sources), wording), *details[0]]
    else:
        each = [f"{s} ({', '.join(d)})" if d else s for s, d in zip(sources, details, strict=True)]
        sentences = [_citation("; ".join(each), len(each), wording)]
    statuses = _statuses(origins, wording)
    return " ".join(_sentence(text) for text in [*sentences, *statuses])


def _citation(sources: str, count: int, wording: _Wording) -> str:
    return f"{wording.source if count == 1 else wording.sources}: {sources}"


def _details(origins: Iterable[FactOrigin], wording: _Wording, language: str) -> list[str]:
    """The periods and the dates of the origins."""
    origins = list(origins)
    periods = sorted({o.period for o in origins if o.period})
    days = sorted({o.as_of for o in origins if o.as_of})
    return [*([", ".join(periods)] if periods else []), *_dates(days, wording, language)]


def _dates(days: Sequence[date], wording: _Wording, language: str) -> list[str]:
    """Up to two dates; of more, the first and the last."""
    if not days:
        return []
    ends = days if len(days) <= 2 else (days[0], days[-1])
    template = wording.days[min(len(days), 3) - 1]
    return [template.format(*(format_day(day, wording.pattern, language) for day in ends))]


def _statuses(origins: Iterable[FactOrigin], wording: _Wording) -> list[str]:
    """The letters of the statuses with their meanings, from the most reliable."""
    present = {origin.status for origin in origins} - {Status.NORMAL}
    letters = [f"[{s.value}] {wording.statuses[s.weakness]}" for s in Status if s in present]
    return [", ".join(letters)] if letters else []


def _sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
