"""Notes of an extracted deck say what their page does not say anyway, and keep what they have."""

from pathlib import Path

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Pt

from deckgen.commands.extract import extract
from deckgen.commands.pull import pull
from deckgen.project import Project


def test_formatting_of_notes_is_kept_and_not_written(tmp_path: Path) -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Tea"
    frame = slide.notes_slide.notes_text_frame
    frame.text = "Say this\nand that"
    for paragraph in frame.paragraphs:
        run = paragraph.runs[0]
        run.font.size, run.font.bold, run.font.name = Pt(12), False, "Georgia"
        run._r.get_or_add_rPr().set("kern", "1200")
    frame.paragraphs[1].runs[0].font.color.rgb = RGBColor(0xFF, 0, 0)
    made.save(str(tmp_path / "theirs.pptx"))
    deck = extract(tmp_path / "theirs.pptx", tmp_path / "deck").path
    assert not (deck.parent / "formats.yaml").exists()
    file = deck.parent / "slides" / "01-tea.yaml"
    assert file.read_text("utf-8").endswith("notes: |\n  Say this\n  and that\n")
    file.write_text(file.read_text("utf-8").replace("and that", "and more"), "utf-8")
    path = Project(deck).build().path
    reviewed = Presentation(str(path))
    runs = [p.runs[0] for p in reviewed.slides[0].notes_slide.notes_text_frame.paragraphs]
    assert [(run.text, run.font.size, run.font.name) for run in runs] == [
        ("Say this", Pt(12), "Georgia"),
        ("and more", Pt(12), "Georgia"),
    ]
    runs[0].text = "Say it"
    reviewed.save(str(path))
    assert [(one.slot, one.what) for one in pull(path, deck).pulled] == [("notes", "changed")]
    assert file.read_text("utf-8").endswith("notes: |\n  Say it\n  and more\n")
    assert pull(path, deck).files == {}
