"""A slide put on another slide layout, as PowerPoint's Layout button does.

Each placeholder of the slide takes the place of one of its kind on the new layout, from which it
inherits then. One that the new layout has no place for stays where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from deckgen.appearance.inheritance import Placeholder, inheritance_chain
from deckgen.appearance.placement import set_box
from deckgen.appearance.shapes import (
    FIELD_TYPES,
    TITLE_TYPES,
    box,
    placeholder_key,
    placeholders,
)
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, tag

_TAKES = {
    "p:sp": ("obj", "body", "subTitle"),
    "p:pic": ("pic", "obj"),
    "p:graphicFrame": ("obj",),
}
"""The types of placeholders for what a shape holds, beside that of its own placeholder."""
_BINDS = ("type", "orient", "sz", "idx")
"""The attributes by which a `p:ph` is bound to that of a layout (ECMA-376 part 1, 19.3.1.36)."""


def layout_of(part: Part) -> str:
    """The name of the part of a slide's layout, "" where it has none."""
    return next((item.target for item in part.rels.of("slideLayout") if not item.external), "")


def put_on(layout: str, part: Part, package: Package) -> None:
    """Put the slide in `part` on the slide layout in the part of that name."""
    related = part.rels.of("slideLayout")
    if layout_of(part) == layout:
        return
    root = part.edit()
    there = partners(root, package.parts[layout].root)
    for shape, ph in placeholders(root):
        new = there.get(shape)
        if new is not None:
            rest = {name: text for name, text in ph.attrib.items() if name not in _BINDS}
            ph.attrib.clear()
            ph.attrib.update({name: new.attrib[name] for name in _BINDS if name in new.attrib})
            ph.attrib.update(rest)
        elif box(shape) is None and find(shape, "p:spPr") is not None:
            stood = inheritance_chain(shape, part, package).box
            if stood is not None:
                set_box(shape, stood)
    for item in related[:1]:
        part.rels.put(replace(item, target=layout))
    if not related:
        part.relate(package.parts[layout], "slideLayout")


def partners(slide: Element, layout: Element) -> dict[Element, Element]:
    """The `p:ph` of a layout for each placeholder of a slide that has a place there.

    Those that hold something choose first: the one of their type and index, else the first of
    their type, else the first that takes what they hold.
    """
    here = sorted(placeholders(slide), key=lambda item: _is_empty(item[0]))
    free = [ph for _, ph in placeholders(layout)]
    found: dict[Element, Element] = {}
    for fits in (_same, _same_type, _takes):
        for shape, ph in here:
            new = None if shape in found else next(_fitting(fits, (shape, ph), free), None)
            if new is not None:
                found[shape] = new
                free.remove(new)
    return found


def _fitting(
    fits: Callable[[Placeholder, Element], bool], own: Placeholder, free: list[Element]
) -> Iterator[Element]:
    return (new for new in free if fits(own, new))


def _same(own: Placeholder, new: Element) -> bool:
    return placeholder_key(own[1]) == placeholder_key(new)


def _same_type(own: Placeholder, new: Element) -> bool:
    kind, other = (_kind(ph) for ph in (own[1], new))
    return kind == other


def _takes(own: Placeholder, new: Element) -> bool:
    content = _kind(own[1]) not in ("title", *FIELD_TYPES)
    return content and _kind(new) in _TAKES.get(tag(own[0]), ())


def _kind(ph: Element) -> str:
    kind, _ = placeholder_key(ph)
    return "title" if kind in TITLE_TYPES else kind


def _is_empty(shape: Element) -> bool:
    """Whether a placeholder shows its prompt alone."""
    return tag(shape) == "p:sp" and not any(text.text for text in each(shape, "a:t"))
