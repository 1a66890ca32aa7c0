from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation

from tests.support.office import Office


def deck(path: Path, *titles: str) -> Path:
    presentation = Presentation()
    for title in titles:
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = title
    presentation.save(path)
    return path


def test_every_slide_is_a_page_and_nothing_is_left_beside_the_deck(
    office: Office, tmp_path: Path
) -> None:
    pages = office.pages(deck(tmp_path / "deck.pptx", *"abcdefghijk"), width=320)
    assert len(pages) == 11
    with Image.open(pages[10]) as last:
        assert last.size == (320, 240)
        assert last.convert("L").getextrema()[0] < 128  # something dark stands on it
    assert [path.name for path in tmp_path.iterdir()] == ["deck.pptx"]


def test_decks_with_one_name_do_not_overwrite_each_other(office: Office, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one, two = office.pdfs(
        [deck(tmp_path / "deck.pptx", "a"), deck(tmp_path / "other" / "deck.pptx", "b")]
    )
    assert one.read_bytes() != two.read_bytes()


def test_a_file_that_is_no_deck_fails(office: Office, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pptx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(pytest.fail.Exception, match=r"broken\.pptx"):
        office.pdf(broken)
