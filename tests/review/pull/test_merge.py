"""Laws of the three-way merge."""

from hypothesis import given
from hypothesis import strategies as st

from deckgen.review.pull.merge import Clash, MergedText, merge, merge_order, merge_paragraphs
from deckgen.richtext import Paragraph, Run, Style
from tests.support.cases import every_case
from tests.support.strategies import paragraph_lists

letters = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)
keys = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=7)


@given(letters, letters)
def test_one_side_alone_wins(base: list[str], side: list[str]) -> None:
    assert merge(base, base, side) == side
    assert merge(base, side, base) == side
    assert merge(base, side, side) == side


@given(letters, letters, letters)
def test_nothing_is_lost(base: list[str], ours: list[str], theirs: list[str]) -> None:
    found = merge(base, ours, theirs)
    shown = [letter for item in found for letter in _letters(item)]
    for side, other in ((ours, theirs), (theirs, ours)):
        for letter in set(side) - set(base):
            assert letter in shown
        for letter in set(base) & set(side) & set(other):
            assert letter in shown


def _letters(item: str | Clash[str]) -> tuple[str, ...]:
    return (*item.ours, *item.theirs) if isinstance(item, Clash) else (item,)


@given(paragraph_lists(), paragraph_lists())
def test_one_side_alone_wins_in_text(
    base: tuple[Paragraph, ...], side: tuple[Paragraph, ...]
) -> None:
    assert merge_paragraphs(base, base, side) == MergedText(side)
    assert merge_paragraphs(base, side, base) == MergedText(side)


def test_two_words_of_a_line_merge_and_one_word_clashes() -> None:
    base, ours, theirs, clash = (
        (Paragraph((Run(text),)),)
        for text in (
            "the old figure is low",
            "the new figure is low",
            "the old figure is high",
            "the odd figure is low",
        )
    )
    both = (Paragraph((Run("the new figure is high"),)),)
    assert merge_paragraphs(base, ours, theirs) == MergedText(both)
    words = (("the old figure is …",), ("the new figure is …",), ("the odd figure is …",))
    assert merge_paragraphs(base, ours, clash) == MergedText(ours, (Clash(*words),))
    assert merge_paragraphs(base, ours, clash, take_theirs=True) == MergedText(
        clash, (Clash(*words),)
    )


def test_a_level_and_a_word_merge() -> None:
    base = (Paragraph((Run("a b"),)),)
    ours = (Paragraph((Run("a b"),), 1),)
    theirs = (Paragraph((Run("a "), Run("b", Style(bold=True)))),)
    both = (Paragraph((Run("a "), Run("b", Style(bold=True))), 1),)
    assert merge_paragraphs(base, ours, theirs) == MergedText(both)


@given(keys, keys)
def test_one_side_alone_orders(base: list[str], side: list[str]) -> None:
    assert merge_order(base, base, side) == side
    assert merge_order(base, side, base) == side


@given(keys, keys, keys)
def test_an_order_holds_each_key_once(base: list[str], ours: list[str], theirs: list[str]) -> None:
    found = merge_order(base, ours, theirs)
    if found is not None:
        assert len(found) == len(set(found))
        assert set(found) == (set(ours) & set(theirs)) | (set(ours) | set(theirs)) - set(base)


@every_case(
    ("ours", "theirs", "merged"),
    [
        ("bac", "acb", None),
        ("bca", "cab", None),
        ("bac", "bac", "bac"),
        ("bac", "abdc", "bdac"),
        ("ac", "cab", "ca"),
    ],
)
def test_orders_of_both_sides_merge_or_clash(ours: str, theirs: str, merged: str | None) -> None:
    assert merge_order("abc", ours, theirs) == (None if merged is None else [*merged])
