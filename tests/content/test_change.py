"""A figure's `change`: an arrow and a colour by the sign of its number, both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pptx import Presentation

from deckgen.appearance.colour import contrast
from deckgen.appearance.theme import Scheme
from deckgen.commands.build import build
from deckgen.content.text import Text
from deckgen.opc.package import Package
from deckgen.richtext import Paragraph, Run, merged
from deckgen.richtext.change import COLORS, marked, unmarked
from tests.facts.checked import deck
from tests.review.pull.test_pull import lines, reviewed, told, with_slot
from tests.support.paths import TEMPLATES
from tests.support.strategies import paragraph_lists

NS = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
SLIDE = """layout: Title and Content
Title: T
Content:
  figure: 48,800
  label: removals
  change: {}
  date: FY 2018
"""


def shown(tmp_path: Path, change: str, fact: str = "value: -8%") -> Paragraph:
    path = deck(tmp_path, f"share:\n  {fact}\n", SLIDE.format(change))
    return lines(reviewed(path).ours, "s1", "Content")[2]


@pytest.mark.parametrize(
    ("fact", "change", "text", "color"),
    [
        ("value: -8%", "${share}", "▼ -8%", "accent2"),
        ("value: +5%", "${share}", "▲ +5%", "accent1"),
        ("value: 0.05\n  format: +.0%", "${share} from FY 2017", "▲ +5% from FY 2017", "accent1"),
        ("value: 1", "${share:+}", "▲ +1", "accent1"),
        ("value: \u22123", "${share:change}", "▼ \u22123", "accent2"),
        ("value: 0%", "${share}", "0%", ""),
        ("value: same as last year", "${share}", "same as last year", ""),
        ("value: -8%", "-2 since May", "▼ -2 since May", "accent2"),
        ("value: -8%", "'='", "=", ""),
    ],
)
def test_the_sign_gives_arrow_and_colour(
    tmp_path: Path, fact: str, change: str, text: str, color: str
) -> None:
    line = shown(tmp_path, change, fact)
    assert (line.text, line.level) == (text, 1)
    assert [run.style.color for run in line.runs] == [color]


def test_a_colour_that_the_author_gives_stays(tmp_path: Path) -> None:
    line = shown(tmp_path, "'[${share}]{color=lt1}'")
    assert line.text == "▼ -8%"
    assert [run.style.color for run in line.runs] == ["lt1"]


@pytest.mark.parametrize(
    ("change", "old", "new", "typed", "written"),
    [
        ("${share} in FY 2018", "▼ -8%", "▲ +3%", "+3%", "${share} in FY 2018"),
        ("${share} in FY 2018", "-8%", "-9%", "-9%", "${share} in FY 2018"),
        ("${share} in FY 2018", "FY 2018", "a year", "-8%", "${share} in a year"),
        ("-8% in FY 2018", "▼ -8%", "▲ +3%", "-8%", "+3% in FY 2018"),
        ("${share:change} in FY 2018", "-8%", "-9%", "-9%", "${share:change} in FY 2018"),
        ("${share:change} in FY 2018", "▼ -8%", "▲ +3%", "+3%", "${share:change} in FY 2018"),
    ],
)
def test_a_reviewed_change_comes_back_to_its_fact(
    tmp_path: Path, change: str, old: str, new: str, typed: str, written: str
) -> None:
    path = deck(tmp_path, "share:\n  value: -8%\n", SLIDE.format(change))
    facts = tmp_path / "facts.yaml"
    plan = reviewed(path).ours
    figure = Text(lines(plan, "s1", "Content"))
    edited = figure.map_paragraphs(
        lambda line: Paragraph(
            tuple(type(run)(run.text.replace(old, new), run.style) for run in line.runs), line.level
        )
    )
    report = told(reviewed(path, with_slot(plan, "s1", "Content", edited)), facts=True)
    files = {path: path.read_text(), facts: facts.read_text(), **report.files}
    assert f"value: {typed}" in files[facts].replace("'", "")
    assert f"change: {written}" in files[path].replace("'", "")
    assert all(figure.done for figure in report.figures)


CHART = """layout: Chart and Points
Title: T
Chart:
  chart: bar
  data: |
    Country | Removals
    Mexico | 127,492
    Guatemala | 54,919
    Honduras | 48,800
  labels: |
    127,492\\
    ${mexico:change}
    54,919\\
    ${guatemala:change}
    ${honduras:change} since May
Points: p
"""
CHANGES = "mexico:\n  value: -8%\nguatemala:\n  value: as before\nhonduras:\n  value: +5%\n"


def test_a_line_of_a_chart_s_label_has_the_arrow_s_colour(tmp_path: Path) -> None:
    path = deck(tmp_path, CHANGES, CHART)
    built = Presentation(str(build(path).path))
    (chart,) = (shape.chart for shape in built.slides[0].shapes if shape.has_chart)
    lines = {
        "".join(text.text for text in line.iterfind(".//a:t", NS)): [
            color.get("val") for color in line.iterfind("a:r//a:schemeClr", NS)
        ]
        for line in chart._chartSpace.iter(f"{{{NS['a']}}}p")
    }
    assert lines["▼ -8%"] == ["accent2"]
    assert lines["127,492"] == lines["as before"] == ["tx1"]
    assert "▲ +5% since May" in lines


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES)
def test_arrows_have_contrast_on_the_templates_light_grounds(path: Path) -> None:
    package = Package.open(path)
    scheme = Scheme.of(package.parts["/ppt/slideMasters/slideMaster1.xml"], package)
    for color in COLORS.values():
        for ground, least in (("bg1", 4.5), ("bg2", 3)):
            shade, paper = scheme.named(color), scheme.named(ground)
            assert shade is not None
            assert paper is not None
            assert contrast(shade, paper) >= least


@given(paragraph_lists(), st.sampled_from(["-8%", "+5 more", "12", "0", "same"]))
def test_unmarked_is_the_inverse(paragraphs: tuple[Paragraph, ...], lead: str) -> None:
    for drawn in paragraphs:
        line = replace(drawn, runs=merged((Run(f"{lead} "), *drawn.runs)))
        if not any(run.style.bold or run.style.color in COLORS.values() for run in line.runs):
            assert unmarked(marked(line)) == line
        assert marked(marked(line)) == marked(line)
