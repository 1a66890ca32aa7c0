"""Measures in which form the model's classes are best written, and prints a Markdown table.

    python tools/model_classes.py

The definitions are those that a build of the briefing loads: each Struct and dataclass of deckgen
with its fields, their defaults, and whether they count in equality. They are written anew in each
form:

- dataclasses: `@dataclass(frozen=True, slots=True)`;
- attrs: `@attrs.frozen`, with slots;
- plain: slots, `__init__`, `__eq__`, `__hash__` and `__repr__` by hand, not frozen;
- msgspec: `Struct(frozen=True)`. It has no field that is left out of equality and no base class
  that is an ABC, so it is measured as if neither were needed.

Each run defines the classes once in a process of its own, as a start does, and imports the library
before: attrs keeps what it compiled, so a second definition would be cheaper. The model of
creation, equality and memory is a plan of 1,000 slides with the text classes' real definitions.
A form whose library is not installed is left out. Times are the best of several runs.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import importlib
import importlib.util
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from deckgen.cli import group

ROOT = Path(__file__).resolve().parents[1]
RUNS = 7
SLIDES, SLOTS, LINES = 1000, 3, 5


class Field(NamedTuple):
    """A field of a class, its default or what makes it, and whether it counts in equality."""

    name: str
    default: Any = dataclasses.MISSING
    default_factory: Any = dataclasses.MISSING
    compare: bool = True


def fields_of(model: Any) -> tuple[Field, ...]:
    """The fields that a Struct or a dataclass is made with."""
    if dataclasses.is_dataclass(model):
        return tuple(
            Field(field.name, field.default, field.default_factory, field.compare)
            for field in dataclasses.fields(model)
            if field.init
        )
    names, defaults = model.__struct_fields__, model.__struct_defaults__
    given = dict(zip(reversed(names), reversed(defaults), strict=False))
    return tuple(_of_struct(name, given.get(name, msgspec.NODEFAULT)) for name in names)


def _of_struct(name: str, default: Any) -> Field:
    if default is msgspec.NODEFAULT:
        return Field(name)
    factory = getattr(default, "factory", None)
    return Field(name, default) if factory is None else Field(name, default_factory=factory)


@dataclass(frozen=True)
class Definition:
    """A class of the model: its fields with the expressions of their defaults."""

    name: str
    fields: tuple[Field, ...]
    required: tuple[str, ...]

    @classmethod
    def of(cls, model: Any) -> Definition:
        fields = fields_of(model)
        required = [f.name for f in fields if not _has_default(f)]
        return cls(model.__name__, fields, tuple(required))

    def ordered(self) -> list[Field]:
        return sorted(self.fields, key=_has_default)

    def compared(self) -> list[str]:
        return [field.name for field in self.fields if field.compare]


def _has_default(field: Field) -> bool:
    missing = dataclasses.MISSING
    return field.default is not missing or field.default_factory is not missing


def _class(definition: Definition, decorator: str, bases: str, name: str, of: str) -> str:
    """A class whose fields are annotations; `of` is the function of a field with options."""
    lines = [decorator, f"class {definition.name}{bases}:", f'    """{name}."""']
    for field in definition.ordered():
        options = []
        if field.default_factory is not dataclasses.MISSING:
            word = "factory" if of == "attrs.field" else "default_factory"
            options.append(f"{word}=defaults[{definition.name!r}, {field.name!r}]")
        elif _has_default(field):
            options.append(f"default=defaults[{definition.name!r}, {field.name!r}]")
        if not field.compare and of != "msgspec.field":
            options.append("eq=False" if of == "attrs.field" else "compare=False")
        value = f" = {of}({', '.join(options)})" if options else ""
        lines.append(f"    {field.name}: Any{value}")
    return "\n".join(lines) + "\n"


def dataclasses_form(definition: Definition) -> str:
    return _class(
        definition, "@dataclasses.dataclass(frozen=True, slots=True)", "", "A", "dataclasses.field"
    )


def attrs_form(definition: Definition) -> str:
    return _class(definition, "@attrs.frozen", "", "A", "attrs.field")


def msgspec_form(definition: Definition) -> str:
    return _class(definition, "", "(msgspec.Struct, frozen=True)", "A", "msgspec.field")


def plain_form(definition: Definition) -> str:
    names = [field.name for field in definition.ordered()]
    heads, bodies = [], []
    for field in definition.ordered():
        default = f"defaults[{definition.name!r}, {field.name!r}]"
        if field.default_factory is not dataclasses.MISSING:
            heads.append(f"{field.name}: Any = None")
            bodies.append(f"if {field.name} is None:\n            {field.name} = {default}()")
            bodies.append(f"self.{field.name} = {field.name}")
        else:
            heads.append(f"{field.name}: Any" + (f" = {default}" if _has_default(field) else ""))
            bodies.append(f"self.{field.name} = {field.name}")
    key, other = (
        f"({', '.join(f'{owner}.{name}' for name in definition.compared())},)"
        if definition.compared()
        else "()"
        for owner in ("self", "other")
    )
    shown = ", ".join(f"{name}={{self.{name}!r}}" for name in names)
    return "\n".join(
        [
            f"class {definition.name}:",
            '    """A."""',
            f"    __slots__ = {tuple(names)!r}",
            f"    def __init__(self, {', '.join(heads)}) -> None:",
            *(f"        {line}" for line in bodies or ["pass"]),
            "    def __eq__(self, other: object) -> bool:",
            "        if self.__class__ is not other.__class__:",
            "            return NotImplemented",
            f"        return {key} == {other}",
            "    def __hash__(self) -> int:",
            f"        return hash({key})",
            "    def __repr__(self) -> str:",
            f'        return f"{definition.name}({shown})"',
        ]
    )


FORMS: dict[str, tuple[str, Callable[[Definition], str]]] = {
    "dataclasses": ("dataclasses", dataclasses_form),
    "attrs": ("attrs", attrs_form),
    "plain": ("builtins", plain_form),
    "msgspec": ("msgspec", msgspec_form),
}


def loaded() -> list[str]:
    """The modules of deckgen that a build of the briefing loads."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "briefing.pptx"
        with contextlib.suppress(SystemExit):
            group(["build", str(ROOT / "content" / "deck.yaml"), "-o", str(path), "--quiet"])
    return [name for name in sys.modules if name.partition(".")[0] == "deckgen"]


