"""Edits of a YAML text by paths of keys: what they do, and what they leave alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from deckgen.source.edit import YamlDocument
from deckgen.source.writing import dump, plain
from tests.support.cases import every_case

TEXT = """\
# The variant of the east.
extends: ../deck.yaml   # the base
slides:
  cover:
    Title: The east   # said by them
    # nothing about the subtitle

  # the figures
  figures:
    Content: |
      One
      Two
  # end of slides

# what goes
remove:
  - arrests # asked for
  - contacts
# the end
"""

keys = st.sampled_from(["a", "b", "c 1"])
texts = st.sampled_from(["x", "two\nlines\n", "a: b", "# no comment", "- c"])
data = st.recursive(
    texts,
    lambda inner: st.one_of(
        st.dictionaries(keys, inner, min_size=1, max_size=3), st.lists(texts, min_size=1)
    ),
    max_leaves=8,
)
roots = st.dictionaries(keys, data, max_size=3).map(lambda root: {"extends": "x", **root})
paths = st.lists(keys, min_size=1, max_size=3).map(tuple)


def keyed(text: str = TEXT) -> YamlDocument:
    return YamlDocument(Path("east.yaml"), text)


@st.composite
def commented(draw: st.DrawFn, value: Any, depth: int = 0) -> str:
    """The YAML of a mapping with comments between its keys, and brackets here and there."""
    pad = " " * depth
    rows = []
    for key, item in value.items():
        if draw(st.booleans()):
            rows.append(f"{pad}# about {key}\n")
        if isinstance(item, dict):
            rows.append(f"{pad}{key}:\n{draw(commented(item, depth + 2))}")
        elif isinstance(item, list) and all(text == "x" for text in item) and draw(st.booleans()):
            rows.append(f"{pad}{key}: [{', '.join(item)}]  # listed\n")
        else:
            rows.append(dump({key: item}, depth))
    if draw(st.booleans()):
        rows.append(f"{pad}# the end\n\n")
    return "".join(rows)


@given(st.data(), roots, st.sampled_from(["\n", "\r\n"]))
def test_puts_and_drops_do_what_they_say(data: st.DataObject, root: Any, newline: str) -> None:
    found = keyed(data.draw(commented(root)).replace("\n", newline))
    for _ in range(data.draw(st.integers(1, 4))):
        path, value = data.draw(paths), data.draw(texts | st.just({"a": "x", "b": "y\nz\n"}))
        if data.draw(st.booleans()):
            found.put(path, value)
            root = put(root, path, value)
        else:
            found.drop(path)
            root = dropped(root, path)
        assert plain(found.root) == root
        assert found.text.count("\n") == found.text.count(newline)


def put(tree: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    tree = tree if isinstance(tree, dict) else {}
    return {**tree, path[0]: put(tree.get(path[0]), path[1:], value)}


def dropped(tree: Any, path: tuple[str, ...]) -> Any:
    """The tree without what stands there, None where that leaves nothing."""
    if not isinstance(tree, dict) or path[0] not in tree:
        return tree
    rest = {key: value for key, value in tree.items() if key != path[0]}
    if len(path) > 1:
        inner = dropped(tree[path[0]], path[1:])
        rest = {k: inner if k == path[0] else v for k, v in tree.items()} if inner else rest
    return rest or None


@every_case(
    ("path", "value"),
    [(("slides", "cover", "Subtitle"), "a\nb\n"), (("slides", "west", "Title"), "x"),
     (("insert",), [{"after": "cover", "id": "x"}])],
)  # fmt: skip
def test_what_is_new_takes_no_line_away(path: tuple[str, ...], value: Any) -> None:
    found = keyed()
    found.put(path, value)
    assert [line for line in found.text.splitlines() if line in TEXT.splitlines()] == (
        TEXT.splitlines()
    )
    assert plain(found.node(path)) == value  # type: ignore[arg-type]


def test_an_empty_mapping_goes_with_its_last_key_and_other_comments_stay() -> None:
    found = keyed()
    found.drop(("slides", "cover", "Title"))
    assert "cover" not in found.text
    assert "  # the figures\n  figures:" in found.text
    found.drop(("slides", "figures", "Content"))
    assert found.text == (
        "# The variant of the east.\nextends: ../deck.yaml   # the base\n\n# what goes\n"
        "remove:\n  - arrests # asked for\n  - contacts\n# the end\n"
    )


@every_case(
    ("before", "pushed", "taken"),
    [
        ("a: x\nremove: [b, c]  # gone\n", "a: x\nremove: [b, c, d]  # gone\n",
         "a: x\nremove: [b, d]  # gone\n"),
        ("a: x\nremove:\n- b\n- c  # gone\n# end", "a: x\nremove:\n- b\n- c  # gone\n- d\n# end",
         "a: x\nremove:\n- b\n- d\n# end"),
        ("a: x\nremove: c", "a: x\nremove:\n  - c\n  - d", "a: x\nremove:\n  - d\n"),
        ("a: x\n", "a: x\nremove:\n  - d\n", "a: x\nremove:\n  - d\n"),
    ],
)  # fmt: skip
def test_items_come_and_go(before: str, pushed: str, taken: str) -> None:
    found = keyed(before)
    found.push(("remove",), "d")
    assert found.text == pushed
    found.take(("remove",), "c")
    assert found.text.rstrip() == taken.rstrip()
    for item in ("b", "d"):
        found.take(("remove",), item)
    assert "remove" not in found.text
