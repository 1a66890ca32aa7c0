"""Fields: the keys that a mapping in YAML takes, and how each is parsed, dumped and documented.

The options of a kind of content are one table of fields beside its model: `Fields`. Its parser, its
dumper, the errors for unknown keys, docs/content-reference.md and the JSON Schema for editors come
from that table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from msgspec import Struct

from deckgen.diagnostics import Gatherer, error, suggest
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_scalar,
    expect_word,
    gather_entries,
)
from deckgen.source.writing import YamlData

Context = TypeVar("Context", contravariant=True)
Model = TypeVar("Model", contravariant=True)
Value = TypeVar("Value", covariant=True)
_Own = TypeVar("_Own")
_V = TypeVar("_V")


class Form(Struct, Generic[Context, Value], frozen=True):
    """What a key takes: `takes` says it in words, `parse` makes the value of a node.

    `parse` also gets what names the key in messages, and the context: what else the value depends
    on, such as the facts that texts name. It raises `Problem`. `words` are all values there are,
    where they can be listed, and `nodes` the types of nodes that it takes.
    """

    takes: str
    parse: Callable[[Node, str, Context], Value]
    words: tuple[str, ...] = ()
    nodes: tuple[type[Node], ...] = (ScalarNode,)


class Field(Struct, Generic[Context, Model, Value], frozen=True):
    """A key of a mapping.

    `default` is its value where it is left out, and `unset` says in words what holds then. `dump`
    gives its YAML for a model, None where the model has the default. `about` says what the key
    does. `example` is YAML with the key and others that it needs; it is a whole mapping where it
    starts with a key that names content.
    """

    key: str
    form: Form[Context, Value]
    default: Value
    dump: Callable[[Model], YamlData | None]
    about: str
    example: str
    unset: str = ""


class Values(Struct, Generic[Context], frozen=True):
    """The values of a mapping; problems with them are gathered in `problems`."""

    mapping: MappingNode
    problems: Gatherer
    context: Context

    def get(self, field: Field[Context, Any, _V]) -> _V:
        """A key's value; the default where it is left out, or has a problem that is gathered."""
        with self.problems.collect():
            return self.parse(field)
        return field.default

    def parse(self, field: Field[Context, Any, _V]) -> _V:
        """A key's value, the default where it is left out. Raises `Problem`."""
        node = self.mapping.get(field.key)
        if node is None:
            return field.default
        return field.form.parse(node, f"`{field.key}`", self.context)

    def within(self, context: _Own) -> Values[_Own]:
        """The values of the same mapping, read in another context."""
        return Values(self.mapping, self.problems, context)


class Fields(Struct, Generic[Model], frozen=True):
    """All keys of a mapping, in the order in which they are listed and dumped.

    `what` names the mapping in messages: `a chart`. `example` is the least that such a mapping
    needs, to which the example of a key is added; `about` is what the docs say in front.
    """

    what: str
    fields: tuple[Field[Any, Model, object], ...]
    example: str
    about: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, in order."""
        return tuple(field.key for field in self.fields)

    def field(self, key: str) -> AnyField | None:
        """The field of a key; None where there is none."""
        return next((field for field in self.fields if field.key == key), None)

    def gather_unknown(self, values: Values[Any]) -> None:
        """Gather a problem for each key that is none of these."""
        with values.problems.collect():
            gather_entries(values.mapping, self.keys, self.what)

    def dump(self, model: Model) -> dict[str, YamlData]:
        """The mapping that parses to this model, without the keys that have their default."""
        dumped = ((field.key, field.dump(model)) for field in self.fields)
        return {key: value for key, value in dumped if value is not None}


AnyField = Field[Any, Any, Any]
AnyFields = Fields[Any]


def given(value: _V, default: _V, dump: Callable[[_V], YamlData] = str) -> YamlData | None:
    """The YAML of a value, None where it is the default."""
    return None if value == default else dump(value)


def given_yes(value: bool) -> YamlData | None:
    """`yes`, or None for the default `no`."""
    return "yes" if value else None


def not_dumped(_model: object) -> None:
    """The `dump` of a key that is only read."""


# Forms that several mappings use.


def _scalar(node: Node, what: str, _context: object) -> ScalarNode:
    return expect_scalar(node, what)


def _word(node: Node, what: str, _context: object) -> ScalarNode:
    return expect_word(node, what)


def _mapping(node: Node, what: str, _context: object) -> MappingNode:
    return expect_mapping(node, what)


def scalar_form(takes: str) -> Form[object, ScalarNode]:
    """A text that prints, as it stands."""
    return Form(takes, _scalar)


def word_form(takes: str, *words: str) -> Form[object, ScalarNode]:
    """A text that names something, such as a path, as it stands; a remark may follow it."""
    return Form(takes, _word, words)


def mapping_form(takes: str) -> Form[object, MappingNode]:
    """A mapping, as it stands."""
    return Form(takes, _mapping, nodes=(MappingNode,))


def list_form(takes: str, parse: Callable[[Node, str, Context], _V]) -> Form[Context, _V]:
    """A list, of which `parse` makes a value."""
    return Form(takes, parse, nodes=(SequenceNode,))


def node_form(takes: str, *nodes: type[Node]) -> Form[object, Node]:
    """A node of one of these types, which another parser reads."""
    return Form(takes, lambda node, _what, _context: node, (), nodes)


def node_field(
    key: str, takes: str, node: type[Node], about: str, example: str, unset: str = ""
) -> AnyField:
    """The field of a key whose value is read elsewhere, and that no model dumps."""
    return Field[object, object, object](
        key, node_form(takes, node), None, not_dumped, about, example, unset
    )


def _yes_no(node: Node, what: str, _context: object) -> bool:
    scalar = expect_word(node, what, "write `yes` or `no`")
    if scalar.text not in ("yes", "no"):
        raise error(
            "yes-or-no",
            f"{what} is `yes` or `no`, not `{scalar.text}`",
            at=scalar.span,
            label="neither `yes` nor `no`",
        )
    return scalar.text == "yes"


def dump_yes_no(value: bool) -> YamlData:
    """`yes` or `no`."""
    return "yes" if value else "no"


YES_NO = Form("`yes` or `no`", _yes_no, ("yes", "no"))


def one_of(words: Iterable[str], code: str, message: str, exists: str) -> Form[object, str]:
    """One of several words; see `choice`."""
    return choice({word: word for word in words}, code, message, exists)


def choice(options: Mapping[str, _V], code: str, message: str, exists: str) -> Form[object, _V]:
    """One of several words, each of which means a value.

    `message` is that of the error for other words, with `{}` for the word; `exists` introduces the
    words in its help.
    """

    def parse(node: Node, what: str, _context: object) -> _V:
        scalar = expect_word(node, what)
        if scalar.text not in options:
            raise error(
                code,
                message.format(scalar.text),
                at=scalar.span,
                help=suggest(scalar.text, options, exists),
            )
        return options[scalar.text]

    return Form(phrase(options), parse, tuple(options))


def phrase(words: Iterable[str]) -> str:
    """Words as one of which a value is described: `a`, `b` or `c`."""
    *first, last = (f"`{word}`" for word in words)
    return f"{', '.join(first)} or {last}"
