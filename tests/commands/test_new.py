"""`deckgen new`: what it writes builds, passes, and takes nothing from anybody."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pptx
import pytest
from click.testing import CliRunner, Result
from pptx import Presentation
from pptx.oxml.ns import qn

from deckgen.cli import group
from deckgen.commands import check, facts
from deckgen.commands.build import build
from deckgen.commands.extract import extract
from deckgen.commands.new import new
from deckgen.diagnostics import Problem
from tests.support.paths import PLAIN, corpus_decks, needs_corpus
from tests.support.programs import need

STOCK = Path(pptx.__file__).parent / "templates" / "default.pptx"
FILES = [
    ".gitattributes", ".gitignore", "deck.yaml", "facts.yaml", "slides/branches.yaml",
    "slides/cover.yaml", "slides/visits.yaml", "templates/plain.pptx",
]  # fmt: skip
NOT_TEMPLATES = {
    "tika--testPPT_protected_passtika.pptx": "encrypted",
}


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def deckgen(*words: str | Path) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words])


def refused(folder: Path, **options: object) -> tuple[str, str]:
    """The code and the text of what keeps a deck from being started; nothing is written then."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Problem) as caught:
        new(folder, **options)  # type: ignore[arg-type]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    (found,) = caught.value.diagnostics
    return found.code, "\n".join((found.message, *found.helps))


@pytest.mark.slow
def test_a_deck_on_the_plain_template(tmp_path: Path) -> None:
    made = new(tmp_path / "first")
    assert files(tmp_path / "first") == FILES
    built = build(made.path)
    assert (built.slides, made.slides, built.diagnostics) == (3, 3, ())
    assert built.path == tmp_path / "first" / "build" / "first.pptx"
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(built.path).slides]
    assert titles == ["Library visits in 2024", "Three branches", "North had most visits"]
    assert all(entry.used for entry in facts.facts(made.path).entries)
    assert (tmp_path / "first" / "templates" / "plain.pptx").read_bytes() == PLAIN.read_bytes()


def test_a_deck_on_an_own_template(tmp_path: Path) -> None:
    template = shutil.copy(STOCK, tmp_path / "house style.pptx")
    made = new(tmp_path / "own", template=Path(template))
    assert "templates/house style.pptx" in files(tmp_path / "own")
    built = build(made.path)
    text, chart = list(Presentation(built.path).slides)[1:]
    assert text.slide_layout.name == chart.slide_layout.name == "Title and Content"
    assert text.placeholders[1].text_frame.text.startswith("North, South and East had 12,200")
    assert chart.placeholders[1].has_chart


def test_the_cover_has_a_place_for_a_subtitle_where_a_layout_does(tmp_path: Path) -> None:
    """Though a layout with a title alone stands before it, and a narrow one before the wide."""
    template = Presentation(str(STOCK))
    title, content = template.slide_layouts[0], template.slide_layouts[1]
    bare, narrow = template.slide_layouts[5], template.slide_layouts[7]
    bare.name, narrow.name = "Bare cover", "Narrow"
    bare.element.set("type", "title")
    for shape in list(narrow.placeholders):
        if shape.placeholder_format.idx == 2:
            shape._element.getparent().remove(shape._element)
        elif shape.placeholder_format.idx == 1:
            shape.width = template.slide_width // 2
    listed = template.slide_masters[0]._element.find(qn("p:sldLayoutIdLst"))
    for number in (7, 5):
        listed.insert(0, listed[number if number == 7 else 6])
    template.save(str(tmp_path / "house.pptx"))
    build(new(tmp_path / "own", template=tmp_path / "house.pptx").path)
    slides = Presentation(str(tmp_path / "own/build/own.pptx")).slides
    assert [slide.slide_layout.name for slide in slides] == [title.name, content.name, content.name]


