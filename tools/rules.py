"""Writes docs/rules.md and a page for each rule of `deckgen check`, from the rules themselves.

python tools/rules.py            writes the files
python tools/rules.py --check    says which are not as they would be written; exit code 1
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from deckgen.checks.rules import FAMILIES
from deckgen.checks.subject import Rule
from deckgen.diagnostics import Severity

DOCS = Path(__file__).resolve().parents[1] / "docs"
_LEVELS = {
    Severity.ERROR: "Error: `deckgen check` fails.",
    Severity.WARNING: "Warning: `deckgen check --strict` fails.",
    Severity.TIP: "Tip: nothing fails.",
}
_INTRODUCTION = """\
`deckgen check` applies these rules to a deck, or to any presentation. Errors make it fail;
warnings do with `--strict`; tips never do. What no program can decide is said to be so, by a tip
whose id ends in `-REVIEW`, and never guessed.

```
deckgen check                              # content/deck.yaml, built in memory
deckgen check --variant springfield --strict
deckgen check --all-variants               # the base and every variant, what they share once
deckgen check any.pptx --format sarif      # or json
deckgen check any.pptx --fix -o mended.pptx
deckgen check --only LITERAL --only SUM    # what these rules find, tips included
deckgen check --tips                       # tips too, which are counted otherwise
deckgen check --quiet                      # errors and warnings alone
```

The report has errors first, then warnings, each rule once: its first finding with the line of YAML,
then the places of the others, then what to do. What a layout or the template brings to several
slides is one finding, of the template. `--format json` and `sarif` have every finding.

Findings in a deck name the line of YAML and the shape that shows it, those in a presentation the
slide and the shape; JSON and SARIF add the shape's box in points.

`--fix` mends what is safe. In a presentation that is: the language of the file and of texts that
have none, header rows of tables whose first row is full, titles that are not read first (where
nothing would cover them), decorative shapes with alternative text, empty placeholders, and, by
`--decorative NAME`, the mark of shapes that say nothing. In YAML it takes out slots that are filled
with nothing; the other faults do not come about there. What needs a person's judgement is left.

A rule is switched off in deck.yaml, with a reason that the report prints:

```yaml
check:
  off:
    MASTER-TEXT: the agency's name is part of its seal
```

What PowerPoint's own checker and pptlint find of the same faults is in
[checkers.md](checkers.md).
"""


def pages() -> Iterator[tuple[Path, str]]:
    """Each file and its text."""
    yield DOCS / "rules.md", index()
    for rules in FAMILIES.values():
        for rule in rules:
            yield DOCS / "rules" / f"{rule.id}.md", page(rule)


def index() -> str:
    """The list of all rules."""
    rows = ["# The rules of `deckgen check`", "", _INTRODUCTION]
    for title, rules in FAMILIES.items():
        rows += [f"## {title}", "", "| rule | level | what holds |", "|---|---|---|"]
        rows += [
            f"| [{rule.id}](rules/{rule.id}.md) | {rule.severity.value} | {rule.summary} |"
            for rule in rules
        ]
        rows.append("")
    return "\n".join(rows)


def page(rule: Rule) -> str:
    """The page of one rule."""
    sections = (
        ("Why", rule.why),
        ("Who asks for it", rule.source),
        ("How it is decided", rule.decided),
        ("How to mend it", rule.mend),
    )
    rows = [f"# {rule.id}", "", f"**{rule.summary}**", "", _LEVELS[rule.severity], ""]
    for title, text in sections:
        rows += [f"## {title}", "", textwrap.fill(text, 98, break_on_hyphens=False), ""]
    return "\n".join([*rows, "[All rules](../rules.md)", ""])


def main(words: list[str]) -> int:
    written = dict(pages())
    folder = DOCS / "rules"
    stale = [path for path, text in written.items() if not _is(path, text)]
    lost = [path for path in sorted(folder.glob("*.md")) if path not in written]
    if words == ["--check"]:
        for path in (*stale, *lost):
            print(f"{path.relative_to(DOCS.parent)} is not as its rule says")
        return int(bool(stale or lost))
    folder.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(written[path], encoding="utf-8")
    for path in lost:
        path.unlink()
    print(f"{len(stale)} written, {len(lost)} removed")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
