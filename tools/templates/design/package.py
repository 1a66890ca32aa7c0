"""The package: which parts there are, how they are related, and the zip they lie in."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import relpath

from design.layouts import slide_layout
from design.masters import PAGE, guide_list, handout_master, notes_master, slide_master
from design.model import SLIDE, Design, Level
from design.tables import table_styles
from design.text import LANGUAGE, STYLE_LEVELS, level_properties
from design.theme import theme
from design.xml import Element, el, emu, text_el, to_bytes

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_PRESENTATIONML = "application/vnd.openxmlformats-officedocument.presentationml"
_OPENXML = "application/vnd.openxmlformats-officedocument"
_SLIDE_MASTER_ID = 2147483648
_PRESENTATION_GUIDES = "{EFAFB233-063F-42B5-8137-9DF3F51BA10A}"
_DATE = "2026-01-01T00:00:00Z"  # a template has no day of its own
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part: its XML, its content type, and its targets by relationship type, in rId order."""

    root: Element
    content_type: str
    targets: tuple[tuple[str, str], ...] = field(default=())


def members(design: Design) -> dict[str, bytes]:
    """Every member of the package by its name in the zip."""
    parts = _parts(design)
    root_targets = (
        (f"{_OFFICE}/officeDocument", "ppt/presentation.xml"),
        (_CORE, "docProps/core.xml"),
        (f"{_OFFICE}/extended-properties", "docProps/app.xml"),
    )
    files = {name: to_bytes(part.root) for name, part in parts.items()}
    files["[Content_Types].xml"] = to_bytes(_content_types(parts))
    files["_rels/.rels"] = to_bytes(_relationships("", root_targets))
    for name, part in parts.items():
        if part.targets:
            path = PurePosixPath(name)
            rels = f"{path.parent}/_rels/{path.name}.rels"
            files[rels] = to_bytes(_relationships(str(path.parent), part.targets))
    return files


def write(design: Design, path: Path) -> None:
    """Write the template. The same design gives the same bytes."""
    with zipfile.ZipFile(path, "w") as package:
        for name, content in sorted(members(design).items()):
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            package.writestr(info, content)


def _parts(design: Design) -> dict[str, _Part]:
    masters = {
        "slide": ("ppt/slideMasters/slideMaster1.xml", slide_master(design)),
        "notes": ("ppt/notesMasters/notesMaster1.xml", notes_master(design)),
        "handout": ("ppt/handoutMasters/handoutMaster1.xml", handout_master(design)),
    }
    layouts = {
        f"ppt/slideLayouts/slideLayout{number}.xml": slide_layout(layout, design)
        for number, layout in enumerate(design.layouts, start=1)
    }
    layout_targets = tuple((f"{_OFFICE}/slideLayout", name) for name in layouts)
    slide_master_name = masters["slide"][0]

    parts = {
        "docProps/app.xml": _Part(_app(), f"{_OPENXML}.extended-properties+xml"),
        "docProps/core.xml": _Part(
            _core(design), "application/vnd.openxmlformats-package.core-properties+xml"
        ),
        "ppt/presProps.xml": _Part(el("p:presentationPr"), f"{_PRESENTATIONML}.presProps+xml"),
        "ppt/viewProps.xml": _Part(_view(), f"{_PRESENTATIONML}.viewProps+xml"),
        "ppt/tableStyles.xml": _Part(table_styles(design), f"{_PRESENTATIONML}.tableStyles+xml"),
    }
    for number, (kind, (name, root)) in enumerate(masters.items(), start=1):
        theme_name = f"ppt/theme/theme{number}.xml"
        title = f"deckgen {design.name}" + ("" if kind == "slide" else f" {kind}")
        parts[theme_name] = _Part(theme(design, title), f"{_OPENXML}.theme+xml")
        targets = (*(layout_targets if kind == "slide" else ()), (f"{_OFFICE}/theme", theme_name))
        parts[name] = _Part(root, f"{_PRESENTATIONML}.{kind}Master+xml", targets)
    for name, root in layouts.items():
        parts[name] = _Part(
            root,
            f"{_PRESENTATIONML}.slideLayout+xml",
            ((f"{_OFFICE}/slideMaster", slide_master_name),),
        )
    parts["ppt/presentation.xml"] = _Part(
        _presentation(design),
        f"{_PRESENTATIONML}.presentation.main+xml",
        (
            *((f"{_OFFICE}/{kind}Master", name) for kind, (name, _) in masters.items()),
            (f"{_OFFICE}/presProps", "ppt/presProps.xml"),
            (f"{_OFFICE}/viewProps", "ppt/viewProps.xml"),
            (f"{_OFFICE}/theme", "ppt/theme/theme1.xml"),
            (f"{_OFFICE}/tableStyles", "ppt/tableStyles.xml"),
        ),
    )
    return parts


