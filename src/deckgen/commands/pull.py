"""Pulling a reviewed presentation into the author's files: the use case around `deckgen.pull`."""

from __future__ import annotations

from pathlib import Path

from deckgen import files
from deckgen import template as template_room
from deckgen.deck import Deck, EmbedMode, load, overlay, source_files, variants
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Problem, error, shown
from deckgen.opc.package import Package, open_whole
from deckgen.plan import planner
from deckgen.presentation import write
from deckgen.presentation.base import Base
from deckgen.review import identity, untracked
from deckgen.review import pull as review_pull
from deckgen.review.pull import Review, differences, figures, merge, new_slide_path, pull, rewritten
from deckgen.review.pull.report import PullReport, Side, UntrackedNote
from deckgen.source import reading
from deckgen.template import Template


def review(
    reviewed: Path, deck: Path, *, base: Path | None = None, variant: str | None = None
) -> Review:
    """What a pull starts from: what YAML says, what was sent, and what came back.

    The base is the deck in `base`, else the one that the reviewed presentation keeps in itself,
    else what YAML says now.
    """
    written = source_files.read(deck)
    top = Variants(written).top(variant) if variant else None
    written = overlay.apply(top.below, top.overlay) if top else written
    read = load.load(written)
    ours = planner.plan(read, _template(read.template), whole=True)
    came_back = open_whole(reviewed)
    known = identity.base_of(open_whole(base)) if base else identity.base_in(came_back)
    known = known or _built(read)
    template = _template(read.template)
    patterns = template_room.read(template.package, read.language)
    theirs = identity.read(came_back, known)
    going_on = [slide.id.text for slide in read.slides if slide.overflow is not None]
    joined = merge.rejoined(known.plan, theirs, ours, going_on)
    named = [slide.id for slide in (*joined.base.slides, *ours.slides)]
    theirs = review_pull.with_new_slide_ids(
        joined.theirs, named, lambda name: _is_taken(name, read, top)
    )
    pairs = zip(joined.theirs.slides, theirs.slides, strict=True)
    ids = {before.id: after.id for before, after in pairs}
    return Review(
        written, read, joined.base, ours, theirs, patterns, template.layouts, top=top,
        beyond=tuple(
            UntrackedNote(ids.get(change.slide, change.slide), change.shape, change.what)
            for change in untracked.untracked_changes(came_back, known)
        ),
        apart=tuple(joined.left),
    )  # fmt: skip


def _is_taken(name: str, deck: Deck, top: variants.VariantLayer | None) -> bool:
    """Whether a new slide cannot have an id: a slide that is not in the deck has it."""
    below = top.below.slides if top else ()
    return any(entry.id.text == name for entry in below) or new_slide_path(deck, name).exists()


def _template(path: Path) -> Template:
    return Template.open(path)


def _built(deck: Deck) -> Base:
    """The base of a deck that keeps none: what a build of the YAML as it is now would give."""
    template = _template(deck.template)
    written = write.write(planner.plan(deck, template), template, EmbedMode.FULL)
    return identity.base_of(Package.load(written.save(), shown(deck.template)))


def pulled(
    begun: Review,
    *,
    side: Side = Side.NEITHER,
    facts: bool = False,
    accept: bool = False,
    dry: bool = False,
) -> PullReport:
    """Bring a review into the author's files, all of them or none; with `dry` only report it.

    Nothing is written unless the edited YAML plans to the deck that was read, or the differences
    are accepted. Raises `Problem` for them, and where a file changed since it was read.
    """
    report, expected = pull(begun, side=side, facts=facts)
    if not report.files:
        return report
    with reading.overlay_files((*report.files.items(), *report.media.items())):
        try:
            read = load.load(_again(begun))
            planned = planner.plan(read, _template(read.template), whole=True)
            report.followed = list(
                figures.followed(expected, planned, begun.deck.facts, read.facts)
            )
            report.differences = differences(expected, planned, read, report)
            told = {(place.slide, place.slot) for place in report.followed}
            report.unheld += [
                item
                for item in rewritten(expected, planned, read)
                if (item.slide, item.name) not in told
            ]
        except Problem as problem:
            if not accept:
                refused = error(
                    "pull",
                    "the edited YAML would not build, so nothing was written",
                    help="its problems follow; `--accept` writes it, for you to mend them there",
                )
                raise Problem(*refused.diagnostics, *problem.diagnostics) from None
            report.differences = [
                f"{d.place}: {d.message}; mend it before you build" for d in problem.diagnostics
            ]
    if dry:
        return report
    if report.differences and not accept:
        raise error(
            "pull-differs",
            ("the edited YAML would not give the reviewed deck; " + "; ".join(report.differences)),
            help="look at `--dry-run`; `--accept` writes it all the same",
        )
    _check_unchanged(report)
    texts = {path: _bytes(path, text) for path, text in report.files.items()}
    files.write_all(report.media | texts)
    return report


def _again(begun: Review) -> source_files.DeckSource:
    written = source_files.read(begun.deck.path)
    return Variants(written).manuscript(begun.top.name) if begun.top else written


def _check_unchanged(report: PullReport) -> None:
    """Refuse to write over a file that was edited while the pull ran."""
    for path in report.files:
        now = path.read_bytes().decode("utf-8-sig") if path.exists() else None
        if path not in report.read and now is not None:
            raise error(
                "would-overwrite",
                f"{shown(path)} is there already, and no deck names it",
                help="give it another name, and pull again",
            )
        if now != report.read.get(path):
            raise error(
                "changed-meanwhile",
                f"{shown(path)} was changed while the pull ran",
                help="pull again",
            )


def _bytes(path: Path, text: str) -> bytes:
    """The text as the file has it: with its byte order mark, if it had one."""
    mark = b"\xef\xbb\xbf"
    marked = path.exists() and path.read_bytes()[:3] == mark
    return (mark if marked else b"") + text.encode()
