"""How a variant changes facts: the value alone in short, and what a new figure takes away.

`value` and `text` replace each other; a formula, and what takes the place of one, comes with an
entry in full, which leaves nothing of the one before; what its group says still holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from deckgen.deck.merge import REMOVE
from deckgen.deck.source_files import names
from deckgen.diagnostics import error, gather
from deckgen.facts.entries import FIGURES, GroupedFact, in_full
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode

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
