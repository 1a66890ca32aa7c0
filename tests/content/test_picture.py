"""Pictures in YAML: what they mean, what is wrong in them, and dump as the inverse of parse."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.content.picture import Picture
from deckgen.content.picture.drawing import FITS, Crop, PictureOptions
from deckgen.content.picture.files import Broken, PictureFile, upright
from deckgen.content.picture.yaml import Files
from deckgen.richtext import Run
from tests.content.pictures import SVG, encoded, picture, project
from tests.content.stage import dumped, faults, found, parsed
from tests.support.strategies import lines


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("project"))


def yaml(name: str, rest: str = "  alt: What it shows\n") -> str:
    return f"Picture:\n  picture: images/{name}\n{rest}"


@pytest.mark.slow
def test_a_picture_and_what_it_shows(folder: Path) -> None:
    read = parsed(Picture, yaml("plain.png", "  alt: All ${a.b} of them\n"), folder)
    assert read.alt.text == "All 1,234 of them"
    assert read.facts() == ("a.b",)
    assert read.options == PictureOptions()
    assert read.files == Files("images/plain.png")
    assert read.image.data == (folder / "images" / "plain.png").read_bytes()


def test_choices(folder: Path) -> None:
    decorative = parsed(Picture, yaml("plain.png", "  decorative: yes\n  fit: fill\n"), folder)
    assert (decorative.alt.text, decorative.options) == (
        "",
        PictureOptions(decorative=True, fit="fill"),
    )
    cropped = parsed(Picture, yaml("plain.png", "  alt: A\n  crop: 10 0 12.5 -3\n"), folder)
    assert cropped.options == PictureOptions(crop=Crop(10000, 0, 12500, -3000))
    kept = parsed(Picture, yaml("huge.jpg", "  alt: A\n  original: yes\n"), folder)
    assert kept.options.original


@pytest.mark.parametrize(
    ("name", "suffix", "size"),
    [
        ("plain.png", ".png", (40, 30)),
        ("photo.jpg", ".jpg", (40, 30)),
        ("turned.jpg", ".jpg", (40, 30)),
        ("square.gif", ".gif", (30, 30)),
        ("scan.tiff", ".tiff", (40, 30)),
        ("old.bmp", ".bmp", (40, 30)),
        ("drawing.svg", ".svg", (20000, 10000)),
    ],
)
def test_types(name: str, suffix: str, size: tuple[int, int], folder: Path) -> None:
    image = parsed(Picture, yaml(name), folder).image
    assert (image.suffix, image.upright_size) == (suffix, size)


def test_the_frame_of_a_metafile_is_its_size(tmp_path: Path) -> None:
    """MS-EMF 2.2.9: `Frame`, after `Bounds`, is left, top, right, bottom in hundredths of mm."""
    header = struct.pack("<II4i4i", 1, 108, 0, 0, 1, 1, 100, 50, 900, 450)
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.emf").write_bytes(header + b" EMF" + bytes(64))
    image = parsed(Picture, yaml("a.emf"), tmp_path).image
    assert (image.suffix, image.upright_size) == (".emf", (800, 400))


@pytest.mark.parametrize(
    ("sides", "size"),
    [
        ('width="40" viewBox="0 0 200 100"', (40, 20)),
        ('height="40" viewBox="0 0 200 100"', (80, 40)),
        ('width="40" height="30" viewBox="0 0 200 100"', (40, 30)),
        ('viewBox="10 20 200 100"', (200, 100)),
        ('width="100%" height="40"', (300, 40)),
        ("", (300, 150)),
    ],
)
def test_a_side_that_a_drawing_leaves_out_follows_from_the_other(
    sides: str, size: tuple[int, int], tmp_path: Path
) -> None:
    """SVG 2, 8.12, and CSS 2.2, 10.3.2."""
    (tmp_path / "images").mkdir()
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {sides}/>'
    (tmp_path / "images" / "a.svg").write_text(text)
    image = parsed(Picture, yaml("a.svg"), tmp_path).image
    assert image.upright_size == tuple(100 * side for side in size)


def test_a_file_is_what_its_bytes_say(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "photo.png").write_bytes(encoded(picture(), "JPEG"))
    assert parsed(Picture, yaml("photo.png"), tmp_path).image.suffix == ".jpg"


def test_equal_files_are_equal_pictures_wherever_they_are(folder: Path) -> None:
    one = parsed(Picture, yaml("plain.png"), folder)
    (folder / "images" / "copy.png").write_bytes((folder / "images" / "plain.png").read_bytes())
    assert parsed(Picture, yaml("copy.png"), folder) == one
    assert parsed(Picture, yaml("tall.png"), folder) != one


A = "  alt: A\n"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (yaml("plian.png"), [("missing-file", 2, 12, 28)]),
        (yaml("../../plain.png"), [("outside-project", 2, 12, 34)]),
        (yaml("plain.png", ""), [("missing-alt", 2, 12, 28)]),
        (yaml("plain.png", "  alt:\n"), [("empty-value", 3, 7, 7)]),
        (yaml("plain.png", "  alt: plain.png\n"), [("alt-is-file-name", 3, 8, 17)]),
        (yaml("plain.png", "  alt: Plain\n"), [("alt-is-file-name", 3, 8, 13)]),
        (yaml("plain.png", "  alt: A ${c.d}\n"), [("unknown-fact", 3, 10, 16)]),
        (yaml("plain.png", A + "  decorative: yes\n"), [("alt-and-decorative", 3, 3, 6)]),
        (yaml("plain.png", A + "  decorative: true\n"), [("yes-or-no", 4, 15, 19)]),
        (yaml("plain.png", A + "  fit: cover\n"), [("fit", 4, 8, 13)]),
        (yaml("plain.png", A + "  crop: 10 20\n"), [("crop", 4, 9, 14)]),
        (yaml("plain.png", A + "  crop: 60 0 60 0\n"), [("crop", 4, 9, 18)]),
        (yaml("plain.png", A + "  crop: 1 1 1 1\n  fit: fill\n"), [("crop-and-fill", 4, 3, 7)]),
        (yaml("plain.png", A + "  fallback: images/tall.png\n"), [("no-fallback", 4, 13, 28)]),
        (yaml("drawing.svg", A + "  fallback: images/photo.jpg\n"), [("file-type", 4, 13, 29)]),
        (yaml("plain.png", A + "  altt: B\n"), [("unknown-key", 4, 3, 7)]),
        (yaml("plain.png\n  fit: cover", ""), [("missing-alt", 2, 12, 28), ("fit", 3, 8, 13)]),
    ],
)
def test_faults_name_their_place(
    text: str, places: list[tuple[str, int, int, int]], folder: Path
) -> None:
    assert [found(fault) for fault in faults(Picture, text, folder)] == places


def test_a_list_is_no_picture() -> None:
    assert [fault.code for fault in faults(Picture, "P:\n  picture:\n    - a\n")] == ["wrong-type"]


def test_a_missing_picture_has_a_near_name(folder: Path) -> None:
    (fault,) = faults(Picture, yaml("plian.png"), folder)
    assert "did you mean `images/plain.png`?" in fault.helps


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(encoded(picture(), "PNG"))
    (tmp_path / "project" / "images").mkdir(parents=True)
    (tmp_path / "project" / "images" / "linked.png").symlink_to(tmp_path / "secret.png")
    (fault,) = faults(Picture, yaml("linked.png"), tmp_path / "project")
    assert fault.code == "outside-project"


PNG = encoded(picture(), "PNG")
JPEG = encoded(picture(), "JPEG")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.png", b"", "none of a picture"),
        ("a.png", b"hello", "none of a picture"),
        ("a.png", PNG[:60], "cut short"),
        ("a.png", PNG[:-20], "cut short"),
        ("a.png", PNG[:50] + b"\x00" + PNG[51:], "do not match their checksum"),
        ("a.jpg", JPEG[:100], "cut short"),
        ("a.jpg", JPEG[:-2], "cut short"),
        ("a.gif", encoded(picture(mode="P"), "GIF")[:30], "cut short"),
        ("a.bmp", encoded(picture(), "BMP")[:200], "cut short"),
        ("a.tiff", b"II*\0\xff\xff\xff\x7f", "cut short"),
        ("a.svg", b"<svg", "line 1"),
        ("a.svg", b"<?xml version='1.0'?><html><svg/></html>", "no `svg`"),
        ("a.png", PNG[:16] + b"\0\0\0\0" + PNG[20:], "do not match"),
    ],
)
def test_what_is_no_whole_picture(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / name).write_bytes(data)
    (fault,) = faults(Picture, yaml(name), tmp_path)
    assert (fault.code, found(fault)[1:]) == ("broken-picture", (2, 12, 19 + len(name)))
    assert words in fault.message


def test_types_that_presentations_do_not_know(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.webp").write_bytes(encoded(picture(), "WEBP"))
    (fault,) = faults(Picture, yaml("a.webp"), tmp_path)
    assert fault.code == "file-type"
    assert any(".png" in help_ for help_ in fault.helps)


def test_too_many_pixels(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    start, end = PNG.index(b"IHDR"), PNG.index(b"IHDR") + 17
    header = b"IHDR" + struct.pack(">II", 30000, 10000) + PNG[start + 12 : end]
    data = PNG[:start] + header + struct.pack(">I", zlib.crc32(header)) + PNG[end + 4 :]
    (tmp_path / "images" / "a.png").write_bytes(data)
    (fault,) = faults(Picture, yaml("a.png"), tmp_path)
    assert "too many" in fault.message


@pytest.mark.parametrize("name", ["huge.jpg", "plain.png", "old.bmp"])
def test_the_limit_of_pixels_of_the_process_is_neither_asked_nor_changed(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = parsed(Picture, yaml(name), folder).image
    monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 100)
    data, suffix = upright(image.data, image.suffix, 0.5)
    assert PIL.Image.MAX_IMAGE_PIXELS == 100
    made = PictureFile.of(data)
    assert made is not None
    assert made.size == tuple(side // 2 for side in image.size)
    assert made.suffix == suffix


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_tiff_file_of_more_pixels_than_pillow_reads_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(Broken, match="exceeds limit"):
        upright((folder / "images" / "scan.tiff").read_bytes(), ".tiff", 1)


def test_a_second_header_of_too_many_pixels() -> None:
    """Which a decoder may believe instead of the first."""
    scan, frame = JPEG.index(b"\xff\xda"), JPEG.index(b"\xff\xc0")
    second = JPEG[frame : frame + 5] + struct.pack(">HH", 60000, 60000) + JPEG[frame + 9 :]
    length = 2 + int.from_bytes(JPEG[frame + 2 : frame + 4])
    data = JPEG[:scan] + second[:length] + JPEG[scan:]
    image = PictureFile.of(data)
    assert image is not None
    with pytest.raises(Broken, match="60000 x 60000 pixels, which is too many"):
        upright(data, ".jpg", 0.5)


XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        "<foreignObject><p/></foreignObject>",
        '<image href="https://example.org/a.png"/>',
        f'<image {XLINK} xlink:href="file:///etc/passwd"/>',
        '<image href="photo.jpg"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        '<use href="other.svg#a"/>',
        '<rect fill="url(https://example.org/a#b)"/>',
        "<rect style=\"fill:url('other.svg#x')\"/>",
        "<style>@import 'a.css';</style>",
        "<style>rect { fill: url(//example.org/x) }</style>",
        '<a href="javascript:alert(1)"><rect/></a>',
        '<a href=" java&#9;script:alert(1)"><rect/></a>',
        '<a href="file:///etc/passwd"><rect/></a>',
        '<a href="https://example.org" ping="https://example.org"><rect/></a>',
        '<image id="i"><set attributeName="href" to="https://example.org/a.png"/></image>',
        '<use href="#a"><animate attributeName="href" values="b.svg#c"/></use>',
        '<rect><animateTransform attributeName="transform" by="1"/></rect>',
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        '<metadata><script xmlns="http://www.w3.org/1999/xhtml">x</script></metadata>',
        '<iframe xmlns="http://example.org/own" src="a.html"/>',
        '<rect xmlns:e="http://www.w3.org/2001/xml-events" e:event="load"/>',
        '<g xml:base="https://example.org/"><use href="#a"/></g>',
        '<use href=""/>',
        '<use href="data:image/png;base64,iVBORw0KGgo="/>',
        '<image href="data:image/png,x"/>',
        '<image href="data:image/png;base64,AAAA" src="a.png"/>',
        '<image href="data:image/png;base64,AAAA" srcset="a.png"/>',
        '<font-face-src><font-face-uri href="a.woff"/></font-face-src>',
        '<filter><feImage href="a.png"/></filter>',
        '<rect fill="u\\72l(https://example.org/a)"/>',
        "<rect fill=\"URL( 'https://example.org/a' )\"/>",
        '<rect style="fill:u\\000072 l(https://example.org/a)"/>',
        '<rect style="fill:url(#a);mask:image-set(&quot;a.png&quot; 1x)"/>',
        '<rect style="behavior:none"/>',
        '<rect style="animation:x 1s"/>',
        '<rect style="-moz-binding:none"/>',
        '<rect style="width:expression(1)"/>',
        '<rect style="font-family:&quot;/*&quot;;fill:url(//x/a);stroke:&quot;*/&quot;"/>',
        '<rect style="fill:red}rect{mask:url(a.svg#b)"/>',
        '<rect style="fill:url(&quot;a.svg#b"/>',
        "<style>@\\69mport 'a.css';</style>",
        "<style>@IMPORT 'a.css';</style>",
        "<style>/* x */ @import/**/'a.css';</style>",
        "<style>@font-face { font-family: x; src: url(a.woff) }</style>",
        "<style>@namespace url(https://example.org);</style>",
        "<style>@keyframes x { from { fill: red } }</style>",
        "<style>a { b { fill: url(a.svg#b) } }</style>",
        "<style>a { fill: red; mask: url(a.svg#b }</style>",
        "<style>a { fill: src('a.svg') }</style>",
        "<style>a { fill: url(data:image/png;base64,AAAA) }</style>",
        '<style type="text/x-other">a</style>',
        "<?xml-stylesheet href='a.css'?>",
        "<?php echo 1 ?>",
    ],
)
def test_drawings_that_run_or_load_something_are_refused(inside: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    text = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">\n{inside}\n</svg>'
    (tmp_path / "images" / "a.svg").write_text(text)
    told = faults(Picture, yaml("a.svg"), tmp_path)
    assert [fault.code for fault in told] == ["unsafe-svg"]
    assert ", line 2, has " in told[0].message


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ('<!ATTLIST svg onload CDATA "alert(1)">', "has `<!ATTLIST svg` in its"),
        ('<!ENTITY % p "a">', "has `<!ENTITY % p` in its"),
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "the entity `x`"),
        ('<!ENTITY x "https://example.org/a#b">', "a reference to `https://example.org/a#b`"),
    ],
)
def test_what_a_document_type_may_not_declare(declared: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    use = '<use href="&x;"/>' if "https" in declared else ""
    (tmp_path / "images" / "a.svg").write_text(
        f'<!DOCTYPE svg [{declared}]><svg xmlns="http://www.w3.org/2000/svg">{use}</svg>'
    )
    (fault,) = faults(Picture, yaml("a.svg"), tmp_path)
    assert (fault.code, words in fault.message) == ("unsafe-svg", True)


INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg width="210mm" height="297mm" viewBox="0 0 210 297" version="1.1" id="svg1"
 inkscape:export-filename="C:\\x.png" xml:space="preserve" xmlns="http://www.w3.org/2000/svg"
 xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
 xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
 xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<sodipodi:namedview id="n" pagecolor="#ffffff" inkscape:zoom="0.7"/>
<metadata><rdf:RDF><dc:format>image/svg+xml</dc:format></rdf:RDF></metadata>
<style type="text/css"><![CDATA[
 /* shapes */ .a, #b > rect:not(.c):nth-child(2n) { fill: rgb(1 2 3 / 50%); stroke: url("#g") }
 @media (min-width: 10px) { .a { font: 12px "A, B", serif !important; } }
]]></style>
<defs><linearGradient id="g" xlink:href="#h" gradientTransform="matrix(1,0,0,1,2,3)"/>
<filter id="f"><feGaussianBlur stdDeviation="2" in="SourceGraphic"/></filter></defs>
<g inkscape:label="Layer 1" inkscape:groupmode="layer" transform="translate(1 2) rotate(30)">
<path style="fill:none;stroke:#000;stroke-width:.26;-inkscape-stroke:none;paint-order:stroke;"
 d="M 1,2 C 3,4 5,6 7,8 Z" filter="url(#f)" sodipodi:nodetypes="cc" data-x="url(y)"/>
<text x="1" y="2" font-family="'Open Sans', sans-serif" aria-label="a(b)"><tspan>W</tspan></text>
<image xlink:href="data:image/jpeg;base64,/9j/
4AAQ" width="3" height="4" preserveAspectRatio="none"/></g></svg>"""


