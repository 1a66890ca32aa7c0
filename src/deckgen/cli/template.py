"""deckgen template."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli import console
from deckgen.model import Slot
from deckgen.source import Lines, Plainly, dump
from deckgen.template import Layout, Template

_SAMPLES: dict[str, Plainly] = {
    "title": "A title of one line",
    "ctrTitle": "The title of the presentation",
    "subTitle": "A line below it",
    "body": Lines("First line\n  A level deeper\nSecond line\n"),
    "obj": Lines("First line\n  A level deeper\nSecond line\n"),
    "chart": {"chart": "bar", "data": Lines("Country | People\nMexico | 127,492\n")},
    "tbl": {"table": Lines("Country | People\nMexico | 127,492\n")},
    "pic": {"picture": "images/photo.jpg", "alt": "What the picture shows"},
}


@click.command("template")
@click.argument("file", type=click.Path(path_type=Path))
@console.format_option
@console.command("nothing was written")
def command(file: Path, form: str) -> None:
    """List the slide layouts of FILE and their slots, with YAML to start from.

    Sizes are in inches: left, top, width, height.
    """
    template = Template.open(file)
    if form == "json":
        console.print_json([_data(layout) for layout in template.layouts.values()])
        return
    for layout in template.layouts.values():
        click.echo("\n".join(_rows(layout)))
        click.echo("")


def _rows(layout: Layout) -> list[str]:
    width = max((len(slot.name) for slot in layout.slots), default=0)
    rows = [click.style(layout.name, bold=True)]
    for slot in layout.slots:
        place = " ".join(f"{value:6.2f}" for value in slot.box.inches)
        rows.append(f"  {slot.name:<{width}}  {slot.type:<9} {place}  takes {slot.wants}")
    rows += [f"  {slot.name}: from deck.yaml" for slot in layout.fields]
    rows += [f"  {name}: this name stands twice; rename one" for name in layout.doubled]
    rows += ["", *(f"    {row}" for row in _sample(layout).splitlines())]
    return rows


def _sample(layout: Layout) -> str:
    lines: dict[str, Plainly] = {"layout": layout.name}
    for slot in layout.slots:
        lines[slot.name] = _SAMPLES.get(slot.type, "text")
    return dump(lines)


def _data(layout: Layout) -> dict[str, object]:
    return {
        "layout": layout.name,
        "slots": [_slot(slot) for slot in layout.slots],
        "fields": [slot.name for slot in layout.fields],
        "sample": _sample(layout),
    }


def _slot(slot: Slot) -> dict[str, object]:
    return {
        "name": slot.name,
        "type": slot.type,
        "takes": slot.wants,
        "inches": [round(value, 2) for value in slot.box.inches],
    }
