r"""Outlines: a line is a paragraph, two spaces of indentation are a level, `1. ` is a number.

The layout draws the bullets, so a typed `- ` is an error. A line that ends in `\` is continued in
the next one, after a line break; where nothing follows the break, that line is `{}`. In front of a
line stand `{fmt=p1}`, `[users]{icon}` and `{show=bar}`, in this order. A line `{}` is an empty
paragraph, as an empty line is; it can be seen where that is the last one, or on a deeper level.
`read` and `write` are inverse.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from deckgen.diagnostics import Span, error, gather
from deckgen.richtext import Paragraph, inline, slips
from deckgen.richtext.inline import Show
from deckgen.source.nodes import ScalarNode

_NUMBER = re.compile(r"(\d{1,5})\. ")
_ESCAPED_NUMBER = re.compile(r"\\\d{1,5}\\?\. ")
_FORMAT = re.compile(r"\{fmt=([\w.-]+)\}")
_FORMAT_START = "{fmt="
_ICON = re.compile(r"\[([^\[\]{}\n]*)\]\{icon\} ?")
_SHOW = re.compile(r"\{show=([\w-]+)\} ?")
_FRONT = {"opaque": _FORMAT, "icon": _ICON, "show": _SHOW}
"""What stands in front of a line, in this order, by the fields of its paragraph."""
_BLANK_BEFORE_BREAK = re.compile(r"(?<!\\) (?=\\\n)")
_EMPTY = "{}"
_LAST_BREAK = f"\n{_EMPTY}"
_DEEPEST = 8


class _Line(Struct, frozen=True):
    """A paragraph as typed: its text, lines joined, and the offset at which it starts.

    `joints` are the indexes at which further lines start, each with the characters skipped so far.
    """

    indent: int
    text: str
    start: int
    joints: tuple[tuple[int, int], ...] = ()

    def offset(self, index: int) -> int:
        """The offset in the whole text of an index in this one."""
        shift = next((gap for at, gap in reversed(self.joints) if index >= at), 0)
        return self.start + index + shift


def read(
    scalar: ScalarNode, show: Show, formats: dict[str, str], beside: Collection[str] = ()
) -> tuple[Paragraph, ...]:
    """The paragraphs of an outline. Raises `Problem` with every fault in it.

    `formats` maps the names of opaque formats to their XML. `beside` are the fields of a
    paragraph, of `icon` and `show`, that can stand in front of its lines.
    """
    paragraphs: list[Paragraph] = []
    lists = Lists()
    slips.note(slips.folded(scalar))
    with gather() as problems:
        for line in _lines(scalar.text.removesuffix("\n")):
            with problems.collect():
                paragraph = _paragraph(line, scalar, show, formats, lists, beside)
                if paragraph.show and paragraphs:
                    raise error(
                        "share-line",
                        f"a {paragraph.show} stands beside the first line of a text",
                        at=scalar.at(line.start, line.offset(len(line.text) - 1) + 1),
                        label="a later line",
                        help="put it in front of the first line, or its line into another slot",
                    )
                paragraphs.append(paragraph)
    return tuple(paragraphs)


def _lines(text: str) -> Iterable[_Line]:
    rows = text.split("\n")
    offset = 0
    i = 0
    while i < len(rows):
        indent = len(rows[i]) - len(rows[i].lstrip(" "))
        start = offset + indent
        joined = rows[i][indent:]
        joints: list[tuple[int, int]] = []
        offset += len(rows[i]) + 1
        while inline.escapes_next(joined) and i + 1 < len(rows):
            i += 1
            continuation = rows[i].lstrip(" ")
            joined += "\n"
            gap = offset + len(rows[i]) - len(continuation) - start - len(joined)
            joints.append((len(joined), gap))
            joined += continuation
            offset += len(rows[i]) + 1
        yield _Line(indent, joined, start, tuple(joints))
        i += 1


def _paragraph(
    line: _Line,
    scalar: ScalarNode,
    show: Show,
    formats: dict[str, str],
    lists: Lists,
    beside: Collection[str],
) -> Paragraph:
    def locate(start: int, end: int) -> Span:
        return scalar.at(line.offset(start), line.offset(max(end - 1, start)) + 1)

    text = line.text
    span = locate(0, max(len(text), 1))
    if line.indent % 2:
        raise error(
            "indent",
            f"{line.indent} spaces are no whole level",
            at=span,
            label="this line",
            help="a level is two spaces",
        )
    level = line.indent // 2
    if level > _DEEPEST:
        raise error("too-deep", f"level {level + 1} is deeper than PowerPoint's nine", at=span)
    front, skipped = _front(text, locate, formats, beside)
    numbered = _NUMBER.match(text, skipped)
    number = int(numbered.group(1)) if numbered else None
    if numbered:
        skipped = numbered.end()
    elif _ESCAPED_NUMBER.match(text, skipped):
        skipped += 1
    elif text[skipped : skipped + 2] in ("- ", "• ", "– ") or text[skipped:] in ("-", "•"):
        raise error(
            "typed-bullet",
            "a bullet is typed, and the layout draws one too",
            at=locate(skipped, skipped + 1),
            label="this character",
            help="leave it out; write `\\- ` for a dash that is text",
        )
    elif sign := slips.SIGN.match(text, skipped):
        place = locate(skipped, sign.end(1))
        slips.note([slips.typed_sign(sign[1], place)])
    elif text.startswith(_FORMAT_START) and "opaque" not in front:
        slips.note([slips.unclosed_format(locate(0, len(_FORMAT_START)))])
    rest = _without_mark_of_nothing(text[skipped:], scalar)
    runs = inline.parse(rest, lambda a, b: locate(a + skipped, b + skipped), show, formats)
    if "show" in front:
        from deckgen.richtext.beside import check_share

        check_share(front["show"], "".join(run.text for run in runs), span)
    opaque, icon, share = (front.get(field_name, "") for field_name in _FRONT)
    return Paragraph(runs, level, lists.start(level, number), opaque, icon, share)


def _without_mark_of_nothing(text: str, scalar: ScalarNode) -> str:
    """A line's text, without the `{}` of an empty paragraph or after its last break."""
    is_line = scalar.style == "|" or "\n" in scalar.text
    return "" if text == _EMPTY and is_line else ended(text)


