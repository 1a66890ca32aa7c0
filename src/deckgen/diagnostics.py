"""Diagnostics: what is wrong in the user's files, where, and what to do about it.

Diagnostics that stop a stage are raised together in one `Problem`; `gather` collects them, so that
one run reports all mistakes of a stage. `render` prints them for a terminal.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import cached_property
from pathlib import Path, PurePath

from msgspec import Struct
from msgspec.structs import replace


class Severity(Enum):
    """The severity of a diagnostic; only errors stop a build."""

    ERROR = "error"
    WARNING = "warning"
    TIP = "tip"


class Source(Struct, frozen=True, dict=True):
    """The text of a file; `name` is its path as messages show it."""

    path: Path
    text: str
    name: str

    @classmethod
    def of(cls, path: Path, text: str) -> Source:
        """A source whose name is relative to the working folder where that is shorter."""
        return cls(path, text, shown(path))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text."""
        return tuple(self.text.splitlines())

    def line(self, number: int) -> str:
        """The line of that number, counted from 1; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


class Span(Struct, frozen=True):
    """A stretch of a source; lines and columns count from 1, the end is exclusive."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


class DeckLocation(Struct, frozen=True):
    """A place in a presentation, or in another file without text lines.

    `slide` counts from 1; `shape` is the shape's name; `box` is x, y, width, height in points.
    `part` is the name of a package part, where the slide alone is not precise enough.
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


class Diagnostic(Struct, frozen=True):
    """One finding. `label` is shown beside the carets; each of `helps` is something to do."""

    code: str
    message: str
    place: Place | None = None
    label: str = ""
    helps: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR


class Problem(Exception):
    """One or more diagnostics that stop a stage of the work."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Take at least one diagnostic; they are sorted by their places."""
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = _ordered(diagnostics)


