"""Building a deck again: what changed since the last build, and figures that jumped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deckgen.cli import group
from deckgen.commands.build import build
from deckgen.diagnostics import Problem
from tests.facts.checked import deck

FACTS = """\
total:
  value: 267,258
part:
  value: 120
share:
  formula: part / total
  format: .1%
secret:
  value: 10
  status: c
spare:
  value: 5
hidden:
  formula: secret / 2
"""
SLIDES = (
    "layout: Title and Content\nTitle: ${total} and ${share}\nContent: ${hidden}",
    "layout: Title and Content\nTitle: Another\nContent: No figures",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return deck(tmp_path, FACTS, *SLIDES)


def edit(path: Path, old: str, new: str, file: str = "facts.yaml") -> None:
    target = path.parent / file
    text = target.read_text("utf-8")
    assert text.count(old) == 1
    target.write_text(text.replace(old, new), "utf-8")


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words])


def told(path: Path, *words: str) -> list[str]:
    """What a build prints on standard error."""
    result = run("build", path, *words)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{path.parent}/out/figures.pptx: {result.stdout.split(': ')[1]}"
    return result.stderr.splitlines()


def built(path: Path) -> bytes:
    return build(path).path.read_bytes()


def jumps(path: Path, *words: str) -> list[str]:
    found = json.loads(run("check", path, "--format", "json", *words).stdout)["findings"]
    return [f"{f['severity']}: {f['message']}" for f in found if f["code"] == "JUMP"]


class TestChanges:
    def test_a_first_build_and_the_same_again_say_nothing(self, path: Path) -> None:
        assert told(path) == []
        assert told(path) == []

    def test_facts_and_slides_that_changed(self, path: Path) -> None:
        told(path)
        edit(path, "267,258", "185,884")
        edit(path, "No figures", "None", "deck.yaml")
        assert told(path) == [
            "  total 267,258 -> 185,884",
            "  share 0.0% -> 0.1%",
            "  slides changed: s1, s2",
        ]

    def test_slides_that_came_went_and_moved(self, path: Path) -> None:
        told(path)
        more = "  - id: s3\n    layout: Title Only\n    Title: Third\n"
        text = path.read_text("utf-8")
        first, second = text.index("  - id: s1"), text.index("  - id: s2")
        path.write_text(text[:first] + text[second:] + more + text[first:second], "utf-8")
        assert told(path) == ["  slides added: s3", "  slides moved: s2"]
        path.write_text(text[:first] + more, "utf-8")
        assert told(path)[-1] == "  slides removed: s2, s1"

    def test_the_title_of_the_deck(self, path: Path) -> None:
        told(path)
        edit(path, "title: A deck of figures", "title: Figures", "deck.yaml")
        assert told(path) == ["  changed of the deck: title"]

    def test_a_handful_of_lines_then_a_count(self, tmp_path: Path) -> None:
        def facts(value: int) -> str:
            return "".join(f"f{n}:\n  value: {value}\n" for n in range(9))

        slides = [f"layout: Title Only\nTitle: ${{f{n}}}" for n in range(9)]
        told(deck(tmp_path, facts(10), *slides))
        assert told(deck(tmp_path, facts(11), *slides)) == [
            *(f"  f{n} 10 -> 11" for n in range(5)),
            "  and 4 more facts",
            "  slides changed: s1, s2, s3, s4, s5, s6 ... (9 in all)",
            "  before the next build, `deckgen diff` says in full what it will change",
        ]

    def test_json_has_them_as_keys(self, path: Path) -> None:
        first = json.loads(run("build", path, "--format", "json").stdout)
        assert first["changes"] is None
        edit(path, "120", "130")
        found = json.loads(run("build", path, "--format", "json").stdout)["changes"]
        assert found["facts"] == [{"id": "part", "old": "120", "new": "130"}]
        assert found["slides"] == {"changed": [], "added": [], "removed": [], "moved": []}

    def test_digests_tell_slides_alone(self, path: Path) -> None:
        told(path, "--embed", "hashes")
        edit(path, "267,258", "185,884")
        assert told(path, "--embed", "hashes") == ["  slides changed: s1"]

    def test_digests_are_not_compared_with_a_plan(self, path: Path) -> None:
        told(path, "--embed", "hashes")
        assert told(path) == told(path, "--embed", "hashes") == []

    def test_a_file_that_says_nothing_of_its_build(self, path: Path) -> None:
        told(path, "--embed", "none")
        edit(path, "267,258", "185,884")
        assert told(path, "--force") == []


class TestJump:
    @pytest.mark.slow
    def test_a_jump_stays_until_the_figure_is_back(self, path: Path) -> None:
        first = built(path)
        edit(path, "267,258", "2,672,258")
        message = "warning: `total` is 2,672,258, and was 267,258 before"
        assert jumps(path) == [message]
        assert "warning[JUMP]: `total` is 2,672,258" in run("build", path).stderr
        assert jumps(path) == [message]
        again = built(path)
        assert "warning[JUMP]" in run("build", path).stderr
        assert built(path) == again
        edit(path, "2,672,258", "267,300")
        assert told(path) == ["  total 2,672,258 -> 267,300", "  slides changed: s1"]
        edit(path, "267,300", "267,258")
        assert built(path) == first

    @pytest.mark.slow
    def test_a_jump_fails_a_strict_check_alone(self, path: Path) -> None:
        built(path)
        edit(path, "267,258", "2,672,258")
        assert run("check", path).exit_code == 0
        assert run("check", path, "--strict").exit_code == 1

    @pytest.mark.slow
    def test_a_reason_ends_it(self, path: Path) -> None:
        built(path)
        edit(path, "267,258", "26,725")
        text = path.read_text("utf-8")
        path.write_text(f"check:\n  off:\n    JUMP:\n      total: another basis\n{text}", "utf-8")
        assert jumps(path) == ["tip: known: `total` is 26,725, and was 267,258 before"]
        assert "JUMP" not in run("build", path).stderr
        path.write_text(text, "utf-8")
        assert jumps(path) == []

    @pytest.mark.slow
    def test_the_rule_can_be_off(self, path: Path) -> None:
        built(path)
        edit(path, "267,258", "26,725")
        text = path.read_text("utf-8")
        path.write_text(f"check:\n  off:\n    JUMP: a new survey\n{text}", "utf-8")
        assert jumps(path) == []
        assert "JUMP" not in run("build", path).stderr

    @pytest.mark.parametrize(
        ("before", "now", "count"),
        [
            ("100", "299", 0), ("100", "300", 1), ("300", "100", 1), ("300", "101", 0),
            ("0", "100", 0), ("100", "0", 0), ("-10", "-100", 0), ("10%", "90%", 0),
            ("six", "60", 0), ("0.2", "1.5", 1),
        ],
    )  # fmt: skip
    def test_what_jumps(self, tmp_path: Path, before: str, now: str, count: int) -> None:
        slide = "layout: Title Only\nTitle: ${one}"
        (tmp_path / "before.yaml").write_text(f"one:\n  value: {before}\n", "utf-8")
        path = deck(tmp_path, f"one:\n  value: {now}\n", slide)
        assert len(jumps(path, "--since", str(tmp_path / "before.yaml"))) == count

    def test_the_factor(self, path: Path) -> None:
        built(path)
        edit(path, "267,258", "1,000,000")
        assert len(jumps(path)) == 1
        edit(path, "title: A", "check:\n  jump: 4\ntitle: A", "deck.yaml")
        assert jumps(path) == []

    @pytest.mark.parametrize("factor", ["1", "0.5", "-3", "three", "3%"])
    def test_a_factor_that_is_none(self, path: Path, factor: str) -> None:
        edit(path, "title: A", f"check:\n  jump: {factor}\ntitle: A", "deck.yaml")
        with pytest.raises(Problem) as caught:
            build(path)
        assert [found.code for found in caught.value.diagnostics] == ["jump"]

    def test_a_reason_for_no_fact(self, path: Path) -> None:
        settings = "check:\n  off:\n    JUMP:\n      totals: x\ntitle: A"
        edit(path, "title: A", settings, "deck.yaml")
        with pytest.raises(Problem) as caught:
            build(path)
        (found,) = caught.value.diagnostics
        assert (found.code, found.helps[0]) == ("unknown-fact", "did you mean `total`?")

    def test_facts_that_only_formulas_use_are_kept_but_for_confidential_ones(
        self, path: Path
    ) -> None:
        built(path)
        edit(path, "value: 120", "value: 1200")
        edit(path, "value: 10\n", "value: 100\n")
        edit(path, "value: 5\n", "value: 50\n")
        assert jumps(path) == [
            "warning: `part` is 1200, and was 120 before",
            "warning: `hidden` is 50, and was 5 before",
        ]

    def test_a_slides_own_fact(self, tmp_path: Path) -> None:
        slides = [f"layout: Title Only\nfacts:\n  beds: {n}\nTitle: ${{beds}}" for n in (20, 30)]
        built(deck(tmp_path, "spare:\n  value: 1\n", *slides))
        slides[1] = slides[1].replace("30", "300")
        path = deck(tmp_path, "spare:\n  value: 1\n", *slides)
        assert jumps(path) == ["warning: `beds` is 300, and was 30 before"]


class TestDiff:
    @pytest.mark.slow
    def test_a_deck_alone_is_compared_with_its_last_build(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(path.parent)
        missing = run("diff")
        assert missing.exit_code == 1, missing.output
        assert "error[not-built]" in missing.stderr
        built(path)
        assert run("diff").output == "No difference.\n"
        edit(path, "No figures", "None", "deck.yaml")
        found = run("diff").stdout
        assert "Slide 2: Another" in found
        assert run("diff", "deck.yaml").stdout == run("diff", path.parent).stdout == found
        kept = (path.parent / "out" / "figures.pptx").read_bytes()
        assert run("build").stderr == "  slides changed: s2\n"
        (path.parent / "out" / "figures.pptx").write_bytes(kept)
        assert run("diff").stdout == found

    @pytest.mark.parametrize("name", ["out/figures.pptx", "HEAD:deck.yaml"])
    def test_a_presentation_or_a_revision_needs_another(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.chdir(path.parent)
        assert run("diff", name).exit_code == 2


class TestAge:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        facts = (
            "a:\n  value: 1\n  as_of: 2020-03-01\n  stale_after: 90\n"
            "b:\n  value: 2\n  as_of: 2020-03-01\n  stale_after: 30\nc:\n  value: 3\n"
        )
        return deck(tmp_path, facts, "layout: Title Only\nTitle: ${a} ${b} ${c}")

    LINE = "the deck is of 2020-03-06, more than 30 days ago, the shortest `stale_after`"

    @pytest.mark.quick(1)
    @pytest.mark.parametrize(("today", "old"), [("2020-04-05", False), ("2020-04-06", True)])
    def test_an_old_deck_is_one_line_that_counts_for_nothing(
        self, path: Path, today: str, old: bool
    ) -> None:
        build_lines = run("build", path, "--today", today).stderr
        result = run("check", path, "--strict", "--today", today)
        assert (self.LINE in build_lines, self.LINE in result.stdout) == (old, old)
        assert "warning" not in result.stdout
        data = json.loads(run("check", path, "--format", "json", "--today", today).stdout)
        assert (data["old"] is not None) == old
        assert run("check", path, "-q", "--today", today).stdout.count(self.LINE) == 0

    def test_a_slides_own_facts_count_too(self, tmp_path: Path) -> None:
        own = "facts:\n  a:\n    value: 1\n    as_of: 2020-03-01\n    stale_after: 30\n"
        path = deck(tmp_path, "b:\n  value: 2\n", f"layout: Title Only\n{own}Title: ${{a}} ${{b}}")
        assert self.LINE in run("build", path, "--today", "2020-04-06").stderr
        assert self.LINE in run("check", path, "--today", "2020-04-06").stdout

    def test_the_day_leaves_the_file_as_it_is(self, path: Path) -> None:
        run("build", path, "--today", "2020-03-07")
        first = (path.parent / "out" / "figures.pptx").read_bytes()
        run("build", path, "--today", "2030-01-01")
        assert (path.parent / "out" / "figures.pptx").read_bytes() == first

    def test_a_day_that_is_named_is_the_decks(self, path: Path) -> None:
        words = ("--today", "2020-05-01", "--as-of", "2020-04-30")
        assert self.LINE not in run("check", path, *words).stdout
