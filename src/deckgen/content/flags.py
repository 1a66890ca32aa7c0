"""Choices in YAML that are `yes` or `no`."""

from __future__ import annotations

from deckgen.diagnostics import fail
from deckgen.source import Node, Plainly, expect_scalar


def parse(node: Node | None, what: str, *, default: bool) -> bool:
    """The truth of a `yes` or `no`, the default where there is none."""
    if node is None:
        return default
    scalar = expect_scalar(node, what, "write `yes` or `no`")
    if scalar.text not in ("yes", "no"):
        raise fail(
            "yes-or-no", f"{what} is `yes` or `no`, not `{scalar.text}`", scalar.span,
            "neither `yes` nor `no`",
        )  # fmt: skip
    return scalar.text == "yes"


def dump(value: bool) -> Plainly:
    """The word for a truth."""
    return "yes" if value else "no"
