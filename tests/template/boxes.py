"""What every layout of the briefing holds: a slot's name, type, idx and box (x y w h, inches).

A line that only names `Title`, `Kicker`, `Source` or `Footers` is the one that most layouts share.
"""

from dataclasses import dataclass

TABLE = """
== Title Slide
Title | CENTER_TITLE | 0 | 0.75 2.05 7.81 2.35
Subtitle | SUBTITLE | 1 | 0.75 4.55 6.80 0.90
Presenter and office | BODY | 13 | 0.75 6.35 7.81 0.62
== Title and Content
Title
Kicker
Content | OBJECT | 1 | 0.75 1.70 11.83 4.72
Source
Footers
== Section Header
Title | TITLE | 0 | 0.75 2.30 7.81 1.70
Text | BODY | 1 | 0.75 4.15 6.80 1.30
Footers
== Two Content
Title
Kicker
Content 1 | OBJECT | 1 | 0.75 1.70 5.79 4.72
Content 2 | OBJECT | 2 | 6.79 1.70 5.79 4.72
Source
Footers
== Comparison
Title
Kicker
Heading 1 | BODY | 1 | 0.75 1.70 5.79 0.40
Content 1 | OBJECT | 2 | 0.75 2.25 5.79 4.17
Heading 2 | BODY | 3 | 6.79 1.70 5.79 0.40
Content 2 | OBJECT | 4 | 6.79 2.25 5.79 4.17
Source
Footers
== Title Only
Title
Kicker
Source
Footers
== Blank
Footers
== Content with Caption
Title
Kicker
Content | OBJECT | 1 | 0.75 1.70 7.81 4.72
Caption | BODY | 2 | 8.91 1.70 3.68 4.72
Source
Footers
== Picture with Caption
Title
Kicker
Picture | PICTURE | 1 | 0.75 1.70 7.81 4.72
Caption | BODY | 2 | 8.91 1.70 3.68 4.72
Source
Footers
== Statement
Title | TITLE | 0 | 0.75 0.62 8.81 0.60
Statement | BODY | 1 | 0.75 1.50 9.82 3.90
Source
Footers
== Chart and Points
Title
Kicker
Chart | CHART | 1 | 0.75 1.70 7.81 4.72
Points | BODY | 2 | 9.01 1.70 3.58 4.72
Source
Footers
== Table
Title
Kicker
Table | TABLE | 1 | 0.75 1.70 11.83 4.72
Source
Footers
== Map and List
Title
Kicker
Map | OBJECT | 1 | 0.75 1.60 7.91 4.82
List | BODY | 2 | 9.16 1.60 3.43 4.82
Source
Footers
== Map
Title
Kicker
Map | OBJECT | 1 | 0.75 1.58 11.83 4.84
Source
Footers
== Seven Figures
Title
Kicker
Figure 1 | BODY | 31 | 0.750 1.700 5.792 2.100
Figure 2 | BODY | 32 | 6.792 1.730 2.771 2.070
Figure 3 | BODY | 33 | 9.813 1.730 2.771 2.070
Figure 4 | BODY | 34 | 0.750 3.970 2.771 1.510
Figure 5 | BODY | 35 | 3.771 3.970 2.771 1.510
Figure 6 | BODY | 36 | 6.792 3.970 2.771 1.510
Figure 7 | BODY | 37 | 9.813 3.970 2.771 1.510
Text | BODY | 38 | 0.75 5.62 11.83 0.80
Source
Footers
== Four Figures and Content
Title
Kicker
Figure 1 | BODY | 31 | 0.75 1.82 2.72 1.80
Figure 2 | BODY | 32 | 3.77 1.82 2.72 1.80
Figure 3 | BODY | 33 | 6.79 1.82 2.72 1.80
Figure 4 | BODY | 34 | 9.81 1.82 2.72 1.80
Content | OBJECT | 1 | 0.75 3.85 11.83 2.57
Source
Footers
== Three Cards and Strip
Title
Kicker
Card 1 | BODY | 31 | 0.75 1.77 3.78 3.00
Card 2 | BODY | 32 | 4.78 1.77 3.78 3.00
Card 3 | BODY | 33 | 8.81 1.77 3.78 3.00
Strip | BODY | 34 | 0.75 5.05 11.83 1.20
Source
Footers
== Two-Column List
Title
Kicker
List 1 | BODY | 1 | 0.75 1.78 5.69 4.64
List 2 | BODY | 2 | 6.79 1.78 5.69 4.64
Source
Footers
== Three-Column List
Title
Kicker
List 1 | BODY | 1 | 0.75 1.78 3.68 4.64
List 2 | BODY | 2 | 4.78 1.78 3.68 4.64
List 3 | BODY | 3 | 8.81 1.78 3.68 4.64
Source
Footers
"""

SHARED = """
Title | TITLE | 0 | 0.75 0.62 11.83 0.98
Kicker | BODY | 20 | 0.75 0.30 8.81 0.28
Source | BODY | 21 | 0.75 6.52 11.83 0.32
Date | DATE | 10 | 8.81 7.02 2.77 0.28
Footer | FOOTER | 11 | 0.75 7.02 7.81 0.28
Slide Number | SLIDE_NUMBER | 12 | 11.83 7.02 0.76 0.28
"""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    kind: str
    idx: int
    box: tuple[float, ...]


def _row(line: str) -> Row:
    name, kind, idx, box = (part.strip() for part in line.split("|"))
    return Row(name, kind, int(idx), tuple(float(inches) for inches in box.split()))


def layouts() -> dict[str, list[Row]]:
    """The rows of each layout by its name, in reading order."""
    shared = {row.name: row for row in map(_row, SHARED.strip().splitlines())}
    footers = [shared[name] for name in ("Date", "Footer", "Slide Number")]
    found: dict[str, list[Row]] = {}
    for line in TABLE.strip().splitlines():
        if line.startswith("== "):
            rows = found.setdefault(line.removeprefix("== "), [])
        elif line == "Footers":
            rows.extend(footers)
        else:
            rows.append(shared[line] if line in shared else _row(line))
    return found
