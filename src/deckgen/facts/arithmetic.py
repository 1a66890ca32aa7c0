"""Exact decimal arithmetic: one context, one limit, one way to round.

Figures are typed with at most `DIGITS` digits, and no step of a formula may reach `LIMIT`.
`CONTEXT` carries enough digits for a quotient of two such figures to be told from a tie at every
number of decimals that a format can ask for, so rounding half up never rounds twice. No float is
ever made.
"""

from __future__ import annotations

import decimal
from decimal import Decimal

DIGITS = 18
"""How many digits a typed number may have."""
LIMIT = Decimal(10) ** 30
"""No step of a formula may give this or more, whatever its sign."""
CONTEXT = decimal.Context(
    prec=100,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

_SETTLED = Decimal(1).scaleb(-60)
_PLACES = 9


def settle(amount: Decimal) -> Decimal:
    """The amount without the noise of division: 1 / 3 * 3 is 1."""
    return amount.quantize(_SETTLED, context=CONTEXT).normalize(CONTEXT)


def half_up(amount: Decimal, places: int) -> Decimal:
    """The amount rounded to decimal places, ties away from zero; -2 rounds to hundreds."""
    unit = Decimal(1).scaleb(-places, CONTEXT)
    return settle(amount).quantize(unit, decimal.ROUND_HALF_UP, CONTEXT)


def digits(amount: Decimal, *, grouped: bool = False) -> str:
    """The amount in digits, never with an exponent and never as -0."""
    return format(amount or abs(amount), ",f" if grouped else "f")


def written_out(amount: Decimal) -> Decimal | None:
    """The amount where nine decimals hold it all; None where they do not, as in 1 / 3."""
    settled = settle(amount)
    exponent = settled.as_tuple().exponent
    assert isinstance(exponent, int)  # CONTEXT traps what would give NaN or infinity
    return settled if -exponent <= _PLACES else None
