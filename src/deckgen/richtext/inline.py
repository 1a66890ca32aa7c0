r"""Inline markup, inside a line: `*italic*`, `**bold**`, `[text](target)`, `[text]{formats}`.

`*` and `**` are markup only at the edges of words, so `2*3*4` is text; brackets are markup only
before a link's target or a list of formats, and `[ ]{}` is a blank that can be seen. `\` makes the
next character literal; before a letter or a digit it is text itself, as in `C:\new`, but at a
word's start before a date or a period: there it says that this is meant as it is typed. `${...}`
prints a fact, whose text is never markup.
`parse` and `dump` are inverse: dump writes the plainest form that parses to the same runs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, partial
from itertools import count

from msgspec import Struct

from deckgen.diagnostics import Diagnostic, Gatherer, Problem, Span, error, gather, suggest
from deckgen.facts import references
from deckgen.richtext import PLAIN, Paragraph, Run, Style, TextOrigin, merged, slips
from deckgen.source.keys import all_unused

Locate = Callable[[int, int], Span]
"""A function from the start and end of a stretch of text to its span in the file."""
Show = Callable[[str, Span], str]
"""A function from a reference (what is between `${` and `}`) to its text."""
_TARGET = re.compile(r"\(([A-Za-z][\w+.-]*:(?:[^\s()\\]|\\\$\{)+|#[\w.-]+)\)")
_FORMATS = re.compile(r"\{([a-z][\w=.#+ -]*|[a-z][^{}\n]*=\"[^{}\n]*)\}")
_NOTHING = re.compile(r"\{\}")
_BLANKS = r"[ \t\xa0\u2000-\u200a\u202f\u3000]+"
_EDGE = re.compile(rf"^{_BLANKS}|{_BLANKS}\Z|(?<=\\\n){_BLANKS}")
"""Blanks that nobody sees: those at the end, and those that a line starts with."""
_WORD = re.compile(r"(\w+)(?:=(\"[^\"]*\"|[^\s\"]+))?(?:\s+|$)")
_MARKUP = "*[]"
_CLOSING = ")]}>.,;:!?%\"'’”»"
_PLAIN_TEXT = re.compile(r"[^\\$*\[\]]+")

THEME_COLORS = (
    "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "dk1", "dk2", "lt1", "lt2", "tx1", "tx2", "bg1", "bg2", "hlink", "folHlink",
)  # fmt: skip

_JUMPS = {
    f"jump:{word}": f"ppaction://hlinkshowjump?jump={action}"
    for word, action in (
        ("next", "nextslide"), ("previous", "previousslide"), ("first", "firstslide"),
        ("last", "lastslide"), ("last-viewed", "lastslideviewed"), ("end", "endshow"),
    )
}  # fmt: skip
"""The targets of links within a slide show, by the words that YAML has for them."""
_JUMP_WORDS = {action: word for word, action in _JUMPS.items()}

_FORMAT_WORDS = (
    "b", "i", "u", "strike", "sup", "sub", "color", "size", "font", "field", "fmt",
)  # fmt: skip


class _Token(Struct, frozen=True):
    """A token of the text: a markup character, or literal text, which a fact may have given."""

    text: str
    start: int
    end: int
    reference: str = ""
    literal: bool = False


class _Piece(Struct, frozen=True):
    """A token that prints, by its index, and its style."""

    token: int
    style: Style


def parse(
    text: str,
    locate: Locate,
    show: Show,
    formats: dict[str, str] | None = None,
) -> tuple[Run, ...]:
    """The runs of one paragraph's text.

    `formats` maps the names of opaque formats to their XML. Raises `Problem` with every unknown
    fact and format.
    """
    runs, found = _read(text, locate, show, formats or {})
    slips.note(found)
    return runs


def _read(
    text: str, locate: Locate, show: Show, formats: dict[str, str]
) -> tuple[tuple[Run, ...], list[Diagnostic]]:
    """The runs of a text, and the slips in it."""
    if _is_plain(text):
        loose = list(slips.loose(text, locate)) if "{" in text else []
        return (Run(text, PLAIN, (TextOrigin(0, len(text), locate(0, len(text))),)),), loose
    with gather() as problems:
        parser = _Parser(text, locate, show, formats, problems)
        pieces = parser.pieces()
    return merged(map(parser.run, pieces)), list(parser.slips(pieces))


def _is_plain(text: str) -> bool:
    """Whether a text has nothing that could be markup, a reference or an escape."""
    return _PLAIN_TEXT.fullmatch(text) is not None


class _Parser:
    def __init__(
        self, text: str, locate: Locate, show: Show, formats: dict[str, str], problems: Gatherer
    ) -> None:
        self.locate, self.formats, self.text = locate, formats, text
        self.problems = problems
        self.tokens = self._lex(text, show)
        self.markup = "".join("\0" if p.literal else p.text for p in self.tokens)
        self.failed: set[tuple[int, str]] = set()

    def _lex(self, text: str, show: Show) -> list[_Token]:
        """The tokens of the text: markup characters, escapes, references and the text between."""
        tokens = []
        i = 0
        while i < len(text):
            char = text[i]
            if char == "\\":
                after = text[i + 1] if i + 1 < len(text) else "\n"
                if _escaping().match(text, i) is None:
                    tokens.append(_Token(char, i, i + 1, literal=True))
                else:
                    tokens.append(_Token(after, i, i + 2, literal=True))
            elif reference := references.at(text, i):
                end = reference.end
                shown = ""
                with self.problems.collect():
                    shown = show(reference.body, self.locate(i, end))
                tokens.append(_Token(shown, i, end, reference.body, literal=True))
            elif text.startswith(references.OPEN, i):
                self.problems.add(references.unclosed(self.locate(i, i + 2)))
                tokens.append(_Token(references.OPEN, i, i + 2, literal=True))
            elif char in _MARKUP:
                tokens.append(_Token(char, i, i + 1))
                if char == "]":
                    for tail in (_TARGET, _FORMATS, _NOTHING):
                        if match := tail.match(text, tokens[-1].end):
                            tokens.append(_Token(match.group(), *match.span(), literal=True))
            else:
                match = _PLAIN_TEXT.match(text, i)
                end = max(match.end() if match else i, i + 1)
                tokens.append(_Token(text[i:end], i, end, literal=True))
            i = tokens[-1].end
        return tokens

    def pieces(self) -> list[_Piece]:
        """The tokens that print, each with its style."""
        found, _ = self._until(0, "", PLAIN)
        return found

    def run(self, piece: _Piece) -> Run:
        """The run of a token that prints."""
        token = self.tokens[piece.token]
        place = self.locate(token.start, token.end)
        escaped = self.text[token.start] == "\\" and token.end > token.start + 1
        origin = TextOrigin(0, len(token.text), place, token.reference, escaped)
        return Run(token.text, piece.style, (origin,))

    def slips(self, pieces: Iterable[_Piece]) -> Iterator[Diagnostic]:
        """The markup characters that print, where they look like markup."""
        for token in (self.tokens[piece.token] for piece in pieces):
            if "{" in token.text and self._is_typed(token):
                yield from slips.loose(token.text, partial(self._within, token))
        printed = [piece.token for piece in pieces if not self.tokens[piece.token].literal]
        known = frozenset(printed)
        brackets: list[int] = []
        for i in printed:
            character = self.markup[i]
            if character == "[":
                brackets.append(i)
            elif character == "]":
                yield from self._bracket_slips(brackets.pop() if brackets else None, i)
            elif i - 1 not in known or self.markup[i - 1] != "*":
                yield from self._star_slips(i, known)
        for i in brackets:
            if _TARGET.search(self.text, self.tokens[i].end):
                yield slips.unclosed_bracket(self._span(i, i))

    def _star_slips(self, i: int, printed: Collection[int]) -> Iterator[Diagnostic]:
        """The slip of the stars that start at an index; a single one behind a word is none."""
        end = next(k for k in count(i) if k not in printed or self.markup[k] != "*")
        closed = self._is_visible(i - 1, last=True) and not self._is_word(end)
        opens = not self._is_word(i - 1, last=True) and self._is_visible(end)
        if opens and self._edge(end, last=False) not in _CLOSING:
            yield slips.unclosed_stars("*" * (end - i), self._span(i, end - 1), opening=True)
        elif closed and (end - i > 1 or "*" in self.markup[i - 1 : i] + self.markup[end : end + 1]):
            yield slips.unclosed_stars("*" * (end - i), self._span(i, end - 1), opening=False)

    def _bracket_slips(self, opened: int | None, i: int) -> Iterator[Diagnostic]:
        """The slip of the bracket that is closed at an index, by what follows it."""
        end = self.tokens[i].end
        tail = slips.TAIL.match(self.text, end)
        if opened is None:
            if _TARGET.match(self.text, end):
                yield slips.unclosed_bracket(self._span(i, i))
        elif tail := tail or slips.APART.match(self.text, end):
            words = self.text[self.tokens[opened].end : self.tokens[i].start]
            place = self.locate(self.tokens[opened].start, tail.end())
            slip = slips.apart if tail[0][0].isspace() else slips.nowhere
            yield slip(words, tail[0].lstrip(), place)

    def _is_typed(self, token: _Token) -> bool:
        """Whether a token is text that was typed as it stands, not the formats of a bracket."""
        typed = self.text[token.start : token.end] == token.text and not token.reference
        behind = self.text[token.start - 1 : token.start] == "]"
        return typed and not (behind and slips.APART.match(token.text))

    def _within(self, token: _Token, start: int, end: int) -> Span:
        return self.locate(token.start + start, token.start + end)

    def _span(self, first: int, last: int) -> Span:
        return self.locate(self.tokens[first].start, self.tokens[last].end)

    def _until(self, i: int, closers: str, style: Style) -> tuple[list[_Piece], int]:
        """The tokens up to the end of the innermost group, and its index; -1 where it has no end.

        `closers` has a character for each open group: `*` italic, `B` bold, `]` a bracket.
        """
        pieces: list[_Piece] = []
        last = closers[-1:]
        while i < len(self.tokens):
            if last and self._closes(i, last):
                return pieces, i
            opened = self._open(i, closers, style)
            if opened is None:
                pieces.append(_Piece(i, style))
                i += 1
            else:
                inner, i = opened
                pieces.extend(inner)
        return pieces, (-1 if last else i)

    def _closes(self, i: int, closer: str) -> bool:
        if closer == "]":
            return self.markup[i] == "]"
        length = 2 if closer == "B" else 1
        stars = self.markup[i : i + length] == "*" * length
        return stars and self._is_visible(i - 1, last=True) and not self._is_word(i + length)

    def _open(self, i: int, closers: str, style: Style) -> tuple[list[_Piece], int] | None:
        character = self.markup[i]
        if character == "*":
            for kind, length in (("B", 2), ("*", 1)):
                fits = self.markup[i : i + length] == "*" * length and kind not in closers
                if fits and not self._is_word(i - 1, last=True) and self._is_visible(i + length):
                    changed = style.but(bold=True) if kind == "B" else style.but(italic=True)
                    found = self._group(i + length, closers + kind, changed)
                    if found:
                        return found[0], found[1] + length
        elif character == "[" and "]" not in closers:
            return self._bracket(i, closers, style)
        return None

    def _group(self, i: int, closers: str, style: Style) -> tuple[list[_Piece], int] | None:
        """The tokens of a group and the index of its end; None where it is empty or has no end.

        Failures are remembered, which keeps parsing fast.
        """
        if (i, closers) in self.failed:
            return None
        pieces, end = self._until(i, closers, style)
        if end <= i:
            self.failed.add((i, closers))
            return None
        return pieces, end

    def _bracket(self, i: int, closers: str, style: Style) -> tuple[list[_Piece], int] | None:
        found = self._group(i + 1, closers + "]", style)
        if found is None:
            return None
        pieces, end = found
        start = self.tokens[end].end
        target = _TARGET.match(self.text, start)
        changes: dict[str, object] = {}
        stop = start
        if target:
            with self.problems.collect():
                typed = references.literal(
                    target.group(1),
                    lambda first, last: self.locate(start + 1 + first, start + 1 + last),
                    "the target of a link",
                )
                changes["link"] = _JUMPS.get(typed, typed)
            stop = target.end()
        words = _FORMATS.match(self.text, stop)
        if words:
            changes |= self._style_changes(words.group(1), stop + 1)
            stop = words.end()
        elif stop == start and all(self.tokens[piece.token].text.isspace() for piece in pieces):
            nothing = _NOTHING.match(self.text, start)
            stop = nothing.end() if nothing else start
        if stop == start:
            return None
        if style.but(**changes).lacks_target:
            with self.problems.collect():
                raise error(
                    "format",
                    "this format says how a link is, and here is no link",
                    at=self.locate(start, stop),
                    label="without its target",
                    help="write the target in front of it: `[words](https://...){fmt=...}`",
                )
        index = next((k for k, p in enumerate(self.tokens) if p.start >= stop), len(self.tokens))
        return [_Piece(piece.token, piece.style.but(**changes)) for piece in pieces], index

    def _style_changes(self, words: str, start: int) -> dict[str, object]:
        changes: dict[str, object] = {}
        position = 0
        while position < len(words):
            match = _WORD.match(words, position)
            span = self.locate(start + position, start + len(words))
            if not match:
                message = f"`{words[position:]}` is not a format"
                self.problems.add(error("format", message, at=span, label="here"))
                break
            word, value = match.group(1), (match.group(2) or "").strip('"')
            with self.problems.collect():
                changes |= format_change(word, value, span, self.formats)
            position = match.end()
        return changes

    def _is_visible(self, i: int, *, last: bool = False) -> bool:
        """Whether the token at an index starts (or ends: `last`) with a visible character."""
        return 0 <= i < len(self.tokens) and not self._edge(i, last=last).isspace()

    def _is_word(self, i: int, *, last: bool = False) -> bool:
        return 0 <= i < len(self.tokens) and self._edge(i, last=last).isalnum()

    def _edge(self, i: int, *, last: bool) -> str:
        text = self.tokens[i].text or " "
        return text[-1] if last else text[0]


def format_change(word: str, value: str, span: Span, formats: dict[str, str]) -> dict[str, object]:
    """The changed fields of `Style` for a format such as `b` or `color=accent2`.

    Raises `Problem` for unknown formats and values.
    """
    if word == "color":
        return {"color": color(value, span)}
    if word == "fmt":
        return {"opaque": _opaque_format(value, span, formats)}
    if word in _TOGGLES:
        field, on, off = _TOGGLES[word]
        if value in ("", "no") or field in ("underline", "strike"):
            return {field: {"": on, "no": off}.get(value, value)}
    if word in _SHIFTS:
        shift = _SHIFTS[word]
        number = _number(value, span, 0, 1000) if value else shift
        return {"baseline": math.copysign(number, shift)}
    if word == "size" and value:
        return {"size": _number(value, span, 1, 4000)}  # ECMA-376 part 1, 20.1.10.72
    if word in ("font", "field") and value:
        return {word: value}
    if word in ("icon", "show"):
        what, typed = ("an icon", "[users]{icon}") if word == "icon" else ("a share", "{show=ring}")
        raise error(
            "format",
            f"{what} stands at the start of a line of a text slot",
            at=span,
            label="not here",
            help=f"put `{typed}` in front of the line's text; cells and notes have none",
        )
    raise error(
        "format",
        f"`{word}{'=' + value if value else ''}` is not a format",
        at=span,
        label="not known",
        help=(
            *suggest(word, _FORMAT_WORDS, "formats are"),
            "write `\\[` for a bracket that is text",
        ),
    )


_TOGGLES: dict[str, tuple[str, object, object]] = {
    "b": ("bold", True, False),
    "i": ("italic", True, False),
    "u": ("underline", "sng", "none"),
    "strike": ("strike", "sngStrike", "noStrike"),
}

_SHIFTS = {"sup": 30.0, "sub": -25.0}


def color(value: str, span: Span, *words: str) -> str:
    """A colour as it is typed: six digits, a theme colour, or one of `words`; else a `Problem`."""
    known = (*words, *THEME_COLORS)
    if value in known or re.fullmatch(r"[0-9A-F]{6}", value):
        return value
    raise error(
        "color",
        f"there is no colour `{value}`",
        at=span,
        help=suggest(value, known, "colours are six digits such as C05600, or"),
    )


def escapes_next(text: str) -> bool:
    """Whether the character after this text is escaped, or the line continued in the next one."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


