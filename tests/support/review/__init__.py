"""Review sessions: a deck is built, edited by chance, pulled, built again, and judged.

`catalogue` has the edits, each stated once; `backend_office` makes them in LibreOffice through UNO,
`backend_pptx` as PowerPoint writes them, with lxml: PowerPoint itself never runs here. What is
claimed of PowerPoint was seen in decks that it saved (tests/review, `SHARED/corpus`); what was not
seen in one is called a guess where it is made.
"""
