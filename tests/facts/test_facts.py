"""Facts: what they print, inherit and add to a slide."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.diagnostics import Problem, render
from deckgen.facts import Facts
from deckgen.facts.files import read
from deckgen.facts.model import KnownDisagreement
from deckgen.facts.numbers import Status
from deckgen.facts.resolve import in_order
from tests.facts.reading import facts, mapping, shown, span
from tests.support.cases import every_case
from tests.support.paths import ROOT

REMOVALS = """
removals.total:
  value: 267,258
  as_of: 2018-09-30
  period: FY 2018
  source: ICE ERO
  status: p
  stale_after: 548
removals.honduras:
  value: 48,800
  as_of: 2019-03-27
  source: Case system
  status: e
  stale_after: 90
removals.honduras_share:
  formula: removals.honduras / removals.total
  format: .0%
  computed: 18%
  printed: 16%
removals.rest:
  formula: removals.total - removals.honduras
removals.third:
  formula: removals.total / 7
removals.duplicate_names:
  formula: removals.honduras_share * 2
  format: .1%
removals.words:
  value: more than 77,000
"""


@every_case(
    ("reference", "text"),
    [
        ("removals.total", "267,258"),
        (" removals.total ", "267,258"),
        ("removals.total:,.1f", "267,258.0"),
        ("removals.total: .0f", "267258"),
        ("removals.honduras_share", "16%"),
        ("removals.honduras_share:.0%", "16%"),
        ("removals.rest", "218458"),
        ("removals.rest:,", "218,458"),
        ("removals.third:,.2f", "38,179.71"),
        ("removals.duplicate_names", "36.5%"),
        ("removals.words", "more than 77,000"),
    ],
)
def test_what_a_reference_prints(reference: str, text: str) -> None:
    assert shown(facts(REMOVALS), reference) == text


@every_case(
    ("reference", "code", "words"),
    [
        ("removals.totl", "unknown-fact", "did you mean `removals.total`?"),
        ("removals.zzz", "unknown-fact", "the facts of `removals.` are `removals.total`, "),
        ("removals.zzz", "unknown-fact", "or add `removals.zzz` to the deck's facts"),
        ("", "unknown-fact", "names no fact"),
        ("removals.total:", "bad-format", "`` is not a format of a number"),
        ("removals.total:x", "bad-format", "`,` (thousands), `.1f` (decimals, up to 12)"),
        ("removals.honduras_share:.1%", "bad-format", "prints as 16% and takes no format"),
        ("removals.third", "endless", "round it by a format"),
        ("removals.third:,", "endless", "round it by a format"),
        ("removals.words:,", "bad-format", "`more than 77,000` is text"),
    ],
)
def test_a_reference_that_cannot_print(reference: str, code: str, words: str) -> None:
    with pytest.raises(Problem) as caught:
        facts(REMOVALS).show(reference, span())
    [diagnostic] = caught.value.diagnostics
    assert diagnostic.code == code
    assert words in render(diagnostic)
    assert "slide.yaml:1:1" in render(diagnostic)


SMALL = (
    "a:\n  value: 6\nb:\n  formula: a * 2\n  format: words\nc:\n  value: 2,500\nd:\n  value: 0.5\n"
)


@every_case(
    ("reference", "language", "text"),
    [
        ("a:words", "en-US", "six"),
        ("a:words", "es-MX", "seis"),
        ("a: words ", "EN", "six"),
        ("b", "en-GB", "twelve"),
        ("b:words", "es", "doce"),
        ("b:f", "en-US", "12"),
    ],
)
def test_a_small_number_in_words(reference: str, language: str, text: str) -> None:
    assert shown(facts(SMALL, language), reference) == text


@every_case(
    ("reference", "language", "code", "words"),
    [
        ("c:words", "en-US", "bad-format", "2,500 is not printed in words"),
        ("d:words", "en-US", "bad-format", "from 0 to 12: zero to twelve"),
        ("a:words", "de-DE", "unknown-language", "which is known in en and es"),
    ],
)
def test_a_number_that_has_no_word(reference: str, language: str, code: str, words: str) -> None:
    known = facts(SMALL.replace("  format: words\n", ""), language)
    with pytest.raises(Problem) as caught:
        known.show(reference, span())
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert words in render(found)


def test_a_deck_without_facts_says_so() -> None:
    with pytest.raises(Problem) as caught:
        Facts.empty().show("removals.total", span())
    assert "the deck has no facts" in render(caught.value.diagnostics[0])


def test_facts_are_found_by_id_in_the_order_of_the_file() -> None:
    known = facts(REMOVALS)
    assert [fact.id for fact in known] == list(mapping(REMOVALS).keys())
    assert len(known) == 7
    assert "removals.total" in known
    assert "removals.totl" not in known
    assert known.value("removals.total") == Decimal(267258)
    assert known.value("removals.rest") == Decimal(218458)
    assert known.value("removals.words") is None


def test_a_formula_inherits_the_oldest_date_the_weakest_status_and_all_sources() -> None:
    known = facts(REMOVALS)
    for name in ("removals.honduras_share", "removals.duplicate_names"):
        derived = known.fact(name)
        assert derived.as_of == date(2018, 9, 30)
        assert derived.status is Status.ESTIMATED
        assert derived.sources == ("Case system", "ICE ERO")
        assert derived.periods == ("FY 2018",)
        assert derived.due == date(2019, 6, 25)  # 90 days after the younger, less than the older's
    assert known.fact("removals.honduras_share").inputs == ("removals.honduras", "removals.total")


def test_what_a_formula_says_of_itself_stands() -> None:
    own = "own:\n  formula: removals.honduras + removals.total\n  source: Own count\n"
    known = facts(f"{REMOVALS}\n{own}  as_of: 2020-01-01\n  status: none\n  stale_after: 1\n")
    derived = known.fact("own")
    assert (derived.as_of, derived.due) == (date(2020, 1, 1), date(2020, 1, 2))
    assert (derived.status, derived.sources) == (Status.NORMAL, ("Own count",))


def test_a_formula_of_numbers_alone_has_its_own_origin() -> None:
    known = facts("two:\n  formula: 1 + 1\n  as_of: 2020-01-01\n  source: Arithmetic\n")
    assert shown(known, "two") == "2"
    assert known.fact("two").sources == ("Arithmetic",)


def test_the_last_day_of_the_calendar_is_not_passed() -> None:
    known = facts("x:\n  value: 1\n  as_of: 9999-12-01\n  stale_after: 36525\n")
    assert known.fact("x").due == date.max


def test_a_known_disagreement() -> None:
    known = facts(REMOVALS)
    assert known.fact("removals.honduras_share").known == KnownDisagreement("18%", "16%")
    assert known.fact("removals.duplicate_names").known is None


SUM = """
atd.voice:
  value: 45,364
