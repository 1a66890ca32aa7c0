"""Packages: the parts of a presentation, their content types and relationships.

ECMA-376 part 2, 6 and 7. Reading keeps every member, and writing gives the same bytes for the same
parts.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lxml import etree
from msgspec import Struct

from deckgen.diagnostics import (
    Problem,
    Span,
    error,
    gather,
    shown,
    shown_folder,
    suggest,
    unreadable,
)
from deckgen.opc import archive, xml
from deckgen.opc.archive import BrokenArchive, Member, Members
from deckgen.opc.part import Part, PartNameMap, Relationships, content_type, folded, rels_name
from deckgen.opc.xml import Element

_TYPES = "[Content_Types].xml"
_FOLDED_TYPES = folded(_TYPES)
LAYOUT_TYPE = content_type("presentationml.slideLayout")
"""The content type of slide layouts."""
_CT_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
_ILLEGAL_IN_NAME = r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]"
"""Characters that XML cannot hold (XML 1.0, 2.2); content types list part names in XML."""
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class DocumentType(BrokenArchive):
    """A `part` declares a document type, which ECMA-376 part 2, 6.2.5 forbids.

    Entities that a document type defines can expand to gigabytes or name files.
    """

    def __init__(self, part: str) -> None:
        """Keep the name of the part."""
        super().__init__(f"{part}: a document type declaration, which ECMA-376 forbids")
        self.part = part


class Addition(Struct, frozen=True):
    """A part that was added to a package, and the `pattern` that its name was made from.

    Media are `shared`: a package holds the same bytes once, however often they are added.
    """

    pattern: str
    part: Part
    shared: bool = False


class Package:
    """A presentation's package: its `parts` by name, and its own relationships, `rels`.

    `name` is the file's name in messages; `repeated` are the names that more than one member of
    the archive had.
    """

    def __init__(self, members: Members, name: str) -> None:
        """Make parts of an archive's members.

        Raises BrokenArchive, etree.XMLSyntaxError, or KeyError without a [Content_Types].xml.
        """
        self.name = name
        self.repeated = members.repeated
        named = PartNameMap(members)
        self._types_member = named[_TYPES]
        types = xml.parse(self._types_member.data())
        self._defaults: dict[str, str] = {}
        self._overrides: PartNameMap[str] = PartNameMap()
        for element in types:
            if xml.tag(element) == "ct:Default":
                self._defaults[element.get("Extension", "").lower()] = element.get(
                    "ContentType", ""
                )
            elif xml.tag(element) == "ct:Override":
                self._overrides[element.get("PartName", "")] = element.get("ContentType", "")
        self._ownerless: list[Member] = []
        self.parts: PartNameMap[Part] = PartNameMap()
        unowned = {key for key in members if _is_rels(key)}
        owned = {rels_name(f"/{key}")[1:] for key in members}

        def find_name(name: str) -> str | None:
            found = named.name_of(name[1:])
            return None if found is None else f"/{found}"

        for key, member in members.items():
            if not key.isprintable() and re.search(_ILLEGAL_IN_NAME, key):
                raise BrokenArchive("a part has control characters in its name")
            if folded(key) == _FOLDED_TYPES or _is_rels(key):
                continue
            part_name = f"/{key}"
            wanted = rels_name(part_name)[1:]
            rels = named.get(wanted)
            if rels is not None and rels.name != wanted and rels.name in owned:
                rels = None
            unowned.discard("" if rels is None else rels.name)
            self.parts[part_name] = Part(
                part_name, self._type_of(part_name), member, rels, find_name
            )
        root_rels = named.get("_rels/.rels")
        unowned.discard("" if root_rels is None else root_rels.name)
        self._ownerless = [members[key] for key in sorted(unowned)]
        self._rels_member = root_rels
        self.rels = Relationships("/", root_rels.data() if root_rels else None, find_name)
        self._counters: dict[str, int] = {}
        self._dropped: set[str] = set()
        self._types_made: dict[object, Member] = {}
        self._media: dict[bytes, str] | None = None
        self._additions: list[Addition] | None = None

    def _type_of(self, name: str) -> str:
        if name in self._overrides:
            return self._overrides[name]
        return self._defaults.get(name.rpartition(".")[2].lower(), "")

    @classmethod
    def new(cls, name: str) -> Package:
        """A package without parts."""
        return cls(Members({_TYPES: _types_member((), ())}), name)

    @classmethod
    def open(cls, path: Path, span: Span | None = None) -> Package:
        """The package in a file. Raises `Problem` that says what the file is instead."""
        return cls.load(read_file(path, span), shown(path), span)

    @classmethod
    def load(
        cls,
        data: bytes,
        name: str,
        span: Span | None = None,
        *,
        readable: bool = False,
        look: Callable[[Package, Part], None] | None = None,
    ) -> Package:
        """The package in these bytes; `name` is the file's name in messages.

        `readable` says that the same bytes could be read before, else `look` is given each part
        once it is seen to be readable, layouts last. Raises `Problem` that says what the bytes are
        instead.
        """
        _refuse_other_formats(data, name, span)
        try:
            package = cls(archive.read(data), name)
            if not readable:
                for part in package.readable_parts():
                    if look is not None:
                        look(package, part)
        except DocumentType as cause:
            raise error(
                "document-type",
                f"{name} declares a document type in {cause.part}, which ECMA-376 forbids",
                at=span,
                help=(
                    "no presentation program writes one: ask where the file comes from, "
                    "or open it in PowerPoint and save it again"
                ),
            ) from None
        except BrokenArchive as cause:
            raise error(
                "broken-file", f"{name} is damaged: {cause.reason}", at=span, help=_GET_WHOLE_COPY
            ) from None
        except KeyError:
            raise error(
                "not-a-presentation",
                f"{name} is a zip file, but no presentation",
                at=span,
                help="name a .pptx or .potx file",
            ) from None
        except etree.XMLSyntaxError as cause:
            message = f"{name} is damaged: {cause.msg}"
            raise error("broken-file", message, at=span, help=_GET_WHOLE_COPY) from None
        if package.presentation_name is None:
            raise error(
                "not-a-presentation",
                f"{name} holds no presentation",
                at=span,
                help="name a .pptx or .potx file",
            )
        return package

    @property
    def changed(self) -> bool:
        """Whether a part was added, dropped or changed since the package was read."""
        return bool(self._dropped) or any(
            part.changed or part.content_type != self._type_of(name)
            for name, part in self.parts.items()
        )

    def fork(self) -> Package:
        """A copy that changes independently, so that one template serves many decks.

        Content that was not edited is shared, so that a fork costs next to nothing.
        """
        other = copy.copy(self)
        vars(other).update(
            parts=self.parts.map(Part.fork),
            rels=self.rels.fork(),
            _counters=dict(self._counters),
            _dropped=set(self._dropped),
            _media=None if self._media is None else dict(self._media),
            _additions=None,
        )
        return other

    def share(self, other: Package) -> None:
        """Share what was read of parts with those of another package that have the same content.

        Neither may be edited before. Of several equal parts each is shared with another one.
        """
        twins = {part.blob: part for part in other.parts.values()}
        for part in self.parts.values():
            twin = twins.pop(part.blob, None)
            if twin is not None:
                part.share(twin)

    def readable_parts(self) -> Iterator[Part]:
        """The parts, each once its relationships and XML are parsed; slide layouts come last.

        Raises BrokenArchive for damaged ones, DocumentType for those that declare one. Comments are
        not parsed: LibreOffice writes malformed ones, which are repaired where they are read.
        """
        declaring = [name for name, data in self._markup() if xml.has_document_type(data)]
        if declaring:
            raise DocumentType(declaring[0])
        for part in sorted(self.parts.values(), key=_is_layout):
            try:
                len(part.rels)
                if part.content_type.endswith("+xml") and "omment" not in part.content_type:
                    _ = part.root
            except etree.XMLSyntaxError as cause:
                raise BrokenArchive(f"{part.name}: {cause.msg}") from None
            yield part

    def _markup(self) -> Iterator[tuple[str, bytes]]:
        """The XML of the package and its parts, each with its part name."""
        yield f"/{_TYPES}", self._types_member.data()
        if self._rels_member is not None:
            yield "/_rels/.rels", self._rels_member.data()
        for part in self.parts.values():
            yield from part.markup()

    @property
    def presentation_name(self) -> str | None:
        """The name of the presentation part, or None where the package has none."""
        for item in self.rels.of("officeDocument"):
            part = self.parts.get(item.target)
            if part and (
                "presentationml" in part.content_type or "powerpoint" in part.content_type
            ):
                return item.target
        return None

    @property
    def presentation(self) -> Part:
        """The presentation part."""
        name = self.presentation_name
        assert name is not None, "load refuses packages without a presentation"
        return self.parts[name]

    @property
    def slides(self) -> list[tuple[Element, Part]]:
        """Each slide's entry in the presentation (`p:sldId`) and its part, in order.

        An entry without a part is left out, as PowerPoint does.
        """
        listed = xml.each(self.presentation.root, "p:sldId")
        found = ((e, self.target(self.presentation, e.get(xml.qn("r:id")))) for e in listed)
        return [(entry, part) for entry, part in found if part is not None]

    @property
    def slide_size(self) -> tuple[int, int]:
        """The width and height of its slides in EMU (`p:sldSz`); 10 by 7.5 inches if not said."""
        size = xml.find(self.presentation.root, "p:sldSz")
        width, height = 9_144_000, 6_858_000
        if size is None:
            return width, height
        return xml.coordinate(size, "cx", width), xml.coordinate(size, "cy", height)

    def related(self, part: Part, kind: str) -> list[Part]:
        """The parts to which a part has a relationship of a type (`slideLayout`).

        Relationships to parts that do not exist are left out.
        """
        return self._led_to(part.rels, kind)

    def own(self, kind: str) -> list[Part]:
        """The same of the package itself, such as its `core-properties`."""
        return self._led_to(self.rels, kind)

    def _led_to(self, rels: Relationships, kind: str) -> list[Part]:
        found = (self.parts.get(item.target) for item in rels.of(kind) if not item.external)
        return [part for part in found if part is not None]

    def target(self, part: Part, rid: str | None) -> Part | None:
        """The part that a relationship id of `part` leads to, or None."""
        item = part.rels.get(rid)
        return None if item is None or item.external else self.parts.get(item.target)

    def add(self, pattern: str, content_type: str, content: bytes | Element) -> Part:
        """Add a part; `{}` in the pattern becomes the next free number, counted from 1.

        Raises ValueError where a pattern without `{}` is the name of a part that exists.
        """
        return self._record(Addition(pattern, self._add(pattern, content_type, content)))

    def _add(self, pattern: str, content_type: str, content: bytes | Element) -> Part:
        name = pattern
        if "{}" in pattern:
            number = self._counters.get(pattern, 0) + 1
            while pattern.format(number) in self.parts:
                number += 1
            self._counters[pattern] = number
            name = pattern.format(number)
        if name in self.parts:
            raise ValueError(f"the package has a part {name}")
        part = Part(name, content_type, None, None)
        if isinstance(content, bytes):
            part.blob = content
        else:
            part.replace(content)
        self.parts[name] = part
        self._dropped.discard(name)
        return part

    def media(self, blob: bytes, extension: str, content_type: str) -> Part:
        """The media part with these bytes, which is added where there is none."""
        pattern = f"/ppt/media/image{{}}.{extension}"
        index = self._indexed_media()
        part = self.parts.get(index.get(blob, ""))
        if part is None:
            part = self._add(pattern, content_type, blob)
            index[blob] = part.name
        return self._record(Addition(pattern, part, shared=True))

    def _indexed_media(self) -> dict[bytes, str]:
        """The names of the media parts by their bytes."""
        if self._media is None:
            self._media = {
                part.blob: name
                for name, part in self.parts.items()
                if folded(name).startswith("/ppt/media/")
            }
        return self._media

    def _record(self, addition: Addition) -> Part:
        if self._additions is not None:
            self._additions.append(addition)
        return addition.part

    @contextmanager
    def additions(self) -> Iterator[list[Addition]]:
        """A list that receives the parts added inside the `with` block, in order."""
        recorded: list[Addition] = []
        self._additions = recorded
        try:
            yield recorded
        finally:
            self._additions = None

    def drop(self, name: str) -> None:
        """Remove a part; the caller drops the relationships that lead to it."""
        del self.parts[name]
        self._dropped.add(name)

    def rename(self, names: Mapping[str, str]) -> None:
        """Rename parts within their folders (`names`: new by old), and update relationships.

        A new name must be free, or that of a part that is renamed too.
        """
        moved = {old: new for old, new in names.items() if old != new}
        if not moved:
            return
        self.rels.retarget(moved)
        for part in self.parts.values():
            part.rels.retarget(moved)
            if part.name in moved:
                part.rename(moved[part.name])
        self.parts = PartNameMap((part.name, part) for part in self.parts.values())
        self._dropped = (self._dropped | moved.keys()) - self.parts.keys()

    def drop_unreached(self, roots: set[str], unlisted: Iterable[Part] = ()) -> None:
        """Remove those of `roots`, and of the parts they lead to, that nothing leads to now, nor
        slides that are `unlisted` as yet."""
        if not roots:
            return
        reached: set[str] = set()
        queue = [item.target for item in self.rels if not item.external]
        queue += [part.name for part in unlisted]
        while queue:
            name = queue.pop()
            if name in reached or name not in self.parts:
                continue
            reached.add(name)
            queue += [i.target for i in self.parts[name].rels if not i.external]
        doomed = set()
        queue = list(roots)
        while queue:
            name = queue.pop()
            if name in doomed or name in reached or name not in self.parts:
                continue
            doomed.add(name)
            queue += [i.target for i in self.parts[name].rels if not i.external]
        for name in doomed:
            self.drop(name)

    def save(self) -> bytes:
        """The bytes of the file; the same parts give the same bytes."""
        return archive.write(self.members())

    def pack(self) -> None:
        """Pack all parts, so that forks share what is compressed."""
        for part in self.parts.values():
            part.pack()

    def members(self) -> list[Member]:
        """The members that the package writes into its archive."""
        members = [self.content_types()]
        if self.rels.changed or self._rels_member is None:
            members.append(self.rels.member("/_rels/.rels"))
        else:
            members.append(self._rels_member)
        for part in self.parts.values():
            members.extend(part.members())
        names = {member.name for member in members}
        members.extend(member for member in self._ownerless if member.name not in names)
        return members

    def content_types(self) -> Member:
        """[Content_Types].xml: as it was read where it still fits the parts, else rewritten.

        Forks with the same parts, as variants are, share it.
        """
        if "rels" not in self._defaults:
            return self._made_types()
        parts = tuple((name, part.content_type) for name, part in self.parts.items())
        key = parts, frozenset(self._dropped)
        if key not in self._types_made:
            if len(self._types_made) > _MOST_TYPES:
                self._types_made.clear()
            self._types_made[key] = self._made_types()
        return self._types_made[key]

    def _made_types(self) -> Member:
        unused = _extensions(self._dropped) - _extensions(self.parts)
        defaults = {e: kind for e, kind in self._defaults.items() if e not in unused}
        dropped = (n for name in self._dropped for n in (name, rels_name(name)))
        overrides = self._overrides.without(dropped)
        for name, part in self.parts.items():
            extension = name.rpartition(".")[2].lower()
            if overrides.get(name, defaults.get(extension)) == part.content_type:
                continue
            if extension not in ("xml", "rels") and extension not in defaults:
                defaults[extension] = part.content_type
                if name in overrides:
                    del overrides[name]
            else:
                overrides[overrides.name_of(name) or name] = part.content_type
        if "rels" not in defaults and any(part.changed for part in self.parts.values()):
            # LibreOffice declares each by its name, which new ones do not have.
            owners = [part for part in self.parts.values() if len(part.rels)]
            if not all(rels_name(part.name) in overrides for part in owners):
                overrides = PartNameMap((n, t) for n, t in overrides.items() if not _is_rels(n))
                defaults["rels"] = _CT_RELATIONSHIPS
        if (defaults, overrides) == (self._defaults, self._overrides):
            return self._types_member
        return _types_member(tuple(defaults.items()), tuple(overrides.items()))


_MOST_TYPES = 8


def _types_member(
    defaults: tuple[tuple[str, str], ...], overrides: tuple[tuple[str, str], ...]
) -> Member:
    """[Content_Types].xml with these types."""
    known = [xml.markup("Default", {"Extension": e, "ContentType": t}) for e, t in sorted(defaults)]
    named = sorted(overrides, key=lambda item: _natural_order(item[0]))
    known += [xml.markup("Override", {"PartName": n, "ContentType": t}) for n, t in named]
    [root] = xml.elements(xml.markup("Types", {"xmlns": xml.NAMESPACES["ct"]}, *known), prefixes="")
    return Member.of(_TYPES, xml.serialise(root))


def read_file(path: Path, span: Span | None = None) -> bytes:
    """The bytes of a file that is named at `span`. Raises `Problem` where there are none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise error(
            "missing-file",
            f"there is no file {shown(path)}",
            at=span,
            label="named here",
            help=suggest(
                path.name, _presentations_beside(path), f"{shown_folder(path.parent)} has"
            ),
        ) from None
    except IsADirectoryError:
        raise error(
            "missing-file", f"{shown(path)} is a folder", at=span, label="named here"
        ) from None
    except OSError as cause:
        raise unreadable(path, cause, span) from None


