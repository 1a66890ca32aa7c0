"""The command line as a user meets it: help, exit codes, what is written and what is not."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pptx import Presentation

from deckgen import __all__ as public
from deckgen.cli import BUG, COMMANDS, group
from deckgen.commands.build import build
from deckgen.source.writing import YamlData, dump
from tests.content.pictures import encoded, picture
from tests.support.archives import members, packed
from tests.support.cases import every_case
from tests.support.command import Done, deckgen, deckgen_process
from tests.support.golden import Golden
from tests.support.paths import ROOT, TEMPLATES
from tests.support.templates import with_layouts

TEMPLATE = with_layouts("Title Only", of=TEMPLATES["briefing"])
HEAVY = ("pptx", "lxml", "yaml", "PIL", "openpyxl", "xlsxwriter", "babel")
TWO_ERRORS = """title: T
template: {template}
slides:
  - id: a
    layout: Title Only
    Titel: x
    Kicker: ${{nothing}}
"""
FINE = """title: T
template: {template}
output: out/{{deck}}.pptx
name: tea
slides:
  - id: a
    layout: Title Only
    Title: x
  - id: b
    layout: Title Only
    Title: y
    hidden: yes
"""


def write(folder: Path, text: str) -> Path:
    deck = folder / "deck.yaml"
    deck.write_text(text.format(template=TEMPLATE), encoding="utf-8")
    return deck


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def assert_told(done: Done, code: int, *words: str) -> None:
    """The run ended with that code, said those words on stderr, and showed no traceback."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    for word in words:
        assert word in done.stderr


class TestHelp:
    """What costs nothing must tell everything."""

    def test_the_program_lists_its_commands(self) -> None:
        done = deckgen_process("--help")
        assert (done.returncode, done.stderr) == (0, "")
        listed = re.findall(r"^  (\w+)  +(\S.*)$", done.stdout.split("Commands:")[1], re.MULTILINE)
        assert dict(listed) == COMMANDS

    def test_every_module_of_a_command_is_listed(self) -> None:
        folder = ROOT / "src" / "deckgen" / "cli"
        commands = {
            path.stem
            for path in folder.glob("*.py")
            if "@click.command(" in path.read_text(encoding="utf-8")
        }
        assert commands == set(COMMANDS)

    @pytest.mark.slow
    @pytest.mark.parametrize("name", COMMANDS)
    def test_a_command_says_what_it_takes(self, name: str) -> None:
        done = deckgen(name, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"Usage: deckgen {name} ")
        options = re.findall(r"^  (?:-\w, )?(--[\w-]+)(.*)", done.stdout, re.MULTILINE)
        assert all(len(told) > 0 for _, told in options)

    @pytest.mark.parametrize("words", [("--help",), ("--version",)])
    def test_it_imports_nothing_heavy(self, words: tuple[str, ...]) -> None:
        done = deckgen_process(*words, flags=("-X", "importtime"))
        imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        assert "click" in imported
        assert {name.partition(".")[0] for name in imported}.isdisjoint(HEAVY)
        assert {name for name in imported if name.startswith("deckgen.")} == {
            "deckgen.__main__",
            "deckgen.cli",
            "deckgen.cli._group",
        } - ({"deckgen.__main__"} if "deckgen.__main__" not in imported else set())

    def test_a_misspelt_command_is_usage(self) -> None:
        assert_told(deckgen("biuld"), 2, "There is no command `biuld`. Did you mean `build`?")

    @pytest.mark.slow
    @pytest.mark.parametrize("words", [("build", "--loud"), ("build", "a", "b"), ("template",)])
    def test_words_that_no_command_takes_are_usage(self, words: tuple[str, ...]) -> None:
        assert_told(deckgen(*words), 2, "Usage: deckgen ")


