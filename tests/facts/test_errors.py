"""Every error fixture gives the errors that it states."""

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.diagnostics import Problem, Span
from deckgen.facts import Facts
from deckgen.facts.entries import FIELDS
from deckgen.facts.files import read
from deckgen.facts.resolve import source_line
from deckgen.source import nodes, reading, writing
from tests.facts.reading import span
from tests.support.cases import every_case
from tests.support.fixtures import assert_states_its_errors
from tests.support.lanes import examples

FIXTURES = Path(__file__).parent / "fixtures"


def load(path: Path) -> Facts:
    nodes = [read(path)] * (2 if path.stem == "twice" else 1)
    return Facts.load(nodes, language="en-US")


@every_case("path", sorted(FIXTURES.glob("*.yaml")), ids=lambda path: path.stem)
def test_gives_the_errors_it_states(path: Path) -> None:
    assert_states_its_errors(path, load)


texts = st.sampled_from(
    ["48,800", "-8%", "six", "2018-09-30", "9999-12-31", "0000-00-00", "TODO", "TODO soon", "",
     " ", "\n", "a\nb", "x.y", "x.y + 1", "1 / x.y", "1 / 3", "abs(", ".0%", ",", "d MMMM yyyy",
     "'", "p", "none", "90", "99999", "9" * 40, "\u0661", "\U0001f600", "${x.y}"]
)  # fmt: skip
values = st.one_of(texts, texts, texts, st.lists(texts, max_size=3), st.dictionaries(texts, texts))
entries = st.dictionaries(st.sampled_from([*FIELDS, "valu"]), values, max_size=6)
books = st.dictionaries(st.sampled_from(["x.y", "a", "b", "c.d", "Bad id"]), values | entries)


@settings(max_examples=examples(300))
@given(books, st.sampled_from(["x.y", "a:,", "b:.1f", "c.d:d MMM y", ":", "a:", "x.y:'"]))
def test_any_file_is_read_or_refused_and_shown_or_refused(book: Any, reference: str) -> None:
    node = reading.parse(writing.dump(book or {"a": {"value": "1"}}), Path("facts.yaml"))
    assert isinstance(node, nodes.MappingNode)
    try:
        known = Facts.empty().layer(node)
        source_line(known, language="en-US")
        text = known.show(reference, span())
    except Problem as problem:
        unplaced = [d for d in problem.diagnostics if not isinstance(d.place, Span)]
    else:
        unplaced = []
        assert text == text.strip() != ""
    assert not unplaced
