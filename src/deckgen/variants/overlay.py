"""An overlay: what one variant says, and the manuscript that it makes of another.

Facts, contacts and slides change by id, deck.yaml's other settings by their key, all by the rules
of `deckgen.variants.merge`; `remove`, `insert` and `move` say which slides there are, and where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from deckgen.diagnostics import fail, gather, suggest
from deckgen.manuscript import Entry, Manuscript, SlideEntry
from deckgen.source import Mapping, Node, Scalar, Sequence, expect_mapping
from deckgen.variants.merge import REMOVE, Merger, Spot
from deckgen.variants.slides import Insertion, Move, Order, insertions, moves
from deckgen.words import DECK_KEYS

EXTENDS = "extends"
_TABLES = ("facts", "contacts", "slides")
_ORDER = (REMOVE, "insert", "move")
_SETTINGS = tuple(key for key in DECK_KEYS if key not in (*_TABLES, "formats", "variants"))


@dataclass(frozen=True, slots=True)
class Overlay:
    """What one variant changes: settings, `facts`, `contacts` and `slides`, and the order."""

    changes: Mapping
    insert: tuple[Insertion, ...] = ()
    move: tuple[Move, ...] = ()


def parse(node: Mapping, folder: Path) -> Overlay:
    """The overlay of a variant file; `folder` is deck.yaml's. Raises `Problem` with all faults."""
    changes: list[tuple[Scalar, Node]] = []
    added: tuple[Insertion, ...] = ()
    moved: tuple[Move, ...] = ()
    with gather() as problems:
        for key, value in node:
            with problems.attempt():
                _refuse_empty(key, value)
                match key.text:
                    case "extends":
                        pass
                    case "remove":
                        changes.append((key, value))
                    case "insert":
                        added = insertions(value, folder)
                    case "move":
                        moved = moves(value)
                    case "slides":
                        changes.append((key, _slides(value)))
                    case "facts" | "contacts" | "facts+" | "contacts+":
                        by_id = "in a variant it goes by id; files of facts stand in deck.yaml"
                        changes.append((key, expect_mapping(value, f"`{key.text}`", by_id)))
                    case word if word.removesuffix("+") in _SETTINGS:
                        changes.append((key, value))
                    case word:
                        helps = suggest(word, (EXTENDS, *_TABLES, *_ORDER, *_SETTINGS), "it takes")
                        raise fail(
                            "unknown-key", f"a variant has no key `{word}`", key.span,
                            "not known here", *helps,
                        )  # fmt: skip
    return Overlay(Mapping(_removing_slides(changes), node.span), added, moved)


def _refuse_empty(key: Scalar, value: Node) -> None:
    with gather() as problems:
        for what, empty in _empty(value, f"`{key.text}`"):
            problems.add(
                fail(
                    "empty-value",
                    f"{what} has no value",
                    empty.span,
                    "nothing here",
                    "give it a value, or leave the key out; `remove:` takes things away",
                )
            )


def _empty(node: Node, what: str) -> Iterator[tuple[str, Node]]:
    """Every value that holds nothing, with what it is the value of."""
    match node:
        case Scalar("", _, ""):
            yield what, node
        case Mapping(()) | Sequence(()):
            yield what, node
        case Mapping(entries):
            for key, value in entries:
                yield from _empty(value, f"`{key.text}`")
        case Sequence(items):
            for item in items:
                yield from _empty(item, f"an item of {what}")


def _slides(node: Node) -> Mapping:
    slides = expect_mapping(node, "`slides`", "in a variant it goes by id: `cover:`, then its keys")
    with gather() as problems:
        for name, value in slides:
            with problems.attempt():
                if name.text == REMOVE:
                    raise fail(
                        "unknown-slide", "`remove` cannot stand under `slides`", name.span, "",
                        "slides are removed by `remove:` at the top of the variant",
                    )  # fmt: skip
                what = f"the slide `{name.text}`"
                renamed = expect_mapping(value, what, "give the keys that change").key("id")
                if renamed is not None:
                    raise fail(
                        "unknown-key", "a variant cannot change a slide's id", renamed.span, "",
                        "remove that slide, and insert one of another id",
                    )  # fmt: skip
    return slides


