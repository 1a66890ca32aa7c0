"""Decks that nobody should make, but somebody does: every part comes back."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches

from deckgen.commands import build
from deckgen.commands.extract import extract
from deckgen.deck import EmbedMode
from deckgen.project import Project
from tests.support.archives import members, packed
from tests.support.lanes import examples
from tools.roundtrip import judge

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = (
    "notes", "id", "layout", "like", "names", "kept", "comments", "hidden", "facts", "Title+",
    "yes", "null", "~", "1.5", "2020-01-01", "a: b", "- x", "# c", "{x}", "[x]", '"q"', "'",
    " lead", "trail ", "new\nline", "tab\tx", "", " ", "${fact}", "<<", "?", "---", "&a", "!t", "|",
    "%", "`x`", "a" * 300, "\u202eabc",
)  # fmt: skip
TEXTS = (
    "", "a\nb\n\nc", "\n", "a\vb", "*a*", "[x]{y}", "${a}", "$${a}", "# h", "- a", "1. a", "a | b",
    "---", " lead", "trail ", "\\", "<b>", "&amp;", "a" * 20_000, "\u00a0", "\u200b", "\u2028x",
    "https://example.com", "TODO", "[a](b)", "**b** _i_", "> q", "a  b", "a\tb", "%", "key: v",
    "_x000D_",
)  # fmt: skip

printable = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n\t"),
    max_size=30,
)
names = st.sampled_from(WORDS) | printable
texts = st.sampled_from(TEXTS) | printable


def deck(slides: int = 0, layout: int = 5) -> Deck:
    made = Presentation()
    for number in range(slides):
        made.slides.add_slide(made.slide_layouts[layout]).shapes.title.text = f"Slide {number % 7}"
    return made


def add_text(slide: Slide, name: str, text: str) -> None:
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1))
    box.name, box.text_frame.text = name, text


def assert_comes_back(made: Deck) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "odd.pptx"
        made.save(str(path))
        verdict = judge(path)
        assert verdict.faults == []
        assert not verdict.refused


@pytest.mark.slow
@given(st.lists(st.tuples(names, texts), max_size=8), texts, texts)
@settings(max_examples=examples(20))
def test_shapes_of_any_name_with_any_text(
    shapes: list[tuple[str, str]], title: str, notes: str
) -> None:
    made = deck(1)
    slide = made.slides[0]
    slide.shapes.title.text = title
    for name, text in shapes:
        add_text(slide, name, text)
    slide.notes_slide.notes_text_frame.text = notes
    assert_comes_back(made)


@pytest.mark.slow
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=4
        )
    ),
    st.data(),
)
@settings(max_examples=examples(20))
def test_tables_with_merged_cells(rows: list[list[str]], data: st.DataObject) -> None:
    made = deck(1)
    high, wide = len(rows), len(rows[0])
    table = made.slides[0].shapes.add_table(high, wide, 0, 0, Inches(5), Inches(3)).table
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    top, left = data.draw(st.integers(0, high - 1)), data.draw(st.integers(0, wide - 1))
    bottom, right = data.draw(st.integers(top, high - 1)), data.draw(st.integers(left, wide - 1))
    if (top, left) != (bottom, right):
        table.cell(top, left).merge(table.cell(bottom, right))
    assert_comes_back(made)


def test_no_slides_and_no_layouts() -> None:
    assert_comes_back(deck())
    made = deck()
    for layout in list(made.slide_layouts):
        made.slide_layouts.remove(layout)
    assert_comes_back(made)


@pytest.mark.slow
def test_groups_thirty_deep() -> None:
    made = deck(1)
    shapes = made.slides[0].shapes
    for level in range(30):
        shapes = shapes.add_group_shape().shapes
        box = shapes.add_textbox(0, 0, 99_999, 99_999)
        box.name, box.text_frame.text = "Deep", f"level {level}"
    assert_comes_back(made)


@pytest.mark.slow
def test_charts_of_every_kind_that_takes_categories() -> None:
    made = deck()
    data = CategoryChartData()
    for outer in "ab":
        category = data.add_category(outer)
        category.add_sub_category("x")
        category.add_sub_category("y")
    data.add_series("S", (1, None, -3, 4.5))
    data.add_series("S", (None, None, None, None))
    for kind in XL_CHART_TYPE:
        if kind.name.startswith(("XY", "BUBBLE")):
            continue
        slide = made.slides.add_slide(made.slide_layouts[5])
        try:
            slide.shapes.add_chart(kind, 0, 0, Inches(5), Inches(4), data)
        except NotImplementedError:
            continue
    assert_comes_back(made)


@pytest.mark.slow
def test_seventy_slides_with_links_hidden_ones_and_a_custom_show() -> None:
    made = deck(70)
    for number, slide in enumerate(made.slides):
        add_text(slide, "Back", "back")
        slide.shapes[-1].click_action.target_slide = made.slides[number - 1]
        if number % 3 == 0:
            slide.element.set("show", "0")
    listed = "".join(f'<p:sld r:id="{made.slides._sldIdLst[n].rId}"/>' for n in (0, 2, 0))
    shows = f'<p:custShowLst xmlns:p="{P}" xmlns:r="{R}"><p:custShow name="S: 1" id="0">'
    shows += f"<p:sldLst>{listed}</p:sldLst></p:custShow></p:custShowLst>"
    made.element.find(f"{{{P}}}notesSz").addnext(etree.fromstring(shows))
    assert_comes_back(made)


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "sections",
    [
        [("A: b", [0, 1]), ("", []), ("A: b", [2, 3])],
        [("only some", [1])],
        [("backwards", [3, 2, 1, 0])],
    ],
)
def test_sections_that_a_list_can_say_or_cannot(sections: list[tuple[str, list[int]]]) -> None:
    made = deck(4)
    ids = [slide.slide_id for slide in made.slides]
    listed = ""
    for number, (name, slides) in enumerate(sections):
        inside = "".join(f'<p14:sldId id="{ids[slide]}"/>' for slide in slides)
        guid = f"{{0000000{number}-0000-4000-8000-000000000000}}"
        listed += f'<p14:section name="{name}" id="{guid}">'
        listed += f"<p14:sldIdLst>{inside}</p14:sldIdLst></p14:section>"
    extensions = f'<p:extLst xmlns:p="{P}" xmlns:p14="{P14}">'
    extensions += '<p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">'
    extensions += f"<p14:sectionLst>{listed}</p14:sectionLst></p:ext></p:extLst>"
    made.element.append(etree.fromstring(extensions))
    assert_comes_back(made)


@pytest.mark.slow
def test_a_title_with_spaces_around_comes_back_and_a_new_one_changes_no_other_property(
    tmp_path: Path,
) -> None:
    made = deck(1)
    made.core_properties.title, made.core_properties.author = "  T: x ", "Ada Example"
    assert_comes_back(made)
    made.save(str(tmp_path / "odd.pptx"))
    path = extract(tmp_path / "odd.pptx", tmp_path / "deck").path
    path.write_text(path.read_text().replace("T: x", "T: y"))
    built = build.build(path, output=tmp_path / "out.pptx").presentation()
    assert built.core_properties.title == "T: y"
    assert built.core_properties.author == "Ada Example"


def test_slides_whose_names_differ_by_case_get_files_of_their_own(tmp_path: Path) -> None:
    made = deck(2)
    for slide, name in zip(made.slides, ("Intro", "intro"), strict=True):
        slide.element.cSld.set("name", name)
    made.save(str(tmp_path / "odd.pptx"))
    extract(tmp_path / "odd.pptx", tmp_path / "deck")
    files = sorted(path.name for path in (tmp_path / "deck" / "slides").iterdir())
    assert files == ["01-Intro.yaml", "02-intro-2.yaml"]


def test_slides_in_another_order_leave_the_template_as_it_is(tmp_path: Path) -> None:
    deck(2).save(str(tmp_path / "odd.pptx"))
    path = extract(tmp_path / "odd.pptx", tmp_path / "deck").path
    head, _, names = path.read_text().partition("slides:\n")
    path.write_text(head + "slides:\n" + "\n".join(reversed(names.splitlines())) + "\n")
    project, out = Project(path), tmp_path / "out.pptx"
    first, second = (project.pack(out, EmbedMode.NONE).data for _ in range(2))
    assert first == second


@pytest.mark.quick(1)
@pytest.mark.parametrize("owner", ["p:sld", "a:p", "a:extLst"])
def test_a_link_whose_colour_is_in_a_namespace_that_an_ancestor_declares(
    owner: str, tmp_path: Path
) -> None:
    made = deck(1)
    slide = made.slides[0]
    add_text(slide, "Words", "Linked")
    run = slide.shapes[-1].text_frame.paragraphs[0].runs[0]
    run.hyperlink.address = "https://example.com"
    made.save(str(tmp_path / "plain.pptx"))
    files = members(tmp_path / "plain.pptx")
    name = "ppt/slides/slide1.xml"
    colour = (
        '<a:extLst><a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}">'
        '<ahyp:hlinkClr val="tx"/></a:ext></a:extLst></a:hlinkClick>'
    )
    text = re.sub(r"(<a:hlinkClick [^>]*?)/>", rf"\1>{colour}", files[name].decode())
    space = 'xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor"'
    head, mark, rest = text.partition("<p:sld" if owner == "p:sld" else "Words")
    declared = re.sub(rf"<{owner}(?=[ >])", rf"<{owner} {space}", mark + rest, count=1)
    files[name] = (head + declared).encode()
    (tmp_path / "odd.pptx").write_bytes(packed(files))
    verdict = judge(tmp_path / "odd.pptx")
    assert verdict.faults == []
    path = extract(tmp_path / "odd.pptx", tmp_path / "deck").path
    (written,) = (tmp_path / "deck" / "slides").iterdir()
    written.write_text(written.read_text().replace("Linked", "Linked still"))
    built = members(build.build(path, output=tmp_path / "out.pptx").path)[name]
    assert b"Linked still" in built
    assert b"hlinkClr" in built
