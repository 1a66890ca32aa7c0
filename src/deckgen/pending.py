"""Values that are still to come: `TODO`, alone or in front of a text, a line or a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic, Severity
from deckgen.manuscript import Manuscript
from deckgen.source import Mapping, Node, Scalar, Sequence

_TODO = re.compile(r"(?:^|(?<=\| ))[ ]*(TODO\b[^\n|]*)", re.MULTILINE)
_UNPRINTED = ("note", "comments")
_ELSEWHERE = ("slides", "facts", "contacts")  # where deck.yaml holds them itself, they come twice


def find(source: Manuscript, severity: Severity = Severity.WARNING) -> list[Diagnostic]:
    """A diagnostic for each value of the manuscript that is still to come.

    The notes of facts and the comments of slides are left out: they are remarks, not content.
    """
    own = tuple(pair for pair in source.settings if pair[0].text not in _ELSEWHERE)
    settings = Mapping(own, source.settings.span)
    nodes = [settings, *(entry.node for entry in source.slides), *source.facts]
    if source.contacts is not None:
        nodes.append(source.contacts)
    return [
        Diagnostic(
            "todo", f"{what} is still to come", scalar.at(*match.span(1)), "a placeholder",
            ("write what stands here",), severity,
        )
        for node in nodes
        for what, scalar in _scalars(node, "a value")
        for match in _TODO.finditer(scalar.text)
    ]  # fmt: skip


def _scalars(node: Node, what: str) -> Iterator[tuple[str, Scalar]]:
    match node:
        case Scalar():
            yield what, node
        case Sequence(items):
            for item in items:
                yield from _scalars(item, what)
        case Mapping(entries):
            for key, value in entries:
                if key.text not in _UNPRINTED:
                    yield from _scalars(value, f"`{key.text}`")
