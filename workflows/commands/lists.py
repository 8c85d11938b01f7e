"""Which posts and units a command looks names up in: those of a database where one is named, else the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import select

from workflows.commands.language import language_of
from workflows.people import Unit
from workflows.people.posts import PostEntry, posts_file, posts_in_use, shipped_posts
from workflows.sentence import Sentence
from workflows.settings import SettingError, checked_url, named_database
from workflows.store import DATABASE_ERRORS, Store, cause_of
from workflows.store.migrate import SchemaError, require_newest

database_option = click.option(
    "--database",
    help="The database whose posts and units are asked; without it that of DATABASE_URL, without either the shipped posts.",
)


@dataclass(frozen=True, slots=True)
class Lists:
    """The posts in use by key, the codes of all units where they are known, and where both come from."""

    posts: Mapping[str, PostEntry]
    units: frozenset[str] | None
    source: str
    is_of_database: bool

    @property
    def says(self) -> Sentence:
        """Which list it is, for whoever reads what the command found."""
        count, units = len(self.posts), len(self.units or ())
        if self.is_of_database:
            return Sentence(
                f"{count} posts and {units} units as the database {self.source} has them.",
                f"按数据库 {self.source} 中的 {count} 个岗位、{units} 个单位检查。",
            )
        return Sentence(f"{count} posts as {self.source} ships them.", f"按 {self.source} 中的 {count} 个岗位检查。")

    def tell(self, language: str | None) -> None:
        """Print which list it is, beside the result and never into it."""
        click.echo(self.says.in_language(language_of(language)), err=True)


def lists_for(database: str | None) -> Lists:
    """The lists of the database named by the option or DATABASE_URL, which is read and never changed; else the shipped posts.

    A database that no office was set up in yet has no posts: then the shipped ones count, as they would be taken over.
    """
    try:
        url = checked_url(database, "--database") if database else named_database()
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    if url is None:
        return Lists(shipped_posts(), None, _short(posts_file()), is_of_database=False)
    try:
        store = Store.from_url(url)
        where, file = store.engine.url.render_as_string(), store.engine.url.database
        if not store.is_postgresql and not Path(file or "").exists():
            raise click.ClickException(f"There is no database at {file}; `python -m workflows migrate` makes it.")
        click.get_current_context().call_on_close(store.close)
        require_newest(store)
        with store.read() as work:
            posts, units = posts_in_use(work), frozenset(work.session.scalars(select(Unit.code)))
    except SchemaError as error:
        raise click.ClickException(str(error)) from None
    except DATABASE_ERRORS as error:
        raise click.ClickException(f"The database cannot be read: {cause_of(error)}") from None
    if not posts:
        return Lists(shipped_posts(), units or None, _short(posts_file()), is_of_database=False)
    return Lists(posts, units or None, where, is_of_database=True)


def _short(path: Path) -> str:
    """The path as a reader types it: from here where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
