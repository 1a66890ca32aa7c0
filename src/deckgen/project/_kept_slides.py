"""Slides as they were made, kept in memory and on disk for other builds.

A slide that is made from a layout is kept as data, under a name that says all that it was made
from: its YAML and the settings of the deck, then what planning asked for (facts, contacts, files,
other slides). Where all of that is the same in another build, its parts are copied as they are.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct, structs

from deckgen.cache import Cache
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.presentation.assembled import Assembled
from deckgen.presentation.slide_parts import PackedPart, PackedParts
from deckgen.presentation.write import Outline
from deckgen.review.base import SlideBase


class SlideDiagnostic(Struct, frozen=True):
    """A diagnostic of a slide; lines count from that of its YAML."""

    code: str
    message: str
    label: str
    helps: tuple[str, ...]
    severity: Severity
    place: tuple[int, int, int, int]

    @classmethod
    def of(cls, found: Diagnostic, home: Span) -> SlideDiagnostic | None:
        """The data of a diagnostic; None where its place is in another file."""
        span = found.place
        if not isinstance(span, Span) or span.source is not home.source:
            return None
        place = (span.line - home.line, span.column, span.end_line - home.line, span.end_column)
        return cls(found.code, found.message, found.label, found.helps, found.severity, place)

    def at(self, home: Span) -> Diagnostic:
        """The diagnostic, for the slide whose YAML is there now."""
        line, column, end_line, end_column = self.place
        span = Span(home.source, line + home.line, column, end_line + home.line, end_column)
        return Diagnostic(self.code, self.message, span, self.label, self.helps, self.severity)


class MadeSlide(Struct):
    """A slide as it was written. `unsourced` is what it is made from where it lacks a source."""

    outline: Outline
    parts: PackedParts
    base: SlideBase | None
    facts: tuple[str, ...]
    unsourced: str


class Made(Struct):
    """What became of one slide of YAML: itself, and those that continue it."""

    slides: tuple[MadeSlide, ...]
    slips: tuple[SlideDiagnostic, ...]
    misfits: tuple[SlideDiagnostic, ...]


class Asked(Struct):
    """The names of what planning a slide asked for; files are named from the deck's folder."""

    facts: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class KeptSlide(Struct):
    """A slide on disk: what it asked for, and the name of what was made for the answers."""

    asked: Asked
    name: str
    made: Made


class KeptSlides:
    """Slides as they were made, in memory, and on disk where there is a cache.

    On disk, a slide lies under its key as it was made first, and for other answers, such as those
    of variants, under the names that they give. `presentation` is one of such slides, from which
    others that differ in few of them are made.
    """

    def __init__(self, disk: Cache | None) -> None:
        """Start with what is on disk."""
        self.disk = disk
        self._asked: dict[str, Asked] = {}
        self._stored: dict[str, Asked] = {}
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._media: dict[bytes, bytes] = {}
        self.presentation: Assembled | None = None

    def find(self, key: str, answer: Callable[[Asked], bytes | None]) -> Made | None:
        """The slide of that key for which the answers to what it asked for are the same."""
        asked = self._asked.get(key)
        first = self._first(key) if asked is None else None
        if first is not None:
            asked = first.asked
        if asked is None:
            return None
        self._asked[key] = asked
        answers = answer(asked)
        if answers is None:
            return None
        name = hashed(key.encode() + answers)
        made = self._made.get(name) or self._read_made(name, first or self._first(key))
        if made is not None:
            self._made[name] = made
            self._made.move_to_end(name)
        return made

    def keep(self, key: str, asked: Asked, answers: bytes, made: Made, most: int) -> str:
        """Keep a slide in memory, the last so many; gives the name of what was made."""
        name = hashed(key.encode() + answers)
        self._asked[key] = asked
        self._made[name] = made
        while len(self._made) > most:
            self._made.popitem(last=False)
        return name

    def store(self, key: str, asked: Asked, name: str, made: Made) -> None:
        """Keep a slide on disk, where there is a cache."""
        if self.disk is not None:
            for part in (part for slide in made.slides for part in slide.parts if part.shared):
                self.disk.put(hashlib.sha256(part.data).hexdigest(), part.data)
            packed = _with_media(made, _digest_of)
            if self._stored.get(key) == asked:
                self.disk.put(name, msgspec.msgpack.encode(packed))
            else:
                self._stored[key] = asked
                self.disk.put(key, msgspec.msgpack.encode(KeptSlide(asked, name, packed)))

    def _first(self, key: str) -> KeptSlide | None:
        found: KeptSlide | None = self._read(key, KeptSlide)
        if found is not None:
            self._stored[key] = found.asked
        return found

    def _read_made(self, name: str, first: KeptSlide | None) -> Made | None:
        is_first = first is not None and first.name == name
        found = first.made if first is not None and is_first else self._read(name, Made)
        if found is not None:
            with suppress(LookupError):
                return _with_media(found, self._medium)
        return None

    def _medium(self, digest: bytes) -> bytes:
        """A medium by its digest. Raises LookupError where it is not kept."""
        if digest not in self._media:
            found = None if self.disk is None else self.disk.get(digest.hex())
            if found is None:
                raise LookupError(digest)
            self._media[digest] = found
        return self._media[digest]

    def _read(self, name: str, kind: type[Any]) -> Any:
        data = None if self.disk is None else self.disk.get(name)
        if data is not None:
            with suppress(msgspec.MsgspecError):
                return msgspec.msgpack.decode(data, type=kind)
        return None


def _with_media(made: Made, change: Callable[[bytes], bytes]) -> Made:
    """The same slides with the data of their media changed."""
    if not any(part.shared for slide in made.slides for part in slide.parts):
        return made
    return Made(
        tuple(
            structs.replace(slide, parts=tuple(_medium(part, change) for part in slide.parts))
            for slide in made.slides
        ),
        made.slips,
        made.misfits,
    )


def _medium(part: PackedPart, change: Callable[[bytes], bytes]) -> PackedPart:
    if not part.shared:
        return part
    return structs.replace(part, data=change(part.data))


def _digest_of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hashed(data: bytes) -> str:
    """The name of what is kept for these bytes."""
    return hashlib.sha256(data).hexdigest()
