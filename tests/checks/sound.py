"""A deck that no rule has anything against, and ways to spoil it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from deckgen import checks
from deckgen.checks import CheckReport, text_report
from deckgen.commands import build
from deckgen.opc.package import Package
from tests.support.templates import with_layouts

TEMPLATE = with_layouts(
    "Title Slide", "Title and Content", "Title Only", "Table", "Chart and Points", "Blank"
)
DECK = f"""\
title: Rivers of the plain
name: rivers
language: en-US
template: {TEMPLATE}
output: out/rivers.pptx
footer: Water board
date: 6 March 2020
slides:
  - section: Opening
  - id: cover
    layout: Title Slide
    Title: Rivers of the plain
    Subtitle: What they carry
    Presenter and office: Water board
  - section: Figures
  - id: text
    layout: Title and Content
    Title: What we measure
    Content: |
      Depth, four times a day
      Speed, once a day
  - id: table
    layout: Table
    Title: Depths
    Table:
      table: |
        River | Depth
        Elm | 12 m
        Oak | 15 m
  - id: chart
    layout: Chart and Points
    Title: Flow
    Chart:
      chart: bar
      data: |
        River | Flow
        Elm | 120
        Oak | 310
    Points: |
      Oak carries most
  - id: photo
    layout: Title Only
    Title: The gauge at Elm
"""
COVER, TEXT, TABLE, CHART, PHOTO = range(5)


@cache
def sound() -> bytes:
    """The presentation of the deck, with a picture that has alternative text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "deck.yaml"
        path.write_text(DECK, encoding="utf-8")
        built = build.build(path)
        deck = Presentation(built.path)
    picture = deck.slides[PHOTO].shapes.add_picture(
        photo(), Inches(2), Inches(2), Inches(3), Inches(3)
    )
    describe(picture, "A gauge on a pole in the river")
    return saved(deck)


def photo() -> io.BytesIO:
    """A picture of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (30, 30), "navy").save(stream, "png")
    stream.seek(0)
    return stream


def saved(deck: Any) -> bytes:
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def describe(shape: Any, text: str) -> None:
    """Give a shape alternative text; an empty text takes it away."""
    about = shape._element.xpath(".//p:cNvPr")[0]
    about.set("descr", text)


def named(slide: Any, name: str) -> Any:
    """The shape of that name."""
    return next(shape for shape in slide.shapes if shape.name == name)


@dataclass(frozen=True)
class Seed:
    """A fault to put into the sound deck; `also` are other rules that see it too."""

    rule: str
    spoil: Callable[[Any], None]
    also: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.rule}-{self.spoil.__name__}"

    def deck(self) -> bytes:
        deck = Presentation(io.BytesIO(sound()))
        self.spoil(deck)
        return saved(deck)


def checked(data: bytes) -> CheckReport:
    return checks.of_file(Package.load(data, "rivers.pptx"))


def codes(data: bytes) -> set[str]:
    return {diagnostic.code for diagnostic in checked(data).diagnostics}


def printed(report: CheckReport, rule: str) -> str:
    """What a check prints of a rule, tips too; "" where it found nothing."""
    found = text_report.text(report, lambda text, _: text, tips=True, quiet=True, strict=False)
    return "".join(text for text in found if f"[{rule}]" in text.partition("\n")[0])
