"""The JSON Schemas of `deckgen schema` take what deckgen takes, and refuse what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import Any, ClassVar

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from deckgen.cli import group
from deckgen.commands import extract, new, schema
from deckgen.source.fields import AnyField, AnyFields
from tests import test_reference
from tests.deck.project import FILES
from tests.support.cases import every_case
from tests.support.paths import ROOT, TEMPLATES
from tests.test_reference import content_of
from tools import reference


class Core(yaml.SafeLoader):
    """YAML as editors read it: by the core schema of version 1.2."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(~|null|)$"), ["~", "n", ""])
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Core.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile("^[-+]?[0-9]+$"), list("-+0123456789")
)
Core.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789")
)

VALIDATORS = {kind: Draft202012Validator(schema.schema(kind)) for kind in schema.KINDS}


def faults(kind: str, text: str) -> list[str]:
    """What the schema of that kind finds wrong with a file."""
    data = yaml.load(text, Core)
    return [f"{error.json_path}: {error.message}" for error in VALIDATORS[kind].iter_errors(data)]


def kind_of(name: str) -> str:
    """The kind of the YAML file with that name in a deck's folder."""
    path = Path(name)
    if path.parent.name == "slides":
        return "slide"
    if path.parent.name == "variants" or path.stem == "new-region":
        return "variant"
    return path.stem if path.stem in ("facts", "contacts") else "deck"


SHIPPED = [
    path.relative_to(ROOT).as_posix()
    for folder in ("content", "docs", "tests/decks", "tests/review/sample", "tests/soundness")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]
EXAMPLES = [
    pytest.param(table, field, id=f"{title}: {field.key}")
    for title, table in {**reference.DECK, **reference.CONTENT}.items()
    for field in table.fields
]


@pytest.mark.quick(2)
@pytest.mark.parametrize("kind", schema.KINDS)
def test_a_schema_is_one(kind: str) -> None:
    Draft202012Validator.check_schema(schema.schema(kind))
    assert json.loads(schema.text(kind)) == schema.schema(kind)


@pytest.mark.slow
@every_case("name", SHIPPED)
def test_every_file_that_is_shipped_fits(name: str) -> None:
    kind = "facts" if name.endswith("before.yaml") else kind_of(name)
    assert faults(kind, (ROOT / name).read_text(encoding="utf-8")) == []


@every_case("name", [name for name in FILES if name.endswith(".yaml")])
def test_every_file_of_a_deck_with_variants_fits(name: str) -> None:
    assert faults(kind_of(name), FILES[name]) == []


def test_what_new_and_extract_write_fits(tmp_path: Path) -> None:
    new.new(tmp_path / "new")
    extract.extract(TEMPLATES["briefing"], tmp_path / "extracted")
    for path in [*tmp_path.glob("*/*.yaml"), *tmp_path.glob("*/slides/*.yaml")]:
        if path.name != "formats.yaml":
            name = path.relative_to(tmp_path).as_posix()
            assert faults(kind_of(name), path.read_text(encoding="utf-8")) == [], name


def in_a_file(table: AnyFields, text: str) -> tuple[str, str]:
    """The kind of a file that has such a mapping, and the file."""
    deeper = indent(text, "    ")
    slide = "layout: Text\nTitle: One\n"
    match table.what:
        case "a deck" | "`check`":
            return "deck", text
        case "a slide" if "remove:" in text:
            return "variant", f"extends: ../deck.yaml\nslides:\n  one:\n{deeper}"
        case "a slide":
            return "slide", text
        case "a comment":
            return "slide", f"{slide}comments:\n  -\n{deeper}"
        case "a fact" | "a group of facts":
            return "facts", f"one:\n{deeper}"
        case "a contact" if not text.startswith("contact:"):
            return "contacts", f"north:\n{deeper}"
        case "a variant":
            return "variant", text
        case "an item of `move`":
            return "variant", f"extends: ../deck.yaml\nmove:\n  -\n{deeper}"
        case "`variants`":
            deck = "template: t.pptx\nslides: [one]"
            return "deck", f"{deck}\nvariants:\n{deeper}"
        case _:
            return "slide", f"{slide}Content:\n{deeper}"


