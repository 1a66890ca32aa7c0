"""Pictures in YAML: `picture` names a file; the other keys are its alternative text and options."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deckgen import content
from deckgen.content import Scope
from deckgen.content.picture import _svg as svg
from deckgen.content.picture.drawing import FITS, UNCUT, WHOLE, Crop, PictureOptions
from deckgen.content.picture.files import Broken
from deckgen.content.picture.image import PictureFile
from deckgen.diagnostics import Diagnostic, Problem, Span, error, gather, shown, suggest
from deckgen.richtext import Run
from deckgen.source import keys, reading
from deckgen.source.nodes import MappingNode, Node, ScalarNode, expect_scalar, gather_entries
from deckgen.source.writing import YamlData

_KEYS = ("picture", "alt", "decorative", "fit", "crop", "original", "fallback")

_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".bmp", ".tif", ".tiff", ".emf", ".wmf",
)  # fmt: skip

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_PERCENT = re.compile(r"-?\d{1,3}(\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a picture as YAML names them, relative to the folder of deck.yaml."""

    picture: str = ""
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class ParsedPicture:
    """A picture from YAML; `span` is where its file is named."""

    image: PictureFile
    alt: Run
    options: PictureOptions
    files: Files
    span: Span


def parse(mapping: MappingNode, scope: Scope) -> ParsedPicture:
    """The picture that a mapping describes. Raises `Problem` with every fault in it."""
    node = mapping.get("picture")
    if node is None:
        raise error("missing-key", "a picture needs `picture`", at=mapping.span, help="name a file")
    name = expect_scalar(node, "`picture`", "name a file, such as `images/photo.jpg`")
    fallback = mapping.get("fallback")
    image, alt, options, decorative = PictureFile(""), Run(""), PictureOptions(), False
    with gather() as problems:
        with problems.collect():
            gather_entries(mapping, _KEYS, "a picture")
        with problems.collect():
            image = _image(name, fallback, scope)
        with problems.collect():
            decorative = keys.parse_yes_no(mapping.get("decorative"), "`decorative`", default=False)
            alt = _alt(mapping, name, scope, decorative=decorative)
        with problems.collect():
            options = _options(mapping, decorative=decorative)
    fallback_name = fallback.text if isinstance(fallback, ScalarNode) else ""
    return ParsedPicture(image, alt, options, Files(name.text, fallback_name), name.span)


def _options(mapping: MappingNode, *, decorative: bool) -> PictureOptions:
    original = False
    fit, crop = FITS[0], UNCUT
    with gather() as problems:
        with problems.collect():
            original = keys.parse_yes_no(mapping.get("original"), "`original`", default=False)
        with problems.collect():
            fit = _fit(mapping.get("fit"))
        with problems.collect():
            crop = _crop(mapping.get("crop"))
        if crop != UNCUT and fit == "fill":
            raise error(
                "crop-and-fill",
                "a picture that fills its slot is cropped to its shape",
                at=_key_span(mapping, "crop"),
                help="leave out `crop`, or `fit: fill`",
            )
    return PictureOptions(decorative, fit, crop, original)


def _image(name: ScalarNode, fallback: Node | None, scope: Scope) -> PictureFile:
    known = _DIGEST.fullmatch(name.text)
    if known:
        return PictureFile(known.group(1))
    path, image = _file(name, scope.folder)
    if not image.is_svg:
        if fallback is not None:
            raise error(
                "no-fallback",
                "only an SVG drawing has a picture that stands in for it",
                at=expect_scalar(fallback, "`fallback`").span,
                help="leave it out",
            )
        return image
    _refuse_dangers(image.data, path, name.span)
    if fallback is not None:
        fallback_name = expect_scalar(fallback, "`fallback`", "name a PNG file")
        fallback_path, fallback_file = _file(fallback_name, scope.folder)
        if fallback_file.suffix != ".png":
            raise error(
                "file-type",
                f"{shown(fallback_path)} is not a PNG picture",
                at=fallback_name.span,
                help="what stands in for an SVG drawing is a PNG picture",
            )
        return image.with_fallback(fallback_file.data)
    return image.with_fallback(_rasterised(image.data, path, name.span))


def _file(name: ScalarNode, folder: Path) -> tuple[Path, PictureFile]:
    path = reading.locate(name.text, name.span, folder, "a picture", _SUFFIXES)
    data = reading.read_project_file(path, name.span)
    try:
        image = PictureFile.of(data)
    except Broken as cause:
        raise broken_picture(shown(path), name.span, str(cause)) from None
    if image is None:
        raise broken_picture(shown(path), name.span, "its bytes are none of a picture")
    return path, image


