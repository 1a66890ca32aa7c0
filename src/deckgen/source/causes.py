"""Why a text is no YAML, in words for its author.

The parser says where it gave up, often lines below the slip. Here the lines are read from the top
by the rules of indentation that an author goes by, and the first line that breaks one is the cause.
"""

from __future__ import annotations

import re

from msgspec import Struct

from deckgen.diagnostics import Problem, Source, Span, counted, error
from deckgen.source._quoting import CLOSING, closing

_KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s"'#&*!|>%@`\[\]{},].*?)[ \t]*:(?=[ \t]|$)""")
_DASH = re.compile(r"-(?:[ \t]+|$)")
_BARE_KEY = re.compile(r"([A-Za-z][\w.-]*(?: [\w.]+){0,3})\s*[:\uff1a]\s?(?!//)([^\s:/].*)")
_SURELY_SLIPPED = re.compile(r"-[^\s\d-]|[A-Za-z]\w*(?: \d+)?:[^\s\d/:]")
_BAR_ALONE = re.compile(r"[|>][-+1-9]*")
_BULLET = re.compile("[-\u2010-\u2015\u2022*]\\s?([^\\s-].*)")
_HEADER = re.compile(r"[|>][-+\d]*(?:[ \t]+#.*)?")
_SIGN = re.compile(r"[,%@`\]}]|\?(?:[ \t]|$)")
_REMARK = re.compile(r"(?:^|[ \t])#")
_LONGEST = 60


def cause(source: Source, line: int) -> Problem | None:
    """The first slip down to that line, where the parser gave up; None where none is known."""
    try:
        _Reader(source, line).read()
    except Problem as problem:
        return problem
    return None


def missing_blank(text: str, at: Span) -> Problem | None:
    """The problem of a text that is a key or a list's item without the blank after its sign."""
    keyed = _BARE_KEY.fullmatch(text)
    if keyed and not (keyed[1][-1].isdigit() and keyed[2][0].isdigit()):
        return error(
            "no-blank",
            "a space stands after the colon of a key",
            at=at,
            label="no space after its colon",
            help=f"write `{_short(f'{keyed[1]}: {keyed[2]}')}`",
        )
    item = _BULLET.fullmatch(text)
    if item:
        return error(
            "no-blank",
            "an item of a list starts with a dash and a space",
            at=at,
            label="not `- `",
            help=f"write `{_short(f'- {item[1]}')}`",
        )
    return None


def swallowed(span: Span) -> Problem | None:
    """The problem of a bare text of several lines, one of which is no text but a key or an item."""
    rows = span.source.lines[span.line - 1 : span.end_line]
    for number, line in enumerate(rows, span.line):
        start = span.column - 1 if number == span.line else len(line) - len(line.lstrip())
        text = line[start:].rstrip()
        at = Span(span.source, number, start + 1, number, start + 1 + len(text.split(" ")[0]))
        if number > span.line and _DASH.match(text):
            return _dash_in_text(at)
        if _SURELY_SLIPPED.match(text):
            return missing_blank(text, at)
    return None


def _dash_in_text(at: Span) -> Problem:
    return error(
        "list-in-line",
        "this dash is read as more of the text above",
        at=at,
        label="no item of a list",
        help=(
            "a list stands under a key without a value",
            "text of several lines stands under `|`, without dashes",
        ),
    )


class _Row(Struct):
    """A line: `column` is the number of spaces in front of `text`."""

    number: int
    column: int
    text: str


class _Level(Struct):
    """The lines of a mapping or a list, which start in one column."""

    column: int
    item: bool
    first: _Row
    count: int = 0


