"""Where a quotation mark or a bracket of YAML is closed, on its line or on one below."""

from __future__ import annotations

from collections.abc import Callable

from deckgen.diagnostics import Problem, Source, Span, error

CLOSING = {"[": "]", "{": "}"}
"""The brackets that open a list or a mapping in one line, and those that close it."""

_ESCAPES = set('0abt\tnvfre "/\\N_LPxuU')


def closing(
    source: Source, line: int, column: int, *, ends: Callable[[int], bool]
) -> tuple[int, int] | None:
    """The line and the column behind what closes the mark in a column (from 0) of a line (from 1).

    None where nothing closes it before a line below that `ends` the search, or the end of the text.
    Raises `Problem` for a backslash that means nothing in double quotation marks (YAML 1.2, 5.7).
    """
    open_marks: list[str] = []
    for number in range(line, len(source.lines) + 1):
        if number != line and ends(number):
            return None
        text = source.line(number)
        at = column if number == line else 0
        while at < len(text):
            if (
                open_marks[-1:] == ['"']
                and text[at] == "\\"
                and text[at + 1 : at + 2] not in _ESCAPES
            ):
                raise _escape(Span(source, number, at + 1, number, at + 3), text[at : at + 2])
            at = _step(text, at, open_marks)
            if not open_marks:
                return number, at
    return None


def _step(text: str, at: int, open_marks: list[str]) -> int:
    """Take one character of quoted text or a bracket; the place behind it."""
    char, inside = text[at], open_marks[-1] if open_marks else ""
    if (inside == '"' and char == "\\") or (inside == "'" and text.startswith("''", at)):
        return at + 2
    if char == inside:
        open_marks.pop()
    elif not inside or inside not in "\"'":
        before = text[:at].rstrip()[-1:]
        if char in CLOSING:
            open_marks.append(CLOSING[char])
        elif char in "\"'" and (not open_marks or before in "[{,:"):
            open_marks.append(char)
    return at + 1


def _escape(at: Span, found: str) -> Problem:
    return error(
        "escape",
        f"`{found}` means nothing in double quotation marks",
        at=at,
        label="this backslash",
        help=f"write `\\{found}`, or the text without quotes",
    )
