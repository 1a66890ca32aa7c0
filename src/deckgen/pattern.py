"""The slides of a template as patterns: what a deck's slide can be `like`."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from deckgen.content.base import Page
from deckgen.content.kept import Kept, paragraph_texts
from deckgen.content.shapes import Held, survey
from deckgen.content.style import Paragraph, merged
from deckgen.model import TITLE_TYPES
from deckgen.ooxml import Element, each, find, make, qn
from deckgen.opc import Package, Part

_ID = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A slide of a template: its id, its part, its layout's part, and what stands on it."""

    id: str
    part: Part
    layout: str
    held: tuple[Held, ...]
    kept: tuple[Kept, ...]

    @property
    def groups(self) -> dict[str, tuple[Held, ...]]:
        """The groups of shapes by name, each with the slots in it; only names that stand once."""
        found: dict[str, list[Held]] = {}
        names = Counter(
            properties_of(group).get("name", "") for group in each(self.part.root, "p:grpSp")
        )
        for held in self.held:
            for group in held.shape.iterancestors(qn("p:grpSp")):
                found.setdefault(properties_of(group).get("name", ""), []).append(held)
        return {name: tuple(inside) for name, inside in found.items() if names[name] == 1}

    def shape(self, name: str) -> Held | None:
        """The shape of a slot, or None."""
        return next((item for item in self.held if item.name == name), None)


def properties_of(group: Element) -> Element:
    """A group's `p:cNvPr`."""
    found = find(group, "p:nvGrpSpPr/p:cNvPr")
    return make("p:cNvPr") if found is None else found


def read(package: Package, language: str = "en-US") -> dict[str, Pattern]:
    """The patterns of a template by id, in the order of its slides."""
    named = named_slides(package)
    parts = {name: part for name, (_, part) in named.items()}
    patterns = {}
    for name, part in parts.items():
        found = survey(part.root, Page(package, part, language, parts))
        layout = next((item.name for item in package.related(part, "slideLayout")), "")
        patterns[name] = Pattern(
            name, part, layout, found.held, (*found.kept, *_kept_notes(package, part))
        )
    return patterns


def renamed(found: Pattern, names: dict[str, int], package: Package, language: str) -> Pattern:
    """The pattern with slot names that an author chose, by the ids of the shapes."""
    parts = {name: part for name, (_, part) in named_slides(package).items()}
    page = Page(package, found.part, language, parts)
    fresh = survey(found.part.root, page, names)
    return Pattern(found.id, found.part, found.layout, fresh.held, found.kept)


@dataclass(frozen=True, slots=True)
class Links:
    """Where the links on pattern slides lead in a deck that is made of some of them.

    `made` is the deck's slide for each pattern's id, `shows` the custom shows that stay.
    """

    made: dict[str, str]
    shows: frozenset[str]

    @classmethod
    def of(cls, package: Package, made: dict[str, str]) -> Links:
        """The links of a deck on this template; the first slide that is like a pattern is it."""
        kept = {part.name for name, (_, part) in named_slides(package).items() if name in made}
        presentation = package.presentation
        shows = set()
        for show in each(presentation.root, "p:custShow"):
            targets = (package.target(presentation, e.get(qn("r:id"))) for e in each(show, "p:sld"))
            if any(part is not None and part.name in kept for part in targets):
                shows.add(show.get("id", ""))
        return cls(made, frozenset(shows))

    def within(self, pattern: str, slide: str) -> Links:
        """The links on one slide: a pattern's links to itself lead to what is made of it."""
        return replace(self, made={**self.made, pattern: slide})

    def follow(self, line: Paragraph) -> Paragraph:
        """The paragraph with its links to slides under their new ids; dead ones are words."""
        if not any(run.style.link for run in line.runs):
            return line
        runs = (
            replace(run, style=run.style.but(link=self._to(run.style.link))) for run in line.runs
        )
        return replace(line, runs=merged(runs))

    def _to(self, link: str) -> str:
        if link.startswith("#"):
            name = self.made.get(link[1:])
            return f"#{name}" if name else ""
        show = _SHOW.match(link)
        return link if show is None or show.group(1) in self.shows else ""


_SHOW = re.compile(r"ppaction://customshow\?id=(\d+)")


def _kept_notes(package: Package, part: Part) -> Iterator[Kept]:
    """What a notes page says beside the notes: its header, footer, number and further shapes."""
    for notes in package.related(part, "notesSlide"):
        others = [
            shape
            for shape in each(notes.root, "p:sp", "p:graphicFrame", "p:pic", "p:cxnSp")
            if not _is_notes(shape)
        ]
        texts = tuple(text for shape in others for text in paragraph_texts(shape))
        if texts:
            yield Kept("page", "the notes page", texts)


def _is_notes(shape: Element) -> bool:
    ph = find(shape, "p:nvSpPr/p:nvPr/p:ph")
    return ph is not None and ph.get("type") == "body"


def named_slides(package: Package) -> dict[str, tuple[str, Part]]:
    """Each slide's `p:sldId/@id` and part by the slide's id, in order.

    Ids differ by more than their case, for they name files. A slide that is listed but not there
    is left out, as PowerPoint does.
    """
    found: dict[str, tuple[str, Part]] = {}
    taken: set[str] = set()
    for element in each(package.presentation.root, "p:sldId"):
        part = package.target(package.presentation, element.get(qn("r:id")))
        if part is not None:
            name, number = _stem(part), 2
            free = name
            while free.casefold() in taken:
                free = f"{name}-{number}"
                number += 1
            taken.add(free.casefold())
            found[free] = (element.get("id", ""), part)
    return found


def _stem(part: Part) -> str:
    """A slide's id: the name that deckgen gave it, else made from its title."""
    common = find(part.root, "p:cSld")
    name = common.get("name", "") if common is not None else ""
    if _ID.fullmatch(name):
        return name
    for shape in each(part.root, "p:sp"):
        ph = find(shape, "p:nvSpPr/p:nvPr/p:ph")
        if ph is not None and ph.get("type") in TITLE_TYPES:
            return slug(" ".join(t.text or "" for t in each(shape, "a:t"))) or "slide"
    return "slide"


def slug(text: str) -> str:
    """Up to six words joined by `-`, in the ASCII letters and digits that an id is made of.

    It names a file too, so it has no more than 60 characters.
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", folded)[:6])[:60].rstrip("-")
