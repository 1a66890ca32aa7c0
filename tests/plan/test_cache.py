"""Slides taken from an earlier plan are what they would be if they were planned anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen.deck import load, source_files
from deckgen.plan import Plan, planner
from deckgen.plan.cache import SlideCache
from deckgen.source.writing import YamlData, dump
from deckgen.template import Template
from tests.deck.project import TEMPLATE, overlaid, write
from tests.support.lanes import examples

OPENED = Template.open(TEMPLATE)
totals = st.sampled_from(["387", "12", "1,120"])
settings_ = st.dictionaries(
    st.sampled_from(["footer", "date", "language", "title"]),
    st.sampled_from(["de-DE", "en-US"]),
    max_size=1,
)


@st.composite
def overlays(draw: st.DrawFn) -> dict[str, YamlData]:
    """Changes of a fact, of its source, of a contact, of a setting or of a slide."""
    overlay: dict[str, YamlData] = {"extends": "../deck.yaml", **draw(settings_)}
    fact: dict[str, YamlData] = {"value": draw(totals)}
    if draw(st.booleans()):
        fact["source"] = "Another source"
    choices: list[dict[str, YamlData]] = [
        {"facts": {"arrests.total": fact}},
        {"facts": {"region.id": {"value": "lesc"}}},
        {"contacts": {"missouri": {"phone": draw(totals)}}},
        {"slides": {"cover": {"Subtitle": draw(totals)}}},
        {"remove": ["contacts"]},
    ]
    for choice in draw(st.lists(st.sampled_from(choices), max_size=2, unique_by=str)):
        overlay |= choice
    return overlay


def exactly(plan: Plan) -> str:
    """The plan with all that equality leaves out, places included."""
    spans = [{slot: str(span) for slot, span in slide.spans.items()} for slide in plan.slides]
    return f"{plan!r} {spans}"


@pytest.mark.slow
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(overlays(), min_size=2, max_size=5))
def test_a_kept_plan_is_the_plan(tmp_path: Path, drawn: list[dict[str, YamlData]]) -> None:
    deck = write(tmp_path)
    base = source_files.read(deck)
    planned = SlideCache()
    for overlay in drawn:
        variant = tmp_path / "variants" / "drawn.yaml"
        variant.write_text(dump(overlay), encoding="utf-8")
        changed = load.load(overlaid(deck, variant, base))
        kept = planner.plan(changed, OPENED, planned)
        assert exactly(kept) == exactly(planner.plan(changed, OPENED))


def test_what_is_alike_is_not_planned_again(tmp_path: Path) -> None:
    deck = write(tmp_path)
    base = source_files.read(deck)
    planned = SlideCache()
    first = planner.plan(load.load(base), OPENED, planned)
    east = load.load(overlaid(deck, tmp_path / "variants" / "east.yaml", base))
    second = planner.plan(east, OPENED, planned)
    same = [a.id for a, b in zip(first.slides, second.slides, strict=True) if a is b]
    assert same == ["contacts"]


def test_files_that_are_read_again_are_not_planned_again(tmp_path: Path) -> None:
    deck = write(tmp_path)
    cache = SlideCache()
    first, second = (planner.plan(load.read(deck), OPENED, cache) for _ in range(2))
    assert [a is b for a, b in zip(first.slides, second.slides, strict=True)] == [True] * 4
    cover = deck.parent / "slides" / "cover.yaml"
    cover.write_text("# A remark that moves every line\n" + cover.read_text())
    third = planner.plan(load.read(deck), OPENED, cache)
    same = [a.id for a, b in zip(first.slides, third.slides, strict=True) if a is b]
    assert same == ["figures", "arrests", "contacts"]
    assert exactly(third) == exactly(planner.plan(load.read(deck), OPENED))