def broken_picture(name: str, span: Span | None, why: str) -> Problem:
    """The problem of a picture's file that is damaged or no picture; `why` ends the message."""
    return error(
        "broken-picture",
        f"{name} is not a whole picture: {why}",
        at=span,
        label="named here",
        help="open it in an image editor and save it as PNG or JPEG",
    )


def _refuse_dangers(data: bytes, path: Path, span: Span) -> None:
    found = list(svg.dangers(svg.read(data)))
    if found:
        raise Problem(
            *(
                Diagnostic(
                    "unsafe-svg",
                    f"{shown(path)}, line {line}, has {danger}",
                    span,
                    "this drawing",
                    ("a drawing runs nothing and loads nothing: save it as plain SVG",),
                )
                for line, danger in found
            )
        )


def _rasterised(data: bytes, path: Path, span: Span) -> bytes:
    if not svg.can_rasterise():
        raise error(
            "no-rasteriser",
            f"{shown(path)} needs a PNG picture beside it for older programs",
            at=span,
            label="this drawing",
            help=(
                'install what makes one: pip install "deckgen-pptx[svg]"',
                "or name one that you have made: `fallback: images/drawing.png`",
            ),
        )
    try:
        return svg.rasterise(data)
    except Broken as cause:
        raise broken_picture(shown(path), span, str(cause)) from None


def _key_span(mapping: MappingNode, key: str) -> Span:
    scalar = mapping.key(key)
    return mapping.span if scalar is None else scalar.span


def _alt(mapping: MappingNode, name: ScalarNode, scope: Scope, *, decorative: bool) -> Run:
    node = mapping.get("alt")
    if decorative:
        if node is not None:
            raise error(
                "alt-and-decorative",
                "a decorative picture has no alternative text",
                at=_key_span(mapping, "alt"),
                help="leave out `alt`, or `decorative`",
            )
        return Run("")
    if node is None:
        raise error(
            "missing-alt",
            "this picture has no alternative text",
            at=name.span,
            label="this picture",
            help=(
                "say in `alt:` what the picture shows that matters here",
                "or say `decorative: yes` where it shows nothing that matters",
            ),
        )
    scalar = expect_scalar(node, "`alt`", "say what the picture shows that matters here")
    alt = content.parse(scalar, scope)
    path = PurePosixPath(name.text)
    names = (path.name.casefold(), path.stem.casefold(), name.text.casefold())
    if alt.text and alt.text.casefold() in names:
        raise error(
            "alt-is-file-name",
            "the alternative text is the name of the file",
            at=scalar.span,
            label="this text",
            help="say what the picture shows that matters here",
        )
    return alt


def _fit(node: Node | None) -> str:
    if node is None:
        return FITS[0]
    scalar = expect_scalar(node, "`fit`")
    if scalar.text not in FITS:
        raise error(
            "fit",
            f"`{scalar.text}` is not a way to fit a picture",
            at=scalar.span,
            help=suggest(scalar.text, FITS, "a picture can"),
        )
    return scalar.text


def _crop(node: Node | None) -> Crop:
    if node is None:
        return UNCUT
    scalar = expect_scalar(node, "`crop`")
    words = scalar.text.split()
    if len(words) == 4 and all(_PERCENT.fullmatch(word) for word in words):
        crop = Crop(*(round(float(word) * 1000) for word in words))
        if crop.left + crop.right < WHOLE and crop.top + crop.bottom < WHOLE:
            return crop
    raise error(
        "crop",
        f"`{scalar.text}` does not say what to cut off",
        at=scalar.span,
        help="give percents of the left, top, right and bottom, such as `crop: 10 0 10 0`",
    )


def dump(
    image: PictureFile, alt: Run, options: PictureOptions, files: Files
) -> dict[str, YamlData]:
    """The mapping that parses to this picture, which names one without a file by its digest."""
    found: dict[str, YamlData] = {"picture": files.picture or f"sha256:{image.digest}"}
    if options.decorative:
        found["decorative"] = keys.dump_yes_no(value=True)
    else:
        found["alt"] = content.dump(alt.text)
    if options.fit != FITS[0]:
        found["fit"] = options.fit
    if options.crop != UNCUT:
        found["crop"] = " ".join(f"{side / 1000:g}" for side in options.crop)
    if options.original:
        found["original"] = keys.dump_yes_no(value=True)
    if files.fallback:
        found["fallback"] = files.fallback
    return found