atd.gps:
  value: 40,680
atd.smartlink:
  formula: 5000 + 540
atd.monitored:
  value: 77,000
  sum_of: [atd.voice, atd.gps, atd.smartlink]
"""


@every_case(
    ("more", "disagreement"),
    [
        ("", None),
        ("  computed: 91,584\n", KnownDisagreement("91,584", "77,000")),
        ("  computed: 91584\n", KnownDisagreement("91584", "77,000")),
    ],
)
def test_a_sum_of_parts(more: str, disagreement: KnownDisagreement | None) -> None:
    fact = facts(SUM + more).fact("atd.monitored")
    assert fact.total == Decimal(91584)
    assert fact.known == disagreement
    assert fact.parts == ("atd.voice", "atd.gps", "atd.smartlink")
    assert fact.text == "77,000"


def test_a_computed_sum_that_is_no_number_is_not_what_comes_out() -> None:
    with pytest.raises(Problem, match="now computes to 91584, not 92 thousand"):
        facts(f"{SUM}  computed: 92 thousand\n")


def test_parts_that_add_up_disagree_with_nothing() -> None:
    known = facts(SUM.replace("77,000", "91,584") + "  computed: 91,584\n")
    assert known.fact("atd.monitored").known is None


PENDING = """
missouri.arrests:
  value: TODO
  as_of: TODO ask the office
  stale_after: TODO
missouri.total:
  value: 387
missouri.share:
  formula: missouri.arrests / missouri.total
  format: .0%
  computed: 18%
  printed: 16%
missouri.later:
  formula: TODO
missouri.counted:
  value: 387
  sum_of: [missouri.arrests, missouri.total]
  computed: 3
