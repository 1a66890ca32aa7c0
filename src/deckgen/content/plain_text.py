r"""Text without styles, such as alternative text: only `${...}` is read, and `\${` is text."""

from __future__ import annotations

from deckgen.content.base import Scope
from deckgen.content.style import Origin, Run
from deckgen.facts import references
from deckgen.source import Scalar


def parse(scalar: Scalar, scope: Scope) -> Run:
    """The text of a scalar, without spaces at its edges. Raises `Problem` for unknown facts."""
    typed = scalar.text
    text, origins = "", []
    at, end = len(typed) - len(typed.lstrip()), len(typed.rstrip())

    def add(shown: str, start: int, stop: int, fact: str = "") -> None:
        nonlocal text
        if shown:
            span = scalar.at(start, stop)
            origins.append(Origin(len(text), len(text) + len(shown), span, fact))
            text += shown

    for token in references.lex(typed, references.Escapes.OPENING):
        add(typed[at : token.start], at, token.start)
        if isinstance(token, references.Escape):
            add(token.text, token.start, token.end)
        else:
            shown, fact = scope.show(token.body, scalar.at(token.start, token.end))
            add(shown, token.start, token.end, fact)
        at = token.end
    add(typed[at:end], at, max(end, at))
    return Run(text, origins=tuple(origins))


def dump(text: str) -> str:
    """The text that parses to this one."""
    return references.escaped(text)
