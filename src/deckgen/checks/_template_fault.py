"""Faults that slides inherit from their layout and master: the template alone can mend them."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.appearance.shapes import TITLE_TYPES
from deckgen.checks._slide_view import ShapeView, layout_name
from deckgen.opc.xml import Element

_NAMES = {
    "dt": "the date",
    "ftr": "the footer",
    "sldNum": "the slide number",
    "subTitle": "the subtitle",
    **dict.fromkeys(TITLE_TYPES, "the title"),
}


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """A fault of a template that shows on every slide made on it.

    `what` has the fault (`the slide number`), `problem` says it without the words of a slide (`a
    contrast of 3.49:1, less than 4.5:1`), and `mend` says where in PowerPoint to mend it.
    """

    what: str
    problem: str
    mend: str


def inherited(
    shape: ShapeView, source: Element | None, problem: str, control: str
) -> TemplateFault | None:
    """The template's fault in a placeholder; None where the slide itself is at fault.

    `source` is the element that gives the value at fault, None where the theme gives it. `control`
    is PowerPoint's command that changes it.
    """
    slide = shape.slide
    if shape.ph is None or slide.layout is None or slide.master is None:
        return None
    if source is None:
        place = "the slide master"
    else:
        root = source.getroottree().getroot()
        if root is slide.layout.root:
            place = f"the layout `{layout_name(slide.layout)}`"
        elif root is slide.master.root:
            place = "the slide master"
        else:
            return None
    what = _NAMES.get(shape.type, f"`{shape.name}`")
    return TemplateFault(
        what, problem, f"PowerPoint: View > Slide Master, {place}; select the text, then {control}"
    )
