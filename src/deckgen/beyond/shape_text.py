"""How a shape's text stands in it (21.1.2.1.1: `a:bodyPr`); what it says is a plan's.

How it is made to fit is left out: PowerPoint changes that by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.beyond.aspect import Aspect, Words
from deckgen.beyond.subjects import Drawn
from deckgen.ooxml import Element, coordinate, find

_USUAL = {
    "anchor": ("anchor", "t"), "anchorCtr": ("centring", "0"), "vert": ("direction", "horz"),
    "wrap": ("wrapping", "square"), "numCol": ("columns", "1"), "rot": ("rotation", "0"),
}  # fmt: skip
_MARGINS = {"lIns": 91440, "tIns": 45720, "rIns": 91440, "bIns": 45720}
_WORDS = {
    "t": "top", "b": "bottom", "ctr": "middle", "just": "justified", "dist": "distributed",
    "horz": "horizontal", "vert": "turned right", "vert270": "turned left", "false": "0",
    "true": "1",
}  # fmt: skip


def _frame(drawn: Drawn) -> Words:
    return dict(_said(drawn))


def _said(drawn: Drawn) -> Iterator[tuple[str, str]]:
    """What the shape says itself that its placeholder does not, nor is usual where it is none."""
    body = find(drawn.shape, "p:txBody/a:bodyPr")
    if body is None:
        return
    above = [
        found
        for shape in drawn.line()[1:]
        if (found := find(shape, "p:txBody/a:bodyPr")) is not None
    ]
    for name, (word, usual) in _USUAL.items():
        value = _value(name, [body, *above], usual)
        if value != _value(name, above, usual):
            yield word, value
    margins = [_margin(name, [body, *above]) for name in _MARGINS]
    if margins != [_margin(name, above) for name in _MARGINS]:
        yield "margins", " ".join(map(str, margins))


def _margin(name: str, bodies: list[Element]) -> int:
    said = next((body for body in bodies if name in body.attrib), None)
    return _MARGINS[name] if said is None else coordinate(said, name, _MARGINS[name])


def _value(name: str, bodies: list[Element], usual: str) -> str:
    value = next((body.get(name, "") for body in bodies if name in body.attrib), usual)
    return _WORDS.get(value, value)


def _shown(word: str) -> str:
    sides = word.split()
    if len(sides) != len(_MARGINS):
        return word
    points = ", ".join(f"{int(side) / 12700:g}" for side in sides)
    return f"{points} pt (left, top, right, bottom)"


ASPECTS = (Aspect("frame", "the text {}", _frame, show=_shown, usual="what its place says"),)
