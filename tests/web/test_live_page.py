"""`deckgen serve`: the page follows the files, and answers nobody else."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing, contextmanager
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Page, Route, expect

from deckgen.project import Project
from deckgen.web import checking
from deckgen.web.live import LiveDeck
from deckgen.web.server import HOST, LivePage, application
from tests.support.command import deckgen
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts
from tests.web.conftest import Open, runs_inline_script, violations

HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE_NAME = "'\"><img src=x onerror=alert(3)>"
TEMPLATE = with_layouts("Title Only", "Title and Content", "Two Content", of=TEMPLATES["briefing"])
DECK = f"""\
title: Tea
name: tea
language: en-US
template: {TEMPLATE}
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
  - section: "{HOSTILE}"
  - id: hostile
    layout: Two Content
    Title: "{HOSTILE}"
    Content 1: |
      {HOSTILE} for ${{hours}} hours
    Content 2:
      picture: leaf.svg
      alt: "{HOSTILE}"
    notes: |
      {HOSTILE}
"""
SVG = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40">
  <title>{escape(HOSTILE)}</title>
  <text y="20">{escape(HOSTILE)}</text>
</svg>
"""
FACTS = """\
hours:
  value: 12
  as_of: 2019-01-01
  source: The house <b>of tea</b>
  stale_after: 90
"""


