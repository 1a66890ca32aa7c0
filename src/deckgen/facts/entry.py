"""What a file says about one fact, field by field, checked as far as one fact alone can be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from deckgen.diagnostics import Problem, Span, fail, gather, suggest
from deckgen.facts.dates import parse_day
from deckgen.facts.formula import Formula, Name
from deckgen.facts.status import Status
from deckgen.facts.syntax import parse_formula
from deckgen.facts.value import is_pending
from deckgen.source import Mapping, Node, Scalar, expect_mapping, expect_scalar, expect_sequence
from deckgen.source.tables import Figure

_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
_MOST_DAYS = 36_525


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A fact as a file states it; a field that is left out is None.

    There is a `value` or a `formula`, never both. `pending` are the places that say TODO; but for
    the value's, their fields count as left out. `node` is the fact's whole node.
    """

    id: Scalar
    node: Node
    pending: tuple[Span, ...] = ()
    value: Scalar | None = None
    formula: Formula | None = None
    format: Scalar | None = None
    computed: Scalar | None = None
    printed: Scalar | None = None
    sum_of: tuple[Scalar, ...] = ()
    unit: Scalar | None = None
    period: Scalar | None = None
    as_of: date | None = None
    source: Scalar | None = None
    status: Status | None = None
    stale_after: int | None = None
    note: Scalar | None = None

    @property
    def number(self) -> Decimal | None:
        """The number that the value's cell holds, where it stands in a worksheet."""
        return self.value.number if isinstance(self.value, Figure) else None

    @property
    def typed(self) -> str:
        """The value as typed; empty for a formula."""
        return self.value.text if self.value else ""

    @property
    def names(self) -> tuple[Name, ...]:
        """What the formula names; nothing for a value."""
        return self.formula.names if self.formula else ()

    def place(self, field: str) -> Span:
        """Where a field's value stands; the fact's id where the field is left out."""
        found = self.node.get(field) if isinstance(self.node, Mapping) else None
        return found.span if found else self.id.span


def read_entry(name: Scalar, node: Node, *, short: bool = False) -> Entry:
    """The entry of a fact from its id and the mapping of its fields.

    With `short` a text may stand for the mapping: it is the value. Raises `Problem` with all that
    is wrong with the fact.
    """
    _check_id(name)
    if short and isinstance(node, Scalar):
        text = _line(node, f"fact `{name.text}`")
        return Entry(name, node, _pending(text), value=text)
    mapping = expect_mapping(
        node, f"fact `{name.text}`", "put its figure under it, two spaces deeper: `value: 48,800`"
    )
    entry = _read_fields(name, mapping)
    with gather() as problems:
        _check_fields(entry, mapping, problems.add)
    return entry


def _read_fields(name: Scalar, mapping: Mapping) -> Entry:
    fields: dict[str, Any] = {}
    pending: tuple[Span, ...] = ()
    with gather() as problems:
        for key, child in mapping:
            with problems.attempt():
                read = _FIELDS.get(key.text)
                if read is None:
                    raise _unknown_field(name, key)
                if isinstance(child, Scalar) and is_pending(child.text) and read is not _note:
                    pending += (child.span,)
                    if key.text in ("value", "formula"):
                        fields["value"] = _line(child, f"`{key.text}`")
                else:
                    fields[key.text] = read(child, f"`{key.text}`")
    return Entry(name, mapping, pending, **fields)


def _pending(text: Scalar) -> tuple[Span, ...]:
    return (text.span,) if is_pending(text.text) else ()


def _check_id(name: Scalar) -> None:
    if _ID.fullmatch(name.text):
        return
    meant = re.sub(r"[^a-z0-9.]+", "_", name.text.lower()).strip("_.")
    raise fail(
        "bad-id", f"`{name.text}` is not the id of a fact", name.span, "not an id",
        "an id is words in lower case, digits and `_`, joined by dots, such as `removals.total`",
        f"write `{meant}`" if _ID.fullmatch(meant) else "",
    )  # fmt: skip


def _unknown_field(name: Scalar, key: Scalar) -> Problem:
    return fail(
        "unknown-key", f"fact `{name.text}` has no field `{key.text}`", key.span, "not known here",
        *suggest(key.text, FIELDS, "a fact takes"),
    )  # fmt: skip


