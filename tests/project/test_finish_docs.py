"""What docs/finish.md shows is what happens."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from pptx import Presentation

from tests.support.command import deckgen
from tests.support.paths import PLAIN, ROOT

PAGE = (ROOT / "docs" / "finish.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_worked_example_runs(tmp_path: Path) -> None:
    shutil.copyfile(PLAIN, tmp_path / "template.pptx")
    for name, language in (("deck.yaml", "yaml"), ("finish.py", "python")):
        [text] = blocks(language)
        (tmp_path / name).write_text(text, encoding="utf-8")
    sys.modules.pop("finish", None)
    for session in blocks("console"):
        line, _, told = session.partition("\n")
        done = deckgen(*shlex.split(line)[2:], cwd=tmp_path)
        output = sorted(filter(None, (done.stderr + done.stdout).splitlines()))
        assert output == sorted(filter(None, told.splitlines()))
        if "harvest.pptx" in told and "finish" in line:
            gardens = Presentation(str(tmp_path / "harvest.pptx")).slides[1]
            [stamp] = [shape for shape in gardens.shapes if shape.name == "Stamp"]
            assert stamp.text_frame.text == "Preliminary"
    sys.modules.pop("finish", None)
