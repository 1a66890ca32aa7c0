"""Digital signatures: they hold for the bytes that were signed, so a changed deck loses them.

ECMA-376 part 2, 12: signatures hang on the package's relationship to a signature origin.
"""

from __future__ import annotations

from deckgen.diagnostics import Diagnostic, Severity, Spot
from deckgen.opc import Package

_ORIGIN = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"


def drop_broken(package: Package) -> list[Diagnostic]:
    """Take the signatures of a package out where its content changed, and say so."""
    signed = [item for item in package.rels if item.type == _ORIGIN]
    if not signed or not package.changed:
        return []
    for item in signed:
        package.rels.drop(item.id)
        package.drop_unreached({item.target})
    return [
        Diagnostic(
            "signature-dropped",
            "the template is digitally signed; the deck differs, so the signature was left out",
            Spot(package.name),
            helps=("sign the finished deck in PowerPoint: File > Info > Protect Presentation",),
            severity=Severity.WARNING,
        )
    ]
