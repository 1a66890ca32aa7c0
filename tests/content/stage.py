"""A slide to put content on: what every kind's tests need to write, read, dump and parse it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from deckgen.appearance.placement import transform
from deckgen.appearance.shapes import Box, Slot
from deckgen.content import Content, Page, Scope
from deckgen.diagnostics import Diagnostic, Problem, Span
from deckgen.facts import Facts
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, make
from deckgen.plan import Plan, Slide
from deckgen.presentation.write import write
from deckgen.source import reading, writing
from deckgen.source.nodes import MappingNode, Node
from deckgen.template import Template
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts

FACTS = """
a.b:
  value: 1,234
  period: FY 2018
  as_of: 2018-09-30
  source: Sample
"""

Kind = TypeVar("Kind", bound=Content)


@cache
def _template(layout: str, of: Path = TEMPLATES["briefing"]) -> bytes:
    """A template with that layout."""
    return with_layouts(layout, of=of).read_bytes()


@cache
def facts() -> Facts:
    node = reading.parse(FACTS, Path("facts.yaml"))
    assert isinstance(node, MappingNode)
    return Facts.load([node], language="en-US")


def scope(folder: Path = Path("/nowhere")) -> Scope:
    """What YAML in that folder may refer to: the fact `a.b`, which prints 1,234."""
    return Scope(folder, facts())


def node_of(text: str, folder: Path = Path("/nowhere")) -> Node:
    """The value under the first key of a YAML text."""
    root = reading.parse(text, folder / "slide.yaml")
    assert isinstance(root, MappingNode)
    return root.entries[0][1]


def parsed(kind: type[Kind], text: str, folder: Path = Path("/nowhere")) -> Kind:
    """The content of a YAML text `Slot: ...`."""
    return kind.parse(node_of(text, folder), scope(folder))


def faults(kind: type[Content], text: str, folder: Path = Path("/nowhere")) -> list[Diagnostic]:
    """What is wrong in a YAML text, in order."""
    try:
        parsed(kind, text, folder)
    except Problem as problem:
        return list(problem.diagnostics)
    return []


def found(diagnostic: Diagnostic) -> tuple[str, int, int, int]:
    """A diagnostic's code, line, first column and the column after its last."""
    place = diagnostic.place
    assert isinstance(place, Span)
    assert place.line == place.end_line
    return diagnostic.code, place.line, place.column, place.end_column


def dumped(content: Content) -> str:
    """The YAML text of content, under the key `Slot`."""
    return writing.dump({"Slot": content.dump({})})


@dataclass(frozen=True, slots=True)
class Stage:
    """A new slide of the briefing's template, and the slot of it that is filled."""

    page: Page
    slot: Slot

    @classmethod
    def of(cls, layout: str, slot: str, box: Box | None = None) -> Stage:
        """A slide of a layout; `box` moves the layout's placeholder."""
        package = Package.load(_template(layout), "briefing.pptx")
        template = Template.of(package)
        if box is not None:
            _move(package.parts[template.layouts[layout].part_name], slot, box)
            template = Template.of(package)
        found = template.layouts[layout].slot(slot)
        assert found is not None
        part = template.package.add("/ppt/slides/slide{}.xml", "", make("p:sld"))
        part.relate(template.package.parts[template.layouts[layout].part_name], "slideLayout")
        slides = {"other-slide": template.package.add("/ppt/slides/slide{}.xml", "", b"<a/>")}
        return cls(Page(template.package, part, "en-US", slides), found)

    def written(self, content: Content) -> Element:
        """The content's shape as it is in a file: written, saved and parsed again."""
        return xml.parse(xml.serialise(content.write(self.slot, self.page)))

    def read_back(self, content: Kind) -> Kind | None:
        """What is read from what is written."""
        return type(content).read(self.written(content), self.page)


def _move(layout: Part, slot: str, box: Box) -> None:
    for shape in each(layout.edit(), "p:sp"):
        if at(shape, "p:nvSpPr/p:cNvPr").get("name") == slot:
            at(shape, "p:spPr").replace(at(shape, "p:spPr/a:xfrm"), transform(box))


def deck_of(
    layout: str, slot: str, contents: Sequence[Content], *, of: Path = TEMPLATES["briefing"]
) -> bytes:
    """A presentation with a slide for each content, in that slot of that layout of a template."""
    template = Template.of(Package.load(_template(layout, of), of.name))
    slides = [
        Slide(f"slide-{number}", layout, ((slot, content),))
        for number, content in enumerate(contents)
    ]
    return write(Plan("Sample", "en-US", tuple(slides)), template).package.save()


def at(element: Element, path: str) -> Element:
    """The element at a path; a test fails where there is none."""
    found = find(element, path)
    assert found is not None, path
    return found
