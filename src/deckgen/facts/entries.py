"""Entries: facts as files say them, their fields and their groups.

Entries are checked here as far as one fact alone allows; `deckgen.facts.resolve` makes facts of
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from deckgen.diagnostics import Diagnostic, Problem, Severity, Span, error, gather, suggest
from deckgen.facts import slips
from deckgen.facts.formula import Formula, Name, parse_formula
from deckgen.facts.numbers import Status, is_pending
from deckgen.facts.references import DECK, literal, written
from deckgen.source.cell_formats import parse_day
from deckgen.source.fields import (
    AnyField,
    Field,
    Fields,
    Form,
    list_form,
    mapping_form,
    not_dumped,
    scalar_form,
)
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    expect_word,
)

_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
_MAX_DAYS = 36_525


_FOR_FORMULAS = ("unit", "stale_after")
"""The fields of a group that its formulas take too; the others they take from their inputs."""


class GroupedFact(MappingNode, frozen=True):
    """The fields of a fact in a group: its own, then those that the group gives it.

    `given` are all fields that the group has for its facts.
    """

    group: ScalarNode
    given: tuple[tuple[ScalarNode, Node], ...]

    def given_to(self, *, formula: bool) -> dict[str, tuple[ScalarNode, Node]]:
        """What the group says of a formula, or of a value, by the keys of the fields."""
        return {e[0].text: e for e in self.given if not formula or e[0].text in _FOR_FORMULAS}

    @classmethod
    def of(
        cls, fact: MappingNode, group: ScalarNode, given: tuple[tuple[ScalarNode, Node], ...]
    ) -> GroupedFact:
        """A fact with the fields of its group that it has not itself."""
        grouped = cls(fact.entries, fact.span, group, given)
        found = grouped.given_to(formula=fact.get("formula") is not None)
        more = tuple(entry for key, entry in found.items() if fact.get(key) is None)
        return replace(grouped, entries=(*fact.entries, *more))


class FactEntry(Struct, frozen=True, eq=False):
    """A fact as a file defines it; a field that is left out is None.

    There is one of `value`, `text` and `formula`. `pending` are the places with TODO, whose fields
    count as left out except the value. `node` is the mapping of all fields.
    """

    id: ScalarNode
    node: MappingNode
    pending: tuple[Span, ...] = ()
    value: ScalarNode | None = None
    text: ScalarNode | None = None
    formula: Formula | None = None
    format: ScalarNode | None = None
    computed: ScalarNode | None = None
    printed: ScalarNode | None = None
    sum_of: tuple[ScalarNode, ...] = ()
    unit: ScalarNode | None = None
    period: ScalarNode | None = None
    as_of: date | None = None
    source: ScalarNode | None = None
    status: Status | None = None
    stale_after: int | None = None
    note: ScalarNode | None = None

    @property
    def group(self) -> ScalarNode | None:
        """The name of the group that the fact is in; None where it is in none."""
        return self.node.group if isinstance(self.node, GroupedFact) else None

    @property
    def figure(self) -> ScalarNode | None:
        """The value or the text, as typed; None for a formula."""
        return self.value or self.text

    @property
    def said_at(self) -> Span:
        """Where the value, the text or the formula stands."""
        return self.place(self.said_in)

    @property
    def said_in(self) -> str:
        """The field that says the figure: `value`, `text` or `formula`."""
        return next(key for key in FIGURES if self.node.get(key) is not None)

    @property
    def names(self) -> tuple[Name, ...]:
        """The facts in the formula; none for a value."""
        return self.formula.names if self.formula else ()

    def place(self, field: str) -> Span:
        """The place of a field's value; that of the fact's id where the field is left out."""
        found = self.node.get(field)
        return found.span if found else self.id.span


def read_entry(name: ScalarNode, node: Node, *, short: bool = False) -> FactEntry:
    """The entry of a fact from its id and the mapping of its fields.

    With `short` a text may stand for the mapping: it is the value. Raises `Problem` with all that
    is wrong with the fact.
    """
    _check_id(name)
    if short:
        node = in_full(node)
    figure = node.text if isinstance(node, ScalarNode) and node.text else "48,800"
    mapping = expect_mapping(
        node,
        f"fact `{name.text}`",
        f"put its figure under it, two spaces deeper: `value: {figure}`",
    )
    entry = _read_fields(name, mapping)
    with gather() as problems:
        _check_fields(entry, problems.add)
    return entry


def in_full(node: Node) -> Node:
    """The mapping of a fact's fields where a text stands for it, the value alone: `beds: 20`."""
    if not isinstance(node, ScalarNode):
        return node
    return MappingNode(((ScalarNode("value", node.span), node),), node.span)