def _removing_slides(changes: list[tuple[Scalar, Node]]) -> tuple[tuple[Scalar, Node], ...]:
    """The changes, with the top-level `remove` where it belongs: among those of the slides."""
    gone = next((entry for entry in changes if entry[0].text == REMOVE), None)
    if gone is None:
        return tuple(changes)
    rest = [entry for entry in changes if entry is not gone and entry[0].text != "slides"]
    slides = next((value for key, value in changes if key.text == "slides"), None)
    entries = slides.entries if isinstance(slides, Mapping) else ()
    return (*rest, (Scalar("slides", gone[0].span), Mapping((gone, *entries), gone[1].span)))


def apply(base: Manuscript, overlay: Overlay) -> Manuscript:
    """The manuscript with the overlay's changes. Raises `Problem` with every fault of them."""
    whole = _whole(base)
    merger = Merger(base.history, (_spot(word, whole) for word in _TABLES))
    with gather() as problems:
        merged = whole
        with problems.attempt():
            known = (*_SETTINGS, *_TABLES)
            merged = merger.merge(whole, overlay.changes, Spot((), "the deck", known=known))
        order = Order(_entries(base, _table(merged, "slides")), merger)
        with problems.attempt():
            order.insert(overlay.insert)
        with problems.attempt():
            order.move(overlay.move)
    return replace(
        base,
        settings=_settings(base, merged),
        entries=order.without_emptied(base.entries),
        facts=tuple(_facts(base, _table(merged, "facts"))),
        contacts=_contacts(base, _table(merged, "contacts")),
        history=tuple(merger.history),
    )


def _whole(base: Manuscript) -> Mapping:
    """The manuscript as one mapping: settings, and the tables of facts, contacts and slides."""
    span = base.settings.span
    tables = (
        tuple(chain.from_iterable(base.facts)),
        base.contacts.entries if base.contacts else (),
        tuple((entry.id, entry.node) for entry in base.slides),
    )
    settings = (entry for entry in base.settings if entry[0].text not in _TABLES)
    named = zip(_TABLES, tables, strict=True)
    return Mapping((*settings, *((Scalar(w, span), Mapping(t, span)) for w, t in named)), span)


_HINTS = {
    "facts": "a new fact goes under `facts+:`",
    "contacts": "a new contact goes under `contacts+:`",
    "slides": "a new slide goes under `insert:`",
}


def _spot(word: str, whole: Mapping) -> Spot:
    known = _table(whole, word).keys()
    return Spot((word,), "the deck", word.removesuffix("s"), known, _HINTS[word])


def _table(whole: Mapping, word: str) -> Mapping:
    table = whole.get(word)
    assert isinstance(table, Mapping), "a mapping stays one: `parse` refuses all else"
    return table


def _settings(base: Manuscript, merged: Mapping) -> Mapping:
    """The settings as they are now, in the order of deck.yaml; it says itself where tables are."""
    left = {key.text: (key, value) for key, value in merged if key.text not in _TABLES}
    entries = []
    for entry in base.settings:
        name = entry[0].text
        if name in _TABLES:
            entries.append(entry)
        elif name in left:
            entries.append(left.pop(name))
    return Mapping((*entries, *left.values()), base.settings.span)


def _entries(base: Manuscript, slides: Mapping) -> Iterator[Entry]:
    """The entries that are left, each with its slide as it is now."""
    for entry in base.entries:
        if isinstance(entry, SlideEntry):
            node = slides.get(entry.id.text)
            if node is entry.node:
                yield entry
            elif isinstance(node, Mapping):
                yield SlideEntry(entry.id, node)
        else:
            yield entry


def _contacts(base: Manuscript, merged: Mapping) -> Mapping | None:
    if base.contacts is not None:
        return Mapping(merged.entries, base.contacts.span)
    return merged if merged.entries else None


def _facts(base: Manuscript, merged: Mapping) -> Iterator[Mapping]:
    """The facts in the tables from which they came; new ones in a table of their own."""
    known: set[str] = set()
    for table in base.facts:
        known.update(table.keys())
        yield Mapping(tuple(e for e in merged if e[0].text in set(table.keys())), table.span)
    new = tuple(entry for entry in merged if entry[0].text not in known)
    if new:
        yield Mapping(new, merged.span)
