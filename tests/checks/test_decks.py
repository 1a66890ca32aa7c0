"""Checking a deck: its own rules, its settings, and places in YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.checks import CheckReport
from deckgen.commands import check
from deckgen.diagnostics import Problem, Span
from tests.checks.sound import DECK


def write(folder: Path, text: str = DECK, **files: str) -> Path:
    path = folder / "deck.yaml"
    path.write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return path


def found(report: CheckReport, code: str) -> list[str]:
    """The messages of a rule, each with its line in deck.yaml or another file."""
    return [
        f"{Path(d.place.source.name).name}:{d.place.line} {d.message}"
        for d in report.diagnostics
        if d.code == code and isinstance(d.place, Span)
    ]


def line(text: str, words: str) -> int:
    """The line that holds these words, counted from 1."""
    return next(n for n, row in enumerate(text.splitlines(), start=1) if words in row)


def test_nothing_is_found_in_a_sound_deck(tmp_path: Path) -> None:
    assert check.check(write(tmp_path)).diagnostics == ()


@pytest.mark.slow
def test_a_slot_that_none_of_three_slides_fills_is_a_tip(tmp_path: Path) -> None:
    slides = [f"  - id: s{n}\n    layout: Title Only\n    Title: Number {n}\n" for n in range(2)]
    report = check.check(write(tmp_path, DECK + "".join(slides)))
    (tip,) = report.diagnostics
    assert tip.code == "SLOT-UNUSED"
    assert tip.message == ("none of 3 slides fills `Kicker`, `Source` of the layout `Title Only`")
    assert not report.fails(strict=True)
    assert check.check(write(tmp_path, DECK + slides[0])).diagnostics == ()


def test_places_are_lines_of_the_author_and_shapes_on_slides(tmp_path: Path) -> None:
    text = DECK.replace("Depth, four", "3/6/2020: depth, four")
    text = text.replace("Speed, once", "6 March 2020: speed, once")
    report = check.check(write(tmp_path, text))
    finding = next(f for f in report.findings if f.diagnostic.code == "DATE-STYLE")
    assert isinstance(finding.diagnostic.place, Span)
    assert finding.diagnostic.place.line == line(text, "3/6/2020")
    assert finding.spot is not None
    assert (finding.spot.slide, finding.spot.shape) == (2, "Content")
    assert finding.spot.box is not None


@pytest.mark.slow
def test_values_to_come(tmp_path: Path) -> None:
    text = DECK.replace("Oak carries most", "TODO who carries most")
    assert found(check.check(write(tmp_path, text)), "TODO") == [
        f"deck.yaml:{line(text, 'TODO')} `Points` is still to come"
    ]


@pytest.mark.slow
def test_a_slide_that_fills_no_content(tmp_path: Path) -> None:
    text = DECK + "  - id: empty\n    layout: Title and Content\n    Title: Nothing yet\n"
    assert found(check.check(write(tmp_path, text)), "SLOT-EMPTY") == [
        f"deck.yaml:{line(text, 'id: empty')} the slide fills none of `Content`"
    ]


@pytest.mark.slow
def test_a_slot_that_is_filled_with_nothing(tmp_path: Path) -> None:
    text = DECK.replace("Subtitle: What they carry", 'Subtitle: ""')
    report = check.check(write(tmp_path, text))
    assert found(report, "PH-EMPTY") == [
        f"deck.yaml:{line(text, 'Subtitle')} the placeholder `Subtitle` is empty"
    ]


@pytest.mark.slow
def test_facts_and_contacts_that_nobody_uses(tmp_path: Path) -> None:
    facts = (
        "depth.elm:\n  value: 12\ndepth.oak:\n  value: 15\nshare:\n  formula: depth.elm / 2\n"
        "  format: .0f\nlost:\n  value: 1\n"
    )
    contacts = "elm:\n  office: Elm\noak:\n  office: Oak\n"
    text = DECK.replace("slides:\n", "facts: [facts.yaml]\ncontacts: contacts.yaml\nslides:\n")
    text = text.replace("Oak carries most", "Oak carries ${depth.oak}, Elm ${share}")
    text = text.replace("Presenter and office: Water board", "Subtitle: x", 1).replace(
        "    Subtitle: x\n", "    Presenter and office:\n      contact: elm\n", 1
    )
    report = check.check(write(tmp_path, text, facts=facts, contacts=contacts))
    assert found(report, "KEY-UNUSED") == [
        "facts.yaml:8 the fact `lost` is never used",
        "contacts.yaml:3 the contact `oak` is never used",
    ]


@pytest.mark.slow
def test_a_fact_that_only_a_variant_uses_is_used(tmp_path: Path) -> None:
    text = DECK.replace("slides:\n", "facts: [facts.yaml]\nvariants: variants\nslides:\n")
    (tmp_path / "variants").mkdir()
    (tmp_path / "variants" / "north.yaml").write_text(
        "extends: ../deck.yaml\nslides:\n  cover:\n    Subtitle: ${depth}\n", encoding="utf-8"
    )
    path = write(tmp_path, text, facts="depth:\n  value: 12\nlost:\n  value: 1\n")
    unused = found(check.check(path), "KEY-UNUSED")
    assert unused == ["facts.yaml:3 the fact `lost` is never used"]
    north = check.check(path, variant="north")
    assert not found(north, "KEY-UNUSED")
    assert "KEY-UNUSED" in north.skipped


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "count"), [("", 0), ("check:\n  notes: required\n", 4)], ids=["not asked", "asked"]
)
def test_notes(asked: str, count: int, tmp_path: Path) -> None:
    text = DECK.replace("slides:\n", f"{asked}slides:\n")
    text = text.replace("    Title: Flow\n", "    Title: Flow\n    notes: Say this.\n")
    assert len(found(check.check(write(tmp_path, text)), "NOTES")) == count


@pytest.mark.slow
def test_a_rule_is_switched_off_with_a_reason(tmp_path: Path) -> None:
    text = DECK.replace("slides:\n", "check:\n  off:\n    SLOT-UNUSED: a new template\nslides:\n")
    report = check.check(write(tmp_path, text))
    assert not report.findings
    assert report.off == {"SLOT-UNUSED": "a new template"}


def test_faults_of_the_settings_are_told_together(tmp_path: Path) -> None:
    text = DECK.replace(
        "slides:\n", "check:\n  notes: yes\n  off:\n    SLOT-UNUSE: a slip\nslides:\n"
    )
    with pytest.raises(Problem) as caught:
        check.check(write(tmp_path, text))
    helps = {found.code: found.helps for found in caught.value.diagnostics}
    assert helps.keys() == {"unknown-rule", "notes"}
    assert helps["unknown-rule"][0] == "did you mean `SLOT-UNUSED`?"


def test_a_deck_that_does_not_build_is_not_checked(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        check.check(write(tmp_path, DECK.replace("layout: Table", "layout: Tabel")))


@pytest.mark.slow
def test_a_level_left_out_is_found_at_its_line(tmp_path: Path) -> None:
    text = DECK.replace(
        "      Depth, four times a day\n",
        "      Depth, four times a day\n          At Elm\n        At Oak\n",
    )
    assert found(check.check(write(tmp_path, text)), "LEVEL-SKIP") == [
        f"deck.yaml:{line(text, 'At Elm')} `At Elm` is on level 3, below a line of level 1"
    ]
    assert (
        found(check.check(write(tmp_path, text.replace("    At Elm", "  At Elm"))), "LEVEL-SKIP")
        == []
    )
