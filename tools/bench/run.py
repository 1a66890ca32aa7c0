"""Time `deckgen build` on the briefing against plain python-pptx that makes the same slides.

    make bench            (or: python tools/bench/run.py [--runs N])

Whole processes, run in turn, each a fresh interpreter; the figures are the operating system's own
of each finished process. Both decks are then read back and must say the same. Also: the time of
`deckgen --help` against a bare click program's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pptx import Presentation

from deckgen.content import Content
from deckgen.content.chart import model
from deckgen.opc.package import Package
from deckgen.opc.xml import Element, each, find
from deckgen.plan import Slide
from deckgen.project import Project
from deckgen.template import named_slides

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BARE = "import click\n@click.group()\ndef main(): 'A bare program.'\nmain()\n"


@dataclass(frozen=True)
class Figure:
    """What one process took: seconds on the clock and of the processor, and memory in MB."""

    wall: float
    cpu: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    machine = f"{platform.machine()}, {os.cpu_count()} processors"
    print(f"{machine}, Python {platform.python_version()}")
    print(f"{runs} runs of each in turn; median (least to most)\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "content", folder / "content")
        shutil.copytree(ROOT / "templates", folder / "templates")
        deck = folder / "content" / "deck.yaml"
        print("the briefing")
        race(deck, None, folder, runs)
        maps = [slide.id for slide in Project(deck).plan.slides if has_map(slide)]
        overlay = "".join(f"  - {slide}\n" for slide in maps)
        text = f"extends: ../deck.yaml\nremove:\n{overlay}"
        (folder / "content" / "variants" / "bench.yaml").write_text(text)
        print("the briefing without its maps")
        race(deck, "bench", folder, runs)
        bare = folder / "bare.py"
        bare.write_text(BARE)
        helps = [sys.executable, "-m", "deckgen", "--help"]
        table("deckgen --help", helps, "bare click", [sys.executable, str(bare), "--help"], runs)


def race(deck: Path, variant: str | None, folder: Path, runs: int) -> None:
    ours, plain, content = folder / "ours.pptx", folder / "plain.pptx", folder / "content.json"
    build = [sys.executable, "-m", "deckgen", "build", str(deck), "-q", "--force", "-o", str(ours)]
    build += ["--variant", variant] if variant else []
    subprocess.run(build, check=True)
    content.write_text(json.dumps(described(deck, variant, ours)), encoding="utf-8")
    template = folder / "templates" / "briefing.pptx"
    script = [sys.executable, str(HERE / "plain.py"), str(content), str(template), str(plain)]
    subprocess.run(script, check=True)
    compare(ours, plain)
    table("deckgen build", build, "python-pptx", script, runs)


def has_map(slide: Slide) -> bool:
    return any(content.key == "map" for _, content in slide.slots)


def table(name: str, one: list[str], other_name: str, two: list[str], runs: int) -> None:
    first, second = [], []
    for number in range(runs + 1):
        pair = [(first, one), (second, two)]
        for figures, command in pair if number % 2 else reversed(pair):
            figure = timed(command)
            if number:  # the first run of each warms the disk's cache
                figures.append(figure)
    for word, unit in (("wall", "s"), ("cpu", "s"), ("memory", "MB")):
        a = [getattr(f, word) for f in first]
        b = [getattr(f, word) for f in second]
        ratios = [x / y for x, y in zip(a, b, strict=True)]
        figures = f"{name} {shown(a)} {unit}   {other_name} {shown(b)} {unit}"
        spread = f"({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"{word:7}{figures}   ratio {statistics.median(ratios):.2f} {spread}")
    print()


def shown(values: list[float]) -> str:
    return f"{statistics.median(values):.3f} ({min(values):.3f} to {max(values):.3f})"


LAUNCHER = """
import json, os, sys, time
start = time.perf_counter()
child = os.fork()
if not child:
    out = os.open(os.devnull, os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
json.dump([status, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024], sys.stdout)
"""


def timed(command: list[str]) -> Figure:
    """One run. A small process starts it: a child's peak memory is at least its parent's."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command]
    done = subprocess.run(launcher, env=environment, capture_output=True, text=True, check=True)
    status, wall, cpu, memory = json.loads(done.stdout)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Figure(wall, cpu, memory)


def described(deck: Path, variant: str | None, built: Path) -> list[dict[str, object]]:
    """What stands on each slide of the deck that deckgen built, ready to be set."""
    parts = named_slides(Package.open(built))
    found = []
    for slide in Project(deck, variant=variant).plan.slides:
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


def shapes(name: str, root: Element):
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


def paths(shape: Element, box: list[int]):
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


def compare(ours: Path, plain: Path) -> None:
    """Refuse to compare what does not say the same: texts, cells and chart values."""
    one, two = said(ours), said(plain)
    for number_, (a, b) in enumerate(zip(one, two, strict=True), 1):
        if a != b:
            raise SystemExit(f"slide {number_} differs: {sorted(set(a) ^ set(b))[:6]}")


def said(path: Path) -> list[list[str]]:
    found = []
    for slide in Presentation(str(path)).slides:
        texts: list[str] = []
        for shape in walk(slide.shapes):
            if shape.has_text_frame:
                texts += [p.text for p in shape.text_frame.paragraphs if p.text not in ("", "‹#›")]
            if getattr(shape, "has_table", False) and shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
            if getattr(shape, "has_chart", False) and shape.has_chart:
                plot = shape.chart.plots[0]
                texts += [*plot.categories, *(str(v) for s in plot.series for v in s.values)]
        if slide.has_notes_slide:
            texts.append(slide.notes_slide.notes_text_frame.text)
        found.append(sorted(texts))
    return found


def walk(shapes_):
    for shape in shapes_:
        if shape.shape_type == 6:
            yield from walk(shape.shapes)
        else:
            yield shape


if __name__ == "__main__":
    main()
