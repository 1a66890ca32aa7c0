"""Decks that PowerPoint saved as Strict Open XML Presentation are told like any other of its."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deckgen.opc.package import Package
from deckgen.presentation import document, integrity
from deckgen.review import identity, untracked
from tests.review.conftest import Sent
from tests.support.archives import members, packed

pytestmark = pytest.mark.slow

SPELT = {"extended-properties": "extendedProperties", "custom-properties": "customProperties"}
FAMILIES = rb"(drawingml|presentationml|officeDocument)/2006/([\w/-]+)"


def strict(data: bytes | Path) -> bytes:
    """A deck as PowerPoint saves it in the strict form; no text of it names a namespace."""

    def renamed(found: re.Match[bytes]) -> bytes:
        *above, last = found[2].decode().split("/")
        rest = "/".join([*above, SPELT.get(last, last)])
        return b"http://purl.oclc.org/ooxml/" + found[1] + b"/" + rest.encode()

    files = {
        name: re.sub(rb"http://schemas\.openxmlformats\.org/" + FAMILIES, renamed, content)
        if name.endswith((".xml", ".rels"))
        else content
        for name, content in members(data).items()
    }
    app_ = files["docProps/app.xml"]
    files["docProps/app.xml"] = app_.replace(b">deckgen<", b">Microsoft Office PowerPoint<")
    assert files["docProps/app.xml"] != app_
    return packed(files)


@pytest.fixture(params=["briefing", "sample"])
def sent(request: pytest.FixtureRequest) -> Sent:
    found: Sent = request.getfixturevalue(request.param)
    return found


def test_a_strict_save_says_nothing_of_itself(sent: Sent) -> None:
    package = Package.load(strict(sent.path), "strict.pptx")
    assert document.application(package) == "Microsoft Office PowerPoint"
    assert identity.read(package) == sent.base.plan
    assert untracked.untracked_changes(package) == []


def test_changes_in_a_strict_save_are_told_as_in_another(sent: Sent) -> None:
    edited = sent.package()
    for name, part in edited.parts.items():
        if "/theme/" in name:
            next(part.edit().iter("{*}accent1"))[0].set("val", "0B3C5D")
    for part in edited.related(edited.presentation, "slide")[:2]:
        part.edit().set("showMasterSp", "0")
    app_ = edited.parts["/docProps/app.xml"]
    data = strict(edited.save())
    app_.blob = app_.blob.replace(b">deckgen<", b">Microsoft Office PowerPoint<")
    told = [str(line) for line in untracked.untracked_changes(edited)]
    assert told
    strictly = Package.load(data, "deck.pptx")
    strictly.name = edited.name
    assert [str(line) for line in untracked.untracked_changes(strictly)] == told


def test_a_deck_that_is_built_on_a_strict_template_is_strict_and_sealed(
    sent: Sent,
) -> None:
    package = Package.load(strict(sent.path), "strict.pptx")
    data = integrity.stamped(package)
    assert integrity.inspect(data) is integrity.Integrity.WHOLE
    again = members(data)
    assert b"schemas.openxmlformats.org/officeDocument" not in again["docProps/custom.xml"]
    assert b"schemas.openxmlformats.org/officeDocument" not in again["_rels/.rels"]
    part = next(part for name, part in package.parts.items() if "/slideLayouts/" in name)
    target = next(iter(package.related(part, "slideMaster")))
    count = len(part.rels)
    part.relate(target, "slideMaster")
    assert len(part.rels) == count


def test_an_edit_of_a_strict_part_changes_no_text(briefing: Sent) -> None:
    package = Package.load(strict(briefing.path), "strict.pptx")
    (part, *_) = package.related(package.presentation, "slide")
    words = "see http://schemas.openxmlformats.org/drawingml/2006/main"
    next(part.edit().iter("{*}t")).text = words
    again = Package.load(package.save(), "strict.pptx").parts[part.name]
    assert next(again.root.iter("{*}t")).text == words
    assert b'"http://purl.oclc.org/ooxml/drawingml/main"' in again.blob
