"""Charts: the kind, its YAML, and the chart parts that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from deckgen.appearance.shapes import Box, Slot
from deckgen.appearance.text import InheritedText
from deckgen.content.base import (
    Content,
    Names,
    Page,
    Scope,
    alt_text,
    graphic,
    graphic_frame,
    properties,
    slot_box,
)
from deckgen.content.chart import _yaml as yaml
from deckgen.content.chart import model
from deckgen.content.chart.look import SlideColours
from deckgen.content.chart.model import Plot
from deckgen.opc.part import Part
from deckgen.opc.xml import NAMESPACES, Element, make, qn
from deckgen.richtext.runs import Paragraph, Run, merged
from deckgen.source.nodes import Node, expect_mapping
from deckgen.source.writing import YamlData

# Charts: native, editable in PowerPoint, with their data in an embedded workbook.
#
# YAML gives type, data and a few choices; the look is the template's (`chart.look`). A chart that
# was read from a presentation is the same value, so it can be compared with what was written.


_PART = "/ppt/charts/chart{}.xml"

_WORKBOOK = "/ppt/embeddings/Microsoft_Excel_Sheet{}.xlsx"


@dataclass(frozen=True, slots=True)
class Chart(Content):
    """A chart of one plot: bars, columns, lines, areas or slices."""

    key: ClassVar[str] = "chart"
    yaml_keys: ClassVar[tuple[str, ...]] = ("chart",)

    plot: Plot

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The chart that a mapping describes. Raises `Problem` with every fault of it."""
        return cls(yaml.parse(expect_mapping(node, "a chart"), scope))

    def dump(self, _names: Names) -> YamlData:
        """The mapping; what is as it would be without a word is left out."""
        return yaml.dump(self.plot)

    def write(self, slot: Slot, page: Page) -> Element:
        """The slot's graphic frame; adds the chart's part and its workbook."""
        from deckgen.content.chart import _write as write

        part = page.package.add(_PART, write.CONTENT_TYPE, b"")
        workbook = self._workbook(page, None)
        part.replace(self._space(part, slot.box, workbook, page))
        chart = make("c:chart", {"r:id": page.part.relate(part, "chart")})
        return graphic_frame(slot, page, self.description, NAMESPACES["c"], chart)

    @property
    def description(self) -> str:
        """The alternative text: the author's, or what the chart says."""
        from deckgen.content.chart import model

        return self.plot.alt.text or model.describe(self.plot)

    def _workbook(self, page: Page, present: Part | None) -> Part:
        """The workbook of this chart's data, new or in the place of the present one."""
        from deckgen.content.chart import _workbook as chart_workbook

        data = chart_workbook.write(self.plot)
        if present is None:
            return page.package.add(_WORKBOOK, chart_workbook.CONTENT_TYPE, data)
        present.blob = data
        return present

    def _space(self, part: Part, box: Box, workbook: Part, page: Page) -> Element:
        from deckgen.content.chart import _write as write

        rid = part.relate(workbook, "package")
        return write.chart_space(self.plot, box, page.language, rid)

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The chart of a graphic frame; None for charts that the model cannot hold.

        Those are charts of several plots, in three dimensions, on dates, with trend lines or
        error bars, and of types that have no word here.
        """
        from deckgen.content.chart import model, read

        part = _part(shape, page)
        plot = None if part is None else read.read(part.root, SlideColours(page.package, page.part))
        if plot is None:
            return None
        alt = alt_text(shape)
        if alt and alt != model.describe(plot):
            plot = replace(plot, alt=Run(alt))
        return cls(plot)

    def update(self, shape: Element, page: Page) -> None:
        """Change what differs in the chart's part and its workbook; the rest keeps its look."""
        from deckgen.content.chart import _workbook as chart_workbook
        from deckgen.content.chart import update

        before, part = type(self).read(shape, page), _part(shape, page)
        if before is None or part is None or before == self:
            return
        workbook = chart_workbook.of(part, page.package)
        if workbook is None:
            chart_workbook.unlink(part)
        if workbook is None or not update.same_data(before.plot, self.plot):
            workbook = self._workbook(page, workbook)
        fresh = self._space(part, slot_box(shape, page), workbook, page)
        update.update(part.edit(), before.plot, self.plot, deepcopy(fresh))
        now = type(self).read(shape, page)
        if now is None or now.plot != replace(self.plot, alt=now.plot.alt):
            part.replace(fresh)
            self._workbook(page, workbook)
        described = properties(shape)
        if described is not None:
            described.set("descr", self.description)

    def settled(self, before: Self | None, _place: InheritedText) -> Self:
        """The chart with its numbers typed as they were."""
        if before is None:
            return self
        from deckgen.content.chart import update

        return replace(self, plot=update.normalized(self.plot, before.plot))

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every text of the chart that is not empty, row by row."""
        return (Paragraph((run,)) for run in self.plot.runs() if run.text)

    def map_paragraphs(self, change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same chart with each text changed; a chart's texts have no style."""

        def changed(run: Run) -> Run:
            if not run.text:
                return run
            runs = change(Paragraph((run,))).runs
            plain = merged(Run(one.text, origins=one.origins) for one in runs)
            return plain[0] if plain else model.NOTHING

        return replace(self, plot=self.plot.map(changed))


def _part(shape: Element, page: Page) -> Part | None:
    """The chart part of a graphic frame."""
    element = graphic(shape, "c:chart")
    return None if element is None else page.package.target(page.part, element.get(qn("r:id")))
