"""One deck with everything that the invariants are about, built once."""

from pathlib import Path

import pytest

from tests.soundness.draft import Draft
from tests.support.archives import members
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts

# A custom show and an animation, which no YAML makes.
SHOW = """<p:custShowLst><p:custShow name="Short" id="0"><p:sldLst><p:sld r:id="{slide}"/>
</p:sldLst></p:custShow></p:custShowLst>"""
TIMING = """<p:timing><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never"
nodeType="tmRoot"><p:childTnLst><p:set><p:cBhvr><p:cTn id="2" dur="1"/><p:tgtEl>
<p:spTgt spid="{shape}"/></p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName>
</p:attrNameLst></p:cBhvr></p:set></p:childTnLst></p:cTn></p:par></p:tnLst>
<p:bldLst><p:bldP spid="{shape}" grpId="0"/></p:bldLst></p:timing>"""
IDENTITY = """<p:extLst><p:ext uri="{{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}}"><p14:creationId
xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main" val="{number}"/></p:ext>
</p:extLst></p:cSld>"""


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The members of a sound deck."""
    from deckgen.commands.build import build

    output = tmp_path_factory.mktemp("sound") / "everything.pptx"
    layouts = "Title and Content", "Chart and Points", "Table", "Blank"
    template = with_layouts(*layouts, of=TEMPLATES["briefing"])
    build(Path(__file__).parent / "deck.yaml", template=template, output=output)
    draft = Draft(members(output))
    slide = draft.found("ppt/presentation.xml", r'<p:sldId id="\d+" r:id="(rId\d+)"')
    draft.sub("ppt/presentation.xml", "<p:defaultTextStyle", SHOW.format(slide=slide) + r"\g<0>")
    shape = draft.found("ppt/slides/slide1.xml", r'<p:cNvPr id="(\d+)" name="Content"')
    draft.sub("ppt/slides/slide1.xml", "</p:clrMapOvr>", r"\g<0>" + TIMING.format(shape=shape))
    for number in (1, 2):
        identity = IDENTITY.format(number=1000 + number)
        draft.sub(f"ppt/slides/slide{number}.xml", "</p:cSld>", identity)
    return draft.members


@pytest.fixture
def draft(sound: dict[str, bytes]) -> Draft:
    """The sound deck, to be broken."""
    return Draft(dict(sound))
