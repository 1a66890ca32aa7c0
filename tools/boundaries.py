"""Make the boundary files under src/deckgen/geo/data/ from the npm package us-atlas 3.

    npm pack us-atlas@3
    tar -xzf us-atlas-3.*.tgz
    python tools/boundaries.py package

The package holds the Census Bureau's cartographic boundaries of 2017 as TopoJSON. The extract keeps
their arcs, so neighbours go on sharing their borders, and changes this:

- Vertices are whole thousandths of a degree (some 100 m), in steps from one to the next. Places
  east of the 180th meridian, the last of the Aleutians, continue westwards: 179 east is -181.
- Each vertex between an arc's ends has a rank from 0 to z, from its weight by Visvalingam's
  method on the map's own projection, so that a map is thinned to its size in no time.
- Slivers go: pieces and holes that are a point or a line, and lines that run out and back.
- Counties have their kind (county, parish, census area, ...), which the package leaves out, and
  the states have their postal codes.

A file, packed with gzip, is a line of JSON and after it three columns:

    {"edition": 2017, "states": {FIPS: [postal code, name]},
     "fips": [of each area, ...], "names": [...], "full_names": [... with the kind, ...],
     "polygons": ["[[ring, hole, ...], ...]", ...], "arcs": [number of vertices, ...]}
    the longitude of every vertex, of every arc in turn, in four bytes, the lowest first
    the latitude of each, likewise
    the rank of each, one byte; that of an arc's ends is `~`

with rings as in TopoJSON: numbers of arcs, `~i` for arc `i` backwards. They are JSON in a text, as
only those of the areas that a map draws are read.
"""

from __future__ import annotations

import gzip
import json
import struct
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

from deckgen.geo.atlas import DEGREE, END, rank
from deckgen.geo.drawing import UNITED_STATES, Albers, Extent, LatLon, weights

EDITION = 2017
DATA = Path(__file__).parent.parent / "src" / "deckgen" / "geo" / "data"

STATES = """
01 AL 02 AK 04 AZ 05 AR 06 CA 08 CO 09 CT 10 DE 11 DC 12 FL 13 GA 15 HI 16 ID 17 IL 18 IN 19 IA
20 KS 21 KY 22 LA 23 ME 24 MD 25 MA 26 MI 27 MN 28 MS 29 MO 30 MT 31 NE 32 NV 33 NH 34 NJ 35 NM
36 NY 37 NC 38 ND 39 OH 40 OK 41 OR 42 PA 44 RI 45 SC 46 SD 47 TN 48 TX 49 UT 50 VT 51 VA 53 WA
54 WV 55 WI 56 WY 60 AS 66 GU 69 MP 72 PR 78 VI
"""
POSTAL = dict(zip(STATES.split()[::2], STATES.split()[1::2], strict=True))

# The legal or statistical description of each county equivalent, from the Census Bureau's lists.
KIND_BY_STATE = {
    "22": "Parish",
    "60": "District",
    "69": "Municipality",
    "72": "Municipio",
    "78": "Island",
}
KIND_BY_COUNTY = {
    "Borough": """
        02013 02060 02068 02090 02100 02122 02130 02150 02164 02170 02185 02188 02195
    """,
    "Census Area": "02016 02050 02070 02105 02158 02180 02198 02240 02261 02290",
    "City and Borough": "02110 02220 02275 02282",
    "Municipality": "02020 02230",
    "city": "24510 29510",
    "": "11001 32510 66010 69085",
}
KINDS = {fips: kind for kind, codes in KIND_BY_COUNTY.items() for fips in codes.split()}

Vertices = list[tuple[int, int]]


def kind(fips: str) -> str:
    """What follows an area's name in full; the independent cities of Virginia count from 510."""
    if len(fips) == 2:
        return ""
    if fips.startswith("51") and fips >= "51510":
        return "city"
    return KINDS.get(fips, KIND_BY_STATE.get(fips[:2], "County"))


def read_arcs(topology: dict[str, Any]) -> list[Vertices]:
    """The arcs in thousandths of a degree, without vertices that repeat the one before."""
    scale_x, scale_y = topology["transform"]["scale"]
    shift_x, shift_y = topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        vertices: Vertices = []
        for x, y in zip(*(accumulate(axis) for axis in zip(*steps, strict=True)), strict=True):
            lon, lat = x * scale_x + shift_x, y * scale_y + shift_y
            vertex = (round(DEGREE * (lon - 360 if lon > 0 else lon)), round(DEGREE * lat))
            if vertex not in vertices[-1:]:
                vertices.append(vertex)
        arcs.append(vertices)
    return arcs


