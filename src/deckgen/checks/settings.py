"""What deck.yaml says under `check:`: rules that are off, each with a reason, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from deckgen import source
from deckgen.checks.registry import BY_ID
from deckgen.diagnostics import Diagnostic, Problem, fail, gather, suggest

_REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Settings:
    """`off` gives the reason for each rule that is off; `notes`: whether slides must have notes."""

    off: Mapping[str, str] = field(default_factory=dict)
    notes: bool = False

    @classmethod
    def of(cls, deck: source.Mapping) -> Settings:
        """The settings in the mapping of a deck.yaml that was loaded.

        Raises `Problem` for what is no rule, and for `notes:` that says neither word.
        """
        check = deck.get("check")
        if not isinstance(check, source.Mapping):
            return cls()
        off: dict[str, str] = {}
        notes = ""
        with gather() as problems:
            listed = check.get("off")
            for key, reason in listed if isinstance(listed, source.Mapping) else ():
                if key.text not in BY_ID:
                    problems.add(_unknown(key))
                with problems.attempt():
                    off[key.text] = source.expect_scalar(reason, f"`{key.text}`").text.strip()
            asked = check.get("notes")
            if asked is not None:
                with problems.attempt():
                    notes = _notes(source.expect_scalar(asked, "`notes`"))
        return cls(off, notes == _REQUIRED)


def _unknown(key: source.Scalar) -> Problem:
    return Problem(
        Diagnostic(
            "unknown-rule",
            f"there is no rule `{key.text}`",
            key.span,
            "not known",
            suggest(key.text, BY_ID, "the rules are"),
        )
    )


def _notes(asked: source.Scalar) -> str:
    if asked.text in (_REQUIRED, "optional"):
        return asked.text
    raise fail(
        "notes", f"`notes` is `required` or `optional`, not `{asked.text}`", asked.span, "here"
    )
