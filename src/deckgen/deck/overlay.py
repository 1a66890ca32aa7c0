"""Overlays: the changes of one variant, and how they are applied to a deck source.

Facts, contacts and slides change by id and deck.yaml's other settings by key, all by the rules of
`deckgen.deck.merge`; `remove`, `insert` and `move` change which slides there are and their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from deckgen.deck.merge import REMOVE, MergePoint, Merger
from deckgen.deck.order import (
    Insertion,
    Move,
    OverlayOrder,
    insertions,
    moves,
    without_sections,
)
from deckgen.deck.source_files import DeckSource, Entry, SlideEntry, names
from deckgen.diagnostics import error, gather, suggest
from deckgen.facts.entries import FIGURES, GroupedFact, in_full
from deckgen.source.fields import Fields, node_field
from deckgen.source.keys import DECK_KEYS
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_scalar,
    gather_entries,
)

VARIANT = Fields[object](
    "a variant",
    (
        node_field(
            "extends", "a path", ScalarNode, "deck.yaml, or the variant that this one changes",
            "extends: ../deck.yaml", unset="needed",
        ),
        node_field(
            "facts", "a mapping", MappingNode,
            "changes of facts by id, in short of the value alone; new ones under `facts+`",
            "facts:\n  one: 2",
        ),
        node_field(
            "contacts", "a mapping", MappingNode,
            "changes of contacts by id; new ones under `contacts+`",
            "contacts:\n  north:\n    name: Charles Babbage",
        ),
        node_field(
            "slides", "a mapping", MappingNode, "changes of slides by id",
            "slides:\n  one:\n    Title: Another title\n    remove: [notes]",
        ),
        node_field(
            "remove", "a list", SequenceNode, "takes slides away, and `section: NAME` a section",
            "remove: [two]",
        ),
        node_field(
            "insert", "a list", SequenceNode, "new slides, each beside another",
            "insert:\n  - after: one\n    id: new\n    layout: Title and Content\n    Title: New\n"
            "    Content: Some text",
        ),
        node_field(
            "move", "a list", SequenceNode, "moves slides, one by one",
            "move:\n  - id: two\n    before: one",
        ),
    ),
    "extends: ../deck.yaml",
    "A file of the folder `variants`. It takes the settings of deck.yaml too, but `formats` and "
    "`variants`; [what changes how](variants.md#what-a-variant-says).",
)  # fmt: skip


EXTENDS = "extends"
_TABLES = ("facts", "contacts", "slides")
_SETTINGS = tuple(key for key in DECK_KEYS if key not in (*_TABLES, "formats", "variants"))


class Overlay(Struct, frozen=True):
    """What one variant changes.

    `changes` has settings, `facts`, `contacts` and `slides`, for `Merger`; `insert` and `move`
    change the order of slides. `sections` are the names of those that are taken away.
    """

    changes: MappingNode
    sections: tuple[ScalarNode, ...] = ()
    insert: tuple[Insertion, ...] = ()
    move: tuple[Move, ...] = ()


def parse(node: MappingNode, folder: Path, *, numbered: bool = False) -> Overlay:
    """The overlay of a variant file; `folder` is deck.yaml's. Raises `Problem` with all faults.

    `numbered` is as for `source_files.entry_of`.
    """
    changes: list[tuple[ScalarNode, Node]] = []
    gone: tuple[ScalarNode, ...] = ()
    added: tuple[Insertion, ...] = ()
    moved: tuple[Move, ...] = ()
    with gather() as problems:
        for key, value in node:
            with problems.collect():
                _refuse_empty(key, value)
                match key.text:
                    case "extends":
                        pass
                    case "remove":
                        removed, gone = _removed(value)
                        changes += [(key, removed)] if removed.items else ()
                    case "insert":
                        added = insertions(value, folder, numbered=numbered)
                    case "move":
                        moved = moves(value)
                    case "slides":
                        changes.append((key, _slides(value)))
                    case "facts" | "contacts" | "facts+" | "contacts+":
                        help_text = "in a variant it goes by id; files of facts stand in deck.yaml"
                        changes.append((key, expect_mapping(value, f"`{key.text}`", help_text)))
                    case key_name if key_name.removesuffix("+") in _SETTINGS:
                        changes.append((key, value))
                    case key_name:
                        helps = suggest(key_name, (*VARIANT.keys, *_SETTINGS), "it takes")
                        raise error(
                            "unknown-key",
                            f"a variant has no key `{key_name}`",
                            at=key.span,
                            label="not known here",
                            help=helps,
                        )
    return Overlay(MappingNode(_with_removed_slides(changes), node.span), gone, added, moved)


def _removed(node: Node) -> tuple[SequenceNode, tuple[ScalarNode, ...]]:
    """The slides that `remove:` names, and the names of the sections."""
    items = node.items if isinstance(node, SequenceNode) else (node,)
    sections: list[ScalarNode] = []
    with gather() as problems:
        for item in items:
            if isinstance(item, MappingNode):
                with problems.collect():
                    gather_entries(item, ("section",), f"an item of `{REMOVE}`")
                    sections += [expect_scalar(name, "`section`") for _, name in item]
    slides = tuple(item for item in items if not isinstance(item, MappingNode))
    return SequenceNode(slides, node.span), tuple(sections)


def _refuse_empty(key: ScalarNode, value: Node) -> None:
    with gather() as problems:
        for what, empty in _empty(value, f"`{key.text}`"):
            problems.add(
                error(
                    "empty-value",
                    f"{what} has no value",
                    at=empty.span,
                    label="nothing here",
                    help="give it a value, or leave the key out; `remove:` takes things away",
                )
            )


def _empty(node: Node, what: str) -> Iterator[tuple[str, Node]]:
    """Every empty value below a node, with the name of its key."""
    match node:
        case ScalarNode("", _, ""):
            yield what, node
        case MappingNode(()) | SequenceNode(()):
            yield what, node
        case MappingNode(entries):
            for key, value in entries:
                yield from _empty(value, f"`{key.text}`")
        case SequenceNode(items):
            for item in items:
                yield from _empty(item, f"an item of {what}")


def _slides(node: Node) -> MappingNode:
    slides = expect_mapping(node, "`slides`", "in a variant it goes by id: `cover:`, then its keys")
    with gather() as problems:
        for name, value in slides:
            with problems.collect():
                if name.text == REMOVE:
                    raise error(
                        "unknown-slide",
                        "`remove` cannot stand under `slides`",
                        at=name.span,
                        help="slides are removed by `remove:` at the top of the variant",
                    )
                what = f"the slide `{name.text}`"
                renamed = expect_mapping(value, what, "give the keys that change").key("id")
                if renamed is not None:
                    raise error(
                        "unknown-key",
                        "a variant cannot change a slide's id",
                        at=renamed.span,
                        help="remove that slide, and insert one of another id",
                    )
    return slides


def _with_removed_slides(
    changes: list[tuple[ScalarNode, Node]],
) -> tuple[tuple[ScalarNode, Node], ...]:
    """The changes with the top-level `remove`, which lists slides, moved under `slides`."""
    removal = next((entry for entry in changes if entry[0].text == REMOVE), None)
    if removal is None:
        return tuple(changes)
    rest = [entry for entry in changes if entry is not removal and entry[0].text != "slides"]
    slides = next((value for key, value in changes if key.text == "slides"), None)
    entries = slides.entries if isinstance(slides, MappingNode) else ()
    return (
        *rest,
        (ScalarNode("slides", removal[0].span), MappingNode((removal, *entries), removal[1].span)),
    )


def apply(base: DeckSource, overlay: Overlay) -> DeckSource:
    """The deck source with an overlay's changes. Raises `Problem` with every fault of them."""
    whole = _as_mapping(base)
    merger = Merger(base.history, (_merge_point(key_name, whole) for key_name in _TABLES))
    with gather() as problems:
        merged = whole
        with problems.collect():
            known = (*_SETTINGS, *_TABLES)
            changes = in_changes(overlay.changes, whole)
            merged = merger.merge(whole, changes, MergePoint((), "the deck", known=known))
        entries = list(_entries(base, _table(merged, "slides")))
        with problems.collect():
            entries = without_sections(entries, overlay.sections)
        order = OverlayOrder(entries, merger)
        with problems.collect():
            order.insert(overlay.insert)
        with problems.collect():
            order.move(overlay.move)
    return replace(
        base,
        settings=_settings(base, merged),
        entries=order.without_emptied(base.entries),
        facts=tuple(_facts(base, _table(merged, "facts"))),
        contacts=_contacts(base, _table(merged, "contacts")),
        history=tuple(merger.history),
    )


