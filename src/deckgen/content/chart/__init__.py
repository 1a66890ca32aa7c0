"""Charts as a kind of content: native, editable in PowerPoint, with data in an embedded workbook.

YAML gives the type, the data and a few options; the rest of the formatting is the default of
`chart.look` in the theme's colours. A chart that is read from a presentation is the same value as
the one that was written, so the two can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from deckgen.appearance.shapes import Box, Slot
from deckgen.appearance.text import InheritedText
from deckgen.content import (
    Content,
    Names,
    Page,
    Scope,
    alt_text,
    graphic,
    graphic_frame,
    non_visual_properties,
    slot_box,
)
from deckgen.content.chart import _yaml as yaml
from deckgen.content.chart import model
from deckgen.content.chart._options import AXIS
from deckgen.content.chart.axis import NOTHING
from deckgen.content.chart.look import SlideColours
from deckgen.content.chart.model import Plot
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.opc.part import Part
from deckgen.opc.xml import NAMESPACES, Element, markup, qn
from deckgen.richtext import Paragraph, Run, merged
from deckgen.source.fields import AnyFields
from deckgen.source.nodes import Node, expect_mapping
from deckgen.source.writing import YamlData

_PART = "/ppt/charts/chart{}.xml"
_WORKBOOK = "/ppt/embeddings/Microsoft_Excel_Sheet{}.xlsx"


@dataclass(frozen=True, slots=True)
class Chart(Content):
    """A chart of one of the types of `model.TYPES`; columns can have lines above them."""

    key: ClassVar[str] = "chart"

    plot: Plot

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The chart that a mapping describes. Raises `Problem` with every fault in it."""
        return cls(yaml.parse(expect_mapping(node, "a chart"), scope))

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of a chart."""
        return yaml.FIELDS, AXIS

    def dump(self, _names: Names) -> YamlData:
        """The mapping, without the options that have their default."""
        return yaml.FIELDS.dump(self.plot)

    def write(self, slot: Slot, page: Page) -> Element:
        """A graphic frame in the slot; adds the chart part and its workbook to the package."""
        from deckgen.content.chart import _write as write

        part = page.package.add(_PART, write.CONTENT_TYPE, b"")
        workbook = self._workbook_part(page, None)
        part.replace(self._chart_space(part, slot.box, workbook, page))
        rid = page.part.relate(part, "chart")
        chart = markup("c:chart", {"xmlns:c": NAMESPACES["c"], "r:id": rid})
        return graphic_frame(slot, page, self.description, NAMESPACES["c"], chart)

    @property
    def description(self) -> str:
        """The alternative text: the author's, else one made from the data."""
        return self.plot.alt.text or model.describe(self.plot)

    def _workbook_part(self, page: Page, present: Part | None) -> Part:
        """A workbook part with this chart's data: a new one, or `present` with new bytes."""
        from deckgen.content.chart import _workbook as chart_workbook

        data = chart_workbook.write(self.plot)
        if present is None:
            return page.package.add(_WORKBOOK, chart_workbook.CONTENT_TYPE, data)
        present.blob = data
        return present

    def _chart_space(self, part: Part, box: Box, workbook: Part, page: Page) -> Element:
        from deckgen.content.chart import _write as write

        rid = part.relate(workbook, "package")
        return write.chart_space(self.plot, box, page, rid)

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The chart of a graphic frame; None for charts that the model cannot hold.

        Those are charts in three dimensions, with trend lines or error bars, and of types that
        YAML does not have.
        """
        from deckgen.content.chart import read

        part = _chart_part(shape, page)
        plot = None if part is None else read.read(part.root, SlideColours(page.package, page.part))
        if plot is None:
            return None
        alt = alt_text(shape)
        if alt and alt != model.describe(plot):
            plot = replace(plot, alt=Run(alt))
        return cls(plot)

    def update(self, shape: Element, page: Page) -> None:
        """Change what differs in the chart part and its workbook; the rest keeps its formatting."""
        from deckgen.content.chart import _workbook as chart_workbook
        from deckgen.content.chart import update

        before, part = type(self).read(shape, page), _chart_part(shape, page)
        if before is None or part is None or before == self:
            return
        workbook = chart_workbook.of(part, page.package)
        if workbook is None:
            chart_workbook.unlink(part)
        if workbook is None or not update.same_data(before.plot, self.plot):
            workbook = self._workbook_part(page, workbook)
        fresh = self._chart_space(part, slot_box(shape, page), workbook, page)
        update.update(part.edit(), before.plot, self.plot, deepcopy(fresh))
        now = type(self).read(shape, page)
        if now is None or now.plot != replace(self.plot, alt=now.plot.alt):
            part.replace(fresh)
            self._workbook_part(page, workbook)
        described = non_visual_properties(shape)
        if described is not None:
            described.set("descr", self.description)

    def normalized(self, before: Self | None, _place: InheritedText) -> Self:
        """The chart with its numbers typed as before; see `update.normalized`."""
        if before is None:
            return self
        from deckgen.content.chart import update

        return replace(self, plot=update.normalized(self.plot, before.plot))

    def reusing_files(self, before: Content | None, _save: Callable[[bytes, str], str]) -> Self:
        """The chart with the headings that its YAML has above categories and sizes, where it was
        read without."""
        if not isinstance(before, Chart):
            return self
        mine, was = self.plot, before.plot
        corner = mine.corner if mine.corner.text else was.corner
        plot = replace(mine, corner=corner, measures=mine.measures or was.measures)
        return replace(self, plot=plot)

    def misfits(self, _slot: Slot, _page: Page) -> Iterator[Diagnostic]:
        """Warnings for values that lie beyond the limits of an axis, and bubbles without a size."""
        from deckgen.content.chart import inherit

        for limit in inherit.hidden(self.plot):
            yield Diagnostic(
                "CHART-LIMIT",
                f"values lie beyond {limit}, and are cut off or not seen",
                None,
                helps=("let the axis end behind them, or leave the limit out",),
                severity=Severity.WARNING,
            )
        for across, value in self.plot.unsized():
            yield Diagnostic(
                "no-size",
                f"the bubble at {across.text}, {value.text} has no size, and is not seen",
                next((o.span for o in value.origins if o.span is not None), None),
                helps=("write its size behind it, or leave both cells empty",),
                severity=Severity.WARNING,
            )

    def over(self, pattern: Content | None) -> Self:
        """The chart with what its axes take from a pattern's."""
        from deckgen.content.chart import inherit

        return replace(self, plot=inherit.over(self.plot, getattr(pattern, "plot", None)))

    def without(self, pattern: Content) -> Self:
        """The chart without what its axes take from a pattern's."""
        from deckgen.content.chart import inherit

        found = getattr(pattern, "plot", None)
        return self if found is None else replace(self, plot=inherit.relative_to(self.plot, found))

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every text of the chart that is not empty, row by row."""
        return (Paragraph((run,)) for run in self.plot.runs() if run.text)

    def map_paragraphs(self, change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same chart with each text changed; styles are dropped, since charts have none."""

        def changed(run: Run) -> Run:
            if not run.text:
                return run
            runs = change(Paragraph((run,))).runs
            plain = merged(Run(one.text, origins=one.origins) for one in runs)
            return plain[0] if plain else NOTHING

        return replace(self, plot=self.plot.map(changed))


def _chart_part(shape: Element, page: Page) -> Part | None:
    """The chart part of a graphic frame."""
    element = graphic(shape, "c:chart")
    return None if element is None else page.package.target(page.part, element.get(qn("r:id")))
