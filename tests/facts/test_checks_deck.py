"""The rules about facts, on small decks: what they find, where, and what they let pass."""

from pathlib import Path

import openpyxl
import pytest

from deckgen.diagnostics import Problem
from tests.facts.checked import deck, errors, findings, found, skipped

FACTS = """
removals.total:
  value: 267,258
  period: FY 2018
  as_of: 2018-09-30
  stale_after: 548
removals.honduras:
  value: 48,800
  as_of: 2018-09-30
  period: FY 2018
removals.honduras_share:
  formula: removals.honduras / removals.total
  format: .0%
offices.count:
  value: 24
  unit: field offices
  as_of: 2020-03-06
  stale_after: 90
unused.old:
  value: 5
  as_of: 1999-01-01
  stale_after: 1
"""


def text(*lines: str, title: str = "A title") -> str:
    content = "".join(f"  {line}\n" for line in lines)
    return f"layout: Title and Content\nTitle: {title}\nContent: |\n{content}"


class TestStale:
    @pytest.mark.slow
    def test_a_figure_is_good_to_the_last_day(self, tmp_path: Path) -> None:
        path = deck(tmp_path, FACTS, text("In all ${removals.total}"))
        assert found(path, "STALE", as_of="2020-03-31") == []
        (stale,) = found(path, "STALE", as_of="2020-04-01")
        assert stale.severity == "warning"
        assert stale.message == (
            "`removals.total` is of 2018-09-30 and was good until 2020-03-31; "
            "the deck is of 2020-04-01"
        )
        assert (stale.place, stale.words, stale.slide) == ("facts.yaml:5:10", "2018-09-30", 1)

    def test_the_decks_own_day_counts_where_none_is_given(self, tmp_path: Path) -> None:
        path = deck(tmp_path, FACTS.replace("548", "500"), text("In all ${removals.total}"))
        assert [stale.slide for stale in found(path, "STALE")] == [1]

    def test_what_a_formula_is_made_of_is_found_on_the_slide_that_shows_it(
        self, tmp_path: Path
    ) -> None:
        path = deck(tmp_path, FACTS, text("Nothing"), text("${removals.honduras_share}"))
        (finding,) = findings(path, "STALE", as_of="2021-01-01")
        assert "`removals.total`" in finding.diagnostic.message
        assert finding.spot is not None
        assert finding.spot.slide == 2
        assert "it stands on slide 2 (`s2`)" in finding.diagnostic.helps

    def test_of_many_slides_the_first_are_named_and_what_lists_all(self, tmp_path: Path) -> None:
        path = deck(tmp_path, FACTS, *[text("In all ${removals.total}")] * 7)
        finding = findings(path, "STALE", as_of="2021-01-01")[0]
        assert finding.diagnostic.helps[-1] == (
            "it stands on slides 1 (`s1`), 2 (`s2`), 3 (`s3`), 4 (`s4`), 5 (`s5`), 6 (`s6`) ... "
            "(`deckgen facts` lists all 7)"
        )

    def test_a_figure_that_no_slide_uses_harms_nobody(self, tmp_path: Path) -> None:
        path = deck(tmp_path, FACTS, text("${offices.count}"))
        assert [stale.message[:15] for stale in found(path, "STALE", as_of="2030-01-01")] == [
            "`offices.count`"
        ]

    def test_a_slides_own_fact_ages_too(self, tmp_path: Path) -> None:
        own = "facts:\n  beds:\n    value: 7\n    as_of: 2018-01-01\n    stale_after: 9\n"
        path = deck(tmp_path, FACTS, own + text("${beds} beds"))
        (stale,) = found(path, "STALE")
        assert (stale.place, stale.slide) == ("deck.yaml:13:16", 1)

    @pytest.mark.slow
    def test_without_a_day_nothing_is_stale(self, tmp_path: Path) -> None:
        path = deck(tmp_path, FACTS, text("${offices.count}"))
        path.write_text(path.read_text("utf-8").replace("as_of: 2020-03-06\n", ""), "utf-8")
        assert "`--as-of`" in skipped(path, "STALE")


