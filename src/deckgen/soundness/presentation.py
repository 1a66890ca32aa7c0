"""The presentation part: its order, and the ids and names it keeps lists of."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.ooxml import Element, each, find, qn, tag, whole
from deckgen.soundness.anatomy import Anatomy

# ECMA-376 part 1, 19.2.1.26, 19.3.1.38, 19.3.1.39, 19.3.1.42 and 19.3.1.27, in one order each.
_ORDERS = {
    "p:presentation": (
        "p:sldMasterIdLst", "p:notesMasterIdLst", "p:handoutMasterIdLst", "p:sldIdLst",
        "p:sldSz", "p:notesSz", "p:smartTags", "p:embeddedFontLst", "p:custShowLst",
        "p:photoAlbum", "p:custDataLst", "p:kinsoku", "p:defaultTextStyle", "p:modifyVerifier",
        "p:extLst",
    ),
    "": (
        "p:cSld", "p:clrMap", "p:clrMapOvr", "p:sldLayoutIdLst", "p:transition", "p:timing",
        "p:hf", "p:txStyles", "p:notesStyle", "p:extLst",
    ),
}  # fmt: skip
_SLIDE_IDS = range(256, 1 << 31)
_MASTER_IDS = range(1 << 31, 1 << 32)


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """Elements in order; ids of slides, masters and layouts unique and within their ranges."""
    for name, tree in whole.trees.items():
        kind = tag(tree)
        if kind == "p:presentation" or find(tree, "p:cSld") is not None:
            yield from _order(whole, name, tree, _ORDERS.get(kind, _ORDERS[""]))
    if whole.top is not None:
        yield from _slides(whole)
        yield from _masters(whole, whole.top)


def _order(
    whole: Anatomy, name: str, tree: Element, order: tuple[str, ...]
) -> Iterator[Diagnostic]:
    last = -1
    for element in tree:
        word = tag(element)
        if word not in order:
            continue
        at = order.index(word)
        if at <= last:
            message = f"`{word}` stands after `{order[last]}`"
            yield Diagnostic("SOUND-ORDER", message, whole.spot(name))
        last = max(at, last)


def _slides(whole: Anatomy) -> Iterator[Diagnostic]:
    spot = whole.spot(whole.presentation)
    numbers: set[str] = set()
    names: set[str] = set()
    for position, (number, name) in enumerate(whole.listed, start=1):
        if number in numbers:
            message = f"two slides have the id {number}"
            yield Diagnostic("SOUND-SLIDE-ID", message, spot)
        elif not _within(number, _SLIDE_IDS):
            message = f"the slide id `{number}` is not from 256 to 2147483647"
            yield Diagnostic("SOUND-SLIDE-ID", message, spot)
        if name and name in names:
            yield Diagnostic("SOUND-SLIDE-TWICE", f"{name} is listed twice", spot)
        if name not in whole.slides:
            message = f"entry {position} of the slides leads to no slide"
            yield Diagnostic("SOUND-SLIDE-LIST", message, spot)
        numbers.add(number)
        names.add(name)
    for name in whole.slides:
        if name not in names:
            message = "a slide that is in the file and not in the list of slides"
            yield Diagnostic("SOUND-SLIDE-LIST", message, whole.spot(name))


def _masters(whole: Anatomy, top: Element) -> Iterator[Diagnostic]:
    spot = whole.spot(whole.presentation)
    owners: dict[str, str] = {}
    entries = [(whole.presentation, e) for e in each(top, "p:sldMasterId")]
    masters = whole.kind("slideMaster")
    for name, tree in masters.items():
        entries += [(name, e) for e in each(tree, "p:sldLayoutId")]
    for holder, entry in entries:
        number = entry.get("id", "")
        target = whole.target(holder, entry.get(qn("r:id"))) or "nothing"
        if not number:
            continue
        if not _within(number, _MASTER_IDS):
            message = f"the id `{number}` of {target} is not from 2147483648 to 4294967295"
            yield Diagnostic("SOUND-MASTER-ID", message, whole.spot(holder))
        first = owners.setdefault(number, target)
        if first != target:
            message = f"{first} and {target} have the same id, {number}"
            yield Diagnostic("SOUND-MASTER-ID", message, whole.spot(holder))
    listed = {whole.target(holder, entry.get(qn("r:id"))) for holder, entry in entries}
    for name in masters:
        if name not in listed:
            message = f"{name} is no master of the list"
            yield Diagnostic("SOUND-MASTER-LIST", message, spot)
        for layout in whole.of(name, "slideLayout"):
            above = whole.of(layout, "slideMaster")
            if layout not in listed or name not in above:
                message = f"{layout} is a layout of {name}, and is not listed or has another master"
                yield Diagnostic("SOUND-MASTER-LIST", message, whole.spot(name))


def _within(number: str, ids: range) -> bool:
    found = whole(number)
    return found is not None and found in ids
