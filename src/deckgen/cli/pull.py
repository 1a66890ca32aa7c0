"""The command `deckgen pull`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import pull
from deckgen.diagnostics import shown
from deckgen.facts.references import DECK, split
from deckgen.review.pull.report import FigureEdit, PullReport, SharedEdit, Side


@click.command("pull")
@click.argument("reviewed", type=console.PATH)
@console.deck_argument
@click.option(
    "--base", type=console.PATH,
    help="The deck as it was sent, where REVIEWED does not keep it.",
)  # fmt: skip
@click.option(
    "--variant",
    metavar="NAME",
    help="REVIEWED is this variant of the deck; by default it says so itself.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--facts", is_flag=True, help="Change the facts whose figures were changed.")
@click.option("--data", is_flag=True, help="Change the cells of CSV files that were changed.")
@click.option("--contacts", is_flag=True, help="Change the fields of contacts that were changed.")
@click.option("--ours", "side", flag_value="ours", help="Where both changed a thing, keep YAML's.")
@click.option("--theirs", "side", flag_value="theirs", help="Where both did, take the reviewer's.")
@click.option("--accept", is_flag=True, help="Write even what does not give the reviewed deck.")
@click.option(
    "--html", type=console.PATH, metavar="FILE",
    help="Write a page with pictures of what would change to FILE, and nothing else.",
)  # fmt: skip
@console.engine_option
@console.force_html_option
@console.format_option
@console.quiet_option
@console.command("nothing was written")
def command(
    reviewed: Path,
    deck: Path,
    base: Path | None,
    variant: str | None,
    side: str | None,
    html: Path | None,
    engine: str,
    *,
    force: bool,
    dry: bool,
    facts: bool,
    data: bool,
    contacts: bool,
    accept: bool,
    form: str,
    quiet: bool,
) -> None:
    """Bring the edits made in REVIEWED, a .pptx, back into the YAML of DECK."""
    dry = dry or html is not None
    found = pull.pull(
        reviewed, deck, base=base, variant=variant, side=side or Side.NEITHER, facts=facts,
        data=data, contacts=contacts, accept=accept, dry=dry,
    )  # fmt: skip
    if form == "json":
        console.print_json(_data(found, dry=dry))
    else:
        if found.variant != variant and not quiet:
            click.echo(f"{shown(reviewed)} is the deck of the variant `{found.variant}`", err=True)
        for row in _rows(found, side, quiet=quiet):
            click.echo(row)
        if not quiet:
            click.echo(_outcome(found, dry=dry), err=True)
    if html is not None:
        from deckgen.commands import review_page  # draws: no other form of a report does

        page = review_page.of_pull(found, reviewed, deck, engine, base=base)
        review_page.write(html, page, force=force)
        console.print_page(html)
    if found.conflicts or (facts and found.outdated):
        sys.exit(1)


def _rows(found: PullReport, side: str | None, *, quiet: bool) -> Iterator[str]:
    """What was pulled, and what was not; with `quiet` only that."""
    for item in () if quiet else found.pulled:
        where = ", ".join(map(shown, item.files))
        yield f"{' '.join(filter(None, [item.slide, item.slot]))}: {item.what} in {where}"
    yield from dict.fromkeys(  # one figure can stand in several slots of a slide
        f"{figure.slide or 'deck.yaml'}: {figure.edit.fact} "
        f"{figure.edit.old} -> {figure.edit.new}: {_state(figure)}"
        for figure in found.figures
        if not (quiet and figure.done)
    )
    for fact in found.outdated:
        then = f"{fact.fact} computes to {fact.result} then, not {fact.computed}"
        yield f"{then}: `{fact.accept(found.variant)}` accepts it"
    for shared in found.shared:
        if not (quiet and shared.done):
            change = f"{shared.old} -> {shared.new}" if shared.old else shared.new
            state = _shared_state(shared)
            yield f"{shared.slide} {shared.slot}: {shared.what} {change}: {state}"
    for place in () if quiet else found.followed:
        yield f"{place.slide} {place.slot}: follows {place.fact}"
    for conflict in found.conflicts:
        yield f"conflict: {conflict.span or conflict.slide} `{conflict.slot}`"
        yield f"    it was:       {conflict.base}"
        yield f"    ours:         {conflict.ours}"
        yield f"    the reviewer: {conflict.theirs}"
    for conflict in () if quiet else found.resolved:
        whose = "yours stays" if side == Side.OURS.value else "the reviewer's came in"
        yield f"decided: {conflict.span or conflict.slide} `{conflict.slot}`: {whose}"
    yield from (f"left: {item}" for item in found.untracked)
    yield from (f"differs: {text}" for text in found.differences)


def _state(figure: FigureEdit) -> str:
    of_deck = split(figure.edit.fact).name == DECK
    what = "a date of the deck" if of_deck else "a fact"
    if figure.done:
        return f"changed in {'deck.yaml' if of_deck else 'the facts'}"
    if figure.why:
        return f"{what}, left as it is: {figure.why}"
    return f"{what}; `--facts` changes it everywhere"


def _shared_state(shared: SharedEdit) -> str:
    file = shown(shared.path)
    decks = ", ".join(name or "the deck" for name in shared.decks)
    shows = f", which {decks} {'show' if ',' in decks else 'shows'}" if decks else ""
    if shared.done:
        return f"changed in {file}{shows}"
    if shared.why:
        return f"left as it is: {shared.why}"
    flag = "--contacts" if shared.kind == "contact" else "--data"
    return f"`{flag}` changes it in {file}{shows}"


def _outcome(found: PullReport, *, dry: bool) -> str:
    if not found.files:
        return "nothing to write"
    names = ", ".join(shown(path) for path in found.written)
    return f"would write {names}" if dry else f"wrote {names}"


def _data(found: PullReport, *, dry: bool) -> dict[str, object]:
    return {
        "variant": found.variant,
        "written": [] if dry else [shown(path) for path in found.written],
        "pulled": [
            {
                "slide": i.slide, "slot": i.slot, "what": i.what,
                "files": [shown(path) for path in i.files],
            }
            for i in found.pulled
        ],
        "facts": [
            {
                "slide": f.slide, "fact": f.edit.fact, "old": f.edit.old, "new": f.edit.new,
                "changed": f.done, "why": f.why,
            }
            for f in found.figures
        ],
        "accept": [
            {
                "fact": o.fact, "computed": o.computed, "result": o.result,
                "command": o.accept(found.variant),
            }
            for o in found.outdated
        ],
        "shared": [
            {
                "slide": s.slide, "slot": s.slot, "kind": s.kind, "file": shown(s.path),
                "what": s.what, "old": s.old, "new": s.new, "changed": s.done, "why": s.why,
                "decks": list(s.decks),
            }
            for s in found.shared
        ],
        "followed": [{"slide": f.slide, "slot": f.slot, "fact": f.fact} for f in found.followed],
        "conflicts": [
            {
                "slide": c.slide, "slot": c.slot, "place": str(c.span or ""), "base": c.base,
                "ours": c.ours, "theirs": c.theirs,
            }
            for c in found.conflicts
        ],
        "left": [str(item) for item in found.untracked],
        "unheld": [{"slide": u.slide, "name": u.shape, "what": u.what} for u in found.untracked],
        "differs": found.differences,
    }  # fmt: skip
