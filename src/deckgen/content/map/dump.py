"""A map as the YAML that parses to it; what is as it would be without a word is left out."""

from __future__ import annotations

from collections.abc import Iterable

from deckgen.content import flags
from deckgen.content.map import areas, cells, points, regions, wishes, words
from deckgen.content.map.model import Labels, MapModel, usual_detail
from deckgen.source import Plainly


def dump(model: MapModel) -> dict[str, Plainly]:
    """The mapping of a map."""
    highlighted = model.marks or any(point.highlighted for point in model.points)
    usual = usual_detail(model.ground)
    entries: dict[str, Plainly | None] = {
        "map": model.ground.value,
        "of": _of(model) if model.of else None,
        "areas": _lines(areas.titles(model.ground, model.only)) if model.only else None,
        "points": points.dump(model.points) if model.points else None,
        "routes": points.dump_routes(model.routes) if model.routes else None,
        "regions": regions.dump(model.regions, model.ground) if model.regions else None,
        "highlight": words.dump_highlight(model) if highlighted else None,
        "detail": model.detail.value if model.detail is not usual else None,
        "label": model.label.value if model.label is not Labels.NAMES else None,
        "labels": wishes.dump(model),
        "arrows": flags.dump(value=True) if model.arrows else None,
        "legend": flags.dump(value=True) if model.legend else None,
        "alt": cells.typed(model.alt) or None,
    }
    return {key: value for key, value in entries.items() if value is not None}


def _of(model: MapModel) -> Plainly:
    if model.of == areas.contiguous():
        return areas.CONTIGUOUS
    return _lines(areas.state_names(model.of))


def _lines(names: Iterable[str]) -> Plainly:
    """A line for each name; a single one stands on the key's own line."""
    lines = cells.write([name] for name in names)
    text = lines.text.removesuffix("\n")
    return lines if "\n" in text else text
