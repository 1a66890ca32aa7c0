"""What of a map will not show as meant in a slot: labels without room, and pinned ones in the way.

A label without room is in the presentation all the same, hidden: the Selection Pane shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.content.map import labels as map_labels
from deckgen.content.map import layout
from deckgen.content.map.labels import Subject
from deckgen.content.map.model import MapModel
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.geo import Box
from deckgen.model import Slot

_CODE = "MAP-LABEL"


def misfits(model: MapModel, slot: Slot) -> Iterator[Diagnostic]:
    """A warning for each label that has no room, covers something, or leaves the map."""
    labels = layout.lay_out(model, Box.from_emu(*slot.box)).labels
    for tag in labels.tags:
        if tag.place is None:
            name = tag.subject.name
            yield _warning(
                f"there is no room for the label of `{name}`", tag.subject, model, "left out",
                f"say under `labels:` where it goes, such as `{name} | 12 -8`, or that it goes "
                f"away: `{name} | none`",
                "`label: codes`, fewer points or a larger slot make room",
            )  # fmt: skip
    for one, other in labels.clashes:
        yield _warning(
            f"the label of `{one.name}` lies over `{other.name}`", one, model, "pinned there",
            "pin it elsewhere under `labels:`, or leave its place empty to have one found",
        )  # fmt: skip
    for one in labels.outside:
        yield _warning(
            f"the label of `{one.name}` leaves the map or covers the legend", one, model,
            "pinned there", "pin it elsewhere under `labels:`",
        )  # fmt: skip


def _warning(
    message: str, subject: Subject, model: MapModel, label: str, *helps: str
) -> Diagnostic:
    return Diagnostic(_CODE, message, _span(subject, model), label, helps, Severity.WARNING)


def _span(subject: Subject, model: MapModel) -> Span | None:
    """Where the author named what a label is for."""
    named: dict[tuple[str, str], Span | None] = {
        **{(map_labels.POINT, one.name): one.span for one in model.points},
        **{(map_labels.REGION, one.name): one.span for one in model.regions},
        **{(map_labels.AREA, one.fips): one.span for one in model.marks},
    }
    key = subject.name.rpartition("(")[2].rstrip(")")
    return named.get((subject.what, subject.name)) or named.get((subject.what, key))
