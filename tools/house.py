"""Prints the figures of the code's house as a Markdown table, a column for each tree.

    python tools/house.py [REV ...]

A REV is anything that git knows as a commit; without one the working tree is measured. Only the
working tree says how many of its own modules a build of the briefing loads, as that takes a run.

- A room is a package or a module directly under src/deckgen; a module is any .py file there.
- A line of an import statement is a line that belongs to one, wherever in the module it stands.
- The importers of a module are the other modules of deckgen that import it or a name from it, in
  functions and for types too, the `__init__` of its package among them. `from deckgen.room import
  Name` counts for the module that defines `Name`, however many `__init__` hand it on. A module that
  is imported by a name put together when it runs, as the commands are, has no importer. An
  `__init__` is no module of its own here.
- A kind defines a subclass of `Content`; a rule is in a module with `CHECKS`; a command lies in
  `cli` or `commands`; a renderer has a public function that is called as one of `RENDERERS`, or is
  itself called so.
"""

from __future__ import annotations

import ast
import io
import os
import subprocess
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "deckgen"
WHERE = Path("src") / PACKAGE
NO_ROOM = {"__init__", "__main__"}
LONG, SHORT = 600, 100
RENDERERS = {"render", "rendering", "markdown", "json", "sarif", "data_of"}
LOADED = f"""
import atexit, contextlib, sys
def count():
    number = sum(name.partition(".")[0] == "{PACKAGE}" for name in sys.modules)
    print(number, file=sys.__stdout__, flush=True)
atexit.register(count)  # a build ends the process by itself
from deckgen.cli import main
with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(SystemExit):
    main()
"""


@dataclass(frozen=True)
class Module:
    """A module: its dotted name and its text."""

    name: str
    text: str
    is_package: bool

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def imports(self) -> list[ast.Import | ast.ImportFrom]:
        return [n for n in ast.walk(self.tree) if isinstance(n, ast.Import | ast.ImportFrom)]

    @property
    def import_lines(self) -> int:
        numbers = {n for i in self.imports for n in range(i.lineno, (i.end_lineno or i.lineno) + 1)}
        return len(numbers)

    @property
    def public_classes(self) -> set[str]:
        found = (node for node in self.tree.body if isinstance(node, ast.ClassDef))
        return {node.name for node in found if not node.name.startswith("_")}

    @cached_property
    def handed_on(self) -> dict[str, tuple[str, str]]:
        """What an `__init__` imports from deckgen: the name here, and its module and name there."""
        if not self.is_package:
            return {}
        return {
            alias.asname or alias.name: (node.module, alias.name)
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom) and node.module and not node.level
            for alias in node.names
        }

    @property
    def has_a_role(self) -> bool:
        """Whether it is a kind, a rule, a command or a renderer."""
        if self.name.split(".")[1:2] in (["cli"], ["commands"]):
            return True
        names = {self.name.rpartition(".")[2]}
        for node in self.tree.body:
            match node:
                case ast.ClassDef(bases=bases) if "Content" in map(ast.unparse, bases):
                    return True
                case ast.FunctionDef(name=name):
                    names.add(name)
                case ast.Assign(targets=[ast.Name("CHECKS")]):
                    return True
        return bool(names & RENDERERS)


