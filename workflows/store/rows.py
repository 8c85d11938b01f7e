"""Write rows at once with prepared statements, where the session's own bookkeeping would cost more than the writing.

All writes of record pass the collector: these functions hand it what they wrote, the session's flush hands it the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from workflows.store.base import Base
from workflows.store.collector import Gone
from workflows.store.commitments import commit
from workflows.store.held import note_change
from workflows.store.kinds import COMMITMENTS, key_names, layout_of
from workflows.store.plans import (
    Plan,
    delete_statement,
    key_values,
    match_values,
    plan_of,
    update_by_key,
    update_statement,
)
from workflows.store.unit_of_work import UnitOfWork


def insert_rows(work: UnitOfWork, *rows: Base, is_kept: bool = True) -> None:
    """Insert new objects of one class now; afterwards they belong to the session as if it had loaded them.

    What the session still holds back goes first, so that rows may refer to it. `is_kept=False` leaves the objects outside the
    session: for rows that nobody changes in the same transaction.
    """
    if not rows:
        return
    session, model = work.session, type(rows[0])
    plan, layout = plan_of(model), layout_of(model)
    if session.new:
        session.flush()
    written = []
    for row in rows:
        if layout is not None and layout.committed:
            set_committed_value(row, COMMITMENTS, commit(layout, None, layout.committed, row.__dict__))
        written.append(_values(plan, row, is_kept))
    if plan.numbered is None:
        # One statement for all of them: every row gives every column.
        work.connection.execute(plan.insert, written)
    for row, values in zip(rows, written, strict=True):
        if plan.numbered is not None:
            result = work.connection.execute(plan.insert, values)
            assert result.inserted_primary_key is not None
            values[plan.numbered] = result.inserted_primary_key[0]
            set_committed_value(row, plan.numbered, values[plan.numbered])
        if layout is not None:
            key = tuple(values[name] for name in key_names(model))
            session.collector.tell(model, key, row if is_kept else values)
    note_change(session, model)
    for row in rows if is_kept else ():
        make_transient_to_detached(row)
        session.add(row)


def _values(plan: Plan, row: Base, is_kept: bool) -> dict[str, Any]:
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
    """Update columns of one stored object now, without waiting for the session's flush; the object shows the new values.

    The head of a chain is written at the end of the transaction, or before the next reading, together with its newest hash.
    """
    model, collector = type(row), work.session.collector
    note_change(work.session, model)
    key = inspect(row).identity
    assert key is not None
    layout = layout_of(model)
    for name, value in values.items():
        set_committed_value(row, name, value)
    if layout is not None and not layout.names.isdisjoint(values):
        changed = [name for name in layout.committed if name in values]
        if changed:
            values[COMMITMENTS] = commit(layout, row.commitments, changed, values)  # type: ignore[attr-defined]
            set_committed_value(row, COMMITMENTS, values[COMMITMENTS])
        collector.tell(model, tuple(key), row)
    if layout is not None and layout.head is not None:
        collector.hold(row, values)
    else:
        work.connection.execute(update_by_key(model, tuple(values)), {**values, **key_values(model, tuple(key))})


def update_rows(work: UnitOfWork, model: type[Base], match: Mapping[str, Any], **values: Any) -> int:
    """Update every row that matches, at once; returns how many. Objects of the session show the new values.

    In `match` a list means any of these, None means empty, anything else equality. Raises ValueError for erasable values: each
    is committed to by a salt of its own, so those rows are changed as objects.
    """
    layout, session = layout_of(model), work.session
    if layout is not None and not set(layout.committed).isdisjoint(values):
        raise ValueError(f"Change erasable values of {model.__name__} on its objects, not in bulk.")
    session.flush()
    session.collector.write_held()
    shape, wanted = match_values(match)
    result = work.connection.execute(update_statement(model, shape, tuple(values)), {**values, **wanted})
    note_change(session, model)
    if layout is None:
        return result.rowcount
    names, count = key_names(model), 0
    for found in result.mappings():
        count += 1
        key = tuple(found[name] for name in names)
        known = session.identity_map.get(session.identity_key(model, key))
        if known is not None:
            for name in values:
                set_committed_value(known, name, found[name])
        if not layout.names.isdisjoint(values):
            session.collector.tell(model, key, dict(found))
    return count


def delete_rows(work: UnitOfWork, model: type[Base], match: Mapping[str, Any]) -> int:
    """Remove every row that matches, at once, by the same conditions as `update_rows`; returns how many."""
    session = work.session
    session.flush()
    shape, wanted = match_values(match)
    result = work.connection.execute(delete_statement(model, shape), wanted)
    note_change(session, model)
    if layout_of(model) is None:
        return result.rowcount
    removed = [dict(row) for row in result.mappings()]
    for row in removed:
        session.collector.tell(model, tuple(row[name] for name in key_names(model)), Gone(row))
    return len(removed)
