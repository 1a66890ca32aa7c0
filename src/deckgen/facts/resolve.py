"""From entries to facts: formulas evaluated in order, disagreements checked, source lines written.

A figure can be printed that differs from what its counts give, where the author says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.diagnostics import Problem, Span, error, gather
from deckgen.facts import numbers
from deckgen.facts.dates import format_day
from deckgen.facts.entries import FactEntry, read_entry
from deckgen.facts.formula import Name
from deckgen.facts.model import (
    Fact,
    FactOrigin,
    KnownDisagreement,
    duplicate_fact,
    origins_of,
    unknown_fact,
)
from deckgen.facts.slips import number_of_cell
from deckgen.source.keys import DEFAULT_LANGUAGE
from deckgen.source.nodes import MappingNode, ScalarNode
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
                    found[name] = _check_sum(found[name], parts, language)
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
            raise numbers.endless(entry.id.text, entry.format.span)
    known = None
    if entry.formula and not value.pending:
        known = _check_formula(entry, text)
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


def _value(entry: FactEntry, inputs: Sequence[Fact]) -> numbers.Value:
    if entry.text:
        return numbers.TextValue(entry.text.text)
    if entry.value:
        return numbers.parse_value(entry.value.text, number_of_cell(entry.value))
    if any(fact.value.pending for fact in inputs):
        return numbers.PendingValue("TODO")
    facts = {fact.id: fact for fact in inputs}
    formula = entry.formula
    assert formula, "read_entry refuses what has neither"

    def lookup(name: Name) -> Decimal:
        return _amount_of(facts[name.id], formula.place(name.at))

    return numbers.NumberValue("", formula.evaluate(lookup))


# Known disagreements: a figure is printed that differs from what its counts give.
#
# A formula's result, or the sum of a fact's parts, is compared with `computed`: while it is that,
# the author knows; another result is an error at `computed`.


def _check_formula(entry: FactEntry, result: str | None) -> KnownDisagreement | None:
    """The known disagreement of a formula whose formatted result is `result`, or None.

    Raises `Problem` where the result is not that of `computed`.
    """
    computed, printed = entry.computed, entry.printed
    if computed is None:
        return None
    if result is None or not _same_figure(result, computed.text):
        raise _computed_changed(entry, computed, result)
    if printed is None or _same_figure(result, printed.text):
        return None
    return KnownDisagreement(computed.text, printed.text)


def _check_sum(fact: Fact, parts: Sequence[Fact], language: str) -> Fact:
    """The fact with the total of its parts and the known disagreement.

    Raises `Problem` where a part is no number, or the total is not that of `computed`.
    """
    entry = fact.entry
    value, computed = entry.figure, entry.computed
    if value is None or fact.value.pending or any(part.value.pending for part in parts):
        return fact
    amount = _amount_of(fact, value.span)
    total = Decimal(0)
    for part, name in zip(parts, entry.sum_of, strict=True):
        total = numbers.CONTEXT.add(total, _amount_of(part, name.span))
    total = numbers.normalized(total)
    if computed is None:
        return replace(fact, total=total)
    result = _printed_sum(entry, total, computed, language)
    if result is None or not _same_figure(result, computed.text):
        raise _computed_changed(entry, computed, result)
    known = None if total == amount else KnownDisagreement(computed.text, value.text)
    return replace(fact, total=total, known=known)


def _printed_sum(
    entry: FactEntry, total: Decimal, computed: ScalarNode, language: str
) -> str | None:
    """The total of `sum_of` in the form of the fact, or as `computed` is typed."""
    if entry.format:
        return numbers.NumberValue("", total).formatted(
            entry.format.text, language, entry.format.span
        )
    return numbers.digits(total, grouped="," in computed.text)


def _amount_of(fact: Fact, place: Span) -> Decimal:
    """The number of a fact; raises `Problem` at `place` where it has none."""
    if fact.value.amount is None:
        raise error(
            "not-a-number",
            f"`{fact.id}` is `{fact.value.text}`, which is not a number",
            at=place,
            label="takes numbers",
            help="a number is all digits, such as 48,800, 5.24 or -8%",
        )
    return fact.value.amount


def _same_figure(one: str, other: str) -> bool:
    """Whether two texts are the same figure."""
    number = numbers.parse_number(one)
    return one == other or (number is not None and number == numbers.parse_number(other))


ROUNDED = "add a format that rounds it, such as `format: .0%` or `format: .1f`"
"""What to do of a fact that computes to decimals without end."""


def _computed_changed(entry: FactEntry, computed: ScalarNode, result: str | None) -> Problem:
    name = entry.id.text
    if result is None:
        return error(
            "computed-changed",
            f"`{name}` computes to decimals without end",
            at=computed.span,
            label="not so",
            help=ROUNDED,
        )
    return error(
        "computed-changed",
        f"`{name}` now computes to {result}, not {computed.text}",
        at=computed.span,
        label="no longer so",
        help=_ways_out(entry, computed, f"`computed: {result}`"),
    )


def _ways_out(entry: FactEntry, computed: ScalarNode, line: str) -> tuple[str, ...]:
    """What there is to do about a new result; `line` says it, as YAML has it."""
    accept = f"`deckgen facts --accept {entry.id.text}"
    if entry.figure:
        return (
            f"print {entry.figure.text} all the same: {line}",
            "else mend the value or its parts; where they agree, remove `computed`",
            f"{accept}` writes the new figure",
        )
    if entry.printed:
        return (
            f"print {entry.printed.text} all the same: {line}",
            f"the source prints another figure now: {line}, and that figure as `printed:`",
            "else print what comes out: remove `computed` and `printed`",
            f"{accept} --printed {entry.printed.text}` writes the first of these; "
            "`--drop-printed` in its place takes `printed` out",
        )
    return (
        f"print what comes out: {line}",
        f"the source prints another figure: {line}, and under it `printed: {computed.text}`",
        "else let it follow its counts without a word: remove `computed`",
        f"{accept}` writes the first of these",
    )


class Computation(NamedTuple):
    """What a fact with `computed` computes to now, as it prints; None for endless decimals."""

    entry: FactEntry
    result: str | None

    @property
    def changed(self) -> bool:
        """Whether that is another figure than `computed` says."""
        computed = self.entry.computed
        same = computed and self.result is not None and _same_figure(self.result, computed.text)
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
    facts = resolve(stripped, given, DEFAULT_LANGUAGE)
    for name, entry in entries.items():
        fact, result = facts[name], None
        if entry.computed is None or fact.value.pending or (entry.figure and fact.total is None):
            continue
        if entry.formula is not None:
            result = fact.text
        elif fact.total is not None:
            result = _printed_sum(entry, fact.total, entry.computed, DEFAULT_LANGUAGE)
        found[name] = (*found.get(name, ()), Computation(entry, result))
    return facts


# The facts of nodes.


def resolved(
    nodes: Sequence[MappingNode], known: Mapping[str, Fact], language: str, *, short: bool
) -> dict[str, Fact]:
    """The facts of mappings from ids to mappings of fields, or with `short` to texts.

    `known` are the facts that are there already. Raises `Problem` with every fault.
    """
    with naming_cells():
        return resolve(_entries(nodes, known, short=short), known, language)


def _entries(
    nodes: Sequence[MappingNode], known: Mapping[str, Fact], *, short: bool
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


def source_line(facts: Iterable[Fact], *, language: str, style: str = "") -> str:
    """The sources, periods, dates and status letters of the facts; "" where they have none.

    English, German, Spanish and French are known; a deck in another language gets an English line.
    A fact without a source is left out beside facts that have one. Dates print by the `style`, ""
    for the language's own.
    """
    wording = _LANGUAGES.get(language.split("-")[0].lower())
    if wording is None:
        wording, language = _ENGLISH, _ENGLISH.language
    if style:
        wording = wording._replace(pattern=style)
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
    present = {origin.status for origin in origins} - {numbers.Status.NORMAL}
    letters = [
        f"[{s.value}] {wording.statuses[s.weakness]}" for s in numbers.Status if s in present
    ]
    return [", ".join(letters)] if letters else []


def _sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
