"""A deck on its way from the author's files to a presentation, each step done once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from deckgen import facts, soundness
from deckgen.cache import Cache
from deckgen.deck import Deck, DeckName, EmbedMode, load, source_files
from deckgen.deck.source_files import DeckSource
from deckgen.diagnostics import Diagnostic, Problem, Severity, shown
from deckgen.facts import DeckAge, Figure, Jump
from deckgen.opc.package import Package
from deckgen.plan import Plan, planner
from deckgen.plan.cache import SlideCache
from deckgen.plan.usage import DeckFacts, Usage, unshown
from deckgen.presentation import integrity
from deckgen.project._kept_slides import KeptSlides
from deckgen.project._slides import DeckSlides
from deckgen.project.output import (
    check_not_input,
    check_overwrite,
    is_folder,
    output_path,
    put,
)
from deckgen.review import base, last_build
from deckgen.review.base import Base
from deckgen.review.last_build import BuildChanges, LastBuild
from deckgen.template import Template

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from deckgen.checks import CheckReport
    from deckgen.checks.subject import Subject
    from deckgen.deck.variants import VariantLayer, Variants
    from deckgen.project.finish import Finisher, Function

DECK = Path()
"""What is read where no deck is named: the deck of the working folder."""
Finish: TypeAlias = "str | Function | Finisher | None"
"""What finishes a deck: a function, its name, or nothing."""


class BuildResult(Struct, frozen=True):
    """A presentation that was written: its path, the number of slides, and the warnings.

    `changes` are those since the file was last built, None where it was not, or does not say;
    `age` says of when the deck is, where it says so; `marked`, whether the file itself says that
    deckgen wrote it.
    """

    path: Path
    slides: int
    diagnostics: tuple[Diagnostic, ...] = ()
    changes: BuildChanges | None = None
    age: DeckAge | None = None
    marked: bool = True

    def presentation(self) -> Presentation:
        """The presentation opened in python-pptx, for scripts that process it further."""
        import pptx

        return pptx.Presentation(str(self.path))


class PackedPresentation(Struct, frozen=True):
    """The bytes of a presentation, and what a build gives that writes them.

    `ids` are those of the deck's slides, in order, whatever a finisher made of them.
    """

    data: bytes
    result: BuildResult
    ids: tuple[str, ...]

    @property
    def package(self) -> Package:
        """The presentation read from its bytes, each time anew."""
        return Package.load(self.data, shown(self.result.path), readable=True)


class _Opened(Struct, frozen=True):
    """A template, with what was made of the slides that were planned and written on it last."""

    template: Template
    kept: KeptSlides
    cache: SlideCache = msgspec.field(default_factory=SlideCache)


class _Shared:
    """What the variants of a deck share: its files, read once, and templates, opened once."""

    def __init__(self, path: Path, template: Path | None, disk: Cache | None) -> None:
        self.path = path
        self.template = template
        self.disk = disk
        self.opened: dict[Path, _Opened] = {}
        self.digests: dict[Path, bytes] = {}

    @cached_property
    def base(self) -> DeckSource:
        return source_files.read(self.path)

    @cached_property
    def loader(self) -> load.SlideLoader:
        return load.SlideLoader(self.base)

    @cached_property
    def variants(self) -> Variants:
        from deckgen.deck.variants import Variants

        return Variants(self.base)

    @cached_property
    def unlisted(self) -> tuple[Diagnostic, ...]:
        """Warnings for slide files that neither the deck nor a variant names."""
        return tuple(source_files.find_unlisted(self.base))

    def open(self, deck: Deck) -> _Opened:
        """The deck's template, or the one that replaces it."""
        path = self.template or deck.template
        if path not in self.opened:
            span = None if self.template else deck.template_text.span
            disk = self.disk if deck.cache else None
            self.opened[path] = _Opened(Template.open(path, span, disk), KeptSlides(disk))
        return self.opened[path]


