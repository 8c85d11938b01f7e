"""Erase a value: the value and its salt are cleared, the commitment stays, so no digest changes; an entry tells of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect

from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import Base, UnitOfWork
from workflows.store.commitments import is_erased
from workflows.store.kinds import COMMITMENTS, OfRecord, chain_path, key_text, layout_of, table_of
from workflows.store.plans import key_values, update_by_key


class NotErasable(Exception):
    """A value cannot be erased; the sentence says why."""


def erase(
    work: UnitOfWork, row: Base, names: Sequence[str], *, because: str, actor_id: uuid.UUID | None = None
) -> None:
    """Clear values of a row (`answers.remark`, `text`), keep what was committed to, and tell it in an `erased` entry.

    `because` is the rule or order by which it is done, never the value itself. Raises NotErasable for a name that holds no
    erasable value, and for a value that is still needed, such as the state of a case that has not ended.
    """
    model = type(row)
    layout = layout_of(model)
    if layout is None or not layout.committed:
        raise NotErasable(f"{model.__name__} holds no erasable values.")
    if layout.kept_until and layout.kept_until[0] in names and getattr(row, layout.kept_until[1]) is None:
        raise NotErasable(f"{layout.kept_until[0]} is erased only once {layout.kept_until[1]} is known.")
    work.session.flush()
    committed = json.loads(getattr(row, COMMITMENTS))
    names = [*names, *_erased_with(layout, committed, names)]
    changed: dict[str, Any] = {}
    for name in names:
        if name not in committed or is_erased(committed[name]):
            raise NotErasable(f"{name} of this row holds no value.")
        committed[name] = "." + committed[name].rpartition(".")[2]
        column, _, part = name.partition(".")
        if column in layout.by_entry:
            kept = changed.get(column, getattr(row, column))
            changed[column] = {key: value for key, value in kept.items() if key != part}
        else:
            changed[column] = _blank(model, column)
    changed[COMMITMENTS] = json.dumps(committed, separators=(",", ":"), ensure_ascii=False)
    key = inspect(row).identity
    assert key is not None
    # Past the collector's own commitments: these were made before, and must stay.
    work.connection.execute(update_by_key(model, tuple(changed)), {**changed, **key_values(model, tuple(key))})
    work.session.refresh(row)
    work.session.collector.tell(model, tuple(key), row)
    data = {"table": table_of(model).name, "key": key_text(tuple(key)), "names": names, "because": because}
    record(work, _head_of(work, row), HistoryKind.ERASED, data, actor_id=actor_id)


def _erased_with(layout: OfRecord, committed: Mapping[str, str], names: Sequence[str]) -> list[str]:
    """What says in words the values that these names hold."""
    if layout.erased_with is None:
        return []
    words, values = layout.erased_with
    found = [f"{words}.{part}" for column, _, part in (name.partition(".") for name in names) if column == values]
    return [name for name in found if name not in names and name in committed and not is_erased(committed[name])]


def _blank(model: type[Base], column: str) -> object:
    found = table_of(model).c[column]
    if found.nullable:
        return None
    kind = found.type.python_type
    return {} if kind is dict else kind()


def _head_of(work: UnitOfWork, row: Base) -> Base | None:
    """The head of the row's chain, None for the system's."""
    layout = layout_of(type(row))
    if layout is not None and layout.head is not None:
        return row
    at: Base | None = row
    for name, target in chain_path(type(row)):
        value = getattr(at, name)
        if value is None:
            return None
        at = work.session.get(target, value)
    return at if at is not row else None
