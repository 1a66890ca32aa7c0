"""The texts of deck.yaml itself, and those of variants, print facts as any text does."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.commands import facts
from deckgen.commands.build import build
from deckgen.commands.check import check
from deckgen.commands.extract import extract
from deckgen.deck import load
from deckgen.opc.package import Package
from deckgen.plan import Plan, planner
from deckgen.presentation import read
from deckgen.template import Template
from tests.support.templates import with_layouts

TEMPLATE = with_layouts("Title Only", "Title and Content")
DECK = f"""\
title: Beds, ${{beds:period}}
name: beds
template: {TEMPLATE.as_posix()}
output: out/{{deck}}-{{variant}}.pptx
footer: ${{beds}} beds \\${{beds}}
date: as of ${{deck:as_of}}
date_style: d MMMM yyyy
as_of: 2020-03-06
facts: [facts.yaml]
variants: variants
slides:
  - section: ${{beds:period}}
  - id: a
    layout: Title and Content
    Title: Beds on ${{beds:as_of}}
    Content: "Beds: ${{beds}} (${{beds:source}}), ${{deck:date}}"
"""
FACTS = """\
beds:
  value: 52
  period: FY 2018
  as_of: 2018-09-30
  source: ICE ERO
"""
OTHER = """\
extends: ../deck.yaml
footer: 'Other: ${beds:period}'
facts:
  beds:
    period: FY 2019
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    (tmp_path / "variants").mkdir()
    for name, text in (
        ("deck.yaml", DECK),
        ("facts.yaml", FACTS),
        ("variants/other.yaml", OTHER),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "deck.yaml"


def texts(plan: Plan) -> list[str]:
    (slide,) = plan.slides
    lines = [line.text for _, content in slide.slots for line in content.paragraphs()]
    return [plan.title, plan.sections[0].name, *lines]


def built(deck: Path, variant: str | None = None) -> Plan:
    path = build(deck, variant=variant).path
    return read.read(Package.load(path.read_bytes(), "built.pptx"))


def test_they_print_facts(deck: Path) -> None:
    read_deck = load.read(deck)
    plan = planner.plan(read_deck, Template.open(read_deck.template))
    assert texts(plan) == [
        "Beds, FY 2018",
        "FY 2018",
        "Beds on 30 September 2018",
        "Beds: 52 (ICE ERO), as of 6 March 2020",
        "Source: ICE ERO. FY 2018. As of 30 September 2018.",
        "as of 6 March 2020",
        "52 beds ${beds}",
        "‹#›",
    ]


def test_each_keeps_its_facts_and_their_places(deck: Path) -> None:
    found = {text.key: text.run for text in load.read(deck).texts}
    origins = {
        key: [
            (str(origin.span).rpartition("deck.yaml:")[2], origin.reference)
            for origin in run.origins
        ]
        for key, run in found.items()
    }
    assert origins["title"] == [("1:8", ""), ("1:14", "beds:period")]
    assert origins["date"] == [("6:7", ""), ("6:13", "deck:as_of")]
    assert origins["section"] == [("12:14", "beds:period")]


def test_a_fact_of_these_texts_is_used(deck: Path) -> None:
    deck.write_text(DECK.replace("${beds}", "52").replace("${beds:source}", "x"), encoding="utf-8")
    report = check(deck)
    assert "KEY-UNUSED" not in {found.code for found in report.diagnostics}


def test_variants_print_their_own_facts(deck: Path) -> None:
    assert texts(built(deck))[:2] == ["Beds, FY 2018", "FY 2018"]
    other = texts(built(deck, "other"))
    assert other[:2] == ["Beds, FY 2019", "FY 2019"]
    assert "Other: FY 2019" in other


def test_the_source_line_follows_the_date_style_of_deck_and_variant(deck: Path) -> None:
    variant = deck.parent / "variants" / "other.yaml"
    variant.write_text(f"{OTHER}date_style: MMMM d, yyyy\n", encoding="utf-8")
    assert "Source: ICE ERO. FY 2018. As of 30 September 2018." in texts(built(deck))
    other = texts(built(deck, "other"))
    assert "Source: ICE ERO. FY 2019. As of September 30, 2018." in other
    assert "Beds on September 30, 2018" in other


def test_a_fact_of_these_texts_alone_is_not_listed_as_unused(deck: Path) -> None:
    text = (
        DECK.replace("${beds}", "52").replace("${beds:source}", "x").replace("${beds:as_of}", "y")
    )
    deck.write_text(text, encoding="utf-8")
    assert facts.facts(deck, unused=True).entries == ()


def test_what_looks_like_a_reference_comes_back_by_extract(tmp_path: Path) -> None:
    typed = (
        f"title: The \\${{title}}\ntemplate: {TEMPLATE.as_posix()}\nslides:\n"
        "  - section: The \\${section}\n  - id: a\n    layout: Title Only\n    Title: x\n"
        "    comments:\n      - author: \\${author}\n        text: The \\${text}\n"
    )
    (tmp_path / "deck.yaml").write_text(typed, encoding="utf-8")
    sent = build(tmp_path / "deck.yaml", output=tmp_path / "sent.pptx").path
    extract(sent, tmp_path / "again")
    again = built(tmp_path / "again" / "deck.yaml")
    assert (again.title, again.sections[0].name) == ("The ${title}", "The ${section}")
    (comment,) = again.slides[0].comments
    assert (comment.author, comment.text) == ("${author}", "The ${text}")
