"""CSV text (RFC 4180) as rows of cells with exact places, which Python's reader does not give."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

from deckgen.diagnostics import Source, Span, fail, shown
from deckgen.facts.cells import Row
from deckgen.source import ILLEGAL, Scalar

_DELIMITERS = ",;\t"
_FIRST = re.compile(rf'(?:"(?:[^"]|"")*+"|[^{_DELIMITERS}\r\n]*)([{_DELIMITERS}]?)')
_BREAK = re.compile(r"\r\n?|\n")


def read_csv(path: Path) -> list[Row]:
    """The rows of a CSV file in UTF-8; see `parse_csv`."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fail(
            "not-utf8",
            f"{shown(path)}, line {line}: byte 0x{data[error.start]:02x} is not UTF-8 text", None,
            "", "save the file as `CSV UTF-8`",
        ) from None  # fmt: skip
    return parse_csv(text, path)


def parse_csv(text: str, path: Path) -> list[Row]:
    """The rows of a CSV text; `path` is named in messages.

    What follows the first cell parts all of them: a comma, a semicolon or a tab. Rows without text
    are left out. Raises `Problem` for a quotation mark that is not closed, or stands astray.
    """
    return _Reader(text, path).rows()


class _Reader:
    def __init__(self, text: str, path: Path) -> None:
        self.text = text
        self.source = Source.of(path, text)
        lines = text.splitlines(keepends=True)
        self.starts = list(accumulate(map(len, lines), initial=0))
        first = _FIRST.match(text)
        self.delimiter = (first and first.group(1)) or ","
        self.cell = re.compile(rf'"((?:[^"]|"")*+)"[ ]*|([^{self.delimiter}\r\n]*)')

    def rows(self) -> list[Row]:
        rows: list[Row] = []
        at = 0
        while at < len(self.text):
            row, at = self.row(at)
            if any(cell.text for cell in row):
                rows.append(row)
        return rows

    def row(self, at: int) -> tuple[Row, int]:
        """The row that starts at an offset, and where the next one does."""
        cells: list[Scalar] = []
        while True:
            match = self.cell.match(self.text, at)
            assert match is not None  # its second alternative also takes nothing
            cells.append(self.read(match))
            at = match.end()
            if not self.text.startswith(self.delimiter, at):
                break
            at += 1
        end = _BREAK.match(self.text, at)
        if end is None and at < len(self.text):
            raise fail(
                "csv", "text follows a cell in quotation marks", self.span(at, at + 1), "here",
                'inside quotation marks, write each `"` twice',
            )  # fmt: skip
        return tuple(cells), end.end() if end else at

    def read(self, match: re.Match[str]) -> Scalar:
        quoted, bare = match.groups()
        start, end = match.span()
        if quoted is None and bare.startswith('"'):
            raise fail(
                "unclosed-quote", "a quotation mark is never closed", self.span(start, start + 1),
                "opened here", 'inside quotation marks, write each `"` twice',
            )  # fmt: skip
        illegal = ILLEGAL.search(match.group())
        if illegal:
            raise fail(
                "control-character",
                f"U+{ord(illegal.group()):04X} is a control character, which no presentation can "
                "hold", self.span(start + illegal.start(), start + illegal.end()), "delete it",
            )  # fmt: skip
        if quoted is not None:
            text = _BREAK.sub("\n", quoted.replace('""', '"'))
            return Scalar(text, self.span(start, end), '"')
        text = bare.strip()
        start += len(bare) - len(bare.lstrip())
        return Scalar(text, self.span(start, start + len(text)))

    def span(self, start: int, end: int) -> Span:
        """The place of a stretch of the text."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end) - 1
        return Span(
            self.source, first + 1, start - self.starts[first] + 1,
            last + 1, end - self.starts[last] + 1,
        )  # fmt: skip
