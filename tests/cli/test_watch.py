"""`deckgen build --watch`: the file follows its YAML."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pptx
import pytest

from deckgen.project import Project, watch
from tests.support.command import deckgen
from tests.support.paths import TEMPLATES

DECK = f"""\
title: Tea
name: tea
language: en-US
template: {TEMPLATES["briefing"]}
output: tea.pptx
slides:
  - id: leaves
    layout: Title Only
    Title: Leaves
"""


@pytest.mark.slow
def test_a_deck_is_built_again_as_its_file_changes_and_after_a_fault(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text(DECK, "utf-8")
    command = [sys.executable, "-m", "deckgen", "build", str(deck), "--watch"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert "tea.pptx: 1 slide" in next(line for line in lines if "slide" in line)
        deck.write_text(DECK.replace("Title: Leaves", "Titel: Leaves"), "utf-8")
        assert any("nothing was written" in line for line in lines)
        deck.write_text(DECK.replace("Title: Leaves", "Title: Water"), "utf-8")
        assert any("tea.pptx: 1 slide" in line for line in lines)
        process.send_signal(signal.SIGINT)
        assert "Aborted" not in process.communicate()[0]
    assert process.returncode == 0
    made = pptx.Presentation(str(tmp_path / "tea.pptx"))
    assert made.slides[0].shapes.title.text == "Water"


def test_several_decks_are_not_watched(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text(DECK, "utf-8")
    run = deckgen("build", tmp_path, "--watch", "--all-variants")
    assert run.returncode == 2
    assert "--watch is for one deck" in run.stderr


def test_a_deck_in_a_hidden_folder_is_watched(tmp_path: Path) -> None:
    folder = tmp_path / ".drafts"
    matters = watch.matters({folder})
    assert matters(None, str(folder / "slides" / "leaves.yaml"))
    assert not matters(None, str(folder / ".git" / "index"))
    assert not matters(None, str(folder / "~$deck.pptx"))
    assert not matters(None, str(tmp_path / "deck.yaml"))


@pytest.mark.parametrize("line", ["contacts: ../shared/people.yaml", "facts: [../shared/x.yaml]"])
@pytest.mark.parametrize("text", ["", "a:\n  value: [\n"], ids=["empty", "broken"])
def test_files_that_lie_elsewhere_are_watched(tmp_path: Path, line: str, text: str) -> None:
    (tmp_path / "deck").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "people.yaml").write_text(text or "bob:\n  name: Bob\n", "utf-8")
    (tmp_path / "shared" / "x.yaml").write_text(text or "a:\n  value: 1\n", "utf-8")
    deck = tmp_path / "deck" / "deck.yaml"
    deck.write_text(DECK.replace("slides:", f"{line}\nslides:"), "utf-8")
    assert (tmp_path / "shared").resolve() in watch.folders(Project(deck))


def test_a_folder_that_is_not_there_yet_is_not_watched(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text(DECK.replace(str(TEMPLATES["briefing"]), "looks/new.pptx"), "utf-8")
    assert watch.folders(Project(deck)) == {tmp_path.resolve()}