def _presentation(design: Design) -> Element:
    default = level_properties((Level(18),), STYLE_LEVELS, design.tints, "mn")
    centre = (SLIDE.width / 2,), (SLIDE.height / 2,)
    return el(
        "p:presentation",
        el("p:sldMasterIdLst", el("p:sldMasterId", id=_SLIDE_MASTER_ID, **{"r:id": "rId1"})),
        el("p:notesMasterIdLst", el("p:notesMasterId", **{"r:id": "rId2"})),
        el("p:handoutMasterIdLst", el("p:handoutMasterId", **{"r:id": "rId3"})),
        el("p:sldSz", cx=emu(SLIDE.width), cy=emu(SLIDE.height)),
        el("p:notesSz", cx=emu(PAGE.width), cy=emu(PAGE.height)),
        el("p:defaultTextStyle", el("a:defPPr", el("a:defRPr", lang=LANGUAGE)), *default),
        el("p:extLst", el("p:ext", guide_list(*centre, "A4A3A4"), uri=_PRESENTATION_GUIDES)),
        saveSubsetFonts=1,
        autoCompressPictures=0,
    )


def _view() -> Element:
    return el(
        "p:viewPr",
        el(
            "p:normalViewPr",
            el("p:restoredLeft", sz=15620),
            el("p:restoredTop", sz=80000),
        ),
        el(
            "p:slideViewPr",
            el(
                "p:cSldViewPr",
                el(
                    "p:cViewPr",
                    el("p:scale", el("a:sx", n=100, d=100), el("a:sy", n=100, d=100)),
                    el("p:origin", x=0, y=0),
                    varScale=1,
                ),
                el("p:guideLst"),
                snapToGrid=0,
                showGuides=0,
            ),
        ),
        el("p:gridSpacing", cx=76200, cy=76200),
    )


def _core(design: Design) -> Element:
    def date(name: str) -> Element:
        return text_el(f"dcterms:{name}", _DATE, **{"xsi:type": "dcterms:W3CDTF"})

    return el(
        "cp:coreProperties",
        text_el("dc:title", f"deckgen {design.name} template"),
        text_el("dc:creator", "deckgen"),
        text_el("cp:lastModifiedBy", "deckgen"),
        text_el("cp:revision", "1"),
        date("created"),
        date("modified"),
        text_el("dc:language", LANGUAGE),
    )


def _app() -> Element:
    return el(
        "ep:Properties",
        text_el("ep:Application", "deckgen"),
        text_el("ep:PresentationFormat", "Widescreen"),
        text_el("ep:Slides", "0"),
        text_el("ep:Notes", "0"),
        text_el("ep:HiddenSlides", "0"),
    )


def _content_types(parts: Mapping[str, _Part]) -> Element:
    return el(
        "ct:Types",
        el(
            "ct:Default",
            Extension="rels",
            ContentType="application/vnd.openxmlformats-package.relationships+xml",
        ),
        el("ct:Default", Extension="xml", ContentType="application/xml"),
        *(
            el("ct:Override", PartName=f"/{name}", ContentType=part.content_type)
            for name, part in sorted(parts.items())
        ),
    )


def _relationships(folder: str, targets: tuple[tuple[str, str], ...]) -> Element:
    return el(
        "pr:Relationships",
        *(
            el("pr:Relationship", Id=f"rId{number}", Type=kind, Target=relpath(name, folder or "."))
            for number, (kind, name) in enumerate(targets, start=1)
        ),
    )
