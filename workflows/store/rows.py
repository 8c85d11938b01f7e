"""Write rows at once with prepared statements, where the session's own bookkeeping would cost more than the writing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Insert, Table, Update, bindparam, inspect
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from workflows.store.base import Base
from workflows.store.unit_of_work import UnitOfWork

_KEY = "primary_key"


class _Plan(NamedTuple):
    """How a class is written: its table, (attribute, column) pairs, and whether the database numbers its rows."""

    table: Table
    insert: Insert
    columns: tuple[tuple[str, Column[Any]], ...]
    numbered: str | None


@cache
def _plan(model: type[Base]) -> _Plan:
    mapper = inspect(model)
    table = mapper.local_table
    assert isinstance(table, Table)
    columns = tuple((mapper.get_property_by_column(column).key, column) for column in table.columns)
    numbered = next((key for key, column in columns if column is table.autoincrement_column), None)
    return _Plan(table, table.insert(), columns, numbered)


@lru_cache(maxsize=256)
def _update(model: type[Base], names: tuple[str, ...]) -> Update:
    table = _plan(model).table
    (key,) = table.primary_key.columns
    return table.update().where(key == bindparam(_KEY)).values({name: bindparam(name) for name in names})


def _default(column: Column[Any]) -> Any:
    default = column.default
    if default is None:
        return None
    value = getattr(default, "arg", None)
    make: Callable[[Any], Any] | None = value if callable(value) else None
    return make(None) if make else value


def insert_rows(work: UnitOfWork, *rows: Base) -> None:
    """Insert new objects of one class now; afterwards they belong to the session as if it had loaded them.

    What the session still holds back goes first, so that rows may refer to it.
    """
    if not rows:
        return
    session, plan = work.session, _plan(type(rows[0]))
    if session.new:
        session.flush()
    values = []
    for row in rows:
        held = row.__dict__
        for key, column in plan.columns:
            if key not in held and key != plan.numbered:
                set_committed_value(row, key, _default(column))
        values.append({column.name: held[key] for key, column in plan.columns if key != plan.numbered})
    connection = session.connection()
    if plan.numbered is None:
        connection.execute(plan.insert, values)
    else:
        for row, each in zip(rows, values, strict=True):
            number = connection.execute(plan.insert, each).inserted_primary_key
            set_committed_value(row, plan.numbered, number[0] if number else None)
    for row in rows:
        make_transient_to_detached(row)
        session.add(row)


def update_row(work: UnitOfWork, row: Base, **values: Any) -> None:
    """Update columns of one stored object now, without waiting for the session's flush; the object shows the new values."""
    key = inspect(row).identity
    assert key is not None
    work.session.connection().execute(_update(type(row), tuple(values)), {**values, _KEY: key[0]})
    for name, value in values.items():
        set_committed_value(row, name, value)
