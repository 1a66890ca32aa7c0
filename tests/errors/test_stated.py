"""Every fixture gives the errors that it states, all in one run, and nothing is written."""

from pathlib import Path

import pytest

from deckgen.commands.build import build
from deckgen.diagnostics import Problem, render
from tests.support.fixtures import assert_states_its_errors
from tests.support.golden import Golden
from tests.support.paths import ROOT
from tests.support.templates import with_layouts_of

HERE = Path(__file__).parent
DECKS = sorted((HERE / "decks").glob("*.yaml"))
FOLDERS = sorted(path for path in (HERE / "folders").iterdir() if path.is_dir())
NAMED = "/templates/briefing.pptx"
TEMPLATE = with_layouts_of(*DECKS, *FOLDERS)
TOLD = (
    "alias-bomb", "bad-settings", "bare-word-for-numbered", "chart-faults", "colon-in-text",
    "link-to-nowhere", "many-in-slides", "number-in-flow", "slide-ids", "table-cell-too-many",
    "template-missing", "too-deep", "typed-bullets", "unclosed-quote", "unknown-fact",
    "unknown-format",
)  # fmt: skip


@pytest.mark.parametrize("path", [*DECKS, *FOLDERS], ids=lambda path: path.stem)
def test_gives_the_errors_it_states(path: Path, tmp_path: Path) -> None:
    output = tmp_path / "out" / "deck.pptx"

    def load(fixture: Path) -> None:
        deck = fixture / "deck.yaml" if fixture.is_dir() else fixture
        named = NAMED in deck.read_text(encoding="utf-8")
        build(deck, template=TEMPLATE if named else None, output=output)

    assert_states_its_errors(path, load)
    assert not output.parent.exists()


@pytest.mark.parametrize("name", TOLD)
def test_the_text_of_the_errors(
    name: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(Problem) as caught:
        build(HERE / "decks" / f"{name}.yaml", output=tmp_path / "deck.pptx")
    text = "\n\n".join(render(diagnostic) for diagnostic in caught.value.diagnostics)
    golden.check(f"errors/{name}.txt", f"{text}\n")
