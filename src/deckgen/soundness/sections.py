"""Sections and custom shows: lists beside the list of slides that must stay true."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.ooxml import Element, each, qn
from deckgen.soundness.anatomy import Anatomy

_SHOW = re.compile(r"ppaction://customshow\?id=(\d+)")


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """Sections name each slide once at most, shows name listed slides, links name shows."""
    if whole.top is not None:
        yield from _sections(whole, whole.top)
        yield from _shows(whole, whole.top)
        yield from _uses(whole, {e.get("id", "") for e in each(whole.top, "p:custShow")})


def _sections(whole: Anatomy, top: Element) -> Iterator[Diagnostic]:
    spot = whole.spot(whole.presentation)
    there = {number for number, _ in whole.listed}
    ids: set[str] = set()
    named: dict[str, str] = {}
    for section in each(top, "p14:section"):
        name, guid = section.get("name", ""), section.get("id", "")
        if guid in ids:
            message = f"the section `{name}` has the id of another one"
            yield Diagnostic("SOUND-SECTION", message, spot)
        ids.add(guid)
        for entry in each(section, "p14:sldId"):
            number = entry.get("id", "")
            if number not in there:
                message = f"the section `{name}` names the slide {number}, which is not there"
                yield Diagnostic("SOUND-SECTION", message, spot)
            if number in named:
                message = f"the slide {number} is in `{named[number]}` and in `{name}`"
                yield Diagnostic("SOUND-SECTION", message, spot)
            named[number] = name
    if ids:
        for number, name in whole.listed:
            if number not in named:
                message = "a slide that is in no section of a presentation with sections"
                yield Diagnostic("SOUND-SECTION", message, whole.spot(name))


def _shows(whole: Anatomy, top: Element) -> Iterator[Diagnostic]:
    spot = whole.spot(whole.presentation)
    listed = {name for _, name in whole.listed}
    ids: set[str] = set()
    for show in each(top, "p:custShow"):
        name, number = show.get("name", ""), show.get("id", "")
        if number in ids:
            message = f"the custom show `{name}` has the id of another one"
            yield Diagnostic("SOUND-SHOW", message, spot)
        ids.add(number)
        for entry in each(show, "p:sld"):
            rid = entry.get(qn("r:id"), "")
            if whole.target(whole.presentation, rid) not in listed:
                message = f"the custom show `{name}` names {rid}, which is no slide of the list"
                yield Diagnostic("SOUND-SHOW", message, spot)


def _uses(whole: Anatomy, ids: set[str]) -> Iterator[Diagnostic]:
    for part, tree in whole.kind("presProps").items():
        for chosen in each(tree, "p:custShow"):
            if chosen.get("id", "") not in ids:
                message = f"the show to run is {chosen.get('id')}, which is no custom show"
                yield Diagnostic("SOUND-SHOW", message, whole.spot(part))
    for part, tree in whole.slides.items():
        for link in each(tree, "a:hlinkClick", "a:hlinkHover"):
            called = _SHOW.match(link.get("action", ""))
            if called and called.group(1) not in ids:
                message = f"a link runs the custom show {called.group(1)}, which is not there"
                yield Diagnostic("SOUND-SHOW", message, whole.spot(part))
