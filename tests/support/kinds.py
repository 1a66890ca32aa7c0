"""Content of every registered kind for property tests; a kind that is missing here is a failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from deckgen.content import Content
from deckgen.content.chart import Chart
from deckgen.content.diagram import Organization, Process
from deckgen.content.map import Map
from deckgen.content.picture import Picture
from deckgen.content.picture.drawing import Crop, PictureOptions
from deckgen.content.picture.image import PictureFile
from deckgen.content.table import Table
from deckgen.content.text import Text
from deckgen.richtext import Paragraph, Run, Style, merged
from tests.content.charts import charts
from tests.content.diagrams import diagrams
from tests.content.maps import maps
from tests.content.pictures import SVG, encoded, picture
from tests.content.tables import tables
from tests.support.strategies import paragraph_lists, words

texts = paragraph_lists(max_size=4).map(Text).filter(lambda text: not text.is_blank())


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
    Text: texts,
    Table: tables(),
    Chart: charts(),
    Process: diagrams(Process),
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
        return replace(paragraph, runs=runs)

    return content.map_paragraphs(line)
