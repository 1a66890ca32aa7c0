"""What a reviewer has at hand: the deck, chance, and ways to find something to edit."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.reviewer.office import Office
from tests.support.reviewer.view import (
    FURNITURE,
    TITLES,
    enumerated,
    is_table,
    items,
    paragraphs,
)

WORDS = (
    "figures",
    "R&D",
    "a < b",
    "naïve",
    "“quoted”",
    "2*3*4",
    "snake_case",
    "50 %",
    "#7",
    "is: so",
)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Done:
    """An edit that was made, and the slides that it is on; none where it is on the deck."""

    what: str
    pages: tuple[Any, ...]


Edit = Callable[["Desk"], "Done | None"]
"""Makes an edit; None where there was nothing to make it on."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A deck under review. `folder` takes the files that the reviewer brings."""

    office: Office
    document: Any
    chance: random.Random
    folder: Path

    @property
    def pages(self) -> list[Any]:
        return items(self.document.DrawPages)

    def page(self) -> Any:
        return self.chance.choice(self.pages)

    def word(self) -> str:
        return self.chance.choice(WORDS)

    def some(self, find: Callable[[Any], list[Any]]) -> tuple[Any, Any] | None:
        """One of what `find` finds on some slide, after the slide; None after many tries."""
        for _ in range(12):
            page = self.page()
            found = find(page)
            if found:
                return page, self.chance.choice(found)
        return None

    def cursor(self, find: Callable[[Any], list[Any]], word: re.Pattern[str] = _WORD) -> Any:
        """A slide and a cursor over some word there that is text alone."""
        found = self.some(lambda page: [p for shape in find(page) for p in _portions(shape, word)])
        if found is None:
            return None
        page, portion = found
        match = self.chance.choice(list(word.finditer(portion.getString())))
        cursor = portion.getText().createTextCursorByRange(portion.getStart())
        cursor.goRight(_units(portion.getString()[: match.start()]), False)
        cursor.goRight(_units(match.group()), True)
        return page, cursor


def _portions(shape: Any, word: re.Pattern[str]) -> list[Any]:
    return [
        portion
        for paragraph in paragraphs(shape)
        for portion in enumerated(paragraph)
        if portion.TextPortionType == "Text" and word.search(portion.getString())
    ]


def _units(text: str) -> int:
    """How many steps a cursor makes over a text: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def texts(page: Any) -> list[Any]:
    """The shapes of a slide whose text a reviewer sees and edits."""
    return [
        shape
        for shape in items(page)
        if shape.ShapeType not in FURNITURE
        and hasattr(shape, "getText")
        and not is_table(shape)
        and not getattr(shape, "IsEmptyPresentationObject", False)
        and shape.getString().strip()
    ]


def titles(page: Any) -> list[Any]:
    return [shape for shape in texts(page) if shape.ShapeType in TITLES]


def bodies(page: Any) -> list[Any]:
    return [shape for shape in texts(page) if shape.ShapeType not in TITLES]


def lists(page: Any) -> list[Any]:
    return [shape for shape in bodies(page) if len(paragraphs(shape)) > 1]
