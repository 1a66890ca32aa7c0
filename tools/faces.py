"""Copy the faces of packages/faces from the Debian packages that hold them.

    python tools/faces.py [FOLDER]

Needs apt-get and dpkg-deb; nothing is installed. The files are copied as they are, with the
licence of each beside them as Debian states it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "packages" / "faces" / "src" / "deckgen_faces"
PACKAGES = {
    "fonts-crosextra-carlito": "Carlito-*.ttf",
    "fonts-liberation2": "LiberationSans-*.ttf",  # fonts-liberation is an older one, under the GPL
}


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else FOLDER
    with tempfile.TemporaryDirectory() as name:
        unpacked = Path(name)
        subprocess.run(["apt-get", "download", *PACKAGES], cwd=unpacked, check=True)
        for package, pattern in PACKAGES.items():
            archive = next(unpacked.glob(f"{package}_*.deb"))
            subprocess.run(["dpkg-deb", "-x", str(archive), str(unpacked / package)], check=True)
            for file in sorted((unpacked / package).rglob(pattern)):
                shutil.copyfile(file, folder / file.name)
                print(folder / file.name)
            licence = unpacked / package / "usr" / "share" / "doc" / package / "copyright"
            family = pattern.partition("-")[0]
            shutil.copyfile(licence, folder / f"OFL-{family}.txt")


if __name__ == "__main__":
    main(sys.argv[1:])
