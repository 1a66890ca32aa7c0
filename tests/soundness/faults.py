"""Every fault that soundness must see, each a small edit of a sound deck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.soundness.draft import Draft

PRES, RELS, TYPES = "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels", "[Content_Types].xml"
OPENING, CHART, TABLE = (f"ppt/slides/slide{n}.xml" for n in (1, 2, 3))
PLOT, NOTES = "ppt/charts/chart1.xml", "ppt/notesSlides/notesSlide1.xml"
REMARKS = "ppt/comments/comment2.xml"
MASTER = "ppt/slideMasters/slideMaster1.xml"


@dataclass(frozen=True)
class Fault:
    """An edit and the codes of all that is found then."""

    name: str
    codes: tuple[str, ...]
    edit: Callable[[Draft], None]


FAULTS: list[Fault] = []


def fault(*codes: str) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
    """Put an edit into the list."""

    def register(edit: Callable[[Draft], None]) -> Callable[[Draft], None]:
        FAULTS.append(Fault(edit.__name__, codes, edit))
        return edit

    return register


def rels(part: str) -> str:
    """The member that holds a part's relationships."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def drop_relationship(draft: Draft, part: str, word: str) -> None:
    draft.sub(rels(part), rf'<Relationship Id="[^"]*" Type="[^"]*/{word}"[^>]*/>', "")


# Members, XML and content types.


@fault("SOUND-MEMBER", "SOUND-ORPHAN")
def names_that_differ_in_capitals(draft: Draft) -> None:
    draft.members["ppt/VIEWPROPS.xml"] = draft.members["ppt/viewProps.xml"]


@fault("SOUND-XML")
def markup_that_is_cut_off(draft: Draft) -> None:
    draft.members[REMARKS] = draft.members[REMARKS][:-5]


@fault("SOUND-CHARACTER")
def a_control_character(draft: Draft) -> None:
    draft.sub(REMARKS, "Another one", "Another\x0bone")


@fault("SOUND-PREFIX")
def ignorable_prefix_without_declaration(draft: Draft) -> None:
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    draft.sub(OPENING, "<p:sld ", f'<p:sld xmlns:mc="{compatibility}" mc:Ignorable="p14" ')


@fault("SOUND-PREFIX")
def required_prefix_without_declaration(draft: Draft) -> None:
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = f'<mc:AlternateContent xmlns:mc="{compatibility}"><mc:Choice Requires="p14"/>'
    draft.sub(OPENING, "</p:sld>", f"{choice}</mc:AlternateContent></p:sld>")


@fault("SOUND-TYPE")
def content_type_of_a_part_that_is_gone(draft: Draft) -> None:
    entry = '<Override PartName="/ppt/slides/slide9.xml" ContentType="application/xml"/>'
    draft.sub(TYPES, "</Types>", f"{entry}</Types>")


@fault("SOUND-TYPE")
def content_type_that_is_given_twice(draft: Draft) -> None:
    draft.sub(TYPES, r'<Override PartName="/ppt/viewProps.xml"[^>]*/>', r"\g<0>\g<0>")


@fault("SOUND-TYPE")
def extension_that_is_given_twice(draft: Draft) -> None:
    draft.sub(TYPES, r'<Default Extension="xml"[^>]*/>', r"\g<0>\g<0>")


@fault("SOUND-TYPE")
def part_without_content_type(draft: Draft) -> None:
    draft.sub(TYPES, r'<Default Extension="xlsx"[^>]*/>', "")


@fault("SOUND-TYPE")
def relationships_without_content_type(draft: Draft) -> None:
    draft.sub(TYPES, r'<Default Extension="rels"[^>]*/>', "")


@fault("SOUND-TYPE", "SOUND-SLIDE-LIST")
def slide_that_is_declared_as_something_else(draft: Draft) -> None:
    draft.sub(
        TYPES, r'(PartName="/ppt/slides/slide1.xml" ContentType=")[^"]*', r"\1application/xml"
    )


# Relationships.


@fault("SOUND-RID")
def id_without_relationship(draft: Draft) -> None:
    drop_relationship(draft, OPENING, "hyperlink")


