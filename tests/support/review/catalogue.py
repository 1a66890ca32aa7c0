"""A reviewer's edits, each stated once, on what a back end can do to a deck.

The standard library alone is imported here: LibreOffice's Python has no more.
"""

from __future__ import annotations

import random
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

WORDS = (
    "figures", "R&D", "a < b", "naïve", "“quoted”", "2*3*4", "snake_case", "50 %", "#7", "is: so",
    "{b}", "${no.fact}", "שלום", "漢字", "\N{GRINNING FACE}", "no\N{NO-BREAK SPACE}break",
)  # fmt: skip
SIGNS = (
    "שלום עולם", "مرحبا ١٢٣", "\N{GRINNING FACE} and \N{MUSICAL SYMBOL G CLEF}", "漢字かな",
    "e\N{COMBINING ACUTE ACCENT}le\N{COMBINING GRAVE ACCENT}ve", "no\N{NO-BREAK SPACE}break",
    "soft\N{SOFT HYPHEN}hyphen", "a\\b ${no.fact} [x](y)", "{b} *star* **two**", "& < > \" '",
    "family \N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}",
    "—dash… \N{LEFT SINGLE QUOTATION MARK}single’",
)  # fmt: skip
"""Texts of other scripts, planes and grammars."""
CELLS = ("1,234", "12%", "none", "R&D", "two words", "a | b")
AUTHOR, INITIALS = "Ada Reviewer", "AR"

_LONG = r"(?<!\w)[A-Za-z]{5,}(?!\w)"
_FIGURE = r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w.,]*\w)"


class NothingThereError(Exception):
    """There is nothing to make an edit on, or the back end cannot make it."""


class Shape(NamedTuple):
    """A shape that a reviewer can edit, with the back end's own object.

    `kind` is `text`, `title`, `outline` (text with levels), `content` (such in a placeholder that
    takes anything), `table`, `chart`, `picture`, `object` (any other that has an alternative text),
    or `furniture` (a date, footer or slide number).
    """

    kind: str
    held: Any


class Words(NamedTuple):
    """Signs of a run, from `start` to before `end`."""

    run: Any
    start: int
    end: int
    text: str


class Line(NamedTuple):
    """A paragraph of a list, a row or column of a table, or something of a chart: which one, of
    how many or with how many cells."""

    shape: Shape
    place: Any
    number: int
    side: str = ""


