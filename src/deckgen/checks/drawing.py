"""Whether a shape shows anything by itself: a fill or an outline."""

from __future__ import annotations

from deckgen.ooxml import Element, find, tag

_FILLS = ("a:solidFill", "a:gradFill", "a:blipFill", "a:pattFill", "a:grpFill")


def is_drawn(shape: Element) -> bool:
    """Whether a shape has a fill or an outline, of its own or by its style."""
    properties = find(shape, "p:spPr")
    return _paints(properties, shape, "fillRef") or _paints(
        None if properties is None else find(properties, "a:ln"), shape, "lnRef"
    )


def _paints(said: Element | None, shape: Element, reference: str) -> bool:
    """Whether what is said paints; where nothing is, whether the style's reference does."""
    names = [] if said is None else [tag(child) for child in said]
    if "a:noFill" in names:
        return False
    if any(name in _FILLS for name in names):
        return True
    style = find(shape, f"p:style/a:{reference}")
    return style is not None and style.get("idx", "0") not in ("0", "1000")
