"""Two templates to the changes between them: themes, slide masters and slide layouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from deckgen.beyond import looked_at
from deckgen.beyond.compare import Comparer
from deckgen.beyond.seen import Seen, Template

_THERE = ": change it in the template"
Master = tuple[Seen, Mapping[str, Seen]]


@dataclass(frozen=True, slots=True)
class TemplateComparer:
    """Compares the templates of two presentations, each change in a line."""

    comparer: Comparer

    def changes(self, was: Template, now: Template) -> Iterator[str]:
        """The lines, each once. Of what was written anew only the themes are comparable."""
        lines = self._themes if self.comparer.rewritten else self._all
        yield from dict.fromkeys(f"{line}{_THERE}" for line in lines(was.masters, now.masters))

    def _themes(self, was: Sequence[Master], now: Sequence[Master]) -> Iterator[str]:
        """What no theme of before has: LibreOffice makes a master of each layout."""
        for master, _ in now:
            found = [
                list(self.comparer.words(looked_at.THEME, before.words, master.words))
                for before, _ in was
            ]
            yield from min(found, key=len, default=[])

    def _all(self, was: Sequence[Master], now: Sequence[Master]) -> Iterator[str]:
        for number, ((old, old_layouts), (new, new_layouts)) in enumerate(
            zip(was, now, strict=False), 1
        ):
            owner = "the slide master" if len(was) == 1 else f"slide master {number}"
            yield from self.comparer.words(looked_at.THEME, old.words, new.words)
            for change in self.comparer.sheets(old, new, layout=True):
                yield f"{owner}: {change.what}"
            yield from self._layouts(old_layouts, new_layouts)
        for number in range(len(was), len(now)):
            yield f"slide master {number + 1} is new"
        for number in range(len(now), len(was)):
            yield f"slide master {number + 1} is gone"

    def _layouts(self, was: Mapping[str, Seen], now: Mapping[str, Seen]) -> Iterator[str]:
        gone = [name for name in was if name not in now]
        come = [name for name in now if name not in was]
        for old in gone:
            renamed = next((name for name in come if now[name] == was[old]), None)
            if renamed is None:
                yield f"the slide layout `{old}` is gone"
            else:
                come.remove(renamed)
                yield f"the slide layout `{old}` is called `{renamed}` now"
        yield from (f"the slide layout `{name}` is new" for name in come)
        for name, new in now.items():
            if name in was:
                for change in self.comparer.sheets(was[name], new, layout=True):
                    yield f"the slide layout `{name}`: {change.what}"
