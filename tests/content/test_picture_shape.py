"""Pictures in a presentation: what is embedded, where it stands, what is read from anybody's."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image
from pptx import Presentation
from pptx.shapes.placeholder import PlaceholderPicture

from deckgen.appearance.shapes import Box, upright_box
from deckgen.appearance.text import InheritedText
from deckgen.commands import build
from deckgen.commands.extract import extract
from deckgen.content import Page, alt_text
from deckgen.content.picture import Picture
from deckgen.content.picture.drawing import FITS, Crop, PictureOptions, filling_crop, fitted
from deckgen.content.picture.files import digest, source_of, stamped
from deckgen.diagnostics import Problem
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, qn
from deckgen.richtext import Run
from tests.content.pictures import encoded, exchanged, noise, picture, project, turned
from tests.content.stage import Stage, at, deck_of, parsed
from tests.support.office import Office
from tests.support.paths import CORPUS, needs_corpus
from tests.support.sdk import Validator


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("project"))


def made(folder: Path, name: str, rest: str = "") -> Picture:
    text = f"Picture:\n  picture: images/{name}\n  alt: What it shows\n{rest}"
    return parsed(Picture, text, folder)


def stage() -> Stage:
    return Stage.of("Picture with Caption", "Picture")


def embedded(shape: Element, page: Page) -> Part:
    blip = at(shape, "p:blipFill/a:blip")
    part = page.package.target(page.part, blip.get(qn("r:embed")))
    assert part is not None
    return part


def opened(shape: Element, page: Page) -> Image.Image:
    return Image.open(BytesIO(embedded(shape, page).blob))


def box(shape: Element) -> Box:
    off, ext = at(shape, "p:spPr/a:xfrm/a:off"), at(shape, "p:spPr/a:xfrm/a:ext")
    return Box(*(int(e.get(n, "")) for e, n in ((off, "x"), (off, "y"), (ext, "cx"), (ext, "cy"))))


# --- what is embedded


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plain.png", "photo.jpg", "square.gif"])
def test_a_picture_that_needs_no_change_is_embedded_as_it_is(name: str, folder: Path) -> None:
    on = stage()
    part = embedded(on.written(made(folder, name)), on.page)
    assert part.blob == (folder / "images" / name).read_bytes()
    assert part.content_type == {"p": "image/png", "j": "image/jpeg", "g": "image/gif"}[name[-3]]


@pytest.mark.slow
def test_a_huge_picture_has_no_more_pixels_than_the_slide_shows(folder: Path) -> None:
    on = stage()
    shape = on.written(made(folder, "huge.jpg"))
    shown = opened(shape, on.page)
    inches = box(shape).width / 914_400
    assert 0 <= shown.width - inches * 220 < 1
    assert shown.format == "JPEG"
    assert len(embedded(shape, on.page).blob) < (folder / "images" / "huge.jpg").stat().st_size / 2


@pytest.mark.slow
def test_a_cropped_picture_keeps_the_pixels_of_what_is_left(folder: Path) -> None:
    on = stage()
    shape = on.written(made(folder, "huge.jpg", "  crop: 25 25 25 25\n"))
    assert opened(shape, on.page).width == 3000


def test_the_original_is_embedded_where_that_is_asked_for(folder: Path) -> None:
    on = stage()
    shape = on.written(made(folder, "huge.jpg", "  original: yes\n"))
    assert embedded(shape, on.page).blob == (folder / "images" / "huge.jpg").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("original", ["yes", "no"])
def test_pictures_stand_upright(orientation: int, original: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").write_bytes(turned(orientation, (400, 300)))
    on = stage()
    shape = on.written(made(tmp_path, "a.jpg", f"  original: {original}\n"))
    shown = opened(shape, on.page)
    quarters = int(at(shape, "p:spPr/a:xfrm").get("rot", "0")) // 5_400_000
    frame = box(shape)
    upright = shown.rotate(-90 * quarters, expand=True).convert("RGB")
    assert upright.getpixel((20, 20))[0] > 150 > upright.getpixel((380, 280))[0]
    assert abs(frame.width / frame.height - shown.width / shown.height) < 0.01
    assert (quarters != 0) == (original == "yes" and orientation in (3, 6, 8))
    assert on.read_back(made(tmp_path, "a.jpg")) == made(tmp_path, "a.jpg")


@pytest.mark.parametrize(
    ("name", "form", "mode"),
    [
        ("print.jpg", "JPEG", "RGB"),
        ("deep.png", "PNG", "L"),
        ("scan.tiff", "PNG", "RGB"),
        ("old.bmp", "PNG", "RGB"),
    ],
)
def test_pixels_are_ones_that_every_program_shows(
    name: str, form: str, mode: str, folder: Path
) -> None:
    on = stage()
    shown = opened(on.written(made(folder, name)), on.page)
    assert (shown.format, shown.mode, shown.size) == (form, mode, (40, 30))
    if name == "deep.png":
        assert shown.getpixel((1, 1)) == round(30000 / 257)
    else:
        red, _, blue = shown.getpixel((1, 1))
        assert red > blue + 80


@pytest.mark.slow
def test_colours_are_those_that_the_profile_means(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    for size in (400, 4000):
        data = exchanged((size, size))
        (tmp_path / "images" / "a.png").write_bytes(data)
        on = stage()
        shape = on.written(made(tmp_path, "a.png"))
        if size == 400:
            assert embedded(shape, on.page).blob == data, "what is not changed keeps its profile"
            continue
        shown = opened(shape, on.page)
        red, _, blue = shown.getpixel((1, 1))
        assert (shown.info.get("icc_profile"), blue > red + 80) == (None, True)


@pytest.mark.slow
def test_transparency_stays(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    clear = noise(3000, 2000)
    clear.putalpha(128)
    (tmp_path / "images" / "a.png").write_bytes(encoded(clear, "PNG", compress_level=1))
    on = stage()
    shown = opened(on.written(made(tmp_path, "a.png")), on.page)
    assert (shown.mode, shown.width < 2000) == ("RGBA", True)
    assert shown.getpixel((5, 5))[3] == 128


def test_equal_pictures_share_a_part(folder: Path) -> None:
    on = stage()
    one, two = (on.written(made(folder, "turned.jpg")) for _ in range(2))
    assert embedded(one, on.page) is embedded(two, on.page)


def test_a_drawing_has_a_picture_beside_it(folder: Path) -> None:
    on = stage()
    shape = on.written(made(folder, "drawing.svg"))
    named = next(each(shape, "asvg:svgBlip"))
    drawing = on.page.package.target(on.page.part, named.get(qn("r:embed")))
    assert drawing is not None
    assert drawing.blob == (folder / "images" / "drawing.svg").read_bytes()
    assert drawing.content_type == "image/svg+xml"
    beside = opened(shape, on.page)
    assert (beside.format, beside.size) == ("PNG", (1600, 800))
    assert abs(box(shape).width - 2 * box(shape).height) <= 2


@pytest.mark.slow
def test_a_damaged_picture_is_told_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    data = (project(tmp_path / "p") / "images" / "deep.png").read_bytes()
    start, end = data.index(b"IDAT"), data.index(b"IEND") - 8
    garbled = b"IDAT" + bytes(end - start - 4)
    data = data[:start] + garbled + struct.pack(">I", zlib.crc32(garbled)) + data[end + 4 :]
    (tmp_path / "images" / "a.png").write_bytes(data)
    with pytest.raises(Problem) as caught:
        stage().written(made(tmp_path, "a.png"))
    (fault,) = caught.value.diagnostics
    assert (fault.code, str(fault.place).endswith("slide.yaml:2:12")) == ("broken-picture", True)


# --- where it stands


@pytest.mark.parametrize("fit", FITS)
def test_how_pictures_fit(fit: str, folder: Path) -> None:
    on = stage()
    slot = on.slot.box
    shape = on.written(made(folder, "tall.png", f"  fit: {fit}\n"))
    frame = box(shape)
    rect = find(shape, "p:blipFill/a:srcRect")
    if fit == "fit":
        assert (frame.height, frame.width) == (slot.height, round(slot.height / 3))
        assert abs((frame.x - slot.x) * 2 + frame.width - slot.width) <= 1
        assert rect is None
    else:
        assert frame == slot
    if fit == "fill":
        assert rect is not None
        cut = [int(rect.get(side, "")) for side in "ltrb"]
        left = 90 * (100_000 - cut[1] - cut[3]) / 100_000
        assert cut[0] == cut[2] == 0
        assert abs(30 / left - slot.width / slot.height) < 0.001
    locks = at(shape, "p:nvPicPr/p:cNvPicPr/a:picLocks")
    assert (locks.get("noChangeAspect") == "1") == (fit != "stretch")


sides = st.integers(1, 20_000_000)


@given(sides, sides, st.builds(Box, st.just(0), st.just(0), sides, sides))
def test_a_fitted_box_lies_inside_and_touches_two_edges(width: int, height: int, box: Box) -> None:
    inner = fitted(width, height, box)
    assert box.x <= inner.x
    assert box.y <= inner.y
    assert inner.x + inner.width <= box.x + box.width
    assert inner.y + inner.height <= box.y + box.height
    assert inner.width == box.width or inner.height == box.height


@given(st.integers(10, 9999), st.integers(10, 9999), st.integers(10, 9999), st.integers(10, 9999))
def test_a_filling_crop_has_the_shape_of_the_box(w: int, h: int, width: int, height: int) -> None:
    assume(1 / 50 < (w * height) / (h * width) < 50)
    crop = filling_crop(w, h, Box(0, 0, width, height))
    left, high = crop.size(w, h)
    assert abs(left * height - high * width) <= 0.002 * left * height
    assert 0 in (crop.left, crop.top)
    assert abs(crop.left - crop.right) <= 1


def test_alternative_text_and_decoration(folder: Path) -> None:
    on = stage()
    shape = on.written(made(folder, "plain.png"))
    assert alt_text(shape) == "What it shows"
    assert at(shape, "p:nvPicPr/p:cNvPr").get("name") == "Picture"
    text = "Picture:\n  picture: images/plain.png\n  decorative: yes\n"
    shape = on.written(parsed(Picture, text, folder))
    about = at(shape, "p:nvPicPr/p:cNvPr")
    assert (about.get("descr"), next(each(about, "adec:decorative")).get("val")) == (None, "1")


# --- reading back


NAMES = (
    "plain.png",
    "tall.png",
    "turned.jpg",
    "print.jpg",
    "square.gif",
    "drawing.svg",
    "huge.jpg",
)


@cache
def _stages(slot: str) -> Stage:
    layout = "Picture with Caption" if slot == "Picture" else "Two Content"
    return Stage.of(layout, slot)


@given(data=st.data())
def test_write_then_read_gives_the_same_picture(data: st.DataObject, folder: Path) -> None:
    image = made(folder, data.draw(st.sampled_from(NAMES))).image
    decorative = data.draw(st.booleans())
    fit = data.draw(st.sampled_from(FITS))
    edge = st.integers(-20_000, 49_000)
    crop = Crop() if fit == "fill" else data.draw(st.just(Crop()) | st.builds(Crop, *[edge] * 4))
    on = _stages(data.draw(st.sampled_from(["Picture", "Content 2"])))
    wide, high = crop.size(*image.upright_size)
    frame = fitted(wide, high, on.slot.box) if fit == "fit" else on.slot.box
    # A crop of the slot's very shape, which looks the same as `fill`, reads as that.
    like = filling_crop(*image.upright_size, frame)
    assume(
        fit == "fill"
        or crop == Crop()
        or max(abs(a - b) for a, b in zip(crop, like, strict=True)) > 300
    )
    options = PictureOptions(decorative, fit, crop, original=data.draw(st.booleans()))
    alt = "" if decorative else data.draw(st.sampled_from(["", "What", "שלום & <b>"]))
    shown = Picture(image, Run(alt), options)
    assert on.read_back(shown) == shown


def test_the_slots_own_shape_keeps_how_it_was_fitted(tmp_path: Path) -> None:
    on = stage()
    (tmp_path / "images").mkdir()
    size = (on.slot.box.width // 9525, on.slot.box.height // 9525)
    (tmp_path / "images" / "a.png").write_bytes(encoded(picture(*size), "PNG"))
    for fit in FITS:
        shown = made(tmp_path, "a.png", f"  fit: {fit}\n")
        assert on.read_back(shown) == shown


def test_a_smaller_copy_is_known_until_somebody_changes_it() -> None:
    for form in ("PNG", "JPEG"):
        copy = stamped(encoded(picture(), form), "ab" * 32)
        assert Image.open(BytesIO(copy)).size == (40, 30)
        assert source_of(copy) == "ab" * 32
        edited = copy[:-30] + bytes([copy[-30] ^ 1]) + copy[-29:]
        assert source_of(edited) == digest(edited)
        assert source_of(copy + b"made from sha256:") == digest(copy + b"made from sha256:")


def test_media_and_pictures_that_are_not_there_are_not_read(folder: Path) -> None:
    on = stage()
    shape = on.written(made(folder, "plain.png"))
    at(shape, "p:nvPicPr/p:nvPr").append(xml.make("a:videoFile", {"r:link": "rId9"}))
    assert Picture.read(shape, on.page) is None
    shape = on.written(made(folder, "plain.png"))
    del at(shape, "p:blipFill/a:blip").attrib[qn("r:embed")]
    assert Picture.read(shape, on.page) is None
    assert Picture.read(xml.make("p:sp"), on.page) is None


def test_python_pptx_reads_what_we_write(folder: Path, tmp_path: Path) -> None:
    contents = [made(folder, "photo.jpg", "  fit: fill\n"), made(folder, "drawing.svg")]
    (tmp_path / "deck.pptx").write_bytes(deck_of("Picture with Caption", "Picture", contents))
    slides = Presentation(str(tmp_path / "deck.pptx")).slides
    photo, drawing = (slide.shapes[0] for slide in slides)
    assert photo.image.blob == (folder / "images" / "photo.jpg").read_bytes()
    assert photo.crop_top == pytest.approx(photo.crop_bottom, abs=1e-4)
    assert drawing.image.content_type == "image/png"


def test_a_picture_of_python_pptx_is_read(folder: Path) -> None:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    shape: Any = slide.shapes.add_picture(str(folder / "images" / "photo.jpg"), 0, 0)
    shape.crop_left = 0.25
    stream = BytesIO()
    presentation.save(stream)
    package = Package.load(stream.getvalue(), "theirs.pptx")
    (part,) = package.related(package.presentation, "slide")
    read = Picture.read(next(each(part.root, "p:pic")), Page(package, part, "en-US"))
    assert read is not None
    assert read.image == made(folder, "photo.jpg").image
    assert (read.alt.text, read.options) == (
        "photo.jpg",
        PictureOptions(fit="stretch", crop=Crop(25_000)),
    )


def corpus_pictures() -> Iterator[tuple[str, Element, Page]]:
    for deck in sorted(CORPUS.rglob("*.pptx")):
        try:
            package = Package.open(deck)
        except Problem:  # encrypted, or broken: other tests say what is told about it
            continue
        for part in package.related(package.presentation, "slide"):
            for shape in each(part.root, "p:pic"):
                yield deck.name, shape, Page(package, part, "en-US")


@needs_corpus
def test_pictures_of_real_decks_are_read_and_survive_writing() -> None:
    count = 0
    for name, shape, page in corpus_pictures():
        read = Picture.read(shape, page)
        if read is None:
            continue
        count += 1
        on = Stage(page, stage().slot)
        again = on.read_back(read)
        assert again is not None, name
        assert (again.image, again.alt, again.options.decorative) == (
            read.image, read.alt, read.options.decorative,
        ), name  # fmt: skip
    assert count >= 30


# --- updates


def test_update_replaces_the_file_and_lets_go_of_the_old_one(folder: Path) -> None:
    on = stage()
    shape = made(folder, "plain.png").write(on.slot, on.page)
    old = embedded(shape, on.page)
    shown = find(shape, "p:spPr")
    assert shown is not None
    shown.append(xml.make("a:ln", {"w": "12700"}))
    for name in ("tall.png", "drawing.svg", "turned.jpg", "photo.jpg"):
        changed = made(folder, name)
        changed.update(shape, on.page)
        assert Picture.read(shape, on.page) == changed
        assert find(shape, "p:spPr/a:ln") is not None
        rids = {value for item in shape.iter() for value in item.attrib.values()}
        assert {item.id for item in on.page.part.rels.of("image")} == rids & {
            item.id for item in on.page.part.rels
        }
    assert old.name not in on.page.package.parts


def leave_place(shape: Element) -> None:
    """Let the layout say where a shape stands."""
    holder = find(shape, "p:spPr")
    assert holder is not None
    holder.remove(at(holder, "a:xfrm"))


@pytest.mark.parametrize("new", ["tall.png", "drawing.svg", "photo.jpg"])
@pytest.mark.parametrize("old", ["plain.png", "turned.jpg"])
def test_update_of_a_picture_that_stands_where_its_layout_says(
    old: str, new: str, folder: Path
) -> None:
    on = stage()
    shape = made(folder, old, "  original: yes\n").write(on.slot, on.page)
    leave_place(shape)
    changed = made(folder, new)
    changed.update(shape, on.page)
    assert box(shape) == box(changed.write(on.slot, on.page))
    assert [xml.tag(child) for child in at(shape, "p:spPr")] == ["a:xfrm", "a:prstGeom"]
    assert Picture.read(shape, on.page) == changed


def test_update_of_a_picture_whose_layout_leaves_its_place_to_the_master(folder: Path) -> None:
    on = stage()
    shape = made(folder, "plain.png").write(on.slot, on.page)
    leave_place(shape)
    (layout,) = on.page.package.related(on.page.part, "slideLayout")
    (master,) = on.page.package.related(layout, "slideMaster")
    for holder in (layout, master):
        for other in each(holder.edit(), "p:sp"):
            ph = next(each(other, "p:ph"), None)
            kind = None if ph is None else ph.get("type", "obj")
            if holder is layout and kind == "pic":
                leave_place(other)
            elif holder is master and kind == "body":
                outer = box(other)
    made(folder, "tall.png").update(shape, on.page)
    inner = box(shape)
    assert inner.height == outer.height
    assert 2 * inner.x + inner.width == pytest.approx(2 * outer.x + outer.width, abs=2)


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("old", ["plain.png", "turned.jpg"])
def test_update_of_a_picture_with_a_place_of_its_own(old: str, fit: str, folder: Path) -> None:
    on = stage()
    own = structs.replace(on.slot, box=Box(*(side // 2 for side in on.slot.box)))
    shape = made(folder, old, "  original: yes\n").write(own, on.page)
    place = structs.replace(own, box=upright_box(shape))
    changed = made(folder, "tall.png", f"  fit: {fit}\n")
    changed.update(shape, on.page)
    assert box(shape) == box(changed.write(place, on.page))
    assert Picture.read(shape, on.page) == changed


def test_update_of_a_picture_whose_place_nobody_says(folder: Path) -> None:
    on = stage()
    shape = made(folder, "plain.png").write(on.slot, on.page)
    leave_place(shape)
    for item in on.page.part.rels.of("slideLayout"):
        on.page.part.rels.drop(item.id)
    changed = made(folder, "photo.jpg")
    changed.update(shape, on.page)
    assert find(shape, "p:spPr/a:xfrm") is None
    read = Picture.read(shape, on.page)
    assert read is not None
    assert read.image == changed.image


@needs_corpus
@pytest.mark.parametrize(
    "name", ["officer--example.pptx", "python-pptx--ph-populated-placeholders.pptx"]
)
def test_pictures_of_real_decks_are_exchanged_where_they_stand(name: str, tmp_path: Path) -> None:
    path = extract(CORPUS / name, tmp_path / "deck").path
    files = [f for f in (path.parent / "media").iterdir() if f.suffix in (".png", ".jpg")]
    for file in files:
        file.write_bytes(encoded(picture(90, 40), "PNG" if file.suffix == ".png" else "JPEG"))
    built = build.build(path, output=tmp_path / "out.pptx").path
    shown = [
        shape
        for slide in Presentation(str(built)).slides
        for shape in slide.shapes
        if isinstance(shape, PlaceholderPicture)
    ]
    assert (90, 40) in {shape.image.size for shape in shown}
    assert all(shape.width and shape.height for shape in shown)


def test_update_of_words_leaves_the_picture_alone(folder: Path) -> None:
    on = stage()
    shape = made(folder, "plain.png").write(on.slot, on.page)
    before = xml.canonical(at(shape, "p:blipFill")), xml.canonical(at(shape, "p:spPr"))
    text = "Picture:\n  picture: images/plain.png\n  decorative: yes\n"
    for changed in (parsed(Picture, text, folder), made(folder, "plain.png")):
        changed.update(shape, on.page)
        assert Picture.read(shape, on.page) == changed
    assert (
        xml.canonical(at(shape, "p:blipFill")),
        xml.canonical(at(shape, "p:spPr")),
    ) == before


@pytest.mark.parametrize("fit", FITS)
def test_update_of_how_it_fits(fit: str, folder: Path) -> None:
    on = stage()
    shape = made(folder, "turned.jpg", "  original: yes\n").write(on.slot, on.page)
    for name in ("turned.jpg", "photo.jpg"):
        changed = made(folder, name, f"  fit: {fit}\n")
        changed.update(shape, on.page)
        assert Picture.read(shape, on.page) == changed


# --- editors


def test_libreoffice_gives_the_same_pictures_back(
    folder: Path, office: Office, tmp_path: Path
) -> None:
    text = "Picture:\n  picture: images/plain.png\n  decorative: yes\n"
    contents = [
        parsed(Picture, text, folder),
        made(folder, "turned.jpg", "  crop: 10 0 10 0\n"),
        made(folder, "photo.jpg", "  original: yes\n  fit: fill\n"),
        made(folder, "tall.png", "  fit: stretch\n"),
        made(folder, "drawing.svg"),
        made(folder, "huge.jpg", "  crop: 0 10 33.3 0\n"),
    ]
    (tmp_path / "deck.pptx").write_bytes(deck_of("Picture with Caption", "Picture", contents))
    package = Package.open(office.resaved(tmp_path / "deck.pptx"))
    slides = [
        package.target(package.presentation, e.get(qn("r:id")))
        for e in each(package.presentation.root, "p:sldId")
    ]
    place = InheritedText(width=stage().slot.box.width, height=stage().slot.box.height)
    for part, before in zip(slides, contents, strict=True):
        assert part is not None
        read = Picture.read(next(each(part.root, "p:pic")), Page(package, part, "en-US"))
        assert read is not None
        assert read.normalized(before, place) == before


def test_pictures_are_what_the_schema_allows(folder: Path, sdk: Validator, tmp_path: Path) -> None:
    text = "Picture:\n  picture: images/plain.png\n  decorative: yes\n"
    contents = [made(folder, name, f"  fit: {fit}\n") for name in NAMES[:6] for fit in FITS]
    contents += [
        parsed(Picture, text, folder),
        made(folder, "turned.jpg", "  original: yes\n  crop: 1 2 3 -4\n"),
    ]
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(deck_of("Picture with Caption", "Picture", contents))
    assert sdk.findings([deck]) == []


@pytest.mark.slow
def test_the_same_pictures_give_the_same_bytes(folder: Path) -> None:
    contents = [made(folder, name) for name in NAMES]
    first = deck_of("Picture with Caption", "Picture", contents)
    contents = [made(folder, name) for name in NAMES]
    assert deck_of("Picture with Caption", "Picture", contents) == first


@pytest.mark.slow
def test_a_plain_picture_needs_no_pillow(folder: Path, tmp_path: Path) -> None:
    Stage.of("Picture with Caption", "Picture")  # python-pptx makes its template, now
    (tmp_path / "deck.py").write_text(
        "import sys\nfrom pathlib import Path\n"
        "from tests.content.stage import Stage, parsed\n"
        "from deckgen.content.picture import Picture\n"
        "for name in ('plain.png', 'photo.jpg', 'square.gif'):\n"
        "    text = f'P:\\n  picture: images/{name}\\n  alt: A\\n'\n"
        "    on = Stage.of('Picture with Caption', 'Picture')\n"
        "    on.written(parsed(Picture, text, Path(sys.argv[1])))\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('PIL', 'pptx')])\n"
    )
    told = subprocess.run(
        [sys.executable, tmp_path / "deck.py", folder],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": "."},
    )  # fmt: skip
    assert told.stdout == "[]\n"
