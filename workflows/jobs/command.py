"""`python -m workflows worker`: background work until told to stop, or once."""

from __future__ import annotations

import logging

import click

import workflows.rooms  # noqa: F401  operations that diagrams call must be registered before a case moves
from workflows.jobs.duties import refresh_readers, return_tasks, seal_history, work_off
from workflows.jobs.holds import ClockWatch, may_act
from workflows.jobs.pulse import beat, tidy
from workflows.jobs.worker import run_worker, stop_on_signals, stop_with_parent
from workflows.settings import SettingError, checked_url, database_url
from workflows.store import Store
from workflows.store.migrate import SchemaError, require_newest


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
    try:
        store = Store.from_url(checked_url(database, "--database") if database else database_url())
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    try:
        if once:
            require_newest(store)
            may_fire = may_act(store, ClockWatch())
            beat(store)
            moved = work_off(store, stop.is_set, may_fire=may_fire) + return_tasks(store)
            refresh_readers(store, stop.is_set)
            seal_history(store)
            tidy(store)
            if not may_fire:
                click.echo(
                    "Automatic acts wait for a person to confirm the machine's clock (Administration, Worker).",
                    err=True,
                )
            click.echo(f"{moved} done")
        else:
            require_newest(store)
            run_worker(store, stop)
    except SchemaError as error:
        raise click.ClickException(str(error)) from None
    finally:
        store.close()
