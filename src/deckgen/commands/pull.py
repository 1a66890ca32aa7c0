"""`deckgen pull`: the edits made in a reviewed presentation, written into the author's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from msgspec import structs

from deckgen import files
from deckgen import template as template_room
from deckgen.deck import DeckName, load, source_files
from deckgen.diagnostics import Problem, error, shown
from deckgen.opc.package import Package, open_unambiguous
from deckgen.plan import Plan, links, slot_names
from deckgen.project import DECK, Project
from deckgen.review import base as review_base
from deckgen.review import places, snapshot, untracked
from deckgen.review import pull as review_pull
from deckgen.review.base import Base
from deckgen.review.compare import UntrackedChange
from deckgen.review.identity import SlideReader
from deckgen.review.pull import Review, differences, merge, rewritten, slide_ids
from deckgen.review.pull import report as pull_report
from deckgen.review.pull.finished import Unfinished
from deckgen.review.pull.report import PullReport, SharedEdit, Side
from deckgen.review.shown import base_of
from deckgen.source import edit, reading
from deckgen.source.nodes import scalars
from deckgen.template import Pattern, Template


def pull(
    reviewed: str | Path,
    deck: str | Path = DECK,
    *,
    base: str | Path | None = None,
    variant: str | None = None,
    side: Side | str = Side.NEITHER,
    facts: bool = False,
    data: bool = False,
    contacts: bool = False,
    accept: bool = False,
    dry: bool = False,
) -> PullReport:
    """Write the reviewer's changes into the author's files, all of them or none.

    `base` is the presentation as it was sent, where `reviewed` does not keep it; `variant` says
    that it is one of the deck, where its marks do not. `side` (`ours` or `theirs`) wins where both
    changed the same thing; with `facts` the facts get the figures that the reviewer typed, with
    `data` CSV files the cells, with `contacts` contacts their fields. With `dry` nothing is
    written. The edited YAML has to give the reviewed deck: a slot that would not is left, and what
    else would not is written only with `accept`. Raises `Problem` where it is not, for what cannot
    be read, where a file changed since it was read, and where the marks name another variant.
    """
    package = open_unambiguous(Path(reviewed))
    sent = review_base.base_in(package)
    if base is not None:
        sent = base_of(open_unambiguous(Path(base)))
    project = Project(deck, variant=_variant_of(package, sent, variant))
    begun = review(project, package, sent)
    shared = [kind for kind, made in (("data", data), ("contact", contacts)) if made]
    made = partial(_made_of, project, side=Side(side), facts=facts, shared=shared, accept=accept)
    report, differ = made(begun)
    sent_slides = {slide.id for slide in begun.base.slides}
    unheld = {(one.slide, one.shape) for one in differ if one.shape and one.slide in sent_slides}
    if unheld and not accept:
        report, differ = made(structs.replace(begun, unheld=frozenset(unheld)))
    report.differences += map(str, differ)
    if dry:
        return report
    if report.differences and not accept:
        raise error(
            "pull-differs",
            ("the edited YAML would not give the reviewed deck; " + "; ".join(report.differences)),
            help="look at `--dry-run`; `--accept` writes it all the same",
        )
    _check_unchanged(report)
    texts = {path: edit.encoded(path, text) for path, text in report.files.items()}
    files.write_all(report.media | texts)
    return report


def _made_of(
    project: Project,
    begun: Review,
    *,
    side: Side,
    facts: bool,
    shared: Sequence[str],
    accept: bool,
) -> tuple[PullReport, list[UntrackedChange]]:
    """What a pull makes of a review, and where the edited YAML would not give the reviewed deck."""
    report, expected = review_pull.pull(begun, side=side, facts=facts, shared=shared)
    report.variant = project.variant
    report.shared = [
        structs.replace(one, decks=_decks_of(project, one)) if one.kind == "contact" else one
        for one in report.shared
    ]
    found: list[UntrackedChange] = []
    if not report.files:
        return report, found
    with reading.overlay_files((*report.with_shared.items(), *report.media.items())):
        try:
            edited = project.read_again()
            planned = edited.undivided_plan
            following = list(pull_report.followed_shared(expected, planned, begun.deck, report))
            report.unwritten |= {(place.slide, place.slot) for place in following}
            done = {pull_report.shared_name(one) for one in report.shared if one.done}
            report.followed = [place for place in following if place.fact in done]
            report.followed += list(
                pull_report.followed(expected, planned, begun.deck.facts, edited.deck.facts)
            )
            found += differences(expected, planned, edited.deck, report)
            report.untracked += _broken(project, edited)
            followed = {(place.slide, place.slot) for place in report.followed}
            report.untracked += [
                item
                for item in rewritten(expected, planned, edited.deck)
                if (item.slide, item.shape) not in followed
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
    return report, found


def _variant_of(package: Package, sent: Base | None, named: str | None) -> str | None:
    """The variant whose deck it is: by its marks, else the one that is named."""
    marked = sent.variant if sent is not None else None
    if marked is not None and named not in (None, marked):
        raise error(
            "other-variant",
            f"{package.name} is the deck of the variant `{marked}`, not of `{named}`",
            help=f"leave out `--variant`, or say `--variant {marked}`",
        )
    return marked or named


def review(project: Project, package: Package, sent: Base | None = None) -> Review:
    """What a pull starts from: what YAML gives now, what was sent, and the reviewed presentation.

    What was sent is `sent`, else the base that is stored in the reviewed presentation, else what a
    build of YAML as it is now gives. Raises `Problem` for what cannot be read.
    """
    read, ours, template = project.deck, project.undivided_plan, project.template
    sent = sent or review_base.base_in(package) or _made(project, package)
    patterns = template_room.read_patterns(template.package, read.language)
    reader = SlideReader(package, sent, template)
    found, made = reader.plan, sent
    if read.slot_names:
        patterns = slot_names.renamed_patterns(read, template, patterns)
        own = Template.of(template.package)
        found = slot_names.renamed_slides(read, found, own)
        made = structs.replace(sent, plan=slot_names.renamed_slides(read, sent.plan, own))
    found, foreign = links.with_own_formats(_spelled_out(found, patterns, sent.plan), patterns)
    unfinished = Unfinished(made, read, found)
    paginated = [slide.id.text for slide in read.slides if slide.overflow is not None]
    joined = merge.rejoined(sent.planned, unfinished.plan, ours, paginated)
    theirs = slide_ids.with_new_slide_ids(
        joined.theirs, joined.base, ours, lambda name: _is_used(name, project)
    )
    pairs = zip(joined.theirs.slides, theirs.slides, strict=True)
    relaid = {} if read.slot_names else reader.names_on_new_layouts()
    laid_out = reader.patterns_on_new_layouts()
    ids = {before.id: after.id for before, after in pairs}
    unnamed = (
        UntrackedChange(ids[slide], slot, f"text in `{slot}` got {what} that YAML has no word for")
        for slide, slot, what in foreign
    )
    known = partial(merge.with_slots_named, names=relaid, ours=ours, theirs=theirs)
    return review_pull.with_slides_renamed(Review(
        project.source, read, known(joined.base), ours, known(theirs), patterns, template.layouts,
        top=project.layer, relaid=relaid,
        laid_out=frozenset(ids.get(slide, slide) for slide in laid_out),
        free_shapes=frozenset(
            (ids.get(slide.id, slide.id), name)
            for slide in reader.identified()
            for name in places.free_shapes(slide.id, slide.shapes, reader.base)
        ),
        untracked=tuple(
            structs.replace(change, slide=ids.get(change.slide, change.slide))
            for change in untracked.untracked_changes(package, sent, reader)
            if not change.held
        ),
        unjoined=(*joined.unresolved, *unfinished.notes, *unnamed),
    ))  # fmt: skip


def _spelled_out(plan: Plan, patterns: dict[str, Pattern], sent: Plan) -> Plan:
    """The plan of a reviewed deck, with what its patterns spell out though it would hold anyway:
    so YAML that does not say it reads. Notes that slides `sent` without any had from their pattern
    are none."""
    slides = []
    for slide in plan.slides:
        known = patterns.get(slide.like)
        shapes = {item.name: item for item in known.slot_shapes} if known else {}
        slots = tuple(
            (name, shapes[name].spelled_out(content) if name in shapes else content)
            for name, content in slide.slots
        )
        notes = slide.notes
        if notes is not None and known is not None and known.notes is not None:
            # Formatting that all notes have is an editor's: what is left of it is the pattern's.
            relative = known.notes.relative
            before = sent.slide(slide.id)
            kept = before is not None and before.notes is None
            kept = kept and relative(notes) == relative(known.notes.content)
            notes = None if kept else known.notes.resolved(relative(notes))
        slides.append(replace(slide, slots=slots, notes=notes))
    return structs.replace(plan, slides=tuple(slides))


def _broken(before: Project, after: Project) -> Iterator[UntrackedChange]:
    """What is said of each other deck that can be read before the pull and not after it.

    Another deck names a slide that goes, or has facts of its own.
    """
    decks: list[DeckName] = [None, *before.variants.names]
    for name in (name for name in decks if name != before.variant):
        with suppress(Problem):
            load.load(before.of_variant(name).source)
            try:
                load.load(after.of_variant(name).source)
            except Problem as problem:
                which = f"the variant `{name}`" if name else "the deck itself"
                for found in problem.diagnostics:
                    what = f"{which} would not build: {found.message} ({found.place})"
                    yield UntrackedChange("", "", what)


def _decks_of(project: Project, shared: SharedEdit) -> tuple[DeckName, ...]:
    """The deck and its variants that show the contact's field which was changed."""
    decks: list[DeckName] = [None, *project.variants.names]
    return tuple(name for name in decks if _shows(project.of_variant(name), shared))