def _ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Files in the order of their first diagnostic, each from top to bottom."""
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
    help: str | Iterable[str] = (),  # noqa: A002 - the word that messages print
) -> Problem:
    """A problem of one error, to raise.

    `at` is the place, `label` the text beside the carets, `help` one or several things to do; empty
    ones are left out.
    """
    helps = (help,) if isinstance(help, str) else help
    return Problem(Diagnostic(code, message, at, label, tuple(h for h in helps if h)))


def unreadable(path: Path, cause: OSError, at: Place | None = None) -> Problem:
    """The problem of a file that is there and cannot be read, to raise."""
    return error("unreadable", f"{shown(path)} cannot be read: {cause.strerror}", at=at)


class Gatherer:
    """Collects the problems of independent steps; see `gather`."""

    def __init__(self) -> None:
        """Start with nothing found."""
        self.diagnostics: list[Diagnostic] = []

    def collect(self) -> Gatherer:
        """Run one step in the `with` block: a `Problem` in it is kept, and the stage continues."""
        return self

    def __enter__(self) -> None:
        """Start a step."""

    def __exit__(self, _kind: object, cause: BaseException | None, _trace: object) -> bool | None:
        """Keep the `Problem` that ended the step."""
        if isinstance(cause, Problem):
            self.diagnostics.extend(cause.diagnostics)
            return True
        return None

    def add(self, problem: Problem) -> None:
        """Keep a problem without ending the step."""
        self.diagnostics.extend(problem.diagnostics)

    def check(self) -> None:
        """Raise one `Problem` with all diagnostics so far, if any, which ends the stage."""
        if self.diagnostics:
            found, self.diagnostics = self.diagnostics, []
            # Several slides that read one file each find the same fault in it.
            once = {(d.code, d.message, str(d.place)): d for d in reversed(found)}
            raise Problem(*reversed(once.values()))


@contextmanager
def gather() -> Iterator[Gatherer]:
    """Collect the problems of a stage, and raise them as one at the end of the `with` block."""
    gatherer = Gatherer()
    with gatherer.collect():
        yield gatherer
    gatherer.check()


def near(word: str, options: Iterable[str]) -> str | None:
    """The option that `word` is most likely a misspelling of, None if none is close.

    A common suffix, as of files, does not count as similarity.
    """
    names = list(options)
    suffix = PurePath(word.casefold()).suffix
    if not any(name.casefold().endswith(suffix) for name in names):
        suffix = ""  # an id with a dot in it, not the suffix of a file
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold().removesuffix(suffix), name)
    sought = word.casefold().removesuffix(suffix)
    if sought in folded:
        return folded[sought]
    import difflib  # only here, for faults: a build starts faster without

    found = difflib.get_close_matches(sought, list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def suggest(word: str, options: Iterable[str], exists: str, lists_all: str = "") -> tuple[str, ...]:
    """Help lines for an unknown name: a similar option, then the options after `exists`.

    Of more than twelve the nearest to the word are named, and `lists_all`, which has them all:
    a command or a file.
    """
    names = list(options)
    close = near(word, names)
    helps = [f"did you mean `{close}`?"] if close else []
    if not names:
        return tuple(helps)
    quoted = [f"`{name}`" for name in _nearest_first(word, names)]
    return (*helps, f"{exists} {listed(quoted, _MOST_NAMES, lists_all)}")


_MOST_NAMES = 12


def _nearest_first(word: str, names: list[str]) -> list[str]:
    """The names, those most like the word first where there are more than can be shown."""
    if len(names) <= _MOST_NAMES or not word:
        return names
    import difflib  # as above

    matcher = difflib.SequenceMatcher(b=word.casefold())
    likeness: dict[str, float] = {}
    for name in names:
        matcher.set_seq1(name.casefold())
        likeness[name] = matcher.ratio()
    return sorted(names, key=lambda name: -likeness[name])


def listed(names: Sequence[str], most: int = _MOST_NAMES, lists_all: str = "") -> str:
    """Names in a row: `a, b, c`; of more than `most` the first, and what lists them all."""
    shown_names = ", ".join(names[:most])
    if len(names) <= most:
        return shown_names
    rest = f"{lists_all} lists all {len(names)}" if lists_all else f"{len(names)} in all"
    return f"{shown_names} ... ({rest})"


def joined(words: Iterable[str], most: int = 0) -> str:
    """Words as a sentence lists them: `a, b and c`; with `most`, no more of them than that."""
    found = [*words]
    if most and len(found) > most:
        found = [*found[:most], f"{len(found) - most} more"]
    return " and ".join((", ".join(found[:-1]), found[-1])) if len(found) > 1 else "".join(found)


def counted(number: int, noun: str) -> str:
    """A number of things: `1 slide`, `2 slides`, `3 counties`, `4 classes`."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{number} {noun[:-1]}ies"
    return f"{number} {noun}{'es' if noun.endswith('s') else 's'}"


