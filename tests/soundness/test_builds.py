"""What deckgen writes is sound, on templates that are made in other ways than ours too."""

import re
from pathlib import Path

import pytest

from deckgen import soundness
from deckgen import template as template_room
from deckgen.commands.build import build
from deckgen.deck import EmbedMode
from deckgen.opc.package import Package
from deckgen.opc.xml import canonical, parse
from deckgen.source.keys import is_slot_name
from deckgen.source.writing import YamlData, dump
from deckgen.template import Template
from tests.soundness.draft import Draft
from tests.support.archives import members, packed
from tests.support.paths import ROOT, corpus_decks

DECK = Path(__file__).parent / "deck.yaml"


@pytest.mark.slow
def test_a_template_that_declares_each_rels_part_by_its_name(tmp_path: Path) -> None:
    # As LibreOffice writes them: no default, so that a new part's relationships need one.
    parts = members(ROOT / "templates" / "briefing.pptx")
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    entries = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name in parts
        if name.endswith(".rels")
    )
    types = parts["[Content_Types].xml"].decode()
    types = re.sub(r'<Default Extension="rels"[^>]*/>', entries, types)
    template = tmp_path / "template.pptx"
    template.write_bytes(packed({**parts, "[Content_Types].xml": types.encode()}))
    built = build(DECK, template=template, output=tmp_path / "deck.pptx")
    assert list(soundness.check(Package.open(built.path))) == []


def _deck(folder: Path, template: Path, slides: list[dict[str, YamlData]]) -> Path:
    path = folder / "deck.yaml"
    facts: YamlData = {"two": {"value": "2"}}
    settings: dict[str, YamlData] = {
        "title": "A deck", "template": str(template), "facts": facts,
    }  # fmt: skip
    path.write_text(dump({**settings, "slides": list(slides)}), encoding="utf-8")
    return path


@pytest.mark.parametrize("template", corpus_decks(), ids=lambda path: path.name)
def test_slides_like_those_of_a_real_deck(template: Path, tmp_path: Path) -> None:
    """Every other slide goes, the rest come twice and in reverse; what stays is no worse."""
    if "protected" in template.name:
        pytest.skip("encrypted")
    names = list(template_room.read_patterns(Package.open(template)))[::2][::-1]
    slides: list[dict[str, YamlData]] = [
        {"id": f"{name}-{copy}", "like": name} for copy in "ab" for name in names
    ]
    if not slides:
        pytest.skip("a template without slides")
    built = build(_deck(tmp_path, template, slides), output=tmp_path / f"out{template.suffix}")
    assert built.slides == len(slides)


@pytest.mark.parametrize("template", corpus_decks(), ids=lambda path: path.name)
def test_slides_on_the_layouts_of_a_real_deck(template: Path, tmp_path: Path) -> None:
    """One slide a layout, every text slot filled, with notes and a comment."""
    if "protected" in template.name:
        pytest.skip("encrypted")
    slides: list[dict[str, YamlData]] = []
    for number, layout in enumerate(Template.open(template).layouts.values()):
        if layout.duplicate_names or not all(is_slot_name(slot.name) for slot in layout.slots):
            continue
        texts = {slot.name: "Text" for slot in layout.slots if slot.accepts("text")}
        remark: YamlData = {"author": "A", "text": "B"}
        slides.append(
            {"id": f"s{number}", "layout": layout.name, "notes": "N", "comments": [remark], **texts}
        )
    if not slides:
        pytest.skip("no layout whose slots have names of their own")
    built = build(_deck(tmp_path, template, slides), output=tmp_path / f"out{template.suffix}")
    assert built.slides == len(slides)


def _with_a_fact(draft: Draft, slide: str, words: str) -> None:
    """Let the pattern's own text name a fact, so that slides like it keep that text."""
    draft.sub(f"ppt/slides/{slide}.xml", words, f"{words} ${{two}}")


def _on_the_sound_deck(folder: Path, draft: Draft, slides: list[dict[str, YamlData]]) -> Draft:
    """What comes of slides like those of the sound deck."""
    template = folder / "template.pptx"
    template.write_bytes(packed(draft.members))
    deck = _deck(folder, template, slides)
    built = build(deck, output=folder / "out.pptx", embed=EmbedMode.NONE)
    return Draft(members(built.path))


