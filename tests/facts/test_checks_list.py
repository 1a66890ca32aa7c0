"""`deckgen facts`: what it lists, where facts are used, and in which form it is printed."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pptx import Presentation

from deckgen.cli import group
from deckgen.commands import facts
from deckgen.diagnostics import Problem
from tests.facts.checked import TEMPLATE, deck
from tests.support.paths import PLAIN, ROOT

FACTS = """
total:
  value: 267,258
  unit: removals
  period: FY 2018
  as_of: 2018-09-30
  stale_after: 548
  source: ICE ERO
part:
  value: 150,141
  status: e
  as_of: 2019-01-31
  source: Case system
share:
  formula: part / total
  format: .0%
  computed: 56%
  printed: 57%
  note: As the source prints it
loose:
  formula: total / 7
office:
  value: lesc
spare:
  value: TODO
spare_half:
  formula: spare / 2
"""
SLIDES = (
    """
    layout: Title and Content
    Title: In all ${total}
    Content:
      table: |
        What | Share
        All | ${share}
    notes: Of ${total}, ${loose:,.0f} and ${share}
    """,
    r"""
    layout: Title and Content
    Title: \${part}
    Content:
      chart: bar
      data: |
        What | N
        All | ${own}
      alt: A bar of ${own}
    facts:
      own: 12
    """,
    """
    layout: Title and Content
    Title: Whom to call
    Content:
      contact: ${office}
    """,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    settings = "contacts:\n  lesc:\n    office: Support Center\n"
    return deck(tmp_path, FACTS, *SLIDES, settings=settings)


def uses(found: facts.FactList) -> dict[str, list[str]]:
    return {
        entry.fact.id: [f"{use.slide} {use.slot} {str(use.place)[-5:]}" for use in entry.uses]
        for entry in found.entries
    }


def test_each_use_has_its_slide_slot_and_place(path: Path) -> None:
    text = path.read_text("utf-8").splitlines()
    lines = {words: n for n, line in enumerate(text, 1) for words in [line.strip()]}
    assert uses(facts.facts(path)) == {
        "total": [
            f"1 Title {lines['Title: In all ${total}']}:19",
            f"1 notes {lines['notes: Of ${total}, ${loose:,.0f} and ${share}']}:15",
        ],
        "part": [],
        "share": [
            f"1 Content {lines['All | ${share}']}:15",
            f"1 notes {lines['notes: Of ${total}, ${loose:,.0f} and ${share}']}:43",
        ],
        "loose": [f"1 notes {lines['notes: Of ${total}, ${loose:,.0f} and ${share}']}:25"],
        "office": [f"3 Content {lines['contact: ${office}']}:16"],
        "spare": [],
        "spare_half": [],
        "own": [
            f"2 Content {lines['All | ${own}']}:15",
            f"2 Content {lines['alt: A bar of ${own}']}:21",
        ],
    }


def test_a_fact_in_a_map_or_in_a_tables_alternative_text_has_its_place(tmp_path: Path) -> None:
    slides = (
        """
        layout: Title and Content
        Title: Rows
        Content:
          table: |
            A | B
            1 | 2
          alt: Rows of ${total}
        """,
        """
        layout: Title and Content
        Title: States
        Content:
          map: states
          alt: A map of ${total}
        """,
    )
    found = uses(facts.facts(deck(tmp_path, FACTS, *slides)))
    assert found["total"] == ["1 Content 16:20", "2 Content 22:21"]


def test_a_slide_that_goes_on_uses_a_fact_where_it_prints_it(tmp_path: Path) -> None:
    rows = "".join(f"    Row {number} | none\n" for number in range(60))
    slide = f"""layout: Title and Content
