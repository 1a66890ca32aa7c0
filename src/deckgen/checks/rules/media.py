"""What moves and sounds: captions, time to read, flashing."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.view import ShapeView
from deckgen.diagnostics import Severity
from deckgen.ooxml import each, whole

_MEDIA = ("a:videoFile", "a:audioFile", "a:wavAudioFile", "a:quickTimeFile")
_TRACK = "{http://schemas.microsoft.com/office/powerpoint/2017/3/main}track"


def _captions(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape in slide.shapes:
            if shape.tag == "p:pic" and _is_media(shape) and not _has_track(shape):
                yield Fault(
                    f"the media `{shape.name}` has no captions", shape.where, "",
                    ("PowerPoint: Playback > Insert Captions (a .vtt file)",),
                )  # fmt: skip


def _is_media(shape: ShapeView) -> bool:
    return any(True for _ in each(shape.element, *_MEDIA))


def _has_track(shape: ShapeView) -> bool:
    return any(True for _ in shape.element.iter(_TRACK))


def _advance(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        times = [t.get("advTm") for t in each(slide.part.root, "p:transition")]
        time = next((time for time in times if time), None)
        after = whole(time)
        if after is not None:
            yield Fault(
                f"the slide gives way to the next after {after / 1000:g} seconds", slide.where,
                "", ("PowerPoint: Transitions > Advance Slide, clear `After`",),
            )  # fmt: skip


def _flash(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        nodes = each(slide.part.root, "p:cTn")
        if any(node.get("repeatCount") == "indefinite" for node in nodes):
            yield Fault(
                "an animation repeats without end", slide.where, "",
                ("PowerPoint: Animations > Effect Options > Timing > Repeat",),
            )  # fmt: skip


RULES = (
    Rule(
        id="CAPTIONS",
        severity=Severity.ERROR,
        summary="Video and sound have captions.",
        why="People who cannot hear read them; so does everybody in a loud room.",
        source="WCAG 1.2.2 Captions (A); PowerPoint's checker; AED COP checklist 12.",
        decided="A picture that plays a video or sound has no caption track "
        "(`p173:track`, ECMA-376 extension of PowerPoint 2019). Captions burnt into the picture "
        "cannot be seen in the file, nor whether the video has any sound.",
        mend="Add a .vtt file: Playback > Insert Captions. Where the captions are burnt in, or "
        "there is no sound, switch the rule off with that reason.",
        check=_captions,
    ),
    Rule(
        id="AUTO-ADVANCE",
        severity=Severity.WARNING,
        summary="Slides wait for the reader.",
        why="Some people need longer to read, and a screen reader is cut off in mid-sentence.",
        source="WCAG 2.2.1 Timing Adjustable (A).",
        decided="`p:transition/@advTm` is set.",
        mend="Transitions > Advance Slide: on mouse click only.",
        check=_advance,
    ),
    Rule(
        id="FLASH",
        severity=Severity.WARNING,
        summary="No animation goes on for ever.",
        why="Endless movement distracts from reading; flashing can cause seizures.",
        source="WCAG 2.2.2 and 2.3.1 (A); AED COP checklist 13.",
        decided='`repeatCount="indefinite"` in `p:timing`. How fast something flashes is not '
        "measured.",
        mend="Let it run once.",
        check=_flash,
    ),
)
