"""What each command does, for the command line and for Python alike."""

from __future__ import annotations
