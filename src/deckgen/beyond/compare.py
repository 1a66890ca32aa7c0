"""Two snapshots to the changes between them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deckgen.alignment import moved
from deckgen.beyond import looked_at
from deckgen.beyond.aspect import Aspect, Words
from deckgen.beyond.seen import Seen
from deckgen.beyond.shape_about import OBJECT, PLACEHOLDER
from deckgen.beyond.shape_chart import FIGURES
from deckgen.beyond.shape_place import BOXES, carried


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two sheets; `shape` is a shape's name, "" for the sheet itself."""

    shape: str
    what: str


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares what two presentations show.

    `keys` are the aspects that both were looked at for. `rewritten` is for what was saved by an
    editor that writes every part anew.
    """

    keys: frozenset[str]
    rewritten: bool = False

    def words(
        self, aspects: Iterable[Aspect[Any]], was: Words, now: Words, owner: str = ""
    ) -> Iterator[str]:
        """The differences of a subject's words; `owner` is the shape that they are of."""
        said = dict.fromkeys((*was, *now))
        for aspect in aspects:
            judge = aspect.judge(rewritten=self.rewritten)
            if judge is None or aspect.key not in self.keys:
                continue
            for key in said:
                own, _, which = key.partition(".")
                before, after = was.get(key, ""), now.get(key, "")
                if own == aspect.key and before != after and not judge(before, after):
                    yield aspect.tell(which, before, after, owner)

    def sheets(
        self,
        was: Seen,
        now: Seen,
        held: frozenset[str] = frozenset(),
        fields: frozenset[str] = frozenset(),
        *,
        layout: bool = False,
    ) -> Iterator[Difference]:
        """The differences of two sheets. Shapes that are `held` may come and go: plans tell.

        `fields` are dates, footers and slide numbers, which some editors draw first or last.
        """
        of_sheet = looked_at.SHEET if not layout else looked_at.MASTER
        yield from (Difference("", what) for what in self.words(of_sheet, was.words, now.words))
        of_shapes = looked_at.SHAPE if not layout else (*looked_at.SHAPE, *looked_at.LAYOUT_SHAPE)
        for name, before in was.shapes.items():
            if name in now.shapes:
                carried = not self.rewritten and _carried(name, was, now)
                left_out = BOXES if carried else ()
                anew = self.rewritten and _sort(before) == OBJECT
                aspects = [
                    a for a in of_shapes if a.key not in left_out and (a.key == FIGURES or not anew)
                ]
                for what in self.words(aspects, before, now.shapes[name], name):
                    yield Difference(name, what)
        yield from self._come_and_gone(was.shapes, now.shapes, held)
        yield from self._order(was.shapes, now.shapes, fields)

    def _come_and_gone(
        self, was: Mapping[str, Words], now: Mapping[str, Words], held: frozenset[str]
    ) -> Iterator[Difference]:
        gone = {n: _sort(w) for n, w in was.items() if n not in now and n not in held}
        come = {n: _sort(w) for n, w in now.items() if n not in was and n not in held}
        if self.rewritten:
            gone, come = _comparable(gone, come)
        for name, sort in gone.items():
            renamed = next((other for other in come if now[other] == was[name]), None)
            if renamed is None:
                yield Difference(name, f"the {sort} `{name}` is gone")
            else:
                del come[renamed]
                yield Difference(name, f"the {sort} `{name}` is called `{renamed}` now")
        for name, sort in come.items():
            yield Difference(name, f"the {sort} `{name}` is new")

    def _order(
        self, was: Mapping[str, Words], now: Mapping[str, Words], fields: frozenset[str]
    ) -> Iterator[Difference]:
        """The shapes that lie in front of others than before: as few as can be."""
        left_out = fields if self.rewritten else frozenset()
        order = [name for name in now if name in was and name not in left_out]
        for name in moved(list(was), order):
            at = order.index(name)
            place = f"in front of `{order[at - 1]}`" if at else "behind all others"
            yield Difference(name, f"`{name}` lies {place} now")


def _carried(name: str, was: Seen, now: Seen) -> bool:
    """Whether a shape only went where its group went."""
    before, after = was.shapes[name], now.shapes[name]
    group = before.get("group", "")
    groups = was.shapes.get(group), now.shapes.get(group)
    if not group or group != after.get("group") or groups[0] is None or groups[1] is None:
        return False
    return carried(before, groups[0], after, groups[1])


def _sort(words: Words) -> str:
    return words.get("sort", "shape")


def _comparable(
    gone: Mapping[str, str], come: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What is gone and new, without what was only called otherwise or made a picture or group."""
    lost = sum(sort in (OBJECT, PLACEHOLDER) for sort in gone.values())
    lost -= sum(sort == PLACEHOLDER for sort in come.values())
    stays = {name: sort for name, sort in gone.items() if sort not in (PLACEHOLDER, OBJECT)}
    new = {name: sort for name, sort in come.items() if sort != PLACEHOLDER}
    return stays, dict(list(new.items())[max(lost, 0) :])
