"""What a newer template means for a deck."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pptx import Presentation

from deckgen.cli import group
from tests.support.paths import ROOT

BRIEFING = ROOT / "templates" / "briefing.pptx"


def newer(folder: Path) -> Path:
    path = folder / "newer.pptx"
    shutil.copyfile(BRIEFING, path)
    presentation = Presentation(str(path))
    for layout in presentation.slide_layouts:
        if layout.name == "Chart and Points":
            for shape in layout.placeholders:
                if shape.name == "Points":
                    shape.name = "Remarks"
        if layout.name == "Statement":
            layout.element.cSld.set("name", "Big Statement")
    presentation.save(str(path))
    return path


@pytest.mark.slow
def test_lost_renamed_and_added_slots_are_told_with_their_slides(tmp_path: Path) -> None:
    words = [
        "template",
        str(BRIEFING),
        str(newer(tmp_path)),
        "--deck",
        str(ROOT / "content/deck.yaml"),
    ]
    done = CliRunner().invoke(group, words)
    assert done.exit_code == 0, done.output
    assert sorted(done.stdout.splitlines()) == [
        "added: layout `Big Statement`",
        "added: slot `Remarks` of `Chart and Points`",
        "lost: layout `Statement`; likely now `Big Statement`; needed by mission",
        "lost: slot `Points` of `Chart and Points`; likely now `Remarks`",
    ]


def test_a_template_is_the_same_as_itself() -> None:
    done = CliRunner().invoke(group, ["template", str(BRIEFING), str(BRIEFING)])
    assert done.stdout == "the same layouts and slots\n"
