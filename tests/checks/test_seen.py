"""The colours that are computed are those that an independent program paints."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from deckgen.appearance.colour import Colour
from deckgen.checks.subject import Subject
from deckgen.checks.text_colours import VisibleText
from deckgen.opc.package import Package
from tests.checks.seeds_colour import SEEDS
from tests.checks.sound import Seed
from tests.support.office import Office
from tests.support.paths import CORPUS, needs_corpus
from tests.support.programs import run

WIDTH = 1200
REAL = (
    "ShapeCrawler--001.pptx",  # table styles, freeforms
    "Open-Xml-PowerTools--TenSlides.pptx",  # a master with shapes of its own
    "gramex--input.pptx",  # two masters, charts, groups
)


def texts(file: Path, page_of: dict[int, Path]) -> tuple[list[VisibleText], list[str]]:
    """The texts of one colour on one ground, and those whose colours the pages do not show."""
    subject = Subject.of_file(Package.open(file))
    decided = [
        seen
        for seen in subject.texts
        if len(seen.foreground.colours) == len(seen.background.colours) == 1
        and not (seen.foreground.unknown or seen.background.unknown)
        and seen.shape.slide.number in page_of
    ]
    scale = WIDTH / subject.template.width
    pages = {
        number: Image.open(page_of[number]).convert("RGB")
        for number in {seen.shape.slide.number for seen in decided}
    }
    missing = []
    for seen in decided:
        ground = seen.background.colours[0]
        box = seen.shape.box
        assert box is not None
        page = pages[seen.shape.slide.number]
        x, y, width, height = (int(number * scale) for number in box)
        part = page.crop((x, y, x + width + 1, y + height + 1))
        colours = {found for _, found in part.getcolors(part.width * part.height) or ()}
        missing += [
            f"{seen.shape.where.location}: {seen.text}: {colour.hex}"
            for colour in (seen.foreground.colours[0].over(ground), ground)
            if not any(_alike(colour, pixel) for pixel in colours)
        ]
    return decided, missing


def _alike(colour: Colour, pixel: tuple[int, ...]) -> bool:
    return all(abs(a * 255 - b) <= 8 for a, b in zip(colour[:3], pixel, strict=True))


def missing_colours(office: Office, files: list[Path]) -> tuple[int, list[str]]:
    """How many texts have colours that are decided, and those whose colours are not seen."""
    count = 0
    missing: list[str] = []
    for file, pdf in zip(files, office.pdfs(files), strict=True):
        stem = pdf.with_suffix("")
        run([office.rasteriser, "-scale-to-x", str(WIDTH), "-scale-to-y", "-1", pdf, stem])
        pages = dict(enumerate(sorted(stem.parent.glob(f"{stem.name}-*.ppm")), start=1))
        decided, gone = texts(file, pages)
        count += len(decided)
        missing += gone
    return count, missing


@needs_corpus
def test_real_decks(office: Office) -> None:
    count, missing = missing_colours(office, [CORPUS / name for name in REAL])
    assert count > 100
    assert not missing, "\n".join(missing)


def test_seeded_decks(office: Office, tmp_path: Path) -> None:
    _, missing = missing_colours(office, [_written(seed, tmp_path) for seed in SEEDS])
    assert not missing, "\n".join(missing)


def _written(seed: Seed, folder: Path) -> Path:
    path = folder / f"{seed.spoil.__name__}.pptx"
    path.write_bytes(seed.deck())
    return path
