"""Pictures of slides, drawn by an engine: the one that the extra installs, or LibreOffice.

`draw` gives PNG files, one a slide; `sheet` sets them side by side on one page.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from html import unescape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from deckgen.appearance.theme import ThemeFonts
from deckgen.diagnostics import error
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import EMU_PER_INCH, Element, qn
from deckgen.textfit import font_files
from deckgen.textfit.font_files import FontFile

if TYPE_CHECKING:
    from PIL.Image import Image

ENGINES = ("betteroffice", "libreoffice")
"""The engines by name, the usual one first."""

WIDTH = 1280
"""Pixels of a picture where no other width is asked for."""
EMU_PER_PIXEL = EMU_PER_INCH // 96

_COLUMNS, _TILE, _GAP, _LINE = 4, 480, 16, 30
_GROUND, _INK = "#E9ECEF", "#1C1D1F"


class Drawn(NamedTuple):
    """Pictures as PNG files, in the order of the slides that were asked for.

    `guessed` are the font families of the presentation that were drawn in another one, because no
    file of theirs, nor of one as wide, was found.
    """

    pictures: Iterator[bytes]
    guessed: tuple[str, ...] = ()


def draw(package: Package, numbers: Sequence[int], width: int, engine: str = ENGINES[0]) -> Drawn:
    """Draw slides, counted from 0, `width` pixels wide; hidden ones too.

    The package stays as it is. Raises `Problem` where the engine is not installed, or fails.
    """
    by_engine = _by_libreoffice if engine == "libreoffice" else _by_betteroffice
    return by_engine(package, numbers, width)


def opened(picture: bytes) -> Image:
    """A picture in Pillow, without its transparency."""
    from PIL import Image

    return Image.open(BytesIO(picture)).convert("RGB")


def sheet(pictures: Sequence[Image], names: Sequence[str]) -> Image:
    """The pictures side by side on one page, four in a row, each with its name below."""
    from PIL import Image, ImageDraw, ImageFont

    height = round(_TILE * pictures[0].height / pictures[0].width)
    columns = min(_COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    step = (_TILE + _GAP, height + _LINE + _GAP)
    page = Image.new("RGB", (columns * step[0] + _GAP, rows * step[1] + _GAP), _GROUND)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(16)
    for index, (picture, name) in enumerate(zip(pictures, names, strict=True)):
        row, column = divmod(index, columns)
        left, top = _GAP + column * step[0], _GAP + row * step[1]
        page.paste(picture.resize((_TILE, height), Image.Resampling.LANCZOS), (left, top))
        pen.text((left, top + height + 6), name, fill=_INK, font=font)
    return page


_HELP = (
    "install it: `pip install 'deckgen-pptx[preview]'`",
    "or draw through LibreOffice and poppler, where they are installed: `--engine libreoffice`",
)


def _by_betteroffice(package: Package, numbers: Sequence[int], width: int) -> Drawn:
    """Draw slides of a package. Raises `Problem` without the engine, or where it fails."""
    try:
        import betteroffice_pptx as engine
    except ImportError:
        raise error(
            "no-engine", "the engine that draws slides is not installed", help=_HELP
        ) from None
    found = faces(package)
    if not numbers:
        return Drawn(iter(()), found.guessed)
    try:
        presentation = engine.Presentation.open(_with_slides(package, numbers))
        for family, files in found.files.items():
            for (bold, italic), file in zip(FACE_STYLES, files, strict=True):
                presentation.register_font(family, file.read_bytes(), bold=bold, italic=italic)
    except engine.PptxError as fault:
        raise _failed(package, fault) from None
    scale = width * EMU_PER_PIXEL / presentation.width_emu
    return Drawn(
        _drawn_pages(package, presentation, numbers, scale, engine.PptxError), found.guessed
    )


def _drawn_pages(
    package: Package,
    presentation: Any,
    numbers: Sequence[int],
    scale: float,
    fault_type: type[Exception],
) -> Iterator[bytes]:
    for at, number in enumerate(numbers):
        try:
            yield presentation.render_png(at, scale=scale).bytes
        except fault_type as fault:
            raise _failed(package, fault, f"slide {number + 1} of ") from None


def _failed(package: Package, fault: Exception, which: str = "") -> Exception:
    return error(
        "not-drawn",
        f"betteroffice-pptx does not draw {which}{package.name}: {fault}",
        help="LibreOffice may, where it is installed: `--engine libreoffice`",
    )


def _with_slides(package: Package, numbers: Sequence[int]) -> bytes:
    """A presentation of these slides alone, which opens sooner.

    The slides' numbers stand in their fields, which the engine leaves as they are.
    """
    copy = package.fork()
    found = [part for _, part in copy.slides]
    wanted = {found[number].name for number in numbers}
    presentation = copy.presentation
    listed = xml.find(presentation.edit(), "p:sldIdLst")
    for entry in () if listed is None else xml.find_all(listed, "p:sldId"):
        target = copy.target(presentation, entry.get(qn("r:id")))
        if target is None or target.name not in wanted:
            presentation.rels.drop(entry.get(qn("r:id"), ""))
            xml.remove(entry)
    copy.drop_unreached({part.name for part in found})
    for number in numbers:
        if _shows_another_number(found[number], number + 1):
            for text in _numbers_on(found[number].edit()):
                text.text = str(number + 1)
    return copy.save()


def _shows_another_number(part: Part, number: int) -> bool:
    return b'"slidenum"' in part.blob and any(
        text.text != str(number) for text in _numbers_on(part.root)
    )


def _numbers_on(slide: Element) -> Iterator[Element]:
    """The texts of fields that show the slide's number."""
    for field in xml.each(slide, "a:fld"):
        text = xml.find(field, "a:t")
        if field.get("type") == "slidenum" and text is not None:
            yield text


