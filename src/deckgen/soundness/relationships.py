"""Every `r:id` has its relationship, every relationship its part, and every part is reached."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic, Spot
from deckgen.ooxml import NAMESPACES, Element, tag
from deckgen.soundness.anatomy import Anatomy, xpath

_IDS = xpath("//@r:*", smart_strings=False)
_WITH_IDS = xpath("//*[@r:*]")
_NO_WORKBOOK = xpath("c:externalData[not(@r:id) or @r:id='']")

# What a part has at most one of, and must have where the flag is set (ECMA-376 part 1, 13.3).
_SINGLE = {
    "slide": {"slideLayout": True, "notesSlide": False},
    "slideLayout": {"slideMaster": True},
    "slideMaster": {"theme": True},
    "notesSlide": {"notesMaster": True},
    "notesMaster": {"theme": True},
    "presentation": {"notesMaster": False, "handoutMaster": False, "commentAuthors": False},
}


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """Ids resolve, targets exist, singular relations are singular, and no part is an orphan."""
    for name, tree in whole.trees.items():
        known = {item.id for item in whole.rels[name]}
        if not known.issuperset(filter(None, _IDS(tree))):
            yield from _unresolved(whole, name, tree, known)
    yield from _targets(whole)
    for word, rules in _SINGLE.items():
        for name in [whole.presentation] if word == "presentation" else whole.kind(word):
            yield from _single(whole, name, rules)
    yield from _workbooks(whole)
    yield from _orphans(whole)


def _unresolved(whole: Anatomy, name: str, tree: Element, known: set[str]) -> Iterator[Diagnostic]:
    space = "{" + NAMESPACES["r"] + "}"
    for element in _WITH_IDS(tree):
        for attribute, value in element.attrib.items():
            if attribute.startswith(space) and value and value not in known:
                local = attribute.removeprefix(space)
                message = f"`r:{local}` of `{tag(element)}` names {value}, no relationship"
                yield Diagnostic("SOUND-RID", message, whole.spot(name))


def _targets(whole: Anatomy) -> Iterator[Diagnostic]:
    parts = whole.package.parts
    for name, items in (("", tuple(whole.package.rels)), *whole.rels.items()):
        spot = whole.spot(name) if name else Spot(whole.package.name)
        for item in items:
            # A target may name a place within a part, or be nothing but that.
            path, mark, _ = item.target.partition("#")
            if item.external or path in parts or (mark and path.endswith("/")):
                continue
            message = f"{item.id} ({item.word}) leads to {item.target}, which is not there"
            yield Diagnostic("SOUND-TARGET", message, spot)


def _single(whole: Anatomy, name: str, rules: dict[str, bool]) -> Iterator[Diagnostic]:
    for word, needed in rules.items():
        found = len(whole.of(name, word))
        if found > 1 or (needed and not found):
            message = f"{found} relationships of type {word}, not one"
            yield Diagnostic("SOUND-RELATION", message, whole.spot(name))


def _workbooks(whole: Anatomy) -> Iterator[Diagnostic]:
    for name, tree in whole.kind("chart").items():
        if _NO_WORKBOOK(tree):
            message = "`c:externalData` names no relationship"
            yield Diagnostic("SOUND-RID", message, whole.spot(name))


def _orphans(whole: Anatomy) -> Iterator[Diagnostic]:
    """Parts that nothing leads to: what was deleted goes out with the file all the same."""
    reached: set[str] = set()
    queue = [item.target for item in whole.package.rels if not item.external]
    while queue:
        name = queue.pop().partition("#")[0]
        if name not in reached and name in whole.rels:
            reached.add(name)
            queue += [item.target for item in whole.rels[name] if not item.external]
    for name in whole.package.parts:
        if name not in reached and not name.startswith(_NO_PART):
            yield Diagnostic("SOUND-ORPHAN", "nothing leads to this part", whole.spot(name))


# Office's recycled members are no parts (ECMA-376 part 2, 10.2.5).
_NO_PART = "/[trash]/"
