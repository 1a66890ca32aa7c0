"""The properties of runs and paragraphs as words: `{"sz": "2000", "fill": "#002D3F"}`.

Elements that say the same in another way get the same word and value (`a:noFill` and
`a:solidFill` are both `fill`); what has no shorter form stands as canonical XML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from deckgen import ooxml
from deckgen.looks.theme import Theme, near
from deckgen.ooxml import Element, integer, percent, tag

Words = Mapping[str, str]
"""What properties say: attributes by their names, children by the names of `GROUPS`."""

NOISE = ("lang", "altLang", "dirty", "err", "smtClean", "smtId", "noProof", "kumimoji", "bmk")
"""Attributes of runs that editors write for themselves."""

_GROUPS = {
    "a:noFill": "fill", "a:solidFill": "fill", "a:gradFill": "fill", "a:blipFill": "fill",
    "a:pattFill": "fill", "a:grpFill": "fill", "a:effectLst": "effect", "a:effectDag": "effect",
    "a:uLnTx": "uLn", "a:uLn": "uLn", "a:uFillTx": "uFill", "a:uFill": "uFill",
    "a:buClrTx": "buClr", "a:buClr": "buClr", "a:buSzTx": "buSz", "a:buSzPct": "buSz",
    "a:buSzPts": "buSz", "a:buFontTx": "buFont", "a:buFont": "buFont", "a:buNone": "bu",
    "a:buAutoNum": "bu", "a:buChar": "bu", "a:buBlip": "bu",
}  # fmt: skip
_RELATION = re.compile(r' \w+:id="[^"]*"')
"""The id of a relationship, which another editor numbers in its own way."""
_LEFT_OUT = ("a:defRPr", "a:extLst")

FORGOTTEN_BY_LIBREOFFICE = frozenset(
    (
        "kern", "normalizeH", "ln", "effect", "uLn", "uFill", "ea", "cs", "sym", "defTabSz",
        "eaLnBrk", "latinLnBrk", "hangingPunct", "fontAlgn", "tabLst", "highlight",
    )
)  # fmt: skip
"""Words that LibreOffice 7.4 does not write back, or writes for itself."""

USUAL_RUN: Words = {
    "sz": "1800", "b": "0", "i": "0", "u": "none", "strike": "noStrike", "baseline": "0",
    "cap": "none", "spc": "0", "kern": "0", "uFill": "text", "uLn": "text", "rtl": "0",
    "normalizeH": "0",
}  # fmt: skip
"""How a run looks where nothing says otherwise (ECMA-376 part 1, 21.1.2.3.9)."""
USUAL_PARAGRAPH: Words = {
    "marL": "0", "marR": "0", "indent": "0", "algn": "l", "lnSpc": "100%", "spcBef": "0pt",
    "spcAft": "0pt", "bu": "none", "buClr": "text", "buSz": "text", "buFont": "text",
    "defTabSz": "914400", "rtl": "0", "eaLnBrk": "1", "latinLnBrk": "0", "hangingPunct": "0",
    "fontAlgn": "auto",
}  # fmt: skip
"""How a paragraph looks where nothing says otherwise (ECMA-376 part 1, 21.1.2.2.7)."""


def word_of(child: Element) -> str:
    """The word of a child of run or paragraph properties."""
    name = tag(child)
    return _GROUPS.get(name, name.rpartition(":")[2])


def words(element: Element, theme: Theme) -> dict[str, str]:
    """What an `a:rPr`, `a:pPr` or one of their like says."""
    said = {}
    for name, value in element.attrib.items():
        if str(name) not in NOISE and str(name) != "lvl":
            said[str(name)] = {"true": "1", "false": "0"}.get(str(value), str(value))
    for child in element:
        if tag(child) not in _LEFT_OUT:
            said[word_of(child)] = value_of(child, theme)
    return said


def value_of(child: Element, theme: Theme) -> str:
    """What a child of run or paragraph properties says."""
    name = tag(child)
    reader = _VALUES.get(name)
    found = reader(child, theme) if reader else ""
    return found or _RELATION.sub("", ooxml.canonical(child))


def _fill(element: Element, theme: Theme) -> str:
    digits = theme.rgb(element[0]) if len(element) == 1 else ""
    return f"#{digits}" if digits else ""


def _face(element: Element, theme: Theme) -> str:
    return theme.font(element.get("typeface", "")) or "none"


def _spacing(element: Element, _theme: Theme) -> str:
    if not len(element):
        return ""
    if tag(element[0]) == "a:spcPct":
        return f"{percent(element[0].get('val', '0')):g}%"
    return f"{integer(element[0], 'val') / 100:g}pt"


def _always(value: str) -> Callable[[Element, Theme], str]:
    return lambda _element, _theme: value


_VALUES: dict[str, Callable[[Element, Theme], str]] = {
    "a:noFill": _always("none"),
    "a:solidFill": _fill,
    "a:latin": _face,
    "a:ea": _face,
    "a:cs": _face,
    "a:sym": _face,
    "a:uFillTx": _always("text"),
    "a:uLnTx": _always("text"),
    "a:lnSpc": _spacing,
    "a:spcBef": _spacing,
    "a:spcAft": _spacing,
    "a:buClrTx": _always("text"),
    "a:buClr": _fill,
    "a:buSzTx": _always("text"),
    "a:buSzPct": lambda e, _: f"{percent(e.get('val', '100000')):g}%",
    "a:buSzPts": lambda e, _: f"{integer(e, 'val') / 100:g}pt",
    "a:buFontTx": _always("text"),
    "a:buFont": _face,
    "a:buNone": _always("none"),
    "a:buChar": lambda e, _: f"char {e.get('char', '')}",
    "a:buAutoNum": lambda e, _: f"auto {e.get('type', '')} {e.get('startAt', '1')}",
}

_NO_SPACE = {"0pt", "0%"}
_TOLERANCES = {
    "marL": 720, "marR": 720, "indent": 720, "defTabSz": 720, "spc": 3, "sz": 5, "baseline": 1000,
    "kern": 5,
}  # fmt: skip
"""How far editors that count in hundredths of a millimetre round (360 EMU is one)."""


def agree(word: str, first: str, second: str) -> bool:
    """Whether two values of a word are the same but for an editor's rounding."""
    if first == second or {first, second} <= _NO_SPACE:
        return True
    if first.startswith("#") and second.startswith("#"):
        return near(first[1:], second[1:])
    slack = _TOLERANCES.get(word)
    if slack is not None:
        return _close(first, second, slack)
    for unit, little in (("pt", 0.03), ("%", 0.1)):
        if first.endswith(unit) and second.endswith(unit):
            return _close(first.removesuffix(unit), second.removesuffix(unit), little)
    return False


def _close(first: str, second: str, slack: float) -> bool:
    try:
        return abs(float(first) - float(second)) <= slack
    except ValueError:
        return False
