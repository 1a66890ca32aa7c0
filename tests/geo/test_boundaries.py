"""tools/boundaries.py on a small topology."""

import gzip
import json
from array import array
from typing import Any

from tools import boundaries

# Two squares side by side, of one degree each, with a sliver and a line that runs out and back.
SQUARES: dict[str, Any] = {
    "transform": {"scale": [0.5, 0.5], "translate": [-100, 40]},
    "arcs": [
        [[2, 0], [0, 2]],  # 0 the border between the two
        [[2, 2], [-2, 0], [0, -2], [2, 0]],  # 1 round the western one
        [[2, 2], [1, 0], [0, 0], [1, 0], [0, -2], [-2, 0]],  # 2 round the eastern one
        [[2, 2], [0, 1]],  # 3 a line out and back
        [[0, 0], [0, 0]],  # 4 a point
        [[558, 0], [2, 0], [0, 2], [-2, -2]],  # 5 an island beyond the 180th meridian
    ],
    "objects": {
        "states": {
            "geometries": [
                {"id": fips, "type": "Polygon", "properties": {"name": f"State {fips}"}, "arcs": []}
                for fips in boundaries.POSTAL
            ]
        },
        "counties": {
            "geometries": [
                {
                    "id": "29510",
                    "type": "MultiPolygon",
                    "properties": {"name": "East"},
                    "arcs": [[[3, ~3, 2, 0]], [[4]], [[5]]],
                },
                {
                    "id": "22001",
                    "type": "Polygon",
                    "properties": {"name": "West"},
                    "arcs": [[1, ~0]],
                },
                {"id": "51600", "type": "Polygon", "properties": {"name": "Dot"}, "arcs": [[4]]},
            ]
        },
    },
}


def test_an_extract_keeps_what_is_shared() -> None:
    content, _ = boundaries.extract(SQUARES, "counties")
    assert content["fips"] == ["22001", "29510", "51600"]
    assert content["names"] == ["West", "East", "Dot"]
    assert content["full_names"] == ["West Parish", "East city", "Dot city"]
    assert content["polygons"] == ["[[[0,-2]]]", "[[[2,1]],[[3]]]", "[[[4]]]"]
    assert content["edition"] == 2017
    assert content["states"]["29"] == ["MO", "State 29"]


def test_vertices_are_thousandths_of_a_degree() -> None:
    content, arcs = boundaries.extract(SQUARES, "counties")
    assert arcs[0] == [(-99000, 41000), (-100000, 41000), (-100000, 40000), (-99000, 40000)]
    assert arcs[3][:2] == [(-181000, 40000), (-180000, 40000)]
    assert arcs[4] == [(-100000, 40000)] * 2  # a point: both its ends
    assert content["arcs"] == [len(arc) for arc in arcs] == [4, 2, 5, 4, 2]


def test_the_ends_of_an_arc_have_a_rank_above_all_others() -> None:
    _, arcs = boundaries.extract(SQUARES, "counties")
    ranks = [boundaries.ranks(arc) for arc in arcs]
    assert ranks[1] == ranks[4] == "~~"
    assert all(set(rank[1:-1]).isdisjoint("~") for rank in ranks)
    assert min(ranks[2]) == ranks[2][1]  # the one in the middle of a straight side


def test_a_file_is_the_same_each_time() -> None:
    content, arcs = boundaries.extract(SQUARES, "counties")
    packed = boundaries.pack(content, arcs)
    assert packed == boundaries.pack(*boundaries.extract(SQUARES, "counties"))
    head, _, columns = gzip.decompress(packed).partition(b"\n")
    assert json.loads(head) == content
    vertices = [vertex for arc in arcs for vertex in arc]
    places = array("i", [lon for lon, _ in vertices] + [lat for _, lat in vertices])
    assert columns[: len(places) * 4] == places.tobytes()  # as on this machine: the lowest first
    assert len(columns) == 9 * len(vertices)
