import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree
from pptx import Presentation

from tests.support.canonical import canonical_text
from tests.support.paths import corpus_decks, needs_corpus


def package(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_what_has_no_meaning_makes_no_difference(tmp_path: Path) -> None:
    one = package(
        tmp_path / "one.zip",
        {
            "a.xml": '<?xml version="1.0"?><p:a xmlns:p="urn:p" x="1" y="2"><p:b/></p:a>',
            "_rels/.rels": '<R><r Id="rId1"/><r Id="rId2"/></R>',
        },
    )
    other = package(
        tmp_path / "other.zip",
        {
            "_rels/.rels": '<R><r Id="rId2"/>\n<r Id="rId1"/></R>',
            "a.xml": '<p:a y="2" x="1" xmlns:p="urn:p">\n  <p:b></p:b>\n</p:a>',
        },
    )
    assert canonical_text(one) == canonical_text(other)


@pytest.mark.parametrize(
    "other",
    [
        {"a.xml": "<a><t> </t><c/></a>"},
        {"a.xml": "<a><c/><t>  </t></a>"},
        {"a.xml": "<a><t>  </t><c x='1'/></a>"},
        {"a.xml": "<a><t>  </t><c/></a>", "b.xml": "<b/>"},
        {"b.xml": "<a><t>  </t><c/></a>"},
    ],
    ids=["white text", "order of elements", "attribute", "member", "name of a member"],
)
def test_what_has_a_meaning_makes_a_difference(tmp_path: Path, other: dict[str, str]) -> None:
    one = package(tmp_path / "one.zip", {"a.xml": "<a><t>  </t><c/></a>"})
    assert canonical_text(one) != canonical_text(package(tmp_path / "other.zip", other))


def test_members_are_indented_and_packages_within_opened(tmp_path: Path) -> None:
    book = package(tmp_path / "book.xlsx", {"xl/workbook.xml": "<w><s/></w>"})
    deck = package(
        tmp_path / "deck.pptx",
        {
            "ppt/slide.xml": "<s><t>Two  words</t></s>",
            "ppt/media/dot.png": b"dot",
            "ppt/embeddings/book.xlsx": book.read_bytes(),
        },
    )
    assert canonical_text(deck) == (
        "=== ppt/embeddings/book.xlsx!xl/workbook.xml ===\n<w>\n  <s/>\n</w>\n\n"
        "=== ppt/media/dot.png ===\n3 bytes, "
        "sha256 e392dad8b08599f74d4819cd291feef81ab4389e0a6fae2b1286f99411b0c7ca\n\n"
        "=== ppt/slide.xml ===\n<s>\n  <t>Two  words</t>\n</s>\n"
    )


def test_keep_chooses_members(tmp_path: Path) -> None:
    deck = package(tmp_path / "deck.pptx", {"a.xml": "<a/>", "b.xml": "<b/>"})
    assert canonical_text(deck, keep=lambda name: name == "b.xml") == "=== b.xml ===\n<b/>\n"


def test_a_slide_more_is_seen(tmp_path: Path) -> None:
    presentation = Presentation()
    presentation.save(tmp_path / "before.pptx")
    presentation.slides.add_slide(presentation.slide_layouts[0])
    presentation.save(tmp_path / "after.pptx")
    before, after = (canonical_text(tmp_path / name) for name in ("before.pptx", "after.pptx"))
    assert "=== ppt/slides/slide1.xml ===" in set(after.splitlines()) - set(before.splitlines())


@needs_corpus
@pytest.mark.parametrize("deck", corpus_decks(), ids=lambda path: path.name)
def test_members_of_real_decks_are_all_there_and_stay_well_formed(deck: Path) -> None:
    if not zipfile.is_zipfile(deck):
        pytest.skip("encrypted")
    text = canonical_text(deck)
    with zipfile.ZipFile(deck) as archive:
        for name in archive.namelist():
            assert f"=== {name} ===\n" in text or f"=== {name}!" in text
        slide = next(n for n in archive.namelist() if n.startswith("ppt/slideMasters/slideM"))
        _, _, shown = canonical_text(deck, keep=lambda name: name == slide).partition("\n")
        texts = [element.text for element in etree.fromstring(shown).iter("{*}t")]
        assert texts == [e.text for e in etree.fromstring(archive.read(slide)).iter("{*}t")]
