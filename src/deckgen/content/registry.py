"""The kinds of content, in the order in which a shape is offered to them.

A kind is known by the keys that name it in YAML and by the shapes that can hold it. Its module is
imported for the first node or shape of it, so that a deck loads the kinds that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, structs

from deckgen.appearance.shapes import NO_BOX, Box, GroupTransform, box, children, tree_of
from deckgen.content import (
    COVERED,
    Content,
    Page,
    Scope,
    UnsupportedObject,
    describe,
    graphic,
    name_of,
    non_visual_properties,
)
from deckgen.content.groups import frame_of, read_mark
from deckgen.diagnostics import error, suggest
from deckgen.opc.xml import Element, each, integer, tag
from deckgen.source.keys import is_slot_name, unused
from deckgen.source.nodes import MappingNode, Node, ScalarNode, wrong_type

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


class Kind(Struct, frozen=True):
    """A kind of content, whose module in `content` may not be imported yet."""

    module: str
    name: str
    yaml_keys: tuple[str, ...]
    """The keys by which YAML names the kind; a mapping whose first key is one of them holds it."""
    can_be_in: Callable[[Element], bool]
    """Whether a shape can hold it, which is told at little cost; the class's `read` decides."""

    @property
    def content(self) -> type[Content]:
        """The kind's class. Imports its module."""
        return _class(self.module, self.name)


@cache
def _class(module: str, name: str) -> type[Content]:
    found: type[Content] = getattr(import_module(f"deckgen.content.{module}"), name)
    return found


def _shows(child: str) -> Callable[[Element], bool]:
    return lambda shape: graphic(shape, child) is not None


def _is(name: str) -> Callable[[Element], bool]:
    return lambda shape: tag(shape) == name


def _has_frame(of: str) -> Callable[[Element], bool]:
    """Whether a shape is a group with a frame whose name starts so; see `content.map`."""

    def is_frame(child: Element) -> bool:
        return name_of(child).startswith(f"Frame: {of}")

    return lambda shape: tag(shape) == "p:grpSp" and any(map(is_frame, shape))


_TEXT = Kind("text", "Text", ("figure", "contact"), _is("p:sp"))
KINDS = (
    _TEXT,
    Kind("table", "Table", ("table", "rows"), _shows("a:tbl")),
    Kind("chart", "Chart", ("chart",), _shows("c:chart")),
    Kind("diagram", "Process", ("process",), _has_frame("process")),
    Kind("diagram", "Timeline", ("timeline",), _has_frame("timeline")),
    Kind("diagram", "Organization", ("org",), _has_frame("org")),
    Kind("map", "Map", ("map",), _has_frame("")),
    Kind("picture", "Picture", ("picture",), _is("p:pic")),
)
KIND_BY_KEY = {key: kind for kind in KINDS for key in kind.yaml_keys}
"""The kind that each YAML key names, where it is the first of a mapping."""


def kind_for(node: Node) -> type[Content]:
    """The kind of content in a YAML node: text for a scalar, else what a mapping's first key names.

    Raises `Problem` for other nodes and unknown keys.
    """
    if isinstance(node, ScalarNode):
        if not node.style and node.text.partition(":")[0] in KIND_BY_KEY:
            from deckgen.source.causes import missing_blank

            slip = missing_blank(node.text, node.span)
            if slip is not None:
                raise slip
        return _TEXT.content
    if not isinstance(node, MappingNode) or not node.entries:
        raise wrong_type(node, "text or a mapping", "a slot")
    first = node.entries[0][0]
    kind = KIND_BY_KEY.get(first.text)
    return _installed(first) if kind is None else kind.content


# Kinds of other packages. They are looked for where a word names none of ours, and from then on
# shapes are offered to them first.


GROUP = "deckgen.kinds"
"""The entry points by which installed packages offer kinds of content."""
_used: dict[str, type[Content]] = {}


def is_kind(key: str) -> bool:
    """Whether a key names a kind of content, ours or an installed package's."""
    return key in KIND_BY_KEY or key in _used or key in offered()


def is_ours(content: Content) -> bool:
    """Whether a content is of a kind of deckgen's own."""
    return type(content) not in _used.values()


def offered() -> Mapping[str, EntryPoint]:
    """The kinds of installed packages by the words that name them; nothing of them is loaded."""
    from importlib.metadata import entry_points  # a deck of our own kinds starts faster without

    return {point.name: point for point in entry_points(group=GROUP)}


