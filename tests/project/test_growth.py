"""How work grows with a deck: calls of functions are counted at three sizes, never time.

Where the calls of a function grow with the square of the size, their second difference does too.
"""

import cProfile
import gc
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType

import pytest
from pptx import Presentation

from deckgen import Project, check, diff, extract
from deckgen.commands.build import Job, build_variants
from deckgen.opc.package import Package
from tests.support.templates import with_layouts

pytestmark = pytest.mark.slow

SIZE = 20
TEMPLATE = with_layouts("Title and Content")

Make = Callable[[int, Path], Path]


def deck(folder: Path, slides: Iterable[str], more: str = "") -> Path:
    (folder / "slides").mkdir(parents=True)
    listed = ""
    for number, text in enumerate(slides):
        (folder / "slides" / f"s{number}.yaml").write_text(f"layout: Title and Content\n{text}")
        listed += f"  - s{number}\n"
    path = folder / "deck.yaml"
    path.write_text(f"title: A deck\ntemplate: {TEMPLATE}\n{more}slides:\n{listed}")
    return path


def of_slides(text: str, more: str = "", line: str = "") -> Make:
    """A deck with the slide as often as asked, and a line of `more` for each.

    No NUMBER is that of another size, whose contents would be found made.
    """

    def made(size: int, folder: Path) -> Path:
        slides = (
            text.replace("NUMBER", str(size * 1000 + n)).replace("NEXT", str((n + 1) % size))
            for n in range(size)
        )
        lines = "".join(line.replace("NUMBER", str(size * 1000 + n)) for n in range(size))
        return deck(folder, slides, more + lines)

    return made


def of_lines(text: str, line: str) -> Make:
    """A deck with one slide, which ends in the line five times as often as asked: it is cheap."""

    def made(size: int, folder: Path) -> Path:
        lines = "".join(line.replace("NUMBER", str(size * 1000 + n)) for n in range(5 * size))
        return deck(folder, [text + lines])

    return made


def of_pictures(size: int, folder: Path) -> Path:
    (folder / "pictures").mkdir(parents=True)
    for number in range(size * 1000, size * 1001):
        (folder / "pictures" / f"{number}.png").write_bytes(png(number.to_bytes(3)))
    text = "Title: T\nContent:\n  picture: pictures/NUMBER.png\n  alt: A picture\n"
    return of_slides(text)(size, folder)


def of_shapes(size: int, folder: Path) -> Path:
    """A deck extracted from a slide with as many text boxes."""
    presentation = Presentation(str(TEMPLATE))
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    for number in range(size):
        box = slide.shapes.add_textbox(0, number * 9000, 900_000, 90_000)
        box.name, box.text_frame.text = f"Box {number}", f"Text {number}"
    folder.mkdir(parents=True, exist_ok=True)
    presentation.save(str(folder / "shapes.pptx"))
    extract(folder / "shapes.pptx", folder / "deck")
    return folder / "deck" / "deck.yaml"


def png(pixel: bytes, side: int = 1) -> bytes:
    rows = (b"\0" + pixel * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b"")]
    made = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


CHART = "chart: column\n  data: |\n    Name | Count\n"
TABLE = "table: |\n    Name | Count\n"

DECKS: dict[str, Make] = {
    "slides": of_slides("Title: Slide NUMBER\nContent: |\n  One\n  Two\n"),
    "notes": of_slides("Title: Slide NUMBER\nContent: One\nnotes: Say NUMBER\n"),
    "comments": of_slides(
        "Title: T\nContent: One\ncomments:\n  - author: Ada Lovelace\n    text: Say NUMBER\n"
    ),
    "links": of_slides('Title: Slide NUMBER\nContent: "[next](#sNEXT)"\n'),
    "charts": of_slides(f"Title: Slide NUMBER\nContent:\n  {CHART}    A | 1NUMBER\n    B | 2\n"),
    "tables": of_slides(f"Title: Slide NUMBER\nContent:\n  {TABLE}    A | 1NUMBER\n    B | 2\n"),
    "facts": of_slides(
        'Title: Slide NUMBER\nContent: "${beds.NUMBER} beds"\n',
        "facts:\n",
        "  beds.NUMBER:\n    value: 1NUMBER\n",
    ),
    "pictures": of_pictures,
    "shapes": of_shapes,
    "paragraphs": of_lines("Title: T\nContent: |\n", "  Line NUMBER\n"),
    "continued paragraphs": of_lines(
        "Title: T\noverflow: continue\nContent: |\n", "  Line NUMBER\n"
    ),
    "table rows": of_lines(f"Title: T\nContent:\n  {TABLE}", "    Row NUMBER | 1NUMBER\n"),
    "categories": of_lines(f"Title: T\nContent:\n  {CHART}", "    Row NUMBER | 1NUMBER\n"),
}


def built(path: Path) -> Callable[[], object]:
    return lambda: Project(path).build(path.parent / "out.pptx", force=True)


def built_again(path: Path) -> Callable[[], object]:
    built(path)()
    return lambda: Project(path).build(path.parent / "out.pptx")


def extracted(path: Path) -> Callable[[], object]:
    built(path)()
    return lambda: extract(path.parent / "out.pptx", path.parent / "extracted")


