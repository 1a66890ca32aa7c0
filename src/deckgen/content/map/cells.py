"""Texts of a map's YAML: plain words without styles, cell by cell, and written back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Items
from typing import NamedTuple

from deckgen.content import inline
from deckgen.content.base import Scope
from deckgen.content.grid import rows as grid
from deckgen.content.grid.cell import Cell
from deckgen.content.mentions import mentions
from deckgen.content.style import Run
from deckgen.diagnostics import Problem, Span, gather
from deckgen.source import Lines, Node, Scalar, expect_scalar

_FILE = re.compile(r"[^|\n]+\.(?:csv|tsv|xlsx)(?:#[^|\n]*)?", re.IGNORECASE)


class Word(NamedTuple):
    """A cell's text on one line, and where it stands."""

    text: str
    cell: Cell

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.cell.span

    def fail(self, code: str, message: str, label: str = "", *helps: str) -> Problem:
        """A problem of this cell, to raise."""
        return self.cell.fail(code, message, label, *helps)


Row = tuple[Word, ...]


def one_line(text: str) -> str:
    """The text with every stretch of white space made a single space."""
    return " ".join(text.split())


def is_file(node: Node) -> bool:
    """Whether a text names a file of rows."""
    return isinstance(node, Scalar) and _FILE.fullmatch(node.text.strip()) is not None


def rows(node: Node, what: str, scope: Scope) -> tuple[Row, ...]:
    """The rows of a text, or of the file that it names; typed rows may differ in length."""
    scalar = expect_scalar(node, what)
    found = grid.read_grid(scalar, scope).rows if is_file(scalar) else grid.read_rows(scalar)
    with gather() as problems:
        read: list[Row] = []
        for row in found:
            with problems.attempt():
                read.append(tuple(Word(one_line(cell.plain(scope)), cell) for cell in row))
    return tuple(read)


def facts_in(node: Node, scope: Scope) -> tuple[str, ...]:
    """The ids of the facts that the texts under a node name, each once."""
    return tuple(
        dict.fromkeys(
            scope.show(reference.body, scalar.span)[1]
            for _, scalar, references in mentions(node)
            for reference in references
        )
    )


def plain(scalar: Scalar, scope: Scope) -> str:
    """A text of one paragraph as it prints, without styles."""
    runs = inline.parse(scalar.text, scalar.at, scope.show, scope.formats)
    return one_line("".join(run.text for run in runs))


def typed(text: str) -> str:
    """The inverse: what prints as this text."""
    return inline.dump((Run(text),)) if text else ""


def words(node: Node, what: str, scope: Scope) -> Iterator[Word]:
    """Every cell of a text that is not empty, row by row."""
    return (word for row in rows(node, what, scope) for word in row if word.text)


def write(table: Iterable[Items[str]]) -> Lines:
    """The text whose rows are these plain texts; empty cells at a row's end are left out."""
    return Lines(grid.write_grid([_cells(row) for row in table]))


def _cells(row: Items[str]) -> list[str]:
    cells = [typed(text) for text in row]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def columns(header: Row, known: dict[str, str]) -> dict[str, int]:
    """Where the columns of a table stand, by what `known` calls each header."""
    found: dict[str, int] = {}
    for index, word in enumerate(header):
        name = known.get(word.text.casefold())
        if name is not None:
            found.setdefault(name, index)
    return found
