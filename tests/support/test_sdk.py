import zipfile
from pathlib import Path

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from tests.support.cases import every_case
from tests.support.paths import CORPUS, needs_corpus
from tests.support.sdk import ALLOWED, Finding, Validator


def deck_with_chart(path: Path) -> Path:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("one", (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 999_999, 999_999, data)
    presentation.save(path)
    return path


def replaced(source: Path, target: Path, member: str, old: str, new: str) -> Path:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == member:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return target


def test_findings_stand_in_the_order_of_the_files(sdk: Validator, tmp_path: Path) -> None:
    sound = deck_with_chart(tmp_path / "sound.pptx")
    slide = "ppt/slides/slide1.xml"
    one = replaced(sound, tmp_path / "one.pptx", slide, "<p:cSld>", '<p:cSld colour="red">')
    two = replaced(sound, tmp_path / "two.pptx", slide, "</p:spTree>", "</p:spTree><p:bg/>")
    found = sdk.findings([two, sound, one])
    assert [(finding.file, finding.rule) for finding in found] == [
        (two, "Sch_UnexpectedElementContentExpectingComplex"),
        (two, "Sch_IncompleteContentExpectingComplex"),
        (one, "Sch_UndeclaredAttribute"),
    ]
    assert str(found[2]) == (
        "one.pptx/ppt/slides/slide1.xml/p:sld[1]/p:cSld[1]: The 'colour' attribute is not declared."
    )


def test_a_file_that_cannot_be_read_is_a_finding(sdk: Validator, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pptx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    assert [finding.rule for finding in sdk.findings([broken])] == ["Exception"]


def test_what_powerpoint_writes_is_allowed(sdk: Validator, tmp_path: Path) -> None:
    # python-pptx's axis ids are negative, as PowerPoint's are
    deck = deck_with_chart(tmp_path / "deck.pptx")
    extension = '<p:extLst mod="1"><p:ext uri="{0}"/></p:extLst></p:sld>'
    marked = replaced(
        deck, tmp_path / "marked.pptx", "ppt/slides/slide1.xml", "</p:sld>", extension
    )
    assert sdk.findings([deck, marked]) == []


@needs_corpus
def test_real_decks_are_sound_but_for_their_own_faults(sdk: Validator) -> None:
    decks = [
        "OfficeIMO--PowerPointAdvancedRoadmap.pptx",  # the `dataDisplayOptions16` extension
        "ShapeCrawler--021.pptx",  # `leaderLines`
        "gramex--input2.pptx",  # `showDLblsOverMax`
        "document-templates--he-IL-new.pptx",  # the presentation has two themes
    ]
    found = sdk.findings([CORPUS / name for name in decks])
    assert [(finding.file.name, finding.rule) for finding in found] == [
        ("document-templates--he-IL-new.pptx", "Pkg_OnlyOnePartAllowed")
    ]


@every_case(
    ("xpath", "message"),
    [
        ("/c:chartSpace[1]/c:roundedCorners[1]", "The attribute 'val' has invalid value '-1'."),
        ("/c:chartSpace[1]/c:chart[1]/c:axId[1]", "The attribute 'val' has invalid value 'x'."),
        ("/p:sld[1]/p:cSld[1]", "The 'uri' attribute is not declared."),
        ("/p:sld[1]", "The 'model' attribute is not declared."),
    ],
)
def test_the_allowances_are_narrow(xpath: str, message: str) -> None:
    finding = Finding(Path("deck.pptx"), "/ppt/slides/slide1.xml", xpath, "rule", message)
    assert not any(allowance.covers(finding) for allowance in ALLOWED)
