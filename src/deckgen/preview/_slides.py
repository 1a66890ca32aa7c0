"""The slides of a presentation in the order in which they are shown."""

from __future__ import annotations

from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import qn


def slides(package: Package) -> list[Part]:
    """The parts of a presentation's slides, in their order."""
    presentation = package.presentation
    listed = xml.each(presentation.root, "p:sldId")
    found = (package.target(presentation, entry.get(qn("r:id"))) for entry in listed)
    return [part for part in found if part is not None]
