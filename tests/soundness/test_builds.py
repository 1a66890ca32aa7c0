"""What deckgen writes is sound, on templates that are made in other ways than ours too."""

import re
from pathlib import Path

from deckgen import build, soundness
from deckgen.opc import Package
from tests.support.archives import members, packed
from tests.support.paths import ROOT

DECK = Path(__file__).parent / "deck.yaml"


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
