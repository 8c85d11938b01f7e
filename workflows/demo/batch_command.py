"""`python -m workflows batch`: a whole selection batch played and measured."""

from __future__ import annotations

import click

from workflows.demo.batch import play_batch
from workflows.demo.batch_meter import peak_megabytes, row_counts
from workflows.demo.batch_plan import Size, TooMany
from workflows.demo.load import load_demo
from workflows.demo.rounds import RoundStopped
from workflows.settings import database_url
from workflows.store import Store
from workflows.store.migrate import upgrade


@click.command()
@click.option(
    "--villages", default=102, show_default=True, type=click.IntRange(1, 109), help="How many teams need people."
)
@click.option("--people", default=272, show_default=True, type=click.IntRange(1, 327), help="How many they need.")
def batch(villages: int, people: int) -> None:
    """Load the demonstration city and let it select PEOPLE for VILLAGES, step by step; say what each step cost.

    DATABASE_URL names the database; never name an office's own: everybody in it is invented. Exits 1 where the play stops.
    """
    store = Store.from_url(database_url())
    try:
        upgrade(store)
        load_demo(store)
        played = play_batch(store, Size(villages, people), lambda name: click.echo(f"… {name}", err=True))
        for line in played.meter.lines():
            click.echo(line)
        click.echo(f"{played.sent} people are in their villages; the batch ended by {played.end}.")
        click.echo(f"Peak memory: {peak_megabytes()} MB. Rows: " + ", ".join(f"{n} {c}" for n, c in row_counts(store)))
    except (RoundStopped, TooMany) as stopped:
        raise click.ClickException(str(stopped)) from None
    finally:
        store.close()
