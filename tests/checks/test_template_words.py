"""What only the template says and a deck still shows: prompts, and words of pattern slides."""

from pathlib import Path

import pptx
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from deckgen.checks import of_file
from deckgen.checks.subject import Finding
from deckgen.opc.package import Package
from deckgen.project import Project
from tests.checks.sound import printed

STOCK = Path(pptx.__file__).parent / "templates" / "default.pptx"
ROOM = (Inches(1), Inches(2), Inches(4), Inches(2))
DECK = """\
title: A deck
template: template.pptx
{settings}slides:
"""
SLIDE = "  - id: {}\n    like: pattern\n    Title 1: A title\n{}"
KEPT = "    kept:\n      - chart: Web\n        text:\n          - The year before\n"


def found(path: Path) -> list[Finding]:
    findings = of_file(Package.open(path)).findings
    return [finding for finding in findings if finding.diagnostic.code == "TEMPLATE-WORDS"]


def prompts_in(folder: Path, *texts: str) -> list[str]:
    """The texts that are found, each in a text box on a slide of its own."""
    made = Presentation()
    for text in texts:
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = "A title"
        slide.shapes.add_textbox(*ROOM).text_frame.text = text
    made.save(str(folder / "deck.pptx"))
    spots = [finding.spot for finding in found(folder / "deck.pptx")]
    return [texts[spot.slide - 1] for spot in spots if spot is not None and spot.slide is not None]


def test_prompts_of_templates(tmp_path: Path) -> None:
    prompts = [
        "Click to add title", "Click to edit Master title style", "Click icon to add picture",
        "Name of presenter", "Presenter’s name", "Your name here", "Insert text here.",
        "Subtitle goes here", "Lorem ipsum dolor sit amet", "On [insert date] we met",
        "Titel durch Klicken hinzufügen", "Haga clic para agregar título",
        "Cliquez pour ajouter un titre", "Real words\nPlaceholder text",
    ]  # fmt: skip
    assert prompts_in(tmp_path, *prompts) == prompts


def test_words_that_are_meant(tmp_path: Path) -> None:
    meant = [
        "Company name", "Project name", "Title", "Put water here", "Insert the card here",
        "Click here to register", "Add value here", "The name of the presenter is Ann",
        "Sample text 3 was drawn at noon", "You are here",
    ]  # fmt: skip
    assert prompts_in(tmp_path, *meant) == []


def test_what_the_layout_and_the_master_show_is_told_once(tmp_path: Path) -> None:
    made = Presentation()
    layout = made.slide_layouts[5]
    for place, text in ((layout, "Your logo here"), (made.slide_master, "Click to add text")):
        box = made.slides.add_slide(layout).shapes.add_textbox(*ROOM)
        box.name, box.text_frame.text = "Box", text
        place.shapes._spTree.append(box._element)
    made.save(str(tmp_path / "deck.pptx"))
    text = printed(of_file(Package.open(tmp_path / "deck.pptx")), "TEMPLATE-WORDS")
    one = "the layout `Title Only` has a prompt that shows, `Your logo here` in `Box`"
    other = "the slide master has a prompt that shows, `Click to add text` in `Box`"
    assert (text.count(one), text.count(other)) == (1, 1)
    assert "seen on slides 1 and 2" in text
    layout._element.set("showMasterSp", "0")
    made.save(str(tmp_path / "deck.pptx"))
    assert {f.diagnostic.message[:16] for f in found(tmp_path / "deck.pptx")} == {
        "`Your logo here`"
    }


# Pattern slides.


def project(folder: Path, *slides: str, settings: str = "") -> Project:
    """A deck whose pattern has a filled radar with a title, beyond YAML, and a footer."""
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide._element.cSld.set("name", "pattern")
    slide.shapes.title.text = "The pattern"
    values = CategoryChartData()
    values.categories = ["North", "South", "West"]
    values.add_series("Removals", (1, 2, 3))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.RADAR_FILLED, *ROOM, values)
    frame.name = "Web"
    frame.chart.chart_title.text_frame.text = "The year before"
    footer = next(p for p in made.slide_layouts[5].placeholders if "Footer" in p.name)
    slide.shapes.clone_placeholder(footer)
    slide.shapes[-1].text_frame.text = "Old footer"
    made.save(str(folder / "template.pptx"))
    text = DECK.format(settings=settings) + "".join(slides)
    (folder / "deck.yaml").write_text(text, encoding="utf-8")
    return Project(folder / "deck.yaml")


def told(made: Project) -> str:
    return printed(made.check(), "TEMPLATE-WORDS")


def test_words_of_a_pattern_are_told_once_with_the_slides(tmp_path: Path) -> None:
    slides = SLIDE.format("a", ""), SLIDE.format("b", "")
    text = told(project(tmp_path, *slides, settings="footer: New\n"))
    message = (
        "warning[TEMPLATE-WORDS]: in the template, the pattern `pattern` has words that show and "
        "that no YAML wrote: `The year before` in `Web`\n"
    )
    assert text.count(message) == 1
    assert "kept:\n      - chart: Web | The year before\n" in text
    assert "seen on slides 1 and 2" in text


def test_what_is_listed_as_kept_is_meant(tmp_path: Path) -> None:
    assert told(project(tmp_path, SLIDE.format("a", KEPT), settings="footer: New\n")) == ""


def test_a_footer_that_neither_slide_nor_deck_says(tmp_path: Path) -> None:
    text = told(project(tmp_path, SLIDE.format("a", KEPT)))
    assert "no YAML wrote: `Old footer` in `Footer Placeholder" in text
    assert "say them by `date:` and `footer:` in deck.yaml" in text
    own = KEPT + "    Footer Placeholder 3: Its own\n"
    assert told(project(tmp_path, SLIDE.format("a", own))) == ""
