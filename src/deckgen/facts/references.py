"""References to facts in text, `${id}` or `${id:format}`, and their escapes.

This is the only lexer of `${`. A reference contains neither braces nor line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from deckgen.source.nodes import MappingNode, Node, ScalarNode, scalars

OPEN = "${"
"""What a reference starts with."""


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
        return split(self.body)[0]

    @property
    def format(self) -> str | None:
        """What follows the colon; None where there is no colon."""
        return split(self.body)[1]


class Escape(NamedTuple):
    """An escape, text[start:end], and the text that it stands for."""

    start: int
    end: int
    text: str


_REFERENCE = re.compile(r"\$\{([^{}\n]*)\}")

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


def split(body: str) -> tuple[str, str | None]:
    """The id and the format in the body of a reference; the format is None without a colon."""
    name, colon, spec = body.partition(":")
    return name.strip(), spec.strip() if colon else None


def written(body: str) -> str:
    """The reference with this body."""
    return f"{OPEN}{body}}}"


def escaped(text: str) -> str:
    r"""The text with each `${` made literal by a backslash."""
    return text.replace(OPEN, f"\\{OPEN}")


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
