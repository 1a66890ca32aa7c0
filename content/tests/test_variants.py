"""The four variants that ship: what differs is shown, and nothing else differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation

from deckgen.commands.build import Job, build_variants
from deckgen.deck import source_files
from deckgen.project import Project
from tests.support.office import Office
from tests.support.paths import ROOT
from tests.support.programs import run

pytestmark = pytest.mark.slow

DECK = ROOT / "content" / "deck.yaml"
OFFICES = {
    "st-louis": ("St. Louis", "Saint Louis", "(314)244-9744"),
    "springfield": ("Springfield", "Springfield", "(417)865-7359"),
    "kansas-city": ("Kansas City", "Kansas City", "(816)880-5000"),
}


def texts(deck: Path) -> dict[str, str]:
    """All text of each slide by its id."""
    return {
        slide.name: "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        for slide in Presentation(str(deck)).slides
    }


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the variants, built in one run, by name."""
    job = Job(DECK, output=tmp_path_factory.mktemp("variants"))
    outcomes = build_variants(job, Project(DECK).variants.names)
    return {found.name: found.result.path for found in outcomes if found.result}


def test_all_are_built(decks: dict[str, Path]) -> None:
    assert sorted(decks) == ["kansas-city", "missouri", "springfield", "st-louis"]


@pytest.mark.parametrize("name", OFFICES)
def test_an_office_has_its_own_card_and_the_national_line_only(
    name: str, decks: dict[str, Path]
) -> None:
    city, office, phone = OFFICES[name]
    said = texts(decks[name])
    assert city in said["cover"]
    assert office in said["missouri-contacts"]
    assert phone in said["missouri-contacts"]
    assert "(802)872-6020" in said["missouri-contacts"]
    for other, (other_city, _, other_phone) in OFFICES.items():
        if other != name:
            assert other_phone not in said["missouri-contacts"]
            assert other_city not in said["cover"]


def test_missouri_names_all_three_and_the_national_line(decks: dict[str, Path]) -> None:
    said = texts(decks["missouri"])
    assert "Missouri" in said["cover"]
    assert all(phone in said["missouri-contacts"] for _, _, phone in OFFICES.values())
    assert "(802)872-6020" in said["missouri-contacts"]


def test_none_has_a_value_to_come() -> None:
    for name in Project(DECK).variants.names:
        assert source_files.find_todos(Project(DECK, variant=name).source) == []


def test_every_page_is_rendered(decks: dict[str, Path], office: Office) -> None:
    for deck, pdf in zip(decks.values(), office.pdfs(list(decks.values())), strict=True):
        run([office.rasteriser, "-png", "-r", "8", pdf, pdf.with_suffix("")])
        pages = list(pdf.parent.glob(f"{pdf.stem}-*.png"))
        assert len(pages) == len(Presentation(str(deck)).slides)
