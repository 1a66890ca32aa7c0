"""Draw the pictures of the documentation: kinds of content, slide layouts, the briefing's sheet.

    make gallery                                        (all of them)
    python tools/gallery.py [kinds] [layouts] [briefing] [icons]

Builds docs/gallery/*.yaml and the briefing, renders them through LibreOffice and pdftoppm, and
writes docs/gallery.md and docs/gallery/*.png; docs/layouts.md and docs/layouts/*.png; and
docs/images/briefing.png and icons.png. What is set in Cambria needs Caladea, which has its widths.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from deckgen import preview
from deckgen.commands import build
from deckgen.commands.template import write_sheet
from deckgen.deck.source_files import read
from deckgen.opc.package import Package
from deckgen.source.writing import plain
from deckgen.template import Template

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GALLERY = DOCS / "gallery"
TEMPLATES = (
    ROOT / "templates" / "briefing.pptx",
    ROOT / "src" / "deckgen" / "commands" / "data" / "plain.pptx",
    ROOT / "templates" / "warm.pptx",
)
SIDE_BY_SIDE = (
    "Title Slide", "Figures and Agenda", "Key Figures and Points", "Process", "Comparison",
    "Three Cards and Strip", "Statement",
)  # fmt: skip
LAYOUTS_HEAD = """\
# Slide layouts

What the three [templates](../templates/README.md) have, each layout with a sample in the briefing's
look. `make gallery` draws these pictures of `docs/gallery/layouts.yaml`, which builds on all three.
`deckgen template FILE` lists layouts and slots with their places. Slots called `X 1`, `X 2` ... are
filled by a list under `X:`; one that is left out leaves nothing behind. `Blank` has no slots.

From left to right: briefing, plain, warm.

![Seven slides on the three templates](layouts/side-by-side.png)
"""
COLUMNS, WIDTH, GAP = 4, 480, 10
DRAWN = 1600
"""Pages are drawn so wide, where thin lines are true, and made smaller then."""


def main(asked: list[str]) -> None:
    hills(GALLERY / "images" / "hills.png")
    with tempfile.TemporaryDirectory() as name:
        for draw in (kinds, layouts, briefing, icons):
            if draw.__name__ in asked or not asked:
                draw(Path(name))


def kinds(folder: Path) -> None:
    """A picture and the YAML of every kind of content."""
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


def layouts(folder: Path) -> None:
    """A picture of every slide layout, when to use it, and the three templates side by side."""
    deck = GALLERY / "layouts.yaml"
    looks = [rendered(deck, folder / f"{path.stem}.pptx", WIDTH, path) for path in TEMPLATES]
    slots = Template.open(TEMPLATES[0]).layouts
    rows = [LAYOUTS_HEAD]
    shown = []
    for entry, *pages in zip(read(deck).slides, *looks, strict=True):
        layout = str(plain(entry.node.get("layout")))
        save(pages[0], DOCS / "layouts" / f"{entry.id.text}.png")
        names = ", ".join(f"`{slot.name}`" for slot in slots[layout].slots)
        rows += [f"## {layout}", "", f"{plain(entry.node.get('notes'))}.", ""]
        rows += [f"![{layout}](layouts/{entry.id.text}.png)", "", f"Slots: {names}", ""]
        if layout in SIDE_BY_SIDE:
            shown += pages
    save(sheet(shown, len(looks)), DOCS / "layouts" / "side-by-side.png")
    (DOCS / "layouts.md").write_text("\n".join(rows), encoding="utf-8")


def briefing(folder: Path) -> None:
    """The contact sheet of the briefing."""
    pages = rendered(ROOT / "content" / "deck.yaml", folder / "briefing.pptx", WIDTH)
    save(sheet(pages, COLUMNS), DOCS / "images" / "briefing.png")


def icons(folder: Path) -> None:
    """The sheet of all icons."""
    write_sheet(folder / "icons.pptx", TEMPLATES[0])
    save(sheet(pictures(folder / "icons.pptx", 800), 2), DOCS / "images" / "icons.png")


def rendered(
    deck: Path, output: Path, width: int, template: Path | None = None
) -> list[Image.Image]:
    build.build(deck, output=output, template=template, force=True)
    return pictures(output, width)


def pictures(output: Path, width: int) -> list[Image.Image]:
    """The slides of a presentation."""
    package = Package.open(output)
    every = range(len(package.slides))
    drawn = map(preview.opened, preview.draw(package, every, DRAWN, "libreoffice").pictures)
    return [page.resize((width, page.height * width // page.width)) for page in drawn]


def sheet(pages: list[Image.Image], columns: int) -> Image.Image:
    width, height = pages[0].size
    rows = -(-len(pages) // columns)
    size = (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP)
    found = Image.new("RGB", size, "#777777")
    for index, page in enumerate(pages):
        row, column = divmod(index, columns)
        found.paste(page, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    return found


def save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
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
    main(sys.argv[1:])
