"""Print the way of one bullet through the code: from YAML to the slide, and back by a pull.

    python tools/walk.py

A small deck with one bullet is built; in the presentation the bullet is changed, and the change is
pulled. Each function of deckgen that is given the bullet, or something that holds it, is listed
once, in the order of the first call, as `file:function`. Helpers that are private to a module are
left out, so that the list is what a reader has to open.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import FrameType

import pptx
from lxml import etree
from msgspec import Struct, structs

import deckgen

ROOT = Path(deckgen.__file__).parent
PROJECT = Path(__file__).resolve().parent.parent
BULLET = "Wayfarer"
DEPTH = 6
"""How far what a function is given is searched for the bullet."""

DECK = f"""\
title: A walk
template: {ROOT / "commands" / "data" / "plain.pptx"}
slides:
  - id: one
    layout: Title and Content
    Title: A title
    Content: |
      {BULLET} goes first
      Another line
"""


def holds(value: object, depth: int = DEPTH) -> bool:
    """Whether a value is the bullet's text, or holds it."""
    if isinstance(value, str):
        return BULLET in value
    if isinstance(value, bytes):
        return BULLET.encode() in value
    if etree.iselement(value):
        return any(BULLET in str(text) for text in value.itertext())
    if depth == 0:
        return False
    return any(holds(part, depth - 1) for part in _parts(value))


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list | tuple):
        yield from value
    elif isinstance(value, Struct):
        yield from structs.astuple(value)
    elif is_dataclass(value):
        for field in fields(value):
            yield getattr(value, field.name, None)


def walked(step: Callable[[], object]) -> list[str]:
    """The functions that are given the bullet while a step runs, in the order of first calls."""
    found: dict[str, None] = {}

    def look(frame: FrameType, event: str, _: object) -> None:
        file = Path(frame.f_code.co_filename)
        if event != "call" or not file.is_relative_to(ROOT):
            return
        name = frame.f_code.co_qualname
        entry = f"{file.relative_to(ROOT)}:{name}"
        if entry in found or "<" in name or name.rpartition(".")[2].startswith("_"):
            return
        code = frame.f_code
        count = code.co_argcount + code.co_kwonlyargcount
        if any(holds(frame.f_locals.get(name)) for name in code.co_varnames[:count]):
            found[entry] = None

    sys.setprofile(look)
    try:
        step()
    finally:
        sys.setprofile(None)
    return list(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        deck, built = Path(folder, "deck.yaml"), Path(folder, "deck.pptx")
        deck.write_text(DECK, encoding="utf-8")
        there = walked(lambda: deckgen.build(deck, output=built))
        presentation = pptx.Presentation(str(built))
        for shape in presentation.slides[0].shapes:
            for paragraph in shape.text_frame.paragraphs:
                if BULLET in paragraph.text:
                    paragraph.runs[0].text = f"{BULLET} goes last"
        presentation.save(str(built))
        back = walked(lambda: pull(deck, built))
    for heading, entries in (("YAML to slide", there), ("Slide to YAML", back)):
        files = {entry.partition(":")[0] for entry in entries}
        print(f"## {heading}: {len(entries)} functions in {len(files)} files\n")
        print("\n".join(entries), end="\n\n")


def pull(deck: Path, reviewed: Path) -> None:
    """Pull a reviewed presentation, as the command does."""
    from deckgen.cli import group

    group(["pull", str(reviewed), str(deck)], standalone_mode=False)


if __name__ == "__main__":
    main()
