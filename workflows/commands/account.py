"""Commands that set up an office without the demonstration city: units, accounts and posts. Everything done is in the history."""

from __future__ import annotations

import os

import click
from sqlalchemy import select

from workflows.commands.database import open_store
from workflows.people import User
from workflows.people.administration import (
    SetUpError,
    add_account,
    add_unit,
    change_password,
    give_post,
)
from workflows.people.posts import ensure_posts
from workflows.people.words import UnitKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind

PASSWORD_VARIABLE = "GATEPOST_PASSWORD"  # noqa: S105  the name of a variable, not a password


@click.command()
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in UnitKind]), required=True, help="What the unit is.")
@click.option("--parent", help="The code of the unit above it.")
@click.option("--name-en", default="", help="Its name in English.")
def unit(code: str, name: str, kind: str, parent: str | None, name_en: str) -> None:
    """Add a unit with CODE and NAME."""
    store = open_store()
    try:
        with store.write() as work:
            added = add_unit(work, code, name, kind=kind, parent=parent, name_en=name_en)
            record(work, None, HistoryKind.UNIT_ADDED, {"code": code, "path": added.path})
    except SetUpError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{code} {name} is at {added.path}.")


@click.command()
@click.argument("username")
@click.option("--name", default="", help="The person's name; for a new account.")
@click.option("--unit", "unit_code", default="", help="The code of the person's unit; for a new account.")
@click.option(
    "--number", default="", help="The person's staff number, by which workbooks find them; for a new account."
)
@click.option("--post", "posts", multiple=True, metavar="POST@UNIT", help="A post to hold from today; may be repeated.")
@click.option("--password", "asks_password", is_flag=True, help="Ask for a new password of an existing account.")
@click.option("--close/--open", "is_closed", default=None, help="Close the account, or open it again.")
def account(
    username: str,
    name: str,
    unit_code: str,
    number: str,
    posts: tuple[str, ...],
    asks_password: bool,
    is_closed: bool | None,
) -> None:
    """Add the account USERNAME, or change it: posts, password, closed or open.

    A password is asked for, or read from the environment variable GATEPOST_PASSWORD; it is never an argument, which others
    on the machine could read.
    """
    store = open_store()
    try:
        with store.write() as work:
            ensure_posts(work)
            user = work.session.scalar(select(User).where(User.username == username))
            is_new = user is None
            if user is None:
                user = add_account(work, username, name, _password(), unit=unit_code, number=number)
            elif asks_password:
                change_password(user, _password())
            for post in posts:
                key, _, code = post.partition("@")
                give_post(work, user, key, code)
            if is_closed is not None:
                user.is_active = not is_closed
            done = {
                "username": username,
                "posts": list(posts),
                "password": is_new or asks_password,
                "closed": is_closed,
            }
            record(work, None, HistoryKind.ACCOUNT_ADDED if is_new else HistoryKind.ACCOUNT_CHANGED, done)
    except SetUpError as error:
        raise click.ClickException(str(error)) from None
    if is_new and not number.strip():
        click.echo(
            "They have no staff number, so workbooks of people leave them out, until a row with this user name gives one."
        )
    click.echo(f"{username} is {'added' if is_new else 'changed'}{' with ' + ', '.join(posts) if posts else ''}.")


def _password() -> str:
    given = os.environ.get(PASSWORD_VARIABLE)
    return given or str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
