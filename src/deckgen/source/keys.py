"""Reserved keys of a deck and of a slide, where others are slots; `yes` and `no`; unused names."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, count

from deckgen.diagnostics import error, near
from deckgen.source.nodes import Node, expect_scalar
from deckgen.source.writing import YamlData

DECK_KEYS = (
    "title", "name", "language", "template", "output", "footer", "date", "as_of", "facts",
    "contacts", "variants", "check", "embed", "formats", "slides",
)  # fmt: skip

SLIDE_KEYS = (
    "id", "layout", "like", "hidden", "notes", "comments", "facts", "names", "overflow", "remove",
    "kept",
)  # fmt: skip

_BARE = re.compile(r"[a-z]+")


def misspelt(key: str) -> str | None:
    """The reserved key that a slot's key is likely a misspelling of, or None."""
    return near(key, SLIDE_KEYS) if _BARE.fullmatch(key) else None


def is_slot_name(key: str) -> bool:
    """Whether a shape's name can be a slot's key: it is no reserved key and not close to one."""
    tidy = bool(key) and key == key.strip() and key.isprintable() and not key.endswith("+")
    return tidy and key not in SLIDE_KEYS and misspelt(key) is None


# Choices in YAML that are `yes` or `no`.


def parse_yes_no(node: Node | None, what: str, *, default: bool) -> bool:
    """The boolean of a `yes` or `no`; the default without a node. `what` names its place."""
    if node is None:
        return default
    scalar = expect_scalar(node, what, "write `yes` or `no`")
    if scalar.text not in ("yes", "no"):
        raise error(
            "yes-or-no",
            f"{what} is `yes` or `no`, not `{scalar.text}`",
            at=scalar.span,
            label="neither `yes` nor `no`",
        )
    return scalar.text == "yes"


def dump_yes_no(value: bool) -> YamlData:
    """`yes` or `no`."""
    return "yes" if value else "no"


# Names that are not in use: of slides, slots, layouts.


def unused(name: str, is_used: Callable[[str], bool], form: str = "{}-{}") -> str:
    """The name, or the first of `name-2`, `name-3` ... that is not in use."""
    names = chain((name,), (form.format(name, number) for number in count(2)))
    return next(free for free in names if not is_used(free))
