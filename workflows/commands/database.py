"""What the commands share: the database that they work on and the way they end; and `python -m workflows migrate`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from sqlalchemy import make_url

from workflows.settings import SettingError, database_url
from workflows.store import DATABASE_ERRORS, Store, cause_of, trouble_of
from workflows.store.migrate import SchemaError, upgrade


def open_store() -> Store:
    """The database of the settings, at the newest schema; closed when the command ends."""
    try:
        url = database_url()
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    return open_store_at(url)


def open_store_to_look() -> Store:
    """The database of the settings; where there is none yet, an empty one that is gone when the command ends."""
    try:
        url = database_url()
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    file = make_url(url).database if url.startswith("sqlite") else None
    if not file or file == ":memory:" or Path(file).exists():
        return open_store_at(url)
    folder = TemporaryDirectory()
    click.get_current_context().call_on_close(folder.cleanup)
    return open_store_at(f"sqlite:///{folder.name}/looked-at.sqlite")


def open_store_at(url: str) -> Store:
    """A database, brought to the newest schema; closed when the command ends."""
    try:
        store = Store.from_url(url)
        click.get_current_context().call_on_close(store.close)
        upgrade(store)
    except SchemaError as error:
        raise click.ClickException(str(error)) from None
    except DATABASE_ERRORS as error:
        sentence = f"The database cannot be used ({trouble_of(error).value}): {cause_of(error)}"
        raise click.ClickException(sentence) from None
    return store


def finish(data: dict[str, Any], as_json: bool, lines: list[str], *, is_good: bool) -> None:
    """Print the result, as lines or as one JSON object, and end with 0 or 1."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
    sys.exit(0 if is_good else 1)


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    store = open_store()
    click.echo(f"{store.engine.url.render_as_string()} is at the newest schema.")
