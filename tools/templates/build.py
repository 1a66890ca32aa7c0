"""Write templates/briefing.pptx and templates/plain.pptx.

Usage: python tools/templates/build.py [FOLDER]        (default: templates/)
"""

import sys
from pathlib import Path

import briefing
import plain
from design.package import write

TEMPLATES = Path(__file__).parents[2] / "templates"


def main(arguments: list[str]) -> None:
    """Write every template into a folder."""
    folder = Path(arguments[0]) if arguments else TEMPLATES
    for design in (briefing.DESIGN, plain.DESIGN):
        path = folder / f"{design.name}.pptx"
        write(design, path)
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
