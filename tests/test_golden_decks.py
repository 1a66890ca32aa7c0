"""Small decks of every kind of content on both templates, as canonical XML that was looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.commands.build import build
from deckgen.content.registry import KINDS
from deckgen.project import Project
from tests.support.canonical import canonical_text
from tests.support.golden import Golden
from tests.support.office import Office
from tests.support.paths import ROOT, TEMPLATES
from tests.support.sdk import Validator
from tests.support.templates import with_layouts_of

DECKS = sorted((ROOT / "tests" / "decks").glob("*.yaml"))
each_deck = pytest.mark.parametrize("deck", DECKS, ids=lambda path: path.stem)
QUICKEST = "plain"
each_template = pytest.mark.parametrize(
    "template",
    [pytest.param(name, marks=[pytest.mark.slow] * (name != QUICKEST)) for name in TEMPLATES],
)

# Left out: what is the template's own, byte for byte; the base, which holds the deck compressed,
# and the seal, a digest: both change with everything else and say nothing more; the workbooks'
# parts beside the sheet with the data; and, but for one deck, what is the same in all decks.
OURS = (
    "ppt/slides/", "ppt/charts/", "ppt/notesSlides/", "ppt/comments/", "ppt/commentAuthors.xml",
    "ppt/media/",
)  # fmt: skip
ALIKE = ("[Content_Types].xml", "ppt/presentation.xml", "ppt/_rels/", "_rels/", "docProps/")
ALIKE_OF = "text"
SEAL = "docProps/custom.xml"


def text(path: Path, *, whole: bool) -> str:
    """The package's canonical text, without what is left out."""
    kept = OURS + ALIKE if whole else OURS

    def keep(name: str) -> bool:
        if "!" in name:
            return name.endswith("!xl/worksheets/sheet1.xml")
        return name.startswith(kept) and name != SEAL

    return canonical_text(path, keep)


def on_template(deck: Path, template: Path, output: Path) -> Path:
    return build(deck, template=template, output=output).path


def built(deck: Path, template: str, folder: Path) -> Path:
    whole = TEMPLATES[template]
    used = whole if deck.stem == ALIKE_OF else with_layouts_of(deck, of=whole)
    return on_template(deck, used, folder / f"{deck.stem}-{template}.pptx")


@each_template
@each_deck
def test_a_deck_is_what_it_was(deck: Path, template: str, tmp_path: Path, golden: Golden) -> None:
    output = built(deck, template, tmp_path)
    golden.check(f"decks/{output.stem}.txt", text(output, whole=deck.stem == ALIKE_OF))


@pytest.mark.slow
def test_every_kind_is_in_a_deck() -> None:
    plans = [Project(deck, template=TEMPLATES["plain"]).plan for deck in DECKS]
    slides = [slide for plan in plans for slide in plan.slides]
    shown = {type(content) for slide in slides for _, content in slide.slots}
    assert shown == {kind.content for kind in KINDS}


def test_the_decks_are_valid_and_open_elsewhere(
    tmp_path: Path, sdk: Validator, office: Office
) -> None:
    """Each on one of the templates, with no more layouts than they need: both look at all."""
    templates = [with_layouts_of(*DECKS, of=of) for of in TEMPLATES.values()]
    outputs = [
        on_template(deck, templates[number % len(templates)], tmp_path / f"{deck.stem}.pptx")
        for number, deck in enumerate(DECKS)
    ]
    assert [str(finding) for finding in sdk.findings(outputs)] == []
    assert len(office.pdfs(outputs)) == len(outputs)
