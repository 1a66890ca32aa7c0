"""How findings are gathered, ordered and told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deckgen.diagnostics import (
    DeckLocation,
    Diagnostic,
    Problem,
    Severity,
    Source,
    Span,
    count_by_severity,
    counted,
    error,
    gather,
    joined,
    near,
    once,
    render,
    shortened,
    shown,
    suggest,
)
from tests.support.strategies import lines


def source(text: str, name: str = "a.yaml") -> Source:
    return Source.of(Path(name), text)


def excerpt(text: str, column: int, end: int) -> list[str]:
    """The source line and the carets of an error there, without what frames them."""
    span = Span(source(text), 1, column, 1, end)
    rows = render(Diagnostic("x", "m", span)).splitlines()
    return [row.partition("| ")[2] for row in rows[3:]]


def told(stage: Callable[[], None]) -> list[str]:
    """The messages of the problem that a stage raises."""
    with pytest.raises(Problem) as caught:
        stage()
    return [diagnostic.message for diagnostic in caught.value.diagnostics]


class TestGathering:
    """All the problems of a stage are raised as one."""

    def test_steps_go_on_after_a_problem(self) -> None:
        done = []

        def stage() -> None:
            with gather() as problems:
                for number in range(3):
                    with problems.collect():
                        done.append(number)
                        if number != 1:
                            raise error("x", f"number {number}")

        assert told(stage) == ["number 0", "number 2"]
        assert done == [0, 1, 2]

    def test_a_problem_that_leaves_the_block_is_kept_with_those_before(self) -> None:
        def stage() -> None:
            with gather() as problems:
                problems.add(error("x", "first"))
                raise error("x", "second")

        assert told(stage) == ["first", "second"]

    def test_each_is_told_once_where_the_stage_stops_early(self) -> None:
        def stage() -> None:
            with gather() as problems:
                problems.add(error("x", "first"))
                problems.check()

        assert told(stage) == ["first"]

    def test_nothing_is_raised_where_nothing_was_found(self) -> None:
        with gather() as problems:
            problems.check()

    def test_they_stand_in_the_order_of_their_files_and_lines(self) -> None:
        first, second = source("a\nb\nc", "1.yaml"), source("d", "2.yaml")
        found = [
            Diagnostic("x", name, Span(file, line, column, line, column + 1))
            for name, file, line, column in [
                ("c", first, 3, 1), ("d", second, 1, 1), ("b", first, 2, 4), ("a", first, 2, 1),
            ]
        ]  # fmt: skip
        problem = Problem(*found, Diagnostic("x", "no place"))
        assert [d.message for d in problem.diagnostics] == ["a", "b", "c", "d", "no place"]


class TestExcerpts:
    """The carets stand under the words that are meant."""

    @given(lines, st.data())
    def test_carets_are_as_wide_as_what_they_mark(self, text: str, data: st.DataObject) -> None:
        assume(text.strip() and "\t" not in text)
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        line, carets = excerpt(text, start + 1, end + 1)
        lead = carets.index("^")

        def width(part: str) -> int:
            return sum(
                0 if unicodedata.combining(c) or unicodedata.category(c) == "Cf"
                else 1 + (unicodedata.east_asian_width(c) in "WF")
                for c in part
            )  # fmt: skip

        assert line == text
        assert lead == width(text[:start])
        assert carets.count("^") == max(1, width(text[start:end]))

    def test_a_wide_sign_takes_two_columns(self) -> None:
        assert excerpt("\u6f22\u5b57: e\u0301x", 6, 7) == [
            "\u6f22\u5b57: e\u0301x", "       ^",
        ]  # fmt: skip

    def test_tabs_stay_tabs(self) -> None:
        assert excerpt("\ta: b", 2, 3) == ["\ta: b", "\t^"]

    def test_what_moves_a_cursor_is_not_printed(self) -> None:
        (line, _) = excerpt("a\x1b[2Jb\x00", 1, 2)
        assert line == "a\ufffd[2Jb\ufffd"

    @given(st.integers(1, 900), st.integers(1, 60))
    def test_of_a_long_line_only_what_is_near_is_shown(self, start: int, size: int) -> None:
        text = "".join(chr(ord("a") + n % 26) for n in range(1000))
        line, carets = excerpt(text, start, start + size)
        assert len(line) <= 112
        first = carets.index("^")
        assert line[first : first + size] == text[start - 1 : start - 1 + size]
        assert carets.count("^") == size

    def test_a_long_mark_ends_with_the_line_that_is_shown(self) -> None:
        line, carets = excerpt("a" * 1000, 1, 1001)
        assert (line, carets) == ("a" * 110 + "\N{HORIZONTAL ELLIPSIS}", "^" * 111)

    def test_a_span_of_several_lines_is_marked_to_the_end_of_the_first(self) -> None:
        span = Span(source("  a: b   \n  c: d"), 1, 3, 2, 7)
        rows = render(Diagnostic("x", "m", span, "this")).splitlines()
        assert rows[-1] == "  |   ^^^^ this"

    def test_a_blank_line_and_one_beyond_the_end_have_no_excerpt(self) -> None:
        for line in (2, 9):
            span = Span(source("a\n\nb"), line, 1, line, 2)
            assert render(Diagnostic("x", "m", span)).splitlines() == [
                "error[x]: m", f"  --> a.yaml:{line}:1",
            ]  # fmt: skip

    def test_a_spot_and_helps(self) -> None:
        spot = DeckLocation("a.pptx", 3, "Title", part="/ppt/slides/slide3.xml")
        told = render(Diagnostic("X", "m", spot, "", ("do this", "or that"), Severity.WARNING))
        assert told.splitlines() == [
            "warning[X]: m",
            " --> a.pptx, /ppt/slides/slide3.xml, slide 3, shape `Title`",
            "  = help: do this",
            "  = help: or that",
        ]

    def test_the_style_gets_every_piece_that_has_a_role(self) -> None:
        span = Span(source("a: b"), 1, 1, 1, 2)
        told = render(
            Diagnostic("x", "m", span, "here"),
            lambda text, role: f"<{role if isinstance(role, str) else role.value} {text}>",
        )
        assert "<error error[x]>: m" in told
        assert "<error ^ here>" in told
        assert "<frame -->>" in told


class TestNearNames:
    """A typo suggests what was meant."""

    @pytest.mark.parametrize(
        ("word", "options", "expected"),
        [
            ("Pionts", ["Points", "Chart"], "Points"),
            ("points", ["Points"], "Points"),
            ("Zebra", ["Points", "Chart"], None),
            ("people.yaml", ["empty-values.yaml", "alias.yaml"], None),
            ("oveview.yaml", ["overview.yaml", "alias.yaml"], "overview.yaml"),
            ("removals.totl", ["removals.total", "removals.mexico"], "removals.total"),
            ("x", [], None),
        ],
    )
    def test_near(self, word: str, options: list[str], expected: str | None) -> None:
        assert near(word, options) == expected

    def test_up_to_twelve_are_listed_in_their_order(self) -> None:
        names = [*"zyxwvutsrqp", "abc-1"]
        helps = suggest("abc-2", names, "there are", "`show`")
        assert helps == (
            "did you mean `abc-1`?", "there are " + ", ".join(f"`{name}`" for name in names),
        )  # fmt: skip

    def test_of_more_the_nearest_twelve_are_listed_and_what_lists_all(self) -> None:
        names = [*(f"other-{n}" for n in range(20)), *(f"office-{n}" for n in range(12))]
        (mean, listed) = suggest("ofice-3", names, "there are", "`show`")
        assert mean == "did you mean `office-3`?"
        assert listed.startswith("there are `office-3`, `office-")
        assert listed.endswith(" ... (`show` lists all 32)")
        assert (listed.count("office-"), "other-" in listed) == (12, False)
        assert suggest("ofice-3", names, "it has")[1].endswith(" ... (32 in all)")


class TestOnce:
    """What says the same is told once, with its places."""

    def test_places_are_counted_and_the_first_three_named(self) -> None:
        file = source("a\n" * 9)
        spans = [Span(file, line, 1, line, 2) for line in range(1, 6)]
        same = [Diagnostic("x", "m", span, "here", ("do",)) for span in spans]
        other = Diagnostic("x", "m", spans[0], "there", ("do",))
        ((first, places), rest) = once([same[0], other, *same[1:]])
        assert (first, places, rest) == (same[0], spans, (other, [spans[0]]))
        rows = render(first, places=places).splitlines()
        assert rows[:-1] == render(first).splitlines()
        assert rows[-1] == "  = 5 times: first in a.yaml:1:1, a.yaml:2:1, a.yaml:3:1"
        few = render(first, places=places[:2]).splitlines()
        assert few[-1] == "  = 2 times: a.yaml:1:1, a.yaml:2:1"
        assert render(first, places=places[:1]) == render(first)
        assert suggest("a", [], "there are") == ()


def test_counted() -> None:
    error, tip = Diagnostic("x", "m"), Diagnostic("x", "m", severity=Severity.TIP)
    assert count_by_severity([error, error, tip]) == "2 errors, 1 tip"
    assert count_by_severity([]) == ""


def test_shown_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "b.yaml") == "a/b.yaml"
    assert shown(tmp_path.parent / "c.yaml") == (tmp_path.parent / "c.yaml").as_posix()


def test_words_of_messages() -> None:
    assert [joined("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert joined("abcd", 2) == "a, b and 2 more"
    found = [counted(n, what) for n, what in ((1, "day"), (2, "day"), (0, "entry"), (3, "class"))]
    assert found == ["1 day", "2 days", "0 entries", "3 classes"]
    assert [shortened("a  bc\nd", most) for most in (6, 5)] == ["a bc d", "a ..."]