def test_a_drawing_of_an_editor_is_taken(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.svg").write_text(INKSCAPE)
    assert parsed(Picture, yaml("a.svg"), tmp_path).image.is_svg


def test_entities_of_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.svg").write_text(
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
    )
    (fault,) = faults(Picture, yaml("a.svg"), tmp_path)
    assert (fault.code, "the entity `x`" in fault.message) == ("unsafe-svg", True)


def test_what_a_drawing_may_hold(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="2in" height="10mm"><defs>'
        '<linearGradient id="g"/></defs><rect fill="url(#g)" style="stroke:url(#g)"/>'
        '<use href="#g"/><a href="https://example.org"><rect/></a>'
        '<image href="data:image/png;base64,iVBORw0KGgo="/></svg>'
    )
    image = parsed(Picture, yaml("a.svg"), tmp_path).image
    assert image.upright_size == (19200, 3780)


def test_without_a_rasteriser_a_drawing_needs_a_picture_beside_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    (fault,) = faults(Picture, yaml("drawing.svg"), folder)
    assert fault.code == "no-rasteriser"
    assert any("deckgen-pptx[svg]" in help_ for help_ in fault.helps)
    read = parsed(Picture, yaml("drawing.svg", A + "  fallback: images/beside.png\n"), folder)
    assert read.files == Files("images/drawing.svg", "images/beside.png")
    assert dumped(read).endswith("fallback: images/beside.png\n")


