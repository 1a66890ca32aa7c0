"""Compare deckgen's text fit with LibreOffice's layout on seeded random boxes.

    python tools/fit_bench.py [--boxes 600] [SEED ...]
    python tools/fit_bench.py --decks FOLDER       (sizes that PowerPoint stored in its own decks)

Each box holds one to five paragraphs at a size, font, width, spacing and indent drawn by the seed.
LibreOffice lays all of them out in one deck; its lines are read from a PDF of it (pdftotext) and
its heights from the boxes, which grow with their text. Two ways of measuring are compared with
it: the tables that ship, and the fonts themselves shaped by HarfBuzz, ligatures included, as
LibreOffice does it. Whether a text fits is asked for a box of a height drawn between a half and
one and a half of what LibreOffice found.

Needs soffice, pdftotext, fc-match, Carlito, Liberation Sans and uharfbuzz.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from lxml import etree
from pptx import Presentation
from pptx.util import Pt

from deckgen.appearance.shapes import box as box_of
from deckgen.content import Page, textbody
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.opc.xml import EMU_PER_POINT, Element, find, make
from deckgen.richtext import Paragraph, Run
from deckgen.textfit import measure
from deckgen.textfit.autofit import Fitter
from deckgen.textfit.fonts import Face, Faces, FileFace
from deckgen.textfit.fonts import face as table_face
from deckgen.textfit.frame import Bullet, FrameLevel, LineHeightModel, Spacing, TextFrame

LIBREOFFICE = LineHeightModel(1.2, -0.14)
"""How high LibreOffice 7.4 sets text, of every font."""

WORDS = """
the of and to in for is on with that by this from are at as be or an which will has have it its
their all more than other such these into only over under between during through after before
each both most some many no not any new used also time year people part number system program
state area department officers removal operations enforcement custody detention arrests field
office offices headquarters division criminal aliens fugitive transportation charter flights
commercial airlines medical health care services screening physical examinations emergency
population average daily facilities contract intergovernmental agreements alternatives monitoring
technology voice verification recognition global positioning satellites electronic reporting
Washington Missouri Guatemala Honduras Mexico Salvador Louisiana Mesa Alexandria Brownsville
Miami Kansas City Springfield Louis Jefferson County Atlanta Baltimore Boston Buffalo Chicago
Immigration Customs Nationality Act Title Section Attorney General Secretary Homeland Security
Thursday Friday November 2018 2019 2020 267,258 127,492 48,800 1,750,000 5.4% 66% $3.16 24 114 9
FY (FY 2018) (ICE) (ERO) ICE ERO DHS CBP U.S. U.S.C. e.g. i.e. No. St. TO BE AND FOR WITH AVOID
well-known full-time day-to-day follow-up state-of-the-art re-entry in-person non-detained
and/or arrest/removal his/her client's officer’s don’t it’s “quoted” "straight" pick-up drop-off
however, therefore, including: namely; again. results? stop! risk, cost, time, money, safety,
responsibilities, internationalisation interoperability characteristics telecommunications
a I if we so up us go do me my café naïve résumé Zoë Peña São façade über
""".split()  # noqa: SIM905 - a list would take a line for every word
"""No word has both a hyphen and a slash: LibreOffice keeps those whole, and what PowerPoint does
with them is not known."""
SIZES = (10, 11, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40)
MARGIN = 36  # points around each box on its slide


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box as the seed has drawn it; lengths in points."""

    width: float
    level: FrameLevel
    texts: tuple[str, ...]
    chance: float

    @property
    def frame(self) -> TextFrame:
        return TextFrame(self.width, 1000, (self.level,) * 9)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(Paragraph((Run(text),)) for text in self.texts)


def draw(seed: int, count: int) -> list[Drawn]:
    """The boxes of a seed."""
    random_ = random.Random(seed)
    return [_draw(random_) for _ in range(count)]


def _draw(random_: random.Random) -> Drawn:
    size = random_.choice(SIZES)
    level = FrameLevel(
        size=size,
        bold=random_.random() < 0.3,
        italic=random_.random() < 0.1,
        font=random_.choice(("Calibri", "Arial")),
        line=Spacing(random_.choice((90, 100, 100, 100, 110, 120))),
        before=random_.choice((Spacing(), Spacing(), Spacing(points=6), Spacing(points=10))),
    )
    if random_.random() < 0.4:
        hang = size * random_.choice((0.9, 1.2, 1.5))
        level = FrameLevel(
            size, level.bold, level.italic, font=level.font, line=level.line, before=level.before,
            left=round(hang, 1), indent=-round(hang, 1), bullet=Bullet("•", "Arial"),
        )  # fmt: skip
    width = min(max(random_.uniform(14, 70) * size * 0.5, 90), 860)
    paragraphs = tuple(
        " ".join(random_.choice(WORDS) for _ in range(random_.randint(2, 24)))
        for _ in range(random_.randint(1, 5))
    )
    return Drawn(round(width, 1), level, paragraphs, random_.uniform(0.5, 1.5))