def ended(text: str) -> str:
    """The source of a paragraph without the `{}` that says that nothing follows its last break."""
    return text.removesuffix(_EMPTY) if text.endswith(_LAST_BREAK) else text


def _front(
    text: str, locate: inline.Locate, formats: dict[str, str], beside: Collection[str]
) -> tuple[dict[str, str], int]:
    """The fields of a paragraph that stand in front of its line, and where the rest starts."""
    found: dict[str, str] = {}
    start = 0
    for field_name, pattern in _FRONT.items():
        match = pattern.match(text, start)
        if match is None or not (pattern is _FORMAT or field_name in beside):
            continue
        place = locate(match.start(1), max(match.end(1), start + 1))
        if pattern is _FORMAT:
            change = inline.format_change("fmt", match[1], locate(0, match.end()), formats)
            found[field_name] = str(change["opaque"])
        else:
            from deckgen.richtext import beside as beside_room

            check = beside_room.icon if pattern is _ICON else beside_room.shown
            found[field_name] = check(match[1], place)
        start = match.end()
    return found, start


class Lists(Struct):
    """The numbered lists that are open: for each level its start and its next number."""

    open: dict[int, tuple[int, int]] = field(default_factory=dict)

    def start(self, level: int, number: int | None) -> int | None:
        """The start of the list of a paragraph, given the number that it shows."""
        for deeper in [key for key in self.open if key > level]:
            del self.open[deeper]
        if number is None:
            self.open.pop(level, None)
            return None
        start, due = self.open.get(level, (number, number))
        if number not in (due, start):
            start = due = number
        self.open[level] = (start, due + 1)
        return start

    def due(self, level: int, start: int | None) -> int | None:
        """The number that a paragraph shows, given the start of its list."""
        before = self.open.get(level)
        if before is None or start is None or before[0] != start:
            self.open.pop(level, None)
            self.start(level, start)
        else:
            self.start(level, before[1])
        return None if start is None else self.open[level][1] - 1


