"""Laws of overlays, over decks and overlays of any shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deckgen.deck.overlay import Overlay, apply, parse
from deckgen.deck.source_files import DeckSource, SectionMark, SlideEntry, entry_of
from deckgen.diagnostics import Problem
from deckgen.source import reading, writing
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from tests.deck.project import all_told
from tests.support.lanes import examples

words = st.sampled_from(["chart", "table", "data", "x"])
texts = st.sampled_from(["a", "b: c", "two\nlines", "1", "- x", "block\n", "${x}", "#"])
keys = st.sampled_from(["Title", "Content", "Card", "Card 1", "Card 2", "layout", "notes"])
values = st.recursive(
    texts,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(
            st.sampled_from(["chart", "table", "data", "x"]), inner, min_size=1, max_size=3
        ),
    ),
    max_leaves=6,
)
slots = st.dictionaries(keys, values, min_size=1, max_size=4)
sides = st.sampled_from(["after", "before"])
ids = ["s1", "s2", "s3", "s4"]
facts = ["f.one", "f.two"]
fields = st.dictionaries(st.sampled_from(["value", "unit", "note"]), texts, min_size=1)


@st.composite
def decks(draw: st.DrawFn) -> DeckSource:
    data = {
        "title": draw(texts),
        "footer": draw(texts),
        "facts": {name: draw(fields) for name in draw(st.sets(st.sampled_from(facts)))},
        "contacts": draw(st.dictionaries(st.sampled_from(["c1", "c2"]), fields)),
        "slides": {name: draw(slots) for name in draw(st.permutations(ids))},
    }
    deck = tables(node(data, "deck.yaml"))
    entries: list[SectionMark | SlideEntry] = []
    for name, mapping in deck["slides"]:
        if draw(st.booleans()):
            entries.append(SectionMark(name))
        assert isinstance(mapping, MappingNode)
        entries.append(SlideEntry(name, mapping))
    span = deck["slides"].span
    plain_settings = tuple((k, v) for k, v in deck[""] if isinstance(v, ScalarNode))
    return DeckSource(
        Path("deck.yaml"), MappingNode(plain_settings, span), tuple(entries), (deck["facts"],),
        deck["contacts"],
    )  # fmt: skip


def node(data: object, name: str) -> MappingNode:
    read = reading.parse(writing.dump(data), Path(name))  # type: ignore[arg-type]
    assert isinstance(read, MappingNode)
    return read


def tables(whole: MappingNode) -> dict[str, MappingNode]:
    found = {"": whole}
    for name in ("facts", "contacts", "slides"):
        value = whole.get(name)
        assert isinstance(value, MappingNode)
        found[name] = value
    return found


@st.composite
def changes(draw: st.DrawFn, deck: DeckSource, *, plus: bool) -> dict[str, object]:
    """What an overlay says; most of it fits the deck."""
    data: dict[str, object] = {}
    there = {entry.id.text: entry.node.keys() for entry in deck.slides}
    gone = draw(st.lists(st.sampled_from(ids), max_size=1))
    left = [name for name in ids if name not in gone]
    if gone:
        data["remove"] = gone
    slides = {}
    for name in draw(st.sets(st.sampled_from(left), max_size=2)):
        change = draw(st.dictionaries(keys, values, max_size=3))
        if plus:
            added = draw(st.dictionaries(st.sampled_from(there[name]), values, max_size=2))
            change |= {f"{key}+": value for key, value in added.items() if key not in change}
        free = [key for key in there[name] if key not in change and f"{key}+" not in change]
        removed = draw(st.lists(st.sampled_from(free), max_size=1)) if free else []
        change |= {"remove": removed} if removed else {}
        slides |= {name: change} if change else {}
    data |= {"slides": slides} if slides else {}
    data |= {"title": draw(texts)} if draw(st.booleans()) else {}
    data |= {"date": draw(texts)} if draw(st.booleans()) else {}
    known = deck.facts[0].keys()
    if known:
        data["facts"] = {draw(st.sampled_from(known)): draw(fields)}
    moves = {
        name: {"id": name, draw(sides): draw(st.sampled_from([i for i in left if i != name]))}
        for name in draw(st.sets(st.sampled_from(left), max_size=2))
    }
    data |= {"move": list(moves.values())} if moves else {}
    return data


@st.composite
def changed_decks(draw: st.DrawFn, *, plus: bool) -> tuple[DeckSource, dict[str, object]]:
    deck = draw(decks())
    return deck, draw(changes(deck, plus=plus))


def one_slide(text: str) -> DeckSource:
    read = reading.parse(text, Path("deck.yaml"))
    assert isinstance(read, MappingNode)
    listed = read.get("slides")
    assert isinstance(listed, SequenceNode)
    return DeckSource(Path("deck.yaml"), read, (entry_of(listed.items[0], Path()),))


def overlay(data: dict[str, object]) -> Overlay:
    return parse(node({"extends": "deck.yaml", **data}, "v.yaml"), Path())


@given(decks())
def test_an_empty_overlay_is_the_identity(deck: DeckSource) -> None:
    assert apply(deck, overlay({})) == deck


@pytest.mark.slow
@settings(max_examples=examples(80))
@given(changed_decks(plus=False))
def test_an_overlay_without_plus_applied_twice_is_applied_once(
    drawn: tuple[DeckSource, dict[str, object]],
) -> None:
    deck, data = drawn
    change = overlay(data)
    once = applied(deck, change)
    assert all_told(apply(once, change)) == all_told(once)


def test_a_list_beside_one_of_its_items_keeps_the_order_of_both() -> None:
    """Which planning refuses, for one of the two spellings is too many."""
    said = "slides:\n  - id: s1\n    layout: x\n    Card: a\n"
    deck = one_slide(said)
    change = overlay({"slides": {"s1": {"Card": ["a"], "Card 1": "a", "Title": "a"}}})
    once = apply(deck, change)
    assert next(once.slides).node.keys() == ("id", "layout", "Card", "Card 1", "Title")
    assert all_told(apply(once, change)) == all_told(once)


@pytest.mark.slow
@given(changed_decks(plus=True))
def test_slides_that_an_overlay_does_not_name_are_the_same_nodes(
    drawn: tuple[DeckSource, dict[str, object]],
) -> None:
    deck, data = drawn
    changed = applied(deck, overlay(data))
    named = set(data.get("slides", ()))  # type: ignore[call-overload]
    before = {entry.id.text: entry for entry in deck.slides}
    for entry in changed.slides:
        if entry.id.text not in named:
            assert entry is before[entry.id.text]


@pytest.mark.slow
@given(changed_decks(plus=True))
def test_every_value_stands_in_the_file_that_says_it(
    drawn: tuple[DeckSource, dict[str, object]],
) -> None:
    deck, data = drawn
    for entry in applied(deck, overlay(data)).slides:
        for scalar in scalars(entry.node):
            for part in scalar.parts or (scalar,):
                assert part.text.split("\n")[0] in part.span.source.text
                assert not scalar.parts or part.text in scalar.text + "\n"


def applied(deck: DeckSource, change: Overlay) -> DeckSource:
    """The changed deck, where the overlay fits."""
    try:
        return apply(deck, change)
    except Problem:
        assume(False)
        raise


def scalars(value: Node) -> list[ScalarNode]:
    if isinstance(value, ScalarNode):
        return [value]
    children = [v for _, v in value] if isinstance(value, MappingNode) else list(value)
    return [scalar for child in children for scalar in scalars(child)]
