"""A browser to look at pages with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.programs import need

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
