"""`deckgen schema`: what each kind of YAML file takes, as JSON Schema for editors.

The schemas (draft 2020-12) are made from the tables of fields that parse the files. Editors read
YAML 1.2, where `yes` is a text and `3` a number. deckgen takes what is typed, so a number or a
boolean may stand where a text can. Kinds of installed packages are named, and take anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from deckgen import files
from deckgen.checks.rules import RULES
from deckgen.content import registry
from deckgen.content.text import CONTACT
from deckgen.deck import COMMENT, order
from deckgen.deck.overlay import VARIANT
from deckgen.deck.variants import VARIANT_TABLE
from deckgen.facts.entries import FACT, FIGURES, GROUP
from deckgen.project.output import check_new
from deckgen.source.fields import AnyField, AnyFields, dump_yes_no
from deckgen.source.keys import CHECK_FIELDS, DECK, SLIDE
from deckgen.source.nodes import MappingNode, ScalarNode, SequenceNode

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR = ["string", "number", "boolean"]
_TYPES = {ScalarNode: _SCALAR, SequenceNode: ["array"], MappingNode: ["object"]}
_TEXT: Schema = {"type": _SCALAR}
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def schema(kind: str) -> Schema:
    """The JSON Schema of a kind of file: one of `KINDS`."""
    about, make = KINDS[kind]
    known = _definitions()
    made = make()
    used: dict[str, Schema] = {}
    _collect(made, known, used)
    definitions = {name: used[name] for name in known if name in used}
    return {"$schema": DIALECT, "title": f"deckgen: {about}", **made, "$defs": definitions}


def text(kind: str) -> str:
    """The same as JSON, for a file."""
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


def write(kinds: Iterable[str], folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write schemas into a folder, each as KIND.schema.json.

    Raises `Problem` where such a file is there with other content, without `force`.
    """
    written = {folder / f"{kind}.schema.json": text(kind).encode() for kind in kinds}
    for path, data in written.items():
        check_new(path, data, force=force, other="another folder with `-o`")
    files.write_all(written)
    return tuple(written)


def _collect(made: object, known: dict[str, Schema], used: dict[str, Schema]) -> None:
    """Add the definitions that a schema refers to, and those that they refer to."""
    if isinstance(made, dict):
        name = made.get("$ref", "").removeprefix("#/$defs/")
        if name and name not in used:
            used[name] = known[name]
            _collect(known[name], known, used)
        made = list(made.values())
    for item in made if isinstance(made, list) else ():
        _collect(item, known, used)


# Mappings, from their tables of fields.


def _object(table: AnyFields, *needed: str, **inside: Schema) -> Schema:
    """A mapping with the keys of a table and no others.

    One of the keys `needed` has to be there; `inside` says more of the values of keys.
    """
    required = [field.key for field in table.fields if field.unset == "needed"]
    return {
        "description": _plain(table.about),
        "type": "object",
        "properties": {field.key: _value(field, inside.get(field.key)) for field in table.fields},
        "required": required,
        **({"anyOf": [{"required": [key]} for key in needed]} if needed else {}),
        "additionalProperties": False,
    }


def _value(field: AnyField, inside: Schema | None = None) -> Schema:
    form, default = field.form, _default(field)
    unset = _plain(field.unset) or default
    if unset and not unset.startswith("needed"):
        unset = f"without it: {unset}"
    said = (_plain(field.about), f"takes {_plain(form.takes)}", unset)
    types = [name for node in form.nodes for name in _TYPES[node]]
    return {
        **(inside or {}),
        "description": "; ".join(filter(None, said)),
        **({"enum": list(form.words)} if form.words else {"type": types}),
        **({"default": default} if default and not field.unset else {}),
    }


def _default(field: AnyField) -> str:
    match field.default:
        case bool():
            return str(dump_yes_no(field.default))
        case str() | int() | float():
            return str(field.default)
        case _:
            return ""


def _plain(text: str) -> str:
    """A text of the docs without its links, which lead nowhere in an editor."""
    return _LINK.sub(r"\1", text)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _by_id(entry: Schema) -> Schema:
    return {"type": "object", "additionalProperties": entry}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _any_of(*keys: str) -> Schema:
    return {"anyOf": [{"required": [key]} for key in keys]}


# What several files hold.


def _definitions() -> dict[str, Schema]:
    """The definitions by name."""
    tables = chain.from_iterable(kind.content.yaml_fields() for kind in registry.KINDS)
    return {
        "slide": _slide(),
        "comment": _object(COMMENT, replies=_list(_ref("comment"))),
        "fact": _object(FACT, *FIGURES),
        "content": _content(),
        **{_name(table): _kind(table) for table in tables},
    }


def _name(table: AnyFields) -> str:
    return table.what.partition(" ")[2].replace(" ", "-")


def _kind(table: AnyFields) -> Schema:
    if table.what != "a table":
        return _object(table)
    cell = {"anyOf": [_TEXT, _ref("cell")]}
    return _object(table, "table", "rows", rows=_list(_list(cell)))


