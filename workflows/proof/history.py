"""Write the history: entries of a chain, each carrying the hash of the one before it, the last one telling the rows written."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from workflows.proof.digests import Told, entry_hash, row_digest
from workflows.proof.models import FORMAT, EntryValue, HistoryChain, HistoryEntry
from workflows.proof.words import HistoryKind
from workflows.store import Base, UnitOfWork, insert_rows, new_id
from workflows.store.collector import Block, Gone, Key, RecordingSession, Written, recorder
from workflows.store.commitments import canonical
from workflows.store.kinds import SYSTEM_CHAIN, chain_path, key_text, layout_of, table_of
from workflows.store.plans import plan_of

ROWS_PER_ENTRY = 5_000
"""So that no entry grows with the office: a transaction that writes more tells them in several."""


def record(
    work: UnitOfWork,
    head: Base | None,
    kind: HistoryKind,
    data: Mapping[str, Any],
    *,
    element_id: str = "",
    actor_id: uuid.UUID | None = None,
    signature: str = "",
    values: Mapping[str, Any] | None = None,
) -> HistoryEntry:
    """Append one entry to the chain of a case (or another head), or to the system's where there is none.

    It is numbered, hashed and written at the end of the transaction, together with the digests of what was written of record.
    `values` are words and answers that the entry tells: they are kept beside the history and can be erased, `data` cannot.
    """
    told = dict(data)
    case_id = _case_id(head)
    if values:
        kept = EntryValue(id=new_id(), case_id=case_id, kind=kind, values=dict(values))
        insert_rows(work, kept, is_kept=False)
        told["values"] = str(kept.id)
    entry = HistoryEntry(
        chain=SYSTEM_CHAIN if head is None else str(_key(head)[1][0]),
        case_id=case_id,
        happened_at=work.now,
        kind=kind,
        element_id=element_id,
        actor_id=actor_id,
        signature=signature,
        data=canonical(told),
        format=FORMAT,
        rows="[]",
    )
    work.session.collector.entries.append((None if head is None else _key(head), entry))
    return entry


def wait_for_turn(work: UnitOfWork) -> None:
    """Lock the head of the system's chain now: transactions that plan by what stands outside cases go one after the other."""
    _head(work.session, None)


def note_lock(work: UnitOfWork, head: Base) -> None:
    """Say that this transaction has locked the row of a head, so that its chain need not be read again before it grows."""
    work.session.collector.locked.add(_key(head))


def _key(head: Base) -> Key:
    return type(head), (head.id,)  # type: ignore[attr-defined]


def _case_id(head: Base | None) -> uuid.UUID | None:
    return head.id if head is not None and head.__tablename__ == "case" else None  # type: ignore[attr-defined]


@recorder
def tell(session: Session) -> None:
    """Write the collected entries, and in the last one of each chain what was written of record; called before the commit."""
    assert isinstance(session, RecordingSession)
    told, entries = session.collector.take()
    chains: dict[Key | None, tuple[list[HistoryEntry], list[Told]]] = {}
    for head, entry in entries:
        chains.setdefault(head, ([], []))[0].append(entry)
    for (model, identity), row in told.items():
        chain = _chain_of(session, model, identity, row, told)
        chains.setdefault(chain, ([], []))[1].append(_told(session, (model, identity), row))
    # One order for all, so that two transactions that append to the same chains cannot wait for each other; the system's last.
    order = sorted(chains, key=lambda key: (key is None, str(key)))
    written = [entry for chain in order for entry in _append(session, chain, *chains[chain])]
    # Numbered as they happened, whichever chain they are of; entries that nothing but rows called for come last.
    asked = {id(entry): position for position, (_, entry) in enumerate(entries)}
    plan, connection = plan_of(HistoryEntry), session.connection()
    for entry in sorted(written, key=lambda one: asked.get(id(one), len(asked))):
        values = {name: entry.__dict__[key] for key, name, _ in plan.columns}
        number = connection.execute(plan.insert, values).inserted_primary_key
        entry.id = number[0] if number is not None else 0


def _told(session: RecordingSession, key: Key, row: Written) -> Told:
    model, identity = key
    layout, text = layout_of(model), key_text(identity)
    assert layout is not None
    number = len(layout.layouts)
    if isinstance(row, Gone):
        return table_of(model).name, text, number, None
    if isinstance(row, Block):
        return table_of(model).name, text, number, row.digest
    return table_of(model).name, text, number, row_digest(model, text, number, session.collector.values(key, row))


