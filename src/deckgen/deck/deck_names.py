"""A deck and its variants by their names, and what is said of several of them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from deckgen.diagnostics import Diagnostic, listed

DeckName = str | None
"""The name of a variant, None for the deck that variants extend."""

_BASE = "the base"  # no variant's name: these have no blanks


def deck_names(names: Iterable[DeckName]) -> list[str]:
    """The names of decks as messages say them."""
    return [_BASE if name is None else name for name in names]


def quoted(name: DeckName) -> str:
    """A deck in a sentence: `the base`, or a variant's name in quotes."""
    return _BASE if name is None else f"`{name}`"


def told_once(
    found: Iterable[tuple[DeckName, Diagnostic]], decks: Collection[DeckName]
) -> list[tuple[Diagnostic, tuple[DeckName, ...]]]:
    """Each diagnostic of several decks once, with a help that names them, and their names.

    `decks` are all that were looked at.
    """
    names: dict[tuple[str, str, str], dict[DeckName, None]] = {}
    firsts: dict[tuple[str, str, str], Diagnostic] = {}
    for name, diagnostic in found:
        key = (diagnostic.code, diagnostic.message, str(diagnostic.place))
        firsts.setdefault(key, diagnostic)
        names.setdefault(key, {})[name] = None
    return [
        (in_decks(diagnostic, names[key], decks), tuple(names[key]))
        for key, diagnostic in firsts.items()
    ]


def in_decks(
    diagnostic: Diagnostic, names: Collection[DeckName], decks: Collection[DeckName]
) -> Diagnostic:
    """The diagnostic with a help that says in which of the decks it is."""
    return replace(diagnostic, helps=(*diagnostic.helps, f"in {among(names, decks)}"))


def among(names: Collection[DeckName], decks: Collection[DeckName]) -> str:
    """Some of the decks, in words: `the base, east`, or `all 5 decks`."""
    if len(names) == len(decks) > 2:
        return f"all {len(decks)} decks"
    return listed(deck_names(names))
