"""YAML text to nodes with spans, and the project's other files. The only importer of yaml.

Anchors, aliases, merge keys and tags are errors, so that every value stands at one place. The files
that content names lie within the folder of deck.yaml.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePath
from posixpath import normpath
from typing import Any

import yaml

from deckgen.diagnostics import (
    Gatherer,
    Place,
    Problem,
    Source,
    Span,
    error,
    shown,
    shown_folder,
    suggest,
    unreadable,
)
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, wrong_type

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 40
_SIZE = 20_000_000


# XML 1.0 (fifth edition) production 2: what no part of a presentation can hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REMARK = re.compile(r"[ \t]+(?P<remark>#)")
_NUMBER = re.compile(r"[+-]?[\d.,_]*\d[\d.,_]*%?")
_OVERLAID: ContextVar[dict[Path, str | bytes]] = ContextVar("pretended", default={})  # noqa: B039


@contextmanager
def overlay_files(files: Iterable[tuple[Path, str | bytes]]) -> Iterator[None]:
    """Read these files with this content inside the `with` block: edits not written yet."""
    token = _OVERLAID.set({path.resolve(): data for path, data in files})
    try:
        yield
    finally:
        _OVERLAID.reset(token)


_READ: ContextVar[dict[Path, bytes] | None] = ContextVar("_READ", default=None)
_UNREAD = b"unread"
"""Stands for the digest of a file that was looked for and not read yet."""


@contextmanager
def recorded() -> Iterator[dict[Path, bytes]]:
    """The SHA-256 of each file that is read inside the `with` block, b"" where there is none."""
    found: dict[Path, bytes] = {}
    token = _READ.set(found)
    try:
        yield found
    finally:
        _READ.reset(token)
        found.update((path, digest(path)) for path, read in found.items() if read == _UNREAD)


def digest(path: Path) -> bytes:
    """The SHA-256 of a file as it is now, b"" where there is none to read."""
    try:
        return sha256(_bytes(path)).digest()
    except OSError:
        return b""


def is_file(path: Path) -> bool:
    """Whether there is such a file to read."""
    overlaid = _OVERLAID.get()
    found = bool(overlaid) and path.resolve() in overlaid
    found = found or path.is_file()
    record = _READ.get()
    if record is not None:
        record.setdefault(path, _UNREAD if found else b"")
    return found


def is_folder(path: Path) -> bool:
    """Whether there is such a folder, or an overlaid file in it."""
    return path.is_dir() or any(path.resolve() in file.parents for file in _OVERLAID.get())


def listed(folder: Path, *suffixes: str) -> list[Path]:
    """The files of a folder that have one of these suffixes, in the order of their names."""
    found = {path.name: path for path in folder.glob("*") if path.suffix in suffixes}
    for path in _OVERLAID.get():
        if path.parent == folder.resolve() and path.suffix in suffixes:
            found.setdefault(path.name, folder / path.name)
    return [found[name] for name in sorted(found)]


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises OSError."""
    data = _bytes(path)
    record = _READ.get()
    if record is not None:
        record[path] = sha256(data).digest()
    return data


def _bytes(path: Path) -> bytes:
    overlaid = _OVERLAID.get()
    data = overlaid.get(path.resolve()) if overlaid else None
    if data is None:
        return path.read_bytes()
    return data.encode() if isinstance(data, str) else data


_ZIP = b"PK\x03\x04"
"""What a ZIP file starts with (APPNOTE 4.3.7)."""


def read(path: Path) -> Node:
    """The nodes of a YAML file.

    Raises `Problem` where the file is missing, is not UTF-8 text, or is not YAML without anchors,
    aliases, merge keys and tags.
    """
    try:
        data = read_bytes(path)
    except FileNotFoundError:
        raise error("missing-file", f"there is no file {shown(path)}") from None
    except IsADirectoryError:
        raise error("missing-file", f"{shown(path)} is a folder, not a file") from None
    except OSError as cause:
        raise unreadable(path, cause) from None
    if len(data) > _SIZE:
        raise error("too-large", f"{shown(path)} is larger than {_SIZE // 1_000_000} MB")
    if data.startswith(_ZIP):
        raise error(
            "not-text",
            f"{shown(path)} is a ZIP file, such as a presentation, and no YAML",
            help="name the deck's YAML; `deckgen extract` makes one of a presentation",
        )
    return parse(_decode(path, data), path)


