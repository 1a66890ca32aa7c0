"""The command `deckgen facts`."""

from __future__ import annotations

import csv
import datetime
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from deckgen.cli import _console as console
from deckgen.commands import facts
from deckgen.commands.facts import AcceptanceError, FactList, FactListing, FieldChange
from deckgen.diagnostics import counted, shortened
from deckgen.plan.usage import Use
from deckgen.source.fields import dump_yes_no
from deckgen.source.keys import NOTES_SLOT

_HEADINGS = ("fact", "says", "period", "as of", "status", "source", "")
_WIDEST = 36

_COLUMNS = (
    "id", "text", "unit", "period", "as_of", "good_until", "stale", "status", "source", "used",
    "uses", "place",
)  # fmt: skip


@click.command("facts")
@console.deck_argument
@console.as_of_option
@click.option("--unused", is_flag=True, help="List only facts that no slide shows.")
@click.option("--stale", is_flag=True, help="List only facts that are older than they may be.")
@click.option("--variant", metavar="NAME", help="List the facts of this variant.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]),
    help="How the list is printed; without it, as text on a terminal and as JSON elsewhere.",
)  # fmt: skip
@click.option(
    "--accept", "accepted", multiple=True, metavar="ID",
    help="Write what this fact computes to now as its `computed:`; can be repeated.",
)  # fmt: skip
@click.option(
    "--printed", metavar="TEXT", help="With one --accept: what the source prints instead."
)
@click.option("--drop-printed", is_flag=True, help="With one --accept: take its `printed:` away.")
@console.command("nothing was listed or written")
def command(
    deck: Path,
    as_of: datetime.date | None,
    variant: str | None,
    form: str | None,
    accepted: tuple[str, ...],
    printed: str | None,
    *,
    unused: bool,
    stale: bool,
    drop_printed: bool,
) -> None:
    """List the facts of DECK: what each says, since when, from where, and which slots show it.

    With --accept, write what formulas and sums give now, in the files that say what they gave.
    """
    if accepted:
        if as_of or unused or stale or form == "csv":
            raise click.UsageError("--as-of, --unused, --stale and CSV go with a list of facts.")
        _accept(deck, accepted, variant, form, printed=printed, drop_printed=drop_printed)
        return
    if printed is not None or drop_printed:
        raise click.UsageError("--printed and --drop-printed go with exactly one --accept.")
    found = facts.facts(deck, variant=variant, as_of=as_of, unused=unused, stale=stale)
    _FORMS[form or ("text" if sys.stdout.isatty() else "json")](found)


def _accept(
    deck: Path,
    accepted: tuple[str, ...],
    variant: str | None,
    form: str | None,
    *,
    printed: str | None,
    drop_printed: bool,
) -> None:
    """Accept results, and print what was written; exit 1 where a person has to type one."""
    try:
        done = facts.accept(
            deck, accepted, variant=variant, printed=printed, drop_printed=drop_printed
        )
    except AcceptanceError as unclear:
        raise click.UsageError(str(unclear)) from None
    if form == "json":
        console.print_json(
            {
                "written": [_change(change) for change in done.written],
                "left": [{**_change(change), "why": change.why} for change in done.left],
                "notes": [_change(change) for change in done.notes],
            }
        )
    else:
        for change in done.written:
            click.echo(f"{change.place}: {_sides(change)}")
        for change in done.left:
            click.echo(f"left: {change.place}: {_sides(change)}: {change.why}", err=True)
        for note in done.notes:
            said = f"the note of {note.fact} says the old figure: {note.old}"
            click.echo(f"{note.place}: {said}", err=True)
        if not done.written and not done.left:
            click.echo("every `computed:` is up to date; nothing was written")
    if done.left:
        sys.exit(1)


def _sides(change: FieldChange) -> str:
    """What became of a field of a fact, in words."""
    return (
        f"{change.fact} {change.field} {change.old or '(not there)'} -> "
        f"{change.new or '(taken out)'}"
    )


def _change(change: FieldChange) -> dict[str, Any]:
    return {
        "fact": change.fact, "field": change.field, "old": change.old or None,
        "new": change.new or None, "file": change.file, "line": change.line,
    }  # fmt: skip


