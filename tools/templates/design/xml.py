"""Elements by prefixed name, and their canonical bytes."""

from lxml import etree

NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "ep": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "p15": "http://schemas.microsoft.com/office/powerpoint/2012/main",
    "pr": "http://schemas.openxmlformats.org/package/2006/relationships",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
UNPREFIXED = {"ct", "ep", "pr"}  # vocabularies that are written with a default namespace

Element = etree._Element  # noqa: SLF001  lxml has no public name for the type

_EMU = 914400


def emu(inches: float) -> int:
    """Inches as English Metric Units."""
    return round(inches * _EMU)


def qualified(name: str) -> str:
    """`p:sp` as the name with its namespace that lxml takes."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def el(name: str, /, *children: Element | None, **attributes: str | int) -> Element:
    """An element; a child that is None is left out. Prefixed attributes come by `**{...}`."""
    prefix = name.split(":")[0]
    declared = {None if prefix in UNPREFIXED else prefix: NAMESPACES[prefix]}
    # lxml takes None for the default namespace; its stubs do not know.
    element = etree.Element(qualified(name), nsmap=declared)  # type: ignore[arg-type]
    for key, value in attributes.items():
        element.set(qualified(key) if ":" in key else key, str(value))
    element.extend([child for child in children if child is not None])
    return element


def text_el(name: str, text: str, /, **attributes: str | int) -> Element:
    """An element that holds text alone."""
    element = el(name, **attributes)
    element.text = text
    return element


def to_bytes(root: Element) -> bytes:
    """The element as a standalone XML part, namespaces declared once, at the top where shared."""
    shared = ("a", "r", "p") if root.prefix == "p" else ()
    top = {prefix: NAMESPACES[prefix] for prefix in shared}
    etree.cleanup_namespaces(root, top_nsmap=top, keep_ns_prefixes=shared)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