def _as_mapping(base: DeckSource) -> MappingNode:
    """The deck source as one mapping: settings, and the tables of facts, contacts and slides."""
    span = base.settings.span
    tables = (
        tuple(chain.from_iterable(base.facts)),
        base.contacts.entries if base.contacts else (),
        tuple((entry.id, entry.node) for entry in base.slides),
    )
    settings = (entry for entry in base.settings if entry[0].text not in _TABLES)
    named = zip(_TABLES, tables, strict=True)
    return MappingNode(
        (*settings, *((ScalarNode(w, span), MappingNode(t, span)) for w, t in named)), span
    )


_HINTS = {
    "facts": "a new fact goes under `facts+:`",
    "contacts": "a new contact goes under `contacts+:`",
    "slides": "a new slide goes under `insert:`",
}


def _merge_point(key_name: str, whole: MappingNode) -> MergePoint:
    known = _table(whole, key_name).keys()
    return MergePoint((key_name,), "the deck", key_name.removesuffix("s"), known, _HINTS[key_name])


def _table(whole: MappingNode, key_name: str) -> MappingNode:
    table = whole.get(key_name)
    assert isinstance(table, MappingNode), "a mapping stays one: `parse` refuses all else"
    return table


def _settings(base: DeckSource, merged: MappingNode) -> MappingNode:
    """The changed settings in the order of deck.yaml; its keys of tables stay as they are."""
    remaining = {key.text: (key, value) for key, value in merged if key.text not in _TABLES}
    entries = []
    for entry in base.settings:
        name = entry[0].text
        if name in _TABLES:
            entries.append(entry)
        elif name in remaining:
            entries.append(remaining.pop(name))
    return MappingNode((*entries, *remaining.values()), base.settings.span)


