"""Inherited looks as plain data, to be kept in a presentation."""

from __future__ import annotations

from typing import Any

from deckgen.looks.inherited import Inherited, Level
from deckgen.looks.theme import Theme

Data = Any
"""What JSON can hold."""


def theme_data(theme: Theme) -> Data:
    """A theme as plain data."""
    return {"colors": dict(theme.colors), "fonts": dict(theme.fonts)}


def theme_of(data: Data) -> Theme:
    """The theme that `theme_data` put away."""
    return Theme(data["colors"], data["fonts"])


def data_of(inherited: Inherited) -> Data:
    """An inherited look as plain data, its theme and size left out."""
    data: dict[str, Data] = {"levels": [_level_data(level) for level in inherited.levels]}
    if inherited.regions:
        data["regions"] = {name: _level_data(level) for name, level in inherited.regions.items()}
    return data


def inherited_of(data: Data, theme: Theme, width: int = 0, height: int = 0) -> Inherited:
    """The inherited look that `data_of` put away, in a place of that size."""
    regions = {name: _level_of(level) for name, level in data.get("regions", {}).items()}
    levels = tuple(_level_of(level) for level in data["levels"])
    return Inherited(theme, levels, regions, width, height)


def _level_data(level: Level) -> Data:
    return [dict(sorted(level.paragraph.items())), dict(sorted(level.run.items()))]


def _level_of(data: Data) -> Level:
    return Level(data[0], data[1])
