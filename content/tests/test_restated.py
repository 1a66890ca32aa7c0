"""The sentences are our own: no run of the source's words is carried over."""

import re

import pytest

from content.tests.shown_text import notes, paragraphs
from content.tests.source_text import ANCHORS, parts, squeeze
from tests.support.paths import needs_briefing

RUN = 8
"""Words in a row that count as carried over."""

FIXED = (
    "ICE ERO Arrest in Missouri (387) as of March 6, 2020",
    "Security Alliance for Fugitive Enforcement (SAFE)",
    "Removal and International Operations – Middle East and Eastern Africa",
    "1222 Spruce Street, Saint Louis, MO 63103",
    "4715 W Junction St, Springfield, MO 65802",
    "11125 N Ambassador Dr, KC, MO 64153",
)
"""Headings, names of programs and units, and addresses that are as long, and are not prose."""


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[.,'’/()-]+\w+)*", text.casefold())


def runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def without_fixed(text: str) -> list[str]:
    """Return what lies between the fixed names."""
    return re.split("|".join(map(re.escape, FIXED)), text)


@needs_briefing
@pytest.mark.parametrize("name", FIXED)
def test_a_fixed_name_is_the_source_s(name):
    assert squeeze(name) in " ".join(parts().values())


@needs_briefing
def test_runs_find_a_sentence_of_the_source():
    part = parts()["atd"]
    assert runs(part) & runs("Helps prioritize limited detention capacity for higher risk people")


@pytest.mark.slow
@needs_briefing
@pytest.mark.parametrize("slide_id", ANCHORS)
def test_no_sentence_is_carried_over(briefing, slide_id):
    source = set().union(*map(runs, parts().values()))
    slide = briefing[slide_id]
    ours = [
        between
        for paragraph in (*paragraphs(slide), *notes(slide))
        for between in without_fixed(squeeze(paragraph))
    ]
    carried = {run for text in ours for run in runs(text) & source}
    assert sorted(" ".join(run) for run in carried) == []
