"""What only the template can mend is told once, for the template; the data keeps every finding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pptx
import pytest
from click.testing import CliRunner, Result
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from deckgen.cli.check import command
from deckgen.commands.build import build
from deckgen.commands.new import new
from tests.checks.sound import named, sound

STOCK = Path(pptx.__file__).parent / "templates" / "default.pptx"
FOOTERS = "footer: Water board\ndate: 6 March 2025\n"
MASTER = (
    "PowerPoint: View > Slide Master, the slide master; select the text, then Home > Font Color"
)


def run(path: Path, *flags: str) -> Result:
    result = CliRunner().invoke(command, [str(path), *flags])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def blocks(text: str) -> list[str]:
    return text.strip().split("\n\n")


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A plain deck with text and a chart on the stock look of Office."""
    path = new(tmp_path / "own", template=STOCK).path
    path.write_text(FOOTERS + path.read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_plain_deck_on_the_stock_look_passes(deck: Path) -> None:
    result = run(deck)
    assert result.exit_code == 0
    told, *others = blocks(result.stdout)
    assert told.splitlines() == [
        "warning[CONTRAST-TEXT]: in the template, the date, the footer and the slide number have a "
        "contrast of 3.49:1, less than 4.5:1 (898989 on FFFFFF)",
        f" --> {(deck.parent / 'templates' / 'default.pptx').as_posix()}",
        f"  = help: {MASTER}",
        "  = help: seen on slides 1 to 3",
    ]
    assert len(others) == 1
    assert "1 warning; " in others[0]
    assert run(deck, "--strict").exit_code == 1


def test_a_table_has_no_finding_of_its_own(deck: Path) -> None:
    text = "layout: Title and Content\nTitle 1: Hours\nContent Placeholder 2:\n"
    table = "  table: |\n    Branch | Opens\n    North | 9:00\n    South | 10:00\n"
    (deck.parent / "slides" / "hours.yaml").write_text(text + table, encoding="utf-8")
    deck.write_text(deck.read_text(encoding="utf-8") + "  - hours\n", encoding="utf-8")
    assert "1 warning; " in run(deck).stdout


def test_data_keeps_every_finding(deck: Path) -> None:
    findings = json.loads(run(deck, "--format", "json").stdout)["findings"]
    assert [(f["code"], f["severity"]) for f in findings] == [("CONTRAST-TEXT", "warning")] * 9
    assert {(f["slide"], f["shape"]) for f in findings} >= {(2, "Footer Placeholder 4")}
    log = json.loads(run(deck, "--format", "sarif").stdout)
    assert len(log["runs"][0]["results"]) == 9


def test_so_does_the_presentation_itself(deck: Path) -> None:
    path = build(deck).path
    told, *_ = blocks(run(path).stdout)
    assert "in the template, the date, the footer and the slide number have a contrast" in told
    assert f"--> {path.as_posix()}" in told


def spoilt(folder: Path, deck: Any) -> list[str]:
    path = folder / "deck.pptx"
    deck.save(path)
    return blocks(run(path).stdout)


def of_layout(deck: Any, layout: str, name: str) -> Any:
    return named(deck.slide_layouts.get_by_name(layout), name)


def sound_deck(folder: Path) -> Any:
    path = folder / "sound.pptx"
    path.write_bytes(sound())
    return Presentation(path)


def test_a_colour_of_a_layout_names_the_layout_and_stays_an_error(tmp_path: Path) -> None:
    deck = Presentation(STOCK)
    layout = of_layout(deck, "Title Slide", "Subtitle 2")
    for colour in layout._element.xpath(".//a:lstStyle/*/a:defRPr/a:solidFill/a:schemeClr"):
        for child in list(colour):
            colour.remove(child)
        colour.set("val", "bg1")
    deck.save(tmp_path / "pale.pptx")
    result = run(new(tmp_path / "own", template=tmp_path / "pale.pptx").path)
    assert result.exit_code == 1
    told = next(block for block in blocks(result.stdout) if block.startswith("error"))
    assert "in the template, the subtitle has a contrast of 1:1" in told
    assert "View > Slide Master, the layout `Title Slide`; select the text" in told
    assert "seen on slide 1" in told


def test_a_colour_of_the_slide_is_the_slides(tmp_path: Path) -> None:
    deck = sound_deck(tmp_path)
    number = named(deck.slides[1], "Slide Number")
    (field,) = number._element.xpath(".//a:fld")
    pale = f'<a:rPr {nsdecls("a")}><a:solidFill><a:srgbClr val="DDDDDD"/></a:solidFill></a:rPr>'
    for properties in field.xpath("a:rPr"):
        field.remove(properties)
    field.insert(0, parse_xml(pale))
    told = next(block for block in spoilt(tmp_path, deck) if "CONTRAST-TEXT" in block)
    assert told.startswith("error[CONTRAST-TEXT]: `‹#›` has a contrast of")
    assert "in the template" not in told


def test_a_background_of_the_slide_is_the_slides(tmp_path: Path) -> None:
    deck = sound_deck(tmp_path)
    fill = deck.slides[1].background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0x20, 0x20, 0x20)
    found = [block for block in spoilt(tmp_path, deck) if "CONTRAST-TEXT" in block]
    assert found
    assert not any("in the template" in block for block in found)


