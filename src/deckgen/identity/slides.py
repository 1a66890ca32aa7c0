"""Which slide of an edited presentation is which slide of the deck that was built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from deckgen.identity.likeness import likeness
from deckgen.ooxml import each, find, qn
from deckgen.opc import Package, Part
from deckgen.package import anchors, marks
from deckgen.package.base import Base

_ALIKE = 0.4
"""How alike two slides must be to be one, where nothing but what they say tells."""
_NEIGHBOURS_ALIKE = 0.15
"""The same for slides whose neighbours are known to be the same."""
_START, _END = "/start", "/end"


@dataclass(frozen=True, slots=True)
class Seen:
    """A slide of a presentation with the marks it bears; "" and 0 for those it lacks.

    `number` is `p:sldId/@id`, `anchor` the id that a custom show gives, `name` `p:cSld/@name`.
    """

    part: Part
    number: int
    tag: str = ""
    anchor: str = ""
    name: str = ""
    creation: int = 0

    @property
    def marked(self) -> bool:
        """Whether any mark of deckgen's own is left."""
        return bool(self.tag or self.anchor)


def survey(package: Package) -> list[Seen]:
    """The slides of a presentation, in order; ones that are listed but not there are left out."""
    anchored = anchors.read(package)
    found = []
    for element in each(package.presentation.root, "p:sldId"):
        part = package.target(package.presentation, element.get(qn("r:id")))
        if part is None:
            continue
        common = find(part.root, "p:cSld")
        number = element.get("id", "")
        found.append(
            Seen(
                part,
                int(number) if number.isdecimal() else 0,
                marks.slide_tag(package, part),
                anchored.get(part.name, ""),
                common.get("name", "") if common is not None else "",
                marks.slide_creation(part),
            )
        )
    return found


Words = Callable[[Seen], Counter[str]]
"""Gives the words of a slide."""


@dataclass(slots=True)
class Matcher:
    """Finds the ids of slides. `was` are the words of the base's slides by id."""

    base: Base
    was: Callable[[str], Counter[str]]
    words: Words
    found: dict[str, str] = field(default_factory=dict)
    """The id of each slide that was found, by its part's name."""

    def match(self, slides: Sequence[Seen]) -> dict[str, str]:
        """The ids of the slides that the base has, by the names of their parts."""
        for mark in (_tag, _anchor, _name):
            self._by_mark(slides, mark)
        creations = self._creations()
        counted = Counter(seen.creation for seen in slides)
        self._by_mark(
            slides,
            lambda seen: creations.get(seen.creation, "") if counted[seen.creation] == 1 else "",
        )
        if not any(seen.marked for seen in slides):
            self._by_content(slides)
        return self.found

    def _creations(self) -> dict[int, str]:
        return {
            self.base.creations.get(slide.id, marks.creation_of(slide.id)): slide.id
            for slide in self.base.plan.slides
        }

    def _open(self) -> list[str]:
        """The ids that no slide has yet, in the base's order."""
        taken = set(self.found.values())
        return [slide.id for slide in self.base.plan.slides if slide.id not in taken]

    def _by_mark(self, slides: Iterable[Seen], mark: Callable[[Seen], str]) -> None:
        """Give each open id to the slide that bears it; of several to the original."""
        bearers: dict[str, list[Seen]] = {name: [] for name in self._open()}
        for seen in slides:
            if seen.part.name not in self.found and mark(seen) in bearers:
                bearers[mark(seen)].append(seen)
        for name, bearing in bearers.items():
            if bearing:
                self.found[self._original(name, bearing).part.name] = name

    def _original(self, name: str, bearing: Sequence[Seen]) -> Seen:
        """Of a slide and its duplicates the one that was there first."""
        if len(bearing) == 1:
            return bearing[0]
        number = self.base.numbers.get(name)
        creation = self.base.creations.get(name, marks.creation_of(name))
        for seen in bearing:
            if seen.number == number:
                return seen
        same = [seen for seen in bearing if seen.creation == creation]
        if len(same) == 1:
            return same[0]
        was = self.was(name)
        return max(same or bearing, key=lambda seen: likeness(was, self.words(seen)))

    def _by_content(self, slides: Sequence[Seen]) -> None:
        """Pair the slides that are left by what they say, the most alike first."""
        left = [seen for seen in slides if seen.part.name not in self.found]
        names = self._open()
        words = {seen.part.name: self.words(seen) for seen in left}
        was = {name: self.was(name) for name in names}
        pairs = sorted(
            (
                (-score, abs(i / len(left) - j / len(names)), i, j)
                for i, seen in enumerate(left)
                for j, name in enumerate(names)
                if (score := likeness(was[name], words[seen.part.name])) >= _NEIGHBOURS_ALIKE
            ),
        )
        taken: set[str] = set()
        for score, _, i, j in pairs:
            part, name = left[i].part.name, names[j]
            if -score >= _ALIKE and part not in self.found and name not in taken:
                self.found[part] = name
                taken.add(name)
        alike = {(left[i].part.name, names[j]) for _, _, i, j in pairs}
        self._between_neighbours(slides, alike)

    def _between_neighbours(self, slides: Sequence[Seen], alike: set[tuple[str, str]]) -> None:
        """Pair a slide that stands alone between two known ones with the one that stood there."""
        order = [_START, *(slide.id for slide in self.base.plan.slides), _END]
        found = [_START, *(self.found.get(seen.part.name, "") for seen in slides), _END]
        there = dict(zip(order, pairwise(order[1:]), strict=False))
        for at, seen in enumerate(slides, 1):
            name, after = there.get(found[at - 1], ("", ""))
            fits = not found[at] and found[at + 1] == after
            if fits and (seen.part.name, name) in alike and name not in self.found.values():
                self.found[seen.part.name] = name


def _tag(seen: Seen) -> str:
    return seen.tag


def _anchor(seen: Seen) -> str:
    return "" if seen.tag else seen.anchor


def _name(seen: Seen) -> str:
    return "" if seen.marked else seen.name
