"""A table as a source of variants: a row is a variant, a column the fact of that id.

Columns called `contact.FIELD` make a contact that is named as the variant. A column that only
names the variants is no fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from deckgen import source
from deckgen.content.text import CONTACT_KEYS
from deckgen.diagnostics import fail, gather, shown, suggest
from deckgen.facts.table import SHEET
from deckgen.manuscript import SLIDE_ID, Manuscript
from deckgen.source import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    expect_scalar,
    gather_entries,
    tables,
)
from deckgen.source.worksheets import Row, naming_cells
from deckgen.variants.overlay import Overlay

_TYPES = (".csv", ".xlsx")
_FIELD = re.compile(r"\{([^{}]*)\}")
_CONTACT = "contact."
_SAID_OTHERWISE = ("formula", "computed", "printed", "sum_of")
"""Fields of a fact that do not go with the value of a row."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: for each column its header and the cell."""

    name: str
    cells: tuple[tuple[Scalar, Scalar], ...]

    def overlay(self, base: Manuscript) -> Overlay:
        """What the row changes. Raises `Problem` where it leaves a fact empty."""
        facts: list[tuple[Scalar, Node]] = []
        contact: list[tuple[Scalar, Node]] = []
        with naming_cells(), gather() as problems:
            for header, cell in self.cells:
                if header.text.startswith(_CONTACT):
                    if cell.text:
                        field = Scalar(header.text.removeprefix(_CONTACT), cell.span)
                        contact.append((field, cell))
                elif not cell.text:
                    problems.add(
                        fail(
                            "empty-value",
                            f"the row `{self.name}` has no `{header.text}`",
                            cell.span,
                            "nothing here",
                            "give it a value, or `TODO` for now",
                        )
                    )
                else:
                    facts.append((Scalar(header.text, cell.span), _fact(header.text, cell, base)))
        span = self.cells[0][1].span
        changes: list[tuple[Scalar, Node]] = []
        if facts:
            changes.append((Scalar("facts", span), Mapping(tuple(facts), span)))
        if contact:
            known = base.contacts is not None and base.contacts.get(self.name) is not None
            person = (Scalar(self.name, span), Mapping(tuple(contact), span))
            word = "contacts" if known else "contacts+"
            changes.append((Scalar(word, span), Mapping((person,), span)))
        return Overlay(Mapping(tuple(changes), span))


def _fact(name: str, cell: Scalar, base: Manuscript) -> Mapping:
    """The fact's new value, in place of all that would speak against it."""
    node = next((found for table in base.facts if (found := table.get(name))), None)
    keys = node.keys() if isinstance(node, Mapping) else ()
    gone = tuple(Scalar(key, cell.span) for key in keys if key in _SAID_OTHERWISE)
    value: tuple[Scalar, Node] = (Scalar("value", cell.span), cell)
    if not gone:
        return Mapping((value,), cell.span)
    return Mapping(((Scalar("remove", cell.span), Sequence(gone, cell.span)), value), cell.span)


def read(node: Mapping, base: Manuscript) -> list[Record]:
    """The rows of the table that `variants: {from: FILE, name: PATTERN}` names.

    Raises `Problem` where the file is no such table, or its rows cannot be told apart.
    """
    gather_entries(node, ("from", "name"), "`variants`")
    values = {}
    for key, example in (("from", "from: regions.csv"), ("name", 'name: "{id}"')):
        value = node.get(key)
        if value is None:
            raise fail(
                "missing-key", f"`variants` needs `{key}`", node.span, "", f"add `{example}`"
            )
        values[key] = expect_scalar(value, f"`{key}`")
    with naming_cells():
        header, body = _table(values["from"], base.path.parent)
        used = _columns(header, values["name"], base)
        return _records(header, body, values["name"], used)


def _table(named: Scalar, folder: Path) -> tuple[Row, list[Row]]:
    path = folder / named.text
    if path.suffix.lower() not in _TYPES:
        raise fail(
            "file-type", f"`{named.text}` is no table of variants", named.span, "named here",
            f"a table stands in a file of these types: {', '.join(_TYPES)}",
        )  # fmt: skip
    if not source.is_file(path):
        near_by = [found.name for found in source.listed(path.parent, *_TYPES)]
        raise fail(
            "missing-file", f"there is no file {shown(path)}", named.span, "named here",
            *suggest(path.name, near_by, "the folder has"),
        )  # fmt: skip
    rows = tables.read(path, SHEET, named.span)
    if not rows:
        raise fail("empty-file", f"{shown(path)} is empty", named.span, "named here")
    return rows[0], rows[1:]


def _columns(header: Row, pattern: Scalar, base: Manuscript) -> set[str]:
    """The columns that hold facts or a contact's fields. Raises `Problem` for unknown ones."""
    facts = [key for table in base.facts for key in table.keys()]  # noqa: SIM118 - not a dict
    fields = [f"{_CONTACT}{key}" for key in CONTACT_KEYS]
    naming = {match.group(1) for match in _FIELD.finditer(pattern.text)}
    seen: set[str] = set()
    with gather() as problems:
        for cell in header:
            if not cell.text:
                problems.add(fail("no-column", "this column has no name", cell.span, "here"))
            elif cell.text in seen:
                problems.add(
                    fail(
                        "duplicate-key",
                        f"there are two columns `{cell.text}`",
                        cell.span,
                        "the second",
                        "keep one of them",
                    )
                )
            elif cell.text not in (*facts, *fields, *naming):
                problems.add(
                    fail(
                        "unknown-fact",
                        f"the deck has no fact `{cell.text}`",
                        cell.span,
                        "names this column",
                        *suggest(cell.text, (*facts, *fields), "it can be"),
                    )
                )
            seen.add(cell.text)
        for name in sorted(naming - seen):
            problems.add(
                fail(
                    "unknown-column",
                    f"the table has no column `{name}`",
                    pattern.span,
                    "named here",
                    *suggest(name, seen, "it has"),
                )
            )
    return seen & {*facts, *fields}


def _records(header: Row, body: list[Row], pattern: Scalar, used: set[str]) -> list[Record]:
    records: dict[str, Record] = {}
    with gather() as problems:
        for row in body:
            with problems.attempt():
                _check_length(header, row)
                name = _name(header, row, pattern.text)
                if not SLIDE_ID.fullmatch(name):
                    raise fail(
                        "variant-name", f"`{name}` cannot name a variant", row[0].span,
                        "in this row", "a name is letters, digits, `-`, `_` and `.`: it is part "
                        "of a file's name",
                    )  # fmt: skip
                if name in records:
                    raise fail(
                        "duplicate-variant", f"two rows are called `{name}`", row[0].span,
                        "the second", "keep one of them, or name rows by more columns",
                    )  # fmt: skip
                taken = ((h, c) for h, c in zip(header, row, strict=False) if h.text in used)
                records[name] = Record(name, tuple(taken))
    return list(records.values())


def _check_length(header: Row, row: Row) -> None:
    if len(row) != len(header):
        raise fail(
            "row-length", f"this row has {len(row)} cells, and the table {len(header)} columns",
            row[min(len(row), len(header)) - 1].span, "from here on",
            "in a CSV file, text with a comma stands in quotation marks",
        )  # fmt: skip


def _name(header: Row, row: Row, pattern: str) -> str:
    cells = {head.text: cell.text for head, cell in zip(header, row, strict=True)}
    return _FIELD.sub(lambda match: cells[match.group(1)], pattern)
