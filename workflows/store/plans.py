"""Prepared statements of mapped classes: built once, for to build one anew takes as long as the database takes to answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Delete,
    Insert,
    Integer,
    Table,
    Update,
    bindparam,
    func,
    inspect,
    select,
    true,
)
from sqlalchemy import column as plain_column
from sqlalchemy import table as plain_table
from sqlalchemy.sql.dml import ReturningDelete
from sqlalchemy.sql.elements import ColumnElement

from workflows.store.base import Base
from workflows.store.guard import TOLD
from workflows.store.kinds import key_names, layout_of, table_of

_MATCH = "match_"
HELD_NUMBER = "held_number"
_VERSION = plain_table("reference_version", plain_column("id", Integer), plain_column("number", BigInteger))
# A database of a scenario has no such row: its number is 0.
_NUMBER = func.coalesce(select(_VERSION.c.number).where(_VERSION.c.id == 1).scalar_subquery(), 0)


class Plan(NamedTuple):
    """How a class is written: its table, (attribute, column name, default) triples, and whether the database numbers its rows."""

    table: Table
    insert: Insert
    columns: tuple[tuple[str, str, Callable[[], Any]], ...]
    numbered: str | None


@cache
def plan_of(model: type[Base]) -> Plan:
    """The plan of a class, made once."""
    mapper, table = inspect(model), table_of(model)
    numbered = table.autoincrement_column
    columns = tuple(
        (mapper.get_property_by_column(column).key, column.name, _default(column))
        for column in table.columns
        if column is not numbered
    )
    insert = table.insert().execution_options(**{TOLD: True})
    return Plan(table, insert, columns, mapper.get_property_by_column(numbered).key if numbered is not None else None)


def _default(column: Column[Any]) -> Callable[[], Any]:
    """What makes the value of a column that the object was not given."""
    value = getattr(column.default, "arg", None)
    if callable(value):
        return lambda: value(None)
    return lambda: value


def match_values(match: Mapping[str, Any]) -> tuple[tuple[tuple[str, str], ...], dict[str, Any]]:
    """(The shape of a condition, its parameters): a list means any of these, None means empty, anything else equality."""
    shape, values = [], {}
    for name, wanted in match.items():
        if wanted is None:
            shape.append((name, "empty"))
        elif isinstance(wanted, (list, tuple, set, frozenset)):
            shape.append((name, "in"))
            values[_MATCH + name] = list(wanted)
        else:
            shape.append((name, "is"))
            values[_MATCH + name] = wanted
    return tuple(shape), values


def _condition(table: Table, shape: tuple[tuple[str, str], ...]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    for name, how in shape:
        column = table.c[name]
        if how == "empty":
            condition &= column.is_(None)
        elif how == "in":
            condition &= column.in_(bindparam(_MATCH + name, expanding=True))
        else:
            condition &= column == bindparam(_MATCH + name, type_=column.type)
    return condition


@lru_cache(maxsize=512)
def update_statement(model: type[Base], shape: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> Update:
    """An update of these columns under a condition of this shape; rows of record are given back as they stand then."""
    table, layout = table_of(model), layout_of(model)
    statement = (
        table.update()
        .where(_condition(table, shape))
        .values({name: bindparam(name) for name in names})
        .execution_options(**{TOLD: True})
    )
    if layout is None:
        return statement
    return statement.returning(*(table.c[name] for name in dict.fromkeys((*key_names(model), *names, *layout.needed))))


@lru_cache(maxsize=128)
def delete_statement(model: type[Base], shape: tuple[tuple[str, str], ...]) -> Delete | ReturningDelete[Any]:
    """A removal under a condition of this shape; rows of record are given back as they were."""
    table = table_of(model)
    statement = table.delete().where(_condition(table, shape)).execution_options(**{TOLD: True})
    return statement.returning(*table.columns) if layout_of(model) else statement


@lru_cache(maxsize=256)
def update_by_key(model: type[Base], names: tuple[str, ...], *, is_guarded: bool = False) -> Update:
    """An update of these columns of the row with one key (`match_` and the name of each key column).

    A guarded one changes nothing where the number of what is held (store/held.py) is not the parameter HELD_NUMBER any more.
    """
    table = table_of(model)
    shape = tuple((name, "is") for name in key_names(model))
    statement = table.update().where(_condition(table, shape)).values({name: bindparam(name) for name in names})
    if is_guarded:
        statement = statement.where(bindparam(HELD_NUMBER, type_=BigInteger()) == _NUMBER)
    return statement.execution_options(**{TOLD: True})


def key_values(model: type[Base], key: tuple[Any, ...]) -> dict[str, Any]:
    """The parameters of `update_by_key` that name the row."""
    return {_MATCH + name: part for name, part in zip(key_names(model), key, strict=True)}
