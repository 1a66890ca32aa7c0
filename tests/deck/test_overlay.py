"""What overlays do to a manuscript, rule by rule."""

from pathlib import Path

import pytest

from deckgen.deck import load
from deckgen.deck.source_files import DeckSource
from deckgen.diagnostics import Problem
from deckgen.project.output import output_path
from tests.deck.project import overlaid, told, write


def changed(folder: Path, overlay: str) -> DeckSource:
    deck = write(folder, {"variants/here.yaml": f"extends: ../deck.yaml\n{overlay}"})
    return overlaid(deck, folder / "variants" / "here.yaml")


def slide(source: DeckSource, name: str) -> dict[str, object]:
    entry = next(entry for entry in source.slides if entry.id.text == name)
    return {key.text: told(value) for key, value in entry.node}


def order(source: DeckSource) -> list[str]:
    return [entry.id.text for entry in source.slides]


def test_a_value_replaces_and_keeps_its_own_place(tmp_path: Path) -> None:
    source = changed(tmp_path, "slides:\n  cover:\n    Subtitle: Here\n")
    assert slide(source, "cover") == {
        "layout": "Title Slide", "Title": "Field offices", "Subtitle": "Here",
    }  # fmt: skip
    entry = next(source.slides)
    places = {key.text: value.span.source.path.name for key, value in entry.node}
    assert places == {"layout": "cover.yaml", "Title": "cover.yaml", "Subtitle": "here.yaml"}


def test_a_list_replaces(tmp_path: Path) -> None:
    source = changed(tmp_path, "slides:\n  figures:\n    Content: [One]\n")
    assert slide(source, "figures")["Content"] == ["One"]


def test_a_list_under_a_bare_word_replaces_the_whole_set(tmp_path: Path) -> None:
    figures = "layout: Two Content\nTitle: T\nContent 1: One\nContent 2: Two\n"
    overlay = "extends: ../deck.yaml\nslides:\n  figures:\n    Content: [Both]\n"
    deck = write(tmp_path, {"slides/figures.yaml": figures, "variants/here.yaml": overlay})
    source = overlaid(deck, tmp_path / "variants" / "here.yaml")
    assert slide(source, "figures") == {"layout": "Two Content", "Title": "T", "Content": ["Both"]}


def test_one_of_a_list_is_changed_by_its_number(tmp_path: Path) -> None:
    figures = "layout: Two Content\nTitle: T\nContent:\n  - One\n  - Two\n"
    overlay = "extends: ../deck.yaml\nslides:\n  figures:\n    {}\n"

    def content(change: str) -> object:
        told = {"variants/here.yaml": overlay.format(change), "slides/figures.yaml": figures}
        deck = write(tmp_path, told)
        return slide(overlaid(deck, tmp_path / "variants" / "here.yaml"), "figures")["Content"]

    assert content("Content 2: Both") == ["One", "Both"]
    assert content("Content 1+: |\n      more") == ["One\nmore\n", "Two"]
    assert content("Content: [A, B]\n    Content 2: Both") == ["A", "B"]
    with pytest.raises(Problem) as caught:
        content("Content 3+: more")
    assert [found.code for found in caught.value.diagnostics] == ["unknown-key"]


def test_plus_adds_lines_that_keep_their_places(tmp_path: Path) -> None:
    source = changed(tmp_path, "slides:\n  cover:\n    Subtitle+: |\n      Two\n      Three\n")
    entry = next(source.slides)
    value = entry.node.get("Subtitle")
    assert told(value) == "All of Missouri\nTwo\nThree\n"
    assert str(value.at(0, 3)).endswith("cover.yaml:3:11")
    assert str(value.at(16, 19)).endswith("here.yaml:5:7")
    assert str(value.at(20, 25)).endswith("here.yaml:6:7")
    assert value.at(20, 25).end_column == 12


def test_plus_adds_items(tmp_path: Path) -> None:
    overlay = "slides:\n  arrests:\n    comments+:\n      - author: B\n        text: Again.\n"
    comments = slide(changed(tmp_path, overlay), "arrests")["comments"]
    assert [dict(comment)["author"] for comment in comments] == ["Ada Lovelace", "B"]


def test_plus_adds_new_facts_and_contacts(tmp_path: Path) -> None:
    source = changed(
        tmp_path, "facts+:\n  new.one:\n    value: 5\ncontacts+:\n  new:\n    office: New\n"
    )
    assert [table.keys() for table in source.facts] == [
        ("region.id", "arrests.total", "arrests.share", "arrests.all"), ("new.one",),
    ]  # fmt: skip
    assert source.contacts.keys() == ("missouri", "lesc", "new")


def test_a_mapping_changes_key_by_key_at_every_depth(tmp_path: Path) -> None:
    overlay = """\
slides:
  arrests:
    Content:
      chart: column
      data+: |
        There | 7
      title: Arrests
"""
    content = dict(slide(changed(tmp_path, overlay), "arrests")["Content"])
    assert list(content) == ["chart", "data", "title"]
    assert content["chart"] == "column"
    assert content["data"].splitlines()[-1] == "There | 7"


