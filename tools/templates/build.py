"""Write the templates: two into templates/, plain.pptx where `deckgen new` takes it from.

Usage: python tools/templates/build.py [FOLDER]        (all into FOLDER)
"""

import sys
from pathlib import Path

import briefing
import plain
import warm
from design.package import write

ROOT = Path(__file__).parents[2]
FOLDERS = (
    (briefing.DESIGN, ROOT / "templates"),
    (warm.DESIGN, ROOT / "templates"),
    (plain.DESIGN, ROOT / "src" / "deckgen" / "commands" / "data"),
)


def main(arguments: list[str]) -> None:
    """Write every template into its folder, or all into the one that is named."""
    for design, own in FOLDERS:
        path = (Path(arguments[0]) if arguments else own) / f"{design.name}.pptx"
        write(design, path)
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
