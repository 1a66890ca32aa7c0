"""What the imitated PowerPoint has at hand: the deck, chance, and ways to find what to edit."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.support.powerpoint.names import Element, find, q
from tests.support.powerpoint.view import FURNITURE, TITLES

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
    "{b}",
    "${no.fact}",
    "שלום",
    "漢字",
    "\N{GRINNING FACE}",
    "no\N{NO-BREAK SPACE}break",
)


@dataclass(frozen=True, slots=True)
class Done:
    """An edit that was made, and the ids (`p:sldId@id`) of the slides that it is on."""

    what: str
    slides: tuple[str, ...] = ()


Edit = Callable[["Desk"], "Done | None"]
"""Makes an edit; None where there was nothing to make it on."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A deck under review, as python-pptx holds it."""

    deck: Any
    chance: random.Random

    @property
    def slides(self) -> list[Any]:
        return list(self.deck.slides)

    def slide(self) -> Any:
        return self.chance.choice(self.slides)

    def word(self) -> str:
        return self.chance.choice(WORDS)

    def done(self, what: str, slide: Any) -> Done:
        return Done(what, (self.id_of(slide),))

    def id_of(self, slide: Any) -> str:
        """The id that the deck lists a slide under."""
        return str(self.listed(slide).get("id"))

    def listed(self, slide: Any) -> Element:
        for number in self.deck.slides._sldIdLst:
            if self.deck.part.related_part(number.get(q("r:id"))) is slide.part:
                found: Element = number
                return found
        raise LookupError(slide)

    def some(self, find_on: Callable[[Any], Sequence[Any]]) -> tuple[Any, Any] | None:
        """A slide and one of what there is on it; None after many tries."""
        for _ in range(12):
            slide = self.slide()
            found = find_on(slide)
            if found:
                return slide, self.chance.choice(found)
        return None

    def some_word(
        self, find_on: Callable[[Any], Sequence[Any]], word: re.Pattern[str]
    ) -> tuple[Any, Any, re.Match[str]] | None:
        """A slide, a run there, and a word in it."""
        found = self.some(
            lambda slide: [
                (run, match)
                for shape in find_on(slide)
                for run in shape.element.iter(q("a:r"))
                for match in word.finditer(run.findtext(q("a:t")) or "")
            ]
        )
        return None if found is None else (found[0], *found[1])


def kind_of(shape: Any) -> str:
    """A placeholder's type, "" where the shape is in none."""
    place = find(shape.element, "*/p:nvPr/p:ph")
    return "" if place is None else place.get("type", "obj")


def texts(slide: Any) -> list[Any]:
    """The shapes whose text a reviewer sees and edits, those in groups too."""
    return [
        shape
        for shape in leaves(slide.shapes)
        if shape.has_text_frame
        and kind_of(shape) not in FURNITURE
        and shape.text_frame.text.strip()
    ]


def leaves(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if shape.element.tag == q("p:grpSp"):
            yield from leaves(shape.shapes)
        else:
            yield shape


def titles(slide: Any) -> list[Any]:
    return [shape for shape in texts(slide) if kind_of(shape) in TITLES]


def bodies(slide: Any) -> list[Any]:
    return [shape for shape in texts(slide) if kind_of(shape) not in TITLES]


def outlines(slide: Any) -> list[Any]:
    """The shapes whose paragraphs have levels: those in placeholders of content."""
    return [shape for shape in bodies(slide) if kind_of(shape) in ("obj", "body")]


def paragraphs(shape: Any) -> list[Element]:
    found: list[Element] = shape.element.findall(f"{q('p:txBody')}/{q('a:p')}")
    return found


def said(paragraph: Element) -> str:
    return "".join(paragraph.itertext(q("a:t")))
