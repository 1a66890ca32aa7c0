"""Whether a package is sound: what editors need and schema validators do not see.

Each module holds one family of invariants; `check` runs them all. A deck that deckgen writes has
no finding that its template does not have already, else `ensure` says that deckgen has a bug.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.opc.package import Package
from deckgen.soundness import _package_rules as package_rules
from deckgen.soundness import _slide_rules as slide_rules
from deckgen.soundness._package_rules import Anatomy

FAMILIES: tuple[Callable[[Anatomy], Iterator[Diagnostic]], ...] = (
    package_rules.check_anatomy,
    package_rules.check_content_types,
    package_rules.check_relationships,
    package_rules.check_presentation,
    package_rules.check_sections,
    slide_rules.check_notes,
    slide_rules.check_comments,
    slide_rules.check_shapes,
    slide_rules.check_tables,
)


class Unsound(Exception):  # noqa: N818 - it says what the deck is
    """deckgen made a damaged deck: a bug of ours, whatever the author wrote."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Keep what was found; there is at least one."""
        super().__init__("; ".join(f"{d.message} ({d.place})" for d in diagnostics))
        self.diagnostics = diagnostics


def check(package: Package) -> Iterator[Diagnostic]:
    """What is wrong with a package: every invariant, and members that cannot be read."""
    whole = Anatomy(package)
    yield from _invariants(whole)
    yield from whole.unread()


def _invariants(whole: Anatomy) -> Iterator[Diagnostic]:
    for family in FAMILIES:
        yield from family(whole)


def ensure(package: Package, template: Callable[[], Package]) -> None:
    """Raise `Unsound` where a package has a finding that its template does not have.

    `template` gives the template as it was before the deck was made of it; it is asked only
    where there are findings. Media are copied as they are, and not read for this.
    """
    found = list(_invariants(Anatomy(package)))
    if found:
        inherited = {(d.code, d.message) for d in _invariants(Anatomy(template()))}
        ours = [d for d in found if (d.code, d.message) not in inherited]
        if ours:
            raise Unsound(*ours)


__all__ = ["FAMILIES", "Unsound", "check", "ensure"]
