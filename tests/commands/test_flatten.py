"""A flattened deck builds to the same presentation."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from deckgen.commands import build, flatten
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from deckgen.project import Project
from deckgen.source import writing
from tests.deck.project import FILES, resolved, write
from tests.support.lanes import examples
from tests.support.paths import ROOT
from tests.support.strategies import lines

pytestmark = pytest.mark.slow


def same_when_flat(deck: Path, variant: str | None, folder: Path) -> bool:
    """Whether both build to the same bytes, but for the base, which names the variant."""
    flat = flatten.write(deck, folder, variant=variant, force=True)
    how = {"embed": EmbedMode.NONE, "force": True}
    once = build.build(deck, variant=variant, output=folder / "once.pptx", **how)
    twice = build.build(flat.path, output=folder / "twice.pptx", **how)
    return once.path.read_bytes() == twice.path.read_bytes()


@pytest.mark.parametrize("variant", [None, "east", "west"])
def test_the_same_bytes(deck: Path, tmp_path: Path, variant: str | None) -> None:
    assert same_when_flat(deck, variant, tmp_path / "flat")


@pytest.mark.parametrize("variant", [None, "missouri", "st-louis", "springfield", "kansas-city"])
def test_the_briefing_gives_the_same_bytes(tmp_path: Path, variant: str | None) -> None:
    assert same_when_flat(ROOT / "content" / "deck.yaml", variant, tmp_path)


def test_flattening_again_changes_nothing(deck: Path, tmp_path: Path) -> None:
    first = flatten.write(deck, tmp_path / "flat", variant="west").path
    again = flatten.text(Project(first), first.parent)
    assert again.partition("\n")[2] == first.read_text().partition("\n")[2]


def test_the_output_is_the_variants_own_and_the_template_is_found(
    deck: Path, tmp_path: Path
) -> None:
    flat = flatten.write(deck, tmp_path / "deep" / "flat", variant="east").path
    assert build.build(flat).path.resolve() == (tmp_path / "out" / "offices-east.pptx").resolve()


def test_files_of_the_content_come_along(tmp_path: Path) -> None:
    figures = FILES["slides/figures.yaml"].replace(
        "table: |\n      Office | Arrests\n      All | ${arrests.total}", "table: data/rows.csv"
    )
    files = {"slides/figures.yaml": figures, "data/rows.csv": "Office,Arrests\nAll,5\n"}
    deck = write(tmp_path / "a", files)
    assert "table: data/rows.csv" in figures
    done = flatten.write(deck, tmp_path / "b")
    assert done.copies == (tmp_path / "b" / "data" / "rows.csv",)
    assert same_when_flat(deck, None, tmp_path / "b")


def test_a_figure_with_its_currency_is_still_a_number(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["id", "value", "formula"])
    book.active.append(["cost", 5000])
    book.active.append(["half", None, "cost / 2"])
    book.active["B2"].number_format = '"$"#,##0'
    (tmp_path / "a").mkdir()
    book.save(tmp_path / "a" / "facts.xlsx")
    settings = FILES["deck.yaml"].replace("facts.yaml]", "facts.yaml, facts.xlsx]")
    notes = FILES["slides/figures.yaml"] + "  ${cost}, ${cost:,.1f}, ${half}\n"
    deck = write(tmp_path / "a", {"deck.yaml": settings, "slides/figures.yaml": notes})
    assert same_when_flat(deck, None, tmp_path / "flat")


def test_nothing_that_is_there_is_lost(deck: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="is the deck itself"):
        flatten.write(deck, deck.parent, force=True)
    other = tmp_path / "other" / "deck.yaml"
    other.parent.mkdir()
    other.write_text("title: Mine\n")
    with pytest.raises(Problem, match="is there already"):
        flatten.write(deck, other.parent)
    assert other.read_text() == "title: Mine\n"


title = lines.filter(str.strip)
outlines = st.lists(title, min_size=1, max_size=3).map("\n".join)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title, outlines, st.booleans(), st.booleans(), st.sampled_from(["", "387", "1,120", "TODO"]))
def test_flatten_then_build_is_build(
    tmp_path: Path, text: str, added: str, plus: bool, gone: bool, value: str
) -> None:
    key = "Subtitle+" if plus else "Subtitle"
    changes: dict[str, writing.YamlData] = {
        "extends": "../deck.yaml",
        "title": text,
        "slides": {"cover": {key: writing.Lines(added)}},
    }
    changes |= {"remove": ["contacts"]} if gone else {}
    changes |= {"facts": {"arrests.total": {"value": value}}} if value else {}
    deck = write(tmp_path, {"variants/drawn.yaml": writing.dump(changes)})
    try:
        build.build(deck, variant="drawn", output=tmp_path / "drawn.pptx", force=True)
    except Problem:
        assert resolved(deck, "drawn")  # the text is no outline, which is another law's matter
        return
    assert same_when_flat(deck, "drawn", tmp_path / "flat")
