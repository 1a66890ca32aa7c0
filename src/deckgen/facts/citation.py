"""The source line of a slide, written from the facts on it.

`Source: ICE ERO. FY 2018. As of 30 September 2018. [e] estimated.`, or where the sources of a slide
speak of different times, `Sources: Case system (as of 3 May 2025); ICE ERO (FY 2018).` The same
facts give the same line, in whatever order the slide names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from deckgen.facts.dates import format_day
from deckgen.facts.fact import Fact, Origin
from deckgen.facts.status import Status


class _Words(NamedTuple):
    """How a language says it: `days` for one date, two, and a range; `statuses` as in `Status`."""

    language: str
    source: str
    sources: str
    days: tuple[str, str, str]
    statuses: tuple[str, ...]
    pattern: str = "long"


_ENGLISH = _Words(
    "en", "Source", "Sources", ("as of {}", "as of {} and {}", "as of {} to {}"),
    ("", "revised", "break in series", "provisional", "estimated", "low reliability",
     "confidential"),
    "d MMMM y",  # not American English's own, whose commas would look like those of a list
)  # fmt: skip
_LANGUAGES = {
    words.language: words
    for words in (
        _ENGLISH,
        _Words(
            "de", "Quelle", "Quellen", ("Stand {}", "Stand {} und {}", "Stand {} bis {}"),
            ("", "revidiert", "Zeitreihenbruch", "vorläufig", "geschätzt",
             "eingeschränkt verlässlich", "vertraulich"),
        ),
        _Words(
            "es", "Fuente", "Fuentes", ("al {}", "al {} y al {}", "del {} al {}"),
            ("", "revisado", "ruptura de la serie", "provisional", "estimado", "poco fiable",
             "confidencial"),
        ),
        _Words(
            "fr", "Source", "Sources", ("au {}", "au {} et au {}", "du {} au {}"),
            ("", "révisé", "rupture de série", "provisoire", "estimé", "peu fiable",
             "confidentiel"),
        ),
    )
}  # fmt: skip


def source_line(facts: Iterable[Fact], *, language: str) -> str:
    """The sources, periods, dates and status letters of the facts; empty where they give none.

    English, German, Spanish and French are known; a deck in another language gets an English line.
    A fact without a source goes unnamed beside facts that have one.
    """
    words = _LANGUAGES.get(language.split("-")[0].lower())
    if words is None:
        words, language = _ENGLISH, _ENGLISH.language
    origins = dict.fromkeys(origin for fact in facts for origin in fact.origins)
    sources = sorted({o.source for o in origins if o.source}, key=lambda s: (s.casefold(), s))
    details = [_details([o for o in origins if o.source == s], words, language) for s in sources]
    if not sources:
        sentences = _details(origins, words, language)
    elif all(detail == details[0] for detail in details):
        sentences = [_named("; ".join(sources), len(sources), words), *details[0]]
    else:
        each = [f"{s} ({', '.join(d)})" if d else s for s, d in zip(sources, details, strict=True)]
        sentences = [_named("; ".join(each), len(each), words)]
    statuses = _statuses(origins, words)
    return " ".join(_sentence(text) for text in [*sentences, *statuses])


def _named(sources: str, count: int, words: _Words) -> str:
    return f"{words.source if count == 1 else words.sources}: {sources}"


def _details(origins: Iterable[Origin], words: _Words, language: str) -> list[str]:
    """The periods and the dates that the origins speak for."""
    origins = list(origins)
    periods = sorted({o.period for o in origins if o.period})
    days = sorted({o.as_of for o in origins if o.as_of})
    return [*([", ".join(periods)] if periods else []), *_dates(days, words, language)]


def _dates(days: Sequence[date], words: _Words, language: str) -> list[str]:
    """Up to two dates; of more, the first and the last."""
    if not days:
        return []
    ends = days if len(days) <= 2 else (days[0], days[-1])
    template = words.days[min(len(days), 3) - 1]
    return [template.format(*(format_day(day, words.pattern, language) for day in ends))]


def _statuses(origins: Iterable[Origin], words: _Words) -> list[str]:
    """The letters of the statuses and what they mean, from the firmest."""
    present = {origin.status for origin in origins} - {Status.NORMAL}
    marks = [f"[{s.value}] {words.statuses[s.weakness]}" for s in Status if s in present]
    return [", ".join(marks)] if marks else []


def _sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