@pytest.mark.slow
def test_a_size_of_a_layout_is_told_once_and_one_of_the_slide_is_not(tmp_path: Path) -> None:
    deck = sound_deck(tmp_path)
    layout = of_layout(deck, "Title and Content", "Content")
    (style,) = layout._element.xpath(".//a:lstStyle")
    small = f'<a:lvl1pPr {nsdecls("a")}><a:defRPr sz="1000"/></a:lvl1pPr>'
    for level in list(style):
        style.remove(level)
    style.insert(0, parse_xml(small))
    (told,) = (block for block in spoilt(tmp_path, deck) if "FONT-MIN" in block)
    assert "in the template, `Content` has text of 10 points, less than 12" in told
    assert "the layout `Title and Content`; select the text, then Home > Font Size" in told
    deck.slides[1].placeholders[1].text_frame.paragraphs[0].runs[0].font.size = Pt(9)
    (told,) = (block for block in spoilt(tmp_path, deck) if "FONT-MIN" in block)
    assert "`Depth, four times a day` is 9 points" in told


def test_layouts_without_a_number_are_told_once(tmp_path: Path) -> None:
    deck = Presentation(STOCK)
    for layout in deck.slide_layouts:
        for shape in layout.placeholders:
            if shape.name.startswith("Slide Number"):
                shape._element.getparent().remove(shape._element)
    deck.save(tmp_path / "bare.pptx")
    (told,) = (
        block
        for block in blocks(
            run(new(tmp_path / "own", template=tmp_path / "bare.pptx").path, "--tips").stdout
        )
        if "SLIDE-NUM" in block
    )
    assert told.startswith("tip[SLIDE-NUM]: in the template, the layout `Title and Content` has no")
    assert "seen on slides 2 and 3" in told


@pytest.mark.slow
def test_a_title_that_a_layout_has_last_is_told_once_for_the_layout(tmp_path: Path) -> None:
    deck = Presentation(STOCK)
    title = named(deck.slide_layouts.get_by_name("Title and Content"), "Title 1")._element
    title.getparent().append(title)
    deck.save(tmp_path / "late.pptx")
    path = new(tmp_path / "own", template=tmp_path / "late.pptx").path
    told = [block for block in blocks(run(path).stdout) if "ORDER-TITLE" in block]
    assert len(told) == 1
    assert told[0].startswith(
        "warning[ORDER-TITLE]: in the template, the layout `Title and Content`"
    )
    assert "before its title in the order of reading" in told[0]
    assert "Home > Arrange > Send to Back" in told[0]
    findings = json.loads(run(path, "--format", "json").stdout)["findings"]
    assert [f["slide"] for f in findings if f["code"] == "ORDER-TITLE"] == [2, 3]


def test_a_title_that_the_slide_has_last_is_the_slides(tmp_path: Path) -> None:
    deck = sound_deck(tmp_path)
    title = deck.slides[1].shapes.title._element
    title.getparent().append(title)
    (told,) = (block for block in spoilt(tmp_path, deck) if "ORDER-TITLE" in block)
    assert "in the template" not in told


@pytest.mark.slow
def test_an_accent_that_is_too_pale_is_told_once_for_the_theme(deck: Path) -> None:
    chart = """\
layout: Title and Content
Title 1: Bars {number}
Content Placeholder 2:
  chart: bar
  data: |
    Branch | One | Two | Three
    North | 1 | 2 | 3
  labels: yes
"""
    for number in (1, 2):
        path = deck.parent / "slides" / f"bars-{number}.yaml"
        path.write_text(chart.format(number=number), encoding="utf-8")
    slides = deck.read_text(encoding="utf-8") + "  - bars-1\n  - bars-2\n"
    deck.write_text(slides, encoding="utf-8")
    (told,) = (block for block in blocks(run(deck).stdout) if "CONTRAST-GRAPHIC" in block)
    assert told.splitlines() == [
        "warning[CONTRAST-GRAPHIC]: in the template, accent 6 of the theme has a contrast of "
        "2.23:1 with what lies behind it, less than 3:1 (F79646 on FFFFFF)",
        f" --> {(deck.parent / 'templates' / 'default.pptx').as_posix()}",
        "  = help: PowerPoint: View > Slide Master > Colors > Customize Colors, Accent 6; "
        "or name darker accents for the chart: `colors: accent1 accent2`",
        "  = help: seen on slides 4 and 5",
    ]


def test_a_pale_colour_of_the_chart_itself_is_the_charts(tmp_path: Path) -> None:
    deck = sound_deck(tmp_path)
    data = CategoryChartData()
    data.categories = ["North", "South"]
    data.add_series("One", (1, 2))
    frame = deck.slides[1].shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, Pt(9), Pt(9), Pt(300), Pt(200), data
    )
    fill = frame.chart.plots[0].series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0xDD, 0xDD, 0xDD)
    told = next(block for block in spoilt(tmp_path, deck) if "CONTRAST-GRAPHIC" in block)
    assert told.startswith("warning[CONTRAST-GRAPHIC]: `One` has a contrast of")


def test_the_points_of_a_scatter_chart_are_told_by_their_markers(tmp_path: Path) -> None:
    deck = sound_deck(tmp_path)
    data = XyChartData()
    data.add_series("One").add_data_point(1, 2)
    frame = deck.slides[1].shapes.add_chart(
        XL_CHART_TYPE.XY_SCATTER, Pt(9), Pt(9), Pt(300), Pt(200), data
    )
    fill = frame.chart.plots[0].series[0].marker.format.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0xDD, 0xDD, 0xDD)
    told = next(block for block in spoilt(tmp_path, deck) if "CONTRAST-GRAPHIC" in block)
    assert told.startswith("warning[CONTRAST-GRAPHIC]: `One` has a contrast of")
