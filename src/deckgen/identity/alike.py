"""Which slides are which where nothing but what they show tells, as after a save by LibreOffice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from deckgen.alignment import aligned
from deckgen.identity.likeness import likeness
from deckgen.identity.views import View

_ALIKE = 0.4
"""How alike two slides must be to be one, wherever they stand."""
DUPLICATE = 0.8
"""How alike a slide is to the one that it is a duplicate of."""
NEXT_DUPLICATE = 0.6
"""The same where it stands right behind that one, as editors put it."""
_MARGIN = 0.05
"""By how much one likeness must pass another to be the greater one."""
_BESIDE = 1.5
_SHAPED_ALIKE = 0.5
"""How alike the forms of two slides are whose words were all changed."""
_TOUCH = 0.01
"""What it counts for that a slide stands where the other did."""

Fits = Callable[[str, str], bool]
"""Tells whether a slide, by its part, can be on the layout of another, by its id."""


@dataclass(slots=True)
class Pairing:
    """Finds which slides of an edited deck are which slides of its base.

    `was` are the base's slides by id and `now` the deck's by part, each in order; `found` are the
    ids that are known by part, and gets the others.
    """

    was: Mapping[str, View]
    now: Mapping[str, View]
    found: dict[str, str]
    _taken: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = set(self.found.values())

    def _take(self, part: str, name: str) -> None:
        self.found[part] = name
        self._taken.add(name)

    def pair_alike(self, fits: Fits) -> None:
        """Pair slides that say the same, the most alike first; of equals those of one layout, then
        those that stand alike."""
        left = [part for part in self.now if part not in self.found]
        names = [name for name in self.was if name not in self._taken]
        pairs = sorted(
            (
                -score,
                not fits(part, name),
                _apart(i / len(left), j / len(names), len(names)),
                i,
                j,
            )
            for i, part in enumerate(left)
            for j, name in enumerate(names)
            if (score := _sameness(self.was[name], self.now[part]))
        )
        for score, *_, i, j in pairs:
            part, name = left[i], names[j]
            free = part not in self.found and name not in self._taken
            if free and not self._is_rather_a_duplicate(part, name, -score):
                self._take(part, name)

    def _is_rather_a_duplicate(self, part: str, name: str, score: float) -> bool:
        """Whether a slide is more like one that is known than like the one it may be.

        Slides that were so alike in the base are no duplicates for that.
        """
        view = self.now[part]
        for other, known in self.found.items():
            alike = view.likeness(self.now[other])
            if alike < max(DUPLICATE, score + _MARGIN) or known not in self.was:
                continue
            if self.was[name].likeness(self.was[known]) < alike - _MARGIN:
                return True
        return False

    def pair_neighbours(self, fits: Fits) -> None:
        """Pair, in order, slides between two known ones with those that stood between the two."""
        names = list(self.was)
        parts = list(self.now)
        place = {name: index for index, name in enumerate(names)}
        known = [
            (at, place[self.found[part]])
            for at, part in enumerate(parts)
            if self.found.get(part) in place
        ]
        for (at, was), (after, then) in pairwise([(-1, -1), *known, (len(parts), len(names))]):
            stood = [n for n in names[was + 1 : then] if n not in self._taken]
            stands = parts[at + 1 : after]
            even = len(stood) == len(stands)

            def score(name: str, part: str, *, even: bool = even) -> float:
                return self._fitting(name, part, even=even) if fits(part, name) else 0.0

            for i, j in aligned(stood, stands, score):
                if i is not None and j is not None:
                    self._take(stands[j], stood[i])

    def _fitting(self, name: str, part: str, *, even: bool) -> float:
        """How well a slide may be the one that stood there, 0 where it is another."""
        view, before = self.now[part], self.was[name]
        if self._is_rather_a_duplicate(part, name, 0.0):
            return 0.0
        alike = view.likeness(before)
        shaped = View(forms=before.forms).likeness(View(forms=view.forms))
        if alike or shaped >= _SHAPED_ALIKE or even:
            return alike + shaped + _TOUCH
        return 0.0


def _apart(first: float, second: float, count: int) -> float:
    """How far apart two places are, in slides; those beside one another count as one place, for
    editors put a copy right behind its original, which is to be found first."""
    return max(0.0, abs(first - second) * count - _BESIDE)


def _sameness(before: View, view: View) -> float:
    """How surely a slide is one of the base's, 0 where it need not be.

    What two slides of few words have in common may be their layout alone, so words count first.
    """
    alike = before.likeness(view)
    if before.words or view.words:
        return alike if likeness(before.words, view.words) >= _ALIKE else 0.0
    return alike if alike >= DUPLICATE else 0.0
