"""What the presentation is as a whole: the size of its slides, its properties, custom shows."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.beyond.aspect import Aspect, Words, equal, one
from deckgen.beyond.subjects import Look
from deckgen.ooxml import Element, coordinate, each, find, qn

_SLACK = 2000
"""How far editors move a side by rounding, in EMU."""
_OURS = "deckgen "
"""Starts the names of custom shows by which slides are known (`package.anchors`)."""
_CORE = {
    "dc:title": "title", "dc:subject": "subject", "dc:creator": "author", "cp:keywords": "keywords",
    "dc:description": "comments", "cp:category": "category", "cp:contentStatus": "status",
}  # fmt: skip
_APP = {"ep:Company": "company", "ep:Manager": "manager"}
_FILLED_IN = "PowerPoint Presentation"
"""The title that PowerPoint gives to files without one."""


_UNSECTIONED = "there are no sections any more: take them out of `slides:` if that is meant"


def _size(look: Look) -> Words:
    size = find(look.package.presentation.root, "p:sldSz")
    return one("" if size is None else f"{coordinate(size, 'cx')} {coordinate(size, 'cy')}")


def _size_same(was: str, now: str) -> bool:
    sides = zip(was.split(), now.split(), strict=False)
    return all(abs(int(one) - int(other)) <= _SLACK for one, other in sides)


def _points(word: str) -> str:
    return " by ".join(f"{int(side) / 12700:g}" for side in word.split()) + " pt"


def _about(look: Look) -> Words:
    """The file's properties (ECMA-376 part 2, 11, and part 1, 22.2)."""
    found = {}
    for word, wanted in (("core-properties", _CORE), ("extended-properties", _APP)):
        for item in look.package.rels.of(word):
            part = look.package.parts.get(item.target)
            for name, which in wanted.items() if part is not None else ():
                text = (part.root.findtext(qn(name)) or "").strip() if part is not None else ""
                found[which] = "" if text == _FILLED_IN else text
    return found


def _shows(look: Look) -> Words:
    """The custom shows (19.2.1.6), with their slides in order."""
    root = look.package.presentation.root
    return {
        show.get("name", ""): ", ".join(_slides(show, look)) or "no slide"
        for show in each(root, "p:custShow") if not show.get("name", "").startswith(_OURS)
    }  # fmt: skip


def _slides(show: Element, look: Look) -> Iterator[str]:
    for entry in each(show, "p:sld"):
        part = look.package.target(look.package.presentation, entry.get(qn("r:id")))
        if part is not None:
            yield look.slides.get(part.name, "another slide")


def _sections(look: Look) -> Words:
    """Whether there are sections; which and where is a plan's (MS-PPTX 2.2.4.2)."""
    found = next(each(look.package.presentation.root, "p14:section"), None)
    return one("" if found is None else "some")


def _not_lost(_was: str, now: str) -> bool:
    return bool(now)


ASPECTS = (
    Aspect("size", "the size of the slides", _size, _size_same, _size_same, _points),
    Aspect("sections", "", _sections, _not_lost, told=lambda *_: _UNSECTIONED),
    Aspect("about", "the file's {}", _about, rewritten=equal),
    Aspect("shows", "the custom show `{}`", _shows, rewritten=equal),
)
