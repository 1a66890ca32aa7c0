"""One deck builds with every template: no text overflows, and nothing is at fault."""

from pathlib import Path

import pytest
from pptx import Presentation

from deckgen.commands.check import check
from deckgen.deck.source_files import read
from tests.support.paths import PLAIN, ROOT, TEMPLATES, WARM

LAYOUTS = ROOT / "docs" / "gallery" / "layouts.yaml"

pytestmark = pytest.mark.slow
each_template = pytest.mark.parametrize(
    "template", [TEMPLATES["briefing"], PLAIN, WARM], ids=lambda path: path.stem
)


def test_the_deck_of_layouts_has_all_of_them() -> None:
    """But for `Blank`, on which there is nothing to see."""
    used = [str(entry.node.get("layout").text) for entry in read(LAYOUTS).slides]
    names = [layout.name for layout in Presentation(TEMPLATES["briefing"]).slide_layouts]
    assert sorted(used) == sorted(set(names) - {"Blank"})


@each_template
def test_every_layout_shows_its_sample_without_a_fault(template: Path) -> None:
    report = check(LAYOUTS, template=template)
    assert not report.fails(strict=True), [str(found) for found in report.diagnostics]


@each_template
def test_the_briefing_fits_on_every_template(template: Path) -> None:
    report = check(ROOT / "content" / "deck.yaml", template=template)
    assert not report.fails(strict=False), [str(found) for found in report.diagnostics]
    assert "OVERFLOW" not in {found.code for found in report.diagnostics}
