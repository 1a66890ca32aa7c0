"""What a reviewer changed of slides, the deck and its template by hand in PowerPoint is listed."""

import copy
import random
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.util import Pt

from deckgen.commands import pull
from deckgen.opc.package import Package
from deckgen.project import Project
from deckgen.review import untracked
from deckgen.review.pull.report import PullReport
from tests.review.conftest import Sent, sent
from tests.support import drawn
from tests.support.paths import ROOT, needs_corpus
from tests.support.review.author import Author
from tests.support.review.backend_pptx import PptxDeck

pytestmark = pytest.mark.slow

THERE = ": change it in the template"
NAVY = RGBColor(0x0B, 0x3C, 0x5D)
DECLARED = nsdecls("p", "a", "r")
SLIDES = """\
slides:
  - section: Opening
  - cover
  - section: Who we are
  - overview
  - section-programs
  - 287g
  - section-removal
  - section-missouri
  - section: Day in the Life
  - day-in-the-life
"""


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """The briefing with a few of its slides, and without its variants."""
    folder = tmp_path_factory.mktemp("short")
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.rmtree(folder / "content" / "variants")
    deck = folder / "content" / "deck.yaml"
    head, _, _ = deck.read_text(encoding="utf-8").partition("slides:\n")
    deck.write_text(head.replace("variants: variants\n", "") + SLIDES, encoding="utf-8")
    return sent(deck, folder)


def reviewed(deck_sent: Sent, edit: Callable[[Deck], None], folder: Path) -> PullReport:
    deck = Presentation(str(deck_sent.path))
    edit(deck)
    deck.save(str(folder / "reviewed.pptx"))
    return pull.pull(folder / "reviewed.pptx", deck_sent.deck, dry=True)


def listed(report: PullReport) -> list[str]:
    return [str(item) for item in report.untracked]


def named(shapes, name: str):  # type: ignore[no-untyped-def]
    return next(shape for shape in shapes if shape.name == name)


def transition(deck: Deck) -> None:
    deck.slides[1]._element.append(parse_xml(f"<p:transition {DECLARED}><p:fade/></p:transition>"))


def goes_on(deck: Deck) -> None:
    deck.slides[1]._element.append(
        parse_xml(f'<p:transition {DECLARED} advTm="5000"><p:fade/></p:transition>')
    )


def animated(deck: Deck) -> None:
    effect = '<p:cTn id="2" presetID="10" presetClass="entr" nodeType="clickEffect"/>'
    deck.slides[1]._element.append(
        parse_xml(
            f'<p:timing {DECLARED}><p:tnLst><p:par><p:cTn id="1" nodeType="tmRoot"><p:childTnLst>'
            f"<p:par>{effect}</p:par></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"
        )
    )


def painted(deck: Deck) -> None:
    fill = deck.slides[1].background.fill
    fill.solid()
    fill.fore_color.rgb = NAVY


def emptied(deck: Deck) -> None:
    slide = next(s for s in deck.slides if s._element.cSld.get("name") == "287g")
    named(slide.shapes, "Figure 1").fill.background()


def bare(deck: Deck) -> None:
    deck.slides[1]._element.set("showMasterSp", "0")


def resized(deck: Deck) -> None:
    deck.slide_width = Pt(720)


def entitled(deck: Deck) -> None:
    deck.core_properties.title = "Another"


def signed(deck: Deck) -> None:
    deck.core_properties.author = "Jane"


def shown(deck: Deck) -> None:
    slide = deck.slides._sldIdLst[1].rId
    show = f'<p:custShow name="Short" id="0"><p:sldLst><p:sld r:id="{slide}"/></p:sldLst>'
    deck.element.append(parse_xml(f"<p:custShowLst {DECLARED}>{show}</p:custShow></p:custShowLst>"))


def unsectioned(deck: Deck) -> None:
    section = next(e for e in deck.element.iter() if str(e.tag).endswith("}sectionLst"))
    extension = section.getparent()
    extension.getparent().remove(extension)