def shortened(text: str, most: int = 40, more: str = "...") -> str:
    """A text as messages quote it: in one line, with `more` for an end that is left out."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - len(more)]}{more}"


_DISPLAY_NAMES: ContextVar[tuple[tuple[Path, str], ...]] = ContextVar("display_names", default=())


@contextmanager
def display_as(folder: Path, name: str) -> Iterator[None]:
    """Show paths in `folder` with `name` in place of it: for copies of files from elsewhere."""
    token = _DISPLAY_NAMES.set((*_DISPLAY_NAMES.get(), (folder.resolve(), name)))
    try:
        yield
    finally:
        _DISPLAY_NAMES.reset(token)


def shown(path: Path) -> str:
    """A path as messages show it: relative to the working folder if it is inside."""
    for folder, name in _DISPLAY_NAMES.get():
        if real_path(path).is_relative_to(folder):
            return name + real_path(path).relative_to(folder).as_posix()
    try:
        return real_path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def shown_folder(path: Path) -> str:
    """A folder as messages show it: as `shown`, the working folder in words."""
    name = shown(path)
    return "this folder" if name == "." else name


def real_path(path: Path) -> Path:
    """A path with symbolic links resolved; for circular ones `Path.resolve` would raise."""
    return Path(os.path.realpath(path))


Style = Callable[[str, Severity | str], str]


def _plain(text: str, _role: Severity | str) -> str:
    return text


def once(diagnostics: Iterable[Diagnostic]) -> list[tuple[Diagnostic, list[Place]]]:
    """Each diagnostic once, with the places of all that differ from it in nothing else."""
    found: dict[Diagnostic, tuple[Diagnostic, list[Place]]] = {}
    for diagnostic in diagnostics:
        _, places = found.setdefault(replace(diagnostic, place=None), (diagnostic, []))
        if diagnostic.place is not None:
            places.append(diagnostic.place)
    return list(found.values())


_MOST_PLACES = 3


def render(diagnostic: Diagnostic, style: Style = _plain, places: Sequence[Place] = ()) -> str:
    """The diagnostic as text for a terminal, with the source line where there is one.

    `style` colours a piece by its role: a severity, or "frame". Of several `places` that have it
    the number and the first three are said.
    """
    head = style(f"{diagnostic.severity.value}[{diagnostic.code}]", diagnostic.severity)
    rows = [f"{head}: {diagnostic.message}"]
    place = diagnostic.place
    width = 1
    if isinstance(place, Span):
        width = len(str(place.line))
        rows.append(f"{' ' * width} {style('-->', 'frame')} {place}")
        rows += excerpt(diagnostic, style)
    elif place is not None:
        rows.append(f" {style('-->', 'frame')} {place}")
    pad = " " * (width + 1)
    rows += help_rows(diagnostic.helps, pad, style)
    if len(places) > 1:
        first = ", ".join(str(place) for place in places[:_MOST_PLACES])
        among = first if len(places) <= _MOST_PLACES else f"first in {first}"
        rows.append(f"{pad}{style('=', 'frame')} {len(places)} times: {among}")
    return "\n".join(rows)


def help_rows(helps: Iterable[str], pad: str, style: Style = _plain) -> Iterator[str]:
    """The rows of help lines, `pad` in front; further lines of one, as of YAML, stand below it."""
    for text in helps:
        first, *more = text.split("\n")
        yield f"{pad}{style('=', 'frame')} help: {first}"
        yield from (f"{pad}  {line}" for line in more)


def excerpt(diagnostic: Diagnostic, style: Style = _plain) -> list[str]:
    """The rows with the line of a place in a text, marked; none where the line is blank."""
    span = diagnostic.place
    line = span.source.line(span.line) if isinstance(span, Span) else ""
    if not isinstance(span, Span) or not line.strip():
        return []
    pad, bar = " " * len(str(span.line)), style("|", "frame")
    end = span.end_column if span.end_line == span.line else len(line.rstrip()) + 1
    line, first, last = _crop(line, span.column - 1, max(end - 1, span.column))
    lead = "".join("\t" if c == "\t" else " " * _columns(c) for c in line[:first])
    carets = "^" * max(1, sum(_columns(c) for c in line[first:last]))
    label = f" {diagnostic.label}" if diagnostic.label else ""
    return [
        f"{pad} {bar}",
        f"{style(str(span.line), 'frame')} {bar} {_visible(line)}",
        f"{pad} {bar} {lead}{style(carets + label, diagnostic.severity)}",
    ]


def _crop(line: str, first: int, last: int) -> tuple[str, int, int]:
    """A long line shortened for display, and the offsets of line[first:last] in it."""
    if len(line) <= _MAX_LINE:
        return line, first, last
    start = max(0, min(first - _MAX_BEFORE, len(line) - _MAX_LINE))
    end = start + _MAX_LINE
    lead = "…" if start else ""
    trail = "…" if end < len(line) else ""
    shift = len(lead) - start
    cropped = f"{lead}{line[start:end]}{trail}"
    return cropped, first + shift, min(last + shift, len(cropped))


# The most characters of a line that are shown, and of those before the carets.
_MAX_LINE = 110
_MAX_BEFORE = 30


def _columns(char: str) -> int:
    """Terminal columns of a character."""
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _visible(line: str) -> str:
    """The line with control characters and invalid ones replaced."""
    return "".join("\ufffd" if c != "\t" and _is_control(c) else c for c in line)


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff"


def count_by_severity(diagnostics: Iterable[Diagnostic]) -> str:
    """The number of diagnostics by severity: `2 errors, 1 warning`; "" for none."""
    found = [d.severity for d in diagnostics]
    parts = []
    for severity in Severity:
        number = found.count(severity)
        if number:
            parts.append(counted(number, severity.value))
    return ", ".join(parts)