@fault("SOUND-RID", "SOUND-ORPHAN")
def workbook_without_relationship(draft: Draft) -> None:
    drop_relationship(draft, PLOT, "package")


@fault("SOUND-RID")
def workbook_that_names_no_relationship(draft: Draft) -> None:
    draft.sub(PLOT, r'<c:externalData r:id="[^"]*"', '<c:externalData r:id=""')


@fault("SOUND-TARGET")
def target_that_is_gone(draft: Draft) -> None:
    del draft.members["ppt/embeddings/Microsoft_Excel_Sheet1.xlsx"]


@fault("SOUND-RELATION")
def slide_without_layout(draft: Draft) -> None:
    drop_relationship(draft, OPENING, "slideLayout")


@fault("SOUND-RELATION")
def slide_with_two_layouts(draft: Draft) -> None:
    draft.sub(
        rels(OPENING),
        r'Id="rId1"( Type="[^"]*/slideLayout" Target="../slideLayouts/slideLayout)2.xml"/>',
        r'\g<0><Relationship Id="rId99"\g<1>12.xml"/>',
    )


@fault("SOUND-ORPHAN")
def part_that_nothing_leads_to(draft: Draft) -> None:
    drop_relationship(draft, PRES, "viewProps")


@fault("SOUND-ORPHAN", "SOUND-SLIDE-LIST", "SOUND-SECTION", "SOUND-SHOW")
def slide_that_was_taken_off_the_list_only(draft: Draft) -> None:
    # The section, the custom show and the file still have it: it leaks.
    draft.sub(PRES, r'<p:sldId id="\d+" r:id="rId\d+"/>', "")
    drop_relationship(draft, PRES, "slide")
    draft.sub(PRES, r'<p:sld r:id="[^"]*"/>', '<p:sld r:id=""/>')


# The presentation part.


@fault("SOUND-ORDER")
def slides_listed_before_the_masters(draft: Draft) -> None:
    draft.sub(PRES, r"(<p:sldMasterIdLst>.*?</p:sldMasterIdLst>)(.*?)(<p:sldSz)", r"\2\1\3")


@fault("SOUND-ORDER")
def timing_ahead_of_the_colour_map(draft: Draft) -> None:
    draft.sub(OPENING, r"(<p:clrMapOvr>.*?</p:clrMapOvr>)(<p:timing>.*?</p:timing>)", r"\2\1")


@fault("SOUND-SLIDE-ID", "SOUND-SECTION")
def two_slides_with_one_id(draft: Draft) -> None:
    first = draft.found(PRES, r'<p:sldId id="(\d+)"')
    draft.sub(PRES, r'(<p:sldId id="\d+" r:id="rId\d+"/><p:sldId id=")\d+', rf"\g<1>{first}")


@fault("SOUND-SLIDE-ID", "SOUND-SECTION")
def slide_id_out_of_range(draft: Draft) -> None:
    draft.sub(PRES, r'<p:sldId id="\d+"', '<p:sldId id="255"')


@fault("SOUND-SLIDE-TWICE", "SOUND-SECTION")
def slide_listed_twice(draft: Draft) -> None:
    draft.sub(PRES, r'<p:sldId id="\d+"( r:id="[^"]*"/>)', r'\g<0><p:sldId id="999"\1')


@fault("SOUND-SLIDE-LIST", "SOUND-SECTION")
def entry_that_leads_to_no_slide(draft: Draft) -> None:
    theme = draft.relationship(PRES, "theme")
    draft.sub(PRES, "</p:sldIdLst>", f'<p:sldId id="999" r:id="{theme}"/></p:sldIdLst>')


@fault("SOUND-MASTER-ID")
def layout_with_the_id_of_its_master(draft: Draft) -> None:
    number = draft.found(PRES, r'<p:sldMasterId id="(\d+)"')
    draft.sub(MASTER, r'<p:sldLayoutId id="\d+"', f'<p:sldLayoutId id="{number}"')


@fault("SOUND-MASTER-ID")
def layout_id_out_of_range(draft: Draft) -> None:
    draft.sub(MASTER, r'<p:sldLayoutId id="\d+"', '<p:sldLayoutId id="7"')


