"""Check on a folder of decks that extract and build give every part back.

    python tools/roundtrip.py FOLDER_OR_FILE... [--keep DIR] [--jobs N] [--render]

For each presentation: `extract`, then `build --embed none`, then compare part by part: XML as
canonical XML, relationships and [Content_Types].xml as sets, the rest byte for byte. Then the same
for a build with `embed: full`, which may add one item of customXml with its properties, and to
docProps/custom.xml. Each paragraph of text (`a:t`)
of a slide and its notes must stand in a slot or under `kept`. With `--render`, LibreOffice makes
a PDF of both decks, hidden slides and notes pages too, and each page must be the same to the pixel.
At the end it says how many characters of YAML the decks are, with how many named formats, and which
lines are the longest.
Exit status 1 where a deck fails.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from lxml import etree

from deckgen import template
from deckgen.commands.extract import extract
from deckgen.content.textbody import is_blank
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from deckgen.diagnostics import render as told
from deckgen.opc import archive
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, each, tag
from deckgen.presentation import marks
from deckgen.project import Project
from deckgen.source.writing import plain

SUFFIXES = (".pptx", ".potx", ".pptm", ".potm", ".ppsx", ".ppsm")
_SPACE = re.compile(r"\s+")


@dataclass
class Verdict:
    """What was found of one deck; texts are counted in characters without spaces."""

    deck: str
    refused: str = ""
    faults: list[str] = field(default_factory=list)
    slots: int = 0
    kept: int = 0
    special: int = 0
    pages: int = 0
    """How many pages LibreOffice made, all the same before and after."""
    unseen: str = ""
    """Why pages were not compared."""
    characters: int = 0
    """How long its YAML is."""
    formats: int = 0
    """How many formats have names in it."""
    longest: list[tuple[int, str]] = field(default_factory=list)
    """The longest lines of its YAML, each with its length."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path, help="keep what is extracted and built here")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--render", action="store_true", help="compare pages in LibreOffice too")
    options = parser.parse_args()
    decks = [d for p in options.paths for d in (sorted(p.rglob("*")) if p.is_dir() else [p])]
    decks = [d for d in decks if d.suffix.lower() in SUFFIXES and not d.name.startswith("~$")]
    with ProcessPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(partial(judge, keep=options.keep, render=options.render), decks))
    for verdict in verdicts:
        state = "refused" if verdict.refused else "FAILED" if verdict.faults else "ok"
        print(f"{state:8}{verdict.deck}: {share(verdict)}")
        for line in [verdict.refused] if verdict.refused else verdict.faults:
            print("        " + line.replace("\n", "\n        "))
        if verdict.unseen:
            print(f"        not compared as pages: {verdict.unseen}")
    opened = [v for v in verdicts if not v.refused]
    failed = [v for v in opened if v.faults]
    total = Verdict("all")
    for verdict in opened:
        total.slots += verdict.slots
        total.kept += verdict.kept
        total.special += verdict.special
    if options.render:
        unseen = sum(bool(v.unseen) for v in opened)
        pages = sum(v.pages for v in opened)
        print(f"{pages} pages the same to the pixel; {unseen} decks not compared as pages")
    characters, formats = sum(v.characters for v in opened), sum(v.formats for v in opened)
    print(f"{characters:,} characters of YAML, {formats} named formats; the longest lines:")
    for length, line in sorted((one for v in opened for one in v.longest), reverse=True)[:10]:
        print(f"{length:6} {line}")
    print(f"{len(decks)} decks, {len(opened)} opened, {len(failed)} failed; text: {share(total)}")
    return 1 if failed or not opened else 0


def share(verdict: Verdict) -> str:
    shown = verdict.slots + verdict.kept
    if not shown + verdict.special:
        return "no text"
    part = 100 * verdict.slots / shown if shown else 100.0
    everything = 100 * verdict.slots / (shown + verdict.special)
    return (
        f"{part:.1f} % in slots outside SmartArt, OLE and equations, "
        f"{everything:.1f} % in slots and {100 - everything:.1f} % kept of all"
    )


