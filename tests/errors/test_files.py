"""Files that are not what they should be, which no comment inside them could state."""

import struct
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from deckgen import build
from deckgen.diagnostics import Diagnostic, Problem, Span, render
from tests.support.archives import members, packed
from tests.support.paths import CORPUS, ROOT, needs_corpus

TEMPLATE = ROOT / "templates" / "briefing.pptx"
DECK = """title: T
template: template.pptx
slides:
  - id: a
    layout: Title Only
    Title: x
"""


def faults(deck: Path) -> list[Diagnostic]:
    """What stops the deck from being built; nothing is written then."""
    output = deck.parent / "out" / "deck.pptx"
    with pytest.raises(Problem) as caught:
        build(deck, output=output)
    assert not output.parent.exists()
    return list(caught.value.diagnostics)


def written(folder: Path, data: bytes) -> Path:
    deck = folder / "deck.yaml"
    deck.write_bytes(data)
    return deck


class TestYaml:
    """What lies under the name of a deck."""

    def test_bytes_that_are_not_utf8(self, tmp_path: Path) -> None:
        (fault,) = faults(written(tmp_path, "title: Año\nfooter: é".encode("latin-1")))
        assert (fault.code, fault.message) == ("not-utf8", "byte 0xf1 is not UTF-8 text")
        assert isinstance(fault.place, Span)
        assert (fault.place.line, fault.place.column) == (1, 9)
        assert "save the file as UTF-8" in fault.helps

    def test_utf16(self, tmp_path: Path) -> None:
        (fault,) = faults(written(tmp_path, DECK.encode("utf-16")))
        assert fault.code == "not-utf8"

    def test_an_empty_file(self, tmp_path: Path) -> None:
        (fault,) = faults(written(tmp_path, b""))
        assert fault.code == "empty-file"

    @pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1b", "\ufffe"])
    def test_a_control_character(self, tmp_path: Path, char: str) -> None:
        text = DECK.replace("Title: x", f"Title: a{char}b")
        (fault,) = faults(written(tmp_path, text.encode()))
        assert (fault.code, f"U+{ord(char):04X}" in fault.message) == ("control-character", True)
        assert isinstance(fault.place, Span)
        assert (fault.place.line, fault.place.column) == (6, 13)
        assert char not in render(fault)

    def test_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "deck.yaml").mkdir()
        (fault,) = faults(tmp_path / "deck.yaml")
        assert (fault.code, "is a folder" in fault.message) == ("missing-file", True)

    def test_no_file(self, tmp_path: Path) -> None:
        (fault,) = faults(tmp_path / "deck.yaml")
        assert (fault.code, "there is no file" in fault.message) == ("missing-file", True)

    def test_more_than_any_author_types(self, tmp_path: Path) -> None:
        (fault,) = faults(written(tmp_path, b"# " + b"x" * 20_000_000))
        assert fault.code == "too-large"

    def test_a_byte_order_mark_and_other_line_ends_are_no_fault(self, tmp_path: Path) -> None:
        (tmp_path / "template.pptx").write_bytes(TEMPLATE.read_bytes())
        data = b"\xef\xbb\xbf" + DECK.replace("\n", "\r\n").encode()
        assert build(written(tmp_path, data), output=tmp_path / "deck.pptx").slides == 1


