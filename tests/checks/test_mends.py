"""`--fix` mends what it may, says what it did, and leaves the rest alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import etree
from pptx.oxml import parse_xml

from deckgen.cli import group
from deckgen.opc.xml import Element, make
from tests.checks import seeds_colour as colour
from tests.checks import seeds_structure as structure
from tests.checks.sound import DECK, PHOTO, Seed, codes, named, sound
from tests.support.archives import members, packed
from tests.support.cases import every_case


def fix(*words: str | Path) -> Result:
    return CliRunner().invoke(group, ["check", "--fix", *map(str, words)])


def spoilt(folder: Path, spoil: Callable[[Any], None]) -> Path:
    path = folder / "rivers.pptx"
    path.write_bytes(Seed("", spoil).deck())
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        structure.no_language,
        structure.text_without_language,
        structure.no_header_row,
        structure.title_read_last,
        structure.decorative_with_alt,
        structure.decorative_with_text,
        structure.nothing_in_the_placeholder,
    ],
    ids=lambda spoil: spoil.__name__,
)
def test_a_fault_that_can_be_mended_is(spoil: Callable[[Any], None], tmp_path: Path) -> None:
    path, mended = spoilt(tmp_path, spoil), tmp_path / "mended.pptx"
    before = path.read_bytes()
    result = fix(path, "-o", mended)
    assert result.exit_code == 0, result.output
    assert "mended.pptx was written" in result.stderr
    assert codes(mended.read_bytes()) == set()
    assert path.read_bytes() == before


@pytest.mark.slow
def test_only_the_parts_that_were_mended_change(tmp_path: Path) -> None:
    path, mended = spoilt(tmp_path, structure.no_header_row), tmp_path / "mended.pptx"
    fix(path, "-o", mended)
    before, after = members(path), members(mended)
    assert [name for name in after if after[name] != before.get(name)] == ["ppt/slides/slide3.xml"]


@pytest.mark.slow
def test_a_mark_is_set_where_it_is_asked_for(tmp_path: Path) -> None:
    path, mended = spoilt(tmp_path, structure.line_without_alt), tmp_path / "mended.pptx"
    result = fix(path, "-o", mended, "--decorative", "Connector *", "--decorative", "Picture *")
    assert result.exit_code == 0, result.output
    assert result.stderr.count("marked as decorative") == 1  # the picture has alternative text
    assert codes(mended.read_bytes()) == set()


def test_a_first_row_with_a_gap_is_no_header(tmp_path: Path) -> None:
    def spoil(deck: Any) -> None:
        structure.no_header_row(deck)
        table = named(deck.slides[2], "Table").table
        table.cell(0, 0).text = ""

    result = fix(spoilt(tmp_path, spoil), "-o", tmp_path / "mended.pptx")
    assert "nothing to mend" in result.stderr


def test_a_title_that_would_be_covered_stays(tmp_path: Path) -> None:
    def spoil(deck: Any) -> None:
        """A picture beneath the title, read before it."""
        slide = deck.slides[PHOTO]
        picture = slide.shapes[-1]
        title = slide.shapes.title
        picture.left, picture.top = title.left, title.top
        structure.front(slide, picture)

    result = fix(spoilt(tmp_path, spoil), "-o", tmp_path / "mended.pptx")
    assert "nothing to mend" in result.stderr
    assert "warning[ORDER-TITLE]" in result.stdout


def test_a_placeholder_that_an_animation_names_stays(tmp_path: Path) -> None:
    def spoil(deck: Any) -> None:
        structure.nothing_in_the_placeholder(deck)
        structure.blinks_for_ever(deck)
        slide = deck.slides[1]
        node = slide._element.xpath(".//p:cTn")[-1]
        node.attrib.pop("repeatCount")
        target = node.makeelement(f"{structure.P}spTgt")
        target.set("spid", str(named(slide, "Content").shape_id))
        node.append(target)

    result = fix(spoilt(tmp_path, spoil), "-o", tmp_path / "mended.pptx")
    assert "nothing to mend" in result.stderr


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "drawn",
    [
        make("a:pattFill", {"prst": "pct5"}),
        make("a:ln", None, make("a:solidFill", None, make("a:schemeClr", {"val": "tx1"}))),
    ],
    ids=["pattern", "outline"],
)
def test_a_placeholder_without_text_that_is_seen_stays(drawn: Element, tmp_path: Path) -> None:
    def spoil(deck: Any) -> None:
        structure.nothing_in_the_placeholder(deck)
        properties = named(deck.slides[1], "Content")._element.spPr
        properties.append(parse_xml(etree.tostring(drawn)))

    path = spoilt(tmp_path, spoil)
    assert "PH-EMPTY" not in codes(path.read_bytes())
    assert "nothing to mend" in fix(path, "-o", tmp_path / "mended.pptx").stderr


def test_properties_that_no_relationship_leads_to_are_replaced(tmp_path: Path) -> None:
    path = spoilt(tmp_path, structure.no_language)
    parts = members(path)
    root = etree.fromstring(parts["_rels/.rels"])
    for item in [one for one in root if one.get("Type", "").endswith("/core-properties")]:
        root.remove(item)
    path.write_bytes(packed({**parts, "_rels/.rels": etree.tostring(root)}))
    result = fix(path, "-o", tmp_path / "mended.pptx")
    assert "DOC-LANG: language of the file set to en-US" in result.stderr
    assert "mended.pptx was written" in result.stderr  # its title is for the author


def test_what_needs_a_person_is_left_and_told(tmp_path: Path) -> None:
    result = fix(spoilt(tmp_path, colour.pale_run), "-o", tmp_path / "mended.pptx")
    assert result.exit_code == 1
    assert "nothing to mend; nothing was written" in result.stderr
    assert "error[CONTRAST-TEXT]" in result.stdout
    assert not (tmp_path / "mended.pptx").exists()


@pytest.mark.slow
def test_a_file_is_replaced_with_force_only(tmp_path: Path) -> None:
    path = spoilt(tmp_path, structure.no_header_row)
    before = path.read_bytes()
    assert fix(path).exit_code == 1
    assert path.read_bytes() == before
    result = fix(path, "--force")
    assert result.exit_code == 0, result.output
    assert codes(path.read_bytes()) == set()


def test_a_sound_file_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "rivers.pptx"
    path.write_bytes(sound())
    stamp = path.stat().st_mtime_ns
    assert fix(path, "--force").exit_code == 0
    assert path.stat().st_mtime_ns == stamp


@pytest.mark.slow
def test_an_empty_slot_is_taken_out_of_yaml_and_nothing_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"
    text = "# Rivers\n" + DECK
    path.write_text(
        text.replace(
            "    Subtitle:", '    Subtitle: ""  # to be found\n    # still:\n    X:', 1
        ).replace("    X: What they carry\n", ""),
        encoding="utf-8",
    )
    result = fix(path)
    assert result.exit_code == 0, result.output
    assert "PH-EMPTY: empty slot `Subtitle` taken out" in result.stderr
    expected = text.replace("    Subtitle: What they carry\n", "    # still:\n")
    assert path.read_text(encoding="utf-8") == expected


@pytest.mark.slow
def test_an_empty_title_is_for_the_author(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"
    path.write_text(DECK.replace("Title: Depths", 'Title: ""'), encoding="utf-8")
    result = fix(path)
    assert result.exit_code == 1
    assert "nothing to mend" in result.stderr
    assert "error[TITLE-MISSING]" in result.stdout


@every_case("words", [("-o", "x.pptx"), ("--force",), ("--decorative", "Line")])
def test_words_that_go_with_fix(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(group, ["check", *words]).exit_code == 2
    assert CliRunner().invoke(group, ["check", "deck.yaml", "--fix", *words]).exit_code == 2
