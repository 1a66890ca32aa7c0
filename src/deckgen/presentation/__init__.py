"""A plan to a presentation's package, and back. The only place where slides become parts."""

from __future__ import annotations
