"""Draw the pictures of the documentation: the gallery of kinds, and the briefing's contact sheet.

    make gallery

Builds docs/gallery/deck.yaml and the briefing, renders both through LibreOffice and pdftoppm, and
writes docs/gallery/*.png, docs/gallery.md, docs/images/briefing.png and icons.png.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from deckgen.commands import build
from deckgen.commands.icons import write_sheet
from deckgen.deck.source_files import read

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GALLERY = DOCS / "gallery"
INTRODUCTION = (
    "One slide for every kind of content, with its YAML. The figures are invented; "
    "`make gallery` draws these pictures through LibreOffice."
)
COLUMNS, WIDTH, GAP = 4, 480, 10


def main() -> None:
    hills(GALLERY / "images" / "hills.png")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = rendered(GALLERY / "deck.yaml", folder / "gallery.pptx", 800)
        rows = [
            "# Gallery",
            "",
            "One slide for every kind of content, with its YAML. The figures are",
        ]
        rows += ["invented. `make gallery` draws these pictures through LibreOffice.", ""]
        text = (GALLERY / "deck.yaml").read_text(encoding="utf-8").splitlines()
        entries = list(read(GALLERY / "deck.yaml").slides)
        for index, (entry, page) in enumerate(zip(entries, pages, strict=True)):
            last = entries[index + 1].node.span.line - 1 if index + 1 < len(entries) else len(text)
            own = [line[4:] for line in text[entry.node.span.line - 1 : last]]
            save(page, GALLERY / f"{entry.id.text}.png")
            rows += [
                f"## {entry.id.text}",
                "",
                f"![{entry.id.text}](gallery/{entry.id.text}.png)",
                "",
            ]
            rows += ["```yaml", *own, "```", ""]
        (DOCS / "gallery.md").write_text("\n".join(rows), encoding="utf-8")
        (DOCS / "images").mkdir(exist_ok=True)
        pages = rendered(ROOT / "content" / "deck.yaml", folder / "briefing.pptx", WIDTH)
        save(sheet(pages), DOCS / "images" / "briefing.png")
        write_sheet(folder / "icons.pptx", ROOT / "templates" / "briefing.pptx")
        save(sheet(pictures(folder / "icons.pptx", 800), 2), DOCS / "images" / "icons.png")


def rendered(deck: Path, output: Path, width: int) -> list[Image.Image]:
    build.build(deck, output=output, force=True)
    return pictures(output, width)


def pictures(output: Path, width: int) -> list[Image.Image]:
    """The slides of a presentation."""
    office = ["soffice", "--headless", f"-env:UserInstallation={output.parent.as_uri()}/profile"]
    convert = [*office, "--convert-to", "pdf", "--outdir", str(output.parent), str(output)]
    subprocess.run(convert, check=True, capture_output=True)
    stem = output.with_suffix("")
    pages = ["pdftoppm", "-png", "-scale-to-x", str(width), "-scale-to-y", "-1"]
    subprocess.run([*pages, f"{stem}.pdf", str(stem)], check=True)
    found = sorted(output.parent.glob(f"{stem.name}-*.png"))
    return [Image.open(path).convert("RGB") for path in found]


def sheet(pages: list[Image.Image], columns: int = COLUMNS) -> Image.Image:
    width, height = pages[0].size
    rows = -(-len(pages) // columns)
    size = (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP)
    found = Image.new("RGB", size, "#777777")
    for index, page in enumerate(pages):
        row, column = divmod(index, columns)
        found.paste(page, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    return found


def save(picture: Image.Image, path: Path) -> None:
    picture.quantize(128).save(path, optimize=True)


def hills(path: Path) -> None:
    """A picture of our own for the gallery, the same at every run."""
    picture = Image.new("RGB", (1600, 1000), "#F3D9B1")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((1050, 180, 1290, 420), fill="#C05600")
    ridges = (
        ("#6499AF", [(0, 520), (300, 380), (700, 560), (1100, 360), (1600, 540)]),
        ("#07648D", [(0, 700), (450, 520), (900, 720), (1300, 560), (1600, 680)]),
        ("#002D3F", [(0, 860), (500, 720), (1000, 880), (1600, 760)]),
    )
    for color, line in ridges:
        pen.polygon([*line, (1600, 1000), (0, 1000)], fill=color)
    path.parent.mkdir(exist_ok=True)
    picture.quantize(16).save(path, optimize=True)


if __name__ == "__main__":
    main()
