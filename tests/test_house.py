"""tools/house.py on a tree of three modules."""

from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tools import house

MODULES = {
    "__init__.py": '"""The package."""\n',
    "room/__init__.py": "from deckgen.room.inner import Thing\n",
    "room/inner.py": "import os\nfrom pathlib import (\n    Path,\n)\n\n\nclass Thing: ...\n",
    "user.py": (
        "from deckgen.room import Thing\n\n\nclass Thing: ...\n\n\n"
        "def late():\n    from deckgen.leaf import VALUE\n\n    return VALUE\n"
    ),
    "leaf.py": "VALUE = 1\n\n\nclass _Thing: ...\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in MODULES.items():
        path = tmp_path / "src" / "deckgen" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "src" / "deckgen" / "prose.toml").write_text("a = 1\n", encoding="utf-8")
    return tmp_path


def test_the_figures_of_a_small_tree(tree: Path) -> None:
    assert list(house.figures(tree, run=False).values()) == [
        "3",  # room, user, leaf
        "5",
        "23",
        "24",
        "4",  # of 1, 1, 4, 7 and 10 lines
        "10",
        "0",
        "7",  # one of room, four of inner, two of user
        "1",  # Thing; _Thing is private
        "1",  # leaf: inner has two importers, its room and user
        "",
    ]


def test_a_name_counts_for_the_module_that_defines_it(tree: Path) -> None:
    assert house.House(tree).importers() == {
        "deckgen.room.inner": {"deckgen.room", "deckgen.user"},
        "deckgen.leaf": {"deckgen.user"},
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cli/leaf.py", "command = 1\n"),
        ("leaf.py", "CHECKS = ()\n"),
        ("leaf.py", "class Leaf(Content): ...\n"),
        ("leaf.py", "def render(): ...\n"),
    ],
    ids=["command", "rule", "kind", "renderer"],
)
def test_what_has_a_role_may_be_small(name: str, text: str, tree: Path) -> None:
    folder = tree / "src" / "deckgen"
    (folder / "leaf.py").unlink()
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    dotted = name.removesuffix(".py").replace("/", ".")
    (folder / "user.py").write_text(f"import deckgen.{dotted}\n", encoding="utf-8")
    assert house.House(tree).importers()[f"deckgen.{dotted}"] == {"deckgen.user"}
    assert house.House(tree).small_with_one_importer() == ["deckgen.room.inner"]


def test_the_table_has_a_column_for_each_tree() -> None:
    assert house.table({"a": {"x": "1", "y": "2"}, "b": {"x": "3", "y": "4"}}) == (
        "| figure | a | b |\n| --- | ---: | ---: |\n| x | 1 | 3 |\n| y | 2 | 4 |"
    )


def test_a_revision_that_git_does_not_know_is_told() -> None:
    with pytest.raises(SystemExit, match=r"^no-such-revision: fatal: "):
        house.main(["no-such-revision"])


def test_no_module_is_too_long_and_no_class_stands_twice() -> None:
    ours = house.House(ROOT)
    assert [name for name, module in ours.modules.items() if module.lines > house.LONG] == []
    assert ours.classes_in_two_modules() == []
