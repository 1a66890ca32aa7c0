"""The document's own data: sections ([MS-PPTX] 2.6.17), title, language and dates."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence

from deckgen.deck import Section
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part, content_type
from deckgen.opc.xml import NAMESPACES, Element, each, find, find_all, make, qn, root, textual
from deckgen.plan import Plan

_SECTIONS_URI = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_UUID_NAMESPACE = uuid.UUID("6b1f1c0e-6f0c-5d0a-9a53-0d1c6f2b7f6e")


def write_sections(
    presentation: Part, sections: Sequence[Section], numbers: dict[str, int]
) -> None:
    """Replace the presentation's sections; `numbers` gives each slide's `p:sldId/@id`.

    Sections that are equal already are left as they are, with their ids. So are sections that a
    plan cannot express, because they leave slides out or order them otherwise, as long as the plan
    has none and nothing else of the presentation part changed.
    """
    names = {str(number): name for name, number in numbers.items()}
    found = read_sections(presentation, names)
    if tuple(sections) == found:
        return
    if not sections and not presentation.changed and not in_order(found, numbers):
        return
    root_element = presentation.edit()
    listed = _section_list(sections, numbers) if sections else None
    xml.set_extension(root_element, "p:extLst", _SECTIONS_URI, listed, first=True)


def _section_list(sections: Sequence[Section], numbers: dict[str, int]) -> Element:
    element = root("p14:sectionLst", "p14")
    for index, section in enumerate(sections):
        name = f"{index}/{section.name}/{'/'.join(section.slides)}"
        guid = f"{{{str(uuid.uuid5(_UUID_NAMESPACE, name)).upper()}}}"
        slides = make("p14:sldIdLst")
        for slide in section.slides:
            slides.append(make("p14:sldId", {"id": numbers[slide]}))
        element.append(make("p14:section", {"name": section.name, "id": guid}, slides))
    return element


def in_order(sections: Sequence[Section], slides: Iterable[str]) -> bool:
    """Whether the sections together hold exactly these slides in this order."""
    return [slide for section in sections for slide in section.slides] == list(slides)


def read_sections(presentation: Part, names: dict[str, str]) -> tuple[Section, ...]:
    """The sections of a presentation; `names` gives a slide's id by its `p:sldId/@id`."""
    return tuple(
        Section(
            element.get("name", ""),
            tuple(
                names[i.get("id", "")] for i in each(element, "p14:sldId") if i.get("id") in names
            ),
        )
        for element in each(presentation.root, "p14:section")
    )


# The file's properties: docProps/core.xml and docProps/app.xml (ECMA-376 part 2, 11).


_CORE, _APP = "/docProps/core.xml", "/docProps/app.xml"
_REPLACED = ("core-properties", "extended-properties", "thumbnail")
_CT_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_CT_APP = content_type("extended-properties")
_REL_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def write_properties(
    package: Package, plan: Plan, counts: tuple[int, int, int], *, kept: bool
) -> None:
    """Write the plan's title, language and moment as the file's properties, without a thumbnail.

    `counts` are the numbers of slides, of those with notes and of hidden ones.

    Where existing properties are `kept`, only the title becomes the plan's.
    """
    if kept and _set_title(package, plan.title):
        return
    for item in package.rels:
        if item.word in _REPLACED or item.target in (_CORE, _APP):
            package.rels.drop(item.id)
            if item.target in package.parts:
                package.drop(item.target)
    for name in (_CORE, _APP):  # parts without a relationship
        if name in package.parts:
            package.drop(name)
    core = _add_core(package)
    stamp = _w3c_time(plan.moment) if plan.moment else None
    core.append(textual("dc:title", plan.title))
    core.append(textual("dc:language", plan.language))
    if stamp:
        for name in ("created", "modified"):
            core.append(textual(f"dcterms:{name}", stamp, {"xsi:type": "dcterms:W3CDTF"}))
    app = root("ep:Properties", default=NAMESPACES["ep"])
    app.append(textual("ep:Application", "deckgen"))
    for name, count in zip(("Slides", "Notes", "HiddenSlides"), counts, strict=True):
        app.append(textual(f"ep:{name}", str(count)))
    part = package.add(_APP, _CT_APP, app)
    package.rels.add("extended-properties", part.name)


def _set_title(package: Package, title: str) -> bool:
    """Set the title in existing properties; returns False where they must be written."""
    if not package.own("core-properties"):
        return not title
    if title not in ("", read_properties(package)[0].strip()):
        set_property(package, "dc:title", title)
    return True


def set_property(package: Package, name: str, text: str) -> None:
    """Set one of the file's core properties, such as `dc:language`."""
    existing = package.own("core-properties")
    core = existing[0].edit() if existing else _add_core(package)
    for old in find_all(core, name):
        core.remove(old)
    core.insert(0, textual(name, text))


def _add_core(package: Package) -> Element:
    """New core properties of the file, in place of a part that no relationship leads to."""
    if _CORE in package.parts:
        package.drop(_CORE)
    part = package.add(_CORE, _CT_CORE, root("cp:coreProperties", "cp", "dc", "dcterms", "xsi"))
    package.rels.add(_REL_CORE, part.name)
    return part.edit()


def _w3c_time(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_PRESERVING_EDITORS = ("Microsoft", "deckgen")
"""How programs are called that keep the parts they do not edit (`Application` in docProps/app.xml).
python-pptx leaves the name that was there."""


def is_rewritten(package: Package) -> bool:
    """Whether an editor saved a presentation that writes every part again."""
    return not application(package).startswith(_PRESERVING_EDITORS)


def application(package: Package) -> str:
    """The program that saved the file (`ep:Application`), "" if unknown."""
    for part in package.own("extended-properties"):
        return part.root.findtext(qn("ep:Application")) or ""
    return ""


def read_properties(package: Package) -> tuple[str, str, datetime.datetime | None]:
    """The file's title, language and time of modification; "" and None where it has none."""
    for part in package.own("core-properties"):
        title = part.root.findtext(qn("dc:title")) or ""
        language = part.root.findtext(qn("dc:language")) or ""
        modified = find(part.root, "dcterms:modified")
        return title, language, _moment(modified.text if modified is not None else None)
    return "", "", None


def _moment(text: str | None) -> datetime.datetime | None:
    try:
        found = datetime.datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
