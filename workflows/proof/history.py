"""Write and verify the history: every entry carries the hash of the one before it, so that nothing can be altered unseen."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import and_, or_, select

from workflows.proof.models import HistoryChain, HistoryEntry, HistorySeal
from workflows.store import Base, UnitOfWork, as_utc, insert_rows

SYSTEM_CHAIN = "system"
DECISIONS_AT_ONCE = 500


class CaseHead(Protocol):
    """A case, as far as its chain goes: the room of cases lies above this one."""

    id: Any
    history_sequence: Any
    history_hash: Any


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
    case: CaseHead | None,
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
    if isinstance(head, HistoryChain):
        head.sequence, head.hash = entry.sequence, entry.hash
    else:
        head.history_sequence, head.history_hash = entry.sequence, entry.hash
    return entry


def append_entry(
    work: UnitOfWork,
    head: CaseHead | HistoryChain,
    kind: str,
    data: Mapping[str, Any],
    *,
    element_id: str = "",
    actor_id: uuid.UUID | None = None,
    signature: str = "",
) -> HistoryEntry:
    """Append one entry to a locked chain; the caller writes its sequence and hash into the chain's head."""
    entry = HistoryEntry(
        chain=head.name if isinstance(head, HistoryChain) else str(head.id),
        sequence=(head.sequence if isinstance(head, HistoryChain) else head.history_sequence) + 1,
        case_id=None if isinstance(head, HistoryChain) else head.id,
        happened_at=work.now,
        kind=kind,
        element_id=element_id,
        actor_id=actor_id,
        signature=signature,
        data=canonical(data),
        previous_hash=head.hash if isinstance(head, HistoryChain) else head.history_hash,
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
    case = Base.metadata.tables["case"].c
    heads = {
        str(case_id): (sequence, digest)
        for case_id, sequence, digest in work.session.execute(select(case.id, case.history_sequence, case.history_hash))
    }
    for head in work.session.scalars(select(HistoryChain)):
        heads[head.name] = (head.sequence, head.hash)
    return heads


def verify(work: UnitOfWork) -> VerifyReport:
    """Read the whole history and check every hash, the unbroken sequence, each chain's head, each seal and each decision.

    While others write, give it a transaction opened with `is_snapshot`: a chain that grows meanwhile looks altered.
    """
    report = VerifyReport()
    heads = _heads(work)
    report.chains = len(heads)
    chain, sequence, digest = "", 0, ""
    told = Told(work, report)

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
        if entry.hash == _digest(entry):
            told.hear(entry)
        else:
            report.breaches.append(Breach(chain, entry.sequence, "The entry was altered after it was written."))
        sequence, digest = entry.sequence, entry.hash
    close()
    told.compare()
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


def _own_words(person_id: str, signature: str, outcome: str, answers: Mapping[str, Any]) -> bytes:
    text = "\x1f".join((person_id, signature, outcome, canonical(answers)))
    return hashlib.sha256(text.encode()).digest()


class Told:
    """What the history tells of decisions, compared with the rows that pages show: one altered beside the history is found.

    A completed task is known by its own id, the start of a case by the case's: its decision has no task.
    """

    def __init__(self, work: UnitOfWork, report: VerifyReport) -> None:
        self._work = work
        self._report = report
        self._words: dict[tuple[str, uuid.UUID], tuple[str, int, bytes]] = {}

    def hear(self, entry: HistoryEntry) -> None:
        """Keep what one entry tells, if it is of a decision."""
        data = json.loads(entry.data)
        if entry.kind == "task_completed":
            key = ("task", uuid.UUID(data["task_id"]))
        elif entry.kind == "case_started" and "answers" in data and entry.case_id is not None:
            key = ("start", entry.case_id)
        else:
            return
        words = _own_words(str(entry.actor_id), entry.signature, data.get("outcome", ""), data.get("answers", {}))
        self._words[key] = (entry.chain, entry.sequence, words)
        if len(self._words) >= DECISIONS_AT_ONCE:
            self.compare()

    def compare(self) -> None:
        """Compare what was kept with the rows, then forget it."""
        tasks = {number for kind, number in self._words if kind == "task"}
        cases = {number for kind, number in self._words if kind == "start"}
        decision = Base.metadata.tables["decision"].c
        shown_columns = (decision.person_id, decision.signature, decision.outcome, decision.answers)
        rows = self._work.session.execute(
            select(decision.task_id, decision.case_id, *shown_columns).where(
                or_(decision.task_id.in_(tasks), and_(decision.task_id.is_(None), decision.case_id.in_(cases)))
            )
        )
        shown = {
            ("task", row[0]) if row[0] else ("start", row[1]): _own_words(str(row[2]), row[3], row[4], row[5])
            for row in rows
        }
        for key, (chain, sequence, words) in self._words.items():
            if shown.get(key) != words:
                sentence = "The decision of record on this step is missing or differs from the history."
                self._report.breaches.append(Breach(chain, sequence, sentence))
        self._words.clear()


def _seal_digest(work: UnitOfWork, previous: str, first: int, last: int) -> tuple[int, str]:
    digest, count = hashlib.sha256(previous.encode()), 0
    rows = (
        select(HistoryEntry.id, HistoryEntry.hash).where(HistoryEntry.id.between(first, last)).order_by(HistoryEntry.id)
    )
    for number, entry_hash in work.session.execute(rows.execution_options(yield_per=5000)):
        digest.update(f"{number}:{entry_hash}\n".encode())
        count += 1
    return count, digest.hexdigest()


def seal(work: UnitOfWork, *, settled_for: timedelta = timedelta(0)) -> HistorySeal | None:
    """Seal the entries since the last seal; returns None while there is nothing new.

    Entries younger than `settled_for` are left for the next seal: on PostgreSQL a transaction still running may hold a lower
    row number than one that has committed.
    """
    settled = (
        select(HistoryEntry.id)
        .where(HistoryEntry.happened_at <= work.now - settled_for)
        .order_by(HistoryEntry.id.desc())
        .limit(1)
    )
    last = work.session.scalar(select(HistorySeal).order_by(HistorySeal.id.desc()).limit(1))
    first = last.to_entry_id + 1 if last else 1
    newest = work.session.scalar(settled) or 0
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
