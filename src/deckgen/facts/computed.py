"""Known disagreements: a figure printed otherwise than its formula, or its parts, give it.

While the result is still what `computed` says, the author knows and the figure prints as stated. As
soon as it is another, somebody must look again: an error at `computed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from deckgen.diagnostics import Problem, Span, fail
from deckgen.facts.arithmetic import CONTEXT, digits, settle
from deckgen.facts.entry import Entry
from deckgen.facts.fact import Fact, Known
from deckgen.facts.value import Number, parse_number
from deckgen.source import Scalar


def check_formula(entry: Entry, result: str | None) -> Known | None:
    """What is known of a formula that gives `result` under its format.

    Raises `Problem` where `computed` says otherwise.
    """
    computed, printed = entry.computed, entry.printed
    if computed is None:
        return None
    if result is None or not _same(result, computed.text):
        raise _changed(entry, computed, result, printed)
    if printed is None or _same(result, printed.text):
        return None
    return Known(computed.text, printed.text)


def check_sum(fact: Fact, parts: Sequence[Fact], language: str) -> Fact:
    """The fact with the total of its parts and what is known of it.

    Raises `Problem` where a part is no number, or `computed` says otherwise.
    """
    entry = fact.entry
    value, computed = entry.value, entry.computed
    if value is None or fact.value.pending or any(part.value.pending for part in parts):
        return fact
    amount = _amount(fact, value.span)
    total = Decimal(0)
    for part, name in zip(parts, entry.sum_of, strict=True):
        total = CONTEXT.add(total, _amount(part, name.span))
    total = settle(total)
    if computed is None:
        return replace(fact, total=total)
    if entry.format:
        result = Number("", total).formatted(entry.format.text, language, entry.format.span)
    else:
        result = digits(total, grouped="," in computed.text)
    if result is None or not _same(result, computed.text):
        raise _changed(entry, computed, result, value)
    known = None if total == amount else Known(computed.text, value.text)
    return replace(fact, total=total, known=known)


def _amount(fact: Fact, place: Span) -> Decimal:
    if fact.value.amount is None:
        raise not_a_number(fact, place)
    return fact.value.amount


def not_a_number(fact: Fact, place: Span) -> Problem:
    """The problem of calculating with a fact that is text or a date."""
    return fail(
        "not-a-number", f"`{fact.id}` is `{fact.value.text}`, which is not a number", place,
        "takes numbers", "a number is all digits, such as 48,800, 5.24 or -8%",
    )  # fmt: skip


def _same(one: str, other: str) -> bool:
    """Whether two texts say the same figure."""
    number = parse_number(one)
    return one == other or (number is not None and number == parse_number(other))


def _changed(entry: Entry, computed: Scalar, result: str | None, printed: Scalar | None) -> Problem:
    name = entry.id.text
    if result is None:
        return fail(
            "computed-changed", f"`{name}` computes to decimals without end", computed.span,
            "not so", "add a format that rounds it, such as `format: .0%` or `format: .1f`",
        )  # fmt: skip
    keys = "`computed` and `printed`" if entry.formula and printed else "`computed`"
    return fail(
        "computed-changed", f"`{name}` now computes to {result}, not {computed.text}",
        computed.span, "no longer so",
        f"print {printed.text} all the same: `computed: {result}`" if printed else "",
        f"else print what comes out: remove {keys}" if entry.formula
        else f"else mend the value or its parts, and remove {keys}",
    )  # fmt: skip
