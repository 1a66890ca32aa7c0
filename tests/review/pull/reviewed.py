"""A small deck on its way: built, edited as a reviewer does, and pulled by the command."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation

from tests.support.command import Done, deckgen
from tests.support.templates import with_layouts

SETTINGS = f"""\
title: A deck
language: en-US
template: {with_layouts("Title and Content", "Three Cards and Strip").as_posix()}
output: out/{{deck}}-{{variant}}.pptx
name: sent
"""


@dataclass(frozen=True, slots=True)
class ReviewedDeck:
    """A deck in a folder, and the reviewed presentation beside it."""

    folder: Path

    def write(self, files: Mapping[str, str]) -> None:
        """Write files of the deck; deck.yaml gets the settings in front."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = SETTINGS + text if name == "deck.yaml" else text
            path.write_bytes(text.encode())

    def run(self, *words: str) -> Done:
        """Run the command in the deck's folder."""
        return deckgen(*words, cwd=self.folder)

    def review(self, change: Callable[[Any], None], variant: str = "") -> None:
        """Build the deck, or a variant, and edit what was built with python-pptx."""
        built = self.run("build", *(["--variant", variant] if variant else []))
        assert built.returncode == 0, built.stderr
        path = self.folder / "out" / (f"sent-{variant}.pptx" if variant else "sent.pptx")
        presentation = Presentation(str(path))
        change(presentation)
        presentation.save(str(self.folder / "reviewed.pptx"))

    def pull(self, *words: str) -> Done:
        """Pull the reviewed presentation."""
        return self.run("pull", "reviewed.pptx", *words)

    def text(self, name: str) -> str:
        """The text of a file, line breaks as they are."""
        return (self.folder / name).read_bytes().decode()

    def texts(self) -> dict[str, str]:
        """The texts of all files of the deck."""
        found = (p for p in self.folder.rglob("*") if p.suffix in (".yaml", ".csv"))
        return {path.relative_to(self.folder).as_posix(): path.read_text() for path in found}

    def assert_at_rest(self, *words: str) -> Done:
        """Assert that a pull writes nothing, and return what it said."""
        before = self.texts()
        done = self.pull(*words)
        assert self.texts() == before, done.stdout
        return done


def shape(presentation: Any, name: str, slide: int = 0) -> Any:
    """A shape of a slide by its name."""
    return next(s for s in presentation.slides[slide].shapes if s.name == name)


def say(paragraph: Any, text: str) -> None:
    """Give a paragraph another text, in the formatting of its first run."""
    paragraph.runs[0].text = text
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)


def add_bullet(frame: Any, text: str, after: int) -> None:
    """Add a paragraph after another one, formatted alike."""
    before = frame.paragraphs[after]._p
    before.addnext(copy.deepcopy(before))
    say(frame.paragraphs[after + 1], text)
