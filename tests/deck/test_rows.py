"""Tables as a source of variants."""

from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from deckgen.commands import build
from deckgen.deck import load, source_files
from deckgen.deck.source_files import DeckSource
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Problem, render
from tests.deck.project import FILES, told, write

HEADER = "region.id,arrests.total,arrests.share,contact.office,contact.phone\n"
TABLE = HEADER + 'east,"1,120",14%,East,(555) 555-0110\nwest,30,4%,West,\n'


def deck_of(folder: Path, table: str, name: str = "{region.id}") -> Path:
    deck = FILES["deck.yaml"].replace(
        "variants: variants", f'variants: {{from: regions.csv, name: "{name}"}}'
    )
    return write(folder, {"deck.yaml": deck, "regions.csv": table})


def variants(folder: Path, table: str, name: str = "{region.id}") -> Variants:
    return Variants(source_files.read(deck_of(folder, table, name)))


def fact(source: DeckSource, name: str) -> dict[str, object]:
    node = next(table.get(name) for table in source.facts)
    return dict(told(node))


def test_a_row_is_a_variant_and_a_column_the_fact_of_that_id(tmp_path: Path) -> None:
    found = variants(tmp_path, TABLE)
    assert found.names == ("east", "west")
    east = found.manuscript("east")
    assert fact(east, "arrests.total")["value"] == "1,120"
    assert fact(east, "arrests.total")["source"] == "ICE ERO"
    value = next(table.get("arrests.total").get("value") for table in east.facts)
    assert str(value.span).endswith("regions.csv:2:6")


def test_a_row_speaks_in_place_of_a_formula(tmp_path: Path) -> None:
    share = fact(variants(tmp_path, TABLE).manuscript("west"), "arrests.share")
    assert share == {"format": ".0%", "value": "4%"}


def test_a_row_says_a_text_where_the_deck_does(tmp_path: Path) -> None:
    facts = FILES["facts.yaml"] + "office.phone:\n  text: 866 347 2423\n  note: By day\n"
    deck = FILES["deck.yaml"].replace(
        "variants: variants", 'variants: {from: regions.tsv, name: "{region.id}"}'
    )
    table = "region.id,office.phone\neast,866 347 1111\n"
    path = write(tmp_path, {"deck.yaml": deck, "facts.yaml": facts, "regions.tsv": table})
    east = Variants(source_files.read(path)).manuscript("east")
    assert load.load(east).facts.fact("office.phone").text == "866 347 1111"


def test_a_row_makes_a_contact_of_its_name_and_leaves_empty_fields_out(tmp_path: Path) -> None:
    found = variants(tmp_path, TABLE)
    east, west = (told(found.manuscript(name).contacts) for name in ("east", "west"))
    assert dict(east)["east"] == [("office", "East"), ("phone", "(555) 555-0110")]
    assert dict(west)["west"] == [("office", "West")]
    assert [name for name, _ in east] == ["missouri", "lesc", "east"]


def test_a_row_of_a_known_contact_changes_its_fields(tmp_path: Path) -> None:
    table = HEADER + "missouri,1,1%,Columbia,\n"
    contact = dict(told(variants(tmp_path, table).manuscript("missouri").contacts))["missouri"]
    assert contact == [
        ("office", "Columbia"), ("name", "Ada Lovelace"), ("phone", "(314) 555-0100"),
    ]  # fmt: skip


def test_a_column_that_only_names_is_no_fact(tmp_path: Path) -> None:
    found = variants(tmp_path, "code,arrests.total\nKC,5\nSL,6\n", "r-{code}")
    assert found.names == ("r-KC", "r-SL")
    assert found.manuscript("r-KC").facts[0].get("code") is None


def test_a_workbook_does_as_well(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["region.id", "arrests.total"], ["east", 120], ["west", 30]):
        book.active.append(row)
    book.save(tmp_path / "regions.xlsx")
    deck = FILES["deck.yaml"].replace(
        "variants: variants", 'variants: {from: regions.xlsx, name: "{region.id}"}'
    )
    found = Variants(source_files.read(write(tmp_path, {"deck.yaml": deck})))
    assert fact(found.manuscript("west"), "arrests.total")["value"] == "30"


def test_an_empty_cell_at_the_end_of_a_workbooks_row_is_empty_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["region.id", "arrests.total"], ["east", None], ["west", 30]):
        book.active.append(row)
    book.active["C2"].number_format = "0.00"
    book.save(tmp_path / "regions.xlsx")
    deck = FILES["deck.yaml"].replace(
        "variants: variants", 'variants: {from: regions.xlsx, name: "{region.id}"}'
    )
    found = Variants(source_files.read(write(tmp_path, {"deck.yaml": deck})))
    with pytest.raises(Problem) as caught:
        found.manuscript("east")
    assert [d.code for d in caught.value.diagnostics] == ["empty-value"]
    assert fact(found.manuscript("west"), "arrests.total")["value"] == "30"


def test_slides_print_what_the_row_says(tmp_path: Path) -> None:
    built = build.build(deck_of(tmp_path, TABLE), variant="east")
    assert built.path == tmp_path / "out" / "offices-east.pptx"
    texts = {
        slide.name: [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for slide in Presentation(str(built.path)).slides
    }
    assert "East\n(555) 555-0110" in texts["contacts"]
    assert any("Arrests: 1,120" in text for text in texts["figures"])


def test_a_table_is_refused_whole_where_its_rows_cannot_be_told_apart(tmp_path: Path) -> None:
    table = "region.id,arrests.totl,arrests.total\na b,1,1\neast,1,1\neast,1,1\nwest,1\n"
    with pytest.raises(Problem) as caught:
        variants(tmp_path, table)
    (unknown,) = caught.value.diagnostics
    assert "did you mean `arrests.total`?" in render(unknown)
    assert "`arrests.totl:`, and below it `value: TODO`" in render(unknown)
    with pytest.raises(Problem) as caught:
        variants(tmp_path, table.replace("arrests.totl", "arrests.all"))
    assert [d.code for d in caught.value.diagnostics] == [
        "variant-name", "duplicate-variant", "row-length",
    ]  # fmt: skip


def test_a_pattern_names_columns_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"no column `regon\.id`") as caught:
        variants(tmp_path, TABLE, "{regon.id}")
    assert "did you mean `region.id`?" in render(caught.value.diagnostics[0])


def test_an_empty_cell_stops_its_own_row_only(tmp_path: Path) -> None:
    found = variants(tmp_path, "region.id,arrests.total\neast,\nwest,5\n")
    with pytest.raises(Problem) as caught:
        found.manuscript("east")
    (empty,) = caught.value.diagnostics
    assert (empty.code, str(empty.place).rpartition("/")[2]) == ("empty-value", "regions.csv:2:6")
    assert fact(found.manuscript("west"), "arrests.total")["value"] == "5"