def _installed(key: ScalarNode) -> type[Content]:
    """The kind that a key names which names none of ours. Raises `Problem`."""
    if key.text not in _used:
        points = offered()
        if key.text not in points:
            known = (*KIND_BY_KEY, *points)
            raise error(
                "unknown-kind",
                f"no content is called `{key.text}`",
                at=key.span,
                label="the first word",
                help=(
                    *suggest(key.text, known, "the first word names the content:"),
                    "text with a colon stands under `|`",
                ),
            )
        _used[key.text] = _loaded(points[key.text], key)
    return _used[key.text]


def _loaded(point: EntryPoint, key: ScalarNode) -> type[Content]:
    """The class of an entry point. Raises `Problem` where it is no kind of content."""
    try:
        found = point.load()
    except Exception as cause:
        fault = f"{type(cause).__name__}: {cause}"
    else:
        missing = sorted(getattr(found, "__abstractmethods__", ()))
        if isinstance(found, type) and issubclass(found, Content) and not missing:
            return found
        fault = f"it lacks {', '.join(missing)}" if missing else "it is no class of `Content`"
    package = "" if point.dist is None else f" of the package {point.dist.name}"
    raise error(
        "broken-kind",
        f"`{point.value}`{package}, which makes `{key.text}`, cannot be used: {fault}",
        at=key.span,
        help="install another version of the package, or tell its authors",
    )


def parse(node: Node, scope: Scope) -> Content:
    """The content that a YAML node describes. Raises `Problem` with every fault in it."""
    return kind_for(node).parse(node, scope)


def read(shape: Element, page: Page) -> Content | None:
    """The content of a shape, or None where it holds none of the kinds."""
    for other in _used.values():
        found = other.read(shape, page)
        if found is not None:
            return found
    for kind in KINDS:
        content = kind.content.read(shape, page) if kind.can_be_in(shape) else None
        if content is not None:
            return content
    return None


# The shapes of a slide: which are slots that hold content, and which are only kept.
#
# A slot is named after its shape. Where the shape has no name, or one that is not unique or is a
# YAML key of a slide, the slot gets another name; the shape in the presentation keeps its own.


C = TypeVar("C", bound=Content)


class SlotShape(Struct, frozen=True):
    """A shape that holds content.

    `name` is the slot's name, `own` whether the shape has the same one; `id` is the shape's id on
    the slide (`p:cNvPr/@id`). `plain` is the content of a pattern's shape in its plainest form,
    the content itself elsewhere.
    """

    name: str
    id: int
    own: bool
    content: Content
    shape: Element
    plain: Content

    @property
    def box(self) -> Box:
        """The box of the shape's own transform, in EMU; all zeros where it has none."""
        return box(self.shape) or NO_BOX

    @property
    def place(self) -> Box | None:
        """The box in EMU in which the shape stands by a transform of its own; None in a group, and
        for a shape that its placeholder places.

        Editors fit a group to the shapes in it; what is drawn in a group has a frame.
        """
        frame = frame_of(self.shape) if tag(self.shape) == "p:grpSp" else None
        found = box(self.shape if frame is None else frame)
        if self.grouped or found is None or not (found.width and found.height):
            return None
        return found if frame is None else GroupTransform.around(frame).place(found)

    @property
    def grouped(self) -> bool:
        """Whether the shape is in a group, which places it."""
        parent = self.shape.getparent()
        return parent is not None and tag(parent) == "p:grpSp"

    def relative(self, content: C) -> C:
        """Content of the slot as YAML has it: without what it inherits from the pattern's shape."""
        from deckgen.content import pattern

        return pattern.relative(content, self.content, self.plain)

    def resolved(self, content: C) -> C:
        """Content that YAML has, with what it inherits from the pattern's shape."""
        from deckgen.content import pattern

        return pattern.resolved(content, self.content, self.plain)

    def spelled_out(self, content: C) -> C:
        """Content with what the pattern's shape spells out though it would hold anyway."""
        from deckgen.content import pattern

        return pattern.spelled_out(content, self.content, self.plain)


class Shapes(Struct, frozen=True):
    """The slots of a slide (`held`), and the objects that no kind of content can hold (`kept`)."""

    slot_shapes: tuple[SlotShape, ...]
    kept: tuple[UnsupportedObject, ...]


def scan_slide(root: Element, page: Page, names: dict[str, int] | None = None) -> Shapes:
    """The shapes of a slide, empty ones too.

    `names` are slot names that an author chose, each with the id of its shape.
    """
    chosen = {number: name for name, number in (names or {}).items()}
    found, kept, strays = page.recall("shapes", lambda: _read_shapes(root, page))
    slots = _with_slot_names(found, chosen)
    return Shapes(tuple(_with_strays(slots, strays) if strays and chosen else slots), kept)


