"""A project does each step once, and a new one reads the files again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pptx import Presentation

from deckgen.commands import check, pull
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from deckgen.project import Project
from tests.deck.project import FILES, TEMPLATE, write

OPENED: list[Path] = []
LISTENING: list[bool] = []


def listen(event: str, arguments: tuple[object, ...]) -> None:
    """Note each file that is opened; an audit hook stays for good, so it can be switched off."""
    if event == "open" and LISTENING and isinstance(arguments[0], str | os.PathLike):
        OPENED.append(Path(arguments[0]))


sys.addaudithook(listen)


@contextmanager
def opened() -> Iterator[list[Path]]:
    """The files that are opened inside the `with` block, in order."""
    OPENED.clear()
    LISTENING.append(True)
    try:
        yield OPENED
    finally:
        LISTENING.clear()


@pytest.mark.slow
def test_each_step_is_done_once_and_a_new_project_reads_again(deck: Path) -> None:
    with opened() as files:
        project = Project(deck, variant="east")
        assert project.source is project.source
        assert project.plan is project.plan
        first = project.build().path.read_bytes()
        project.check()
        assert project.build().path.read_bytes() == first
    for name in ("deck.yaml", "cover.yaml", "east.yaml", TEMPLATE.name):
        assert [path.name for path in files].count(name) == 1, name
    cover = deck.parent / "slides" / "cover.yaml"
    before = project.plan.slides[0].content("Subtitle")
    cover.write_text(cover.read_text().replace("Title: ", "Title: Another ", 1))
    assert project.plan.slides[0].content("Subtitle") == before
    assert Project(deck, variant="east").plan.slides[0].title.startswith("Another ")
    assert project.read_again().plan.slides[0].title.startswith("Another ")


def test_variants_share_what_was_read(deck: Path) -> None:
    project = Project(deck)
    alone = {
        name: Project(deck, variant=name).prepare(force=True).data
        for name in project.variants.names
    }
    with opened() as files:
        together = {name: project.of_variant(name).prepare(force=True).data for name in alone}
    assert together == alone
    assert [path.name for path in files].count(TEMPLATE.name) == 1


@pytest.mark.slow
def test_a_check_of_all_variants_reads_once_what_they_share(deck: Path) -> None:
    with opened() as files:
        report = check.check_all(deck)
    assert report.decks == (None, "east", "west")
    read = [path.name for path in files]
    assert [read.count(name) for name in (TEMPLATE.name, "facts.yaml", "cover.yaml")] == [1, 1, 1]


@pytest.mark.quick(1)
@pytest.mark.parametrize("embed", [EmbedMode.FULL, EmbedMode.NONE])
def test_a_pull_opens_the_template_once(tmp_path: Path, embed: EmbedMode) -> None:
    """Also where what was sent has to be built again, for the reviewed file does not keep it."""
    deck = write(tmp_path)
    sent = Project(deck).build(tmp_path / "sent.pptx", embed=embed).path
    edited = Presentation(str(sent))
    edited.slides[0].shapes.title.text = "What the reviewer wrote"
    edited.save(str(tmp_path / "reviewed.pptx"))
    with opened() as files:
        report = pull.pull(tmp_path / "reviewed.pptx", deck)
    assert [path.name for path in report.written] == ["cover.yaml"]
    assert [path.name for path in files].count(TEMPLATE.name) == 1


def test_a_deck_goes_on_in_python_pptx_without_a_file(deck: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    made = Project(deck).presentation()
    assert [slide.name for slide in made.slides] == [s.id for s in Project(deck).plan.slides]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
def test_an_output_that_is_no_presentation_is_refused_by_checks_too(tmp_path: Path) -> None:
    deck = write(tmp_path, {"deck.yaml": FILES["deck.yaml"].replace("{variant}.pptx", "all.txt")})
    for use in (Project(deck).build, Project(deck).check, Project(deck).presentation):
        with pytest.raises(Problem) as caught:
            use()
        assert [found.code for found in caught.value.diagnostics] == ["suffix"]


def test_a_pull_says_where_a_template_is_named_that_is_not_there(tmp_path: Path) -> None:
    deck = write(tmp_path)
    sent = Project(deck).build(tmp_path / "sent.pptx").path
    deck.write_text(deck.read_text().replace(TEMPLATE.name, "gone.pptx"))
    with pytest.raises(Problem) as caught:
        pull.pull(sent, deck)
    (found,) = caught.value.diagnostics
    assert found.code == "missing-file"
    assert str(found.place).endswith("deck.yaml:4:11")
