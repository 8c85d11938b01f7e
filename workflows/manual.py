"""Tables of the designers' manual that a command writes, each between two marks that it finds again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

MANUAL = Path(__file__).parents[1] / "bpmn" / "README.md"
END = "<!-- end -->"


class MarksMissing(ValueError):
    """The manual holds no place for the table."""


def begin(command: str) -> str:
    """The line before the table of a command."""
    return f"<!-- begin: written by `python -m workflows {command} --write` -->"


def manual_with_table(manual: str, command: str, table: str) -> str:
    """The manual with this table between the marks of its command. Raises MarksMissing where it has none."""
    head, first, rest = manual.partition(begin(command))
    _, last, tail = rest.partition(END)
    if not first or not last:
        raise MarksMissing(f"The manual holds no line {begin(command)} with {END} after it.")
    return f"{head}{first}\n{table}{last}{tail}"


def keep_table(manual: Path, command: str, table: str, *, write: bool) -> None:
    """Write the table into the manual; without `write` only look, and exit 1 where the manual's is another.

    Raises ClickException where the manual cannot be read or holds no place for it.
    """
    try:
        text = manual.read_text(encoding="utf-8")
        current = manual_with_table(text, command, table)
    except (OSError, MarksMissing) as error:
        raise click.ClickException(str(error)) from None
    if write:
        manual.write_text(current, encoding="utf-8")
    elif text != current:
        click.echo(f"The table of {manual.name} is not current: run python -m workflows {command} --write.")
        sys.exit(1)
