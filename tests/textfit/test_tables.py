"""The tables that ship are what HarfBuzz makes of the fonts."""

import gzip
import runpy
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.textfit.fonts import Face, FileFace, Guess, face, shipped
from tests.support.cases import every_case
from tests.support.paths import ROOT

uharfbuzz = pytest.importorskip("uharfbuzz")

LETTERS = st.text(st.sampled_from("AVToWY.,-’“ fijltr0127éçßŁ") | st.characters(codec="latin-1"))


def installed(family: str, style: str) -> Path:
    """The file of a face that is installed here; skips where it is not."""
    program = shutil.which("fc-match")
    if program is None:
        pytest.skip("fontconfig is not installed")
    form = ["-f", "%{family}\n%{file}"]
    run = subprocess.run(
        [program, *form, f"{family}:{style}"], capture_output=True, text=True, check=True
    )
    found, file = run.stdout.split("\n")
    if family not in found.split(","):
        pytest.skip(f"{family} is not installed")
    return Path(file)


def width(shown: Face, text: str) -> float:
    placed = shown.place(text, kerned=True)
    return placed.ends[-1] if text else 0.0


def test_a_table_for_each_style_of_each_family() -> None:
    styles = ("regular", "bold", "italic", "bold-italic")
    families = ("carlito", "caladea", "liberation-sans")
    tables = files("deckgen.textfit").joinpath("data").iterdir()
    names = {item.name for item in tables if item.name.endswith(".json.gz")}
    assert names == {f"{name}-{style}.json.gz" for name in families for style in styles}


@every_case(
    ("family", "table"),
    [("Carlito", "carlito"), ("Caladea", "caladea"), ("Liberation Sans", "liberation-sans")],
)
@every_case(
    ("style", "name"),
    [
        ("style=Regular", "regular"),
        ("style=Bold", "bold"),
        ("style=Italic", "italic"),
        ("style=Bold Italic", "bold-italic"),
    ],
)
def test_a_table_sets_words_as_its_font_does(
    family: str, table: str, style: str, name: str
) -> None:
    font = FileFace(installed(family, style))
    ours = shipped(f"{table}-{name}")
    for text in (
        "AVATAR To. Yes, 1,750,000 “We’re”", "Enforcement and Removal Operations",
        "café façade naïve Łódź", "P.O. LT. WAY Ta Te", "(FY 2018) $3.16 66%",
    ):  # fmt: skip
        assert width(ours, text) == pytest.approx(width(font, text), abs=1e-9), text


def test_carlito_is_as_wide_as_calibri_is_known_to_be() -> None:
    calibri = face("Calibri", bold=False, italic=False)
    assert width(calibri, "A") == pytest.approx(1185 / 2048)  # the advances of Calibri 5.x
    assert width(calibri, "i") == pytest.approx(470 / 2048)
    assert width(calibri, " ") == pytest.approx(463 / 2048)
    arial = face("arial", bold=False, italic=False)
    assert width(arial, "A") == pytest.approx(1366 / 2048)
    assert width(arial, "0") == pytest.approx(1139 / 2048)


def test_pairs_are_kerned_where_the_level_asks_for_it() -> None:
    calibri = face("Calibri", bold=False, italic=False)
    plain = calibri.place("AV", kerned=False).ends[-1]
    assert plain == pytest.approx(width(calibri, "A") + width(calibri, "V"))
    assert width(calibri, "AV") < plain


@pytest.mark.slow
@given(LETTERS)
def test_signs_stand_one_after_another(text: str) -> None:
    placed = shipped("carlito-regular").place(text, kerned=True)
    assert len(placed.starts) == len(placed.ends) == len(text)
    assert placed.starts == sorted(placed.starts)
    assert all(start <= end for start, end in zip(placed.starts, placed.ends, strict=True))


@given(LETTERS)
def test_a_guess_is_never_certain(text: str) -> None:
    known = shipped("carlito-regular")
    guess = Guess(known).place(text, kerned=True)
    assert not guess.certain
    assert guess.ends == known.place(text, kerned=True).ends


def test_a_sign_that_the_font_lacks_makes_the_measure_uncertain() -> None:
    calibri = face("Calibri", bold=False, italic=False)
    assert calibri.place("naïve Ω Ж", kerned=True).certain
    assert not calibri.place("漢字", kerned=True).certain
    assert width(calibri, "漢") == 1  # a square, whatever the font
    assert width(calibri, "e\u0301") == width(calibri, "e")


def test_other_families_are_looked_for_and_else_guessed() -> None:
    unknown = face("A Font That Nobody Has", bold=True, italic=False)
    assert isinstance(unknown, Guess)
    light = face("Calibri Light", bold=False, italic=False)
    assert width(light, "a") == width(shipped("carlito-regular"), "a")


def test_font_files_are_found_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = installed("Carlito", "style=Bold")
    shutil.copyfile(source, tmp_path / "some-name.ttf")
    monkeypatch.setenv("PATH", "")  # no fontconfig
    from deckgen.textfit import font_files

    found = font_files.find("Calibri", bold=True, italic=False, folders=[tmp_path])
    assert found == (tmp_path / "some-name.ttf", 0)
    assert width(FileFace(*found), "Wide") == width(FileFace(source), "Wide")
    assert font_files.find("Calibri", bold=False, italic=False, folders=[tmp_path]) is None


@pytest.mark.slow
@pytest.mark.parametrize("style", ["regular", "bold-italic"])
def test_the_tool_makes_the_tables_again(style: str) -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "metrics.py"))
    name = {"regular": "style=Regular", "bold-italic": "style=Bold Italic"}[style]
    made = tool["pack"](tool["table"](installed("Carlito", name)))
    shipped_ = (tool["DATA"] / f"carlito-{style}.json.gz").read_bytes()
    assert gzip.decompress(made) == gzip.decompress(shipped_)
