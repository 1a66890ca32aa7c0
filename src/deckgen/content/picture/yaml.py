"""Pictures in YAML: `picture` names a file; the other keys are its alternative text and options."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar

from msgspec import Struct

from deckgen import content
from deckgen.content import Scope
from deckgen.content.picture.drawing import FITS, UNCUT, WHOLE, Crop, PictureOptions
from deckgen.content.picture.files import Broken, PictureFile
from deckgen.diagnostics import Diagnostic, Problem, Span, error, gather, shown
from deckgen.richtext import Run
from deckgen.source import reading
from deckgen.source.fields import YES_NO, Field, Fields, Form, Values, given, given_yes, one_of
from deckgen.source.nodes import Node, ScalarNode, expect_mapping, expect_scalar, expect_word

_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".bmp", ".tif", ".tiff", ".emf", ".wmf",
)  # fmt: skip

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_PERCENT = re.compile(r"-?\d{1,3}(\.\d{1,3})?")


class Files(Struct, frozen=True):
    """The files of a picture as YAML names them, relative to the folder of deck.yaml."""

    picture: str = ""
    fallback: str = ""


_NO_TEXT = Run("")


@dataclass(frozen=True, slots=True)
class PictureModel:
    """A picture.

    `alt` is empty for a decorative picture, and where a presentation has none. `files` are the
    paths that YAML names, `span` where it does.
    """

    image: PictureFile
    alt: Run = _NO_TEXT
    options: PictureOptions = field(default_factory=PictureOptions)
    files: Files = field(default_factory=Files, compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)


def _name(node: Node, what: str, _scope: Scope) -> ScalarNode:
    return expect_word(node, what, "name a file, such as `images/photo.jpg`")


def _text(node: Node, what: str, scope: Scope) -> Run:
    scalar = expect_scalar(node, what, "say what the picture shows that matters here")
    return content.parse(scalar, scope)


def _crop(node: Node, what: str, _scope: Scope) -> Crop:
    scalar = expect_word(node, what)
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


def _dump_crop(crop: Crop) -> str:
    return " ".join(f"{side / 1000:g}" for side in crop)


_V = TypeVar("_V")
_LEAST = "picture: images/hills.png\nalt: A landscape"
_Field = Field[Scope, PictureModel, _V]

_PICTURE = _Field[ScalarNode | None](
    "picture", Form("a path", _name), None,
    lambda picture: picture.files.picture or f"sha256:{picture.image.digest}",
    "the file, within the folder of deck.yaml: PNG, JPEG, GIF, SVG, BMP, TIFF, EMF or WMF",
    _LEAST, unset="needed",
)  # fmt: skip
_ALT = _Field[Run](
    "alt", Form("text", _text), _NO_TEXT,
    lambda picture: None if picture.options.decorative else content.dump(picture.alt.text),
    "what the picture shows that matters here, for those who do not see it",
    "alt: Hills in the evening", unset="needed, unless `decorative: yes`",
)  # fmt: skip
_DECORATIVE = _Field[bool](
    "decorative", YES_NO, False, lambda picture: given_yes(picture.options.decorative),
    "says that the picture shows nothing that matters",
    "picture: images/hills.png\ndecorative: yes",
)  # fmt: skip
_FIT = _Field[str](
    "fit", one_of(FITS, "fit", "`{}` is not a way to fit a picture", "a picture can"),
    FITS[0], lambda picture: given(picture.options.fit, FITS[0]),
    "whole within its slot, cropped to the shape of the slot, or stretched to it", "fit: fill",
)  # fmt: skip
_CROP = _Field[Crop](
    "crop", Form("four percents", _crop), UNCUT,
    lambda picture: given(picture.options.crop, UNCUT, _dump_crop),
    "what is cut off on the left, top, right and bottom; not with `fit: fill`", "crop: 10 0 12.5 0",
    unset="nothing",
)  # fmt: skip
_ORIGINAL = _Field[bool](
    "original", YES_NO, False, lambda picture: given_yes(picture.options.original),
    "embeds the file as it is, also where it is larger than the slide needs", "original: yes",
)  # fmt: skip
_FALLBACK = _Field[ScalarNode | None](
    "fallback", Form("a path", _name), None, lambda picture: picture.files.fallback or None,
    "for an SVG drawing: the PNG file that older programs show",
    "picture: images/seal.svg\nalt: The seal\nfallback: images/hills.png",
    unset="made of the drawing",
)  # fmt: skip
FIELDS = Fields[PictureModel](
    "a picture", (_PICTURE, _ALT, _DECORATIVE, _FIT, _CROP, _ORIGINAL, _FALLBACK),
    _LEAST,
)  # fmt: skip

Model = TypeVar("Model", bound=PictureModel)


def parse(kind: type[Model], node: Node, scope: Scope) -> Model:
    """A picture of class `kind` from its mapping. Raises `Problem` with every fault in it."""
    mapping = expect_mapping(node, "a picture")
    with gather() as problems:
        values = Values(mapping, problems, scope)
        name = values.parse(_PICTURE)
        if name is None:
            raise error(
                "missing-key", "a picture needs `picture`", at=mapping.span, help="name a file"
            )
        FIELDS.gather_unknown(values)
        image, alt, decorative = PictureFile(""), _NO_TEXT, False
        with problems.collect():
            image = _image(name, values)
        with problems.collect():
            decorative = values.parse(_DECORATIVE)
            alt = _alt(name, values, decorative=decorative)
        fit, crop, original = values.get(_FIT), values.get(_CROP), values.get(_ORIGINAL)
        if crop != UNCUT and fit == "fill":
            raise error(
                "crop-and-fill",
                "a picture that fills its slot is cropped to its shape",
                at=mapping.key_span("crop"),
                help="leave out `crop`, or `fit: fill`",
            )
    fallback = mapping.get("fallback")
    files = Files(name.text, fallback.text if isinstance(fallback, ScalarNode) else "")
    options = PictureOptions(decorative, fit, crop, original)
    return kind(image, alt, options, files, name.span)


def _image(name: ScalarNode, values: Values[Scope]) -> PictureFile:
    known = _DIGEST.fullmatch(name.text)
    if known:
        return PictureFile(known.group(1))
    folder = values.context.folder
    path, image = _file(name, folder)
    fallback = values.parse(_FALLBACK)
    if not image.is_svg:
        if fallback is not None:
            raise error(
                "no-fallback",
                "only an SVG drawing has a picture that stands in for it",
                at=fallback.span,
                help="leave it out",
            )
        return image
    _refuse_dangers(image.data, path, name.span)
    if fallback is not None:
        fallback_path, fallback_file = _file(fallback, folder)
        if fallback_file.suffix != ".png":
            raise error(
                "file-type",
                f"{shown(fallback_path)} is not a PNG picture",
                at=fallback.span,
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
    from deckgen.content.picture import _svg as svg

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
    from deckgen.content.picture import _svg as svg

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


def _alt(name: ScalarNode, values: Values[Scope], *, decorative: bool) -> Run:
    node = values.mapping.get("alt")
    if decorative:
        if node is not None:
            raise error(
                "alt-and-decorative",
                "a decorative picture has no alternative text",
                at=values.mapping.key_span("alt"),
                help="leave out `alt`, or `decorative`",
            )
        return _NO_TEXT
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
    alt = values.parse(_ALT)
    path = PurePosixPath(name.text)
    names = (path.name.casefold(), path.stem.casefold(), name.text.casefold())
    if alt.text and alt.text.casefold() in names:
        raise error(
            "alt-is-file-name",
            "the alternative text is the name of the file",
            at=node.span,
            label="this text",
            help="say what the picture shows that matters here",
        )
    return alt
