"""The choices of a table in YAML: what stands out, alignment, widths, size, style.

Each function takes the value of a key and raises `Problem` where it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.content import flags, plain_text
from deckgen.content.base import Scope
from deckgen.content.table.cells import ALIGN, LOOKS, Look, Rows, width_of
from deckgen.diagnostics import Problem, Span, fail, gather, suggest
from deckgen.source import Mapping, Node, Scalar, expect_scalar

LEFT_TO_LAYOUT = "default"
"""The word for text that says no alignment."""

_ALIGN_WORDS = (*ALIGN, LEFT_TO_LAYOUT)
_STYLE = re.compile(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}|none")


def usual_look(rows: Rows) -> Look:
    """What stands out unless the author says otherwise: the first row, the first of columns."""
    return Look(first_column=bool(rows) and width_of(rows) > 1)


def look(mapping: Mapping, rows: Rows) -> Look:
    """What the mapping says to stand out."""
    usual = usual_look(rows)
    found: dict[str, bool] = {}
    with gather() as problems:
        for word in LOOKS:
            with problems.attempt():
                default = getattr(usual, word)
                found[word] = flags.parse(mapping.get(word), f"`{word}`", default=default)
    return Look(**found)


def align_word(word: str, span: Span) -> str:
    """An alignment in the model's words."""
    if word not in _ALIGN_WORDS:
        raise fail(
            "align", f"`{word}` is not how text is aligned", span, "",
            *suggest(word, _ALIGN_WORDS, "the words are"),
        )  # fmt: skip
    return "" if word == LEFT_TO_LAYOUT else word


def alignments(node: Node, columns: int) -> tuple[str, ...]:
    """The alignment of each column: `left right right`."""
    words = _one_a_column(node, "align", columns, "left right right")
    with gather() as problems:
        found = []
        for word, span in words:
            with problems.attempt():
                found.append(align_word(word, span))
    return tuple(found)


def widths(node: Node | None, columns: int) -> tuple[int, ...]:
    """The share of each column: `3 1 1`; () where there is no value."""
    if node is None:
        return ()
    words = _one_a_column(node, "widths", columns, "3 1 1")
    with gather() as problems:
        for word, span in words:
            if not re.fullmatch(r"[1-9]\d{0,7}", word):
                problems.add(_no_share(word, span))
    return tuple(int(word) for word, _ in words)


def _no_share(word: str, span: Span) -> Problem:
    return fail(
        "widths", f"`{word}` is not a share of the width", span, "",
        "shares are whole numbers from 1, such as `widths: 3 1 1`",
    )  # fmt: skip


def _one_a_column(node: Node, key: str, columns: int, example: str) -> list[tuple[str, Span]]:
    scalar = expect_scalar(node, f"`{key}`", f"such as `{key}: {example}`")
    words = list(_words(scalar))
    if len(words) == columns:
        return words
    surplus = len(words) > columns
    raise fail(
        key, f"`{key}` has {_counted(len(words), 'word')} for {_counted(columns, 'column')}",
        words[columns][1] if surplus else scalar.span,
        "one too many" if surplus else "", "give one for each column",
    )  # fmt: skip


def _words(scalar: Scalar) -> Iterator[tuple[str, Span]]:
    for match in re.finditer(r"\S+", scalar.text):
        yield match.group(), scalar.at(*match.span())


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def size(node: Node | None) -> float:
    """A size of text in points, 0 where there is no value."""
    if node is None:
        return 0
    scalar = expect_scalar(node, "`size`")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", scalar.text) or not 1 <= float(scalar.text) <= 400:
        raise fail(
            "size", f"`{scalar.text}` is not a size of text", scalar.span, "",
            "sizes are in points, such as `size: 14`; without one the text is fitted",
        )  # fmt: skip
    return float(scalar.text)


def style(node: Node | None) -> str:
    """A table style's id, or `none`; "" where there is no value."""
    if node is None:
        return ""
    scalar = expect_scalar(node, "`style`")
    if not _STYLE.fullmatch(scalar.text):
        raise fail(
            "style", f"`{scalar.text}` is not a table style", scalar.span, "",
            "a style is `none` or an id such as '{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}'; "
            "without one the template's default holds",
        )  # fmt: skip
    return scalar.text


def alt(node: Node | None, scope: Scope) -> str:
    """An alternative text, "" where there is no value."""
    if node is None:
        return ""
    return plain_text.parse(
        expect_scalar(node, "`alt`", "leave it out to have it made"), scope
    ).text
