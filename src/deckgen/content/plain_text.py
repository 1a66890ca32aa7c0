r"""Text without styles, such as alternative text: only `${...}` is read, and `\${` is text."""

from __future__ import annotations

import re

from deckgen.content.base import Scope
from deckgen.content.style import Origin, Run
from deckgen.source import Scalar

_SIGN = re.compile(r"\\(\$\{)|\$\{([^{}\n]*)\}")


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

    for match in _SIGN.finditer(typed):
        add(typed[at : match.start()], at, match.start())
        if match.group(1):
            add(match.group(1), *match.span())
        else:
            shown, fact = scope.show(match.group(2), scalar.at(*match.span()))
            add(shown, *match.span(), fact)
        at = match.end()
    add(typed[at:end], at, max(end, at))
    return Run(text, origins=tuple(origins))


def dump(text: str) -> str:
    """The text that parses to this one."""
    return text.replace("${", "\\${")