@fault("SOUND-MASTER-LIST")
def layout_that_is_not_listed(draft: Draft) -> None:
    draft.sub(MASTER, r'<p:sldLayoutId id="\d+" r:id="rId\d+"/>', "")


@fault("SOUND-MASTER-LIST", "SOUND-RELATION")
def layout_without_its_master(draft: Draft) -> None:
    drop_relationship(draft, "ppt/slideLayouts/slideLayout2.xml", "slideMaster")


@fault("SOUND-MASTER-LIST")
def master_that_is_not_listed(draft: Draft) -> None:
    draft.sub(PRES, r"<p:sldMasterIdLst>.*?</p:sldMasterIdLst>", "")


# Sections and custom shows.


@fault("SOUND-SECTION")
def section_that_names_a_ghost(draft: Draft) -> None:
    draft.sub(PRES, "<p14:sldIdLst>", r'\g<0><p14:sldId id="777"/>')


@fault("SOUND-SECTION")
def slide_in_two_sections(draft: Draft) -> None:
    entry = draft.found(PRES, r'(<p14:sldId id="\d+"/>)')
    draft.sub(PRES, "</p14:sldIdLst></p14:section></p14:sectionLst>", rf"{entry}\g<0>")


@fault("SOUND-SECTION")
def slide_in_no_section(draft: Draft) -> None:
    draft.sub(PRES, r'<p14:sldId id="\d+"/>', "")


@fault("SOUND-SECTION")
def two_sections_with_one_id(draft: Draft) -> None:
    guid = draft.found(PRES, r'<p14:section name="First" id="([^"]*)"')
    draft.sub(PRES, r'(<p14:section name="Second" id=")[^"]*', rf"\g<1>{guid}")


@fault("SOUND-SHOW")
def show_of_what_is_no_slide(draft: Draft) -> None:
    theme = draft.relationship(PRES, "theme")
    draft.sub(PRES, r'<p:sld r:id="[^"]*"/>', f'<p:sld r:id="{theme}"/>')


@fault("SOUND-SHOW")
def two_shows_with_one_id(draft: Draft) -> None:
    draft.sub(PRES, r"<p:custShow .*?</p:custShow>", r"\g<0>\g<0>")


@fault("SOUND-SHOW")
def link_to_a_show_that_is_gone(draft: Draft) -> None:
    draft.sub(OPENING, "ppaction://hlinksldjump", "ppaction://customshow?id=5&amp;return=true")


@fault("SOUND-SHOW")
def presentation_of_a_show_that_is_gone(draft: Draft) -> None:
    draft.sub("ppt/presProps.xml", r"(<p:presentationPr[^>]*?)/?>(</p:presentationPr>)?",
              r'\1><p:showPr><p:custShow id="5"/></p:showPr></p:presentationPr>')  # fmt: skip


# Notes and comments.


@fault("SOUND-NOTES", "SOUND-ORPHAN")
def notes_that_two_slides_share(draft: Draft) -> None:
    draft.sub(rels(CHART), "notesSlide2.xml", "notesSlide1.xml")


@fault("SOUND-NOTES")
def notes_that_lead_back_to_another_slide(draft: Draft) -> None:
    draft.sub(rels(NOTES), "slides/slide1.xml", "slides/slide3.xml")


@fault("SOUND-NOTES")
def notes_master_that_is_not_listed(draft: Draft) -> None:
    draft.sub(PRES, r"<p:notesMasterIdLst>.*?</p:notesMasterIdLst>", "")


@fault("SOUND-RELATION")
def notes_without_a_master(draft: Draft) -> None:
    drop_relationship(draft, NOTES, "notesMaster")


@fault("SOUND-COMMENT")
def comment_by_nobody(draft: Draft) -> None:
    draft.sub(REMARKS, 'authorId="0"', 'authorId="7"')


@fault("SOUND-COMMENT")
def two_comments_with_one_number(draft: Draft) -> None:
    draft.sub(REMARKS, 'idx="2"', 'idx="1"')


