"""Soundness sees every fault, says where it is, and finds nothing else."""

import pytest

from deckgen import soundness
from deckgen.diagnostics import DeckLocation, Problem, Severity
from deckgen.opc.package import Package
from tests.soundness.draft import Draft
from tests.soundness.faults import FAULTS, OPENING, PLOT, PRES, RELS, TABLE, Fault, rels
from tests.support.archives import packed


def test_the_sound_deck_is_sound(draft: Draft) -> None:
    assert draft.findings() == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found(draft: Draft, fault: Fault) -> None:
    before = dict(draft.members)
    fault.edit(draft)
    assert draft.members != before, "the edit changes nothing"
    found = draft.findings()
    assert {d.code for d in found} == set(fault.codes), [f"{d.message} ({d.place})" for d in found]
    for diagnostic in found:
        assert diagnostic.severity is Severity.ERROR
        assert isinstance(diagnostic.place, DeckLocation)


def test_a_finding_names_the_slide_and_the_shape(draft: Draft) -> None:
    draft.sub(TABLE, 'val="10001"', 'val="10000"')
    (found,) = draft.findings()
    assert str(found.place) == "deck.pptx, /ppt/slides/slide3.xml, slide 3, shape `Table`"
    assert found.message == "two rows have the id 10000"


def test_a_name_that_the_archive_repeats_is_found(draft: Draft) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed([*draft.members.items(), (OPENING, draft.members[OPENING])])
    found = list(soundness.check(Package.load(data, "deck.pptx")))
    assert [(d.code, d.message) for d in found] == [
        ("SOUND-MEMBER", "the archive has two members `ppt/slides/slide1.xml`")
    ]


def test_a_member_that_fails_its_checksum_is_found(draft: Draft) -> None:
    data = packed(draft.members)
    name = b"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx"
    at = data.index(name) + len(name) + 200
    broken = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
    assert [d.code for d in soundness.check(Package.load(broken, "x.pptx"))] == ["SOUND-MEMBER"]


def test_ids_that_are_no_numbers_are_findings_not_crashes(draft: Draft) -> None:
    draft.sub(PRES, r'<p:sldMasterId id="\d+"', '<p:sldMasterId id="one"')
    draft.sub(PRES, r'<p:sldId id="\d+"', '<p:sldId id="-1"')
    draft.sub(TABLE, "<a:tc>", '<a:tc gridSpan="many">')
    codes = {d.code for d in draft.findings()}
    assert codes >= {"SOUND-MASTER-ID", "SOUND-SLIDE-ID"}


SHAPE = '<p:sp>(?:(?!</p:sp>).)*name="Footer".*?</p:sp>'


def test_what_stands_in_for_a_shape_in_older_editors_has_its_id(draft: Draft) -> None:
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    fourteen = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    choice = f'<mc:AlternateContent xmlns:mc="{space}"><mc:Choice xmlns:p14="{fourteen}" '
    both = rf'{choice}Requires="p14">\g<0></mc:Choice><mc:Fallback>\g<0></mc:Fallback>'
    draft.sub(OPENING, SHAPE, rf"{both}</mc:AlternateContent>")
    assert draft.findings() == []


def test_whole_merges_are_sound(draft: Draft) -> None:
    draft.sub(TABLE, r"<a:tc>(?=(?:(?!</a:tc>).)*Mexico)", '<a:tc gridSpan="2" rowSpan="2">')
    draft.sub(TABLE, r"<a:tc>(?=(?:(?!</a:tc>).)*127,492)", '<a:tc rowSpan="2" hMerge="1">')
    draft.sub(TABLE, r"<a:tc>(?=(?:(?!</a:tc>).)*Honduras)", '<a:tc gridSpan="2" vMerge="1">')
    draft.sub(TABLE, r"<a:tc>(?=(?:(?!</a:tc>).)*48,800)", '<a:tc hMerge="1" vMerge="1">')
    assert draft.findings() == []


@pytest.mark.parametrize("name", [PRES, RELS, OPENING, PLOT, rels(PLOT), "docProps/core.xml"])
def test_a_package_is_not_opened_where_what_is_read_is_damaged(draft: Draft, name: str) -> None:
    draft.members[name] = draft.members[name][:-9]
    with pytest.raises(Problem, match=r"^deck\.pptx is damaged: ") as caught:
        draft.findings()
    assert [d.code for d in caught.value.diagnostics] == ["broken-file"]


class TestEnsure:
    """What the template has already is no bug of ours."""

    def test_a_sound_package_passes_and_the_template_is_not_asked_for(self, draft: Draft) -> None:
        def template() -> Package:
            raise AssertionError("there was no need")

        soundness.ensure(Package.load(packed(draft.members), "deck.pptx"), template)

    def test_a_fault_of_the_template_passes(self, draft: Draft) -> None:
        draft.sub(TABLE, 'val="10001"', 'val="10000"')
        broken = packed(draft.members)
        soundness.ensure(Package.load(broken, "a.pptx"), lambda: Package.load(broken, "b.pptx"))

    def test_a_fault_of_ours_is_told_alone(self, draft: Draft) -> None:
        draft.sub(TABLE, 'val="10001"', 'val="10000"')
        template = packed(draft.members)
        draft.sub(TABLE, r'<p:cNvPr id="3"', '<p:cNvPr id="2"')
        with pytest.raises(soundness.Unsound) as caught:
            soundness.ensure(
                Package.load(packed(draft.members), "a.pptx"),
                lambda: Package.load(template, "b.pptx"),
            )
        assert [d.code for d in caught.value.diagnostics] == ["SOUND-SHAPE-ID"]
        assert "slide 3" in str(caught.value)


def test_an_item_of_custom_xml_that_fails_its_checksum_is_found(draft: Draft) -> None:
    name = next(name for name in draft.members if name.startswith("customXml/item"))
    data = bytearray(packed(draft.members))
    at = data.index(name.encode()) + len(name) + 5
    data[at] ^= 0xFF
    assert "SOUND-MEMBER" in [d.code for d in soundness.check(Package.load(bytes(data), "x.pptx"))]


def test_masters_and_layouts_without_ids_are_allowed(draft: Draft) -> None:
    draft.sub(PRES, r'<p:sldMasterId id="\d+"', "<p:sldMasterId")
    assert draft.findings() == []
