"""Files that are not what they should be, which no comment inside them could state."""

import errno
import os
import stat
import struct
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from deckgen import files
from deckgen.commands.build import build
from deckgen.commands.extract import extract
from deckgen.diagnostics import Diagnostic, Problem, Span, render
from tests.support.archives import members, packed
from tests.support.paths import CORPUS, ROOT, needs_corpus

TEMPLATE = ROOT / "templates" / "briefing.pptx"
BOM = b"\xef\xbb\xbf"
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

    @pytest.mark.parametrize(
        "data", [b"", b"\n\n", b"# later\n", b"---\n", b"--- # later\n", b"---\n...\n", BOM]
    )
    def test_an_empty_file(self, tmp_path: Path, data: bytes) -> None:
        deck = written(tmp_path, data)
        (fault,) = faults(deck)
        assert fault.code == "empty-file"
        assert f"--> {deck}:1:1" in render(fault)

    @pytest.mark.parametrize("data", [b"", b"# later\n", b"---\n", BOM])
    def test_an_empty_file_that_the_deck_names(self, tmp_path: Path, data: bytes) -> None:
        names = ("facts.yaml", "facts.csv", "contacts.yaml", "formats.yaml", "slides/later.yaml")
        (tmp_path / "slides").mkdir()
        for name in names:
            (tmp_path / name).write_bytes(data)
        (tmp_path / "facts.csv").write_bytes(BOM)
        settings = "facts: [facts.yaml, facts.csv]\ncontacts: contacts.yaml\nformats: formats.yaml"
        found = faults(written(tmp_path, f"{settings}\n{DECK}  - later\n".encode()))
        assert {fault.code for fault in found} == {"empty-file"}
        places = {str(fault.place) for fault in found}
        assert places == {f"{tmp_path / name}:1:1" for name in names}

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
        (fault,) = faults(tmp_path)
        assert (fault.code, fault.message) == (
            "missing-file",
            f"there is no deck in {tmp_path.as_posix()}: neither content/deck.yaml nor deck.yaml",
        )
        assert "`deckgen new FOLDER`" in fault.helps[0]

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