@fault("SOUND-COMMENT")
def two_authors_with_one_id(draft: Draft) -> None:
    draft.sub("ppt/commentAuthors.xml", r"<p:cmAuthor .*?/>", r"\g<0>\g<0>")


@fault("SOUND-COMMENT")
def reply_to_a_comment_that_is_gone(draft: Draft) -> None:
    draft.sub("ppt/comments/comment1.xml", '(<p15:parentCm authorId="0" idx=)"1"', r'\1"9"')


# Shapes, text and tables.


@fault("SOUND-SHAPE-ID")
def two_shapes_with_one_id(draft: Draft) -> None:
    draft.sub(TABLE, r'<p:cNvPr id="3"', '<p:cNvPr id="2"')


@fault("SOUND-SHAPE-ID")
def shape_in_a_group_with_the_id_of_another(draft: Draft) -> None:
    inner = draft.found(OPENING, r'(<p:sp>(?:(?!</p:sp>).)*name="Footer".*?</p:sp>)')
    frame = '<p:nvGrpSpPr><p:cNvPr id="50" name="G"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
    group = f"<p:grpSp>{frame}<p:grpSpPr/>{inner}</p:grpSp>"
    draft.sub(OPENING, "</p:spTree>", f"{group}</p:spTree>".replace("\\", r"\\"))


@fault("SOUND-ANIMATION")
def animation_of_a_shape_that_is_gone(draft: Draft) -> None:
    draft.sub(OPENING, r'<p:spTgt spid="\d+"', '<p:spTgt spid="88"')


@fault("SOUND-ANIMATION")
def build_of_a_shape_that_is_gone(draft: Draft) -> None:
    draft.sub(OPENING, r'<p:bldP spid="\d+"', '<p:bldP spid="88"')


@fault("SOUND-CREATION-ID")
def two_slides_with_one_creation_id(draft: Draft) -> None:
    draft.sub(CHART, 'val="1002"', 'val="1001"')


@fault("SOUND-TEXT")
def text_without_a_paragraph(draft: Draft) -> None:
    draft.sub(OPENING, r"<a:lstStyle/><a:p>.*?</a:p>(?=</p:txBody>)", "<a:lstStyle/>")


@fault("SOUND-TEXT")
def cell_without_a_paragraph(draft: Draft) -> None:
    draft.sub(TABLE, r"<a:p>(?:(?!</a:p>).)*Mexico.*?</a:p>", "")


@fault("SOUND-TEXT")
def chart_text_without_a_paragraph(draft: Draft) -> None:
    draft.sub(PLOT, r"(<c:txPr>.*?)<a:p>.*?</a:p>(</c:txPr>)", r"\1\2")


CELL = r"<a:tc>(?:(?!</a:tc>).)*{}.*?</a:tc>"


@fault("SOUND-TABLE")
def row_short_of_a_cell(draft: Draft) -> None:
    draft.sub(TABLE, CELL.format("Mexico"), "")


@fault("SOUND-TABLE")
def row_with_a_cell_too_many(draft: Draft) -> None:
    draft.sub(TABLE, CELL.format("Mexico"), r"\g<0>\g<0>")


@fault("SOUND-TABLE")
def merged_cell_without_the_others(draft: Draft) -> None:
    draft.sub(TABLE, r"<a:tc>(?=(?:(?!</a:tc>).)*Mexico)", '<a:tc gridSpan="2">')


@fault("SOUND-TABLE")
def merged_cell_that_reaches_out(draft: Draft) -> None:
    draft.sub(TABLE, r"<a:tc>(?=(?:(?!</a:tc>).)*Honduras)", '<a:tc rowSpan="2">')


@fault("SOUND-TABLE")
def cell_that_is_merged_with_nothing(draft: Draft) -> None:
    draft.sub(TABLE, r"<a:tc>(?=(?:(?!</a:tc>).)*48,800)", '<a:tc hMerge="1">')


@fault("SOUND-ROW-ID")
def two_rows_with_one_id(draft: Draft) -> None:
    draft.sub(TABLE, 'val="10001"', 'val="10000"')