def test_content_of_another_kind_replaces(tmp_path: Path) -> None:
    overlay = "slides:\n  arrests:\n    Content:\n      table: |\n        A | B\n        C | D\n"
    content = slide(changed(tmp_path, overlay), "arrests")["Content"]
    assert content == [("table", "A | B\nC | D\n")]


def test_remove_takes_slots_keys_and_fields_away(tmp_path: Path) -> None:
    overlay = """\
facts:
  arrests.share:
    remove: [formula, format]
    value: 20%
slides:
  cover:
    remove: [Subtitle]
  arrests:
    remove: [comments]
"""
    source = changed(tmp_path, overlay)
    assert list(slide(source, "cover")) == ["layout", "Title"]
    assert list(slide(source, "arrests")) == ["layout", "Title", "Content"]
    assert dict(told(source.facts[0]))["arrests.share"] == [("value", "20%")]


def test_remove_takes_slides_away_and_sections_left_without_any(tmp_path: Path) -> None:
    source = changed(tmp_path, "remove: [arrests, figures]\n")
    assert order(source) == ["cover", "contacts"]
    names = [entry.name.text for entry in source.entries if not hasattr(entry, "id")]
    assert names == ["Opening", "People"]


def test_remove_takes_a_section_away_whose_slides_join_the_one_before(tmp_path: Path) -> None:
    source = changed(tmp_path, "remove:\n  - arrests\n  - section: People\n")
    assert order(source) == ["cover", "figures", "contacts"]
    names = [entry.name.text for entry in source.entries if not hasattr(entry, "id")]
    assert "People" not in names
    alone = changed(tmp_path, "remove: [{section: People}]\n")
    assert order(alone) == ["cover", "figures", "arrests", "contacts"]


def test_a_section_to_remove_is_named_as_the_deck_names_it(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        changed(tmp_path, "remove:\n  - section: Peple\n")
    (found,) = caught.value.diagnostics
    assert found.code == "unknown-section"
    assert str(found.place).endswith("here.yaml:3:14")
    assert any("`People`" in line for line in found.helps)


def test_insert_puts_slides_and_sections_in_the_order_listed(tmp_path: Path) -> None:
    overlay = """\
insert:
  - after: cover
    section: More
  - after: cover
    id: one
    layout: Section Header
    Title: One
  - after: one
    id: two
    layout: Section Header
    Title: Two
  - after: cover
    id: three
    layout: Section Header
    Title: Three
  - before: cover
    id: zero
    layout: Section Header
    Title: Zero
"""
    source = changed(tmp_path, overlay)
    told_ = [getattr(entry, "id", getattr(entry, "name", None)).text for entry in source.entries]
    assert told_ == [
        "Opening", "zero", "cover", "More", "one", "two", "three", "figures", "Places", "arrests",
        "People", "contacts",
    ]  # fmt: skip


def test_insert_of_an_id_alone_reads_the_slide_from_its_file(tmp_path: Path) -> None:
    files = {
        "slides/partners.yaml": "layout: Section Header\nTitle: Partners\n",
        "variants/here.yaml": "extends: ../deck.yaml\n"
        "insert:\n  - after: cover\n    id: partners\n",
    }
    source = overlaid(write(tmp_path, files), tmp_path / "variants" / "here.yaml")
    assert slide(source, "partners")["Title"] == "Partners"


def test_move_lifts_all_and_then_puts_each(tmp_path: Path) -> None:
    overlay = """\
move:
  - id: cover
    after: arrests
  - id: contacts
    before: cover
  - id: figures
    after: cover
"""
    assert order(changed(tmp_path, overlay)) == ["arrests", "contacts", "cover", "figures"]


def test_hidden_is_a_key_like_any_other(tmp_path: Path) -> None:
    assert (
        slide(changed(tmp_path, "slides:\n  cover:\n    hidden: yes\n"), "cover")["hidden"] == "yes"
    )


def test_settings_are_replaced_and_changed_by_their_keys(tmp_path: Path) -> None:
    overlay = "footer: Another agency\ncheck:\n  off:\n    MIXED: two years\n"
    settings = dict(told(changed(tmp_path, overlay).settings))
    assert settings["footer"] == "Another agency"
    assert settings["check"] == [("off", [("MIXED", "two years")])]


def test_variants_chain(tmp_path: Path) -> None:
    source = overlaid(write(tmp_path), tmp_path / "variants" / "west.yaml")
    assert slide(source, "cover")["Subtitle"] == "The east\nand the west\n"
    assert order(source) == ["cover", "figures", "arrests"]
    assert dict(told(source.facts[0]))["arrests.total"][0] == ("value", "120")


def test_a_variant_may_set_what_another_removed(tmp_path: Path) -> None:
    files = {
        "variants/a.yaml": "extends: ../deck.yaml\nslides:\n  cover:\n    remove: [Subtitle]\n",
        "variants/b.yaml": "extends: a.yaml\nslides:\n  cover:\n    Subtitle: B\n",
    }
    source = overlaid(write(tmp_path, files), tmp_path / "variants" / "b.yaml")
    assert slide(source, "cover")["Subtitle"] == "B"


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    deck = load.load(changed(tmp_path, "template: own.pptx\noutput: ../b/{variant}.pptx\n"))
    assert deck.template == tmp_path / "variants" / "own.pptx"
    assert output_path(deck, "a") == tmp_path / "b" / "a.pptx"
