"""Lines break after spaces and dashes, greedily; nothing of the text is lost."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from deckgen.textfit import LineStretch, break_lines, breaks
from tests.support.cases import every_case
from tests.textfit.texts import texts

BREAKABLE = texts().map(lambda text: text.replace("\n", " "))


def units(text: str) -> tuple[list[float], list[float]]:
    """A sign a unit, as on a typewriter."""
    return [float(i) for i in range(len(text))], [float(i + 1) for i in range(len(text))]


def broken(text: str, first: float, rest: float | None = None) -> list[LineStretch]:
    return break_lines(text, *units(text), first, first if rest is None else rest)


def shown(text: str, first: float, rest: float | None = None) -> list[str]:
    return [text[line.start : line.end] for line in broken(text, first, rest)]


@every_case(
    ("text", "room", "expected"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 6, ["one", "two", "three"]),
        ("one  two", 3, ["one", "two"]),  # spaces hang
        ("one two ", 7, ["one two"]),
        ("well-known fact", 10, ["well-known", "fact"]),
        ("a well-known fact", 8, ["a well-", "known", "fact"]),
        ("and/or and/or", 8, ["and/or", "and/or"]),  # not after the slash
        ("minus -5 degrees", 7, ["minus", "-5", "degrees"]),  # a sign belongs to its number
        ("FY 2018–2019 all", 8, ["FY 2018–", "2019 all"]),
        ("word—word", 6, ["word—", "word"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("no\u00a0break here", 9, ["no\u00a0break", "here"]),
        ("no\u00a0break", 5, ["no\u00a0br", "eak"]),
        ("漢字仮名", 2, ["漢字", "仮名"]),
        ("", 5, [""]),
    ],
)
def test_where_lines_break(text: str, room: float, expected: list[str]) -> None:
    assert shown(text, room) == expected


def test_the_first_line_has_room_of_its_own() -> None:
    assert shown("aa bb cc dd", 2, 5) == ["aa", "bb cc", "dd"]
    assert shown("aa bb cc dd", 5, 2) == ["aa bb", "cc", "dd"]


def test_a_line_that_ends_in_a_word_says_so() -> None:
    assert [line.mid_word for line in broken("abcdefgh ij", 3)] == [True, True, False, False]


@given(BREAKABLE, st.floats(0.5, 60), st.floats(0.5, 60))
def test_every_sign_stands_on_a_line_or_hangs(text: str, first: float, rest: float) -> None:
    found = broken(text, first, rest)
    assert found[0].start == 0
    assert found[-1].next == len(text)
    for line, after in pairwise(found):
        assert line.next == after.start
    for line in found:
        assert text[line.end : line.next].strip() == ""


ROOMS = st.floats(1, 60).map(lambda room: round(room, 3))
"""Rooms that are no text's width less a rounding error, which counts as fitting."""


@given(BREAKABLE, ROOMS)
def test_no_line_is_wider_than_its_room(text: str, room: float) -> None:
    for line in broken(text, room):
        assert line.end - line.start <= room


@given(BREAKABLE, st.floats(1, 60))
def test_a_line_takes_as_much_as_fits(text: str, room: float) -> None:
    ends = breaks(text)
    for line in broken(text, room)[:-1]:
        after = next(i for i, full in enumerate(ends.full) if full > line.next)
        assert ends.bare[after] - line.start > room


@given(BREAKABLE, st.floats(1, 60), st.floats(0, 30))
def test_wider_room_never_takes_more_lines(text: str, room: float, more: float) -> None:
    assert len(broken(text, room + more)) <= len(broken(text, room))