def _decode(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        start = data.rfind(b"\n", 0, cause.start) + 1
        line = data.count(b"\n", 0, cause.start) + 1
        column = len(data[start : cause.start].decode("utf-8", "replace")) + 1
        source = Source.of(path, data.decode("utf-8", "replace"))
        raise error(
            "not-utf8",
            f"byte 0x{data[cause.start]:02x} is not UTF-8 text",
            at=Span(source, line, column, line, column + 1),
            label="this byte",
            help="save the file as UTF-8",
        ) from None


def parse(text: str, path: Path) -> Node:
    """The nodes of a YAML text; messages name `path`. Raises `Problem` as `read` does."""
    source = Source.of(path, text)
    illegal = control_character(text)
    if illegal:
        raise _control_character(illegal[1], _span_at(source, illegal[0]))
    try:
        return _Builder(source).document()
    except yaml.MarkedYAMLError as cause:
        raise _syntax_error(cause, source) from None
    except yaml.YAMLError as cause:
        raise error("yaml", f"{source.name} is not YAML: {cause}") from None


def _span_at(source: Source, index: int) -> Span:
    before = source.text[:index].splitlines(keepends=True) or [""]
    if before[-1].endswith(("\n", "\r")):
        before.append("")
    return Span(source, len(before), len(before[-1]) + 1, len(before), len(before[-1]) + 2)


def control_character(text: str) -> tuple[int, str] | None:
    """The index of the first character that no presentation can hold, and what it is in words."""
    found = _ILLEGAL.search(text)
    if found is None:
        return None
    what = f"U+{ord(found.group()):04X} is a control character, which no presentation can hold"
    return found.start(), what


def _control_character(message: str, span: Span) -> Problem:
    return error(
        "control-character",
        message,
        at=span,
        label="here",
        help="delete it; a line break inside a paragraph is `\\` at the line's end",
    )


class _Builder:
    """Builds nodes from PyYAML's events, whose marks are exact for surgical edits."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.events = yaml.parse(source.text, Loader=_LOADER)
        self.gatherer = Gatherer()
        self.depth = 0

    def document(self) -> Node:
        nodes: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if nodes:
                    raise error(
                        "two-documents",
                        "a file holds one YAML document, not several",
                        at=self.span(event),
                        label="a second one starts here",
                        help="delete the line `---`",
                    )
                nodes.append(self.node(next(self.events)))
        self.gatherer.check()
        if not nodes or _is_empty(nodes[0]):
            raise error(
                "empty-file",
                f"{self.source.name} is empty",
                at=Span(self.source, 1, 1, 1, 1),
                label="nothing but this",
            )
        return nodes[0]

    def span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def first_word(self, event: Any) -> Span:
        """The span of an event's first word alone: its anchor or tag."""
        whole = self.span(event)
        rest = self.source.line(whole.line)[whole.column - 1 :].split()
        end = whole.column + (len(rest[0]) if rest else 1)
        return Span(self.source, whole.line, whole.column, whole.line, end)

    def node(self, event: Any, *, flow: bool = False) -> Node:
        if isinstance(event, yaml.AliasEvent):
            raise error(
                "alias",
                f"`*{event.anchor}` is an alias; aliases are not allowed",
                at=self.span(event),
                label="an alias",
                help="repeat the value, or make it a fact; text stands under `|`",
            )
        if event.anchor:
            raise error(
                "anchor",
                f"`&{event.anchor}` is an anchor; anchors are not allowed",
                at=self.first_word(event),
                label="an anchor",
                help=f"remove `&{event.anchor}`, or put the value in quotes if it is text",
            )
        if event.tag is not None and event.tag != "!":
            word = self.first_word(event)
            tag = word.source.line(word.line)[word.column - 1 : word.end_column - 1]
            raise error(
                "tag",
                f"`{tag}` is a tag; tags are not allowed",
                at=word,
                label="a tag",
                help="remove it, or put the value in quotes if it is text",
            )
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, flow=flow)
        self.depth += 1
        if self.depth > _DEPTH:
            raise error(
                "too-deep",
                f"more than {_DEPTH} levels of nesting",
                at=self.span(event),
                label="the next",
            )
        node: Node
        if isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event)
        else:
            node = self.mapping(event)
        self.depth -= 1
        return node

    def scalar(self, event: Any, *, flow: bool) -> ScalarNode:
        style = event.style if event.style and event.style != ":" else ""
        span = self.span(event)
        remark = None if style else self.remark(span)
        scalar = ScalarNode(event.value, span, style, remark=remark)
        if not style and span.line < span.end_line:
            from deckgen.source.causes import swallowed

            slip = swallowed(span)
            if slip is not None:
                self.gatherer.add(slip)
        illegal = control_character(scalar.text)
        if illegal:
            self.gatherer.add(_control_character(illegal[1], scalar.span))
        if flow and not scalar.style and _NUMBER.fullmatch(scalar.text):
            self.number_in_flow(scalar.span)
        return scalar

    def remark(self, span: Span) -> Span | None:
        """The comment behind a plain text, on the line where it ends."""
        row = span.source.line(span.end_line)
        found = _REMARK.match(row, span.end_column - 1)
        if found is None:
            return None
        column = found.start("remark") + 1
        return Span(span.source, span.end_line, column, span.end_line, len(row.rstrip()) + 1)

    def number_in_flow(self, span: Span) -> None:
        """Report a number in flow style; the pieces that its commas make are reported as one."""
        found = self.gatherer.diagnostics
        before = found[-1].place if found and found[-1].code == "number-in-flow" else None
        if isinstance(before, Span) and (before.line, before.end_column + 1) == (
            span.line,
            span.column,
        ):
            span = Span(span.source, span.line, before.column, span.line, span.end_column)
            found.pop()
        self.gatherer.add(
            error(
                "number-in-flow",
                "a number inside `{}` or `[]` is split at its commas",
                at=span,
                label="this number",
                help="put it in quotes, or write the entry on a line of its own",
            )
        )

    def sequence(self, start: Any) -> SequenceNode:
        items = []
        flow = bool(start.flow_style)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, flow=flow))
        return SequenceNode(tuple(items), self._span_between(start, event))

    def mapping(self, start: Any) -> MappingNode:
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        flow = bool(start.flow_style)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, flow=flow)
            value = self.node(next(self.events), flow=flow)
            if not isinstance(key, ScalarNode):
                raise wrong_type(key, "text", "a key")
            if key.text == "<<" and not key.style:
                raise error(
                    "merge-key",
                    "`<<` is a merge key; merge keys are not allowed",
                    at=key.span,
                    label="a merge key",
                    help="repeat the entries",
                )
            if key.text in entries:
                first = entries[key.text][0].span
                is_open = [name for name, under in entries.values() if _is_empty(under)]
                self.gatherer.add(
                    error(
                        "duplicate-key",
                        f"`{key.text}` stands twice in this mapping",
                        at=key.span,
                        label="the second time",
                        help=(
                            f"the first is in line {first.line}; keep one of them",
                            *(
                                f"or does it belong to `{name.text}` in line {name.span.line}, and "
                                "is the indentation wrong?"
                                for name in is_open[-1:]
                            ),
                        ),
                    )
                )
            else:
                entries[key.text] = (key, value)
        return MappingNode(tuple(entries.values()), self._span_between(start, event))

    def _span_between(self, start: Any, end: Any) -> Span:
        first, last = self.span(start), self.span(end)
        return Span(self.source, first.line, first.column, last.end_line, last.end_column)