@pytest.mark.slow
def test_authors_of_comments_join_those_of_the_template(tmp_path: Path, draft: Draft) -> None:
    remarks: YamlData = [{"author": "Ann Reader", "text": "C"}, {"author": "Di New", "text": "D"}]
    out = _on_the_sound_deck(
        tmp_path,
        draft,
        [
            {"id": "a", "like": "opening"},
            {"id": "b", "layout": "Blank", "comments": remarks},
        ],
    )
    assert out.findings() == []
    authors = out.members["ppt/commentAuthors.xml"].decode()
    assert re.findall(r'id="(\d+)" name="([^"]*)".*?lastIdx="(\d+)"', authors) == [
        ("0", "Ann Reader", "3"), ("1", "Bo Writer", "1"), ("2", "Di New", "1"),
    ]  # fmt: skip


def test_notes_that_link_to_a_removed_slide_lose_the_link(tmp_path: Path, draft: Draft) -> None:
    draft.sub(
        "ppt/notesSlides/_rels/notesSlide1.xml.rels", "</Relationships>",
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        r'relationships/slide" Target="../slides/slide3.xml"/>\g<0>',
    )  # fmt: skip
    draft.sub(
        "ppt/notesSlides/notesSlide1.xml", r"<a:rPr ([^>]*)/>",
        r'<a:rPr \1><a:hlinkClick r:id="rId9" action="ppaction://hlinksldjump"/></a:rPr>',
    )  # fmt: skip
    assert draft.findings() == []
    out = _on_the_sound_deck(tmp_path, draft, [{"id": "a", "like": "opening"}])
    assert out.findings() == []
    assert b"What to say first" in out.members["ppt/notesSlides/notesSlide1.xml"]


def test_a_custom_show_goes_with_its_last_slide_and_the_links_to_it(
    tmp_path: Path, draft: Draft
) -> None:
    _with_a_fact(draft, "slide2", "A chart")
    show = r'action="ppaction://customshow?id=0&amp;return=true"'
    draft.sub(
        "ppt/slides/slide2.xml",
        r"<a:rPr ([^>]*)/>",
        rf"<a:rPr \1><a:hlinkClick r:id='' {show}/></a:rPr>",
    )
    assert draft.findings() == []
    out = _on_the_sound_deck(tmp_path, draft, [{"id": "a", "like": "chart"}])
    assert out.findings() == []
    assert b"custShow" not in out.members["ppt/presentation.xml"]
    slide = out.members["ppt/slides/slide2.xml"]
    assert b"A chart 2" in slide
    assert b"customshow" not in slide


def test_links_between_patterns_follow_them_under_their_new_ids(
    tmp_path: Path, draft: Draft
) -> None:
    _with_a_fact(draft, "slide1", "A link to ")
    out = _on_the_sound_deck(
        tmp_path,
        draft,
        [
            {"id": "one", "like": "opening", "Title": "Opening"},
            {"id": "two", "like": "table"},
        ],
    )
    assert out.findings() == []
    before = draft.members["ppt/slides/slide1.xml"].replace(b"${two}", b"2")
    now = out.members["ppt/slides/slide1.xml"]
    assert canonical(parse(now)) == canonical(parse(before))
    assert b'"slide3.xml"' in out.members["ppt/slides/_rels/slide1.xml.rels"]


def test_links_to_patterns_that_are_left_out_become_plain_words(
    tmp_path: Path, draft: Draft
) -> None:
    _with_a_fact(draft, "slide1", "A link to ")
    out = _on_the_sound_deck(tmp_path, draft, [{"id": "one", "like": "opening"}])
    assert out.findings() == []
    slide = out.members["ppt/slides/slide1.xml"]
    assert b"hlinksldjump" not in slide
    assert b"the table" in slide
    relationships = out.members["ppt/slides/_rels/slide1.xml.rels"].decode()
    assert re.findall(r'Target="([^"]*)" TargetMode', relationships) == ["https://example.org/"]


def test_what_a_slide_leaves_off_takes_its_animation_and_its_parts_along(
    tmp_path: Path, draft: Draft
) -> None:
    out = _on_the_sound_deck(
        tmp_path,
        draft,
        [
            {"id": "one", "like": "opening", "Title": "Opening"},
            {"id": "two", "like": "chart", "Title": "No chart"},
        ],
    )
    assert out.findings() == []
    assert b"p:timing" in draft.members["ppt/slides/slide1.xml"]
    assert b"p:timing" not in out.members["ppt/slides/slide1.xml"]
    assert b"https://example.org/" not in out.members["ppt/slides/_rels/slide1.xml.rels"]
    assert [name for name in out.members if "chart" in name or "embed" in name] == []
