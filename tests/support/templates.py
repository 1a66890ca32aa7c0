"""The project's templates with few layouts, for tests of what is not the template's.

Most of what a build or a check of a small deck takes goes into the layouts that it does not use.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.support.paths import PLAIN, ROOT

_FOLDER = ROOT / "build" / "templates"


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
