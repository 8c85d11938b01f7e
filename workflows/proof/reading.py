"""Read rows as they are stored, each value by itself: one that cannot be read is named, and takes no other with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Float, Table, select, type_coerce
from sqlalchemy.types import NullType

from workflows.store import UnitOfWork
from workflows.store.unreadable import StoredJson, is_readable

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class StoredRow:
    """The values of a row by column; of one that cannot be read, what the database keeps there."""

    values: dict[str, Any]
    unreadable: tuple[str, ...]


def stored_rows(
    work: UnitOfWork,
    table: Table,
    *conditions: ColumnElement[bool],
    names: Collection[str] = (),
    order_by: tuple[Any, ...] = (),
) -> Iterator[StoredRow]:
    """The rows of a table under these conditions, with these columns or all, a thousand or so in memory."""
    columns = [column for column in table.columns if not names or column.name in names]
    readers = [_reader(work, column) for column in columns]
    # Without a type the driver's values come as they are: the first that cannot be converted would end the whole reading.
    raw = select(*(type_coerce(column, NullType()).label(f"c{at}") for at, column in enumerate(columns)))
    statement = raw.select_from(table).where(*conditions).order_by(*order_by)
    for row in work.session.execute(statement.execution_options(yield_per=AT_ONCE)):
        values, unreadable = {}, []
        for column, read, value in zip(columns, readers, row, strict=True):
            try:
                values[column.name] = read(value)
            except (ValueError, TypeError, ArithmeticError):
                values[column.name] = value
                unreadable.append(column.name)
        yield StoredRow(values, tuple(unreadable))


def _reader(work: UnitOfWork, column: Column[Any]) -> Callable[[Any], Any]:
    """What makes the value of a column of what is stored. Raises ValueError or TypeError for what none of our writers put there."""
    kind, dialect = column.type, work.connection.dialect
    # Fractions come as they are; PostgreSQL's converter asks which of its types it is given.
    is_fraction = isinstance(kind, Float)
    convert = None if is_fraction else kind.dialect_impl(dialect).result_processor(dialect, None)
    is_json, wanted = isinstance(kind, StoredJson), (float, int) if is_fraction else kind.python_type

    def read(stored: Any) -> Any:
        if stored is None:
            if column.nullable:
                return None
            raise ValueError(column.name)
        value = convert(stored) if convert else stored
        if not is_readable(value) or not (is_json or isinstance(value, wanted)):
            raise TypeError(column.name)
        return value

    return read
