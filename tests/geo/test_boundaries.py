"""tools/boundaries.py on a small topology."""

import gzip
import json
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
    content = boundaries.extract(SQUARES, "counties")
    west, east, dot = content["areas"]
    assert west == ["22001", "West", "Parish", [[[0, ~1]]]]
    assert east == ["29510", "East", "city", [[[2, 1]], [[3]]]]
    assert dot[2:] == ["city", [[[4]]]]
    assert content["edition"] == 2017
    assert content["states"]["29"] == ["MO", "State 29"]


def test_vertices_are_steps_in_thousandths_of_a_degree() -> None:
    arcs = boundaries.extract(SQUARES, "counties")["arcs"]
    assert arcs[0][0] == "-99000 41000 -1000 0 0 -1000 1000 0"
    assert arcs[2][0] == "-99000 41000 500 0 500 0 0 -1000 -1000 0"
    assert arcs[3][0] == "-181000 40000 1000 0 0 1000 -1000 -1000"
    assert [len(ranks) for _, ranks in arcs] == [2, 0, 3, 2, 0]
    assert min(arcs[2][1]) == arcs[2][1][0]  # the one in the middle of a straight side


def test_a_file_is_the_same_each_time() -> None:
    content = boundaries.extract(SQUARES, "counties")
    packed = boundaries.pack(content)
    assert packed == boundaries.pack(boundaries.extract(SQUARES, "counties"))
    assert json.loads(gzip.decompress(packed)) == json.loads(json.dumps(content))