missouri.noted:
  value: 1
  note: TODO is no matter in a note
"""


def test_a_figure_to_come_prints_todo_under_every_format() -> None:
    known = facts(PENDING)
    for reference in ("missouri.arrests", "missouri.arrests:,", "missouri.share:.0%",
                      "missouri.share", "missouri.later"):  # fmt: skip
        assert shown(known, reference) == "TODO"
    assert known.value("missouri.share") is None
    assert known.fact("missouri.counted").total is None


def test_a_figure_to_come_says_where_it_is_missing() -> None:
    known = facts(PENDING)
    assert [str(place) for place in known.fact("missouri.share").pending] == [
        "facts.yaml:3:10", "facts.yaml:4:10", "facts.yaml:5:16",
    ]  # fmt: skip
    assert not known.fact("missouri.total").pending
    assert not known.fact("missouri.noted").pending
    assert len(known.fact("missouri.later").pending) == 1


def test_a_slide_adds_facts_of_its_own() -> None:
    base = facts(REMOVALS)
    slide = base.layer(
        mapping("office: Kansas City\nhalf:\n  formula: removals.total / 2\nto_come: TODO\n")
    )
    assert shown(slide, "office") == "Kansas City"
    assert shown(slide, "half:,") == "133,629"
    assert slide.fact("half").sources == ("ICE ERO",)
    assert shown(slide, "removals.total") == "267,258"
    assert len(slide.fact("to_come").pending) == 1
    assert "office" not in base


def test_a_slide_cannot_say_otherwise_than_the_deck() -> None:
    with pytest.raises(Problem) as caught:
        facts(REMOVALS).layer(mapping("removals.total: 1\nremovals.x:\n"))
    assert [d.code for d in caught.value.diagnostics] == ["duplicate-fact", "empty-value"]
    assert "the first is at facts.yaml:2:1" in render(caught.value.diagnostics[0])


def test_the_place_of_a_field() -> None:
    fact = facts(REMOVALS).fact("removals.total")
    assert str(fact.place("as_of")) == "facts.yaml:4:10"
    assert str(fact.place("note")) == "facts.yaml:2:1"


@given(st.permutations(list(range(6))))
def test_the_order_of_the_file_does_not_matter(order: Sequence[int]) -> None:
    entries = [f"a{i}:\n  formula: a{i - 1} + 1\n" if i else "a0:\n  value: 1\n" for i in range(6)]
    known = facts("".join(entries[i] for i in order))
    assert known.value("a5") == 6
    assert [fact.id for fact in known] == [f"a{i}" for i in order]


@pytest.mark.slow
def test_a_chain_may_be_longer_than_python_can_recurse() -> None:
    length = 3000
    chain = "".join(f"a{i}:\n  formula: a{i + 1} + 1\n" for i in range(length))
    assert facts(f"{chain}a{length}:\n  value: 0\n").value("a0") == length


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.lists(st.sampled_from("abcdefg"), max_size=3))
)
def test_each_stands_after_what_it_needs_or_in_a_cycle(needs: dict[str, list[str]]) -> None:
    ordered, cycles = in_order(needs)
    assert sorted(ordered) == sorted(needs)
    for cycle in cycles:
        for name, following in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert following in needs[name]
    seen: set[str] = set()
    for name in ordered:
        missing = {need for need in needs[name] if need in needs} - seen
        assert not missing or cycles
        seen.add(name)


def test_the_briefings_own_disagreements_are_known() -> None:
    known = Facts.load([read(ROOT / "content/facts.yaml")], language="en-US")
    disagreements = {fact.id: fact.known for fact in known if fact.known}
    assert disagreements == {
        "removals.criminal_share": KnownDisagreement("56%", "57%"),
        "removals.guatemala_share": KnownDisagreement("21%", "20%"),
        "removals.honduras_share": KnownDisagreement("18%", "16%"),
        "atd.monitored": KnownDisagreement("91,584", "77,000"),
    }


def test_a_file_named_in_a_deck_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        read(tmp_path / "q3.xlsx", span())
    assert "slide.yaml:1:1" in render(caught.value.diagnostics[0])
    (tmp_path / "q3.ods").write_bytes(b"")
    with pytest.raises(Problem, match="no file of facts"):
        read(tmp_path / "q3.ods", span())
