"""Notes slides and notes masters, written and read; the XML frame of slides and notes slides."""

from __future__ import annotations

from deckgen.appearance.placement import transform
from deckgen.appearance.shapes import Box, masters
from deckgen.content import Page
from deckgen.content.text import Text, text_body
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part, content_type
from deckgen.opc.xml import Element, make, qn, root
from deckgen.template import notes_of, notes_shape


def slide_document(name: str, *children: Element, color_map: bool = True) -> Element:
    """The root of a slide, notes slide or notes master, with the namespaces PowerPoint declares."""
    element = root(name, "a", "r", "p")
    element.extend(children)
    if color_map:
        element.append(make("p:clrMapOvr", None, make("a:masterClrMapping")))
    return element


def shape_tree(*shapes: Element) -> Element:
    """A `p:spTree` with these shapes, in the slide's coordinates."""
    zero = {"x": 0, "y": 0}
    size = {"cx": 0, "cy": 0}
    return make(
        "p:spTree",
        None,
        make(
            "p:nvGrpSpPr",
            None,
            make("p:cNvPr", {"id": 1, "name": ""}),
            make("p:cNvGrpSpPr"),
            make("p:nvPr"),
        ),
        make(
            "p:grpSpPr",
            None,
            make(
                "a:xfrm",
                None,
                make("a:off", zero),
                make("a:ext", size),
                make("a:chOff", zero),
                make("a:chExt", size),
            ),
        ),
        *shapes,
    )


# Notes slides and the notes master (ECMA-376 part 1, 13.3.4 and 13.3.5).


# The notes page as PowerPoint's own default lays it out: slide image above, text below. EMU.
_IMAGE = (685800, 1143000, 5486400, 3086100)
_BODY = (685800, 4400550, 5486400, 3600450)


def write(package: Package, page: Page, notes: Text) -> None:
    """Give the slide of `page` a notes slide with this text."""
    notes_master = master(package)
    part = package.add(
        "/ppt/notesSlides/notesSlide{}.xml", content_type("presentationml.notesSlide"), b""
    )
    part.relate(notes_master, "notesMaster")
    part.relate(page.part, "slide")
    page.part.relate(part, "notesSlide")
    inner = Page(package, part, page.language, page.slides)
    image = _placeholder(inner.next_id(), "Slide Image", {"type": "sldImg"}, None)
    body_shape = _placeholder(
        inner.next_id(), "Notes", {"type": "body", "idx": 1}, text_body(notes.lines, inner)
    )
    tree = shape_tree(image, body_shape)
    part.replace(slide_document("p:notes", make("p:cSld", None, tree)))


def update(package: Package, page: Page, notes: Text) -> None:
    """Replace the text of a slide's notes, on its notes slide or a new one."""
    for part in package.related(page.part, "notesSlide"):
        inner = Page(package, part, page.language, page.slides)
        part.edit()
        shape = notes_shape(part)
        if shape is not None:
            notes.update(shape, inner)
            return
    write(package, page, notes)


def _placeholder(
    number: int, name: str, ph: dict[str, object], text: Element | None, *properties: Element
) -> Element:
    locks = {"noGrp": 1, "noRot": 1, "noChangeAspect": 1} if text is None else {"noGrp": 1}
    shape = make(
        "p:sp",
        None,
        make(
            "p:nvSpPr",
            None,
            make("p:cNvPr", {"id": number, "name": name}),
            make("p:cNvSpPr", None, make("a:spLocks", locks)),
            make("p:nvPr", None, make("p:ph", ph)),
        ),
        make("p:spPr", None, *properties),
    )
    if text is not None:
        shape.append(text)
    return shape


def master(package: Package) -> Part:
    """The notes master, which is created where the template has none."""
    for existing in package.related(package.presentation, "notesMaster"):
        return existing
    for item in package.presentation.rels.of("notesMaster"):  # whose part is missing
        package.presentation.rels.drop(item.id)
    theme = package.related(masters(package)[0], "theme")[0]
    copy = package.add("/ppt/theme/theme{}.xml", theme.content_type, theme.blob)
    shapes = []
    for number, (name, ph, place) in enumerate(
        (
            ("Slide Image", {"type": "sldImg", "idx": 2}, _IMAGE),
            ("Notes", {"type": "body", "sz": "quarter", "idx": 3}, _BODY),
        ),
        start=2,
    ):
        text = make(
            "p:txBody",
            None,
            make("a:bodyPr"),
            make("a:lstStyle"),
            make("a:p", None, make("a:endParaRPr", {"lang": "en-US"})),
        )
        geometry = make("a:prstGeom", {"prst": "rect"}, make("a:avLst"))
        where = transform(Box(*place))
        shapes.append(_placeholder(number, name, ph, text if number > 2 else None, where, geometry))
    ground = make("p:bg", None, make("p:bgRef", {"idx": 1001}, make("a:schemeClr", {"val": "bg1"})))
    mapping = {
        "bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2", "hlink": "hlink",
        "folHlink": "folHlink", **{f"accent{n}": f"accent{n}" for n in range(1, 7)},
    }  # fmt: skip
    root = slide_document(
        "p:notesMaster",
        make("p:cSld", None, ground, shape_tree(*shapes)),
        make("p:clrMap", mapping),
        color_map=False,
    )
    part = package.add(
        "/ppt/notesMasters/notesMaster{}.xml", content_type("presentationml.notesMaster"), root
    )
    part.relate(copy, "theme")
    rid = package.presentation.relate(part, "notesMaster")
    listed = make("p:notesMasterIdLst", None, make("p:notesMasterId", {"r:id": rid}))
    root = package.presentation.edit()
    for stale in root.findall(qn("p:notesMasterIdLst")):
        root.remove(stale)
    xml.insert(root, listed, xml.PRESENTATION_ORDER)
    return part


def read(package: Package, part: Part, page: Page) -> Text | None:
    """The text of the notes of the slide in `part`, None where there is none."""
    return page.recall("notes", lambda: _read(package, part, page))


def _read(package: Package, part: Part, page: Page) -> Text | None:
    found = notes_of(package, part, page)
    if found is None:
        return None
    text = found[1].content
    assert isinstance(text, Text), "notes are text"
    return text
