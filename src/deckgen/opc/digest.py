"""Digests of parts together with all that they lead to, so that equal ones are known."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

from deckgen.opc.package import Package
from deckgen.opc.part import Part, Relationship
from deckgen.opc.xml import find, serialise

_SHARED = ("slideLayout", "notesMaster")
"""The types of relationships to what many slides share, which is looked through once."""
_OF_PRESENTATION = ("slideMaster", "notesMaster", "tableStyles", "commentAuthors", "authors")
_PLACE_IN_NAME = re.compile(r"\d+")


class Digests:
    """Digests of the parts of a package, which must not change meanwhile.

    Parts with the same digest hold the same and lead to the same, and so do the presentations that
    they are in as far as slides are concerned: size, masters, table styles, authors of comments.
    The numbers in the names of parts do not count.
    """

    def __init__(self, package: Package, slides: Mapping[str, str]) -> None:
        """`slides` are the ids of slides by the names of their parts: where one leads to a slide,
        its id counts and not what it holds."""
        self._package, self._slides = package, slides
        self._shared: dict[str, bytes] = {}
        self._found: dict[str, bytes] = {}
        self._presentation = sha256(b"".join(self._of_presentation())).digest()

    def _of_presentation(self) -> Iterator[bytes]:
        presentation = self._package.presentation
        for name in ("p:sldSz", "p:notesSz", "p:defaultTextStyle"):
            element = find(presentation.root, name)
            yield b"-" if element is None else serialise(element)
        for word in _OF_PRESENTATION:
            for part in self._package.related(presentation, word):
                yield self._reach(part, ())

    def of(self, part: Part) -> bytes:
        """The digest of a slide."""
        if part.name not in self._found:
            reach = self._reach(part, _SHARED)
            self._found[part.name] = sha256(self._presentation + reach).digest()
        return self._found[part.name]

    def _reach(self, start: Part, shared: tuple[str, ...]) -> bytes:
        digest = sha256()
        numbers = {start.name: 0}
        waiting = [start]
        while waiting:
            part = waiting.pop()
            digest.update(part.digest)
            for item in part.rels:
                said, target = self._said(item, part), None
                if not item.external and item.target not in self._slides:
                    target = self._package.parts.get(item.target)
                if target is not None and item.word in shared:
                    if target.name not in self._shared:
                        self._shared[target.name] = self._reach(target, ())
                    said += self._shared[target.name].hex()
                elif target is not None:
                    if target.name not in numbers:
                        numbers[target.name] = len(numbers)
                        waiting.append(target)
                    kind = _PLACE_IN_NAME.sub("", target.name)
                    said += f"{kind}\0{target.content_type}\0{numbers[target.name]}"
                digest.update(said.encode())
        return digest.digest()

    def _said(self, item: Relationship, part: Part) -> str:
        """What counts of a relationship without what it leads to, or the id of a slide there."""
        name = item.target
        if item.external:  # LibreOffice links from notes to slides as to files
            name = posixpath.normpath(posixpath.join(posixpath.dirname(part.name), name))
        slide = self._slides.get(name)
        target = item.target if item.external else ""
        linked = "" if slide is None else f"#{slide}"
        return "\0".join(("", item.id, item.type, target, item.fragment, linked, ""))
