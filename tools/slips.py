"""Makes one random slip of a typist after another in a deck's YAML, and judges what is told of it.

    python tools/slips.py --seed 1 --count 300 [--deck content/deck.yaml] [--all]

A slip is made in one file: a slide, deck.yaml, facts, contacts or a variant. The file is read with
it, nothing on the disk is changed; then the deck, or the variant, is built and checked.

refused    an error at the slipped line or beside it, or one that names the line or what was typed
elsewhere  an error that does neither: to be read, the cause may be wrong
warned     a new warning or tip of build or check
visible    the deck differs from that without the slip
harmless   the YAML means the same: a remark, a blank line, other quotes
unprinted  another value of what no slide prints, such as the note of a fact
lost       nothing is told and the deck is the same, though the YAML means something else

The command ends with 1 where a slip is lost. `--all` prints every slip, else those elsewhere,
unprinted and lost.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from deckgen.diagnostics import Diagnostic, Problem, Span, render
from deckgen.project import Project
from deckgen.source import reading
from deckgen.source.writing import YamlData, plain

KEY = re.compile(r"^([ -]*)([\w.]+(?: [\w.]+){0,3})(:)( |$)")
UNPRINTED = ("note", "unit", "source", "period", "as_of", "stale_after", "status", "name", "output",
             "computed", "printed", "author", "initials", "text")  # fmt: skip
"""Keys whose values the deck may well not print."""


@dataclass(frozen=True)
class Slip:
    """A slip: in which file and line, of what kind, the text of the whole file with it."""

    path: Path
    line: int
    kind: str
    old: str
    new: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """What became of a slip, and what was told of it."""

    slip: Slip
    word: str
    told: str = ""


# --- The kinds of slips: each gives another line, or lines, for a line; None where it has no place.

Make = Callable[[random.Random, list[str], int], list[str] | None]
KINDS: dict[str, Make] = {}


def kind(name: str) -> Callable[[Callable[[random.Random, str], str | None]], None]:
    """A kind that changes one line."""

    def keep(change: Callable[[random.Random, str], str | None]) -> None:
        def make(rng: random.Random, lines: list[str], at: int) -> list[str] | None:
            new = change(rng, lines[at])
            return None if new is None else [*lines[:at], new, *lines[at + 1 :]]

        KINDS[name] = make

    return keep


def at_random(rng: random.Random, line: str, pattern: str, new: Callable[[str], str]) -> str | None:
    """The line with one match of the pattern replaced, drawn among all."""
    found = list(re.finditer(pattern, line))
    if not found:
        return None
    match = rng.choice(found)
    return line[: match.start()] + new(match.group()) + line[match.end() :]


def of_line(name: str, pattern: str, new: Callable[[str], str]) -> None:
    kind(name)(lambda rng, line: at_random(rng, line, pattern, new))


def transposed(word: str) -> str:
    """A word with its second and third letters in the wrong order."""
    return word[:1] + word[2:3] + word[1:2] + word[3:]


of_line("a character dropped", r"\S", lambda _: "")
of_line("a character doubled", r"\S", lambda found: found * 2)
of_line("two letters swapped", r"[^\W\d_]{4,}", transposed)
of_line("another case of a key", r"^[ -]*\w(?=[\w. ]*:( |$))", str.swapcase)
of_line("a letter of a key swapped", r"(?<![^ -])[a-z_]{4,}(?=:( |$))", transposed)
of_line("a space more in front", r"^", lambda _: " ")
of_line("a space less in front", r"^ ", lambda _: "")
of_line("two spaces more in front", r"^", lambda _: "  ")
of_line("a tab in front", r"^ +", lambda _: "\t")
of_line("a tab inside", r"(?<=\S) (?=\S)", lambda _: "\t")
of_line("no space after a colon", r"(?<=\w): ", lambda _: ":")
of_line("no colon", r"(?<=\w):(?= |$)", lambda _: "")
of_line("no space after a dash", r"^ *- ", lambda found: found[:-1])
of_line("a quote or bracket dropped", "[\"'()\\[\\]{}]", lambda _: "")
of_line("a quote opened", r"(?<=: )(?=\w)", lambda _: '"')
of_line("unicode quotes", r"(?<=[ :])[^\W\d_]{3,}", lambda found: f"\u201c{found}\u201d")
of_line("the letter O for 0", "0", lambda _: "O")
of_line("the letter l for 1", r"1(?=\d)", lambda _: "l")
of_line("a point for a comma", r"(?<=\d),(?=\d)", lambda _: ".")
of_line("a no-break space", r"(?<=\S) (?=\S)", lambda _: "\u00a0")
of_line("a remark in a line", r"$", lambda _: " # check this")
of_line("bold not closed", r"(?<= )(?=[^\W\d_]{3,})", lambda _: "**")
of_line("an id with two letters swapped", r"(?<=\$\{)[a-z]{4,}", transposed)
of_line("a reference not closed", r"(?<=[\w])\}", lambda _: "")
of_line("a wrong file name", r"(?<=[ /\[])[a-z]{4,}(?=\.(?:yaml|pptx|csv)\b)", transposed)
of_line("a wrong extension", r"\.(?:yaml|pptx|csv)\b", lambda found: found[:-1])
of_line("a wrong slide id", r"(?<=^  - )[a-z]{4,}[\w-]*$", transposed)
of_line("no bar", r" \|$", lambda _: "")


def _lines(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        KINDS[name] = make
        return make

    return keep


@_lines("two lines swapped")
def _swapped(_rng: random.Random, lines: list[str], at: int) -> list[str] | None:
    if at + 1 >= len(lines) or not lines[at + 1].strip():
        return None
    return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


@_lines("a key twice")
def _twice(_rng: random.Random, lines: list[str], at: int) -> list[str] | None:
    return [*lines[: at + 1], lines[at], *lines[at + 1 :]] if KEY.match(lines[at]) else None


@_lines("a line's end deleted")
def _joined(_rng: random.Random, lines: list[str], at: int) -> list[str] | None:
    if at + 1 >= len(lines):
        return None
    return [*lines[:at], lines[at] + lines[at + 1].lstrip(), *lines[at + 2 :]]


# --- Slips in the files of a deck ----------------------------------------------------------------


def files_of(deck: Path) -> list[list[Path]]:
    """The YAML files of a deck in groups, from which slips are drawn evenly."""
    folder = deck.parent
    groups = [
        [deck],
        sorted(folder.glob("slides/*.yaml")),
        sorted(folder.glob("*facts*.yaml")),
        sorted(folder.glob("contacts*.yaml")),
        sorted(folder.glob("variants/*.yaml")),
    ]  # fmt: skip
    return [group for group in groups if group]


def slips(deck: Path, seed: int, count: int) -> Iterator[Slip]:
    """Random slips, evenly of every kind; those of a shorter draw begin a longer one."""
    rng = random.Random(seed)
    groups = files_of(deck)
    texts = {path: path.read_text(encoding="utf-8") for group in groups for path in group}
    made = 0
    while made < count:
        name = rng.choice(list(KINDS))
        path = rng.choice(rng.choice(groups))
        lines = texts[path].splitlines()
        places = [number for number, line in enumerate(lines) if line.strip()]
        for at in rng.sample(places, min(len(places), 60)):
            new = KINDS[name](rng, lines, at)
            if new is not None and new != lines:
                made += 1
                changed = new[at] if at < len(new) else ""
                text = "".join(f"{line}\n" for line in new)
                yield Slip(path, at + 1, name, lines[at], changed, text)
                break


# --- What is told --------------------------------------------------------------------------------


Sound = tuple[Project, set[str], dict[str, str]]
"""A project, what is told of it, and the rules that are off, with their reasons."""


class Judge:
    """Builds and checks a deck with slips, on templates that stay open."""

    def __init__(self, deck: Path, folder: Path) -> None:
        self.project = Project(deck)
        self.output = folder / "slips.pptx"
        self.sound: dict[str | None, Sound] = {}

    def judge(self, slip: Slip) -> Verdict:
        """What becomes of a slip."""
        variant = slip.path.stem if slip.path.parent.name == "variants" else None
        before, told_before, off_before = self._sound(variant)
        off = off_before
        with reading.overlay_files([(slip.path, slip.text)]):
            try:
                project = self._again(variant)
                found = list(project.prepare(self.output).result.diagnostics)
                new = _new(found, told_before)
                if not new and project.plan == before.plan:
                    report = project.check()
                    new = _new(list(report.diagnostics), told_before)
                    off = report.off
                files = [one.output_file() for one in (before, project)]
            except Problem as problem:
                return _refused(slip, list(problem.diagnostics))
            if new:
                return Verdict(slip, "warned", render(new[0]))
            if project.plan != before.plan or files[0] != files[1] or off != off_before:
                return Verdict(slip, "visible")
            return Verdict(slip, self._unseen(slip))

    def _unseen(self, slip: Slip) -> str:
        """What to call a slip of which nothing is seen: by what the YAML means."""
        after = _flat(plain(reading.parse(slip.text, slip.path)))
        before = _flat(plain(reading.parse(slip.path.read_text(encoding="utf-8"), slip.path)))
        if after == before:
            return "harmless"
        changed = {path for path in {*after, *before} if after.get(path) != before.get(path)}
        if changed and all(path in after and path in before for path in changed):
            values = all(path[-1] in UNPRINTED for path in changed)
            return "unprinted" if values else "lost"
        if sorted(after.items()) == sorted(before.items()):
            return "harmless"
        return "lost"

    def _again(self, variant: str | None) -> Project:
        project = self.project.read_again()
        return project if variant is None else project.of_variant(variant)

    def _sound(self, variant: str | None) -> Sound:
        """The deck or variant without a slip."""
        if variant not in self.sound:
            project = self._again(variant)
            report = project.check()
            told = [*project.prepare(self.output).result.diagnostics, *report.diagnostics]
            self.sound[variant] = project, {_said(one) for one in told}, report.off
        return self.sound[variant]


def _said(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code} {diagnostic.message}"


def _new(found: list[Diagnostic], before: set[str]) -> list[Diagnostic]:
    return [one for one in found if _said(one) not in before]


def _flat(data: YamlData, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    """The values of YAML by the keys that lead to them."""
    if isinstance(data, dict):
        # The key of a group of facts is but a name.
        items = [
            (f"group {number}" if isinstance(value, dict) and "facts" in value else key, value)
            for number, (key, value) in enumerate(data.items())
        ]
    elif isinstance(data, list | tuple):
        items = [(str(number), value) for number, value in enumerate(data)]
    else:
        return {path: " ".join(str(data).split())}  # blanks that no slide shows mean nothing
    return {p: v for key, value in items for p, v in _flat(value, (*path, key)).items()}


def _refused(slip: Slip, found: list[Diagnostic]) -> Verdict:
    """Whether one of the errors is at the slip or names it."""
    told = "\n".join(render(one) for one in found)
    near = range(slip.line - 1, slip.line + 2)
    for one in found:
        if (
            not isinstance(one.place, Span)
            or one.place.source.path.resolve() != slip.path.resolve()
        ):
            continue
        if one.place.line in near or re.search(rf"line {slip.line}\b", render(one)):
            return Verdict(slip, "refused", told)
    typed = {*re.findall(r"[\w.-]{3,}", slip.new)} ^ {*re.findall(r"[\w.-]{3,}", slip.old)}
    named = any(re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w.-])", told) for word in typed)
    return Verdict(slip, "refused" if named else "elsewhere", told)


def run(deck: Path, seed: int, count: int) -> list[Verdict]:
    """The verdicts on that many slips."""
    with TemporaryDirectory() as folder:
        judge = Judge(deck, Path(folder))
        return [judge.judge(slip) for slip in slips(deck, seed, count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--deck", type=Path, default=Path("content/deck.yaml"))
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    verdicts = run(given.deck, given.seed, given.count)
    for one in verdicts:
        if given.all or one.word in ("elsewhere", "unprinted", "lost"):
            slip = one.slip
            print(f"{one.word}: {slip.kind}, {slip.path}:{slip.line}")
            print(f"  - {slip.old}\n  + {slip.new}")
            print("".join(f"    {line}\n" for line in one.told.splitlines()[:14]))
    counts = Counter(one.word for one in verdicts)
    print(", ".join(f"{number} {word}" for word, number in counts.most_common()))
    sys.exit(1 if counts["lost"] else 0)


if __name__ == "__main__":
    main()
