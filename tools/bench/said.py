"""What a deck says, by the spec and as python-pptx reads it back: the two must agree.

A deck that says less is faster to make, so nothing is compared that does not say the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from tools.bench.spec import Slide

Said = Counter[str]
FIELDS = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
"""Placeholders that say what their layout says, whether a contender puts them on slides or not."""


def agree(path: Path, wanted: Sequence[Said], who: str) -> None:
    """End the run if the deck does not say what is wanted, slide by slide."""
    found = read(path)
    if len(found) != len(wanted):
        raise SystemExit(f"{who} made {len(found)} slides, not {len(wanted)}")
    for number, (one, other) in enumerate(zip(found, wanted, strict=True), 1):
        if one != other:
            lacks, adds = list(other - one)[:4], list(one - other)[:4]
            raise SystemExit(f"slide {number} of {who} lacks {lacks} and adds {adds}")


def wanted(slides: Iterable[Slide], pictures: Path) -> list[Said]:
    """What a deck of these slides has to say."""
    sums = {path.name: hashed(path.read_bytes()) for path in pictures.iterdir()}
    found = []
    for slide in slides:
        texts = [slide.title, *slide.lines, *(cell for row in slide.rows for cell in row)]
        if slide.chart:
            texts += slide.chart.categories
            for name, values in slide.chart.series:
                texts += [name, *map(str, values)]
        if slide.picture:
            texts.append(sums[slide.picture])
        found.append(Counter(texts))
    return found


def read(path: Path) -> list[Said]:
    """What the deck says, each slide's paragraphs, cells, chart values and pictures."""
    return [Counter(texts(slide)) for slide in Presentation(str(path)).slides]


def texts(slide):
    for shape in walk(slide.shapes):
        if shape.has_text_frame:
            found = (paragraph.text.strip() for paragraph in shape.text_frame.paragraphs)
            yield from (text for text in found if text)
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if shape.has_chart:
            plot = shape.chart.plots[0]
            yield from plot.categories
            for series in plot.series:
                yield series.name
                yield from map(str, series.values)
        if hasattr(shape, "image"):
            yield hashed(shape.image.blob)
    if slide.has_notes_slide and (text := slide.notes_slide.notes_text_frame.text):
        yield text


def hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def walk(shapes):
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from walk(shape.shapes)
        elif not shape.is_placeholder or shape.placeholder_format.type not in FIELDS:
            yield shape