def tidy(ring: list[int], arcs: list[Vertices]) -> list[int]:
    """The ring without arcs that are a point, and without those taken out and straight back."""
    kept: list[int] = []
    for reference in ring:
        if kept and kept[-1] == ~reference:
            kept.pop()
        elif len(arcs[reference if reference >= 0 else ~reference]) > 1:
            kept.append(reference)
    while len(kept) > 1 and kept[0] == ~kept[-1]:
        kept = kept[1:-1]
    return kept


def tidy_area(polygons: list[list[list[int]]], arcs: list[Vertices]) -> list[list[list[int]]]:
    """The pieces and holes with some area; all as they were when that leaves nothing."""
    tidied = [[tidy(ring, arcs) for ring in polygon] for polygon in polygons]
    return [list(filter(None, polygon)) for polygon in tidied if polygon[0]] or polygons


def ranks(vertices: Vertices) -> str:
    """The ranks of an arc's vertices, weighed where the map will draw them."""
    lons, lats = ([value / DEGREE for value in axis] for axis in zip(*vertices, strict=True))
    panel = UNITED_STATES.panel(LatLon(lats[0], lons[0]))
    conic = panel.conic if panel else Albers.fitted(Extent.around(lons, lats))
    between = weights(conic.project(lons, lats))[1:-1]
    return END + "".join(map(rank, between)) + END


def extract(topology: dict[str, Any], layer: str) -> tuple[dict[str, Any], list[Vertices]]:
    """A file's line of JSON, and its arcs, from one layer (`states`, `counties`) of the topology.

    An arc that is a point has it twice, as it has two ends.
    """
    arcs = read_arcs(topology)
    names = {area["id"]: area["properties"]["name"] for area in states_of(topology)}
    numbers: dict[int, int] = {}

    def renumbered(reference: int) -> int:
        old = reference if reference >= 0 else ~reference
        new = numbers.setdefault(old, len(numbers))
        return new if reference >= 0 else ~new

    areas = sorted(topology["objects"][layer]["geometries"], key=lambda area: area["id"])
    polygons = []
    for area in areas:
        pieces = area["arcs"] if area["type"] == "MultiPolygon" else [area["arcs"]]
        polygons.append(
            [
                [[renumbered(reference) for reference in ring] for ring in polygon]
                for polygon in tidy_area(pieces, arcs)
            ]
        )
    kept = [arcs[old] if len(arcs[old]) > 1 else arcs[old] * 2 for old in numbers]
    shown = [area["properties"]["name"] for area in areas]
    kinds = [kind(area["id"]) for area in areas]
    head = {
        "edition": EDITION,
        "states": {fips: [postal, names[fips]] for fips, postal in sorted(POSTAL.items())},
        "fips": [area["id"] for area in areas],
        "names": shown,
        "full_names": [f"{name} {kind}".strip() for name, kind in zip(shown, kinds, strict=True)],
        "polygons": [text_of(pieces) for pieces in polygons],
        "arcs": list(map(len, kept)),
    }
    return head, kept


def states_of(topology: dict[str, Any]) -> list[dict[str, Any]]:
    return topology["objects"]["states"]["geometries"]


def text_of(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pack(head: dict[str, Any], arcs: list[Vertices]) -> bytes:
    """The file's bytes: the same for the same content, with no date inside."""
    lons, lats = ([vertex[axis] for arc in arcs for vertex in arc] for axis in (0, 1))
    columns = struct.pack(f"<{len(lons) + len(lats)}i", *lons, *lats)
    line = text_of(head).encode()
    return gzip.compress(line + b"\n" + columns + "".join(map(ranks, arcs)).encode(), mtime=0)


def main(package: Path) -> None:
    for layer in ("states", "counties"):
        source = json.loads((package / f"{layer}-10m.json").read_text(encoding="utf-8"))
        packed = pack(*extract(source, layer))
        (DATA / f"{layer}.gz").write_bytes(packed)
        print(f"{layer}.gz: {len(packed):,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
