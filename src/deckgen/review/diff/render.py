"""Changes as text for a terminal and as Markdown; a plan as text for `git diff --textconv`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from deckgen.content.picture.files import file_name
from deckgen.diagnostics import counted
from deckgen.plan import Plan, Slide, slide_data
from deckgen.review.compare import UntrackedChange
from deckgen.review.diff import model
from deckgen.source.writing import YamlData, dump

Style = Callable[[str, str], str]
"""Colours a text by its role: `slide`, `old` or `new`."""


def _plain(text: str, _role: str) -> str:
    return text


def render_text(changes: Sequence[model.Change], style: Style = _plain) -> str:
    """The changes, a block for each slide, and how many there are; "" where there is none."""
    blocks = [
        f"{change.what}: {_text_sides(change.old, change.new, style)}"
        for change in changes
        if isinstance(change, model.DeckChange)
    ]
    blocks += [
        change.what
        for change in changes
        if isinstance(change, model.AppearanceChange) and change.where is None
    ]
    for where, group in _by_slide(changes):
        rows = [f"  {row}" for change in group for row in _text_rows(change, style)]
        blocks.append("\n".join([style(heading(where), "slide"), *rows]))
    if not blocks:
        return ""
    return "\n\n".join([*blocks, summary(changes)]) + "\n"


def heading(where: model.SlideRef) -> str:
    """The heading of a slide: `Slide 5: ERO Removals`, or its id where it has no title."""
    old = "" if where.new else " of the old deck"
    return f"Slide {where.number}{old}: {where.title or where.id}"


def _by_slide(
    changes: Iterable[model.Change],
) -> Iterator[tuple[model.SlideRef, list[model.Change]]]:
    for where, group in groupby(changes, key=where_of):
        if where is not None:
            yield where, list(group)


def where_of(change: model.Change) -> model.SlideRef | None:
    """The slide that a change is of, None for changes of the deck and its template."""
    return None if isinstance(change, model.DeckChange) else change.where


def _text_rows(change: model.Change, style: Style) -> Iterator[str]:
    match change:
        case model.SlideChange():
            yield from _slide_rows(change, style)
        case model.PieceChange():
            yield _piece_row(change, style)
        case model.CommentChange():
            yield comment_text(change, style)
        case model.AppearanceChange(_, _, what):
            yield what


def _slide_rows(change: model.SlideChange, style: Style) -> Iterator[str]:
    match change.kind:
        case model.ChangeKind.ADDED:
            yield style("added", "new")
            yield from (style(f"+ {line}", "new") for line in change.new.splitlines())
        case model.ChangeKind.REMOVED:
            yield style("removed", "old")
            yield from (style(f"- {line}", "old") for line in change.old.splitlines())
        case model.ChangeKind.MOVED:
            yield f"moved from {change.old} to {change.new}"
        case model.ChangeKind.HIDDEN | model.ChangeKind.SHOWN:
            yield change.kind.value
        case model.ChangeKind.LAYOUT | model.ChangeKind.SECTION:
            yield f"{change.kind.value}: {_text_sides(change.old, change.new, style)}"


def place_of(change: model.PieceChange) -> str:
    """Where a piece is: `Chart, Mexico, Removals`."""
    piece = change.new or change.old
    parts = [change.slot, piece.place if piece is not None else ""]
    return ", ".join(part for part in parts if part)


def _piece_row(change: model.PieceChange, style: Style) -> str:
    place = place_of(change)
    old, new = change.old, change.new
    if old is None and new is not None:
        return f"{place}: {style('+ ' + _line(new.shown), 'new')}"
    if new is None and old is not None:
        return f"{place}: {style('- ' + _line(old.shown), 'old')}"
    assert old is not None and new is not None, "a change has a side"  # noqa: PT018
    if change.moved:
        return f"{place}: moved from {old.place}: {_line(new.text)}"
    if change.restyled:
        return f"{place}, formatting: {_looks(old.shown_markup, new.shown_markup, style)}"
    if old.is_file and new.is_file:
        return f"{place}: another file"
    return f"{place}: {_text_sides(old.shown, new.shown, style)}"


_LONG = 60
"""From this number of characters on, only what changed of a text's formatting is told."""


