"""What PowerPoint is known to do to a file, imitated, says nothing new; a copied slide is new."""

import copy
from pathlib import Path

import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn

from deckgen.commands import pull
from deckgen.review.pull.report import PullReport
from tests.review.conftest import Sent

pytestmark = pytest.mark.slow

NOISE = (("dirty", "0"), ("err", "1"), ("lang", "en-GB"), ("noProof", "1"), ("smtClean", "0"))


def pulled(reviewed: Path, sent: Sent) -> PullReport:
    return pull.pull(reviewed, sent.deck, dry=True)


@pytest.fixture(params=["briefing", "sample"])
def sent(request: pytest.FixtureRequest) -> Sent:
    found: Sent = request.getfixturevalue(request.param)
    return found


def test_opening_and_saving_says_nothing(sent: Sent, tmp_path: Path) -> None:
    Presentation(sent.path).save(tmp_path / "saved.pptx")
    assert pulled(tmp_path / "saved.pptx", sent).empty


def _split(run: etree._Element) -> None:
    text = run.find(qn("a:t"))
    if text is None or len(text.text or "") < 2:
        return
    half = len(text.text) // 2
    other = copy.deepcopy(run)
    other.find(qn("a:t")).text, text.text = text.text[half:], text.text[:half]
    run.addnext(other)


def test_split_runs_and_marks_of_the_spelling_checker_say_nothing(
    sent: Sent, tmp_path: Path
) -> None:
    edited = Presentation(sent.path)
    for slide in edited.slides:
        for run in list(slide.element.iter(qn("a:r"))):
            known = run.find(qn("a:rPr"))
            look = run.get_or_add_rPr() if known is None else known
            for name, value in NOISE:
                look.set(name, value)
            _split(run)
    edited.save(tmp_path / "noisy.pptx")
    assert pulled(tmp_path / "noisy.pptx", sent).empty


def test_a_copied_slide_is_a_new_one_and_the_original_stays(briefing: Sent, tmp_path: Path) -> None:
    edited = Presentation(briefing.path)
    source = edited.slides.get(edited.slides._sldIdLst[3].id)
    assert source is not None
    added = edited.slides.add_slide(source.slide_layout)
    for shape in list(added.shapes):
        shape.element.getparent().remove(shape.element)
    tags = source.element.findall(".//" + qn("p:tags"))
    assert tags, "the slide bears marks"
    renamed: dict[str, str] = {}
    for tag in tags:
        rid = tag.get(qn("r:id"))
        relation = source.part.rels[rid]
        renamed[rid] = added.part.rels._add_relationship(relation.reltype, relation._target)
    common = copy.deepcopy(source.element.find(qn("p:cSld")))
    for tag in common.iter(qn("p:tags")):
        tag.set(qn("r:id"), renamed[tag.get(qn("r:id"))])
    for creation in common.iter(
        "{http://schemas.microsoft.com/office/powerpoint/2010/main}creationId"
    ):
        creation.set("val", "123456789")
    added.element.replace(added.element.find(qn("p:cSld")), common)
    edited.save(tmp_path / "copied.pptx")
    report = pulled(tmp_path / "copied.pptx", briefing)
    assert report.differences == []
    assert [item.what for item in report.pulled] == ["a new slide", "the list of slides"]