class TestMixed:
    FACTS = """
    old:
      value: 1,000
      period: FY 2018
      as_of: 2018-09-30
    older:
      value: 2,000
      period: FY 2018
    new:
      value: 3,000
      period: FY 2019
      as_of: 2019-09-30
    dateless:
      value: 4,000
    ratio:
      formula: old / new
      format: .0%
    """

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "line", ["${old} and ${older} and ${dateless}", "${new}", "${dateless}", "no figure"]
    )
    def test_one_time(self, line: str, tmp_path: Path) -> None:
        assert found(deck(tmp_path, self.FACTS, text(line)), "MIXED") == []

    @pytest.mark.slow
    def test_two_times(self, tmp_path: Path) -> None:
        path = deck(tmp_path, self.FACTS, text("${old}"), text("${old} and ${new}, ${older}"))
        (mixed,) = found(path, "MIXED")
        assert (mixed.severity, mixed.slide) == ("warning", 2)
        assert mixed.message.endswith(
            "FY 2018 (2018-09-30): `old`; FY 2019 (2019-09-30): `new`; FY 2018: `older`"
        )

    def test_a_formula_is_of_the_times_of_its_inputs(self, tmp_path: Path) -> None:
        assert len(found(deck(tmp_path, self.FACTS, text("${ratio}")), "MIXED")) == 1

    def test_notes_stand_beside_nothing(self, tmp_path: Path) -> None:
        slide = text("${old}") + "notes: Now ${new}\n"
        assert found(deck(tmp_path, self.FACTS, slide), "MIXED") == []

    def test_a_chart_and_the_text_beside_it(self, tmp_path: Path) -> None:
        slide = """
        layout: Chart and Points
        Title: Both
        Chart:
          chart: bar
          data: |
            Year | Removals
            This | ${new}
        Points: Before ${old}
        """
        assert len(found(deck(tmp_path, self.FACTS, slide), "MIXED")) == 1