def _shows(project: Project, shared: SharedEdit) -> bool:
    source = project.source
    listed = (pair for slide in source.slides for pair in scalars(slide.node))
    used = any(key == "contact" and scalar.text == shared.what for key, scalar in listed)
    entry = source.contacts.get(shared.what) if used and source.contacts is not None else None
    changes = [change.start for change in shared.edits]
    return entry is not None and any(
        scalar.span.source.path == shared.path and edit.bounds(scalar)[0] in changes
        for _, scalar in scalars(entry)
    )


def _made(project: Project, package: Package) -> Base:
    """The base that a build gives, for a presentation that keeps none.

    The file's own properties that YAML does not say, such as comments, are taken as they are.
    Raises `Problem` where a finisher changed the presentation, which a build does not give.
    """
    stored = review_base.read(package)
    if stored is not None and stored.finish:
        raise error(
            "finish-unkept",
            f"{package.name} was finished by `{stored.finish}` and keeps no plan: what that made "
            "would be taken for the reviewer's",
            help="build what was sent again with `--finish` and `--embed full`, and name it by "
            "`--base`",
        )
    base = project.base()
    if base.seen is None:
        return base
    shown = snapshot.deck(snapshot.package_view(package, {}))
    about = {key: value for key, value in shown.items() if key.startswith("about.")}
    known = {**about, **base.seen.deck}
    return structs.replace(base, seen=structs.replace(base.seen, deck=known))


def _is_used(name: str, project: Project) -> bool:
    """Whether a slide that is not in the deck has the id, in the deck below or in a file."""
    below = project.layer.below.slides if project.layer else ()
    numbered = source_files.is_numbered(project.source.settings)
    paths = source_files.slide_paths(project.deck.folder, name, numbered=numbered)
    return any(entry.id.text == name for entry in below) or any(path.exists() for path in paths)


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
