"""Rows for procedure versions, cases and incidents."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.calendar.zone import local_date
from workflows.casework.titles import in_both
from workflows.casework.words import IncidentKind
from workflows.people.models import Unit
from workflows.sentence import Sentence
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


class ProcedureVersion(Erasable, Base):
    """One published state of a procedure folder; immutable, the same content never twice."""

    __tablename__ = "procedure_version"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("process_id number digest name name_en published_at published_by_id",),
        erasable="bundle",
    )
    __table_args__ = (UniqueConstraint("process_id", "digest"), UniqueConstraint("process_id", "number"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    bundle: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    published_at: Mapped[datetime]
    published_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))

    def label(self, locale: str) -> str:
        """The procedure's name in the reader's language."""
        return self.name if locale.startswith("zh") or not self.name_en else self.name_en


class CaseStatus(StrEnum):
    """Where a case stands; `incident` is a case that an administrator must look at before it can go on."""

    ACTIVE = "active"
    INCIDENT = "incident"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Case(Erasable, Base):
    """One run of a procedure. `state` belongs to the engine; `mirror` lists the live rows that were derived from it."""

    __tablename__ = "case"
    __record__ = OfRecord(
        chain="id",
        layouts=(
            "procedure_version_id process_id called_versions business_key unit_id status end_event "
            "started_by_id started_at ended_at mirror version",
            "procedure_version_id process_id called_versions business_key title_public unit_id status end_event "
            "started_by_id started_at ended_at updated_at mirror version",
            "procedure_version_id process_id called_versions settings business_key title_public unit_id status end_event "
            "started_by_id started_at ended_at updated_at mirror version",
            "procedure_version_id process_id called_versions settings business_key title_public title_outside unit_id status "
            "end_event started_by_id started_at ended_at updated_at mirror version",
            "procedure_version_id process_id called_versions settings calendar business_key title_public title_outside unit_id "
            "status end_event started_by_id started_at ended_at updated_at mirror version",
            "procedure_version_id process_id called_versions settings calendar rules_on business_key title_public title_outside "
            "unit_id status end_event started_by_id started_at ended_at updated_at mirror version",
            "procedure_version_id process_id called_versions settings calendar rules_on business_key title_public title_public_en "
            "title_outside title_outside_en unit_id status end_event started_by_id started_at ended_at updated_at mirror version",
        ),
        erasable="title title_en state",
        head=("history_sequence", "history_hash"),
        kept_until=("state", "ended_at"),
    )
    __table_args__ = (
        one_of("status", CaseStatus),
        CheckConstraint("(status IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_has_time"),
        Index("ix_case_status_started", "status", "started_at", "id"),
        Index("ix_case_status_calendar", "status", "calendar"),
        Index("ix_case_status_version", "status", "procedure_version_id"),
        Index("ix_case_started_by_started", "started_by_id", "started_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    procedure_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))
    process_id: Mapped[str] = mapped_column(String(80))
    # Process id -> version id of every called procedure, so that a running case keeps those versions too.
    called_versions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The set of settings that it keeps, as they were at its start; None for a case from before there were settings.
    settings: Mapped[str | None] = mapped_column(ForeignKey("setting_set.digest"))
    # The number of the plan of a year up to which it counts working days (`calendar_plan`); 0 before there were any.
    calendar: Mapped[int] = mapped_column(default=0)
    # The day whose settings and places of units it keeps, where that is not the day of its start: a part has its round's.
    rules_on: Mapped[date | None]
    # Each title in Chinese and in English; the English of a case is empty until it is saved by a program that knows it.
    title: Mapped[str] = mapped_column(String(300), default="")
    title_en: Mapped[str] = mapped_column(String(300), default="")
    # Number and name of the process: what those read who may know of the case but not whom it is about.
    title_public: Mapped[str] = mapped_column(String(300), default="")
    title_public_en: Mapped[str] = mapped_column(String(300), default="")
    # The same for people outside the offices: without the number of whatever the case began with.
    title_outside: Mapped[str] = mapped_column(String(300), default="")
    title_outside_en: Mapped[str] = mapped_column(String(300), default="")
    business_key: Mapped[str | None] = mapped_column(String(120), index=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    status: Mapped[CaseStatus] = mapped_column(Word(CaseStatus, 12), default=CaseStatus.ACTIVE)
    end_event: Mapped[str | None] = mapped_column(String(120))
    started_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    state: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    mirror: Mapped[str] = mapped_column(Text, default="{}", deferred=True)
    version: Mapped[int] = mapped_column(default=1)
    history_sequence: Mapped[int] = mapped_column(default=0)
    history_hash: Mapped[str] = mapped_column(String(64), default="")

    procedure_version: Mapped[ProcedureVersion] = relationship()
    unit: Mapped[Unit | None] = relationship()

    @property
    def public_title(self) -> Sentence:
        """The title for people outside the file, in both languages."""
        return in_both(self.title_public, self.title_public_en)

    @property
    def outside_title(self) -> Sentence:
        """The title for units, places and members, and whoever stands aside, in both languages."""
        return in_both(self.title_outside, self.title_outside_en)

    @property
    def full_title(self) -> Sentence:
        """The title for readers of the file, in both languages."""
        return in_both(self.title, self.title_en)

    @property
    def day(self) -> date:
        """The day whose settings and places of units count for the case, whatever changes meanwhile."""
        return self.rules_on or local_date(self.started_at)

    @property
    def is_open(self) -> bool:
        """True while the case can still move."""
        return self.status in (CaseStatus.ACTIVE, CaseStatus.INCIDENT)


class Incident(Erasable, Base):
    """Something that failed and stopped a case: nothing of the failed step was kept; it can be retried once the cause is mended."""

    __tablename__ = "incident"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id element_id raised_at resolved_at resolved_by_id",
            "case_id element_id kind expression variables raised_at resolved_at resolved_by_id",
        ),
        erasable="message message_zh attempt",
    )
    __table_args__ = (
        one_of("kind", IncidentKind),
        Index("ix_incident_resolved_raised", "resolved_at", "raised_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(120), default="")
    message: Mapped[str] = mapped_column(Text)
    message_zh: Mapped[str] = mapped_column(Text, default="")
    # What an administrator may read: no sentence above, which may hold values, but what failed and which variables it reads.
    kind: Mapped[IncidentKind] = mapped_column(Word(IncidentKind, 20), default=IncidentKind.STEP)
    expression: Mapped[str] = mapped_column(Text, default="")
    variables: Mapped[list[Any]] = mapped_column(default=list)  # [name, type] of each
    # What was being tried: {"kind": an Attempt, ...}; a retry repeats it.
    attempt: Mapped[dict[str, Any]] = mapped_column(default=dict)
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))

    case: Mapped[Case] = relationship()
