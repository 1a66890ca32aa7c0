"""Shapes: ids that are unique on their slide, text with paragraphs, animations of what is there."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.ooxml import Element, each, find, qn, tag
from deckgen.soundness.anatomy import Anatomy

_ANIMATED = ("p:spTgt", "p:bldP", "p:bldDgm", "p:bldGraphic", "p:bldOleChart")
_TEXTS = ("p:txBody", "a:txBody", "c:rich", "c:txPr")


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """The shapes of slides, layouts, masters and notes, and the text of charts too."""
    identities: dict[str, str] = {}
    for name, tree in whole.trees.items():
        common = find(tree, "p:cSld")
        yield from whole.once("shapes", name, _within)
        if name in whole.slides and common is not None:
            for identity in each(common, "p14:creationId"):
                first = identities.setdefault(identity.get("val", ""), name)
                if first != name:
                    message = f"{first} and {name} have the same creation id"
                    yield Diagnostic("SOUND-CREATION-ID", message, whole.spot(name))


def _within(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    """What depends on the part alone."""
    common = find(tree, "p:cSld")
    if common is not None:
        yield from _ids(whole, name, tree)
        yield from _animations(whole, name, tree)
    if common is not None or tag(tree) == "c:chartSpace":
        yield from _texts(whole, name, tree)


def _ids(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    found = list(each(tree, "p:cNvPr"))
    if len({shape.get("id") for shape in found}) == len(found):
        return
    seen: dict[str, Element] = {}
    for shape in found:
        # What stands in for a shape in older editors has the shape's own id.
        if next(shape.iterancestors(qn("mc:Fallback")), None) is not None:
            continue
        first = seen.setdefault(shape.get("id", ""), shape)
        if first is not shape:
            names = f"{_called(first)} and {_called(shape)}"
            message = f"two shapes have the id {shape.get('id')}: {names}"
            yield Diagnostic("SOUND-SHAPE-ID", message, whole.spot(name, shape.get("name", "")))


def _called(shape: Element) -> str:
    name = shape.get("name")
    return f"`{name}`" if name else "one without a name"


def _animations(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    targets = {e.get("spid") for e in each(tree, *_ANIMATED)} - {None}
    if targets:
        ids = {shape.get("id") for shape in each(tree, "p:cNvPr", "p14:cNvPr")}
        for missing in sorted(str(target) for target in targets - ids):
            message = f"an animation of the shape {missing}, which is not there"
            yield Diagnostic("SOUND-ANIMATION", message, whole.spot(name))


def _texts(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    for body in each(tree, *_TEXTS):
        if find(body, "a:p") is not None:
            continue
        message = f"a `{tag(body)}` without a paragraph"
        yield Diagnostic("SOUND-TEXT", message, whole.spot(name, _owner(body)))


def _owner(element: Element) -> str:
    """The name of the shape around an element."""
    for above in element.iterancestors(qn("p:sp"), qn("p:graphicFrame"), qn("p:cxnSp")):
        return next((shape.get("name", "") for shape in each(above, "p:cNvPr")), "")
    return ""
