"""An office process of our own, with the desktop that loads and saves decks."""

from __future__ import annotations

import contextlib
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]


class Office:
    """LibreOffice with a profile of its own; ended by `close`."""

    def __init__(self, profile: Path) -> None:
        self.folder = profile
        pipe = f"deckgen{profile.name}{random.SystemRandom().randrange(10**9)}"
        self.process = subprocess.Popen(
            [
                "soffice", "--headless", "--norestore", "--nologo", "--nodefault",
                f"-env:UserInstallation={profile.resolve().as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        place = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        for _ in range(300):  # the office tells nobody when it is ready
            try:
                self.context = resolver.resolve(place)
                break
            except Exception:
                time.sleep(0.2)
        else:
            raise SystemExit("the office did not start")
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.dispatcher = self.service("com.sun.star.frame.DispatchHelper")

    def service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def load(self, deck: Path) -> Any:
        for lock in deck.parent.glob(".~lock.*"):  # a stale one makes a load return None
            lock.unlink()
        document = self.desktop.loadComponentFromURL(_url(deck), "_blank", 0, _values(Hidden=False))
        if document is None:
            raise SystemExit(f"the office did not load {deck}")
        return document

    def save(self, document: Any, deck: Path) -> None:
        document.storeToURL(_url(deck), _values(FilterName="Impress MS PowerPoint 2007 XML"))

    def graphic(self, picture: Path) -> Any:
        """A picture as the office holds it."""
        provider = self.service("com.sun.star.graphic.GraphicProvider")
        return provider.queryGraphic(_values(URL=_url(picture)))

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _url(path: Path) -> str:
    return str(uno.systemPathToFileUrl(str(path.resolve())))


def _values(**options: object) -> tuple[Any, ...]:
    found = []
    for name, value in options.items():
        item = PropertyValue()
        item.Name, item.Value = name, value
        found.append(item)
    return tuple(found)