class _Reader:
    """Reads lines as YAML in block style, and raises `Problem` at the first slip."""

    def __init__(self, source: Source, until: int) -> None:
        self.source = source
        self.until = until
        self.rows = [
            _Row(number, len(line) - len(line.lstrip(" ")), line.strip(" \r"))
            for number, line in enumerate(source.lines, 1)
        ]
        self.next = 0
        self.levels: list[_Level] = []
        # What may stand below the last line: "value" of its key, more of its "text", or nothing.
        self.below = "value"
        self.text: _Row | None = None  # the line on which a text without a key starts
        self.opener: _Row | None = None  # the last line with a key and nothing after it
        self.ended: tuple[_Row, list[int]] | None = None  # the last line, and the levels it ended
        self.first_inside: _Row | None = None  # the first line of that text
        self.key_column = 0  # that of the key with the `|`
        self.inside: int | None = None  # the column of text under the last `|`

    def read(self) -> None:
        while self.next < min(self.until, len(self.rows)):
            row = self.rows[self.next]
            self.next += 1
            if row.text and not row.text.startswith(("#", "---", "%")):
                self._refuse_tab(row)
                self._line(row, row.column, row.text)

    def _refuse_tab(self, row: _Row) -> None:
        if row.text.startswith("\t"):
            raise error(
                "tab",
                "YAML is indented with spaces, never tabs",
                at=self._span(row, row.column, row.column + 1),
                label="a tab",
                help="replace it by two spaces for each level",
            )

    def _line(self, row: _Row, column: int, text: str) -> None:
        """A line, or what follows the dash of an item as if it stood on a line of its own."""
        dash = _DASH.match(text)
        key = None if dash else _KEY.match(text)
        deepest = self.levels[-1].column if self.levels else -1
        if self.below == "text" and column > deepest:
            if key is not None:
                raise self._in_text(row, column)
            if dash is not None and _KEY.match(text[dash.end() :]):
                raise self._item_in_text(row)
            return
        if self._opens(column, item=dash is not None):
            if dash is None and key is None:
                self.text = row
                self._value(row, column, text, "")
                return
            self.levels.append(_Level(column, dash is not None, row))
            self.ended = None
        else:
            before = [level.column for level in self.levels]
            self._to_level(row, column, text, item=dash is not None, key=key is not None)
            self.ended = (row, before[len(self.levels) :])
        self.levels[-1].count += 1
        self.text = self.inside = None
        self.below = "value"
        if dash is not None:
            self._item(row, column + dash.end(), text[dash.end() :])
        elif key is not None:
            rest = text[key.end() :]
            start = column + key.end() + len(rest) - len(rest.lstrip(" \t"))
            self._value(row, start, rest.strip(" \t"), key[1])
            if self.below == "value" and key[1].count(" ") < 4:
                self.opener = row

    def _item(self, row: _Row, column: int, rest: str) -> None:
        """What follows the dash of an item."""
        if rest and not rest.startswith("#"):
            self._line(row, column, rest)
        else:
            self.opener = row

    def _opens(self, column: int, *, item: bool) -> bool:
        """Whether a line is the first of a new level."""
        if not self.levels:
            return self.text is None
        last = self.levels[-1]
        return self.below == "value" and (
            column > last.column or (column == last.column and item and not last.item)
        )

    def _to_level(self, row: _Row, column: int, text: str, *, item: bool, key: bool) -> None:
        """Close the levels that a line ends. Raises `Problem` where it fits none."""
        closed: list[_Level] = []
        while self.levels and self.levels[-1].column > column:
            closed.append(self.levels.pop())
        if self.levels and self.levels[-1].column == column:
            if not item and [level.column for level in self.levels[-2:]] == [column, column]:
                self.levels.pop()  # a list in the column of its key
            level = self.levels[-1]
            if level.item == item and (item or key):
                return
            raise self._unlike(row, text, level, item=item, key=key)
        if not self.levels and not closed and self.text is not None:
            raise self._no_key(self.text, self.text.text, item=False)
        raise self._astray(row, text, closed, item=item)

    # The slips of indentation.

    def _in_text(self, row: _Row, column: int) -> Problem:
        """A key that stands where the text of the line above would go on."""
        if self.text is None:
            above = self.ended
            if above is not None and above[0].column < column in above[1]:
                return self._move(above[0], column)
            level = self.levels[-1]
            if self._lacks_dash(level, column):
                return self._no_key(level.first, level.first.text, item=True)
            return self._first_astray(column) or self._move(row, level.column)
        slip = missing_blank(self.text.text, self._mark(self.text))
        if slip is not None or self.opener is None or self._lacks_colon(self.text, column):
            return slip or self._no_key(self.text, self.text.text, item=False)
        return self._no_bar(self.opener, row)

    def _lacks_colon(self, above: _Row, column: int) -> bool:
        """Whether a line without a key was likely meant to have one; a key below is in a column."""
        deeper = column > above.column and " " not in above.text
        return deeper or bool(re.match(r"[a-z_]+(?: |$)", above.text))

    def _item_in_text(self, row: _Row) -> Problem:
        """An item with a key, where the text of the line above would go on."""
        if any(level.item for level in self.levels):
            return self._move(row, self._wanted(row, self.levels[-1:], item=True))
        return _dash_in_text(self._span(row, row.column, row.column + 1))

    def _no_bar(self, key: _Row, row: _Row) -> Problem:
        """Text of several lines under a key without `|`, one of which YAML reads otherwise."""
        return error(
            "no-bar",
            "text of several lines stands under `|`",
            at=self._mark(key),
            label="no `|` here",
            help=f"write `{_short(key.text)} |`; line {row.number} needs it",
        )

    def _unlike(self, row: _Row, text: str, level: _Level, *, item: bool, key: bool) -> Problem:
        """A line among keys that has none, or among items that has no dash."""
        if self.inside is not None and not key:
            return self._text_under_bar(row, self.inside)
        if level.item and _BULLET.fullmatch(text):
            return self._no_key(row, text, item=True)
        if item and level.count == 1 and level.first.column == level.column:
            return self._no_key(level.first, level.first.text, item=True)
        if item:
            return self._move(row, self._wanted(row, [level], item=True))
        if key and level.item:
            return self._move(row, level.column + 2)
        if self._reads_as_text(level):
            assert self.opener is not None
            return self._no_bar(self.opener, level.first)
        return self._no_key(row, text, item=level.item)

    def _reads_as_text(self, level: _Level) -> bool:
        """Whether what was taken for the first key of a level is text with a colon."""
        key = _KEY.match(level.first.text)
        if self.opener is None or key is None or level.item or level.count > 1:
            return False
        under = self.opener.number == level.first.number - 1
        return under and level.first.column == level.column and " " in key[1]

    def _astray(self, row: _Row, text: str, closed: list[_Level], *, item: bool) -> Problem:
        """A line whose column is that of no level."""
        if self.inside is not None and self._is_text_under_bar(row, self.inside):
            return self._text_under_bar(row, self.inside)
        below = self.levels[-1].column if self.levels else -2
        first = self._first_astray(row.column)
        if first is not None:
            return first
        if not closed:
            return self._move(row, max(below, 0))
        above = closed[-1]
        alone = above.count == 1 or self._is_beside_its_keys(above.first)
        odd = alone and above.column - below != 2
        if odd and above.column != above.first.column:
            return self._after_dash(above.first)
        if not self.levels or (odd and row.column - below == 2):
            return self._move(above.first, row.column)
        return self._move(row, self._wanted(row, [above, *self.levels[-1:]], item=item))

    def _first_astray(self, column: int) -> Problem | None:
        """The first line of a level where it is that which starts in the wrong column."""
        outside = [-2, *(level.column for level in self.levels)]
        for above, level in zip(outside[-3:], self.levels[-2:], strict=False):
            meant = column - 2 if level.item else column
            alone = level.count == 1 and level.first.column == level.column
            if alone and level.column - above != 2 == meant - above:
                return self._move(level.first, meant)
        return None

    def _lacks_dash(self, level: _Level, column: int) -> bool:
        """Whether the first line of a level was meant as an item, with a key below in a column."""
        if level.count > 1 or column != level.column + 2 or level.first.column != level.column:
            return False
        for row in self.rows[level.first.number :]:
            if row.text and row.column <= level.column:
                return row.column == level.column and bool(_DASH.match(row.text))
        return bool(_BULLET.fullmatch(level.first.text))

    def _is_beside_its_keys(self, row: _Row) -> bool:
        """Whether a key without a value stands in the column of the line below it."""
        following = next((r for r in self.rows[row.number :] if r.text), None)
        return row.text.endswith(":") and following is not None and following.column == row.column

    def _wanted(self, row: _Row, levels: list[_Level], *, item: bool) -> int:
        """The column in which a line was meant to start: that of a level of its sort."""
        columns = [level.column for level in [*levels, *self.levels] if level.item == item]
        if not columns:
            columns = [levels[0].column]
        inside = next((r.column for r in self.rows[row.number :] if r.text), 0) - 2
        if row.text.endswith((":", "|")) and inside + 2 > row.column and inside in columns:
            return inside
        return min(columns, key=lambda column: abs(column - row.column))

    def _is_text_under_bar(self, row: _Row, column: int) -> bool:
        """Whether a line that stands too far left goes on with the text under `|`."""
        following = next((r.column for r in self.rows[row.number :] if r.text), 0)
        if self._is_first_too_deep(row, column):
            return True
        return following >= column or not (_KEY.match(row.text) or _DASH.match(row.text))

    def _is_first_too_deep(self, row: _Row, column: int) -> bool:
        """Whether the first line under `|` is indented too far, and not this one too little."""
        level = self.key_column
        return column - level != 2 == row.column - level

    def _text_under_bar(self, row: _Row, column: int) -> Problem:
        if self._is_first_too_deep(row, column) and self.first_inside is not None:
            return self._move(
                self.first_inside, row.column, f"the text goes on with {_spaces(row.column)}"
            )
        return self._move(row, column, "text under `|` stands deeper than its key")

    def _after_dash(self, row: _Row) -> Problem:
        dash = _DASH.match(row.text)
        size = dash.end() if dash else 1
        return error(
            "indent",
            f"{_spaces(size - 1)} stand after this dash; the keys of its item start elsewhere",
            at=self._span(row, row.column, row.column + size),
            label="after this dash",
            help=f"write it with one: `- {_short(row.text[size:])}`",
        )

    def _move(self, row: _Row, column: int, rule: str = "") -> Problem:
        """A line that starts in the wrong column."""
        found, wanted = _spaces(row.column), _spaces(column)
        rule = rule or f"the lines of its level start with {wanted}"
        return error(
            "indent",
            f"this line starts with {found}; {rule}",
            at=self._mark(row),
            label=f"{found} in front",
            help=f"write it with {wanted} in front: `{' ' * column}{_short(row.text)}`",
        )

    # The slips inside a line.

    def _no_key(self, row: _Row, text: str, *, item: bool) -> Problem:
        """A line that starts neither with a key nor with a dash."""
        slip = (
            None if item and not _BULLET.fullmatch(text) else missing_blank(text, self._mark(row))
        )
        if slip is not None:
            return slip
        if item:
            return self._no_dash(row, text)
        word, _, rest = text.partition(" ")
        return error(
            "no-colon",
            "this line has no key: a word, a colon and a space",
            at=self._mark(row),
            label="no colon",
            help=(
                f"write `{_short(f'{word}: {rest}'.rstrip())}` if `{word}` is a key",
                "text of several lines stands under `|`, two spaces deeper than its key",
            ),
        )

    def _no_dash(self, row: _Row, text: str) -> Problem:
        return error(
            "no-blank",
            "an item of a list starts with a dash and a space",
            at=self._mark(row),
            label="no dash",
            help=f"write `- {_short(text)}`",
        )

    def _value(self, row: _Row, column: int, text: str, key: str) -> None:
        """What follows a key or a dash on its line."""
        if not text or text.startswith("#"):
            return
        sign = text[0]
        self.below = "nothing"
        if column == row.column and _BAR_ALONE.fullmatch(text):
            raise self._no_dash(row, text)
        if sign in "|>":
            self._bar(row, column, text, key)
        elif sign in "\"'":
            self._quoted(row, column, text, key)
        elif sign in CLOSING:
            self._bracket(row, column, text, key)
        elif _SIGN.match(text) or (sign == "*" and row.number == self.until):
            raise self._sign(row, column, text, key)
        elif _DASH.match(text):
            raise error(
                "list-in-line",
                "a list starts on a line of its own",
                at=self._span(row, column, column + 1),
                label="beside its key",
                help=(
                    f"write `{key}:`, and `  {_short(text)}` on the next line",
                    f"lines of text stand under `{key}: |`, without dashes",
                ),
            )
        else:
            self.below = "text"
            plain = text[: remark.start()] if (remark := _REMARK.search(text)) else text
            if key and re.search(r":(?:[ \t]|$)", plain):
                raise self._colon(row, column, plain, key)

    def _colon(self, row: _Row, column: int, text: str, key: str = "") -> Problem:
        found = re.search(r":(?:[ \t]|$)", text)
        at = column + (found.start() if found else 0)
        return error(
            "colon",
            "a text with a colon and a space cannot stand bare",
            at=self._span(row, at, at + 1),
            label="this colon",
            help=_under_bar(key, text),
        )

    def _sign(self, row: _Row, column: int, text: str, key: str) -> Problem:
        if not key and self.text is row and self.opener is not None:
            return self._no_bar(self.opener, row)
        mark = text[0]
        quoted = "a backquote" if mark == "`" else f"`{mark}`"
        return error(
            "sign-in-front",
            f"a text that starts with {quoted} cannot stand bare",
            at=self._span(row, column, column + 1),
            label="here",
            help=_under_bar(key, text),
        )

    def _bar(self, row: _Row, column: int, text: str, key: str) -> None:
        if not _HEADER.fullmatch(text):
            rest = text[1:].strip()
            if text[0] == ">":
                raise self._sign(row, column, text, key)
            raise error(
                "beside-bar",
                "text stands on the lines below `|`, not beside it",
                at=self._span(row, column + text.index(rest), column + len(text)),
                label="beside it",
                help=f"write `{key}: |`, and `  {_short(rest)}` on the next line",
            )
        level = self.levels[-1].column if self.levels else -1
        least = level + 1
        self.inside = max(level, 0) + 2
        self.key_column, self.first_inside = max(level, 0), None
        for below in self.rows[self.next :]:
            if below.text and below.column < least:
                break
            if below.text and least == level + 1:
                least = self.inside = below.column
                self.first_inside = below
            self.next += 1

    def _quoted(self, row: _Row, column: int, text: str, key: str) -> None:
        mark = text[0]
        end = self._close(row, column)
        if end is None or (end[0] is not row and self._rest(*end)):
            raise error(
                "unclosed-quote",
                "a quotation mark is never closed",
                at=self._span(row, column, column + 1),
                label="opened here",
                help=(
                    f"close it: `{_short(text)}{mark}`",
                    "or put the text under `|`, which needs no quotes",
                ),
            )
        if self._rest(*end):
            raise error(
                "after-quote",
                "text goes on after the quotation mark that closes it",
                at=self._span(row, end[1] - 1, end[1]),
                label="closed here",
                help=_under_bar(key, text[1:-1] if text[-1] == mark else text),
            )
        self.next = end[0].number

    def _bracket(self, row: _Row, column: int, text: str, key: str) -> None:
        end = self._close(row, column)
        if end is None or (end[0] is not row and self._rest(*end)):
            raise error(
                "unclosed-bracket",
                "a bracket is never closed",
                at=self._span(row, column, column + 1),
                label="opened here",
                help=(
                    f"close it with `{CLOSING[text[0]]}`",
                    "or put text that starts with a bracket under `|`",
                ),
            )
        if self._rest(*end):
            raise self._sign(row, column, text, key)
        self.next = end[0].number

    def _close(self, row: _Row, column: int) -> tuple[_Row, int] | None:
        """Where the quotation mark or bracket in that column is closed; None where it is not.

        The next key or item of the level ends the search: what opens there is meant to close above.
        """
        end = closing(
            self.source,
            row.number,
            column,
            ends=lambda line: self._is_of_level(self.rows[line - 1]),
        )
        return None if end is None else (self.rows[end[0] - 1], end[1])

    def _is_of_level(self, row: _Row) -> bool:
        """Whether a line starts with a key or a dash, and not deeper than the last ones."""
        if not row.text or not self.levels or row.column > self.levels[-1].column:
            return False
        return bool(_KEY.match(row.text) or _DASH.match(row.text))

    # Places.

    def _rest(self, row: _Row, end: int) -> bool:
        """Whether anything but a remark follows on a line."""
        rest = self.source.line(row.number)[end:].strip()
        return bool(rest) and not rest.startswith("#")

    def _span(self, row: _Row, start: int, end: int) -> Span:
        return Span(self.source, row.number, start + 1, row.number, end + 1)

    def _mark(self, row: _Row) -> Span:
        """The span of a line's first word, or of its key."""
        key = _KEY.match(row.text)
        size = key.end(1) if key else len(row.text.split()[0])
        return self._span(row, row.column, row.column + size)


def _spaces(number: int) -> str:
    return counted(number, "space") if number else "no space"


def _short(text: str) -> str:
    """A line to type, its end left out where it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} ..."


def _under_bar(key: str, text: str) -> str:
    """What to type instead of a text that cannot stand bare."""
    if key[:1].isupper():
        return f"write `{key}: |`, and below it, two spaces deeper, `{_short(text)}`"
    quoted = f"'{text}'" if '"' in text else f'"{text}"'
    lead = f"{key}: " if key else ""
    return f"write `{lead}{_short(quoted)}`"
