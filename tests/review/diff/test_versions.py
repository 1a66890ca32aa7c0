"""Versions of a deck by name: files, variants, git revisions."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pptx import Presentation

from deckgen.cli.diff import command
from deckgen.cli.pull import command as pull
from deckgen.commands import build
from deckgen.commands import diff as commands_diff
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from deckgen.review.diff import diff
from deckgen.review.diff.model import PieceChange, SlideChange
from tests.support.paths import ROOT
from tests.support.programs import need

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository of the briefing with one commit, and one figure changed since."""
    git = need("git", "git is not installed")
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ["init", "-q"],
        ["add", "content", "templates/briefing.pptx"],
        ["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-q", "-m", "The briefing"],
    ):
        subprocess.run([git, *arguments], check=True, capture_output=True)
    path = tmp_path / "content" / "slides" / "mission.yaml"
    path.write_text(path.read_text().replace("Mission", "The mission"))
    return tmp_path


def changed(old: str, new: str, variant: str | None = None) -> set[tuple[str, str]]:
    before, after = commands_diff.pair(old, new, variant)
    changes = diff(before.plan, after.plan)
    assert all(isinstance(change, PieceChange) for change in changes), changes
    return {(c.where.id, c.slot) for c in changes if isinstance(c, PieceChange)}


def test_a_deck_since_a_revision(project: Path) -> None:
    assert ("mission", "Title") in changed("HEAD:content/deck.yaml", "content/deck.yaml")
    assert {name for name, _ in changed("HEAD:content/deck.yaml", "content/deck.yaml")} == {
        "mission"
    }
    assert changed("HEAD:content/deck.yaml", "HEAD:content/deck.yaml") == set()
    for old, new in (("HEAD:content", "content"), ("HEAD:.", ".")):
        assert changed(old, new) == changed("HEAD:content/deck.yaml", "content/deck.yaml")


def test_a_variant_since_a_revision(project: Path) -> None:
    found = changed("HEAD:content/deck.yaml", "content/deck.yaml", "st-louis")
    assert {name for name, _ in found} == {"mission"}


@pytest.mark.parametrize("embed", list(EmbedMode))
def test_a_deck_and_its_presentation(project: Path, embed: EmbedMode) -> None:
    path = build.build("content/deck.yaml", output=project / "sent.pptx", embed=embed).path
    assert changed("content/deck.yaml", str(path)) == set()
    assert changed(str(path), "content/deck.yaml") == set()
    assert {name for name, _ in changed("HEAD:content/deck.yaml", str(path))} == {"mission"}


def test_two_presentations_without_marks(project: Path) -> None:
    one = build.build("content/deck.yaml", output=project / "one.pptx", embed=EmbedMode.NONE).path
    two = project / "two.pptx"
    deck = Presentation(str(one))
    deck.slides[2].shapes.title.text_frame.text = "A title of its own"
    deck.save(str(two))
    assert {slot for _, slot in changed(str(one), str(two))} == {"Title"}


def test_a_presentation_at_a_revision(project: Path) -> None:
    path = build.build("content/deck.yaml", output=project / "sent.pptx").path
    git = need("git", "git is not installed")
    subprocess.run([git, "add", "sent.pptx"], check=True)
    subprocess.run(
        [git, "-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-q", "-m", "Sent"],
        check=True,
    )
    assert changed("HEAD:sent.pptx", str(path)) == set()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere:content/deck.yaml", "nowhere"),
        ("HEAD:content/none.yaml", "none.yaml"),
        ("none.yaml", "there is no file none.yaml"),
        ("none.pptx", "there is no file none.pptx"),
    ],
)
def test_what_is_not_there_is_said(project: Path, name: str, words: str) -> None:
    with pytest.raises(Problem) as caught:
        commands_diff.read(name)
    assert words in caught.value.diagnostics[0].message


def test_the_command(project: Path) -> None:
    run = CliRunner().invoke(command, ["HEAD:content/deck.yaml", "content/deck.yaml"])
    assert run.exit_code == 0
    assert "Slide 3: " in run.output
    assert "1 slide changed" in run.output
    same = CliRunner().invoke(command, ["content/deck.yaml", "content/deck.yaml"])
    assert same.output == "No difference.\n"
    alone = CliRunner().invoke(command, ["content/deck.yaml"])
    assert alone.exit_code == 1
    assert "error[not-built]" in alone.output


