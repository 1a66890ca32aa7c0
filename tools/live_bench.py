"""Measure previews, the live page and the review page against the engine's own time.

    python -m tools.live_bench [--edits N] [--edits-of-many N] [--slides N]

One bullet is edited and the page in headless Chromium watched until the new picture stands there;
in turn with it the engine alone opens the built file with its faces and draws that slide. That is
done for the briefing and for a deck of 990 slides; start-up is not counted. Then the slides of the
briefing are drawn by `deckgen preview` and by the engine alone, and five of them changed for a
review page. The figures go into docs/preview.md, and a goal that is missed ends with exit code 1.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import betteroffice_pptx
from playwright.sync_api import Page, sync_playwright

from deckgen.opc.package import Package
from deckgen.preview import EMU_PER_PIXEL, FACE_STYLES, faces
from deckgen.web.live import WIDTH
from tools.bench.deck import Deck
from tools.bench.report import machine
from tools.bench.spec import slides

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "preview.md"
START, END = "<!-- measured -->", "<!-- end of measured -->"
CHANGED = ("atd", "overview", "mission", "detention", "removals")
"""Slides of the briefing that are changed for the review page."""

WATCH = """() => {
  const seen = () => {
    const image = document.querySelector("#stage img");
    return image && image.complete && image.naturalWidth ? image.src : "";
  };
  const before = seen();
  window.shown = new Promise((done) => {
    const look = () => (seen() && seen() !== before ? done() : requestAnimationFrame(look));
    look();
  });
}"""
"""Script that looks at each frame of the page whether another picture stands there."""


@dataclass(frozen=True)
class Measure:
    """A figure, what it is compared with, their ratio or size, and the goal."""

    work: str
    ours: str
    against: str
    found: float
    goal: float
    unit: str = ""

    @property
    def row(self) -> str:
        """Its row of the table."""
        said = f"{self.found:.2f}{self.unit}"
        shown = said if self.found <= self.goal else f"**{said}**"
        return (
            f"| {self.work} | {self.ours} | {self.against} | {shown} | {self.goal:g}{self.unit} |"
        )


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--edits", type=int, default=50)
    options.add_argument("--edits-of-many", type=int, default=50)
    options.add_argument("--slides", type=int, default=990)
    options.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.alone:
        data = asked.alone.read_bytes()
        fonts = font_files(data)
        print(processor_seconds(lambda: alone(data, fonts)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measures = list(measured(folder, asked.edits, asked.edits_of_many, asked.slides))
    for measure in measures:
        print(measure.row)
    write(measures)
    return int(any(measure.found > measure.goal for measure in measures))


def measured(folder: Path, edits: int, edits_of_many: int, many: int) -> Iterator[Measure]:
    for part in ("content", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    deck = folder / "content" / "deck.yaml"
    slide = folder / "content" / "slides" / "atd.yaml"
    yield edited("an edit of the briefing", deck, "atd", slide, "supervises people", edits)
    large = Deck(folder / "large", slides(many))
    middle = list(large.slides.values())[many // 2 :]
    name, bullet = next((s.id, s.lines[0]) for s in middle if s.kind == "bullets")
    path = large.path.parent / "slides" / f"{name}.yaml"
    yield edited(f"an edit of {many} slides", large.path, name, path, bullet, edits_of_many)
    yield from previewed(deck, folder / "pictures")
    yield reviewed(deck, folder)


# One bullet changed to its picture on the page.


def edited(work: str, deck: Path, slide: str, file: Path, words: str, edits: int) -> Measure:
    """The median time from an edit of these words to the new picture, and that of the engine."""
    text = file.read_text("utf-8")
    assert words in text, f"{file.name} no longer says {words!r}"
    ours, engine = [], []
    with served(deck) as address, shown(f"{address}#{slide}") as page:
        number = int(page.locator("#heading").inner_text().partition(" ")[0])
        built = page.request.get(f"{address}download", timeout=120_000).body()
        fonts = font_files(built)
        for edit in range(edits):
            page.evaluate(WATCH)
            new = text.replace(words, f"{words} {edit + 2}")
            ours.append(seconds(lambda new=new: changed(file, new, page)))
            engine.append(seconds(lambda: alone(built, fonts, [number - 1])))
    file.write_text(text, "utf-8")
    return compared(f"{work}, median of {edits}", ours, engine, 2)


def changed(file: Path, text: str, page: Page) -> None:
    """Write a file, and wait for the picture."""
    file.write_text(text, "utf-8")
    page.evaluate("window.shown")


def compared(work: str, ours: Sequence[float], theirs: Sequence[float], goal: float) -> Measure:
    """Two series of seconds by their medians."""
    mine, other = 1000 * statistics.median(ours), 1000 * statistics.median(theirs)
    return Measure(work, f"{mine:.0f} ms", f"{other:.0f} ms", mine / other, goal)


@contextmanager
def served(deck: Path) -> Iterator[str]:
    """The address of the live page of a deck."""
    command = [sys.executable, "-m", "deckgen", "serve", str(deck), "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@contextmanager
def shown(address: str) -> Iterator[Page]:
    """The page in Chromium, once the slide that is looked at is drawn."""
    path = shutil.which("chromium")
    with sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=path, args=flags)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.locator("#stage img").wait_for(timeout=120_000)
        yield page
        browser.close()


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def processor_seconds(work: Callable[[], object]) -> float:
    """The time of the processor, that of processes which it started included."""
    begun = os.times()
    work()
    return sum(os.times()[:4]) - sum(begun[:4])


Fonts = dict[str, tuple[Path, ...]]


def font_files(data: bytes) -> Fonts:
    """The font files of a deck, which are looked for outside of what is measured."""
    return faces(Package.load(data, "deck")).files


def alone(data: bytes, fonts: Fonts, numbers: Sequence[int] = ()) -> None:
    """Open a file with its faces and draw slides, or all, by the engine alone."""
    opened = betteroffice_pptx.Presentation.open(data)
    for family, files in fonts.items():
        for (bold, italic), file in zip(FACE_STYLES, files, strict=True):
            opened.register_font(family, file.read_bytes(), bold=bold, italic=italic)
    scale = WIDTH * EMU_PER_PIXEL / opened.width_emu
    count = opened.slide_count() if callable(opened.slide_count) else opened.slide_count
    for number in numbers or range(count):
        opened.render_png(number, scale=scale)


def alone_anew(file: Path) -> float:
    """The seconds in which the engine draws a file, in a process of its own as a preview is."""
    command = [sys.executable, "-m", "tools.live_bench", "--alone", str(file)]
    return float(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


# The other two.


def previewed(deck: Path, pictures: Path) -> Iterator[Measure]:
    """`deckgen preview` of a built file and of a deck, and the engine's time plus one start.

    These are whole processes that wait for nothing, so the processor's time is taken, which other
    work on the machine hardly changes.
    """
    file = deck.parents[1] / "built.pptx"
    run("build", deck, "-o", file)
    count = len(Package.open(file).slides)
    for what, source in (("the built file", file), ("the deck", deck)):
        run("preview", source, "-o", pictures / source.stem)
        ours, engine = [], []
        for _ in range(5):
            start = processor_seconds(lambda: run("preview", "--help"))
            whole = processor_seconds(
                lambda source=source: run("preview", source, "-o", pictures / source.stem)
            )
            ours.append(whole - start)
            engine.append(alone_anew(file))
        yield compared(f"preview of {what}, {count} slides, less one start", ours, engine, 1.5)


def reviewed(deck: Path, folder: Path) -> Measure:
    """The size of the review page of five changed slides."""
    run("build", deck, "-o", folder / "old.pptx")
    for name in CHANGED:
        path = deck.parent / "slides" / f"{name}.yaml"
        text = path.read_text("utf-8")
        changed = re.sub(r"(?m)^Title: (.*)$", r"Title: \1 again", text, count=1)
        path.write_text(changed if changed != text else text.replace(" the ", " this ", 1), "utf-8")
    run("diff", folder / "old.pptx", deck, "--html", folder / "review.html")
    page = folder / "review.html"
    count = page.read_text("utf-8").count('<section class="slide"')
    size = page.stat().st_size / 1e6
    return Measure(f"a review page of {count} changed slides", f"{size:.2f} MB", "", size, 2, " MB")


def run(*words: str | Path) -> None:
    """Run `deckgen`, which may find differences (exit code 1)."""
    command = [sys.executable, "-m", "deckgen", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")


def write(measures: Sequence[Measure]) -> None:
    """Put the figures into docs/preview.md."""
    engine = f"betteroffice-pptx {version('betteroffice-pptx')}"
    told = [
        f"Measured on {time.strftime('%Y-%m-%d')} on",
        f"{machine().partition(', python-pptx')[0]}, {engine}; load {os.getloadavg()[0]:.0f}.",
        "",
        "| work | deckgen | the engine alone | ratio or size | goal |",
        "|---|---|---|---|---|",
        *(measure.row for measure in measures),
    ]
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n\n" + "\n".join(told) + f"\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
