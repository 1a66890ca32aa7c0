"""PowerPoint as a reviewer, imitated with python-pptx and lxml; PowerPoint itself never runs here.

`desk` and the modules of edits write what PowerPoint is known to write, `save` what its saving is
known to do to a file, `view` tells what a deck shows, and `sessions` holds review sessions. What
is claimed of PowerPoint was seen in decks that it saved (tests/review, `SHARED/corpus`); what was
not seen in one is called a guess where it is made.
"""
