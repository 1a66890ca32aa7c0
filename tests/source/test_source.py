"""YAML: what is dumped is read back, text stays text, and every stretch of it has its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from deckgen.diagnostics import Problem, Span
from deckgen.source import edit, reading, writing
from deckgen.source.nodes import (
    MappingNode,
    ScalarNode,
    SequenceNode,
    joined,
    scalars,
    whole_number,
    without_remark,
)
from deckgen.source.writing import Lines, Quoted, YamlData
from tests.support.cases import every_case
from tests.support.strategies import words

texts = st.one_of(words, st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
legal = texts.filter(lambda text: reading.control_character(text) is None)
keys = legal.filter(lambda key: key != "<<" and len(key) < 100)
data: st.SearchStrategy[YamlData] = st.recursive(
    legal,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=8,
)
PATH = Path("deck.yaml")


def scalar(text: str) -> ScalarNode:
    """The value of the one key in a text."""
    root = reading.parse(text, PATH)
    assert isinstance(root, MappingNode)
    ((_, value),) = root.entries
    assert isinstance(value, ScalarNode)
    return value


def marked(span: Span) -> str:
    """What stands in the file where the span is."""
    assert span.line == span.end_line
    return span.source.line(span.line)[span.column - 1 : span.end_column - 1]


@given(st.dictionaries(keys, data, min_size=1, max_size=4))
def test_what_is_dumped_is_read_back(value: dict[str, YamlData]) -> None:
    assert writing.plain(reading.parse(writing.dump(value), PATH)) == value


@given(st.dictionaries(keys, data, min_size=1, max_size=4))
def test_others_read_the_same(value: dict[str, YamlData]) -> None:
    assert yaml.load(writing.dump(value), Loader=yaml.BaseLoader) == value


@given(legal)
def test_lines_and_quoted_texts_hold_the_same(text: str) -> None:
    assert scalar(writing.dump({"a": Quoted(text)})).text == text
    assert scalar(writing.dump({"a": Lines(text)})).text == text


@every_case(
    "text",
    ["NO", "yes", "1:30", "007", "1e3", "0x1F", "~", "null", "2020-03-06", "=", ".inf", "1_0"],
)
def test_what_other_readers_take_for_something_stays_text(text: str) -> None:
    value = scalar(f"a: {text}\n")
    assert (value.text, value.style, marked(value.span)) == (text, "", text)


class TestPlaces:
    """The span of a stretch of a scalar's text."""

    @given(legal.filter(lambda text: text.isprintable() and text), st.data())
    def test_in_a_literal_block(self, text: str, data: st.DataObject) -> None:
        lines = [text, "two", text]
        value = scalar("a: |2\n" + "".join(f"  {line}\n" for line in lines))
        assert value.text == "".join(f"{line}\n" for line in lines)
        row = data.draw(st.integers(0, 2))
        start = data.draw(st.integers(0, len(lines[row]) - 1))
        end = data.draw(st.integers(start + 1, len(lines[row])))
        before = sum(len(line) + 1 for line in lines[:row])
        span = value.at(before + start, before + end)
        assert (span.line, marked(span)) == (row + 2, lines[row][start:end])

    @pytest.mark.parametrize("written", ["one two", "'one two'", '"one two"'])
    def test_in_one_line(self, written: str) -> None:
        assert marked(scalar(f"a: {written}\n").at(4, 7)) == "two"
        assert marked(scalar(f"a: {written}\n").at(0)) == "one two"

    @pytest.mark.parametrize(
        "written", ['"one\\ttwo"', "'it''s two'", "one\n  two", ">\n  one\n  two"]
    )
    def test_where_the_file_says_it_in_other_signs_it_is_the_whole(self, written: str) -> None:
        value = scalar(f"a: {written}\n")
        assert value.at(4, 7) == value.span

    def test_lines_that_were_put_together_keep_their_files(self) -> None:
        first = scalar("a: |\n  one\n  two\n")
        second = scalar("b: three\n")
        both = joined(first, second)
        assert both.text == "one\ntwo\nthree\n"
        assert marked(both.at(4, 7)) == "two"
        assert marked(both.at(8, 13)) == "three"
        assert both.at(8, 13).source is second.span.source
        assert marked(joined(both, first).at(14, 17)) == "one"

    def test_marks_count_characters_whatever_their_bytes(self) -> None:
        value = scalar("\N{GRINNING FACE}\u05e9: e\u0301 x\n")
        assert marked(value.span) == "e\u0301 x"


@given(st.lists(st.sampled_from(list("ab:-#{}[]|>'\"&*!%@`?, \n\t<")), max_size=30).map("".join))
def test_any_text_is_nodes_or_a_problem_with_a_place(text: str) -> None:
    try:
        reading.parse(text, PATH)
    except Problem as problem:
        faults = problem.diagnostics
    else:
        faults = ()
    assert all(isinstance(d.place, Span) for d in faults)


@every_case("text", ["", "# nothing\n", "---\n"])
def test_an_empty_file_is_told_at_its_start(text: str) -> None:
    with pytest.raises(Problem) as caught:
        reading.parse(text, PATH)
    (fault,) = caught.value.diagnostics
    place = fault.place
    assert isinstance(place, Span)
    assert (fault.code, place.line, place.column) == ("empty-file", 1, 1)
    assert (place.end_line, place.end_column) == (1, 1)


