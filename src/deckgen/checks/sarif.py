"""A report in SARIF 2.1.0, the format of code scanning (OASIS, 27 March 2020)."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from deckgen.checks.base import Finding, Rule
from deckgen.checks.registry import RULES
from deckgen.checks.report import Report
from deckgen.diagnostics import Place, Severity, Span, Spot

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.TIP: "note"}
_INDEX = {rule.id: index for index, rule in enumerate(RULES)}
_DISTRIBUTION = "deckgen-pptx"


def sarif(report: Report) -> dict[str, Any]:
    """The report as a SARIF log.

    A result's place is the YAML that the author wrote, or the presentation; its slide and shape
    are a logical location, and its box in points a property. Rules that are off are configuration
    overrides with their reasons; those that could not be decided, notifications.
    """
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "deckgen",
                        "version": version(_DISTRIBUTION),
                        "rules": [_rule(rule) for rule in RULES],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(report)],
                "results": [_result(finding) for finding in report.findings],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": _plain(rule.summary)},
        "fullDescription": {"text": _plain(rule.why)},
        "help": {
            "text": _plain(f"{rule.decided} {rule.mend}"),
            "markdown": f"{rule.decided}\n\n{rule.mend}\n\nSource: {rule.source}",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _plain(markdown: str) -> str:
    return re.sub("`", "", markdown)


def _invocation(report: Report) -> dict[str, Any]:
    off = [
        {
            "descriptor": {"id": name, "index": _INDEX[name]},
            "configuration": {"enabled": False},
            "properties": {"reason": reason},
        }
        for name, reason in report.off.items()
    ]
    skipped = [
        {
            "level": "note",
            "message": {"text": f"not decided: {reason}"},
            "associatedRule": {"id": name, "index": _INDEX[name]},
        }
        for name, reason in report.skipped.items()
    ]
    return {
        "executionSuccessful": True,
        "ruleConfigurationOverrides": off,
        "toolConfigurationNotifications": skipped,
    }


def _result(finding: Finding) -> dict[str, Any]:
    found = finding.diagnostic
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": _INDEX[found.code],
        "level": _LEVELS[found.severity],
        "message": {"text": ". ".join((found.message, *found.helps))},
    }
    if found.place is not None:
        result["locations"] = [_location(found.place, finding.spot)]
    if finding.spot is not None and finding.spot.box is not None:
        result["properties"] = {"box": list(finding.spot.box)}
    return result


def _location(place: Place, spot: Spot | None) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(place)}
    names = [] if spot is None else [f"slide {spot.slide}" if spot.slide else "", spot.shape or ""]
    if any(names):
        full = "/".join(name for name in names if name)
        location["logicalLocations"] = [{"fullyQualifiedName": full, "kind": "object"}]
    return location


def _physical(place: Place) -> dict[str, Any]:
    if isinstance(place, Span):
        region = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
        return {"artifactLocation": {"uri": _uri(place.source.name)}, "region": region}
    return {"artifactLocation": {"uri": _uri(place.file)}}


def _uri(path: str) -> str:
    """A path as a URI reference; absolute ones become `file:` URIs."""
    name = PurePath(path)
    return name.as_uri() if name.is_absolute() else quote(name.as_posix())