def _read_fields(name: ScalarNode, mapping: MappingNode) -> FactEntry:
    fields: dict[str, Any] = {}
    pending: tuple[Span, ...] = ()
    with gather() as problems:
        for key, child in mapping:
            with problems.collect():
                field = FACT.field(key.text)
                if field is None:
                    raise _unknown_field(name, key)
                if isinstance(child, ScalarNode) and is_pending(child.text) and field is not _NOTE:
                    pending += (child.span,)
                    if key.text in FIGURES:
                        fields["value"] = _one_line(child, f"`{key.text}`")
                else:
                    fields[key.text] = field.form.parse(child, f"`{key.text}`", None)
    return FactEntry(name, mapping, pending, **fields)


def _check_id(name: ScalarNode) -> None:
    if name.text == DECK:
        raise error(
            "bad-id",
            f"`{DECK}` is not the id of a fact",
            at=name.span,
            label="the deck itself",
            help=f"`{written(f'{DECK}:date')}` prints the deck's date; write `{DECK}.size`, say",
        )
    if _ID.fullmatch(name.text):
        return
    suggestion = re.sub(r"[^a-z0-9.]+", "_", name.text.lower()).strip("_.")
    raise error(
        "bad-id",
        f"`{name.text}` is not the id of a fact",
        at=name.span,
        label="not an id",
        help=(
            "an id is words in lower case, digits and `_`, joined by dots, such as "
            "`removals.total`",
            f"write `{suggestion}`" if _ID.fullmatch(suggestion) else "",
        ),
    )


def _unknown_field(name: ScalarNode, key: ScalarNode) -> Problem:
    if key.text == "facts":
        return error(
            "unknown-key",
            f"fact `{name.text}` has no field `facts`",
            at=key.span,
            label="a group",
            help=(
                "groups stand in files of facts, such as facts.yaml, and not in one another",
                "here each fact stands under its own id",
            ),
        )
    return error(
        "unknown-key",
        f"fact `{name.text}` has no field `{key.text}`",
        at=key.span,
        label="not known here",
        help=suggest(key.text, FIELDS, "a fact takes"),
    )


FIGURES = {"value": "a value", "text": "a text", "formula": "a formula"}
"""The fields that say what a fact is, of which it has one."""