class Project:
    """A deck, or one of its variants, with its template.

    Its files are read, planned and written when they are first asked for, each step once; what is
    wrong is raised then, as one `Problem` with every fault of the step. A new project reads the
    files again. A project and its variants serve one thread at a time.
    """

    def __init__(
        self,
        deck: str | Path = DECK,
        *,
        variant: str | None = None,
        template: str | Path | None = None,
        cache: bool = True,
        _shared: _Shared | None = None,
    ) -> None:
        """A deck.yaml or its folder, the name of a variant, and a template to replace its own.

        Without `cache` no slides are kept on disk, and none are taken from there.
        """
        self.variant = variant
        replaced = None if template is None else Path(template)
        self._shared = _shared or _Shared(Path(deck), replaced, Cache() if cache else None)

    def of_variant(self, name: DeckName) -> Project:
        """The project of a variant; None is the deck itself.

        It shares with this one the files that were read, the templates that were opened, and the
        slides that were planned and written before.
        """
        return self if name == self.variant else Project(variant=name, _shared=self._shared)

    def read_again(self) -> Project:
        """The same project with its files read again, on the templates that are open."""
        anew = _Shared(self._shared.path, self._shared.template, self._shared.disk)
        anew.opened = self._shared.opened
        return Project(variant=self.variant, _shared=anew)

    @property
    def path(self) -> Path:
        """The path of deck.yaml, or of its folder, as it was named."""
        return self._shared.path

    @property
    def variants(self) -> Variants:
        """The variants that the deck has."""
        return self._shared.variants

    @cached_property
    def layer(self) -> VariantLayer | None:
        """The variant's own changes and the YAML below them; None for the deck itself."""
        return None if self.variant is None else self.variants.top(self.variant)

    @cached_property
    def source(self) -> DeckSource:
        """The YAML of the deck, with the changes of the variant."""
        return self._shared.base if self.layer is None else self.layer.source

    @property
    def deck(self) -> Deck:
        """The deck: its keys checked, its facts evaluated."""
        return self._short_named[0] if self._loaded.slot_names else self._loaded

    @cached_property
    def _loaded(self) -> Deck:
        return load.load(self.source, self._shared.loader)

    @cached_property
    def _opened(self) -> _Opened:
        return self._shared.open(self._loaded)

    @property
    def template(self) -> Template:
        """The template, which is never changed, with the short names that the deck gives."""
        return self._short_named[1] if self._loaded.slot_names else self._opened.template

    @cached_property
    def _short_named(self) -> tuple[Deck, Template]:
        # Imported only where it is needed: a build starts faster without.
        from deckgen.plan import slot_names

        return slot_names.with_short_names(self._loaded, self._opened.template)

    @cached_property
    def plan(self) -> Plan:
        """What is on every slide."""
        return planner.plan(self.deck, self.template, self._opened.cache)

    @cached_property
    def undivided_plan(self) -> Plan:
        """The plan in which slides with `overflow: continue` are not divided."""
        return planner.plan(self.deck, self.template, self._opened.cache, whole=True)

    def base(self) -> Base:
        """The base that a build stores, for what has none of its own to compare with."""
        from deckgen.review.shown import base_of  # only here: a build starts faster without

        slides = self._slides(EmbedMode.FULL)
        written, based = slides.write(anchored=False, again=False)
        return base_of(base.attach(written, slides.head, EmbedMode.FULL, based))

    def output_file(self, output: str | Path | None = None) -> Path:
        """The file to write: `output`, or in that folder; without it, where deck.yaml says."""
        path = output_path(self.deck, self.variant or "")
        if output is None:
            return path
        output = Path(output)
        return output / path.name if is_folder(output) else output

    @cached_property
    def usage(self) -> Usage:
        """The facts of the deck and of its slides, and where they are used."""
        return Usage(self.deck, self.plan)

    def jumps(self, before: Mapping[str, Figure]) -> tuple[Jump, ...]:
        """The facts that jumped since they said that, also those that may."""
        return tuple(facts.jumps(self.usage.named, before, self.deck.jumps))

    def _unexpected(self, used: DeckFacts, last: LastBuild | None) -> list[Jump]:
        """The used facts that jumped since a build, without those that may."""
        known = self.deck.jumps.known
        found = facts.jumps(used.named, last.figures, self.deck.jumps) if last else ()
        return [jump for jump in found if jump.fact.id not in known]

    def _slides(self, embed: EmbedMode, *, strict: bool = False, once: bool = False) -> DeckSlides:
        """The slides, planned or found as they were made before."""
        opened = self._opened
        return DeckSlides.of(
            self.deck,
            self.template,
            embed,
            opened.cache,
            opened.kept,
            self._shared.digests,
            strict=strict,
            once=once,
        )

    def pack(
        self,
        path: Path,
        embed: EmbedMode | None = None,
        *,
        anchored: bool = False,
        finish: Finish = None,
    ) -> PackedPresentation:
        """The presentation, of the type that the suffix of `path` says; it is not written there.

        `embed` says what deckgen stores in it for later comparison, None what deck.yaml says. With
        `anchored`, each slide gets a custom show, by which it is known again in LibreOffice.
        `finish` is a finisher, as for `build`. Raises `soundness.Unsound` where the presentation is
        damaged, which is a bug of deckgen.
        """
        slides = self._slides(self.deck.embed if embed is None else embed)
        used = DeckFacts(self.deck, slides.using())
        return self._pack(path, slides, used, (), None, _finisher(finish), anchored=anchored)

    def _pack(
        self,
        path: Path,
        slides: DeckSlides,
        used: DeckFacts,
        jumps: Sequence[Jump],
        last: LastBuild | None,
        finisher: Finisher | None,
        *,
        anchored: bool,
    ) -> PackedPresentation:
        """The presentation of these slides, as the finisher leaves it.

        `last` is what the file said when it was built before, and `jumps` are the facts that jumped
        since: the presentation keeps what they said before.
        """
        template, embed = self.template, slides.embed
        written, based = slides.write(anchored=anchored, again=self.variant is not None)
        package = base.attach(
            written,
            slides.head,
            embed,
            based,
            facts={name: Figure.of(fact) for name, fact in used.named.items()},
            before={jump.key: jump.before for jump in jumps},
            variant=self.variant,
            kept=slides.kept.disk,
        )
        slides.close()
        if finisher is not None:
            from deckgen.project import finish

            package = finisher.finish(package, written, self.plan)
            finish.mark(package, finisher.name, marked=embed.marks)
        diagnostics = integrity.convert(package, Path(template.name), path)
        diagnostics += integrity.drop_broken_signatures(package)
        package.name = shown(path)
        try:
            soundness.ensure(package, lambda: template.package)
        except soundness.Unsound as bug:
            if finisher is None:
                raise
            raise finisher.damaged(bug) from None
        data = integrity.stamped(package) if embed.marks else package.save()
        now = last_build.of(package) if last and embed.marks else None
        changes = last_build.changes(last, now) if last and now else None
        age = DeckAge.of(used.facts, self.deck.as_of)
        result = BuildResult(
            path, len(package.slides), tuple(diagnostics), changes, age, embed.marks
        )
        return PackedPresentation(data, result, slides.ids)

    def prepare(
        self,
        output: str | Path | None = None,
        *,
        embed: EmbedMode | str | None = None,
        anchored: bool = False,
        strict: bool = False,
        force: bool = False,
        finish: Finish = None,
    ) -> PackedPresentation:
        """What `build` writes, with its warnings; it takes and raises what `build` does."""
        finisher = _finisher(finish)
        severity = Severity.ERROR if strict else Severity.WARNING
        doubts = self._doubts(severity)
        chosen = self.deck.embed if embed is None else EmbedMode(embed)
        once = finisher is None and self.variant is None
        slides = self._slides(chosen, strict=strict, once=once)
        path = self.output_file(output)
        integrity.check_suffix(path)
        check_not_input(path, self.deck.path, self._shared.template or self.deck.template)
        check_overwrite(path, force=force)
        fit = _checked([*slides.slips(severity), *slides.misfits()])
        last = last_build.read(path)
        used = DeckFacts(self.deck, slides.using())
        jumps = self._unexpected(used, last)
        packed = self._pack(path, slides, used, jumps, last, finisher, anchored=anchored)
        doubts += tuple(self._dropped(last, finisher, output))
        if finisher is not None:
            doubts += tuple(finisher.warnings(chosen))
        told = unshown(self.deck, self.template, slides.like(), slides.unsourced())
        unlisted = self._shared.unlisted
        changes = packed.result.changes
        if changes is not None and path.read_bytes() == packed.data:
            changes = replace(changes, same=True)
        found = (*doubts, *fit, *map(_jumped, jumps), *told, *unlisted, *packed.result.diagnostics)
        result = replace(packed.result, diagnostics=found, changes=changes)
        return replace(packed, result=result)

    def _dropped(
        self, last: LastBuild | None, finisher: Finisher | None, output: str | Path | None
    ) -> Iterator[Diagnostic]:
        """The warning for a file that another finisher changed, whose changes are dropped."""
        name = last.finish if last else ""
        if name and (finisher is None or finisher.name != name):
            import shlex  # only here: a build starts faster without

            words = ["deckgen", "build", *([shown(self.path)] if self.path != DECK else ())]
            words += ["--variant", self.variant] if self.variant else []
            words += ["-o", str(output)] if output is not None else []
            line = shlex.join([*words, "--finish", name])
            message = f"what the finisher `{name}` made of the last build is dropped"
            helps = (f"keep it by `{line}`",)
            yield Diagnostic("finish-dropped", message, None, "", helps, Severity.WARNING)

    def _doubts(self, severity: Severity) -> tuple[Diagnostic, ...]:
        finders = source_files.find_todos, source_files.find_conflicts, source_files.find_doubts
        return _checked([found for find in finders for found in find(self.source, severity)])

    def build(
        self,
        output: str | Path | None = None,
        *,
        embed: EmbedMode | str | None = None,
        anchored: bool = False,
        strict: bool = False,
        force: bool = False,
        finish: Finish = None,
    ) -> BuildResult:
        """Write the presentation.

        `output`, a file or a folder, and `embed` (`full`, `hashes` or `none`) replace those of
        deck.yaml. `anchored` gives each slide a custom show, by which it is known again in
        LibreOffice too; `strict` refuses values that are still to come (`TODO`), numbers that may
        be meant otherwise (`51.200`), conflicts of a pull that nobody decided, markup that prints
        as it stands, and text that does not fit. An existing file is replaced only where deckgen
        wrote it and nobody edited it since, or with `force`. `finish` is a function that changes
        the deck in python-pptx before it is written, or its name (`module:function`, or that of an
        entry point of `deckgen.finishers`). Raises `Problem` with every fault of the stage that
        found one; then nothing was written.
        """
        packed = self.prepare(
            output, embed=embed, anchored=anchored, strict=strict, force=force, finish=finish
        )
        put(packed.result.path, packed.data, marked=packed.result.marked)
        return packed.result

    def presentation(self) -> Presentation:
        """The presentation in python-pptx; it is built in memory, and no file is written."""
        import pptx

        return pptx.Presentation(BytesIO(self.pack(self.output_file()).data))

    def subject(
        self,
        *,
        as_of: datetime.date | None = None,
        since: str | None = None,
        finish: Finish = None,
    ) -> Subject:
        """What the rules are run on; the parameters are those of `check`."""
        from deckgen.checks import Settings
        from deckgen.checks.subject import Subject
        from deckgen.review import git

        deck, source = self.deck, self.source.path
        before = git.read_facts(since, source, self.variant, deck.language) if since else None
        settings = Settings.of(self.source.settings)
        path = self.output_file()
        # The slides of a finished deck are known by their marks.
        embed = EmbedMode.HASHES if finish and not deck.embed.marks else None
        package = self.pack(path, embed, finish=finish).package
        plan = self.plan
        if finish:
            from deckgen.project.finish import finished_plan

            plan = finished_plan(plan, package)
        last = None if since else last_build.read(path)
        figures: Mapping[str, Figure] = last.figures if last else {}
        if before is not None:
            figures = {fact.id: Figure.of(fact) for fact in before}
        return Subject(
            package,
            plan,
            deck,
            self.source,
            as_of=as_of or deck.as_of,
            earlier=before,
            jumps=self.jumps(figures),
            notes_required=settings.notes,
            made_on=self.template.name,
            unlisted=self._shared.unlisted,
        )

    def check(
        self,
        *,
        as_of: datetime.date | None = None,
        since: str | None = None,
        finish: Finish = None,
    ) -> CheckReport:
        """Run the rules on what `build` would write.

        `as_of` is the day to which age is counted, else the deck's own; `since` is a facts file or
        a git revision, whose figures are reported where they are still shown; `finish` is a
        finisher, as for `build`.
        """
        from deckgen import checks

        subject = self.subject(as_of=as_of, since=since, finish=finish)
        report = checks.run(subject, checks.Settings.of(self.source.settings))
        return replace(report, age=DeckAge.of(self.usage.facts, subject.as_of))


