"""LibreOffice as a back end, driven through UNO, with its own view of a deck.

    python3 -m tests.support.review.backend_office PROFILE

One office serves all that is asked of it until it has edited a deck, for it takes as long to start
as to load one. Each line of the input is a list in JSON, a command and its words, and is answered
by a line of JSON.

- `edit SEED IN OUT [EDIT...]` makes edits by chance, or those named, and tells them; it saves the
  deck without them beside OUT too, and tells what both files show.
- `save IN OUT` tells what OUT shows.
- `convert FILTER IN OUT [IN OUT...]` tells whether each was written.

Runs under the Python that has LibreOffice's `uno` module, in a process of its own, for pyuno
crashes now and then.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.awt.FontSlant import ITALIC, NONE  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.text.ControlCharacter import (  # type: ignore[import-not-found]
    LINE_BREAK,
    PARAGRAPH_BREAK,
)

from tests.support.review.catalogue import (
    AUTHOR,
    INITIALS,
    Line,
    NothingThereError,
    Shape,
    Words,
    png,
    review,
)

_PPTX = "Impress MS PowerPoint 2007 XML"
_PLAIN, _BOLD = 100.0, 150.0
_POINT = 2540 / 72
"""A point in the office's unit, a hundredth of a millimetre."""
_NOWHERE = re.compile(r"slide[^\d/][^/]*\.xml")
"""What a link leads to in a saved deck where its slide was deleted."""
_EPOCH = date(1899, 12, 30)
_TITLE_AND_CONTENT = 1
"""The office's number of that layout."""
_KINDS = {
    "TableShape": "table", "GraphicObjectShape": "picture", "TitleTextShape": "title",
    "OutlinerShape": "outline", "SubtitleShape": "outline", "DateTimeShape": "furniture",
    "FooterShape": "furniture", "SlideNumberShape": "furniture", "HeaderShape": "furniture",
}  # fmt: skip