def themed(deck: Deck, change: Callable[[etree._Element], None]) -> None:
    rels = deck.slide_master.part.rels.values()
    theme = next(rel._target for rel in rels if rel.reltype.endswith("/theme"))
    root = etree.fromstring(theme.blob)
    change(root)
    theme._blob = etree.tostring(root)


def recoloured(deck: Deck) -> None:
    themed(deck, lambda root: root.find(".//" + qn("a:accent1"))[0].set("val", "0B3C5D"))


def refonted(deck: Deck) -> None:
    latin = f".//{qn('a:minorFont')}/{qn('a:latin')}"
    themed(deck, lambda root: root.find(latin).set("typeface", "Georgia"))


def restyled_theme(deck: Deck) -> None:
    def change(root: etree._Element) -> None:
        root.find(".//" + qn("a:lnStyleLst"))[0].set("w", "25400")

    themed(deck, change)


def master_dragged(deck: Deck) -> None:
    title = named(deck.slide_master.shapes, "Title")
    title.top += Pt(20)


def master_styled(deck: Deck) -> None:
    style = f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}"
    deck.slide_master._element.find(style).set("sz", "6000")


def master_painted(deck: Deck) -> None:
    fill = deck.slide_master.background.fill
    fill.solid()
    fill.fore_color.rgb = NAVY


def master_drawn_on(deck: Deck) -> None:
    band = named(deck.slide_master.shapes, "Accent Bar")
    band.fill.solid()
    band.fill.fore_color.rgb = NAVY


def layout(deck: Deck, name: str = "Two Content"):  # type: ignore[no-untyped-def]
    return next(one for one in deck.slide_layouts if one.name == name)


def layout_dragged(deck: Deck) -> None:
    content = named(layout(deck).shapes, "Content 1")
    content.left, content.top, content.width, content.height = (
        content.left + Pt(20), content.top, content.width, content.height,
    )  # fmt: skip


def layout_styled(deck: Deck) -> None:
    style = named(layout(deck).shapes, "Content 1")._element.txBody.find(qn("a:lstStyle"))
    style.append(parse_xml(f'<a:lvl1pPr {DECLARED}><a:defRPr sz="4000"/></a:lvl1pPr>'))


def layout_prompted(deck: Deck) -> None:
    named(layout(deck).shapes, "Content 1").text_frame.text = "Type here"


def layout_lost_a_slot(deck: Deck) -> None:
    slot = named(layout(deck).shapes, "Source")._element
    slot.getparent().remove(slot)


def layout_got_a_logo(deck: Deck) -> None:
    photo = BytesIO()
    Image.new("RGB", (9, 9)).save(photo, "PNG")
    found = layout(deck)
    _, rid = found.part.get_or_add_image_part(photo)
    found.shapes._spTree.append(
        parse_xml(
            f'<p:pic {DECLARED}><p:nvPicPr><p:cNvPr id="77" name="Logo"/><p:cNvPicPr/><p:nvPr/>'
            f'</p:nvPicPr><p:blipFill><a:blip r:embed="{rid}"/></p:blipFill><p:spPr/></p:pic>'
        )
    )


def layout_renamed(deck: Deck) -> None:
    layout(deck, "Blank").name = "Empty"


def layout_removed(deck: Deck) -> None:
    deck.slide_layouts.remove(layout(deck, "Blank"))


