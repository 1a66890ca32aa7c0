"""The briefing made by plain python-pptx, as a good engineer would: the benchmark's other side.

    python tools/bench/plain.py CONTENT.json TEMPLATE.pptx OUT.pptx

CONTENT.json holds what stands on each slide, ready to be set: no YAML is read here, no figure is
computed and no map is projected.
"""

import copy
import json
import sys

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import MSO_THEME_COLOR
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Pt

CHARTS = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "line": XL_CHART_TYPE.LINE,
    "pie": XL_CHART_TYPE.PIE,
    "doughnut": XL_CHART_TYPE.DOUGHNUT,
}
_NUMBER = 13
FIELDS = {_NUMBER, 15, 16}  # PP_PLACEHOLDER: SLIDE_NUMBER, FOOTER, DATE


def main(content: str, template: str, output: str) -> None:
    with open(content, encoding="utf-8") as stream:  # noqa: PTH123 - a plain script
        deck = json.load(stream)
    presentation = Presentation(template)
    layouts = {layout.name: layout for layout in presentation.slide_layouts}
    slides = {item["id"]: presentation.slides.add_slide(layouts[item["layout"]]) for item in deck}
    for item in deck:
        fill(slides[item["id"]], item, slides)
    presentation.save(output)


def fill(slide, item, slides) -> None:
    names = {p.placeholder_format.idx: p.name for p in slide.slide_layout.placeholders}
    shapes = {names[shape.placeholder_format.idx]: shape for shape in slide.placeholders}
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.type in FIELDS and shape.name in item["slots"]:
            element = copy.deepcopy(shape.element)
            slide.shapes._spTree.append(element)  # noqa: SLF001 - python-pptx leaves fields out
            shapes[shape.name] = slide.shapes[-1]
    for name, shape in shapes.items():
        content = item["slots"].get(name)
        if content is None:
            shape.element.getparent().remove(shape.element)
        elif "paragraphs" in content:
            shape.name = name
            if shape.placeholder_format.type != _NUMBER:  # the layout's field came with the copy
                shape.text_frame.clear()
                set_text(shape.text_frame, content["paragraphs"], slides)
        elif "chart" in content:
            set_chart(shape, content, slide)
        elif "table" in content:
            set_table(shape, content)
        else:
            set_map(shape, content, slide)
    if item["notes"]:
        set_text(slide.notes_slide.notes_text_frame, item["notes"], slides)


def set_text(frame, paragraphs, slides) -> None:
    for number, item in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        if item["level"]:
            paragraph.level = item["level"]
        for text, bold, italic, link in item["runs"]:
            run = paragraph.add_run()
            run.text = text
            if bold is not None:
                run.font.bold = bold
            if italic is not None:
                run.font.italic = italic
            if link.startswith("#"):
                target = slides[link[1:]]
                part = frame.part
                rid = part.relate_to(target.part, _SLIDE)
                click = run._r.get_or_add_rPr().add_hlinkClick(rid)  # noqa: SLF001 - not offered
                click.set("action", "ppaction://hlinksldjump")
            elif link:
                run.hyperlink.address = link


_SLIDE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"


def set_chart(shape, content, slide) -> None:
    data = CategoryChartData(number_format=content["format"])
    data.categories = content["categories"]
    for name, values in content["series"]:
        data.add_series(name, values)
    if hasattr(shape, "insert_chart"):
        chart = shape.insert_chart(CHARTS[content["chart"]], data).chart
    else:  # an object placeholder takes no chart
        box = (shape.left, shape.top, shape.width, shape.height)
        chart = slide.shapes.add_chart(CHARTS[content["chart"]], *box, data).chart
        shape.element.getparent().remove(shape.element)
    chart.has_legend = content["legend"]
    if content["legend"]:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
    plot = chart.plots[0]
    plot.gap_width = 45
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.category_axis.tick_labels.font.size = Pt(15)
    plot.has_data_labels = True
    plot.data_labels.font.size = Pt(15)
    plot.data_labels.font.bold = True
    plot.data_labels.number_format = content["format"]
    plot.data_labels.number_format_is_linked = False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for series, labels in zip(plot.series, content["labels"], strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
        for number, label in enumerate(labels):
            series.points[number].data_label.text_frame.text = label


def set_table(shape, content) -> None:
    rows = content["table"]
    table = shape.insert_table(len(rows), len(rows[0])).table
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def set_map(shape, content, slide) -> None:
    """A group of freeforms, ellipses and text boxes; python-pptx builds it shape by shape."""
    shape.element.getparent().remove(shape.element)
    group = slide.shapes.add_group_shape()
    group.name = shape.name
    group.shapes.turbo_add_enabled = True
    for item in content["shapes"]:
        if item["paths"]:
            first, *others = item["paths"]
            builder = group.shapes.build_freeform(*first[0])
            builder.add_line_segments(first[1:], close=item["closed"])
            for path in others:
                builder.move_to(*path[0])
                builder.add_line_segments(path[1:], close=item["closed"])
            made = builder.convert_to_shape()
        elif item["text"]:
            made = group.shapes.add_textbox(*item["box"])
            made.text_frame.text = item["text"]
            made.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
        else:
            made = group.shapes.add_shape(9, *item["box"])  # MSO_SHAPE.OVAL
        made.name = item["name"]
        if item["color"]:
            made.fill.solid()
            made.fill.fore_color.theme_color = getattr(MSO_THEME_COLOR, item["color"])


if __name__ == "__main__":
    main(*sys.argv[1:])
