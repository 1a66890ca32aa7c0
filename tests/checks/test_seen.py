"""The colours that are computed are those that an independent program paints."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from deckgen.checks.colour.rgb import Colour
from deckgen.checks.colour.texts import Seen
from deckgen.checks.subject import Subject
from deckgen.opc import Package
from tests.checks.seeds_colour import SEEDS
from tests.checks.sound import Seed
from tests.support.office import Office
from tests.support.paths import CORPUS, needs_corpus

WIDTH = 1600
REAL = (
    "ShapeCrawler--001.pptx",  # table styles, freeforms
    "Open-Xml-PowerTools--TenSlides.pptx",  # a master with shapes of its own
    "gramex--input.pptx",  # two masters, charts, groups
)
# LibreOffice takes neither a slide's own colour map nor alpha of text as PowerPoint does.
OTHERWISE = ("colour_map_turned_round", "see_through_text")


def texts(file: Path, page_of: dict[int, Path]) -> tuple[list[Seen], list[str]]:
    """The texts of one colour on one ground, and those whose colours the pages do not show."""
    subject = Subject.of_file(Package.open(file))
    decided = [
        seen
        for seen in subject.texts
        if len(seen.front.colours) == len(seen.ground.colours) == 1
        and not (seen.front.unknown or seen.ground.unknown)
        and seen.shape.slide.number in page_of
    ]
    scale = WIDTH / subject.template.width
    missing = []
    for seen in decided:
        ground = seen.ground.colours[0]
        box = seen.shape.box
        assert box is not None
        page = Image.open(page_of[seen.shape.slide.number]).convert("RGB")
        x, y, width, height = (int(number * scale) for number in box)
        part = page.crop((x, y, x + width + 1, y + height + 1))
        colours = {found for _, found in part.getcolors(part.width * part.height) or ()}
        missing += [
            f"{seen.shape.where.spot}: {seen.words}: {colour.hex}"
            for colour in (seen.front.colours[0].over(ground), ground)
            if not any(_alike(colour, pixel) for pixel in colours)
        ]
    return decided, missing


def _alike(colour: Colour, pixel: tuple[int, ...]) -> bool:
    return all(abs(a * 255 - b) <= 8 for a, b in zip(colour[:3], pixel, strict=True))


@needs_corpus
def test_real_decks(office: Office) -> None:
    count = 0
    missing: list[str] = []
    for name in REAL:
        file = CORPUS / name
        pages = dict(enumerate(office.pages(file, width=WIDTH), start=1))
        decided, gone = texts(file, pages)
        count += len(decided)
        missing += gone
    assert count > 100
    assert not missing, "\n".join(missing)


def test_seeded_decks(office: Office, tmp_path: Path) -> None:
    seeds = [seed for seed in SEEDS if seed.spoil.__name__ not in OTHERWISE]
    files = [_written(seed, tmp_path) for seed in seeds]
    missing: list[str] = []
    for file in files:
        missing += texts(file, dict(enumerate(office.pages(file, width=WIDTH), start=1)))[1]
    assert not missing, "\n".join(missing)


def _written(seed: Seed, folder: Path) -> Path:
    path = folder / f"{seed.spoil.__name__}.pptx"
    path.write_bytes(seed.deck())
    return path
