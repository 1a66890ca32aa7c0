"""Finishing a built deck: a function of the author's changes it in python-pptx.

Imported only where a finisher is named: what it needs costs more than a build.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import import_module, invalidate_caches, metadata
from importlib.util import find_spec
from inspect import unwrap
from io import BytesIO
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, cast

import pptx
from msgspec import Struct, structs
from pptx.presentation import Presentation
from pptx.shapes.group import GroupShape
from pptx.slide import Slide

from deckgen.content import Page, non_visual_properties
from deckgen.deck import EmbedMode
from deckgen.diagnostics import (
    Diagnostic,
    Problem,
    Severity,
    Source,
    Span,
    error,
    shown,
    suggest,
)
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.xml import each, integer, whole
from deckgen.plan import Plan
from deckgen.presentation import document, marks
from deckgen.presentation import read as presentation_read
from deckgen.presentation.integrity import as_pptx
from deckgen.presentation.write import Written, shapes_of
from deckgen.review import base, untracked
from deckgen.review.base import Base, SlideDigests
from deckgen.review.forms import forms_of
from deckgen.review.identity import SlideReader, inferred_sections
from deckgen.soundness import Unsound
from deckgen.template import named_slides

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape

GROUP = "deckgen.finishers"
"""The entry points by which installed packages offer finishers."""


UNKNOWN = ("finish-module", "finish-function", "finish-name")
"""The codes of the errors of a name that is none of a finisher."""


class BuiltSlide(Slide):
    """A slide of a built deck: python-pptx's, whose shapes are known by the names of slots."""

    def __init__(self, slide: Slide, name: str, numbers: dict[str, int]) -> None:
        """The slide of this id; `numbers` are the ids of its slots' shapes."""
        super().__init__(slide.element, slide.part)
        self._name = name
        self._numbers = numbers

    def shape(self, name: str) -> BaseShape:
        """The shape of a slot, else the one that the Selection Pane calls so.

        Raises `Problem` where there is none.
        """
        number = self._numbers.get(name)
        found = list(_walk(self.shapes))
        for shape in found:
            if shape.shape_id == number if number is not None else shape.name == name:
                return shape
        names = dict.fromkeys((*self._numbers, *(shape.name for shape in found)))
        raise error(
            "finish-shape",
            f"the slide `{self._name}` has no shape `{name}`",
            help=suggest(name, names, "its shapes:"),
        )


class BuiltDeck(Presentation):
    """A built deck: python-pptx's presentation, whose slides are known by their ids."""

    def __init__(self, presentation: Presentation, written: Written, plan: Plan) -> None:
        """The presentation that was written of a plan."""
        super().__init__(presentation.element, presentation.part)
        self._written, self._plan = written, plan

    def slide(self, name: str) -> BuiltSlide:
        """The slide with an id of deck.yaml. Raises `Problem` where there is none."""
        number = self._written.numbers.get(name)
        slide = None if number is None else self.slides.get(number)
        if slide is None:
            raise error(
                "finish-slide",
                f"the deck has no slide `{name}`",
                help=suggest(name, self._written.numbers, "its slides:", "`deckgen explain`"),
            )
        return BuiltSlide(slide, name, self._shapes(name))

    def _shapes(self, name: str) -> dict[str, int]:
        planned, parts = self._plan.slide(name), self._written.parts
        if planned is None:
            return {}
        page = Page(self._written.package, parts[name], "", parts)
        found = shapes_of(planned, parts[name], page)
        abouts = {slot: non_visual_properties(shape) for slot, shape in found.items()}
        return {slot: integer(about, "id") for slot, about in abouts.items() if about is not None}


def finished_plan(plan: Plan, package: Package) -> Plan:
    """The plan with the slides that a finished presentation has, in its order."""
    shown_slides = presentation_read.read(package).slides
    return structs.replace(
        plan, slides=tuple(plan.slide(slide.id) or slide for slide in shown_slides)
    )


