"""The formats of numbers: a part of Python's mini-language, on decimals, rounding half up.

`[+][,][.N][f|%]`: the sign also of positive numbers, commas between thousands, N decimals, times a
hundred with a percent sign. Width and fill are left out: text on a slide is not padded.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from deckgen.diagnostics import Place, Problem, fail
from deckgen.facts.arithmetic import CONTEXT, digits, half_up, written_out

PLACES = 12
"""How many decimals a format can ask for."""

_SPEC = re.compile(r"(\+?)(,?)(?:\.([0-9]{1,2}))?([f%]?)")


class NumberFormat(NamedTuple):
    """How a number prints. `places` is None where all its decimals are to stand."""

    signed: bool
    grouped: bool
    places: int | None
    percent: bool

    @classmethod
    def parse(cls, spec: str, place: Place) -> NumberFormat:
        """The format that `spec` spells, such as `,.1f` or `.0%`; else a `Problem` at `place`."""
        match = _SPEC.fullmatch(spec)
        if match is None or not spec:
            raise _bad_format(spec, place)
        sign, comma, places, kind = match.groups()
        if places is not None and (int(places) > PLACES or not kind):
            raise _bad_format(spec, place)
        wanted = None if places is None else int(places)
        return cls(bool(sign), bool(comma), wanted, kind == "%")

    def apply(self, amount: Decimal) -> str | None:
        """The amount as text: 0.2054 is `21%` by `.0%`.

        None where the format leaves the decimals open and they do not end, as in 1 / 3.
        """
        scaled = amount.scaleb(2, CONTEXT) if self.percent else amount
        rounded = written_out(scaled) if self.places is None else half_up(scaled, self.places)
        if rounded is None:
            return None
        sign = "+" if self.signed and rounded > 0 else ""
        return f"{sign}{digits(rounded, grouped=self.grouped)}{'%' if self.percent else ''}"


PLAIN = NumberFormat(signed=False, grouped=False, places=None, percent=False)
"""All digits and nothing else; what a formula without a format prints by."""


def _bad_format(spec: str, place: Place) -> Problem:
    return fail(
        "bad-format", f"`{spec}` is not a format of a number", place, "not understood",
        f"a number takes `,` (thousands), `.1f` (decimals, up to {PLACES}), `.0%` (percent), "
        "and `+` in front for the sign, such as `,.1f`",
    )  # fmt: skip
