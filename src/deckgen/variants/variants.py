"""The variants that a deck has, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Problem, fail, gather, shown, suggest
from deckgen.manuscript import Manuscript
from deckgen.source import Mapping, Node, expect_scalar, is_folder, listed
from deckgen.variants import files, rows
from deckgen.variants.overlay import Overlay, apply


@dataclass(frozen=True, slots=True)
class Top:
    """The changes of one variant, and the deck `below` them: all that it extends.

    `path` is the variant's file, None where it is the row of a table.
    """

    name: str
    path: Path | None
    overlay: Overlay
    below: Manuscript


class Variants:
    """The variants of one deck by name, in order; each is read when it is asked for."""

    def __init__(self, base: Manuscript) -> None:
        """Find the variants that `variants` of deck.yaml names.

        Raises `Problem` where the folder or table is not there, or the table cannot be read.
        """
        self.base = base
        self._named = base.settings.get("variants")
        self._sources = dict(_sources(self._named, base))

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the folder or table."""
        return tuple(self._sources)

    def chosen(self, names: Iterable[str] | None) -> tuple[str, ...]:
        """These names, each once, or without them all. Raises `Problem` for unknown ones."""
        if names is None:
            if not self._sources:
                raise self._unknown("")
            return self.names
        wanted = tuple(dict.fromkeys(names))
        with gather() as problems:
            for name in wanted:
                if name not in self._sources:
                    problems.add(self._unknown(name))
        return wanted

    def manuscript(self, name: str) -> Manuscript:
        """The deck with the variant's changes.

        Raises `Problem` where there is no such variant, or with every fault of its files.
        """
        top = self.top(name)
        return apply(top.below, top.overlay)

    def top(self, name: str) -> Top:
        """What the variant itself says, and the deck that it says it of.

        Raises `Problem` as `manuscript` does.
        """
        source = self._sources.get(name)
        if source is None:
            raise self._unknown(name)
        *lower, overlay = source()
        path = None if isinstance(self._named, Mapping) else overlay.changes.span.source.path
        return Top(name, path, overlay, reduce(apply, lower, self.base))

    def _unknown(self, name: str) -> Problem:
        if self._named is None or not self._sources:
            return fail(
                "no-variants", f"{shown(self.base.path)} has no variants",
                self._named.span if self._named else self.base.settings.span, "",
                "name a folder of them: `variants: variants`",
            )  # fmt: skip
        return Problem(
            Diagnostic(
                "unknown-variant",
                f"there is no variant `{name}`",
                self._named.span,
                "the variants of this deck",
                suggest(name, self.names, "there are"),
            )
        )


Source = Callable[[], tuple[Overlay, ...]]


def _sources(named: Node | None, base: Manuscript) -> list[tuple[str, Source]]:
    if named is None:
        return []
    if isinstance(named, Mapping):
        return [(row.name, partial(_of_row, row, base)) for row in rows.read(named, base)]
    folder = base.path.parent / expect_scalar(named, "`variants`", "it names a folder").text
    if not is_folder(folder):
        raise fail(
            "missing-folder", f"there is no folder {shown(folder)}", named.span, "named here",
            "make it, with a file for each variant: `extends: ../deck.yaml` and what it changes",
        )  # fmt: skip
    return [(path.stem, partial(files.read, path, base.path)) for path in listed(folder, ".yaml")]


def _of_row(row: rows.Record, base: Manuscript) -> tuple[Overlay, ...]:
    return (row.overlay(base),)