class TestWriting:
    """Files that we write: which file it is, its mode, and all of them or none."""

    @pytest.mark.parametrize("there", [True, False])
    def test_a_symbolic_link_stays_and_its_file_is_written(
        self, tmp_path: Path, *, there: bool
    ) -> None:
        shelf, desk = tmp_path / "shelf", tmp_path / "desk"
        shelf.mkdir()
        desk.mkdir()
        (desk / "near.pptx").symlink_to(Path("..", "shelf", "far.pptx"))
        (desk / "chain.pptx").symlink_to("near.pptx")
        if there:
            (shelf / "far.pptx").write_bytes(b"old")
        files.write(desk / "chain.pptx", b"new")
        assert (desk / "chain.pptx").readlink() == Path("near.pptx")
        assert (desk / "near.pptx").readlink() == Path("..", "shelf", "far.pptx")
        assert (shelf / "far.pptx").read_bytes() == b"new"
        assert not (shelf / "far.pptx").is_symlink()
        assert len(list(shelf.iterdir())) == 1
        assert len(list(desk.iterdir())) == 2

    def test_a_link_in_a_circle_is_no_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.pptx").symlink_to("b.pptx")
        (tmp_path / "b.pptx").symlink_to("a.pptx")
        text = DECK.replace("template.pptx", str(TEMPLATE))
        with pytest.raises(Problem) as caught:
            build(written(tmp_path, text.encode()), output=tmp_path / "a.pptx")
        assert caught.value.diagnostics[0].code == "unwritable"
        assert (tmp_path / "a.pptx").is_symlink()

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
    @pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
    def test_a_new_file_has_the_usual_mode_and_an_old_one_its_own(
        self, tmp_path: Path, mask: int
    ) -> None:
        (tmp_path / "old").touch()
        (tmp_path / "old").chmod(0o640)
        before = os.umask(mask)
        try:
            files.write(tmp_path / "old", b"x")
            files.write(tmp_path / "new", b"x")
        finally:
            os.umask(before)
        modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("old", "new")]
        assert modes == [0o640, 0o666 & ~mask]

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
    def test_the_mask_of_the_process_is_left_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def changed(mask: int) -> int:
            raise AssertionError(f"the mask of every thread became {mask:o}")

        monkeypatch.setattr(os, "umask", changed)
        files.write(tmp_path / "new", b"x")
        assert (tmp_path / "new").read_bytes() == b"x"

    def test_of_several_files_all_are_written(self, tmp_path: Path) -> None:
        (tmp_path / "old").write_bytes(b"before")
        (tmp_path / "link").symlink_to("old")
        texts = {tmp_path / "new" / "a": b"1", tmp_path / "link": b"2", tmp_path / "b": b"3"}
        files.write_all(texts)
        assert {path: path.read_bytes() for path in texts} == texts
        assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "link", "new", "old"]

    def test_of_several_files_none_is_written_where_one_cannot_be(self, tmp_path: Path) -> None:
        names = ["first", "second"]
        for name in names:
            (tmp_path / name).write_bytes(name.encode())
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "mine").touch()
        before = [(tmp_path / name).stat().st_ino for name in names]
        texts = {tmp_path / name: b"new" for name in (*names, "new/er", "folder", "last")}
        with pytest.raises(Problem) as caught:
            files.write_all(texts)
        assert [fault.code for fault in caught.value.diagnostics] == ["unwritable"]
        assert "folder" in caught.value.diagnostics[0].message
        assert [(tmp_path / name).read_bytes().decode() for name in names] == names
        assert [(tmp_path / name).stat().st_ino for name in names] == before
        assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "folder", "second"]

    @pytest.mark.parametrize("second_names", [True, False])
    def test_files_that_took_their_places_go_back(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, second_names: bool
    ) -> None:
        (tmp_path / "old").write_bytes(b"before")
        was = (tmp_path / "old").stat().st_ino
        really = os.replace

        def replace(source: Path, target: Path) -> None:
            if target.name == "last":
                raise OSError(errno.ENOSPC, "No space left on device")
            really(source, target)

        def link(_source: Path, _target: Path) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "replace", replace)
        if not second_names:
            monkeypatch.setattr(os, "link", link)
        with pytest.raises(Problem) as caught:
            files.write_all({tmp_path / name: b"new" for name in ("old", "new/er", "last", "z")})
        assert "last cannot be written: No space" in caught.value.diagnostics[0].message
        assert [path.name for path in tmp_path.iterdir()] == ["old"]
        assert (tmp_path / "old").read_bytes() == b"before"
        assert (tmp_path / "old").stat().st_ino == was

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
    def test_a_pipe_is_no_file_to_replace(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(Problem) as caught:
            files.write(tmp_path / "pipe", b"new")
        assert [fault.code for fault in caught.value.diagnostics] == ["unwritable"]
        assert (tmp_path / "pipe").is_fifo()

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
    def test_a_full_disk_leaves_every_file_as_it_was(self, tmp_path: Path) -> None:
        import resource

        old = {tmp_path / "a": b"a" * 60_000, tmp_path / "b": b"b" * 60_000}
        for path, data in old.items():
            path.write_bytes(data)
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, usual[1]))
        try:
            with pytest.raises(Problem) as caught:
                files.write_all({tmp_path / "a": b"small", tmp_path / "b": b"large" * 20_000})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        assert [fault.code for fault in caught.value.diagnostics] == ["unwritable"]
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old

    def test_an_extraction_leaves_nothing_behind_where_it_fails(self, tmp_path: Path) -> None:
        folder = tmp_path / "deck"
        (folder / "template.pptx" / "mine").mkdir(parents=True)
        with pytest.raises(Problem):
            extract(TEMPLATE, folder, force=True)
        assert [path.name for path in folder.iterdir()] == ["template.pptx"]
