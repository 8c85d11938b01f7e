"""`python -m workflows vocabulary`: print the table of accepted words, write it into the manual, or say that it is not current."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from workflows.procedure.accepted.table import MarksMissing, manual_with_table, table

MANUAL = Path(__file__).parents[3] / "bpmn" / "README.md"


@click.command()
@click.option("--write", is_flag=True, help="Write the table into the designers' manual.")
@click.option("--check", "only_check", is_flag=True, help="Exit 1 where the manual's table is not this one.")
@click.option(
    "--manual", type=click.Path(path_type=Path), default=MANUAL, help="The manual, bpmn/README.md without it."
)
def vocabulary(write: bool, only_check: bool, manual: Path) -> None:
    """Every word that `check` accepts, what it does, and the test that proves it."""
    if not (write or only_check):
        click.echo(table())
        return
    try:
        text = manual.read_text(encoding="utf-8")
        current = manual_with_table(text)
    except (OSError, MarksMissing) as error:
        raise click.ClickException(str(error)) from None
    if write:
        manual.write_text(current, encoding="utf-8")
    elif text != current:
        click.echo(f"The table of {manual.name} is not current: run python -m workflows vocabulary --write.")
        sys.exit(1)
