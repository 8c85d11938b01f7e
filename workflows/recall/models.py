"""Rows of a recall: the lead and its people, verification, order, interview, appeal, arrival, accountability, rectification."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models import Case
from workflows.documents.words import ServiceMode
from workflows.people.models import Person, Unit
from workflows.people.roster import Posting
from workflows.recall.words import (
    AppealOutcome,
    ClosedAs,
    HandledBy,
    Leader,
    LeadSource,
    Measure,
    MeasureRule,
    Office,
    Pursuit,
    RecallKind,
    RectificationKind,
    RectificationStatus,
    Trigger,
)
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class Recall(Erasable, Base):
    """One recall, from the lead on: one case, one dispatching unit, one or more postings."""

    __tablename__ = "recall"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id number unit_id kind trigger source occurred_on registered_at registered_by_id closed_at closed_as",
        ),
        erasable="facts",
    )
    __table_args__ = (
        one_of("kind", RecallKind),
        one_of("trigger", Trigger),
        one_of("source", LeadSource),
        one_of("closed_as", ClosedAs),
        CheckConstraint("(closed_at IS NULL) = (closed_as = '')", name="closed_has_how"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), unique=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[RecallKind | None] = mapped_column(Word(RecallKind, 10))  # None until an order decides it
    trigger: Mapped[Trigger] = mapped_column(Word(Trigger, 4))
    source: Mapped[LeadSource] = mapped_column(Word(LeadSource, 20))
    facts: Mapped[str] = mapped_column(Text)
    occurred_on: Mapped[date | None]
    registered_at: Mapped[datetime]
    registered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_as: Mapped[ClosedAs] = mapped_column(Word(ClosedAs, 30), default=ClosedAs.NOT_YET)

    case: Mapped[Case] = relationship()
    unit: Mapped[Unit] = relationship()
    subjects: Mapped[list[RecallSubject]] = relationship(back_populates="recall", order_by="RecallSubject.position")


class RecallSubject(Base):
    """A posting that a recall is about. Two open recalls of one posting cannot stand side by side (rules.md 3.1)."""

    __tablename__ = "recall_subject"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=("recall_id posting_id position is_open",),
    )
    __table_args__ = (
        UniqueConstraint("recall_id", "posting_id"),
        Index(
            "uq_recall_subject_open_posting",
            "posting_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"))
    posting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posting.id"), index=True)
    position: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)

    recall: Mapped[Recall] = relationship(back_populates="subjects")
    posting: Mapped[Posting] = relationship()


class Verification(Erasable, Base):
    """What one investigator of one office found in the village. Two offices and two people are needed (rules.md 1.4).

    `allegations` are rows of posting_id, ground, finding and is_repeated; sent back for more, an office finds anew in a next round.
    """

    __tablename__ = "recall_verification"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=(
            "recall_id office round investigator_id visited_on cadres_heard villagers_heard is_statement_heard recorded_at",
        ),
        erasable="refusal_note allegations findings_text",
    )
    __table_args__ = (
        UniqueConstraint("recall_id", "office", "round"),
        UniqueConstraint("recall_id", "investigator_id", "round"),
        one_of("office", Office),
        CheckConstraint("cadres_heard >= 2 AND villagers_heard >= 3", name="heard_enough"),
        CheckConstraint("is_statement_heard OR refusal_note <> ''", name="statement_or_note"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"))
    office: Mapped[Office] = mapped_column(Word(Office, 10))
    round: Mapped[int] = mapped_column(default=1)
    investigator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    visited_on: Mapped[date]
    cadres_heard: Mapped[int]
    villagers_heard: Mapped[int]
    is_statement_heard: Mapped[bool]
    refusal_note: Mapped[str] = mapped_column(Text, default="")
    allegations: Mapped[list[Any]]
    findings_text: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]

    investigator: Mapped[Person] = relationship()


class RecallOrder(Erasable, Base):
    """The order: n people recalled, m slots to refill, when it was served and when the replacement is due."""

    __tablename__ = "recall_order"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=(
            "recall_id unit_id number kind people slots issued_at served_at service_mode replacement_due_at "
            "dispatched_at arrived_at",
        ),
        erasable="basis",
    )
    __table_args__ = (
        one_of("kind", RecallKind),
        one_of("service_mode", ServiceMode),
        CheckConstraint("people > 0 AND slots >= 0 AND slots <= people", name="slots_within_people"),
        CheckConstraint("(served_at IS NULL) = (replacement_due_at IS NULL)", name="served_has_due"),
        Index("ix_recall_order_unit_issued", "unit_id", "issued_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"), unique=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[RecallKind] = mapped_column(Word(RecallKind, 10))
    people: Mapped[int]
    slots: Mapped[int]
    basis: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
    served_at: Mapped[datetime | None]
    service_mode: Mapped[ServiceMode | None] = mapped_column(Word(ServiceMode, 10))
    replacement_due_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]  # the clock's first stop: every dispatch order is signed
    arrived_at: Mapped[datetime | None]  # its second stop: everybody has arrived

    recall: Mapped[Recall] = relationship()
    unit: Mapped[Unit] = relationship()


class Interview(Erasable, Base):
    """An admonitory interview of the leader in charge, signed by the interviewed, who is never the interviewer."""

    __tablename__ = "recall_interview"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=("recall_id held_at place interviewer_id signed_by_id signed_at",),
        erasable="interviewee points",
    )
    __table_args__ = (CheckConstraint("signed_by_id <> interviewer_id", name="two_persons"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"), unique=True)
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(120))
    interviewee: Mapped[str] = mapped_column(String(80))
    points: Mapped[str] = mapped_column(Text)
    interviewer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    signed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]


class Appeal(Erasable, Base):
    """The appeal that the unit entered for all whom its recall was about, in cases begun before each of them had their own."""

    __tablename__ = "recall_appeal"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=("recall_id outcome decided_at decided_by_id",),
        erasable="text reason",
    )
    __table_args__ = (one_of("outcome", AppealOutcome),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    outcome: Mapped[AppealOutcome] = mapped_column(Word(AppealOutcome, 10))
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))


class Arrival(Erasable, Base):
    """A new member reported in the village, inside its fence, confirmed by somebody else."""

    __tablename__ = "recall_arrival"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=("recall_id posting_id arrived_at distance_m confirmed_by_id confirmed_at",),
        erasable="latitude longitude",
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"), index=True)
    posting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posting.id"), unique=True)
    arrived_at: Mapped[datetime]
    latitude: Mapped[float]
    longitude: Mapped[float]
    distance_m: Mapped[int]
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime]


class Accountability(Erasable, Base):
    """What the unit answers for one level up: the facts, the rule that hit (table D5), and the measure that people chose.

    `proposed` is what the table gave where somebody chose, with their reason where they chose otherwise; None where nobody did.
    """

    __tablename__ = "recall_accountability"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=(
            "recall_id unit_id measure handled_by rule decided_at decided_by_id",
            "recall_id unit_id measure handled_by rule decided_at decided_by_id proposed",
        ),
        erasable="persons facts opinion deviation_reason",
    )
    __table_args__ = (
        one_of("measure", Measure),
        one_of("proposed", Measure),
        one_of("handled_by", HandledBy),
        one_of("rule", MeasureRule),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    measure: Mapped[Measure] = mapped_column(Word(Measure, 20))
    handled_by: Mapped[HandledBy] = mapped_column(Word(HandledBy, 10))
    rule: Mapped[MeasureRule] = mapped_column(Word(MeasureRule, 10))
    persons: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]
    opinion: Mapped[str] = mapped_column(Text, default="")
    proposed: Mapped[Measure | None] = mapped_column(Word(Measure, 20))
    deviation_reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))


class PursuedLeader(Erasable, Base):
    """What is proposed against one leader, in their own right: two leaders of one accountability are two rows (rules.md 5.3)."""

    __tablename__ = "recall_pursued_leader"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=(
            "recall_id accountability_id leader person_id proposal is_self_criticism_received proposed_at proposed_by_id",
        ),
        erasable="name grounds",
    )
    __table_args__ = (
        UniqueConstraint("accountability_id", "leader"),
        one_of("leader", Leader),
        one_of("proposal", Pursuit),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"), index=True)
    accountability_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall_accountability.id"))
    leader: Mapped[Leader] = mapped_column(Word(Leader, 20))
    name: Mapped[str] = mapped_column(String(80))
    # None where somebody else than a holder of the post is named, such as whoever held it then.
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    proposal: Mapped[Pursuit] = mapped_column(Word(Pursuit, 20))
    grounds: Mapped[str] = mapped_column(Text)
    is_self_criticism_received: Mapped[bool]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))


class Rectification(Erasable, Base):
    """Something to put right by a day: of a warned member, or of the unit's party group. Its owner never accepts it."""

    __tablename__ = "recall_rectification"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=("recall_id unit_id kind number due_at status issued_at inspected_at inspected_by_id",),
        erasable="measures opinion",
    )
    __table_args__ = (
        one_of("kind", RectificationKind),
        one_of("status", RectificationStatus),
        CheckConstraint("(status = 'open') = (inspected_at IS NULL)", name="inspected_has_time"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[RectificationKind] = mapped_column(Word(RectificationKind, 10))
    number: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime]
    status: Mapped[RectificationStatus] = mapped_column(Word(RectificationStatus, 10), default=RectificationStatus.OPEN)
    measures: Mapped[str] = mapped_column(Text, default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    issued_at: Mapped[datetime]
    inspected_at: Mapped[datetime | None]
    inspected_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
