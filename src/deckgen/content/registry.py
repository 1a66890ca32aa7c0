"""The kinds of content, in the order in which a shape is offered to them."""

from __future__ import annotations

from deckgen.content.base import Content, Page, Scope
from deckgen.content.chart import Chart
from deckgen.content.map import Map
from deckgen.content.picture import Picture
from deckgen.content.table import Table
from deckgen.content.text import Text
from deckgen.diagnostics import error, suggest
from deckgen.opc.xml import Element
from deckgen.source.nodes import MappingNode, Node, ScalarNode, wrong_type

KINDS: tuple[type[Content], ...] = (Text, Table, Chart, Map, Picture)

WORDS: dict[str, type[Content]] = {key: kind for kind in KINDS for key in kind.yaml_keys}

"""The kind that each YAML key names, where it is the first of a mapping."""


def kind_for(node: Node) -> type[Content]:
    """The kind of content in a YAML node: text for a scalar, else what a mapping's first key names.

    Raises `Problem` for other nodes and unknown keys.
    """
    if isinstance(node, ScalarNode):
        return Text
    if not isinstance(node, MappingNode) or not node.entries:
        raise wrong_type(node, "text or a mapping", "a slot")
    first = node.entries[0][0]
    kind = WORDS.get(first.text)
    if kind is None:
        raise error(
            "unknown-kind",
            f"no content is called `{first.text}`",
            at=first.span,
            label="the first word",
            help=suggest(first.text, WORDS, "the first word names the content:"),
        )
    return kind


def parse(node: Node, scope: Scope) -> Content:
    """The content that a YAML node describes. Raises `Problem` with every fault in it."""
    return kind_for(node).parse(node, scope)


def read(shape: Element, page: Page) -> Content | None:
    """The content of a shape, or None where it holds none of the kinds."""
    for kind in KINDS:
        content = kind.read(shape, page)
        if content is not None:
            return content
    return None
