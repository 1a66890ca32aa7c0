"""A reviewer at work in LibreOffice, driven through UNO.

Runs as `python3 -m tests.support.reviewer` under the Python that has LibreOffice's `uno` module.
"""
