"""Taking slides out of a package so that nothing of them stays, and nothing points at them.

python-pptx #67 and #310: a relationship or custom show that still names a removed slide makes
PowerPoint repair the file, and a slide that is still reached goes out with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from deckgen import ooxml
from deckgen.ooxml import find, qn
from deckgen.opc import Package, Part

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
    listed = [e for e in ooxml.each(root, "p:sldId", "p:sld") if e.get(qn("r:id")) in rids]
    numbers = {entry.get("id") for entry in listed} - {None}
    listed += [e for e in ooxml.each(root, "p14:sldId") if e.get("id") in numbers]
    for entry in listed:
        _drop(entry)
    empty = [e for e in ooxml.each(root, "p:custShow") if not len(e[0])]
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
            for element in (ooxml.each(part.root, *names) if part.blob else ())
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


def _drop(element: ooxml.Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
