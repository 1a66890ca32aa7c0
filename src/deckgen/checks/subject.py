"""What is checked: a presentation's package and, where it was made from one, its deck."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from deckgen import package as packages
from deckgen import soundness
from deckgen.checks.colour.chart import Chart
from deckgen.checks.colour.texts import Seen, charts, texts
from deckgen.checks.view import ShapeView, SlideView
from deckgen.checks.where import Where
from deckgen.content.base import Page
from deckgen.content.shapes import survey
from deckgen.deck import Deck
from deckgen.diagnostics import Diagnostic, Span, Spot
from deckgen.facts import Facts
from deckgen.manuscript import Manuscript
from deckgen.opc import Package, Part
from deckgen.pattern import named_slides
from deckgen.plan import Plan, Slide
from deckgen.template import Template
from deckgen.uses import Usage


@dataclass(frozen=True)
class Subject:
    """A presentation to check.

    `deck` is what it was built from, and `manuscript` the deck's files; None for a presentation
    alone. `as_of` is the day to which age is counted; `earlier` are the facts as they were.
    """

    package: Package
    plan: Plan
    deck: Deck | None = None
    manuscript: Manuscript | None = None
    as_of: datetime.date | None = None
    earlier: Facts | None = None
    notes_required: bool = False

    @classmethod
    def of_file(cls, package: Package, *, as_of: datetime.date | None = None) -> Subject:
        """A presentation without its deck."""
        return cls(package, packages.read(package), as_of=as_of)

    @property
    def name(self) -> str:
        """The file, as messages call it."""
        return self.package.name

    @property
    def where(self) -> Where:
        """Where a finding about the whole presentation is."""
        return Where(Spot(self.name))

    @cached_property
    def usage(self) -> Usage | None:
        """Where the deck uses its facts; None for a presentation alone, and without facts."""
        usage = None if self.deck is None else Usage(self.deck, self.plan)
        return usage if usage is not None and usage.facts else None

    @cached_property
    def template(self) -> Template:
        """The layouts of the presentation."""
        return Template.of(self.package)

    @cached_property
    def slides(self) -> tuple[SlideView, ...]:
        """The slides, in order."""
        return tuple(self._slides())

    def _slides(self) -> Iterator[SlideView]:
        parts = {name: part for name, (_, part) in named_slides(self.package).items()}
        for number, (planned, part) in enumerate(
            zip(self.plan.slides, parts.values(), strict=True), start=1
        ):
            layout = next(iter(self.package.related(part, "slideLayout")), None)
            above = self.package.related(layout, "slideMaster") if layout is not None else []
            master = next(iter(above), None)
            spans = self._spans(planned, part, parts) if planned.spans else {}
            yield SlideView(self.package, number, part, layout, master, planned, spans)

    def _spans(self, planned: Slide, part: Part, parts: dict[str, Part]) -> dict[int, Span]:
        page = Page(self.package, part, self.plan.language, parts)
        held = survey(part.root, page, dict(planned.names)).held
        found = {item.id: planned.spans[item.name] for item in held if item.name in planned.spans}
        return {**found, 0: planned.spans[""]}

    @cached_property
    def unsound(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the package itself."""
        return tuple(soundness.check(self.package))

    @cached_property
    def texts(self) -> tuple[Seen, ...]:
        """Every text that the slides show, with its colour and what lies behind it."""
        return tuple(seen for slide in self.slides for seen in texts(slide))

    @cached_property
    def charts(self) -> tuple[tuple[ShapeView, Chart], ...]:
        """The charts that the slides show."""
        return tuple(found for slide in self.slides for found in charts(slide))
