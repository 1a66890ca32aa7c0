"""What a reviewer does to a step, an entry or a box comes back, also through LibreOffice."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from tests.review.pull.reviewed import ReviewedDeck, say
from tests.support.office import Office

DECK = """\
facts:
  beds: {value: "1,234", as_of: 2018-09-30, source: Sample}
slides:
  - id: steps
    layout: Title and Content
    Title: Steps
    Content:
      process: |
        Screen
          everyone \\*who\\* comes in
        Assess
          more than ${beds} beds
        Place
  - id: times
    layout: Title and Content
    Title: Times
    Content:
      timeline: |
        2003 | Founded \\*once\\*
        2010 | Renamed
          by the Director
        2018 | ${beds} beds
        today
  - id: boxes
    layout: Title and Content
    Title: Boxes
    Content:
      org: |
        Director
          Operations
            North
              Springfield
            South
          Counsel
"""


@pytest.fixture
def deck(tmp_path: Path) -> ReviewedDeck:
    reviewed = ReviewedDeck(tmp_path)
    reviewed.write({"deck.yaml": DECK})
    return reviewed


def shape(presentation: Any, slide: int, start: str) -> Any:
    """The first shape in the group of a slide whose name starts so."""
    return next(s for s in group(presentation, slide).shapes if s.name.startswith(start))


def group(presentation: Any, slide: int) -> Any:
    return next(s for s in presentation.slides[slide].shapes if s.shape_type == 6)


def retype(shape: Any, *lines: str) -> None:
    """Type other lines into a shape, as many as it has or fewer."""
    paragraphs = shape.text_frame.paragraphs
    for paragraph, line in zip(paragraphs, lines, strict=False):
        say(paragraph, line)
    for paragraph in paragraphs[len(lines) :]:
        paragraph._p.getparent().remove(paragraph._p)


def duplicate(presentation: Any, slide: int, start: str, right: int, *lines: str) -> None:
    """Duplicate a shape of a group, drag it to the right, and type into it."""
    original = shape(presentation, slide, start)
    parent = group(presentation, slide)
    parent._element.append(copy.deepcopy(original._element))
    made = parent.shapes[-1]
    made._element.nvSpPr.cNvPr.set("id", "900")
    made.left += right
    retype(made, *lines)


def delete(presentation: Any, slide: int, start: str) -> None:
    element = shape(presentation, slide, start)._element
    element.getparent().remove(element)


def text_changed(presentation: Any) -> None:
    retype(shape(presentation, 0, "Step 2"), "Assess", "about 1,234 beds")
    retype(shape(presentation, 1, "Entry 1"), "March 2003", "Founded")
    retype(shape(presentation, 2, "Box 1.1.1"), "North", "Riverton")


def added(presentation: Any) -> None:
    width = shape(presentation, 0, "Step 2").width
    duplicate(presentation, 0, "Step 1", width + 100_000, "Talk", "with each")
    duplicate(presentation, 1, "Entry 2", 100_000, "2012", "Moved")
    duplicate(presentation, 2, "Box 1.2", 100_000, "Press")


def deleted(presentation: Any) -> None:
    delete(presentation, 0, "Step 1")
    delete(presentation, 1, "Entry 2")
    delete(presentation, 2, "Box 1.1:")


def made_bold(presentation: Any) -> None:
    for slide, start, line in ((0, "Step 2", 1), (1, "Entry 3", 1), (2, "Box 1.1.1", 1)):
        shape(presentation, slide, start).text_frame.paragraphs[line].runs[0].font.bold = True


def moved(presentation: Any) -> None:
    one, other = (shape(presentation, 0, f"Step {number}") for number in (2, 3))
    one.left, other.left = other.left, one.left
    group(presentation, 1).left += 500_000
    group(presentation, 2).width //= 2


EDITS = {
    text_changed: {
        "          more than ${beds} beds": "          about ${beds} beds",
        r"        2003 | Founded \*once\*": "        March 2003 | Founded",
        "              Springfield": "              Riverton",
    },
    added: {
        "        Place\n": "        Talk\n          with each\n        Place\n",
        "          by the Director\n": "          by the Director\n        2012 | Moved\n",
        "          Counsel\n": "          Counsel\n          Press\n",
    },
    deleted: {
        "        Screen\n          everyone \\*who\\* comes in\n": "",
        "        2010 | Renamed\n          by the Director\n": "",
        "          Operations\n            North\n              Springfield\n            South\n": (
            "          North\n            Springfield\n          South\n"
        ),
    },
    made_bold: {
        "          more than ${beds} beds": "          **more than ${beds} beds**",
        "2018 | ${beds} beds": "2018 | **${beds} beds**",
        "              Springfield": "              **Springfield**",
    },
    moved: {
        "        Assess\n          more than ${beds} beds\n        Place\n": (
            "        Place\n        Assess\n          more than ${beds} beds\n"
        ),
        "        today\n": ("        today\n    boxes:\n      Content: 100.6, 126, 849.6, 338.4\n"),
        "          Counsel\n": (
            "          Counsel\n    boxes:\n      Content: 61.2, 126, 424.8, 338.4\n"
        ),
    },
}
each_edit = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)


def expected(text: str, edit: Callable[[Any], None]) -> str:
    for old, new in EDITS[edit].items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.mark.quick(2)
@each_edit
def test_an_edit_in_powerpoint_comes_back(deck: ReviewedDeck, edit: Callable[[Any], None]) -> None:
    deck.review(edit)
    before = deck.text("deck.yaml")
    done = deck.pull()
    assert done.returncode == 0, done.stderr
    assert deck.text("deck.yaml") == expected(before, edit)


@pytest.mark.slow
@each_edit
def test_an_edit_in_libreoffice_comes_back(
    deck: ReviewedDeck, edit: Callable[[Any], None], office: Office
) -> None:
    deck.review(lambda _presentation: None)
    presentation = Presentation(str(office.resaved(deck.folder / "reviewed.pptx")))
    edit(presentation)
    presentation.save(str(deck.folder / "edited.pptx"))
    office.resaved(deck.folder / "edited.pptx").rename(deck.folder / "reviewed.pptx")
    before = deck.text("deck.yaml")
    done = deck.pull()
    assert done.returncode == 0, done.stderr
    assert deck.text("deck.yaml") == expected(before, edit)


MARKED = """\
slides:
  - id: steps
    layout: Title and Content
    Title: Steps
    Content:
      process: |
        [users]{icon} Screen
          [search]{icon} everyone
        [flag]{icon} Place
      highlight: Place
  - id: boxes
    layout: Title and Content
    Title: Boxes
    Content:
      org: |
        [building]{icon} Director
          Operations
            North
            South
          Counsel
      highlight: |
        South
        Counsel
