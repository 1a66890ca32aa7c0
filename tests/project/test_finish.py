"""A finisher changes a built deck in python-pptx, and the result is deckgen's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches

from deckgen import Problem, build, check
from deckgen.commands.build import Job, build_variants
from deckgen.opc.package import Package
from deckgen.presentation import integrity
from deckgen.project.finish import BuiltDeck
from deckgen.review import identity
from deckgen.review.base import base_in
from tests.deck.project import write
from tests.support.command import Done, deckgen

FINISHERS = '''\
"""Finishers of the tests."""

from functools import wraps


def nothing(deck):
    return deck


def titled(deck):
    deck.slide("cover").shape("Title").text_frame.text = "Finished"


def mistyped(deck):
    deck.slide("arests")


def unknown_shape(deck):
    deck.slide("arrests").shape("Titel")


def failing(deck):
    helper(deck)


def helper(deck):
    raise ValueError("no good")


def other(deck):
    return 3


def leaving(deck):
    raise SystemExit(0)


def damaging(deck):
    first, second = deck.slides[0].shapes[0], deck.slides[0].shapes[1]
    second._element.nvSpPr.cNvPr.set("id", str(first.shape_id))


def printing(deck):
    print("at work")


NUMBER = 3
'''


def stamped(deck: BuiltDeck) -> None:
    slide = deck.slide("arrests")
    point = slide.shape("Content").chart.plots[0].series[0].points[0]
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = RGBColor(200, 20, 20)
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1))
    box.name, box.text_frame.text = "Stamp", "Preliminary"
    deck.slide("cover").shape("Title").text_frame.paragraphs[0].runs[0].text = "Finished offices"


def extended(deck: BuiltDeck) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title and Content"))
    slide.shapes.title.text = "What comes next"


@pytest.fixture
def deck(tmp_path: Path) -> Iterator[Path]:
    path = write(tmp_path)
    (tmp_path / "finishers.py").write_text(FINISHERS, encoding="utf-8")
    yield path
    sys.modules.pop("finishers", None)


def run(deck: Path, *words: str) -> Done:
    return deckgen(*words, cwd=deck.parent)


def test_a_finisher_finds_slides_by_id_and_shapes_by_slot(deck: Path) -> None:
    seen: list[tuple[str, str]] = []

    def look(built: BuiltDeck) -> None:
        figures = built.slide("figures")
        seen.append((figures.shape("Title").text_frame.text, figures.shape("Kicker").name))
        assert figures.shape("Content 2").has_table
        assert len(built.slides) == 4

    build(deck, finish=look)
    assert seen == [("What was counted", "Kicker")]


@pytest.mark.slow
def test_what_a_finisher_leaves_is_deckgens_own(deck: Path) -> None:
    built = build(deck, finish=stamped)
    assert integrity.inspect(built.path.read_bytes()) is integrity.Integrity.WHOLE
    slide = Presentation(str(built.path)).slides[2]
    assert "Stamp" in [shape.name for shape in slide.shapes]
    assert build(deck, finish=stamped).changes is not None  # no `force` is needed


@pytest.mark.slow
def test_the_same_file_comes_out_each_time(deck: Path) -> None:
    first = build(deck, finish=stamped).path.read_bytes()
    again = build(deck, finish=stamped)
    assert (again.path.read_bytes(), again.changes and again.changes.same) == (first, True)


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "finish", [stamped, extended, lambda built: built], ids=["stamped", "extended", "as-it-is"]
)
def test_the_base_keeps_the_plan_from_before_and_the_deck_from_after(
    finish: Callable[[BuiltDeck], Any], deck: Path
) -> None:
    plain = base_in(Package.open(build(deck).path))
    package = Package.open(build(deck, finish=finish).path)
    finished = base_in(package)
    assert plain is not None
    assert finished is not None
    assert finished.planned == plain.plan
    assert finished.plan == identity.read(package)
    assert (finished.plan == plain.plan) == (finish not in (stamped, extended))


@pytest.mark.slow
def test_a_slide_that_a_finisher_adds_is_marked_and_in_a_section(deck: Path) -> None:
    package = Package.open(build(deck, finish=extended).path)
    plan = identity.read(package)
    assert [slide.id for slide in plan.slides][-1] == "what-comes-next"
    assert plan.sections[-1].slides == ("contacts", "what-comes-next")


@pytest.mark.slow
def test_no_finisher_changes_what_the_cache_keeps(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = build(deck, output=tmp_path / "plain.pptx", cache=False).path.read_bytes()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    finished = build(deck, output=tmp_path / "finished.pptx", finish=stamped).path.read_bytes()
    assert build(deck, output=tmp_path / "other.pptx").path.read_bytes() == plain
    again = build(deck, output=tmp_path / "again.pptx", finish=stamped).path.read_bytes()
    assert again == finished != plain


@pytest.mark.slow
@pytest.mark.parametrize("embed", ["full", "hashes"])
def test_what_changed_is_told_of_yaml_alone(embed: str, deck: Path) -> None:
    build(deck, embed=embed)
    first = build(deck, embed=embed, finish=stamped).changes
    assert first is not None
    assert (first.changed, first.added, first.removed) == ((), (), ())
    cover = deck.parent / "slides" / "cover.yaml"
    cover.write_text(cover.read_text().replace("All of Missouri", "All of it"))
    second = build(deck, embed=embed, finish=stamped).changes
    assert second is not None
    assert second.changed == ("cover",)


@pytest.mark.slow
def test_a_build_that_drops_a_finisher_says_so(deck: Path) -> None:
    assert run(deck, "build", "--finish", "finishers:titled").returncode == 0
    assert run(deck, "diff").stdout == "No difference.\n"
    dropped = run(deck, "build", "-q")
    assert "warning[finish-dropped]" in dropped.stderr
    assert "`deckgen build --finish finishers:titled`" in dropped.stderr
    assert run(deck, "build", "-q").stderr == ""
    assert run(deck, "build", "--variant", "east", "--finish", "finishers:titled").returncode == 0
    line = "deckgen build deck.yaml --variant east --finish finishers:titled"
    assert line in run(deck, "build", "deck.yaml", "--variant", "east").stderr


@pytest.mark.quick(1)
@pytest.mark.parametrize(("embed", "told"), [("full", 0), ("hashes", 1), ("none", 1)])
def test_a_finished_file_that_no_pull_can_read_is_warned_of(
    embed: str, told: int, deck: Path
) -> None:
    found = build(deck, embed=embed, finish=stamped).diagnostics
    assert [item.code for item in found].count("finish-unkept") == told
    assert "finish-unkept" not in [item.code for item in build(deck, embed=embed).diagnostics]


FAILURES = [
    ("finishers:mistyped", "finish-slide", 15, "did you mean `arrests`?"),
    ("finishers:unknown_shape", "finish-shape", 19, "did you mean `Title`?"),
    ("finishers:failing", "finish-failed", 27, "ValueError: no good"),
    ("finishers:leaving", "finish-failed", 35, "SystemExit: 0"),
    ("finishers:other", "finish-returned", 30, "a value of type int"),
    ("finishers:damaging", "finish-damaged", 38, "two shapes have the id"),
]


@pytest.mark.quick(3)
@pytest.mark.parametrize(("name", "code", "line", "words"), FAILURES, ids=lambda value: str(value))
def test_a_finisher_at_fault_is_told_with_its_line(
    name: str, code: str, line: int, words: str, deck: Path
) -> None:
    done = run(deck, "build", "--finish", name)
    assert done.returncode == 1
    assert f"error[{code}]" in done.stderr
    assert f"finishers.py:{line}:" in done.stderr
    assert words in done.stderr
    assert not (deck.parent / "out").exists()


UNKNOWN = [
    ("finisher:titled", "there is no module `finisher`", "did you mean `finishers`?"),
    ("finishers.py:titled", "there is no module `finishers.py`", "did you mean `finishers`?"),
    ("finishers:title", "the module `finishers` has no function `title`", "did you mean `titled`?"),
    ("finishers:NUMBER", "has no function `NUMBER`", "its functions: `nothing`, `titled`"),
    ("titled", "no installed package offers a finisher `titled`", "`module:function`"),
]


@pytest.mark.parametrize(("name", "what", "near"), UNKNOWN, ids=lambda value: str(value))
def test_a_name_of_no_finisher_is_a_wrong_flag(name: str, what: str, near: str, deck: Path) -> None:
    for command in (["build"], ["build", "--all-variants"], ["check"], ["publish", "-o", "p.pptx"]):
        done = run(deck, *command, "--finish", name)
        assert done.returncode == 2
        assert what in done.stderr
        assert near in done.stderr
    assert not (deck.parent / "out").exists()


def test_a_module_that_cannot_be_imported_is_told_with_its_line(deck: Path) -> None:
    wrong = deck.parent / "wrong_finishers.py"
    for text, words in (
        ("import os\nimport no_such_module\n", "No module named 'no_such_module'"),
        ("import os\ndef f(:\n    pass\n", "SyntaxError"),
        ("import os\n1 / 0\n", "ZeroDivisionError"),
    ):
        wrong.write_text(text)
        done = run(deck, "build", "--finish", "wrong_finishers:f")
        assert done.returncode == 1
        assert "wrong_finishers.py:2:" in done.stderr
        assert words in done.stderr


@pytest.mark.slow
def test_what_a_finisher_prints_is_no_result(deck: Path) -> None:
    done = run(deck, "build", "--format", "json", "--finish", "finishers:printing")
    assert json.loads(done.stdout)["slides"] == 4
    assert "at work" in done.stderr


@pytest.mark.slow
def test_an_installed_finisher_goes_by_its_name(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    about = site / "house-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: house\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[deckgen.finishers]\nhouse = house_finishers:titled\nbroken = house_finishers:none\n"
    )
    (site / "house_finishers.py").write_text(FINISHERS)
    monkeypatch.syspath_prepend(str(site))
    assert run(deck, "build", "--finish", "house").returncode == 0
    cover = Presentation(str(deck.parent / "out" / "offices.pptx")).slides[0]
    assert cover.shapes.title.text_frame.text == "Finished"
    near = run(deck, "build", "--finish", "hous")
    assert "did you mean `house`?" in near.stderr
    broken = run(deck, "build", "--finish", "broken")
    assert (broken.returncode, "the finisher `broken` failed" in broken.stderr) == (1, True)


@pytest.mark.slow
def test_check_and_publish_look_at_the_finished_deck(deck: Path) -> None:
    def empty(built: BuiltDeck) -> None:
        built.slide("arrests").shape("Title").text_frame.text = "Field offices"

    def codes(**how: Any) -> set[str]:
        return {found.code for found in check(deck, **how).diagnostics}

    assert codes(finish=empty) - codes() == {"TITLE-DUP"}
    assert "SOUND-SECTION" not in codes(finish=extended)
    done = run(deck, "publish", "-o", "sent.pptx", "--finish", "finishers:titled")
    assert done.returncode == 0
    cover = Presentation(str(deck.parent / "sent.pptx")).slides[0]
    assert cover.shapes.title.text_frame.text == "Finished"
    refused = run(deck, "check", "sent.pptx", "--finish", "finishers:titled")
    assert (refused.returncode, "--finish is for decks" in refused.stderr) == (2, True)


@pytest.mark.slow
def test_variants_are_finished_too(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(deck.parent)
    job = Job(deck, finish="finishers:titled")
    outcomes = list(build_variants(job, [None, "east"]))
    for outcome in outcomes:
        assert outcome.result is not None
        title = Presentation(str(outcome.result.path)).slides[0].shapes.title
        assert title.text_frame.text == "Finished"


def test_a_function_is_given_to_build(deck: Path) -> None:
    def failing(_built: BuiltDeck) -> None:
        raise KeyError("removals")

    with pytest.raises(Problem) as caught:
        build(deck, finish=failing)
    found = caught.value.diagnostics[0]
    assert (found.code, "test_finish.py" in str(found.place)) == ("finish-failed", True)
    assert not (deck.parent / "out").exists()


@pytest.mark.slow
def test_a_template_of_another_kind_is_finished(deck: Path) -> None:
    built = build(deck, output=deck.parent / "show.ppsx", finish=stamped)
    kind = Package.open(built.path).presentation.content_type
    assert kind.endswith("slideshow.main+xml")