LISTED: list[tuple[Callable[[Deck], None], str]] = [
    (transition, "slide `overview`: the transition: none -> fade"),
    (animated, "slide `overview`: the animations: none -> 1"),
    (painted, "slide `overview`: the background: none -> 0B3C5D"),
    (emptied, "slide `287g`: the fill of `Figure 1`: 002D3F as its style says -> none"),
    (bare, "slide `overview`: what stands on the layout: shown -> hidden"),
    (resized, "the size of the slides: 960 by 540 pt -> 720 by 540 pt"),
    (entitled, "the file's title: ICE ERO program briefing -> Another"),
    (signed, "the file's author: none -> Jane"),
    (shown, "the custom show `Short`: none -> overview"),
    (unsectioned, "there are no sections any more: take them out of `slides:` if that is meant"),
    (recoloured, f"the theme's colour accent1: 07648D -> 0B3C5D{THERE}"),
    (refonted, f"the theme's font for text: Calibri -> Georgia{THERE}"),
    (restyled_theme, f"the theme's effects changed{THERE}"),
    (master_dragged, "the slide master: the box of `Title`: "),
    (master_styled, f"the slide master: the text style of titles changed{THERE}"),
    (master_painted, f"the slide master: the background: FFFFFF bg1 -> 0B3C5D{THERE}"),
    (master_drawn_on, "the slide master: the fill of `Accent Bar`: C05600"),
    (layout_dragged, "the slide layout `Two Content`: the box of `Content 1`: "),
    (layout_styled, "the slide layout `Two Content`: the text style of `Content 1` changed"),
    (layout_prompted, f"the slide layout `Two Content`: the prompts and texts changed{THERE}"),
    (layout_got_a_logo, f"the slide layout `Two Content`: the picture `Logo` is new{THERE}"),
    (layout_renamed, f"the slide layout `Blank` is called `Empty` now{THERE}"),
    (layout_removed, f"the slide layout `Blank` is gone{THERE}"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "line"), LISTED, ids=[edit.__name__ for edit, _ in LISTED])
def test_it_is_listed(
    edit: Callable[[Deck], None], line: str, briefing: Sent, tmp_path: Path
) -> None:
    report = reviewed(briefing, edit, tmp_path)
    found = listed(report)
    assert len(found) == 1
    assert found[0].startswith(line)
    assert report.files == {}


def test_a_placeholder_that_a_layout_lost_is_listed_with_its_prompt(
    briefing: Sent, tmp_path: Path
) -> None:
    assert listed(reviewed(briefing, layout_lost_a_slot, tmp_path)) == [
        f"the slide layout `Two Content`: the prompts and texts changed{THERE}",
        f"the slide layout `Two Content`: the placeholder `Source` is gone{THERE}",
    ]


def test_another_logo_on_a_layout_is_listed(tmp_path: Path) -> None:
    built = drawn.build(tmp_path, logo=True)
    deck = Presentation(str(built.sent))
    logo = named(deck.slide_layouts[1].shapes, "Logo")
    part = deck.slide_layouts[1].part.related_part(next(logo._element.iter(qn("a:blip"))).rEmbed)
    part._blob = drawn.photo("blue")
    deck.save(str(tmp_path / "reviewed.pptx"))
    (line,) = untracked.untracked_changes(Package.open(tmp_path / "reviewed.pptx"))
    expected = "the slide layout `Title and Content`: the picture of `Logo` changed"
    assert str(line) == f"{expected}{THERE}"


@needs_corpus
def test_words_of_smartart_that_were_changed_are_listed(tmp_path: Path) -> None:
    author = Author.of("tika--testPPT_various2.pptx", tmp_path / "author")
    package = Package.open(author.build(tmp_path / "sent.pptx"))
    (data,) = [part for name, part in package.parts.items() if name.endswith("/data1.xml")]
    for text in data.edit().iter(qn("a:t")):
        text.text = "Other words"
    (line,) = untracked.untracked_changes(package)
    assert str(line).endswith(": `Content Placeholder 6` says something else now")