@st.composite
def pictures(draw: st.DrawFn, folder: Path) -> Picture:
    name = draw(st.sampled_from(["plain.png", "photo.jpg", "turned.jpg", "drawing.svg"]))
    read = parsed(Picture, yaml(name), folder)
    decorative = draw(st.booleans())
    alt = "" if decorative else draw(lines).strip()
    fit = draw(st.sampled_from(FITS))
    edge = st.integers(-20000, 49999)
    crop = (
        Crop() if fit == "fill" else draw(st.one_of(st.just(Crop()), st.builds(Crop, *[edge] * 4)))
    )
    options = PictureOptions(decorative, fit, crop, original=draw(st.booleans()))
    return Picture(read.image, Run(alt), options, read.files)


@given(data=st.data())
def test_dump_then_parse_gives_the_same_picture(data: st.DataObject, folder: Path) -> None:
    made = data.draw(pictures(folder))
    again = parsed(Picture, dumped(made), folder)
    assert (again, again.files, again.options.original) == (made, made.files, made.options.original)


def test_what_is_usual_is_not_dumped(folder: Path) -> None:
    assert dumped(parsed(Picture, yaml("plain.png"), folder)) == (
        "Slot:\n  picture: images/plain.png\n  alt: What it shows\n"
    )


def test_a_picture_without_a_file_is_named_by_its_digest(folder: Path) -> None:
    read = parsed(Picture, yaml("plain.png"), folder)
    digest = read.image.digest
    nameless = Picture(read.image, read.alt, read.options)
    assert dumped(nameless).startswith(f"Slot:\n  picture: sha256:{digest}\n")
    assert parsed(Picture, dumped(nameless)) == read


def test_files_are_saved_once_and_named(folder: Path) -> None:
    saved: dict[str, bytes] = {}

    def save(data: bytes, suffix: str) -> str:
        saved[f"media/{len(saved)}{suffix}"] = data
        return list(saved)[-1]

    drawing = parsed(Picture, yaml("drawing.svg"), folder).placed(save)
    assert drawing.files == Files("media/0.svg", "media/1.png")
    assert saved["media/0.svg"] == SVG.encode()
    changed = Picture(drawing.image, Run("Other"), drawing.options)
    assert changed.reusing_files(drawing, save).files == drawing.files
    other = parsed(Picture, yaml("plain.png"), folder)
    assert other.reusing_files(drawing, save).files == Files("media/2.png")


def test_slides_that_show_one_file_share_its_bytes() -> None:
    data = encoded(picture(), "PNG")
    first, second = PictureFile.of(data), PictureFile.of(bytes(bytearray(data)))
    assert first is not None
    assert second is not None
    assert first.data is second.data
