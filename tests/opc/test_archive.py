"""Archives: what is written is a zip file that others read; unread members stay as they were."""

from __future__ import annotations

import io
import mmap
import zipfile
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from deckgen.diagnostics import Problem
from deckgen.opc import archive
from deckgen.opc.archive import BrokenArchive, Member
from tests.support.archives import members, packed
from tests.support.cases import every_case
from tests.support.paths import ROOT, corpus_decks

TEMPLATE = ROOT / "templates" / "briefing.pptx"
names = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\\", exclude_categories=["Cs"]), min_size=1
).filter(lambda name: not name.endswith("/"))
contents = st.dictionaries(names, st.one_of(st.binary(max_size=300), st.just(b"a" * 5000)))


def written(files: dict[str, bytes]) -> bytes:
    return archive.write([Member.of(name, data) for name, data in files.items()])


@given(contents)
def test_what_is_written_is_read_back_by_us_and_by_others(files: dict[str, bytes]) -> None:
    data = written(files)
    assert {name: member.data() for name, member in archive.read(data).items()} == files
    with zipfile.ZipFile(io.BytesIO(data)) as other:
        assert other.testzip() is None
        assert {name: other.read(name) for name in other.namelist()} == files
        assert other.namelist() == sorted(files)


@given(contents, st.randoms())
def test_the_order_of_members_makes_no_difference(files: dict[str, bytes], random: object) -> None:
    shuffled = list(files.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert written(dict(shuffled)) == written(files)


@given(contents)
def test_members_that_nobody_touched_keep_their_bytes(files: dict[str, bytes]) -> None:
    data = written(files)
    assert archive.write(archive.read(data).values()) == data


@pytest.mark.parametrize("deck", corpus_decks(), ids=lambda path: path.name)
def test_members_of_real_decks_are_copied_without_loss(deck: Path) -> None:
    data = deck.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        pytest.skip("no zip archive")
    again = archive.write(archive.read(data).values())
    with zipfile.ZipFile(io.BytesIO(again)) as other:
        assert other.testzip() is None
    assert members(again) == {n: d for n, d in members(data).items() if not n.endswith("/")}


def test_folders_are_no_members() -> None:
    assert list(archive.read(packed({"ppt/": b"", "ppt/a.xml": b"<a/>"}))) == ["ppt/a.xml"]


def test_of_two_members_with_one_name_the_last_counts_and_is_told() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed([("a", b"1"), ("b", b"2"), ("a", b"3")])
    read = archive.read(data)
    assert (read["a"].data(), read.repeated) == (b"3", ("a",))


def test_two_members_with_one_name_are_never_written() -> None:
    with pytest.raises(ValueError, match="two members are called a"):
        archive.write([Member.of("a", b"1"), Member.of("a", b"2")])


@pytest.mark.slow
@pytest.mark.parametrize("count", [65_535, 65_536])
def test_more_members_than_an_archive_counts(count: int) -> None:
    one = Member.of("", b"<a/>")
    data = archive.write(replace(one, name=f"ppt/{number}.xml") for number in range(count))
    read = archive.read(data)
    assert len(read) == count
    assert read["ppt/9.xml"].data() == b"<a/>"
    assert archive.write(read.values()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as other:
        assert len(other.namelist()) == count
        assert other.read(f"ppt/{count - 1}.xml") == b"<a/>"


def test_members_with_records_of_zip64_are_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as other:
        with other.open("ppt/a.xml", "w", force_zip64=True) as file:
            file.write(b"<a/>")
        other.writestr("ppt/b.xml", b"<b/>")
    read = archive.read(stream.getvalue())
    assert {name: member.data() for name, member in read.items()} == {
        "ppt/a.xml": b"<a/>",
        "ppt/b.xml": b"<b/>",
    }


def _sized(file: IO[bytes], length: int) -> mmap.mmap:
    """A file of that many zeros, which takes no room on the disk or in memory."""
    file.truncate(length)
    return mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ)


@pytest.mark.parametrize("length", [1 << 32, (1 << 31) - 50])
def test_more_than_an_archive_holds_is_refused(length: int, tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("w+b") as file, _sized(file, length) as memory:
        large = Member("a", memory, zipfile.ZIP_STORED, 0, length)  # type: ignore[arg-type]
        with pytest.raises(Problem, match="larger than 4 GB") as caught:
            archive.write([large, replace(large, name="b")])
    assert [d.code for d in caught.value.diagnostics] == ["too-large"]


def test_a_member_that_unpacks_to_more_than_an_archive_says_is_refused() -> None:
    with pytest.raises(Problem, match="larger than 4 GB"):
        archive.write([Member("a", b"", zipfile.ZIP_DEFLATED, 0, 1 << 32)])


@every_case("suffix", [".png", ".JPG", ".xlsx", ".mp4"])
def test_what_is_compressed_already_is_stored(suffix: str) -> None:
    assert Member.of(f"a{suffix}", b"a" * 1000).method == zipfile.ZIP_STORED
    assert Member.of("a.xml", b"a" * 1000).method == zipfile.ZIP_DEFLATED


class TestDamage:
    """Every damage is told as one, wherever it is met."""

    @pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + bytes(60)])
    def test_what_is_no_archive(self, data: bytes) -> None:
        with pytest.raises(BrokenArchive):
            archive.read(data)

    @given(st.floats(0, 1, exclude_max=True))
    def test_an_archive_that_was_cut_short(self, share: float) -> None:
        data = TEMPLATE.read_bytes()
        with pytest.raises(BrokenArchive):
            archive.read(data[: int(share * len(data))])

    @given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
    def test_a_byte_that_was_changed_is_seen_or_changes_nothing(
        self, share: float, flip: int
    ) -> None:
        data = bytearray(TEMPLATE.read_bytes())
        data[int(share * len(data))] ^= flip
        try:
            read = {name: member.data() for name, member in archive.read(bytes(data)).items()}
        except BrokenArchive:
            return
        whole = members(TEMPLATE)
        assert {name: read[name] for name in read if name in whole} == {
            name: whole[name] for name in read if name in whole
        }

    def test_a_method_that_nobody_uses_in_presentations(self) -> None:
        with pytest.raises(BrokenArchive, match="compression method 12"):
            Member("a", b"", zipfile.ZIP_BZIP2, 0, 0).data()

    def test_a_member_that_unpacks_to_more_than_it_says(self) -> None:
        bomb = Member.of("a.xml", b"a" * 100_000)
        with pytest.raises(BrokenArchive, match="damaged"):
            Member("a.xml", bomb.packed, bomb.method, bomb.crc, 10).data()

    def test_members_that_unpack_to_more_than_fits(self) -> None:
        data = bytearray(packed({"a.xml": b"a" * 100}))
        at = data.index(b"PK\x01\x02") + 24  # the directory's uncompressed size
        data[at : at + 4] = (0xFFFFFFF0).to_bytes(4, "little")
        with pytest.raises(BrokenArchive, match="more than 2 GB"):
            archive.read(bytes(data))

    def test_a_header_that_is_not_where_the_directory_says(self) -> None:
        data = bytearray(packed({"a.xml": b"a" * 100}))
        data[0] = 0
        with pytest.raises(BrokenArchive, match=r"^a file is damaged: a\.xml is cut short$"):
            archive.read(bytes(data))
