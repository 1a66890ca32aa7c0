"""Make the width tables under src/deckgen/textfit/data/ from open fonts.

    apt-get download fonts-crosextra-carlito fonts-crosextra-caladea fonts-liberation2
    pip install uharfbuzz
    python tools/metrics.py FOLDER...

The folders hold Carlito-*.ttf, Caladea-*.ttf and LiberationSans-*.ttf; of a font that lies in
several, the first counts. Take Liberation 2.x: 1.x gives a few signs (the middle dot is one) a
width that Arial's does not have. Each face gives a file: JSON, packed with gzip, in units of 1/em
of the font's size.

    {"em": 2048, "widths": [[code point of the first sign, width, width, ...], ...],
     "kern": {"left": [signs of a class, ...], "right": [...], "by": [[adjustment, ...], ...]}}

`by` has a row for each class of left signs and a column for each class of right ones: signs that
kern alike share a class, which is how fonts store kerning too. Every adjustment is what HarfBuzz
makes of the pair. Ligatures are left out: PowerPoint on Windows sets none.
"""

from __future__ import annotations

import gzip
import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import uharfbuzz

DATA = Path(__file__).parent.parent / "src" / "deckgen" / "textfit" / "data"
FACES = {
    f"{family}-{style}": f"{file}-{suffix}.ttf"
    for family, file in (
        ("carlito", "Carlito"),
        ("caladea", "Caladea"),
        ("liberation-sans", "LiberationSans"),
    )
    for style, suffix in (
        ("regular", "Regular"),
        ("bold", "Bold"),
        ("italic", "Italic"),
        ("bold-italic", "BoldItalic"),
    )
}
FEATURES = {"kern": True, "liga": False, "clig": False}
PRIVATE_USE = range(0xE000, 0xF900)
# Latin with Extended-A, modern Greek and Cyrillic, punctuation, the euro, the trade mark sign.
KERNED = (
    range(0x20, 0x180),
    range(0x370, 0x3D0),
    range(0x400, 0x460),
    range(0x2010, 0x2045),
    (0x20AC, 0x2122),
)

Font = Any  # uharfbuzz ships no types


def open_font(path: Path) -> Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))


def advance(font: Font, text: str) -> int:
    """The width of a text, kerned, in font units."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, FEATURES)
    return sum(position.x_advance for position in buffer.glyph_positions)


def widths(font: Font) -> dict[int, int]:
    """The advance of every sign that the font has, by code point."""
    points = sorted(p for p in font.face.unicodes if p >= 0x20 and p not in PRIVATE_USE)
    return {p: font.get_glyph_h_advance(font.get_nominal_glyph(p)) for p in points}


def kerning(font: Font, width: dict[int, int]) -> dict[tuple[str, str], int]:
    """What the pairs that kern add to the sum of their signs' widths."""
    points = [p for p in width if width[p] and any(p in block for block in KERNED)]
    pairs = {}
    for left in points:
        for right in points:
            pair = chr(left) + chr(right)
            by = advance(font, pair) - width[left] - width[right]
            if by:
                pairs[pair[0], pair[1]] = by
    return pairs


def classes(pairs: dict[tuple[str, str], int]) -> dict[str, list[Any]]:
    """The pairs as a matrix between classes of signs that kern alike."""
    rows = _alike({(a, b): by for (a, b), by in pairs.items()})
    columns = _alike({(b, a): by for (a, b), by in pairs.items()})
    return {
        "left": rows,
        "right": columns,
        "by": [[pairs.get((row[0], column[0]), 0) for column in columns] for row in rows],
    }


def _alike(pairs: dict[tuple[str, str], int]) -> list[str]:
    """The first signs of the pairs, those with equal partners in one string."""
    partners: dict[str, list[tuple[str, int]]] = {}
    for (first, second), by in sorted(pairs.items()):
        partners.setdefault(first, []).append((second, by))
    found: dict[tuple[tuple[str, int], ...], str] = {}
    for sign, row in partners.items():
        found[tuple(row)] = found.get(tuple(row), "") + sign
    return list(found.values())


def table(path: Path) -> dict[str, Any]:
    """What the file of a face holds."""
    font = open_font(path)
    width = widths(font)
    spans = []
    for _, group in groupby(enumerate(width), lambda item: item[1] - item[0]):
        points = [point for _, point in group]
        spans.append([points[0], *(width[point] for point in points)])
    return {"em": font.face.upem, "widths": spans, "kern": classes(kerning(font, width))}


def pack(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def main(folders: list[str]) -> None:
    if not folders:
        sys.exit(__doc__)
    DATA.mkdir(exist_ok=True)
    for name, file in FACES.items():
        paths = [Path(folder) / file for folder in folders if (Path(folder) / file).is_file()]
        if not paths:
            sys.exit(f"{file} is in none of the folders")
        target = DATA / f"{name}.json.gz"
        target.write_bytes(pack(table(paths[0])))
        print(f"{target.name}: {target.stat().st_size:,} bytes, from {paths[0]}")


if __name__ == "__main__":
    main(sys.argv[1:])
