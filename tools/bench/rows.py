"""The rows of the table: which work is measured, against what, and the ratio that is the goal."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tools.bench import briefing as shipped
from tools.bench.contenders import DECKGEN, PEERS, Workshop
from tools.bench.deck import Deck, with_variants
from tools.bench.runs import Contender, Figures, environment, race, ratio
from tools.bench.spec import Slide, slides, variant


@dataclass(frozen=True)
class Result:
    """One ratio of the table, with the medians that it is of and the goal, if there is one."""

    work: str
    cache: str
    against: str
    measure: str
    ratio: float
    ours: str
    theirs: str
    goal: float | None = None
    wall: float | None = None

    @property
    def missed(self) -> bool:
        return self.goal is not None and self.ratio > self.goal


@dataclass(frozen=True)
class Bench:
    """What the rows share: the folder with the contenders, and how often each is run."""

    shop: Workshop
    runs: int
    before: str

    def build(
        self, count: int, work: str, goals: dict[str, float | None], memory: float
    ) -> Results:
        deck = slides(count)
        ours = self.shop.deckgen(Deck(self.shop.new("deck") / "d", deck))
        figures = race([ours, *self.rivals(deck, goals)], self.runs, warm=count < 100)
        yield from compared(figures, work, "empty", goals)
        yield compare(
            figures, f"peak memory, {count} slides", "empty", "python-pptx", memory, "memory"
        )

    def refresh(
        self, count: int, work: str, places: Sequence[int], goals: dict[str, float | None]
    ) -> Results:
        deck = slides(count)
        changes = [deck[place] for place in places]
        ours = self.shop.deckgen(Deck(self.shop.new("deck") / "d", deck), changes=changes)
        figures = race([ours, *self.rivals(deck, goals)], self.runs)
        yield from compared(figures, work, "warm", goals)

    def rivals(self, deck: Sequence[Slide], names: dict[str, float | None]) -> list[Contender]:
        makers: dict[str, Callable[[], Contender]] = {
            "python-pptx": lambda: self.shop.script([deck]),
            "PptxGenJS": lambda: self.shop.pptxgenjs([deck]),
            "pptx-automizer": lambda: self.shop.automizer(deck),
            "pandoc": lambda: self.shop.pandoc(deck),
        }
        return [makers[name]() for name in names if name not in self.shop.absent]


Results = Iterator[Result]


def compared(figures: Figures, work: str, cache: str, goals: dict[str, float | None]) -> Results:
    for name, goal in goals.items():
        if name in figures:
            yield compare(figures, work, cache, name, goal)


def compare(
    figures: Figures,
    work: str,
    cache: str,
    against: str,
    goal: float | None,
    measure: str = "cpu",
) -> Result:
    """The ratio of the contender named first to the one named `against`."""
    ours, theirs = next(iter(figures.values())), figures[against]
    wall = None if measure == "memory" else ratio(ours, theirs, "wall")
    unit = "MB" if measure == "memory" else "s"

    def shown(who: Sequence[object]) -> str:
        figure = median(getattr(one, measure) for one in who)
        return f"{figure:.0f} {unit}" if unit == "MB" else f"{figure:.2f} {unit}"

    found = ratio(ours, theirs, measure)
    return Result(work, cache, against, measure, found, shown(ours), shown(theirs), goal, wall)


def first(bench: Bench) -> Results:
    goals = {"python-pptx": 1.0, "PptxGenJS": None, "pptx-automizer": None, "pandoc": None}
    return bench.build(22, "first build, 22 slides", goals, 0.8)


def refresh(bench: Bench) -> Results:
    changes = (1, 3, 5, 9, 16)  # four of bullets and a chart
    work = "refresh, 5 of 22 slides changed, one a chart"
    return bench.refresh(22, work, changes, {"python-pptx": 0.5})


def text(bench: Bench) -> Results:
    goals = {"python-pptx": 0.35, "PptxGenJS": 0.5}
    return bench.refresh(22, "refresh, one text changed", (3,), goals)


def large(bench: Bench) -> Results:
    return bench.build(990, "990 mixed slides", {"python-pptx": 0.35, "PptxGenJS": None}, 0.6)


def large_refresh(bench: Bench) -> Results:
    return bench.refresh(990, "990 slides, one changed", (500,), {"python-pptx": 0.12})


def growth(bench: Bench) -> Results:
    sizes = (1980, 990, 1)
    decks = [(n, Deck(bench.shop.new("deck") / "d", slides(n))) for n in sizes]
    figures = race([bench.shop.deckgen(deck, str(n)) for n, deck in decks], bench.runs, warm=False)
    rounds = list(zip(*figures.values(), strict=True))

    def net(measure: str) -> float:
        found = (tuple(getattr(figure, measure) for figure in one) for one in rounds)
        return median((large - start) / (half - start) for large, half, start in found)

    large, half = (f"{median(f.cpu for f in figures[n]):.2f} s" for n in ("1980", "990"))
    work = "1,980 slides, net of the start"
    yield Result(work, "empty", "990 slides", "cpu", net("cpu"), large, half, 2.1, net("wall"))


def variants(bench: Bench) -> Results:
    shop, deck = bench.shop, slides(22)
    places = [f"Region {number}" for number in range(50)]
    decks = [variant(deck, place) for place in places]
    contenders = [all_variants(shop, deck, places), shop.script(decks, "50 runs of python-pptx")]
    if "PptxGenJS" not in shop.absent:
        contenders.append(shop.pptxgenjs(decks))
    figures = race(contenders, bench.runs, warm=False)
    goals = {"50 runs of python-pptx": 0.05, "PptxGenJS": 0.15}
    work = "50 variants, 2 slides differ, one command, `--no-base`"
    yield from compared(figures, work, "empty", goals)


def all_variants(shop: Workshop, deck: Sequence[Slide], places: Sequence[str]) -> Contender:
    folder = shop.new("variants")
    made = with_variants(folder / "d", deck, places)
    out, cache = folder / "out", folder / "cache"
    name = f"{len(places)} variants" if len(places) > 1 else "1 variant"

    def prepare(number: int) -> None:
        for path in (out, cache):
            shutil.rmtree(path, ignore_errors=True)

    def check() -> None:
        for path, place in zip(sorted(out.iterdir())[:2], places, strict=False):
            shop.agrees(path, variant(deck, place), name)
        if len(list(out.iterdir())) != len(places):
            raise SystemExit(f"{name} made {len(list(out.iterdir()))} decks")
        shutil.rmtree(out)

    command = (*DECKGEN, "build", str(made.path), "--all-variants", "--no-base", "--quiet")
    command += ("--output", f"{out}/")
    return Contender(name, command, prepare, check, {"XDG_CACHE_HOME": str(cache)})


def many_variants(bench: Bench) -> Results:
    deck = slides(22)
    places = [f"Region {number}" for number in range(1000)]
    contenders = [all_variants(bench.shop, deck, some) for some in (places, places[:1])]
    figures = race(contenders, min(bench.runs, 3), warm=False)
    yield compare(figures, "1,000 variants", "empty", "1 variant", 1.5, "memory")


def start(bench: Bench) -> Results:
    hello = (sys.executable, str(PEERS / "hello.py"), "--help")
    contenders = [
        Contender("deckgen --help", (*DECKGEN, "--help")),
        Contender("a bare click program", hello),
    ]
    figures = race(contenders, bench.runs * 2)
    yield compare(figures, "`deckgen --help`", "", "a bare click program", 1.15)


def reading(bench: Bench) -> Results:
    """Extract, diff and check of 500 slides that python-pptx made."""
    shop, deck = bench.shop, slides(500)
    changes = [deck[place] for place in (1, 105, 210, 330, 452)]
    other = [slide.changed(7) if slide in changes else slide for slide in deck]
    old, new = map(shop.made, (deck, other))
    folder = shop.new("extracted")
    cache = {"XDG_CACHE_HOME": str(folder / "cache")}

    def prepare(number: int) -> None:
        shutil.rmtree(folder / "out", ignore_errors=True)

    def built() -> None:
        out = folder / "out.pptx"
        command = (*DECKGEN, "build", str(folder / "out" / "deck.yaml"), "-q", "-o", str(out))
        subprocess.run(command, env=environment(extract), check=True)
        shop.agrees(out, deck, "extract, then build,")

    def told() -> None:
        done = subprocess.run(diff.command, env=environment(diff), capture_output=True, text=True)
        if "5 slides changed" not in done.stdout:
            raise SystemExit(f"diff does not tell of 5 slides: {done.stdout[-200:]}")

    words = (*DECKGEN, "extract", old, "-q", "-o", str(folder / "out"))
    extract = Contender("extract", words, prepare, built, cache)
    diff = Contender(
        "diff", (*DECKGEN, "diff", old, new), check=told, environment=cache, fine=(0, 1)
    )
    check = Contender("check", (*DECKGEN, "check", old), environment=cache, fine=(0, 1))
    read = (sys.executable, str(PEERS / "read.py"), old)
    one, both = "python-pptx reading it", "python-pptx reading both"
    readers = [Contender(one, read), Contender(both, (*read, new))]
    figures = race([extract, diff, check, *readers], bench.runs, warm=False)
    for command, against, goal in ((extract, one, 2), (diff, both, 2), (check, one, 4)):
        pair = {name: figures[name] for name in (command.name, against)}
        yield compare(pair, f"{command.name} of 500 slides", "empty", against, goal)


def briefing(bench: Bench) -> Results:
    """The briefing as it was: first build and refresh, against the program before and a script."""
    folder = bench.shop.new("briefing")
    ours, script = shipped.contenders(folder, bench.before)
    contenders = [ours, script]
    if before := shipped.before(folder, bench.before):
        contenders.append(before)
    else:
        bench.shop.absent["the program before"] = f"git has no revision {bench.before}"
    figures = race(contenders, bench.runs)
    goals = {"the program before": 0.4, "python-pptx": None}
    yield from compared(figures, "the briefing", "empty", goals)
    again = race([shipped.refresh(folder), script], bench.runs)
    pair = {"refresh": again["refresh"], "python-pptx": again["python-pptx"]}
    yield compare(pair, "the briefing, one text changed", "warm", "python-pptx", None)


ROWS: dict[str, Callable[[Bench], Results]] = {
    "first": first,
    "refresh": refresh,
    "text": text,
    "large": large,
    "large-refresh": large_refresh,
    "growth": growth,
    "variants": variants,
    "many-variants": many_variants,
    "start": start,
    "reading": reading,
    "briefing": briefing,
}
