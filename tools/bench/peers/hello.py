"""A bare click program."""

import click


@click.group()
def main() -> None:
    """Say hello."""


@main.command()
def hello() -> None:
    """Say it."""
    click.echo("hello")


if __name__ == "__main__":
    main()
