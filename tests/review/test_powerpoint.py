"""What PowerPoint is known to do to a file, imitated, says nothing new; a copied slide is new."""

import random
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from deckgen.commands import pull
from deckgen.review.pull.report import PullReport
from tests.review.conftest import Sent
from tests.support.review.backend_pptx import PptxDeck
from tests.support.review.saving import save

pytestmark = pytest.mark.slow


def pulled(reviewed: Path, sent: Sent) -> PullReport:
    return pull.pull(reviewed, sent.deck, dry=True)


@pytest.fixture(params=["briefing", "sample"])
def sent(request: pytest.FixtureRequest) -> Sent:
    found: Sent = request.getfixturevalue(request.param)
    return found


def test_opening_and_saving_says_nothing(sent: Sent, tmp_path: Path) -> None:
    Presentation(sent.path).save(tmp_path / "saved.pptx")
    assert pulled(tmp_path / "saved.pptx", sent).empty


def test_split_runs_and_marks_of_the_spelling_checker_say_nothing(
    sent: Sent, tmp_path: Path
) -> None:
    edited = Presentation(sent.path)
    for slide in edited.slides:
        for look in slide.element.iter(qn("a:rPr")):
            look.set("noProof", "1")
    save(edited, tmp_path / "noisy.pptx", random.Random(1))
    assert pulled(tmp_path / "noisy.pptx", sent).empty


def test_a_copied_slide_is_a_new_one_and_the_original_stays(briefing: Sent, tmp_path: Path) -> None:
    edited = PptxDeck(briefing.path, random.Random(1))
    source = edited.slides()[3]
    assert source.element.findall(".//" + qn("p:tags")), "the slide bears marks"
    edited.duplicate(source)
    edited.deck.save(tmp_path / "copied.pptx")
    report = pulled(tmp_path / "copied.pptx", briefing)
    assert report.differences == []
    assert [item.what for item in report.pulled] == ["a new slide"]
