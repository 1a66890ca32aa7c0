"""What an area or a line is painted with, as a word: how it is said, and what that comes to.

`accent1 lumMod75000|054B69`: the part before the bar is what the shape says itself ("" where it
leaves that to its placeholder), the part after it the colour that is seen: six digits, `none`, or
the kind of a fill that is no plain colour. So the first compares shapes of one theme, the second
shapes whose colours an editor worked out.
"""

from __future__ import annotations

import copy

from deckgen.beyond import digest
from deckgen.beyond.subjects import Sheet
from deckgen.looks.theme import Theme, near
from deckgen.ooxml import Element, find, find_all, integer, percent, tag

NONE = "none"
_KINDS = {
    "a:gradFill": "gradient", "a:blipFill": "picture", "a:pattFill": "pattern",
    "a:grpFill": "group",
}  # fmt: skip
_SHADES = ("a:shade", "a:tint")
FILLS = ("a:noFill", "a:solidFill", *_KINDS)


def fill_in(element: Element | None) -> Element | None:
    """The fill that an element says (ECMA-376 part 1, 20.1.8.33: EG_FillProperties)."""
    if element is None:
        return None
    return next((child for child in element if tag(child) in FILLS), None)


def said(fill: Element, sheet: Sheet) -> str:
    """What a fill says: `none`, a colour as it is said, or the kind with a digest of the rest."""
    name = tag(fill)
    if name == "a:noFill":
        return NONE
    if name == "a:solidFill":
        return color(fill[0]) if len(fill) else NONE
    return f"{_KINDS[name]} {digest.of_xml([fill], sheet.part, sheet.package)}"


def seen(fill: Element, sheet: Sheet) -> str:
    """What a fill comes to: six digits with what shows through, `none`, or the kind."""
    name = tag(fill)
    if name == "a:noFill":
        return NONE
    if name == "a:solidFill":
        return rgb(fill[0], sheet.theme) if len(fill) else NONE
    return _KINDS[name]


def color(element: Element) -> str:
    """A colour as it is said: a theme colour's name or digits, with its transforms."""
    value = element.get("val", "") or element.get("lastClr", "")
    value = value.upper() if tag(element) in ("a:srgbClr", "a:sysClr") else value
    changes = [f"{tag(c)[2:]}{round(percent(c.get('val')) * 1000)}" for c in element]
    changes = [change for change in changes if change != "alpha100000"]
    return " ".join([value or tag(element)[2:], *changes])


def rgb(element: Element, theme: Theme) -> str:
    """The digits of a colour, its opacity left out; "" where they are not known."""
    opaque = find(element, "a:alpha")
    if opaque is None:
        return theme.rgb(element)
    if not percent(opaque.get("val", "100%")):
        return NONE
    solid = copy.deepcopy(element)
    for child in find_all(solid, "a:alpha"):
        solid.remove(child)
    return theme.rgb(solid)


def styled(shape: Element, reference: str, styles: str, sheet: Sheet) -> str:
    """What the style of a shape paints (20.1.4.2.10 and 20.1.4.2.19): `none`, digits, "" unknown.

    `styles` is the theme's list of what the style's number is of. Shades and gradients are
    unknown: editors work them out in ways of their own.
    """
    found = find(shape, f"p:style/a:{reference}")
    number = 0 if found is None else integer(found, "idx")
    if found is None or not number:
        return NONE
    listed = sheet.look.formats(sheet.part, styles)
    style = listed[number - 1] if number <= len(listed) else None
    inner = style if style is None or tag(style) in FILLS else fill_in(style)
    plain = inner is not None and tag(inner) == "a:solidFill" and len(inner) and len(found)
    if inner is None or not plain or len(inner[0]) or any(tag(c) in _SHADES for c in found[0]):
        return ""
    return rgb(found[0], sheet.theme)


def word(own: str, shown: str, inherited: str = NONE) -> str:
    """The word; "" for a shape that shows nothing and would show nothing by itself either."""
    return "" if shown == inherited == NONE else f"{own}|{shown}"


def same(was: str, now: str) -> bool:
    """Whether two shapes say the same themselves."""
    return _own(was) == _own(now)


def looks_same(was: str, now: str) -> bool:
    """Whether two shapes show the same, as far as that is known of both.

    An editor may make a picture of a gradient, and a plain colour of a gradient of one.
    """
    one, other = _seen(was), _seen(now)
    unknown = {"", *_KINDS.values()} & {one, other}
    return one == other or bool(unknown) or near(one, other)


def show(word: str) -> str:
    """The word for a reader."""
    own, _, shown = word.partition("|")
    if not own:
        return f"{shown or 'what'} as its style says"
    name = plainly(own)
    return name if name in (NONE, *_KINDS.values()) else " ".join(dict.fromkeys([shown, own]))


def plainly(own: str) -> str:
    """What a shape says itself, for a reader: a colour, or the kind of fill without its digest."""
    kind = own.partition(" ")[0]
    return kind if kind in _KINDS.values() else own


def _own(word: str) -> str:
    return word.partition("|")[0]


def _seen(word: str) -> str:
    return word.partition("|")[2] if word else NONE
