"""YAML text to nodes with spans, and plain data to YAML text."""

from deckgen.source.nodes import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    gather_entries,
    joined,
    kind_of,
    scalars,
    wrong_type,
)
from deckgen.source.reading import ILLEGAL, is_file, parse, pretending, read, read_bytes
from deckgen.source.writing import Lines, Plainly, Quoted, block, dump, plain, quote

__all__ = [
    "ILLEGAL",
    "Lines",
    "Mapping",
    "Node",
    "Plainly",
    "Quoted",
    "Scalar",
    "Sequence",
    "block",
    "dump",
    "expect_mapping",
    "expect_scalar",
    "expect_sequence",
    "gather_entries",
    "is_file",
    "joined",
    "kind_of",
    "parse",
    "plain",
    "pretending",
    "quote",
    "read",
    "read_bytes",
    "scalars",
    "wrong_type",
]
