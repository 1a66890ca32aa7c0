r"""Signs of markup that print as they stand, where they look like a slip of the author.

Such as `**bold` that never closes, `[words](www.example.org)` that leads nowhere, a typed `* `. A
backslash in front (`\*`, `\[`, `\+ `, `1\) `) says that the sign is meant. And lines that YAML
joins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.source.nodes import ScalarNode

_NOTED: ContextVar[list[Diagnostic] | None] = ContextVar("_NOTED", default=None)


@contextmanager
def collected() -> Iterator[list[Diagnostic]]:
    """Collect the slips in all texts that are read inside the `with` block, as warnings."""
    found: list[Diagnostic] = []
    token = _NOTED.set(found)
    try:
        yield found
    finally:
        _NOTED.reset(token)


def note(found: Iterable[Diagnostic]) -> None:
    """Add slips to those that are collected; outside of `collected` they are of no interest."""
    noted = _NOTED.get()
    if noted is not None:
        noted.extend(found)


def _slip(code: str, message: str, place: Span, *helps: str) -> Diagnostic:
    label = "prints as it stands"
    return Diagnostic(code, message, place, label, helps, Severity.WARNING)


def unclosed_stars(stars: str, place: Span, *, opening: bool) -> Diagnostic:
    """The slip of stars that begin what never ends, or end what never begins."""
    what = "italic" if stars == "*" else "bold"
    meant = "\\*" * len(stars)
    if opening:
        message = f"`{stars}` begins {what} text that never ends"
        fix = f"end it with `{stars}` behind its last letter, in the same paragraph"
    else:
        message = f"`{stars}` ends {what} text that never begins"
        fix = f"begin it with `{stars}` in front of its first letter, in the same paragraph"
    part = f"; for a part of a word write `[part]{{{what[0]}}}`"
    return _slip(
        "unclosed-markup", message, place, fix + part,
        f"write `{meant}` where the sign is meant",
    )  # fmt: skip


_BRACKET_MEANT = "write `\\[` where the bracket is meant"


def unclosed_bracket(place: Span) -> Diagnostic:
    """The slip of a link whose words are not between brackets."""
    return _slip(
        "unclosed-markup", "only one of the brackets of a link is there", place,
        "write `[words](https://example.org)`", _BRACKET_MEANT,
    )  # fmt: skip


TAIL = re.compile(r"\([^()\n]*\)?|\{[^{}\n]*\}?")
"""What looks like a link's target or a list of formats, behind `]`; it may lack its end."""
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+([/?#]\S*)?")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_ID = re.compile(r"[\w.-]+")


def nowhere(words: str, tail: str, place: Span) -> Diagnostic:
    """The slip of words in brackets with a tail that is no target and no list of formats."""
    if tail[-1] not in ")}":
        message = f"`{tail[0]}` is never closed"
        closed = f"[{words}]{tail}{')' if tail[0] == '(' else '}'}"
        return _slip("unclosed-markup", message, place, f"write `{closed}`", _BRACKET_MEANT)
    target = tail[1:-1].strip()
    if tail[0] == "{":
        return _slip(
            "no-format", f"`{tail}` is no list of formats", place,
            f"formats are such as `[{words}]{{b}}` and `[{words}]{{u color=accent2}}`",
            _BRACKET_MEANT,
        )  # fmt: skip
    kinds = ((_ADDRESS, "mailto:"), (_HOST, "https://"), (_ID, "#"))
    scheme = next((scheme for kind, scheme in kinds if kind.fullmatch(target)), "")
    return _slip(
        "no-target", f"`{target}` leads nowhere", place,
        f"write `[{words}]({scheme}{target})`" if scheme else
        "a target is such as `https://example.org`, `mailto:ada@example.org` or `#slide-id`",
        _BRACKET_MEANT,
    )  # fmt: skip


_LOOSE = re.compile(r"\{(icon|show)\b[^{}\n]*\}")
APART = re.compile(
    r"[ \t]+(?:\{(?:(?:icon|b|i|u|strike|sup|sub)\b|(?:color|size|font|fmt)=)[^{}\n]*\}"
    r"|\((?:https?:|mailto:|#)[^()\s]*\))"
)
"""What looks like a list of formats or a link's target, behind `]` and a blank."""


def apart(words: str, tail: str, place: Span) -> Diagnostic:
    """The slip of words in brackets, parted by a blank from their formats or their target."""
    return _slip(
        "unclosed-markup", f"a blank stands in front of `{tail}`", place,
        f"write `[{words}]{tail}`, with nothing between", _BRACKET_MEANT,
    )  # fmt: skip


def loose(text: str, place: Callable[[int, int], Span]) -> Iterator[Diagnostic]:
    """The slips of what stands in front of a line, such as `{show=ring}`, where it does not."""
    for found in _LOOSE.finditer(text):
        what, typed, where = "icon", "[users]{icon}", "a line of a text slot"
        if found[1] == "show":
            bar = "bar" if "bar" in found[0] else "ring"
            what, typed, where = bar, f"{{show={bar}}}", "a text slot's first line"
        yield _slip(
            "no-format", f"`{found[0]}` gives no {what} here", place(*found.span()),
            f"write `{typed}` in front of {where}; cells and notes have none",
            "write `\\{` where the brace is meant",
        )  # fmt: skip


SIGN = re.compile(r"([*+>]|\d{1,5}\)|#{2,6}) ")
"""A sign in front of a line that is markup in other formats of text."""


def typed_sign(sign: str, place: Span) -> Diagnostic:
    """The slip of a sign in front of a line."""
    number = sign[:-1] if sign.endswith(")") else ""
    fix = "leave it out: the layout draws the bullets"
    if number:
        fix = f"write `{number}. ` for a numbered list"
    elif sign not in "*+":
        fix = "leave it out: there is no such markup"
    return _slip(
        "typed-sign", f"`{sign} ` in front of a line is text", place, fix,
        f"write `{escaped_sign(sign)} ` where the sign is meant",
    )  # fmt: skip


def unclosed_format(place: Span) -> Diagnostic:
    """The slip of a paragraph's format that is never closed."""
    return _slip(
        "unclosed-markup", "`{fmt=` is no format of a paragraph", place,
        "write `{fmt=p1}`, with a name that `formats:` has",
        "write `\\{` where the brace is meant",
    )  # fmt: skip


FOLDED = "folded"
"""The code of `folded`: in speaker's notes, which are prose, it is no slip."""


def folded(scalar: ScalarNode) -> Iterator[Diagnostic]:
    """The slip of lines that YAML joins: under `>`, and in plain and quoted texts."""
    for part in scalar.parts or (scalar,):
        span, source = part.span, part.span.source
        in_block = part.style == ">"
        numbers = range(span.line + in_block, span.end_line + (span.end_column > 1))
        rows = [number for number in numbers if source.line(number).strip()]
        lines = [line for line in part.text.split("\n") if line.strip()]
        if part.style == "|" or not lines or len(rows) <= len(lines):
            continue
        row = source.line(rows[1])
        column = len(row) - len(row.lstrip()) + 1
        place = Span(source, rows[1], column, rows[1], len(row.rstrip()) + 1)
        if in_block:
            place = Span(source, span.line, span.column, span.line, span.column + 1)
        yield Diagnostic(
            FOLDED,
            f"YAML joins these {len(rows)} lines into {'one' if len(lines) == 1 else len(lines)}",
            place,
            "joins lines" if in_block else "joined to the line before",
            (
                f"{'write `|` in place of `>`' if in_block else 'put the text under `|`'}, where "
                "each line is one",
                "for a single line write it as one, however long",
            ),
            Severity.WARNING,
        )


def escaped_sign(sign: str) -> str:
    r"""The sign with a backslash: `\*`, `1\)`."""
    return f"{sign[:-1]}\\)" if sign.endswith(")") else f"\\{sign}"
