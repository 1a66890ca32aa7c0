"""The briefing of a git revision, built by this program, by that revision's, and by plain.py.

Its content is that of the revision too, which both programs can read. plain.py is given what
stands on each slide, ready to be set; both decks must say the same.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from deckgen.content import Content
from deckgen.content.chart import model
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, each, find
from deckgen.project import Project
from deckgen.template import named_slides
from tools.bench import said
from tools.bench.contenders import DECKGEN
from tools.bench.runs import ROOT, Contender

PLAIN = Path(__file__).with_name("plain.py")
EDITED = "slides/overview.yaml"


def contenders(folder: Path, revision: str) -> tuple[Contender, Contender]:
    """The first build, and the plain script of the same slides; they say the same.

    Where git does not have the revision, the content is that of the working tree.
    """
    unpack(revision, ("content", "templates"), folder)
    for name in ("content", "templates"):
        if not (folder / name).exists():
            shutil.copytree(ROOT / name, folder / name)
    ours = first(folder, "deckgen", {})
    ours.prepare(0)
    subprocess.run(ours.command, check=True)
    content, out = folder / "content.json", folder / "plain.pptx"
    content.write_text(json.dumps(described(folder)), encoding="utf-8")
    template = folder / "templates" / "briefing.pptx"
    command = (sys.executable, str(PLAIN), str(content), str(template), str(out))

    def check() -> None:
        said.agree(out, said.read(folder / "deckgen.pptx"), "plain.py")

    return ours, Contender("python-pptx", command, check=check)


def first(folder: Path, name: str, environment: dict[str, str]) -> Contender:
    out, cache = folder / f"{name}.pptx", folder / f"cache {name}"

    def prepare(number: int) -> None:
        shutil.rmtree(cache, ignore_errors=True)
        out.unlink(missing_ok=True)

    deck = str(folder / "content" / "deck.yaml")
    command = (*DECKGEN, "build", deck, "--quiet", "--output", str(out))
    environment = {"XDG_CACHE_HOME": str(cache)} | environment
    return Contender(name, command, prepare, environment=environment)


def before(folder: Path, revision: str) -> Contender | None:
    """The program of the revision, with the same interpreter; none where git has it not."""
    tree = folder / "before"
    tree.mkdir()
    unpack(revision, ("src",), tree)
    if not (tree / "src").exists():
        return None
    return first(folder, "the program before", {"PYTHONPATH": str(tree / "src")})


def unpack(revision: str, names: tuple[str, ...], folder: Path) -> None:
    """Write folders of the project as they were at a git revision; none where git has it not."""
    words = f"git archive {revision} {' '.join(names)} | tar -x -C {folder}"
    subprocess.run(["/bin/sh", "-c", words], cwd=ROOT, capture_output=True, check=False)


def refresh(folder: Path) -> Contender:
    """Another word in one slide's title before each run; the cache and the last build stay."""
    path = folder / "content" / EDITED
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("Title: "))

    def prepare(number: int) -> None:
        path.write_text(text.replace(line, f"{line} {number}"), encoding="utf-8")

    ours = first(folder, "refresh", {})
    return Contender("refresh", ours.command, prepare, environment=ours.environment)


def described(folder: Path) -> list[dict[str, object]]:
    """What stands on each slide of the deck that deckgen built, ready to be set."""
    parts = named_slides(Package.open(folder / "deckgen.pptx"))
    found = []
    for slide in Project(folder / "content" / "deck.yaml").plan.slides:
        root = parts[slide.id][1].root
        slots = {name: setting(name, content, root) for name, content in slide.slots}
        notes = paragraphs(slide.notes) if slide.notes else []
        found.append({"id": slide.id, "layout": slide.layout, "slots": slots, "notes": notes})
    return found


def setting(name: str, content: Content, root: Element) -> dict[str, object]:
    if content.key == "text":
        return {"paragraphs": paragraphs(content)}
    if content.key == "chart":
        return chart(content)
    if content.key == "table":
        return {"table": [["".join(p.text for p in c.lines) for c in row] for row in content.rows]}
    return {"shapes": list(shapes(name, root))}


def paragraphs(content: Content) -> list[dict[str, object]]:
    return [
        {
            "level": line.level,
            "runs": [[r.text, r.style.bold, r.style.italic, r.style.link] for r in line.runs],
        }
        for line in content.paragraphs()
    ]


def chart(content: Content) -> dict[str, object]:
    plot = content.plot
    return {
        "chart": plot.type.word,
        "categories": [run.text for run in plot.categories],
        "series": [[s.name.text, [number(v.text) for v in s.values]] for s in plot.series],
        "labels": [[run.text for run in s.labels] for s in plot.series],
        "format": plot.format or plot.series[0].code,
        "legend": plot.legend,
    }


def number(text: str) -> float:
    found = model.read(text)
    return float(found.value if found else Decimal(0))


def shapes(name: str, root: Element) -> Iterator[dict[str, object]]:
    group = next(
        g for g in each(root, "p:grpSp") if find(g, "p:nvGrpSpPr/p:cNvPr").get("name") == name
    )
    for shape in each(group, "p:sp"):
        off, ext = find(shape, "p:spPr/a:xfrm/a:off"), find(shape, "p:spPr/a:xfrm/a:ext")
        box = [int(off.get("x")), int(off.get("y")), int(ext.get("cx")), int(ext.get("cy"))]
        color = next((c.get("val") for c in each(find(shape, "p:spPr"), "a:schemeClr")), "")
        theme = {"tx1": "TEXT_1", "tx2": "TEXT_2", "bg1": "BACKGROUND_1", "bg2": "BACKGROUND_2"}
        word = theme.get(color, color.upper().replace("ACCENT", "ACCENT_"))
        yield {
            "name": find(shape, "p:nvSpPr/p:cNvPr").get("name"),
            "box": box,
            "text": "".join(t.text or "" for t in each(shape, "a:t")),
            "paths": list(paths(shape, box)),
            "closed": next(each(shape, "a:close"), None) is not None,
            "color": word,
        }


def paths(shape: Element, box: list[int]) -> Iterator[list[list[int]]]:
    for path in each(shape, "a:path"):
        current: list[list[int]] = []
        for step in path:
            points = [
                [box[0] + int(p.get("x")), box[1] + int(p.get("y"))] for p in each(step, "a:pt")
            ]
            if step.tag.endswith("moveTo") and current:
                yield current
                current = []
            current += points
        if len(current) > 1:
            yield current