def _looks(old: str, new: str, style: Style) -> str:
    """Two texts that differ in their formatting."""
    if old == new:
        return "changed"
    if max(len(old), len(new)) >= _LONG or "\n" in old + new:
        return _text_sides(old, new, style)
    return f"{style(old, 'old')} -> {style(new, 'new')}"


def comment_text(change: model.CommentChange, style: Style = _plain) -> str:
    """What became of a comment, in a line."""
    old, new = change.old, change.new
    if new is None and old is not None:
        return f"comment by {old.author}: {style('- ' + _line(old.text), 'old')}"
    if old is None and new is not None:
        return f"comment by {new.author}: {style('+ ' + _line(new.text), 'new')}"
    assert old is not None and new is not None, "a change has a side"  # noqa: PT018
    if len(new.replies) > len(old.replies):
        reply = new.replies[-1]
        return f"comment by {new.author}: answered by {reply.author}: {_line(reply.text)}"
    if new.done != old.done:
        return f"comment by {new.author}: {'done' if new.done else 'open again'}"
    return f"comment by {new.author}: {_text_sides(old.text, new.text, style)}"


def _text_sides(old: str, new: str, style: Style) -> str:
    """Both texts in one, word by word: removed words in `[-...-]`, added ones in `{+...+}`."""
    found = model.stretches(_line(old), _line(new))
    if not any(stretch.same and stretch.old.strip() for stretch in found):
        return f"{style(_line(old) or 'nothing', 'old')} -> {style(_line(new) or 'nothing', 'new')}"
    parts = []
    for stretch in found:
        if stretch.same:
            parts.append(stretch.old)
            continue
        if stretch.old:
            parts.append(style(f"[-{stretch.old}-]", "old"))
        if stretch.new:
            parts.append(style(f"{{+{stretch.new}+}}", "new"))
    return "".join(parts)


def _line(text: str) -> str:
    return text.replace("\n", " / ")


def summary(changes: Iterable[model.Change]) -> str:
    """How many slides were changed, added, removed and moved: `2 slides changed, 1 added`."""
    slides: dict[str, set[str]] = {
        "changed": set(),
        "added": set(),
        "removed": set(),
        "moved": set(),
    }
    for change in changes:
        where = where_of(change)
        if where is None:
            continue
        kind = change.kind.value if isinstance(change, model.SlideChange) else "changed"
        slides[kind if kind in slides else "changed"].add(where.id)
    numbers = [(kind, len(ids)) for kind, ids in slides.items() if ids]
    if not numbers:
        return "No slide changed"
    (kind, count), *others = numbers
    first = f"{counted(count, 'slide')} {kind}"
    return ", ".join([first, *(f"{number} {kind}" for kind, number in others)])


# Markdown: a table of slide, place, old and new.


_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")
_NOTHING = "–"


