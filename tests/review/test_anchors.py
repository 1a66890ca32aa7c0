"""Slides are known again by custom shows, wherever their parts came from."""

from pathlib import Path

import pytest

from deckgen.commands import build
from deckgen.commands.extract import extract
from deckgen.deck import EmbedMode
from deckgen.opc.package import Package
from deckgen.presentation import marks
from deckgen.review import identity
from deckgen.review.base import base_in
from tests.support.office import Office
from tests.support.paths import CORPUS, needs_corpus

pytestmark = pytest.mark.slow

DECK = CORPUS / "Open-Xml-PowerTools--TenSlides.pptx"


@pytest.fixture
def reordered(tmp_path: Path) -> Path:
    """A deck of another maker, extracted and built with its slides in another order."""
    extract(DECK, tmp_path)
    deck = tmp_path / "deck.yaml"
    head, slides = deck.read_text(encoding="utf-8").split("slides:\n")
    rows = slides.splitlines(keepends=True)
    deck.write_text(f"{head}slides:\n{''.join([*rows[:0:-2], *rows[2::2]])}", encoding="utf-8")
    return build.build(deck, output=tmp_path / "out.pptx", embed=EmbedMode.FULL, anchored=True).path


@needs_corpus
def test_the_parts_of_anchored_slides_are_numbered_in_order(reordered: Path) -> None:
    package = Package.open(reordered)
    base = base_in(package)
    assert base is not None
    slides = base.plan.slides
    names = [f"/ppt/slides/slide{number}.xml" for number in range(1, len(slides) + 1)]
    assert [name for name in names if name in package.parts] == names
    assert marks.read_custom_shows(package) == {n: s.id for n, s in zip(names, slides, strict=True)}


@needs_corpus
def test_libreoffice_keeps_which_slide_is_which(reordered: Path, office: Office) -> None:
    base = base_in(Package.open(reordered))
    assert base is not None
    found = identity.identify(Package.open(office.resaved(reordered)), base)
    assert [slide.id for slide in found] == [slide.id for slide in base.plan.slides]
