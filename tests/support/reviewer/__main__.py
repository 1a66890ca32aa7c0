"""The reviewer's commands.

    python3 -m tests.support.reviewer edit PROFILE SEED IN OUT [stay]
    python3 -m tests.support.reviewer save PROFILE IN OUT
    python3 -m tests.support.reviewer dump PROFILE DECK...

`edit` makes edits by chance; it tells them and what the deck showed when it was saved without
them, beside OUT. With `stay` no slide comes, goes or moves.

Runs in a process of its own with an office of its own, for pyuno crashes now and then. Prints
JSON: the edits made, or what each deck shows.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

from tests.support.reviewer import objects, slides, wording
from tests.support.reviewer.desk import Desk, Done, Edit
from tests.support.reviewer.office import Office
from tests.support.reviewer.view import shown_again

STAYING: tuple[Edit, ...] = (
    wording.word, wording.word, wording.title, wording.add, wording.add, wording.remove,
    wording.move, wording.level, wording.indent, wording.bold, wording.italic, wording.link,
    wording.signs, wording.everywhere, wording.line_break, wording.figure, wording.notes,
    objects.cell, objects.row_add, objects.row_remove, objects.value, objects.category,
    objects.picture, objects.drag, objects.text_box, objects.furniture, objects.comment,
    slides.hide,
)  # fmt: skip
MOVING: tuple[Edit, ...] = (slides.delete, slides.duplicate, slides.move_slide, slides.new_slide)


def review(desk: Desk, kinds: tuple[Edit, ...]) -> list[dict[str, Any]]:
    """Make one to six edits; for each its kind, what it did, and the slides it is on, from 1."""
    count = desk.chance.randint(1, 6)
    made: list[tuple[str, Done]] = []
    for _ in range(count * 6):
        if len(made) == count:
            break
        kind = desk.chance.choice(kinds)
        done = kind(desk)
        if done is not None:
            made.append((kind.__name__, done))
    pages = desk.pages
    return [
        {
            "kind": name,
            "what": done.what,
            "slides": [number for number, page in enumerate(pages, 1) if page in done.pages],
        }
        for name, done in made
    ]


def save(office: Office, source: Path, target: Path) -> None:
    document = office.load(source)
    office.save(document, target)
    document.close(True)


def tell(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")


def main() -> None:
    command, profile, *rest = sys.argv[1:]
    office = Office(Path(profile))
    try:
        if command == "edit":
            seed, source, target, *options = rest
            untouched = Path(target).with_name("sent-saved.pptx")
            save(office, Path(source), untouched)
            shown = shown_again(office, untouched)
            document = office.load(Path(source))
            brought = Path(target).with_suffix(".brought")
            desk = Desk(office, document, random.Random(int(seed)), brought)
            made = review(desk, STAYING if "stay" in options else STAYING + MOVING)
            office.save(document, Path(target))
            tell(
                {"edits": made, "shown": shown}
            )  # the office may crash as it closes a deck, and the deck is saved
        elif command == "save":
            source, target = rest
            save(office, Path(source), Path(target))
            tell(shown_again(office, Path(target)))
        else:
            tell([shown_again(office, Path(deck)) for deck in rest])
    finally:
        office.close()


if __name__ == "__main__":
    main()
