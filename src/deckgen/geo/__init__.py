"""Map geometry: boundaries, projections and label placement, in points on the page.

    counties = atlas.counties()
    drawn = drawing.draw(counties, counties.within("MO"), PageBox(*slot.box.points))
    drawn.shapes["29189"].rings                     # St. Louis County
    drawn.frame.locate(LatLon(37.2090, -93.2923))   # Springfield
    placing.place_labels(labels, box, measure)

Nothing here depends on slides or on other parts of deckgen; the only state is the boundaries, which
are read once.
"""

from __future__ import annotations
