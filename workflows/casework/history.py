"""Write and verify the history: every entry carries the hash of the one before it, so that nothing can be altered unseen."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from workflows.casework.models import Case, HistoryChain, HistoryEntry, HistorySeal
from workflows.store import UnitOfWork, as_utc, insert_rows

SYSTEM_CHAIN = "system"


def canonical(data: Mapping[str, Any]) -> str:
    """The one text form of a mapping that is hashed: sorted keys, no spaces, no escapes."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def _digest(entry: HistoryEntry) -> str:
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


def record(
    work: UnitOfWork,
    case: Case | None,
    kind: str,
    data: Mapping[str, Any],
    *,
    element_id: str = "",
    actor_id: uuid.UUID | None = None,
    signature: str = "",
) -> HistoryEntry:
    """Append one entry to the chain of the case, which this transaction has locked, or to the system's where there is none."""
    head = case if case is not None else _system_head(work)
    entry = append_entry(work, head, kind, data, element_id=element_id, actor_id=actor_id, signature=signature)
    if isinstance(head, Case):
        head.history_sequence, head.history_hash = entry.sequence, entry.hash
    else:
        head.sequence, head.hash = entry.sequence, entry.hash
    return entry


def append_entry(
    work: UnitOfWork,
    head: Case | HistoryChain,
    kind: str,
    data: Mapping[str, Any],
    *,
    element_id: str = "",
    actor_id: uuid.UUID | None = None,
    signature: str = "",
) -> HistoryEntry:
    """Append one entry to a locked chain; the caller writes its sequence and hash into the chain's head."""
    entry = HistoryEntry(
        chain=str(head.id) if isinstance(head, Case) else head.name,
        sequence=(head.history_sequence if isinstance(head, Case) else head.sequence) + 1,
        case_id=head.id if isinstance(head, Case) else None,
        happened_at=work.now,
        kind=kind,
        element_id=element_id,
        actor_id=actor_id,
        signature=signature,
        data=canonical(data),
        previous_hash=head.history_hash if isinstance(head, Case) else head.hash,
    )
    entry.hash = _digest(entry)
    insert_rows(work, entry, is_kept=False)
    return entry


def _system_head(work: UnitOfWork) -> HistoryChain:
    """The head of the system's chain, locked; the first entry makes it."""
    head = work.session.get(HistoryChain, SYSTEM_CHAIN, with_for_update=True)
    if head is None:
        head = HistoryChain(name=SYSTEM_CHAIN, sequence=0, hash="")
        work.session.add(head)
    return head


@dataclass(frozen=True, slots=True)
class Breach:
    """A place where the history does not prove itself."""

    chain: str
    sequence: int
    sentence: str


@dataclass(slots=True)
class VerifyReport:
    """What `verify` found: how much was read and every breach."""

    entries: int = 0
    chains: int = 0
    seals: int = 0
    breaches: list[Breach] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """True where every chain and every seal holds."""
        return not self.breaches


def _heads(work: UnitOfWork) -> dict[str, tuple[int, str]]:
    heads = {
        str(case_id): (sequence, digest)
        for case_id, sequence, digest in work.session.execute(select(Case.id, Case.history_sequence, Case.history_hash))
    }
    for head in work.session.scalars(select(HistoryChain)):
        heads[head.name] = (head.sequence, head.hash)
    return heads


def verify(work: UnitOfWork) -> VerifyReport:
    """Read the whole history and check every hash, the unbroken sequence, each chain's head and each seal."""
    report = VerifyReport()
    heads = _heads(work)
    report.chains = len(heads)
    chain, sequence, digest = "", 0, ""

    def close() -> None:
        if chain and heads.pop(chain, (sequence, digest)) != (sequence, digest):
            report.breaches.append(Breach(chain, sequence, "The last entries of this chain are missing or replaced."))

    for entry in _entries(work):
        report.entries += 1
        if entry.chain != chain:
            close()
            chain, sequence, digest = entry.chain, 0, ""
        if entry.sequence != sequence + 1:
            report.breaches.append(Breach(chain, entry.sequence, f"Entry {sequence + 1} is missing before this one."))
        if entry.previous_hash != digest:
            report.breaches.append(Breach(chain, entry.sequence, "The entry does not follow from the one before it."))
        if entry.hash != _digest(entry):
            report.breaches.append(Breach(chain, entry.sequence, "The entry was altered after it was written."))
        sequence, digest = entry.sequence, entry.hash
    close()
    for name, (length, _) in heads.items():
        if length:
            report.breaches.append(Breach(name, 0, f"All {length} entries of this chain are gone."))
    _verify_seals(work, report)
    return report


def _entries(work: UnitOfWork) -> Iterator[HistoryEntry]:
    statement = (
        select(HistoryEntry).order_by(HistoryEntry.chain, HistoryEntry.sequence).execution_options(yield_per=2000)
    )
    for entry in work.session.scalars(statement):
        yield entry
        work.session.expunge(entry)


def _seal_digest(work: UnitOfWork, previous: str, first: int, last: int) -> tuple[int, str]:
    digest, count = hashlib.sha256(previous.encode()), 0
    rows = (
        select(HistoryEntry.id, HistoryEntry.hash).where(HistoryEntry.id.between(first, last)).order_by(HistoryEntry.id)
    )
    for number, entry_hash in work.session.execute(rows.execution_options(yield_per=5000)):
        digest.update(f"{number}:{entry_hash}\n".encode())
        count += 1
    return count, digest.hexdigest()


def seal(work: UnitOfWork, *, margin: int = 1000) -> HistorySeal | None:
    """Seal the entries since the last seal; returns None while there is nothing new.

    `margin` rows are left for the next seal: on PostgreSQL a transaction still running may hold a lower row number.
    """
    last = work.session.scalar(select(HistorySeal).order_by(HistorySeal.id.desc()).limit(1))
    first = last.to_entry_id + 1 if last else 1
    newest = (work.session.scalar(select(func.max(HistoryEntry.id))) or 0) - margin
    if newest < first:
        return None
    count, digest = _seal_digest(work, last.digest if last else "", first, newest)
    made = HistorySeal(from_entry_id=first, to_entry_id=newest, entries=count, digest=digest, sealed_at=work.now)
    work.session.add(made)
    return made


def _verify_seals(work: UnitOfWork, report: VerifyReport) -> None:
    previous = ""
    for made in work.session.scalars(select(HistorySeal).order_by(HistorySeal.id)):
        report.seals += 1
        if _seal_digest(work, previous, made.from_entry_id, made.to_entry_id) != (made.entries, made.digest):
            sentence = f"Entries {made.from_entry_id} to {made.to_entry_id} are not those that were sealed."
            report.breaches.append(Breach("seal", made.id, sentence))
        previous = made.digest
