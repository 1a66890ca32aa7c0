"""docs/start.md, done as it stands: every file is written, every command run, in order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pptx
import pytest
from pptx import Presentation

from tests.support.paths import ROOT
from tests.support.programs import TIMEOUT, need

GUIDE = ROOT / "docs" / "start.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
STOCK = Path(pptx.__file__).parent / "templates" / "default.pptx"


@dataclass
class Newcomer:
    """Somebody who follows the guide in a folder; `path` has a `deckgen` to run."""

    folder: Path
    path: str

    def write(self, text: str) -> None:
        """Put a file where its first line says, or in its place the entry that is shown."""
        name, content = re.fullmatch(r"# (\S+)\n(.*)", text, re.DOTALL).groups()
        path = self.folder / name
        if path.exists():
            key = content.partition("\n")[0]
            old = path.read_text(encoding="utf-8")
            entry = re.compile(rf"^{re.escape(key)}\n(?:[ ].*\n)*", re.MULTILINE)
            assert len(entry.findall(old)) == 1, key
            content = entry.sub(lambda _: content, old)
        path.write_text(content, encoding="utf-8")

    def run(self, command: str) -> str:
        """What a command prints; it must end well."""
        if command.startswith("cd "):
            self.folder = (self.folder / command[3:]).resolve()
            return ""
        done = subprocess.run(
            command, shell=True, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "PATH": self.path}, encoding="utf-8", timeout=TIMEOUT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (command, done.stdout)
        return done.stdout


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    need("git", "git is not installed")
    programs, folder = tmp_path / "bin", tmp_path / "here"
    programs.mkdir()
    folder.mkdir()
    program = programs / "deckgen"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m deckgen "$@"\n')
    program.chmod(0o755)
    shutil.copy(STOCK, folder / "house.pptx")
    return Newcomer(folder, f"{programs}{os.pathsep}{os.environ['PATH']}")


def retitled(path: Path) -> None:
    """What the guide's reviewer does."""
    deck = Presentation(path)
    deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].text = "Visits in 2024"
    deck.save(path)


@pytest.mark.slow
def test_the_guide_works_as_it_stands(newcomer: Newcomer) -> None:
    home = newcomer.folder
    ran = []
    for language, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        if language == "yaml":
            newcomer.write(text)
            continue
        assert language == "console"
        for command, shown in COMMAND.findall(text):
            printed = newcomer.run(command)
            start, more, _ = shown.partition("...\n")
            assert printed.startswith(start) if more else printed == shown, (command, printed)
            ran.append(command)
            if command.startswith("cp "):
                retitled(newcomer.folder / "reviewed.pptx")
            if command.startswith("deckgen pull"):
                cover = newcomer.folder / "slides" / "cover.yaml"
                assert "Title: Visits in 2024" in cover.read_text(encoding="utf-8")
                shutil.copy(newcomer.folder / "reviewed.pptx", home / "sent.pptx")
    assert newcomer.folder == home
    assert {command.split()[1] for command in ran if command.startswith("deckgen")} == {
        "new", "build", "template", "check", "pull",
    }  # fmt: skip
    built = Presentation(home / "visits" / "build" / "visits.pptx")
    texts = [shape.text_frame.text for shape in built.slides[1].shapes if shape.has_text_frame]
    assert any("had 12,700 visits" in text and "41%" in text for text in texts)
    assert built.slides[3].placeholders[1].has_table
