"""What of a plan does not fit its template."""

from __future__ import annotations

from deckgen.diagnostics import Diagnostic
from deckgen.plan import Plan
from deckgen.plan.overflow import SlideFits
from deckgen.template import Template
from deckgen.textfit.autofit import KnownFits


def fit_diagnostics(plan: Plan, template: Template, *, strict: bool = False) -> list[Diagnostic]:
    """The diagnostics of all slides of a plan."""
    fits = SlideFits(template, KnownFits())
    return [found for slide in plan.slides for found in fits.diagnostics(slide, strict=strict)]
