"""The source line that a slide gets from its facts."""

from collections.abc import Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from deckgen.facts.resolve import source_line
from tests.facts.reading import facts
from tests.support.cases import every_case

FACTS = """
removals:
  value: 267,258
  source: ICE ERO
  period: FY 2018
  as_of: 2018-09-30
arrests:
  value: 387
  source: ICE ERO
  period: FY 2018
  as_of: 2018-09-30
  status: e
counties:
  value: 115
  source: U.S. Census Bureau
  as_of: 2020-01-01
later:
  value: 9
  source: ICE ERO
  as_of: 2019-03-27
  status: p
latest:
  value: 10
  source: ICE ERO
  as_of: 2020-03-06
undated:
  value: 3
  source: Case system
unsourced:
  value: 4
  as_of: 2020-03-06
  period: March 2020
bare:
  value: 5
share:
  formula: arrests / counties
  format: .0%
yearly:
  value: 6
  source: Yearbook
  period: FY 2018
  as_of: 2018-09-30
"""


@every_case(
    ("names", "line"),
    [
        ("", ""),
        ("bare", ""),
        ("removals", "Source: ICE ERO. FY 2018. As of 30 September 2018."),
        ("removals bare", "Source: ICE ERO. FY 2018. As of 30 September 2018."),
        ("arrests", "Source: ICE ERO. FY 2018. As of 30 September 2018. [e] estimated."),
        ("undated", "Source: Case system."),
        ("counties", "Source: U.S. Census Bureau. As of 1 January 2020."),
        ("unsourced", "March 2020. As of 6 March 2020."),
        ("removals later", "Source: ICE ERO. FY 2018. As of 30 September 2018 and 27 March 2019. "
         "[p] provisional."),
        ("latest later removals", "Source: ICE ERO. FY 2018. As of 30 September 2018 to "
         "6 March 2020. [p] provisional."),
        ("later arrests", "Source: ICE ERO. FY 2018. As of 30 September 2018 and 27 March 2019. "
         "[p] provisional, [e] estimated."),
        ("yearly removals", "Sources: ICE ERO; Yearbook. FY 2018. As of 30 September 2018."),
        ("share", "Sources: ICE ERO (FY 2018, as of 30 September 2018); U.S. Census Bureau "
         "(as of 1 January 2020). [e] estimated."),
        ("undated latest", "Sources: Case system; ICE ERO (as of 6 March 2020)."),
    ],
)  # fmt: skip
def test_the_line_of_some_facts(names: str, line: str) -> None:
    known = facts(FACTS)
    assert source_line([known.fact(name) for name in names.split()], language="en-US") == line


@every_case(
    ("language", "line"),
    [
        ("en-GB", "Source: ICE ERO. FY 2018. As of 30 September 2018. [e] estimated."),
        ("de-DE", "Quelle: ICE ERO. FY 2018. Stand 30. September 2018. [e] gesch\u00e4tzt."),
        ("es-MX", "Fuente: ICE ERO. FY 2018. Al 30 de septiembre de 2018. [e] estimado."),
        ("fr-FR", "Source: ICE ERO. FY 2018. Au 30 septembre 2018. [e] estim\u00e9."),
        ("pl-PL", "Source: ICE ERO. FY 2018. As of 30 September 2018. [e] estimated."),
    ],
)
def test_languages(language: str, line: str) -> None:
    known = facts(FACTS, language)
    assert source_line([known.fact("arrests")], language=language) == line


@every_case(
    ("language", "style", "line"),
    [
        ("en-US", "long", "As of September 30, 2018 and March 27, 2019."),
        ("de-DE", "d.M.yyyy", "Stand 30.9.2018 und 27.3.2019."),
        ("pl-PL", "MMM yyyy", "As of Sep 2018 and Mar 2019."),
    ],
)
def test_dates_print_by_the_style_of_the_deck(language: str, style: str, line: str) -> None:
    known = facts(FACTS, language)
    cited = [known.fact("removals"), known.fact("later")]
    assert line in source_line(cited, language=language, style=style)


@given(st.dates(date(1000, 1, 1)))
def test_dates_are_as_babel_writes_them(day: date) -> None:
    for language in ("en-US", "en-GB"):
        known = facts(f"x:\n  value: 1\n  as_of: {day}\n", language)
        locale = Locale.parse(language, sep="-")
        written = format_date(day, "d MMMM y", locale)
        assert source_line(known, language=language) == f"As of {written}."


@given(st.lists(st.sampled_from([fact.id for fact in facts(FACTS)])), st.randoms())
def test_the_same_facts_give_the_same_line(names: Sequence[str], random: st.DataObject) -> None:
    known = facts(FACTS)
    shuffled = list(names) + list(names[:2])
    random.shuffle(shuffled)
    lines = {
        source_line([known.fact(name) for name in order], language="en-US")
        for order in (names, shuffled)
    }
    assert len(lines) == 1
