"""The copy for outside holds nothing that was meant for those who made it.

Every byte of every part is looked at, those of embedded files too.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from msgspec import structs
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin
from pptx import Presentation
from pptx.util import Inches

from deckgen import soundness
from deckgen.cli.publish import command
from deckgen.commands import build
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.presentation import comments, read
from deckgen.presentation.redact import RedactionOptions, bare_picture, redact
from deckgen.richtext import Paragraph
from tests.support.cases import every_case
from tests.support.paths import PLAIN, ROOT, corpus_decks, needs_corpus

pytestmark = pytest.mark.slow

BRIEFING = ROOT / "content" / "deck.yaml"
SAMPLE = ROOT / "tests" / "review" / "sample" / "deck.yaml"


def members(data: bytes, before: str = "") -> Iterator[tuple[str, bytes]]:
    """Every member of a package and of the packages in it, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            yield before + name, content
            if zipfile.is_zipfile(io.BytesIO(content)):
                yield from members(content, f"{before}{name}!")


def holding(data: bytes, *words: str) -> list[str]:
    """The members that hold one of the words, in any encoding of a text."""
    return [
        f"{name}: {word}"
        for name, content in members(data)
        for word in words
        for encoding in ("utf-8", "utf-16-le")
        if word.lower().encode(encoding) in content.lower() or word.lower() in name.lower()
    ]


def publish(*arguments: str | Path) -> dict[str, object]:
    run = CliRunner().invoke(command, [*map(str, arguments), "--format", "json"])
    assert run.exit_code == 0, run.output
    found: dict[str, object] = json.loads(run.output)
    return found


def items(found: dict[str, object], key: str) -> dict[str, tuple[int, list[str]]]:
    listed = found[key]
    assert isinstance(listed, list)
    return {item["what"]: (item["count"], item["which"]) for item in listed}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefing as it is sent to colleagues, with anchors."""
    folder = tmp_path_factory.mktemp("built")
    return build.build(BRIEFING, output=folder / "briefing.pptx", anchored=True).path


@pytest.mark.parametrize("source", ["deck", "presentation"])
def test_the_briefing_leaves_no_trace(built: Path, tmp_path: Path, source: str) -> None:
    out = tmp_path / "out.pptx"
    publish(BRIEFING if source == "deck" else built, "-o", out)
    assert holding(built.read_bytes(), "deckgen", "Coster")
    assert holding(out.read_bytes(), "deckgen", "Coster", "FY18 statistics", "DECKGEN_ID") == []


def test_what_it_says_stays(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.pptx"
    publish(built, "-o", out)
    before, after = read.read(Package.open(built)), read.read(Package.open(out))
    assert [slide.slots for slide in after.slides] == [
        published(slide.slots, before, after) for slide in before.slides
    ]
    assert [slide.notes for slide in after.slides] == [slide.notes for slide in before.slides]
    assert (after.title, after.language) == (before.title, before.language)


def published(slots, before, after):  # type: ignore[no-untyped-def]
    """The slots with links under the ids that the slides have once their names are gone."""
    ids = dict(zip((s.id for s in before.slides), (s.id for s in after.slides), strict=True))

    def line(paragraph):  # type: ignore[no-untyped-def]
        runs = []
        for run in paragraph.runs:
            link = run.style.link
            if link.startswith("#"):
                run = type(run)(run.text, run.style.but(link=f"#{ids[link[1:]]}"), run.origins)
            runs.append(run)
        return structs.replace(paragraph, runs=tuple(runs))

    return tuple((name, content.map_paragraphs(line)) for name, content in slots)


def test_what_was_taken_out_is_told(built: Path, tmp_path: Path) -> None:
    found = publish(built, "-o", tmp_path / "out.pptx")
    removed = items(found, "removed")
    assert removed["comments"] == (1, ["Coster, Joshua"])
    assert removed["the base of deckgen"] == (1, [])
    assert removed["anchors of deckgen"][0] == 26
    assert removed["tags"][0] > 26
    assert "deckgen" in removed["properties of the file"][1]
    assert items(found, "left")["notes of slides"][0] > 0


def test_notes_and_hidden_slides_on_request(tmp_path: Path) -> None:
    out = tmp_path / "out.pptx"
    found = publish(SAMPLE, "-o", out, "--no-notes", "--no-hidden")
    assert found["slides"] == 3
    removed = items(found, "removed")
    assert removed["hidden slides"][0] == 1
    assert found["left"] == []
    gone = ("Second item with", "Deepest", "Notes with", "Jane Doe", "R&amp;D")
    assert holding(out.read_bytes(), *gone) == []
    assert not [name for name, _ in members(out.read_bytes()) if "notesSlide" in name]
    kept = tmp_path / "kept.pptx"
    publish(SAMPLE, "-o", kept)
    assert holding(kept.read_bytes(), "Second item with", "Notes with")


def test_a_copy_is_sound_and_the_same_each_time(built: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.pptx", tmp_path / "two.pptx"
    publish(built, "-o", one, "--no-notes")
    publish(built, "-o", two, "--no-notes")
    assert one.read_bytes() == two.read_bytes()
    assert [str(fault) for fault in soundness.check(Package.open(one))] == []


def test_publishing_twice_takes_nothing_more(built: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.pptx", tmp_path / "two.pptx"
    publish(built, "-o", one, "--no-notes", "--no-hidden")
    found = publish(one, "-o", two, "--no-notes", "--no-hidden")
    assert found["removed"] == []
    assert one.read_bytes() == two.read_bytes()


def photo(author: str) -> bytes:
    """A JPEG picture that was taken sideways and says who took it where."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = author
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(stream, "JPEG", exif=exif, comment=author.encode())
    return stream.getvalue()


