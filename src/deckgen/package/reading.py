"""A package to the plan it shows."""

from __future__ import annotations

import re
import unicodedata

from deckgen import comments
from deckgen.content import registry
from deckgen.content.base import Content, Page, properties
from deckgen.model import FIELD_TYPES
from deckgen.ooxml import Element, each, find, qn
from deckgen.opc import Package, Part
from deckgen.package import notes, sections
from deckgen.package import properties as file_properties
from deckgen.plan import Field, Plan, Slide
from deckgen.template import Template

_ID = re.compile(r"[A-Za-z0-9][\w.-]*")


def read(package: Package) -> Plan:
    """The plan of a presentation. Shapes that no kind of content knows are left out."""
    template = Template.of(package)
    title, language, moment = file_properties.read(package)
    listed = slide_parts(package)
    parts: dict[str, Part] = {}
    names: dict[str, str] = {}
    for number, part in listed:
        name = _free(slide_name(part), parts)
        parts[name] = part
        names[number] = name
    slides = tuple(
        _slide(name, part, template, Page(package, part, language, parts))
        for name, part in parts.items()
    )
    return Plan(title, language, slides, sections.read(package.presentation, names), moment)


def slide_parts(package: Package) -> list[tuple[str, Part]]:
    """Each slide's `p:sldId/@id` with its part, in order; slides that are not there left out."""
    found = []
    for element in each(package.presentation.root, "p:sldId"):
        part = package.target(package.presentation, element.get(qn("r:id")))
        if part is not None:
            found.append((element.get("id", ""), part))
    return found


def slide_name(part: Part) -> str:
    """A slide's id: the name that deckgen gave it, else made from its title."""
    common = find(part.root, "p:cSld")
    name = common.get("name", "") if common is not None else ""
    if _ID.fullmatch(name):
        return name
    for shape in each(part.root, "p:sp"):
        ph = find(shape, "p:nvSpPr/p:nvPr/p:ph")
        if ph is not None and ph.get("type") in ("title", "ctrTitle"):
            text = " ".join(t.text or "" for t in each(shape, "a:t"))
            return slug(text) or "slide"
    return "slide"


def slug(text: str) -> str:
    """Words joined by `-`, in the ASCII letters and digits that an id is made of."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", folded)[:6])


def _free(name: str, taken: dict[str, Part]) -> str:
    free, number = name, 2
    while free in taken:
        free = f"{name}-{number}"
        number += 1
    return free


def _slide(name: str, part: Part, template: Template, page: Page) -> Slide:
    layout = None
    for target in page.package.related(part, "slideLayout"):
        layout = template.layout_of(target.name)
    slots: list[tuple[str, Content]] = []
    fields: list[Field] = []
    tree = find(part.root, "p:cSld/p:spTree")
    for shape in tree if tree is not None else ():
        kind = _field_type(shape)
        if kind:
            text = "".join(t.text or "" for t in each(shape, "a:t"))
            fields.append(Field(kind, "" if kind == "sldNum" else text))
            continue
        about = properties(shape)
        if about is None:
            continue
        content = registry.read(shape, page)
        if content is not None:
            slots.append((about.get("name", ""), content))
    return Slide(
        id=name,
        layout=layout.name if layout else "",
        slots=tuple(slots),
        fields=tuple(fields),
        notes=notes.read(page.package, part, page),
        comments=comments.read(page.package, part),
        hidden=part.root.get("show") in ("0", "false"),
    )


def _field_type(shape: Element) -> str:
    ph = find(shape, "p:nvSpPr/p:nvPr/p:ph")
    kind = "" if ph is None else ph.get("type", "")
    return kind if kind in FIELD_TYPES else ""