def _entries(base: DeckSource, slides: MappingNode) -> Iterator[Entry]:
    """The entries without removed slides, each with its changed slide."""
    for entry in base.entries:
        if isinstance(entry, SlideEntry):
            node = slides.get(entry.id.text)
            if node is entry.node:
                yield entry
            elif isinstance(node, MappingNode):
                yield SlideEntry(entry.id, node)
        else:
            yield entry


def _contacts(base: DeckSource, merged: MappingNode) -> MappingNode | None:
    if base.contacts is not None:
        return MappingNode(merged.entries, base.contacts.span)
    return merged if merged.entries else None


def _facts(base: DeckSource, merged: MappingNode) -> Iterator[MappingNode]:
    """The facts in their own tables; new ones in a further table."""
    known: set[str] = set()
    for table in base.facts:
        known.update(table.keys())
        yield MappingNode(tuple(e for e in merged if e[0].text in set(table.keys())), table.span)
    new = tuple(entry for entry in merged if entry[0].text not in known)
    if new:
        yield MappingNode(new, merged.span)


# How a variant changes facts: the value alone in short, and what a new figure takes away.


_WORDS = ("value", "text")


def in_changes(changes: MappingNode, deck: MappingNode) -> MappingNode:
    """The changes of a variant, with each fact's in the fields that it changes.

    `deck` has the deck's facts and slides by id. Raises `Problem` for a value alone that would
    replace a formula, and for what names a group.
    """
    changes = _in_facts(changes, deck)
    return _mapped(changes, ("slides",), lambda _, slides: _in_slides(slides, deck.get("slides")))


def _in_slides(slides: MappingNode, before: Node | None) -> MappingNode:
    ids = slides.keys()
    known = before if isinstance(before, MappingNode) else MappingNode((), slides.span)
    return _mapped(slides, ids, lambda name, slide: _in_facts(slide, known.get(name.text)))


def _in_facts(changes: MappingNode, before: Node | None) -> MappingNode:
    """The changes of a deck or a slide, which has the facts that `before` says."""
    facts = before.get("facts") if isinstance(before, MappingNode) else None
    known = facts if isinstance(facts, MappingNode) else MappingNode((), changes.span)
    return _mapped(changes, ("facts", "facts+"), lambda _, table: _in_table(table, known))


