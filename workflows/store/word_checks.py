"""Add and take away the CHECKs that hold columns to closed words, and lengthen columns, for migrations: data in place.

On PostgreSQL a CHECK is added NOT VALID, which locks a table for a moment only; `validate` reads the rows afterwards, while
others read and write. SQLite can only rebuild a table, which with foreign keys on it cannot do inside a transaction, so the
text of the table is changed in its schema, as SQLite's own manual says for changes that touch no row
(https://www.sqlite.org/lang_altertable.html, section 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, String, column, select, table, text

from workflows.store.words import condition

Words = Mapping[str, Mapping[str, Sequence[str]]]
"""Table -> column -> the words that it may hold."""


class UnknownWords(Exception):
    """Columns hold words that this program does not know; the sentence names table, column and words."""


def require_known(connection: Connection, words: Words) -> None:
    """Raises UnknownWords where a column holds another word; reads only, so nothing waits for it."""
    found = []
    for name, columns in words.items():
        for key, known in columns.items():
            place = column(key, String)
            odd = select(place).select_from(table(name)).where(place.not_in(known)).distinct().limit(5)
            if rows := connection.scalars(odd).all():
                found.append(f"{name}.{key} holds {', '.join(repr(row) for row in rows)}")
    if found:
        raise UnknownWords(
            "The database holds words that this program does not know: "
            + "; ".join(found)
            + ". Nothing was changed. They were written by a program or a file of your own: correct them with the version that"
            " wrote them, then migrate again."
        )


def add_checks(connection: Connection, words: Words) -> None:
    """Add the CHECK of each column. Raises UnknownWords before anything is changed."""
    require_known(connection, words)
    for name, columns in words.items():
        checks = [f"CONSTRAINT ck_{name}_{key} CHECK ({condition(key, known)})" for key, known in columns.items()]
        if connection.dialect.name == "postgresql":
            added = ", ".join(f"ADD {check} NOT VALID" for check in checks)
            connection.execute(text(f'ALTER TABLE "{name}" {added}'))
        else:
            written = _written(connection, name)
            end = written.rindex(")")
            _rewrite(connection, name, written[:end].rstrip() + "".join(f", \n\t{check}" for check in checks) + "\n)")


def drop_checks(connection: Connection, words: Words) -> None:
    """Take the CHECKs away again, with the same words as they were added with."""
    for name, columns in words.items():
        if connection.dialect.name == "postgresql":
            dropped = ", ".join(f"DROP CONSTRAINT ck_{name}_{key}" for key in columns)
            connection.execute(text(f'ALTER TABLE "{name}" {dropped}'))
        else:
            written = _written(connection, name)
            for key, known in columns.items():
                written = written.replace(f", \n\tCONSTRAINT ck_{name}_{key} CHECK ({condition(key, known)})", "")
            _rewrite(connection, name, written)


def lengthen(connection: Connection, name: str, key: str, before: int, now: int) -> None:
    """Let a text column hold `now` characters where it held `before`; no row is touched."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f'ALTER TABLE "{name}" ALTER COLUMN "{key}" TYPE VARCHAR({now})'))
    else:
        _rewrite(
            connection, name, _written(connection, name).replace(f"{key} VARCHAR({before})", f"{key} VARCHAR({now})")
        )


def change_check(connection: Connection, name: str, check: str, before: str, now: str) -> None:
    """Let a CHECK say something wider than before; no row is touched."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f'ALTER TABLE "{name}" DROP CONSTRAINT {check}, ADD CONSTRAINT {check} CHECK ({now})'))
    else:
        said = f"CONSTRAINT {check} CHECK ({{}})"
        _rewrite(connection, name, _written(connection, name).replace(said.format(before), said.format(now)))


def validate(connection: Connection) -> None:
    """Have PostgreSQL look through the rows of each CHECK that was added NOT VALID; nothing elsewhere."""
    if connection.dialect.name != "postgresql":
        return
    waiting = connection.execute(
        text(
            "SELECT c.relname, n.conname FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid"
            " WHERE n.contype = 'c' AND NOT n.convalidated AND n.connamespace = current_schema()::regnamespace"
        )
    )
    for name, constraint in waiting.all():
        connection.execute(text(f'ALTER TABLE "{name}" VALIDATE CONSTRAINT "{constraint}"'))


def _written(connection: Connection, name: str) -> str:
    statement = text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :name")
    return str(connection.scalar(statement, {"name": name}))


def _rewrite(connection: Connection, name: str, written: str) -> None:
    version = int(connection.scalar(text("PRAGMA schema_version")) or 0)
    connection.execute(text("PRAGMA writable_schema = ON"))
    statement = text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = :name")
    connection.execute(statement, {"sql": written, "name": name})
    # Whoever has the old schema in memory reads it anew.
    connection.execute(text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(text("PRAGMA writable_schema = OFF"))
