"""The report of a check as text: what a reader sees first, how short it is, what is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from pptx import Presentation

from deckgen.checks import CheckReport
from deckgen.checks.subject import Finding
from deckgen.checks.text_report import text
from deckgen.cli import group
from deckgen.commands import check
from deckgen.diagnostics import DeckLocation, Diagnostic, Severity, Source, Span
from tests.facts.checked import deck
from tests.support.cases import every_case
from tests.support.paths import ROOT

DECK = "out/deck.pptx"
FACTS = "a:\n  value: 1,204\nb:\n  value: 7,777\n"
SOURCE = Source.of(Path("slides/one.yaml"), "Title: One\nContent: |\n  12 ships\n")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(group, ["check", *map(str, words)])


def plain(piece: str, _role: Severity | str) -> str:
    return piece


def on_slide(
    number: int, shape: str, message: str, *helps: str, code: str = "ALT", severity: str = "error"
) -> Finding:
    spot = DeckLocation(DECK, number, shape)
    return Finding(Diagnostic(code, message, spot, "", helps, Severity(severity)), spot)


def in_yaml(line: int, column: int, message: str, *helps: str) -> Finding:
    span = Span(SOURCE, line, column, line, column + 2)
    said = Diagnostic("LITERAL", message, span, "typed", helps, Severity.WARNING)
    return Finding(said, DeckLocation(DECK, 4, "Content"))


def told(*findings: Finding, tips: bool = False, quiet: bool = False) -> str:
    report = CheckReport(DECK, findings, {}, {})
    return "\n".join(text(report, plain, tips=tips, quiet=quiet, strict=False))


def test_errors_come_first_then_warnings_each_rule_once() -> None:
    report = told(
        in_yaml(1, 8, "`12` is a fact"),
        on_slide(2, "A", "no text", code="ALT"),
        on_slide(3, "B", "too small", code="SIZE"),
        on_slide(5, "C", "none at all", code="ALT"),
        on_slide(5, "C", "a tip", code="TIP", severity="tip"),
    )
    heads = re.findall(r"^(\w+\[\w+\])", report, re.MULTILINE)
    assert heads == ["error[ALT]", "error[SIZE]", "warning[LITERAL]"]
    assert report.endswith(f"3 errors, 1 warning, 1 tip (`--tips` shows it); {DECK} does not pass")


def test_places_that_say_the_same_are_one_line() -> None:
    same = [on_slide(n, "Title 1", "empty", "say it") for n in (1, 2, 3, 5)]
    assert told(
        *same, on_slide(7, "A", "empty", "say it"), on_slide(7, "B", "empty", "say it")
    ) == (
        "error[ALT]: empty\n"
        f" --> {DECK}, slides 1 to 3 and 5, shape `Title 1`\n"
        " --> slide 7, shapes `A` and `B`\n"
        "  = help: say it\n"
        "\n"
        f"6 errors; {DECK} does not pass"
    )


def test_the_first_place_in_yaml_shows_its_line_and_every_place_can_be_clicked() -> None:
    assert told(
        in_yaml(3, 3, "`12` is `a`", "write `${a}`"), in_yaml(1, 8, "`One` is `b`", "write `${b}`")
    ) == (
        "warning[LITERAL]: `12` is `a`\n"
        "  --> slides/one.yaml:3:3, slide 4, shape `Content`\n"
        "  |\n"
        "3 |   12 ships\n"
        "  |   ^^ typed\n"
        "  = help: write `${a}`\n"
        "  --> slides/one.yaml:1:8, slide 4, shape `Content`: `One` is `b`; write `${b}`\n"
        "\n"
        f"2 warnings; {DECK} passes"
    )


def test_no_help_of_a_place_is_lost() -> None:
    report = told(on_slide(1, "A", "one", "all", "first"), on_slide(2, "B", "two", "x", "all", "y"))
    assert report.splitlines()[:7] == [
        "error[ALT]: one",
        f" --> {DECK}, slide 1, shape `A`",
        "  = help: first",
        " --> slide 2, shape `B`: two",
        "      = help: x",
        "      = help: y",
        "  = help: all",
    ]


def test_tips_are_printed_where_asked_for() -> None:
    tip = on_slide(1, "A", "a tip", severity="tip")
    assert told(tip) == f"1 tip (`--tips` shows it); {DECK} passes"
    assert told(tip, tips=True).startswith("tip[ALT]: a tip\n")
    assert told(tip, tips=True).endswith(f"\n1 tip; {DECK} passes")


def test_quiet_keeps_errors_and_warnings_alone() -> None:
    found = (
        on_slide(1, "A", "an error"),
        in_yaml(1, 8, "a warning"),
        on_slide(1, "A", "a tip", severity="tip"),
    )
    report = told(*found, tips=True, quiet=True)
    assert re.findall(r"^\w+", report, re.MULTILINE) == ["error", "warning", "1"]
    assert "pass" not in report
    assert told(found[2], tips=True, quiet=True) == ""


def test_colour_is_for_terminals(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, "layout: Title Only\nTitle: We saw 1,204 ships\n")
    assert "\x1b" not in run(path).stdout
    styled = text(
        check.check(path), lambda piece, _: click.style(piece, fg="red"),
        tips=False, quiet=False, strict=False,
    )  # fmt: skip
    assert "\x1b[31mwarning[LITERAL]" in next(styled)


@pytest.mark.slow
def test_only_some_rules(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, "layout: Title Only\nTitle: We saw 1,204 ships, 3,333 cranes\n")
    whole = json.loads(run(path, "--format", "json").stdout)
    assert {found["code"] for found in whole["findings"]} >= {"LITERAL", "KEY-UNUSED"}
    for words in (["--only", "LITERAL"], ["--only", "literal", "--only", "SUM"]):
        part = json.loads(run(path, "--format", "json", *words).stdout)
        assert part["findings"] == [f for f in whole["findings"] if f["code"] == "LITERAL"]
        assert part["skipped"] == {}
    assert "tip[LITERAL]: no fact says `3,333`" in run(path, "--only", "LITERAL").stdout
    assert run(path, "--only", "LEFT-OVER").stdout.startswith("not decided: LEFT-OVER (no earlier")


@every_case(
    ("rule", "near"),
    [("LITERL", "LITERAL"), ("table", "TABLE-HEAD, TABLE-MERGE"), ("zzz", "docs/")],
)
def test_a_rule_that_is_none_is_told_with_those_near_it(rule: str, near: str) -> None:
    result = run("--only", rule)
    assert result.exit_code == 2
    assert f"there is no rule {rule}." in result.stderr
    assert near in result.stderr


def test_only_decides_what_fails(tmp_path: Path) -> None:
    path = deck(tmp_path, FACTS, "layout: Title Only\nTitle: We saw 1,204 ships\n")
    assert run(path, "--strict").exit_code == 1
    assert run(path, "--strict", "--only", "SUM").exit_code == 0


@pytest.mark.slow
def test_the_report_of_a_long_deck_with_one_fault_is_short(tmp_path: Path) -> None:
    slides = Presentation()
    for _ in range(60):
        slides.slides.add_slide(slides.slide_layouts[0])
    slides.save(tmp_path / "long.pptx")
    report = run(tmp_path / "long.pptx")
    assert "slides 1 to 60, shape `Title 1`" in report.stdout
    assert len(report.stdout.splitlines()) <= 40


@pytest.mark.slow
def test_the_briefings_report_fits_on_a_screen(monkeypatch: Any) -> None:
    monkeypatch.chdir(ROOT)
    report = run()
    assert report.exit_code == 0, report.output
    assert len(report.stdout.splitlines()) <= 40