def drawing(author: str) -> bytes:
    """A PNG picture with texts in it."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", author)
    texts.add_itxt("XML:com.adobe.xmp", f"<x>{author}</x>")
    stream = io.BytesIO()
    Image.new("RGB", (10, 10), "blue").save(stream, "PNG", pnginfo=texts)
    return stream.getvalue()


SVG = b"""<?xml version="1.0"?><!-- by Nosy Parker --><svg xmlns="http://www.w3.org/2000/svg"
 xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="10" height="10"
 inkscape:export-filename="/home/nosy/x.png"><metadata>Nosy Parker</metadata>
 <rect width="5" height="5"/></svg>"""


def test_pictures_lose_their_origin_and_nothing_else() -> None:
    for make in (photo, drawing):
        data = make("Nosy Parker")
        assert b"Nosy" in data
        clean = bare_picture(data)
        assert b"Nosy" not in clean
        before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(clean))
        assert before.tobytes() == after.tobytes()
        assert before.getexif().get(0x0112) == after.getexif().get(0x0112)
        assert bare_picture(clean) == clean
    assert b"osy" not in bare_picture(SVG).split(b"?>", 1)[1].replace(
        b"<!-- by Nosy Parker -->", b""
    )
    assert b"<rect" in bare_picture(SVG)
    assert bare_picture(b"something else") == b"something else"
    assert bare_picture(b"\xff\xd8\xff") == b"\xff\xd8\xff"


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + (len(content) + 2).to_bytes(2) + content


def chunk(name: bytes, content: bytes) -> bytes:
    crc = zlib.crc32(name + content).to_bytes(4)
    return len(content).to_bytes(4) + name + content + crc


def saved(form: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.effect_mandelbrot((40, 30), (-2, -1, 1, 1), 20).save(stream, form, **options)
    return stream.getvalue()


def telling() -> Iterator[tuple[str, bytes]]:
    """Pictures that name somebody in every place that their formats have for it."""
    for progressive in (False, True):
        jpeg = saved("JPEG", icc_profile=b"profile", progressive=progressive)
        marks = [marker for marker in range(0xE1, 0xF0) if marker not in (0xE2, 0xEE)]
        told = b"".join(segment(marker, b"Nosy Parker") for marker in (*marks, 0xE2, 0xEE, 0xFE))
        small = segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\4\1Nosy Parker.")
        first = 4 + int.from_bytes(jpeg[4:6]) - 2 + 2
        name = "progressive.jpg" if progressive else "photo.jpg"
        yield name, jpeg[:2] + small + told + jpeg[first:] + b"Nosy Parker"
    png = saved("PNG", dpi=(96, 96))
    told = b"".join(chunk(name, b"Nosy Parker") for name in (b"tEXt", b"eXIf", b"prVt", b"sPLT"))
    yield "drawing.png", png[:33] + told + png[33:] + b"Nosy Parker"
    frames = [Image.new("L", (40, 30), shade) for shade in (50, 250)]
    gif = saved("GIF", save_all=True, append_images=frames, loop=3, comment=b"Nosy", duration=70)
    body = 13 + 3 * 256 if gif[10] & 7 == 7 else 13 + (3 << (gif[10] & 7) + 1)
    told = b"!\xff\x0bXMP DataXMP\x0bNosy Parker\0" + b"!\xff\x0bNETSCAPE2.0\x0bNosy Parker\0"
    yield "film.gif", gif[:body] + told + gif[body:] + b"Nosy Parker"
    tags = {315: "Nosy Parker", 270: "Nosy", 33432: "Nosy", 700: b"<x>Nosy</x>"}
    yield "scan.tiff", saved("TIFF", tiffinfo=tags, dpi=(300, 300)) + b"Nosy Parker"


@every_case(("name", "data"), list(telling()), ids=lambda value: str(value)[:16])
def test_only_what_shows_a_picture_is_left(name: str, data: bytes) -> None:
    assert b"Nosy" in data
    clean = bare_picture(data)
    assert b"Nosy" not in clean
    assert bare_picture(clean) == clean
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(clean))
    assert getattr(before, "n_frames", 1) == getattr(after, "n_frames", 1)
    for number in range(getattr(before, "n_frames", 1)):
        before.seek(number)
        after.seek(number)
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()
    for key in ("loop", "duration", "dpi", "icc_profile"):
        assert before.info.get(key) == after.info.get(key), name


def test_a_remark_beside_a_drawing_is_taken_out() -> None:
    drawing = b'<!-- Nosy --><svg xmlns="http://www.w3.org/2000/svg"/><!-- Nosy -->'
    assert b"Nosy" not in bare_picture(drawing)


@pytest.mark.parametrize("form", ["BMP", "WEBP"])
def test_pictures_that_cannot_be_taken_apart_are_told(form: str) -> None:
    package = Package.open(PLAIN)
    part = package.add("/ppt/media/image{}.xxx", f"image/{form.lower()}", saved(form))
    layout = package.related(package.related(package.presentation, "slideMaster")[0], "slideLayout")
    layout[0].relate(part, "image")
    told = {item.what: item.which for item in redact(package, RedactionOptions()).left}
    assert told["pictures that cannot be looked into"] == (part.name.rpartition("/")[2],)


def test_a_deck_of_somebody_with_everything(tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    deck = Presentation()
    deck.core_properties.author = "Nosy Parker"
    deck.core_properties.last_modified_by = "Nosy Parker"
    deck.core_properties.keywords = "secret project"
    deck.core_properties.title = "A public title"
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Public"
    for data in (photo("Nosy Parker"), drawing("Nosy Parker")):
        slide.shapes.add_picture(io.BytesIO(data), 0, 0, Inches(1))
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "Layoffs in May"
    hidden.notes_slide.notes_text_frame.text = "Do not tell"
    hidden._element.set("show", "0")
    deck.save(str(path))
    out = tmp_path / "out.pptx"
    found = publish(path, "-o", out, "--no-hidden")
    words = ("Nosy", "secret", "Layoffs", "Do not tell", "python-pptx")
    assert holding(path.read_bytes(), *words)
    assert holding(out.read_bytes(), *words) == []
    assert Presentation(str(out)).core_properties.title == "A public title"
    assert "author" not in str(found["left"])


def test_workbooks_lose_authors_and_remarks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.properties.creator = "Nosy Parker"
    book.active["A1"] = 1
    book.active["A1"].comment = Comment("Ask Nosy", "Nosy Parker")
    stream = io.BytesIO()
    book.save(stream)
    package = Package.open(build.build(SAMPLE, output=tmp_path / "deck.pptx").path)
    name = next(name for name in package.parts if name.startswith("/ppt/embeddings/"))
    package.parts[name].blob = stream.getvalue()
    assert holding(package.save(), "Nosy")
    redact(package, RedactionOptions())
    assert holding(package.save(), "Nosy") == []
    again = openpyxl.load_workbook(io.BytesIO(package.parts[name].blob))
    assert again.active is not None
    assert again.active["A1"].value == 1
    assert again.active["A1"].comment is None


def authors(package: Package) -> set[str]:
    """The people that a presentation names in its properties and comments."""
    found: set[str] = set()
    for item in package.rels.of("core-properties"):
        part = package.parts.get(item.target)
        for element in part.root if part else ():
            if str(element.tag).endswith(("}creator", "}lastModifiedBy")):
                found.add((element.text or "").strip())
    for part in package.related(package.presentation, "slide"):
        found |= {comment.author for comment in comments.read_comments(package, part)}
    return {name for name in found if len(name) > 3}


def is_theme(part: Part) -> bool:
    return part.content_type.endswith(".theme+xml")


def texts(package: Package) -> list[list[Paragraph]]:
    """What the slides say, slide by slide."""
    return [
        [line for _, content in slide.slots for line in content.paragraphs()]
        for slide in read.read(package).slides
    ]


@needs_corpus
@pytest.mark.parametrize("path", corpus_decks(), ids=lambda path: path.name)
def test_real_decks_name_nobody(path: Path) -> None:
    try:
        package = Package.open(path)
    except Problem:
        pytest.skip("no presentation that can be read")
    said = " ".join(line.text for lines in texts(package) for line in lines).lower()
    said += " ".join(p.root.get("name", "") for p in package.parts.values() if is_theme(p)).lower()
    names = {name for name in authors(package) if name.lower() not in said}
    before = texts(package)
    left = {item.what for item in redact(package, RedactionOptions(notes=True)).left}
    data = package.save()
    told = [".rels"] if "links to local files" in left else []
    found = [place for place in holding(data, *names) if place.split(":")[0][-5:] not in told]
    assert found == []
    again = Package.load(data, "published.pptx")
    assert texts(again) == before


def test_an_existing_file_is_kept(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.pptx"
    out.write_bytes(b"mine")
    run = CliRunner().invoke(command, [str(built), "-o", str(out)])
    assert run.exit_code == 1
    assert out.read_bytes() == b"mine"
    publish(built, "-o", out, "--force")
    assert out.read_bytes() != b"mine"
