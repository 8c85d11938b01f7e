"""Go on from a history of format 1: prove each chain first, anchor its old head and seal, and tell every row of today anew.

A chain that does not prove itself is left as it is and named, in the system's chain and by every `verify` from then on.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from workflows.proof.derived import write_missing
from workflows.proof.digests import entry_hash
from workflows.proof.history import note_lock, record
from workflows.proof.models import FORMAT, HistoryChain, HistoryEntry, HistorySeal
from workflows.proof.words import HistoryKind
from workflows.store import Base, Store, UnitOfWork
from workflows.store.commitments import canonical, commit
from workflows.store.kinds import (
    COMMITMENTS,
    SYSTEM_CHAIN,
    chain_path,
    key_names,
    layout_of,
    mapped_classes,
    table_of,
)
from workflows.store.migrate import after_upgrade
from workflows.store.plans import key_values, update_by_key

logger = logging.getLogger("gatepost.record")

HEADS_AT_ONCE = 50
ROWS_AT_ONCE = 1_000


@after_upgrade
def restate(store: Store) -> None:
    """Restate a database that came from before format 2; one that is new, or was restated, is left alone. May be repeated."""
    with store.read(is_snapshot=True) as work:
        head = work.session.get(HistoryChain, SYSTEM_CHAIN)
        if head is None or head.format >= FORMAT:
            return
        if _is_told(work):
            logger.error("the system chain is marked as of format 1, and its entries are not: nothing is restated")
            return
        broken = prove_first_format(work)
    for model in _heads():
        for heads in _batches(store, model, broken):
            with store.write() as work:
                for key in heads:
                    _restate_chain(work, model, key)
    with store.write() as work:
        _restate_system(work, broken)
    with store.write() as work:
        write_missing(work)
    for chain, sentence in broken.items():
        logger.warning("the chain %s was left as it is: %s", chain, sentence)


def _is_told(work: UnitOfWork) -> bool:
    """True where the system's chain has entries of this format: rows were told already, and telling them anew would accept
    whatever became of them since."""
    entries = select(HistoryEntry.id).where(HistoryEntry.chain == SYSTEM_CHAIN, HistoryEntry.format >= FORMAT)
    return work.session.scalar(entries.limit(1)) is not None


def _heads() -> Iterator[type[Base]]:
    for model in mapped_classes():
        layout = layout_of(model)
        if layout is not None and layout.head is not None:
            yield model


def _batches(store: Store, model: type[Base], broken: Mapping[str, str]) -> Iterator[Sequence[uuid.UUID]]:
    """The keys of heads that were not restated yet, some at a time."""
    with store.read() as work:
        done = set(work.session.scalars(select(HistoryEntry.chain).where(HistoryEntry.kind == HistoryKind.RESTATED)))
        table = table_of(model)
        keys = work.session.scalars(select(table.c[key_names(model)[0]])).all()
    waiting = [key for key in keys if str(key) not in done and str(key) not in broken]
    for start in range(0, len(waiting), HEADS_AT_ONCE):
        yield waiting[start : start + HEADS_AT_ONCE]


def _restate_chain(work: UnitOfWork, model: type[Base], key: uuid.UUID) -> None:
    head = work.session.get(model, key, with_for_update=True)
    if head is None:
        return
    note_lock(work, head)
    layout = layout_of(model)
    assert layout is not None
    assert layout.head is not None
    sequence, digest = (getattr(head, name) for name in layout.head)
    record(work, head, HistoryKind.RESTATED, _anchor(work, sequence, digest))
    for other in mapped_classes():
        if other is model or _leads_to(other, model):
            _tell_rows(work, other, _rows_of(other, model, key))
    work.session.expunge(head)


def _anchor(work: UnitOfWork, sequence: int, digest: str) -> dict[str, Any]:
    seal = work.session.scalar(select(HistorySeal.digest).order_by(HistorySeal.id.desc()).limit(1))
    return {"format": FORMAT, "anchor": {"sequence": sequence, "hash": digest, "seal": seal or ""}}


def _leads_to(model: type[Base], head: type[Base]) -> bool:
    layout = layout_of(model)
    return layout is not None and bool(chain_path(model)) and chain_path(model)[-1][1] is head


def _rows_of(model: type[Base], head: type[Base], key: uuid.UUID) -> Select[Any]:
    """The rows of a class in the chain of one head."""
    table = table_of(model)
    statement = select(*table.columns)
    if model is head:
        return statement.where(table.c[key_names(model)[0]] == key)
    at = table
    for name, target in chain_path(model)[:-1]:
        joined = table_of(target)
        statement = statement.join(joined, at.c[name] == joined.c[key_names(target)[0]])
        at = joined
    return statement.where(at.c[chain_path(model)[-1][0]] == key)


def _tell_rows(work: UnitOfWork, model: type[Base], statement: Select[Any]) -> None:
    """Commit to the erasable values of these rows, and have the history tell the rows as they are."""
    layout, names = layout_of(model), key_names(model)
    assert layout is not None
    for found in work.session.execute(statement).mappings().all():
        row = dict(found)
        key = tuple(row[name] for name in names)
        if layout.committed:
            row[COMMITMENTS] = commit(layout, row[COMMITMENTS], layout.committed, row)
            work.connection.execute(
                update_by_key(model, (COMMITMENTS,)), {COMMITMENTS: row[COMMITMENTS], **key_values(model, key)}
            )
        kept = {name: row[name] for name in dict.fromkeys((*layout.needed, *names))}
        work.session.collector.tell(model, key, kept)


def _restate_system(work: UnitOfWork, broken: Mapping[str, str]) -> None:
    head = work.session.get(HistoryChain, SYSTEM_CHAIN, with_for_update=True)
    assert head is not None
    is_empty = work.session.scalar(select(func.count()).select_from(HistoryEntry)) == 0
    if broken:
        data = {"chains": sorted(broken), "sentences": [broken[chain] for chain in sorted(broken)]}
        record(work, None, HistoryKind.CHAINS_LEFT, data)
    record(work, None, HistoryKind.RESTATED, {**_anchor(work, head.sequence, head.hash), "is_empty": is_empty})
    head.format = FORMAT
    if SYSTEM_CHAIN in broken:
        return
    for model in mapped_classes():
        layout = layout_of(model)
        if layout is None or layout.head is not None:
            continue
        table = table_of(model)
        if layout.chain == SYSTEM_CHAIN:
            _tell_rows(work, model, select(*table.columns))
        elif table.c[chain_path(model)[0][0]].nullable:
            _tell_rows(work, model, select(*table.columns).where(table.c[chain_path(model)[0][0]].is_(None)))


def prove_first_format(work: UnitOfWork) -> dict[str, str]:
    """Chain → the first sentence against it, for every chain that does not hold as format 1 had it: each hash, the unbroken
    sequence, the head, and each decision of record as its entry told it."""
    found: dict[str, str] = {}
    heads: dict[str, tuple[int, str]] = {
        head.name: (head.sequence, head.hash) for head in work.session.scalars(select(HistoryChain))
    }
    for model in _heads():
        layout, table = layout_of(model), table_of(model)
        assert layout is not None
        assert layout.head is not None
        for key, *head in work.session.execute(
            select(table.c[key_names(model)[0]], *(table.c[name] for name in layout.head))
        ):
            heads[str(key)] = (head[0], head[1])
    chain, sequence, digest = "", 0, ""
    words: dict[uuid.UUID, tuple[str, int, bytes]] = {}
    statement = select(HistoryEntry).order_by(HistoryEntry.chain, HistoryEntry.sequence)
    for entry in work.session.scalars(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        work.session.expunge(entry)
        if entry.chain != chain:
            _end(found, heads, chain, sequence, digest)
            chain, sequence, digest = entry.chain, 0, ""
        if entry.sequence != sequence + 1 or entry.previous_hash != digest or entry.hash != entry_hash(entry):
            found.setdefault(chain, f"entry {entry.sequence} was altered, or does not follow from the one before it")
        elif entry.kind == HistoryKind.TASK_COMPLETED and entry.format == 1:
            data = json.loads(entry.data)
            told = _words(
                data["task_id"], entry.actor_id, entry.signature, data.get("outcome", ""), data.get("answers", {})
            )
            words[uuid.UUID(data["task_id"])] = (chain, entry.sequence, told)
        sequence, digest = entry.sequence, entry.hash
        if len(words) >= ROWS_AT_ONCE:
            _compare_decisions(work, found, words)
    _end(found, heads, chain, sequence, digest)
    _compare_decisions(work, found, words)
    for name, (length, _) in heads.items():
        if length:
            found.setdefault(name, f"all {length} entries of this chain are gone")
    return found


def _end(found: dict[str, str], heads: dict[str, tuple[int, str]], chain: str, sequence: int, digest: str) -> None:
    if chain and heads.pop(chain, None) != (sequence, digest):
        found.setdefault(chain, "its last entries are missing or replaced")


def _words(task_id: str, person_id: object, signature: str, outcome: str, answers: Any) -> bytes:
    text = "\x1f".join((task_id, str(person_id), signature, outcome, canonical(answers)))
    return hashlib.sha256(text.encode()).digest()


def _compare_decisions(work: UnitOfWork, found: dict[str, str], words: dict[uuid.UUID, tuple[str, int, bytes]]) -> None:
    decision = Base.metadata.tables["decision"].c
    columns = (decision.task_id, decision.person_id, decision.signature, decision.outcome, decision.answers)
    rows = work.session.execute(select(*columns).where(decision.task_id.in_(words)))
    shown = {row[0]: _words(str(row[0]), row[1], row[2], row[3], row[4]) for row in rows}
    for task_id, (chain, sequence, told) in words.items():
        if shown.get(task_id) != told:
            found.setdefault(chain, f"the decision of entry {sequence} is missing or differs from the history")
    words.clear()