class OpenedDeck(NamedTuple):
    """A presentation, `path` with its suffix, and the `source` that it is of: itself or a deck.

    `ids` are those of a deck's slides; empty for a presentation (`review.identity` finds them).
    """

    package: Package
    path: Path
    source: Path
    ids: tuple[str, ...] = ()


def open_or_build(
    source: Path,
    embed: EmbedMode = EmbedMode.NONE,
    *,
    variant: str | None = None,
    template: Path | None = None,
    finish: Finish = None,
    output: Path | None = None,
) -> OpenedDeck:
    """A presentation, or what a build of a deck would write to `output`, else where it says.

    The other parameters are those of a build. Raises `Problem` where the deck does not build.
    """
    if integrity.is_presentation(source):
        return OpenedDeck(Package.open(source), source, source)
    project = Project(source, variant=variant, template=template)
    path = output or project.output_file()
    packed = project.pack(path, embed, finish=finish)
    return OpenedDeck(packed.package, path, project.source.path, packed.ids)


def _finisher(given: Finish) -> Finisher | None:
    if given is None:
        return None
    from deckgen.project import finish

    return finish.Finisher.of(given)


def _jumped(jump: Jump) -> Diagnostic:
    """The warning of a fact that jumped, as the rule of that name gives it."""
    place = jump.fact.entry.said_at
    return Diagnostic("JUMP", jump.message, place, "jumped", jump.helps, Severity.WARNING)


def _checked(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """These warnings. Raises `Problem` with the errors among them."""
    errors = [item for item in found if item.severity is Severity.ERROR]
    if errors:
        raise Problem(*errors)
    return tuple(found)
