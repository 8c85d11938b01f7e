"""Rows for tasks, who may act on them, the decisions of record and the explained evaluations of decision tables."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models.case import Case
from workflows.casework.queue import QUEUE_LENGTH
from workflows.people.models import Person, Unit
from workflows.procedure.model import Side
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Task(Erasable, Base):
    """Work for a person; its id is the engine's token id, so one token can never become two tasks."""

    __tablename__ = "task"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id process_id procedure_version_id element_id name name_en form_id post_key unit_id side "
            "status assignee_id claimed_at priority created_at due_at follow_up_at ended_at completed_by_id",
            "case_id process_id procedure_version_id element_id name name_en form_id post_key unit_id side shows_file "
            "status assignee_id claimed_at priority created_at due_at follow_up_at queue ended_at completed_by_id",
            "case_id process_id procedure_version_id element_id name name_en form_id post_key unit_id side shows_file "
            "status assignee_id claimed_at priority created_at due_at follow_up_at queue ended_at completed_by_id "
            "substitute_for_id",
        ),
        erasable="item",
    )
    __table_args__ = (
        one_of("status", TaskStatus),
        one_of("side", Side),
        CheckConstraint("(status = 'completed') = (completed_by_id IS NOT NULL)", name="completed_has_person"),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended_has_time"),
        Index("ix_task_case_status", "case_id", "status"),
        Index("ix_task_status_due", "status", "due_at"),
        Index("ix_task_assignee_status_queue", "assignee_id", "status", "queue", "id"),
        Index("ix_task_completed_by_ended_id", "completed_by_id", "ended_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[str] = mapped_column(String(80))
    procedure_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))
    element_id: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    form_id: Mapped[str | None] = mapped_column(String(120))
    post_key: Mapped[str | None] = mapped_column(String(60))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    side: Mapped[Side] = mapped_column(Word(Side, 10), default=Side.OFFICE)  # whose time runs
    # Whether it shows its doer something of the file, and so the full title.
    shows_file: Mapped[bool] = mapped_column(default=False)
    item: Mapped[str] = mapped_column(String(200), default="")  # which item of a multi-instance body
    status: Mapped[TaskStatus] = mapped_column(Word(TaskStatus, 12), default=TaskStatus.OPEN)
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=50)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    queue: Mapped[str] = mapped_column(String(QUEUE_LENGTH), default="")  # its place in lists: casework/queue.py
    ended_at: Mapped[datetime | None]
    completed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    # For whom, absent then, whoever holds it or completed it does so (代).
    substitute_for_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))

    case: Mapped[Case] = relationship()
    unit: Mapped[Unit | None] = relationship()
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])
    completed_by: Mapped[Person | None] = relationship(foreign_keys=[completed_by_id])
    substitute_for: Mapped[Person | None] = relationship(foreign_keys=[substitute_for_id])

    def label(self, locale: str) -> str:
        """The step's name in the reader's language."""
        return self.name if locale.startswith("zh") or not self.name_en else self.name_en


class TaskCandidate(Base):
    """A post (in one unit, or in any) or a person that may claim the task."""

    __tablename__ = "task_candidate"
    __record__ = OfRecord(
        chain="task_id.case_id",
        layouts=("task_id post_key unit_id person_id", "task_id post_key unit_id person_id queue"),
    )
    __table_args__ = (
        Index("ix_task_candidate_post_unit_queue", "post_key", "unit_id", "queue", "task_id"),
        Index("ix_task_candidate_person_queue", "person_id", "queue", "task_id"),
        CheckConstraint("(post_key IS NULL) <> (person_id IS NULL)", name="post_or_person"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), index=True)
    post_key: Mapped[str | None] = mapped_column(String(60))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    queue: Mapped[str] = mapped_column(String(QUEUE_LENGTH), default="")  # that of its task

    task: Mapped[Task] = relationship()


_FOR_SOMEBODY = text("substitute_for_id IS NOT NULL")


class Decision(Erasable, Base):
    """The decision of record: who completed a task, in which post, when, with which answers on which form version.

    Starting a case by hand is one too, of the start event and without a task: `separate_from` may name it.
    """

    __tablename__ = "decision"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "task_id case_id element_id person_id post_key unit_id signature signature_en substitute_for_id "
            "decided_at outcome form_id procedure_version_id",
        ),
        each="answers labels",
        erased_with=("labels", "answers"),
    )
    __table_args__ = (
        Index("ix_decision_person_case_element", "person_id", "case_id", "element_id"),
        Index(
            "ix_decision_substitute_for",
            "substitute_for_id",
            "case_id",
            "element_id",
            sqlite_where=_FOR_SOMEBODY,
            postgresql_where=_FOR_SOMEBODY,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("task.id"), unique=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    post_key: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    # The signature block as it read on the day, kept because posts and units are renamed later.
    signature: Mapped[str] = mapped_column(String(300))
    signature_en: Mapped[str] = mapped_column(String(400), default="")
    substitute_for_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(60), default="")
    answers: Mapped[dict[str, Any]]
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what was chosen, as it was called (answer_labels.py)
    form_id: Mapped[str | None] = mapped_column(String(120))
    procedure_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))

    task: Mapped[Task | None] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def both(self) -> frozenset[uuid.UUID]:
        """Who decided, and for whom as their substitute."""
        return frozenset(each for each in (self.person_id, self.substitute_for_id) if each is not None)


class EvaluationRecord(Erasable, Base):
    """One evaluation of a decision table inside a case, with its inputs and the rules that hit."""

    __tablename__ = "evaluation"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id element_id decision_id procedure_version_id evaluated_at",),
        erasable="explanation",
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(120))
    decision_id: Mapped[str] = mapped_column(String(120))
    procedure_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))
    evaluated_at: Mapped[datetime]
    explanation: Mapped[dict[str, Any]]
