"""Digests: what an entry says of a row, and the hash of an entry itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Float

from workflows.proof.models import HistoryEntry
from workflows.store import Base, UtcDateTime, as_utc
from workflows.store.commitments import canonical, said
from workflows.store.kinds import COMMITMENTS, layout_of, table_of

Told = tuple[str, str, int, str | None]
"""(Table, key, layout, digest): what an entry says of one row; no digest where the row is gone."""


def _moment(value: Any) -> Any:
    return None if value is None else as_utc(value).isoformat(timespec="microseconds")


def _fraction(value: Any) -> Any:
    return None if value is None else float(value)


@cache
def _columns(model: type[Base], number: int) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """The plain columns of a layout, each with what makes its one text form where the JSON of its value is not it already."""
    layout, table = layout_of(model), table_of(model)
    assert layout is not None
    found: list[tuple[str, Callable[[Any], Any] | None]] = []
    for name in layout.columns[number - 1]:
        kind = table.c[name].type
        found.append(
            (name, _moment if isinstance(kind, UtcDateTime) else _fraction if isinstance(kind, Float) else None)
        )
    return tuple(found)


def row_digest(model: type[Base], key: str, number: int, values: Mapping[str, Any]) -> str:
    """SHA-256 over table, key, layout and its columns; of erasable values, over what they commit to."""
    parts = [convert(values[name]) if convert else values[name] for name, convert in _columns(model, number)]
    layout = layout_of(model)
    assert layout is not None
    commitments = said(values[COMMITMENTS]) if layout.committed else {}
    return hashlib.sha256(canonical([table_of(model).name, key, number, parts, commitments]).encode()).hexdigest()


def entry_hash(entry: HistoryEntry) -> str:
    """The hash of an entry, in the format it was written in."""
    if entry.format == 1:
        return _first_format(entry)
    parts = (
        entry.format,
        entry.previous_hash,
        entry.chain,
        entry.sequence,
        str(entry.case_id or ""),
        as_utc(entry.happened_at).isoformat(timespec="microseconds"),
        entry.kind,
        entry.element_id,
        str(entry.actor_id or ""),
        entry.signature,
        entry.data,
        entry.rows,
    )
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def _first_format(entry: HistoryEntry) -> str:
    parts = (
        entry.previous_hash,
        entry.chain,
        str(entry.sequence),
        as_utc(entry.happened_at).isoformat(timespec="microseconds"),
        entry.kind,
        entry.element_id,
        str(entry.actor_id or ""),
        entry.signature,
        entry.data,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
