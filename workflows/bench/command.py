"""`python -m workflows bench`: prints the figures; exit 1 where one misses its target."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager

import click
from sqlalchemy.exc import SQLAlchemyError

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.bench.completion import AGES, completion_cost, loop_flatness
from workflows.bench.expressions import expression_cost
from workflows.bench.measure import Figure
from workflows.bench.office import furnish, postgresql_store, sqlite_store
from workflows.store import Store

POSTGRES_VARIABLES = ("GATEPOST_TEST_POSTGRES_URL", "DATABASE_URL")


def postgresql_server() -> str | None:
    """The URL of the PostgreSQL server to measure on: the tests' own, or the office's; None where neither is named."""
    urls = (os.environ.get(name, "") for name in POSTGRES_VARIABLES)
    return next((url for url in urls if url.startswith("postgres")), None)


QUICK, THOROUGH = 40, 300


def figures(*, rounds: int, server: str | None) -> Iterator[Figure | str]:
    """Every figure as it is measured, of so many rounds, and a sentence for what had to be left out."""
    yield from _database_figures("SQLite, synchronous=FULL", sqlite_store(), rounds)
    if server is None:
        yield f"PostgreSQL was left out: name a server in {' or '.join(POSTGRES_VARIABLES)}."
    else:
        try:
            yield from _database_figures("PostgreSQL", postgresql_store(server), rounds)
        except SQLAlchemyError as error:
            yield f"PostgreSQL was left out: {str(error).splitlines()[0]}"
    yield from expression_cost(rounds=rounds)


def _database_figures(database: str, opened: AbstractContextManager[Store], rounds: int) -> Iterator[Figure]:
    ages = AGES if rounds > 100 else (AGES[0], AGES[1])
    with opened as store:
        office = furnish(store)
        yield from completion_cost(office, database, rounds=rounds)
        yield from loop_flatness(office, database, rounds=min(rounds, 80), ages=ages)


@click.command()
@click.option("--quick", "is_quick", is_flag=True, help="Fewer samples and no iteration 1,000.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bench(is_quick: bool, as_json: bool) -> None:
    """Measure completions, loops, conditions and tables as ratios within this run, on databases made for it."""
    found: list[Figure] = []
    notes: list[str] = []
    group = ""
    for item in figures(rounds=QUICK if is_quick else THOROUGH, server=postgresql_server()):
        if isinstance(item, str):
            notes.append(item)
        else:
            found.append(item)
        if as_json:
            continue
        if isinstance(item, Figure) and item.group != group:
            group = item.group
            click.echo(group)
        click.echo(item if isinstance(item, str) else item.line())
    missed = [figure for figure in found if not figure.is_met]
    if as_json:
        click.echo(
            json.dumps(
                {"figures": [figure.data() for figure in found], "left_out": notes}, ensure_ascii=False, indent=2
            )
        )
    else:
        click.echo(f"{len(found)} figures, {len(missed)} beyond their target.")
    sys.exit(1 if missed else 0)
