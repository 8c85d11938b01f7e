"""`python -m workflows worker`: background work until told to stop, or once."""

from __future__ import annotations

import logging

import click

import workflows.rooms  # noqa: F401  operations that diagrams call must be registered before a case moves
from workflows.jobs.duties import return_tasks, seal_history, work_off
from workflows.jobs.worker import run_worker, stop_on_signals, stop_with_parent
from workflows.settings import database_url
from workflows.store import Store


@click.command()
@click.option("--database", metavar="URL", help="The database; else DATABASE_URL, else the SQLite file under var/.")
@click.option("--once", is_flag=True, help="Do what is due now and end, for instance from cron.")
@click.option("--with-parent", is_flag=True, help="End when the process that started this one is gone.")
def worker(database: str | None, once: bool, with_parent: bool) -> None:
    """Fire timers, deliver messages, return tasks of people who left and seal the history, until SIGTERM or Ctrl-C.

    On PostgreSQL any number of workers share the work; on SQLite one is enough.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    # The queue tells of every look it takes for work.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    stop = stop_on_signals()
    if with_parent:
        stop_with_parent(stop)
    store = Store.from_url(database or database_url())
    try:
        if once:
            moved = work_off(store, stop.is_set) + return_tasks(store)
            seal_history(store)
            click.echo(f"{moved} done")
        else:
            run_worker(store, stop)
    finally:
        store.close()
