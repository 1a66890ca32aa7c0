"""Which slide of an edited presentation is which slide of the deck that was built, by its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from deckgen.identity.views import View
from deckgen.ooxml import each, find, integer, qn
from deckgen.opc import Package, Part
from deckgen.package import anchors, marks
from deckgen.package.base import Base


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
        found.append(
            Seen(
                part,
                integer(element, "id"),
                marks.slide_tag(package, part),
                anchored.get(part.name, ""),
                common.get("name", "") if common is not None else "",
                marks.slide_creation(part),
            )
        )
    return found


@dataclass(slots=True)
class Matcher:
    """Finds the ids of slides by their marks. `was` and `now` give what slides show."""

    base: Base
    was: Callable[[str], View]
    now: Callable[[Seen], View]
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
        return max(same or bearing, key=lambda seen: was.likeness(self.now(seen)))


def _tag(seen: Seen) -> str:
    return seen.tag


def _anchor(seen: Seen) -> str:
    return "" if seen.tag else seen.anchor


def _name(seen: Seen) -> str:
    return "" if seen.marked else seen.name
