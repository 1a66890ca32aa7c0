"""Parts: bytes as they lie in an archive, or XML that was edited (ECMA-376 part 2, 6.2).

A part that is only read is written back byte for byte; `Part.edit` is the one way to change XML.
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from deckgen import ooxml
from deckgen.archive import BrokenArchive, Member
from deckgen.ooxml import Element
from deckgen.opc.relationships import Relationships, rels_name


class _Tree:
    """The XML of a content as it was read, parsed when it is first asked for.

    Parts of the same content share it; then nobody may change it.
    """

    __slots__ = ("root", "shared", "strict", "true")

    def __init__(self) -> None:
        self.root: Element | None = None
        self.true: set[str] = set()
        self.shared = False
        self.strict = False

    def read(self, data: bytes) -> Element:
        if self.root is None:
            self.strict = ooxml.is_strict(data)
            self.root = ooxml.parse(ooxml.from_strict(data) if self.strict else data)
        return self.root


class Part:
    """One part: bytes, or XML once it is edited, with its relationships."""

    def __init__(
        self, name: str, content_type: str, member: Member | None, rels: Member | None
    ) -> None:
        """A part as it lies in an archive, or a new one where `member` is None."""
        self.name = name
        self.content_type = content_type
        self._member = member
        self._rels_member = rels
        self._rels: Relationships | None = None
        self._blob: bytes | None = None
        self._tree = _Tree()
        self._edited: Element | None = None
        self._taken = False
        self._strict = False

    @property
    def blob(self) -> bytes:
        """The part's bytes, as they would be written now."""
        if self._edited is not None:
            data = ooxml.serialise(self._edited)
            return ooxml.to_strict(data) if self._strict else data
        if self._blob is None:
            self._blob = self._member.data() if self._member else b""
        return self._blob

    @blob.setter
    def blob(self, data: bytes) -> None:
        self._hold(None, data)

    def _hold(self, member: Member | None, data: bytes | None = None) -> None:
        self._member, self._blob, self._edited, self._tree = member, data, None, _Tree()

    @property
    def root(self) -> Element:
        """The XML to read; use `edit` to change it. Raises etree.XMLSyntaxError."""
        if self._edited is not None:
            return self._edited
        return self._tree.root if self._tree.root is not None else self._tree.read(self.blob)

    @property
    def true(self) -> set[str]:
        """What was found true of this content before, in words of who asks; empty once edited."""
        return self._tree.true if self._edited is None else set()

    @property
    def is_xml(self) -> bool:
        """Whether the part is XML of ECMA-376; VML, often malformed, and pictures do not count."""
        kind = self.content_type
        return kind.endswith(("+xml", "/xml")) and not kind.startswith("image/")

    def markup(self) -> Iterator[tuple[str, bytes]]:
        """The XML that the part and its relationships were read from, by the names of both.

        What cannot be unpacked is left out.
        """
        with suppress(BrokenArchive):
            if self._rels_member is not None:
                yield rels_name(self.name), self._rels_member.data()
        with suppress(BrokenArchive):
            if self.is_xml:
                yield self.name, self.blob

    def edit(self) -> Element:
        """The XML to change; the part is written anew."""
        if self._edited is None:
            root = self.root
            self._edited = copy.deepcopy(root) if self._tree.shared else root
            self._strict = self._tree.strict
            self._tree = _Tree()
        return self._edited

    def replace(self, root: Element) -> None:
        """Give the part a new XML tree; it keeps the form, strict or not, of what was read."""
        self._strict |= self._tree.strict
        self._hold(None)
        self._edited = root

    def pack(self) -> Member:
        """The part's content as an archive holds it; packed once, however often it is written."""
        if self._member is None or self._edited is not None:
            self._hold(Member.of(self.name[1:], self.blob))
            self._taken = True
        assert self._member is not None, "packed"
        return self._member

    def take(self, other: Part) -> None:
        """Hold what another part holds, packed and parsed but once."""
        self._hold(replace(other.pack(), name=self.name[1:]))
        self._tree, self._taken = other.tree(), True

    def tree(self) -> _Tree:
        """The parsed content, for another part that holds the same."""
        self._tree.shared = True
        return self._tree

    def rename(self, name: str) -> None:
        """Call the part otherwise, within its folder; who relates to it is the package's care."""
        _ = self.rels  # they are read under the name that they have
        self.name = name
        if self._member is not None:
            self._member = replace(self._member, name=name[1:])
        if self._rels_member is not None:
            self._rels_member = replace(self._rels_member, name=rels_name(name)[1:])

    def fork(self) -> Part:
        """The same part, which changes by itself; what nobody edited is shared."""
        other = copy.copy(self)
        edited = copy.deepcopy(self._edited)
        rels = self._rels.fork() if self._rels is not None else None
        vars(other).update(_tree=self.tree(), _edited=edited, _rels=rels)
        return other

    @property
    def rels(self) -> Relationships:
        """The part's relationships."""
        if self._rels is None:
            data = self._rels_member.data() if self._rels_member else None
            self._rels = Relationships(posixpath.dirname(self.name), data)
        return self._rels

    def relate(self, target: Part, kind: str) -> str:
        """The id of a relationship of that type to another part."""
        return self.rels.add(kind, target.name)

    @property
    def changed(self) -> bool:
        """Whether the part's bytes or relationships differ from those that were read."""
        new = self._member is None or self._edited is not None or self._taken
        return new or (self._rels is not None and self._rels.changed)

    def members(self) -> Iterator[Member]:
        """What the part writes into the archive: itself and its relationships."""
        if self._member is not None and self._edited is None:
            yield self._member
        else:
            yield Member.of(self.name[1:], self.blob)
        if self._rels is None or not self._rels.changed:
            if self._rels_member is not None:
                yield self._rels_member
        elif len(self._rels):
            yield Member.of(rels_name(self.name)[1:], self._rels.serialise())
