"""The common spec made by plain python-pptx, as a good engineer would: the benchmark's measure.

    python script.py TEMPLATE.pptx SPEC.json OUT.pptx [SPEC.json OUT.pptx ...]

The spec is ready to be set: no YAML is read here, no text is measured and nothing is checked.
"""

import json
import sys

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE


def main(template: str, *paths: str) -> None:
    for spec, output in zip(paths[::2], paths[1::2], strict=True):
        with open(spec, encoding="utf-8") as stream:  # noqa: PTH123 - a plain script
            items = json.load(stream)
        presentation = Presentation(template)
        layouts = {layout.name: layout for layout in presentation.slide_layouts}
        for item in items:
            fill(presentation.slides.add_slide(layouts[item["layout"]]), item)
        presentation.save(output)


def fill(slide, item) -> None:
    slide.shapes.title.text = item["title"]
    places = {place.placeholder_format.idx: place for place in slide.placeholders}
    lines = places[1]
    if item["chart"]:
        data = CategoryChartData()
        data.categories = item["chart"]["categories"]
        for name, values in item["chart"]["series"]:
            data.add_series(name, values)
        places[1].insert_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, data)
        lines = places[2]
    elif item["rows"]:
        table = places[1].insert_table(len(item["rows"]), len(item["rows"][0])).table
        for row, texts in zip(table.rows, item["rows"], strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        lines = None
    elif item["picture"]:
        places[1].insert_picture(item["picture"])
        lines = places[2]
    if lines is not None:
        lines.text_frame.text = "\n".join(item["lines"])
    for place in list(slide.placeholders):  # what stays empty would prompt for text
        if place.has_text_frame and not place.text_frame.text:
            place.element.getparent().remove(place.element)


if __name__ == "__main__":
    main(*sys.argv[1:])