def shown_numbers(lines: Iterable[Paragraph]) -> Iterator[int | None]:
    """The number that each paragraph shows, None for those without."""
    lists = Lists()
    for line in lines:
        yield lists.due(line.level, line.number)


def renumbered_lines(
    lines: Iterable[Paragraph], numbers: Iterable[int | None]
) -> Iterator[Paragraph]:
    """The paragraphs as a text of their own, their lists started so that they show these
    numbers."""
    lists = Lists()
    for line, number in zip(lines, numbers, strict=True):
        yield replace(line, number=lists.start(line.level, number))


def write(paragraphs: Iterable[Paragraph], names: dict[str, str]) -> str:
    """The outline that reads as these paragraphs, with a line break at the end of each.

    `names` maps the XML of opaque formats to their names.
    """
    rows: list[str] = []
    lists = Lists()
    lines = tuple(paragraphs)
    for index, paragraph in enumerate(lines, 1):
        body = inline.dump(paragraph.runs, names)
        lead = ""
        if paragraph.opaque:
            lead += f"{{fmt={names[paragraph.opaque]}}}"
        lead += f"[{paragraph.icon}]{{icon}} " if paragraph.icon else ""
        lead += f"{{show={paragraph.show}}} " if paragraph.show else ""
        number = lists.due(paragraph.level, paragraph.number)
        if number is not None:
            lead += f"{number}. "
        elif not body:
            lead = lead.rstrip(" ")
        body = _escaped(_with_end(body), lead)
        hidden = number is not None or paragraph.level or index == len(lines)
        if not body and hidden and len(lines) > 1 and (number is not None or not lead):
            body = _EMPTY
        rows.append("  " * paragraph.level + lead + body)
    return "".join(f"{row}\n" for row in rows)


def _with_end(body: str) -> str:
    """The source of a paragraph, so that its last break can be seen where nothing follows it."""
    if body.endswith("\n"):
        return body + _EMPTY
    return f"{body[: -len(_EMPTY)]}\\{_EMPTY}" if body.endswith(_LAST_BREAK) else body


def renumbered(row: str, line: Paragraph, lists: Lists) -> str:
    """The source of a paragraph, with the number changed where it would read as another.

    `lists` are those open before the paragraph; they are updated by it.
    """
    indent = len(row) - len(row.lstrip(" "))
    start = indent
    for lead in _FRONT.values():
        match = lead.match(row, start)
        start = match.end() if match else start
    typed = _NUMBER.match(row, start)
    unchanged = replace(lists, open=dict(lists.open))
    number = int(typed.group(1)) if typed else None
    if typed is None or lists.start(line.level, number) == line.number:
        if typed is None:
            lists.start(line.level, None)
        return row
    lists.open = unchanged.open
    due = lists.due(line.level, line.number)
    return row if due is None else f"{row[: typed.start(1)]}{due}{row[typed.end(1) :]}"


def _escaped(body: str, lead: str) -> str:
    """The source of a paragraph with its first character, and blanks before breaks, escaped."""
    body = _BLANK_BEFORE_BREAK.sub(r"\\ ", body)
    is_format = body.startswith((_FORMAT_START, "{show=")) or body == _EMPTY
    typed = not lead.endswith(". ") and (_NUMBER.match(body) or _ESCAPED_NUMBER.match(body))
    sign = slips.SIGN.match(body)
    if sign:
        body = slips.escaped_sign(sign[1]) + body[sign.end(1) :]
    elif body[:2] in ("- ", "• ", "– ") or body in ("-", "•") or typed or is_format:
        body = f"\\{body}"
    return body
