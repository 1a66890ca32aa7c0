"""LibreOffice as an independent reader: what it makes of a deck, as PDF and as pictures."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any

import pytest

from tests.support.paths import ROOT
from tests.support.programs import TIMEOUT, need, run

PYTHON = Path("/usr/bin/python3")
"""The Python that has LibreOffice's `uno` module."""
_TRIES = 3
_FILTERS = {"pdf": "impress_pdf_Export", "pptx": "Impress MS PowerPoint 2007 XML"}


class OfficeError(Exception):
    """The office did not do its work, however often it was asked."""


@cache
def drives() -> bool:
    """Whether LibreOffice can be driven here."""
    if not PYTHON.is_file() or shutil.which("soffice") is None:
        return False
    done = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return not done.returncode


class Program:
    """LibreOffice with a profile of its own, so that it meddles with no other that runs.

    One process serves all that is asked, as long as neither pyuno nor the office crashes, but for
    edits: LibreOffice 7.4 may hang as it closes a deck that was edited, so it is ended instead.
    """

    def __init__(self, folder: Path) -> None:
        self._profile = folder / "profile"
        self._said = folder / "said.txt"
        self._process: subprocess.Popen[str] | None = None

    def ask(self, command: str, *words: object) -> Any:
        """The answer of `backend_office` to a command."""
        line = json.dumps([command, *words], default=str)
        for _ in range(_TRIES):
            answer = self._answer(line)
            if command == "edit" or not answer:
                self.close()
            if answer:
                return json.loads(answer)
        raise OfficeError(self._said.read_text(encoding="utf-8")[-600:])

    def _answer(self, line: str) -> str:
        """What is printed for a line of input; nothing where the office ended or hangs."""
        if self._process is None:
            self._process = self._started()
        asked, answers = _pipes(self._process)
        with contextlib.suppress(BrokenPipeError):
            asked.write(f"{line}\n")
            asked.flush()
            if select.select([answers], [], [], TIMEOUT)[0]:
                return answers.readline()
        return ""

    def _started(self) -> subprocess.Popen[str]:
        module = "tests.support.review.backend_office"
        with self._said.open("a", encoding="utf-8") as said:
            return subprocess.Popen(
                [PYTHON, "-m", module, self._profile],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                cwd=ROOT,
                start_new_session=True,
            )

    def close(self) -> None:
        """End the process, all that it started, and its profile.

        An office that hangs as it closes would take every later one with its profile for itself.
        """
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in _pipes(self._process):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self._process = None
        shutil.rmtree(self._profile, ignore_errors=True)


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


@dataclass(frozen=True, slots=True)
class Office:
    """What LibreOffice makes of decks.

    They are copied into its folder first: it puts a lock file beside each file it opens. What it
    makes of a deck it makes once, and keeps in a folder that all workers share.
    """

    program: Program
    rasteriser: Path
    folder: Path
    kept: Path

    def pdfs(self, decks: Sequence[Path]) -> list[Path]:
        """Convert decks; one PDF for each, in their order."""
        return self._converted(decks, "pdf")

    def resaved(self, deck: Path) -> Path:
        """The deck as the program writes it when it is opened and saved again."""
        return self._converted([deck], "pptx")[0]

    def all_resaved(self, decks: Sequence[Path]) -> list[Path]:
        """Open decks and save them, in their order."""
        return self._converted(decks, "pptx")

    def _converted(self, decks: Sequence[Path], form: str) -> list[Path]:
        work = Path(mkdtemp(dir=self.folder))
        (work / "out").mkdir()
        made = [work / "out" / f"{number}.{form}" for number in range(len(decks))]
        new: dict[Path, Path] = {}
        for deck, output in zip(decks, made, strict=True):
            kept = self.kept / f"{sha256(deck.read_bytes()).hexdigest()}.{form}"
            if kept.is_file():
                shutil.copyfile(kept, output)
            else:
                copy = work / f"{output.stem}{deck.suffix}"
                shutil.copyfile(deck, copy)
                new[copy] = output
        pairs = [path for pair in new.items() for path in pair]
        if pairs and not all(self.program.ask("convert", _FILTERS[form], *pairs)):
            refused = (d.name for d, output in zip(decks, made, strict=True) if not output.exists())
            pytest.fail(f"LibreOffice did not convert {', '.join(refused)}")
        for copy, output in new.items():
            kept = self.kept / f"{sha256(copy.read_bytes()).hexdigest()}.{form}"
            shutil.copyfile(output, work / kept.name)
            (work / kept.name).replace(kept)
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
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice and pdftoppm; skips where one is missing."""
    need("soffice", "LibreOffice is not installed")
    rasteriser = need("pdftoppm", "poppler is not installed")
    if not drives():
        pytest.skip(f"LibreOffice cannot be driven: {PYTHON} has no `uno`")
    folder = tmp_path_factory.mktemp("office")
    base = tmp_path_factory.getbasetemp()
    kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made"
    kept.mkdir(exist_ok=True)
    office = Office(Program(folder), rasteriser, folder, kept)
    yield office
    office.program.close()
