"""The one collector of a transaction: every write of record passes it, and at the end the history tells what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from workflows.store.base import Base
from workflows.store.commitments import commit
from workflows.store.guard import UntoldWrite, flushing
from workflows.store.kinds import COMMITMENTS, RECORD, key_names, kind_of, layout_of, table_of
from workflows.store.plans import HELD_NUMBER, key_values, update_by_key
from workflows.store.trouble import ReferenceMoved

Key = tuple[type[Base], tuple[Any, ...]]


@dataclass(frozen=True)
class Gone:
    """A row that was removed, with what is known of it."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class Block:
    """Rows written once and all together (store/blocks.py): what leads to the head of their chain, and their common digest."""

    values: Mapping[str, Any]
    digest: str


# A row as it was last written: the object that shows it, or the values themselves.
Written = Base | Mapping[str, Any] | Gone | Block


@dataclass
class Collector:
    """What one transaction has written of record, and the entries that will tell it."""

    session: RecordingSession
    told: dict[Key, Written] = field(default_factory=dict)
    entries: list[Any] = field(default_factory=list)
    # Heads that this transaction has locked or made, so that nobody else can append to their chains.
    locked: set[Key] = field(default_factory=set)
    held: dict[Base, dict[str, Any]] = field(default_factory=dict)
    # The number that what is held per process must still have where a head is written; None where nothing depends on it.
    guard: Callable[[], int | None] | None = None

    def hold(self, row: Base, values: Mapping[str, Any]) -> None:
        """Keep an update of a head back: its chain's newest hash, known at the end, is written in the same statement."""
        self.held.setdefault(row, {}).update(values)

    def write_held(self) -> None:
        """Write what is held back. Raises ReferenceMoved where that depends on what has changed meanwhile."""
        held, self.held = self.held, {}
        number = self.guard() if self.guard is not None else None
        for row, values in held.items():
            model, key = self.key_of(row)
            if COMMITMENTS in values:
                values[COMMITMENTS] = row.__dict__[COMMITMENTS]  # the flush may have committed to more since
            statement = update_by_key(model, tuple(values), is_guarded=number is not None)
            wanted = {**key_values(model, key), **({} if number is None else {HELD_NUMBER: number})}
            if self.session.connection().execute(statement, {**values, **wanted}).rowcount == 0 and number is not None:
                raise ReferenceMoved

    def take(self) -> tuple[dict[Key, Written], list[Any]]:
        """What is to be told now, and the entries that tell it; both begin anew."""
        taken = self.told, self.entries
        self.told, self.entries = {}, []
        return taken

    def tell(self, model: type[Base], key: tuple[Any, ...], row: Written) -> None:
        """Have the history tell this row as it stands at the end of the transaction, or that it is gone.

        Raises UntoldWrite for a single row of those that are written once, in blocks.
        """
        layout = layout_of(model)
        if layout is not None and layout.is_block and not isinstance(row, (Block, Gone)):
            raise UntoldWrite(f"Rows of {model.__name__} are written once, by insert_blocks, and never changed.")
        self.told[model, key] = row

    def key_of(self, row: Base) -> Key:
        """The identity of an object."""
        return type(row), tuple(getattr(row, name) for name in key_names(type(row)))

    def values(self, key: Key, row: Base | Mapping[str, Any]) -> Mapping[str, Any]:
        """The columns of a collected row that its digest is made from; read where the object lacks them."""
        model, identity = key
        layout = layout_of(model)
        assert layout is not None
        held = row.__dict__ if isinstance(row, Base) else row
        if all(name in held for name in layout.needed):
            return held
        table = table_of(model)
        where = [table.c[name] == part for name, part in zip(key_names(model), identity, strict=True)]
        found = self.session.execute(select(*(table.c[name] for name in layout.needed)).where(*where))
        return dict(found.mappings().one())


class RecordingSession(Session):
    """A session whose writes of record are collected, whichever way they are made."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.collector = Collector(self)
        self.now: datetime | None = None  # the moment of the transaction, for entries that nobody asked for
        self.savepoints: dict[SessionTransaction, tuple[dict[Key, Written], int]] = {}

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what the session holds back; the collector sees each row."""
        if any(inspect(row).modified for row in self.collector.held):
            # In the order in which it was asked for: constraints of the row hold after each statement.
            self.collector.write_held()
        with flushing():
            super().flush(objects)

    def begin_nested(self) -> SessionTransaction:
        """A savepoint: what is collected after it is forgotten with it."""
        self.flush()
        self.collector.write_held()
        return super().begin_nested()


@event.listens_for(RecordingSession, "before_flush")
def _commit_values(session: RecordingSession, _context: object, _objects: object) -> None:
    """Commit to the erasable values that are about to be written, in the same statement."""
    for row in session.new:
        layout = layout_of(type(row))
        if layout is not None and layout.committed:
            row.commitments = commit(layout, None, layout.committed, row.__dict__)
    for row in session.dirty:
        layout = layout_of(type(row))
        if layout is None or not layout.committed:
            continue
        state = inspect(row)
        changed = [name for name in layout.committed if state.attrs[name].history.has_changes()]
        if changed:
            row.commitments = commit(layout, row.commitments, changed, row.__dict__)


@event.listens_for(RecordingSession, "after_flush")
def _collect(session: RecordingSession, _context: object) -> None:
    collector = session.collector
    for row in session.new:
        layout = layout_of(type(row))
        if layout is not None:
            key = collector.key_of(row)
            collector.tell(*key, row)
            if layout.head is not None:
                collector.locked.add(key)
    for row in session.dirty:
        layout = layout_of(type(row))
        if layout is not None and not layout.names.isdisjoint(inspect(row).committed_state):
            collector.tell(*collector.key_of(row), row)
    for row in session.deleted:
        if layout_of(type(row)) is not None:
            collector.tell(*collector.key_of(row), Gone(dict(row.__dict__)))


@event.listens_for(RecordingSession, "after_transaction_create")
def _remember(session: RecordingSession, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.savepoints[transaction] = (dict(session.collector.told), len(session.collector.entries))


@event.listens_for(RecordingSession, "after_soft_rollback")
def _forget(session: RecordingSession, transaction: SessionTransaction) -> None:
    if transaction in session.savepoints:
        told, entries = session.savepoints.pop(transaction)
        session.collector.told = told
        del session.collector.entries[entries:]
        session.collector.held.clear()


@event.listens_for(RecordingSession, "do_orm_execute")
def _before_reading(state: ORMExecuteState) -> None:
    """What is held back is written before anything is read, so that a statement sees what the objects show."""
    session = state.session
    assert isinstance(session, RecordingSession)
    collector = session.collector
    if collector.held:
        collector.write_held()
    if collector.entries and state.is_select and any(kind_of(m.class_) is RECORD for m in state.all_mappers):
        finish(session)


Recorder = Callable[[Session], None]
_recorders: list[Recorder] = []


def recorder(tell: Recorder) -> Recorder:
    """Name what tells the collected rows in the history: the room of the record, which lies above this one. The first stays."""
    if not _recorders:
        _recorders.append(tell)
    return tell


def finish(session: RecordingSession) -> None:
    """Write what is held back and have the history tell what was collected. Raises RuntimeError where nobody would tell it."""
    collector = session.collector
    session.flush()
    if collector.told or collector.entries:
        if not _recorders:
            raise RuntimeError(
                "Rows of record were written, but workflows.proof was never imported: nothing would tell them."
            )
        _recorders[0](session)
    collector.write_held()