class Office:
    """LibreOffice with a profile of its own; ended by `close`."""

    def __init__(self, profile: Path) -> None:
        pipe = f"deckgen{profile.name}{random.SystemRandom().randrange(10**9)}"
        self.process = subprocess.Popen(
            [
                "soffice", "--headless", "--norestore", "--nologo", "--nodefault",
                f"-env:UserInstallation={profile.resolve().as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        for _ in range(300):  # the office tells nobody when it is ready
            try:
                place = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
                self.context = resolver.resolve(place)
                break
            except Exception:
                time.sleep(0.2)
        else:
            raise SystemExit("the office did not start")
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self._saved: dict[str, tuple[bytes, list[dict[str, Any]]]] = {}

    def service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def load(self, deck: Path, *, hidden: bool = False) -> Any:
        for lock in deck.parent.glob(".~lock.*"):  # a stale one makes a load return None
            lock.unlink()
        document = self.desktop.loadComponentFromURL(
            _url(deck), "_blank", 0, _values(Hidden=hidden)
        )
        if document is None:
            raise SystemExit(f"the office did not load {deck}")
        return document

    def save(self, document: Any, deck: Path, form: str = _PPTX) -> None:
        document.storeToURL(_url(deck), _values(FilterName=form))

    def edited(self, seed: int, source: Path, target: Path, *names: str) -> dict[str, Any]:
        """Make edits; what they are, and what the deck shows before and after them.

        The edited deck stays open, for the office may hang as it closes it.
        """
        sent = self.saved(source, target.with_name("sent-saved.pptx"))
        chance = random.Random(seed)
        deck = OfficeDeck(self, source, target.with_suffix(".brought"), chance)
        edits = review(deck, chance, names)
        self.save(deck.document, target)
        view = self.shown(target, _layouts(deck.document))
        return {"edits": edits, "sent": sent, "reviewed": view}

    def saved(self, source: Path, target: Path) -> list[dict[str, Any]]:
        """Save a deck as another file; what that shows. One that is known is not saved anew."""
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        if digest not in self._saved:
            document = self.load(source, hidden=True)
            self.save(document, target)
            layouts = _layouts(document)
            document.close(True)
            self._saved[digest] = (target.read_bytes(), self.shown(target, layouts))
        data, view = self._saved[digest]
        target.write_bytes(data)
        return view

    def converted(self, form: str, *paths: Path) -> list[bool]:
        """Save each deck as the file after it; whether it was."""
        for source, target in zip(paths[::2], paths[1::2], strict=True):
            with contextlib.suppress(Exception, SystemExit):
                document = self.load(source, hidden=True)
                self.save(document, target, form)
                document.close(True)
        return [target.is_file() for target in paths[1::2]]

    def shown(self, deck: Path, layouts: Sequence[str]) -> list[dict[str, Any]]:
        """What a deck shows that is opened from its file, slide by slide; `layouts` are the names
        of its slide layouts, which are lost as it is saved."""
        document = self.load(deck, hidden=True)
        pages = zip(_items(document.DrawPages), layouts, strict=True)
        found = [_page_shown(*pair) for pair in pages]
        document.close(True)
        return found

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _url(path: Path) -> str:
    return str(uno.systemPathToFileUrl(str(path.resolve())))


def _values(**options: object) -> tuple[Any, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in options.items())


def _items(container: Any) -> list[Any]:
    return [container.getByIndex(index) for index in range(container.getCount())]


def _enumerated(walk: Any) -> Iterator[Any]:
    while walk.hasMoreElements():
        yield walk.nextElement()


def _paragraphs(text: Any) -> list[Any]:
    return list(_enumerated(text.createEnumeration()))


def _leaves(shapes: Any) -> Iterator[Any]:
    for shape in _items(shapes):
        if shape.ShapeType == "com.sun.star.drawing.GroupShape":
            yield from _leaves(shape)
        else:
            yield shape


def _kind(shape: Any) -> str:
    """The catalogue's kind of a shape, "" of one that shows nothing."""
    name = shape.ShapeType.rpartition(".")[2]
    kind = _KINDS.get(name, "picture" if name.endswith("GraphicObjectShape") else "text")
    if name in ("OLE2Shape", "ChartShape"):
        model = getattr(shape, "Model", None)
        is_chart = model is not None and model.supportsService("com.sun.star.chart.ChartDocument")
        return "chart" if is_chart else ""
    if kind in ("table", "picture"):
        return kind
    empty = not hasattr(shape, "getText") or getattr(shape, "IsEmptyPresentationObject", False)
    return "" if empty or not shape.getString().strip() else kind


def _notes(page: Any) -> Any:
    kind = "com.sun.star.presentation.NotesShape"
    return next((s for s in _items(page.getNotesPage()) if s.ShapeType == kind), None)


def _layouts(document: Any) -> list[str]:
    """The slide layout of each slide: the office makes a master of each, of its name."""
    return [page.MasterPage.Name for page in _items(document.DrawPages)]


def _remarks(page: Any) -> list[Any]:
    return list(_enumerated(page.createAnnotationEnumeration()))


def _placeholders(page: Any) -> Counter[str]:
    """How many placeholders of each kind a slide or master has, dates and the like aside."""
    kinds = (_KINDS.get(shape.ShapeType.rpartition(".")[2], "") for shape in _items(page))
    return Counter(kind for kind in kinds if kind in ("title", "outline"))


def _rows(table: Any) -> list[list[Any]]:
    columns = range(table.Columns.Count)
    return [[table.getCellByPosition(c, r) for c in columns] for r in range(table.Rows.Count)]


def _page_shown(page: Any, layout: str) -> dict[str, Any]:
    notes = _notes(page)
    return {
        "hidden": not page.Visible,
        "shapes": [
            {"name": "layout", "box": [0, 0, 0, 0], "shows": ["layout", layout], "alt": ""},
            *(_shape_shown(s, kind) for s in _leaves(page) if (kind := _kind(s))),
        ],
        "notes": "" if notes is None else notes.getString().rstrip("\n"),
        "comments": [[remark.Author, remark.TextRange.getString()] for remark in _remarks(page)],
    }


def _shape_shown(shape: Any, kind: str) -> dict[str, Any]:
    """The shape's name, its box in points, and what it shows."""
    return {
        "name": shape.Name,
        "box": _box(shape),
        "shows": _shows(shape, kind),
        "alt": shape.Description,
    }


def _box(shape: Any) -> list[int]:
    at, size = shape.Position, shape.Size
    return [round(side / _POINT) for side in (at.X, at.Y, size.Width, size.Height)]


def _shows(shape: Any, kind: str) -> list[Any]:
    if kind == "chart":
        data = shape.Model.getData()
        rows = [[f"{value:.6g}" for value in row] for row in data.getData()]
        categories = list(map(_counted, data.getRowDescriptions()))
        return ["chart", categories, list(data.getColumnDescriptions()), rows]
    if kind == "table":
        return ["table", [list(map(_cell_shown, row)) for row in _rows(shape.Model)]]
    if kind == "picture":
        graphic = getattr(shape, "Graphic", None)
        pixels = b"" if graphic is None else graphic.getDIB().value
        return ["picture", hashlib.sha256(pixels).hexdigest()[:12]]
    if kind == "furniture":
        return ["furniture", shape.ShapeType.rpartition(".")[2], shape.getString()]
    return ["title" if kind == "title" else "text", _text_shown(shape)]


def _cell_shown(cell: Any) -> list[Any]:
    return [] if cell.isMerged() else _text_shown(cell)


def _counted(category: str) -> str:
    """A category; a day as its number, as the office tells days where each category is one."""
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", category)
    if day is not None:
        return str((date(*map(int, day.groups())) - _EPOCH).days)
    american = re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", category)
    if american is not None:
        month, number, year = map(int, american.groups())
        return str((date(year, month, number) - _EPOCH).days)
    return category


def _text_shown(text: Any) -> list[Any]:
    text.getString()  # a cell has no paragraphs before it was asked for its text
    return [[max(0, p.NumberingLevel or 0), _runs_shown(p)] for p in _paragraphs(text)]


def _runs_shown(paragraph: Any) -> list[list[Any]]:
    runs: list[list[Any]] = []
    for portion in _paragraphs(paragraph):
        url, text = "", portion.getString()
        if portion.TextPortionType == "TextField":
            field = portion.TextField
            url = getattr(field, "URL", "")
            text = getattr(field, "Representation", text)
        if not text:
            continue
        under = bool(portion.CharUnderline) and not url
        leads = "" if _NOWHERE.fullmatch(url) else url
        style = [portion.CharWeight > _PLAIN, portion.CharPosture == ITALIC, under, leads]
        if runs and runs[-1][1:] == style:
            runs[-1][0] += text
        else:
            runs.append([text, *style])
    return runs


class OfficeDeck:
    """A deck in the office. `folder` takes the files that the reviewer brings."""

    def __init__(self, office: Office, deck: Path, folder: Path, chance: random.Random) -> None:
        self.office, self.document, self.folder = office, office.load(deck), folder
        self.chance = chance

    def shown(self) -> list[dict[str, Any]]:
        layouts = _layouts(self.document)
        return [_page_shown(*pair) for pair in zip(self.slides(), layouts, strict=True)]

    def slides(self) -> list[Any]:
        return _items(self.document.DrawPages)

    def shapes(self, slide: Any) -> list[Shape]:
        found = [Shape(_kind(shape), shape) for shape in _leaves(slide)]
        return [shape for shape in found if shape.kind]

    def paragraphs(self, shape: Shape) -> list[Any]:
        return _paragraphs(shape.held)

    def runs(self, paragraph: Any) -> list[tuple[Any, str]]:
        portions = _paragraphs(paragraph)
        return [(p, p.getString()) for p in portions if p.TextPortionType == "Text"]

    def _over(self, words: Words) -> Any:
        """A cursor over words: its steps are UTF-16 units."""
        said, start = words.run.getString(), words.run.getStart()
        cursor = words.run.getText().createTextCursorByRange(start)
        cursor.goRight(len(said[: words.start].encode("utf-16-le")) // 2, False)
        cursor.goRight(len(words.text.encode("utf-16-le")) // 2, True)
        return cursor

    def replace(self, words: Words, text: str) -> None:
        self._over(words).setString(text)

    def replace_all(self, slide: Any, old: str, new: str) -> bool:
        search = slide.createReplaceDescriptor()
        search.SearchString, search.ReplaceString = old, new
        search.SearchWords = search.SearchCaseSensitive = True
        return bool(slide.replaceAll(search))

    def break_before(self, words: Words) -> None:
        cursor = self._over(words)
        cursor.collapseToStart()
        cursor.getText().insertControlCharacter(cursor, LINE_BREAK, False)

    def toggle(self, words: Words, look: str) -> None:
        cursor = self._over(words)
        if look == "bold":
            cursor.CharWeight = _PLAIN if cursor.CharWeight > _PLAIN else _BOLD
        elif look == "italic":
            cursor.CharPosture = NONE if cursor.CharPosture == ITALIC else ITALIC
        else:
            cursor.CharUnderline = 0 if cursor.CharUnderline else 1

    def link(self, words: Words, url: str) -> None:
        field = self.document.createInstance("com.sun.star.text.TextField.URL")
        field.Representation, field.URL = words.text, url
        cursor = self._over(words)
        cursor.getText().insertTextContent(cursor, field, True)

    def paste(self, words: Words, text: str, color: bytes) -> None:
        cursor = self._over(words)
        cursor.collapseToEnd()
        cursor.getText().insertString(cursor, text, True)
        cursor.CharColor, cursor.CharHeight = int.from_bytes(color, "big"), 14.0
        cursor.CharFontName, cursor.CharWeight = "DejaVu Serif", _BOLD

    def links(self, shape: Shape) -> list[Any]:
        portions = [
            piece for paragraph in self.paragraphs(shape) for piece in _paragraphs(paragraph)
        ]
        fields = [p for p in portions if p.TextPortionType == "TextField"]
        return [field for field in fields if getattr(field.TextField, "URL", "")]

    def unlink(self, link: Any) -> None:
        cursor = link.getText().createTextCursorByRange(link.getStart())
        cursor.gotoRange(link.getEnd(), True)
        cursor.setString(link.TextField.Representation)

    def write(self, shape: Shape, text: str) -> None:
        shape.held.setString(text)

    def enter(self, paragraph: Any, text: str, *, deeper: bool = False) -> None:
        level = paragraph.NumberingLevel
        held = paragraph.getText()
        cursor = held.createTextCursorByRange(paragraph.getEnd())
        held.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
        held.insertString(cursor, text, False)
        if deeper:
            cursor.NumberingLevel = level + 1

    def append(self, paragraph: Any, text: str) -> None:
        paragraph.getText().insertString(paragraph.getEnd(), text, False)

    def remove(self, shape: Shape, index: int) -> None:
        all_of_them = self.paragraphs(shape)
        cursor = shape.held.getText().createTextCursorByRange(all_of_them[index].getStart())
        if index + 1 < len(all_of_them):
            cursor.gotoRange(all_of_them[index + 1].getStart(), True)
        else:
            cursor.gotoRange(all_of_them[index - 1].getEnd(), False)
            cursor.gotoRange(all_of_them[index].getEnd(), True)
        cursor.setString("")

    def move(self, shape: Shape, index: int, to: int) -> None:
        text = self.paragraphs(shape)[index].getString()
        self.remove(shape, index)
        if to:
            self.enter(self.paragraphs(shape)[to - 1], text)
            return
        held = shape.held.getText()
        cursor = held.createTextCursorByRange(held.getStart())
        held.insertString(cursor, text, False)
        held.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)

    def level(self, paragraph: Any) -> int | None:
        level = paragraph.NumberingLevel
        return None if level is None else max(0, int(level))

    def set_level(self, paragraph: Any, level: int) -> None:
        paragraph.NumberingLevel = level

    def enumerate_list(self, _shape: Shape) -> None:
        raise NothingThereError  # its view tells no bullets

    def notes(self, slide: Any) -> str:
        shape = _notes(slide)
        if shape is None:
            raise NothingThereError
        return str(shape.getString())

    def write_notes(self, slide: Any, text: str, more: bool) -> None:
        shape = _notes(slide)
        if more:
            self.enter(_paragraphs(shape)[-1], text)
        else:
            shape.setString(text)

    def cells(self, shape: Shape) -> list[list[Any]]:
        return _rows(shape.held.Model)

    def write_cell(self, cell: Any, text: str) -> None:
        cell.setString(text)

    def insert(self, after: Line, texts: Sequence[str]) -> None:
        table, new = after.shape.held.Model, after.place + 1
        lines = table.Rows if after.side == "row" else table.Columns
        lines.insertByIndex(new, 1)
        if after.side == "column":  # else it has no width
            lines.getByIndex(new).Width = lines.getByIndex(after.place).Width
        for across, text in enumerate(texts):
            place = (across, new) if after.side == "row" else (new, across)
            table.getCellByPosition(*place).setString(text)

    def take(self, line: Line) -> None:
        table = line.shape.held.Model
        (table.Rows if line.side == "row" else table.Columns).removeByIndex(line.place, 1)

    def merge(self, shape: Shape, row: int, column: int) -> None:
        table = shape.held.Model
        cells = [table.getCellByPosition(at, row) for at in (column, column + 1)]
        if any(cell.getColumnSpan() > 1 or cell.getRowSpan() > 1 for cell in cells):
            raise NothingThereError
        table.createCursorByRange(
            table.getCellRangeByPosition(column, row, column + 1, row)
        ).merge()

    def data(self, shape: Shape, what: str) -> list[Any]:
        data = shape.held.Model.getData()
        if what == "values":
            rows = enumerate(data.getData())
            return [(number, column) for number, row in rows for column in range(len(row))]
        categories = what == "categories"
        names = data.getRowDescriptions() if categories else data.getColumnDescriptions()
        return list(range(len(names))) if any(name.strip() for name in names) else []

    def write_data(self, datum: Line, new: Any) -> None:
        chart = datum.shape.held.Model
        data = chart.getData()
        if datum.side == "values":
            rows = [list(row) for row in data.getData()]
            rows[datum.place[0]][datum.place[1]] = float(new)
            data.setData(tuple(map(tuple, rows)))
        else:
            which = "Row" if datum.side == "categories" else "Column"
            names = list(getattr(data, f"get{which}Descriptions")())
            names[datum.place] = new
            getattr(data, f"set{which}Descriptions")(tuple(names))
        chart.setModified(True)

    def extend(self, shape: Shape, what: str, name: str, values: Sequence[float]) -> None:
        names, rows = self._table(shape, what)
        if what == "categories":
            rows = [*rows, list(values[: len(rows[0])])]
        else:
            rows = [[*row, value] for row, value in zip(rows, values, strict=False)]
        self._write_table(shape, what, [*names, name], rows)

    def shorten(self, shape: Shape, what: str) -> None:
        names, rows = self._table(shape, what)
        if len(names) < 2:
            raise NothingThereError
        rows = rows[:-1] if what == "categories" else [row[:-1] for row in rows]
        self._write_table(shape, what, names[:-1], rows)

    def _table(self, shape: Shape, what: str) -> tuple[list[str], list[list[float]]]:
        """The names of a chart's categories or series, and its values by category."""
        data = shape.held.Model.getData()
        names = data.getRowDescriptions() if what == "categories" else data.getColumnDescriptions()
        rows = [list(row) for row in data.getData()]
        diagram = shape.held.Model.getDiagram().getDiagramType().rpartition(".")[2]
        if diagram not in ("BarDiagram", "LineDiagram", "AreaDiagram") or not rows:
            raise NothingThereError
        return list(names), rows

    def _write_table(
        self, shape: Shape, what: str, names: Sequence[str], rows: Sequence[Sequence[float]]
    ) -> None:
        chart = shape.held.Model
        data = chart.getData()
        data.setData(tuple(map(tuple, rows)))
        side = "Row" if what == "categories" else "Column"
        getattr(data, f"set{side}Descriptions")(tuple(names))
        chart.setModified(True)

    def set_picture(self, shape: Shape, color: bytes) -> None:
        shape.held.Graphic = self._graphic(color)

    def _graphic(self, color: bytes) -> Any:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{color.hex()}.png"
        path.write_bytes(png(color))
        provider = self.office.service("com.sun.star.graphic.GraphicProvider")
        return provider.queryGraphic(_values(URL=_url(path)))

    def set_alt(self, shape: Shape, text: str) -> None:
        shape.held.Description = text

    def drag(self, shape: Shape, right: int, down: int) -> None:
        place = shape.held.Position
        place.X += round(right * _POINT)
        place.Y += round(down * _POINT)
        shape.held.setPosition(place)

    def erase(self, shape: Shape) -> None:
        shape.held.getParent().remove(shape.held)

    def add_text_box(self, slide: Any, text: str) -> None:
        self._add(slide, "TextShape", (2000, 6000, 8000, 1500)).setString(text)

    def add_picture(self, slide: Any, color: bytes) -> None:
        self._add(slide, "GraphicObjectShape", (2000, 8000, 4000, 3000)).Graphic = self._graphic(
            color
        )

    def _add(self, slide: Any, kind: str, box: tuple[int, int, int, int]) -> Any:
        shape = self.document.createInstance(f"com.sun.star.drawing.{kind}")
        slide.add(shape)
        place, size = uno.createUnoStruct("com.sun.star.awt.Point"), shape.Size
        place.X, place.Y, size.Width, size.Height = box
        shape.setPosition(place)
        shape.setSize(size)
        return shape

    def comment(self, slide: Any, text: str) -> None:
        note = slide.createAndInsertAnnotation()
        note.Author, note.Initials = AUTHOR, INITIALS
        moment = uno.createUnoStruct("com.sun.star.util.DateTime")
        moment.Year, moment.Month, moment.Day, moment.Hours = 2026, 1, 2, 3
        note.DateTime = moment
        note.TextRange.setString(text)

    def _dispatch(self, slide: Any, command: str, **options: object) -> None:
        controller = self.document.CurrentController
        controller.setCurrentPage(slide)
        dispatcher = self.office.service("com.sun.star.frame.DispatchHelper")
        dispatcher.executeDispatch(controller.Frame, command, "", 0, _values(**options))

    def hide(self, slide: Any) -> None:
        slide.Visible = not slide.Visible

    def delete(self, slide: Any) -> None:
        self.document.DrawPages.remove(slide)

    def duplicate(self, slide: Any) -> Any:
        return self.document.duplicate(slide)

    def move_slide(self, slide: Any, to: int) -> None:
        steps = to + 1 - slide.Number
        for _ in range(abs(steps)):
            self._dispatch(slide, f".uno:MovePage{'Up' if steps < 0 else 'Down'}")
        if slide.Number != to + 1:
            raise NothingThereError

    def new_slide(self, after: Any, title: str, *lines: str) -> Any:
        slide = self.document.DrawPages.insertNewByIndex(after.Number - 1)
        slide.Layout = _TITLE_AND_CONTENT
        for shape in _items(slide):
            kind = _KINDS.get(shape.ShapeType.rpartition(".")[2])
            if kind in ("title", "outline"):
                shape.setString(title if kind == "title" else "\n".join(lines))
        return slide

    def rename_section(self, _slide: Any, _name: str) -> list[Any]:
        raise NothingThereError  # it has no sections

    def start_section(self, _slide: Any, _name: str) -> list[Any]:
        raise NothingThereError

    def end_section(self, _slide: Any) -> list[Any]:
        raise NothingThereError

    def set_layout(self, slide: Any) -> None:
        """Another master, of those with as many placeholders of each kind or more: the office makes
        a master of every slide layout."""
        wanted = _placeholders(slide)
        masters = [
            master
            for master in _items(self.document.MasterPages)
            if master != slide.MasterPage and wanted <= _placeholders(master)
        ]
        if not masters:
            raise NothingThereError
        slide.MasterPage = self.chance.choice(masters)


def main() -> None:
    office = Office(Path(sys.argv[1]))
    try:
        for line in sys.stdin:
            command, *words = json.loads(line)
            told: object
            if command == "edit":
                seed, source, target, *names = words
                told = office.edited(seed, Path(source), Path(target), *names)
            elif command == "save":
                told = office.saved(*map(Path, words))
            else:
                told = office.converted(words[0], *map(Path, words[1:]))
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
    finally:
        office.close()


if __name__ == "__main__":
    main()