def checked(path: Path) -> Callable[[], object]:
    built(path)()
    return lambda: check(path.parent / "out.pptx")


def compared(path: Path) -> Callable[[], object]:
    built(path)()
    other = path.parent / "out.pptx"
    other.rename(path.parent / "old.pptx")
    slide = path.parent / "slides" / "s1.yaml"
    slide.write_text(slide.read_text().replace("Title: ", "Title: Another "))
    built(path)()
    return lambda: diff(path.parent / "old.pptx", other)


def counted(work: Callable[[], object]) -> Counter[str]:
    """How often each function is called, those written in C among them."""
    profile = cProfile.Profile()
    profile.runcall(work)
    calls: Counter[str] = Counter()
    for entry in profile.getstats():
        calls[named(entry.code)] += entry.callcount  # several generated functions have one name
    return calls


def named(code: CodeType | str) -> str:
    if isinstance(code, str):
        return code
    return f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_qualname}"


def assert_linear(make: Make, work: Callable[[Path], Callable[[], object]], folder: Path) -> None:
    """Fail where a function is called more often by half the square of the size, and by 5 %."""
    # What is made once in a process; another size, or the next would find equal contents made.
    work(make(SIZE + 1, folder / "first"))()
    one, two, three = (
        counted(work(make(SIZE * times, folder / str(times)))) for times in (1, 2, 3)
    )
    squares = {name: three[name] - 2 * two[name] + one[name] for name in three}
    found = {
        name: square
        for name, square in squares.items()
        if square > max(SIZE * SIZE / 2, three[name] / 20)
    }
    assert not found
    assert three.total() - two.total() < 1.1 * (two.total() - one.total())


@pytest.mark.parametrize("make", DECKS.values(), ids=DECKS)
def test_a_build_grows_with_the_deck(make: Make, tmp_path: Path):
    assert_linear(make, built, tmp_path)


WORK = {"refresh": built_again, "extract": extracted, "check": checked, "diff": compared}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_other_work_grows_with_the_slides(
    work: Callable[[Path], Callable[[], object]], tmp_path: Path
):
    assert_linear(DECKS["slides"], work, tmp_path)


def test_counts_tell_of_work_that_grows_with_the_square(tmp_path: Path):
    def squared(path: Path) -> Callable[[], object]:
        slides = Project(path).plan.slides
        return lambda: [len(two.id) for one in slides for two in slides]

    with pytest.raises(AssertionError, match=r"builtins\.len"):
        assert_linear(DECKS["slides"], squared, tmp_path)


def test_a_build_parses_no_slide_that_it_wrote(tmp_path: Path):
    def parsed(size: int) -> int:
        calls = counted(built(DECKS["notes"](size, tmp_path / str(size))))
        [name] = (name for name in calls if name.startswith("xml.py") and name.endswith(" parse"))
        return calls[name]

    parsed(SIZE + 1)  # what is read once in a process
    assert parsed(SIZE) == parsed(2 * SIZE)


def test_a_build_lets_go_of_the_slides_that_it_wrote(tmp_path: Path):
    def alive(size: int) -> int:
        path = DECKS["tables"](size, tmp_path / str(size))
        gc.collect()
        gc.disable()  # a command looks for no garbage
        try:
            packed = Project(path).pack(path.with_suffix(".pptx"))
            found = Counter(type(one).__name__ for one in gc.get_objects())
        finally:
            gc.enable()
        assert packed.result.slides == size
        return found["_Document"]

    alive(SIZE + 1)  # what is read once in a process
    assert alive(SIZE) == alive(2 * SIZE)


def test_variants_leave_no_packages_behind(tmp_path: Path):
    variants = "variants: {from: regions.csv, name: 'in-{id}'}\nfacts: {region: {text: here}}\n"
    path = of_slides('Title: Slide NUMBER\nContent: "${region}"\n', variants)(2, tmp_path)
    rows = "".join(f"{number},Region {number}\n" for number in range(8))
    (tmp_path / "regions.csv").write_text(f"id,region\n{rows}")
    names = Project(path).variants.decks(base=False)
    gc.disable()  # the command line looks for garbage only now and then
    try:
        alive = [
            sum(isinstance(one, Package) for one in gc.get_objects())
            for _ in build_variants(Job(path, output=tmp_path / "out"), names)
        ]
    finally:
        gc.enable()
    assert len(alive) == 8
    assert alive[7] == alive[3]


@pytest.mark.slow
def test_a_thousand_slides_linked_in_a_chain_build(tmp_path: Path):
    result = Project(DECKS["links"](1000, tmp_path)).build(tmp_path / "out.pptx")
    assert result.slides == 1000


def test_a_picture_of_4_mb_is_stored_once_as_it_is(tmp_path: Path):
    slide = "Title: T\nContent:\n  picture: large.png\n  alt: A picture\n"
    path = of_slides(slide)(2, tmp_path)
    picture = png(b"\x01\x02\x03", 1170)
    assert len(picture) > 4_000_000
    (tmp_path / "large.png").write_bytes(picture)
    out = Project(path).build(tmp_path / "out.pptx").path
    with zipfile.ZipFile(out) as archive:
        [info] = [info for info in archive.infolist() if "/media/" in info.filename]
        assert info.compress_type == zipfile.ZIP_STORED
        assert archive.read(info) == picture
