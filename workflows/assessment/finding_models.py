"""Rows of what covert inspections found (暗访问题): entered by one person, verified by another."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.assessment.words import FindingCounts, FindingState
from workflows.people import Person
from workflows.people.roster import Team
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class InspectionFinding(Erasable, Base):
    """What an inspection found of a team, or of one of its members. `kind` is a word of the diagram's form; `counts_as` is what
    the diagram's table makes of it once it is verified. `month` is the first day of the month in which it counts: that of the day
    it was found on, or the next that was not scored by the time it was verified.

    Photographs and papers stand in the case, as files of the form.
    """

    __tablename__ = "inspection_finding"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id team_id person_id found_on kind severity state counts_as month entered_by_id entered_at "
            "verified_by_id verified_at",
        ),
        erasable="facts",
    )
    __table_args__ = (
        one_of("state", FindingState),
        one_of("counts_as", FindingCounts),
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity"),
        CheckConstraint("(state = 'entered') = (verified_at IS NULL)", name="verified"),
        CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by"),
        CheckConstraint("(state = 'substantiated') = (month IS NOT NULL)", name="counted"),
        CheckConstraint("verified_by_id <> entered_by_id", name="four_eyes"),
        Index("ix_inspection_finding_month_person", "month", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)  # None: the team as such
    found_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(30))
    severity: Mapped[int]
    state: Mapped[FindingState] = mapped_column(Word(FindingState, 14), default=FindingState.ENTERED)
    counts_as: Mapped[FindingCounts] = mapped_column(Word(FindingCounts, 12), default=FindingCounts.OTHER)
    month: Mapped[date | None]
    entered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    verified_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]
    facts: Mapped[str] = mapped_column(Text, default="")

    team: Mapped[Team] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
