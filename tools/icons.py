"""Make src/deckgen/richtext/data/icons.txt from the npm package lucide-static 1.

    npm pack lucide-static@1
    tar -xzf lucide-static-1.*.tgz
    python tools/icons.py package

Lucide draws its icons (ISC licence, which is copied beside the file) as lines of one width on a
grid of 24 by 24. The file has a line for each of the icons in `_NAMES`: its name, a blank, and its
lines as one path in hundredths of that grid, of `M`, `L`, `C` and `Z` alone as DrawingML knows
them; arcs, circles and rectangles are Bézier curves there.
"""

from __future__ import annotations

import math
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

DATA = Path(__file__).parent.parent / "src" / "deckgen" / "richtext" / "data"

_NAMES = """
accessibility activity alarm-clock alarm-smoke ambulance anchor antenna apple archive arrow-down
arrow-left arrow-left-right arrow-right arrow-up arrow-up-right at-sign award baby badge-check
ban bandage banknote barcode battery-charging bed bed-double bell bike binoculars bone book
book-open box boxes brain briefcase briefcase-business briefcase-medical bug building building-2
bus calculator calendar calendar-check calendar-clock calendar-days camera car castle cctv
chart-area chart-bar chart-column chart-line chart-pie check church circle circle-alert
circle-check circle-dot circle-minus circle-play circle-plus circle-question-mark circle-user
circle-x clipboard clipboard-check clipboard-list clock cloud cloud-lightning cloud-rain
cloud-upload coffee coins compass construction contact cpu credit-card crosshair crown database
dna dog dollar-sign door-closed door-open download droplet droplets ear earth equal external-link
eye eye-off factory fence file file-check file-lock file-search file-text file-warning files
fingerprint fire-extinguisher fish flag flame folder folder-open footprints fuel funnel
gauge gavel gem gift git-branch glasses globe graduation-cap group hammer hand hand-coins
hand-heart hand-helping handshake hard-drive hard-hat hash headphones heart heart-handshake
heart-pulse helicopter history home hospital hotel hourglass house id-card image inbox info key
key-round landmark languages laptop layers leaf library life-buoy lightbulb link-2 list
list-checks list-ordered lock lock-open log-in log-out luggage mail mails map map-pin map-pinned
medal megaphone merge message-circle message-square messages-square mic microscope milestone
minus monitor moon mountain move music navigation network newspaper notebook-pen octagon-alert
package palette paw-print pen percent person-standing phone phone-call phone-incoming phone-off
piggy-bank pill pin plane plane-landing plane-takeoff play plug plus power presentation printer
puzzle qr-code quote radio radio-tower receipt recycle refresh-cw repeat rocket rotate-ccw
rotate-cw route satellite satellite-dish save scale scan scan-face school scissors scroll-text
search send server settings share-2 shield shield-alert shield-check shield-x ship shopping-cart
shower-head shuffle signature signpost siren sliders-horizontal smartphone snowflake speech split
sprout square square-check square-user stamp star stethoscope store sun sunrise syringe table
tablet tag target telescope tent test-tube thermometer thumbs-up ticket timer toilet traffic-cone
train-front trash-2 trees trending-down trending-up triangle-alert trophy truck tv umbrella
university user user-check user-minus user-plus user-round user-search user-x users users-round
utensils video virus volume-2 vote wallet warehouse waves waypoints wheat wifi wind workflow
wrench x zap
"""

Point = tuple[float, float]
Segment = tuple[str, tuple[float, ...]]
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """The commands of an SVG path, each with its numbers; flags of arcs may lack blanks."""
    at, letter = 0, ""
    path = path.replace(",", " ")
    while at < len(path):
        if path[at].isspace():
            at += 1
            continue
        if path[at].isalpha():
            letter, at = path[at], at + 1
        numbers: list[float] = []
        while len(numbers) < _COUNTS[letter.upper()]:
            flag = letter in "Aa" and len(numbers) in (3, 4)
            match = re.compile(r"\s*([01])" if flag else r"\s*(-?(?:\d*\.\d+|\d+))").match(path, at)
            assert match is not None, (path, at)
            numbers.append(float(match[1]))
            at = match.end()
        yield letter, numbers
        letter = {"M": "L", "m": "l"}.get(letter, letter)