class TestBuild:
    """What a build prints and writes."""

    def test_a_deck_goes_where_it_says(self, tmp_path: Path) -> None:
        done = deckgen_process("build", write(tmp_path, FINE), cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "out/tea.pptx: 2 slides\n", "")
        assert files(tmp_path) == ["deck.yaml", "out/tea.pptx"]

    @pytest.mark.quick(2)
    @pytest.mark.parametrize("words", [(), (".",), ("{folder}",)], ids=["none", "dot", "named"])
    @pytest.mark.parametrize("place", ["content", "."])
    def test_a_folder_is_its_deck(
        self, place: str, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / place).mkdir(exist_ok=True)
        deck = write(tmp_path / place, FINE)
        monkeypatch.chdir(tmp_path if words != ("{folder}",) else "/")
        named = [word.format(folder=tmp_path) for word in words]
        run = CliRunner().invoke
        done = run(group, ["build", "-o", str(tmp_path / "x.pptx"), *named])
        assert (done.exit_code, done.stderr) == (0, ""), done.output
        assert files(tmp_path) == [deck.relative_to(tmp_path).as_posix(), "x.pptx"]
        for command in (
            ["check"], ["facts"], ["flatten"], ["explain", "a"], ["pull", str(tmp_path / "x.pptx")],
            ["publish", "-o", str(tmp_path / "y.pptx")],
        ):  # fmt: skip
            done = run(group, [*command, *named])
            assert done.exit_code == 0, done.output
        for command in (["diff", str(tmp_path / "x.pptx")], ["comments"]):
            done = run(group, [*command, *(named or ["."])])
            assert done.exit_code == 0, done.output

    def test_of_two_decks_in_a_folder_it_is_the_one_in_content(self, tmp_path: Path) -> None:
        write(tmp_path, FINE.replace("tea", "below"))
        (tmp_path / "content").mkdir()
        write(tmp_path / "content", FINE)
        assert build(tmp_path).path.name == "tea.pptx"

    def test_a_folder_without_a_deck(self, tmp_path: Path) -> None:
        done = deckgen("build", cwd=tmp_path)
        assert_told(
            done, 1, "there is no deck here: neither content/deck.yaml nor deck.yaml", "deckgen new"
        )

    @pytest.mark.slow
    def test_json(self, tmp_path: Path) -> None:
        done = deckgen("build", write(tmp_path, FINE), "--format", "json", cwd=tmp_path)
        told = json.loads(done.stdout)
        assert (told["written"], told["slides"], told["diagnostics"]) == (["out/tea.pptx"], 2, [])

    def test_all_errors_are_told_and_nothing_is_written(
        self, tmp_path: Path, golden: Golden
    ) -> None:
        write(tmp_path, TWO_ERRORS)
        done = deckgen("build", "deck.yaml", cwd=tmp_path)
        assert_told(done, 1, "unknown-slot", "unknown-fact", "2 errors; nothing was written")
        assert done.stdout == ""
        assert files(tmp_path) == ["deck.yaml"]
        golden.check("errors/command.txt", done.stderr.replace(str(TEMPLATE), "TEMPLATE"))

    @pytest.mark.slow
    def test_what_says_the_same_is_told_once_and_after_twenty_the_rest_is_counted(
        self, tmp_path: Path
    ) -> None:
        same = "".join(f"    {word}: ${{{{nothing}}}}\n" for word in ("Title", "Kicker", "notes"))
        many = "".join(f"    Slot {number}: x\n" for number in range(24))
        text = TWO_ERRORS.replace("    Titel: x\n    Kicker: ${{nothing}}\n", same + many)
        deck = write(tmp_path, text)
        done = deckgen("build", str(deck))
        assert_told(done, 1, f"= 3 times: {deck}:6:12, {deck}:7:13, {deck}:8:12\n")
        assert done.stderr.endswith(
            "5 errors more; `--all-errors` prints all\n\n27 errors; nothing was written\n"
        )
        assert done.stderr.count("error[") == 20
        whole = deckgen("build", str(deck), "--all-errors")
        assert_told(whole, 1, "27 errors; nothing was written")
        assert whole.stderr.count("error[") == 27
        listed = json.loads(deckgen("build", str(deck), "--format", "json").stdout)
        assert len(listed["diagnostics"]) == 27

    def test_errors_as_json(self, tmp_path: Path) -> None:
        write(tmp_path, TWO_ERRORS)
        done = deckgen("build", "deck.yaml", "--format", "json", cwd=tmp_path)
        assert_told(done, 1)
        told = json.loads(done.stdout)
        assert told["outcome"] == "nothing was written"
        (first, second) = told["diagnostics"]
        assert first["code"] == "unknown-slot"
        assert first["severity"] == "error"
        assert (first["file"], first["line"], first["column"]) == ("deck.yaml", 6, 5)
        assert (first["end_line"], first["end_column"]) == (6, 10)
        assert "did you mean `Title`?" in first["help"]
        assert second["code"] == "unknown-fact"

    @pytest.mark.slow
    @pytest.mark.parametrize("name", ["deck.ppt", "deck.pdf", "deck.pptx.bak"])
    def test_only_presentations_are_written(self, tmp_path: Path, name: str) -> None:
        deck = write(tmp_path, FINE)
        assert_told(deckgen("build", deck, "-o", tmp_path / "o" / name), 1, "suffix", ".pptx")
        assert files(tmp_path) == ["deck.yaml"]


