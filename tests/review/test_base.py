"""What a built deck keeps of itself, and what an editor or a fault leaves of that."""

import base64
import hashlib
import zlib
from pathlib import Path

import msgspec
import pytest
from lxml import etree
from msgspec.structs import replace

from deckgen.commands import build
from deckgen.deck import EmbedMode, load
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.presentation import marks, read
from deckgen.project import Project
from deckgen.review import base, identity, snapshot, untracked
from deckgen.review.base import SlideDigests, base_in
from deckgen.review.shown import base_of
from deckgen.review.snapshot import (
    ALL,
    KEYS,
    SnapshotRecord,
    _template,
    snapshot_of,
    snapshot_record,
)
from deckgen.template import Template, named_slides
from tests.review.conftest import BRIEFING, Sent
from tests.support.paths import corpus_decks

pytestmark = pytest.mark.slow

ITEM = "/customXml/item1.xml"


def test_the_base_is_the_plan_that_was_built(briefing: Sent) -> None:
    deck = load.read(BRIEFING)
    assert briefing.base.plan == Project(briefing.deck).plan
    assert briefing.base.layouts == tuple(Template.open(deck.template).layouts)


def test_an_untouched_deck_reads_as_its_base(briefing: Sent, sample: Sent) -> None:
    for sent in (briefing, sample):
        assert identity.read(sent.package()) == sent.base.plan


def test_the_base_is_small_and_no_part_is_empty(briefing: Sent) -> None:
    parts = briefing.package().parts
    assert 0 < len(parts[ITEM].blob) < 60_000
    assert all(part.blob for part in parts.values())


def test_two_builds_are_the_same_bytes(briefing: Sent, tmp_path: Path) -> None:
    again = build.build(BRIEFING, output=tmp_path / "again.pptx").path
    assert again.read_bytes() == briefing.path.read_bytes()


def test_every_slide_and_slot_is_marked(briefing: Sent) -> None:
    package = briefing.package()
    for slide in identity.identify(package):
        assert marks.slide_tag(package, slide.part) == slide.id
        tags = marks.shape_tags(package, slide.part)
        named = {shape.id: shape.name for shape in slide.shapes}
        assert tags
        assert all(named[number] == slot for number, slot in tags.items())


def test_creation_ids_are_unique(briefing: Sent) -> None:
    package = briefing.package()
    parts = [slide.part for slide in identity.identify(package)]
    found = [marks.slide_creation(part) for part in parts]
    assert len(set(found)) == len(parts)
    assert 0 not in found


def forged(part: Part, text: bytes) -> None:
    """Give the part other content, with a digest that fits."""
    root = part.edit()
    root.set("sha256", hashlib.sha256(text).hexdigest())
    root.text = base64.b64encode(zlib.compress(text)).decode()


@pytest.mark.parametrize(
    "text",
    [
        b"[]", b"5", b"{}", b'{"plan": {}}', b"[" * 100_000, b"0" * 60_000_000,
        b'{"plan":{"version":1,"title":"","language":"","slides":[5]},"looks":[],"themes":[],'
        b'"kinds":[],"places":{},"numbers":{},"creations":{},"layouts":[]}',
        b'{"plan":{"version":1,"title":"","language":"","slides":[]},"looks":[],"themes":[],'
        b'"kinds":[],"places":{},"numbers":{},"creations":{},"layouts":[],"seen":{"words":[{}],'
        b'"keys":"box","deck":{},"template":[[[7],{}]],"slides":{}}}',
        b'{"plan":{"version":1,"title":"","language":"","slides":[]},"looks":[],"themes":[],'
        b'"kinds":[],"places":{},"numbers":{"one":"256"},"creations":{},"layouts":[]}',
        b'{"plan":{"version":2,"title":"","language":"","slides":[]},"looks":[],"themes":[],'
        b'"kinds":[],"places":{},"numbers":{},"creations":{},"layouts":[]}',
    ],
    ids=[
        "list", "number", "empty", "no plan", "deep", "large", "no slide", "no words", "no number",
        "another version",
    ],
)  # fmt: skip
def test_a_base_that_somebody_made_up_is_none(briefing: Sent, text: bytes) -> None:
    package = briefing.package()
    forged(package.parts[ITEM], text)
    assert base.read(Package.load(package.save(), "forged.pptx")) is None


@pytest.mark.parametrize("spoil", ["text", "digest", "xml", "other"])
def test_a_base_that_is_not_whole_is_none(briefing: Sent, spoil: str) -> None:
    package = briefing.package()
    part = package.parts[ITEM]
    if spoil == "xml":
        part.blob = part.blob[:-20]
    elif spoil == "other":
        part.blob = b"<other/>"
    else:
        root = part.edit()
        if spoil == "text":
            root.text = (root.text or "")[:-8]
        else:
            root.set("sha256", "0" * 64)
    assert base.read(Package.load(package.save(), "spoilt.pptx")) is None


def test_hashes_keep_no_content(tmp_path: Path) -> None:
    path = build.build(BRIEFING, output=tmp_path / "h.pptx", embed=EmbedMode.HASHES).path
    package = Package.open(path)
    kept = base.read(package)
    assert isinstance(kept, SlideDigests)
    assert kept == SlideDigests.of(read.read(package))
    assert base_in(package) is None


def test_none_leaves_no_mark(tmp_path: Path) -> None:
    path = build.build(BRIEFING, output=tmp_path / "n.pptx", embed=EmbedMode.NONE).path
    package = Package.open(path)
    assert base.read(package) is None
    assert not [name for name in package.parts if "/tags/" in name or "customXml" in name]
    for part in package.related(package.presentation, "slide"):
        assert b"DECKGEN" not in part.blob
        assert marks.slide_creation(part) == 0


