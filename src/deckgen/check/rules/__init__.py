"""One module a rule or a small family of rules; each ends in `RULES`, its rules."""

from __future__ import annotations