@pytest.mark.slow
class TestOverwriting:
    """A file that somebody else made, or edited, is not lost."""

    @pytest.fixture
    def built(self, tmp_path: Path) -> tuple[Path, Path]:
        deck, output = write(tmp_path, FINE), tmp_path / "deck.pptx"
        build(deck, output=output)
        return deck, output

    def test_what_deckgen_wrote_is_replaced(self, built: tuple[Path, Path]) -> None:
        deck, output = built
        before = output.read_bytes()
        deck.write_text(deck.read_text(encoding="utf-8").replace("Title: y", "Title: z"))
        assert deckgen("build", deck, "-o", output).returncode == 0
        assert output.read_bytes() != before

    def test_what_was_edited_since_is_kept(self, built: tuple[Path, Path]) -> None:
        deck, output = built
        parts = members(output)
        name = "ppt/slides/slide1.xml"
        edited = packed({**parts, name: parts[name].replace(b"<a:t>x<", b"<a:t>edited<")})
        output.write_bytes(edited)
        done = deckgen("build", deck, "-o", output)
        assert_told(done, 1, "would-overwrite", "edited since deckgen wrote it", "--force")
        assert output.read_bytes() == edited
        assert deckgen("build", deck, "-o", output, "--force").returncode == 0
        assert members(output)[name] == parts[name]

    @pytest.mark.parametrize("data", [b"", b"my notes", TEMPLATE.read_bytes()])
    def test_what_others_made_is_kept(self, tmp_path: Path, data: bytes) -> None:
        output = tmp_path / "deck.pptx"
        output.write_bytes(data)
        done = deckgen("build", write(tmp_path, FINE), "-o", output)
        assert_told(done, 1, "would-overwrite", "not written by deckgen", "nothing was written")
        assert output.read_bytes() == data

    def test_the_template_is_never_replaced_by_its_deck(self, tmp_path: Path) -> None:
        own = tmp_path / "own.pptx"
        own.write_bytes(TEMPLATE.read_bytes())
        done = deckgen("build", write(tmp_path, FINE), "-t", own, "-o", own)
        assert_told(done, 1, "own.pptx is what the deck is made from", "nothing was written")
        assert own.read_bytes() == TEMPLATE.read_bytes()