def write(boxes: list[Drawn], path: Path) -> None:
    """A deck with a box a slide, which grows with its text."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(960), Pt(4000)
    layout = deck.slide_layouts[6]
    for number, box in enumerate(boxes):
        shapes = deck.slides.add_slide(layout).shapes
        shape = shapes.add_textbox(Pt(MARGIN), Pt(MARGIN), Pt(box.width), Pt(40))
        shape.name = f"box{number}"
        frame = shape.text_frame
        frame.word_wrap = True
        body = frame._txBody.bodyPr  # noqa: SLF001 - python-pptx has no word for the rest
        for child in list(body):
            body.remove(child)
        body.append(make("a:spAutoFit"))
        for index, text in enumerate(box.texts):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = text
            run.font.size, run.font.name = Pt(box.level.size), box.level.font
            run.font.bold, run.font.italic = box.level.bold, box.level.italic
            paragraph.line_spacing = box.level.line.percent / 100
            if box.level.before.points:
                paragraph.space_before = Pt(box.level.before.points)
            if box.level.bullet:
                _add_bullet(paragraph._p.get_or_add_pPr(), box.level)  # noqa: SLF001 - the same
    deck.save(path)


def _add_bullet(properties: Element, level: FrameLevel) -> None:
    properties.set("marL", str(Pt(level.left)))
    properties.set("indent", str(Pt(level.indent)))
    properties.append(make("a:buFont", {"typeface": "Arial"}))
    properties.append(make("a:buChar", {"char": "•"}))


@dataclass(frozen=True, slots=True)
class Shown:
    """What LibreOffice made of a box: how many lines, and how high in points."""

    lines: int
    height: float


def lay_out(deck: Path) -> list[Shown]:
    """Every box of a deck as LibreOffice lays it out."""
    profile = f"-env:UserInstallation={(deck.parent / 'profile').as_uri()}"
    for form in ("pdf", "fodp"):
        command = ["soffice", profile, "--headless", "--convert-to", form]
        _run([*command, "--outdir", str(deck.parent), str(deck)])
    html = deck.with_suffix(".html")
    _run(["pdftotext", "-bbox", str(deck.with_suffix(".pdf")), str(html)])
    lines, heights = list(_lines(html)), _heights(deck.with_suffix(".fodp"))
    return [Shown(count, heights[number]) for number, count in enumerate(lines)]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _lines(html: Path) -> Iterator[int]:
    """How many lines each page has: words whose tops differ stand on different lines."""
    space = "{http://www.w3.org/1999/xhtml}"
    for page in etree.parse(html).iter(f"{space}page"):
        words = [word for word in page.iter(f"{space}word") if word.text not in ("•", "\uf0b7")]
        tops = sorted(float(word.get("yMin", 0)) for word in words)
        yield len(tops[:1]) + sum(after - before > 2 for before, after in pairwise(tops))


def _heights(fodp: Path) -> dict[int, float]:
    """The height of each box by its number, in points."""
    draw_, svg = (
        f"{{urn:oasis:names:tc:opendocument:xmlns:{name}}}"
        for name in ("drawing:1.0", "svg-compatible:1.0")
    )
    units = {"in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pt": 1.0}
    found = {}
    parser = etree.XMLParser(huge_tree=True)
    for shape in etree.parse(fodp, parser).iter(f"{draw_}frame", f"{draw_}custom-shape"):
        name = re.fullmatch(r"box(\d+)", shape.get(f"{draw_}name", ""))
        if name:
            height = shape.get(f"{svg}height", "0pt")
            found[int(name[1])] = float(height[:-2]) * units[height[-2:]]
    return found


@cache
def shaped_face(family: str, *, bold: bool, italic: bool) -> Face:
    """The font that LibreOffice shows for a family, shaped as it does."""
    query = family + ":bold" * bold + ":italic" * italic
    run = subprocess.run(
        ["fc-match", "-f", "%{file}", query], capture_output=True, text=True, check=True
    )
    return FileFace(Path(run.stdout), ligatures=True)


METHODS: dict[str, Faces] = {"table": table_face, "uharfbuzz": shaped_face}


@dataclass(frozen=True, slots=True)
class Score:
    """How a way of measuring compares with LibreOffice; shares in percent."""

    lines: float
    fits: float
    error_mean: float
    error_p95: float
    microseconds: float

    def __str__(self) -> str:
        return (
            f"lines {self.lines:5.1f} %   fits {self.fits:5.1f} %   "
            f"height error {self.error_mean:.2f} / {self.error_p95:.2f} %   "
            f"{self.microseconds:.0f} us a box"
        )


def score(boxes: list[Drawn], shown: list[Shown], faces: Faces) -> Score:
    for box in boxes[:40]:
        measure(box.paragraphs, box.frame, faces=faces)  # loads the faces
    asked = [(box.paragraphs, box.frame) for box in boxes]
    start = time.perf_counter()
    found = [
        measure(paragraphs, frame, faces=faces, line_heights=LIBREOFFICE)
        for paragraphs, frame in asked
    ]
    heights = [measured.height_pt for measured in found]
    spent = time.perf_counter() - start
    agree = [m.line_count == s.lines for m, s in zip(found, shown, strict=True)]
    errors = [abs(h - s.height) / s.height for h, s in zip(heights, shown, strict=True)]
    fits = [
        (h <= s.height * box.chance) == (box.chance >= 1)
        for h, s, box in zip(heights, shown, boxes, strict=True)
    ]
    return Score(
        100 * statistics.mean(agree),
        100 * statistics.mean(fits),
        100 * statistics.mean(errors),
        100 * sorted(errors)[int(0.95 * len(errors))],
        1e6 * spent / len(boxes),
    )


def stored(folder: Path) -> Iterator[tuple[float, float]]:
    """The height that PowerPoint stored for each box that grows with its text, and ours.

    Boxes with a font that is not known here, or in groups, are left out.
    """
    for path in sorted(folder.iterdir()):
        try:
            package = Package.open(path)
        except Problem:
            continue
        about = package.parts.get("/docProps/app.xml")
        if about is None or "PowerPoint" not in about.root.findtext("{*}Application", ""):
            continue
        fitter = Fitter(package)
        for name, part in package.parts.items():
            if name.startswith("/ppt/slides/slide"):
                tree = find(part.root, "p:cSld/p:spTree")
                for shape in tree if tree is not None else ():
                    place, text = box_of(shape), find(shape, "p:txBody")
                    if place is None or text is None or not place.height:
                        continue
                    paragraphs = textbody.read(text, Page(package, part, "en-US"))
                    measured = measure(paragraphs, fitter.shape_frame(shape, part))
                    grows = find(text, "a:bodyPr/a:spAutoFit") is not None
                    if grows and measured.certain and any(line.runs for line in paragraphs):
                        yield place.height / EMU_PER_POINT, measured.height_pt


def compare_stored(folder: Path) -> None:
    found = list(stored(folder))
    near = [abs(ours - theirs) <= 0.005 * theirs for theirs, ours in found]
    print(f"{sum(near)} of {len(found)} heights that PowerPoint stored are met within 0.5 %")
    for (theirs, ours), met in zip(found, near, strict=True):
        if not met:
            print(f"  stored {theirs:.1f} points, measured {ours:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("seeds", nargs="*", type=int, metavar="SEED")
    parser.add_argument("--boxes", type=int, default=600)
    parser.add_argument("--decks", type=Path)
    options = parser.parse_args()
    if options.decks:
        compare_stored(options.decks)
        return
    results: dict[str, dict[int, Score]] = {name: {} for name in METHODS}
    for seed in options.seeds or range(1, 6):
        boxes = draw(seed, options.boxes)
        with tempfile.TemporaryDirectory() as folder:
            deck = Path(folder) / "boxes.pptx"
            write(boxes, deck)
            shown = lay_out(deck)
        for name, faces in METHODS.items():
            results[name][seed] = score(boxes, shown, faces)
            print(f"seed {seed}  {name:9}  {results[name][seed]}", flush=True)
    for name, scores in results.items():
        print(f"worst   {name:9}  lines {min(s.lines for s in scores.values()):.1f} %  "
              f"fits {min(s.fits for s in scores.values()):.1f} %")  # fmt: skip


if __name__ == "__main__":
    main()