class House:
    """The modules of a tree, and what is counted of them."""

    def __init__(self, root: Path) -> None:
        self.folder = root / WHERE
        self.modules: dict[str, Module] = {}
        for path in sorted(self.folder.rglob("*.py")):
            parts = [PACKAGE, *path.relative_to(self.folder).with_suffix("").parts]
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            self.modules[name] = Module(name, path.read_text(encoding="utf-8"), is_package)

    def rooms(self) -> int:
        return len({name.split(".")[1] for name in self.modules if "." in name} - NO_ROOM)

    def lines(self, suffix: str) -> int:
        files = self.folder.rglob(f"*{suffix}")
        return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)

    def sizes(self) -> list[int]:
        return [module.lines for module in self.modules.values()]

    def classes_in_two_modules(self) -> list[str]:
        found = Counter(name for module in self.modules.values() for name in module.public_classes)
        return sorted(name for name, count in found.items() if count > 1)

    def importers(self) -> dict[str, set[str]]:
        """The modules that import each module."""
        found: dict[str, set[str]] = defaultdict(set)
        for module in self.modules.values():
            for target, name in self._imported(module):
                home = self._home(target, name)
                if home != module.name:
                    found[home].add(module.name)
        return found

    def _imported(self, module: Module) -> Iterable[tuple[str, str]]:
        for node in module.imports:
            if isinstance(node, ast.Import):
                targets = [(alias.name, "") for alias in node.names]
            else:
                targets = [(node.module or "", alias.name) for alias in node.names]
            yield from ((target, name) for target, name in targets if target in self.modules)

    def _home(self, target: str, name: str) -> str:
        """The module that `from target import name` takes something from."""
        if f"{target}.{name}" in self.modules:
            return f"{target}.{name}"
        further = self.modules[target].handed_on.get(name)
        return self._home(*further) if further and further[0] in self.modules else target

    def small_with_one_importer(self) -> list[str]:
        return [
            name
            for name, importers in sorted(self.importers().items())
            if len(importers) == 1
            and not self.modules[name].is_package
            and self.modules[name].lines < SHORT
            and not self.modules[name].has_a_role
        ]


def loaded(root: Path) -> int:
    """How many modules of deckgen a build of the briefing imports where no slide is kept."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "deck.pptx"
        command = [sys.executable, "-c", LOADED, "build", "content/deck.yaml", "-o", str(output)]
        env = {**os.environ, "PYTHONPATH": str(root / "src"), "XDG_CACHE_HOME": folder}
        done = subprocess.run(
            command, cwd=root, env=env, capture_output=True, text=True, check=True
        )
        if not output.is_file():
            sys.exit(done.stderr)
    return int(done.stdout)


def figures(root: Path, *, run: bool) -> dict[str, str]:
    """What the table says of the tree in a folder."""
    house = House(root)
    sizes = house.sizes()
    return {
        "rooms directly under src/deckgen": f"{house.rooms():,}",
        "modules": f"{len(sizes):,}",
        "lines of .py": f"{house.lines('.py'):,}",
        "lines of .py and .toml": f"{house.lines('.py') + house.lines('.toml'):,}",
        "module size, median": f"{median(sizes):,.0f}",
        "module size, most": f"{max(sizes):,}",
        f"modules above {LONG} lines": f"{sum(size > LONG for size in sizes):,}",
        "lines of import statements": f"{sum(m.import_lines for m in house.modules.values()):,}",
        "public class names in two modules or more": f"{len(house.classes_in_two_modules()):,}",
        f"modules with one importer, under {SHORT} lines, no kind, rule, command or renderer": (
            f"{len(house.small_with_one_importer()):,}"
        ),
        "own modules that a build of the briefing loads": f"{loaded(root):,}" if run else "",
    }


def of_revision(revision: str) -> dict[str, str]:
    """The same of a commit."""
    command = ["git", "-C", str(ROOT), "archive", revision, WHERE.as_posix()]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{revision}: {done.stderr.decode().strip()}")
    with TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        tar.extractall(folder, filter="data")
        return figures(Path(folder), run=False)


def table(columns: dict[str, dict[str, str]]) -> str:
    """The figures side by side, as Markdown."""
    labels = next(iter(columns.values()))
    rows = [["figure", *columns], ["---", *["---:"] * len(columns)]]
    rows += [[label, *(column[label] for column in columns.values())] for label in labels]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(revisions: list[str]) -> None:
    if revisions:
        print(table({revision: of_revision(revision) for revision in revisions}))
    else:
        print(table({"working tree": figures(ROOT, run=True)}))


if __name__ == "__main__":
    main(sys.argv[1:])
