"""`deckgen serve`: the page follows the files, and answers nobody else."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.command import deckgen
from tests.support.paths import TEMPLATES
from tests.web.conftest import Open

HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>"
DECK = f"""\
title: Tea
name: tea
language: en-US
template: {TEMPLATES["briefing"]}
output: out/tea.pptx
as_of: 2020-03-06
facts: [facts.yaml]
variants: variants
slides:
  - section: Leaf
  - id: leaves
    layout: Title and Content
    Title: Leaves
    Content: |
      Picked in spring
      Dried for ${{hours}} hours
    notes: |
      Say that the shade matters
  - id: water
    layout: Title and Content
    Title: Water
    Content: |
      Nearly boiling
  - id: hostile
    layout: Title and Content
    Title: Text
    Content: |
      {HOSTILE}
"""
FACTS = """\
hours:
  value: 12
  as_of: 2019-01-01
  source: The house
  stale_after: 90
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.yaml"
    path.write_text(DECK, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "variants").mkdir()
    (tmp_path / "variants" / "north.yaml").write_text(
        "extends: ../deck.yaml\nslides:\n  water:\n    Title: Northern water\n", encoding="utf-8"
    )
    return path


@pytest.fixture
def address(deck: Path) -> Iterator[str]:
    """The address of the page of the deck, in a process of its own."""
    with served(deck) as found:
        yield found


@contextmanager
def served(deck: Path, **variables: str) -> Iterator[str]:
    command = [sys.executable, "-m", "deckgen", "serve", str(deck), "--no-open"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **variables}
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)


@pytest.fixture
def page(address: str, opened: Open) -> Page:
    """The page, with its first slide drawn."""
    return shown(opened(address, (address,)))


def shown(page: Page) -> Page:
    expect(page.get_by_role("img", name="Leaves")).to_be_visible()
    return page


def pictures(page: Page) -> dict[str, str]:
    """The addresses of the slides' pictures by id; each names what is drawn."""
    buttons = page.locator("#strip button").all()
    return {
        button.get_attribute("data-id") or "": button.locator("img").get_attribute("src") or ""
        for button in buttons
    }


def edit(deck: Path, old: str, new: str) -> None:
    text = deck.read_text("utf-8")
    assert old in text
    deck.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.full
@pytest.mark.slow
def test_an_edit_draws_its_slide_anew_and_no_other(deck: Path, page: Page) -> None:
    before = pictures(page)
    edit(deck, "Nearly boiling", "Boiling")
    expect(page.locator("#heading")).to_contain_text("water")  # the page goes where the edit is
    after = pictures(page)
    assert {name for name in after if after[name] != before[name]} == {"water"}


@pytest.mark.full
@pytest.mark.slow
def test_a_changed_fact_draws_the_slides_that_show_it(deck: Path, page: Page) -> None:
    before = pictures(page)
    edit(deck.parent / "facts.yaml", "12", "14")
    expect(page.locator("#facts")).to_contain_text("14")
    after = pictures(page)
    assert {name for name in after if after[name] != before[name]} == {"leaves"}


@pytest.mark.full
@pytest.mark.slow
def test_an_error_shows_over_the_last_good_picture_and_goes_when_it_is_mended(
    deck: Path, page: Page
) -> None:
    before = pictures(page)
    edit(deck, "Title: Water", "Titel: Water")
    error = page.get_by_role("alert")
    expect(error).to_contain_text("unknown-slot")
    expect(error).to_contain_text("deck.yaml:")
    expect(error).to_contain_text("Titel: Water")
    assert pictures(page) == before
    edit(deck, "Titel: Water", "Title: Water")
    expect(error).to_be_hidden()
    assert pictures(page) == before


@pytest.mark.full
@pytest.mark.slow
def test_a_click_on_a_shape_names_its_line(deck: Path, page: Page) -> None:
    page.get_by_role("button", name="Content, ").click()
    number = DECK.splitlines().index("      Picked in spring") + 1
    source = page.locator("#source")
    expect(source.get_by_role("heading")).to_contain_text(f"deck.yaml:{number}")
    expect(source.locator(".at", has_text="Picked in spring")).to_be_visible()
    link = source.get_by_role("link").get_attribute("href")
    assert link == f"vscode://file{deck.resolve()}:{number}"


