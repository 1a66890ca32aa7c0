"""Rules on soundness: a rule for each invariant of a package that PowerPoint opens as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from deckgen.checks._slide_view import FindingLocation
from deckgen.checks.subject import Fault, Rule, Subject
from deckgen.diagnostics import Severity, Span

# The id, the summary, and how it is decided.
_INVARIANTS = (
    ("SOUND-XML", "Every part is well-formed XML.",
     "A part cannot be parsed."),
    ("SOUND-CHARACTER", "No part holds a character that XML cannot hold.",
     "A control character such as U+000B stands in a part."),
    ("SOUND-MEMBER", "The archive's members can be read and have names of their own.",
     "Two members of the zip archive have one name, or names that differ only in capitals; or a "
     "member is cut short."),
    ("SOUND-PREFIX", "Prefixes that are named in text are declared.",
     "`mc:Ignorable`, `mc:Choice/@Requires` and the like name a prefix that is not declared."),
    ("SOUND-TYPE", "Content types equal the parts that are there.",
     "A part has no content type or another than its use asks for; a type is declared for a part "
     "that is not there, or twice."),
    ("SOUND-RID", "Every `r:id` has its relationship.",
     "An attribute of the relationships namespace names none of the part's relationships."),
    ("SOUND-TARGET", "Every relationship leads to a part that is there.",
     "An internal relationship's target is not in the package."),
    ("SOUND-RELATION", "What a part has one of, it has one of.",
     "A slide without one layout, a layout without one master, a master without a theme, notes "
     "without a notes master."),
    ("SOUND-ORPHAN", "Something leads to every part.",
     "No chain of relationships from the package reaches a part: what was deleted goes out with "
     "the file all the same."),
    ("SOUND-ORDER", "Elements stand in the order that the schema wants.",
     "A child of the presentation, a slide, layout or master stands after one that it must stand "
     "before."),
    ("SOUND-SLIDE-ID", "Slides have ids of their own.",
     "Two `p:sldId/@id` are equal, or one is not from 256 to 2147483647."),
    ("SOUND-SLIDE-TWICE", "No slide is listed twice.",
     "Two entries of `p:sldIdLst` lead to one part."),
    ("SOUND-SLIDE-LIST", "The list of slides is true.",
     "An entry leads to no slide, or a slide is in no entry."),
    ("SOUND-MASTER-ID", "Masters and layouts have ids of their own.",
     "Two of all `p:sldMasterId/@id` and `p:sldLayoutId/@id` are equal, or one is out of range."),
    ("SOUND-MASTER-LIST", "The lists of masters and layouts are true.",
     "A master or layout is not listed, or its relationship leads to another master."),
    ("SOUND-SECTION", "Sections name the slides that are there, each once.",
     "`p14:sectionLst` names a slide that is gone, one twice, or leaves one out; two have one id."),
    ("SOUND-SHOW", "Custom shows name slides that are there.",
     "A custom show names no listed slide, two have one id, or a link runs one that is gone."),
    ("SOUND-NOTES", "Notes belong to one slide, and have their master in the list.",
     "Two slides share one notes slide, notes lead back to another slide, or the notes master is "
     "not listed."),
    ("SOUND-COMMENT", "Comments have authors that are listed, and ids of their own.",
     "A comment's author is not in the list, two comments have one number, or a reply answers a "
     "comment that is not there."),
    ("SOUND-SHAPE-ID", "The shapes of a slide have ids of their own.",
     "Two `p:cNvPr/@id` of one slide, layout or master are equal."),
    ("SOUND-CREATION-ID", "No two slides have the same creation id.",
     "Two `p14:creationId` are equal, as in a slide that was copied by hand."),
    ("SOUND-TEXT", "A text body has a paragraph.",
     "`p:txBody`, `a:txBody`, `c:rich` or `c:txPr` without `a:p`."),
    ("SOUND-ANIMATION", "Animations are of shapes that are there.",
     "`p:timing` names a shape's id that is not on the slide."),
    ("SOUND-TABLE", "Every row of a table fills its grid, and merged cells are whole.",
     "A row has more or fewer cells than the grid has columns, a merged cell reaches out of the "
     "table, or a cell under it is not marked so."),
    ("SOUND-ROW-ID", "The rows of a table have ids of their own.",
     "Two `a16:rowId` are equal, as in a row that was copied by hand."),
)  # fmt: skip


def _check(code: str, subject: Subject) -> Iterator[Fault]:
    for found in subject.unsound:
        if found.code == code:
            spot = None if isinstance(found.place, Span) else found.place
            yield Fault(found.message, FindingLocation(spot), found.label, found.helps)


def _checker(code: str) -> Callable[[Subject], Iterator[Fault]]:
    return partial(_check, code)


RULES = tuple(
    Rule(
        id=code,
        severity=Severity.ERROR,
        summary=summary,
        why="PowerPoint offers to repair such a file, drops what it cannot read, or lets go out "
        "what the author deleted.",
        source="ECMA-376 parts 1 and 2; files that PowerPoint was reported to repair.",
        decided=decided,
        mend="Save the file again from PowerPoint, which repairs what it can. In a deck that "
        "deckgen wrote it is a bug of deckgen: please report it.",
        check=_checker(code),
    )
    for code, summary, decided in _INVARIANTS
)
