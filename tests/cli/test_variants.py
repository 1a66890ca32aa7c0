"""The command line of variants: what is written, printed and returned."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deckgen.cli import group
from tests.deck.project import write

BAD = {"variants/bad.yaml": "extends: ../deck.yaml\nslides:\n  cover:\n    Subtitel: x\n"}


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words], catch_exceptions=False)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.slow
def test_one_variant_into_a_file_a_folder_or_by_the_pattern(deck: Path, tmp_path: Path) -> None:
    assert run("build", deck, "--variant", "east").exit_code == 0
    assert run("build", deck, "--variant", "east", "-o", tmp_path / "x" / "e.pptx").exit_code == 0
    assert run("build", deck, "--variant", "west", "-o", tmp_path / "x").exit_code == 0
    assert run("build", deck, "-o", tmp_path / "x").exit_code == 0
    assert names(tmp_path / "out") == ["offices-east.pptx"]
    assert names(tmp_path / "x") == ["e.pptx", "offices-west.pptx", "offices.pptx"]


@pytest.mark.slow
def test_all_variants_with_a_matrix_of_either_kind(deck: Path, tmp_path: Path) -> None:
    for name, start in (("m.csv", "slide,title,east,west"), ("m.html", "<!DOCTYPE html>")):
        result = run("build", deck, "--all-variants", "--matrix", tmp_path / name, "--jobs", 2)
        assert result.exit_code == 0
        assert (tmp_path / name).read_text().startswith(start)
    assert names(tmp_path / "out") == ["offices-east.pptx", "offices-west.pptx"]
    assert "2 of 2 variants written" in result.output


@pytest.mark.slow
def test_the_summary_says_which_failed_and_why(tmp_path: Path) -> None:
    result = run("build", write(tmp_path, BAD), "--all-variants")
    assert result.exit_code == 1
    assert "did you mean `Subtitle`?" in result.stderr
    assert "1 error; 2 of 3 variants written; failed: bad" in result.stderr
    assert "offices-east.pptx: 4 slides" in result.stdout


def test_json_tells_each_variant(tmp_path: Path) -> None:
    deck = write(tmp_path, BAD)
    result = run("build", deck, "--variant", "bad", "--variant", "east", "--format", "json")
    assert result.exit_code == 1
    bad, east = json.loads(result.stdout)["variants"]
    assert (bad["name"], "file" in bad) == ("bad", False)
    assert [found["code"] for found in bad["diagnostics"]] == ["unknown-slot"]
    assert (east["name"], east["slides"], east["diagnostics"]) == ("east", 4, [])


def test_a_finding_of_many_variants_is_told_once(tmp_path: Path) -> None:
    cover = "layout: Title Slide\nTitle: TODO a title\nSubtitle: S\n"
    deck = write(tmp_path, {"slides/cover.yaml": cover})
    result = run("build", deck, "--all-variants")
    assert result.exit_code == 0
    assert result.stderr.count("warning[todo]") == 1
    assert "help: in east, west" in result.stderr
    result = run("build", deck, "--all-variants", "--strict")
    assert result.exit_code == 1
    assert result.stderr.count("error[todo]") == 1
    assert "0 of 2 variants written; failed: east, west" in result.stderr


@pytest.mark.parametrize(
    "words",
    [["--matrix", "m.csv"], ["--jobs", "2"], ["--dask", "tcp://x:1"],
     ["--all-variants", "-o", "one.pptx"], ["--variant", "east", "--matrix", "m.txt"],
     ["--variant", "east", "--jobs", "0"]],
)  # fmt: skip
def test_misuse_is_told_before_anything_is_written(
    deck: Path, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("build", deck, *words).exit_code == 2
    assert not (tmp_path / "out").exists()


def test_unknown_variants_are_errors(deck: Path) -> None:
    for command in (["build"], ["flatten"], ["explain", "cover"]):
        result = run(*command, deck, "--variant", "easst")
        assert result.exit_code == 1
        assert "did you mean `east`?" in result.stderr


def test_explain_as_text_and_json(deck: Path) -> None:
    text = run("explain", "cover.Subtitle", deck, "--variant", "west").stdout
    assert [line.split("/")[-1].strip() for line in text.splitlines()] == [
        "east.yaml:7:15", "The east", "and the west", "west.yaml:4:16", "cover.yaml:3:11",
        "All of Missouri",
    ]  # fmt: skip
    data = json.loads(run("explain", "cover.Subtitle", deck, "--format", "json").stdout)
    assert (data["value"], data["line"], data["past"]) == ("All of Missouri", 3, [])


@pytest.mark.slow
def test_flatten_prints_or_writes(deck: Path, tmp_path: Path) -> None:
    printed = run("flatten", deck, "--variant", "east").stdout
    assert "Subtitle: The east" in printed
    beside = deck.parent / "flat.yaml"
    beside.write_text(printed)
    assert run("build", beside, "-o", tmp_path / "a.pptx").exit_code == 0
    assert run("build", deck, "--variant", "east", "-o", tmp_path / "b.pptx").exit_code == 0
    assert (tmp_path / "a.pptx").read_bytes() == (tmp_path / "b.pptx").read_bytes()
    assert run("flatten", deck, "-o", tmp_path / "flat").exit_code == 0
    assert names(tmp_path / "flat") == ["deck.yaml"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_progress_bar_on_a_terminal_only(deck: Path) -> None:
    command = [sys.executable, "-m", "deckgen", "build", str(deck), "--all-variants"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = read_all(ours)
    assert process.returncode == 0
    assert "Building" in shown
    assert "100%" in shown
    piped = subprocess.run(command, capture_output=True, check=True, text=True)
    assert piped.stderr == ""


def read_all(terminal: int) -> str:
    found = b""
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # Linux says so at the end
            data = b""
        if not data:
            os.close(terminal)
            return found.decode()
        found += data
