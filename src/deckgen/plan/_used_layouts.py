"""What slides are made from: a slide layout, or a pattern slide in the form of one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from deckgen import template
from deckgen.appearance.shapes import Slot
from deckgen.content import Content
from deckgen.content.registry import SlotShape
from deckgen.deck import Deck, SourceSlide
from deckgen.diagnostics import Diagnostic, Problem, error, gather, suggest
from deckgen.source.nodes import ScalarNode, expect_word
from deckgen.template import Layout, Pattern, Template


class UsedLayout(Struct, frozen=True):
    """What a slide is made from: a layout, or a pattern slide in the form of one.

    `name` is that of the slide layout that the slide is on.
    """

    name: str
    layout: Layout
    pattern: Pattern | None = None
    names: tuple[tuple[str, int], ...] = ()


class UsedLayouts:
    """Finds what slides are made from; pattern slides are read on first use."""

    def __init__(self, template: Template, deck: Deck) -> None:
        """For the slides of a deck on a template."""
        self.template, self.language, self.slides = template, deck.language, deck.slides
        self.deck = deck

    @cached_property
    def patterns(self) -> dict[str, Pattern]:
        return template.read_patterns(self.template.package, self.language)

    @cached_property
    def links(self) -> template.Links:
        made: dict[str, str] = {}
        for source in self.slides:
            if source.like is not None:
                made.setdefault(source.like.text, source.id.text)
        return template.Links.of(self.template.package, made)

    def of(self, source: SourceSlide) -> UsedLayout:
        """What the slide is made from. Raises `Problem` where the template lacks it."""
        if source.like is not None:
            return self.like(source, source.like)
        assert source.layout is not None, "load requires one of the two"
        return self.laid_out(source.layout)

    def like(self, source: SourceSlide, name: ScalarNode) -> UsedLayout:
        put_on = None if source.layout is None else self.known_layout(source.layout)
        found = self.patterns.get(name.text)
        if found is None:
            raise Problem(
                Diagnostic(
                    "unknown-pattern",
                    f"{self.template.name} has no pattern slide `{name.text}`",
                    name.span,
                    "not in this template",
                    self.suggest(name, self.patterns, "its slides are")
                    or ("it has no slides; make the slide from a layout: `layout:`",),
                )
            )
        laid_out = self.template.layout_of(found.layout)
        names = _names(source, found)
        if self.deck.slot_names:
            from deckgen.plan import slot_names

            own = laid_out.name if laid_out else ""
            names += tuple(slot_names.shape_names(self.deck, found, own))
        if names:
            found = template.with_slot_names(
                found, dict(names), self.template.package, self.language
            )
        slots = tuple(slot_of(shape) for shape in found.slot_shapes)
        as_layout = Layout(found.id, found.layout, slots, ())
        on = put_on or laid_out
        return UsedLayout(on.name if on else "", as_layout, found, names)

    def suggest(self, name: ScalarNode, options: Iterable[str], exists: str) -> tuple[str, ...]:
        """Help lines for a name that the template does not have."""
        lists_all = f"`deckgen template {self.template.name}`"
        return suggest(name.text, options, exists, lists_all)

    def known_layout(self, name: ScalarNode) -> Layout:
        """The slide layout of that name. Raises `Problem` where the template lacks it."""
        layout = self.template.layouts.get(name.text)
        if layout is None:
            raise Problem(
                Diagnostic(
                    "unknown-layout",
                    f"{self.template.name} has no slide layout `{name.text}`",
                    name.span,
                    "not in this template",
                    self.suggest(name, self.template.layouts, "it has"),
                )
            )
        return layout

    def laid_out(self, name: ScalarNode) -> UsedLayout:
        layout = self.known_layout(name)
        if layout.duplicate_names:
            twice = ", ".join(f"`{slot}`" for slot in layout.duplicate_names)
            raise error(
                "double-slot",
                f"slide layout `{layout.name}` has more than one {twice}",
                at=name.span,
                label="this layout",
                help=(
                    "rename the placeholders in PowerPoint: View > Slide Master, then "
                    "Home > Arrange > Selection Pane"
                ),
            )
        return UsedLayout(layout.name, layout)


def slot_of(shape: SlotShape) -> Slot:
    """The slot of a pattern's shape, which takes the kind of content that the shape has."""
    return Slot(shape.name, _PLACEHOLDER_TYPES.get(shape.content.key, "obj"), 0, shape.box)


_PLACEHOLDER_TYPES = {"text": "body", "chart": "chart", "table": "tbl", "picture": "pic"}


def _names(source: SourceSlide, found: Pattern) -> tuple[tuple[str, int], ...]:
    """The slot names that the slide gives to shapes of its pattern, by their ids."""
    names: list[tuple[str, int]] = []
    known = {shape.id for shape in found.slot_shapes}
    with gather() as problems:
        for key, value in source.names or ():
            with problems.collect():
                number = expect_word(value, f"`{key.text}`")
                if not number.text.isdecimal() or int(number.text) not in known:
                    raise error(
                        "unknown-shape",
                        f"the pattern has no shape with the id `{number.text}`",
                        at=number.span,
                        help="it has " + ", ".join(str(i) for i in sorted(known)),
                    )
                names.append((key.text, int(number.text)))
    return tuple(names)


def stable_names(base: UsedLayout, filled: dict[str, Content]) -> tuple[tuple[str, int], ...]:
    """The names of slots that are not their shapes' own, which depend on the shapes beside them."""
    shapes = base.pattern.slot_shapes if base.pattern else ()
    made = {shape.name: shape.id for shape in shapes if not shape.own and shape.name in filled}
    return tuple((dict(base.names) | made).items())
