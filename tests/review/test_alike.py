"""How alike slides must be to be taken for one, where nothing but what they show tells."""

from __future__ import annotations

from collections import Counter

import pytest
from msgspec.structs import replace

from deckgen.content.picture import Picture
from deckgen.content.picture.files import PictureFile
from deckgen.content.registry import SlotShape
from deckgen.content.text import Text
from deckgen.opc.xml import make
from deckgen.plan import Slide
from deckgen.review.base import SlotPlace
from deckgen.review.match_shapes import ShapeMatcher, title_words, words_of
from deckgen.review.match_slides import SlideFeatures, SlideMatcher
from deckgen.richtext import Run
from tests.content.pictures import encoded, picture
from tests.support.cases import every_case
from tests.textfit.texts import line


def saying(*ranges: range) -> SlideFeatures:
    """A slide of a word for each number."""
    return SlideFeatures(words=Counter(f"word{n}" for numbers in ranges for n in numbers))


def standing(*numbers: int) -> SlideFeatures:
    """A slide without words, with an object for each number, far from one another."""
    return SlideFeatures(forms=tuple((100 * n, 0, 10, 10) for n in numbers))


def paired(
    was: dict[str, SlideFeatures],
    now: dict[str, SlideFeatures],
    found: dict[str, str] | None = None,
) -> dict[str, str]:
    matcher = SlideMatcher(was, now, dict(found or {}))
    matcher.match_similar(lambda part, name: True)
    return matcher.found


@pytest.mark.parametrize(("shared", "same"), [(4, True), (3, False)])
def test_a_slide_is_one_of_the_base_if_two_fifths_of_its_words_are(shared: int, same: bool) -> None:
    was = saying(range(10))
    now = saying(range(10 - shared, 20 - shared))
    assert paired({"a": was}, {"p": now}) == ({"p": "a"} if same else {})


@pytest.mark.parametrize(("shared", "same"), [(4, True), (3, False)])
def test_slides_without_words_are_one_if_four_of_five_objects_stand_alike(
    shared: int, same: bool
) -> None:
    was = standing(*range(5))
    now = standing(*range(5 - shared, 10 - shared))
    assert paired({"a": was}, {"p": now}) == ({"p": "a"} if same else {})


NEW = saying(range(100))
"""A slide that may be `a` of the base, or a duplicate of one that is known to be `b`."""


def is_taken_for_a(with_a: int, with_copied: int, between: int = 0, title: str = "") -> bool:
    """Whether NEW is taken for `a`, with which it shares so many words of a hundred, rather than
    for a duplicate of the slide it shares others with; the base's two share some as well. NEW and
    `a` have the title."""
    a = replace(saying(range(with_a), range(1000, 1100 - with_a)), title=title)
    new = replace(NEW, title=title)
    copied = saying(range(with_copied), range(2000, 2100 - with_copied))
    own = range(1000, 1000 + max(0, between - with_a))
    b = saying(range(min(between, with_a)), own, range(3000, 3100 - between))
    return paired({"a": a, "b": b}, {"q": copied, "p": new}, {"q": "b"}).get("p") == "a"


@every_case(
    ("with_a", "with_copied", "taken"),
    [
        (45, 81, False),
        (45, 79, True),  # too unlike the other to be its duplicate
        (80, 86, False),
        (80, 84, True),  # hardly more like the other
    ],
)
def test_a_slide_that_is_more_like_another_is_its_duplicate(
    with_a: int, with_copied: int, taken: bool
) -> None:
    assert is_taken_for_a(with_a, with_copied) is taken


def test_a_slide_with_the_title_of_one_is_no_duplicate_of_another() -> None:
    """As where LibreOffice wrote the days of two charts anew."""
    assert is_taken_for_a(45, 81, title="Area")


@pytest.mark.parametrize(("between", "taken"), [(78, False), (82, True)])
def test_slides_that_were_as_alike_before_are_no_duplicates(between: int, taken: bool) -> None:
    """The slide is 86 of a hundred like the known one: what counts is whether the two of the base
    were so before."""
    assert is_taken_for_a(80, 86, between) is taken


def twins(first: int, second: int) -> str:
    """Of ten slides two say the same as the last of five: the one that is taken for it."""
    was = {f"s{n}": saying(range(100 * n, 100 * n + 10)) for n in range(5)}
    now = {f"p{n}": saying(range(9000 + 100 * n, 9010 + 100 * n)) for n in range(10)}
    now[f"p{first}"] = now[f"p{second}"] = was["s4"]
    return next(part for part, name in paired(was, now).items() if name == "s4")


def test_of_equals_that_stand_beside_one_another_the_first_is_the_original() -> None:
    # In slides of the base: the one stands a place before the last, the other where it stood.
    assert twins(6, 8) == "p6"


def test_of_equals_apart_the_one_that_stands_where_it_stood_is_the_original() -> None:
    assert twins(4, 8) == "p8"


def neighbours(was: dict[str, SlideFeatures], now: dict[str, SlideFeatures]) -> dict[str, str]:
    """What is found between two slides that are known."""
    known = {"first": saying(range(9000, 9010)), "last": saying(range(9100, 9110))}
    matcher = SlideMatcher(
        {"first": known["first"], **was, "last": known["last"]},
        {"f": known["first"], **now, "l": known["last"]},
        {"f": "first", "l": "last"},
    )
    matcher.match_between(lambda part, name: True)
    return {part: name for part, name in matcher.found.items() if part not in "fl"}


A, B, OTHER = saying(range(10)), saying(range(20, 30)), saying(range(50, 60))


def test_as_many_slides_between_two_known_ones_are_the_same_in_order() -> None:
    placed = SlideFeatures(words=OTHER.words, forms=standing(7).forms)
    before = SlideFeatures(words=A.words, forms=standing(1).forms)
    assert neighbours({"a": before}, {"p": placed}) == {"p": "a"}
    assert neighbours({"a": before, "b": B}, {"p": placed}) == {}


def test_more_slides_than_stood_there_are_the_same_where_they_say_something_of_it() -> None:
    some = saying(range(9, 19))
    was = {"a": SlideFeatures(A.words, standing(1).forms)}
    now = {
        "p": SlideFeatures(OTHER.words, standing(7).forms),
        "q": SlideFeatures(some.words, standing(8).forms),
    }
    assert neighbours(was, now) == {"q": "a"}


def test_the_words_of_a_title_count_threefold() -> None:
    title = "Removals by year"
    counted = words_of(Text((line(title),))) + title_words(title)
    assert counted == Counter({"removals": 3, "by": 3, "year": 3})


def test_a_day_is_its_number_as_libreoffice_has_it_in_charts() -> None:
    assert words_of(Text((line("2002-05-01"), line("From 2002")))) == Counter(
        {"37377": 1, "from": 1, "2002": 1}
    )


def test_a_picture_without_words_is_known_in_a_copy_that_stands_elsewhere() -> None:
    def shape(name: str, number: int, mode: str) -> SlotShape:
        image = PictureFile.of(encoded(picture(mode=mode), "PNG"))
        assert image is not None
        content = Picture(image, Run(""))
        return SlotShape(name, number, False, content, make("p:pic"), content)

    photo, other = shape("Photo", 4, "RGB"), shape("Drawing", 5, "L")
    slide = Slide("a", "Blank", ((photo.name, photo.content), (other.name, other.content)))
    matcher = ShapeMatcher(slide, lambda _: SlotPlace(), {}, True, lambda _: "", new=True)
    now = [replace(other, name="Picture 1", id=7), replace(photo, name="Picture 2", id=8)]
    assert matcher.match(now) == {"Photo": 8, "Drawing": 7}