class Deck(Protocol):
    """A deck in a back end, which raises NothingThereError for what it cannot do there.

    Slides, paragraphs, runs, links, cells and data of charts are the back end's own objects. Runs
    are text alone, cells None where a merged one goes on, a `level` where Tab does more than to
    change it. `toggle` switches `bold`, `italic` or `underline`, `replace_all` tells whether a
    whole word was there, `enter` types a paragraph after another one as that looks, `paste` text
    with a look of its own. `insert` adds a `row` or `column` after another one, `merge` makes one
    cell of one and that at its right. A chart has `values`, `categories` and `names` of series;
    `extend` adds a category or a series at the end, with as many values as it needs. What is done
    to a section is done to that which a slide is in, and tells the slides in it.
    """

    def shown(self) -> list[dict[str, Any]]:
        """What the deck shows, slide by slide: whether it is `hidden`, its `notes`, `comments`, and
        for each of its `shapes` the `name`, the `box` in points, the `alt` text, and what it
        `shows`: its kind first."""

    def slides(self) -> list[Any]: ...
    def shapes(self, slide: Any) -> list[Shape]: ...
    def paragraphs(self, shape: Shape) -> list[Any]: ...
    def runs(self, paragraph: Any) -> list[tuple[Any, str]]: ...
    def replace(self, words: Words, text: str) -> None: ...
    def replace_all(self, slide: Any, old: str, new: str) -> bool: ...
    def break_before(self, words: Words) -> None: ...
    def toggle(self, words: Words, look: str) -> None: ...
    def link(self, words: Words, url: str) -> None: ...
    def paste(self, words: Words, text: str, color: bytes) -> None: ...
    def links(self, shape: Shape) -> list[Any]: ...
    def unlink(self, link: Any) -> None: ...
    def write(self, shape: Shape, text: str) -> None: ...
    def enter(self, paragraph: Any, text: str, *, deeper: bool = False) -> None: ...
    def append(self, paragraph: Any, text: str) -> None: ...
    def remove(self, shape: Shape, index: int) -> None: ...
    def move(self, shape: Shape, index: int, to: int) -> None: ...
    def level(self, paragraph: Any) -> int | None: ...
    def set_level(self, paragraph: Any, level: int) -> None: ...
    def enumerate_list(self, shape: Shape) -> None: ...
    def notes(self, slide: Any) -> str: ...
    def write_notes(self, slide: Any, text: str, more: bool) -> None: ...
    def cells(self, shape: Shape) -> list[list[Any]]: ...
    def write_cell(self, cell: Any, text: str) -> None: ...
    def insert(self, after: Line, texts: Sequence[str]) -> None: ...
    def take(self, line: Line) -> None: ...
    def merge(self, shape: Shape, row: int, column: int) -> None: ...
    def data(self, shape: Shape, what: str) -> list[Any]: ...
    def write_data(self, datum: Line, new: Any) -> None: ...
    def extend(self, shape: Shape, what: str, name: str, values: Sequence[float]) -> None: ...
    def shorten(self, shape: Shape, what: str) -> None: ...
    def set_picture(self, shape: Shape, color: bytes) -> None: ...
    def set_alt(self, shape: Shape, text: str) -> None: ...
    def drag(self, shape: Shape, right: int, down: int) -> None: ...
    def erase(self, shape: Shape) -> None: ...
    def add_text_box(self, slide: Any, text: str) -> None: ...
    def add_picture(self, slide: Any, color: bytes) -> None: ...
    def comment(self, slide: Any, text: str) -> None: ...
    def hide(self, slide: Any) -> None: ...
    def delete(self, slide: Any) -> None: ...
    def duplicate(self, slide: Any) -> Any: ...
    def move_slide(self, slide: Any, to: int) -> None: ...
    def new_slide(self, after: Any, title: str, *lines: str) -> Any: ...
    def set_layout(self, slide: Any) -> None: ...
    def rename_section(self, slide: Any, name: str) -> list[Any]: ...
    def start_section(self, slide: Any, name: str) -> list[Any]: ...
    def end_section(self, slide: Any) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """A deck under review, and chance."""

    deck: Deck
    chance: random.Random

    def some(self, kinds: Sequence[str], find: Callable[[Shape], Iterable[Any]]) -> tuple[Any, Any]:
        """A slide and one of what there is in its shapes of these kinds."""
        slides = self.deck.slides()
        for slide in self.chance.sample(slides, len(slides)):
            shapes = [shape for shape in self.deck.shapes(slide) if shape.kind in kinds]
            found = [item for shape in shapes for item in find(shape)]
            if found:
                return slide, self.chance.choice(found)
        raise NothingThereError


Need = Callable[[Desk], tuple[Any, Any]]
"""Finds a slide, and what an edit needs there."""
Choice = Callable[[Desk, Any], Any]
"""Makes an edit's random choice for what was found."""


class Edit(NamedTuple):
    """An edit: what it needs, the choice that it makes, and how a back end does it.

    `do` gets what was found and what was chosen; it returns the slides that it is on where these
    are not the one where it was found. Of `times` edits in the catalogue it is one.
    """

    name: str
    needs: Need
    choice: Choice
    do: Callable[[Deck, Any, Any], Sequence[Any] | None]
    times: int = 1


OUTLINES = ("content", "outline")
BODIES = ("text", *OUTLINES)
TEXTS = ("title", *BODIES)


def _in(kinds: Sequence[str], find: Callable[[Deck, Shape], Iterable[Any]]) -> Need:
    return lambda desk: desk.some(kinds, lambda shape: find(desk.deck, shape))