class TestLiteral:
    def test_a_typed_figure_that_a_fact_says(self, tmp_path: Path) -> None:
        (literal,) = findings(deck(tmp_path, FACTS, text("In all 267,258 people")), "LITERAL")
        assert literal.diagnostic.message == "`267,258` is what the fact `removals.total` says"
        assert literal.diagnostic.helps[0] == "write `${removals.total}`"

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("In all *267,258* people", "267,258"),
            ("In all **${offices.count}** of 48,800, so", "48,800"),
            ("In all 267258 people", "267258"),
            ("Some 18% went", "18%"),
            ("All 24 field offices", "24"),
            ("Of 24 Offices", "24"),
        ],
    )
    def test_the_figure_is_marked_in_the_authors_line(
        self, line: str, words: str, tmp_path: Path
    ) -> None:
        path = deck(tmp_path, FACTS, text(line, "Is ${removals.honduras_share} now"))
        (literal,) = found(path, "LITERAL")
        assert (literal.severity, literal.words) == ("warning", words)
        assert literal.place.startswith("deck.yaml:13:")

    @pytest.mark.slow
    def test_it_is_found_in_notes_cells_labels_and_alternative_text(self, tmp_path: Path) -> None:
        slides = (
            """
            layout: Title and Content
            Title: Rows
            Content:
              table: |
                Country | Removals
                Honduras | 48,800
            notes: They were 48,800 people
            """,
            """
            layout: Title and Content
            Title: Bars
            Content:
              chart: bar
              data: |
                Country | Removals
                Honduras | ${removals.honduras}
              labels: |
                48,800
              alt: A bar of 48,800 people
            """,
        )
        path = deck(tmp_path, FACTS, *slides)
        assert [(literal.words, literal.slide) for literal in found(path, "LITERAL")] == [
            ("48,800", number) for number in (1, 1, 2)
        ]

    @pytest.mark.slow
    def test_it_is_found_in_alternative_text_that_no_line_holds(self, tmp_path: Path) -> None:
        slides = (
            """
            layout: Title and Content
            Title: Rows
            Content:
              table: |
                Country | Removals
                Honduras | ${removals.honduras}
              alt: Of ${removals.total} people 48,800
            """,
            """
            layout: Title and Content
            Title: States
            Content:
              map: states
              alt: |
                A map of
                48,800 people
            """,
        )
        path = deck(tmp_path, FACTS, *slides)
        assert [(literal.words, literal.slide) for literal in found(path, "LITERAL")] == [
            ("48,800", 1), ("48,800", 2),
        ]  # fmt: skip

    def test_a_line_that_is_the_number_of_its_slot_is_passed_over(self, tmp_path: Path) -> None:
        slide = """
        layout: Agenda
        Title: Parts
        Entry:
          - |
            1
              Programs
          - |
            7
              Removal
        """
        path = deck(tmp_path, FACTS, slide)
        assert [literal.words for literal in found(path, "LITERAL")] == ["7"]

    def test_a_slot_is_told_once_of_a_fact_and_once_of_what_no_fact_says(
        self, tmp_path: Path
    ) -> None:
        slide = """
        layout: Title and Content
        Title: Of 267,258 people
        Content: |
          In all 267,258 people, and 1,111 more
          Again 267,258, and 2,222 beside 1,111
        """
        literals = found(deck(tmp_path, FACTS, slide), "LITERAL")
        assert [(one.severity, one.message, one.words) for one in literals] == [
            ("warning", "`267,258` is what the fact `removals.total` says", "267,258"),
            ("warning", "`267,258` is what the fact `removals.total` says", "267,258"),
            ("tip", "no fact says `1,111`, `2,222`", "1,111"),
        ]

    @pytest.mark.parametrize(
        ("value", "line", "severity"),
        [
            ("124", "Of 124 towns", "tip"),
            ("124", "Of 124 beds", "warning"),
            ("1,124", "Of 1,124 towns", "warning"),
            ("12.5", "Of 12.5 acres", "warning"),
            ("45%", "Some 45% of all", "tip"),
        ],
    )
    def test_few_digits_need_a_hint(
        self, value: str, line: str, severity: str, tmp_path: Path
    ) -> None:
        path = deck(tmp_path, f"hospital.beds:\n  value: {value}\n", text(line))
        (one,) = found(path, "LITERAL")
        assert one.severity == severity

    def test_cells_of_data_files_are_let_pass(self, tmp_path: Path) -> None:
        (tmp_path / "rows.csv").write_text("Country,Removals\nHonduras,48800\nPeru,7777\n")
        book = openpyxl.Workbook()
        book.active.append(["Country", "Removals"])
        book.active.append(["Honduras", 48800])
        book.save(tmp_path / "rows.xlsx")
        slides = [
            f"""
            layout: Title and Content
            Title: Rows
            Content:
              {kind}
            """
            for kind in (
                "table: rows.csv", "table: rows.xlsx", "{chart: bar, data: rows.csv}",
                "{chart: bar, data: rows.xlsx}",
            )
        ]  # fmt: skip
        assert found(deck(tmp_path, FACTS, *slides), "LITERAL") == []

    def test_a_small_number_may_count_anything(self, tmp_path: Path) -> None:
        (tip,) = found(deck(tmp_path, FACTS, text("We answer in 24 hours")), "LITERAL")
        assert (tip.severity, tip.message) == ("tip", "no fact says `24`")

    def test_a_figure_that_no_fact_says_is_a_tip(self, tmp_path: Path) -> None:
        path = deck(tmp_path, FACTS, text("${offices.count} offices, 1,234 desks and 5.5 floors"))
        (tip,) = found(path, "LITERAL")
        assert (tip.severity, tip.message) == ("tip", "no fact says `1,234`, `5.5`")
        assert tip.words == "1,234"

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "line",
        [
            "${removals.total} and ${removals.honduras_share}",
            "FY 2018, as of March 6, 2020 and 2020-03-06",
            "The 287(g) Program, 1222 Spruce Street, Saint Louis, MO 63103, (314)244-9744",
            "1. In order",
            r"Written \${removals.total}",
        ],
    )
    def test_what_is_let_pass(self, line: str, tmp_path: Path) -> None:
        assert found(deck(tmp_path, FACTS, text(line)), "LITERAL") == []

    @pytest.mark.slow
    def test_a_source_line_that_was_made_and_the_footer_are_let_pass(self, tmp_path: Path) -> None:
        facts = FACTS + "named:\n  value: 9,999\n  source: Survey of 267,258 people\n"
        settings = "footer: 24 field offices\ndate: 48,800\n"
        path = deck(tmp_path, facts, text("${named}"), settings=settings)
        assert found(path, "LITERAL") == []

    def test_facts_that_say_the_same_are_all_named(self, tmp_path: Path) -> None:
        facts = FACTS + "other:\n  value: 267,258\n"
        path = deck(tmp_path, facts, text("Now 267,258"))
        (literal,) = findings(path, "LITERAL")
        assert literal.diagnostic.helps == (
            "write `${removals.total}`", "or is it one of `other`?",
        )  # fmt: skip

    def test_the_fact_that_the_slide_uses_comes_first(self, tmp_path: Path) -> None:
        facts = FACTS + "other:\n  value: 267,258\n"
        path = deck(tmp_path, facts, text("Now 267,258 and ${other}"))
        (literal,) = findings(path, "LITERAL")
        assert literal.diagnostic.helps[0] == "write `${other}`"


