"""The command line: flags in, diagnostics out, and an exit code.

Exit codes: 0 fine, 1 the content, template or deck is at fault, 2 wrong usage, 3 a bug of deckgen.
Commands are imported when they run, so that `--help` loads click and nothing else.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

# The line that `deckgen --help` shows for each command, which is in the module of that name.
COMMANDS = {
    "build": "Write the presentation of a deck.",
    "cache": "Say what is kept from one build to the next, or remove it.",
    "check": "Say what is wrong with a deck or a presentation.",
    "comments": "List review comments as tasks.",
    "diff": "Say what changed from one deck to another.",
    "explain": "Say which file and line set a value, and what it overrode.",
    "extract": "Turn a presentation into YAML and its template.",
    "facts": "List the facts of a deck and where each is used.",
    "flatten": "Print a deck or a variant as one file of YAML.",
    "new": "Start a deck in a new folder.",
    "preview": "Draw the slides of a deck or presentation as pictures.",
    "publish": "Write the copy of a deck that may leave the house.",
    "pull": "Bring the edits made in a reviewed deck back into YAML.",
    "serve": "Show a deck in a browser, drawn anew as its files change.",
    "schema": "Print what a YAML file takes, for an editor.",
    "template": "List a template's slide layouts and their slots.",
}

BUG = "This is a bug in deckgen, not in your deck. Please report it."


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"deckgen.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from deckgen.diagnostics import near

            close = near(args[0], COMMANDS)
            hint = f" Did you mean `{close}`?" if close else ""
            raise click.UsageError(f"There is no command `{args[0]}`.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="deckgen-pptx", prog_name="deckgen")
def group() -> None:
    """Build PowerPoint decks from a template and YAML that mirrors each slide.

    DECK is a deck.yaml or a folder: its content/deck.yaml, else its deck.yaml. Without DECK it is
    the folder you are in.
    """


def main() -> None:
    """Run the command line and exit."""
    # Modules and trees live to the end of a build: looking for garbage among them finds none. Nor
    # would the last look, as Python ends; it leaves out what is frozen.
    gc.set_threshold(100_000)
    try:
        group(prog_name="deckgen")
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo(f"\n{BUG}", err=True)
        sys.exit(3)
    finally:
        gc.freeze()
