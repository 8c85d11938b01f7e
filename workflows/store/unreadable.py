"""Stored values that are none: a damaged row gives a marked value, so that it takes no list away with it.

Pages say of it that it cannot be read, `verify` names the row, and nothing ever writes it back.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Connection, String, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator


class UnreadableMoment(datetime):
    """Stands where a column holds no instant. As a time it means nothing: ask `is_readable` before it is shown or counted with."""


class UnreadableId(uuid.UUID):
    """Stands where a column holds no identifier; as one it names nothing."""


class UnreadableText(str):
    """Stands where a column of text holds bytes that are no text; shows what can be read of them."""

    __slots__ = ()


class UnreadableMapping(dict[str, Any]):
    """Stands where a column holds no mapping; it is empty."""


class UnreadableList(list[Any]):
    """Stands where a column holds no list; it is empty."""


# How many such values this request, or job, was given.
_met: ContextVar[int] = ContextVar("unreadable_values", default=0)


def unreadable_moment() -> UnreadableMoment:
    """A stand-in for an instant, and one more that was met."""
    _met.set(_met.get() + 1)
    return UnreadableMoment(2000, 1, 1, tzinfo=UTC)


def is_readable(value: object) -> bool:
    """False for what stands for a damaged value."""
    return not isinstance(value, (UnreadableMoment, UnreadableId, UnreadableText, UnreadableMapping, UnreadableList))


@contextmanager
def bytes_that_are_no_text(connection: Connection) -> Iterator[None]:
    """Within the block SQLite's text comes as a marked value where it is none; else one such cell ends the whole reading.

    Every text passes through Python meanwhile, so it is for whoever reads everything. PostgreSQL keeps no such bytes.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    kept, driver.text_factory = driver.text_factory, _text_of
    try:
        yield
    finally:
        driver.text_factory = kept


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return UnreadableText(raw.decode(errors="replace"))


def forget_unreadable() -> None:
    """Begin to count anew, where a request begins."""
    _met.set(0)


def unreadable_met() -> int:
    """How many damaged values were given out since."""
    return _met.get()


class StoredUuid(Uuid[uuid.UUID]):
    """An identifier. PostgreSQL keeps nothing else in such a column; what SQLite kept that is none is given as a marked one."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """What makes the identifier of what is stored."""
        convert = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        if convert is None:
            return None

        def read(stored: Any) -> uuid.UUID | None:
            try:
                value: uuid.UUID | None = convert(stored)
            except (ValueError, TypeError, AttributeError):
                _met.set(_met.get() + 1)
                return UnreadableId(int=0)
            return value

        return read


class json_word(FunctionElement[str]):  # noqa: N801  reads like the function that it is
    """SQL: `json_word(column, "key")`, the text under a key of a JSON column; NULL where the column holds no JSON.

    SQLite raises at one damaged row, and with it the whole list of rows would be gone.
    """

    type = String()
    inherit_cache = True


@compiles(json_word)
def _json_word(element: json_word, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} ->> {key})"


@compiles(json_word, "sqlite")
def _json_word_on_sqlite(element: json_word, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(each, **options) for each in element.clauses)
    return f"CASE WHEN json_valid({column}) THEN json_extract({column}, '$.' || {key}) END"


class StoredJson(TypeDecorator[Any]):
    """JSON of one kind, a mapping or a list; what is neither, or no JSON, is given as a marked empty one."""

    impl = JSON
    cache_ok = True

    def __init__(self, *, is_list: bool = False, is_optional: bool = False) -> None:
        self.is_list = is_list
        self.is_optional = is_optional
        super().__init__()

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """What a part of the value is compared with, as for any JSON."""
        return self.impl_instance.coerce_compared_value(op, value)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Raises ValueError for a marked value: it would cover what can still be restored."""
        if not is_readable(value):
            raise ValueError("A value that could not be read is not written back.")
        return value

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """What makes the value of what is stored."""
        convert = super().result_processor(dialect, coltype)
        wanted, marked = (list, UnreadableList) if self.is_list else (dict, UnreadableMapping)

        def read(stored: Any) -> Any:
            if stored is None and not self.is_optional:
                return marked()  # no such column is empty: an outer join found no row, and nothing is damaged
            try:
                value = convert(stored) if convert else stored
            except (ValueError, TypeError):
                value = marked
            if isinstance(value, wanted) or (value is None and self.is_optional):
                return value
            _met.set(_met.get() + 1)
            return marked()

        return read
