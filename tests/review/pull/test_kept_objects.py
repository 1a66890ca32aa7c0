"""Objects that only a pattern holds, on slides that a reviewer copied."""

from __future__ import annotations

from pathlib import Path

from deckgen.appearance.shapes import box
from deckgen.commands.extract import extract
from deckgen.commands.pull import pull
from deckgen.opc.package import Package
from deckgen.opc.xml import each, parse
from deckgen.project import Project
from tests.review.test_identity import duplicated, slide_parts
from tests.support.paths import CORPUS, needs_corpus

PLAIN = """\
<p:grpSp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
 <p:nvGrpSpPr><p:cNvPr id="50" name="Drawn"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>
 <p:grpSpPr><a:xfrm><a:off x="{0}" y="{1}"/><a:ext cx="{2}" cy="{3}"/><a:chOff x="{0}" y="{1}"/>
 <a:chExt cx="{2}" cy="{3}"/></a:xfrm></p:grpSpPr>{4}</p:grpSp>"""
TEXT = """\
<p:sp><p:nvSpPr><p:cNvPr id="{0}" name="Drawn {0}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>
 <p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>
 <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>
 <p:txBody><a:bodyPr/><a:p><a:r><a:t>{1}</a:t></a:r></a:p></p:txBody></p:sp>"""


@needs_corpus
def test_smartart_that_an_editor_drew_as_shapes_on_a_copy_comes_with_the_pattern(
    tmp_path: Path,
) -> None:
    """LibreOffice draws the SmartArt of a slide that it copies; a build puts it there as it is."""
    deck = extract(CORPUS / "tika--testPPT_various2.pptx", tmp_path / "deck").path
    package = Package.open(Project(deck).build().path)
    (slide,) = (part for part in slide_parts(package).values() if part.rels.of("diagramData"))
    twin = duplicated(package, slide)
    (frame,) = (one for one in each(twin.edit(), "p:graphicFrame"))
    texts = ("SmartList1", "SmartList2")
    drawn = "".join(TEXT.format(60 + at, text) for at, text in enumerate(texts))
    stood = box(frame)
    assert stood is not None
    frame.getparent().replace(frame, parse(PLAIN.format(*stood, drawn).encode()))
    reviewed = tmp_path / "reviewed.pptx"
    reviewed.write_bytes(package.save())
    report = pull(reviewed, deck)
    assert [one.slide for one in report.pulled] == ["slide-8"]
    assert not [one.what for one in report.untracked if "is in no slot" in one.what]
