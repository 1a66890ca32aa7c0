"""Measure the live page: one bullet edited to the new picture, beside the engine's own time.

    python tools/live_bench.py [DECK] [--edits N]

In turn, in one process: a bullet of DECK (default the briefing) is edited and `LiveDeck` asked for
the new picture, as the page's server does; and the engine alone opens the built file with its faces
and draws that slide. Start-up is not counted, nor the watcher's 60 ms and the browser.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import betteroffice_pptx

from deckgen.opc.package import Package
from deckgen.preview import EMU_PER_PIXEL
from deckgen.preview._faces import FACE_STYLES, faces
from deckgen.web.live import WIDTH, LiveDeck

ROOT = Path(__file__).parents[1]
WORDS = "supervises people"


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--edits", type=int, default=50)
    edits = options.parse_args().edits
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("content", "templates"):
            shutil.copytree(ROOT / part, folder / part)
        slide = folder / "content" / "slides" / "atd.yaml"
        text = slide.read_text("utf-8")
        if WORDS not in text:
            raise SystemExit(f"{slide.name} no longer says {WORDS!r}")
        live = LiveDeck(folder / "content" / "deck.yaml", None, "betteroffice")
        live.refresh()
        number = next(s["number"] for s in live.state()["slides"] if s["id"] == "atd")
        ours, engine = [], []
        for edit in range(edits):
            slide.write_text(text.replace(WORDS, f"supervises {edit + 2} people"), "utf-8")
            ours.append(seconds(live.refresh))
            found = live.download()
            assert found is not None
            data = found[1]
            engine.append(seconds(lambda data=data: alone(data, number - 1)))
    report("an edit to its picture", ours)
    report("the engine alone", engine)
    print(f"ratio of the medians: {statistics.median(ours) / statistics.median(engine):.2f}")


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def alone(data: bytes, number: int) -> None:
    """Open the file with its faces and draw a slide, by the engine alone."""
    opened = betteroffice_pptx.Presentation.open(data)
    for family, files in FILES(data).items():
        for (bold, italic), file in zip(FACE_STYLES, files, strict=True):
            opened.register_font(family, file.read_bytes(), bold=bold, italic=italic)
    opened.render_png(number, scale=WIDTH * EMU_PER_PIXEL / opened.width_emu)


class _Files:
    """The font files of the deck, which are looked for once, outside of what is measured."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Path, ...]] | None = None

    def __call__(self, data: bytes) -> dict[str, tuple[Path, ...]]:
        if self._found is None:
            self._found = faces(Package.load(data, "deck")).files
        return self._found


FILES = _Files()


def report(what: str, times: list[float]) -> None:
    quick, slow = min(times), max(times)
    print(f"{what}: median {statistics.median(times) * 1000:.0f} ms of processor time", end="")
    print(f" ({quick * 1000:.0f} to {slow * 1000:.0f}), {len(times)} times")


if __name__ == "__main__":
    main()
