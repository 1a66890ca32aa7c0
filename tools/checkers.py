"""Writes docs/checkers.md: what three checkers find of the faults that the tests seed.

    python tools/checkers.py PPTLINT

PPTLINT is the program of that name (version 1.3.2 was compared), in an environment of its own.
deckgen runs here. PowerPoint was not at hand: its column is what its documentation says.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.checks.sound import codes, sound  # noqa: E402 - the tests are beside the tools
from tests.checks.test_rules import SEEDS  # noqa: E402

_PARTLY = "documented; reportedly not, as the box has no fill of its own"
_UNSAID = "documented for text; not said of charts and tables"
_POWERPOINT = {
    "TITLE-PH": "yes",
    "TITLE-MISSING": "yes",
    "TITLE-DUP": "yes",
    "ALT-MISSING": "yes",
    "TABLE-HEAD": "yes",
    "TABLE-MERGE": "yes",
    "ORDER": "asks to look at the order",
    "ORDER-TITLE": "asks to look at the order",
    "SEC-NAME": "yes",
    "SEC-DUP": "yes",
    "CAPTIONS": "yes",
    "ALT-POOR-file_name_as_alt": "yes",
    "CONTRAST-TEXT": _PARTLY,
    "CONTRAST-TEXT-pale_cell": _UNSAID,
    "CONTRAST-TEXT-pale_head_by_style": _UNSAID,
    "CONTRAST-TEXT-pale_legend": _UNSAID,
    "CONTRAST-TEXT-labels_in_dark_bars": _UNSAID,
    "CONTRAST-TEXT-dark_fill_of_its_own": "yes",
    "CONTRAST-TEXT-fill_of_the_style": "yes",
}
_HEAD = """\
# What three checkers find

Each row is the sound deck of the tests with one fault in it (`tests/checks/seeds_*.py`).

- **deckgen** and **pptlint** ({version}) were run on the same files; `python tools/checkers.py`
  writes this page. A cell names what a checker reports on the faulty deck and not on the sound
  one. pptlint is a check before delivery, and looks at much that is not asked here: fonts,
  privacy, size. On the sound deck itself it reports {alarms}.
- **PowerPoint** was not at hand. Its column is what Microsoft's
  [Rules for the Accessibility Checker](https://support.microsoft.com/en-us/office/rules-for-the-accessibility-checker-651e08f2-0fc3-4e10-aaca-74b4a67101c1)
  and [WebAIM's guide](https://webaim.org/resources/evaloffice/) say; that its contrast check
  compares text with the fill of its own box only is
  [reported by a practitioner](https://a11yjam.academy/5-alarming-errors-that-powerpoints-accessibility-checker-makes/).
  An empty cell means that the documentation names no such rule.

| fault | deckgen | pptlint | PowerPoint, by its documentation |
|---|---|---|---|
"""


def main(program: str) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        usual, version = linted(program, folder, sound())
        rows = []
        for seed in SEEDS:
            data = seed.deck()
            ours = ", ".join(sorted(codes(data)))
            found = linted(program, folder, data)[0] - usual
            theirs = ", ".join(sorted({rule for rule, _ in found}))
            documented = _POWERPOINT.get(seed.name, _POWERPOINT.get(seed.rule, ""))
            fault = f"{seed.rule}: {seed.spoil.__name__.replace('_', ' ')}"
            rows.append(f"| {fault} | {ours} | {theirs} | {documented} |")
    alarms = ", ".join(f"{rule} on slide {slide}" for rule, slide in sorted(usual)) or "nothing"
    text = _HEAD.format(version=version, alarms=alarms) + "\n".join(rows) + "\n"
    (ROOT / "docs" / "checkers.md").write_text(text, encoding="utf-8")
    print(f"{len(rows)} faults compared")


def linted(program: str, folder: Path, data: bytes) -> tuple[Counter[tuple[str, int]], str]:
    """What pptlint finds, each by its rule and slide, and its version."""
    deck, report = folder / "rivers.pptx", folder / "report"
    deck.write_bytes(data)
    command = [program, "audit", "--renderer", "wireframe", "--output", str(report), str(deck)]
    subprocess.run(command, check=False, capture_output=True)
    answer = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
    found = Counter((f["rule_id"], f["slide_index"] or 0) for f in answer["findings"])
    return found, answer["toolVersion"]


if __name__ == "__main__":
    main(sys.argv[1])