@needs_corpus
@pytest.mark.parametrize("template", corpus_decks(), ids=lambda path: path.stem)
def test_any_presentation_can_be_the_template(template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    try:
        made = new(folder, template=template)
    except Problem as problem:
        (found,) = problem.diagnostics
        assert found.code == NOT_TEMPLATES.get(template.name, "no-layout")
        assert not folder.exists()
        return
    assert build(made.path).slides == made.slides > 0


def test_a_template_without_a_place_for_text(tmp_path: Path) -> None:
    deck = Presentation(STOCK)
    for layout in list(deck.slide_layouts)[1:]:
        deck.slide_layouts.remove(layout)
    (layout,) = deck.slide_layouts
    for shape in list(layout.placeholders):
        shape.element.getparent().remove(shape.element)
    deck.save(tmp_path / "bare.pptx")
    code, told = refused(tmp_path / "own", template=tmp_path / "bare.pptx")
    assert code == "no-layout"
    assert "bare.pptx has no slide layout" in told
    assert not (tmp_path / "own").exists()


@pytest.mark.slow
def test_a_deck_of_a_presentation_is_what_extract_makes(tmp_path: Path) -> None:
    sent = build(new(tmp_path / "first").path).path
    made = new(tmp_path / "own", presentation=sent)
    extract(sent, tmp_path / "extracted")
    names = [name for name in files(tmp_path / "own") if not name.startswith(".git")]
    assert names == files(tmp_path / "extracted")
    for name in names:
        both = [(tmp_path / folder / name).read_bytes() for folder in ("own", "extracted")]
        assert both[0] == both[1], name
    assert build(made.path).slides == 3
    assert {".gitattributes", ".gitignore"} <= set(files(tmp_path / "own"))


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    for name in ("README.md", *"abcdef"):
        (tmp_path / name).touch()
    code, told = refused(tmp_path)
    assert code == "would-overwrite"
    assert "it has `README.md`, `a`, `b`, `c`, `d` ... (7 in all)" in told
    new(tmp_path, force=True)
    assert files(tmp_path) == sorted([*FILES, "README.md", *"abcdef"])


@pytest.mark.parametrize("name", ["deck.yaml", "facts.yaml", "slides/cover.yaml"])
def test_what_is_there_is_never_replaced(name: str, tmp_path: Path) -> None:
    (tmp_path / "slides").mkdir()
    (tmp_path / name).write_text("mine\n")
    code, told = refused(tmp_path, force=True)
    assert code == "would-overwrite"
    assert f"{name} would be replaced" in told


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "first").touch()
    code, told = refused(tmp_path / "first", force=True)
    assert (code, "is a file, not a folder" in told) == ("would-overwrite", True)


def test_a_file_for_git_keeps_its_lines(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.log\nbuild/")
    new(tmp_path, force=True)
    written = (tmp_path / ".gitignore").read_text()
    assert written.startswith("*.log\nbuild/\n\n")
    assert ".~lock.*#" in written
    shutil.rmtree(tmp_path / "slides")
    for path in tmp_path.glob("*.yaml"):
        path.unlink()
    new(tmp_path, force=True)
    assert (tmp_path / ".gitignore").read_text() == written


@pytest.mark.slow
def test_git_takes_the_sources_and_knows_presentations(tmp_path: Path) -> None:
    git = need("git", "git is not installed")

    def run(*words: str) -> str:
        done = subprocess.run([git, *words], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("init", "-q")
    build(new(tmp_path, force=True).path)
    for name in ("~$first.pptx", "templates/.~lock.plain.pptx#"):
        (tmp_path / name).touch()
    run("add", "--all")
    assert run("ls-files").splitlines() == FILES
    told = run("check-attr", "diff", "text", "merge", "--", "templates/plain.pptx").splitlines()
    assert [line.rpartition(" ")[2] for line in told] == ["deckgen", "unset", "unset"]


@pytest.mark.slow
def test_the_command_says_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = deckgen("new", "my deck")
    assert (done.exit_code, done.stdout, done.stderr) == (
        0,
        "my deck/deck.yaml: 3 slides\n"
        "Next: deckgen build 'my deck'\n"
        "      deckgen check 'my deck'\n",
        "",
    )
    assert deckgen("build", "my deck").exit_code == 0
    assert deckgen("check", "my deck", "--strict").exit_code == 0
    monkeypatch.chdir(tmp_path / "my deck")
    assert deckgen("build").stdout == "build/my deck.pptx: 3 slides\n"


def test_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = deckgen("new", ".")
    assert done.stdout == ("deck.yaml: 3 slides\nNext: deckgen build\n      deckgen check\n")


def test_json(tmp_path: Path) -> None:
    done = deckgen("new", tmp_path / "first", "--format", "json")
    told = json.loads(done.stdout)
    path = (tmp_path / "first" / "deck.yaml").as_posix()
    assert told == {"written": [path], "slides": 3, "diagnostics": []}


def test_a_deck_has_one_origin(tmp_path: Path) -> None:
    done = deckgen("new", tmp_path / "first", "--template", PLAIN, "--from", PLAIN)
    assert done.exit_code == 2
    assert "exclude one another" in done.stderr


@pytest.mark.parametrize("option", ["--template", "--from"])
def test_what_is_no_presentation(option: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    done = deckgen("new", tmp_path / "first", option, path)
    assert done.exit_code == 1
    assert "not a PowerPoint file" in done.stderr
    assert files(tmp_path) == ["notes.txt"]


@pytest.mark.slow
def test_the_rules_have_nothing_against_it(tmp_path: Path) -> None:
    assert check.check(new(tmp_path / "first").path).diagnostics == ()
