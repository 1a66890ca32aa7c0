"""Read every paragraph, cell and chart value of presentations with plain python-pptx.

python read.py FILE.pptx ...
"""

import sys

from pptx import Presentation


def main(*paths: str) -> None:
    for path in paths:
        print(sum(len(text) for slide in Presentation(path).slides for text in texts(slide)))


def texts(slide):
    for shape in slide.shapes:
        if shape.has_text_frame:
            for paragraph in shape.text_frame.paragraphs:
                yield paragraph.text
        elif shape.has_table:
            for row in shape.table.rows:
                for cell in row.cells:
                    yield cell.text
        elif shape.has_chart:
            for plot in shape.chart.plots:
                yield from plot.categories
                for series in plot.series:
                    yield from map(str, series.values)


if __name__ == "__main__":
    main(*sys.argv[1:])
