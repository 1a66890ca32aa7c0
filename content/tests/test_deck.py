"""The shipped deck, on both templates: its slides, and what independent readers make of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from lxml import etree
from openpyxl import load_workbook
from openxml_audit import validate_pptx
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from content.tests.source_text import ANCHORS
from deckgen import soundness
from deckgen.commands.build import build
from deckgen.deck import EmbedMode
from deckgen.opc.package import Package
from deckgen.presentation import integrity
from tests.support.archives import members
from tests.support.office import Office
from tests.support.paths import ROOT, TEMPLATES
from tests.support.sdk import Validator

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

pytestmark = pytest.mark.slow

IDS = tuple(ANCHORS)
ADDED = ("cover", "section-programs", "section-removal", "section-missouri")
"""The slides that the source does not have."""

SECTIONS = {
    "Opening": ["cover"],
    "Who we are": ["overview", "mission", "field-offices", "removals"],
    "Programs": ["section-programs", "criminal-alien-program", "287g", "fugitive-operations"],
    "Custody Management": ["detention", "atd", "atd-types"],
    "ICE Health Service Corps": ["ihsc", "ihsc-operations"],
    "Removal": [
        "section-removal", "removal-operations", "ice-air", "commercial-air", "air-charter",
        "air-routes", "special-high-risk",
    ],
    "Day in the Life": ["day-in-the-life"],
    "Missouri": [
        "section-missouri", "missouri-arrests", "missouri-county-map", "missouri-contacts",
    ],
}  # fmt: skip
RUNNING = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"


class Shipped(NamedTuple):
    """The built file, and what python-pptx reads in it."""

    path: Path
    deck: Deck


@pytest.fixture(scope="module", params=["briefing", "plain"])
def shipped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    """The briefing on one of the templates."""
    template = TEMPLATES[request.param]
    output = tmp_path_factory.mktemp("shipped") / f"on-{request.param}.pptx"
    built = build(ROOT / "content" / "deck.yaml", template=template, output=output)
    assert [d.message for d in built.diagnostics] == []
    return Shipped(built.path, Presentation(str(built.path)))


def test_the_slides_of_the_source_are_there_in_their_order(shipped: Shipped) -> None:
    names = [slide.name for slide in shipped.deck.slides]
    assert [name for name in names if name not in ADDED] == list(IDS)
    assert len(IDS) == 22


def test_the_sections_are_those_of_the_deck(shipped: Shipped) -> None:
    root = etree.fromstring(members(shipped.path)["ppt/presentation.xml"])
    names = {str(slide.slide_id): slide.name for slide in shipped.deck.slides}
    found = {
        section.get("name"): [names[entry.get("id", "")] for entry in section.iter(f"{P14}sldId")]
        for section in root.iter(f"{P14}section")
    }
    assert found == SECTIONS
    assert list(found) == list(SECTIONS)


def test_date_footer_and_number_stand_wherever_the_layout_has_them(shipped: Shipped) -> None:
    texts = {"DATE": "March 6, 2020", "FOOTER": "ICE Enforcement and Removal Operations"}
    missing = []
    for slide in shipped.deck.slides:
        wanted = {
            p.placeholder_format.type
            for p in slide.slide_layout.placeholders
            if p.placeholder_format.type in RUNNING
        }
        there = {
            p.placeholder_format.type: p
            for p in slide.placeholders
            if p.placeholder_format.type in RUNNING
        }
        missing += [(slide.name, kind.name) for kind in wanted - set(there)]
        for kind, shape in there.items():
            if kind.name in texts:
                assert shape.text_frame.text == texts[kind.name]
            else:
                (field,) = shape.element.iter("{*}fld")
                assert field.get("type") == "slidenum"
    assert missing == []
    assert sum(len(slide.placeholders) > 0 for slide in shipped.deck.slides) == 26


def test_every_slide_has_a_title_of_its_own_layout(shipped: Shipped) -> None:
    for slide in shipped.deck.slides:
        assert slide.shapes.title is not None
        assert slide.shapes.title.text_frame.text.strip(), slide.name
        names = [shape.name for shape in slide.shapes]
        assert len(names) == len(set(names)), slide.name
        layout = {shape.name for shape in slide.slide_layout.placeholders}
        drawn = {shape.name for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP}
        assert set(names) - drawn <= layout, slide.name


def test_charts_open_with_the_numbers_of_their_workbooks(shipped: Shipped) -> None:
    charts = [s.chart for slide in shipped.deck.slides for s in slide.shapes if s.has_chart]
    assert len(charts) >= 2
    for chart in charts:
        blob = chart.part.chart_workbook.xlsx_part.blob
        sheet = load_workbook(io.BytesIO(blob)).worksheets[0]
        for column, series in enumerate(chart.plots[0].series, start=2):
            cells = [sheet.cell(row, column).value for row in range(2, 2 + len(series.values))]
            assert cells == list(series.values)


def test_properties(shipped: Shipped) -> None:
    properties = shipped.deck.core_properties
    assert properties.title == "ICE ERO program briefing"
    assert properties.language == "en-US"
    assert properties.modified is not None
    assert properties.modified.isoformat()[:10] == "2020-03-06"


def test_the_file_is_sound_and_known_again(shipped: Shipped) -> None:
    data = shipped.path.read_bytes()
    assert list(soundness.check(Package.load(data, "deck.pptx"))) == []
    assert integrity.inspect(data) is integrity.Integrity.WHOLE


def test_openxml_audit_finds_nothing(shipped: Shipped) -> None:
    assert [str(error) for error in validate_pptx(shipped.path).errors] == []


def test_the_validator_finds_nothing(shipped: Shipped, sdk: Validator) -> None:
    assert [str(finding) for finding in sdk.findings([shipped.path])] == []


def test_libreoffice_gives_a_page_for_every_visible_slide(shipped: Shipped, office: Office) -> None:
    visible = [s for s in shipped.deck.slides if s.element.get("show") not in ("0", "false")]
    assert len(office.pages(shipped.path, width=96)) == len(visible)


def test_without_marks_the_file_holds_slides_alone(tmp_path: Path) -> None:
    built = build(ROOT / "content" / "deck.yaml", output=tmp_path / "d.pptx", embed=EmbedMode.NONE)
    parts = members(built.path)
    assert not [name for name in parts if name.startswith(("customXml/", "ppt/tags/"))]
    slides = [
        etree.fromstring(parts[name]) for name in parts if name.startswith("ppt/slides/slide")
    ]
    assert len(slides) == 26
    assert [slide[0].get("name") for slide in slides] == [None] * 26
    assert integrity.inspect(built.path.read_bytes()) is integrity.Integrity.NONE
