"""The YAML of an extracted deck reads as one would write it."""

import re
from copy import deepcopy
from pathlib import Path
from shutil import copytree

import pytest
from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

from deckgen.commands.extract import extract
from deckgen.commands.pull import pull
from deckgen.content.registry import describe_slide
from deckgen.diagnostics import Problem
from deckgen.project import Project
from deckgen.richtext.format_names import name_of
from tests.support.archives import members
from tests.support.cases import every_case

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P_URI = "http://schemas.openxmlformats.org/presentationml/2006/main"
P = f'xmlns:p="{P_URI}"'
FIELD = "{00000000-0000-0000-0000-000000000001}"


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extracted deck of three slides, two of one title; blanks, a format, a notes page."""
    folder = tmp_path_factory.mktemp("extracted")
    made = Presentation()
    for title in ("Opening", "Results by region", "Results by region"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
    frame = made.slides[1].placeholders[1].text_frame
    frame.text = "Grew \nmore\n\n"
    run = made.slides[2].placeholders[1].text_frame.paragraphs[0].add_run()
    run.text, run.font.color.rgb, run.font.size = "wide", RGBColor(0x80, 0x80, 0x80), Pt(12)
    run._r.get_or_add_rPr().set("spc", "300")
    rest = made.slides[2].placeholders[1].text_frame.paragraphs[0].add_run()
    rest.text = " and not"
    made.slides[0].notes_slide.notes_text_frame.text = "Say it"
    box = made.slides[0].shapes.add_textbox(0, 0, Inches(1), Inches(1))
    box.text_frame.text = "Page\tfoot"
    made.slides[0].notes_slide.shapes._spTree.append(box._element)
    made.save(str(folder / "theirs.pptx"))
    extract(folder / "theirs.pptx", folder / "deck")
    return folder


@pytest.fixture
def folder(extracted: Path, tmp_path: Path) -> Path:
    """Such a deck for a test to change."""
    return copytree(extracted, tmp_path, dirs_exist_ok=True) / "deck"


def text(folder: Path, name: str) -> str:
    return (folder / "slides" / name).read_text("utf-8")


def test_slide_files_are_named_by_place_and_title(folder: Path) -> None:
    assert sorted(path.name for path in (folder / "slides").iterdir()) == [
        "01-opening.yaml",
        "02-results-by-region.yaml",
        "03-results-by-region-2.yaml",
    ]
    deck = (folder / "deck.yaml").read_text("utf-8")
    assert deck.endswith("slides:\n  - opening\n  - results-by-region\n  - results-by-region-2\n")
    assert [slide.id for slide in Project(folder).plan.slides] == [
        "opening",
        "results-by-region",
        "results-by-region-2",
    ]


def test_a_number_is_part_of_the_id_elsewhere(folder: Path) -> None:
    deck = folder / "deck.yaml"
    deck.write_text(deck.read_text("utf-8").replace("slide_files: numbered\n", ""), "utf-8")
    with pytest.raises(Problem, match="there is no file"):
        Project(folder).build()


def test_two_files_of_one_id_are_named(folder: Path) -> None:
    (folder / "slides" / "07-opening.yaml").write_text("like: opening\n", "utf-8")
    with pytest.raises(Problem) as caught:
        Project(folder).build()
    (told,) = caught.value.diagnostics
    assert told.code == "duplicate-slide"
    assert "01-opening.yaml and 07-opening.yaml are both the slide `opening`" in told.message


def test_the_name_of_a_numbered_file_is_no_id(folder: Path) -> None:
    deck = folder / "deck.yaml"
    deck.write_text(deck.read_text("utf-8").replace("- opening", "- 01-opening"), "utf-8")
    with pytest.raises(Problem) as caught:
        Project(folder).build()
    (told,) = caught.value.diagnostics
    assert told.helps == ("write `opening`: the number in front is no part of the id",)


def test_a_file_that_nothing_lists_is_told_by_its_id(folder: Path) -> None:
    (folder / "slides" / "04-more.yaml").write_text("like: opening\n", "utf-8")
    told = [d.message for d in Project(folder).build().diagnostics if d.code == "unlisted-slide"]
    assert told == ["no deck and no variant names the slide `more`"]


def test_blanks_that_matter_can_be_seen(folder: Path) -> None:
    written = text(folder, "02-results-by-region.yaml")
    assert "Content: |\n  Grew[ ]{}\n  more\n\n  {}\n" in written
    assert not re.search(r"[ \t]$", written, re.MULTILINE)


@pytest.mark.parametrize("blank", ["\xa0", "\u2003", "\t", " \xa0 "])
def test_a_paragraph_of_blanks_can_be_seen(tmp_path: Path, blank: str) -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Tea"
    slide.placeholders[1].text_frame.text = f"One\n{blank}\nTwo{blank}\nThree"
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    said = f"Content: |\n  One\n  [{blank}]{{}}\n  Two[{blank}]{{}}\n  Three\n"
    assert text(deck.parent, "01-tea.yaml").endswith(said)
    before, after = members(deck.parent / "template.pptx"), members(Project(deck).build().path)
    assert before["ppt/slides/slide1.xml"] == after["ppt/slides/slide1.xml"]


def test_kept_things_are_a_line_each(folder: Path) -> None:
    assert text(folder, "01-opening.yaml").endswith(
        "notes: Say it\nkept:\n  - page: the notes page | Page foot\n"
    )


def test_what_does_nothing_is_not_listed_and_may_be_as_before(tmp_path: Path) -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    timing = f'<p:timing {P}><p:tnLst><p:par><p:cTn id="1" nodeType="tmRoot"/></p:par></p:tnLst>'
    slide._element.append(etree.fromstring(f"{timing}</p:timing>"))
    number = deepcopy(slide.notes_slide.notes_placeholder._element)
    number.nvSpPr.nvPr.find(f"{{{P_URI}}}ph").set("type", "sldNum")
    paragraph = number.txBody.p_lst[0]
    paragraph.append(
        etree.fromstring(f'<a:fld {A} id="{FIELD}" type="slidenum"><a:t>1</a:t></a:fld>')
    )
    slide.notes_slide.shapes._spTree.append(number)
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    written = deck.parent / "slides" / "01-slide.yaml"
    assert written.read_text("utf-8") == "like: slide\n"
    before = "like: slide\nkept:\n  - animation: the slide\n  - page: the notes page | 1\n"
    written.write_text(before, "utf-8")
    assert Project(deck).build().slides == 1
    written.write_text(before.replace("| 1", "| 2"), "utf-8")
    with pytest.raises(Problem, match="is not what the pattern slide keeps"):
        Project(deck).build()


def test_an_effect_and_a_video_that_plays_are_listed() -> None:
    effect = '<p:cTn id="3" presetID="1" presetClass="entr"/>'
    video = '<p:video><p:cMediaNode><p:tgtEl><p:spTgt spid="4"/></p:tgtEl></p:cMediaNode></p:video>'
    for found in (effect, video):
        root = etree.fromstring(f"<p:sld {P}><p:timing>{found}</p:timing></p:sld>")
        assert [entry.idle for entry in describe_slide(root)] == [False]


def test_kept_things_as_they_were_written_before_are_read(folder: Path) -> None:
    path = folder / "slides" / "01-opening.yaml"
    old = '  - page: the notes page\n    text:\n      - "Page\\tfoot"\n'
    path.write_text(text(folder, path.name).replace("  - page: the notes page | Page foot\n", old))
    assert Project(folder).build().slides == 3
    path.write_text(text(folder, path.name).replace("foot", "head"), "utf-8")
    with pytest.raises(Problem, match="is not what the pattern slide keeps"):
        Project(folder).build()


def test_formats_are_named_by_what_they_hold(folder: Path) -> None:
    assert (folder / "formats.yaml").read_text("utf-8") == "wide: '<a:rPr spc=\"300\"/>'\n"
    assert "[wide]{color=808080 size=12 fmt=wide} and not" in text(
        folder, "03-results-by-region-2.yaml"
    )


@every_case(
    ("xml", "name"),
    [
        (f'<a:rPr {A}><a:solidFill><a:srgbClr val="808080"><a:alpha val="50000"></a:alpha>'
         '</a:srgbClr></a:solidFill></a:rPr>', "grey"),
        (f'<a:rPr {A} cap="all"><a:latin typeface="Arial"></a:latin></a:rPr>', "caps-arial"),
        (f'<a:rPr {A}><a:solidFill><a:schemeClr val="tx1"><a:lumMod val="65000"></a:lumMod>'
         '<a:lumOff val="35000"></a:lumOff></a:schemeClr></a:solidFill></a:rPr>', "tx1-light"),
        (f'<a:rPr {A} kern="1200"><a:effectLst></a:effectLst></a:rPr>', "kerned"),
        (f'<a:rPr {A}><a:ln><a:solidFill><a:srgbClr val="FF0000"></a:srgbClr></a:solidFill></a:ln>'
         '</a:rPr>', "outlined"),
        (f'<a:pPr {A} algn="ctr"><a:buNone></a:buNone></a:pPr>', "centered-no-bullet"),
        (f'<a:pPr {A}><a:spcAft><a:spcPts val="600"></a:spcPts></a:spcAft></a:pPr>', "after-6pt"),
        (f'<a:rPr {A}><a:latin typeface="Überblick"></a:latin></a:rPr>', "uberblick"),
        ("<a:rPr x='1'/>", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_format(xml: str, name: str) -> None:
    assert name_of(xml) == name


def test_what_it_writes_gives_the_deck_back(folder: Path) -> None:
    before, after = members(folder / "template.pptx"), members(Project(folder).build().path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"[Content_Types].xml", "_rels/.rels", "ppt/_rels/presentation.xml.rels"}


# Short names of slots.


def test_placeholders_have_short_names(folder: Path) -> None:
    deck = (folder / "deck.yaml").read_text("utf-8")
    names = "    Title: Title 1\n    Content: Content Placeholder 2\n"
    assert f"slot_names:\n  layout Title and Content:\n{names}slides:\n" in deck
    assert "Title: Opening\n" in text(folder, "01-opening.yaml")
    (slide, *_) = Project(folder).plan.slides
    assert [name for name, _ in slide.slots] == ["Title"]


def test_a_slots_own_name_is_read_too_but_not_both(folder: Path) -> None:
    path = folder / "slides" / "01-opening.yaml"
    path.write_text(text(folder, path.name).replace("Title:", "Title 1:"), "utf-8")
    assert Project(folder).plan.slides[0].title == "Opening"
    path.write_text(text(folder, path.name) + "Title: Both\n", "utf-8")
    with pytest.raises(Problem) as caught:
        Project(folder).build()
    (told,) = caught.value.diagnostics
    assert told.code == "both-names"


def test_names_that_google_makes_up_become_what_the_slot_is(tmp_path: Path) -> None:
    """On slides and on all layouts, so that a new slide can be said by either."""
    made = Presentation()
    for number, layout in enumerate(made.slide_layouts):
        for idx, shape in enumerate(layout.placeholders):
            shape.name = f"Google Shape;{number}{idx};p{number}"
    for number in (20, 21):
        slide = made.slides.add_slide(made.slide_layouts[3])
        for idx, shape in enumerate(slide.shapes):
            shape.name, shape.text_frame.text = f"Google Shape;{number}{idx};g{number}", f"T {idx}"
        table = slide.shapes.add_table(1, 2, 0, 0, Inches(2), Inches(1))
        table.name, table.table.cell(0, 0).text = f"Google Shape;{number}9;g{number}", "A"
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    written = text(deck.parent, "02-t-0-2.yaml")
    assert written.startswith("like: t-0-2\nTitle: T 0\nContent 1: T 1\nContent 2: T 2\nTable:\n")
    assert "  layout Title and Content:\n    Title: Google Shape;10;p1\n" in deck.read_text("utf-8")
    new = "layout: Two Content\nTitle: New\nContent 1: One\nContent 2: Two\n"
    (deck.parent / "slides" / "new.yaml").write_text(new, "utf-8")
    deck.write_text(deck.read_text("utf-8") + "  - new\n", "utf-8")
    built = Project(deck).build().path
    reviewed = Presentation(str(built))
    shown = [s.text_frame.text for s in reviewed.slides[2].placeholders if s.has_text_frame]
    assert shown[:3] == ["New", "One", "Two"]
    reviewed.slides[1].shapes[0].text_frame.paragraphs[0].runs[0].text = "T zero"
    reviewed.save(str(built))
    assert [(c.slide, c.slot) for c in pull(built, deck).pulled] == [("t-0-2", "Title")]


def test_a_new_slide_has_the_short_names_of_its_layout(folder: Path) -> None:
    (folder / "slides" / "new.yaml").write_text(
        "layout: Title and Content\nTitle: New\nContent: Words\n", "utf-8"
    )
    deck = folder / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "  - new\n", "utf-8")
    path = Project(folder).build().path
    made = Presentation(str(path))
    made.slides[3].placeholders[1].text_frame.paragraphs[0].runs[0].text = "Other words"
    made.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].text = "Beginning"
    added = made.slides.add_slide(made.slide_layouts[1])
    added.shapes.title.text = "Reviewer"
    made.save(str(path))
    report = pull(path, folder)
    assert [(change.slide, change.slot) for change in report.pulled] == [
        ("opening", "Title"),
        ("new", "Content"),
        ("reviewer", ""),
    ]
    assert report.untracked == []
    assert text(folder, "reviewer.yaml") == "layout: Title and Content\nTitle: Reviewer\n"
    assert "Content: Other words\n" in text(folder, "new.yaml")


@pytest.mark.slow
def test_a_short_name_stands_for_the_slot_that_its_layout_numbers(tmp_path: Path) -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Opening"
    slide.shapes.title.name, slide.placeholders[1].name = "Title 3", "Content Placeholder 4"
    slide.placeholders[1].text_frame.text = "Words"
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    names = "    Title: Title 3\n    Content: Content Placeholder 4\n"
    assert f"slot_names:\n  layout Title and Content:\n{names}slides:\n" in deck.read_text("utf-8")
    new = "layout: Title and Content\nTitle: New\nContent: More\n"
    (deck.parent / "slides" / "new.yaml").write_text(new, "utf-8")
    deck.write_text(deck.read_text("utf-8") + "  - new\n", "utf-8")
    path = Project(deck).build().path
    reviewed = Presentation(str(path))
    shown = [shape.text_frame.text for shape in reviewed.slides[1].placeholders]
    assert shown[:2] == ["New", "More"]
    added = reviewed.slides.add_slide(reviewed.slide_layouts[1])
    added.shapes.title.text = "Reviewer"
    reviewed.save(str(path))
    pull(path, deck)
    assert text(deck.parent, "reviewer.yaml") == "layout: Title and Content\nTitle: Reviewer\n"
    long = new.replace("Title: New", "Title 1: New")
    (deck.parent / "slides" / "new.yaml").write_text(long, "utf-8")
    assert Project(deck).plan.slides[1].title == "New"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("  Title Slide:\n    Heading: Title 1\n", "slot-names"),
        ("  layout Title Slide:\n    notes: Title 1\n", "slot-name"),
        ("  layout Title Slide:\n    Subtitle: Title 1\n", "slot-name"),
        ("  layout Title Slide:\n    Heading: Title 9\n", "unknown-slot"),
        ("  like nowhere:\n    Heading: Title 1\n", "unknown-slot"),
    ],
)
def test_short_names_that_cannot_be(folder: Path, lines: str, code: str) -> None:
    deck = folder / "deck.yaml"
    head, _, rest = deck.read_text("utf-8").partition("slot_names:\n")
    slides = rest[rest.index("slides:") :]
    deck.write_text(f"{head}slot_names:\n{lines}{slides}", "utf-8")
    with pytest.raises(Problem) as caught:
        Project(folder).build()
    assert code in {fault.code for fault in caught.value.diagnostics}


@pytest.mark.slow
def test_what_holds_anyway_is_not_written_stays_and_is_pulled_as_words(tmp_path: Path) -> None:
    """Runs that say what they inherit: they keep it, in lines that are edited too."""
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Tea"
    paragraph = slide.placeholders[1].text_frame.paragraphs[0]
    for words, bold in (("Green ", False), ("black", True), (" and white", False)):
        run = paragraph.add_run()
        run.text, run.font.bold, run.font.italic = words, bold, False
        run._r.get_or_add_rPr().set("cap", "none")
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    assert sorted(path.name for path in deck.parent.iterdir()) == [
        "deck.yaml",
        "slides",
        "template.pptx",
    ]
    file = deck.parent / "slides" / "01-tea.yaml"
    assert file.read_text("utf-8").endswith("Content: Green **black** and white\n")
    file.write_text(file.read_text("utf-8").replace("Green", "Herbal"), "utf-8")
    path = Project(deck).build().path
    reviewed = Presentation(str(path))
    runs = reviewed.slides[0].placeholders[1].text_frame.paragraphs[0].runs
    assert [(run.font.bold, run.font.italic) for run in runs] == [
        (False, False),
        (True, False),
        (False, False),
    ]
    runs[2].text = " and oolong"
    reviewed.save(str(path))
    report = pull(path, deck)
    assert [(change.slot, change.what) for change in report.pulled] == [("Content", "changed")]
    assert file.read_text("utf-8").endswith("Content: Herbal **black** and oolong\n")
    assert pull(path, deck).files == {}


@pytest.mark.slow
def test_numbers_and_dates_that_are_fields_are_left_to_the_deck(tmp_path: Path) -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Tea"
    for holder in made.slide_layouts[5].placeholders:
        if holder.placeholder_format.idx >= 10:
            slide.shapes._spTree.append(deepcopy(holder._element))
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    assert text(deck.parent, "01-tea.yaml") == "like: tea\nTitle: Tea\n"
    path = Project(deck).build().path
    assert (
        members(path)["ppt/slides/slide1.xml"]
        == (members(tmp_path / "theirs.pptx")["ppt/slides/slide1.xml"])
    )
    reviewed = Presentation(str(path))
    dates = [s for s in reviewed.slides[0].placeholders if s.placeholder_format.idx == 10]
    dates[0].text_frame.text = "1 May"
    reviewed.save(str(tmp_path / "reviewed.pptx"))
    deck.write_text(deck.read_text("utf-8").replace("embed:", "date: 2 May\nembed:"), "utf-8")
    built = Presentation(str(Project(deck).build(tmp_path / "dated.pptx").path))
    assert "2 May" in [shape.text_frame.text for shape in built.slides[0].placeholders]
    deck.write_text(deck.read_text("utf-8").replace("date: 2 May\n", ""), "utf-8")
    pull(tmp_path / "reviewed.pptx", deck)
    assert text(deck.parent, "01-tea.yaml").endswith(": 1 May\n")
    assert pull(tmp_path / "reviewed.pptx", deck).files == {}
