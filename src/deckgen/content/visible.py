"""What is visible of a paragraph: the formatting that it does not inherit, and its words.

So two paragraphs are compared that editors wrote in different ways. Text properties are
dictionaries from a property (`sz`, `fill`, `spcBef` ...) to its value; see
`deckgen.appearance.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from deckgen.appearance.text import (
    InheritedText,
    TextLevel,
    TextProperties,
    agree,
    properties_of,
)
from deckgen.appearance.theme import Theme
from deckgen.opc import xml as opc_xml
from deckgen.opc.xml import Element
from deckgen.richtext import Paragraph, Run, Style

_FIELD_TEXT = "\N{OBJECT REPLACEMENT CHARACTER}"
_ONLY_WITH_BULLET = ("buClr", "buSz", "buFont")
_IMPLIED_BY_LINK = ("u", "fill", "uFill", "uLn")
_SHOWS_ON_SPACES = ("u", "strike", "highlight")

SCRIPTS = {
    "ea": (("\u1100", "\u11ff"), ("\u2e80", "\ud7ff"), ("\uf900", "\ufaff"), ("\ufe30", "\uffef")),
    "cs": (("\u0590", "\u109f"), ("\u1780", "\u18af"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufeff")),
    "sym": (("\uf000", "\uf0ff"),),
}
"""The first and last character of the ranges of each script."""

EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
"""The white space at both ends of a text, and what is between."""


def same(first: TextProperties, second: TextProperties) -> bool:
    """Whether text properties are equal but for rounding."""
    return first.keys() == second.keys() and all(
        agree(name, value, second[name]) for name, value in first.items()
    )


def same_paragraph(one: TextProperties, other: TextProperties, unseen: frozenset[str]) -> bool:
    """Whether paragraph properties are the same, but for those that do not count."""
    left, right = (
        {name: value for name, value in properties.items() if name not in unseen}
        for properties in (one, other)
    )
    return same(left, right)


class VisibleParagraph(Struct, frozen=True):
    """What is visible of a paragraph: its own properties, and stretches of text with theirs."""

    level: int
    number: int | None
    properties: TextProperties
    texts: tuple[tuple[str, TextProperties], ...]

    def equals(self, other: VisibleParagraph, unseen: frozenset[str]) -> bool:
        """Whether both look the same, but for properties of the paragraph that do not count."""
        return (
            (self.level, self.number, len(self.texts))
            == (other.level, other.number, len(other.texts))
            and all(a[0] == b[0] for a, b in zip(self.texts, other.texts, strict=True))
            and same_paragraph(self.properties, other.properties, unseen)
            and all(same(a[1], b[1]) for a, b in zip(self.texts, other.texts, strict=True))
        )

    @property
    def text(self) -> str:
        """All of its words."""
        return "".join(text for text, _ in self.texts)


class VisibleProperties:
    """Tells what is visible of paragraphs and runs that stand in a place."""

    def __init__(self, place: InheritedText) -> None:
        """Take the formatting that text inherits there."""
        self._place = place

    def of(self, line: Paragraph) -> VisibleParagraph:
        """What is visible of a paragraph; white space between two looks has the plainer one."""
        level = self._place.level(line.level)
        own = self.of_paragraph(line, level)
        texts = [
            (_FIELD_TEXT if run.style.field else run.text, self.of_run(run, level))
            for run in line.runs
        ]
        return VisibleParagraph(
            line.level, line.number, own, tuple(_merged_texts(_without_edges(texts)))
        )

    def of_paragraph(self, line: Paragraph, level: TextLevel) -> dict[str, str]:
        """The properties of a paragraph that it does not inherit; none for an empty one."""
        if not line.runs:
            return {}
        own = explicit_properties(line, level, self._place.theme)
        return {name: value for name, value in own.items() if name not in self._place.forgotten}

    def of_run(self, run: Run, level: TextLevel) -> dict[str, str]:
        """The properties of a run that it does not inherit."""
        own = _style_properties(run.style, self._place.theme)
        linked = "link" in own or "hlinkClick" in own
        return {
            name: value
            for name, value in own.items()
            if not (
                level.gives_run(name, value)
                or (linked and name in _IMPLIED_BY_LINK)
                or name in self._place.forgotten
                or is_of_other_script(name, run.text)
            )
        }

    def all_of_paragraph(self, line: Paragraph) -> TextProperties:
        """The properties of a paragraph, inherited or not."""
        own = properties_of(element_of(line.opaque), self._place.theme) if line.opaque else {}
        return {**self._place.level(line.level).paragraph, **own}


def explicit_properties(line: Paragraph, level: TextLevel, theme: Theme) -> dict[str, str]:
    """The properties of a paragraph that its level does not give it, and that show."""
    if not line.opaque:
        return {}
    own = properties_of(element_of(line.opaque), theme)
    size = line.runs[0].style.size if line.runs else 0
    colors = {level.run.get("fill", ""), *_first_fill(line, theme)}
    bullet = "number" if line.number is not None else own.get("bu", level.paragraph.get("bu"))
    return {
        name: value
        for name, value in own.items()
        if not (
            level.gives_paragraph(name, value, size)
            or (bullet in (None, "none") and name in _ONLY_WITH_BULLET)
            or (name == "tabLst" and _is_no_tab(value))
            or (name == "buClr" and "buClr" not in level.paragraph and value in colors)
        )
    }


def _first_fill(line: Paragraph, theme: Theme) -> list[str]:
    """The colour that a bullet takes from the text after it, as a list of one or none."""
    return [
        fill for run in line.runs[:1] if (fill := _style_properties(run.style, theme).get("fill"))
    ]


def _is_no_tab(value: str) -> bool:
    """Whether tab stops are all at the edge, as LibreOffice writes them, and so do nothing."""
    tabs = element_of(value)
    return all(stop.get("pos", "0") == "0" for stop in tabs)


def _style_properties(style: Style, theme: Theme) -> dict[str, str]:
    """The properties of a style."""
    own = properties_of(element_of(style.opaque), theme) if style.opaque else {}
    digits = theme.color(style.color)
    for name, value in (
        ("b", "" if style.bold is None else str(int(style.bold))),
        ("i", "" if style.italic is None else str(int(style.italic))),
        ("u", style.underline),
        ("strike", style.strike),
        ("sz", f"{style.size * 100:g}" if style.size else ""),
        ("baseline", f"{style.baseline * 1000:g}" if style.baseline else ""),
        ("fill", f"#{digits}" if digits else style.color),
        ("latin", theme.font(style.font) if style.font else ""),
        ("link", style.link),
        ("field", style.field),
    ):
        if value:
            own[name] = value
    return own


def is_of_other_script(name: str, text: str) -> bool:
    """Whether a property is the typeface of a script that the text does not use."""
    ranges = SCRIPTS.get(name)
    if ranges is None or text.isascii():
        return ranges is not None
    return not any(first <= char <= last for char in text for first, last in ranges)


def _without_edges(texts: Iterable[tuple[str, TextProperties]]) -> list[tuple[str, TextProperties]]:
    """The texts, spaces at their edges with the fewer properties of the two texts beside them."""
    pieces: list[tuple[str, TextProperties | None]] = []
    for text, properties in texts:
        if any(name in properties for name in _SHOWS_ON_SPACES):
            pieces.append((text, properties))
            continue
        found = EDGES.fullmatch(text)
        assert found is not None, "the pattern matches every text"
        for number, piece in enumerate(found.groups(), 1):
            if piece:
                pieces.append((piece, properties if number == 2 else None))
    known = [own for _, own in pieces]
    result = []
    for index, (text, own) in enumerate(pieces):
        if own is None:
            left = next((one for one in reversed(known[:index]) if one is not None), None)
            right = next((one for one in known[index:] if one is not None), None)
            sides = [one for one in (left, right) if one is not None]
            result.append((text, min(sides, key=len, default={})))
        else:
            result.append((text, own))
    return result


def _merged_texts(texts: Iterable[tuple[str, TextProperties]]) -> list[tuple[str, TextProperties]]:
    joined: list[tuple[str, TextProperties]] = []
    for text, own in texts:
        if joined and same(joined[-1][1], own) and "field" not in own:
            joined[-1] = (joined[-1][0] + text, joined[-1][1])
        else:
            joined.append((text, own))
    return joined


def element_of(xml: str) -> Element:
    """The element that some XML is."""
    return opc_xml.parse(xml.encode())
