"""Write very many rows at once; by itself none of it reaches the record. Rows of an office go through store/blocks.py, which tells
them, the others are for databases to measure on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, Uuid, create_engine, event, insert
from sqlalchemy.exc import DBAPIError

from workflows.store.unreadable import StoredJson

Bound = Callable[[Any], Any]


def bulk_engine(engine: Engine) -> Engine:
    """An engine on the same database that is quick and safe to lose, without the rules about rows of record."""
    quick = create_engine(engine.url)
    if quick.dialect.name == "sqlite":
        event.listen(quick, "connect", _hurry)
    return quick


def _hurry(connection: Any, _record: Any) -> None:
    """The pages of indexes over random ids must stay in memory."""
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1500000")
    connection.execute("PRAGMA temp_store = MEMORY")


def bound_to(table: Table, name: str, engine: Engine) -> Bound:
    """What makes the value of a column that the driver takes. Ids are 32 hexadecimal digits and JSON is a text already."""
    kind = table.c[name].type
    if isinstance(kind, (StoredJson, Uuid)):
        return lambda value: value
    processor = kind.dialect_impl(engine.dialect).bind_processor(engine.dialect)
    return processor or (lambda value: value)


def write_many(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of bound values, by the quickest way that the driver has."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.executemany(str(insert(table).compile(dialect=connection.dialect, column_keys=list(columns))), rows)
        return
    quote = connection.dialect.identifier_preparer.quote
    target = f"{quote(table.name)} ({', '.join(map(quote, columns))})"
    with driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def without_indexes(engine: Engine, tables: Sequence[Table]) -> Iterator[None]:
    """Take the indexes away that no constraint needs, and build them anew over all rows at the end: a tenth of the work."""
    indexes = [index for table in tables for index in table.indexes if not index.unique]
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    try:
        yield
    finally:
        with engine.begin() as connection:
            for index in indexes:
                index.create(connection)


def without_references(connection: Connection) -> None:
    """Do not look up every reference of this transaction's rows, where the database lets us; SQLite does not on such an engine."""
    if connection.dialect.name == "sqlite":
        return
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    except DBAPIError:
        # Only a superuser may; for anybody else it is slower.
        return