@pytest.mark.full
@pytest.mark.slow
def test_facts_stand_beside_the_slide_with_their_age(page: Page) -> None:
    facts = page.locator("#facts li")
    expect(facts).to_have_count(1)
    expect(facts).to_contain_text("The house, as of 2019-01-01, 430 days before the deck, stale")
    expect(page.locator("#findings")).to_contain_text("STALE")


@pytest.mark.full
@pytest.mark.slow
def test_keys_and_search_go_to_slides(page: Page) -> None:
    heading = page.locator("#heading")
    for key, slide in (("ArrowRight", "water"), ("End", "hostile"), ("Home", "leaves")):
        page.keyboard.press(key)
        expect(heading).to_contain_text(slide)
    page.keyboard.press("/")
    page.keyboard.type("boiling")
    expect(heading).to_contain_text("water")
    expect(page.locator("#strip button:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#strip button:visible")).to_have_count(3)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.keyboard.press("f")
    expect(page.get_by_role("dialog", name="Rehearsal")).to_contain_text("the shade matters")


@pytest.mark.full
@pytest.mark.slow
def test_variants_and_the_last_build_can_be_seen(deck: Path, page: Page) -> None:
    assert deckgen("build", deck).returncode == 0
    page.keyboard.press("ArrowRight")
    page.get_by_role("combobox").select_option("north")
    expect(page.get_by_role("img", name="Northern water")).to_be_visible()
    page.get_by_role("combobox").select_option("base")
    page.get_by_role("button", name="Beside last build").click()
    last = page.get_by_role("img", name="The slide in the last build")
    expect(last).to_be_visible()
    assert last.evaluate("image => image.complete && image.naturalWidth") == 1280