def render_markdown(changes: Sequence[model.Change], old: str, new: str) -> str:
    """A memo of what changed, in Markdown; `old` and `new` are the names of the two decks."""
    head = f"# What changed\n\n{escaped(old)} → {escaped(new)}\n\n{summary(changes)}.\n"
    rows = [row for change in changes for row in _markdown_rows(change)]
    if not rows:
        return f"{head}\nNothing changed.\n"
    table = ["| Slide | Place | Old | New |", "|---|---|---|---|"]
    return "\n".join([head, *table, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def _markdown_rows(change: model.Change) -> Iterator[tuple[str, str, str, str]]:
    match change:
        case model.DeckChange(what, old, new):
            yield ("", what, *_markdown_sides(old, new))
        case model.SlideChange():
            yield (_numbered(change.where), *_slide_cells(change))
        case model.PieceChange():
            yield (_numbered(change.where), *_piece_cells(change))
        case model.CommentChange(where, before, after):
            sides = [_NOTHING if side is None else escaped(side.text) for side in (before, after)]
            author = (after or before).author if (after or before) else ""  # type: ignore[union-attr]
            yield _numbered(where), f"comment by {escaped(author)}", sides[0], sides[1]
        case model.AppearanceChange(where, _, what):
            yield "" if where is None else _numbered(where), "look", _NOTHING, escaped(what)


def _numbered(where: model.SlideRef) -> str:
    return f"{where.number} {escaped(where.title or where.id)}"


def _slide_cells(change: model.SlideChange) -> tuple[str, str, str]:
    """The cells place, old and new."""
    match change.kind:
        case model.ChangeKind.ADDED:
            return "new slide", _NOTHING, escaped(change.new)
        case model.ChangeKind.REMOVED:
            return "removed slide", escaped(change.old), _NOTHING
        case model.ChangeKind.MOVED:
            return "position", change.old, change.new
        case model.ChangeKind.HIDDEN:
            return "slide", "shown", "hidden"
        case model.ChangeKind.SHOWN:
            return "slide", "hidden", "shown"
        case model.ChangeKind.LAYOUT | model.ChangeKind.SECTION:
            return (
                change.kind.value, escaped(change.old) or _NOTHING, escaped(change.new) or _NOTHING
            )  # fmt: skip


def _piece_cells(change: model.PieceChange) -> tuple[str, str, str]:
    """The cells place, old and new."""
    place = escaped(place_of(change))
    old, new = change.old, change.new
    if old is None or new is None:
        sides = [_NOTHING if side is None else escaped(side.shown) for side in (old, new)]
        return place, sides[0], sides[1]
    if old.is_file and new.is_file:
        return place, _NOTHING, "another file"
    if change.moved:
        return f"{place} (moved)", escaped(old.place), escaped(new.text)
    if change.restyled:
        return f"{place} (formatting)", *_markdown_sides(old.shown_markup, new.shown_markup)
    return place, *_markdown_sides(old.shown, new.shown)


def _markdown_sides(old: str, new: str) -> tuple[str, str]:
    """Both texts with the differences in bold, unless nothing is the same."""
    found = model.stretches(old, new)
    if not any(stretch.same and stretch.old.strip() for stretch in found):
        return escaped(old) or _NOTHING, escaped(new) or _NOTHING
    return (
        "".join(_bold(stretch.old, stretch.same) for stretch in found),
        "".join(_bold(stretch.new, stretch.same) for stretch in found),
    )


def _bold(text: str, same: bool) -> str:
    core = text.strip()
    if same or not core:
        return escaped(text)
    start = text.index(core)
    return f"{escaped(text[:start])}**{escaped(core)}**{escaped(text[start + len(core) :])}"


def escaped(text: str) -> str:
    """A text with all characters escaped that have a meaning in Markdown, for a table's cell."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "<br>")


# A plan as text, for tools that compare texts line by line.


def listing(plan: Plan, untracked: Iterable[UntrackedChange] = ()) -> str:
    """The deck as the YAML of its slides, each under a comment line with its id.

    `untracked` are changes that no plan holds; each is a comment above the slide that it is of.
    """
    remarks: dict[str, list[str]] = {}
    for change in untracked:
        remarks.setdefault(change.slide, []).append(f"# by hand: {change.what}\n")
    blocks = [f"title: {plan.title}\n"] if plan.title else []
    blocks += ["".join(remarks[""])] if "" in remarks else []
    sections = {section.slides[0]: section.name for section in plan.sections if section.slides}
    for slide in plan.slides:
        head = f"# {slide.id}\n"
        if slide.id in sections:
            head = f"## {sections[slide.id]}\n\n{head}"
        blocks.append(head + "".join(remarks.get(slide.id, ())) + dump(_as_yaml(slide)))
    return "\n".join(blocks)


def _as_yaml(slide: Slide) -> YamlData:
    return slide_data(
        {"layout": slide.layout},
        slide,
        model.FormatDigests(),
        lambda _, content: content.placed(file_name),
    )