def _mapped(
    node: MappingNode,
    keys: tuple[str, ...],
    change: Callable[[ScalarNode, MappingNode], MappingNode],
) -> MappingNode:
    """A mapping with the mappings under these keys changed, if any is there."""
    entries: list[tuple[ScalarNode, Node]] = []
    with gather() as problems:
        for key, value in node:
            changed: Node = value
            if key.text in keys and isinstance(value, MappingNode):
                with problems.collect():
                    changed = change(key, value)
            entries.append((key, changed))
    return replace(node, entries=tuple(entries))


def _in_table(table: MappingNode, known: MappingNode) -> MappingNode:
    groups = {
        fact.group.text: name.text for name, fact in reversed(known.entries)
        if isinstance(fact, GroupedFact)
    }  # fmt: skip
    entries: list[tuple[ScalarNode, Node]] = []
    with gather() as problems:
        for name, node in table:
            with problems.collect():
                before = known.get(name.text)
                if before is None and name.text in groups:
                    raise error(
                        "unknown-fact",
                        f"`{name.text}` is a group, and a variant changes facts by their ids",
                        at=name.span,
                        label="a group",
                        help=f"write the id of a fact in it, such as `{groups[name.text]}`",
                    )
                if name.text == REMOVE:
                    entries.append((name, node))
                else:
                    entries.append((name, _change(name, before, node)))
    return replace(table, entries=tuple(entries))


def _change(name: ScalarNode, before: Node | None, change: Node) -> Node:
    """The fields that change of a fact, and under `remove` those that these take the place of."""
    fields, new = in_full(before) if before else None, in_full(change)
    if not isinstance(fields, MappingNode) or not isinstance(new, MappingNode):
        return new
    formula = fields.get("formula") is not None
    if formula and isinstance(change, ScalarNode):
        raise error(
            "fields-clash",
            f"`{name.text}` has a formula, which a value alone does not replace",
            at=change.span,
            label="a value alone",
            help=(
                "replace it by an entry in full, two spaces deeper: "
                f"`value: {change.text}`, and what it needs of `as_of:`, `source:` and the rest"
            ),
        )
    if isinstance(before, ScalarNode):
        said = any(new.get(field) is not None for field in FIGURES)
        return new if said else replace(new, entries=(*fields.entries, *new.entries))
    return _in_place(fields, new)


def _in_place(fields: MappingNode, change: MappingNode) -> MappingNode:
    """The change of a fact, and what its figure takes the place of in `fields`."""
    figures = [field for field in FIGURES if change.get(field) is not None]
    if not figures:
        return change
    becomes_formula = "formula" in figures
    if becomes_formula == (fields.get("formula") is not None):
        others = [key for key in _WORDS if fields.get(key) is not None and key not in figures]
        return _with_removed(change, others)
    changed = {key.text.removesuffix("+") for key, _ in change}
    given = fields.given_to(formula=becomes_formula) if isinstance(fields, GroupedFact) else {}
    if REMOVE in changed:  # it says what goes; the rest stays
        changed.update(name.text for name in names(change.get(REMOVE), f"`{REMOVE}`"))
        changed.update(key.text for key, _ in fields)
        gone = []
    else:
        gone = [key.text for key, _ in fields if key.text not in changed | given.keys()]
    more = tuple(entry for key, entry in given.items() if key not in changed)
    return _with_removed(replace(change, entries=(*change.entries, *more)), gone)


def _with_removed(change: MappingNode, gone: list[str]) -> MappingNode:
    """The change of a fact, with these fields under its `remove` too."""
    removed = names(change.get(REMOVE), f"`{REMOVE}`")
    listed = [name.text for name in removed]
    more = [ScalarNode(key, change.span) for key in gone if key not in listed]
    if not more:
        return change
    others = tuple(entry for entry in change if entry[0].text != REMOVE)
    span = change.key_span(REMOVE)
    removal = (ScalarNode(REMOVE, span), SequenceNode((*removed, *more), span))
    return replace(change, entries=(removal, *others))
