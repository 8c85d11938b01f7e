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
    """How a class is written: its table, (attribute, column name, default) triples, and whether the database numbers its rows."""

    table: Table
    insert: Insert
    columns: tuple[tuple[str, str, Callable[[], Any]], ...]
    numbered: str | None


@cache
def _plan(model: type[Base]) -> _Plan:
    mapper = inspect(model)
    table = mapper.local_table
    assert isinstance(table, Table)
    numbered = table.autoincrement_column
    columns = tuple(
        (mapper.get_property_by_column(column).key, column.name, _default(column))
        for column in table.columns
        if column is not numbered
    )
    return _Plan(
        table, table.insert(), columns, mapper.get_property_by_column(numbered).key if numbered is not None else None
    )


@lru_cache(maxsize=256)
def _update(model: type[Base], names: tuple[str, ...]) -> Update:
    table = _plan(model).table
    (key,) = table.primary_key.columns
    return table.update().where(key == bindparam(_KEY)).values({name: bindparam(name) for name in names})


def _default(column: Column[Any]) -> Callable[[], Any]:
    """What makes the value of a column that the object was not given."""
    value = getattr(column.default, "arg", None)
    if callable(value):
        return lambda: value(None)
    return lambda: value


def insert_rows(work: UnitOfWork, *rows: Base, is_kept: bool = True) -> None:
    """Insert new objects of one class now; afterwards they belong to the session as if it had loaded them.

    What the session still holds back goes first, so that rows may refer to it. `is_kept=False` leaves the objects outside the
    session: for rows that nobody changes in the same transaction.
    """
    if not rows:
        return
    session, plan = work.session, _plan(type(rows[0]))
    if session.new:
        session.flush()
    for row in rows:
        result = work.connection.execute(plan.insert, _values(plan, row, is_kept))
        if plan.numbered is not None and result.inserted_primary_key is not None:
            set_committed_value(row, plan.numbered, result.inserted_primary_key[0])
    for row in rows if is_kept else ():
        make_transient_to_detached(row)
        session.add(row)


def _values(plan: _Plan, row: Base, is_kept: bool) -> dict[str, Any]:
    held = row.__dict__
    values = {}
    for key, name, default in plan.columns:
        if key in held:
            values[name] = held[key]
        else:
            values[name] = default()
            if is_kept:
                set_committed_value(row, key, values[name])
    return values


def update_row(work: UnitOfWork, row: Base, **values: Any) -> None:
    """Update columns of one stored object now, without waiting for the session's flush; the object shows the new values."""
    key = inspect(row).identity
    assert key is not None
    work.connection.execute(_update(type(row), tuple(values)), {**values, _KEY: key[0]})
    for name, value in values.items():
        set_committed_value(row, name, value)
