"""Zip archives member by member: unchanged members are copied without inflating them.

The standard library can neither copy a member's deflated bytes as they are nor be loaded as fast
as a directory is read. What is written depends on names and bytes alone: sorted members,
the date 1980-01-01, one compression level (APPNOTE 6.3.9, sections 4.3.7, 4.3.12 and 4.3.16).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator

from msgspec import Struct

from deckgen.diagnostics import Diagnostic, Problem, error

_DATE = (1 << 5) | 1  # 1980-01-01 in MS-DOS form
_LEVEL = 6
_STORED_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".mp4", ".m4a", ".mp3", ".zip")
_STORED, _DEFLATED = 0, 8
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
                return cls(name, packed, _DEFLATED, crc, len(data))
        return cls(name, data, _STORED, crc, len(data))

    def data(self) -> bytes:
        """The plain bytes. Raises BrokenArchive where they do not match their checksum."""
        if self.method == _STORED:
            data = self.packed
        elif self.method == _DEFLATED:
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
        for entry in _directory(data):
            if entry.name.endswith("/"):
                continue
            if entry.flags & 1:
                raise BrokenArchive(f"{entry.name} is encrypted")
            if entry.name in members:
                repeated[entry.name] = None
            members[entry.name] = _member(data, entry)
    except (struct.error, UnicodeDecodeError) as cause:
        raise BrokenArchive(str(cause)) from None
    if sum(member.size for member in members.values()) > _LIMIT:
        raise BrokenArchive("it unpacks to more than 2 GB")
    members.repeated = tuple(repeated)
    return members


class _Entry(Struct):
    """An entry of the directory; its member's header is at `start`."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int


_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s4x2H4x3L3H8xL")  # the fields that are read
_LONGEST_COMMENT = 0xFFFF
_COMMON = struct.Struct("<HHHHHIIIHH")
"""What a member's own header and its entry of the directory have in common."""
_PLACE = struct.Struct("<HHHII")


def _directory(data: bytes) -> Iterator[_Entry]:
    """The entries of the directory; bytes in front of the archive do not count."""
    end = data.rfind(b"PK\x05\x06", max(len(data) - _END.size - _LONGEST_COMMENT, 0))
    if end < 0 or end + _END.size > len(data):
        raise BrokenArchive("it is no zip archive, or its end is cut off")
    *_, length, offset, _ = _END.unpack_from(data, end)
    larger = end - _LOCATOR_64.size - _END_64.size
    located = larger >= 0 and data.startswith(b"PK\x06\x07", end - _LOCATOR_64.size)
    if located and data.startswith(b"PK\x06\x06", larger):
        *_, length, offset = _END_64.unpack_from(data, larger)
        end = larger
    at = end - length
    in_front = at - offset
    if at < 0:
        raise BrokenArchive("its directory is longer than what comes before its end")
    while at < end:
        if at + _ENTRY.size > end:
            raise BrokenArchive("an entry of its directory is cut short")
        (
            magic, flags, method, crc, packed, size,
            name_length, extra_length, comment_length, start,
        ) = _ENTRY.unpack_from(data, at)  # fmt: skip
        if magic != b"PK\x01\x02":
            raise BrokenArchive("its directory has an entry that is none")
        at += _ENTRY.size
        name, at = data[at : at + name_length], at + name_length
        extra, at = data[at : at + extra_length], at + extra_length + comment_length
        if packed == _MAX_32_BITS or size == _MAX_32_BITS or start == _MAX_32_BITS:
            size, packed, start = _wide(extra, size, packed, start)
        text = name.decode() if flags & _UTF8 or name.isascii() else name.decode("cp437")
        yield _Entry(text.partition("\0")[0], flags, method, crc, packed, size, start + in_front)


def _wide(extra: bytes, *numbers: int) -> Iterator[int]:
    """The numbers, those beyond 32 bits from the ZIP64 field (APPNOTE 6.3.9, 4.5.3)."""
    at = 0
    while extra[at : at + 2] != b"\x01\x00":
        at += 4 + struct.unpack_from("<H", extra, at + 2)[0]
    at += 4
    for number in numbers:
        if number == _MAX_32_BITS:
            (number,) = struct.unpack_from("<Q", extra, at)
            at += 8
        yield number


def _member(data: bytes, entry: _Entry) -> Member:
    whole = 0 <= entry.start <= len(data) - 30
    if not whole or not data.startswith(b"PK\x03\x04", entry.start):
        raise BrokenArchive(f"{entry.name} is cut short")
    name_length, extra_length = struct.unpack_from("<HH", data, entry.start + 26)
    start = entry.start + 30 + name_length + extra_length
    packed = data[start : start + entry.packed]
    if len(packed) != entry.packed:
        raise BrokenArchive(f"{entry.name} is cut short")
    return Member(entry.name, packed, entry.method, entry.crc, entry.size)


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
        size = len(member.packed)
        common = _COMMON.pack(
            20, flags, member.method, 0, _DATE, member.crc, size, member.size, len(name), 0
        )
        directory += b"PK\x01\x02\x14\x00" + common + _PLACE.pack(0, 0, 0, 0, start) + name
        pieces += (b"PK\x03\x04", common, name, member.packed)
        start += 4 + _COMMON.size + len(name) + size
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