overflow: continue
Title: Rows
Content:
  table: |
    What | How many
    First | ${{part}}
{rows}    Last | ${{total}}
"""
    found = uses(facts.facts(deck(tmp_path, FACTS, slide)))
    (first,), (last,) = found["part"], found["total"]
    assert first.startswith("1 Content")
    assert not last.startswith("1 ")


@pytest.mark.slow
def test_a_fact_that_a_pattern_slide_names_has_no_place_in_yaml(tmp_path: Path) -> None:
    template = Presentation(PLAIN)
    slide = template.slides.add_slide(template.slide_layouts.get_by_name("Title Only"))
    slide.shapes.title.text = "In all ${total}"
    slide.name = "all"
    template.save(tmp_path / "template.pptx")
    path = deck(tmp_path, FACTS, "like: all\n")
    text = path.read_text("utf-8").replace(str(TEMPLATE), "template.pptx")
    path.write_text(text, "utf-8")
    (entry, *_) = facts.facts(path).entries
    assert [(use.slide, use.slot, use.place) for use in entry.uses] == [(1, "Title 1", None)]
    assert "its pattern slide" in run(path, "--format", "text")


def test_unused_is_what_no_slide_shows_and_no_fact_that_is_shown_is_made_of(path: Path) -> None:
    found = facts.facts(path, unused=True)
    assert [entry.fact.id for entry in found.entries] == ["spare", "spare_half"]
    assert [[b.id for b in entry.dependents] for entry in found.entries] == [["spare_half"], []]


@pytest.mark.parametrize(
    ("day", "ids"),
    [
        (None, []),
        (date(2020, 3, 31), []),
        (date(2020, 4, 1), ["total", "share", "loose"]),
    ],
)
def test_stale_is_counted_to_the_day_of_the_deck_or_the_one_given(
    day: date | None, ids: list[str], path: Path
) -> None:
    found = facts.facts(path, as_of=day, stale=True)
    assert [entry.fact.id for entry in found.entries] == ids
    assert found.day == (day or date(2020, 3, 6))


def test_both_filters_keep_what_is_both(path: Path) -> None:
    assert facts.facts(path, as_of=date(2030, 1, 1), stale=True, unused=True).entries == ()


def test_stale_without_a_day_is_an_error(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("as_of: 2020-03-06\n", "", 1), "utf-8")
    assert not any(entry.stale for entry in facts.facts(path).entries)
    with pytest.raises(Problem) as caught:
        facts.facts(path, stale=True)
    assert caught.value.diagnostics[0].code == "no-date"


def test_a_variants_facts(path: Path) -> None:
    folder = path.parent / "variants"
    folder.mkdir()
    (folder / "east.yaml").write_text(
        "extends: ../deck.yaml\nfacts:\n  total:\n    value: 267,300\nremove: [s3]\n", "utf-8"
    )
    settings = path.read_text("utf-8").replace("facts: [", "variants: variants\nfacts: [")
    path.write_text(settings, "utf-8")
    found = {entry.fact.id: entry for entry in facts.facts(path, variant="east").entries}
    assert found["total"].fact.text == "267,300"
    assert not found["office"].used


def run(path: Path, *words: str) -> str:
    result = CliRunner().invoke(group, ["facts", str(path), *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_text_is_a_table_with_the_uses_below_each_fact(path: Path) -> None:
    rows = run(path, "--format", "text", "--as-of", "2020-04-01").splitlines()
    at = {heading: rows[0].index(heading) for heading in rows[0].split() if heading != "of"}
    total = rows[1]
    assert total[: at["says"]].strip() == "total"
    assert total[at["says"] : at["period"]].strip() == "267,258"
    assert total[at["period"] : at["as"]].strip() == "FY 2018"
    assert total[at["as"] : at["status"]].strip() == "2018-09-30"
    assert total[at["source"] :].split("  ")[0] == "ICE ERO"
    assert total.endswith("stale: good until 2020-03-31")
    assert rows[2].strip().startswith("slide 1, s1, `Title`: ")
    assert rows[4].strip() == "in share, loose"
    assert any("computes to 56%" in row for row in rows)
    assert any("(asks for a format)" in row for row in rows)
    assert rows[-1] == "8 facts; 2 unused, 3 stale as of 2020-04-01"


def test_json_says_everything(path: Path) -> None:
    found = json.loads(run(path, "--format", "json", "--as-of", "2020-04-01"))
    assert found["as_of"] == "2020-04-01"
    facts: dict[str, Any] = {fact["id"]: fact for fact in found["facts"]}
    share = facts["share"]
    assert share["text"] == "57%"
    assert share["amount"].startswith("0.56178299")
    assert share["known"] == {"computed": "56%", "printed": "57%"}
    assert (share["as_of"], share["status"], share["stale"]) == ("2018-09-30", "e", True)
    assert share["sources"] == ["Case system", "ICE ERO"]
    assert share["uses"][0].keys() == {"slide", "id", "slot", "file", "line", "column"}
    assert facts["total"]["in"] == ["share", "loose"]
    assert facts["loose"]["text"] is None
    assert facts["spare"]["pending"] is True
    assert facts["own"]["used"] is True


def test_csv_has_a_row_for_each_fact(path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(path, "--format", "csv"))))
    assert [row["id"] for row in rows][:3] == ["total", "part", "share"]
    assert rows[0]["text"] == "267,258"
    assert rows[0]["uses"] == "1 s1 Title; 1 s1 notes"
    assert rows[5]["used"] == "no"


def test_without_a_format_it_is_json_where_no_terminal_is(path: Path) -> None:
    assert len(json.loads(run(path))["facts"]) == 8


@pytest.mark.slow
def test_without_a_format_it_is_text_on_a_terminal(path: Path) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "deckgen", "facts", str(path), "--unused"]
    subprocess.run(words, stdout=theirs, check=True, cwd=ROOT)
    os.close(theirs)
    printed = os.read(ours, 65536).decode().replace("\r\n", "\n")
    os.close(ours)
    assert printed.startswith("fact")
    assert printed.endswith("2 facts; 2 unused, 0 stale as of 2020-03-06\n")


def test_a_deck_that_cannot_be_planned_is_an_error(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("${own}", "${none}"), "utf-8")
    result = CliRunner().invoke(group, ["facts", str(path)])
    assert result.exit_code == 1
    assert "error[unknown-fact]" in result.stderr
    assert "nothing was listed" in result.stderr
