"""Draw the pictures of docs/extract.md: a slide of somebody's deck, and the same after an edit.

    python tools/extract_pictures.py

Makes a deck with python-pptx as others make them, extracts it, changes a line and a value of its
YAML, builds, and renders the slide of both decks through LibreOffice and pdftoppm into
docs/images/extract-*.png. Prints the YAML of the slide.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches, Pt
from review_pictures import IMAGES, draw

from deckgen.commands.extract import extract
from deckgen.project import Project

EDITS = (("12 %", "14 %"), ("Q3 | 4.4", "Q3 | 6.2"))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        theirs = Path(name) / "theirs.pptx"
        make(theirs)
        deck = extract(theirs, Path(name) / "deck").path
        (slide,) = (deck.parent / "slides").iterdir()
        text = slide.read_text("utf-8")
        print(text)
        for old, new in EDITS:
            assert old in text, old
            text = text.replace(old, new)
        slide.write_text(text, "utf-8")
        edited = Project(deck).build().path
        draw(theirs, 1, IMAGES / "extract-theirs.png")
        draw(edited, 1, IMAGES / "extract-edited.png")


def make(path: Path) -> None:
    """A deck of one slide: a title, lines with a coloured figure, a chart, an arrow."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(10), Inches(5.625)
    slide = made.slides.add_slide(made.slide_layouts[3])
    title, left, right = slide.placeholders
    title.left, title.top, title.width, title.height = map(Inches, (0.5, 0.3, 9, 0.9))
    title.text = "Results of the third quarter"
    title.text_frame.paragraphs[0].runs[0].font.size = Pt(32)
    left.left, left.top, left.width, left.height = map(Inches, (0.5, 1.4, 4.2, 3.6))
    left.text_frame.text = "Revenue grew"
    line = left.text_frame.add_paragraph()
    line.level = 1
    for words, accent in (("12 %", MSO_THEME_COLOR.ACCENT_2), (" over the year", None)):
        run = line.add_run()
        run.text = words
        if accent is not None:
            run.font.color.theme_color = accent
    right.element.getparent().remove(right.element)
    data = CategoryChartData()
    data.categories = ["Q1", "Q2", "Q3"]
    data.add_series("Revenue", (3.1, 3.9, 4.4))
    where = map(Inches, (5, 1.4, 4.5, 3.6))
    shape = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *where, data)
    shape.name, shape.chart.has_legend, shape.chart.has_title = "Revenue", False, False
    arrow = slide.shapes.add_shape(MSO_SHAPE.RIGHT_ARROW, *map(Inches, (1, 3.4, 2.5, 0.9)))
    arrow.fill.solid()
    arrow.fill.fore_color.rgb = RGBColor(0x4F, 0x81, 0xBD)
    made.save(str(path))


if __name__ == "__main__":
    main()
