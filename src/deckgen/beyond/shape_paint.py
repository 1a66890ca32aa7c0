"""The fill, line, effects and outline of a shape (ECMA-376 part 1, 19.3.1.44: `p:spPr`), and what
a picture shows."""

from __future__ import annotations

from deckgen.beyond import digest, paint
from deckgen.beyond.aspect import DIGEST, Aspect, Words, one
from deckgen.beyond.subjects import Drawn
from deckgen.ooxml import Element, each, emu, find, qn, tag

_SLACK = 720
"""How far editors round a width, in EMU."""
_EFFECTS = ("a:effectLst", "a:effectDag", "a:scene3d", "a:sp3d")


def _properties(shape: Element) -> Element | None:
    found = find(shape, "p:spPr")
    return found if found is not None else find(shape, "p:grpSpPr")


def _fill(drawn: Drawn) -> Words:
    return one(_painted(drawn, "", "fillRef", "a:fillStyleLst"))


def _line(drawn: Drawn) -> Words:
    return one(_painted(drawn, "a:ln", "lnRef", "a:lnStyleLst"))


def _painted(drawn: Drawn, inner: str, reference: str, styles: str) -> str:
    """The paint of a shape; what it inherits where it says none itself."""
    if tag(drawn.shape) in ("p:graphicFrame", "p:grpSp"):
        return ""
    above = (_fill_of(shape, inner) for shape in drawn.line()[1:])
    fill = next((found for found in above if found is not None), None)
    inherited = (
        paint.styled(drawn.shape, reference, styles, drawn.sheet)
        if fill is None
        else paint.seen(fill, drawn.sheet)
    )
    own = _fill_of(drawn.shape, inner)
    if own is None:
        return paint.word("", inherited)
    return paint.word(paint.said(own, drawn.sheet), paint.seen(own, drawn.sheet), inherited)


def _fill_of(shape: Element, inner: str) -> Element | None:
    properties = _properties(shape)
    if properties is not None and inner:
        properties = find(properties, inner)
    return paint.fill_in(properties)


def _stroke(drawn: Drawn) -> Words:
    """A line's width in EMU, its dashes and its ends, where the shape says them itself."""
    properties = _properties(drawn.shape)
    line = None if properties is None else find(properties, "a:ln")
    if line is None or (
        line.get("w", "0") == "0" and tag(line[0] if len(line) else line) == "a:noFill"
    ):
        return {}
    said = {"width": line.get("w", "")}
    for child in line:
        name = tag(child)
        if name == "a:prstDash" and child.get("val", "solid") != "solid":
            said["dashes"] = child.get("val", "")
        elif name == "a:custDash":
            said["dashes"] = "custom"
        elif name in ("a:headEnd", "a:tailEnd") and child.get("type", "none") != "none":
            said["start" if name == "a:headEnd" else "end"] = child.get("type", "")
    return said


def _points(word: str) -> str:
    width = emu(word)
    return word if width is None else f"{width / 12700:g} pt"


def _effects(drawn: Drawn) -> Words:
    properties = _properties(drawn.shape)
    found = [] if properties is None else [
        child for child in properties if tag(child) in _EFFECTS and len(child)
    ]  # fmt: skip
    return one(digest.of_xml(found, drawn.sheet.part, drawn.sheet.package))


def _outline(drawn: Drawn) -> Words:
    """The geometry of a shape: a preset's name with what was adjusted, or a digest of a path."""
    properties = _properties(drawn.shape)
    if properties is None or tag(drawn.shape) == "p:grpSp":
        return {}
    path = find(properties, "a:custGeom")
    if path is not None:
        return one(digest.of_xml([path], drawn.sheet.part, drawn.sheet.package))
    preset = find(properties, "a:prstGeom")
    if preset is None:
        return {}
    name = preset.get("prst", "rect").replace("straightConnector1", "line")  # they look the same
    adjusted = [
        guide.get("fmla", "").removeprefix("val ") for guide in _guides(preset)
    ]  # fmt: skip
    return one("" if name == "rect" else " ".join([name, *adjusted]))


def _guides(preset: Element) -> list[Element]:
    """The adjustments of a preset shape (20.1.9.5: `a:avLst`)."""
    listed = find(preset, "a:avLst")
    return [] if listed is None else [child for child in listed if tag(child) == "a:gd"]


def _image(drawn: Drawn) -> Words:
    """A digest of a picture that no slot holds, as a logo on a layout."""
    blip = None if drawn.slot else find(drawn.shape, "p:blipFill/a:blip")
    if blip is None:
        return {}
    part = drawn.sheet.package.target(drawn.sheet.part, blip.get(qn("r:embed")))
    return one("" if part is None else digest.of_bytes(part.blob))


def _colouring(drawn: Drawn) -> Words:
    """A digest of what changes a picture's colours (20.1.8.13: the children of `a:blip`)."""
    blip = find(drawn.shape, "p:blipFill/a:blip")
    changes = [] if blip is None else [child for child in blip if tag(child) != "a:extLst"]
    artistic = [] if blip is None else list(each(blip, "a14:imgEffect"))
    return one(digest.of_xml([*changes, *artistic], drawn.sheet.part, drawn.sheet.package))


def _outlined_alike(was: str, now: str) -> bool:
    """Whether two outlines are of one preset; adjustments and paths are written anew."""
    return DIGEST in (was[:1], now[:1]) or was.partition(" ")[0] == now.partition(" ")[0]


def _reshaped(was: str, now: str) -> str:
    old, new = (word.partition(" ")[0] or "rect" for word in (was, now))
    if old == new or DIGEST in (old[:1], new[:1]):
        return "changed"
    return f"is {new} instead of {old}"


def _stroked_alike(was: str, now: str) -> bool:
    old, new = emu(was), emu(now)
    return old is None or new is None or abs(old - new) <= _SLACK


ASPECTS = (
    Aspect("fill", "the fill", _fill, paint.same, paint.looks_same, paint.show),
    Aspect("line", "the line", _line, paint.same, paint.looks_same, paint.show),
    Aspect(
        "stroke", "the line {}", _stroke, rewritten=_stroked_alike, show=_points, usual="the usual"
    ),
    Aspect("effects", "the effects", _effects),
    Aspect("image", "the picture", _image),
    Aspect("colouring", "the colouring", _colouring),
    Aspect("outline", "the outline", _outline, rewritten=_outlined_alike, told=_reshaped),
)
