"""The review page of `diff --html` and `check --html`: what it says, and how it acts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from itertools import product
from pathlib import Path

import pptx
import pytest
from playwright.sync_api import Page, expect

from tests.support.command import Done, deckgen
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts
from tests.web.conftest import Open, runs_inline_script, violations

TEMPLATE = with_layouts("Two Content", "Title and Content", of=TEMPLATES["briefing"])
DECK = f"""\
title: Tea
name: tea
language: en-US
template: {TEMPLATE}
output: tea.pptx
slides:
  - id: leaves
    layout: Two Content
    Title: Leaves
    Content 1: |
      Picked in spring
      Dried in the shade
    Content 2:
      chart: bar
      data: |
        Tea | Cups
        Green | 1,000
        Black | 2,000
  - id: water
    layout: Title and Content
    Title: Water
    Content: |
      Nearly boiling
"""
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.yaml"
    path.write_text(DECK, encoding="utf-8")
    assert deckgen("build", path).returncode == 0
    return path


def edited(deck: Path, *changes: tuple[str, str]) -> None:
    text = DECK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    deck.write_text(text, encoding="utf-8")


def page_of(deck: Path, command: str = "diff") -> Path:
    run = deckgen(command, deck, "--html", deck.parent / "page.html")
    assert "page.html was written" in run.stderr, run.stderr
    return deck.parent / "page.html"


@pytest.fixture
def show(opened: Open) -> Callable[..., Page]:
    """Opens a page of this kind, a file that asks for nothing else."""
    return lambda path, **how: opened(path.as_uri(), (path.as_uri(), "data:"), **how)


def test_the_page_holds_each_changed_slide_and_only_these(deck: Path) -> None:
    edited(deck, ("Picked in spring", "Picked in May"), ("2,000", "3,000"))
    text = page_of(deck).read_text("utf-8")
    assert re.findall(r'<section class="slide" id="([^"]*)"', text) == ["slide-1-leaves"]
    assert text.count("<figure") == 2
    assert "<del>spring</del>" in text
    assert "<ins>May</ins>" in text
    assert "<del>2,000</del>" in text


@pytest.mark.slow
def test_what_a_deck_says_is_text_on_the_page(deck: Path) -> None:
    edited(deck, ("Nearly boiling", HOSTILE))
    text = page_of(deck).read_text("utf-8")
    assert "<img src=x" not in text
    assert text.count("<script>") == 1
    assert HOSTILE in unescape(re.sub(r"</?ins>", "", text))


@pytest.mark.slow
def test_a_file_of_somebody_else_stays(deck: Path) -> None:
    mine = deck.parent / "page.html"
    mine.write_text("mine", "utf-8")
    run = deckgen("diff", deck, "--html", mine)
    assert run.returncode == 1
    assert "is there already" in run.stderr
    assert mine.read_text("utf-8") == "mine"
    assert deckgen("diff", deck, "--html", mine, "--force").returncode == 0
    page_of(deck)  # a page of ours is replaced


@pytest.mark.slow
def test_a_folder_is_no_page(deck: Path) -> None:
    run = deckgen("diff", deck, "--html", deck.parent)
    assert run.returncode == 1
    assert "cannot be written" in run.stderr


@pytest.mark.slow
def test_findings_stand_beside_the_slides_that_have_them(deck: Path) -> None:
    edited(deck, ("Nearly boiling", "Nearly boiling\n      " + "\n      ".join(["Boil"] * 30)))
    run: Done = deckgen("check", deck, "--html", deck.parent / "page.html", "--only", "OVERFLOW")
    assert run.returncode == 0, run.stderr
    text = (deck.parent / "page.html").read_text("utf-8")
    assert re.findall(r'<section class="slide" id="([^"]*)"', text) == ["slide-2-water"]
    assert '<g class="mark"' in text
    assert '<th scope="row"><a href="#rule-OVERFLOW">OVERFLOW</a></th>' in text
    assert text.count('<section class="rule" id="rule-') == text.count('id="rule-OVERFLOW"') == 1
    assert "How to mend it" in text


@pytest.mark.slow
def test_what_a_pull_would_do_is_shown_and_not_done(deck: Path) -> None:
    reviewed = deck.parent / "reviewed.pptx"
    made = pptx.Presentation(str(deck.parent / "tea.pptx"))
    title, body, _ = list(made.slides[0].placeholders)[:3]
    title.text_frame.paragraphs[0].runs[0].text = "Leaves of tea"
    body.rotation = 5
    made.save(str(reviewed))
    edited(deck, ("Title: Leaves", "Title: Green leaves"))
    before = deck.read_text("utf-8")
    run = deckgen("pull", reviewed, deck, "--html", deck.parent / "page.html")
    assert run.returncode == 1, run.stderr  # a conflict
    assert deck.read_text("utf-8") == before
    text = unescape((deck.parent / "page.html").read_text("utf-8"))
    assert re.findall(r'<section class="slide" id="([^"]*)"', text) == ["slide-1-leaves"]
    assert "<ins> of tea</ins>" in text
    assert "ours: Green leaves<br>the reviewer: Leaves of tea" in text
    assert '<tr data-kind="left"' in text


@pytest.mark.full
@pytest.mark.slow
def test_filters_show_kinds_of_changes(deck: Path, show: Callable[..., Page]) -> None:
    edited(deck, ("Picked in spring", "Picked in May"), ("2,000", "3,000"))
    page = show(page_of(deck))
    rows, marks = page.locator("tbody tr:visible"), page.locator(".views-2 .mark:visible")
    expect(rows).to_have_count(2)
    expect(marks).to_have_count(4)  # a box on the old picture and on the new one, for each row
    page.get_by_label("Figures").uncheck()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("May")
    expect(marks).to_have_count(2)
    page.get_by_label("Text").uncheck()
    expect(page.locator("section.slide:visible")).to_have_count(0)
    page.get_by_label("Figures").check()
    expect(rows).to_contain_text("3,000")


@pytest.mark.full
@pytest.mark.slow
def test_the_slider_lays_the_old_slide_over_the_new_one(
    deck: Path, show: Callable[..., Page]
) -> None:
    edited(deck, ("Picked in spring", "Picked in May"))
    page = show(page_of(deck))
    old, new = page.locator("figure.old .picture"), page.locator("figure.new .picture")
    apart = old.bounding_box(), new.bounding_box()
    assert apart[0] is not None
    assert apart[1] is not None
    assert apart[0]["x"] < apart[1]["x"]
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    assert old.bounding_box() == new.bounding_box()
    assert old.evaluate("item => getComputedStyle(item).clipPath") == "inset(0px 60% 0px 0px)"


@pytest.mark.full
@pytest.mark.slow
def test_the_page_is_accessible_and_fits_and_runs_nothing_of_a_deck(
    deck: Path, show: Callable[..., Page]
) -> None:
    remark = f'comments:\n      - author: "{HOSTILE}"\n        text: "{HOSTILE}"'
    edited(
        deck,
        ("Picked in spring", HOSTILE),
        ("Green | 1,000", f"{HOSTILE} | 3,000"),
        ("Title: Water", f'Title: "{HOSTILE}"\n    {remark}'),
    )
    pages = [page_of(deck).rename(deck.parent / "diff.html"), page_of(deck, "check")]
    for path, width, dark in product(pages, (1440, 390), (False, True)):
        page = show(path, width=width, dark=dark)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator("main")).to_contain_text("alert(1)></script><script>alert(2)</")
        assert page.locator("img[src=x]").count() == 0
        assert violations(page) == []
        assert not runs_inline_script(page)
