"""Fixes of `--fix` in a presentation: only safe ones, each by the rule that asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from deckgen.appearance.shapes import overlap
from deckgen.checks import _text_view as text_view
from deckgen.checks._slide_view import FindingLocation, ShapeView
from deckgen.checks.rules import layout, tables
from deckgen.checks.subject import Subject
from deckgen.content import DECORATIVE
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find, make, qn, tag
from deckgen.presentation import document
from deckgen.soundness import ANIMATED
from deckgen.source.keys import DEFAULT_LANGUAGE


class Fix(Struct, frozen=True):
    """One fix: the rule that asks for it, what is done, where, and the function that does it."""

    rule: str
    message: str
    where: FindingLocation
    do: Callable[[], None]


def fixes(subject: Subject, decorative: tuple[str, ...] = ()) -> Iterator[Fix]:
    """The fixes for a subject; each must be done before the next is taken from the iterator.

    `decorative` are patterns (`Line *`) of the names of shapes to mark as decorative.
    """
    yield from _decorative_marks(subject, decorative)
    yield from _decorations(subject)
    yield from _languages(subject)
    yield from _headers(subject)
    yield from _titles(subject)
    yield from _empty_placeholders(subject)


def _decorative_marks(subject: Subject, patterns: tuple[str, ...]) -> Iterator[Fix]:
    """Shapes to mark as decorative that have neither text nor alternative text."""
    for shape in subject.shapes:
        asked = any(fnmatchcase(shape.name, pattern) for pattern in patterns)
        if asked and not shape.decorative and not shape.alt and not shape.has_text:
            yield Fix("ALT-MISSING", "marked as decorative", shape.where, _mark(shape))


def _mark(shape: ShapeView) -> Callable[[], None]:
    def do() -> None:
        shape.part.edit()
        properties = shape.non_visual
        assert properties is not None, "a shape with a name has properties"
        mark = make("adec:decorative", {"val": "1"})
        xml.set_extension(properties, "a:extLst", DECORATIVE, mark)

    return do


def _decorations(subject: Subject) -> Iterator[Fix]:
    """Decorative shapes lose their alternative text; those with text are no longer decorative."""
    for shape in subject.shapes:
        if shape.decorative and shape.has_text:
            yield Fix("ALT-DECOR", "no longer decorative", shape.where, _unmark(shape))
        elif shape.decorative and shape.alt:
            yield Fix("ALT-DECOR", "alternative text removed", shape.where, _remove_alt(shape))


def _unmark(shape: ShapeView) -> Callable[[], None]:
    def do() -> None:
        shape.part.edit()
        assert shape.non_visual is not None, "a mark stands in the properties"
        for mark in list(each(shape.non_visual, "adec:decorative")):
            mark.set("val", "0")

    return do


def _remove_alt(shape: ShapeView) -> Callable[[], None]:
    def do() -> None:
        shape.part.edit()
        assert shape.non_visual is not None, "alternative text stands in the properties"
        shape.non_visual.attrib.pop("descr")

    return do


def _languages(subject: Subject) -> Iterator[Fix]:
    """The language of most of the text, for the file and for runs without a language."""
    runs = [(shape, run) for shape in subject.shapes for run in text_view.runs(shape)]
    lengths = Counter({run.language: 0 for _, run in runs if run.language})
    for _, run in runs:
        if run.language:
            lengths[run.language] += len(run.text)
    own = document.read_properties(subject.package)[1].strip()
    main = lengths.most_common(1)[0][0] if lengths else own or DEFAULT_LANGUAGE
    if not own:
        message = f"language of the file set to {main}"
        yield Fix("DOC-LANG", message, subject.where, _set_language(subject, main))
    missing: dict[ShapeView, list[Element]] = {}
    for shape, run in runs:
        if run.language is None and run.text.strip():
            missing.setdefault(shape, []).append(run.element)
    for shape, elements in missing.items():
        message = f"language set to {own or main}"
        yield Fix("LANG", message, shape.where, _set_run_language(shape, elements, own or main))


def _set_language(subject: Subject, language: str) -> Callable[[], None]:
    def do() -> None:
        document.set_property(subject.package, "dc:language", language)

    return do


def _set_run_language(shape: ShapeView, runs: list[Element], language: str) -> Callable[[], None]:
    def do() -> None:
        shape.part.edit()
        for run in runs:
            own = find(run, "a:rPr")
            if own is None:
                own = make("a:rPr")
                run.insert(0, own)
            own.set("lang", language)

    return do


def _headers(subject: Subject) -> Iterator[Fix]:
    """Header rows, where the first row is full and there is more than one."""
    for shape, table in tables.without_header(subject):
        rows = table.findall(qn("a:tr"))
        if len(rows) > 1 and all(tables.has_text(cell) for cell in rows[0].findall(qn("a:tc"))):
            yield Fix(
                "TABLE-HEAD", "first row made a header", shape.where, _set_header(shape, table)
            )


def _set_header(shape: ShapeView, table: Element) -> Callable[[], None]:
    def do() -> None:
        shape.part.edit()
        own = find(table, "a:tblPr")
        if own is None:
            own = make("a:tblPr")
            table.insert(0, own)
        own.set("firstRow", "1")

    return do


def _titles(subject: Subject) -> Iterator[Fix]:
    """Titles to the front of the reading order, where no shape would then cover them.

    The first shape in the file is read first and drawn at the bottom.
    """
    for slide in subject.slides:
        title, spoken = slide.title, layout.read_aloud(slide)
        if title is None or title not in spoken or spoken[0] is title or title.group is not None:
            continue
        before = slide.shapes[: slide.shapes.index(title)]
        if not any(_covers(shape, title) for shape in before):
            yield Fix("ORDER-TITLE", "title moved to the front", title.where, _move_first(title))


def _covers(shape: ShapeView, title: ShapeView) -> bool:
    if shape.box is None or title.box is None:
        return True
    return overlap(title.box, shape.box) > 0


def _move_first(title: ShapeView) -> Callable[[], None]:
    def do() -> None:
        title.part.edit()
        tree = title.element.getparent()
        assert tree is not None, "a shape stands in a tree"
        tree.remove(title.element)
        heads = [child for child in tree if tag(child) in ("p:nvGrpSpPr", "p:grpSpPr")]
        tree.insert(len(heads), title.element)

    return do


def _empty_placeholders(subject: Subject) -> Iterator[Fix]:
    """Empty placeholders are deleted, except titles and those that an animation names."""
    for shape in subject.shapes:
        if layout.is_empty(shape) and not shape.is_title and not _is_animated(shape):
            message = f"empty placeholder `{shape.name}` deleted"
            yield Fix("PH-EMPTY", message, shape.where, _delete(shape))


def _is_animated(shape: ShapeView) -> bool:
    targets = each(shape.part.root, *ANIMATED)
    return any(target.get("spid") == str(shape.id) for target in targets)


def _delete(shape: ShapeView) -> Callable[[], None]:
    def do() -> None:
        shape.part.edit()
        xml.remove(shape.element)

    return do
