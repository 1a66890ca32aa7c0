"""Runs the command line as ``python -m deckgen``."""

import sys

from deckgen.cli import main

if __name__ == "__main__":
    sys.exit(main())
