"""What a change touches: each kind of change is made in a copy of the project, and works.

docs/architecture.md names these files for somebody who wants to make such a change.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.paths import PLAIN, ROOT

pytestmark = pytest.mark.slow

DECK = """\
title: A change
template: {template}
slides:
  - id: one
    layout: Title and Content
    Title: A title
    Content: {content}
"""

QUOTE = '''\
"""Quotations: what somebody said, and who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from deckgen.appearance.shapes import Slot
from deckgen.content import Content, Names, Page, Scope, placeholder
from deckgen.opc.xml import Element, elements, find, make, textual
from deckgen.source.nodes import Node, expect_mapping, expect_scalar
from deckgen.source.writing import YamlData

_MARK = "Quotation: "


@dataclass(frozen=True, slots=True)
class Quote(Content):
    """A quotation."""

    key: ClassVar[str] = "quote"

    text: str

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        return cls(expect_scalar(expect_mapping(node, "a quotation").get("quote"), "`quote`").text)

    def dump(self, names: Names) -> YamlData:
        return {"quote": self.text}

    def write(self, slot: Slot, page: Page) -> Element:
        return make(
            "p:sp",
            None,
            make(
                "p:nvSpPr",
                None,
                make("p:cNvPr", {"id": page.next_id(), "name": slot.name}),
                make("p:cNvSpPr"),
                *elements(placeholder(slot)),
            ),
            make("p:spPr"),
            make(
                "p:txBody",
                None,
                make("a:bodyPr"),
                make("a:p", None, make("a:r", None, textual("a:t", _MARK + self.text))),
            ),
        )

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        found = find(shape, "p:txBody/a:p/a:r/a:t")
        text = "" if found is None else found.text or ""
        return cls(text.removeprefix(_MARK)) if text.startswith(_MARK) else None

    def update(self, shape: Element, page: Page) -> None:
        found = find(shape, "p:txBody/a:p/a:r/a:t")
        assert found is not None
        found.text = _MARK + self.text
'''

RULE = """

def _shouted(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            if any(run.text.endswith("!!!") for run in text_view.runs(shape)):
                yield Fault("a text that shouts", shape.where)


CHECKS = (*CHECKS, Check("TONE", _shouted))
"""

PROSE = """

[Text.TONE]
level = "warning"
summary = "No text shouts."
why = "A briefing is neutral."
source = "This test."
decided = "A run that ends in three exclamation marks."
mend = "Take them away."
"""

COMMAND = '''\
"""deckgen count."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import count
from deckgen.project import DECK


@click.command("count")
@click.argument("deck", type=click.Path(path_type=Path), default=DECK)
@console.command("nothing was written")
def command(deck: Path) -> None:
    """Print how many slides DECK has."""
    click.echo(f"{count.count(deck)} slides")
'''

COUNT = '''\
"""How many slides a deck has."""

from __future__ import annotations

from pathlib import Path

from deckgen.project import Project


def count(deck: Path) -> int:
    """The number of slides in a deck.yaml's list."""
    return len(list(Project(deck).source.slides))
'''

PROPERTY = """\
def _black_and_white(shape: DrawnShape) -> str:
    found = find(shape.element, "p:spPr")
    return "" if found is None else found.get("bwMode", "")


ABOUT_PROPERTIES = (
    Property("bw", "the black and white mode", _black_and_white),
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A copy of the project's code that changes are made in; `changed` are the files so far."""

    folder: Path
    changed: list[str]

    def add(self, name: str, text: str) -> None:
        path = self.folder / "src/deckgen" / name
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
        self.changed.append(name)

    def edit(self, name: str, *edits: tuple[str, str]) -> None:
        """Put a text in the place of each first one, which the file holds once."""
        path = self.folder / "src/deckgen" / name
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        self.changed.append(name)

    def deck(self, content: str) -> Path:
        path = self.folder / "deck.yaml"
        template = PLAIN
        path.write_text(DECK.format(template=template, content=content), encoding="utf-8")
        return path

    def deckgen(self, *arguments: str | Path, code: int = 0) -> str:
        """Run the changed deckgen, and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "deckgen", *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return Project(tmp_path, [])


def test_a_new_kind_is_a_module_and_its_line_in_the_registry(project: Project) -> None:
    project.add("content/quote.py", QUOTE)
    project.edit(
        "content/registry.py",
        ("KINDS = (\n", 'KINDS = (\n    Kind("quote", "Quote", ("quote",), _is("p:sp")),\n'),
    )
    deck = project.deck("\n      quote: Figures are checked twice")
    project.deckgen("build", deck, "-o", "deck.pptx")
    assert project.deckgen("diff", deck, "deck.pptx") == "No difference.\n"
    project.deckgen("extract", "deck.pptx", "-o", "extracted")
    written = "".join(
        path.read_text(encoding="utf-8") for path in project.folder.glob("extracted/**/*.yaml")
    )
    assert "quote: Figures are checked twice" in written
    assert project.changed == ["content/quote.py", "content/registry.py"]


def test_a_new_rule_is_a_check_of_its_subject_and_a_table_of_rules_toml(project: Project) -> None:
    for name, more in (("text.py", RULE), ("rules.toml", PROSE)):
        path = project.folder / "src/deckgen/checks/rules" / name
        text = path.read_text(encoding="utf-8")
        project.edit(f"checks/rules/{name}", (text, text + more))
    deck = project.deck("Stop!!!")
    assert "TONE" in project.deckgen("check", deck)
    assert project.changed == ["checks/rules/text.py", "checks/rules/rules.toml"]


def test_a_new_command_is_a_file_in_cli_one_in_commands_and_a_line(project: Project) -> None:
    project.add("cli/count.py", COMMAND)
    project.add("commands/count.py", COUNT)
    project.edit(
        "cli/__init__.py",
        ('    "diff": ', '    "count": "Say how many slides a deck has.",\n    "diff": '),
    )
    assert project.deckgen("count", project.deck("One")) == "1 slides\n"
    assert project.changed == ["cli/count.py", "commands/count.py", "cli/__init__.py"]


def test_a_new_aspect_of_appearance_is_a_property_of_its_subject(project: Project) -> None:
    project.edit(
        "review/snapshot/shapes.py",
        ("ABOUT_PROPERTIES = (\n", PROPERTY),
    )
    deck = project.deck("One")
    project.deckgen("build", deck, "-o", "deck.pptx")
    script = (
        "from pptx import Presentation; deck = Presentation('deck.pptx'); "
        "deck.slides[0].shapes[0]._element.spPr.set('bwMode', 'gray'); deck.save('deck.pptx')"
    )
    subprocess.run([sys.executable, "-c", script], cwd=project.folder, check=True)
    assert "the black and white mode" in project.deckgen("pull", "deck.pptx", deck)
    assert project.changed == ["review/snapshot/shapes.py"]
