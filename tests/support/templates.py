"""The project's templates with few layouts, for tests of what is not the template's.

Most of what a build or a check of a small deck takes goes into the layouts that it does not use.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from deckgen.template import Template
from tests.support.paths import PLAIN, ROOT, TEMPLATES

_FOLDER = ROOT / "build" / "templates"
_NAMED = re.compile(r"^[ -]*layout: ([\w ]+?)(?: #.*)?$", re.MULTILINE)


@cache
def with_layouts(*names: str, of: Path = PLAIN) -> Path:
    """A template with these layouts alone, made where it is not there yet."""
    mark = hashlib.sha256(of.read_bytes() + repr(names).encode()).hexdigest()[:12]
    path = _FOLDER / f"{of.stem}-{mark}.pptx"
    if not path.is_file():
        from pptx import Presentation  # some tests tell what is loaded where it is there

        made = Presentation(str(of))
        layouts = {layout.name: layout for layout in made.slide_layouts}
        assert {*names} <= {*layouts}, f"{of.name} has {sorted(layouts)}"
        for name, layout in layouts.items():
            if name not in names:
                made.slide_layouts.remove(layout)
        _FOLDER.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=_FOLDER, delete=False) as file:  # workers may make it at once
            made.save(file)
        Path(file.name).replace(path)
    return path


def with_layouts_of(*decks: Path, of: Path = TEMPLATES["briefing"]) -> Path:
    """A template with those of its layouts that decks name, each a file of YAML or their folder."""
    files = (file for deck in decks for file in (deck.rglob("*.yaml") if deck.is_dir() else [deck]))
    named = {name for file in files for name in _NAMED.findall(file.read_text(encoding="utf-8"))}
    return with_layouts(*sorted(named & _layout_names(of)), of=of)


@cache
def _layout_names(of: Path) -> set[str]:
    return {*Template.open(of).layouts}
