"""Rows of a selection: the slot, its candidates, background calls, gate reviews and the dispatch order."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models import Case
from workflows.people.models import Person, Unit
from workflows.people.roster import Posting, Team
from workflows.people.words import TeamRole
from workflows.selection.words import (
    Acquaintance,
    CallFinding,
    CandidateStatus,
    ReviewOutcome,
    Seat,
    SlotStatus,
)
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class Slot(Erasable, Base):
    """One post in one village that one unit has to fill."""

    __tablename__ = "slot"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "number case_id unit_id team_id role replaces_posting_id status posting_id opened_at ended_at",
            "number case_id unit_id team_id role replaces_posting_id status posting_id opened_at ended_at place",
        ),
        erasable="reason",
    )
    __table_args__ = (
        one_of("role", TeamRole),
        one_of("status", SlotStatus),
        CheckConstraint("(status = 'filled') = (posting_id IS NOT NULL)", name="filled_has_posting"),
        Index(
            "uq_slot_open_replaces_posting",
            "replaces_posting_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        # One place of a village is never in two open notices.
        Index(
            "uq_slot_open_place",
            "place",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    role: Mapped[TeamRole] = mapped_column(Word(TeamRole, 20))
    replaces_posting_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("posting.id"))
    status: Mapped[SlotStatus] = mapped_column(Word(SlotStatus, 10), default=SlotStatus.OPEN)
    posting_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("posting.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(String(40))  # of a batch: which of the village's places, `V1-2`

    case: Mapped[Case] = relationship()
    unit: Mapped[Unit] = relationship()
    team: Mapped[Team] = relationship()


class Candidate(Erasable, Base):
    """Somebody nominated for a slot, and how far they came."""

    __tablename__ = "candidate"
    __record__ = OfRecord(
        chain="slot_id.case_id",
        layouts=(
            "slot_id person_id status nominated_by_id nominated_at is_reserve",
            "slot_id person_id status nominated_by_id nominated_at is_reserve is_self_nominated rank",
        ),
        erasable="nomination qualification vetting",
    )
    __table_args__ = (
        UniqueConstraint("slot_id", "person_id"),
        one_of("status", CandidateStatus),
        # Nobody can be proposed for two slots at once.
        Index(
            "uq_candidate_proposed_person",
            "person_id",
            unique=True,
            sqlite_where=text("status = 'proposed'"),
            postgresql_where=text("status = 'proposed'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    slot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("slot.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[CandidateStatus] = mapped_column(Word(CandidateStatus, 12), default=CandidateStatus.NOMINATED)
    nominated_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    nominated_at: Mapped[datetime]
    nomination: Mapped[dict[str, Any]]
    qualification: Mapped[dict[str, Any] | None]
    vetting: Mapped[dict[str, Any] | None]  # in a batch: what came of calls, review and the county's opinion
    is_reserve: Mapped[bool] = mapped_column(default=False)
    is_self_nominated: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int | None]  # where the unit's party group put them for the slot, 1 first

    slot: Mapped[Slot] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class BackgroundCall(Erasable, Base):
    """One phone call about a candidate. Who was called stays with the office; the unit never reads these rows."""

    __tablename__ = "background_call"
    __record__ = OfRecord(
        chain="candidate_id.slot_id.case_id",
        layouts=("candidate_id caller_id called_at relation is_from_unit_list has_red_flag finding",),
        erasable="interviewee ratings remarks unit_reason",
    )
    __table_args__ = (one_of("relation", Acquaintance), one_of("finding", CallFinding))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    caller_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[datetime]
    relation: Mapped[Acquaintance] = mapped_column(Word(Acquaintance, 20))
    is_from_unit_list: Mapped[bool]
    interviewee: Mapped[str] = mapped_column(String(80))
    ratings: Mapped[dict[str, Any]]
    remarks: Mapped[str] = mapped_column(Text)
    has_red_flag: Mapped[bool]
    finding: Mapped[CallFinding] = mapped_column(Word(CallFinding, 10))
    unit_reason: Mapped[str] = mapped_column(
        Text, default=""
    )  # what the unit is told where the call speaks against them


class Review(Erasable, Base):
    """One gate review of a candidate in one round. The same person cannot sit in two seats of a round (rules.md 2.4)."""

    __tablename__ = "gate_review"
    __record__ = OfRecord(
        chain="candidate_id.slot_id.case_id",
        layouts=("candidate_id round seat reviewer_id scores total outcome reviewed_at",),
        erasable="reason unit_reason",
    )
    __table_args__ = (
        UniqueConstraint("candidate_id", "round", "seat"),
        UniqueConstraint("candidate_id", "round", "reviewer_id"),
        one_of("seat", Seat),
        one_of("outcome", ReviewOutcome),
        CheckConstraint("total IS NULL OR total BETWEEN 0 AND 100", name="total"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate.id"))
    round: Mapped[int]
    seat: Mapped[Seat] = mapped_column(Word(Seat, 10))
    reviewer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    scores: Mapped[dict[str, Any]]
    total: Mapped[int | None]  # None for the leader, who rules and does not score
    outcome: Mapped[ReviewOutcome] = mapped_column(Word(ReviewOutcome, 10))
    reason: Mapped[str] = mapped_column(Text, default="")
    unit_reason: Mapped[str] = mapped_column(Text, default="")  # what the unit is told of it
    reviewed_at: Mapped[datetime]


class DispatchOrder(Erasable, Base):
    """The signed order that sends a person to a village: before it nobody starts work there (rules.md 2.7)."""

    __tablename__ = "dispatch_order"
    __record__ = OfRecord(
        chain="slot_id.case_id",
        layouts=("number slot_id candidate_id posting_id term_from term_to signed_at signed_by_id",),
        erasable="handover_contact",
    )
    __table_args__ = (CheckConstraint("term_to > term_from", name="term"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    slot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("slot.id"), unique=True)
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidate.id"), unique=True)
    posting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posting.id"), unique=True)
    term_from: Mapped[date]
    term_to: Mapped[date]
    handover_contact: Mapped[str] = mapped_column(String(100))
    signed_at: Mapped[datetime]
    signed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))

    slot: Mapped[Slot] = relationship()
    candidate: Mapped[Candidate] = relationship()
    posting: Mapped[Posting] = relationship()
