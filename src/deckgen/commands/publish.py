"""`deckgen publish`: a copy of a deck without internal data, for people outside."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from deckgen import files
from deckgen.presentation import integrity, redact
from deckgen.presentation.redact import RedactionOptions, RedactionReport
from deckgen.project import Finish, open_or_build
from deckgen.project.output import check_new


class PublishResult(Struct, frozen=True):
    """The copy that was written, the number of its slides, and what was removed from it."""

    path: Path
    slides: int
    redaction: RedactionReport


def publish(
    source: Path,
    output: Path,
    options: RedactionOptions,
    *,
    variant: str | None = None,
    finish: Finish = None,
    force: bool = False,
) -> PublishResult:
    """Write a copy of a deck, or of a presentation, without internal data.

    `options` say what is removed beside comments, authors, tags and the like; `finish` finishes a
    deck, as for `build`. Raises `Problem`
    where the deck does not build, and, without `force`, where `output` exists.
    """
    integrity.check_suffix(output)
    check_new(output, force=force)
    opened = open_or_build(source, variant=variant, finish=finish, output=output)
    package = opened.package
    redaction = redact.redact(package, options)
    integrity.convert(package, opened.path, output)
    integrity.drop_broken_signatures(package)
    files.write(output, package.save())
    slides = len(package.slides)
    return PublishResult(output, slides, redaction)