class FormatNames(dict[str, str]):
    """Names of opaque formats by their XML; one without a name gets an unused one.

    It says what the format holds; where there is no word for that it is `p1`, `p2` ... for formats
    of paragraphs, `f1`, `f2` ... for those of runs.
    """

    def __missing__(self, xml: str) -> str:
        from deckgen.richtext import format_names

        named = format_names.name_of(xml)
        letter = "p" if xml.startswith("<a:pPr") else "f"
        numbered = (f"{letter}{number}" for number in count(1))
        names = all_unused(named, lambda _name: False) if named else numbered
        self[xml] = next(name for name in names if name not in self.values())
        return self[xml]


def _opaque_format(value: str, span: Span, formats: dict[str, str]) -> str:
    if value in formats:
        return formats[value]
    raise error(
        "format",
        f"there is no format `{value}`",
        at=span,
        label="not known",
        help=suggest(value, formats, "this deck has") or ("this deck names no `formats:`",),
    )


def _number(value: str, span: Span, least: int, most: int) -> float:
    if re.fullmatch(r"\d{1,4}(\.\d+)?", value) and least <= float(value) <= most:
        return float(value)
    raise error("format", f"`{value}` is not a number from {least} to {most}", at=span)


def dump(runs: Iterable[Run], names: dict[str, str] | None = None) -> str:
    """The text that parses to these runs; `names` maps the XML of opaque formats to their names."""
    runs = merged(runs)
    if len(runs) == 1 and runs[0].style == PLAIN:
        text = runs[0].text
        if _is_plain(text) and "{" not in text:
            return _with_visible_edges(text.replace("\n", "\\\n"))
    names = {} if names is None else names
    for writer in (_plainest, _stars_escaped, _brackets_escaped):
        text = writer(runs, names)
        for shown in (
            _with_visible_edges(text),
            text,
        ):  # inside brackets a blank has none of its own
            if _parses_to(shown, runs, names):
                return shown
    return text


