"""Maps as a kind of content: areas, regions, points and routes as native shapes in one group.

YAML says what to show; the positions follow from the slot. The names of the group's shapes hold the
same information (`map._names`), so that a map can be read from a presentation that any editor
saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Self

from deckgen.appearance.shapes import Slot
from deckgen.appearance.text import InheritedText
from deckgen.content import Content, Names, Page, Scope
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.opc.xml import Element, tag
from deckgen.source.fields import AnyFields
from deckgen.source.nodes import Node
from deckgen.source.writing import YamlData

if TYPE_CHECKING:
    from deckgen.content.map.model import MapModel


LEGEND = "Legend"
"""The name of the group of a map's legend."""
SWATCH = "Colour: "
"""The start of the names of the coloured squares in it."""


@dataclass(frozen=True, slots=True)
class Map(Content):
    """A map as a kind of content; see `MapModel` for its fields."""

    key: ClassVar[str] = "map"

    model: MapModel
    used: tuple[str, ...] = field(default=(), compare=False)
    """The ids of the facts in its YAML."""
    idle_arrows: Span | None = field(default=None, compare=False, repr=False)
    """The place of arrows that are asked for where there is no route."""

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The map that a mapping describes. Raises `Problem` with every fault in it."""
        from deckgen.content.map import _points as points
        from deckgen.content.map import _yaml as yaml

        model = yaml.parse(node, scope)
        return cls(model, points.facts_in(node, scope), yaml.idle_arrows(node, model))

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of a map."""
        from deckgen.content.map import _yaml as yaml

        return (yaml.FIELDS,)

    def dump(self, _names: Names) -> YamlData:
        """The mapping, without the options that have their default."""
        from deckgen.content.map import _yaml as yaml

        return yaml.FIELDS.dump(self.model)

    def write(self, slot: Slot, page: Page) -> Element:
        """A group of native shapes that fills the slot."""
        from deckgen.content.map import _write as write

        return write.write(self.model, slot, page)

    def misfits(self, slot: Slot, page: Page) -> Iterator[Diagnostic]:
        """Warnings for what will not show in the slot as meant, such as a label without room."""
        from deckgen.content.map import _layout as layout

        if self.idle_arrows is not None:
            yield Diagnostic(
                "MAP-ARROWS",
                "the map has no routes that could end in an arrow",
                self.idle_arrows,
                helps=("list them under `routes:`, or leave out `arrows`",),
                severity=Severity.WARNING,
            )
        yield from layout.misfits(self.model, slot, page)

    def facts(self) -> tuple[str, ...]:
        """The ids of the facts that the map uses, each once."""
        return self.used

    @classmethod
    def read(cls, shape: Element, _page: Page) -> Self | None:
        """The map of a group; None for other shapes."""
        if tag(shape) != "p:grpSp":
            return None
        from deckgen.content.map import _read as read

        model = read.read(shape)
        return None if model is None else cls(model)

    def update(self, shape: Element, page: Page) -> None:
        """Draw again what differs; colours and shapes that a reviewer changed or added stay."""
        from deckgen.content.map import _read as read

        before = type(self).read(shape, page)
        if before is not None and before != self:
            read.update(shape, before.model, self.model, page)

    def normalized(self, before: Self | None, _place: InheritedText) -> Self:
        """The map with the alternative text of before, where an editor dropped it."""
        if before is None or self.model.alt or not before.model.alt:
            return self
        return replace(self, model=self.model.but(alt=before.model.alt))
