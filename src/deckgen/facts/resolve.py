"""Entries to facts: formulas evaluated in order of need, dates and sources inherited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from deckgen.diagnostics import Problem, fail, gather
from deckgen.facts.computed import check_formula, check_sum, not_a_number
from deckgen.facts.entry import Entry
from deckgen.facts.fact import Fact, origins_of, unknown_fact
from deckgen.facts.formula import Name
from deckgen.facts.order import in_order
from deckgen.facts.value import Number, Pending, Value, endless, parse_value


def resolve(
    entries: Mapping[str, Entry], given: Mapping[str, Fact], language: str
) -> dict[str, Fact]:
    """The facts of the entries, in their order; `given` are others that they may build on.

    Raises `Problem` with all that is wrong; what a broken fact breaks in turn is passed over.
    """
    needs = {name: _named(entry) for name, entry in entries.items()}
    ordered, cycles = in_order(needs)
    known = {**given, **entries}
    found = dict(given)
    with gather() as problems:
        for entry in entries.values():
            with problems.attempt():
                _check_ids(entry, known)
        for cycle in cycles:
            problems.add(_cycle(cycle, entries))
        for name in ordered:
            inputs = [found[need] for need in needs[name] if need in found]
            if len(inputs) == len(needs[name]):
                with problems.attempt():
                    found[name] = _fact(entries[name], inputs, language)
        for name, entry in entries.items():
            parts = [found[part.text] for part in entry.sum_of if part.text in found]
            if parts and name in found and len(parts) == len(entry.sum_of):
                with problems.attempt():
                    found[name] = check_sum(found[name], parts, language)
    return {name: found[name] for name in entries}


def _named(entry: Entry) -> tuple[str, ...]:
    """The ids that the formula names, without repeats."""
    return tuple(dict.fromkeys(name.id for name in entry.names))


def _check_ids(entry: Entry, known: Mapping[str, object]) -> None:
    """Raise for every id that the formula or `sum_of` names and no fact has."""
    named = [(part.text, part.span) for part in entry.sum_of]
    if entry.formula:
        named += [(name.id, entry.formula.place(name.at)) for name in entry.formula.names]
    with gather() as problems:
        for name, place in named:
            if name not in known:
                problems.add(unknown_fact(name, known, place))


def _cycle(cycle: Sequence[str], entries: Mapping[str, Entry]) -> Problem:
    """The problem of formulas that need each other, at the first of them in the file."""
    first = min(cycle, key=list(entries).index)
    start = cycle.index(first)
    chain = [*cycle[start:], *cycle[:start], first]
    entry = entries[first]
    return fail(
        "cycle", f"`{first}` is computed from itself", entry.place("formula"), "goes round",
        "the chain is " + " -> ".join(f"`{link}`" for link in chain),
        "give one of them a `value:` instead of its formula",
    )  # fmt: skip


def _fact(entry: Entry, inputs: Sequence[Fact], language: str) -> Fact:
    """The fact of an entry, whose total of parts is still to be checked."""
    value = _value(entry, inputs)
    text = value.plainly()
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


def _value(entry: Entry, inputs: Sequence[Fact]) -> Value:
    if entry.formula is None:
        return parse_value(entry.typed, entry.number)
    if any(fact.value.pending for fact in inputs):
        return Pending("TODO")
    facts = {fact.id: fact for fact in inputs}
    formula = entry.formula

    def lookup(name: Name) -> Decimal:
        fact = facts[name.id]
        if fact.value.amount is None:
            raise not_a_number(fact, formula.place(name.at))
        return fact.value.amount

    return Number("", formula.evaluate(lookup))