def _no_room() -> None:
    """Let no file grow beyond 5 kB, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))


UNMEASURED = {"COVERAGE_PROCESS_START": "", "COVERAGE_PROCESS_CONFIG": ""}
"""A measured process writes a file of its own when it ends, for which there is no room either."""


@pytest.mark.slow
class TestWriting:
    """A file is whole or not there."""

    def test_no_part_of_a_file_stays_on_a_full_disk(self, tmp_path: Path) -> None:
        deck = write(tmp_path, FINE)
        words = ("build", deck, "-o", tmp_path / "deck.pptx")
        done = deckgen_process(*words, before=_no_room, env=UNMEASURED)
        assert_told(done, 1, "unwritable", "cannot be written", "nothing was written")
        assert files(tmp_path) == ["deck.yaml"]

    def test_the_file_before_stays_on_a_full_disk(self, tmp_path: Path) -> None:
        deck, output = write(tmp_path, FINE), tmp_path / "deck.pptx"
        build(deck, output=output)
        before = output.read_bytes()
        words = ("build", deck, "-o", output, "--embed", "none")
        done = deckgen_process(*words, before=_no_room, env=UNMEASURED)
        assert_told(done, 1, "unwritable")
        assert output.read_bytes() == before
        assert files(tmp_path) == ["deck.pptx", "deck.yaml"]

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        done = deckgen("build", write(tmp_path, FINE), "-o", tmp_path / "file" / "deck.pptx")
        assert_told(done, 1, "unwritable")

    def test_a_folder_is_where_the_deck_goes_under_its_own_name(self, tmp_path: Path) -> None:
        (tmp_path / "out.pptx").mkdir()
        done = deckgen("build", write(tmp_path, FINE), "-o", tmp_path / "out.pptx", "-q")
        assert (done.returncode, done.stderr) == (0, "")
        assert files(tmp_path / "out.pptx") == ["tea.pptx"]

    def test_a_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own(
        self, tmp_path: Path
    ) -> None:
        deck, output = write(tmp_path, FINE), tmp_path / "deck.pptx"
        build(deck, output=output)
        (tmp_path / "other").touch()
        assert output.stat().st_mode == (tmp_path / "other").stat().st_mode
        output.chmod(0o640)
        build(deck, output=output)
        assert output.stat().st_mode & 0o777 == 0o640


BROKEN = """
import sys, types
import click
from deckgen import cli
from deckgen.cli import _console as console
from deckgen.diagnostics import DeckLocation, Diagnostic
from deckgen.soundness import Unsound

@click.command("broken")
@console.format_option
@console.command("nothing was written")
def command(form):
    raise {error}