def _chain_of(
    session: RecordingSession, model: type[Base], identity: tuple[Any, ...], row: Written, told: Mapping[Key, Written]
) -> Key | None:
    layout = layout_of(model)
    assert layout is not None
    if layout.head is not None:
        return model, identity
    at: Key = (model, identity)
    for name, target in chain_path(model):
        value = _value(session, at, row, name)
        if value is None:
            return None
        at = (target, (value,))
        row = told.get(at, {})
    return at if at[0] is not model else None


def _value(session: RecordingSession, key: Key, row: Written, name: str) -> Any:
    """A column of a row: as collected, as the session shows it, or read."""
    model, identity = key
    held = row.values if isinstance(row, (Block, Gone)) else row.__dict__ if isinstance(row, Base) else row
    if name in held:
        return held[name]
    known = session.identity_map.get(session.identity_key(model, identity))
    if known is not None and name in known.__dict__:
        return known.__dict__[name]
    table = table_of(model)
    (column,) = table.primary_key.columns
    return session.execute(select(table.c[name]).where(column == identity[0])).scalar_one()


def _append(
    session: RecordingSession, chain: Key | None, entries: list[HistoryEntry], rows: Sequence[Told]
) -> list[HistoryEntry]:
    """Number and hash the entries of one chain, the last telling the rows, and hold its new head back; gives the entries."""
    head, (sequence_name, hash_name) = _head(session, chain)
    if not entries:
        entries = [_unasked(session, chain)]
    for part in _parts(rows):
        if entries[-1].rows != "[]":
            entries.append(_unasked(session, chain))
        entries[-1].rows = canonical(part)
    sequence, digest = getattr(head, sequence_name), getattr(head, hash_name)
    for entry in entries:
        sequence += 1
        entry.sequence, entry.previous_hash = sequence, digest
        entry.hash = digest = entry_hash(entry)
    for name, value in ((sequence_name, sequence), (hash_name, digest)):
        set_committed_value(head, name, value)
    session.collector.hold(head, {sequence_name: sequence, hash_name: digest})
    return entries


def _parts(rows: Sequence[Told]) -> Iterable[Sequence[Told]]:
    return [rows[start : start + ROWS_PER_ENTRY] for start in range(0, len(rows), ROWS_PER_ENTRY)]


def _unasked(session: RecordingSession, chain: Key | None) -> HistoryEntry:
    assert session.now is not None
    return HistoryEntry(
        chain=SYSTEM_CHAIN if chain is None else str(chain[1][0]),
        case_id=chain[1][0] if chain is not None and chain[0].__tablename__ == "case" else None,
        happened_at=session.now,
        kind=HistoryKind.RECORD_CHANGED,
        element_id="",
        actor_id=None,
        signature="",
        data="{}",
        format=FORMAT,
        rows="[]",
    )


def _place_of_head(chain: Key | None) -> tuple[Key, tuple[str, str]]:
    if chain is None:
        return (HistoryChain, (SYSTEM_CHAIN,)), ("sequence", "hash")
    layout = layout_of(chain[0])
    assert layout is not None
    assert layout.head is not None
    return chain, layout.head


def _head(session: RecordingSession, chain: Key | None) -> tuple[Base, tuple[str, str]]:
    """The head of a chain, locked, and the names of the columns it is kept in; the first entry makes the system's."""
    collector = session.collector
    key, names = _place_of_head(chain)
    model, identity = key
    known = session.identity_map.get(session.identity_key(model, identity)) if key in collector.locked else None
    if known is not None and all(name in known.__dict__ for name in names):
        return known, names
    head = session.get(model, identity[0], with_for_update=True, populate_existing=True)
    if head is None:
        assert model is HistoryChain, f"{chain} has no head"
        head = HistoryChain(name=SYSTEM_CHAIN, sequence=0, hash="", format=FORMAT)
        session.add(head)
        session.flush()
    collector.locked.add(key)
    return head, names


def told_by(entries: Sequence[HistoryEntry], values: Iterable[EntryValue]) -> dict[int, Mapping[str, Any]]:
    """Entry id → the words and values that the entry told, as far as they were not erased; entries without any are left out.

    Entries of format 1 carried them in `data`: the variables of a start, the reason, the message.
    """
    found: dict[int, Mapping[str, Any]] = {}
    kept = {str(row.id): row.values for row in values}
    for entry in entries:
        data = json.loads(entry.data)
        if entry.format == 1:
            old = data.get("variables") or {name: data[name] for name in ("reason", "message") if name in data}
            if old:
                found[entry.id] = old
        elif data.get("values") in kept:
            found[entry.id] = kept[data["values"]]
    return found
