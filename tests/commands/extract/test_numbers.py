"""Decks whose numbers are written as ECMA-376 allows and PowerPoint never does, or are none."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pptx import Presentation
from pptx.util import Inches

from deckgen.cli import group
from deckgen.commands import build
from deckgen.commands.extract import extract
from deckgen.opc.package import Package
from deckgen.template import Template
from tests.support.archives import members, packed

SLIDE, TOP = "ppt/slides/slide1.xml", "ppt/presentation.xml"
GRADIENT = (
    "<a:gradFill><a:gsLst>"
    '<a:gs pos="0%"><a:srgbClr val="000000"><a:alpha val="50%"/></a:srgbClr></a:gs>'
    '<a:gs pos="100000"><a:srgbClr val="FFFFFF"><a:lumMod val="75000"/></a:srgbClr></a:gs>'
    "</a:gsLst></a:gradFill>"
)


def made() -> dict[str, bytes]:
    """The members of a deck of two slides: a text, a table, a text on a gradient."""
    deck = Presentation()
    for number in (1, 2):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number}"
        box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(3), Inches(1))
        box.name, box.text_frame.text = "Words", "What it says"
        box.text_frame.paragraphs[0].runs[0].font.size = 180000
        box.fill.solid()
        table = slide.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1))
        table.name = "Table"
        table.table.cell(0, 0).text = "Head"
    stream = io.BytesIO()
    deck.save(stream)
    files = members(stream.getvalue())
    for name in (SLIDE, "ppt/slides/slide2.xml"):
        files[name] = re.sub(rb"<a:solidFill/>", GRADIENT.encode(), files[name])
    return files


EDITS = (
    (SLIDE, r'(<a:off x=")914400(" y="1828800")'),
    (SLIDE, r'(<a:ext cx=")2743200(")'),
    (SLIDE, r'(<a:gridCol w=")\d+(")'),
    (SLIDE, r'(<a:tr h=")\d+(")'),
    (SLIDE, r'( sz=")1417(")'),
    (SLIDE, r'(<a:bodyPr )(wrap="none")'),
    (SLIDE, r'(pos=")100000(")'),
    (SLIDE, r'(<a:lumMod val=")75000(")'),
    (SLIDE, r'(<p:cNvPr id=")3(")'),
    (TOP, r'(<p:sldId id=")256(")'),
    (TOP, r'(<p:sldSz cx=")9144000(")'),
)
"""The part, and what stands before and after a number in it."""
VALUES = ("1in", "50%", "12.5%", "+300", "abc", "", "\u00b2", "9" * 5000)


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES, ids=lambda value: value[:5] or "empty")
def test_numbers_that_nobody_writes_end_nothing(value: str, tmp_path: Path) -> None:
    files = made()
    for name, pattern in EDITS:
        put = f'numCol="{value}" ' if "bodyPr" in pattern else value
        text, done = re.subn(pattern, rf"\g<1>{put}\g<2>", files[name].decode(), count=1)
        assert done, pattern
        files[name] = text.encode()
    odd = tmp_path / "odd.pptx"
    odd.write_bytes(packed(files))
    path = extract(odd, tmp_path / "deck").path
    built = build.build(path, output=tmp_path / "again.pptx").path
    assert members(built)[SLIDE] == members(odd)[SLIDE]
    for slide in sorted((path.parent / "slides").iterdir()):
        text = slide.read_text().replace("What it says", "Other words")
        slide.write_text(text.replace("Head", "Other head"))
    path.write_text(re.sub(r"slides:\n(.*\n)(.*\n)", r"slides:\n\2\1", path.read_text()))
    built = build.build(path, output=tmp_path / "changed.pptx").path
    assert b"Other words" in members(built)[SLIDE]
    assert f'<a:off x="{value}" y="1828800"'.encode() in members(built)[SLIDE]
    for deck in (odd, built):
        checked = CliRunner().invoke(group, ["check", str(deck)])
        assert checked.exit_code in (0, 1), checked.output


def test_slides_whose_size_has_a_unit(tmp_path: Path) -> None:
    files = made()
    files[TOP] = files[TOP].replace(b'cx="9144000"', b'cx="10in"')
    assert Template.of(Package.load(packed(files), "odd.pptx")).width == 9144000