def _is_empty(node: Node) -> bool:
    """Whether a document has no content (YAML 1.2.2, 7.2), as after a lone `---`."""
    return isinstance(node, ScalarNode) and not node.text and not node.style


def _syntax_error(fault: yaml.MarkedYAMLError, source: Source) -> Problem:
    """The cause of PyYAML's error in words for the author, at the place where it can be fixed."""
    from deckgen.source.causes import cause

    mark = fault.problem_mark or fault.context_mark
    assert mark is not None, "scanner errors carry one"
    line = mark.line + 1
    return cause(source, line) or error(
        "yaml",
        "this cannot be read as YAML",
        at=Span(source, line, mark.column + 1, line, mark.column + 2),
        label="from here on",
        help="text with signs that YAML reads stands under `|`, on lines of its own",
    )


# Files that content names: pictures, tables and data within the folder of deck.yaml.


_MAX_FOLDERS = 500
_NAMED_FILES: ContextVar[list[Path] | None] = ContextVar("_LOCATED", default=None)


def missing(path: Path, place: Place | None, *suffixes: str) -> Problem:
    """The problem of a named file that is not there; it names those beside it with the suffixes."""
    near_by = [found.name for found in listed(path.parent, *suffixes)] if suffixes else []
    return error(
        "missing-file",
        f"there is no file {shown(path)}",
        at=place,
        label="named here",
        help=suggest(path.name, near_by, f"{shown_folder(path.parent)} has"),
    )


