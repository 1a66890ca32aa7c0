"""A note in a picture's file that says which file it was made from.

A picture that was made smaller is another file than the author's. The note lets it be told from
a picture that somebody put in its place: it holds only while the rest of the file is unchanged.
It is a comment, which every program may keep or drop (PNG 11.3.4.3; ITU T.81 B.2.4.5).
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib

from deckgen.content.picture.headers import jpeg_segments, png_chunks

_NOTE = re.compile(rb"made from sha256:([0-9a-f]{64}) as sha256:([0-9a-f]{64})")
_KEYWORD = b"Comment\0"


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def stamped(data: bytes, source: str) -> bytes:
    """A PNG or JPEG file with a note that it was made from the file of that digest."""
    note = f"made from sha256:{source} as sha256:{digest(data)}".encode()
    if data[:2] == b"\xff\xd8":
        _, _, at = next(jpeg_segments(data))
        segment = b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note
        return data[:at] + segment + data[at:]
    _, _, at = next(png_chunks(data))
    body = b"tEXt" + _KEYWORD + note
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:at] + chunk + data[at:]


def source_of(data: bytes) -> str:
    """The digest of the file that a picture was made from; its own where it says none."""
    place = _noted(data)
    if place is not None:
        start, end = place
        match = _NOTE.search(data, start, end)
        if match and digest(data[:start] + data[end:]) == match.group(2).decode():
            return match.group(1).decode()
    return digest(data)


def _noted(data: bytes) -> tuple[int, int] | None:
    """Where the segment or chunk with the note stands."""
    if not _NOTE.search(data):
        return None
    if data[:2] == b"\xff\xd8":
        pieces = ((marker == 0xFE, start, end) for marker, start, end in jpeg_segments(data))
    else:
        pieces = ((name == b"tEXt", start, end) for name, start, end in png_chunks(data))
    return next(
        ((start, end) for fits, start, end in pieces if fits and _NOTE.search(data, start, end)),
        None,
    )