@needs_corpus
def test_the_object_of_a_duplicate_of_a_pattern_comes_with_it_and_is_not_told(
    tmp_path: Path,
) -> None:
    author = Author.of("tika--testPPT_various2.pptx", tmp_path / "author")
    deck = PptxDeck(author.build(tmp_path / "sent.pptx"), random.Random(1))
    (slide,) = [s for s in deck.slides() if any(one.name == "Object 8" for one in s.shapes)]
    copied = deck.duplicate(slide)
    named(copied.shapes, "Object 8").name = "Object 1"  # as LibreOffice numbers it anew
    deck.deck.save(str(tmp_path / "reviewed.pptx"))
    told = untracked.untracked_changes(Package.open(tmp_path / "reviewed.pptx"))
    assert not [str(line) for line in told if "cannot hold" in str(line)]


def test_a_slide_that_goes_on_by_itself_is_listed(briefing: Sent, tmp_path: Path) -> None:
    assert "slide `overview`: the transition time: none -> 5 s" in listed(
        reviewed(briefing, goes_on, tmp_path)
    )


def test_timing_without_an_effect_is_no_animation(briefing: Sent, tmp_path: Path) -> None:
    def edit(deck: Deck) -> None:
        root = '<p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"/></p:par>'
        timing = parse_xml(f"<p:timing {DECLARED}><p:tnLst>{root}</p:tnLst></p:timing>")
        deck.slides[1]._element.append(timing)

    assert reviewed(briefing, edit, tmp_path).empty


def test_the_title_that_powerpoint_gives_by_itself_is_none(briefing: Sent, tmp_path: Path) -> None:
    def edit(deck: Deck) -> None:
        deck.core_properties.title = "PowerPoint Presentation"

    line = "the file's title: ICE ERO program briefing -> none"
    assert listed(reviewed(briefing, edit, tmp_path)) == [line]


def test_what_powerpoint_writes_for_itself_is_no_change(briefing: Sent, tmp_path: Path) -> None:
    assert reviewed(briefing, written_by_powerpoint, tmp_path).empty


def written_by_powerpoint(deck: Deck) -> None:
    """Ids, extensions, fits and defaults as PowerPoint is known to add them when it saves."""
    identity = f'<a:ext {nsdecls("a")} uri="{{FF2B5EF4}}"><x:creationId xmlns:x="urn:x"/></a:ext>'
    sheets = [deck.slide_master, *deck.slide_layouts, *deck.slides]
    for sheet in sheets:
        for about in sheet._element.iter(qn("p:cNvPr")):
            extensions = about.find(qn("a:extLst"))
            if extensions is None:
                extensions = etree.SubElement(about, qn("a:extLst"))
            extensions.append(parse_xml(identity))
        for shape in sheet._element.iter(qn("p:spPr")):
            shape.set("bwMode", "auto")
        for body in sheet._element.iter(qn("a:bodyPr")):
            body.append(parse_xml(f'<a:normAutofit {nsdecls("a")} fontScale="92500"/>'))
            body.set("rtlCol", "0")
        for run in sheet._element.iter(qn("a:defRPr")):
            run.set("kern", "1200")
    for found in deck.slide_layouts:
        found._element.set("userDrawn", "1")
        found._element.set("preserve", "1")
    for slide in deck.slides:
        root = '<p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"/></p:par>'
        slide._element.append(
            parse_xml(f"<p:timing {DECLARED}><p:tnLst>{root}</p:tnLst></p:timing>")
        )
    themed(deck, lambda root: root.append(parse_xml(f"<a:extraClrSchemeLst {DECLARED}/>")))
    app = next(p for p in deck.part.package.iter_parts() if p.partname == "/docProps/app.xml")
    app._blob = app.blob.replace(b">deckgen<", b">Microsoft Office PowerPoint<")


def test_a_comment_that_was_moved_is_no_change(briefing: Sent, tmp_path: Path) -> None:
    def edit(deck: Deck) -> None:
        rels = [rel for slide in deck.slides for rel in slide.part.rels.values()]
        (remarks,) = [rel._target for rel in rels if rel.reltype.endswith("/comments")]
        root = etree.fromstring(remarks.blob)
        for position in root.iter(qn("p:pos")):
            position.set("x", "900")
        remarks._blob = etree.tostring(root)

    assert reviewed(briefing, edit, tmp_path).empty


