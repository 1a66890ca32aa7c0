"""The colour of text."""

from __future__ import annotations

from deckgen.checks.colour.fills import paint
from deckgen.checks.colour.paint import Paint
from deckgen.checks.colour.scheme import Scheme
from deckgen.checks.text import RunView
from deckgen.ooxml import tag

_LINK_COLOUR = "{http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor}hlinkClr"


def lettering(run: RunView, scheme: Scheme) -> Paint:
    """What a run of text is painted with.

    Links have the theme's own colour, whatever the run says, but where an extension of 2019 says
    `tx`; text without a fill has the colour `tx1`.
    """
    if run.link is not None and not any(e.get("val") == "tx" for e in run.link.iter(_LINK_COLOUR)):
        return _named("hlink", scheme)
    fill = run.fill
    if fill is None:
        return _named("tx1", scheme)
    if tag(fill) == "a:noFill":
        return Paint(unknown="text without a fill")
    return paint(fill, scheme)


def _named(name: str, scheme: Scheme) -> Paint:
    colour = scheme.named(name)
    return Paint(unknown="a theme that lacks a colour") if colour is None else Paint.solid(colour)