"""


def marks_changed(presentation: Any) -> None:
    """Delete icons and the bar beside a line; type over what is highlighted."""
    delete(presentation, 0, "Icon: users (Step 1)")
    retype(shape(presentation, 0, "Step 2, highlighted"), "Placed")
    delete(presentation, 1, "Bar: highlight (Box 1.1, line 3)")
    delete(presentation, 1, "Icon: building (Box 1)")
    shape(presentation, 1, "Box 1.2, highlighted").name = "Box 1.2: Counsel"


@pytest.mark.slow
def test_icons_and_highlights_come_back(deck: ReviewedDeck) -> None:
    deck.write({"deck.yaml": MARKED})
    deck.review(lambda _presentation: None)
    written = deck.text("deck.yaml")
    assert "nothing to write" in deck.pull().stderr
    deck.review(marks_changed)
    done = deck.pull()
    assert done.returncode == 0, done.stderr
    changes = {
        "[users]{icon} Screen": "Screen",
        "[flag]{icon} Place\n": "[flag]{icon} Placed\n",
        "highlight: Place\n": "highlight: Placed\n",
        "[building]{icon} Director": "Director",
        "      highlight: |\n        South\n        Counsel\n": "",
    }
    for old, new in changes.items():
        written = written.replace(old, new)
    assert deck.text("deck.yaml") == written


@pytest.mark.slow
def test_a_comparison_names_steps_entries_and_boxes(deck: ReviewedDeck) -> None:
    deck.review(text_changed)
    told = deck.run("diff", "out/sent.pptx", "reviewed.pptx").stdout
    for place in ("step `Assess`, line 2", "entry `March 2003`", "box `Riverton`"):
        assert f"Content, {place}: " in told