def test_a_section_that_was_renamed_is_pulled(briefing: Sent, tmp_path: Path) -> None:
    def edit(deck: Deck) -> None:
        sections = [e for e in deck.element.iter() if str(e.tag).endswith("}section")]
        sections[1].set("name", "Renamed")

    report = reviewed(briefing, edit, tmp_path)
    assert report.untracked == []
    (text,) = report.files.values()
    assert "- section: Renamed\n" in text
    assert "- section: Who we are\n" not in text


def test_a_date_that_was_typed_over_is_proposed(briefing: Sent, tmp_path: Path) -> None:
    def edit(deck: Deck) -> None:
        date = named(deck.slides[1].shapes, "Date")
        date.text_frame.paragraphs[0].runs[0].text = "7 March 2021"

    report = reviewed(briefing, edit, tmp_path)
    assert report.untracked == []
    (figure,) = report.figures
    assert (figure.slide, figure.edit.fact, figure.edit.new) == (
        "overview",
        "deck:as_of",
        "7 March 2021",
    )


def test_a_new_slide_is_compared_with_its_layout(briefing: Sent, tmp_path: Path) -> None:
    def edit(deck: Deck) -> None:
        slide = deck.slides.add_slide(layout(deck, "Title and Content"))
        slide.shapes.title.text = "A new one"
        body = slide.placeholders[1]
        body.text_frame.text = "words"
        body.left, body.top, body.width, body.height = Pt(50), Pt(50), Pt(200), Pt(90)
        body.rotation = 20
        slide.shapes.add_shape(MSO_SHAPE.OVAL, 0, 0, Pt(9), Pt(9)).name = "Blob"

    assert listed(reviewed(briefing, edit, tmp_path)) == [
        "slide `a-new-one`: the rotation of `Content`: none -> 20°",
        "slide `a-new-one`: the shape `Blob` is new",
    ]


def test_a_new_slide_goes_by_the_id_that_it_gets(briefing: Sent, tmp_path: Path) -> None:
    for name in ("content", "templates"):
        shutil.copytree(briefing.deck.parents[1] / name, tmp_path / name)
    (tmp_path / "content" / "slides" / "a-new-one.yaml").write_text("layout: Blank\n")
    deck = Presentation(str(briefing.path))
    slide = deck.slides.add_slide(layout(deck, "Title and Content"))
    slide.shapes.title.text = "A new one"
    slide.shapes.title.rotation = 20
    deck.save(str(tmp_path / "reviewed.pptx"))
    begun = pull.review(
        Project(tmp_path / "content" / "deck.yaml"), Package.open(tmp_path / "reviewed.pptx")
    )
    (change,) = begun.untracked
    assert (change.slide, change.shape) == ("a-new-one-2", "Title")


def test_a_duplicate_is_compared_with_its_original(briefing: Sent, tmp_path: Path) -> None:
    def edit(deck: Deck) -> None:
        source = next(s for s in deck.slides if s._element.cSld.get("name") == "287g")
        added = deck.slides.add_slide(source.slide_layout)
        common = copy.deepcopy(source._element.cSld)
        for tags in common.iter(qn("p:tags")):
            rel = source.part.rels[tags.get(qn("r:id"))]
            tags.set(qn("r:id"), added.part.rels._add_relationship(rel.reltype, rel._target))
        caption = next(e for e in common.iter(qn("p:sp")) if e[0][0].get("name") == "Figure 1")
        caption.find(qn("p:spPr")).append(
            parse_xml(f'<a:solidFill {DECLARED}><a:srgbClr val="0B3C5D"/></a:solidFill>')
        )
        added._element.replace(added._element.cSld, common)

    (line,) = listed(reviewed(briefing, edit, tmp_path))
    assert line.endswith(": the fill of `Figure 1`: 002D3F as its style says -> 0B3C5D")
