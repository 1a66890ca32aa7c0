"""A reviewer at work in LibreOffice: makes random edits in a deck, and tells what decks show.

    /usr/bin/python3 uno_reviewer.py edit PROFILE SEED IN OUT [stay]
    /usr/bin/python3 uno_reviewer.py save PROFILE IN OUT
    /usr/bin/python3 uno_reviewer.py dump PROFILE DECK...

With `stay` no slide comes, goes or moves.

Runs under the Python that has LibreOffice's `uno` module, in a process of its own with an office
of its own, for pyuno crashes now and then. Prints JSON: the edits made, or what each deck shows.
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.awt.FontSlant import ITALIC, NONE  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.text.ControlCharacter import (  # type: ignore[import-not-found]
    PARAGRAPH_BREAK,
)

WORDS = (
    "figures",
    "R&D",
    "a < b",
    "naïve",
    "“quoted”",
    "2*3*4",
    "snake_case",
    "50 %",
    "#7",
    "is: so",
)
BOLD, PLAIN = 150.0, 100.0
TITLES = ("com.sun.star.presentation.TitleTextShape",)
OUTLINES = ("com.sun.star.presentation.OutlinerShape", "com.sun.star.presentation.SubtitleShape")
FURNITURE = (
    "com.sun.star.presentation.DateTimeShape",
    "com.sun.star.presentation.FooterShape",
    "com.sun.star.presentation.SlideNumberShape",
    "com.sun.star.presentation.HeaderShape",
)
NOTES = "com.sun.star.presentation.NotesShape"


class Office:
    """An office process of our own, with the desktop that loads documents."""

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
        place = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        for _ in range(300):  # the office tells nobody when it is ready
            try:
                self.context = resolver.resolve(place)
                break
            except Exception:
                time.sleep(0.2)
        else:
            raise SystemExit("the office did not start")
        make = self.context.ServiceManager.createInstanceWithContext
        self.desktop = make("com.sun.star.frame.Desktop", self.context)
        self.dispatcher = make("com.sun.star.frame.DispatchHelper", self.context)

    def load(self, deck: Path) -> Any:
        for lock in deck.parent.glob(".~lock.*"):  # a stale one makes a load return None
            lock.unlink()
        url = uno.systemPathToFileUrl(str(deck.resolve()))
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, _values(Hidden=False))
        if document is None:
            raise SystemExit(f"the office did not load {deck}")
        return document

    def save(self, document: Any, deck: Path) -> None:
        url = uno.systemPathToFileUrl(str(deck.resolve()))
        document.storeToURL(url, _values(FilterName="Impress MS PowerPoint 2007 XML"))

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _values(**options: object) -> tuple[Any, ...]:
    found = []
    for name, value in options.items():
        item = PropertyValue()
        item.Name, item.Value = name, value
        found.append(item)
    return tuple(found)


def items(container: Any) -> list[Any]:
    return [container.getByIndex(index) for index in range(container.getCount())]


def paragraphs(text: Any) -> list[Any]:
    return list(_enumerated(text))


def _enumerated(holder: Any) -> Any:
    walk = holder.createEnumeration()
    while walk.hasMoreElements():
        yield walk.nextElement()


def is_table(shape: Any) -> bool:
    return bool(shape.ShapeType == "com.sun.star.drawing.TableShape" or (
        shape.ShapeType == "com.sun.star.presentation.TableShape"
    ))  # fmt: skip


def chart_of(shape: Any) -> Any:
    """The chart document in a shape, None where it holds none."""
    if not shape.ShapeType.endswith(("OLE2Shape", "ChartShape")):
        return None
    model = getattr(shape, "Model", None)
    is_chart = model is not None and model.supportsService("com.sun.star.chart.ChartDocument")
    return model if is_chart else None


def notes_of(page: Any) -> Any:
    for shape in items(page.getNotesPage()):
        if shape.ShapeType == NOTES:
            return shape
    return None


class Reviewer:
    """Makes the edits; each method returns what it did, "" where there was nothing to do it to."""

    def __init__(self, office: Office, document: Any, chance: random.Random) -> None:
        self.office, self.document, self.chance = office, document, chance

    def session(self, count: int, *, stay: bool) -> list[dict[str, str]]:
        kinds = [
            self.word, self.word, self.word, self.title, self.add, self.add, self.remove, self.move,
            self.level, self.bold, self.italic, self.link, self.cell, self.cell, self.value,
            self.notes, self.comment, self.hide, self.delete, self.duplicate, self.move_slide,
        ]  # fmt: skip
        if stay:
            kinds = kinds[:-3]
        made: list[dict[str, str]] = []
        for _ in range(count * 6):
            if len(made) == count:
                break
            kind = self.chance.choice(kinds)
            done = kind()
            if done:
                made.append({"kind": kind.__name__, "what": done})
        return made

    def _pages(self) -> list[Any]:
        return items(self.document.DrawPages)

    def _page(self) -> Any:
        return self.chance.choice(self._pages())

    def _texts(self, page: Any) -> list[Any]:
        return [
            shape
            for shape in items(page)
            if shape.ShapeType not in FURNITURE
            and hasattr(shape, "getText")
            and not is_table(shape)
            and not getattr(shape, "IsEmptyPresentationObject", False)
            and shape.getString().strip()
        ]

    def _bodies(self, page: Any) -> list[Any]:
        return [shape for shape in self._texts(page) if shape.ShapeType not in TITLES]

    def _some(self, find: Any) -> Any:
        """One of what `find` finds on some slide, with the slide; None after many tries."""
        for _ in range(12):
            page = self._page()
            found = find(page)
            if found:
                return self.chance.choice(found)
        return None

    def _cursor(self, find: Any) -> Any:
        """A cursor over some word that is text alone."""
        shape = self._some(find)
        if shape is None:
            return None
        portions = [
            portion
            for paragraph in paragraphs(shape)
            for portion in _enumerated(paragraph)
            if portion.TextPortionType == "Text" and portion.getString().strip()
        ]
        if not portions:
            return None
        portion = self.chance.choice(portions)
        text = portion.getString()
        words = [word for word in text.split() if word]
        word = self.chance.choice(words)
        cursor = portion.getText().createTextCursorByRange(portion.getStart())
        cursor.goRight(text.index(word), False)
        cursor.goRight(len(word), True)
        return cursor

    def word(self) -> str:
        cursor = self._cursor(self._texts)
        if cursor is None:
            return ""
        old, new = cursor.getString(), self.chance.choice(WORDS)
        cursor.setString(new)
        return f"{old!r} -> {new!r}"

    def title(self) -> str:
        shape = self._some(lambda page: [s for s in self._texts(page) if s.ShapeType in TITLES])
        if shape is None:
            return ""
        new = f"A title with {self.chance.choice(WORDS)}"
        old = shape.getString()
        shape.setString(new)
        return f"{old!r} -> {new!r}"

    def add(self) -> str:
        shape = self._some(self._bodies)
        if shape is None:
            return ""
        paragraph = self.chance.choice(paragraphs(shape))
        text = paragraph.getText()
        cursor = text.createTextCursorByRange(paragraph.getEnd())
        new = f"Added {self.chance.choice(WORDS)} and {self.chance.choice(WORDS)}"
        text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
        text.insertString(cursor, new, False)
        return f"{new!r} after {paragraph.getString()!r}"

    def _take(self, shape: Any, index: int) -> str:
        """Remove a paragraph, and tell its text."""
        all_of_them = paragraphs(shape)
        gone = all_of_them[index]
        old = str(gone.getString())
        cursor = shape.getText().createTextCursorByRange(gone.getStart())
        if index + 1 < len(all_of_them):
            cursor.gotoRange(all_of_them[index + 1].getStart(), True)
        else:
            cursor.gotoRange(all_of_them[index - 1].getEnd(), False)
            cursor.gotoRange(gone.getEnd(), True)
        cursor.setString("")
        return old

    def _lists(self, page: Any) -> list[Any]:
        return [shape for shape in self._bodies(page) if len(paragraphs(shape)) > 1]

    def remove(self) -> str:
        shape = self._some(self._lists)
        if shape is None:
            return ""
        return repr(self._take(shape, self.chance.randrange(len(paragraphs(shape)))))

    def move(self) -> str:
        shape = self._some(self._lists)
        if shape is None:
            return ""
        old = self._take(shape, 0)
        text = shape.getText()
        cursor = text.createTextCursorByRange(text.getEnd())
        text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
        text.insertString(cursor, old, False)
        return f"{old!r} to the end"

    def level(self) -> str:
        shape = self._some(lambda page: [s for s in self._bodies(page) if s.ShapeType in OUTLINES])
        if shape is None:
            return ""
        paragraph = self.chance.choice(paragraphs(shape))
        old = paragraph.NumberingLevel
        if old is None:
            return ""
        new = 1 if old == 0 else 0
        paragraph.NumberingLevel = new
        return f"{paragraph.getString()!r} from {old} to {new}"

    def bold(self) -> str:
        cursor = self._cursor(self._texts)
        if cursor is None:
            return ""
        new = PLAIN if cursor.CharWeight > PLAIN else BOLD
        cursor.CharWeight = new
        return f"{cursor.getString()!r} to {new}"

    def italic(self) -> str:
        cursor = self._cursor(self._bodies)
        if cursor is None:
            return ""
        cursor.CharPosture = NONE if cursor.CharPosture == ITALIC else ITALIC
        return repr(cursor.getString())

    def link(self) -> str:
        cursor = self._cursor(self._bodies)
        if cursor is None:
            return ""
        field = self.document.createInstance("com.sun.star.text.TextField.URL")
        field.Representation = cursor.getString()
        field.URL = f"https://example.org/{self.chance.randrange(100)}?a=1&b=2"
        cursor.getText().insertTextContent(cursor, field, True)
        return f"{field.Representation!r} to {field.URL}"

    def cell(self) -> str:
        shape = self._some(lambda page: [s for s in items(page) if is_table(s)])
        if shape is None:
            return ""
        table = shape.Model
        row = self.chance.randrange(table.Rows.Count)
        column = self.chance.randrange(table.Columns.Count)
        cell = table.getCellByPosition(column, row)
        old = cell.getString()
        new = self.chance.choice(("1,234", "12%", "none", "R&D", "two words"))
        cell.setString(new)
        return f"{row},{column}: {old!r} -> {new!r}"

    def value(self) -> str:
        shape = self._some(lambda page: [s for s in items(page) if chart_of(s)])
        if shape is None:
            return ""
        data = chart_of(shape).getData()
        rows = [list(row) for row in data.getData()]
        row = self.chance.randrange(len(rows))
        column = self.chance.randrange(len(rows[row]))
        old, rows[row][column] = rows[row][column], float(self.chance.randrange(1, 500))
        data.setData(tuple(tuple(row) for row in rows))
        chart_of(shape).setModified(True)
        return f"{row},{column}: {old} -> {rows[row][column]}"

    def notes(self) -> str:
        shape = notes_of(self._page())
        if shape is None:
            return ""
        new = f"Say {self.chance.choice(WORDS)} here"
        old = shape.getString()
        shape.setString(new)
        return f"{old!r} -> {new!r}"

    def comment(self) -> str:
        page = self._page()
        note = page.createAndInsertAnnotation()
        note.Author, note.Initials = "Ada Reviewer", "AR"
        moment = uno.createUnoStruct("com.sun.star.util.DateTime")
        moment.Year, moment.Month, moment.Day, moment.Hours = 2026, 1, 2, 3
        note.DateTime = moment
        new = f"Why {self.chance.choice(WORDS)}?"
        note.TextRange.setString(new)
        return f"{new!r} on {page.Name!r}"

    def hide(self) -> str:
        page = self._page()
        page.Visible = not page.Visible
        return f"{page.Number}: {page.Visible}"

    def delete(self) -> str:
        if len(self._pages()) < 4:
            return ""
        page = self._page()
        number = page.Number
        self.document.DrawPages.remove(page)
        return str(number)

    def duplicate(self) -> str:
        page = self._page()
        self.document.duplicate(page)
        return str(page.Number)

    def move_slide(self) -> str:
        controller = self.document.CurrentController
        page = self._page()
        before = [p.Name for p in self._pages()]
        controller.setCurrentPage(page)
        way = ".uno:MovePageUp" if page.Number > 1 else ".uno:MovePageDown"
        self.office.dispatcher.executeDispatch(controller.Frame, way, "", 0, ())
        after = [p.Name for p in self._pages()]
        return "" if before == after else f"{page.Name} {way}"


def shown_again(office: Office, deck: Path) -> list[dict[str, Any]]:
    """What a deck shows that is opened from its file."""
    document = office.load(deck)
    found = shown(document)
    document.close(True)
    return found


def shown(document: Any) -> list[dict[str, Any]]:
    return [_page_shown(page) for page in items(document.DrawPages)]


def _page_shown(page: Any) -> dict[str, Any]:
    notes = notes_of(page)
    found = [shown for shape in items(page) for shown in _shape_shown(shape)]
    remarks = [[a.Author, a.TextRange.getString()] for a in _enumerated_all(page)]
    return {
        "hidden": not page.Visible,
        "shapes": sorted(found, key=json.dumps),
        "notes": "" if notes is None else notes.getString().rstrip("\n"),
        "comments": remarks,
    }


def _enumerated_all(page: Any) -> list[Any]:
    walk = page.createAnnotationEnumeration()
    found = []
    while walk.hasMoreElements():
        found.append(walk.nextElement())
    return found


def _shape_shown(shape: Any) -> list[Any]:
    chart = chart_of(shape)
    if chart is not None:
        data = chart.getData()
        rows = [[_number(value) for value in row] for row in data.getData()]
        return [
            ["chart", list(data.getRowDescriptions()), list(data.getColumnDescriptions()), rows]
        ]
    if is_table(shape):
        table = shape.Model
        return [
            [
                "table",
                [
                    [_text_shown(table.getCellByPosition(c, r)) for c in range(table.Columns.Count)]
                    for r in range(table.Rows.Count)
                ],
            ]
        ]
    if shape.ShapeType == "com.sun.star.drawing.GroupShape":
        return [shown for child in items(shape) for shown in _shape_shown(child)]
    if shape.ShapeType.endswith("GraphicObjectShape"):
        return [["picture", shape.Size.Width // 50, shape.Size.Height // 50]]
    if shape.ShapeType in FURNITURE or not hasattr(shape, "getText"):
        return []
    if getattr(shape, "IsEmptyPresentationObject", False) or not shape.getString().strip():
        return []
    return [["title" if shape.ShapeType in TITLES else "text", _text_shown(shape)]]


def _number(value: float) -> str:
    return f"{value:.6g}"


def _text_shown(text: Any) -> list[Any]:
    return [[max(0, p.NumberingLevel or 0), _runs_shown(p)] for p in paragraphs(text)]


def _runs_shown(paragraph: Any) -> list[list[Any]]:
    runs: list[list[Any]] = []
    for portion in _enumerated(paragraph):
        url, text = "", portion.getString()
        if portion.TextPortionType == "TextField":
            field = portion.TextField
            url = getattr(field, "URL", "")
            text = getattr(field, "Representation", text)
        if not text:
            continue
        style = [portion.CharWeight > PLAIN, portion.CharPosture == ITALIC, url]
        if runs and runs[-1][1:] == style:
            runs[-1][0] += text
        else:
            runs.append([text, *style])
    return runs


def tell(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")


def main() -> None:
    command, profile, *rest = sys.argv[1:]
    office = Office(Path(profile))
    try:
        if command == "edit":
            seed, source, target, *options = rest
            chance = random.Random(int(seed))
            document = office.load(Path(source))
            made = Reviewer(office, document, chance).session(
                chance.randint(1, 6), stay="stay" in options
            )
            office.save(document, Path(target))
            tell(made)  # the office may crash as it closes a deck, and the deck is saved
        elif command == "save":
            source, target = rest
            document = office.load(Path(source))
            office.save(document, Path(target))
            document.close(True)
            tell(shown_again(office, Path(target)))
        else:
            tell([shown_again(office, Path(deck)) for deck in rest])
    finally:
        office.close()


if __name__ == "__main__":
    main()
