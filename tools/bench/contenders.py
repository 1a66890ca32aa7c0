"""Who makes the common spec: deckgen and its peers, each as a command to run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pptx import Presentation

from tools.bench import said
from tools.bench.deck import Deck
from tools.bench.runs import ROOT, Contender
from tools.bench.spec import TEMPLATE, Slide, slides, write_json, write_pictures

PEERS = Path(__file__).parent / "peers"
MODULES = ROOT / "build" / "bench"
DECKGEN = (sys.executable, str(Path(sys.executable).with_name("deckgen")))

Decks = Sequence[Sequence[Slide]]


@dataclass
class Workshop:
    """The folder in which contenders work, and which of the peers this machine has."""

    folder: Path
    peers: bool = True
    absent: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pictures = self.folder / "pictures"
        write_pictures(self.pictures)
        missing = install() if self.peers else "not asked for"
        if missing:
            self.absent |= {"PptxGenJS": missing, "pptx-automizer": missing}
        if not self.peers or not shutil.which("pandoc"):
            self.absent["pandoc"] = "not installed" if self.peers else missing

    def new(self, name: str) -> Path:
        """A new folder."""
        path = self.folder / f"{len(list(self.folder.iterdir())):03}-{name}"
        path.mkdir()
        return path

    def agrees(self, out: Path, deck: Sequence[Slide], who: str) -> None:
        said.agree(out, said.wanted(deck, self.pictures), who)

    def deckgen(
        self, deck: Deck, name: str = "deckgen", changes: Sequence[Slide] = ()
    ) -> Contender:
        """A build with an empty cache; with `changes`, a refresh after these slides changed."""
        folder = self.new("deckgen")
        out, cache = folder / "out.pptx", folder / "cache"

        def prepare(number: int) -> None:
            for slide in changes:
                deck.put(slide.changed(number))
            if not changes:
                shutil.rmtree(cache, ignore_errors=True)
                out.unlink(missing_ok=True)

        return Contender(
            name,
            (*DECKGEN, "build", str(deck.path), "--quiet", "--output", str(out)),
            prepare,
            lambda: self.agrees(out, list(deck.slides.values()), name),
            {"XDG_CACHE_HOME": str(cache)},
        )

    def script(self, decks: Decks, name: str = "python-pptx") -> Contender:
        """The plain script; for several decks, a process for each."""
        folder, pairs = self.specs(decks)
        start = f"{sys.executable} {PEERS / 'script.py'} {TEMPLATE}"
        lines = " && ".join(f"{start} {spec} {out}" for spec, out in pairs)
        return self.scripted(name, ("/bin/sh", "-c", lines), folder, decks)

    def pptxgenjs(self, decks: Decks) -> Contender:
        """PptxGenJS, all decks in one process."""
        folder, pairs = self.specs(decks)
        paths = [path for pair in pairs for path in pair]
        command = ("node", str(PEERS / "pptxgenjs.js"), *paths)
        return self.scripted("PptxGenJS", command, folder, decks)

    def automizer(self, deck: Sequence[Slide]) -> Contender:
        """pptx-automizer: each slide is a copy of a sample of its kind, filled."""
        folder, [(spec, out)] = self.specs([deck])
        paths = (str(TEMPLATE), self.samples(), str(self.pictures), spec, out)
        command = ("node", str(PEERS / "automizer.js"), *paths)
        return self.scripted("pptx-automizer", command, folder, [deck])

    def pandoc(self, deck: Sequence[Slide]) -> Contender:
        """Pandoc, from Markdown; it knows no charts."""
        kept = [slide for slide in deck if not slide.chart]
        folder = self.new("pandoc")
        source = folder / "deck.md"
        source.write_text(markdown(kept, self.pictures), encoding="utf-8")
        # Without a slide in the template, pandoc 2.17 lists none of those that it makes.
        reference = self.made(deck[:1])
        command = ("pandoc", "--slide-level=2", f"--reference-doc={reference}", str(source))
        command += ("--output", str(folder / "0000.pptx"))
        return self.scripted("pandoc", command, folder, [kept])

    def made(self, deck: Sequence[Slide]) -> str:
        """The presentation that the plain script makes."""
        contender = self.script([deck])
        subprocess.run(contender.command, check=True)
        contender.check()
        return contender.command[-1].split()[-1]

    def specs(self, decks: Decks) -> tuple[Path, list[tuple[str, str]]]:
        """A folder with the spec of each deck, and the paths of specs and presentations."""
        folder, pairs = self.new("peer"), []
        for number, deck in enumerate(decks):
            spec, out = folder / f"{number:04}.json", folder / f"{number:04}.pptx"
            write_json(deck, spec, self.pictures)
            pairs.append((str(spec), str(out)))
        return folder, pairs

    def scripted(self, name: str, command: Sequence[str], folder: Path, decks: Decks) -> Contender:
        def check() -> None:
            for number in {0, len(decks) - 1}:
                self.agrees(folder / f"{number:04}.pptx", decks[number], name)

        return Contender(name, command, check=check, environment=NODE)

    def samples(self) -> str:
        """A presentation with a slide of each kind, its shapes named as automizer.js asks for."""
        kinds = {slide.kind: slide for slide in slides(22)}
        path = self.made(list(kinds.values()))
        presentation = Presentation(path)
        for slide, kind in zip(presentation.slides, kinds, strict=True):
            objects = ("Title", "Object", "Lines")
            names = ("Title", "Lines") if kind in ("title", "bullets") else objects
            for shape in slide.placeholders:
                shape.name = names[shape.placeholder_format.idx]
        presentation.save(path)
        return path


NODE = {"NODE_PATH": str(MODULES / "node_modules")}


def install() -> str:
    """Install the peers in JavaScript as the lock file pins them; say why not, if not."""
    if not shutil.which("npm") or not shutil.which("node"):
        return "npm is not installed"
    lock = MODULES / "package-lock.json"
    wanted = PEERS / "package-lock.json"
    if not lock.exists() or lock.read_bytes() != wanted.read_bytes():
        MODULES.mkdir(parents=True, exist_ok=True)
        shutil.copy(PEERS / "package.json", MODULES)
        shutil.copy(wanted, MODULES)
        words = ["npm", "ci", "--loglevel=error", "--no-audit", "--no-fund"]
        done = subprocess.run(words, cwd=MODULES, capture_output=True, text=True, check=False)
        if done.returncode:
            lock.unlink()
            return f"npm cannot install it: {done.stderr.strip().splitlines()[-1:]}"
    return ""


def markdown(deck: Sequence[Slide], pictures: Path) -> str:
    first, *others = deck
    found = [f"---\ntitle: {first.title}\nsubtitle: {first.lines[0]}\n---\n"]
    for slide in others:
        found.append(f"## {slide.title}\n")
        if slide.rows:
            head, *body = (" | ".join(row) for row in slide.rows)
            found += [head, " | ".join("---" for _ in slide.rows[0]), *body, ""]
        elif slide.picture:
            found.append(f"![{slide.lines[0]}]({pictures / slide.picture})\n")
        else:
            found += [*(f"- {line}" for line in slide.lines), ""]
    return "\n".join(found)
