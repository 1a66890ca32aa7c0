"""Which layout of the template a slide of an edited presentation is on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from deckgen.content.base import Page
from deckgen.content.shapes import Held, survey
from deckgen.identity.layout_slots import Placed, layout_at, placed, slot_at
from deckgen.ooxml import each
from deckgen.opc import Package, Part
from deckgen.package.base import Base
from deckgen.template import Template

_NUMBERED = re.compile(r"PlaceHolder \d+")


class Layouts:
    """Names the layouts of slides as the template that the deck was built on names them.

    LibreOffice makes a master of every layout and renames it; then the slides that were built
    on the layout tell which one it was.
    """

    def __init__(
        self, package: Package, base: Base, known: Iterable[tuple[str, Part]], *, renamed: bool
    ) -> None:
        """The layouts of a presentation; `known` are its slides with their ids.

        `renamed` tells that its editor gave the layouts names of its own.
        """
        self._package, self._base, self._renamed = package, base, renamed
        self._template = Template.of(package)
        self._votes: dict[str, Counter[str]] = {}
        for name, part in known:
            before = base.plan.slide(name)
            if before is None:
                continue
            for sheet in self._sheets(part):
                self._votes.setdefault(sheet, Counter())[before.layout] += 1

    def _sheets(self, part: Part) -> Iterator[str]:
        """The names of the parts of a slide's layout and master."""
        layout = self._part(part)
        if layout:
            yield layout
            for master in self._package.related(self._package.parts[layout], "slideMaster"):
                yield master.name

    def _part(self, part: Part) -> str:
        named = (item.target for item in part.rels.of("slideLayout"))
        return next((name for name in named if name in self._package.parts), "")

    def shown(self, part: Part) -> str:
        """The name that the presentation itself has for the layout of the slide in `part`."""
        found = self._template.layout_of(self._part(part))
        return found.name if found else ""

    def name(self, name: str, part: Part) -> str:
        """The layout of the slide of that id, by its name in the template."""
        shown = self.shown(part)
        if shown in self._base.layouts and not self._renamed:
            return shown
        before = self._base.plan.slide(name)
        if before is not None:
            return before.layout
        likely = self.surmised(part)
        places = self._places(part) if self._renamed else []
        return layout_at(self._base, places, likely) or likely or shown

    def _places(self, part: Part) -> list[Placed]:
        held = survey(part.root, Page(self._package, part, self._base.plan.language)).held
        found = (placed(item, part, self._package) for item in held)
        return [place for place in found if place is not None]

    def surmised(self, part: Part) -> str:
        """The template's layout of a slide by its name, else by other slides on it, or on others
        of its master; else ""."""
        shown = self.shown(part)
        if shown in self._base.layouts and not self._renamed:
            return shown
        votes = (self._votes[sheet] for sheet in self._sheets(part) if sheet in self._votes)
        return next((counted.most_common(1)[0][0] for counted in votes), "")

    def slot(self, name: str, part: Part, held: Held) -> str:
        """The name that its layout gives to a placeholder of the slide of that id, else ""."""
        if self._renamed:
            place = placed(held, part, self._package)
            return "" if place is None else slot_at(self._base, self.name(name, part), place)
        layout = self._template.layout_of(self._part(part))
        ph = next(each(held.shape, "p:ph"), None)
        if layout is None or ph is None:
            return ""
        wanted = (ph.get("type", "obj"), ph.get("idx", "0"))
        for slot in (*layout.slots, *layout.fields):
            if (slot.type, str(slot.idx)) == wanted and not _NUMBERED.fullmatch(slot.name):
                return slot.name
        return ""
