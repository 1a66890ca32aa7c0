"""Where a value comes from."""

from pathlib import Path

import pytest

from deckgen.commands.explain import Explanation, explain
from deckgen.deck.source_files import OverrideKind
from deckgen.diagnostics import Problem, render
from tests.deck.project import resolved, told, write

CHAIN = {
    "variants/a.yaml": "extends: ../deck.yaml\nslides:\n  cover:\n    Subtitle: A\n",
    "variants/b.yaml": "extends: a.yaml\nslides:\n  cover:\n    Subtitle: B\n"
    "  arrests:\n    Content:\n      chart: column\n      remove: [data]\n"
    "facts:\n  arrests.total:\n    value: 9\ncontacts:\n  missouri:\n    phone: none\n"
    "remove: [figures]\nmove:\n  - id: contacts\n    before: cover\n",
}


def found(folder: Path, target: str, variant: str = "b") -> Explanation:
    return explain(resolved(write(folder, CHAIN), variant), target)


def place(span: object) -> str:
    return "/".join(str(span).split("/")[-2:])


def test_a_value_its_place_and_all_it_overrode(tmp_path: Path) -> None:
    value = found(tmp_path, "cover.Subtitle")
    assert (told(value.value), place(value.place)) == ("B", "variants/b.yaml:4:15")
    assert [(told(p.value), place(p.value.span), place(p.by)) for p in value.overridden] == [
        ("A", "variants/a.yaml:4:15", "variants/b.yaml:4:15"),
        ("All of Missouri", "slides/cover.yaml:3:11", "variants/a.yaml:4:15"),
    ]


def test_the_base_has_no_past(deck: Path) -> None:
    from deckgen.deck import source_files

    value = explain(source_files.read(deck), "cover.Subtitle")
    assert (place(value.place), value.overridden) == ("slides/cover.yaml:3:11", ())


def test_what_was_added_and_where(deck: Path) -> None:
    value = explain(resolved(deck, "west"), "cover.Subtitle")
    assert told(value.value) == "The east\nand the west\n"
    assert [(p.kind, place(p.by)) for p in value.overridden] == [
        (OverrideKind.ADD, "variants/west.yaml:4:16"),
        (OverrideKind.SET, "variants/east.yaml:7:15"),
    ]


def test_a_slide_lists_its_keys_and_where_it_went(tmp_path: Path) -> None:
    slide = found(tmp_path, "contacts")
    assert [part.name for part in slide.parts] == ["layout", "Title", "Content"]
    assert [(p.kind, place(p.by)) for p in slide.overridden] == [
        (OverrideKind.MOVE, "variants/b.yaml:17:9")
    ]


def test_changes_within_a_value_facts_and_contacts_are_told(tmp_path: Path) -> None:
    chart = found(tmp_path, "arrests.Content")
    assert [(part.name, told(part.value)) for part in chart.parts] == [("chart", "column")]
    files = {**CHAIN, "slides/contacts.yaml": "layout: Title and Content\nTitle: C\n"
             "Content:\n  contact: missouri\n"}  # fmt: skip
    card = explain(resolved(write(tmp_path, files), "b"), "contacts.Content")
    (contact,) = card.parts
    assert contact.name == "contact missouri"
    assert [(part.name, told(part.value)) for part in contact.parts] == [("phone", "none")]
    (share,) = found(tmp_path, "figures.notes", "a").parts
    assert share.name == "fact arrests.share"


def test_a_changed_fact_shows_its_past(deck: Path) -> None:
    table = explain(resolved(deck, "east"), "figures.Content 2")
    (fact,) = table.parts
    assert fact.name == "fact arrests.total"
    (value,) = fact.parts
    assert (told(value.value), told(value.overridden[0].value)) == ("120", "387")


def test_keys_and_items_are_found_by_their_names(tmp_path: Path) -> None:
    assert told(found(tmp_path, "arrests.comments.1.author").value) == "Ada Lovelace"
    assert told(found(tmp_path, "figures.Content 2.table", "a").value).startswith("Office")


@pytest.mark.parametrize(
    ("target", "code", "words"),
    [("covr.Title", "unknown-slide", "did you mean `cover`?"),
     ("cover.Titel", "unknown-key", "did you mean `Title`?"),
     ("cover.Source", "unknown-key", "from the facts it uses"),
     ("figures.Title", "removed", "b.yaml:15:10"),
     ("arrests.Content.data", "removed", "b.yaml:8:16")],
)  # fmt: skip
def test_what_is_not_there(tmp_path: Path, target: str, code: str, words: str) -> None:
    with pytest.raises(Problem) as caught:
        found(tmp_path, target)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == code
    assert words in render(diagnostic)
