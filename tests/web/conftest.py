"""A browser to look at pages with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.programs import need

expect.set_options(timeout=30_000)  # a busy machine is no fault of the page

# Without these, a headless Chromium asks other hosts for updates as it starts.
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless; skips where it is missing."""
    path = need("chromium", "Chromium is not installed")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=path, args=_QUIET)
        yield found
        found.close()


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens an address, `width` pixels wide and `dark` or light.

    What a page throws, says in a dialog, or asks of another place than those that `within` names,
    fails the test.
    """
    faults: list[str] = []
    contexts = []

    def open_page(
        address: str, within: tuple[str, ...], *, width: int = 1440, dark: bool = False
    ) -> Page:
        scheme = "dark" if dark else "light"
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.on(
            "request",
            lambda request: request.url.startswith(within) or faults.append(request.url),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def runs_inline_script(page: Page) -> bool:
    """Whether the page's policy lets a script in its markup run."""
    page.evaluate(
        "document.body.append("
        "Object.assign(document.createElement('script'), {text: 'window.ran = true'}))"
    )
    return page.evaluate("Boolean(window.ran)") is True


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds in the page as it is."""
    found = Axe().run(page).response
    assert found["passes"]
    return [(item["id"], item["nodes"][0]["html"][:200]) for item in found["violations"]]