sys.modules["deckgen.cli.broken"] = types.SimpleNamespace(command=command)
cli.COMMANDS["broken"] = "A command with a bug."
sys.argv = ["deckgen", "broken", *sys.argv[1:]]
cli.main()
"""
UNSOUND = "Unsound(Diagnostic('SOUND-TEXT', 'no paragraph', DeckLocation('a.pptx', 2, 'Title')))"


class TestBugs:
    """Our own mistakes are told as ours, with exit code 3."""

    def run(self, error: str, *words: str) -> Done:
        return subprocess.run(
            [sys.executable, "-c", BROKEN.format(error=error), *words],
            capture_output=True,
            text=True,
            check=False,
        )

    @pytest.mark.slow
    def test_a_bug_shows_its_traceback(self) -> None:
        done = self.run("RuntimeError('oh')")
        assert done.returncode == 3
        assert "RuntimeError: oh" in done.stderr
        assert BUG in done.stderr

    def test_a_deck_that_came_out_damaged_is_a_bug_that_says_where(self) -> None:
        done = self.run(UNSOUND)
        assert_told(done, 3, "error[SOUND-TEXT]: no paragraph", "a.pptx, slide 2, shape `Title`")
        assert "1 error; nothing was written" in done.stderr
        assert BUG in done.stderr

    @pytest.mark.slow
    def test_as_json(self) -> None:
        done = self.run(UNSOUND, "--format", "json")
        assert done.returncode == 3
        (told,) = json.loads(done.stdout)["diagnostics"]
        assert (told["code"], told["slide"], told["shape"]) == ("SOUND-TEXT", 2, "Title")


class TestPublish:
    """What a copy for outside is told as."""

    def test_as_text_and_as_json(self, tmp_path: Path) -> None:
        deck = Presentation()
        deck.core_properties.author = "Nosy Parker"
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.notes_slide.notes_text_frame.text = "Do not tell"
        deck.save(str(tmp_path / "deck.pptx"))
        words = ["publish", str(tmp_path / "deck.pptx"), "-o", str(tmp_path / "out.pptx")]
        run = CliRunner().invoke(group, words)
        assert run.exit_code == 0, run.output
        first, *rest = run.output.splitlines()
        assert first.endswith("out.pptx: 1 slide")
        assert rest[0] == "taken out:"
        assert any(row.startswith("  properties of the file (") for row in rest)
        assert rest[-2:] == ["left in:", "  notes of slides (1): slide"]
        run = CliRunner().invoke(group, [*words, "--force", "--format", "json"])
        data = json.loads(run.output)
        assert data["slides"] == 1
        assert [Path(path).name for path in data["written"]] == ["out.pptx"]
        assert {"what", "count", "which"} == set(data["removed"][0])
        assert data["left"] == [{"what": "notes of slides", "count": 1, "which": ["slide"]}]


class TestTemplate:
    """The list of a template's layouts."""

    def test_the_layouts_with_their_slots(self, golden: Golden) -> None:
        done = deckgen("template", TEMPLATES["plain"])
        assert (done.returncode, done.stderr) == (0, "")
        golden.check("template-plain.txt", done.stdout)

    def test_json(self) -> None:
        done = deckgen("template", TEMPLATES["briefing"], "--format", "json")
        told = json.loads(done.stdout)
        assert told["patterns"] == []
        layouts = {entry["layout"]: entry for entry in told["layouts"]}
        chart = layouts["Chart and Points"]
        assert [slot["name"] for slot in chart["slots"]][:4] == [
            "Title",
            "Kicker",
            "Chart",
            "Points",
        ]
        assert chart["slots"][2]["takes"] == "a chart"
        assert chart["slots"][2]["inches"] == [0.75, 1.7, 7.8, 4.7]
        assert chart["fields"] == ["Date", "Footer", "Slide Number"]

    @pytest.mark.slow
    @pytest.mark.parametrize("name", TEMPLATES)
    def test_the_samples_build(self, name: str, tmp_path: Path) -> None:
        template = TEMPLATES[name]
        listed: list[dict[str, Any]] = json.loads(
            deckgen("template", template, "--format", "json").stdout
        )["layouts"]
        (tmp_path / "images").mkdir()
        (tmp_path / "images" / "photo.jpg").write_bytes(encoded(picture(400, 300), "JPEG"))
        settings: dict[str, YamlData] = {"title": "T", "template": str(template)}
        rows = [dump(settings), "slides:\n"]
        for number, entry in enumerate(listed):
            sample = "".join(f"    {row}\n" for row in entry["sample"].splitlines())
            rows.append(f"  - id: s{number}\n{sample}")
        deck = tmp_path / "deck.yaml"
        deck.write_text("".join(rows), encoding="utf-8")
        assert build(deck, output=tmp_path / "deck.pptx").slides == len(listed)

    def test_names_that_stand_twice_are_told(self, tmp_path: Path) -> None:
        parts = members(TEMPLATE)
        name = "ppt/slideLayouts/slideLayout6.xml"
        layout = parts[name].replace(b'name="Kicker"', b'name="Title"')
        (tmp_path / "t.pptx").write_bytes(packed({**parts, name: layout}))
        done = deckgen("template", tmp_path / "t.pptx")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Title: this name stands twice" in done.stdout

    def test_a_file_that_is_no_template(self, tmp_path: Path) -> None:
        assert_told(deckgen("template", ROOT / "README.md"), 1, "not a PowerPoint file")
        assert_told(deckgen("template", tmp_path / "none.pptx"), 1, "there is no file")


@every_case("name", public)
def test_every_public_name_can_be_imported(name: str) -> None:
    assert getattr(import_module("deckgen"), name).__name__ == name


@pytest.mark.slow
def test_the_build_of_a_deck_hardly_ever_looks_for_garbage(tmp_path: Path) -> None:
    """Counted from the start of the command to the end of Python: there is none to be found."""
    code = (
        "import gc, sys\n"
        "passes = []\n"
        "gc.callbacks.append(lambda phase, about: passes.append((phase, gc.get_freeze_count())))\n"
        "import atexit\n"
        "from deckgen.cli import main\n"
        "passes.clear()\n"
        "atexit.register(lambda: print(len(passes), gc.get_freeze_count() > 10_000))\n"
        "main()"
    )
    deck = ROOT / "content" / "deck.yaml"
    command = [sys.executable, "-c", code, "build", str(deck), "-o", str(tmp_path), "--no-cache"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    passes, is_frozen = done.stdout.split()[-2:]
    assert int(passes) <= 4
    assert is_frozen == "True"


@pytest.mark.slow
def test_a_profiler_has_the_last_word() -> None:
    command = [sys.executable, "-m", "cProfile", "-m", "deckgen", "--version"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert "function calls" in done.stdout