def _with_visible_edges(text: str) -> str:
    return _EDGE.sub(r"[\g<0>]{}", text)


def _parses_to(text: str, runs: tuple[Run, ...], names: dict[str, str]) -> bool:
    formats = {name: xml for xml, name in names.items()}
    if any(references.references(text)):
        return False
    nowhere: Locate = lambda _start, _end: None  # type: ignore[assignment,return-value]  # noqa: E731
    try:
        return _read(text, nowhere, lambda r, _s: r, formats) == (runs, [])
    except Problem:  # text that looks like a format, and is none
        return False


def _plainest(runs: tuple[Run, ...], names: dict[str, str]) -> str:
    """Bold and italic as stars, all else as brackets; only backslashes and `${` escaped."""
    return _grouped(runs, names, ("bold", "italic"), _escape_minimally)


def _stars_escaped(runs: tuple[Run, ...], names: dict[str, str]) -> str:
    return _grouped(runs, names, ("bold", "italic"), _escape)


def _brackets_escaped(runs: tuple[Run, ...], names: dict[str, str]) -> str:
    return _grouped(runs, names, (), _escape)


def _grouped(
    runs: tuple[Run, ...],
    names: dict[str, str],
    stars: tuple[str, ...],
    escape: Callable[[str], str],
) -> str:
    if not stars:
        return "".join(_run_text(run, names, escape) for run in runs)
    star = "**" if stars[0] == "bold" else "*"
    parts: list[str] = []
    group: list[Run] = []

    def close() -> None:
        if group:
            plain = tuple(Run(r.text, r.style.but(**{stars[0]: None})) for r in group)
            parts.append(star + _grouped(plain, names, stars[1:], escape) + star)
            group.clear()

    for run in runs:
        if getattr(run.style, stars[0]):
            group.append(run)
        else:
            close()
            parts.append(_grouped((run,), names, stars[1:], escape))
    close()
    return "".join(parts)


