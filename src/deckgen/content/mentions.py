"""The facts that the YAML of contents names, before it is read as content."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.facts.references import Escapes, Reference, references
from deckgen.source import Mapping, Node, Scalar, scalars

_WITH_PLAIN_ALT = ("picture", "table")
"""Kinds of content whose alternative text has no formats (see `plain_text`)."""


def mentions(node: Node) -> Iterator[tuple[str, Scalar, tuple[Reference, ...]]]:
    """The texts below a node, each with the key that it stands under and its references."""
    plain = {id(scalar) for scalar in _plain_texts(node)}
    for key, scalar in scalars(node):
        escapes = Escapes.OPENING if id(scalar) in plain else Escapes.EVERY
        yield key, scalar, tuple(references(scalar.text, escapes))


def _plain_texts(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        return
    if isinstance(node, Mapping):
        alt = node.get("alt")
        if isinstance(alt, Scalar) and any(node.get(key) is not None for key in _WITH_PLAIN_ALT):
            yield alt
        below = tuple(value for _, value in node)
    else:
        below = node.items
    for item in below:
        yield from _plain_texts(item)
