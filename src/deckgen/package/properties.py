"""A file's own properties: docProps/core.xml and docProps/app.xml (ECMA-376 part 2, 11)."""

from __future__ import annotations

import datetime

from deckgen.embed import Embed
from deckgen.ooxml import NAMESPACES, find, find_all, qn, root, textual
from deckgen.opc import Package
from deckgen.plan import Plan

_CORE, _APP = "/docProps/core.xml", "/docProps/app.xml"
_WORDS = ("core-properties", "extended-properties", "thumbnail")
_CT_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_CT_APP = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
_REL_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def write(package: Package, plan: Plan, embed: Embed) -> None:
    """Give the package the plan's title, language and moment; thumbnails of others go.

    Without marks, the properties that are there stay, but for a title that changed.
    """
    if not embed.marks and _entitle(package, plan.title):
        return
    for item in package.rels:
        if item.word in _WORDS or item.target in (_CORE, _APP):
            package.rels.drop(item.id)
            if item.target in package.parts:
                package.drop(item.target)
    for name in (_CORE, _APP):  # where nothing led to them
        if name in package.parts:
            package.drop(name)
    core = root("cp:coreProperties", "cp", "dc", "dcterms", "xsi")
    stamp = _stamp(plan.moment) if plan.moment else None
    core.append(textual("dc:title", plan.title))
    core.append(textual("dc:language", plan.language))
    if stamp:
        for name in ("created", "modified"):
            core.append(textual(f"dcterms:{name}", stamp, {"xsi:type": "dcterms:W3CDTF"}))
    part = package.add(_CORE, _CT_CORE, core)
    package.rels.add(_REL_CORE, part.name)
    app = root("ep:Properties", default=NAMESPACES["ep"])
    app.append(textual("ep:Application", "deckgen"))
    app.append(textual("ep:Slides", str(len(plan.slides))))
    app.append(textual("ep:Notes", str(sum(1 for slide in plan.slides if slide.notes))))
    app.append(textual("ep:HiddenSlides", str(sum(slide.hidden for slide in plan.slides))))
    part = package.add(_APP, _CT_APP, app)
    package.rels.add("extended-properties", part.name)


def _entitle(package: Package, title: str) -> bool:
    """Set the title alone; whether the package has the properties for it, or needs none."""
    for item in package.rels.of("core-properties"):
        part = package.parts.get(item.target)
        if part is not None and title not in ("", read(package)[0].strip()):
            core = part.edit()
            for old in find_all(core, "dc:title"):
                core.remove(old)
            core.insert(0, textual("dc:title", title))
        if part is not None:
            return True
    return not title


def _stamp(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def application(package: Package) -> str:
    """The program that saved the file, "" where it does not say."""
    for item in package.rels.of("extended-properties"):
        part = package.parts.get(item.target)
        if part is not None:
            return part.root.findtext(qn("ep:Application")) or ""
    return ""


def read(package: Package) -> tuple[str, str, datetime.datetime | None]:
    """The title, the language and the moment of the file; "" and None where it has none."""
    for item in package.rels.of("core-properties"):
        part = package.parts.get(item.target)
        if part is not None:
            core = part.root
            title = core.findtext(qn("dc:title")) or ""
            language = core.findtext(qn("dc:language")) or ""
            modified = find(core, "dcterms:modified")
            return title, language, _moment(modified.text if modified is not None else None)
    return "", "", None


def _moment(text: str | None) -> datetime.datetime | None:
    try:
        found = datetime.datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
