"""`python -m workflows vocabulary`: print the table of accepted words, write it into the manual, or say that it is not current."""

from __future__ import annotations

from pathlib import Path

import click

from workflows.manual import MANUAL, keep_table
from workflows.procedure.accepted.table import table


@click.command()
@click.option("--write", is_flag=True, help="Write the table into the designers' manual.")
@click.option("--check", "only_check", is_flag=True, help="Exit 1 where the manual's table is not this one.")
@click.option(
    "--manual", type=click.Path(path_type=Path), default=MANUAL, help="The manual, bpmn/README.md without it."
)
def vocabulary(write: bool, only_check: bool, manual: Path) -> None:
    """Every word that `check` accepts, what it does, and the test that proves it."""
    if write or only_check:
        keep_table(manual, "vocabulary", table(), write=write)
    else:
        click.echo(table())
