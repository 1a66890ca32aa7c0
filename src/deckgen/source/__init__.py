"""YAML text to nodes with spans, and plain data to YAML text."""

from __future__ import annotations

from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_scalar,
    expect_sequence,
    gather_entries,
    joined,
    kind_of,
    scalars,
    wrong_type,
)
from deckgen.source.reading import (
    ILLEGAL,
    is_file,
    is_folder,
    listed,
    overlay_files,
    parse,
    read,
    read_bytes,
)
from deckgen.source.writing import Lines, Quoted, YamlData, block, dump, plain, quote

__all__ = [
    "ILLEGAL",
    "Lines",
    "MappingNode",
    "Node",
    "Quoted",
    "ScalarNode",
    "SequenceNode",
    "YamlData",
    "block",
    "dump",
    "expect_mapping",
    "expect_scalar",
    "expect_sequence",
    "gather_entries",
    "is_file",
    "is_folder",
    "joined",
    "kind_of",
    "listed",
    "overlay_files",
    "parse",
    "plain",
    "quote",
    "read",
    "read_bytes",
    "scalars",
    "wrong_type",
]
