"""What a published picture keeps, block by block, and what goes."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from pptx import Presentation

from deckgen.opc.package import Package
from deckgen.presentation.redact import RedactionOptions, RedactionReport, bare_picture, redact
from tests.support.cases import every_case

SAID = b"Nosy Parker was here"
JPEG = {  # ITU-T T.81, table B.1: the marker's second byte, and what programs put there
    "another APP0": (0xE0, b"", False),
    "EXIF and XMP": (0xE1, b"", False),
    "ICC profile": (0xE2, b"ICC_PROFILE\0", True),
    "another APP2": (0xE2, b"MPF\0", False),
    "Photoshop": (0xED, b"Photoshop 3.0\0", False),
    "Adobe's colour transform": (0xEE, b"Adobe", True),
    "another APP14": (0xEE, b"", False),
    "comment": (0xFE, b"", False),
}
PNG = {  # ISO/IEC 15948, 11.3
    b"gAMA": True,
    b"iCCP": True,
    b"pHYs": True,
    b"tRNS": True,
    b"tEXt": False,
    b"zTXt": False,
    b"iTXt": False,
    b"eXIf": False,
    b"tIME": False,
}


def saved(form: str, **more: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(stream, form, **more)
    return stream.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


@every_case("name", JPEG)
def test_a_segment_of_a_jpeg(name: str) -> None:
    marker, called, kept = JPEG[name]
    content = called + SAID
    data = saved("JPEG")
    # A segment that goes stands in front, so that the file is written anew.
    with_it = data[:2] + segment(0xFE, b"x") + segment(marker, content) + data[2:]
    after = bare_picture(with_it)
    assert (segment(marker, content) in after) is kept
    assert after.replace(segment(marker, content), b"") == data


@every_case("turned", range(10))
def test_how_a_photo_is_turned_is_kept(turned: int) -> None:
    """2 to 8 turn or mirror it (Exif 2.3, tag 0x0112); the others say nothing of it."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x013B] = SAID.decode()
    clean = bare_picture(saved("JPEG", exif=exif))
    assert SAID not in clean
    with Image.open(io.BytesIO(clean)) as picture:
        told = dict(picture.getexif())
    assert told == ({0x0112: turned} if 2 <= turned <= 8 else {})


@every_case("kind", PNG, ids=bytes.decode)
def test_a_chunk_of_a_png(kind: bytes) -> None:
    data = saved("PNG")
    head = 8 + 25  # the signature, then IHDR of 13 bytes
    after = bare_picture(data[:head] + chunk(kind, SAID) + data[head:])
    assert (chunk(kind, SAID) in after) is PNG[kind]
    assert after.replace(chunk(kind, SAID), b"") == data


def test_what_follows_the_end_of_a_png_goes() -> None:
    data = saved("PNG")
    assert bare_picture(data + chunk(b"tEXt", SAID)) == data
    assert bare_picture(data + chunk(b"IDAT", SAID)) == data


@every_case(
    "name",
    [
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://ns.adobe.com/AdobeIllustrator/10.0/",
    ],
)
def test_what_an_editor_notes_in_an_svg_goes(name: str) -> None:
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:e="{name}" e:path="/home/nosy">'
        '<e:view name="nosy"/><rect width="5" e:label="nosy" height="5"/></svg>'
    )
    after = bare_picture(text.encode())
    assert b"nosy" not in after
    assert b'<rect width="5" height="5"/>' in after
    other = text.replace(name, "http://example.org/").encode()
    assert bare_picture(other) == other


@pytest.mark.parametrize(("before", "known"), [(4000, True), (4096, False)])
def test_an_svg_is_known_by_its_first_4096_bytes(before: int, known: bool) -> None:
    start = b"<!--" + b"n" * (before - 7) + b"-->"
    text = start + b'<svg xmlns="http://www.w3.org/2000/svg"><metadata>x</metadata></svg>'
    assert (b"metadata" not in bare_picture(text)) is known


@pytest.mark.parametrize("colours", ["for all", "of its own"])
def test_a_gif_keeps_the_colours_of_its_pictures_and_no_remark(colours: str) -> None:
    """GIF89a, 18 and 20: a table of colours stands before all pictures, or before each."""
    table = bytes((255, 0, 0, 0, 0, 255))
    shared, own = (table, b"") if colours == "for all" else (b"", table)
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80 if shared else 0, 0, 0) + shared
    picture = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0x80 if own else 0) + own
    picture += b"\x02\x02\x4c\x01\x00"
    remark = b"\x21\xfe" + bytes((len(SAID),)) + SAID + b"\x00"
    assert bare_picture(head + remark + picture + b";") == head + picture + b";"
    with Image.open(io.BytesIO(head + picture + b";")) as shown:
        assert shown.convert("RGB").getpixel((0, 0)) == (0, 0, 255)


def presentation() -> Package:
    deck = Presentation()
    deck.core_properties.author = SAID.decode()
    stream = io.BytesIO()
    deck.save(stream)
    return Package.load(stream.getvalue(), "deck.pptx")


def test_a_picture_is_known_by_its_type_wherever_it_is() -> None:
    package = presentation()
    exif = Image.Exif()
    exif[0x013B] = SAID.decode()
    part = package.add("/ppt/drawn/picture{}.jpeg", "image/jpeg", saved("JPEG", exif=exif))
    package.presentation.relate(part, "image")
    report = redact(package, RedactionOptions())
    assert SAID not in part.blob
    told = {item.what: (item.count, item.which) for item in report.removed}
    assert told["descriptions of origin in pictures"] == (1, ("picture1.jpeg",))


def test_properties_that_go_are_told_by_their_names() -> None:
    (told,) = (
        item.which
        for item in redact(presentation(), RedactionOptions()).removed
        if item.what == "properties of the file"
    )
    assert {"creator", "Application"} <= set(told)


def test_what_is_not_counted_counts_once() -> None:
    report = RedactionReport()
    report.add_removed("a base")
    report.add_removed("notes", 0)
    assert [(item.what, item.count) for item in report.removed] == [("a base", 1)]
