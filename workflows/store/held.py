"""What does not change between two acts, held per process: units, posts, relations, calendar; one row tells whether it still holds.

Triggers of the database raise that row's number whenever such a row changes, whoever writes it. A transaction reads the number
first and the data afterwards, so what it holds is never older than its number says. Once a transaction has changed something
itself, it reads everything afresh, once after each of its changes, and gives it to nobody: it may still be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import BigInteger, CheckConstraint, Integer, event, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from workflows.store.base import Base
from workflows.store.kinds import WORKING
from workflows.store.unit_of_work import UnitOfWork

T = TypeVar("T")
M = TypeVar("M", bound=Base)
_CHANGED = "gatepost_changes_reference"
MOST_HELD = 50_000  # entries of one process; beyond that everything is read anew


class ReferenceVersion(Base):
    """The one row whose number grows with every change of units, posts, holdings, accounts, relations and calendar."""

    __tablename__ = "reference_version"
    __record__ = WORKING
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


_NUMBER = select(ReferenceVersion.number).where(ReferenceVersion.id == 1)
# As a column of the first statement of a transaction, whose rows are then as new as the number beside them.
NUMBER_BESIDE = _NUMBER.scalar_subquery()


def is_reference(model: type[M]) -> type[M]:
    """Mark a mapped class whose rows are held; its table has triggers that raise the number."""
    model.__is_reference__ = True  # read by the events below
    return model


def reference_number(work: UnitOfWork) -> int:
    """The number as this transaction read it first."""
    if work.reference is None:
        work.reference = work.session.scalar(_NUMBER) or 0
    return work.reference


def note_reference(work: UnitOfWork, number: int | None) -> None:
    """Take the number as the transaction's first statement read it beside other rows (`NUMBER_BESIDE`)."""
    if work.reference is None:
        work.reference = number or 0


def held(work: UnitOfWork, key: Hashable, load: Callable[[], T]) -> T:
    """What `load` gives, read once per process for each number and key; whoever depends on the day puts the day into the key.

    The value is shared by threads: it must never be changed.
    """
    number = reference_number(work)
    if _has_changed(work.session):
        return _own(work, key, load)
    known: tuple[int, T] | None = work.held.get(key)
    if known is not None and known[0] == number:
        return known[1]
    value = load()
    if not _has_changed(work.session):
        if len(work.held) >= MOST_HELD:
            work.held.clear()
        work.held[key] = (number, value)
    return value


def _own(work: UnitOfWork, key: Hashable, load: Callable[[], T]) -> T:
    """The same for a transaction that has changed something: three hundred people sent in one need not read the calendar anew."""
    changes = work.session.info.get(_CHANGED)
    if _is_pending(work.session):
        return load()
    known: tuple[int, T] | None = work.own.get(key)
    if known is not None and known[0] == changes:
        return known[1]
    value = load()
    if work.session.info.get(_CHANGED) == changes and not _is_pending(work.session):
        work.own[key] = (changes or 0, value)
    return value


def require_unmoved(work: UnitOfWork) -> None:
    """What this transaction writes to a case counts only while posts, units and relations are as they were read.

    The question is part of the UPDATE of the case, so nothing can change between the two: it then raises ReferenceMoved. What
    the transaction changes itself does not count.
    """
    session = work.session
    session.collector.guard = lambda: None if _has_changed(session) else work.reference


def _has_changed(session: Session) -> bool:
    """True where this transaction itself has changed what is held, or is about to."""
    return bool(session.info.get(_CHANGED)) or _is_pending(session)


def _is_pending(session: Session) -> bool:
    return any(_concerns(row) for row in (*session.new, *session.dirty, *session.deleted))


def note_change(session: Session, model: type[Base]) -> None:
    """Rows of a class were written past the session's flush: where they are held, the transaction reads afresh from now on."""
    if getattr(model, "__is_reference__", False):
        _count(session)


def _count(session: Session) -> None:
    session.info[_CHANGED] = session.info.get(_CHANGED, 0) + 1


def _concerns(row: object) -> bool:
    return getattr(type(row), "__is_reference__", False)


@event.listens_for(Session, "before_flush")
def _note_flush(session: Session, _context: Any, _instances: Any) -> None:
    if _is_pending(session):
        _count(session)


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and mapper is not None and getattr(mapper.class_, "__is_reference__", False):
        _count(state.session)


@event.listens_for(Session, "after_soft_rollback")
def _note_undone(session: Session, _previous: Any) -> None:
    """What was undone up to a savepoint is no longer as the transaction has read it since."""
    if session.info.get(_CHANGED):
        _count(session)
