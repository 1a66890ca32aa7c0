"""Pages for a browser: plain HTML with style and script of our own, and no request elsewhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

_DATA = Path(__file__).with_name("data")


@cache
def asset(name: str) -> str:
    """A style sheet or script that ships with deckgen."""
    return (_DATA / name).read_text("utf-8")


def self_contained(title: str, body: str, style: str, script: str) -> str:
    """A page of one file. Its policy lets run and load nothing but this style and this script.

    `body` is markup whose texts are escaped already; `style` and `script` are names of assets.
    """
    styles, scripts = asset(style), asset(script)
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(styles)}; "
        f"script-src {_hash(scripts)}; base-uri 'none'; form-action 'none'"
    )
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{styles}</style>
</head>
<body>
{body}
<script>{scripts}</script>
</body>
</html>
"""


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def image_source(data: bytes, kind: str) -> str:
    """A picture as the address of an `img`; `kind` is `webp` or `png`."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
