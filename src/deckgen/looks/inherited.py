"""What the text of a place inherits, level by level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deckgen.looks.theme import Theme
from deckgen.looks.words import USUAL_PARAGRAPH, USUAL_RUN, Words, agree
from deckgen.ooxml import hundredths

LEVELS = 9
_SPACES = ("spcBef", "spcAft")


@dataclass(frozen=True, slots=True)
class Level:
    """How a paragraph of a level and its runs look where they say nothing themselves."""

    paragraph: Words = field(default_factory=dict)
    run: Words = field(default_factory=dict)

    def over(self, below: Level) -> Level:
        """This level where it says something, else the one below."""
        return Level({**below.paragraph, **self.paragraph}, {**below.run, **self.run})

    def gives_paragraph(self, word: str, value: str, size: float = 0) -> bool:
        """Whether a paragraph would look so without saying it.

        `size` is that of its text in points, 0 for the level's own: spaces follow it.
        """
        usual = self.paragraph.get(word, USUAL_PARAGRAPH.get(word))
        if usual is None:
            return False
        if word in _SPACES and usual.endswith("%") and value.endswith("pt"):
            size = size or hundredths(self.run.get("sz")) or float(USUAL_RUN["sz"]) / 100
            usual = f"{float(usual[:-1]) / 100 * size:g}pt"
        return agree(word, usual, value)

    def gives_run(self, word: str, value: str) -> bool:
        """Whether a run would look so without saying it."""
        usual = self.run.get(word, USUAL_RUN.get(word))
        return usual is not None and agree(word, usual, value)


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a place gives to what stands there.

    `levels` are those of its text. `regions` are the parts of its table style by their names
    (`firstRow`), which lie over the first level. `width` and `height` are the place's in EMU.
    `forgotten` are the words that the editor who saved the text cannot keep.
    """

    theme: Theme = field(default_factory=Theme)
    levels: tuple[Level, ...] = (Level(),)
    regions: Mapping[str, Level] = field(default_factory=dict)
    width: int = 0
    height: int = 0
    forgotten: frozenset[str] = frozenset()

    def level(self, number: int) -> Level:
        """The level of that number, counted from 0; the last one goes on."""
        return self.levels[min(number, len(self.levels) - 1)]

    def within(self, regions: Iterable[str]) -> Inherited:
        """The place of a table's cell that lies in these regions, the strongest first."""
        level = self.level(0)
        for name in reversed(list(regions)):
            if name in self.regions:
                level = self.regions[name].over(level)
        return Inherited(self.theme, (level,), forgotten=self.forgotten)


NOWHERE = Inherited()
"""A place that gives nothing but what every text has."""
