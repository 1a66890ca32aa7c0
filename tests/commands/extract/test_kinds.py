"""Kinds of files: what goes in and out by its suffix, and what is said of what is lost."""

import zipfile
from pathlib import Path

import pytest
from pptx import Presentation

from deckgen.commands import build
from deckgen.commands.extract import extract
from deckgen.diagnostics import Problem
from tests.support.paths import CORPUS, needs_corpus
from tools.roundtrip import differences

TYPES = {
    ".pptx": "openxmlformats-officedocument.presentationml.presentation.main",
    ".potx": "openxmlformats-officedocument.presentationml.template.main",
    ".ppsx": "openxmlformats-officedocument.presentationml.slideshow.main",
    ".pptm": "ms-powerpoint.presentation.macroEnabled.main",
    ".potm": "ms-powerpoint.template.macroEnabled.main",
    ".ppsm": "ms-powerpoint.slideshow.macroEnabled.main",
}


def built(name: str, folder: Path, suffix: str) -> tuple[Path, list[str]]:
    deck = extract(CORPUS / name, folder / "deck", force=True).path
    done = build.build(deck, output=folder / f"out{suffix}", force=True)
    return done.path, [d.code for d in done.diagnostics]


def types(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("[Content_Types].xml").decode()


@needs_corpus
@pytest.mark.parametrize("suffix", TYPES)
@pytest.mark.parametrize(
    "name",
    ["poi--bug59273.potx", "poi--testPPT.ppsx", "tika--testPPT.potm", "officer--example.pptx"],
)
def test_the_suffix_says_the_kind(name: str, suffix: str, tmp_path: Path) -> None:
    path, codes = built(name, tmp_path, suffix)
    assert (
        f'PartName="/ppt/presentation.xml" ContentType="application/vnd.{TYPES[suffix]}+xml"'
        in (types(path))
    )
    assert codes == []


@needs_corpus
@pytest.mark.parametrize("suffix", TYPES)
def test_macros_stay_where_the_suffix_allows_them(suffix: str, tmp_path: Path) -> None:
    path, codes = built("python-pptx--act-props.pptm", tmp_path, suffix)
    allowed = suffix.endswith("m")
    assert codes == ([] if allowed else ["macros-dropped"])
    assert ("vba" in types(path)) == allowed
    with zipfile.ZipFile(path) as archive:
        assert ("ppt/vbaProject.bin" in archive.namelist()) == allowed


@needs_corpus
def test_a_signature_stays_until_the_content_changes(tmp_path: Path) -> None:
    """The marks for a review are content too: a deck that is to keep its signature has none."""
    name = "tika--testPPT_signed.pptx"
    _, codes = built(name, tmp_path, ".pptx")
    assert codes == ["signature-dropped"]
    deck = tmp_path / "deck" / "deck.yaml"
    deck.write_text(deck.read_text().replace("embed: full\nextracted: yes\n", "embed: none\n"))
    done = build.build(deck, output=tmp_path / "signed.pptx")
    assert [d.code for d in done.diagnostics] == []
    assert differences((CORPUS / name).read_bytes(), done.path.read_bytes()) == []
    done = build.build(deck, output=tmp_path / "signed.potx")
    assert [d.code for d in done.diagnostics] == ["signature-dropped"]
    slide = next((tmp_path / "deck" / "slides").glob("*.yaml"))
    slide.write_text(slide.read_text() + "notes: Something new\n")
    done = build.build(deck, output=tmp_path / "changed.pptx")
    assert [d.code for d in done.diagnostics] == ["signature-dropped"]
    with zipfile.ZipFile(done.path) as archive:
        assert not [n for n in archive.namelist() if n.startswith("_xmlsignatures")]


@needs_corpus
def test_strict_ooxml_stays_strict_where_it_changes(tmp_path: Path) -> None:
    name = next(CORPUS.glob("Open-XML-SDK--wrap*")).name
    deck = extract(CORPUS / name, tmp_path / "deck").path
    slide = next((tmp_path / "deck" / "slides").glob("*.yaml"))
    lines = slide.read_text().splitlines()
    slide.write_text("\n".join([*lines, "hidden: yes"]) + "\n")
    done = build.build(deck, output=tmp_path / "out.pptx")
    with zipfile.ZipFile(done.path) as archive:
        changed = [archive.read(n) for n in archive.namelist() if n.startswith("ppt/slides/slide")]
    assert any(b'show="0"' in data for data in changed)
    assert all(b"purl.oclc.org/ooxml" in data for data in changed)
    assert not any(b"schemas.openxmlformats.org/presentationml" in data for data in changed)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "broken-file"),
        (b"PK", "broken-file"),
        (b"PK\x05\x06" + bytes(18), "not-a-presentation"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-format"),
        (b"%PDF-1.7", "not-a-presentation"),
    ],
)
def test_what_is_no_presentation_is_called_what_it_is(
    data: bytes, code: str, tmp_path: Path
) -> None:
    (tmp_path / "file.pptx").write_bytes(data)
    with pytest.raises(Problem) as caught:
        extract(tmp_path / "file.pptx", tmp_path / "out")
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert not (tmp_path / "out").exists()


def test_a_deck_that_is_cut_short_is_called_damaged(tmp_path: Path) -> None:
    Presentation().save(str(tmp_path / "whole.pptx"))
    data = (tmp_path / "whole.pptx").read_bytes()
    (tmp_path / "cut.pptx").write_bytes(data[: len(data) // 2])
    with pytest.raises(Problem) as caught:
        extract(tmp_path / "cut.pptx", tmp_path / "out")
    assert [d.code for d in caught.value.diagnostics] == ["broken-file"]
