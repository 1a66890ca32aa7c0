"""`--quiet` is one rule: errors and warnings stay, tips and what was done go."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pptx import Presentation

from deckgen.cli import group
from tests.facts.checked import deck

SLIDE = "layout: Title and Content\nTitle: One\nContent: TODO the figures\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words])


def test_a_build_warns_and_says_nothing_else(tmp_path: Path) -> None:
    path = deck(tmp_path, "a:\n  value: 1\n", SLIDE)
    done = run("build", path, "-q")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("warning[todo]")
    assert "the deck was written" not in done.stderr
    assert "1 warning; the deck was written" in run("build", path).stderr


def test_a_build_of_variants_warns_too(tmp_path: Path) -> None:
    path = deck(tmp_path, "a:\n  value: 1\n", SLIDE, settings="variants: variants\n")
    (tmp_path / "variants").mkdir()
    (tmp_path / "variants" / "east.yaml").write_text("extends: ../deck.yaml\n", encoding="utf-8")
    done = run("build", path, "--all-variants", "--no-base", "-q", "-o", tmp_path / "built")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("warning[todo]")
    assert "written" not in done.stderr


@pytest.mark.parametrize("words", [("extract", "{}", "-o"), ("new", "--from", "{}")])
def test_tips_of_what_is_extracted_are_not_printed(words: tuple[str, ...], tmp_path: Path) -> None:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    for text in ("One", "Two"):
        box = slide.shapes.add_textbox(0, 0, 900000, 900000)
        box.name, box.text_frame.text = "Box", text
    presentation.save(tmp_path / "boxes.pptx")
    words = tuple(word.format(tmp_path / "boxes.pptx") for word in words)
    loud = run(*words, tmp_path / "loud")
    assert "tip[named]" in loud.stderr, loud.output
    quiet = run(*words, tmp_path / "quiet", "-q")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_an_error_says_what_became_of_it(tmp_path: Path) -> None:
    path = deck(tmp_path, "a:\n  value: 1\n", "layout: Title and Contents\nTitle: One\n")
    done = run("build", path, "-q")
    assert done.exit_code == 1
    assert "1 error; nothing was written" in done.stderr


@pytest.mark.slow
def test_a_pull_says_only_what_did_not_come_back(tmp_path: Path) -> None:
    slide = "layout: Title and Content\nTitle: One\nContent: |\n  ${a} beds\n  ${b} nurses\n"
    path = deck(tmp_path, "a:\n  value: 120\nb:\n  formula: a * 2\n", slide)
    sent = tmp_path / "sent.pptx"
    assert run("build", path, "-o", sent).exit_code == 0
    presentation = Presentation(sent)
    body = presentation.slides[0].placeholders[1].text_frame
    for paragraph, figure in zip(body.paragraphs, ("130", "250"), strict=True):
        first, *others = paragraph.runs
        first.text = f"{figure} {paragraph.text.split()[1]}"
        for other in others:
            other.text = ""
    presentation.save(sent)
    loud = run("pull", sent, path, "--facts", "--dry-run").stdout
    assert "a 120 -> 130: changed in the facts" in loud
    quiet = run("pull", sent, path, "--facts", "-q")
    assert quiet.exit_code == 0, quiet.exception
    assert "a 120" not in quiet.output
    assert "b 240 -> 250: a fact, left as it is" in quiet.stdout
    assert quiet.stderr == ""
