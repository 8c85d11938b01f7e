"""Whoever owns the database and has read the program: makes history, digests, commitments and heads agree with altered rows."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select, update

from workflows.proof.digests import entry_hash, row_digest
from workflows.proof.models import HistoryChain, HistoryEntry, HistorySeal
from workflows.proof.seals import _digest
from workflows.store import Base, UnitOfWork
from workflows.store.blocks import ROWS_PER_BLOCK, block_key, digest_of_block, digest_of_row
from workflows.store.collector import RecordingSession
from workflows.store.commitments import canonical, commit, commitment, parts
from workflows.store.kinds import COMMITMENTS, SYSTEM_CHAIN, key_names, key_text, layout_of, mapped_classes, table_of

ENTRY, SEAL = HistoryEntry.__table__, HistorySeal.__table__


def as_work(owner: Connection, now: datetime) -> UnitOfWork:
    """The owner's transaction as `verify` reads it."""
    return UnitOfWork(RecordingSession(owner, join_transaction_mode="create_savepoint"), now, is_writing=False)


def forge(owner: Connection, only: Collection[str] = ()) -> None:
    """Recompute everything that can be recomputed without the key: every commitment, row digest, entry hash and head.

    `only` names the tables whose rows were touched, where that is known: the others agree with the history as they are.
    """
    digests = {}
    for model in mapped_classes():
        layout = layout_of(model)
        if layout is not None and layout.is_block and (not only or table_of(model).name in only):
            digests.update(_blocks(owner, model))
        elif layout is not None and (not only or table_of(model).name in only):
            for row in owner.execute(select(table_of(model))).mappings().all():
                key = key_text(tuple(row[name] for name in key_names(model)))
                digests[table_of(model).name, key] = row_digest(
                    model, key, _layouts(model), _recommitted(owner, model, row)
                )
    entries = [
        HistoryEntry(**row)
        for row in owner.execute(select(ENTRY).order_by(ENTRY.c.chain, ENTRY.c.sequence)).mappings().all()
    ]
    last: dict[tuple[str, str], tuple[HistoryEntry, int]] = {}
    rows = {entry.id: json.loads(entry.rows) for entry in entries}
    for entry in entries:
        rows[entry.id] = [
            told
            for told in rows[entry.id]
            if (told[0], told[1]) in digests or told[3] is None or (only and told[0] not in only)
        ]
        for position, told in enumerate(rows[entry.id]):
            last[told[0], told[1]] = (entry, position)
    for (name, key), digest in digests.items():
        if (name, key) in last:
            entry, position = last[name, key]
            rows[entry.id][position][3] = digest
        else:
            model = next(model for model in mapped_classes() if table_of(model).name == name)
            rows[entries[-1].id].append([name, key, _layouts(model), digest])
    rehash(owner, entries, rows)


def _blocks(owner: Connection, model: type[Base]) -> dict[tuple[str, str], str]:
    """The digest of each block of the rows that there are, after each row's own was made to agree."""
    table, layout, (head, number) = table_of(model), layout_of(model), key_names(model)
    assert layout is not None
    found: dict[tuple[str, str], str] = {}
    rows = owner.execute(select(table).order_by(table.c[head], table.c[number])).mappings().all()
    for head_id, of_head in groupby(rows, key=lambda row: row[head]):
        for _, block in groupby(of_head, key=lambda row: (row[number] - 1) // ROWS_PER_BLOCK):
            numbers, own = [], []
            for row in block:
                numbers.append(row[number])
                own.append(digest_of_row(model, layout, _layouts(model), key_text((head_id, row[number])), row))
                where = [table.c[head] == head_id, table.c[number] == row[number]]
                owner.execute(update(table).where(*where).values(digest=own[-1]))
            key = key_text((head_id, block_key(numbers[0], numbers[-1])))
            found[table.name, key] = digest_of_block(model, _layouts(model), key, own)
    return found


def _layouts(model: type[Base]) -> int:
    layout = layout_of(model)
    assert layout is not None
    return len(layout.layouts)


def _recommitted(owner: Connection, model: type[Base], row: Any) -> Any:
    layout, table = layout_of(model), table_of(model)
    assert layout is not None
    if not layout.committed:
        return row
    committed = json.loads(row[COMMITMENTS])
    values = {part: value for column in layout.committed for part, value in parts(layout, column, row[column])}
    if set(values) == set(committed) and all(
        commitment(item.partition(".")[0], values[part]) == item.partition(".")[2] for part, item in committed.items()
    ):
        return row
    text = commit(layout, None, layout.committed, row)
    where = [table.c[name] == row[name] for name in key_names(model)]
    owner.execute(update(table).where(*where).values({COMMITMENTS: text}))
    return {**row, COMMITMENTS: text}


def rehash(owner: Connection, entries: list[HistoryEntry], rows: dict[int, Any]) -> None:
    """Number and hash the chains anew and put their heads right."""
    chain, sequence, digest = "", 0, ""
    for entry in entries:
        if entry.chain != chain:
            chain, sequence, digest = entry.chain, 0, ""
        sequence += 1
        before = (entry.sequence, entry.previous_hash, entry.rows, entry.hash)
        entry.sequence, entry.previous_hash, entry.rows = sequence, digest, canonical(rows[entry.id])
        entry.hash = digest = entry_hash(entry)
        new = {"sequence": sequence, "previous_hash": entry.previous_hash, "rows": entry.rows, "hash": digest}
        if before == tuple(new.values()):
            continue
        owner.execute(update(ENTRY).where(ENTRY.c.id == entry.id).values(new))
        if entry.case_id is None and chain != SYSTEM_CHAIN:
            imports = Base.metadata.tables["attendance_import"]
            head = {"history_sequence": sequence, "history_hash": digest}
            owner.execute(update(imports).where(imports.c.id == uuid.UUID(chain)).values(head))
        elif entry.case_id is None:
            heads = HistoryChain.__table__
            owner.execute(update(heads).where(heads.c.name == chain).values(sequence=sequence, hash=digest))
        else:
            case = Base.metadata.tables["case"]
            head = {"history_sequence": sequence, "history_hash": digest}
            owner.execute(update(case).where(case.c.id == entry.case_id).values(head))


def reseal(owner: Connection, now: datetime) -> None:
    """Recompute the digests of all seals and put them into their lines too; only the signatures stay what they were."""
    work, previous, first_read = as_work(owner, now), "", 1
    for row in owner.execute(select(SEAL).order_by(SEAL.c.id)).mappings().all():
        count, digest = _digest(
            work, previous, row["from_entry_id"], row["to_entry_id"], first_read, row["to_access_id"]
        )
        words = row["line"].split(" ")
        if len(words) > 9:
            words[8], words[9] = str(count), digest
        new = {"digest": digest, "entries": count, "line": " ".join(words)}
        owner.execute(update(SEAL).where(SEAL.c.id == row["id"]).values(new))
        previous, first_read = digest, row["to_access_id"] + 1
