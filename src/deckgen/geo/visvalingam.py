"""How much each vertex of a line matters.

M. Visvalingam and J. D. Whyatt, Line generalisation by repeated elimination of points,
The Cartographic Journal 30 (1993). A vertex weighs as much as the triangle which it makes with its
neighbours once all lighter vertices are gone. The weights do not depend on a tolerance, so the
boundary files carry them, and thinning a line for a given size on the page is one comparison a
vertex.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import inf

Vertex = tuple[float, float]


def weights(line: Sequence[Vertex]) -> list[float]:
    """The weight of each vertex, in the square of the line's unit; the two ends weigh infinity.

    Dropping all vertices below a weight gives what the algorithm leaves at that tolerance.
    """
    last = len(line) - 1
    result = [inf] * len(line)
    before = list(range(-1, last))
    after = list(range(1, last + 2))

    def triangle(i: int) -> float:
        (x1, y1), (x2, y2), (x3, y3) = line[before[i]], line[i], line[after[i]]
        return abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) / 2

    current = [inf] * len(line)
    heap = []
    for i in range(1, last):
        current[i] = triangle(i)
        heap.append((current[i], i))
    heapify(heap)
    heaviest = 0.0
    while heap:
        area, i = heappop(heap)
        if result[i] != inf or area != current[i]:
            continue
        # A vertex never weighs less than one that went before it, so that levels nest.
        heaviest = max(heaviest, area)
        result[i] = heaviest
        previous, following = before[i], after[i]
        after[previous], before[following] = following, previous
        for j in (previous, following):
            if 0 < j < last:
                current[j] = triangle(j)
                heappush(heap, (current[j], j))
    return result
