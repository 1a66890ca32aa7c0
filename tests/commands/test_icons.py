"""`deckgen template --icons`: a sheet of all icons."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation

from deckgen import soundness
from deckgen.commands.template import write_sheet
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.richtext.beside import icons
from tests.support.command import deckgen
from tests.support.paths import TEMPLATES


@pytest.mark.slow
@pytest.mark.parametrize("template", [None, TEMPLATES["briefing"]], ids=["plain", "briefing"])
def test_the_sheet_shows_every_icon_with_its_name(tmp_path: Path, template: Path | None) -> None:
    path = tmp_path / "icons.pptx"
    assert write_sheet(path, template) == len(icons())
    assert list(soundness.check(Package.open(path))) == []
    shapes = [shape for slide in Presentation(str(path)).slides for shape in slide.shapes]
    size = Presentation(str(path)).slide_height
    assert [s.name for s in shapes if s.shape_type == 6] == list(icons())
    assert {s.text_frame.text for s in shapes if s.has_text_frame} >= set(icons())
    assert all(s.top + s.height <= size for s in shapes)


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "icons.pptx"
    path.write_bytes(TEMPLATES["briefing"].read_bytes())
    with pytest.raises(Problem):
        write_sheet(path)


@pytest.mark.slow
def test_the_command_writes_it_and_needs_a_template_for_all_else(tmp_path: Path) -> None:
    done = deckgen("template", "--icons", "-o", tmp_path / "sheet.pptx")
    assert done.returncode == 0
    assert (tmp_path / "sheet.pptx").exists()
    assert deckgen("template").returncode == 2
    assert deckgen("template", TEMPLATES["briefing"], "-o", "x.pptx").returncode == 2
