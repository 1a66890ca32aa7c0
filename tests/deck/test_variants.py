"""Which variants a deck has."""

from pathlib import Path

import pytest

from deckgen.deck import source_files
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Problem, render
from tests.deck.project import FILES, write


def test_the_files_of_the_folder_are_the_variants(deck: Path) -> None:
    assert Variants(source_files.read(deck)).names == ("east", "west")


def test_a_variant_is_read_only_when_asked_for(tmp_path: Path) -> None:
    deck = write(tmp_path, {"variants/broken.yaml": "extends: [\n"})
    found = Variants(source_files.read(deck))
    assert found.chosen(None) == ("broken", "east", "west")
    assert next(found.manuscript("east").slides)
    with pytest.raises(Problem):
        found.manuscript("broken")


def test_unknown_names_are_refused_together(deck: Path) -> None:
    with pytest.raises(Problem) as caught:
        Variants(source_files.read(deck)).chosen(["easst", "east", "north"])
    assert [d.code for d in caught.value.diagnostics] == ["unknown-variant"] * 2
    assert "did you mean `east`?" in render(caught.value.diagnostics[0])


@pytest.mark.parametrize(
    ("variants", "code"),
    [("variants: variant", "missing-folder"), ("variants: {from: a.csv}", "missing-key"),
     ('variants: {from: a.csv, name: "{id}"}', "missing-file"),
     ('variants: {from: facts.yaml, name: "{id}"}', "file-type")],
)  # fmt: skip
def test_a_source_that_is_not_there_is_an_error(tmp_path: Path, variants: str, code: str) -> None:
    deck = write(
        tmp_path, {"deck.yaml": FILES["deck.yaml"].replace("variants: variants", variants)}
    )
    with pytest.raises(Problem) as caught:
        Variants(source_files.read(deck))
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_a_deck_without_variants_says_so(tmp_path: Path) -> None:
    deck = write(tmp_path, {"deck.yaml": FILES["deck.yaml"].replace("variants: variants\n", "")})
    found = Variants(source_files.read(deck))
    assert found.names == ()
    with pytest.raises(Problem, match="has no variants"):
        found.chosen(None)


def test_a_variant_file_is_not_taken_for_a_deck(deck: Path) -> None:
    with pytest.raises(Problem) as caught:
        source_files.read(deck.parent / "variants" / "east.yaml")
    told = render(caught.value.diagnostics[0])
    assert f"`{deck} --variant east`" in told
