"""Rows for duties: what keeps people from a task or a case, and who was recused by their own word or by order."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models.case import Case
from workflows.people.models import Person
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import DERIVED, OfRecord

_ONE_OF_THREE = (
    "(CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN element_id IS NULL THEN 0 ELSE 1 END) = 1"
)


class TaskBar(Base):
    """What keeps people from an open task: a unit and all below it, a person with their relatives, or an earlier step's doer.

    The row names the ground, never whom it keeps away: who belongs, is related or decided is joined when it is read, so that a
    new post, relation or decision needs no row to be rewritten. Only a change of the case's variables does.
    """

    __tablename__ = "task_bar"
    __record__ = DERIVED
    __table_args__ = (CheckConstraint(_ONE_OF_THREE, name="one_ground"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), index=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    element_id: Mapped[str | None] = mapped_column(String(120))


class CaseSubject(Base):
    """Whom a case is about: its unit, and what the process property `recuse` names. Reading asks for it after the case, too.

    A procedure that the case calls is about people of its own: the candidates of a selection. Their relatives have nothing to do
    with that part of the case; the rest of the file stays open to them.
    """

    __tablename__ = "case_subject"
    __record__ = DERIVED
    __table_args__ = (CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name="unit_or_person"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    process_id: Mapped[str | None] = mapped_column(String(80))  # a called process; None: the whole case
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)


class Recusal(Erasable, Base):
    """Somebody stands aside (回避) from one step of a case, or from all of it, by their own word or by order."""

    __tablename__ = "recusal"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id element_id person_id ordered_by_id recused_at",),
        erasable="reason",
    )
    __table_args__ = (Index("ix_recusal_person_case", "person_id", "case_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    element_id: Mapped[str | None] = mapped_column(String(120))  # None: from the whole case
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    ordered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))  # None: by their own word
    reason: Mapped[str] = mapped_column(Text)
    recused_at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    ordered_by: Mapped[Person | None] = relationship(foreign_keys=[ordered_by_id])
