"""What a rule says, why, and how to mend what it finds: a page of its own, or a part of one."""

from __future__ import annotations

import re
from html import escape

from deckgen.checks.subject import Rule


def section(rule: Rule) -> str:
    """The rule as a section, which `#rule-` with its id leads to."""
    parts = (
        ("Why", rule.why),
        ("How to mend it", rule.mend),
        ("How it is decided", rule.decided),
        ("Who asks for it", rule.source),
    )
    told = "".join(f"<dt>{heading}</dt><dd>{_text(text)}</dd>" for heading, text in parts)
    return (
        f'<section class="rule" id="rule-{rule.id}"><h2>{rule.id}</h2>'
        f"<p>{_text(rule.summary)} <span>{rule.severity.value}</span></p><dl>{told}</dl></section>"
    )


def page(rule: Rule) -> str:
    """The page of one rule, on the server of the live page."""
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{rule.id}</title>
<link rel="stylesheet" href="../assets/review.css">
<link rel="icon" href="../assets/live.svg" type="image/svg+xml">
</head>
<body class="alone">
<main><h1>A rule of <code>deckgen check</code></h1>{section(rule)}</main>
</body>
</html>
"""


def _text(markdown: str) -> str:
    """A text of a rule, whose only markup is code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(markdown.strip()))
