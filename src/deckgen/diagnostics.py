"""What deckgen says when something is wrong: where, what was found, what exists, what to do.

A user's mistake is a `Diagnostic`. Diagnostics that stop a stage are raised together in one
`Problem`; `gather` collects them, so that one run reports all the mistakes of a stage.
"""

from __future__ import annotations

import difflib
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePath


class Severity(Enum):
    """How much a diagnostic weighs; only errors stop a build."""

    ERROR = "error"
    WARNING = "warning"
    TIP = "tip"


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One text file as it was read; `name` is how messages show its path."""

    path: Path
    text: str
    name: str
    lines: tuple[str, ...] = field(repr=False, default=())

    @classmethod
    def of(cls, path: Path, text: str) -> Source:
        """A source whose name is relative to the working folder where that is shorter."""
        return cls(path, text, shown(path), tuple(text.splitlines()))

    def line(self, number: int) -> str:
        """The line of that number, counted from 1; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A stretch of a source; lines and columns count from 1, the end is exclusive."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class DeckLocation:
    """A place in a presentation or another file without text lines.

    `slide` counts from 1; `shape` is the shape's name; `box` is x, y, width, height in points.
    `part` is the part of the package, where that says more than the slide does.
    """

    file: str
    slide: int | None = None
    shape: str | None = None
    box: tuple[float, float, float, float] | None = None
    part: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.part:
            parts.append(self.part)
        if self.slide is not None:
            parts.append(f"slide {self.slide}")
        if self.shape:
            parts.append(f"shape `{self.shape}`")
        return ", ".join(parts)


Place = Span | DeckLocation


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `label` stands under the carets; each of `helps` is one thing to do."""

    code: str
    message: str
    place: Place | None = None
    label: str = ""
    helps: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR


class Problem(Exception):
    """One or more diagnostics that stop the stage at hand."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Keep the diagnostics, in the order of their places; there is at least one."""
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = _ordered(diagnostics)


def _ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """File by file, as the files came up; within one from its top to its end."""
    files: dict[str, int] = {}

    def key(diagnostic: Diagnostic) -> tuple[int, int, int]:
        place = diagnostic.place
        if isinstance(place, Span):
            return files.setdefault(place.source.name, len(files)), place.line, place.column
        return files.setdefault("", len(files)), 0, 0

    return tuple(sorted(diagnostics, key=key))


def error(
    code: str,
    message: str,
    *,
    at: Place | None = None,
    label: str = "",
    help: str | Iterable[str] = (),  # noqa: A002 - the word that the message itself has
) -> Problem:
    """A problem of one error, to raise.

    `at` is the place that is shown, `label` what is said under it, `help` what to do: a sentence
    or several; empty ones are left out.
    """
    helps = (help,) if isinstance(help, str) else help
    return Problem(Diagnostic(code, message, at, label, tuple(h for h in helps if h)))


