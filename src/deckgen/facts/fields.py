"""What is printed beside values: fields of facts, `${id:period}`, and of the deck, `${deck:date}`.

A reviewer's edit of such a text is read back as the field's new text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deckgen.diagnostics import Place, Problem, error, near, suggest
from deckgen.facts import references
from deckgen.facts.dates import NAMED_PATTERNS, days_printed_as, format_day
from deckgen.facts.model import Fact
from deckgen.facts.numbers import is_pending
from deckgen.facts.references import DECK, Words
from deckgen.source.nodes import ScalarNode

DATE_STYLE = "long"
"""How a date of a fact or of the deck prints where nobody says otherwise."""
_DECK_FIELDS = ("date", "as_of")
_WORD = re.compile("[a-z_]{4,}")


@dataclass(frozen=True, slots=True)
class DeckDates:
    """What a deck says of dates: its language and style, its own day, and its date as typed.

    `printed` is its `date:`, None while that itself is being read, and "" where there is none.
    """

    language: str = "en-US"
    style: str = DATE_STYLE
    as_of: date | None = None
    printed: str | None = ""

    def format(self, day: date, pattern: str | None, place: Place) -> str:
        """The day as a reference prints it, by its own pattern or by the deck's style."""
        return format_day(day, self.style if pattern is None else pattern, self.language, place)


def of_fact(fact: Fact, words: Words, dates: DeckDates, place: Place) -> str:
    """What `${id:field}` prints. Raises `Problem` at `place` where the fact has no such field."""
    pending = _pending(fact, words.field)
    if pending:
        return pending
    if words.field == "as_of":
        if fact.as_of is None:
            raise _missing(fact, words.field, place)
        return dates.format(fact.as_of, words.format, place)
    texts = fact.periods if words.field == "period" else fact.sources
    if len(texts) != 1:
        raise _missing(fact, words.field, place, texts)
    if words.format is not None:
        raise _takes_no_format(f"the {words.field} of a fact", fact.id, words, place)
    return texts[0]


def of_deck(words: Words, dates: DeckDates, place: Place) -> str:
    """What `${deck:field}` prints. Raises `Problem` at `place` where the deck has no such field."""
    if words.field not in _DECK_FIELDS:
        raise error(
            "unknown-field",
            f"the deck has no `{words.field}` to print" if words.field else "`deck` is no fact",
            at=place,
            label="not known",
            help=suggest(words.field, [f"{DECK}:{field}" for field in _DECK_FIELDS], "there are"),
        )
    if words.field == "as_of" and dates.as_of is not None:
        return dates.format(dates.as_of, words.format, place)
    if words.field == "date" and dates.printed is None:
        raise error(
            "cycle",
            "`date` would print itself",
            at=place,
            label="goes round",
            help=f"write the date as it prints, or `{references.written('deck:as_of')}`",
        )
    if words.field == "as_of" or not dates.printed:
        example = {"as_of": "2020-03-06", "date": "6 March 2020"}[words.field]
        raise error(
            "missing-field",
            f"the deck has no `{words.field}`",
            at=place,
            label="nothing to print",
            help=f"add `{words.field}: {example}` to deck.yaml",
        )
    if words.format is not None:
        raise _takes_no_format("the deck's `date`, which prints as typed,", DECK, words, place)
    return dates.printed


def refuse_misspelt(name: str, spec: str, place: Place) -> None:
    """Raise `Problem` where a format is a misspelt field."""
    meant = near(spec, references.FIELDS) if _WORD.fullmatch(spec) else None
    if meant is not None and spec not in NAMED_PATTERNS:
        raise error(
            "unknown-field",
            f"a fact has no `{spec}` to print",
            at=place,
            label="not known",
            help=(
                f"did you mean `{references.written(f'{name}:{meant}')}`?",
                *suggest("", references.FIELDS, "its fields are"),
            ),
        )


def _pending(fact: Fact, field: str) -> str:
    """The text of a field that is still to come, "" where it is there or left out."""
    own = fact.entry.node.get(field)
    return own.text.strip() if isinstance(own, ScalarNode) and is_pending(own.text) else ""


def _missing(fact: Fact, field: str, place: Place, texts: Sequence[str] = ()) -> Problem:
    name = fact.id
    example = {"period": "FY 2018", "as_of": "2018-09-30", "source": "ICE ERO"}[field]
    if texts:
        listed = ", ".join(f"`{text}`" for text in texts)
        return error(
            "missing-field",
            f"`{name}` has no single `{field}`: the facts that it is computed from have {listed}",
            at=place,
            label="several to print",
            help=(
                f"give `{name}` its own, such as `{field}: {texts[0]}` ({fact.place('id')})",
                "or print that of one of its facts",
            ),
        )
    return error(
        "missing-field",
        f"the fact `{name}` has no `{field}`",
        at=place,
        label="nothing to print",
        help=f"add it to the fact, such as `{field}: {example}` ({fact.place('id')})",
    )


def _takes_no_format(what: str, name: str, words: Words, place: Place) -> Problem:
    return error(
        "bad-format",
        f"{what} takes no format",
        at=place,
        label="a format",
        help=f"write `{references.written(f'{name}:{words.field}')}`",
    )


def day_printed(text: str, before: date, words: Words, dates: DeckDates) -> date | None:
    """The day that prints as a text where `before` was printed; None where none does, or several.

    Of several days, as for `MMM yyyy`, it is the one with the same number in its month, or the
    last of the month where the earlier day was that.
    """
    pattern = dates.style if words.format is None else words.format
    days = days_printed_as(text, before, pattern, dates.language)
    if len(days) > 1:
        last = _is_month_end(before)
        days = [day for day in days if (_is_month_end(day) if last else day.day == before.day)]
    return days[0] if len(days) == 1 else None


def _is_month_end(day: date) -> bool:
    return day == date.max or date.fromordinal(day.toordinal() + 1).day == 1
