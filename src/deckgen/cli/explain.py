"""The command `deckgen explain`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import explain
from deckgen.commands.explain import Explanation, Overridden
from deckgen.deck.source_files import OverrideKind
from deckgen.project import Project
from deckgen.source.nodes import Node, ScalarNode
from deckgen.source.writing import dump, plain


@click.command("explain")
@click.argument("target", metavar="SLIDE[.SLOT]")
@console.deck_argument
@click.option("--variant", metavar="NAME", help="Explain what this variant says.")
@console.format_option
@console.command("nothing was explained")
def command(target: str, deck: Path, variant: str | None, form: str) -> None:
    """Say where SLIDE, or a SLOT of it, was set in DECK, and what it overrode."""
    found = explain.explain(Project(deck, variant=variant).source, target)
    if form == "json":
        console.print_json(_data(found))
    else:
        click.echo("\n".join(_rows(found, 0)))


def _rows(found: Explanation, depth: int) -> Iterator[str]:
    pad = "  " * depth
    yield f"{pad}{click.style(found.name, bold=True)}  {found.place}"
    if not found.lists_keys:
        yield from _lines(found.value, depth + 2)
    for before in found.overridden:
        if before.kind is not OverrideKind.SET:
            yield f"{pad}  {before.kind.value} at {before.by}"
        elif before.value is not None:
            yield f"{pad}  overrides {before.value.span}"
            yield from _lines(before.value, depth + 2)
    for part in found.parts:
        yield from _rows(part, depth + 1)


def _lines(node: Node, depth: int) -> Iterator[str]:
    """The lines of a value, indented: a text as it is, anything else as YAML."""
    text = node.text if isinstance(node, ScalarNode) else dump(plain(node))
    for line in text.splitlines():
        yield "  " * depth + line


def _data(found: Explanation) -> dict[str, object]:
    return {
        "name": found.name,
        "value": plain(found.value),
        **console.place(found.place),
        "past": [_overridden(item) for item in found.overridden],
        "parts": [_data(part) for part in found.parts],
    }


def _overridden(item: Overridden) -> dict[str, object]:
    """What a variant did, where, and the value before with its place."""
    data: dict[str, object] = {"deed": item.kind.value, "by": console.place(item.by)}
    if item.value is not None:
        data["overrode"] = {"value": plain(item.value), **console.place(item.value.span)}
    return data
