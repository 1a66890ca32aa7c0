"""Edits that are tried before they are written: every reader of a project's files sees them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl

from deckgen.deck import load, source_files
from deckgen.deck.variants import Variants
from deckgen.source import reading
from tests.deck.project import FILES, told, write

TABLE = 'variants: {from: regions.csv, name: "{region.id}"}'


def workbook(number: int) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["id", "value"])
    book.active.append(["beds", number])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def shown(deck: Path, name: str) -> str:
    return load.load(source_files.read(deck)).facts.fact(name).text


def test_facts_of_tables(tmp_path: Path) -> None:
    text = FILES["deck.yaml"].replace("[facts.yaml]", "[facts.yaml, q3.csv, q3.xlsx]")
    deck = write(tmp_path, {"deck.yaml": text, "q3.csv": "id,value\nguards,1\n"})
    (tmp_path / "q3.xlsx").write_bytes(workbook(7))
    pending = {"q3.csv": "id,value\nguards,2\n", "q3.xlsx": workbook(8)}
    assert (shown(deck, "guards"), shown(deck, "beds")) == ("1", "7")
    with reading.overlay_files((tmp_path / name, data) for name, data in pending.items()):
        assert (shown(deck, "guards"), shown(deck, "beds")) == ("2", "8")
        for name in pending:
            (tmp_path / name).unlink()
        assert (shown(deck, "guards"), shown(deck, "beds")) == ("2", "8")


def test_a_table_of_variants(tmp_path: Path) -> None:
    text = FILES["deck.yaml"].replace("variants: variants", TABLE)
    deck = write(tmp_path, {"deck.yaml": text, "regions.csv": "region.id\neast\n"})
    with reading.overlay_files([(tmp_path / "regions.csv", "region.id\neast\nnorth\n")]):
        found = Variants(source_files.read(deck))
        assert found.names == ("east", "north")
        changed = dict(told(found.manuscript("north").facts[0].get("region.id")))
        assert changed["value"] == "north"


def test_a_folder_of_variants(tmp_path: Path) -> None:
    deck = write(tmp_path)
    names = Variants(source_files.read(deck)).names
    north = "extends: south.yaml\nfooter: North\n"
    south = "extends: ../deck.yaml\nfooter: South\n"
    folder = tmp_path / "variants"
    with reading.overlay_files([(folder / "north.yaml", north), (folder / "south.yaml", south)]):
        found = Variants(source_files.read(deck))
        assert found.names == tuple(sorted([*names, "north", "south"]))
        assert told(found.manuscript("north").settings.get("footer")) == "North"


def test_a_folder_of_variants_that_is_not_there_yet(tmp_path: Path) -> None:
    deck = write(tmp_path, {name: None for name in FILES if name.startswith("variants/")})
    south = "extends: ../deck.yaml\nfooter: South\n"
    with reading.overlay_files([(tmp_path / "variants" / "south.yaml", south)]):
        assert Variants(source_files.read(deck)).names == ("south",)
