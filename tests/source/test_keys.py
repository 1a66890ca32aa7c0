"""Names that are not in use, the choice between `yes` and `no`, and days."""

from pathlib import Path

import pytest

from deckgen.deck import parse_comments
from deckgen.diagnostics import Problem
from deckgen.richtext.inline import FormatNames
from deckgen.source.keys import AS_OF, unused
from deckgen.source.reading import parse
from tests.support.cases import every_case


def test_a_name_in_use_is_numbered_from_two() -> None:
    assert unused("x", set().__contains__) == "x"
    assert unused("x", {"x", "x-3"}.__contains__) == "x-2"
    assert unused("{x}", {"{x}", "{x} (2)"}.__contains__, "{} ({})") == "{x} (3)"


def test_formats_without_a_name_get_one_that_is_not_in_use() -> None:
    names = FormatNames({"<a:rPr i='1'/>": "f2", "<a:pPr/>": "small"})
    assert [names[xml] for xml in ("<a:pPr a='1'/>", "<a:rPr a='1'/>", "<a:rPr b='1'/>")] == [
        "p1",
        "f1",
        "f3",
    ]
    assert names["<a:rPr a='1'/>"] == "f1"


def test_the_choice_of_a_comment_is_read_as_every_other() -> None:
    node = parse("- {author: A, text: B, done: maybe}\n", Path("slide.yaml"))
    with pytest.raises(Problem) as caught:
        parse_comments(node)
    (told,) = caught.value.diagnostics
    assert (told.code, told.label) == ("yes-or-no", "neither `yes` nor `no`")


@every_case("typed", ["20200306", "2020-W10-5", "2020-3-6"])
def test_the_day_of_a_deck_is_written_as_that_of_a_fact(typed: str) -> None:
    node = parse(f"as_of: {typed}\n", Path("deck.yaml")).get("as_of")
    assert node is not None
    with pytest.raises(Problem) as caught:
        AS_OF.form.parse(node, "`as_of`", None)
    (told,) = caught.value.diagnostics
    assert (told.code, told.helps) == ("date", ("write it as 2020-03-06",))