def test_git_shows_presentations_by_the_two_lines_of_the_docs(project: Path) -> None:
    git = need("git", "git is not installed")
    text = (ROOT / "docs" / "diff.md").read_text()
    attributes = next(line for line in text.splitlines() if line.startswith("*.pptx"))
    setting = next(line for line in text.splitlines() if line.startswith("git config"))
    path = build.build("content/deck.yaml", output=project / "sent.pptx").path
    (project / ".gitattributes").write_text(f"{attributes}\n")
    here = setting.replace('"deckgen ', f'"{sys.executable} -m deckgen ')
    subprocess.run(here, shell=True, check=True)
    subprocess.run([git, "add", "sent.pptx"], check=True)
    deck = Presentation(str(path))
    deck.slides[2].shapes.title.text_frame.text = "A title of its own"
    deck.save(str(path))
    shown = subprocess.run(
        [git, "diff", "--", "sent.pptx"], check=True, capture_output=True, text=True
    ).stdout
    assert "+Title: A title of its own" in shown
    assert len([line for line in shown.splitlines() if line[:1] in "+-"]) == 4


def test_a_fault_at_a_revision_is_placed_there(project: Path) -> None:
    slide = project / "content" / "slides" / "atd.yaml"
    kept = slide.read_text()
    slide.write_text(kept.replace("Title:", "Titel:", 1))
    name = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
    subprocess.run(["git", *name, "commit", "-qam", "slip"], cwd=project, check=True)
    slide.write_text(kept)
    result = CliRunner().invoke(command, ["HEAD:content/deck.yaml", "content/deck.yaml"])
    assert result.exit_code == 1
    assert "--> HEAD:content/slides/atd.yaml:" in result.stderr
    assert "deckgen-" not in result.stderr


def test_a_presentation_with_two_parts_of_one_name_is_refused(project: Path) -> None:
    """python-pptx 1.0 writes such a file where a slide was dropped and another one added."""
    build.build(project / "content" / "deck.yaml", output=project / "sent.pptx")
    deck = Presentation("sent.pptx")
    listed = deck.slides._sldIdLst
    listed.remove(listed[3])
    deck.slides.add_slide(deck.slide_layouts[1])
    with pytest.warns(UserWarning, match="Duplicate name"):
        deck.save("odd.pptx")
    result = CliRunner().invoke(command, ["sent.pptx", "odd.pptx"])
    assert result.exit_code == 1
    assert "odd.pptx holds two files named `ppt/slides/slide26.xml`" in result.stderr
    result = CliRunner().invoke(pull, ["odd.pptx", "content/deck.yaml"])
    assert result.exit_code == 1
    assert "error[repeated-part]" in result.stderr
    assert "nothing was written" in result.stderr


def test_a_deck_named_twice_tells_what_its_variant_changes(project: Path) -> None:
    deck = "content/deck.yaml"
    before, after = commands_diff.pair(deck, deck, "kansas-city")
    found = diff(before.plan, after.plan)
    slots = {(c.where.id, c.slot) for c in found if isinstance(c, PieceChange)}
    assert ("cover", "Subtitle") in slots
    layouts = {c.where.id for c in found if isinstance(c, SlideChange)}
    assert layouts == {"missouri-contacts"}
    assert "mission" not in {slide for slide, _ in slots}


def linked(path: Path, titles: list[str], target: int) -> str:
    """A presentation of title slides without marks, the first with a link to another one."""
    presentation = Presentation()
    for title in titles:
        slide = presentation.slides.add_slide(presentation.slide_layouts[0])
        slide.shapes.title.text = title
    slides = presentation.slides
    slides[0].shapes.title.click_action.target_slide = slides[target]
    presentation.save(path)
    return str(path)


@pytest.mark.parametrize(
    ("titles", "target", "same"),
    [
        (["One", "Two", "Three"], 1, [True, True, True]),
        (["One", "Two!", "Three"], 1, [True, False, True]),
        (["One", "Two", "Three"], 2, [False, True, True]),
    ],
    ids=["equal", "a title", "the target of a link"],
)
def test_slides_that_are_equal_are_known_by_their_bytes(
    titles: list[str], target: int, same: list[bool], tmp_path: Path
) -> None:
    old = linked(tmp_path / "old.pptx", ["One", "Two", "Three"], 1)
    before, after = commands_diff.pair(old, linked(tmp_path / "new.pptx", titles, target))
    changed = {c.where.id for c in commands_diff.changes(before, after)}
    reader = after.reader
    assert reader is not None
    assert [reader.is_as_in_base(name) for name in reader.ids] == same
    assert changed == {name for name, equal in zip(reader.ids, same, strict=True) if not equal}
