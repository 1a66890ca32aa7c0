"""One check of a deck and its variants: what decks share is told once, and each is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deckgen import checks
from deckgen.checks import CheckReport
from deckgen.checks.subject import Finding, TemplateFault
from deckgen.checks.text_report import text
from deckgen.cli import group
from deckgen.deck import DeckName
from deckgen.diagnostics import DeckLocation, Diagnostic, Severity
from tests.deck.project import FILES, write

pytestmark = pytest.mark.slow

TODO = "layout: Title Slide\nTitle: TODO a title\nSubtitle: S\n"
BAD = "extends: ../deck.yaml\nslides:\n  cover:\n    Subtitel: x\n"
SOUTH = "extends: ../deck.yaml\nslides:\n  cover:\n    Title: South\n    Subtitle: TODO south\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(
        group, ["check", *(str(word) for word in words)], catch_exceptions=False
    )


def as_json(*words: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--format", "json").stdout)
    return found


def of_todo(folder: Path) -> Path:
    return write(folder, {"slides/cover.yaml": TODO, "variants/south.yaml": SOUTH})


def test_what_decks_share_is_told_once_with_their_names(tmp_path: Path) -> None:
    result = run(of_todo(tmp_path), "--all-variants", "--only", "TODO")
    assert result.exit_code == 0
    assert result.stdout.count("warning[TODO]") == 1
    assert "cover.yaml:2:8" in result.stdout
    assert "in the base, east, west" in result.stdout
    assert "south.yaml:5:15" in result.stdout
    assert "in south" in result.stdout
    assert result.stdout.endswith("2 warnings; 4 of 4 decks pass\n")


def test_what_all_decks_have_is_told_so(tmp_path: Path) -> None:
    deck = write(tmp_path, {"slides/arrests.yaml": FILES["slides/arrests.yaml"] + "notes: TODO\n"})
    result = run(deck, "--all-variants", "--only", "TODO")
    assert "in all 3 decks" in result.stdout
    assert "1 warning; 3 of 3 decks pass" in result.stdout
    left = run(deck, "--all-variants", "--no-base", "--only", "TODO")
    assert "in east, west" in left.stdout
    assert "1 warning; 2 of 2 decks pass" in left.stdout


def test_the_exit_code_is_the_worst_and_those_that_fail_are_named(tmp_path: Path) -> None:
    deck = of_todo(tmp_path)
    south = FILES["variants/east.yaml"].replace("The east", "TODO the south")
    write(tmp_path, {"slides/cover.yaml": FILES["slides/cover.yaml"], "variants/south.yaml": south})
    assert run(deck, "--strict", "--only", "TODO").exit_code == 0
    result = run(deck, "--all-variants", "--strict", "--only", "TODO")
    assert result.exit_code == 1
    assert result.stdout.endswith("1 warning; 3 of 4 decks pass; failed: south\n")


def test_a_slide_that_stands_elsewhere_in_a_variant_is_the_same_slide() -> None:
    first = report("out/d.pptx", ("cover", "map"), on_slide("out/d.pptx", 2))
    second = report("out/d-a.pptx", ("new", "cover", "map"), on_slide("out/d-a.pptx", 3))
    third = report("out/d-b.pptx", ("map", "cover"), on_slide("out/d-b.pptx", 2))
    together = merged({None: first, "a": second, "b": third})
    assert [found.decks for found in together.findings] == [(None, "a"), ("b",)]
    assert [str(found.diagnostic.place) for found in together.findings] == [
        "out/d.pptx, slide 2, shape `A`", "out/d-b.pptx, slide 2, shape `A`",
    ]  # fmt: skip
    twice = report("out/d.pptx", ("map",), on_slide("out/d.pptx", 1), on_slide("out/d.pptx", 1))
    assert len(merged({None: twice}).findings) == 2


def test_a_fault_of_the_template_is_told_once_with_all_its_decks() -> None:
    fault = TemplateFault("the date", "too small", "mend it")
    first = report("d.pptx", ("a",), on_slide("d.pptx", 1, template=fault))
    second = report("e.pptx", ("a", "b"), on_slide("e.pptx", 2, template=fault))
    together = merged({None: first, "e": second, "f": report("f.pptx", ())})
    told = "\n".join(text(together, plain, tips=False, quiet=False, strict=False))
    assert told.count("in the template") == 1
    assert "in the base, e" in told
    assert told.endswith("1 error; 1 of 3 decks pass; failed: the base, e")


def report(name: str, slides: tuple[str, ...], *findings: Finding) -> CheckReport:
    return CheckReport(name, findings, {}, {}, "t.pptx", slides=slides)


def merged(reports: Mapping[DeckName, CheckReport]) -> CheckReport:
    return checks.merged("deck.yaml", tuple(reports), reports)


def on_slide(file: str, number: int, *, template: TemplateFault | None = None) -> Finding:
    spot = DeckLocation(file, number, "A")
    return Finding(Diagnostic("ALT-MISSING", "no text", spot), spot, template)


def plain(piece: str, _role: Severity | str) -> str:
    return piece


def test_single_checks_find_nothing_else(tmp_path: Path) -> None:
    deck = of_todo(tmp_path)
    together = as_json(deck, "--all-variants")
    assert together["decks"] == [None, "east", "south", "west"]
    for name in together["decks"]:
        alone = as_json(deck, *(() if name is None else ("--variant", name)))
        said = {(f["code"], f["message"]) for f in alone["findings"]}
        ours = {(f["code"], f["message"]) for f in together["findings"] if name in f["decks"]}
        assert ours == said


def test_a_variant_that_cannot_be_read_leaves_the_others_checked(tmp_path: Path) -> None:
    deck = write(
        tmp_path,
        {"slides/cover.yaml": TODO, "variants/aaa.yaml": "extends: [\n", "variants/bad.yaml": BAD},
    )
    result = run(deck, "--all-variants", "--only", "TODO")
    assert result.exit_code == 1
    assert "error[unclosed-bracket]" in result.stderr
    assert "did you mean `Subtitle`?" in result.stderr
    assert "2 errors; what has errors was not checked" in result.stderr
    why = "a variant that may use some of the keys cannot be read"
    assert f"KEY-UNUSED ({why})" in run(deck, "--all-variants").stdout
    assert f"KEY-UNUSED ({why})" in run(deck).stdout
    assert "in bad" in result.stderr
    assert "warning[TODO]" in result.stdout
    assert "1 warning; 3 of 5 decks pass; not checked: aaa, bad" in result.stdout
    data = as_json(deck, "--all-variants", "--only", "TODO")
    assert [(d["code"], d["decks"]) for d in data["diagnostics"]] == [
        ("unclosed-bracket", ["aaa"]), ("unknown-slot", ["bad"]),
    ]  # fmt: skip
    assert [f["decks"] for f in data["findings"]] == [[None, "east", "west"]]
    log = json.loads(run(deck, "--all-variants", "--format", "sarif").stdout)
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    told = invocation["toolExecutionNotifications"]
    assert [each["descriptor"]["id"] for each in told] == ["unclosed-bracket", "unknown-slot"]
    uri = told[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.endswith("variants/bad.yaml")


def test_sarif_names_the_decks(tmp_path: Path) -> None:
    log = json.loads(run(of_todo(tmp_path), "--all-variants", "--format", "sarif").stdout)
    found = [r for r in log["runs"][0]["results"] if r["ruleId"] == "TODO"]
    assert [r["properties"]["decks"] for r in found] == [[None, "east", "west"], ["south"]]
    assert found[0]["message"]["text"].endswith("in the base, east, west")


def test_a_table_of_variants_and_the_base(tmp_path: Path) -> None:
    table = FILES["deck.yaml"].replace(
        "variants: variants", 'variants: {from: regions.csv, name: "{region.id}"}'
    )
    rows = "region.id,arrests.total,contact.office\nr1,7,One\nr2,8,TODO\n"
    deck = write(tmp_path, {"deck.yaml": table, "regions.csv": rows})
    result = run(deck, "--all-variants", "--only", "TODO", "--strict")
    assert result.exit_code == 1
    assert "regions.csv:3:6" in result.stdout
    assert result.stdout.endswith("2 of 3 decks pass; failed: r2\n")


def test_rules_that_only_some_decks_switch_off_say_which(tmp_path: Path) -> None:
    off = "extends: ../deck.yaml\ncheck:\n  off:\n    TODO: a draft\n"
    deck = write(tmp_path, {"slides/cover.yaml": TODO, "variants/draft.yaml": off})
    result = run(deck, "--all-variants")
    assert "TODO is off: a draft (in draft)" in result.stdout
    assert "in the base, east, west" in result.stdout
    assert as_json(deck, "--all-variants")["off"] == {"TODO": "a draft (in draft)"}


def test_of_many_decks_the_first_are_named() -> None:
    every = {f"r{n}": report("d.pptx", ("a",), on_slide("d.pptx", 1)) for n in range(20)}
    told = "\n".join(text(merged(every), plain, tips=False, quiet=False, strict=False))
    assert "in all 20 decks" in told
    assert told.endswith("failed: r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11 ... (20 in all)")


@pytest.mark.parametrize(
    "words",
    [["--no-base"], ["--all-variants", "--variant", "east"], ["--all-variants", "--fix"]],
)
def test_misuse_is_told(words: list[str], tmp_path: Path) -> None:
    assert run(write(tmp_path), *words).exit_code == 2


def test_a_presentation_has_no_variants(tmp_path: Path) -> None:
    (tmp_path / "a.pptx").write_bytes(b"")
    assert run(tmp_path / "a.pptx", "--all-variants").exit_code == 2
    none = write(tmp_path, {"deck.yaml": FILES["deck.yaml"].replace("variants: variants\n", "")})
    result = run(none, "--all-variants")
    assert result.exit_code == 1
    assert "has no variants" in result.stderr