def with_example(table: AnyFields, field: AnyField) -> str:
    """A field's example as a whole mapping."""
    return test_reference.with_example(table, field) if table.example else field.example


def example_in_a_file(table: AnyFields, field: AnyField) -> tuple[str, str]:
    """The example of a field in a file."""
    whole = {"a cell": "A table", "an axis": "A chart"}.get(table.what)
    if whole is not None:
        return in_a_file(reference.CONTENT[whole], content_of(table, field))
    return in_a_file(table, with_example(table, field))


@pytest.mark.slow
@every_case(("table", "field"), EXAMPLES)
def test_every_example_of_the_reference_fits(table: AnyFields, field: AnyField) -> None:
    assert faults(*example_in_a_file(table, field)) == []


def wrong() -> Iterator[Any]:
    """Each field that takes one of some words, and each table, which takes no other keys."""
    for case in EXAMPLES:
        table, field = case.values
        if field.form.words:
            yield pytest.param(table, field, field.key, id=f"{case.id}, another word")
    for title, table in {**reference.DECK, **reference.CONTENT}.items():
        if table.what not in ("a slide", "`check`"):  # any other key of a slide is a slot
            yield pytest.param(table, table.fields[0], "anothr", id=f"{title}, another key")


@every_case(("table", "field", "key"), list(wrong()))
def test_other_words_and_unknown_keys_are_refused(
    table: AnyFields, field: AnyField, key: str
) -> None:
    text = with_example(table, field)
    data = yaml.load(text, yaml.BaseLoader)
    place = data["check"] if table.what == "`check`" else data
    place[key] = "perhaps"
    text = yaml.safe_dump(data, sort_keys=False)
    if table.what == "a cell":
        table, text = reference.CONTENT["A table"], f"rows:\n  - -\n{indent(text, ' ' * 6)}"
    found = faults(*in_a_file(table, text))
    assert any("perhaps" in fault or "anothr" in fault for fault in found), found


@every_case(
    ("kind", "text"),
    [
        ("deck", "template: t.pptx\nslides: [one]\ncheck:\n  off:\n    MASTER: a reason\n"),
        ("deck", "template: t.pptx\nslides: [{section: One, layout: Text}]\n"),
        ("deck", "title: No slides\ntemplate: t.pptx\n"),
        ("slide", "Title: No layout\n"),
        ("slide", "layout: Text\nContent:\n  graph: bar\n"),
        ("slide", "layout: Text\nContent:\n  chart: bar\n"),
        ("slide", "layout: Text\nhidden: true\n"),
        ("facts", "one:\n  as_of: 2020-03-06\n"),
        ("facts", "one: 1\n"),
        ("contacts", "north:\n  fax: '1'\n"),
        ("variant", "title: It extends nothing\n"),
        ("variant", "extends: ../deck.yaml\nslides:\n  one:\n    hidden: maybe\n"),
        ("variant", "extends: ../deck.yaml\ninsert:\n  - id: two\n    layout: Text\n"),
    ],
)
def test_what_a_file_lacks_or_mixes_is_refused(kind: str, text: str) -> None:
    assert faults(kind, text)


def run(*words: object) -> str:
    done = CliRunner().invoke(group, ["schema", *map(str, words)])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.slow
def test_one_is_printed_and_all_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    written = run("-o", folder).splitlines()
    assert [Path(line).name for line in written] == [f"{kind}.schema.json" for kind in schema.KINDS]
    assert (folder / "slide.schema.json").read_text(encoding="utf-8") == run("slide")
    assert run("-o", folder) == "\n".join([*written, ""])  # the same again


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "deck.schema.json").write_text("{}", encoding="utf-8")
    done = CliRunner().invoke(group, ["schema", "deck", "-o", str(tmp_path)])
    assert done.exit_code == 1
    assert (tmp_path / "deck.schema.json").read_text(encoding="utf-8") == "{}"
    run("deck", "-o", tmp_path, "--force")
    assert (tmp_path / "deck.schema.json").read_text(encoding="utf-8") == run("deck")


def test_without_a_kind_and_a_folder_there_is_nothing_to_do() -> None:
    assert CliRunner().invoke(group, ["schema"]).exit_code == 2