def test_a_base_takes_the_place_of_the_one_before(briefing: Sent) -> None:
    package = briefing.package()
    base.write(package, briefing.base)
    base.write(package, briefing.base)
    assert len([name for name in package.parts if name.startswith("/customXml/")]) == 2
    assert base.read(package) == briefing.base


def test_the_base_keeps_what_the_deck_shows_beside_its_plan(briefing: Sent, sample: Sent) -> None:
    for sent in (briefing, sample):
        seen = sent.base.seen
        assert seen is not None
        assert seen.keys == ALL
        assert list(seen.slides) == [slide.id for slide in sent.base.plan.slides]
        slots = {slide.id: [name for name, _ in slide.slots] for slide in sent.base.plan.slides}
        data = msgspec.json.encode(snapshot_record(seen, slots))
        assert snapshot_of(msgspec.json.decode(data, type=SnapshotRecord), slots) == seen


def test_a_build_keeps_the_parts_of_its_template_and_not_what_is_seen_of_them(
    briefing: Sent,
) -> None:
    seen = briefing.base.seen
    assert seen is not None
    assert seen.masters == ()
    assert 0 < len(seen.parts) < 20_000
    package = briefing.package()
    assert seen.template == snapshot.template(snapshot.package_view(package, {}))
    assert tuple(dict(seen.layouts())) == briefing.base.layouts


def test_a_base_with_what_is_seen_of_the_template_is_read_as_before(briefing: Sent) -> None:
    seen = briefing.base.seen
    assert seen is not None
    package = briefing.package()
    old = replace(briefing.base, seen=replace(seen, masters=seen.template, parts=b""))
    base.write(package, old)
    assert base.read(package) == old
    assert untracked.untracked_changes(package) == []
    assert untracked.untracked_changes(with_other_accent(package)) != []


def with_other_accent(package: Package) -> Package:
    for owner in [part for name, part in package.parts.items() if "/theme/" in name]:
        colour = next(owner.edit().iter("{*}accent1"))
        colour[0].set("val", "0B3C5D")
    return package


def squeezed(*parts: object) -> bytes:
    return zlib.compress(msgspec.msgpack.encode((parts, [b"<p"])))


PRESENTATION = ("/p.xml", "application/x.presentationml.main+xml", [], [0], b"", "")


@pytest.mark.parametrize(
    "parts",
    [
        b"no zlib", zlib.compress(b"")[:-1], zlib.compress(b"\xc1"), squeezed(),
        squeezed(("/p.xml", "text/xml", [], [7], b"", "")), squeezed(PRESENTATION),
        zlib.compress(bytes(200_000_000)),
    ],
    ids=["text", "cut", "damaged", "no part", "no piece", "no XML", "large"],
)  # fmt: skip
def test_of_a_template_that_cannot_be_read_nothing_is_compared(
    briefing: Sent, parts: bytes
) -> None:
    seen = briefing.base.seen
    assert seen is not None
    package = briefing.package()
    base.write(package, replace(briefing.base, seen=replace(seen, parts=parts)))
    assert untracked.untracked_changes(package) == []


@pytest.mark.parametrize("deck", corpus_decks(), ids=lambda path: path.name)
def test_the_parts_of_a_real_template_show_what_the_template_does(deck: Path) -> None:
    if "protected" in deck.name:
        return
    package = Package.open(deck)
    slides = {name: part for name, (_, part) in named_slides(package).items()}
    view = snapshot.package_view(package, slides)
    kept = _template.unpack(_template.pack(view))
    assert _template.digest(kept) == _template.digest(view)
    assert snapshot.read_template(kept) == snapshot.read_template(view) != ()


def test_what_is_looked_at_has_a_key_of_its_own() -> None:
    assert len(set(KEYS)) == len(KEYS)
    assert not [key for key in KEYS if not key.isidentifier()]


def test_a_base_of_before_that_was_kept_is_read(briefing: Sent) -> None:
    package = briefing.package()
    base.write(package, msgspec.structs.replace(briefing.base, seen=None))
    old = Package.load(package.save(), "old.pptx")
    assert base.read(old) == msgspec.structs.replace(briefing.base, seen=None)
    assert untracked.untracked_changes(old) == []


def test_what_a_base_does_not_hold_is_not_compared(briefing: Sent) -> None:
    package = briefing.package()
    seen = briefing.base.seen
    assert seen is not None
    assert len(untracked.untracked_changes(with_other_accent(package))) == 1
    base.write(
        package,
        msgspec.structs.replace(briefing.base, seen=replace(seen, keys=seen.keys - {"theme"})),
    )
    assert untracked.untracked_changes(package) == []


def test_a_base_that_is_shown_knows_as_much(tmp_path: Path) -> None:
    path = build.build(BRIEFING, output=tmp_path / "n.pptx", embed=EmbedMode.NONE).path
    shown = base_of(Package.open(path))
    edited = Package.open(path)
    assert untracked.untracked_changes(edited, shown) == []
    (part,) = [p for n, p in edited.parts.items() if n.endswith("/slides/slide1.xml")]
    part.edit().set("showMasterSp", "0")
    (line,) = untracked.untracked_changes(edited, shown)
    assert str(line).endswith(": what stands on the layout: shown -> hidden")


def test_what_is_marked_keeps_the_order_of_the_schema(briefing: Sent) -> None:
    order = ["bg", "spTree", "custDataLst", "controls", "extLst"]
    for part in briefing.package().related(briefing.package().presentation, "slide"):
        common = part.root[0]
        found = [order.index(etree.QName(child).localname) for child in common]
        assert found == sorted(found)
