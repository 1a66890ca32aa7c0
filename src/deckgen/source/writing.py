"""Plain data to YAML text, each scalar in the plainest style that preserves it."""

from __future__ import annotations

import re

from msgspec import Struct

from deckgen.source.nodes import Node, ScalarNode, SequenceNode

_PLAIN = r"[^\W_](?:[^\n:#{}\[\],?]|(?<! )#|:(?! |$))*"
_PLAIN_IN_BLOCK = r"(?:[^\W_]|[($/“«„‹¿¡€£§…]|-(?=\d))(?:[^\n:#]|(?<! )#|:(?! |$))*"
_BLOCK_BAD = "[\r\x85\u2028\u2029\ufeff\x7f-\x9f]"
_PLAIN_BAD = f"{_BLOCK_BAD}|\t"


def quote(text: str) -> str:
    """The text as a one-line YAML scalar: plain where that is safe in brackets too, else quoted."""
    return text if _is_plain(text, _PLAIN) else quoted(text)


def is_plain(text: str) -> bool:
    """Whether the text is the same in plain style where no brackets are around it."""
    return _is_plain(text, _PLAIN_IN_BLOCK)


def _is_plain(text: str, pattern: str) -> bool:
    plain = re.fullmatch(pattern, text) and not re.search(_PLAIN_BAD, text)
    return bool(plain) and text == text.strip()


def quoted(text: str) -> str:
    """The text as a one-line YAML scalar in quotes, so that a remark may follow it."""
    if text and text.isprintable() and "'" not in text:
        return f"'{text}'"
    return '"' + "".join(_ESCAPES.get(c, c if c.isprintable() else _escape(c)) for c in text) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\xa0": r"\_"}


def _escape(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def block(text: str, indent: int, below: int = 2) -> str | None:
    """The text as a literal block whose lines are indented by `indent` spaces.

    That is `below` more than the mapping or list that it stands in, which is said where the first
    line does not tell (YAML 1.2.2, 8.1.1.1).

    None where a literal block cannot hold it (other line breaks, control characters).
    The text's own last line break is the block's; a text without one is dumped with `|-`.
    """
    if re.search(_BLOCK_BAD, text) or not text.strip("\n") or not 1 <= below <= 9:
        return None
    body = text.removesuffix("\n")
    chomp = "-" if body == text else ("+" if body.endswith("\n") else "")
    hint = str(below) if body.lstrip("\n")[:1] in (" ", "\t") or body.startswith("\n") else ""
    pad = " " * indent
    rows = [pad + line if line else "" for line in body.split("\n")]
    return f"|{hint}{chomp}\n" + "\n".join(rows)


class Lines(Struct, frozen=True):
    """A text to dump as a literal block even where it has one line."""

    text: str


class Quoted(Struct, frozen=True):
    """A text to dump on one line in quotes, so that every line break in it is kept."""

    text: str


YamlData = str | Lines | Quoted | list["YamlData"] | dict[str, "YamlData"]


def dump(value: YamlData, indent: int = 0) -> str:
    """YAML text of plain data: texts, lists and mappings; ends in a line break."""
    rows: list[str] = []
    _dump(value, indent, rows)
    return "\n".join(rows) + "\n"


def _dump(value: YamlData, indent: int, rows: list[str]) -> None:
    pad = " " * indent
    if isinstance(value, dict):
        for key, entry in value.items():
            _entry(f"{pad}{_quote(key)}:", entry, indent, rows)
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict) and entry:
                inner: list[str] = []
                _dump(entry, indent + 2, inner)
                inner[0] = f"{pad}- {inner[0][indent + 2 :]}"
                rows.extend(inner)
            else:
                _entry(f"{pad}-", entry, indent, rows)
    else:
        rows.append(pad + _scalar(value, indent))


def _entry(head: str, value: YamlData, indent: int, rows: list[str]) -> None:
    if isinstance(value, str | Lines | Quoted):
        rows.append(f"{head} {_scalar(value, indent + 2)}")
    elif not value:
        rows.append(f"{head} {'{}' if isinstance(value, dict) else '[]'}")
    else:
        rows.append(head)
        _dump(value, indent + 2, rows)


def _scalar(value: str | Lines | Quoted, indent: int) -> str:
    if isinstance(value, Quoted):
        return _quote(value.text)
    if isinstance(value, Lines):
        return block(value.text, indent) or _quote(value.text)
    if "\n" in value:
        return block(value, indent) or _quote(value)
    return _quote(value)


def _quote(text: str) -> str:
    return text if is_plain(text) else quoted(text)


def plain(node: Node) -> YamlData:
    """A node as plain data, the inverse of `dump`."""
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node]
    return {key.text: plain(value) for key, value in node}