def _check_fields(entry: Entry, mapping: Mapping, add: Callable[[Problem], None]) -> None:
    """Add the problems of fields that do not go together."""

    def clash(field: str, message: str, *helps: str) -> None:
        key = mapping.key(field) or entry.id
        add(fail("fields-clash", message, key.span, "", *helps))

    name = f"fact `{entry.id.text}`"
    if not entry.value and not entry.formula:
        meant = "a total is `formula: sum(a, b)`" if entry.sum_of else ""
        clash("id", f"{name} has neither a value nor a formula", meant or "add `value:`")
    if entry.value and entry.formula:
        clash(
            "formula", f"{name} has both a value and a formula",
            "keep one; where the source prints another figure than the formula gives, add "
            "`computed:` and `printed:` to the formula",
        )  # fmt: skip
    if entry.sum_of and entry.formula:
        clash("sum_of", f"{name} has `sum_of` beside a formula", "`sum_of` goes with a value")
    if entry.printed and (not entry.formula or not entry.computed):
        clash(
            "printed", f"{name} has `printed` without a formula and `computed`",
            "`printed` replaces what a formula gives, while it gives `computed`",
            "" if entry.formula else "a value prints as typed",
        )  # fmt: skip
    if entry.computed and not entry.formula and not entry.sum_of:
        clash(
            "computed", f"{name} has `computed` without a formula or `sum_of`",
            "`computed` is what a formula, or the sum of the facts in `sum_of`, gives",
        )  # fmt: skip


def _line(node: Node, what: str) -> Scalar:
    """A text of one line, without the space around it."""
    scalar = expect_scalar(node, what)
    text = scalar.text.strip()
    if not text:
        raise fail("empty-value", f"{what} has no value", scalar.span, "nothing here",
                   "give it a value, or leave the key out")  # fmt: skip
    if "\n" in text:
        raise fail("two-lines", f"{what} takes one line", scalar.span, "more than one line")
    if text == scalar.text:
        return scalar
    start = scalar.text.index(text)
    return Scalar(text, scalar.at(start, start + len(text)))


def _note(node: Node, what: str) -> Scalar:
    return expect_scalar(node, what)


def _formula(node: Node, what: str) -> Formula:
    return parse_formula(expect_scalar(node, what))


def _day(node: Node, what: str) -> date:
    scalar = _line(node, what)
    day = parse_day(scalar.text)
    if day is None:
        raise fail(
            "bad-date", f"`{scalar.text}` is not a date", scalar.span, "not a date",
            f"{what} takes year, month and day, such as 2018-09-30",
        )  # fmt: skip
    return day


def _status(node: Node, what: str) -> Status:
    scalar = _line(node, what)
    return Status.parse(scalar.text, scalar.span)


def _days(node: Node, what: str) -> int:
    scalar = _line(node, what)
    if not re.fullmatch("[0-9]{1,5}", scalar.text) or int(scalar.text) > _MOST_DAYS:
        raise fail(
            "bad-days", f"`{scalar.text}` is not a number of days", scalar.span, "not understood",
            f"{what} takes whole days from 0 to {_MOST_DAYS}, such as 90",
        )  # fmt: skip
    return int(scalar.text)


def _ids(node: Node, what: str) -> tuple[Scalar, ...]:
    items = expect_sequence(node, what, "write the ids as a list: [atd.voice, atd.gps]")
    ids = tuple(_line(item, what) for item in items)
    if not ids:
        raise fail("empty-value", f"{what} has no value", items.span, "an empty list",
                   "name the facts that add up to this one, or leave the key out")  # fmt: skip
    seen: set[str] = set()
    for scalar in ids:
        if scalar.text in seen:
            raise fail("counted-twice", f"`{scalar.text}` stands twice in {what}", scalar.span,
                       "the second time", "keep one of them")  # fmt: skip
        seen.add(scalar.text)
    return ids


_FIELDS: dict[str, Callable[[Node, str], Any]] = {
    "value": _line,
    "formula": _formula,
    "format": _line,
    "computed": _line,
    "printed": _line,
    "sum_of": _ids,
    "unit": _line,
    "period": _line,
    "as_of": _day,
    "source": _line,
    "status": _status,
    "stale_after": _days,
    "note": _note,
}
FIELDS = tuple(_FIELDS)
"""The fields of a fact, in the order in which they are listed."""