def model_classes(modules: list[str]) -> dict[str, Any]:
    """The Structs and dataclasses of some modules by their names."""
    values = (value for name in modules for value in vars(importlib.import_module(name)).values())
    return {
        f"{value.__module__}.{value.__qualname__}": value
        for value in values
        if isinstance(value, type)
        and value.__module__.partition(".")[0] == "deckgen"
        and (dataclasses.is_dataclass(value) or issubclass(value, msgspec.Struct))
    }


def best(work: Callable[[], object]) -> float:
    """The shortest of several runs in seconds, without the collector of garbage."""
    times = []
    for _ in range(RUNS):
        gc.collect()
        gc.disable()
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
        gc.enable()
    return min(times)


def namespace(models: dict[str, Any]) -> dict[str, Any]:
    """What the written classes need: the libraries and the real defaults."""
    defaults = {}
    for model in models.values():
        for field in fields_of(model):
            made = field.default_factory
            found = field.default if made is dataclasses.MISSING else made
            defaults[model.__name__, field.name] = found
    found = {"defaults": defaults, "Any": Any, "dataclasses": dataclasses, "__name__": __name__}
    for name in ("attrs", "msgspec"):
        if importlib.util.find_spec(name):
            found[name] = __import__(name)
    return found


def plan(classes: dict[str, Any]) -> list[Any]:
    """A plan's slides, made of the classes of one form."""

    def lines(slide: int, slot: int) -> Iterator[Any]:
        for line in range(LINES):
            run = classes["Run"](text=f"Line {line} of {slot} on {slide}", style=classes["Style"]())
            yield classes["Paragraph"](runs=(run, run))

    return [
        classes["Slide"](
            id=f"slide-{slide}",
            layout="Title and Content",
            slots=tuple(
                (f"Slot {slot}", classes["Text"](lines=tuple(lines(slide, slot))))
                for slot in range(SLOTS)
            ),
        )
        for slide in range(SLIDES)
    ]


def define(name: str, modules: list[str]) -> tuple[float, float, dict[str, Any]]:
    """Seconds to import the library of a form and to define the classes of some modules in it.

    The third value is the namespace with the classes.
    """
    library, form = FORMS[name]
    models = model_classes(modules)
    codes = [compile(form(Definition.of(model)), name, "exec") for model in models.values()]
    begun = time.perf_counter()
    importlib.import_module(library)
    imported = time.perf_counter()
    scope = namespace(models)
    defining = time.perf_counter()
    for code in codes:
        exec(code, scope)
    return imported - begun, time.perf_counter() - defining, scope


def defined_anew(name: str, modules: list[str]) -> tuple[float, ...]:
    """The best times of `define` in processes of their own."""
    command = [sys.executable, __file__, name, *modules]
    runs = [
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        for _ in range(RUNS)
    ]
    return tuple(min(float(run[at]) for run in runs) for at in (0, 1))


def row(name: str, modules: list[str]) -> str:
    importing, defining = defined_anew(name, modules)
    scope = define(name, modules)[2]
    creating = best(lambda: plan(scope))
    one, other = plan(scope), plan(scope)
    comparing = best(lambda: one == other)
    gc.collect()
    tracemalloc.start()
    kept = plan(scope)
    memory, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept == one
    figures = (importing, defining, creating, comparing)
    cells = [f"{figure * 1000:.1f}" for figure in figures]
    return f"| {name} | {' | '.join(cells)} | {memory / 2**20:.1f} |"


def report() -> None:
    modules = loaded()
    models = model_classes(modules).values()
    left_out = sum(any(not field.compare for field in fields_of(m)) for m in models)
    written = sum(map(dataclasses.is_dataclass, models))
    print(
        f"{len(models)} classes, {written} of them dataclasses; equality leaves out fields of "
        f"{left_out}\n"
    )
    print("| form | import (ms) | define (ms) | create (ms) | compare (ms) | memory (MB) |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, (library, _) in FORMS.items():
        if importlib.util.find_spec(library):
            print(row(name, modules), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(*define(sys.argv[1], sys.argv[2:])[:2])
    else:
        report()
