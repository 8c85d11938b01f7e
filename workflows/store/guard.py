"""Refuse what would pass the collector by: raw or bulk SQL on a table of record, inside a writing transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

from workflows.store.base import Base
from workflows.store.kinds import layout_of, mapped_classes, table_of

TOLD = "gatepost_told"
"""Execution option of statements whose rows the collector has seen."""

HAS_WRITTEN = "gatepost_has_written"
"""In the notes of a connection: a statement has written something in a transaction that only reads."""

_WRITE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|MERGE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|COPY|TRUNCATE(?:\s+TABLE)?)"
    r'\s+(?:ONLY\s+)?(?:"?\w+"?\s*\.\s*)?"?(\w+)"?',
    re.IGNORECASE,
)
_flushing: ContextVar[int] = ContextVar("flushing", default=0)


class UntoldWrite(Exception):
    """A statement would have changed rows of record without the history telling it."""


@contextmanager
def flushing() -> Iterator[None]:
    """While the session flushes, its statements are those of objects that the collector sees."""
    token = _flushing.set(_flushing.get() + 1)
    try:
        yield
    finally:
        _flushing.reset(token)


@lru_cache(maxsize=1)
def _of_record(_classes: int) -> frozenset[str]:
    return frozenset(table_of(model).name for model in mapped_classes() if layout_of(model) is not None)


@lru_cache(maxsize=4096)
def written_tables(statement: str) -> frozenset[str]:
    """The tables that a statement inserts into, updates or deletes from, as far as its words say."""
    return frozenset(name.lower() for name in _WRITE.findall(statement))


def guard(engine: Engine, writes: str) -> None:
    """Watch the writing transactions of an engine: those whose connection has the execution option `writes`.

    Of the others it is noted that something was written in them.
    """

    @event.listens_for(engine, "before_cursor_execute")
    def _refuse(connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        tables = written_tables(statement)
        if not tables:
            return
        if not connection.get_execution_options().get(writes):
            connection.info[HAS_WRITTEN] = True
            return
        if _flushing.get():
            return
        if context is not None and context.execution_options.get(TOLD):
            return
        refused = tables & _of_record(len(Base.metadata.tables))
        if refused:
            raise UntoldWrite(
                f"This statement writes {', '.join(sorted(refused))} past the record; use insert_rows, update_rows or "
                "delete_rows of workflows.store, or change the objects of the session."
            )
