"""References to facts in text, `${id}`, `${id:format}` or `${id:period}`, and their escapes.

This is the only lexer of `${`. A reference contains neither braces nor line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from deckgen.diagnostics import Place, Problem, error
from deckgen.source.nodes import MappingNode, Node, ScalarNode, scalars

OPEN = "${"
"""What a reference starts with."""
DECK = "deck"
"""The id that stands for the deck itself, as in `${deck:date}`; no fact has it."""
FIELDS = ("period", "as_of", "source")
"""The fields of a fact that a reference can print: `${id:period}`."""


class Escapes(Enum):
    r"""Where a backslash makes `${` text.

    EVERY: `\` makes any next character literal, so `\\${x}` is a backslash and a reference; text
    with formats. OPENING: only `\${` is an escape, as in alternative text. NONE: never, as in the
    text of a presentation.
    """

    EVERY = r"\\(.|\Z)"
    OPENING = r"\\(\$\{)"
    NONE = r"(?!)()"


class Reference(NamedTuple):
    """A reference, text[start:end]; `body` is the text between the braces."""

    start: int
    end: int
    body: str

    @property
    def name(self) -> str:
        """The id of the fact; "" where there is none."""
        return self.words.name

    @property
    def words(self) -> Words:
        """What the body says."""
        return split(self.body)


class Escape(NamedTuple):
    """An escape, text[start:end], and the text that it stands for."""

    start: int
    end: int
    text: str


_REFERENCE = re.compile(r"\$\{([^{}\n]*)\}")

_RAW = re.compile(r"\\?\$\{")

_TOKENS = {
    escapes: re.compile(rf"{escapes.value}|{_REFERENCE.pattern}", re.DOTALL) for escapes in Escapes
}


def lex(text: str, escapes: Escapes = Escapes.EVERY) -> Iterator[Reference | Escape]:
    """The references and escapes of a text, in order, without the text between them."""
    for match in _TOKENS[escapes].finditer(text):
        if match.group(2) is None:
            yield Escape(*match.span(), match.group(1))
        else:
            yield Reference(*match.span(), match.group(2))


def references(text: str, escapes: Escapes = Escapes.EVERY) -> Iterator[Reference]:
    """The references of a text, in order."""
    return (token for token in lex(text, escapes) if isinstance(token, Reference))


def at(text: str, start: int) -> Reference | None:
    """The reference that starts at an offset, or None; a backslash before it does not count."""
    match = _REFERENCE.match(text, start)
    return Reference(*match.span(), match.group(1)) if match else None


def whole(text: str) -> Reference | None:
    """The reference that is the whole of a text, or None."""
    found = at(text, 0)
    return found if found is not None and found.end == len(text) else None


class Words(NamedTuple):
    """What the body of a reference says: an id, a field ("" for the value), and a format or None.

    `deck` has nothing but fields, whether we know them or not.
    """

    name: str
    field: str
    format: str | None


def split(body: str) -> Words:
    """The words in the body of a reference, which colons part."""
    name, colon, spec = (part.strip() for part in body.partition(":"))
    field, further, pattern = (part.strip() for part in spec.partition(":"))
    if name == DECK or field in FIELDS:
        return Words(name, field, pattern if further else None)
    return Words(name, "", spec if colon else None)


def written(body: str) -> str:
    """The reference with this body."""
    return f"{OPEN}{body}}}"


def escaped(text: str) -> str:
    r"""The text with each `${` made literal by a backslash."""
    return text.replace(OPEN, f"\\{OPEN}")


def unclosed(place: Place) -> Problem:
    """The problem of a reference without an end."""
    return error(
        "unclosed-reference",
        "`${` opens a fact's name that is never closed",
        at=place,
        label="opened here",
        help="close it with `}`; write `\\${` for the characters themselves",
    )


def literal(text: str, locate: Callable[[int, int], Place], what: str) -> str:
    """A text that prints no facts, without its escapes: the inverse of `escaped`.

    Raises `Problem` where a `${` would stand raw in the presentation; `what` is named there, and
    `locate` gives the place of text[start:end].
    """
    for match in _RAW.finditer(text):
        if match.group() == OPEN:
            raise error(
                "raw-reference",
                f"{what} prints no facts: `${{` would stand there as it is",
                at=locate(*match.span()),
                label="not read here",
                help="write the figure itself, or `\\${` for the characters",
            )
    return text.replace(f"\\{OPEN}", OPEN)


# References in the YAML of content, before it is parsed.


_WITH_PLAIN_ALT = ("picture", "table")
"""Kinds of content whose alternative text has no inline formatting, and so one escape only."""


def mentions(node: Node) -> Iterator[tuple[str, ScalarNode, tuple[Reference, ...]]]:
    """The scalars below a node, each with the nearest key above it and its references."""
    unformatted = {id(scalar) for scalar in _unformatted_texts(node)}
    for key, scalar in scalars(node):
        escapes = Escapes.OPENING if id(scalar) in unformatted else Escapes.EVERY
        yield key, scalar, tuple(references(scalar.text, escapes))


def _unformatted_texts(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        return
    if isinstance(node, MappingNode):
        alt = node.get("alt")
        if isinstance(alt, ScalarNode) and any(
            node.get(key) is not None for key in _WITH_PLAIN_ALT
        ):
            yield alt
        children = tuple(value for _, value in node)
    else:
        children = node.items
    for item in children:
        yield from _unformatted_texts(item)