def judge(deck: Path, keep: Path | None = None, *, render: bool = False) -> Verdict:
    verdict = Verdict(deck.name)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (keep or Path(temporary)) / deck.stem
        try:
            Package.open(deck)
        except Problem as problem:
            verdict.refused = "\n".join(told(d) for d in problem.diagnostics)
            return verdict
        try:
            extract(deck, folder, force=True)
            built = folder / f"built{deck.suffix.lower()}"
            project = Project(folder / "deck.yaml")
            built.write_bytes(project.pack(built, EmbedMode.NONE).data)
            marked = project.pack(built, EmbedMode.FULL).data
        except Problem as problem:
            verdict.faults = [told(d) for d in problem.diagnostics]
            return verdict
        measure(folder, verdict)
        verdict.faults += differences(deck.read_bytes(), built.read_bytes())
        verdict.faults += beside_marks(deck.read_bytes(), marked)
        verdict.faults += texts(built, project, verdict)
        if render:
            compare_pages(deck, built, Path(temporary), verdict)
    return verdict


def measure(folder: Path, verdict: Verdict) -> None:
    """Count the characters of a folder's YAML, and find its ten longest lines."""
    for path in folder.rglob("*.yaml"):
        text = path.read_text("utf-8")
        verdict.characters += len(text)
        if path.name == "formats.yaml":
            verdict.formats += len(text.splitlines())
        where = f"{verdict.deck}/{path.name}"
        verdict.longest += [(len(line), f"{where}: {line[:80]}") for line in text.split("\n")]
    verdict.longest = sorted(verdict.longest, reverse=True)[:10]


def differences(before: bytes, after: bytes) -> list[str]:
    old, new = archive.read(before), archive.read(after)
    found = [f"{name} is gone" for name in sorted(set(old) - set(new))]
    found += [f"{name} is new" for name in sorted(set(new) - set(old))]
    for name in sorted(set(old) & set(new)):
        one, two = old[name].data(), new[name].data()
        if one != two and comparable(name, one) != comparable(name, two):
            found.append(f"{name} differs")
    return found


def beside_marks(before: bytes, after: bytes) -> list[str]:
    """The faults of a deck that has marks: what differs besides them."""
    old, new = Package.load(before, "before"), Package.load(after, "after")
    signed = any(item.word == "origin" for item in old.rels)
    for package in (old, new):
        marks.remove_stored(package)
    named = ("[Content_Types].xml", "_rels/.rels", "ppt/_rels/presentation.xml.rels")
    found = differences(old.save(), new.save())
    allowed = {f"{name} differs" for name in (*named, _CUSTOM)} | {f"{_CUSTOM} is new"}
    return [f"with marks, {fault}" for fault in found if not signed and fault not in allowed]


_CUSTOM = "docProps/custom.xml"


def comparable(name: str, data: bytes) -> object:
    if not name.endswith((".xml", ".rels", ".vml")):
        return data
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return data
    if name.endswith(".rels") or name == "[Content_Types].xml":
        return Counter(tuple(sorted(child.attrib.items())) for child in root)
    return etree.tostring(root, method="c14n2")


def compare_pages(before: Path, after: Path, folder: Path, verdict: Verdict) -> None:
    """Fault the pages that LibreOffice makes otherwise of the two decks."""
    old, new = pages(before, folder / "before"), pages(after, folder / "after")
    if not old:
        verdict.unseen = "LibreOffice makes no pages of the deck as it was"
        return
    differing = [n for n, pair in enumerate(zip(old, new, strict=False), 1) if pair[0] != pair[1]]
    if len(old) != len(new):
        verdict.faults.append(f"LibreOffice makes {len(new)} pages, not {len(old)}")
    elif differing and (fields := changing_fields(before)):
        verdict.unseen = f"fields change by themselves: {', '.join(fields)}"
    elif differing:
        verdict.faults.append(f"pages look different: {', '.join(map(str, differing))}")
    else:
        verdict.pages = len(old)


