"""The command `deckgen explain`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.cli import facts
from deckgen.commands import explain
from deckgen.commands.explain import Explanation, FactExplanation, FactField, Overridden
from deckgen.deck.source_files import OverrideKind
from deckgen.facts.model import Fact
from deckgen.project import Project
from deckgen.source.nodes import Node, ScalarNode
from deckgen.source.writing import dump, plain


@click.command("explain")
@click.argument("target", metavar="SLIDE[.SLOT]|FACT")
@console.deck_argument
@click.option("--variant", metavar="NAME", help="Explain what this variant says.")
@console.format_option
@console.command("nothing was explained")
def command(target: str, deck: Path, variant: str | None, form: str) -> None:
    """Say where SLIDE, a SLOT of it, or FACT was set in DECK, and what it overrode.

    Of a FACT also what it is made of, and which slots show it.
    """
    found = explain.explain_any(Project(deck, variant=variant), target)
    if form == "json":
        console.print_json(
            _fact_data(found) if isinstance(found, FactExplanation) else _data(found)
        )
    else:
        rows = _fact_rows(found) if isinstance(found, FactExplanation) else _rows(found, 0)
        click.echo("\n".join(rows))


def _rows(found: Explanation, depth: int) -> Iterator[str]:
    pad = "  " * depth
    yield f"{pad}{click.style(found.name, bold=True)}  {found.place}"
    if not found.lists_keys:
        yield from _lines(found.value, depth + 2)
    for before in found.overridden:
        yield from _past(before, depth)
    for part in found.parts:
        yield from _rows(part, depth + 1)


def _past(before: Overridden, depth: int) -> Iterator[str]:
    pad = "  " * (depth + 1)
    if before.kind is not OverrideKind.SET:
        yield f"{pad}{before.kind.value} at {before.by}"
    elif before.value is not None:
        yield f"{pad}overrides {before.value.span}"
        yield from _lines(before.value, depth + 2)


def _lines(node: Node, depth: int) -> Iterator[str]:
    """The lines of a value, indented: a text as it is, anything else as YAML."""
    text = node.text if isinstance(node, ScalarNode) else dump(plain(node))
    for line in text.splitlines():
        yield "  " * depth + line


def _fact_rows(found: FactExplanation) -> Iterator[str]:
    entry = found.listing
    fact = entry.fact
    yield f"{click.style(f'fact {fact.id}', bold=True)}  {fact.entry.said_at}"
    yield f"    {fact.text if fact.text is not None else '(asks for a format)'}"
    if fact.known:
        yield f"  computes to {fact.known.computed}"
    if fact.entry.group:
        yield f"  in the group `{fact.entry.group.text}`  {fact.entry.group.span}"
    for before in found.overridden:
        yield from _past(before, 0)
    for field in found.fields:
        yield from _field_rows(field)
    if fact.inputs:
        yield from (f"  {line}" for line in _taken(fact))
    if fact.due:
        yield f"  good until {fact.due}{', and so too old' if entry.stale else ''}"
    if found.inputs:
        yield "  computed from" if fact.entry.formula else "  the parts of it"
    for one in found.inputs:
        text = one.fact.text if one.fact.text is not None else "(asks for a format)"
        yield f"  {'  ' * one.depth}{one.fact.id}: {text}  {one.fact.entry.said_at}"
    yield "  shown on" if entry.uses else "  shown on no slide"
    yield from (f"    {line}" for line in facts.uses(entry))


def _field_rows(field: FactField) -> Iterator[str]:
    if field.value is None:
        yield f"  {field.key}: removed at {field.place}"
        first, *earlier = field.overridden
        yield from _lines(first.value, 3) if first.value is not None else ()
    else:
        text = ", ".join(line.removeprefix("- ") for line in _lines(field.value, 0))
        by = "" if field.said_by == "fact" else f", by the {field.said_by}"
        yield f"  {field.key}: {text}  {field.place}{by}"
        earlier = list(field.overridden)
    for before in earlier:
        yield from _past(before, 1)


def _taken(fact: Fact) -> Iterator[str]:
    """What a computed fact takes from the facts that it is computed from."""
    taken = {
        "as_of": str(fact.as_of or ""),
        "period": ", ".join(fact.periods),
        "source": "; ".join(fact.sources),
        "status": fact.status.value,
    }
    for key, text in taken.items():
        if text and fact.entry.node.get(key) is None:
            yield f"{key}: {text}, by the formula"


def _fact_data(found: FactExplanation) -> dict[str, object]:
    """The fact as `deckgen facts` gives it, and where all of it comes from."""
    return {
        **facts.data(found.listing),
        **console.place(found.listing.fact.entry.said_at),
        "past": [_overridden(item) for item in found.overridden],
        "fields": [
            {
                "field": field.key,
                "value": None if field.value is None else plain(field.value),
                "said_by": field.said_by,
                **console.place(field.place),
                "past": [_overridden(item) for item in field.overridden],
            }
            for field in found.fields
        ],
        "inputs": [
            {
                "id": one.fact.id,
                "of": one.of.id,
                "text": one.fact.text,
                **console.place(one.fact.entry.said_at),
            }
            for one in found.inputs
        ],
    }


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
