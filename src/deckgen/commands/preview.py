"""`deckgen preview`: a picture of each slide, and all of them on one sheet."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from deckgen import files, preview
from deckgen.content.picture.files import with_png_texts
from deckgen.diagnostics import error, gather, shown, suggest
from deckgen.project import open_or_build
from deckgen.review import identity

SHEET = "sheet.png"

_SOFTWARE, _SOURCE = b"Software\0deckgen", b"Source\0"
_NUMBERED = re.compile(r"\d+-.+\.png")


class SlidePicture(Struct, frozen=True):
    """The picture of a slide: its number, counted from 1, its id, and the file."""

    number: int
    id: str
    path: Path


class PreviewResult(Struct, frozen=True):
    """The pictures that were written, the sheet of them, and the fonts that others stand for.

    `removed` are pictures that were drawn here before, of slides that are no longer there.
    """

    pictures: tuple[SlidePicture, ...]
    sheet: Path | None
    guessed_fonts: tuple[str, ...]
    removed: tuple[Path, ...] = ()


def draw(
    source: Path,
    output: Path | None = None,
    *,
    variant: str | None = None,
    template: Path | None = None,
    slides: Sequence[str] = (),
    sheet: bool = False,
    width: int = preview.WIDTH,
    engine: str = preview.ENGINES[0],
    force: bool = False,
) -> PreviewResult:
    """Draw the slides of a deck or a presentation as PNG files, `width` pixels wide.

    They lie in the folder `output`, by default named as the presentation with `-preview`, as
    `04-removals.png`. `slides` are ids or numbers of those to draw. Raises `Problem` where the
    deck does not build or has no slides, no slide is called so, the engine is missing or fails,
    and, without `force`, where a file is there that was not drawn of this deck; then nothing was
    written.
    """
    package, path, source, ids = open_or_build(source, variant=variant, template=template)
    ids = ids or identity.slide_ids(package)
    if not ids:
        raise error("no-slides", f"{package.name} has no slides to draw")
    chosen = _chosen(ids, slides)
    folder = output or path.with_name(f"{path.stem}-preview")
    digits = max(2, len(str(len(ids))))
    pictures = tuple(
        SlidePicture(at + 1, ids[at], folder / f"{at + 1:0{digits}}-{_file_name(ids[at])}.png")
        for at in chosen
    )
    mark = _mark(source, variant, folder)
    paths = [picture.path for picture in pictures] + [folder / SHEET] * sheet
    _check_overwrite(paths, mark, force=force)
    drawn = preview.draw(package, chosen, width, engine)
    contents = {
        picture.path: with_png_texts(data, _SOFTWARE, mark)
        for picture, data in zip(pictures, drawn.pictures, strict=True)
    }
    if sheet:
        names = [f"{picture.number}  {picture.id}" for picture in pictures]
        contents[folder / SHEET] = with_png_texts(
            _sheet(list(contents.values()), names), _SOFTWARE, mark
        )
    files.write_all(contents)
    removed = () if slides else tuple(_remove_old(folder, set(paths), mark))
    return PreviewResult(pictures, folder / SHEET if sheet else None, drawn.guessed, removed)


def _chosen(ids: Sequence[str], wanted: Iterable[str]) -> list[int]:
    """The slides of these ids or numbers, counted from 0, in the order of the deck; else all."""
    found: set[int] = set()
    with gather() as problems:
        for name in wanted:
            with problems.collect():
                found.add(_number(ids, name))
    return sorted(found) if found else list(range(len(ids)))


def _number(ids: Sequence[str], name: str) -> int:
    if name in ids:
        return ids.index(name)
    if name.isdecimal() and 1 <= int(name) <= len(ids):
        return int(name) - 1
    raise error(
        "unknown-slide",
        f"no slide is called `{name}`",
        help=suggest(name, ids, f"slides are named by id, or by number from 1 to {len(ids)}:"),
    )


def _file_name(slide: str) -> str:
    """A slide's id as a part of a file's name, which not all systems let be anything."""
    return re.sub(r"[^\w.-]+", "-", slide).strip("-.") or "slide"


def _sheet(pictures: Sequence[bytes], names: Sequence[str]) -> bytes:
    data = BytesIO()
    preview.sheet([preview.opened(picture) for picture in pictures], names).save(data, "PNG")
    return data.getvalue()


# A picture says in text chunks that deckgen drew it, and of what (PNG, third edition, 11.3.3), so
# that the next preview of the same deck may replace it, and no other.


def _mark(source: Path, variant: str | None, folder: Path) -> bytes:
    """The text in pictures of a deck or presentation that lie in a folder.

    It tells decks from one another without naming them, and stays the same where all is moved.
    """
    try:
        way = os.path.relpath(source.resolve(), folder.resolve())
    except ValueError:  # another drive
        way = str(source.resolve())
    told = json.dumps([Path(way).as_posix(), variant])
    return _SOURCE + sha256(told.encode()).hexdigest()[:32].encode()


def _has(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return mark in file.read(256)


def _check_overwrite(paths: Iterable[Path], mark: bytes, *, force: bool) -> None:
    others = [path for path in paths if path.is_file() and not (force or _has(path, mark))]
    if others:
        ours = _has(others[0], _SOFTWARE)
        whose = "is a picture of another deck" if ours else "deckgen did not draw it"
        raise error(
            "would-overwrite",
            f"{shown(others[0])} is there already, and {whose}",
            help=(
                f"so are {len(others) - 1} more" if len(others) > 1 else "",
                "name another folder with `-o`, or replace it by `--force`",
            ),
        )


def _remove_old(folder: Path, written: set[Path], mark: bytes) -> Iterable[Path]:
    for path in sorted(folder.glob("*.png")):
        old = path not in written and _NUMBERED.fullmatch(path.name) and path.is_file()
        if old and _has(path, mark):
            path.unlink()
            yield path
