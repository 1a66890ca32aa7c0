"""What a slide, a layout or a master is beside its shapes: background, transition, animations."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.beyond import digest, paint
from deckgen.beyond.aspect import Aspect, Words, one
from deckgen.beyond.subjects import Sheet
from deckgen.ooxml import Element, each, find, integer, tag, whole


def _background(sheet: Sheet) -> Words:
    """The background that the sheet says itself (ECMA-376 part 1, 19.3.1.1: `p:bg`)."""
    found = find(sheet.part.root, "p:cSld/p:bg")
    if found is None:
        return {}
    fill = paint.fill_in(find(found, "p:bgPr"))
    if fill is not None:
        return one(paint.word(paint.said(fill, sheet), paint.seen(fill, sheet)))
    reference = find(found, "p:bgRef")
    if reference is None or not len(reference):
        return {}
    plain = integer(reference, "idx") in (0, 1001)
    said = paint.color(reference[0]) + ("" if plain else f" style{reference.get('idx')}")
    return one(paint.word(said, paint.rgb(reference[0], sheet.theme) if plain else ""))


def _choices(root: Element, name: str) -> Iterator[Element]:
    """The child of that name, which may be a choice between a newer and an older form."""
    for child in root:
        found = child[0][0] if tag(child) == "mc:AlternateContent" and len(child) \
            and len(child[0]) else child  # fmt: skip
        if tag(found) == name:
            yield found


_KINDS = frozenset(
    (
        "blinds", "checker", "circle", "dissolve", "comb", "cover", "diamond", "fade",
        "newsflash", "plus", "pull", "push", "random", "randomBar", "split", "strips", "wedge",
        "wheel", "wipe", "zoom",
    )
)  # fmt: skip
"""The kinds of transitions of ECMA-376 part 1 but for `cut`, which LibreOffice drops, as it does
many later ones."""


def _transition(sheet: Sheet) -> Words:
    """The transition's kind, and whether the slide goes on by itself (19.3.1.50).

    A `p:transition` that says nothing is what LibreOffice writes for itself.
    """
    for found in _choices(sheet.part.root, "p:transition"):
        kinds = [tag(child).rpartition(":")[2].rpartition("}")[2] for child in found]
        after = whole(found.get("advTm"))
        return {
            "": next((kind for kind in kinds if kind not in ("sndAc", "extLst", "")), ""),
            "time": "" if after is None else f"{after / 1000:g} s",
            "click": "off" if found.get("advClick", "1") in ("0", "false") else "",
        }
    return {}


def _goes_alike(was: str, now: str) -> bool:
    """Whether two transitions are one, as far as LibreOffice knows the first."""
    known = not was or was in _KINDS or not was.isalpha()
    return was == now or not known


def _animation(sheet: Sheet) -> Words:
    """How many effects there are on the sheet, with a digest of them.

    A `p:timing` without any is what PowerPoint writes for itself (19.3.1.48).
    """
    effects = [
        effect
        for timing in _choices(sheet.part.root, "p:timing")
        for effect in each(timing, "p:cTn")
        if effect.get("presetClass") or effect.get("presetID")
    ]
    said = [" ".join(effect.get(name, "") for name in _OF_EFFECT) for effect in effects]
    return one(f"{len(effects)} {digest.of_text(*said)}" if effects else "")


_OF_EFFECT = ("presetClass", "presetID", "presetSubtype", "nodeType")


def _as_many(was: str, now: str) -> bool:
    return was.partition(" ")[0] == now.partition(" ")[0]


def _animated(was: str, now: str) -> str:
    before, after = (word.partition(" ")[0] or "none" for word in (was, now))
    return "changed" if before == after else f"are {after} instead of {before}"


def _shown(sheet: Sheet) -> Words:
    """Whether what stands on the layout or the master shows (`showMasterSp`)."""
    return one("hidden" if sheet.part.root.get("showMasterSp", "1") in ("0", "false") else "")


def _colors(sheet: Sheet) -> Words:
    """Another meaning of the theme's colours (`p:clrMapOvr`, or a master's own `p:clrMap`)."""
    for path in ("p:clrMapOvr/a:overrideClrMapping", "p:clrMap"):
        found = find(sheet.part.root, path)
        if found is not None:
            return {
                str(k): str(v) for k, v in found.attrib.items() if _MAPPED.get(str(k), str(k)) != v
            }
    return {}


_MAPPED = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}

ASPECTS = (
    Aspect("background", "the background", _background, paint.same, paint.looks_same, paint.show),
    Aspect("transition", "the transition {}", _transition, rewritten=_goes_alike),
    Aspect("animation", "the animations", _animation, rewritten=_as_many, told=_animated),
    Aspect("furniture", "what stands on the layout", _shown, usual="shown"),
    Aspect("colours", "the meaning of the colour {}", _colors, usual="the usual"),
)
