"""Invariants of a package that editors rely on and schema validators do not check.

`check` runs them all; one module holds those of the package, the other those of slides. A deck that
deckgen writes has no finding that its template does not have too: `ensure` raises where it has.
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
        """Keep the findings; there is at least one."""
        super().__init__("; ".join(f"{d.message} ({d.place})" for d in diagnostics))
        self.diagnostics = diagnostics


def check(package: Package) -> Iterator[Diagnostic]:
    """The violations of every invariant, and the members that cannot be unpacked."""
    anatomy = Anatomy(package)
    yield from _invariants(anatomy)
    yield from anatomy.unreadable_members()


def _invariants(anatomy: Anatomy) -> Iterator[Diagnostic]:
    for family in FAMILIES:
        yield from family(anatomy)


def ensure(package: Package, template: Callable[[], Package]) -> None:
    """Raise `Unsound` where a package has a finding that its template does not have.

    `template` gives the template's own package; it is called only where there are findings.
    Members that are not XML are not read.
    """
    found = list(_invariants(Anatomy(package)))
    if found:
        inherited = {(d.code, d.message) for d in _invariants(Anatomy(template()))}
        ours = [d for d in found if (d.code, d.message) not in inherited]
        if ours:
            raise Unsound(*ours)


__all__ = ["FAMILIES", "Unsound", "check", "ensure"]
