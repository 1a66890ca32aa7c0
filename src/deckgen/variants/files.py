"""Variant files: YAML that extends deck.yaml, or another variant file that does."""

from __future__ import annotations

from pathlib import Path

from deckgen import source
from deckgen.diagnostics import fail, gather, shown, suggest
from deckgen.source import Mapping, Scalar, expect_mapping, expect_scalar
from deckgen.variants.overlay import EXTENDS, Overlay, parse


def read(path: Path, deck: Path) -> tuple[Overlay, ...]:
    """The overlays of a variant file and of those it extends, in the order they apply.

    `deck` is the deck.yaml at which the chain must end. Raises `Problem` with the faults of all
    the files, or where the chain goes round or ends elsewhere.
    """
    overlays: list[Overlay] = []
    with gather() as problems:
        for node in _chain(path, deck):
            with problems.attempt():
                overlays.append(parse(node, deck.parent))
    return tuple(reversed(overlays))


def _chain(path: Path, deck: Path) -> list[Mapping]:
    """The file's mapping, then that of the file it extends, and so on, deck.yaml left out."""
    nodes: list[Mapping] = []
    passed: list[Path] = []
    while True:
        node = expect_mapping(source.read(path), shown(path), f"a variant starts with `{EXTENDS}:`")
        nodes.append(node)
        passed.append(path.resolve())
        named = _extends(node, path)
        path = path.parent / named.text
        if not source.is_file(path):
            near_by = [found.name for found in source.listed(path.parent, ".yaml")]
            raise fail(
                "missing-file", f"there is no file {shown(path)}", named.span, "named here",
                *suggest(path.name, near_by, "the folder has"),
            )  # fmt: skip
        if path.resolve() == deck.resolve():
            return nodes
        if path.resolve() in passed:
            round_ = [*passed[passed.index(path.resolve()) :], path.resolve()]
            raise fail(
                "extends-cycle", f"`{EXTENDS}` goes round: "
                + " extends ".join(shown(p) for p in round_), named.span, "back to the start",
                f"let one of them extend {shown(deck)}",
            )  # fmt: skip


def _extends(node: Mapping, path: Path) -> Scalar:
    value = node.get(EXTENDS)
    if value is not None:
        return expect_scalar(value, f"`{EXTENDS}`", "it names the file that the variant changes")
    if node.get("template") is not None and node.get("slides") is not None:
        raise fail("other-deck", f"{shown(path)} is a deck, not a variant of this one", node.span)
    raise fail(
        "missing-key", f"the variant {shown(path)} extends nothing", node.span, "",
        f"say what it changes, as in `{EXTENDS}: ../deck.yaml`",
    )  # fmt: skip