def cut_short(data: bytes) -> bytes:
    return data[: len(data) // 2]


def with_part_cut(data: bytes, name: str) -> bytes:
    parts = members(data)
    return packed({**parts, name: parts[name][: len(parts[name]) // 2]})


def with_document_type(name: str) -> bytes:
    """The template with a declaration behind an instruction and a remark."""
    parts = members(TEMPLATE.read_bytes())
    declared = b"?>\n<!-- <!x -->\n<!DOCTYPE x [<!ENTITY e 'e'>]>"
    return packed({**parts, name: parts[name].replace(b"?>", declared, 1)})


def old_format() -> bytes:
    """The head of an OLE2 compound file, as PowerPoint 97 wrote it, with its stream's name."""
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    )
    return head.ljust(512, b"\0") + "PowerPoint Document".encode("utf-16-le").ljust(512, b"\0")


def encrypted_members(data: bytes) -> bytes:
    """The archive with the flag of zip encryption set in every header."""
    found = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = found.find(mark)
        while start >= 0:
            found[start + at] |= 1
            start = found.find(mark, start + 4)
    return bytes(found)


def some_zip() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return stream.getvalue()


def document() -> bytes:
    """A package of another kind: its main part is no presentation."""
    parts = members(TEMPLATE)
    types = parts["[Content_Types].xml"].replace(
        b"presentationml.presentation.main+xml", b"wordprocessingml.document.main+xml"
    )
    return packed({**parts, "[Content_Types].xml": types})


BROKEN: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "empty": ("broken-file", "is empty", bytes),
    "truncated": ("broken-file", "is damaged", lambda: cut_short(TEMPLATE.read_bytes())),
    "text": ("not-a-presentation", "is not a PowerPoint file", lambda: b"Dear colleague,\n"),
    "pdf": ("not-a-presentation", "is not a PowerPoint file", lambda: b"%PDF-1.7\n"),
    "zip": ("not-a-presentation", "is a zip file, but no presentation", some_zip),
    "document": ("not-a-presentation", "holds no presentation", document),
    "ppt": ("old-format", "format of before 2007 (.ppt)", old_format),
    "zip encryption": (
        "broken-file", "is encrypted", lambda: encrypted_members(TEMPLATE.read_bytes()),
    ),
    "content types cut short": (
        "broken-file", "is damaged",
        lambda: with_part_cut(TEMPLATE.read_bytes(), "[Content_Types].xml"),
    ),
    "presentation cut short": (
        "broken-file", "is damaged",
        lambda: with_part_cut(TEMPLATE.read_bytes(), "ppt/presentation.xml"),
    ),
    "master cut short": (
        "broken-file", "is damaged",
        lambda: with_part_cut(TEMPLATE.read_bytes(), "ppt/slideMasters/slideMaster1.xml"),
    ),
    "layout cut short": (
        "broken-file", "is damaged",
        lambda: with_part_cut(TEMPLATE.read_bytes(), "ppt/slideLayouts/slideLayout6.xml"),
    ),
    "theme cut short": (
        "broken-file", "is damaged",
        lambda: with_part_cut(TEMPLATE.read_bytes(), "ppt/theme/theme1.xml"),
    ),
    "relationships cut short": (
        "broken-file", "is damaged",
        lambda: with_part_cut(TEMPLATE.read_bytes(), "ppt/_rels/presentation.xml.rels"),
    ),
    **{
        f"document type in {name}": (
            "document-type", f"declares a document type in /{name}, which ECMA-376 forbids",
            partial(with_document_type, name),
        )
        for name in (
            "[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml", "ppt/theme/theme1.xml",
            "ppt/_rels/presentation.xml.rels", "ppt/slideLayouts/slideLayout6.xml",
        )
    },
    "document type in a part of another's": (
        "document-type", "in /customXml/item9.xml",
        lambda: packed({
            **members(TEMPLATE.read_bytes()),
            "customXml/item9.xml": '<!DOCTYPE a SYSTEM "a.dtd"><a/>'.encode("utf-16"),
        }),
    ),
    "control character in a name": (
        "broken-file", "control characters in its name",
        lambda: packed({**members(TEMPLATE.read_bytes()), "ppt/media/a\x01.png": b"x"}),
    ),
}  # fmt: skip


class TestTemplates:
    """What lies under the name of a template."""

    @pytest.mark.parametrize("name", BROKEN)
    def test_a_file_that_is_no_template(self, tmp_path: Path, name: str) -> None:
        code, words, make = BROKEN[name]
        (tmp_path / "template.pptx").write_bytes(make())
        (fault,) = faults(written(tmp_path, DECK.encode()))
        assert (fault.code, words in fault.message) == (code, True), render(fault)
        assert isinstance(fault.place, Span)
        assert (fault.place.line, fault.place.column) == (2, 11)

    @needs_corpus
    def test_an_encrypted_presentation(self, tmp_path: Path) -> None:
        deck = written(tmp_path, DECK.encode())
        data = (CORPUS / "tika--testPPT_protected_passtika.pptx").read_bytes()
        (tmp_path / "template.pptx").write_bytes(data)
        (fault,) = faults(deck)
        assert (fault.code, fault.helps) == (
            "encrypted",
            ("open it in PowerPoint and save it without the password",),
        )

    def test_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "template.pptx").mkdir()
        (fault,) = faults(written(tmp_path, DECK.encode()))
        assert (fault.code, "is a folder" in fault.message) == ("missing-file", True)

    def test_two_placeholders_of_one_name(self, tmp_path: Path) -> None:
        parts = members(TEMPLATE)
        name = "ppt/slideLayouts/slideLayout6.xml"
        layout = parts[name].replace(b'name="Kicker"', b'name="Title"')
        (tmp_path / "template.pptx").write_bytes(packed({**parts, name: layout}))
        (fault,) = faults(written(tmp_path, DECK.encode()))
        assert (fault.code, fault.message) == (
            "double-slot", "slide layout `Title Only` has more than one `Title`",
        )  # fmt: skip
        assert "Selection Pane" in fault.helps[0]


class TestContacts:
    """Files that content names."""

    @pytest.mark.parametrize(
        "name", ["../figures.csv", "{outside}/figures.csv", "link.csv", "links/figures.csv", ".."]
    )
    def test_files_outside_the_project(self, tmp_path: Path, name: str) -> None:
        outside, project = tmp_path / "outside", tmp_path / "project"
        outside.mkdir()
        project.mkdir()
        for folder in (tmp_path, outside):
            (folder / "figures.csv").write_text("A,B\n1,2\n")
        (project / "link.csv").symlink_to(outside / "figures.csv")
        (project / "links").symlink_to(outside)
        name = name.format(outside=outside)
        text = DECK.replace("Title Only", "Table") + f"    Table:\n      table: {name}\n"
        text = text.replace("template.pptx", str(TEMPLATE))
        (fault,) = faults(written(project, text.encode()))
        assert fault.code == "outside-project", render(fault)
        assert isinstance(fault.place, Span)
        assert (fault.place.line, fault.place.column) == (8, 14)


def test_a_presentation_is_no_deck(tmp_path: Path) -> None:
    path = tmp_path / "sent.pptx"
    path.write_bytes((ROOT / "templates" / "briefing.pptx").read_bytes())
    with pytest.raises(Problem) as caught:
        build(path)
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.place) == ("not-text", None)
    assert "deckgen extract" in fault.helps[0]