@pytest.mark.full
@pytest.mark.slow
def test_what_a_deck_says_is_text(page: Page) -> None:
    page.keyboard.press("End")
    page.get_by_role("button", name="Content, ").click()
    expect(page.locator("#source pre")).to_contain_text(HOSTILE)
    assert page.locator("#source pre script, #source pre img").count() == 0


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)])
def test_the_page_is_accessible_and_fits(
    address: str, opened: Open, width: int, dark: bool
) -> None:
    page = shown(opened(address, (address,), width=width, dark=dark))
    expect(page.locator("#findings")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response
    assert found["passes"]
    broken = [(item["id"], item["nodes"][0]["html"][:200]) for item in found["violations"]]
    assert broken == []


# What a browser does not show: who is answered.


def asked(
    address: str, path: str = "", method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, bytes]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    with closing(connection):
        connection.request(method, path or parts.path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def posted(address: str, body: str) -> int:
    return asked(address, urlsplit(address).path + "open", "POST", body)[0]


def test_only_who_has_the_token_and_comes_from_the_page_is_answered(address: str) -> None:
    host = urlsplit(address).netloc
    assert urlsplit(address).hostname == "127.0.0.1"
    assert asked(address)[0] == 200
    assert asked(address, Origin=f"http://{host}")[0] == 200
    assert asked(address, "/")[0] == 403
    assert asked(address, "/state")[0] == 403
    assert asked(address, Host="localhost")[0] == 200  # as a browser says it of port 80
    assert asked(address, Host="deck.example")[0] == 403
    assert asked(address, Host="localhost.deck.example:80")[0] == 403
    assert asked(address, Host="deck.example:80")[0] == 403
    assert asked(address, Origin="http://deck.example")[0] == 403
    assert asked(address, "*", "OPTIONS")[0] == 403
    path = urlsplit(address).path
    assert asked(address, f"{path}assets/..%2f__init__.py")[0] == 404
    assert asked(address, f"{path}picture/none.png")[0] == 404


@pytest.mark.parametrize(
    ("name", "said"), [("edit", "--wait +2 {}"), ("code", "--wait --goto {}:2")]
)
def test_an_editor_is_opened_for_files_of_the_deck_alone(deck: Path, name: str, said: str) -> None:
    program, told = deck.parent / name, deck.parent / "told"
    os.mkfifo(told)  # whoever reads it waits for the editor
    program.write_text(f'#!/bin/sh\necho "$*" > {told}\n', "utf-8")
    program.chmod(0o755)
    good = {"path": str(deck.resolve()), "line": 2}
    bad = ({**good, "path": path} for path in ("", "a.yaml", str(program), "\0", 3))
    with served(deck, VISUAL=f"{program} --wait") as address:
        for body in ("no JSON", "[1]", "{}", *map(json.dumps, [*bad, {**good, "line": "-c"}])):
            assert posted(address, body) == 404, body
        assert posted(address, json.dumps(good)) == 204
        assert told.read_text("utf-8") == f"{said.format(deck.resolve())}\n"


@pytest.mark.parametrize("command", ["/not/there --wait", "'not closed"])
def test_without_an_editor_the_page_is_told(deck: Path, command: str) -> None:
    with served(deck, VISUAL=command) as address:
        assert posted(address, json.dumps({"path": str(deck.resolve()), "line": 2})) == 404


def test_a_last_build_that_cannot_be_read_is_none(deck: Path, address: str) -> None:
    (deck.parent / "out").mkdir()
    (deck.parent / "out" / "tea.pptx").write_text("no presentation", "utf-8")
    assert asked(address, urlsplit(address).path + "last/water.png")[0] == 404


def test_a_deck_that_cannot_be_checked_is_shown_with_the_reason(deck: Path) -> None:
    from deckgen.web.live import LiveDeck

    edit(deck, "slides:\n", "check:\n  off:\n    NOPE: no such rule\nslides:\n")
    live = LiveDeck(deck, None, "betteroffice")
    live.refresh()
    live.check()
    state = live.state()
    assert state["error"] is None
    (found,) = state["findings"]
    assert "no rule `NOPE`" in found["message"]
    assert found["yaml"]["line"] > 1


@pytest.mark.parametrize("name", ["nothing", "nothing.yaml", "tea.pptx"])
def test_what_is_no_deck_is_not_served(tmp_path: Path, name: str) -> None:
    run = deckgen("serve", tmp_path / name, "--no-open")
    assert run.returncode == 1
    assert "nothing was served" in run.stderr


def test_the_download_is_the_presentation_that_a_build_writes(deck: Path, address: str) -> None:
    status, data = asked(address, urlsplit(address).path + "download")
    assert status == 200
    assert deckgen("build", deck).returncode == 0
    assert data == (deck.parent / "out" / "tea.pptx").read_bytes()


def test_without_an_engine_the_boxes_of_shapes_are_told(deck: Path) -> None:
    from deckgen.web.live import LiveDeck

    live = LiveDeck(deck, None, "libreoffice")
    before = os.environ["PATH"]
    os.environ["PATH"] = ""
    try:
        live.refresh()
    finally:
        os.environ["PATH"] = before
    state = live.state()
    assert "pip install" in state["engine"]
    assert {slide["picture"] for slide in state["slides"]} == {None}
    slide = live.slide("water")
    assert slide is not None
    (content,) = (shape for shape in slide["shapes"] if shape["name"] == "Content")
    assert content["text"] == ["Nearly boiling"]
    assert json.dumps(state)


def test_many_who_look_take_no_memory_for_each_version(deck: Path) -> None:
    """A version that nobody asked for yet is not kept: each gets the newest, as it is ready."""
    import asyncio

    from deckgen.web.server import LivePage

    async def run() -> list[list[int]]:
        page = LivePage(deck, None, "betteroffice")
        shown = await page.deck("")
        viewers = [page.versions(shown) for _ in range(200)]
        seen = [[await anext(viewer)] for viewer in viewers]
        for _ in range(10_000):
            shown.version += 1
        for viewer, versions in zip(viewers, seen, strict=True):
            versions.append(await anext(viewer))
        return seen

    # The browser of other tests has a loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        seen = thread.submit(asyncio.run, run()).result()
    assert all(later - first >= 10_000 for first, later in seen)
