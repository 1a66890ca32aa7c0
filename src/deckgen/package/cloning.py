"""Cloning a slide with everything that is its own: charts, workbooks, notes, tags, diagrams.

Media, layouts and other slides are shared. Edits of a clone never reach the original, and ids
that must be unique in a presentation are made anew (python-pptx #132, #688, #961).
"""

from __future__ import annotations

import re
import zlib

from deckgen import ooxml
from deckgen.ooxml import Element
from deckgen.opc import Package, Part

_SHARED = (
    "slideLayout", "notesMaster", "slideMaster", "theme", "slide", "image", "media", "video",
    "audio", "hdphoto", "model3d", "font", "commentAuthors", "authors", "officeDocument",
)  # fmt: skip
_LEFT = ("comments",)
_NUMBER = re.compile(r"\d*(\.\w+)$")


class Original:
    """A slide as it was when the cloning began, whatever is made of the slide itself later."""

    def __init__(self, package: Package, part: Part) -> None:
        """Remember the slide in `part`."""
        self._package = package
        self._part = part
        self._count = 0

    def clone(self) -> Part:
        """A new slide like the original."""
        self._count += 1
        made: dict[str, Part] = {}
        part = self._copy(self._part, made)
        for copy in made.values():
            self._freshen(copy)
        return part

    def own(self, element: Element, number: int) -> None:
        """Give a copied shape of the slide, the `number`th, parts and identities of its own."""
        prefix = f"{{{ooxml.NAMESPACES['r']}}}"
        for inner in element.iter():
            for name, rid in inner.attrib.items():
                item = self._part.rels.get(str(rid)) if str(name).startswith(prefix) else None
                if item is None or item.external or item.word in _SHARED:
                    continue
                if item.target in self._package.parts:
                    copy = self._copy(self._package.parts[item.target], {})
                    inner.set(name, self._part.rels.add(item.type, copy.name))
        _renew(element, f"{self._part.name}/{number}")

    def _copy(self, part: Part, made: dict[str, Part]) -> Part:
        if part.name in made:
            return made[part.name]
        pattern = _NUMBER.sub(r"{}\1", part.name.replace("{", "").replace("}", ""))
        copy = self._package.add(pattern, part.content_type, part.blob)
        made[part.name] = copy
        for item in part.rels:
            target = item.target
            if item.word in _LEFT:
                continue
            owned = not item.external and target in self._package.parts
            if owned and (item.word not in _SHARED or target in made):
                target = self._copy(self._package.parts[target], made).name
            copy.rels.put(item.id, item.type, target, external=item.external)
        return copy

    def _freshen(self, part: Part) -> None:
        """Give what identifies a slide or a table row in the presentation a new value."""
        if not part.content_type.endswith("+xml"):
            return
        if next(ooxml.each(part.root, *_IDENTITIES), None) is None:
            return
        _renew(part.edit(), f"{part.name}/{self._count}")


def _renew(root: Element, seed: str) -> None:
    """Make the identities below an element anew, the same from the same seed."""
    for number, element in enumerate(ooxml.each(root, *_IDENTITIES)):
        fresh = zlib.crc32(f"{seed}/{number}".encode())
        old = element.get("id")
        if old is None:
            element.set("val", str(fresh))
        else:
            element.set("id", f"{{{fresh:08X}{old[9:]}" if old.startswith("{") else str(fresh))


_IDENTITIES = ("p14:creationId", "a16:creationId", "a16:rowId")