_NamedContent = tuple[str, int, Content, Element]
"""The name and the id of a shape, and its content."""


def _read_shapes(
    root: Element, page: Page
) -> tuple[list[_NamedContent], tuple[UnsupportedObject, ...], tuple[Element, ...]]:
    """The shapes with content, the objects that no kind can hold, and the marks of no shape."""
    found: list[_NamedContent] = []
    kept: list[UnsupportedObject] = []
    marks: list[Element] = []
    for shape in leaves(tree_of(root), page):
        if read_mark(shape):
            marks.append(shape)
            continue
        about = non_visual_properties(shape)
        content = read(shape, page) if about is not None else None
        if about is None or content is None:
            described = describe(shape, page)
            if described is not None:
                kept.append(described)
        else:
            found.append((about.get("name", ""), integer(about, "id"), content, shape))
            covered = tuple(content.covered(shape))
            if covered:
                kept.append(UnsupportedObject(COVERED, about.get("name", ""), covered))
    strays: tuple[Element, ...] = ()
    if marks:
        from deckgen.content.beside import owners

        owned = owners(marks, page)
        strays = tuple(mark for mark in marks if not any(mark in own for own in owned.values()))
        found = [
            (name, number, content.with_beside(owned[shape]) if shape in owned else content, shape)
            for name, number, content, shape in found
        ]
    kept.extend(describe_slide(root))
    return found, tuple(kept), strays


def _with_strays(slots: Iterable[SlotShape], strays: Sequence[Element]) -> Iterator[SlotShape]:
    """The slots with the marks beside them that name none of the shapes, but the slot."""
    for slot in slots:
        own = [m for m in strays if (said := read_mark(m)) is not None and said.is_of(slot.name)]
        yield structs.replace(slot, content=slot.content.with_beside(own)) if own else slot


def leaves(parent: Element, page: Page) -> Iterator[Element]:
    """The shapes of a tree or group, those in groups too unless the group itself is content."""
    for shape in parent:
        name = tag(shape)
        if name == "p:grpSp" and read(shape, page) is None and not read_mark(shape):
            yield from leaves(shape, page)
        elif name not in ("p:nvGrpSpPr", "p:grpSpPr", "p:extLst", ""):
            yield shape


WHOLE_SLIDE = "the slide"
"""The name under which is listed what is of a whole slide, not of a shape or slot of it."""


def describe_slide(root: Element) -> Iterator[UnsupportedObject]:
    """The objects of a slide that are no shapes: its animations and its transition."""
    for child in children(root):
        kind = {"p:transition": "transition", "p:timing": "animation"}.get(tag(child))
        if kind:
            idle = kind == "animation" and not (any(True for _ in effects(child)) or _plays(child))
            yield UnsupportedObject(kind, WHOLE_SLIDE, idle=idle)


def effects(timing: Element) -> Iterator[Element]:
    """The effects in a `p:timing`; PowerPoint writes one without any by itself."""
    for effect in each(timing, "p:cTn"):
        if effect.get("presetClass") or effect.get("presetID"):
            yield effect


def _plays(timing: Element) -> bool:
    """Whether a `p:timing` does something, called an effect or not, such as playing a video."""
    return any(tag(found) != "p:sldTgt" for one in each(timing, "p:tgtEl") for found in one)


def _with_slot_names(found: list[_NamedContent], chosen: dict[int, str]) -> Iterator[SlotShape]:
    shape_names = [name for name, *_ in found]
    used = set(chosen.values()) | {
        n for n in shape_names if shape_names.count(n) == 1 and is_slot_name(n)
    }
    for name, number, content, shape in found:
        if number in chosen:
            yield SlotShape(chosen[number], number, chosen[number] == name, content, shape, content)
        elif name in used and shape_names.count(name) == 1:
            yield SlotShape(name, number, True, content, shape, content)
        else:
            slot_name = _free_name(name.strip() or content.key.capitalize(), used)
            used.add(slot_name)
            yield SlotShape(slot_name, number, False, content, shape, content)


def _free_name(name: str, used: set[str]) -> str:
    """A slot name like `name` that is not used yet: capitalised where needed, then numbered."""
    stem = (
        "".join(c if c.isprintable() else " " for c in name).strip().rstrip("+").strip() or "Shape"
    )
    if not is_slot_name(stem):
        stem = stem.capitalize()
    return unused(stem, used.__contains__, "{} ({})")
