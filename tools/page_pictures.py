"""Draw the pictures of the live page and of a review page for docs/preview.md and docs/diff.md.

    python -m tools.page_pictures

Serves a copy of the briefing, edits a slide of it and compares the two; Chromium draws the pages
into docs/images.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1280, "height": 800}


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        for part in ("content", "templates"):
            shutil.copytree(ROOT / part, folder / part)
        flags = ["--no-sandbox", "--disable-gpu"]
        path = shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=path, args=flags)
        live(browser, folder)
        review(browser, folder)


def live(browser: Browser, folder: Path) -> None:
    """The live page with a shape that was clicked."""
    command = [sys.executable, "-m", "deckgen", "serve", "--no-open"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{process.stdout.readline().strip()}#removals")
        page.locator("#counts", has_not_text="checking").wait_for()
        page.get_by_role("button", name="Content, ").click()
        page.screenshot(path=IMAGES / "live-page.png")
        process.terminate()
    smaller(IMAGES / "live-page.png")


def review(browser: Browser, folder: Path) -> None:
    """The review page of a slide whose title and figures changed."""
    run = [sys.executable, "-m", "deckgen"]
    subprocess.run([*run, "build", "-o", "sent.pptx"], cwd=folder, check=True)
    slide = folder / "content" / "slides" / "removals.yaml"
    text = slide.read_text("utf-8")
    slide.write_text(text.replace("more than nine in ten", "91% of"), "utf-8")
    page_file = folder / "review.html"
    words = ["diff", "sent.pptx", "content/deck.yaml", "--html", page_file.name]
    subprocess.run([*run, *words], cwd=folder, check=False)
    page = browser.new_page(viewport=SIZE)
    page.goto(page_file.as_uri())
    page.screenshot(path=IMAGES / "review-page.png")
    smaller(IMAGES / "review-page.png")


def smaller(picture: Path) -> None:
    """Write the picture in few colours."""
    Image.open(picture).convert("RGB").quantize(128).save(picture, optimize=True)


if __name__ == "__main__":
    main()
