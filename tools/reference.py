"""Writes the passages of docs/content-reference.md from the tables of fields, for cog.

make docs
"""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.content import registry
from deckgen.content.text import CONTACT
from deckgen.deck import COMMENT, order, overlay
from deckgen.deck.variants import VARIANT_TABLE
from deckgen.facts.entries import FACT, GROUP
from deckgen.source import keys
from deckgen.source.fields import AnyField, AnyFields

_LONG = 60


def _title(what: str) -> str:
    return "A contact in a slot" if what == "a contact" else f"{what[0].upper()}{what[1:]}"


DECK: dict[str, AnyFields] = {
    "deck.yaml": keys.DECK,
    "check": keys.CHECK_FIELDS,
    "A slide": keys.SLIDE,
    "A comment": COMMENT,
    "A fact": FACT,
    "A group of facts": GROUP,
    "A contact": CONTACT,
    "A variant": overlay.VARIANT,
    "insert and move": order.MOVE,
    "A table of variants": VARIANT_TABLE,
}
"""The mappings of a deck but for content, by the headings of their tables."""
CONTENT: dict[str, AnyFields] = {
    _title(table.what): table for kind in registry.KINDS for table in kind.content.yaml_fields()
}
"""The mappings of content."""


def section(title: str, table: AnyFields) -> str:
    """A table of fields as Markdown: a row for each key, then the examples of several lines."""
    rows = [f"## {title}", "", *([table.about, ""] if table.about else [])]
    rows += ["| key | takes | without it | what it does | example |", "|---|---|---|---|---|"]
    rows += [f"| {' | '.join(_cells(field))} |" for field in table.fields]
    return "\n".join([*rows, *_blocks(table)])


def _cells(field: AnyField) -> Iterator[str]:
    yield f"`{field.key}`"
    yield _cell(field.form.takes)
    yield _cell(_default(field))
    yield _cell(field.about)
    yield "below" if _is_block(field) else _cell(f"`{field.example}`")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _default(field: AnyField) -> str:
    match field.default:
        case _ if field.unset:
            return field.unset
        case bool():
            return "`yes`" if field.default else "`no`"
        case str() | int() | float() if field.default != "":
            return f"`{field.default}`"
        case _:
            return ""


def _is_block(field: AnyField) -> bool:
    return "\n" in field.example or len(field.example) > _LONG


def _blocks(table: AnyFields) -> Iterator[str]:
    examples = dict.fromkeys(field.example for field in table.fields if _is_block(field))
    if examples:
        yield "\n```yaml\n" + "\n\n".join(examples) + "\n```"
