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
from deckgen.project import Project
from tests.deck.project import FILES, write

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
    assert names(tmp_path / "out") == ["offices-east.pptx", "offices-west.pptx", "offices.pptx"]
    assert "3 of 3 decks written" in result.output
    assert "m.html: 2 variants" in result.output


@pytest.mark.slow
def test_the_summary_says_which_failed_and_why(tmp_path: Path) -> None:
    result = run("build", write(tmp_path, BAD), "--all-variants")
    assert result.exit_code == 1
    assert "did you mean `Subtitle`?" in result.stderr
    assert "1 error; 3 of 4 decks written; failed: bad" in result.stderr
    assert "offices-east.pptx: 4 slides" in result.stdout


def test_json_tells_each_variant(tmp_path: Path) -> None:
    deck = write(tmp_path, BAD)
    result = run("build", deck, "--variant", "bad", "--variant", "east", "--format", "json")
    assert result.exit_code == 1
    bad, east = json.loads(result.stdout)["variants"]
    assert (bad["name"], "file" in bad) == ("bad", False)
    assert [found["code"] for found in bad["diagnostics"]] == ["unknown-slot"]
    assert (east["name"], east["slides"], east["diagnostics"]) == ("east", 4, [])


@pytest.mark.slow
def test_a_finding_of_many_variants_is_told_once(tmp_path: Path) -> None:
    cover = "layout: Title Slide\nTitle: TODO a title\nSubtitle: S\n"
    deck = write(tmp_path, {"slides/cover.yaml": cover})
    result = run("build", deck, "--all-variants")
    assert result.exit_code == 0
    assert result.stderr.count("warning[todo]") == 1
    assert "help: in all 3 decks" in result.stderr
    result = run("build", deck, "--all-variants", "--strict")
    assert result.exit_code == 1
    assert result.stderr.count("error[todo]") == 1
    assert "0 of 3 decks written; failed: the base, east, west" in result.stderr


def test_the_base_is_left_out_where_asked(tmp_path: Path) -> None:
    cover = "layout: Title Slide\nTitle: TODO a title\nSubtitle: S\n"
    deck = write(tmp_path, {"slides/cover.yaml": cover})
    result = run("build", deck, "--all-variants", "--no-base")
    assert result.exit_code == 0
    assert names(tmp_path / "out") == ["offices-east.pptx", "offices-west.pptx"]
    assert "help: in east, west" in result.stderr
    assert "2 of 2 variants written" in result.stderr


def test_a_base_that_fails_does_not_stop_the_variants(tmp_path: Path) -> None:
    broken = "layout: Title and Content\nTitle: Contacts\nConten: x\n"
    east = "extends: ../deck.yaml\nremove: [contacts]\n"
    deck = write(tmp_path, {"slides/contacts.yaml": broken, "variants/east.yaml": east})
    result = run("build", deck, "--all-variants")
    assert result.exit_code == 1
    assert "2 of 3 decks written; failed: the base" in result.stderr
    assert "help: in the base" in result.stderr


def test_no_variant_takes_the_file_of_the_base(tmp_path: Path) -> None:
    text = FILES["deck.yaml"]
    deck = write(tmp_path, {"deck.yaml": text.replace("{deck}-{variant}.pptx", "all.pptx")})
    result = run("build", deck, "--all-variants")
    assert result.exit_code == 1
    assert "1 of 3 decks written; failed: east, west" in result.stderr
    assert "the base and `east` would both be" in result.stderr
    assert "put `{variant}` into `output:`" in result.stderr
    assert "leave the base out with `--no-base`" in result.stderr


@pytest.mark.slow
def test_a_file_that_variants_spell_differently_is_one_file(tmp_path: Path) -> None:
    east = FILES["variants/east.yaml"] + "output: ../out/../out/offices.pptx\n"
    deck = write(tmp_path, {"variants/east.yaml": east, "variants/west.yaml": None})
    result = run("build", deck, "--all-variants")
    assert result.exit_code == 1
    assert "the base and `east` would both be" in result.stderr


@pytest.mark.parametrize(
    ("pattern", "base"),
    [("out/{variant}.pptx", "out/offices.pptx"), ("{variant}/{deck}.pptx", "offices.pptx"),
     ("out/{variant}-{deck}.pptx", "out/offices.pptx"), ("out/a_{variant}.potx", "out/a.potx"),
     ("out/{variant}_{deck}-{variant}.pptx", "out/offices.pptx")],
)  # fmt: skip
def test_the_bases_file_leaves_the_variant_out_of_every_pattern(
    pattern: str, base: str, tmp_path: Path
) -> None:
    text = FILES["deck.yaml"].replace("out/{deck}-{variant}.pptx", f'"{pattern}"')
    assert Project(write(tmp_path, {"deck.yaml": text})).output_file() == tmp_path / base


@pytest.mark.slow
def test_changes_since_the_last_build_are_told_once_with_their_decks(deck: Path) -> None:
    first = run("build", deck, "--all-variants")
    assert "since the last build" not in first.output
    facts = deck.parent / "facts.yaml"
    facts.write_text(facts.read_text().replace("774", "800"))
    cover = deck.parent / "slides" / "cover.yaml"
    cover.write_text(cover.read_text().replace("All of Missouri", "Missouri"))
    result = run("build", deck, "--all-variants")
    told = result.stderr
    assert result.exit_code == 0
    assert told.count("arrests.all 774 -> 800") == 2
    base, variants = told.split("since the last build, in east, west:\n")
    assert base.startswith("since the last build, in the base:\n  arrests.share 50% -> 48%\n")
    assert "slides changed: cover" in base
    assert "cover" not in variants
    assert run("build", deck, "--all-variants").stderr == ""


@pytest.mark.slow
def test_changes_of_one_variant_are_told_as_build_does(deck: Path) -> None:
    assert run("build", deck, "--variant", "east").exit_code == 0
    facts = deck.parent / "facts.yaml"
    facts.write_text(facts.read_text().replace("774", "800"))
    result = run("build", deck, "--variant", "east")
    assert result.stderr.startswith("  arrests.share ")
    assert run("build", deck, "--variant", "east", "-q").output == ""


@pytest.mark.slow
def test_json_tells_the_base_and_the_changes_of_each(deck: Path) -> None:
    for number, was in (("800", None), ("801", "800")):
        facts = deck.parent / "facts.yaml"
        facts.write_text(facts.read_text().replace(was or "774", number))
        data = json.loads(run("build", deck, "--all-variants", "--format", "json").stdout)
        made = [data["base"], *data["variants"]]
        assert [each["name"] for each in made] == [None, "east", "west"]
        assert [each["file"] for each in made] == data["written"]
        assert all("old" in each for each in made)
        if was is None:
            assert [each["changes"] for each in made] == [None] * 3
        else:
            changed = [each["changes"]["facts"][-1] for each in made]
            assert changed == [{"id": "arrests.all", "old": was, "new": number}] * 3


@pytest.mark.parametrize(
    "words",
    [["--matrix", "m.csv"], ["--jobs", "2"], ["--dask", "tcp://x:1"],
     ["--all-variants", "-o", "one.pptx"], ["--variant", "east", "--matrix", "m.txt"],
     ["--variant", "east", "--jobs", "0"], ["--no-base"], ["--variant", "east", "--no-base"],
     ["--all-variants", "--variant", "east"]],
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
    unmarked = ("--embed", "none", "-o")
    assert run("build", beside, *unmarked, tmp_path / "a.pptx").exit_code == 0
    built = run("build", deck, "--variant", "east", *unmarked, tmp_path / "b.pptx")
    assert built.exit_code == 0
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