def words(*kinds: str, like: str = r"\S+") -> Need:
    """A word in a run."""
    return _in(
        kinds or TEXTS,
        lambda deck, shape: (
            Words(run, match.start(), match.end(), match.group())
            for paragraph in deck.paragraphs(shape)
            for run, text in deck.runs(paragraph)
            for match in re.finditer(like, text)
        ),
    )


def shape(*kinds: str) -> Need:
    return _in(kinds, lambda _, shape: [shape])


def paragraph(*kinds: str) -> Need:
    return _in(kinds, lambda deck, shape: deck.paragraphs(shape))


def levelled(deck: Deck, shape: Shape) -> Iterable[Any]:
    return (each for each in deck.paragraphs(shape) if deck.level(each) is not None)


def line(deck: Deck, shape: Shape) -> Iterable[Line]:
    """The paragraphs of a list."""
    count = len(deck.paragraphs(shape))
    return (Line(shape, place, count) for place in range(count if count > 1 else 0))


def spot(deck: Deck, shape: Shape) -> Iterable[Any]:
    """The cells of a table that show."""
    return (cell for row in deck.cells(shape) for cell in row if cell is not None)


def pair(deck: Deck, shape: Shape) -> Iterable[tuple[Shape, int, int]]:
    """The places of cells beside which there is another one, none of them merged."""
    for number, row in enumerate(deck.cells(shape)):
        for column, two in enumerate(pairwise(row)):
            if None not in two:
                yield shape, number, column


def lane(side: str, least: int = 1) -> Need:
    """A row or a column of a table with so many of them and without merged cells, whose rows and
    columns do not come and go without more ado."""

    def find(deck: Deck, shape: Shape) -> Iterable[Line]:
        cells = deck.cells(shape)
        count, across = (len(cells), len(cells[0]))[:: 1 if side == "row" else -1]
        merged = any(cell is None for row in cells for cell in row)
        places = range(0 if merged or count < least else count)
        return (Line(shape, place, across, side) for place in places)

    return _in(["table"], find)


def datum(what: str) -> Need:
    """One of a chart's `values`, `categories`, or `names` of series."""
    return _in(
        ["chart"],
        lambda deck, shape: (Line(shape, held, 1, what) for held in deck.data(shape, what)),
    )


def _more(desk: Desk, _found: Any) -> tuple[str, list[float]]:
    """A name, and more values than a chart needs for it."""
    return desk.chance.choice(WORDS[:6]), [float(desk.chance.randrange(1, 500)) for _ in range(40)]


def slide(desk: Desk) -> tuple[Any, Any]:
    found = desk.chance.choice(desk.deck.slides())
    return found, found


def one_of(least: int) -> Need:
    """A slide of so many, or more."""

    def find(desk: Desk) -> tuple[Any, Any]:
        if len(desk.deck.slides()) < least:
            raise NothingThereError
        return slide(desk)

    return find


def none(_desk: Desk, _found: Any) -> None:
    """No choice."""


def saying(pattern: str) -> Choice:
    """A text with some of the WORDS in it."""
    count = pattern.count("{}")
    return lambda desk, _: pattern.format(*(desk.chance.choice(WORDS) for _ in range(count)))


def of(texts: Sequence[Any]) -> Choice:
    return lambda desk, _: desk.chance.choice(texts)


def figure(desk: Desk, _found: Any) -> str:
    return f"{desk.chance.randrange(1, 100_000):,}"


def number(desk: Desk, _found: Any) -> float:
    return desk.chance.choice((desk.chance.randrange(1, 500), desk.chance.randrange(1, 999) / 10))


def url(desk: Desk, _found: Any) -> str:
    return f"https://example.org/{desk.chance.randrange(100)}?a=1&b=2"


def color(desk: Desk, _found: Any) -> bytes:
    return bytes(desk.chance.randrange(256) for _ in range(3))


def elsewhere(desk: Desk, found: Line) -> int:
    return desk.chance.choice([place for place in range(found.number) if place != found.place])


def other_place(desk: Desk, found: Any) -> int:
    slides = desk.deck.slides()
    return desk.chance.choice([n for n, other in enumerate(slides) if other != found])


