from pathlib import Path

import pytest

from tests.support.golden import Golden


def test_the_same_text_passes_and_writes_nothing(tmp_path: Path) -> None:
    golden = Golden(folder=tmp_path / "golden", actual=tmp_path / "actual")
    golden.folder.mkdir()
    (golden.folder / "deck.txt").write_bytes("größer\r\n".encode())
    golden.check("deck.txt", "größer\r\n")
    assert not golden.actual.exists()


def test_another_text_fails_shows_the_difference_and_is_kept(tmp_path: Path) -> None:
    golden = Golden(folder=tmp_path / "golden", actual=tmp_path / "actual")
    golden.folder.mkdir()
    (golden.folder / "deck.txt").write_text("one\ntwo\n")
    with pytest.raises(pytest.fail.Exception, match=r"(?s)-two\n\+three.*--update-golden"):
        golden.check("deck.txt", "one\nthree\n")
    assert (golden.actual / "deck.txt").read_text() == "one\nthree\n"
    assert (golden.folder / "deck.txt").read_text() == "one\ntwo\n"


def test_a_missing_golden_file_fails(tmp_path: Path) -> None:
    golden = Golden(folder=tmp_path / "golden", actual=tmp_path / "actual")
    with pytest.raises(pytest.fail.Exception, match=r"new\.txt"):
        golden.check("new.txt", "")


def test_update_writes_it_with_its_folders(tmp_path: Path) -> None:
    golden = Golden(folder=tmp_path / "golden", actual=tmp_path / "actual", update=True)
    golden.check("decks/new.txt", "line\n")
    assert (golden.folder / "decks/new.txt").read_text() == "line\n"


def test_a_long_difference_is_cut(tmp_path: Path) -> None:
    golden = Golden(folder=tmp_path / "golden", actual=tmp_path / "actual")
    with pytest.raises(pytest.fail.Exception, match=r"\.\.\. and \d+ lines more"):
        golden.check("new.txt", "line\n" * 500)