def _walk(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    """The shapes, groups before those in them."""
    for shape in shapes:
        yield shape
        if isinstance(shape, GroupShape):
            yield from _walk(shape.shapes)


Function = Callable[[BuiltDeck], object]


class Finisher(Struct, frozen=True):
    """A function that finishes decks, under the name by which it is known again.

    `file` is the path of its code, "" where that is not known.
    """

    name: str
    function: Function
    file: str = ""

    @classmethod
    def of(cls, given: str | Function | Finisher) -> Finisher:
        """The finisher of a name, `module:function` or an entry point's, or of a function.

        The module is found among those installed, else in the working folder. Raises `Problem`.
        """
        if isinstance(given, Finisher):
            return given
        if not isinstance(given, str):
            name = f"{given.__module__}:{getattr(given, '__qualname__', given)}"
            return cls(name, given, _file_of(given))
        with _working_folder():
            function = _named(given) if ":" in given else _installed(given)
        return cls(given, function, _file_of(function))

    def finish(self, package: Package, written: Written, plan: Plan) -> Package:
        """The package of a deck that was written of a plan, as the function leaves it.

        Raises `Problem` for whatever it raises.
        """
        kind = package.presentation.content_type
        package.presentation.content_type = as_pptx(kind)
        deck = BuiltDeck(pptx.Presentation(BytesIO(package.save())), written, plan)
        with _working_folder(), redirect_stdout(sys.stderr), self._told():
            returned = self.function(deck)
            saved = BytesIO()
            deck.save(saved)
        if returned is not None and returned is not deck:
            raise error(
                "finish-returned",
                f"the finisher `{self.name}` returned {_typed(returned)}, which would be lost",
                at=_place(self.function, self.file),
                help="change the deck that it is given, and return nothing",
            )
        finished = Package.load(saved.getvalue(), package.name)
        finished.presentation.content_type = kind
        return finished

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise what is raised as a `Problem` with the place in the finisher's own file."""
        try:
            yield
        except Problem as problem:
            place = _raised_at(problem, self.file)
            found = (_placed(diagnostic, place) for diagnostic in problem.diagnostics)
            raise Problem(*found) from None
        except (Exception, SystemExit) as cause:
            raise _failed(f"the finisher `{self.name}`", cause, self.file) from cause

    def warnings(self, embed: EmbedMode) -> Iterator[Diagnostic]:
        """The warning for a finished file that does not keep the plan from before."""
        if embed is not EmbedMode.FULL:
            yield Diagnostic(
                "finish-unkept",
                f"with `embed: {embed.value}` a pull cannot tell the reviewer's changes from those "
                f"of the finisher `{self.name}`",
                helps=("build with `--embed full` what goes to review",),
                severity=Severity.WARNING,
            )

    def damaged(self, bug: Unsound) -> Problem:
        """The problem of a deck that is damaged after it was finished."""
        first = bug.diagnostics[0]
        return error(
            "finish-damaged",
            f"the finisher `{self.name}` leaves a damaged deck: {first.message} ({first.place})",
            at=_place(self.function, self.file),
            help="PowerPoint would repair such a file, and lose what it does not understand",
        )


@contextmanager
def _working_folder() -> Iterator[None]:
    """Find modules in the working folder too, after all that are installed."""
    folder = str(Path.cwd())
    if folder in sys.path:
        yield
        return
    sys.path.append(folder)
    invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(folder)


def _named(name: str) -> Function:
    """The function of `module:function`. Raises `Problem`."""
    before, _, attribute = name.partition(":")
    module = _module(before)
    found: Any = module
    for step in attribute.split("."):
        found = getattr(found, step, None)
    if not callable(found):
        functions = [
            key
            for key, value in vars(module).items()
            if getattr(value, "__module__", None) == before
            and callable(value)
            and not key.startswith("_")
        ]
        raise error(
            "finish-function",
            f"the module `{before}` has no function `{attribute}`",
            at=_span(module.__file__ or "", 1),
            help=suggest(attribute, functions, "its functions:")
            or "a finisher is a function that takes the deck",
        )
    return cast("Function", found)


def _module(name: str) -> ModuleType:
    """The module of that name, imported. Raises `Problem`."""
    where = ""
    try:
        found = find_spec(name) if all(step.isidentifier() for step in name.split(".")) else None
        if found is not None:
            where = found.origin or ""
            return import_module(name)
    except ModuleNotFoundError as cause:
        if not f"{name}.".startswith(f"{cause.name}."):
            raise _failed(f"the module `{name}`", cause, where) from cause
    except (Exception, SystemExit) as cause:
        raise _failed(f"the module `{name}`", cause, where) from cause
    raise error(
        "finish-module",
        f"there is no module `{name}`",
        help=(
            *suggest(name.removesuffix(".py"), _modules_here(), "modules in this folder:"),
            "a finisher is `module:function`; its module is in the working folder, or installed",
        ),
    )


def _modules_here() -> list[str]:
    here = Path.cwd()
    found = [*here.glob("*.py"), *here.glob("*/*.py")]
    names = (path.relative_to(here).with_suffix("").parts for path in found)
    return sorted(".".join(parts) for parts in names if all(part.isidentifier() for part in parts))


def _installed(name: str) -> Function:
    """The function of an entry point. Raises `Problem`."""
    points = {point.name: point for point in metadata.entry_points(group=GROUP)}
    if name not in points:
        raise error(
            "finish-name",
            f"no installed package offers a finisher `{name}`",
            help=(
                *suggest(name, points, "there are"),
                "a function of your own is named `module:function`",
            ),
        )
    try:
        found = points[name].load()
    except (Exception, SystemExit) as cause:
        raise _failed(f"the finisher `{name}`", cause, "") from cause
    return cast("Function", found)


# Where a finisher is at fault: the line of its own file.


def _failed(what: str, cause: BaseException, file: str) -> Problem:
    """The problem of an exception that was raised in a file."""
    place = _raised_at(cause, file)
    if isinstance(cause, SyntaxError) and cause.filename:
        place = _span(cause.filename, cause.lineno or 1)
    words = str(cause) if not isinstance(cause, SyntaxError) else cause.msg
    return error(
        "finish-failed",
        f"{what} failed: {type(cause).__name__}{f': {words}' if words else ''}",
        at=place,
    )


def _raised_at(cause: BaseException, file: str) -> Span | None:
    """The line of a file at which an exception was raised, or what raised it was called."""
    at, line = cause.__traceback__, 0
    while at is not None:
        if at.tb_frame.f_code.co_filename == file:
            line = at.tb_lineno
        at = at.tb_next
    return _span(file, line) if line else None


def _placed(diagnostic: Diagnostic, place: Span | None) -> Diagnostic:
    return structs.replace(diagnostic, place=diagnostic.place or place)


def _code(function: Any) -> CodeType | None:
    return getattr(unwrap(function), "__code__", None)


def _file_of(function: Function) -> str:
    code = _code(function)
    return "" if code is None else code.co_filename


def _place(function: Function, file: str) -> Span | None:
    """Where a function is defined."""
    code = _code(function)
    return None if code is None else _span(file, code.co_firstlineno)


def _span(file: str, line: int) -> Span | None:
    """A line of a file as a place; None where the file cannot be read."""
    path = Path(file)
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return None
    source = Source(path, text, shown(path))
    words = source.line(line)
    first = len(words) - len(words.lstrip()) + 1
    return Span(source, line, first, line, max(len(words), first) + 1)


def _typed(value: object) -> str:
    return f"a value of type {type(value).__name__}"


# The base of a deck that a finisher changed: the plan from before, and the deck from after.


def mark(package: Package, finisher: str, *, marked: bool) -> None:
    """Make a finished deck deckgen's own: its sections, and with `marked` its marks and base.

    The base that the package has is the one from before; slides that the finisher added get marks.
    """
    _section(package)
    if not marked:
        return
    stored = base.read(package)
    if isinstance(stored, Base):
        _mark_new_slides(package, SlideReader(package, stored))
        base.write(package, _after(stored, SlideReader(package, stored), finisher))
        return
    for name, (_, part) in named_slides(package).items():
        if not marks.slide_tag(package, part):
            marks.write_tags(package, part, name, {})
    if stored is not None:
        now = SlideDigests.of(presentation_read.read(package))
        base.write(package, structs.replace(now, finish=finisher, unfinished=stored.slides))


def _section(package: Package) -> None:
    """Put slides that were added into the sections of those before them; drop those that went."""
    presentation = package.presentation
    listed = {part.name for _, part in package.slides}
    for item in presentation.rels.of("slide"):
        if item.target not in listed:
            presentation.rels.drop(item.id)
            package.drop_unreached({item.target})
    numbers = {name: whole(number) or 0 for name, (number, _) in named_slides(package).items()}
    names = {str(number): name for name, number in numbers.items()}
    if any(entry.get("id") not in names for entry in each(presentation.root, "p14:sldId")):
        for entry in list(each(presentation.edit(), "p14:sldId")):
            if entry.get("id") not in names:
                xml.remove(entry)
    found = document.read_sections(presentation, names)
    if found and not document.in_order(found, numbers):
        sections = inferred_sections(tuple(numbers), found)
        document.write_sections(presentation, sections, numbers)


def _mark_new_slides(package: Package, reader: SlideReader) -> None:
    for slide in reader.identified():
        if reader.base.plan.slide(slide.id) is None:
            shapes = {item.name: item.shape for item in slide.shapes}
            marks.write_tags(package, slide.part, slide.id, shapes)


def _after(before: Base, reader: SlideReader, finisher: str) -> Base:
    now = untracked.as_shown(reader)
    added = {name for name in reader.slides if name not in before.numbers}
    creations = {name: marks.slide_creation(reader.slides[name].part) for name in added}
    forms = {
        name: forms_of(item.part, reader.package)
        for name, item in reader.slides.items()
        if name in before.forms or name in added
    }
    return structs.replace(
        now,
        numbers={name: item.number for name, item in reader.slides.items()},
        creations={**before.creations, **creations},
        forms={**before.forms, **forms},
        finish=finisher,
        unfinished=before.plan,
    )
