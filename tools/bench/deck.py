"""The spec as a deckgen deck: deck.yaml, a file a slide, and the pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.bench.spec import LAYOUTS, TEMPLATE, Slide, variant, write_pictures


class Deck:
    """A deck of the spec in a folder, which is written and can be edited slide by slide."""

    def __init__(self, folder: Path, slides: Iterable[Slide], settings: str = "") -> None:
        self.path = folder / "deck.yaml"
        self.slides = {slide.id: slide for slide in slides}
        (folder / "slides").mkdir(parents=True)
        write_pictures(folder / "pictures")
        listed = "".join(f"  - {name}\n" for name in self.slides)
        head = f"title: The common spec\ntemplate: {TEMPLATE}\n{settings}"
        self.path.write_text(f"{head}slides:\n{listed}", encoding="utf-8")
        for slide in self.slides.values():
            self.put(slide)

    def put(self, slide: Slide) -> None:
        """Write the slide in place of the one with its id."""
        self.slides[slide.id] = slide
        path = self.path.parent / "slides" / f"{slide.id}.yaml"
        path.write_text(text(slide), encoding="utf-8")


def with_variants(folder: Path, slides: Sequence[Slide], places: Iterable[str]) -> Deck:
    """The deck with a variant for each place, from a table; two slides say the place."""
    (folder).mkdir(parents=True)
    rows = "".join(f"r{number:04},{place}\n" for number, place in enumerate(places))
    (folder / "regions.csv").write_text(f"id,region\n{rows}", encoding="utf-8")
    settings = "variants: {from: regions.csv, name: 'v-{id}'}\nfacts: {region: {text: here}}\n"
    return Deck(folder, variant(slides, "${region}"), settings)


def text(slide: Slide) -> str:
    found = [f"layout: {slide.layout}", f"Title: {slide.title}"]
    if slide.chart:
        names = [name for name, _ in slide.chart.series]
        values = zip(*(values for _, values in slide.chart.series), strict=True)
        rows = [["Category", *names]]
        for category, row in zip(slide.chart.categories, values, strict=True):
            rows.append([category, *(f"{value:.0f}" for value in row)])
        found += ["Chart:", "  chart: column", "  data: |", *block(map(" | ".join, rows), 4)]
    if slide.rows:
        found += ["Table:", "  table: |", *block(map(" | ".join, slide.rows), 4)]
    if slide.picture:
        found += ["Picture:", f"  picture: pictures/{slide.picture}", "  alt: A photograph"]
    if slide.lines:
        found += [f"{LAYOUTS[slide.kind][1]}: |", *block(slide.lines, 2)]
    return "\n".join(found) + "\n"


def block(lines: Iterable[str], indent: int) -> list[str]:
    return [" " * indent + line for line in lines]
