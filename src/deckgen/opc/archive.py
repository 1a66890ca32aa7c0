"""Zip archives member by member: unchanged members are copied without inflating them.

The standard library reads the directory; writing is ours because it cannot copy a member's
deflated bytes as they are. What is written depends on names and bytes alone: sorted members,
the date 1980-01-01, one compression level (APPNOTE 6.3.9, sections 4.3.7, 4.3.12 and 4.3.16).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

from msgspec import Struct

from deckgen.diagnostics import Diagnostic, Problem, error

_DATE = (1 << 5) | 1  # 1980-01-01 in MS-DOS form
_LEVEL = 6
_STORED_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".mp4", ".m4a", ".mp3", ".zip")
_LIMIT = 1 << 31
_UTF8 = 0x800
_MAX_COUNT = 0xFFFF
"""The most members that an archive counts without ZIP64; this number itself stands for more."""
_MAX_32_BITS = 0xFFFFFFFF


class BrokenArchive(Problem):
    """A zip archive that cannot be read, or a damaged member of one; `reason` says why.

    Members are unpacked on first use, so it is a `Problem` by itself: where a member is found to be
    damaged, the caller may not know the file's name.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(Diagnostic("broken-file", f"a file is damaged: {reason}"))
        self.reason = reason


class Member(Struct, frozen=True):
    """One file of an archive: `packed` are its bytes as compressed by `method` (APPNOTE 4.4.5)."""

    name: str
    packed: bytes
    method: int
    crc: int
    size: int

    @classmethod
    def of(cls, name: str, data: bytes) -> Member:
        """A member made of plain bytes; types that are compressed already are stored."""
        crc = zlib.crc32(data)
        if not name.lower().endswith(_STORED_SUFFIXES):
            packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
            packed = packer.compress(data) + packer.flush()
            if len(packed) < len(data):
                return cls(name, packed, zipfile.ZIP_DEFLATED, crc, len(data))
        return cls(name, data, zipfile.ZIP_STORED, crc, len(data))

    def data(self) -> bytes:
        """The plain bytes. Raises BrokenArchive where they do not match their checksum."""
        if self.method == zipfile.ZIP_STORED:
            data = self.packed
        elif self.method == zipfile.ZIP_DEFLATED:
            try:
                data = zlib.decompressobj(-15).decompress(self.packed, self.size + 1)
            except zlib.error as cause:
                raise BrokenArchive(f"{self.name}: {cause}") from None
        else:
            raise BrokenArchive(f"{self.name}: compression method {self.method}")
        if len(data) != self.size or zlib.crc32(data) != self.crc:
            raise BrokenArchive(f"{self.name}: damaged")
        return data


class Members(dict[str, Member]):
    """The members of an archive by name; of two with one name, the last.

    `repeated` are the names that more than one member has.
    """

    repeated: tuple[str, ...] = ()


def read(data: bytes) -> Members:
    """The members of an archive, folders left out.

    Raises BrokenArchive where the bytes are no zip archive, are cut short, or are encrypted.
    """
    members = Members()
    repeated: dict[str, None] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                if info.flag_bits & 1:
                    raise BrokenArchive(f"{info.filename} is encrypted")
                if info.filename in members:
                    repeated[info.filename] = None
                members[info.filename] = _member(data, info)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as cause:
        raise BrokenArchive(str(cause)) from None
    if sum(member.size for member in members.values()) > _LIMIT:
        raise BrokenArchive("it unpacks to more than 2 GB")
    members.repeated = tuple(repeated)
    return members


def _member(data: bytes, info: zipfile.ZipInfo) -> Member:
    head = data[info.header_offset : info.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise BrokenArchive(f"{info.filename} is cut short")
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    start = info.header_offset + 30 + name_length + extra_length
    packed = data[start : start + info.compress_size]
    if len(packed) != info.compress_size:
        raise BrokenArchive(f"{info.filename} is cut short")
    return Member(info.filename, packed, info.compress_type, info.CRC, info.file_size)


def write(members: Iterable[Member]) -> bytes:
    """The archive of these members, in the order of their names.

    From 65,536 members on their number stands in a ZIP64 record, which ECMA-376 part 2, annex B,
    allows. Raises ValueError where two members have one name, Problem where they are more than the
    4 GB that other programs read.
    """
    listed = sorted(members, key=lambda m: m.name)
    _refuse_too_large(listed)
    pieces: list[bytes] = []
    directory = bytearray()
    start = 0
    names: set[str] = set()
    for member in listed:
        if member.name in names:
            raise ValueError(f"two members are called {member.name}")
        names.add(member.name)
        name = member.name.encode()
        flags = 0 if member.name.isascii() else _UTF8
        common = struct.pack(
            "<HHHHHIIIHH",
            20, flags, member.method, 0, _DATE, member.crc,
            len(member.packed), member.size, len(name), 0,
        )  # fmt: skip
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHII", 0, 0, 0, 0, start) + name
        head = b"PK\x03\x04" + common + name
        pieces += (head, member.packed)
        start += len(head) + len(member.packed)
    return b"".join((*pieces, directory, _end(len(names), len(directory), start)))


def _refuse_too_large(members: list[Member]) -> None:
    """Refuse sizes and offsets beyond 32 bits; a member's headers have fewer than 200 bytes."""
    whole = sum(len(m.packed) + 2 * len(m.name.encode()) + 200 for m in members)
    largest = max((member.size for member in members), default=0)
    if max(whole, largest) > _MAX_32_BITS:
        raise error(
            "too-large",
            "the presentation would be larger than 4 GB",
            help="take media out of it, or link to them",
        )


def _end(count: int, size: int, start: int) -> bytes:
    """The end of an archive, after a directory of that size (APPNOTE 6.3.9, 4.3.14 to 4.3.16)."""
    end = b"PK\x05\x06"
    if count <= _MAX_COUNT:
        return end + struct.pack("<HHHHIIH", 0, 0, count, count, size, start, 0)
    zip64_record = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, start)
    zip64_locator = struct.pack("<IQI", 0, start + size, 1)
    end_record = struct.pack("<HHHHIIH", 0, 0, _MAX_COUNT, _MAX_COUNT, size, start, 0)
    return b"PK\x06\x06" + zip64_record + b"PK\x06\x07" + zip64_locator + end + end_record