def _is_layout(part: Part) -> bool:
    return part.content_type == LAYOUT_TYPE


def _is_rels(name: str) -> bool:
    return name.lower().endswith(".rels")


def _extensions(names: Iterable[str]) -> set[str]:
    return {name.rpartition(".")[2].lower() for name in names} - {"xml", "rels"}


_GET_WHOLE_COPY = "get a whole copy of the file; it may have been cut short on its way"


def _presentations_beside(path: Path) -> list[str]:
    """The presentations and templates in the folder of a file."""
    return sorted(p.name for p in path.parent.glob("*.[Pp][PpOo][TtSs][XxMm]"))


def _natural_order(name: str) -> list[tuple[int, str]]:
    return [(int(d or 0), w) for d, w in re.findall(r"(\d+)|(\D+)", name)]


def _refuse_other_formats(data: bytes, name: str, span: Span | None) -> None:
    """Raise `Problem` for a file that is no zip archive, and say what it is."""
    if data[:2] == b"PK":
        return
    if not data:
        raise error("broken-file", f"{name} is empty", at=span)
    if data[:8] == _OLE2:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise error(
                "encrypted",
                f"{name} is encrypted with a password",
                at=span,
                help="open it in PowerPoint and save it without the password",
            )
        raise error(
            "old-format",
            f"{name} is in PowerPoint's format of before 2007 (.ppt)",
            at=span,
            help="open it in PowerPoint and save it as .pptx",
        )
    raise error(
        "not-a-presentation",
        f"{name} is not a PowerPoint file",
        at=span,
        help="name a .pptx or .potx file",
    )


def open_unambiguous(path: Path) -> Package:
    """The package in a file whose content is to be compared or pulled back.

    Raises `Problem` as `Package.open` does, and where two members have equivalent names, which
    ECMA-376 part 2 forbids: programs differ in which of the two they show, so the presentation has
    no definite content.
    """
    package = Package.open(path)
    with gather() as problems:
        for name in package.repeated:
            problems.add(_repeated(path, f"two files named `{name}`"))
        for first, name in package.parts.equivalent:
            files = f"`{first[1:]}` and `{name[1:]}`, which are one name"
            problems.add(_repeated(path, files))
    return package


def _repeated(path: Path, files: str) -> Problem:
    return error(
        "repeated-part",
        f"{shown(path)} holds {files}",
        help=(
            "it was saved by a program at fault, and each editor may show another of the two; "
            "open it, see that it says what it should, and save it again"
        ),
    )
