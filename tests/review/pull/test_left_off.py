"""A date, footer or slide number that a reviewer deletes is left off by YAML."""

import shutil
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from deckgen.commands import build, pull
from tests.support.paths import ROOT


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "review" / "sample", tmp_path / "tests/review/sample")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    return tmp_path / "tests/review/sample/deck.yaml"


def fields(path: Path) -> list[str]:
    kinds = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
    shapes = Presentation(str(path)).slides[0].placeholders
    return [shape.name for shape in shapes if shape.placeholder_format.type in kinds]


@pytest.mark.slow
def test_a_deleted_field_is_left_off_and_comes_back(deck: Path, tmp_path: Path) -> None:
    sent = build.build(deck, output=tmp_path / "sent.pptx").path
    assert "Slide Number" in fields(sent)
    edited = Presentation(str(sent))
    shapes = {shape.name: shape for shape in edited.slides[0].shapes}
    gone = shapes["Slide Number"].element
    gone.getparent().remove(gone)
    edited.save(str(tmp_path / "reviewed.pptx"))
    report = pull.pull(tmp_path / "reviewed.pptx", deck)
    assert report.untracked == []
    assert "Slide Number: |\n  {}\n" in (deck.parent / "slides" / "one.yaml").read_text("utf-8")
    assert not pull.pull(tmp_path / "reviewed.pptx", deck).files
    rebuilt = build.build(deck, output=tmp_path / "rebuilt.pptx").path
    assert "Slide Number" not in fields(rebuilt)
    assert not pull.pull(rebuilt, deck).files

    edited = Presentation(str(rebuilt))
    edited.slides[0].shapes._spTree.append(gone)
    edited.save(str(tmp_path / "again.pptx"))
    assert pull.pull(tmp_path / "again.pptx", deck).untracked == []
    assert "Slide Number" in fields(build.build(deck, output=tmp_path / "third.pptx").path)