def locate(name: str, span: Span, folder: Path, what: str, suffixes: tuple[str, ...]) -> Path:
    """The file of that name, which is relative to deck.yaml's folder and lies within it.

    `what` names the file's use in messages (`a picture`); `suffixes` are those it may have, in
    lower case. Symbolic links are resolved before the check. Raises `Problem` where the file is
    outside, missing, a folder, or of another type.
    """
    if "\\" in name:
        raise error(
            "path",
            f"`{name}` has a backslash",
            at=span,
            help=f"write `{name.replace(chr(92), '/')}`: folders are parted by `/` on every system",
        )
    root = folder.resolve()
    path = folder / name
    if normpath(name).split("/")[0] in ("", "..") or not _within(path, root):
        copy = f"copy the file into {shown(folder)}, so that the deck can be built anywhere"
        raise error(
            "outside-project",
            f"`{name}` lies outside the folder of deck.yaml",
            at=span,
            help=_from_its_own_file(name, span, folder) or copy,
        )
    if path.is_dir():
        raise error("missing-file", f"`{name}` is a folder, not {what}", at=span)
    if not is_file(path):
        raise error(
            "missing-file",
            f"there is no file `{name}`",
            at=span,
            label="named here",
            help=_from_its_own_file(name, span, folder)
            or _near_files(name, _names(root, suffixes), folder)
            or (f"{shown_folder(folder)} has none that can be {what}",),
        )
    if path.suffix.lower() not in suffixes:
        raise error(
            "file-type",
            f"`{name}` cannot be {what}",
            at=span,
            label="not a type that can be used",
            help=f"these types can be used: {', '.join(suffixes)}",
        )
    located = _NAMED_FILES.get()
    if located is not None:
        located.append(path)
    return path


@contextmanager
def located() -> Iterator[list[Path]]:
    """A list that receives the files located inside the `with` block, in order."""
    found: list[Path] = []
    token = _NAMED_FILES.set(found)
    try:
        yield found
    finally:
        _NAMED_FILES.reset(token)


def read_project_file(path: Path, span: Span) -> bytes:
    """The bytes of a file that is named at `span`. Raises `Problem` where it cannot be read."""
    try:
        return read_bytes(path)
    except OSError as cause:
        raise unreadable(path, cause, span) from None


def _from_its_own_file(name: str, span: Span, folder: Path) -> tuple[str, ...]:
    """What to write for a name that leads to a file from the file that says it."""
    root, path = folder.resolve(), span.source.path.parent / name
    if not _within(path, root) or not is_file(path):
        return ()
    meant = path.resolve().relative_to(root).as_posix()
    return (
        f"write `{meant}`: what a slide names is looked for in {shown(folder)}, where deck.yaml is",
    )


def _within(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _near_files(name: str, files: list[str], folder: Path) -> tuple[str, ...]:
    """Help lines for a file that is not there; one of its name in another folder comes first."""
    same = [file for file in files if PurePath(file).stem == PurePath(name).stem]
    helps = suggest(name, files, f"{shown_folder(folder)} has")
    return (f"did you mean `{same[0]}`?", helps[-1]) if same else helps


def _names(root: Path, suffixes: tuple[str, ...]) -> list[str]:
    """The files below a folder with these suffixes, hidden folders left out."""
    found: list[str] = []
    for folder, folders, files in islice(os.walk(root), _MAX_FOLDERS):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        place = Path(folder)
        found += (
            (place / name).relative_to(root).as_posix()
            for name in files
            if PurePath(name).suffix.lower() in suffixes
        )
    return sorted(found)