def _run_text(run: Run, names: dict[str, str], escape: Callable[[str], str]) -> str:
    style = run.style
    words = list(_format_words(style, names))
    if not words and not style.link:
        return escape(run.text)
    link = _JUMP_WORDS.get(style.link, style.link)
    target = f"({references.escaped(link)})" if link else ""
    formats = f"{{{' '.join(words)}}}" if words else ""
    pieces = re.split(r"(?<=\n)([ \t]+)", run.text)  # blanks that a line starts with are seen alone
    return "".join(f"[{escape(piece)}]{target}{formats}" for piece in pieces if piece)


def _format_words(style: Style, names: dict[str, str]) -> Iterable[str]:
    for word, flag in (("b", style.bold), ("i", style.italic)):
        if flag is not None:
            yield word if flag else f"{word}=no"
    if style.underline:
        yield {"sng": "u", "none": "u=no"}.get(style.underline, f"u={style.underline}")
    if style.strike:
        yield {"sngStrike": "strike", "noStrike": "strike=no"}.get(
            style.strike, f"strike={style.strike}"
        )
    if style.baseline:
        word, default = ("sup", 30) if style.baseline > 0 else ("sub", 25)
        size = abs(style.baseline)
        yield word if size == default else f"{word}={size:g}"
    for name in ("color", "size", "font", "field"):
        value = getattr(style, name)
        if value:
            shown = f"{value:g}" if name == "size" else str(value)
            yield f'{name}="{shown}"' if re.search(r"[^\w.-]", shown) else f"{name}={shown}"
    if style.opaque:
        yield f"fmt={names[style.opaque]}"


@cache
def _escaping() -> re.Pattern[str]:
    """A backslash that is text only if it is escaped: before punctuation, a date or a period."""
    from deckgen.facts.figures import TYPED

    return re.compile(rf"\\(?![^\W_])|(?<![\w\\/:.-])\\(?={TYPED})")


def _with_backslashes_escaped(text: str) -> str:
    return _escaping().sub(r"\\\\", text) if "\\" in text else text


def _escape_minimally(text: str) -> str:
    return references.escaped(_with_backslashes_escaped(text)).replace("\n", "\\\n")


def _escape(text: str) -> str:
    return re.sub(r"([*\[\]{}$\n])", r"\\\1", _with_backslashes_escaped(text))


def links(paragraphs: Iterable[Paragraph]) -> Iterable[tuple[str, Span | None]]:
    """The targets of the links in the paragraphs, each with the span of its text."""
    for paragraph in paragraphs:
        for run in paragraph.runs:
            if run.style.link:
                yield run.style.link, run.origins[0].span if run.origins else None