class TestKnown:
    FACTS = """
    part:
      value: 150
    whole:
      value: 267
    share:
      formula: part / whole
      format: .0%
      computed: 56%
      printed: 57%
      note: The source prints 57%
    sum:
      value: 400
      sum_of: [part, whole]
      computed: 417
    """

    @pytest.mark.slow
    def test_it_is_a_tip_where_the_fact_states_it_and_fails_nothing(self, tmp_path: Path) -> None:
        path = deck(tmp_path, self.FACTS, text("Total: ${whole}, ${share} (${part})", "${sum}"))
        (share,) = found(path, "DISAGREE")
        assert share == (
            "tip", "known: `share` prints 57%, its formula gives 56%", "facts.yaml:10:12", "57%", 1,
        )  # fmt: skip
        (total,) = found(path, "SUM")
        assert total == (
            "tip", "known: `sum` says 400, its parts add up to 417", "facts.yaml:15:13", "417", 1,
        )  # fmt: skip
        assert errors(path) == []

    def test_it_is_listed_where_no_slide_shows_it_too(self, tmp_path: Path) -> None:
        path = deck(tmp_path, self.FACTS, text("${part}"))
        assert [share.slide for share in found(path, "DISAGREE")] == [None]

    def test_a_sum_that_is_stated_nowhere_is_an_error(self, tmp_path: Path) -> None:
        facts = self.FACTS.replace("  computed: 417\n", "")
        path = deck(tmp_path, facts, text("${sum}"))
        (total,) = found(path, "SUM")
        assert total == (
            "error", "`sum` says 400, its parts add up to 417", "facts.yaml:13:10", "400", 1,
        )  # fmt: skip

    def test_an_input_that_changes_the_result_is_an_error_where_it_is_stated(
        self, tmp_path: Path
    ) -> None:
        facts = self.FACTS.replace("value: 150", "value: 170")
        path = deck(tmp_path, facts, text("${share}"))
        with pytest.raises(Problem) as caught:
            found(path, "DISAGREE")
        assert [d.code for d in caught.value.diagnostics] == ["computed-changed"] * 2

    @pytest.mark.slow
    def test_a_fact_without_formula_is_held_to_the_text_beside_it(self, tmp_path: Path) -> None:
        facts = "part:\n  value: 150,141\nwhole:\n  value: 267,258\nshare:\n  value: 57%\n"
        path = deck(tmp_path, facts, text("Total: ${whole}", "${share} (${part}) of them"))
        (share,) = found(path, "DISAGREE")
        assert share == (
            "error", "150,141 of 267,258 is 56%, printed 57%", "deck.yaml:14:7", "${share}", 1,
        )  # fmt: skip

    @pytest.mark.slow
    def test_a_known_total_in_a_table_is_listed_once(self, tmp_path: Path) -> None:
        slide = """
        layout: Title and Content
        Title: Rows
        Content:
          table: |
            What | People
            One | ${part}
            Other | ${whole}
            Total | ${sum}
        """
        path = deck(tmp_path, self.FACTS, slide)
        assert [total.severity for total in found(path, "SUM")] == ["tip"]


class TestTables:
    @pytest.mark.slow
    def test_a_total_that_was_typed_is_found_in_its_cell(self, tmp_path: Path) -> None:
        slide = """
        layout: Title and Content
        Title: Rows
        Content:
          table: |
            What | People | Share
            One | 150 | 60%
            Other | 100 | 40%
            Total | 260 | 100%
        """
        path = deck(tmp_path, FACTS, slide)
        (total,) = found(path, "SUM")
        assert total == (
            "error", "the total of `People` is 260, what it is the total of adds up to 250",
            "deck.yaml:17:17", "260", 1,
        )  # fmt: skip

    def test_a_share_that_was_typed_is_found_in_its_cell(self, tmp_path: Path) -> None:
        slide = """
        layout: Title and Content
        Title: Rows
        Content:
          table: |
            What | People | Share
            One | 150 | 60%
            Other | 100 | 45%
            Total | 250 | 100%
        """
        (share,) = found(deck(tmp_path, FACTS, slide), "DISAGREE")
        assert share == (
            "error", "100 of 250 is 40%, printed 45%", "deck.yaml:16:23", "45%", 1,
        )  # fmt: skip


class TestDecksWithoutFacts:
    @pytest.mark.slow
    def test_rules_about_facts_say_that_they_were_not_applied(self, tmp_path: Path) -> None:
        path = deck(tmp_path, "", text("Total: 267,258", "57% (150,141)"))
        path.write_text(path.read_text("utf-8").replace("facts: [facts.yaml]\n", ""), "utf-8")
        for rule in ("STALE", "MIXED", "LITERAL", "LEFT-OVER"):
            assert skipped(path, rule) == "the deck has no facts"
        assert [share.words for share in found(path, "DISAGREE")] == ["57%"]