def other_level(desk: Desk, found: Any) -> int:
    old = desk.deck.level(found) or 0
    return old + desk.chance.choice((-1, 1)) if 0 < old < 4 else 1 if old == 0 else old - 1


def way(desk: Desk, _found: Any) -> tuple[int, int]:
    right, down = desk.chance.randrange(10, 60), desk.chance.randrange(10, 60)
    return right * desk.chance.choice((-1, 1)), down


def cells(desk: Desk, found: Line) -> list[str]:
    return [desk.chance.choice(CELLS) for _ in range(found.number)]


def written(desk: Desk, found: Any) -> tuple[str, bool]:
    """Notes, and whether they come after those that are there."""
    more = bool(desk.deck.notes(found)) and desk.chance.random() < 0.5
    return saying("More about {}" if more else "Say {} here")(desk, found), more


def _everywhere(deck: Deck, found: Words, new: str) -> list[Any]:
    return [slide for slide in deck.slides() if deck.replace_all(slide, found.text, new)]


EDITS: tuple[Edit, ...] = (
    Edit("word", words(), of(WORDS), lambda deck, at, new: deck.replace(at, new), 2),
    Edit("signs", words(), of(SIGNS), lambda deck, at, new: deck.replace(at, new)),
    Edit("figure", words(like=_FIGURE), figure, lambda deck, at, new: deck.replace(at, new)),
    Edit("everywhere", words(like=_LONG), of(WORDS), _everywhere),
    Edit("line_break", words(), none, lambda deck, at, _: deck.break_before(at)),
    Edit("bold", words(), none, lambda deck, at, _: deck.toggle(at, "bold")),
    Edit("italic", words(), none, lambda deck, at, _: deck.toggle(at, "italic")),
    Edit("underline", words(), none, lambda deck, at, _: deck.toggle(at, "underline")),
    Edit("link", words(*BODIES), url, lambda deck, at, new: deck.link(at, new)),
    Edit("paste", words(), lambda desk, at: (desk.chance.choice(WORDS), color(desk, at)),
         lambda deck, at, new: deck.paste(at, *new)),
    Edit("unlink", _in(TEXTS, lambda deck, at: deck.links(at)), none,
         lambda deck, at, _: deck.unlink(at)),
    Edit("title", shape("title"), saying("A title with {}"),
         lambda deck, at, new: deck.write(at, new)),
    Edit("add", paragraph(*BODIES), saying("Added {} and {}"),
         lambda deck, at, new: deck.enter(at, new), 2),
    Edit("indent", _in(OUTLINES, levelled), saying("Below {}"),
         lambda deck, at, new: deck.enter(at, new, deeper=True)),
    Edit("more_at_end", paragraph(*TEXTS), saying(" and {}"),
         lambda deck, at, new: deck.append(at, new)),
    Edit("remove", _in(BODIES, line), none, lambda deck, at, _: deck.remove(at.shape, at.place)),
    Edit("move", _in(BODIES, line), elsewhere,
         lambda deck, at, to: deck.move(at.shape, at.place, to)),
    Edit("level", _in(OUTLINES, levelled), other_level,
         lambda deck, at, to: deck.set_level(at, to)),
    Edit("numbered", shape("content"), none, lambda deck, at, _: deck.enumerate_list(at)),
    Edit("notes", slide, written, lambda deck, at, new: deck.write_notes(at, *new)),
    Edit("cell", _in(["table"], spot), of(CELLS), lambda deck, at, new: deck.write_cell(at, new)),
    Edit("row_add", lane("row"), cells, lambda deck, at, new: deck.insert(at, new)),
    Edit("column_add", lane("column"), cells, lambda deck, at, new: deck.insert(at, new)),
    Edit("row_remove", lane("row", 3), none, lambda deck, at, _: deck.take(at)),
    Edit("column_remove", lane("column", 3), none, lambda deck, at, _: deck.take(at)),
    Edit("merge", _in(["table"], pair), none, lambda deck, at, _: deck.merge(*at)),
    Edit("value", datum("values"), number, lambda deck, at, new: deck.write_data(at, new)),
    Edit("category", datum("categories"), saying("Named {}"),
         lambda deck, at, new: deck.write_data(at, new)),
    Edit("series_name", datum("names"), saying("Series {}"),
         lambda deck, at, new: deck.write_data(at, new)),
    Edit("category_add", shape("chart"), _more,
         lambda deck, at, new: deck.extend(at, "categories", *new)),
    Edit("series_add", shape("chart"), _more,
         lambda deck, at, new: deck.extend(at, "names", *new)),
    Edit("category_remove", shape("chart"), none,
         lambda deck, at, _: deck.shorten(at, "categories")),
    Edit("series_remove", shape("chart"), none, lambda deck, at, _: deck.shorten(at, "names")),
    Edit("picture", shape("picture"), color, lambda deck, at, new: deck.set_picture(at, new)),
    Edit("alt", shape("picture", "table", "chart", "object"), saying("Shows {} and {}"),
         lambda deck, at, new: deck.set_alt(at, new)),
    Edit("drag", shape(*TEXTS, "picture"), way, lambda deck, at, by: deck.drag(at, *by)),
    Edit("text_box", slide, saying("A box with {}"),
         lambda deck, at, new: deck.add_text_box(at, new)),
    Edit("new_picture", slide, color, lambda deck, at, new: deck.add_picture(at, new)),
    Edit("furniture", shape("furniture"), none, lambda deck, at, _: deck.erase(at)),
    Edit("comment", slide, saying("Why {}?"), lambda deck, at, new: deck.comment(at, new)),
    Edit("hide", slide, none, lambda deck, at, _: deck.hide(at)),
    Edit("delete", one_of(4), none, lambda deck, at, _: deck.delete(at)),
    Edit("move_slide", one_of(3), other_place, lambda deck, at, to: deck.move_slide(at, to)),
    Edit("duplicate", slide, none, lambda deck, at, _: [deck.duplicate(at)]),
    Edit("new_slide", slide, saying("New slide about {}\nFirst {}\nSecond {}"),
         lambda deck, at, new: [deck.new_slide(at, *new.split("\n"))]),
    Edit("rename_section", slide, saying("Part {}"),
         lambda deck, at, new: deck.rename_section(at, new)),
    Edit("start_section", slide, saying("From {}"),
         lambda deck, at, new: deck.start_section(at, new)),
    Edit("end_section", slide, none, lambda deck, at, _: deck.end_section(at)),
    Edit("layout", slide, none, lambda deck, at, _: deck.set_layout(at)),
)  # fmt: skip
"""The catalogue."""
_TRIES = 20


