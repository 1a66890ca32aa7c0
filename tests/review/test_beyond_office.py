"""What LibreOffice makes of a deck by saving it is no change; what its user did by hand is listed.

The reviewer's hand is python-pptx's; LibreOffice opens and saves what it did.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Pt

from deckgen.opc.package import Package
from deckgen.review import untracked
from deckgen.review.shown import base_of
from tests.review import test_beyond_deck as deck_edits
from tests.review import test_beyond_shapes as shape_edits
from tests.review.test_office import UNHARMED
from tests.support import drawn
from tests.support.office import Office
from tests.support.paths import CORPUS, needs_corpus
from tests.support.review import author
from tests.support.review.author import FOREIGN, OWN

pytestmark = pytest.mark.slow

Edit = Callable[[Deck], None]


def widened(deck: Deck) -> None:
    deck.slide_width = Pt(960)


def recoloured(deck: Deck) -> None:
    deck_edits.themed(deck, lambda root: root.find(".//" + qn("a:accent5"))[0].set("val", "0B3C5D"))


LISTED: list[tuple[Edit, str]] = [
    (
        shape_edits.member_dragged,
        "slide `shapes`: the box of `Member 1`: 100, 150, 80, 40 -> 120, 150, 80, 40",
    ),
    (
        shape_edits.member_turned,
        "slide `shapes`: the rotation of `Member 2`: none -> 30°",
    ),
    (shape_edits.text_dragged, "slide `shapes`: the box of `Note`: "),
    (shape_edits.turned, "slide `shapes`: the rotation of `Photo`: none -> 90°"),
    (shape_edits.flipped, "slide `shapes`: the rotation of `Band`: none -> mirrored"),
    (
        shape_edits.decoration_dragged,
        "slide `shapes`: the box of `Band`: 20, 300, 400, 10 -> 20, 340, 400, 10",
    ),
    (shape_edits.brought_to_front, "slide `shapes`: `Band` lies in front of `Photo` now"),
    (shape_edits.decoration_deleted, "slide `shapes`: the shape `Band` is gone"),
    (shape_edits.connector_deleted, "slide `shapes`: the connector `Arrow` is gone"),
    (shape_edits.shape_added, "slide `text`: the shape `Blob` is new"),
    (shape_edits.connector_added, "slide `shapes`: the connector `Wire` is new"),
    (shape_edits.filled, "slide `shapes`: the fill of `Band`: 204060 -> FF0000"),
    (shape_edits.title_filled, "slide `text`: the fill of `Title`: none -> FF0000"),
    (shape_edits.outlined, "slide `shapes`: the line of `Note`: none -> FF0000"),
    (shape_edits.reshaped, "slide `shapes`: the outline of `Member 1`: ellipse -> star5"),
    (shape_edits.hidden, "slide `shapes`: `Note` is hidden now"),
    (
        shape_edits.linked,
        "slide `shapes`: the click action of `Band`: none -> https://example.org/",
    ),
    (shape_edits.jumping, "slide `shapes`: the click action of `Photo`: none -> slide `text`"),
    (deck_edits.transition, "slide `figures`: the transition: none -> fade"),
    (deck_edits.painted, "slide `figures`: the background: none -> 0B3C5D"),
    (deck_edits.entitled, "the file's title: none -> Another"),
    (deck_edits.signed, "the file's author: none -> Jane"),
    (widened, "the size of the slides: 720 by 540 pt -> 960 by 540 pt"),
    (recoloured, "the theme's colour accent5: 4BACC6 -> 0B3C5D: change it in the"),
    (deck_edits.shown, "the custom show `Short`: none -> figures"),
]


def beyond(path: Path) -> list[str]:
    return [str(change) for change in untracked.untracked_changes(Package.open(path))]


def test_each_edit_is_listed(office: Office, tmp_path: Path) -> None:
    sent = drawn.build(tmp_path).sent
    paths = []
    for edit, _ in LISTED:
        deck = Presentation(str(sent))
        edit(deck)
        paths.append(tmp_path / f"{edit.__name__}.pptx")
        deck.save(str(paths[-1]))
    told = [beyond(saved) for saved in office.all_resaved(paths)]
    listed = [
        [line[: len(wanted)] for line in found]
        for found, (_, wanted) in zip(told, LISTED, strict=True)
    ]
    assert listed == [[wanted] for _, wanted in LISTED]


@pytest.mark.parametrize("deck", OWN)
def test_saving_alone_lists_nothing(deck: str, office: Office, tmp_path: Path) -> None:
    assert_echo(deck, tmp_path, office)


@needs_corpus
@pytest.mark.parametrize("deck", FOREIGN)
def test_saving_another_deck_alone_lists_nothing(deck: str, office: Office, tmp_path: Path) -> None:
    assert_echo(deck, tmp_path, office)


@needs_corpus
def test_decks_of_other_people_list_nothing(office: Office) -> None:
    paths = [CORPUS / name for name in UNHARMED]
    found = {}
    for path, echo in zip(paths, office.all_resaved(paths), strict=True):
        base = base_of(Package.open(path))
        found[path.name] = [
            str(change) for change in untracked.untracked_changes(Package.open(echo), base)
        ]
    assert found == {path.name: [] for path in paths}


def assert_echo(deck: str, folder: Path, office: Office) -> None:
    _, sent = author.sent(deck, folder)
    assert beyond(sent) == []
    assert beyond(office.resaved(sent)) == []


def test_saving_drawn_shapes_alone_lists_nothing(office: Office, tmp_path: Path) -> None:
    assert beyond(office.resaved(drawn.build(tmp_path).sent)) == []
