"""What can stand beside a paragraph: an icon by its name, and a bar or ring that shows a share.

The icons are those of data/icons.txt, which tools/icons.py makes of Lucide's.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from deckgen.diagnostics import Span, error, suggest

SHARES = ("bar", "ring")
"""How a share shows beside its number."""
_DATA = Path(__file__).parent / "data" / "icons.txt"
_PERCENTAGE = re.compile(r"(?<![\w.,\u002d\u2013\u2212])(\d{1,3}(?:[.,]\d+)?)\s*%")


@cache
def icons() -> dict[str, str]:
    """The lines of each icon by its name: a path of `M`, `L`, `C` and `Z` on a grid of 2400."""
    rows = (row.partition(" ") for row in _DATA.read_text(encoding="ascii").splitlines())
    return {name: path for name, _, path in rows}


def icon(name: str, span: Span) -> str:
    """The name of an icon that there is. Raises `Problem` for another name."""
    if name in icons():
        return name
    raise error(
        "unknown-icon",
        f"there is no icon `{name}`",
        at=span,
        label="not known",
        help=suggest(name, icons(), "the icons are", "deckgen template --icons"),
    )


def share(text: str) -> float | None:
    """The share that a text gives as its one percentage, from 0 to 1; None where it gives none."""
    found = _PERCENTAGE.findall(text)
    value = float(found[0].replace(",", ".")) / 100 if len(found) == 1 else None
    return value if value is not None and value <= 1 else None


def check_share(show: str, text: str, span: Span) -> None:
    """Raise `Problem` unless the text, at that place, gives the share that is to be shown."""
    if share(text) is None:
        raise error(
            "no-share",
            f"`{text}` is no percentage, so no {show} can show it",
            at=span,
            label="not from 0 % to 100 %",
            help=f"leave out `show: {show}`, or give the figure as a percentage, such as 53%",
        )


def shown(name: str, span: Span) -> str:
    """A way to show a share that there is. Raises `Problem` for another word."""
    if name in SHARES:
        return name
    raise error(
        "unknown-show",
        f"a share cannot show as `{name}`",
        at=span,
        label="not known",
        help=suggest(name, SHARES, "a share shows as"),
    )
