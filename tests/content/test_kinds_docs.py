"""What docs/kinds.md shows is what happens: a package's kind of content, installed in a folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from pptx import Presentation

from tests.support.command import Done, deckgen_process
from tests.support.paths import PLAIN, ROOT

PAGE = (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    [text] = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The deck of the page, and in `site` its package, as pip installs it."""
    site = tmp_path / "site"
    project = tomllib.loads(block("toml"))["project"]
    about = site / "house_signal-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 1.0\n"
    )
    points = dict(project["entry-points"]["deckgen.kinds"])
    points |= {"lost": "house_signal:Lost", "half": "house_signal:Content"}
    lines = "\n".join(f"{name} = {value}" for name, value in points.items())
    (about / "entry_points.txt").write_text(f"[deckgen.kinds]\n{lines}\n")
    (site / "house_signal.py").write_text(block("python"))
    shutil.copyfile(PLAIN, tmp_path / "template.pptx")
    (tmp_path / "deck.yaml").write_text(block("yaml"))
    return tmp_path


def run(folder: Path, *words: str) -> Done:
    path = os.pathsep.join((str(ROOT / "src"), str(folder / "site")))
    env = {"PYTHONPATH": path, "XDG_CACHE_HOME": str(folder / "cache")}
    return deckgen_process(*words, cwd=folder, env=env)


@pytest.mark.slow
def test_a_package_brings_a_kind_along(folder: Path) -> None:
    (folder / "wrong.yaml").write_text(block("yaml").replace("signal:", "signl:"))
    told = block("console").splitlines()
    built = run(folder, "build")
    assert (built.stdout, built.stderr) == (f"{told[1]}\n", "")
    lamp = next(
        shape
        for shape in Presentation(str(folder / "status.pptx")).slides[0].shapes
        if shape.name == "Content 1"
    )
    assert lamp._element.nvSpPr.cNvPr.get("descr") == "Signal: go"
    content = json.loads(run(folder, "schema", "slide").stdout)["$defs"]["content"]
    assert content["properties"]["signal"] == {"description": "a kind of content of house-signal"}
    assert {"required": ["signal"]} in content["anyOf"]
    wrong = run(folder, "build", "wrong.yaml")
    assert wrong.returncode == 1
    assert "\n".join(told[3:]) in wrong.stderr


@pytest.mark.slow
def test_its_decks_come_back_from_a_review(folder: Path) -> None:
    assert run(folder, "build").returncode == 0
    assert run(folder, "pull", "status.pptx").stdout == ""
    presentation = Presentation(str(folder / "status.pptx"))
    shapes = {shape.name: shape for shape in presentation.slides[0].shapes}
    shapes["Content 1"]._element.nvSpPr.cNvPr.set("descr", "Signal: wait")
    shapes["Content 2"].text_frame.text = "The harvest is nearly in."
    presentation.save(str(folder / "reviewed.pptx"))
    changed = run(folder, "diff", "status.pptx", "reviewed.pptx", "--format", "json")
    found = [
        (item["slot"], item["new"]["text"]) for item in json.loads(changed.stdout) if "slot" in item
    ]
    assert found == [("Content 1", "wait"), ("Content 2", "The harvest is nearly in.")]
    pulled = run(folder, "pull", "reviewed.pptx")
    assert pulled.returncode == 0
    assert "left:" not in pulled.stdout + pulled.stderr
    text = (folder / "deck.yaml").read_text()
    assert "signal: wait" in text
    assert "Content 2: The harvest is nearly in." in text
    assert run(folder, "pull", "reviewed.pptx").stdout.count("changed") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("lost", "AttributeError: module 'house_signal' has no attribute 'Lost'"),
        ("half", "it lacks dump, parse, read, update, write"),
    ],
)
def test_a_kind_that_cannot_be_used_is_told(word: str, words: str, folder: Path) -> None:
    (folder / "deck.yaml").write_text(block("yaml").replace("signal:", f"{word}:"))
    done = run(folder, "build")
    assert done.returncode == 1
    assert "error[broken-kind]" in done.stderr
    assert "deck.yaml:11:7" in done.stderr
    assert "of the package house-signal" in done.stderr
    assert words in done.stderr
