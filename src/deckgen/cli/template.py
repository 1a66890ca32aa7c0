"""The command `deckgen template`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen import template as template_room
from deckgen.appearance.shapes import Slot
from deckgen.cli import _console as console
from deckgen.commands import template as commands_template
from deckgen.deck import load
from deckgen.plan.planner import SOURCE
from deckgen.source.writing import Lines, YamlData, dump
from deckgen.template import Layout, Pattern, Template

_SAMPLES: dict[str, YamlData] = {
    "title": "A title of one line",
    "ctrTitle": "The title of the presentation",
    "subTitle": "A line below it",
    "body": Lines("First line\n  A level deeper\nSecond line\n"),
    "obj": Lines("First line\n  A level deeper\nSecond line\n"),
    "chart": {"chart": "bar", "data": Lines("Country | People\nMexico | 127,492\n")},
    "tbl": {"table": Lines("Country | People\nMexico | 127,492\n")},
    "pic": {"picture": "images/photo.jpg", "alt": "What the picture shows"},
}

_ONE_LINE = 0.5
"""Height in inches: a lower slot has room for one line of text at most."""


@click.command("template")
@click.argument("file", type=console.PATH, required=False)
@click.argument("new", type=console.PATH, required=False)
@click.option(
    "--deck",
    type=console.PATH,
    help="Say which slides of this deck.yaml it concerns.",
)
@click.option("--icons", is_flag=True, help="Write a presentation that shows every icon.")
@click.option(
    "-o", "--output", type=console.PATH, help="The file that --icons writes, else icons.pptx."
)
@console.format_option
@console.command("nothing was written")
def command(
    file: Path | None,
    new: Path | None,
    deck: Path | None,
    icons: bool,
    output: Path | None,
    form: str,
) -> None:
    """List the slide layouts of FILE and their slots, with YAML to start from.

    Sizes are in inches: left, top, width, height. With NEW, say instead which layouts and slots
    of FILE are lost, likely renamed, or added there. With --icons, write a presentation of all
    icons with their names, in the look of FILE or of the plain template.
    """
    if icons:
        from deckgen.commands.template import write_sheet

        path = output or Path("icons.pptx")
        click.echo(f"{path}: {write_sheet(path, file)} icons")
        return
    if file is None or output is not None:
        raise click.UsageError("Missing argument 'FILE'." if file is None else "-o needs --icons")
    template = Template.open(file)
    if new is not None:
        _compare(template, Template.open(new), deck, form)
        return
    if deck is not None:
        raise click.UsageError("--deck goes with two templates, the old one and the new one")
    patterns = template_room.read_patterns(template.package)
    if form == "json":
        layouts = [_layout_data(layout) for layout in template.layouts.values()]
        console.print_json(
            {"layouts": layouts, "patterns": [_pattern_data(p) for p in patterns.values()]}
        )
        return
    for layout in template.layouts.values():
        click.echo("\n".join(_layout_rows(layout)))
        click.echo("")
    for item in patterns.values():
        click.echo("\n".join(_pattern_rows(item)))
        click.echo("")


def _compare(old: Template, new: Template, deck: Path | None, form: str) -> None:
    found = commands_template.compare(old, new, load.read(deck) if deck else None)
    if form == "json":
        console.print_json(
            {
                "lost": [
                    {"layout": i.layout, "slot": i.slot, "renamed": i.renamed, "slides": i.slides}
                    for i in found.lost
                ],
                "added": [{"layout": layout, "slot": slot} for layout, slot in found.added],
            }
        )
        return
    for item in found.lost:
        what = f"slot `{item.slot}` of `{item.layout}`" if item.slot else f"layout `{item.layout}`"
        now = f"; likely now `{item.renamed}`" if item.renamed else ""
        needed = f"; needed by {', '.join(item.slides)}" if item.slides else ""
        click.echo(f"lost: {what}{now}{needed}")
    for layout, slot in found.added:
        click.echo(f"added: slot `{slot}` of `{layout}`" if slot else f"added: layout `{layout}`")
    if not found.lost and not found.added:
        click.echo("the same layouts and slots")


def _pattern_rows(item: Pattern) -> list[str]:
    rows = [click.style(f"like: {item.id}", bold=True)]
    rows += [f"  {shape.name}: {shape.content.key}" for shape in item.slot_shapes]
    rows += [f"  {entry.name}: kept ({entry.word})" for entry in item.kept]
    return rows


def _pattern_data(item: Pattern) -> dict[str, object]:
    return {
        "like": item.id,
        "slots": [{"name": shape.name, "kind": shape.content.key} for shape in item.slot_shapes],
        "kept": [entry.dump() for entry in item.kept],
    }


def _layout_rows(layout: Layout) -> list[str]:
    width = max((len(slot.name) for slot in layout.slots), default=0)
    rows = [click.style(layout.name, bold=True)]
    for slot in layout.slots:
        if slot.name == SOURCE:
            continue
        place = " ".join(f"{value:6.2f}" for value in slot.box.inches)
        rows.append(f"  {slot.name:<{width}}  {slot.type:<9} {place}  takes {slot.wants}")
    if layout.slot(SOURCE) is not None:
        rows.append(f"  {SOURCE}: from the facts on the slide, or as typed")
    rows += [f"  {slot.name}: from deck.yaml" for slot in layout.fields]
    rows += [f"  {name}: this name stands twice; rename one" for name in layout.duplicate_names]
    rows += ["", *(f"    {row}" for row in _sample(layout).splitlines())]
    return rows


def _sample(layout: Layout) -> str:
    lines: dict[str, YamlData] = {"layout": layout.name}
    for slot in layout.slots:
        if slot.type in _SAMPLES and slot.name != SOURCE:
            one_line = slot.accepts("text") and slot.box.inches[3] < _ONE_LINE
            lines[slot.name] = "A line of text" if one_line else _SAMPLES[slot.type]
    return dump(lines)


def _layout_data(layout: Layout) -> dict[str, object]:
    return {
        "layout": layout.name,
        "slots": [_slot_data(slot) for slot in layout.slots],
        "fields": [slot.name for slot in layout.fields],
        "sample": _sample(layout),
    }


def _slot_data(slot: Slot) -> dict[str, object]:
    return {
        "name": slot.name,
        "type": slot.type,
        "takes": slot.wants,
        "inches": [round(value, 2) for value in slot.box.inches],
    }
