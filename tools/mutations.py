"""Changes the program a little, many times, and counts how often the tests notice.

    python tools/mutations.py --seed 1 --count 200 [--only PATH ...] [--tests PATH ...]

A mutation is one change in one place under src/deckgen: another number or another string that
stands for something, `<` for `<=`, `==` for `!=`, `and` for `or`, no `not`, `+` for `-`, `return
None`, an `if` whose body is left out. They are drawn by the seed, the first of a longer draw being
those of a shorter one, and made one at a time in a copy of the tree.

The first run plays the tests (`--tests`, or all of them) once and notes which run which line and
how long each takes; that takes longer than the tests alone, and is done anew with `--collect`, or
must be where the files have changed since. Of each mutation only those tests are run that come by
its line, or, where the line is one that an import runs, by a line that reads what it defines: the
fastest `--most` of them, so that a test with many parameters does not stand for all.

killed    a test failed
timeout   the tests took longer than `--timeout` seconds, as in an endless loop
survived  the tests passed: what they hold is less than it seems
unseen    no test comes by the line

What was found is kept in build/mutations and a second run goes on where the first was stopped.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path("src") / "deckgen"
STORE = ROOT / "build" / "mutations"
DATA, TESTS = STORE / "coverage", STORE / "tests.json"
NOTES = "MUTATIONS_NOTES"
"""The variable that names the folder for what the plugin notes of the tests."""
CONTEXT = "MUTATIONS_CONTEXT"
"""The variable that tells processes which a test starts what to note their lines under."""
NOT_COPIED = (".git", ".venv", "build", "dist", "__pycache__", ".hypothesis", ".*_cache")
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
PLUGIN = "tools.mutations"

# --- What is changed -----------------------------------------------------------------------------

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CODE = re.compile(r"[\w:.#/-]{1,60}")
"""A string that stands for something, not one that is read: no spaces."""


@dataclass(frozen=True, order=True)
class Mutation:
    """A change of the text between two offsets of a file, in bytes."""

    file: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.file}:{self.line}: {old}  ->  {new}"

    @property
    def key(self) -> str:
        return f"{self.file}:{self.start}-{self.end}: {self.new}"

    def applied(self, data: bytes) -> bytes:
        return data[: self.start] + self.new.encode() + data[self.end :]


class Mutator:
    """Finds all mutations of a module."""

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        self.data = data
        self.starts = [0]
        for row in data.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(row))
        self.found: list[Mutation] = []

    def all(self) -> list[Mutation]:
        """The mutations; some make no Python, and to see that takes a parse for each."""
        self._visit(ast.parse(self.data))
        return self.found

    def _visit(self, node: ast.AST) -> None:
        self._change(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_comment"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _is_left_alone(child):
                    self._visit(child)

    def _change(self, node: ast.AST) -> None:
        match node:
            case ast.Constant():
                for new in _other_values(node.value):
                    self._put(node, repr(new))
            case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
                self._put(value, "None")
            case ast.If(test=test):
                self._put(test, "False")
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp() | ast.BinOp():
                for other in _other_trees(node):
                    tree = ast.fix_missing_locations(ast.Expression(other))
                    self._put(node, f"({ast.unparse(tree)})")

    def _put(self, node: ast.expr, new: str) -> None:
        start = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        old = self.data[start:end].decode()
        self.found.append(Mutation(self.file, node.lineno, start, end, old, new))


def _other_values(value: object) -> list[object]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, *([value - 1] if value > 0 else [])]
        case float():
            return [value * 2, value / 2] if value else [1.0]
        case str() if CODE.fullmatch(value):
            return [f"{value}x"]
        case _:
            return []


def _other_trees(node: ast.Compare | ast.BoolOp | ast.UnaryOp | ast.BinOp) -> list[ast.expr]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            return [
                ast.Compare(left, [*ops[:i], COMPARISONS[type(op)](), *ops[i + 1 :]], others)
                for i, op in enumerate(ops)
            ]
        case ast.BoolOp(op=op, values=values):
            return [ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return [operand]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [ast.BinOp(left, ast.Sub(), right)]
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return [ast.BinOp(left, ast.Add(), right)]
        case _:
            return []


def _is_left_alone(node: ast.AST) -> bool:
    """What no run could tell: docstrings, what is for types, the text inside f-strings (whose
    places Python 3.11 gets wrong) and the list of public names."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.JoinedStr():
            return True
        case ast.If(test=ast.Name("TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name("__all__" | "__slots__")]):
            return True
        case ast.Call(func=ast.Name("TypeVar" | "cast")):
            return True
        case _:
            return False


def draw(seed: int, count: int, only: list[str]) -> list[Mutation]:
    """So many mutations of the tree, or of the files and folders in `only`."""
    found = []
    for path in sorted((ROOT / SOURCE).rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        if not only or any(file == name or file.startswith(f"{name}/") for name in only):
            found += Mutator(file, path.read_bytes()).all()
    found.sort()
    random.Random(seed).shuffle(found)
    return list(islice(filter(_is_python, found), count))


def _is_python(mutation: Mutation) -> bool:
    """Whether what a mutation makes of its module can be parsed: a pattern, say, takes no call."""
    try:
        ast.parse(mutation.applied((ROOT / mutation.file).read_bytes()))
    except SyntaxError:
        return False
    return True


# --- Which tests come by a line ------------------------------------------------------------------
# The part that runs inside pytest: each test's lines under its id, those of a fixture that several
# tests share under the fixture's.


def _sharing(fixture: Any) -> str:
    return f"fixture {fixture.baseid}::{fixture.argname}"


class Notes:
    """A plugin that notes the lines of each test, its shared fixtures and its duration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        measuring = coverage.Coverage.current()
        assert measuring is not None, "sitecustomize.py starts it in each process"
        self.coverage = measuring
        self.context = ""
        self.tests: dict[str, dict[str, Any]] = {}

    def _switch(self, context: str) -> str:
        before, self.context = self.context, context
        os.environ[CONTEXT] = context
        self.coverage.switch_context(context)
        return before

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._switch(nodeid)

    def pytest_runtest_logfinish(self) -> None:
        self._switch("")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        before = self._switch(_sharing(fixturedef))
        try:
            return (yield)
        finally:
            self._switch(before)

    def pytest_runtest_setup(self, item: Any) -> None:
        known = item._fixtureinfo.name2fixturedefs.values()  # noqa: SLF001 - pytest tells nowhere
        shared = {_sharing(f) for found in known for f in found if f.scope != "function"}
        self.tests[item.nodeid] = {"seconds": 0.0, "passed": False, "shared": sorted(shared)}

    def pytest_runtest_logreport(self, report: Any) -> None:
        told = self.tests.get(report.nodeid)
        if told is not None:
            told["seconds"] += report.duration
            if report.when == "call":
                told["passed"] = report.passed

    def pytest_unconfigure(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        text = json.dumps(self.tests)
        (self.folder / f"tests-{os.getpid()}.json").write_text(text, encoding="utf-8")


def pytest_load_initial_conftests(early_config: Any) -> None:
    """Note the tests where pytest is told to load this module, and where to note them."""
    early_config.pluginmanager.register(Notes(Path(os.environ[NOTES])))


RC = f"""
[run]
data_file = {{data}}
source_pkgs = deckgen
parallel = true
context = ${{{{{CONTEXT}-}}}}
disable_warnings = no-data-collected, module-not-imported, module-not-measured, couldnt-parse
"""
STARTS = "import coverage\ncoverage.process_startup()\n"


def collect(tests: list[str], processes: int) -> None:
    """Run the tests once and note what comes by where."""
    shutil.rmtree(STORE, ignore_errors=True)
    STORE.mkdir(parents=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rc").write_text(RC.format(data=folder / "coverage"), encoding="utf-8")
        (folder / "sitecustomize.py").write_text(STARTS, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", PLUGIN, "-p", "no:cacheprovider",
                   "--hypothesis-seed=0", f"--numprocesses={processes}", *tests]  # fmt: skip
        path = os.pathsep.join(map(str, (ROOT / "src", ROOT, folder)))
        rc = str(folder / "rc")
        env = {**os.environ, "PYTHONPATH": path, NOTES: name, "COVERAGE_PROCESS_START": rc}
        subprocess.run(command, cwd=ROOT, env=env, check=False)
        whole = coverage.Coverage(data_file=str(DATA), config_file=False)
        whole.combine([name])
        whole.save()
        found: dict[str, Any] = {}
        for notes in folder.glob("tests-*.json"):
            found |= json.loads(notes.read_text(encoding="utf-8"))
    if not found:
        sys.exit("no test was noted: the run above was stopped")
    files = {
        path.relative_to(ROOT).as_posix(): _digest(path.read_bytes())
        for path in (ROOT / SOURCE).rglob("*.py")
    }
    TESTS.write_text(json.dumps({"tests": found, "files": files}, indent=1), encoding="utf-8")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Tests:
    """Which tests come by a line, and how long they take."""

    def __init__(self) -> None:
        told = json.loads(TESTS.read_text(encoding="utf-8"))
        self.files: dict[str, str] = told["files"]
        self.seconds = {n: t["seconds"] for n, t in told["tests"].items() if t["passed"]}
        self.sharing: dict[str, set[str]] = defaultdict(set)
        for name, test in told["tests"].items():
            for fixture in test["shared"]:
                self.sharing[fixture].add(name)
        self.data = coverage.CoverageData(str(DATA))
        self.data.read()
        self.broken: set[str] = set()
        """Tests that fail in the copy of the tree without any mutation."""

    def is_of(self, file: str) -> bool:
        """Whether the file is as it was when the tests were run."""
        return self.files.get(file) == _digest((ROOT / file).read_bytes())

    @cache  # noqa: B019 - there is one of these
    def _contexts(self, file: str) -> dict[int, set[str]]:
        found = {}
        for line, contexts in self.data.contexts_by_lineno(str(ROOT / file)).items():
            told = {context.strip("|") for context in contexts} - {""}
            found[line] = told.union(*(self.sharing.get(context, ()) for context in told))
        return found

    def of(self, mutation: Mutation, most: int) -> list[str]:
        """The tests that may notice a mutation, the fastest first."""
        here = modules()[mutation.file]
        found = self._by(mutation.file, here.statement(mutation.line))
        if not here.is_in_a_function(mutation.line):
            names = here.defined(mutation.line)
            for file, module in modules().items():
                found |= self._by(file, module.reading(names))
        found = {test for test in found if test in self.seconds} - self.broken
        listed = sorted(found, key=lambda test: (self.seconds[test], test))
        counted: Counter[str] = Counter()
        ranked = []
        for test in listed:
            function = test.partition("[")[0]
            ranked.append((counted[function], self.seconds[test], test))
            counted[function] += 1
        chosen = sorted(ranked)[:most]
        return [test for _, _, test in sorted(chosen, key=lambda item: item[1:])]

    def _by(self, file: str, lines: Iterable[int]) -> set[str]:
        contexts = self._contexts(file)
        return set().union(*(contexts.get(line, set()) for line in lines))


@dataclass(frozen=True)
class Module:
    """A module of the program, for what its lines define and read."""

    tree: ast.Module

    @cached_property
    def statements(self) -> list[ast.stmt]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.stmt)]

    def _around(self, line: int) -> list[ast.stmt]:
        """The statements that a line belongs to, the innermost first."""
        found = [s for s in self.statements if s.lineno <= line <= (s.end_lineno or s.lineno)]
        return sorted(found, key=lambda s: ((s.end_lineno or s.lineno) - s.lineno, -s.lineno))

    def statement(self, line: int) -> range:
        """The lines that run when this one does, as far as the tracer tells: its statement's, or
        those of the head of a compound one."""
        inner = self._around(line)[0]
        body = getattr(inner, "body", None)
        end = body[0].lineno - 1 if body else inner.end_lineno or inner.lineno
        return range(inner.lineno, max(end, inner.lineno) + 1)

    def is_in_a_function(self, line: int) -> bool:
        """Whether a call runs the line; if not, an import does, once for all tests."""
        return any(
            isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef)
            and line >= around.body[0].lineno
            for around in self._around(line)
        )

    def defined(self, line: int) -> set[str]:
        """The names that the statement of a line defines where it is run by an import."""
        found = set()
        for statement in self._around(line):
            match statement:
                case ast.Assign(targets=targets):
                    found |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
                case ast.AnnAssign(target=ast.Name(id=name)):
                    found.add(name)
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    found.add(name)
        return found

    @cached_property
    def _readers(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for function in ast.walk(self.tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                body = function.body if isinstance(function.body, list) else [function.body]
                for node in (inner for statement in body for inner in ast.walk(statement)):
                    match node:
                        case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
                            found[name].add(node.lineno)
        return found

    def reading(self, names: Iterable[str]) -> set[int]:
        """The lines of functions that read one of these names."""
        return set().union(*(self._readers.get(name, set()) for name in names))


@cache
def modules() -> dict[str, Module]:
    """All modules of the program, by file."""
    return {
        path.relative_to(ROOT).as_posix(): Module(ast.parse(path.read_bytes()))
        for path in sorted((ROOT / SOURCE).rglob("*.py"))
    }


# --- Trying --------------------------------------------------------------------------------------


class Tree:
    """A copy of the project, to break."""

    def __init__(self, folder: Path, timeout: float) -> None:
        self.root = folder / "tree"
        self.timeout = timeout
        shutil.copytree(ROOT, self.root, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
        for beside in (ROOT.parent / "shared", ROOT / "build" / "validator"):
            if beside.exists():
                copy = folder / beside.relative_to(ROOT.parent)
                if beside.is_relative_to(ROOT):
                    copy = self.root / beside.relative_to(ROOT)
                copy.parent.mkdir(exist_ok=True)
                copy.symlink_to(beside.resolve())

    def verdict(self, mutation: Mutation, tests: Tests, most: int) -> dict[str, Any]:
        """What comes of a mutation."""
        while True:
            chosen = tests.of(mutation, most)
            if not chosen:
                return {"verdict": "unseen"}
            with self._changed(mutation):
                code, said = self._pytest(chosen)
            if code is None:
                return {"verdict": "timeout", "tests": len(chosen)}
            if code == 0:
                return {"verdict": "survived", "tests": len(chosen)}
            failed = FAILED.search(said)
            by = failed.group(1) if failed else ""
            if by in chosen and by not in tests.broken:
                if self._pytest([by])[0] == 0:
                    return {"verdict": "killed", "by": by}
                tests.broken.add(by)
                continue
            # No test failed: the tests could not even be imported.
            if self._pytest(chosen, "--collect-only")[0] == 0:
                return {"verdict": "killed", "by": by or "an import"}
            sys.exit(f"The tests are others than those that were noted; try --collect.\n{said}")

    def _changed(self, mutation: Mutation) -> _Changed:
        return _Changed(self.root / mutation.file, mutation)

    def _pytest(self, tests: list[str], *words: str) -> tuple[int | None, str]:
        """The exit code, None for none in time, and what was printed."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-rfE",
                   "--tb=no", "--hypothesis-seed=0", *words, *tests]  # fmt: skip
        env = {**os.environ, "PYTHONPATH": str(self.root / "src"), "COLUMNS": "500"}
        with subprocess.Popen(
            command, cwd=self.root, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace", start_new_session=True,
        ) as run:  # fmt: skip
            try:
                said, _ = run.communicate(timeout=self.timeout)
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, signal.SIGKILL)
                run.communicate()
                return None, ""
            except BaseException:
                os.killpg(run.pid, signal.SIGKILL)
                raise
        return run.returncode, said


class _Changed:
    """A file of the copy while a mutation is in it. Its bytecode goes with it: Python would take
    that of another text for its own that is as long and was written in the same second."""

    def __init__(self, path: Path, mutation: Mutation) -> None:
        self.path = path
        self.mutation = mutation
        self.whole = path.read_bytes()

    def __enter__(self) -> None:
        self._write(self.mutation.applied(self.whole))

    def __exit__(self, *_: object) -> None:
        self._write(self.whole)

    def _write(self, data: bytes) -> None:
        self.path.write_bytes(data)
        for compiled in (self.path.parent / "__pycache__").glob(f"{self.path.stem}.*.pyc"):
            compiled.unlink()


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--only", nargs="*", default=[], metavar="PATH")
    parser.add_argument("--tests", nargs="*", default=[], metavar="PATH")
    parser.add_argument("--most", type=int, default=40, help="tests for each mutation")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for each mutation")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="to collect with")
    parser.add_argument("--collect", action="store_true", help="note anew what tests run")
    asked = parser.parse_args(words)
    if asked.collect or not TESTS.is_file():
        collect(asked.tests, asked.processes)
    tests = Tests()
    only = [Path(os.path.relpath(Path(name).resolve(), ROOT)).as_posix() for name in asked.only]
    drawn = draw(asked.seed, asked.count, only)
    changed = sorted({m.file for m in drawn if not tests.is_of(m.file)})
    if changed:
        sys.exit(f"changed since the tests were noted, so --collect: {', '.join(changed)}")
    store = STORE / f"seed-{asked.seed}.json"
    found: dict[str, Any] = json.loads(store.read_text("utf-8")) if store.is_file() else {}
    with TemporaryDirectory() as folder:
        tree = Tree(Path(folder), asked.timeout)
        for number, mutation in enumerate(drawn, 1):
            if mutation.key not in found:
                found[mutation.key] = tree.verdict(mutation, tests, asked.most)
                store.write_text(json.dumps(found, indent=1, ensure_ascii=False), "utf-8")
            verdict = found[mutation.key]["verdict"]
            print(f"{number:4} {verdict:8} {mutation}", flush=True)
    print(report(drawn, found))


def report(drawn: list[Mutation], found: dict[str, Any]) -> str:
    """The counts, then each mutation that no test noticed."""
    counts = Counter(found[mutation.key]["verdict"] for mutation in drawn)
    rows = ["", *(f"{counts[name]:5} {name}" for name in ("killed", "timeout"))]
    for name in ("survived", "unseen"):
        rows.append(f"{counts[name]:5} {name}")
        listed = sorted(m for m in drawn if found[m.key]["verdict"] == name)
        rows += [f"        {mutation}" for mutation in listed]
    return "\n".join(rows)


if __name__ == "__main__":
    main(sys.argv[1:])
