"""Every rule finds the decks that were spoilt for it, and nothing in the sound one."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt

from deckgen.checks import CheckReport, of_file
from deckgen.checks.rules import BY_ID, FAMILIES, RULES
from deckgen.checks.subject import Subject
from deckgen.diagnostics import render
from deckgen.opc.package import Package
from deckgen.template import Template
from tests.checks import seeds_colour, seeds_structure, seeds_text
from tests.checks.sound import Seed, checked, sound
from tests.support.cases import every_case
from tests.support.paths import CORPUS, needs_corpus

SEEDS = (*seeds_structure.SEEDS, *seeds_text.SEEDS, *seeds_colour.SEEDS)


@cache
def report(seed: Seed) -> CheckReport:
    return checked(seed.deck())


def test_the_sound_deck_has_no_finding() -> None:
    found = [render(diagnostic) for diagnostic in checked(sound()).diagnostics]
    assert not found, "\n".join(found)


@every_case("seed", {seed.rule: seed for seed in reversed(SEEDS)}.values())
def test_a_rule_finds_its_first_seed(seed: Seed) -> None:
    assert list(BY_ID[seed.rule].findings(Subject.of_file(Package.load(seed.deck(), "a.pptx"))))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_rule_finds_its_seed_and_no_other_rule_does(seed: Seed) -> None:
    assert {found.code for found in report(seed).diagnostics} == {seed.rule} | seed.also


def test_a_layout_without_a_name_is_called_as_a_deck_calls_it() -> None:
    def spoil(deck: Any) -> None:
        seeds_structure.blank_layout(deck)
        deck.slides[-1].slide_layout._element.cSld.attrib.pop("name")

    data = Seed("", spoil).deck()
    (name,) = [name for name in Template.of(Package.load(data, "a.pptx")).layouts if ".xml" in name]
    messages = [found.message for found in checked(data).diagnostics]
    assert f"the slide is made on the layout `{name}`, which has no placeholders" in messages


def test_every_rule_has_a_seed() -> None:
    """Soundness, facts and figures, and what only decks have, are seeded beside their tests."""
    seeded = {seed.rule for seed in SEEDS} | {
        "SLOT-EMPTY", "SLOT-UNUSED", "SLIDE-UNLISTED", "KEY-UNUSED", "NOTES", "RAW", "CONFLICT",
    }  # fmt: skip
    elsewhere = (*FAMILIES["Soundness"], *FAMILIES["Facts and figures"])
    assert {rule.id for rule in RULES} - {rule.id for rule in elsewhere} == seeded


def test_rules_have_ids_of_their_own() -> None:
    assert len(BY_ID) == len(RULES)


def found(deck: Any, rule: str) -> list[str]:
    stream = BytesIO()
    deck.save(stream)
    subject = Subject.of_file(Package.load(stream.getvalue(), "deck.pptx"))
    return [finding.diagnostic.message for finding in BY_ID[rule].findings(subject)]


def test_a_box_without_words_is_a_drawing_where_it_is_painted() -> None:
    deck = Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    box = shapes.add_textbox(Pt(9), Pt(9), Pt(90), Pt(90))
    assert found(deck, "ALT-MISSING") == []
    box.fill.solid()
    box.fill.fore_color.rgb = RGBColor(0, 0, 0xFF)
    assert found(deck, "ALT-MISSING") == ["the shape has no alternative text"]
    box.fill.background()
    assert found(deck, "ALT-MISSING") == []
    box.line.color.rgb = RGBColor(0, 0, 0xFF)
    assert found(deck, "ALT-MISSING") == ["the shape has no alternative text"]


@pytest.mark.parametrize("pale", ["title", "legend"])
def test_the_title_and_the_legend_of_a_chart_are_read(pale: str) -> None:
    deck = Presentation()
    values = CategoryChartData()
    values.categories = ["North", "South"]
    values.add_series("Removals", (1, 2))
    room = (Pt(9), Pt(9), Pt(400), Pt(300))
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    chart = shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *room, values).chart
    chart.has_title = chart.has_legend = True
    chart.chart_title.text_frame.text = "Removals"
    title = chart.chart_title.text_frame.paragraphs[0].runs[0].font
    for name, font in (("title", title), ("legend", chart.legend.font)):
        font.color.rgb = RGBColor.from_string("F0F0F0" if name == pale else "101010")
    (told,) = found(deck, "CONTRAST-TEXT")
    assert f"in the chart's {pale}" in told


@every_case(("ground", "told"), [("101010", 0), ("FAFAFA", 1)])
@every_case("where", ["slide", "layout", "master"])
def test_text_stands_on_the_background_of_its_slide(where: str, ground: str, told: int) -> None:
    """The slide's own background, else that of its layout, else that of its master."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    sheets = {
        "slide": slide, "layout": slide.slide_layout, "master": slide.slide_layout.slide_master,
    }  # fmt: skip
    sheets[where].background.fill.solid()
    sheets[where].background.fill.fore_color.rgb = RGBColor.from_string(ground)
    box = slide.shapes.add_textbox(Pt(9), Pt(9), Pt(90), Pt(90))
    box.text_frame.text = "Pale"
    box.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    assert len(found(deck, "CONTRAST-TEXT")) == told


def test_a_merged_cell_is_one_cell() -> None:
    deck = Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    table = shapes.add_table(3, 3, Pt(9), Pt(9), Pt(300), Pt(90)).table
    for number, cell in enumerate(table.iter_cells()):
        cell.text = f"word {number}"
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    assert found(deck, "TABLE-EMPTY") == []
    table.cell(1, 0).text = ""
    table.cell(2, 2).text = ""
    assert found(deck, "TABLE-EMPTY") == ["2 of 6 cells of the table are empty"]


PRESENTATION_HELPS = re.compile(r"(?i)yaml|`\w+:|`\$\{|overflow: continue")


@pytest.mark.slow
def test_nobody_with_a_presentation_alone_is_told_of_yaml() -> None:
    for seed in SEEDS:
        for found in report(seed).diagnostics:
            assert not [text for text in found.helps if PRESENTATION_HELPS.search(text)], found


@needs_corpus
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.glob("*.pptx")))
def test_nor_of_a_real_deck(name: str) -> None:
    if "protected" in name:
        return
    report = of_file(Package.open(CORPUS / name))
    for found in report.findings:
        assert not PRESENTATION_HELPS.search(" ".join(found.diagnostic.helps)), found
    assert not PRESENTATION_HELPS.search(" ".join(report.skipped.values()))
