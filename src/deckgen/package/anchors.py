"""One custom show a slide, by which a slide is known again in editors that keep no tags.

LibreOffice keeps custom shows (ECMA-376 part 1, 19.2.1.6) and loses every other mark of a slide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deckgen.ooxml import Element, each, find, integer, make, qn, tag
from deckgen.opc import Package, Part

_PREFIX = "deckgen "
_NAME = "/ppt/slides/slide{}.xml"
_BEFORE = (
    "p:sldMasterIdLst", "p:notesMasterIdLst", "p:handoutMasterIdLst", "p:sldIdLst", "p:sldSz",
    "p:notesSz", "p:smartTags", "p:embeddedFontLst",
)  # fmt: skip


def write(package: Package, slides: Mapping[str, Part]) -> None:
    """Give each slide a custom show that is called by its id."""
    remove(package)
    if not slides:
        return
    presentation = package.presentation
    root = presentation.edit()
    shows = find(root, "p:custShowLst")
    if shows is None:
        shows = make("p:custShowLst")
        before = [child for child in root if tag(child) in _BEFORE]
        root.insert(root.index(before[-1]) + 1 if before else 0, shows)
    first = max((integer(show, "id") for show in shows), default=-1) + 1
    for number, (name, part) in enumerate(slides.items(), first):
        listed = make("p:sldLst", None, make("p:sld", {"r:id": presentation.relate(part, "slide")}))
        shows.append(make("p:custShow", {"name": f"{_PREFIX}{name}", "id": number}, listed))


def number(package: Package, slides: Iterable[Part]) -> None:
    """Call the parts of the slides `slide1.xml`, `slide2.xml` ... in their order.

    LibreOffice (7.4) knows the slides of a custom show by the numbers in their parts' names.
    """
    listed = [part.name for part in slides]
    kind = package.parts[listed[0]].content_type if listed else ""
    others = [n for n, p in package.parts.items() if p.content_type == kind and n not in listed]
    package.rename({name: _NAME.format(n) for n, name in enumerate((*listed, *others), 1)})


def remove(package: Package) -> int:
    """Take the custom shows that are deckgen's out of a package; how many there were."""
    shows = find(package.presentation.root, "p:custShowLst")
    ours = [show for show in shows if _is_ours(show)] if shows is not None else []
    if ours:
        package.presentation.edit()
    for show in ours:
        above = show.getparent()
        if above is not None:
            above.remove(show)
    if shows is not None and ours and not len(shows):
        above = shows.getparent()
        if above is not None:
            above.remove(shows)
    return len(ours)


def _is_ours(show: Element) -> bool:
    return show.get("name", "").startswith(_PREFIX)


def read(package: Package) -> dict[str, str]:
    """The ids of slides by the names of their parts, as custom shows tell them."""
    found: dict[str, str] = {}
    for show in each(package.presentation.root, "p:custShow"):
        name = show.get("name", "")
        for entry in each(show, "p:sld"):
            target = package.target(package.presentation, entry.get(qn("r:id")))
            if name.startswith(_PREFIX) and target is not None:
                found.setdefault(target.name, name.removeprefix(_PREFIX))
    return found
