"""The common spec: one deck as data, which every contender makes in its own way.

22 slides: a title, 12 of 10 bullets, 3 charts, 3 tables of 7 x 5 and 3 pictures of 350 KB. A larger
deck is that again and again, with other words and figures each time, on the same three pictures.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "src" / "deckgen" / "commands" / "data" / "plain.pptx"

TEXT = (
    "budget capacity office region review audit partner contract staff training travel record "
    "system request service period method sample target estimate average increase decline share "
    "growth count figure source annual monthly initial final open closed direct local"
)
WORDS = TEXT.split()
PICTURES = ("photo-1.png", "photo-2.png", "photo-3.png")
TEXTS, OBJECTS = ["bullets"] * 4, ["chart", "table", "picture"]
KINDS = ["title", *(TEXTS + OBJECTS) * 3]


GREYS = bytes((byte & 7) << 5 for byte in range(256))


@dataclass(frozen=True)
class Chart:
    """A clustered column chart: category names, and series as pairs of name and values."""

    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True)
class Slide:
    """A slide of the spec: a title and, by its kind, lines, a chart, table rows or a picture."""

    id: str
    kind: str
    layout: str
    title: str
    lines: tuple[str, ...]
    chart: Chart | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    picture: str = ""

    def changed(self, number: int) -> Slide:
        """The slide with another word, or another value in its chart; `number` makes it another."""
        if not self.chart:
            return replace(self, title=f"{self.title} {number}")
        (name, (_, *values)), other = self.chart.series
        series = ((name, (float(number), *values)), other)
        return replace(self, chart=Chart(self.chart.categories, series))


LAYOUTS = {
    "title": ("Title Slide", "Subtitle"),
    "bullets": ("Title and Content", "Content"),
    "chart": ("Chart and Points", "Points"),
    "table": ("Table", ""),
    "picture": ("Picture with Caption", "Caption"),
}
"""The slide layout of each kind, and its placeholder that takes the lines."""


def slides(count: int) -> list[Slide]:
    """The first `count` slides of the spec, repeated as often as that takes."""
    return [slide(number) for number in range(count)]


def slide(number: int) -> Slide:
    """The slide of this number, counted from 0; the same words for the same number always."""
    random = Random(number)
    place = number % len(KINDS)
    kind = KINDS[place]
    title, lines = words(random, 4), (words(random, 4),)
    made = Slide(f"s{number:04}", kind, LAYOUTS[kind][0], title, lines)
    if kind == "bullets":
        return replace(made, lines=tuple(words(random, 7) for _ in range(10)))
    if kind == "chart":
        names = tuple(f"{words(random, 1)} {n}" for n in range(1, 6))
        values = [tuple(float(random.randrange(100, 9000)) for _ in names) for _ in range(2)]
        series = (("Before", values[0]), ("After", values[1]))
        return replace(made, chart=Chart(names, series))
    if kind == "table":
        head = tuple(f"{words(random, 1)} {n}" for n in range(5))
        body = (
            (words(random, 2), *(str(random.randrange(900)) for _ in range(4))) for _ in range(6)
        )
        return replace(made, lines=(), rows=(head, *body))
    if kind == "picture":
        return replace(made, picture=PICTURES[KINDS[:place].count("picture")])
    return made


def words(random: Random, count: int) -> str:
    return " ".join(random.choices(WORDS, k=count)).capitalize()


def variant(deck: Iterable[Slide], place: str) -> list[Slide]:
    """The deck as the variant of a place has it: its first two slides say the place."""
    first, second, *others = deck
    return [
        replace(first, lines=(place,)),
        replace(second, lines=(f"Figures of {place}", *second.lines[1:])),
        *others,
    ]


def write_pictures(folder: Path) -> None:
    """Three grey PNG pictures of 350 KB: noise of three bits a pixel."""
    folder.mkdir(parents=True, exist_ok=True)
    width, height = 1200, 675
    for seed, name in enumerate(PICTURES):
        grey = Random(seed).randbytes(width * height).translate(GREYS)
        lines = b"".join(b"\0" + grey[n : n + width] for n in range(0, len(grey), width))
        header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*c) for c in chunks))


def chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def write_json(deck: Iterable[Slide], path: Path, pictures: Path) -> None:
    """The deck ready to be set, for the contenders that are scripts; pictures by absolute path."""
    items = [
        asdict(slide) | {"picture": str(pictures / slide.picture) if slide.picture else ""}
        for slide in deck
    ]
    path.write_text(json.dumps(items), encoding="utf-8")