def drawn(path: str) -> Iterator[Segment]:
    """An SVG path as absolute lines and cubic curves."""
    x = y = start_x = start_y = 0.0
    control: Point | None = None
    for letter, n in commands(path):
        kind, relative = letter.upper(), letter.islower()
        dx, dy = (x, y) if relative else (0.0, 0.0)
        before, control = control, None
        if kind == "Z":
            yield "Z", ()
            x, y = start_x, start_y
        elif kind in "ML":
            x, y = n[0] + dx, n[1] + dy
            if kind == "M":
                start_x, start_y = x, y
            yield kind, (x, y)
        elif kind in "HV":
            x, y = (n[0] + dx, y) if kind == "H" else (x, n[0] + dy)
            yield "L", (x, y)
        elif kind in "CSQT":
            points = [value + (dx, dy)[i % 2] for i, value in enumerate(n)]
            if kind in "ST":
                points[:0] = (2 * x - before[0], 2 * y - before[1]) if before else (x, y)
            control = (points[-4], points[-3])
            if kind in "QT":
                points[:2] = (*_third(control, (x, y)), *_third(control, (points[2], points[3])))
            yield "C", tuple(points)
            x, y = points[-2:]
        elif kind == "A":
            end = (n[5] + dx, n[6] + dy)
            yield from arc((x, y), n[0], n[1], n[2], bool(n[3]), bool(n[4]), end)
            x, y = end


def _third(control: Point, end: Point) -> Point:
    """A control point of a cubic curve, from the one and an end of a quadratic curve."""
    return end[0] + (control[0] - end[0]) * 2 / 3, end[1] + (control[1] - end[1]) * 2 / 3


def arc(
    start: Point, rx: float, ry: float, turn: float, large: bool, sweep: bool, end: Point
) -> Iterator[Segment]:
    """An elliptical arc as curves of at most a quarter turn (SVG 1.1, F.6.5)."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    hx, hy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    px, py = cos * hx + sin * hy, -sin * hx + cos * hy
    grow = math.sqrt(max((px / rx) ** 2 + (py / ry) ** 2, 1))
    rx, ry = rx * grow, ry * grow
    whole = (rx * py) ** 2 + (ry * px) ** 2
    root = math.sqrt(max((rx * ry) ** 2 / whole - 1, 0)) * (-1 if large == sweep else 1)
    cx, cy = root * rx * py / ry, -root * ry * px / rx
    first = math.atan2((py - cy) / ry, (px - cx) / rx)
    swept = (math.atan2((-py - cy) / ry, (-px - cx) / rx) - first) % (2 * math.pi)
    swept = swept if sweep else swept - 2 * math.pi
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)

    def at(x: float, y: float) -> Point:
        x, y = cx + rx * x, cy + ry * y
        return cos * x - sin * y + middle[0], sin * x + cos * y + middle[1]

    parts = max(math.ceil(abs(swept) / (math.pi / 2) - 1e-6), 1)
    step = swept / parts
    reach = 4 / 3 * math.tan(step / 4)
    for part in range(parts):
        a, b = first + part * step, first + (part + 1) * step
        one = at(math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a))
        two = at(math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b))
        yield "C", (*one, *two, *at(math.cos(b), math.sin(b)))


def as_path(kind: str, about: dict[str, str]) -> str:
    """An element of an SVG as the data of a path."""
    n = {key: float(value) for key, value in about.items() if re.fullmatch(r"-?[\d.]+", value)}
    if kind == "path":
        return about["d"]
    if kind in ("circle", "ellipse"):
        rx, ry = n.get("rx", n.get("r", 0)), n.get("ry", n.get("r", 0))
        half = f"A{rx} {ry} 0 0 1"
        return f"M{n['cx'] - rx} {n['cy']}{half} {n['cx'] + rx} {n['cy']}{half} " + (
            f"{n['cx'] - rx} {n['cy']}Z"
        )
    if kind == "line":
        return f"M{n['x1']} {n['y1']}L{n['x2']} {n['y2']}"
    if kind == "rect":
        x, y, w, h = n.get("x", 0), n.get("y", 0), n["width"], n["height"]
        r = n.get("rx", n.get("ry", 0))
        if not r:
            return f"M{x} {y}H{x + w}V{y + h}H{x}Z"
        turn = f"A{r} {r} 0 0 1"
        return (
            f"M{x + r} {y}H{x + w - r}{turn} {x + w} {y + r}V{y + h - r}{turn} {x + w - r} {y + h}"
            f"H{x + r}{turn} {x} {y + h - r}V{y + r}{turn} {x + r} {y}Z"
        )
    points = " ".join(about["points"].replace(",", " ").split())
    return f"M{points}" + ("Z" if kind == "polygon" else "")


def written(segments: Iterable[Segment]) -> str:
    """Segments as the data file has them."""
    return "".join(
        kind + " ".join(str(round(value * 100)) for value in numbers) for kind, numbers in segments
    )


def main(package: Path) -> None:
    rows, names = [], sorted(_NAMES.split())
    for name in names:
        drawing = etree.parse(package / "icons" / f"{name}.svg").getroot()
        shapes = ((etree.QName(node).localname, dict(node.attrib)) for node in drawing)
        paths = (written(drawn(as_path(kind, about))) for kind, about in shapes)
        rows.append(f"{name} {''.join(paths)}\n")
    DATA.mkdir(exist_ok=True)
    (DATA / "icons.txt").write_text("".join(rows), encoding="ascii")
    shutil.copyfile(package / "LICENSE", DATA / "LICENCE.txt")
    print(f"{len(names)} icons")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