def review(deck: Deck, chance: random.Random, names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Make one to six edits by chance, or those named; for each its kind, what it did, the slides
    it is on, from 1, and, of those named, what the deck shows after it."""
    desk = Desk(deck, chance)
    known = {edit.name: edit for edit in EDITS}
    drawn = [edit.name for edit in EDITS for _ in range(edit.times)]
    count = len(names) or chance.randint(1, 6)
    made: list[dict[str, Any]] = []
    for name in names or (chance.choice(drawn) for _ in range(count * 6)):
        if len(made) == count:
            break
        for _ in range(_TRIES if names else 1):  # a back end may not be able to do it there
            try:
                made.append(_made(desk, known[name]))
            except NothingThereError:
                continue
            if names:
                made[-1]["shows"] = deck.shown()
            break
    for one in made:
        numbered = enumerate(deck.slides(), 1)
        one["slides"] = [number for number, slide in numbered if slide in one["slides"]]
    return made


def _made(desk: Desk, edit: Edit) -> dict[str, Any]:
    slide, found = edit.needs(desk)
    new = edit.choice(desk, found)
    told = found.text if isinstance(found, Words) else ""
    slides = edit.do(desk.deck, found, new) or [slide]
    return {"kind": edit.name, "what": f"{told!r} {new!r}", "slides": slides, "shows": None}


def png(color: bytes, width: int = 40, height: int = 30) -> bytes:
    """A PNG file of one colour."""
    chunks = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress((b"\0" + color * width) * height)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
