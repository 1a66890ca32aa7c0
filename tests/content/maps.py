"""Maps for property tests: any names, any choices, places within a few basemaps."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from deckgen.content.map import Map, model
from deckgen.content.map.model import (
    AUTO,
    HIDDEN,
    Basemap,
    Granularity,
    HighlightedArea,
    LabelMode,
    LabelOverride,
    MapModel,
    MapRoute,
    Point,
    Region,
    RegionColor,
    Shades,
)
from deckgen.geo.labels import LabelSide, Offset
from tests.support.strategies import lines


@dataclass(frozen=True, slots=True)
class Land:
    """A basemap, and a range of latitudes and longitudes that all lie on its map."""

    basemap: Basemap
    lats: tuple[float, float]
    lons: tuple[float, float]
    of: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


LANDS = (
    Land(Basemap.STATES, (35, 45), (-115, -80)),
    Land(Basemap.STATES, (35, 45), (-115, -80), of=model.contiguous()),
    Land(Basemap.STATES, (37.5, 39.5), (-101, -91), of=("KS", "MO")),
    Land(Basemap.STATES, (32, 36), (-105, -92), only=("05", "35", "40", "48")),
    Land(Basemap.COUNTIES, (37.5, 39.5), (-94, -91), of=("MO",)),
    Land(Basemap.COUNTIES, (37.3, 38.9), (-93.3, -92.3), only=("29019", "29051", "29077")),
)

names = lines.map(lambda text: " ".join(text.split())).filter(bool)
_places = st.one_of(
    st.none(),
    st.sampled_from(list(LabelSide)),
    st.builds(
        Offset,
        st.integers(-300, 300).map(lambda tenths: tenths / 10),
        st.integers(-300, 300).map(lambda tenths: tenths / 10),
    ),
)
_overrides = st.one_of(
    st.just(AUTO), st.just(HIDDEN), st.builds(LabelOverride, _places, st.one_of(st.just(""), names))
)
_colors = st.one_of(
    st.none(),
    st.builds(
        RegionColor,
        st.sampled_from(["accent1", "accent5", "tx2"]),
        st.one_of(st.just(100), st.integers(1, 99)),
    ),
)
_amounts = st.decimals(-10_000_000, 10_000_000, places=3)
_codes = st.sampled_from(["", "", "IWA", "MIA", "SAT"])


@st.composite
def models(draw: st.DrawFn) -> MapModel:
    """Maps in the form that equal maps have."""
    land = draw(st.sampled_from(LANDS))
    bare = MapModel(land.basemap, Granularity.AREAS, of=land.of, only=land.only)
    codes = [area.fips for area in model.areas_of(bare)]
    chosen = draw(st.lists(st.sampled_from(codes), unique=True, max_size=6))
    called = draw(st.lists(names, unique_by=str.casefold, max_size=5))
    split = draw(st.integers(0, len(called)))
    points = tuple(
        Point(
            name,
            draw(st.floats(*land.lats)),
            draw(st.floats(*land.lons)),
            draw(_codes),
            draw(st.booleans()),
            draw(_overrides),
        )
        for name in called[:split]
    )
    share = draw(st.integers(0, len(chosen)))
    regions: dict[str, list[str]] = {}
    if called[split:]:
        for code in chosen[:share]:
            regions.setdefault(draw(st.sampled_from(called[split:])), []).append(code)
    pairs = [(a.name, b.name) for a in points for b in points if a is not b]
    routes = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)) if pairs else []
    shades = None
    if not regions and draw(st.booleans()):
        valued = chosen[:share] or codes[:1]
        shades = Shades(
            tuple((code, draw(_amounts)) for code in valued),
            draw(st.integers(2, 7)),
            draw(st.booleans()),
            draw(st.sampled_from(["accent1", "accent3"])),
            draw(st.sampled_from(["", "", "0.0%", '#,##0" "0'])),
        )
        chosen = [code for code in chosen if code not in valued]
        share = 0
    return MapModel(
        land.basemap,
        draw(st.sampled_from(list(Granularity))),
        of=land.of,
        only=land.only,
        points=points,
        routes=tuple(MapRoute(*pair) for pair in routes),
        regions=tuple(
            Region(name, tuple(members), draw(_overrides), draw(_colors))
            for name, members in regions.items()
        ),
        highlights=tuple(HighlightedArea(code, draw(_overrides)) for code in chosen[share:]),
        shades=shades,
        label=draw(st.sampled_from(list(LabelMode))),
        arrows=draw(st.booleans()),
        legend=draw(st.booleans()),
        legend_title=draw(st.one_of(st.just(""), names)),
        alt=draw(st.one_of(st.just(""), names)),
    )


maps = models().map(Map)