def made(folder: Path) -> Path:
    path = folder / "deck.yaml"
    path.write_text(DECK, encoding="utf-8")
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    (folder / "leaf.svg").write_text(SVG, encoding="utf-8")
    (folder / "variants").mkdir()
    for name in ("north", HOSTILE_NAME):
        (folder / "variants" / f"{name}.yaml").write_text(
            "extends: ../deck.yaml\nslides:\n  water:\n    Title: Northern water\n",
            encoding="utf-8",
        )
    return path


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return made(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A deck that no test changes, with the address of its page."""
    path = made(tmp_path_factory.mktemp("kept"))
    with served(path) as found:
        yield path, found


@pytest.fixture
def address(deck: Path) -> Iterator[str]:
    """The address of the page of the deck, in a process of its own."""
    with served(deck) as found:
        yield found


@contextmanager
def served(deck: Path, **variables: str) -> Iterator[str]:
    with served_by(deck, **variables) as (_, address):
        yield address


@contextmanager
def served_by(
    deck: Path, *words: str, **variables: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The server of a deck and its address; at the end it is interrupted, and says nothing."""
    command = [sys.executable, "-m", "deckgen", "serve", str(deck), "--no-open", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdout=pipe, stderr=pipe, text=True, env={**os.environ, **variables}
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
            process.send_signal(signal.SIGINT)
            assert process.communicate() == ("", "")
            assert process.returncode == 0
        finally:
            process.kill()


@pytest.fixture
def page(address: str, opened: Open) -> Page:
    """The page, with its first slide drawn."""
    return shown(opened(address, (address,)))


@pytest.fixture
def still(kept: tuple[Path, str], opened: Open) -> Page:
    """The page of the deck that no test changes."""
    _, address = kept
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
    assert {name for name in after if after[name] != before[name]} == {"leaves", "hostile"}


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
def test_findings_keep_no_picture_waiting(deck: Path, opened: Open) -> None:
    """The rules run in a process of their own, which is stopped here while a file changes."""
    with served_by(deck) as (process, address):
        page = shown(opened(address, (address,)))
        counts = page.locator("#counts")
        expect(counts).to_contain_text("tip")
        (checker,) = children(process.pid)
        os.kill(checker, signal.SIGSTOP)
        edit(deck, "Title: Water", "Title: Hot water")
        expect(page.get_by_role("img", name="Hot water")).to_be_visible()
        expect(counts).to_contain_text("checking")
        os.kill(checker, signal.SIGCONT)
        expect(counts).not_to_contain_text("checking")
        os.kill(checker, signal.SIGKILL)
        edit(deck, "Title: Hot water", "Title: Warm water")
        expect(page.locator("#findings")).to_contain_text("the rules could not be run")
        edit(deck, "Title: Warm water", "Title: Water")
        expect(page.locator("#findings")).not_to_contain_text("the rules could not be run")


def children(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task").glob("*/children")
    return [int(word) for path in told for word in path.read_text().split()]


@pytest.mark.full
@pytest.mark.slow
def test_a_click_on_a_shape_names_its_line(kept: tuple[Path, str], still: Page) -> None:
    deck, _ = kept
    still.get_by_role("button", name="Content, ").click()
    number = DECK.splitlines().index("      Picked in spring") + 1
    source = still.locator("#source")
    expect(source.get_by_role("heading")).to_contain_text(f"deck.yaml:{number}")
    expect(source.locator(".at", has_text="Picked in spring")).to_be_visible()
    link = source.get_by_role("link").get_attribute("href")
    assert link == f"vscode://file{deck.resolve()}:{number}"


@pytest.mark.full
@pytest.mark.slow
def test_facts_and_findings_stand_beside_the_slide(still: Page) -> None:
    facts = still.locator("#facts li")
    expect(facts).to_have_count(1)
    said = "The house <b>of tea</b>, as of 2019-01-01, 430 days before the deck, stale"
    expect(facts).to_contain_text(said)
    found = still.locator("#findings li", has_text="STALE")
    found.get_by_role("button", name="facts.yaml:").click()
    expect(still.locator("#source .at")).to_contain_text("as_of: 2019-01-01")
    box = still.locator(".fault", has_text="STALE")
    expect(box).to_be_visible()
    still.keyboard.press("c")
    expect(box).to_be_hidden()
    with still.context.expect_page() as opening:
        found.get_by_role("link", name="STALE").click()
    rule = opening.value
    expect(rule.get_by_role("heading", name="STALE")).to_be_visible()
    expect(rule.get_by_text("How to mend it")).to_be_visible()
    assert violations(rule) == []


@pytest.mark.full
@pytest.mark.slow
def test_keys_and_search_go_to_slides(still: Page) -> None:
    heading = still.locator("#heading")
    for key, slide in (("ArrowRight", "water"), ("End", "hostile"), ("Home", "leaves")):
        still.keyboard.press(key)
        expect(heading).to_contain_text(slide)
    still.keyboard.press("/")
    still.keyboard.type("boiling")
    expect(heading).to_contain_text("water")
    expect(still.locator("#strip button:visible")).to_have_count(1)
    still.keyboard.press("Escape")
    expect(still.locator("#strip button:visible")).to_have_count(3)
    still.keyboard.press("?")
    expect(still.get_by_role("dialog", name="Keys")).to_be_visible()
    still.keyboard.press("Escape")
    still.keyboard.press("Home")
    still.keyboard.press("f")
    expect(still.get_by_role("dialog", name="Rehearsal")).to_contain_text("the shade matters")


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
def test_a_variant_can_be_chosen_while_a_slide_is_still_asked_for(still: Page) -> None:
    held: list[Route] = []
    still.route("**/slide/water?variant=", lambda route: held.append(route))
    with still.expect_request("**/slide/water?variant="):
        still.keyboard.press("ArrowRight")
    with still.expect_response("**/state?variant=north"):
        still.get_by_role("combobox").select_option("north")
    held[0].continue_()
    expect(still.get_by_role("img", name="Northern water")).to_be_visible()


@pytest.mark.full
@pytest.mark.slow
def test_the_deck_itself_can_be_chosen_where_a_variant_is_shown_first(
    deck: Path, opened: Open
) -> None:
    with served_by(deck, "--variant", HOSTILE_NAME) as (_, address):
        page = opened(f"{address}#water", (address,))
        expect(page.get_by_role("img", name="Northern water")).to_be_visible()
        expect(page.get_by_role("combobox")).to_have_value(HOSTILE_NAME)
        assert page.locator("img[src=x]").count() == 0
        page.get_by_role("combobox").select_option("base")
        expect(page.get_by_role("img", name="Water", exact=True)).to_be_visible()


@pytest.mark.full
@pytest.mark.slow
def test_what_a_deck_says_is_text(still: Page) -> None:
    """Neither a text, a name, notes, nor the text of a drawing becomes markup."""
    still.keyboard.press("End")
    still.get_by_role("button", name="Content 1, ").click()
    expect(still.locator("#source pre")).to_contain_text(HOSTILE)
    expect(still.locator("#heading")).to_contain_text(HOSTILE)
    expect(still.locator("#notes")).to_contain_text(HOSTILE)
    expect(still.locator("#strip")).to_contain_text(HOSTILE)
    assert still.locator("script:not([src]), img[src=x], #facts li div b b").count() == 0
    assert not runs_inline_script(still)


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_is_accessible_and_fits(
    kept: tuple[Path, str], opened: Open, width: int, dark: bool
) -> None:
    _, address = kept
    page = shown(opened(address, (address,), width=width, dark=dark))
    expect(page.locator("#findings")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


@pytest.mark.full
@pytest.mark.slow
def test_an_error_and_the_dialogs_are_accessible(deck: Path, page: Page) -> None:
    edit(deck, "Title: Water", "Titel: Water")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("?")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    assert violations(page) == []


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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("command", ["/not/there --wait", "'not closed"])
def test_without_an_editor_the_page_is_told(deck: Path, command: str) -> None:
    with served(deck, VISUAL=command) as address:
        assert posted(address, json.dumps({"path": str(deck.resolve()), "line": 2})) == 404


@pytest.mark.slow
def test_a_last_build_that_cannot_be_read_is_none(deck: Path, address: str) -> None:
    (deck.parent / "out").mkdir()
    (deck.parent / "out" / "tea.pptx").write_text("no presentation", "utf-8")
    assert asked(address, urlsplit(address).path + "last/water.png")[0] == 404


@pytest.mark.slow
def test_a_deck_that_cannot_be_checked_is_shown_with_the_reason(deck: Path) -> None:
    edit(deck, "slides:\n", "check:\n  off:\n    NOPE: no such rule\nslides:\n")
    live = LiveDeck(Project(deck), "betteroffice")
    live.refresh()
    project = live.unchecked
    assert project is not None
    live.take(checking.find(project), project)
    state = live.state()
    assert state.error == ""
    (found,) = state.findings
    assert "no rule `NOPE`" in found.message
    assert found.yaml is not None
    assert found.yaml.line > 1


@pytest.mark.slow
def test_findings_of_slides_that_are_the_same_stay_until_the_rules_were_run_again(
    deck: Path,
) -> None:
    live = LiveDeck(Project(deck), "betteroffice")
    live.refresh()
    first = live.unchecked
    assert first is not None
    live.take(checking.find(first), first)
    edit(deck, "Nearly boiling", "Boiling")
    live.refresh()
    assert live.state().checked is False
    assert [slide.findings for slide in live.state().slides if slide.id == "leaves"] == ["warning"]
    live.take({}, first)  # of the version before
    assert live.state().checked is False


@pytest.mark.slow
def test_what_is_looked_at_and_what_changed_is_drawn_first(deck: Path) -> None:
    more = "".join(f"  - {{id: s{n}, layout: Title Only, Title: Cup {n}}}\n" for n in range(9))
    deck.write_text(DECK.replace("slides:\n", f"slides:\n{more}", 1), "utf-8")
    live = LiveDeck(Project(deck), "betteroffice")
    live.refresh()
    assert drawn(live) == ["s0", "s1", "s2", "s3"]
    live.slide("s6")
    before = live.version
    assert live.draw_more(lambda: True)
    assert drawn(live) == ["s0", "s1", "s2", "s3", "s6"]
    assert live.version != before
    edit(deck, "Cup 2", "Mug 2")
    edit(deck, "Cup 8", "Mug 8")
    live.refresh()
    assert drawn(live) == ["s0", "s1", "s2", "s3", "s6", "s8"]
    while live.draw_more():
        pass
    assert all(slide.drawn for slide in live.state().slides)


def drawn(live: LiveDeck) -> list[str]:
    return [slide.id for slide in live.state().slides if slide.drawn]


@pytest.mark.slow
def test_a_variant_that_nobody_looked_at_any_longer_is_read_again(deck: Path) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, looked_at_again(deck)).result()


async def looked_at_again(deck: Path) -> None:
    page = LivePage(deck, None, "betteroffice")
    dropped, live = await page.deck("north"), await page.deck("")
    assert live is not None
    watching = asyncio.ensure_future(page.watch())
    edit(deck, "Title: Water", "Title: Hot water")
    async with aclosing(page.versions("")) as versions:
        async for _ in versions:
            state = await page.work(live.state)
            if any(slide.title == "Hot water" for slide in state.slides):
                break
    async with aclosing(page.versions("north")) as versions:
        assert await anext(versions)
    assert await page.deck("north") is not dropped
    assert [version async for version in page.versions("nope")] == []
    watching.cancel()
    page.close()


@pytest.mark.parametrize("name", ["nothing", "nothing.yaml", "tea.pptx"])
def test_what_is_no_deck_is_not_served(tmp_path: Path, name: str) -> None:
    run = deckgen("serve", tmp_path / name, "--no-open")
    assert run.returncode == 1
    assert "nothing was served" in run.stderr


@pytest.mark.slow
def test_the_download_is_the_presentation_that_a_build_writes(deck: Path, address: str) -> None:
    status, data = asked(address, urlsplit(address).path + "download")
    assert status == 200
    assert deckgen("build", deck).returncode == 0
    assert data == (deck.parent / "out" / "tea.pptx").read_bytes()


def test_without_an_engine_the_boxes_of_shapes_are_told(deck: Path) -> None:
    live = LiveDeck(Project(deck), "libreoffice")
    before = os.environ["PATH"]
    os.environ["PATH"] = ""
    try:
        live.refresh()
    finally:
        os.environ["PATH"] = before
    state = live.state()
    assert "pip install" in state.engine
    assert not any(slide.drawn for slide in state.slides)
    slide = live.slide("water")
    assert slide is not None
    (content,) = (shape for shape in slide.shapes if shape.name == "Content")
    assert content.text == ["Nearly boiling"]


@pytest.mark.parametrize(("name", "said"), [("nrth", "did you mean `north`"), ("", "there are")])
def test_a_variant_that_is_not_there_is_refused(deck: Path, name: str, said: str) -> None:
    run = deckgen("serve", deck, "--variant", name, "--no-open")
    assert run.returncode == 1
    assert f"there is no variant `{name}`" in run.stderr
    assert said in run.stderr


@pytest.mark.slow
def test_what_is_no_variant_is_not_read(kept: tuple[Path, str]) -> None:
    _, address = kept
    path = urlsplit(address).path
    assert asked(address, f"{path}state?variant=north")[0] == 200
    assert asked(address, f"{path}state?variant=nope")[0] == 404
    assert asked(address, f"{path}events?variant=nope")[0] == 404
    assert asked(address, f"{path}rules/NOPE")[0] == 404


@pytest.mark.slow
def test_200_who_look_and_10_000_versions_take_bounded_memory(deck: Path) -> None:
    """A version that nobody asked for yet is not kept: each gets the newest, as it is ready."""
    # The browser of other tests has a loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        grown = thread.submit(asyncio.run, told_to_many(deck, 200, 10_000)).result()
    assert grown < 1_000_000


async def told_to_many(deck: Path, viewers: int, versions: int) -> int:
    """By how many bytes memory grew; in the end each was told the last version.

    Every second viewer reads nothing before that.
    """
    page = LivePage(deck, None, "betteroffice")
    shown = await page.deck("")
    assert shown is not None
    rest = page._viewed[""].rest
    assert rest is not None
    await rest  # it makes versions of its own, as watching the files does: there is no lifespan
    config = uvicorn.Config(
        application(page, "t"), log_level="error", timeout_graceful_shutdown=1, lifespan="off"
    )
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen(200)
        running = asyncio.ensure_future(server.serve([listener]))
        streams = [await looking(listener.getsockname()[1]) for _ in range(viewers)]
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for version in range(versions):
            shown.version = version
            await page.tell()
            if version % 200 == 0:
                for reader, _ in streams[::2]:
                    await reader.readuntil(b"data: %d\n" % version)
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        shown.version = versions
        await page.tell()
        for reader, _ in streams:
            await reader.readuntil(b"data: %d\n" % versions)
        for _, writer in streams:
            writer.close()
        await page.end()
        page.close()
        server.should_exit = True
        await running
    return grown


async def looking(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that was told the first version."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"GET /t/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"data: ")
    return reader, writer
