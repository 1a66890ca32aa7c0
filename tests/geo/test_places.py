"""content/places.csv against the boundaries."""

import csv
import re

from deckgen.geo import PageBox, nearest_on, sides
from deckgen.geo.atlas import states
from deckgen.geo.drawing import LatLon, draw
from tests.support.cases import every_case
from tests.support.paths import ROOT

with (ROOT / "content/places.csv").open(encoding="utf-8", newline="") as file:
    PLACES = list(csv.DictReader(file))

FIELD_OFFICES = """
Atlanta, Baltimore, Boston, Buffalo, Chicago, Dallas, Denver, Detroit, El Paso, Houston,
Los Angeles, Miami, Newark, New Orleans, New York City, Philadelphia, Phoenix, Saint Paul,
Salt Lake City, San Antonio, San Diego, San Francisco, Seattle, Washington
"""


def test_the_table_is_in_order() -> None:
    assert list(PLACES[0]) == ["name", "iata", "lat", "lon"]
    names = [place["name"] for place in PLACES]
    assert names == sorted(set(names))
    codes = [place["iata"] for place in PLACES if place["iata"]]
    assert len(codes) == len(set(codes))


def test_the_24_field_offices_are_there() -> None:
    cities = {place["name"].rsplit(",", 1)[0] for place in PLACES}
    wanted = {name.strip() for name in FIELD_OFFICES.replace("\n", " ").split(",")}
    assert len(wanted) == 24
    assert wanted <= cities


def test_the_five_airports_are_there() -> None:
    airports = {place["name"]: place["iata"] for place in PLACES if place["iata"]}
    assert airports == {
        "Alexandria, LA": "AEX",
        "Brownsville, TX": "BRO",
        "Mesa, AZ": "IWA",
        "Miami, FL": "MIA",
        "San Antonio, TX": "SAT",
    }


@every_case("place", PLACES, ids=[place["name"] for place in PLACES])
def test_a_place_lies_in_its_state(place: dict[str, str]) -> None:
    assert re.fullmatch(r"[^,]+, [A-Z]{2}", place["name"])
    assert re.fullmatch(r"[A-Z]{3}|", place["iata"])
    assert all(re.fullmatch(r"-?\d+\.\d{4}", place[axis]) for axis in ("lat", "lon"))
    atlas = states()
    state = next(area for area in atlas.areas.values() if area.state == place["name"][-2:])
    drawing = draw(atlas, [state], PageBox(0, 0, 900, 900), tolerance=0.1)
    point = drawing.frame.locate(LatLon(float(place["lat"]), float(place["lon"])))
    assert point is not None
    shape = drawing.shapes[state.fips]
    # On a shore or a river the drawn boundary may be a few kilometres off.
    away = (
        min(
            (
                (near[0] - point[0]) ** 2 + (near[1] - point[1]) ** 2
                for ring in shape.rings
                for side in sides(ring)
                for near in [nearest_on(*side, point)]
            ),
        )
        ** 0.5
    )
    assert shape.holds(point) or away / drawing.frame.scale < 3
