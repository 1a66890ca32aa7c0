"""PowerPoint's sections, an extension of the presentation part ([MS-PPTX] 2.6.17)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from deckgen.deck import Section
from deckgen.ooxml import Element, each, find, find_all, make, root
from deckgen.opc import Part

_URI = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_SPACE = uuid.UUID("6b1f1c0e-6f0c-5d0a-9a53-0d1c6f2b7f6e")


def write(presentation: Part, sections: Sequence[Section], numbers: dict[str, int]) -> None:
    """Replace the presentation's sections; `numbers` gives each slide's `p:sldId/@id`.

    Sections that are as they should be stay untouched, their own ids too. So do those of slides
    that nobody moved which a list cannot say, as they leave slides out or have another order.
    """
    names = {str(number): name for name, number in numbers.items()}
    found = read(presentation, names)
    if tuple(sections) == found:
        return
    if not sections and not presentation.changed and not in_order(found, numbers):
        return
    top = presentation.edit()
    extensions = find(top, "p:extLst")
    if extensions is None:
        extensions = make("p:extLst")
        top.append(extensions)
    for extension in find_all(extensions, "p:ext"):
        if extension.get("uri") == _URI:
            extensions.remove(extension)
    if sections:
        extension = make("p:ext", {"uri": _URI}, _list(sections, numbers))
        extensions.insert(0, extension)
    elif not len(extensions):
        top.remove(extensions)


def _list(sections: Sequence[Section], numbers: dict[str, int]) -> Element:
    element = root("p14:sectionLst", "p14")
    for index, section in enumerate(sections):
        name = f"{index}/{section.name}/{'/'.join(section.slides)}"
        guid = f"{{{str(uuid.uuid5(_SPACE, name)).upper()}}}"
        slides = make("p14:sldIdLst")
        for slide in section.slides:
            slides.append(make("p14:sldId", {"id": numbers[slide]}))
        element.append(make("p14:section", {"name": section.name, "id": guid}, slides))
    return element


def in_order(sections: Sequence[Section], slides: Iterable[str]) -> bool:
    """Whether sections hold these slides, each of them and in this order."""
    return [slide for section in sections for slide in section.slides] == list(slides)


def read(presentation: Part, names: dict[str, str]) -> tuple[Section, ...]:
    """The sections of a presentation; `names` gives the slide's id by its `p:sldId/@id`."""
    return tuple(
        Section(
            element.get("name", ""),
            tuple(
                names[i.get("id", "")] for i in each(element, "p14:sldId") if i.get("id") in names
            ),
        )
        for element in each(presentation.root, "p14:section")
    )