@every_case(
    ("before", "after"),
    [
        ('a: "x"  # why\n', "a: 'new'  # why\n"),
        ("a: 'x' # why\n", "a: 'new' # why\n"),
        ("a: |- # why\n  x\n", "a: 'new' # why\n"),
        ("a: x # a word\n", "a: new # a word\n"),
        ('a: "x"\n', "a: new\n"),
    ],
)
def test_a_new_text_in_front_of_a_remark_is_quoted_as_the_old_one(before: str, after: str) -> None:
    assert edit.applied([edit.rewrite(scalar(before), "new")]) == {PATH: after}


@every_case(
    ("items", "after"),
    [
        ([1, 0], "list:\n  - b: 2\n    new: 3\n  - a: changed\n"),
        ([1, {"c": "4"}], "list:\n  - b: 2\n    new: 3\n  - c: 4\n"),
        ([0], "list:\n  - a: changed\n"),
    ],
)
def test_items_that_change_places_are_changed_where_they_go(
    items: list[int | YamlData], after: str
) -> None:
    root = reading.parse("list:\n  - a: 1\n  - b: 2\n", PATH)
    assert isinstance(root, MappingNode)
    listed = root.get("list")
    assert isinstance(listed, SequenceNode)
    first, second = listed.items
    assert isinstance(first, MappingNode)
    assert isinstance(second, MappingNode)
    inner = [edit.rewrite(first.entries[0][1], "changed"), edit.insert(second, "new", "3")]
    assert edit.applied([*inner, edit.relist(listed, items)]) == {PATH: after}
    assert edit.applied([edit.relist(listed, items), *inner]) == {PATH: after}


@given(texts=st.tuples(words, words), style=st.sampled_from(['"x" # why', "| # why\n  x"]))
def test_pull_writes_no_text_that_a_remark_cuts_short(texts: tuple[str, str], style: str) -> None:
    change = edit.replace(scalar(f"a: {style}"), "".join(texts), lines=True)
    (text,) = edit.applied([change]).values()
    assert without_remark(scalar(text)).text.removesuffix("\n") == "".join(texts).removesuffix("\n")


@every_case(
    "text",
    [
        "list:\n  - one\n",
        "list:\n  - |\n    one\n",
        "list:\n    - |\n          one\n",
        "list:\n  - key: one\n",
        "list:\n- one\n",
        "map:\n    key: |\n         one\n",
        "key: one\n",
    ],
)
def test_a_first_line_that_is_deeper_keeps_its_blanks(text: str) -> None:
    """The indentation indicator counts from what a text stands in: a key, or an item's dash."""
    (one,) = (node for _, node in scalars(reading.parse(text, PATH)) if node.text.strip() == "one")
    edited = edit.apply(text, [edit.replace(one, "    deeper\nfirst\n", lines=True)])
    (again,) = (node for _, node in scalars(reading.parse(edited, PATH)))
    assert again.text.rstrip("\n") == "    deeper\nfirst", edited


@pytest.mark.parametrize(
    ("typed", "text", "written"),
    [
        ("at ${a.b} sites", "at ${a.b} places, all", "at ${a.b} places, all"),
        ("${a}", "${a} [e]", "${a} [e]"),
        ("at ${a}", "at ${a}: all", "'at ${a}: all'"),
        ("at ${a}", "at ${a} # all", "'at ${a} # all'"),
        ("at 9", "at ${a}", "'at ${a}'"),
        ("(314)244-9744", "(314)244-9700", "(314)244-9700"),
    ],
)
def test_a_plain_text_with_facts_stays_plain(typed: str, text: str, written: str) -> None:
    source = f"key: {typed}\n"
    (one,) = (node for _, node in scalars(reading.parse(source, PATH)))
    edited = edit.apply(source, [edit.replace(one, text, lines=True)])
    assert edited == f"key: {written}\n"
    (again,) = (node for _, node in scalars(reading.parse(edited, PATH)))
    assert again.text == text


def test_what_may_stand_plain_below_a_key_does() -> None:
    texts = ("-27", "build/{deck}.pptx", "Really? Yes!", "a | b", "(x) [y]{u}", "R&D: 'new'")
    assert [writing.dump({"a": text}) for text in texts] == [
        *(f"a: {text}\n" for text in texts[:-1]),
        "a: \"R&D: 'new'\"\n",
    ]
    assert writing.quoted("MO\xa063103") == r'"MO\_63103"'
    assert [writing.quote(text) for text in texts[1:3]] == ["'build/{deck}.pptx'", "'Really? Yes!'"]


@every_case(
    ("text", "number"),
    [("7", 7), ("007", 7), ("-1", None), ("0", None), ("1.5", None), ("x", None), ("", None)],
)
def test_a_whole_number_is_one_of_those_that_are_allowed(text: str, number: int | None) -> None:
    """They are so many that nothing may be looked for among them one by one."""
    assert whole_number(text, range(1, 10**18)) == number
