"""LibreOffice as an independent reader: what it makes of a deck, as PDF and as pictures."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.support.programs import need, run


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice with a profile of its own, so that it meddles with no other that runs.

    Decks are copied into its folder first: it puts a lock file beside each file it opens.
    """

    program: Path
    rasteriser: Path
    folder: Path

    def pdfs(self, decks: Sequence[Path]) -> list[Path]:
        """Convert decks in one run of the program; one PDF for each, in their order."""
        return self._converted(decks, "pdf")

    def resaved(self, deck: Path) -> Path:
        """The deck as the program writes it when it is opened and saved again."""
        return self._converted([deck], "pptx")[0]

    def all_resaved(self, decks: Sequence[Path]) -> list[Path]:
        """Open decks and save them, all in one run of the program, in their order."""
        return self._converted(decks, "pptx")

    def _converted(self, decks: Sequence[Path], form: str) -> list[Path]:
        work = Path(mkdtemp(dir=self.folder))
        copies = [work / f"{number}{deck.suffix}" for number, deck in enumerate(decks)]
        for deck, copy in zip(decks, copies, strict=True):
            shutil.copyfile(deck, copy)
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        out = work / "out"
        run([self.program, profile, "--headless", "--convert-to", form, "--outdir", out, *copies])
        made = [out / copy.with_suffix(f".{form}").name for copy in copies]
        refused = [deck.name for deck, file in zip(decks, made, strict=True) if not file.is_file()]
        if refused:  # the program exits with 0 all the same
            pytest.fail(f"LibreOffice did not convert {', '.join(refused)}")
        return made

    def pdf(self, deck: Path) -> Path:
        """Convert one deck; hidden slides have no page."""
        return self.pdfs([deck])[0]

    def pages(self, deck: Path, *, width: int = 960) -> list[Path]:
        """Render a deck's slides as PNG files, `width` pixels wide, in slide order."""
        stem = self.pdf(deck).with_suffix("")
        size = ["-scale-to-x", str(width), "-scale-to-y", "-1"]
        run([self.rasteriser, "-png", *size, stem.with_suffix(".pdf"), stem])
        return sorted(stem.parent.glob(f"{stem.name}-*.png"))


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice and pdftoppm; skips where one is missing."""
    return Office(
        program=need("soffice", "LibreOffice is not installed"),
        rasteriser=need("pdftoppm", "poppler is not installed"),
        folder=tmp_path_factory.mktemp("office"),
    )
