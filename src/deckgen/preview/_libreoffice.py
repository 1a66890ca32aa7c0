"""Drawing by LibreOffice, through a PDF whose pages poppler draws."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from deckgen.diagnostics import error
from deckgen.opc.package import Package
from deckgen.preview import Drawn

_SECONDS = 600


def draw(package: Package, numbers: Sequence[int], width: int) -> Drawn:
    """Draw slides of a package. Raises `Problem` without the programs, or where they fail."""
    office = _program("LibreOffice", "soffice", "libreoffice")
    poppler = _program("poppler, which draws the pages of a PDF,", "pdftoppm")
    copy = package.fork()
    for part in [part for _, part in copy.slides]:
        if part.root.get("show") is not None:
            del part.edit().attrib["show"]
    return Drawn(_pictures(copy, numbers, width, office, poppler))


def _pictures(
    package: Package, numbers: Sequence[int], width: int, office: str, poppler: str
) -> Iterator[bytes]:
    if not numbers:
        return
    with TemporaryDirectory(prefix="deckgen-") as name:
        folder = Path(name)
        deck = folder / "deck.pptx"
        deck.write_bytes(package.save())
        profile = f"-env:UserInstallation={folder.as_uri()}/profile"
        _run(package, office, profile, "--headless", "--convert-to", "pdf", "--outdir", name, deck)
        ends = ["-f", str(min(numbers) + 1), "-l", str(max(numbers) + 1)]
        scale = ["-scale-to-x", str(width), "-scale-to-y", "-1"]
        _run(package, poppler, "-png", *ends, *scale, deck.with_suffix(".pdf"), folder / "page")
        pages = {int(path.stem.rpartition("-")[2]): path for path in folder.glob("page-*.png")}
        for number in numbers:
            yield pages[number + 1].read_bytes()


def _program(what: str, *names: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    raise error(
        "no-engine",
        f"{what} is not installed: no program called {' or '.join(names)} is on the PATH",
        help="the usual engine needs neither: `pip install 'deckgen-pptx[preview]'`",
    )


def _run(package: Package, *command: str | Path) -> None:
    try:
        run = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        said = run.stderr.strip().splitlines() if run.returncode else []
        failed = run.returncode != 0
    except subprocess.TimeoutExpired:
        failed, said = True, [f"it took more than {_SECONDS} s"]
    if failed:
        raise error(
            "not-drawn",
            f"{Path(command[0]).name} does not draw {package.name}",
            help=said[-1:] or "it does not say why",
        )