def _text(found: FactList) -> None:
    """A row for each fact, and below it the slots that show it."""
    rows = [_row(entry) for entry in found.entries]
    widths = [max(map(len, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    if rows:
        click.echo(_aligned(_HEADINGS, widths))
    for row, entry in zip(rows, found.entries, strict=True):
        click.echo(_aligned(row, widths))
        for line in uses(entry):
            click.echo(f"    {line}")
    click.echo(_summary(found))


def _row(entry: FactListing) -> tuple[str, ...]:
    fact = entry.fact
    remarks = [
        *(["unused"] if not entry.used else []),
        *([f"stale: good until {fact.due}"] if entry.stale else []),
        *([f"computes to {fact.known.computed}"] if fact.known else []),
    ]
    return (
        fact.id,
        shortened(fact.text if fact.text is not None else "(asks for a format)", _WIDEST),
        shortened(", ".join(fact.periods), _WIDEST),
        str(fact.as_of or ""),
        fact.status.value,
        shortened("; ".join(fact.sources), _WIDEST),
        ", ".join(remarks),
    )


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def uses(entry: FactListing) -> Iterator[str]:
    """The slots that show a fact, a line for each, and the facts that are made of it."""
    for use in entry.uses:
        slot = NOTES_SLOT if use.slot == NOTES_SLOT else f"`{use.slot}`"
        yield f"slide {use.slide}, {use.id}, {slot}: {use.place or 'its pattern slide'}"
    if entry.dependents:
        yield "in " + ", ".join(fact.id for fact in entry.dependents)


def _summary(found: FactList) -> str:
    count = len(found.entries)
    unused = sum(not entry.used for entry in found.entries)
    stale = sum(entry.stale for entry in found.entries)
    aged = f"{stale} stale as of {found.day}" if found.day else "no day to count their age to"
    return f"{counted(count, 'fact')}; {unused} unused, {aged}"


def _json(found: FactList) -> None:
    console.print_json(
        {
            "as_of": _iso(found.day),
            "facts": [data(entry) for entry in found.entries],
        }
    )


def data(entry: FactListing) -> dict[str, Any]:
    """A fact as data for JSON."""
    fact = entry.fact
    amount = fact.value.amount
    return {
        "id": fact.id,
        "text": fact.text,
        "amount": None if amount is None else format(amount, "f"),
        "unit": _text_of(fact.entry.unit),
        "periods": list(fact.periods),
        "as_of": _iso(fact.as_of),
        "good_until": _iso(fact.due),
        "stale": entry.stale,
        "status": fact.status.value,
        "sources": list(fact.sources),
        "note": _text_of(fact.entry.note),
        "group": _text_of(fact.entry.group),
        "formula": None if fact.entry.formula is None else fact.entry.formula.scalar.text,
        "sum_of": list(fact.parts),
        "known": None if fact.known is None else fact.known._asdict(),
        "pending": fact.value.pending,
        "used": entry.used,
        "uses": [_use(use) for use in entry.uses],
        "in": [other.id for other in entry.dependents],
        **console.place(fact.place("id")),
    }


def _use(use: Use) -> dict[str, Any]:
    return {"slide": use.slide, "id": use.id, "slot": use.slot, **console.place(use.place)}


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text_of(scalar: Any) -> str | None:
    return None if scalar is None else str(scalar.text).strip()


def _csv(found: FactList) -> None:
    """A row for each fact, with its uses in one cell."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for entry in found.entries:
        fact = entry.fact
        writer.writerow(
            (
                fact.id,
                fact.text or "",
                _text_of(fact.entry.unit) or "",
                ", ".join(fact.periods),
                fact.as_of or "",
                fact.due or "",
                dump_yes_no(entry.stale),
                fact.status.value,
                "; ".join(fact.sources),
                dump_yes_no(entry.used),
                "; ".join(f"{use.slide} {use.id} {use.slot}" for use in entry.uses),
                fact.place("id"),
            )
        )
    click.echo(stream.getvalue(), nl=False)


_FORMS: dict[str, Callable[[FactList], None]] = {"text": _text, "json": _json, "csv": _csv}
