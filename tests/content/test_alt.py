"""Alternative texts are one thing in all kinds: `${...}` prints, all else stands as it is typed."""

from __future__ import annotations

from deckgen.content import Content, alt_text
from deckgen.content.chart import Chart
from deckgen.content.diagram import Process
from deckgen.content.map import Map
from deckgen.content.table import Table
from tests.content.stage import Stage, dumped, parsed
from tests.support.cases import every_case

TYPED = r"**Most** of ${a.b}, \*, [1](https://example.org) and \${all}"
PRINTED = r"**Most** of 1,234, \*, [1](https://example.org) and ${all}"


@every_case(
    "kind, text",
    [
        (Chart, "Slot:\n  chart: bar\n  data: |\n    Year | Cases\n    2018 | 3\n"),
        (Table, "Slot:\n  table: |\n    Year | Cases\n    2018 | 3\n"),
        (Map, "Slot:\n  map: states\n  points: |\n    Here | 39 | -95\n"),
        (Process, "Slot:\n  process: |\n    Screen\n    Refer\n"),
    ],
)
def test_markup_in_an_alternative_text_is_text(kind: type[Content], text: str) -> None:
    stage = Stage.of("Title and Content", "Content")
    content = parsed(kind, f"{text}  alt: '{TYPED}'\n")
    shape = stage.written(content)
    assert alt_text(shape) == PRINTED
    read = stage.read_back(content)
    assert read is not None
    again = parsed(kind, dumped(read))
    assert alt_text(stage.written(again)) == PRINTED
