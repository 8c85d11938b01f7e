"""`python -m workflows replay`: before an update, let the new program carry on the cases of a copy of an office's database."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import click

from workflows.casework.replay import replay as replay_cases
from workflows.commands.database import finish, open_store_at
from workflows.settings import SettingError, checked_url, database_url


@click.command()
@click.argument("copy")
@click.option("--days", default=7, show_default=True, help="Fire what falls due within so many days.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def replay(copy: str, days: int, as_json: bool) -> None:
    """Try whether this program carries on every case of the database at the URL COPY. Exit 1 where anything goes otherwise.

    The copy is brought to the newest schema; every trial is undone. The office's own database is refused.
    """
    try:
        url = checked_url(copy, "COPY")
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    if url == database_url():
        raise click.ClickException(
            "This is the office's own database, that of DATABASE_URL. Restore a backup elsewhere and name that copy."
        )
    store = open_store_at(url)
    result = replay_cases(store, timedelta(days=days))
    lines = [str(each) for each in result.differences]
    lines.append(
        f"{result.versions} versions read, {result.cases} open cases carried on, {result.fired} timers of the next {days} days "
        f"fired: {len(result.differences) or 'no'} differences."
    )
    data = {
        "versions": result.versions,
        "cases": result.cases,
        "fired": result.fired,
        "differences": [asdict(each) for each in result.differences],
    }
    finish(data, as_json, lines, is_good=not result.differences)