def _content() -> Schema:
    """What a slot holds: a text, a mapping of the kind that its first key names, or a list."""
    fields = {
        key: (table, field)
        for key, kind in registry.KIND_BY_KEY.items()
        for table in kind.content.yaml_fields()
        if (field := table.field(key)) and table.what != "a cell"
    }
    others = {
        key: {"description": "a kind of content" + (f" of {of.dist.name}" if of.dist else "")}
        for key, of in sorted(registry.offered().items())
    }
    return {
        "description": "Text, or a mapping whose first key names the kind of content.",
        "type": [*_SCALAR, "array", "object"],
        "items": _ref("content"),
        "properties": {
            **others,
            **{key: {"description": field.about} for key, (_, field) in fields.items()},
        },
        **_any_of(*registry.KIND_BY_KEY, *others),
        "allOf": [
            {"if": {"type": "object", "required": [key]}, "then": _ref(_name(table))}
            for key, (table, _) in fields.items()
        ],
    }


def _slide() -> Schema:
    """A slide; its further keys are slots."""
    short = {"anyOf": [_TEXT, _ref("fact")]}
    made = _object(SLIDE, "layout", "like", comments=_list(_ref("comment")), facts=_by_id(short))
    del made["properties"]["remove"]  # in variants alone
    return {**made, "additionalProperties": _ref("content")}


def _section(about: str = "starts a section of this name") -> Schema:
    return {
        "type": "object",
        "properties": {"section": {**_TEXT, "description": about}},
        "required": ["section"],
        "additionalProperties": False,
    }


def _check() -> Schema:
    """The settings of `deckgen check`; of JUMP single facts can be left out."""
    off = {rule.id: {**_TEXT, "description": rule.summary} for rule in RULES}
    jump = {**_by_id(_TEXT), **off["JUMP"], "type": [*_SCALAR, "object"]}
    rules = {"properties": {**off, "JUMP": jump}, "additionalProperties": False}
    return _object(CHECK_FIELDS, off=rules)


# The files.


def _deck() -> Schema:
    listed = {
        "type": [*_SCALAR, "object"],
        "description": "the id of a slide in slides/ID.yaml, a slide with its `id`, or a section",
        "if": {"required": ["section"]},
        "then": {"anyOf": [_TEXT, _section()]},
        "else": {**_ref("slide"), "required": ["id"]},
    }
    return _object(
        DECK,
        facts={**_facts(), "items": _TEXT},
        contacts=_contacts(),
        variants=_object(VARIANT_TABLE),
        check=_check(),
        slides=_list(listed),
    )


def _facts() -> Schema:
    """Facts by id, and groups of them."""
    group = _object(GROUP, facts=_by_id(_ref("fact")))
    return _by_id({"if": {"required": ["facts"]}, "then": group, "else": _ref("fact")})


def _contacts() -> Schema:
    return _by_id(_object(CONTACT))


def _variant() -> Schema:
    """A variant: what it changes of deck.yaml, and of slides, facts and contacts by id."""
    moved = order.MOVE
    slide = _slide()
    sides = {key: _object(moved)["properties"][key] for key in ("after", "before")}
    inserted = {
        **slide,
        "properties": {**sides, **slide["properties"], **_section()["properties"]},
        **_any_of(*sides),
    }
    fact = {"anyOf": [_TEXT, _changes(_object(FACT))]}
    tables = {
        "facts": _changes(_by_id(fact)),
        "contacts": _changes(_by_id(_changes(_object(CONTACT)))),
        "slides": _by_id({**_changes(slide), "additionalProperties": True}),
    }
    own = _object(
        VARIANT,
        **tables,
        remove=_list({"anyOf": [_TEXT, _section("a section, whose slides join the one before")]}),
        insert=_list(inserted),
        move=_list({**_object(moved), **_any_of(*sides)}),
    )
    settings = _changes(_object(DECK, check=_changes(_check())))["properties"]
    for key in ("formats", "variants"):
        del settings[key]
    new = {"facts+": _by_id(_ref("fact")), "contacts+": _contacts()}
    return {**own, "properties": {**settings, **own["properties"], **new}}


def _changes(made: Schema) -> Schema:
    """A mapping as variants change it: any of its keys, more for one with `+`, and `remove`."""
    kept: Schema = {
        key: made[key] for key in ("description", "additionalProperties") if key in made
    }
    removed = SLIDE.field("remove")
    assert removed is not None, "a slide in a variant takes it"
    return {
        **kept,
        "type": "object",
        "properties": {**made.get("properties", {}), "remove": _value(removed)},
        "patternProperties": {r"\+$": True},
    }


KINDS: dict[str, tuple[str, Callable[[], Schema]]] = {
    "deck": ("deck.yaml", _deck),
    "slide": ("a slide, a file in slides/", _slide),
    "facts": ("a file of facts", _facts),
    "contacts": ("the file of contacts", _contacts),
    "variant": ("a variant, a file in variants/", _variant),
}
"""What each kind of file is, and its schema without definitions."""
