"""What a variant makes of the facts of its deck, in short and in full."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from deckgen.deck import load
from deckgen.deck.source_files import DeckSource
from deckgen.diagnostics import Problem, render
from deckgen.facts import Facts
from tests.deck.project import FILES, overlaid, write

GROUPED = """\
region.id:
  value: missouri
arrests in 2020:
  as_of: 2020-03-06
  source: ICE ERO
  unit: arrests
  facts:
    arrests.total:
      value: 387
    arrests.share:
      formula: arrests.total / arrests.all
      format: .0%
      note: Of the whole
    arrests.all:
      value: 774
      note: Counted twice
"""


def changed(folder: Path, overlay: str, files: Mapping[str, str] | None = None) -> DeckSource:
    variant = {"variants/here.yaml": f"extends: ../deck.yaml\n{overlay}"}
    deck = write(folder, {"facts.yaml": GROUPED, **(files or {}), **variant})
    return overlaid(deck, folder / "variants" / "here.yaml")


def facts(folder: Path, overlay: str) -> Facts:
    return load.load(changed(folder, overlay)).facts


def test_a_value_alone_changes_the_value_alone(tmp_path: Path) -> None:
    fact = facts(tmp_path, "facts:\n  arrests.all: 800\n").fact("arrests.all")
    assert (fact.text, fact.sources, str(fact.as_of)) == ("800", ("ICE ERO",), "2020-03-06")
    assert fact.entry.note is not None
    assert fact.entry.group is not None
    assert str(fact.place("value")).endswith("variants/here.yaml:3:16")


def test_fields_change_a_grouped_fact_by_its_id(tmp_path: Path) -> None:
    overlay = "facts:\n  arrests.all:\n    as_of: 2021-01-01\n    remove: [source]\n"
    fact = facts(tmp_path, overlay).fact("arrests.all")
    assert (fact.text, fact.sources, str(fact.as_of)) == ("774", (), "2021-01-01")


def test_a_new_fact_may_be_a_value_alone(tmp_path: Path) -> None:
    fact = facts(tmp_path, "facts+:\n  beds: 20\n").fact("beds")
    assert (fact.text, fact.value.amount) == ("20", 20)


def test_a_value_and_a_text_replace_each_other(tmp_path: Path) -> None:
    overlay = "facts:\n  region.id:\n    text: 51 200\n"
    known = facts(tmp_path, overlay)
    assert known.fact("region.id").text == "51 200"
    (tmp_path / "variants" / "there.yaml").write_text(
        "extends: here.yaml\nfacts:\n  region.id:\n    value: iowa\n", encoding="utf-8"
    )
    again = overlaid(tmp_path / "deck.yaml", tmp_path / "variants" / "there.yaml")
    assert load.load(again).facts.fact("region.id").text == "iowa"


def test_an_entry_in_full_replaces_a_formula_and_all_that_came_with_it(tmp_path: Path) -> None:
    fact = facts(
        tmp_path, "facts:\n  arrests.share:\n    value: 51%\n    source: Case system\n"
    ).fact("arrests.share")
    assert (fact.text, fact.sources) == ("51%", ("Case system",))
    assert fact.entry.note is fact.entry.format is None
    assert (str(fact.as_of), fact.entry.unit and fact.entry.unit.text) == ("2020-03-06", "arrests")


def test_a_formula_in_full_replaces_a_value_and_all_that_came_with_it(tmp_path: Path) -> None:
    fact = facts(tmp_path, "facts:\n  arrests.all:\n    formula: arrests.total * 2\n").fact(
        "arrests.all"
    )
    assert (fact.text, fact.sources) == ("774", ("ICE ERO",))
    assert fact.entry.note is fact.entry.source is fact.entry.as_of is None
    assert fact.entry.unit is not None


def test_remove_says_what_of_a_formula_goes_and_the_rest_stays(tmp_path: Path) -> None:
    overlay = "facts:\n  arrests.share:\n    remove: [formula]\n    value: 51%\n"
    fact = facts(tmp_path, overlay).fact("arrests.share")
    assert (fact.text, fact.sources, str(fact.as_of)) == ("51%", ("ICE ERO",), "2020-03-06")
    assert fact.entry.note is not None


def test_a_value_in_place_of_a_formula_is_as_good_as_its_group_says(tmp_path: Path) -> None:
    grouped = GROUPED.replace("  unit: arrests\n", "  stale_after: 90\n")
    for change in ("value: 51%", "remove: [formula]\n    value: 51%"):
        overlay = f"facts:\n  arrests.share:\n    {change}\n"
        source = changed(tmp_path, overlay, {"facts.yaml": grouped})
        assert str(load.load(source).facts.fact("arrests.share").due) == "2020-06-04"


def test_a_value_in_place_of_a_formula_without_a_group_says_all_itself(tmp_path: Path) -> None:
    overlay = "facts:\n  arrests.share:\n    value: 51%\n"
    source = changed(tmp_path, overlay, {"facts.yaml": FILES["facts.yaml"]})
    fact = load.load(source).facts.fact("arrests.share")
    assert [key.text for key, _ in fact.entry.node] == ["value"]


def test_a_value_alone_does_not_replace_a_formula(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        changed(tmp_path, "facts:\n  arrests.share: 51%\n  arrests.total: 400\n")
    (found,) = caught.value.diagnostics
    assert found.code == "fields-clash"
    assert "variants/here.yaml:3:18" in str(found.place)
    assert "`value: 51%`, and what it needs of `as_of:`, `source:`" in render(found)


def test_a_group_is_not_changed(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        changed(tmp_path, "facts:\n  arrests in 2020:\n    as_of: 2021-01-01\n")
    (found,) = caught.value.diagnostics
    assert found.code == "unknown-fact"
    assert "such as `arrests.total`" in render(found)


def test_a_variant_holds_no_group(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="has no field `facts`"):
        facts(tmp_path, "facts+:\n  more:\n    facts:\n      a.b:\n        value: 1\n")


OWN = FILES["slides/figures.yaml"] + "facts:\n  beds: 20\n  rooms:\n    value: 5\n    unit: rooms\n"


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("beds: 30", {"value": "30"}),
        ("rooms: 6", {"value": "6", "unit": "rooms"}),
        ("rooms:\n          text: six", {"text": "six", "unit": "rooms"}),
        ("beds:\n          unit: beds", {"value": "20", "unit": "beds"}),
        ("beds:\n          value: 30\n          unit: beds", {"value": "30", "unit": "beds"}),
        ("doors: 7", {"value": "7"}),
    ],
)
def test_the_facts_of_a_slide_change_alike(
    tmp_path: Path, change: str, fields: dict[str, str]
) -> None:
    overlay = f"slides:\n  figures:\n    facts:\n        {change}\n"
    source = changed(tmp_path, overlay, {"slides/figures.yaml": OWN})
    (slide,) = (slide for slide in load.load(source).slides if slide.id.text == "figures")
    assert slide.facts is not None
    entry = Facts.empty().layer(slide.facts).fact(change.split(":")[0]).entry
    assert {key.text: value.text for key, value in entry.node} == fields
