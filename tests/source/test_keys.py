"""Names that are not in use, for whatever needs one."""

from deckgen.richtext.inline import FormatNames
from deckgen.source.keys import unused


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
