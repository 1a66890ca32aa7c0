"""Decks that other people made: all can be checked, and what is an error there was looked at.

The golden file counts the errors that are kept in view. Each kind was looked at by hand, in the
XML and in LibreOffice's rendering, when it was written; a change of a count is a change of a rule.
"""

from __future__ import annotations

from collections import Counter

from deckgen import checks
from deckgen.checks.rules import FAMILIES
from deckgen.diagnostics import Problem, Severity
from deckgen.opc.package import Package
from tests.support.golden import Golden
from tests.support.paths import corpus_decks, needs_corpus

WATCHED = ("The document", "Titles", "Alternative text", "Tables", "Reading order", "Colour",
           "Text", "Layouts and placeholders", "Sections", "Sound and movement")  # fmt: skip


@needs_corpus
def test_errors_in_real_decks(golden: Golden) -> None:
    rules = [rule for family in WATCHED for rule in FAMILIES[family]]
    counts: Counter[str] = Counter()
    decks: Counter[str] = Counter()
    refused = []
    for path in corpus_decks():
        try:
            found = checks.of_file(Package.open(path)).diagnostics
        except Problem as problem:
            refused.append(f"{path.name}: {problem.diagnostics[0].code}")
            continue
        codes = Counter(diagnostic.code for diagnostic in found)
        counts += codes
        decks.update(codes.keys())
    rows = [
        f"{rule.id}: {counts[rule.id]} in {decks[rule.id]} decks"
        for rule in rules
        if rule.severity is Severity.ERROR
    ]
    golden.check("checks/corpus.txt", "\n".join([*rows, "", *refused]) + "\n")