def pages(deck: Path, folder: Path) -> list[bytes]:
    """The pages of a deck as PNG files; none where LibreOffice does not open it."""
    folder.mkdir()
    copy = shutil.copyfile(deck, folder / f"deck{deck.suffix.lower()}")
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    run = ["soffice", profile, "--headless", "--convert-to", _PDF, "--outdir", str(folder)]
    subprocess.run([*run, str(copy)], check=True, capture_output=True, timeout=300)
    pdf = folder / "deck.pdf"
    if not pdf.exists():
        return []
    command = ["pdftoppm", "-png", "-r", "48", str(pdf), str(folder / "page")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [page.read_bytes() for page in sorted(folder.glob("page-*.png"))]


_PDF = "pdf:impress_pdf_Export:" + json.dumps(
    {
        name: {"type": "boolean", "value": "true"}
        for name in ("ExportHiddenSlides", "ExportNotesPages")
    }
)


def changing_fields(deck: Path) -> list[str]:
    """The kinds of fields in a deck that show the time of day."""
    members = archive.read(deck.read_bytes()).items()
    text = b"".join(member.data() for name, member in members if name.endswith(".xml"))
    return sorted({kind.decode() for kind in _CHANGING.findall(text)})


_CHANGING = re.compile(rb'<a:fld\s[^>]*type="(datetime\d*)"')


def texts(built: Path, project: Project, verdict: Verdict) -> list[str]:
    """The paragraphs that stand neither in a slot nor under `kept`."""
    package = Package.open(built)
    parts = [part for _, part in template.named_slides(package).values()]
    missing = []
    for slide, written, part in zip(project.plan.slides, project.deck.slides, parts, strict=True):
        slots = [line for _, content in slide.slots for line in content.paragraphs()]
        if slide.notes and not is_blank(slide.notes.lines):
            slots += slide.notes.paragraphs()
        shown = Counter(squeezed(line.text) for line in slots)
        kept = squeezed("".join(leaves(plain(written.kept)))) if written.kept else ""
        for root in [part.root, *(n.root for n in package.related(part, "notesSlide"))]:
            for text, raw, special in paragraphs(root):
                if not text or text == _NUMBER:
                    continue
                if special:
                    verdict.special += len(text)
                elif shown[text]:
                    shown[text] -= 1
                    verdict.slots += len(text)
                elif raw in kept:
                    verdict.kept += len(text)
                else:
                    missing.append(f"slide `{slide.id}`: neither in a slot nor kept: {text[:80]!r}")
    return missing


def leaves(data: object) -> list[str]:
    """The texts of plain data."""
    if isinstance(data, dict):
        data = list(data.values())
    return (
        [text for item in data for text in leaves(item)] if isinstance(data, list) else [str(data)]
    )


def paragraphs(root: Element) -> list[tuple[str, str, bool]]:
    """Each paragraph's text, the same with fields as cached, and whether it is an equation's
    or an object's."""
    found = []
    for paragraph in each(root, "a:p"):
        special = any(tag(a) in _SPECIAL for a in paragraph.iterancestors())
        equation = any(True for _ in each(paragraph, "mc:AlternateContent", "a14:m"))
        line = "".join(spoken(child) for child in paragraph)
        raw = "".join(t.text or "" for t in each(paragraph, "a:t"))
        found.append((squeezed(line), squeezed(raw), special or equation))
    return found


_SPECIAL = ("mc:AlternateContent",)
_NUMBER = "‹#›"
"""A slide number alone, which is no text that could be lost."""


def spoken(child: Element) -> str:
    name = tag(child)
    if name == "a:fld" and child.get("type") == "slidenum":
        return _NUMBER
    return "".join(t.text or "" for t in each(child, "a:t"))


def squeezed(text: str) -> str:
    return _SPACE.sub("", text)


if __name__ == "__main__":
    sys.exit(main())
