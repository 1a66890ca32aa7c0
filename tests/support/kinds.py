"""Content of every registered kind for property tests; a kind that is missing here is a failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st
from msgspec import structs

from deckgen.content import Content
from deckgen.content.chart import Chart
from deckgen.content.diagram import Organization, Process, Timeline
from deckgen.content.map import Map
from deckgen.content.picture import Picture
from deckgen.content.picture.drawing import Crop, PictureOptions
from deckgen.content.picture.files import PictureFile
from deckgen.content.table import Table
from deckgen.content.text import Text
from deckgen.richtext import Paragraph, Run, Style, merged
from deckgen.richtext.beside import SHARES
from tests.content.charts import charts
from tests.content.diagrams import diagrams
from tests.content.maps import maps
from tests.content.pictures import SVG, encoded, picture
from tests.content.tables import tables
from tests.support.strategies import paragraph_lists, words

texts = paragraph_lists(max_size=4).map(Text).filter(lambda text: not text.is_blank())


@st.composite
def marked_texts(draw: st.DrawFn) -> Text:
    """Texts with icons beside their lines, or a share that shows beside the first."""
    lines = list(draw(texts).lines)
    if draw(st.booleans()):
        return Text(tuple(lines))
    if draw(st.booleans()):
        figure = Run(draw(st.sampled_from(["53%", "0 %", "about 34.3\u00a0%", "100%"])))
        lines.insert(0, Paragraph((figure,), show=draw(st.sampled_from(SHARES))))
    icons = st.sampled_from(["", "users", "map-pin", "building-2"])
    return Text(tuple(structs.replace(line, icon=draw(icons)) for line in lines))


def _images() -> list[PictureFile]:
    png = encoded(picture(), "PNG")
    files = [png, encoded(picture(30, 90), "JPEG"), encoded(picture(30, 30, "P"), "GIF")]
    found = [image for data in files if (image := PictureFile.of(data))]
    drawing = PictureFile.of(SVG.encode())
    assert drawing is not None
    return [*found, drawing.with_fallback(encoded(picture(200, 100), "PNG"))]


_UNCUT = Crop()
_looks = st.one_of(
    st.builds(PictureOptions, fit=st.sampled_from(["fit", "fill", "stretch"])),
    st.builds(
        PictureOptions,
        fit=st.just("stretch"),
        crop=st.sampled_from([_UNCUT, Crop(9000, 0, 31000, 0)]),
    ),
    st.just(PictureOptions(decorative=True)),
)


def _picture(image: PictureFile, options: PictureOptions, alt: str) -> Picture:
    return Picture(image, Run("" if options.decorative else alt), options)


_alts = words.map(str.strip).filter(bool)
pictures = st.builds(_picture, st.sampled_from(_images()), _looks, _alts)

STRATEGIES: dict[type[Content], st.SearchStrategy[Content]] = {
    Text: marked_texts(),
    Table: tables(),
    Chart: charts(),
    Process: diagrams(Process),
    Timeline: diagrams(Timeline),
    Organization: diagrams(Organization),
    Map: maps,
    Picture: pictures,
}


def linked(content: Content, change: Callable[[str], str]) -> Content:
    """The content with the target of each link changed; "" takes the link away."""

    def of(style: Style) -> Style:
        return style.but(link=change(style.link)) if style.link else style

    def line(paragraph: Paragraph) -> Paragraph:
        runs = merged(replace(run, style=of(run.style)) for run in paragraph.runs)
        return structs.replace(paragraph, runs=runs)

    return content.map_paragraphs(line)
