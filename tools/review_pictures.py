"""Draw the pictures of docs/review.md: a slide as it was sent, as it was reviewed, and rebuilt.

    python tools/review_pictures.py

Copies the briefing, plays the reviewer with python-pptx, pulls, builds again, and renders the slide
of each deck through LibreOffice and pdftoppm into docs/images/review-*.png.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pptx import Presentation

from deckgen import preview
from deckgen.commands import build, pull
from deckgen.opc.package import Package

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
SLIDE = "Alternatives to Detention"
TITLE = "Alternatives to Detention: who is supervised"
WIDTH = 720


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("content", "templates"):
            shutil.copytree(ROOT / part, folder / part)
        deck = folder / "content" / "deck.yaml"
        sent = build.build(deck, output=folder / "sent.pptx").path
        reviewed = folder / "reviewed.pptx"
        page = review(sent, reviewed)
        report = pull.pull(reviewed, deck)
        for item in report.pulled:
            print(f"{item.slide} {item.slot}: {item.what}")
        rebuilt = build.build(deck, output=folder / "rebuilt.pptx").path
        for path in (sent, reviewed, rebuilt):
            draw(path, page, IMAGES / f"review-{path.stem}.png")


def review(sent: Path, reviewed: Path) -> int:
    """Edit a title and a line; the number of the page they are on."""
    edited = Presentation(str(sent))
    for number, slide in enumerate(edited.slides, 1):
        title = slide.shapes.title
        if title is not None and title.text_frame.text.startswith(SLIDE):
            title.text_frame.paragraphs[0].runs[0].text = TITLE
            lead = next(s for s in slide.placeholders if s.name == "Lead")
            run = lead.text_frame.paragraphs[0].runs[0]
            run.text = run.text.replace("It has three aims", "The aims are three")
            edited.save(str(reviewed))
            return number
    raise SystemExit(f"the briefing has no slide titled {SLIDE}")


def draw(deck: Path, page: int, picture: Path) -> None:
    drawn = preview.draw(Package.open(deck), [page - 1], WIDTH, "libreoffice")
    for data in drawn.pictures:
        preview.opened(data).quantize(128).save(picture, optimize=True)


if __name__ == "__main__":
    main()
