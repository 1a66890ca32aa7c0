"""The frame that slides and notes slides share (ECMA-376 part 1, 19.3.1.38 and 19.3.1.45)."""

from __future__ import annotations

from deckgen.ooxml import Element, make, root


def document(name: str, *children: Element, color_map: bool = True) -> Element:
    """The root of a slide or notes slide, with the namespaces PowerPoint declares there."""
    element = root(name, "a", "r", "p")
    element.extend(children)
    if color_map:
        element.append(make("p:clrMapOvr", None, make("a:masterClrMapping")))
    return element


def shape_tree(*shapes: Element) -> Element:
    """A shape tree with these shapes, its own coordinates equal to the slide's."""
    zero = {"x": 0, "y": 0}
    size = {"cx": 0, "cy": 0}
    return make(
        "p:spTree",
        None,
        make(
            "p:nvGrpSpPr",
            None,
            make("p:cNvPr", {"id": 1, "name": ""}),
            make("p:cNvGrpSpPr"),
            make("p:nvPr"),
        ),
        make(
            "p:grpSpPr",
            None,
            make(
                "a:xfrm",
                None,
                make("a:off", zero),
                make("a:ext", size),
                make("a:chOff", zero),
                make("a:chExt", size),
            ),
        ),
        *shapes,
    )
