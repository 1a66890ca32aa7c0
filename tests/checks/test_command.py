"""The command: texts, JSON, SARIF, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deckgen.checks.rules import RULES
from deckgen.cli import group
from tests.checks import seeds_structure as structure
from tests.checks.sound import DECK, Seed, sound
from tests.support.archives import members, packed


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(group, ["check", *map(str, words)])


def deck(folder: Path, *seeds: Any) -> Path:
    """A presentation with these faults."""
    path = folder / "rivers.pptx"
    data = sound()
    if seeds:
        (spoil,) = seeds
        data = Seed("", spoil).deck()
    path.write_bytes(data)
    return path


@pytest.mark.slow
def test_a_sound_presentation_passes(tmp_path: Path) -> None:
    result = run(deck(tmp_path), "--strict")
    assert result.exit_code == 0
    assert result.stdout.endswith("rivers.pptx passes\n")


@pytest.mark.slow
def test_an_error_fails(tmp_path: Path) -> None:
    result = run(deck(tmp_path, structure.picture_without_alt))
    assert result.exit_code == 1
    assert "error[ALT-MISSING]: the picture has no alternative text" in result.stdout
    assert "slide 5, shape `Picture" in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("flags", "code"), [((), 0), (("--strict",), 1)])
def test_a_warning_fails_where_strict(flags: tuple[str, ...], code: int, tmp_path: Path) -> None:
    assert run(deck(tmp_path, structure.merged_cells), *flags).exit_code == code


@pytest.mark.slow
def test_rules_that_are_off_are_printed_with_their_reasons(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"
    path.write_text(
        DECK.replace("slides:\n", "check:\n  off:\n    SLOT-UNUSED: a new template\nslides:\n"),
        encoding="utf-8",
    )
    result = run(path)
    assert result.exit_code == 0, result.output
    assert "SLOT-UNUSED is off: a new template\n" in result.stdout


@pytest.mark.parametrize("more", [(), ("--fix", "--force")], ids=["check", "fix"])
@pytest.mark.parametrize("option", ["--variant", "--template", "--since"])
def test_an_option_for_decks_is_no_option_for_a_presentation(
    option: str, more: tuple[str, ...], tmp_path: Path
) -> None:
    result = run(tmp_path / "rivers.pptx", option, "east", *more)
    assert result.exit_code == 2
    assert "--variant, --template and --since are for decks." in result.stderr


def test_a_file_that_cannot_be_read_through_is_told_plainly(tmp_path: Path) -> None:
    path = deck(tmp_path)
    parts = members(path)
    parts["ppt/slides/slide2.xml"] = parts["ppt/slides/slide2.xml"][:400]
    path.write_bytes(packed(parts))
    result = run(path)
    assert result.exit_code == 1
    assert "error[broken-file]" in result.stderr
    assert "nothing was checked" in result.stderr


def test_json_holds_places_and_boxes(tmp_path: Path) -> None:
    result = run(deck(tmp_path, structure.picture_without_alt), "--format", "json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["code"], finding["severity"]) == ("ALT-MISSING", "error")
    assert (finding["slide"], len(finding["box"])) == (5, 4)


def test_sarif_names_the_rule_the_file_and_the_slide(tmp_path: Path) -> None:
    path = deck(tmp_path, structure.picture_without_alt)
    log = json.loads(run(path, "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (each,) = log["runs"]
    rules = each["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    (found,) = each["results"]
    assert rules[found["ruleIndex"]]["id"] == found["ruleId"] == "ALT-MISSING"
    assert found["level"] == "error"
    (place,) = found["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == path.as_uri()
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "slide 5/Picture 5"


@pytest.mark.slow
def test_sarif_of_a_deck_names_lines_of_yaml(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "deck.yaml"
    path.write_text(DECK.replace("Speed, once", "TODO speed, once"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    log = json.loads(run(path, "--format", "sarif").stdout)
    found = [r for r in log["runs"][0]["results"] if r["ruleId"] == "TODO"]
    (where,) = (r["locations"][0]["physicalLocation"] for r in found)
    assert where["artifactLocation"]["uri"] == "deck.yaml"
    row = path.read_text(encoding="utf-8").splitlines()[where["region"]["startLine"] - 1]
    assert row[where["region"]["startColumn"] - 1 :].startswith("TODO")