# The font files that the text of a presentation is drawn in.


FACE_STYLES = ((False, False), (True, False), (False, True), (True, True))
"""Of each face of a family, in order, whether it is bold and whether it is italic."""

_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
_NAMED = re.compile(rb'<a:(?:latin|buFont|sym)\b[^>]*?\btypeface="([^"+][^"]*)"')
_SHOWN = ("slide", "slideLayout", "slideMaster", "chart", "notesSlide")
_FALLBACKS = ("Calibri", "Arial", "DejaVu Sans")


class FaceFiles(NamedTuple):
    """The files of each font family, one for each of `FACE_STYLES`, and the guessed families."""

    files: dict[str, tuple[Path, ...]]
    guessed: tuple[str, ...]


def faces(package: Package) -> FaceFiles:
    """The font files of every family that a presentation names.

    Raises `Problem` where the machine has none of the fonts that others are drawn in.
    """
    files: dict[str, tuple[Path, ...]] = {}
    guessed: list[str] = []
    for family in sorted({*_FALLBACKS[:1], *_families(package)}):
        own = _files(family)
        files[family] = own or _fallback()
        if own is None:
            guessed.append(family)
    return FaceFiles(files, tuple(guessed))


def _families(package: Package) -> Iterator[str]:
    presentation = package.presentation
    for master in package.related(presentation, "slideMaster"):
        for theme in package.related(master, "theme"):
            fonts = ThemeFonts.of(theme)
            yield from filter(None, (fonts.name("+mj-lt"), fonts.name("+mn-lt")))
    for part in package.parts.values():
        if any(part.content_type.endswith(f".{word}+xml") for word in _SHOWN):
            yield from (unescape(name.decode()) for name in set(_NAMED.findall(part.blob)))


def _fallback() -> tuple[Path, ...]:
    for family in _FALLBACKS:
        found = _files(family)
        if found is not None:
            return found
    raise error(
        "no-fonts",
        "no font to draw text in is installed",
        help=(
            "install Carlito or Liberation Sans, or the package of them: packages/faces",
            f"or name a folder of font files in {font_files.FOLDERS}",
        ),
    )


@cache
def _files(family: str) -> tuple[Path, ...] | None:
    """The four files of a family; the regular one stands for those that it lacks."""
    named = partial(font_files.find_in, font_files.named_folders())
    return (
        _drawable(family, named)
        or _packaged(family)
        or _drawable(family, font_files.find_installed)
    )


def _drawable(family: str, find: Callable[..., FontFile | None]) -> tuple[Path, ...] | None:
    found = [find(family, bold=bold, italic=italic) for bold, italic in FACE_STYLES]
    regular = found[0]
    if regular is None or regular.number:
        return None
    # The engine takes the first face of a file alone.
    return tuple((file if file and not file.number else regular).path for file in found)


def _packaged(family: str) -> tuple[Path, ...] | None:
    """The files in the package of faces, which are named by family and style."""
    try:
        import deckgen_faces
    except ImportError:
        return None
    name = font_files.TWINS.get(family.casefold(), family).title().replace(" ", "")
    files = {path.stem: path for path in deckgen_faces.FOLDER.glob("*.ttf")}
    found = [files.get(f"{name}-{style}") for style in _STYLES]
    return tuple(filter(None, found)) if all(found) else None


_SECONDS = 600


def _by_libreoffice(package: Package, numbers: Sequence[int], width: int) -> Drawn:
    """Draw slides of a package. Raises `Problem` without the programs, or where they fail."""
    office = _program("LibreOffice", "soffice", "libreoffice")
    poppler = _program("poppler, which draws the pages of a PDF,", "pdftoppm")
    copy = package.fork()
    for part in [part for _, part in copy.slides]:
        if part.root.get("show") is not None:
            del part.edit().attrib["show"]
    return Drawn(_pages_of_pdf(copy, numbers, width, office, poppler))


def _pages_of_pdf(
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
