"""Known disagreements: a figure is printed that differs from what its counts give.

A formula's result, or the sum of a fact's parts, is compared with `computed`: while it is that, the
author knows; another result is an error at `computed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from deckgen.diagnostics import Problem, Span, error
from deckgen.facts.entries import FactEntry
from deckgen.facts.model import Fact, KnownDisagreement
from deckgen.facts.numbers import CONTEXT, NumberValue, digits, normalized, parse_number
from deckgen.source.nodes import ScalarNode


def check_formula(entry: FactEntry, result: str | None) -> KnownDisagreement | None:
    """The known disagreement of a formula whose formatted result is `result`, or None.

    Raises `Problem` where the result is not that of `computed`.
    """
    computed, printed = entry.computed, entry.printed
    if computed is None:
        return None
    if result is None or not same_figure(result, computed.text):
        raise _computed_changed(entry, computed, result)
    if printed is None or same_figure(result, printed.text):
        return None
    return KnownDisagreement(computed.text, printed.text)


def check_sum(fact: Fact, parts: Sequence[Fact], language: str) -> Fact:
    """The fact with the total of its parts and the known disagreement.

    Raises `Problem` where a part is no number, or the total is not that of `computed`.
    """
    entry = fact.entry
    value, computed = entry.figure, entry.computed
    if value is None or fact.value.pending or any(part.value.pending for part in parts):
        return fact
    amount = amount_of(fact, value.span)
    total = Decimal(0)
    for part, name in zip(parts, entry.sum_of, strict=True):
        total = CONTEXT.add(total, amount_of(part, name.span))
    total = normalized(total)
    if computed is None:
        return replace(fact, total=total)
    result = printed_sum(entry, total, computed, language)
    if result is None or not same_figure(result, computed.text):
        raise _computed_changed(entry, computed, result)
    known = None if total == amount else KnownDisagreement(computed.text, value.text)
    return replace(fact, total=total, known=known)


def printed_sum(
    entry: FactEntry, total: Decimal, computed: ScalarNode, language: str
) -> str | None:
    """The total of `sum_of` in the form of the fact, or as `computed` is typed."""
    if entry.format:
        return NumberValue("", total).formatted(entry.format.text, language, entry.format.span)
    return digits(total, grouped="," in computed.text)


def amount_of(fact: Fact, place: Span) -> Decimal:
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


def same_figure(one: str, other: str) -> bool:
    """Whether two texts are the same figure."""
    number = parse_number(one)
    return one == other or (number is not None and number == parse_number(other))


def _computed_changed(entry: FactEntry, computed: ScalarNode, result: str | None) -> Problem:
    name = entry.id.text
    if result is None:
        return error(
            "computed-changed",
            f"`{name}` computes to decimals without end",
            at=computed.span,
            label="not so",
            help="add a format that rounds it, such as `format: .0%` or `format: .1f`",
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
