"""`python -m workflows load CASES`: a database of many cases to measure pages on."""

from __future__ import annotations

import click

from workflows.demo.load import load_demo
from workflows.demo.multiply import multiply
from workflows.settings import database_url
from workflows.store import Store
from workflows.store.migrate import upgrade


@click.command()
@click.argument("cases", type=click.IntRange(1, 2_000_000))
def load(cases: int) -> None:
    """Load the demonstration city and copy its cases until there are CASES of them. DATABASE_URL names the database.

    For measuring only: the copies have no history that `verify` could prove, so never name an office's own database.
    """
    store = Store.from_url(database_url())
    try:
        upgrade(store)
        load_demo(store)
        with click.progressbar(length=cases, label="Cases", width=0) as bar:
            added = multiply(store, cases, tell=lambda done: bar.update(done - bar.pos))
    finally:
        store.close()
    click.echo(f"{added} cases were added; the database holds {cases}.")
