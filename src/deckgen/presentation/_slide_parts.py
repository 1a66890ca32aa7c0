"""Cloning a slide with everything that is its own: charts, workbooks, notes, tags, diagrams.

Media, layouts and other slides are shared. Edits of a clone never reach the original, and ids
that must be unique in a presentation are made anew (python-pptx #132, #688, #961).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace

from deckgen.content.base import Page
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, coordinate, each, find, integer, qn
from deckgen.template import properties_of

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
        prefix = f"{{{xml.NAMESPACES['r']}}}"
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
            copy.rels.put(replace(item, target=target))
        return copy

    def _freshen(self, part: Part) -> None:
        """Give what identifies a slide or a table row in the presentation a new value."""
        if not part.content_type.endswith("+xml"):
            return
        if next(xml.each(part.root, *_IDENTITIES), None) is None:
            return
        _renew(part.edit(), f"{part.name}/{self._count}")


def _renew(root: Element, seed: str) -> None:
    """Make the identities below an element anew, the same from the same seed."""
    for number, element in enumerate(xml.each(root, *_IDENTITIES)):
        fresh = zlib.crc32(f"{seed}/{number}".encode())
        old = element.get("id")
        if old is None:
            element.set("val", str(fresh))
        else:
            element.set("id", f"{{{fresh:08X}{old[9:]}" if old.startswith("{") else str(fresh))


_IDENTITIES = ("p14:creationId", "a16:creationId", "a16:rowId")


# A group of shapes on a pattern slide that stands once for each item of a list.


_GAP = 0.08

"""The space between two copies, as a share of the group's height or width."""


def repeat(name: str, count: int, page: Page) -> None:
    """Let the group of that name stand `count` times: below one another, or side by side where
    the slide has no room below. Copies own their charts; their shapes get ids of their own."""
    if count < 2:
        return
    root = page.part.edit()
    page.last_id = max((integer(e, "id") for e in each(root, "p:cNvPr")), default=0)
    group = next(g for g in each(root, "p:grpSp") if properties_of(g).get("name") == name)
    step = _step(group, count, page)
    before = group
    for number in range(1, count):
        copy = deepcopy(group)
        for about in each(copy, "p:cNvPr"):
            about.set("id", str(page.next_id()))
        Original(page.package, page.part).own(copy, number)
        _shift(copy, step[0] * number, step[1] * number)
        before.addnext(copy)
        before = copy


def _step(group: Element, count: int, page: Page) -> tuple[int, int]:
    """How far each copy stands from the one before it, in EMU."""
    xfrm = find(group, "p:grpSpPr/a:xfrm")
    size = find(page.package.presentation.root, "p:sldSz")
    ext = None if xfrm is None else find(xfrm, "a:ext")
    off = None if xfrm is None else find(xfrm, "a:off")
    if ext is None or off is None or size is None:
        return 0, 0
    width, height = coordinate(ext, "cx"), coordinate(ext, "cy")
    across, down = round(width * (1 + _GAP)), round(height * (1 + _GAP))
    last_right = coordinate(off, "x") + across * (count - 1) + width
    last_below = coordinate(off, "y") + down * (count - 1) + height
    if last_below > coordinate(size, "cy") and last_right <= coordinate(size, "cx"):
        return across, 0
    return 0, down


def _shift(group: Element, across: int, down: int) -> None:
    off = find(group, "p:grpSpPr/a:xfrm/a:off")
    if off is not None:
        off.set("x", str(coordinate(off, "x") + across))
        off.set("y", str(coordinate(off, "y") + down))


# Taking slides out of a package so that nothing of them stays, and nothing points at them.
#
# python-pptx #67 and #310: a relationship or custom show that still names a removed slide makes
# PowerPoint repair the file, and a slide that is still reached goes out with it.


_CT_SLIDE = ".presentationml.slide+xml"

_CT_NOTES = ".presentationml.notesSlide+xml"


def remove(package: Package, slides: Iterable[Part]) -> None:
    """Take slides out: their list entries, sections, shows, links, and what only they use."""
    gone = {part.name for part in slides}
    if not gone:
        return
    _unlist(package, gone)
    notes = _notes(package, gone)
    for part in list(package.parts.values()):
        if part.name in gone | notes or part is package.presentation:
            continue
        dangling = {item.id for item in part.rels if not item.external and item.target in gone}
        if dangling:
            _unlink(part, dangling)
    for item in package.rels:
        if item.target in gone:
            package.rels.drop(item.id)
    package.drop_unreached(gone | notes)


def _notes(package: Package, gone: set[str]) -> set[str]:
    """The notes of the slides, those too that lost their slide's relationship to them."""
    own = {name for slide in gone for name in _related(package.parts[slide], "notesSlide")}
    kept = {
        name
        for part in package.parts.values()
        if part.name not in gone and part.content_type.endswith(_CT_SLIDE)
        for name in _related(part, "notesSlide")
    }
    lost = {
        part.name
        for part in package.parts.values()
        if part.content_type.endswith(_CT_NOTES) and gone.intersection(_related(part, "slide"))
    }
    return (own | lost) - kept


def _related(part: Part, word: str) -> Iterator[str]:
    return (item.target for item in part.rels.of(word) if not item.external)


def _unlist(package: Package, gone: set[str]) -> None:
    """Drop the presentation's own mentions: `p:sldIdLst`, sections and custom shows."""
    presentation = package.presentation
    root = presentation.edit()
    rids = {item.id for item in presentation.rels if not item.external and item.target in gone}
    listed = [e for e in xml.each(root, "p:sldId", "p:sld") if e.get(qn("r:id")) in rids]
    numbers = {entry.get("id") for entry in listed} - {None}
    listed += [e for e in xml.each(root, "p14:sldId") if e.get("id") in numbers]
    for entry in listed:
        _drop(entry)
    empty = [e for e in xml.each(root, "p:custShow") if not len(e[0])]
    for show in empty:
        _drop(show)
        _forget_show(package, show.get("id", ""))
    shows = find(root, "p:custShowLst")
    if shows is not None and not len(shows):
        root.remove(shows)
    for rid in rids:
        presentation.rels.drop(rid)


def _forget_show(package: Package, number: str) -> None:
    """Drop what runs a custom show that is gone: links, and the choice of the show to run."""
    called = re.compile(rf"ppaction://customshow\?id={number}(&.*)?")
    for part in package.parts.values():
        if not part.content_type.endswith((_CT_SLIDE, ".presentationml.presProps+xml")):
            continue
        names = ("a:hlinkClick", "a:hlinkHover", "p:custShow")
        uses = [
            element
            for element in (xml.each(part.root, *names) if part.blob else ())
            if called.fullmatch(element.get("action", "")) or element.get("id") == number
        ]
        if uses:
            part.edit()
        for element in uses:
            _drop(element)


def _unlink(part: Part, rids: set[str]) -> None:
    """Drop a part's links to removed slides: the elements that carry them, then the ids."""
    if part.content_type.endswith("+xml"):
        root = part.edit()
        for element in list(root.iter()):
            if rids & set(element.attrib.values()):
                _drop(element)
    for rid in rids:
        part.rels.drop(rid)


def _drop(element: xml.Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