class Gatherer:
    """Collects the problems of independent steps; see `gather`."""

    def __init__(self) -> None:
        """Start with nothing found."""
        self.diagnostics: list[Diagnostic] = []

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Run one step; its problem is kept and the next step goes on."""
        try:
            yield
        except Problem as problem:
            self.diagnostics.extend(problem.diagnostics)

    def add(self, problem: Problem) -> None:
        """Keep a problem without leaving the step."""
        self.diagnostics.extend(problem.diagnostics)

    def check(self) -> None:
        """Raise what was gathered so far, if anything; inside `gather` this ends the stage."""
        if self.diagnostics:
            found, self.diagnostics = self.diagnostics, []
            # Slides that read one file each find its fault; it is one fault all the same.
            once = {(d.code, d.message, str(d.place)): d for d in reversed(found)}
            raise Problem(*reversed(once.values()))


@contextmanager
def gather() -> Iterator[Gatherer]:
    """Gather the problems of a stage and raise them as one at its end."""
    gatherer = Gatherer()
    with gatherer.attempt():
        yield gatherer
    gatherer.check()


def near(word: str, options: Iterable[str]) -> str | None:
    """The option that `word` was most likely meant to be, if any is close.

    A suffix that both have, such as that of a file, makes no likeness.
    """
    names = list(options)
    suffix = PurePath(word.casefold()).suffix
    if not any(name.casefold().endswith(suffix) for name in names):
        suffix = ""  # the end of an id with a dot in it, not that of a file
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold().removesuffix(suffix), name)
    sought = word.casefold().removesuffix(suffix)
    found = difflib.get_close_matches(sought, list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def suggest(word: str, options: Iterable[str], exists: str) -> tuple[str, ...]:
    """Help lines for an unknown name: the near name, then what exists (at most twelve)."""
    names = list(options)
    close = near(word, names)
    quoted = [f"`{name}`" for name in names]
    listed = ", ".join(quoted[:12]) + (f" and {len(quoted) - 12} more" if len(quoted) > 12 else "")
    helps = [f"did you mean `{close}`?"] if close else []
    return (*helps, f"{exists} {listed}") if names else tuple(helps)


_CALLED: ContextVar[tuple[tuple[Path, str], ...]] = ContextVar("called", default=())


@contextmanager
def display_as(folder: Path, name: str) -> Iterator[None]:
    """Print paths in a folder as `name` and what follows: for copies of what lies elsewhere."""
    token = _CALLED.set((*_CALLED.get(), (folder.resolve(), name)))
    try:
        yield
    finally:
        _CALLED.reset(token)


def shown(path: Path) -> str:
    """A path as messages print it: relative to the working folder where it lies inside."""
    for folder, name in _CALLED.get():
        if real(path).is_relative_to(folder):
            return name + real(path).relative_to(folder).as_posix()
    try:
        return real(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def real(path: Path) -> Path:
    """Where a path leads to, absolute; links in a circle stay, which `Path.resolve` raises for."""
    return Path(os.path.realpath(path))


Style = Callable[[str, Severity | str], str]


def _plain(text: str, _role: Severity | str) -> str:
    return text


def render(diagnostic: Diagnostic, style: Style = _plain) -> str:
    """The diagnostic as text for a terminal, with the source line where there is one.

    `style` gets each coloured piece and its role: the severity, or "frame".
    """
    head = style(f"{diagnostic.severity.value}[{diagnostic.code}]", diagnostic.severity)
    rows = [f"{head}: {diagnostic.message}"]
    place = diagnostic.place
    width = 1
    if isinstance(place, Span):
        width = len(str(place.line))
        rows += _excerpt(place, diagnostic, width, style)
    elif place is not None:
        rows.append(f" {style('-->', 'frame')} {place}")
    pad = " " * (width + 1)
    rows += [f"{pad}{style('=', 'frame')} help: {text}" for text in diagnostic.helps]
    return "\n".join(rows)


def _excerpt(span: Span, diagnostic: Diagnostic, width: int, style: Style) -> list[str]:
    pad = " " * width
    bar = style("|", "frame")
    rows = [f"{pad} {style('-->', 'frame')} {span}"]
    line = span.source.line(span.line)
    if not line.strip():
        return rows
    end = span.end_column if span.end_line == span.line else len(line.rstrip()) + 1
    line, first, last = _crop(line, span.column - 1, max(end - 1, span.column))
    lead = "".join("\t" if c == "\t" else " " * _cells(c) for c in line[:first])
    carets = "^" * max(1, sum(_cells(c) for c in line[first:last]))
    label = f" {diagnostic.label}" if diagnostic.label else ""
    return [
        *rows,
        f"{pad} {bar}",
        f"{style(str(span.line), 'frame')} {bar} {_visible(line)}",
        f"{pad} {bar} {lead}{style(carets + label, diagnostic.severity)}",
    ]


def _crop(line: str, first: int, last: int) -> tuple[str, int, int]:
    """What is shown of a long line, and where line[first:last] stands in it."""
    if len(line) <= _LONGEST:
        return line, first, last
    start = max(0, min(first - _BEFORE, len(line) - _LONGEST))
    end = start + _LONGEST
    lead = "…" if start else ""
    trail = "…" if end < len(line) else ""
    shift = len(lead) - start
    cropped = f"{lead}{line[start:end]}{trail}"
    return cropped, first + shift, min(last + shift, len(cropped))


# Characters of a line that are shown, and how many of them ahead of the carets.
_LONGEST = 110

_BEFORE = 30


def _cells(char: str) -> int:
    """Terminal columns of a character."""
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _visible(line: str) -> str:
    """The line without what would move a terminal's cursor, or is no character."""
    return "".join("\ufffd" if c != "\t" and _unseen(c) else c for c in line)


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff"


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """How many of each severity, in words: `2 errors, 1 warning`; empty where there is none."""
    found = [d.severity for d in diagnostics]
    parts = []
    for severity in Severity:
        number = found.count(severity)
        if number:
            parts.append(f"{number} {severity.value}{'s' if number > 1 else ''}")
    return ", ".join(parts)