def _check_fields(entry: FactEntry, add: Callable[[Problem], None]) -> None:
    """Add the problems of fields that do not go together."""

    def clash(field: str, message: str, *helps: str) -> None:
        key = entry.node.key(field) or entry.id
        add(error("fields-clash", message, at=key.span, help=helps))

    name = f"fact `{entry.id.text}`"
    figures = [field for field in FIGURES if entry.node.get(field) is not None]
    if not figures:
        suggestion = "a total is `formula: sum(a, b)`" if entry.sum_of else ""
        clash("id", f"{name} has neither a value nor a formula", suggestion or "add `value:`")
    if len(figures) > 1:
        clash(
            figures[-1], f"{name} has both {' and '.join(FIGURES[field] for field in figures)}",
            "keep one; where the source prints another figure than the formula gives, add "
            "`computed:` and `printed:` to the formula" if entry.formula else
            "keep one: `text:` is words, even where they look like a number",
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


def _one_line(node: Node, what: str, _context: object = None) -> ScalarNode:
    """A text of one line that prints, without the space around it; it prints no other facts."""
    scalar = _one_word(expect_scalar(node, what), what)
    text = literal(scalar.text, scalar.at, what)
    return scalar if text == scalar.text else replace(scalar, text=text)


def _one_word(node: Node, what: str, _context: object = None) -> ScalarNode:
    """A text of one line that names or counts something, without the space around it."""
    scalar = expect_word(node, what)
    text = scalar.text.strip()
    if not text:
        raise error(
            "empty-value",
            f"{what} has no value",
            at=scalar.span,
            label="nothing here",
            help="give it a value, or leave the key out",
        )
    if "\n" in text:
        raise error(
            "two-lines", f"{what} takes one line", at=scalar.span, label="more than one line"
        )
    if text == scalar.text:
        return scalar
    start = scalar.text.index(text)
    span = scalar.at(start, start + len(text))
    return replace(scalar, text=text, span=span, style="", parts=())


def _figure(node: Node, what: str, _context: object) -> ScalarNode:
    scalar = _one_line(node, what)
    slips.refuse(scalar, in_words="value" in what)
    return scalar


def doubts(table: MappingNode, severity: Severity) -> Iterator[Diagnostic]:
    """A diagnostic for each figure of a table of facts such as `51.200`: 51,200, or 51.2?

    A format with three decimals says that they are meant.
    """
    for _, node in table:
        fields = in_full(node)
        if isinstance(fields, MappingNode):
            for key, scalar in fields:
                if key.text in ("value", "computed", "printed") and isinstance(scalar, ScalarNode):
                    yield from slips.doubt(scalar, fields.get("format"), severity)


def _formula(node: Node, what: str, _context: object) -> Formula:
    return parse_formula(expect_word(node, what))


def _day(node: Node, what: str, _context: object) -> date:
    scalar = _one_word(node, what)
    day = parse_day(scalar.text)
    if day is None:
        raise error(
            "bad-date",
            f"`{scalar.text}` is not a date",
            at=scalar.span,
            label="not a date",
            help=f"{what} takes year, month and day, such as 2018-09-30",
        )
    return day


def _status(node: Node, what: str, _context: object) -> Status:
    scalar = _one_word(node, what)
    return Status.parse(scalar.text, scalar.span)


def _days(node: Node, what: str, _context: object) -> int:
    scalar = _one_word(node, what)
    if not re.fullmatch("[0-9]{1,5}", scalar.text) or int(scalar.text) > _MAX_DAYS:
        raise error(
            "bad-days",
            f"`{scalar.text}` is not a number of days",
            at=scalar.span,
            label="not understood",
            help=f"{what} takes whole days from 0 to {_MAX_DAYS}, such as 90",
        )
    return int(scalar.text)


def _ids(node: Node, what: str, _context: object) -> tuple[ScalarNode, ...]:
    items = expect_sequence(node, what, "write the ids as a list: [atd.voice, atd.gps]")
    ids = tuple(_one_word(item, what) for item in items)
    if not ids:
        raise error(
            "empty-value",
            f"{what} has no value",
            at=items.span,
            label="an empty list",
            help="name the facts that add up to this one, or leave the key out",
        )
    seen: set[str] = set()
    for scalar in ids:
        if scalar.text in seen:
            raise error(
                "counted-twice",
                f"`{scalar.text}` stands twice in {what}",
                at=scalar.span,
                label="the second time",
                help="keep one of them",
            )
        seen.add(scalar.text)
    return ids


def _field(
    key: str, form: Form[object, object], about: str, example: str, unset: str = ""
) -> AnyField:
    return Field[object, object, object](key, form, None, not_dumped, about, example, unset)


_LINE = Form("text", _one_line)
_STATUSES = ("none", *(status.value for status in Status if status.value))
_LETTERS = ", ".join(f"`{status.value}` {status.name.lower()}" for status in Status if status.value)
_NOTE = _field(
    "note", scalar_form("text"), "a remark for those who keep the file", "note: By phone"
)
FACT = Fields[object](
    "a fact",
    (
        _field(
            "value", Form("a [number](facts.md#numbers), a date or words", _figure),
            "the figure, as it prints: `48,800`, `34.3`, `53%`, `2018-09-30`, `six`",
            "value: 48,800", unset="needed, or `text` or `formula`",
        ),
        _field(
            "text", _LINE, "in place of a value: words, even where they look like a number",
            "text: 51 200",
        ),
        _field(
            "formula", Form("a [formula](facts.md#formulas)", _formula),
            "computes the figure from other facts", "formula: round(2 / 3, 2)",
        ),
        _field(
            "format", Form("a [number format](number-formats.md)", _one_line),
            "how the figure prints", "formula: 1 / 3\nformat: .0%",
            unset="as typed; the result of a formula in all its digits",
        ),
        _field(
            "computed", Form("a number or words", _figure),
            "what the formula, or the sum of `sum_of`, gives, where the source prints something "
            "else", "formula: 56 / 100\nformat: .0%\ncomputed: 56%\nprinted: 57%",
        ),
        _field(
            "printed", Form("a number or words", _figure), "what stands in place of `computed`",
            "formula: 56 / 100\nformat: .0%\ncomputed: 56%\nprinted: 57%",
        ),
        _field(
            "sum_of", list_form("a list of ids", _ids), "the facts that add up to it",
            "value: 3\nsum_of: [one, two]",
        ),
        _field("unit", _LINE, "what is counted", "unit: removals"),
        _field("period", _LINE, "the time that it speaks for, in words", "period: FY 2018"),
        _field(
            "as_of", Form("a date", _day), "the last day that it speaks for", "as_of: 2018-09-30"
        ),
        _field("source", _LINE, "who says so", "source: ICE ERO"),
        _field(
            "status", Form("a letter, or `none`", _status, _STATUSES),
            "how reliable it is, by the letters of Eurostat and SDMX: "
            + _LETTERS,
            "status: p", unset="`none`; for a formula the weakest of its facts'",
        ),
        _field(
            "stale_after", Form("a number of days", _days), "how long after `as_of` it is good",
            "as_of: 2018-09-30\nstale_after: 548", unset="for ever",
        ),
        _NOTE,
    ),
    "value: 48,800",
    "A fact stands under its id, in a file of facts, or under `facts` of deck.yaml or a slide.",
)  # fmt: skip
GROUP = Fields[object](
    "a group of facts",
    (
        _field(
            "facts", mapping_form("a mapping"), "the facts of the group, by their full ids",
            "facts:\n  removals.total:\n    value: 3", unset="needed",
        ),
        *(f for f in FACT.fields if f.key in ("as_of", "source", "period", "status")),
        *(f for f in FACT.fields if f.key in ("unit", "stale_after")),
    ),
    "facts:\n  removals.total:\n    value: 3",
    "In a file of facts, an entry with `facts:` is a [group](facts.md#groups); its key is only a "
    "name. Its other fields hold for the facts below it, unless they say otherwise.",
)  # fmt: skip
FIELDS = FACT.keys
"""The fields of a fact, in the order in which they are listed."""
