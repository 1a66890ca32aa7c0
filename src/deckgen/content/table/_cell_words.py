"""What a line of `cells` says: a table of keys, each with its words and its field of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from msgspec import Struct, structs

from deckgen.content.table.cells import ALIGN, NONE, TableCell, border
from deckgen.diagnostics import Span, error, suggest
from deckgen.richtext.inline import color

DEFAULT = "default"
"""The word for what the table style, the column or the template says."""
ANCHORS = {"top": "t", "middle": "ctr", "bottom": "b"}
"""Where text stands in a cell: the words of the YAML, with the values of DrawingML."""
SIDES = ("left", "top", "right", "bottom")
DASHES = {
    "round-dot": "sysDot", "square-dot": "sysDash", "dash": "dash", "dash-dot": "dashDot",
    "long-dash": "lgDash", "long-dash-dot": "lgDashDot", "long-dash-dot-dot": "lgDashDotDot",
}  # fmt: skip
"""Dashes as PowerPoint calls them, with the values of DrawingML (ST_PresetLineDashVal)."""

Value = Any
"""The value of a key: a word, or a tuple of numbers or words."""


class CellKey(Struct, frozen=True):
    """A key of a line: its value from text, its text, and how a cell has it.

    `read` is given no `default`, which is the value `unset`.
    """

    unset: Value
    read: Callable[[str, Span], Value]
    write: Callable[[Value], str]
    get: Callable[[TableCell], Value]
    put: Callable[[TableCell, Value], TableCell]

    def parse(self, text: str, span: Span) -> Value:
        """The value of a text. Raises `Problem`."""
        return self.unset if text == DEFAULT else self.read(text, span)

    def dump(self, value: Value) -> str:
        """The text that parses to a value."""
        return DEFAULT if value == self.unset else self.write(value)


def _one_of(code: str, what: str, words: tuple[str, ...]) -> Callable[[str, Span], str]:
    def read(text: str, span: Span) -> str:
        if text not in words:
            raise error(
                code, f"`{text}` is not {what}", at=span,
                help=suggest(text, (*words, DEFAULT), "the words are"),
            )  # fmt: skip
        return text

    return read


def _color(text: str, span: Span) -> str:
    return color(text, span, NONE)


POINTS = re.compile(r"\d{1,3}(\.\d{1,2})?")
"""A size or a width in points, as it is typed."""


def _margins(text: str, span: Span) -> tuple[float, ...]:
    sides = text.split(",")
    if len(sides) not in (1, 4) or not all(map(POINTS.fullmatch, sides)):
        raise error(
            "margins", f"`{text}` is no margins of a cell", at=span,
            help="they are points: `margins=5` on all sides, or `margins=7.2,3.6,7.2,3.6` at the "
            "left, top, right and bottom",
        )  # fmt: skip
    points = [round(float(side), 1) for side in sides]
    return tuple(points * 4 if len(points) == 1 else points)


def _margins_text(margins: tuple[float, ...]) -> str:
    sides = [f"{side:g}" for side in margins]
    return sides[0] if len({*sides}) == 1 else ",".join(sides)


def _borders(text: str, span: Span) -> tuple[str, ...]:
    found = ["", "", "", ""]
    for part in text.split(","):
        side, _, rest = part.partition(":")
        if side not in SIDES:
            side, rest = "", part
        painted, *more = rest.split(":")
        width = more[0] if more else "1"
        dash = more[1] if len(more) > 1 else ""
        if len(more) > 2 or not POINTS.fullmatch(width) or (dash and dash not in DASHES):
            raise error(
                "borders", f"`{part}` is no border of a cell", at=span,
                help="a border is a colour, its width in points and its dashes: `accent2`, "
                "`accent2:2.25` or `top:000000:1:dash`; dashes are " + ", ".join(DASHES),
            )  # fmt: skip
        line = border(_color(painted, span), float(width), dash)
        for index, name in enumerate(SIDES):
            if side in ("", name):
                found[index] = line
    return tuple(found)


def _borders_text(borders: tuple[str, ...]) -> str:
    common = max(borders, key=borders.count)
    if all(borders) and borders.count(common) > 2:
        rest = [f"{s}:{b}" for s, b in zip(SIDES, borders, strict=True) if b != common]
        return ",".join([common, *rest])
    return ",".join(f"{s}:{b}" for s, b in zip(SIDES, borders, strict=True) if b)


def _format_key(
    name: str, unset: Value, read: Callable[[str, Span], Value], write: Callable[[Value], str]
) -> CellKey:
    return CellKey(
        unset,
        read,
        write,
        lambda cell: getattr(cell.format, name),
        lambda cell, value: replace(cell, format=structs.replace(cell.format, **{name: value})),
    )


KEYS = {
    "align": CellKey(
        "", _one_of("align", "how text is aligned", tuple(ALIGN)), str,
        lambda cell: cell.align, lambda cell, value: replace(cell, align=value),
    ),
    "anchor": _format_key(
        "anchor", "", _one_of("anchor", "where text stands", tuple(ANCHORS)), str,
    ),
    "fill": _format_key("fill", "", _color, str),
    "margins": _format_key("margins", (), _margins, _margins_text),
    "borders": _format_key("borders", (), _borders, _borders_text),
}  # fmt: skip
"""The keys of a line, in the order in which they are written."""
FORMAT_KEYS = tuple(key for key in KEYS if key != "align")
