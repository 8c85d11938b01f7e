"""Rows of the monthly assessment: the month of the office, and in it one row for each member, whatever villages they were in."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.assessment.words import MonthState
from workflows.people.models import Person, Unit
from workflows.people.roster import Team
from workflows.people.words import Role
from workflows.store.base import Base, new_id
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class AssessmentMonth(Base):
    """A month that is assessed: one in all, opened by one round."""

    __tablename__ = "assessment_month"
    __record__ = OfRecord(chain="case_id", layouts=("case_id month opened_at",))
    __table_args__ = (UniqueConstraint("month"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    month: Mapped[date]  # its first day
    opened_at: Mapped[datetime]


class MemberMonth(Base):
    """One member's month (队员月度考核): where they were posted in it, by which rules it is reckoned, and what was kept.

    `segments` are the postings in the month, as they stood at the opening, in their order; `rules` the numbers that held on the
    month's last day in the county where the member was last posted. Neither changes afterwards. Days present are kept as halves.
    """

    __tablename__ = "member_month"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id month_id person_id county_id team_id role segments rules posted_days is_graded state opened_at "
            "present_halves nights need_days need_nights leave_days credited_days open_days open_nights settled_at",
            "case_id month_id person_id county_id team_id role segments rules posted_days is_graded state opened_at "
            "present_halves nights need_days need_nights leave_days credited_days open_days open_nights settled_at leave_marks",
        ),
    )
    __table_args__ = (
        one_of("role", Role),
        one_of("state", MonthState),
        UniqueConstraint("month_id", "person_id"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_has_time"),
        CheckConstraint("posted_days BETWEEN 1 AND 31", name="posted_days"),
        Index("ix_member_month_case", "case_id", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    month_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assessment_month.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    county_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))  # of the last segment
    role: Mapped[Role] = mapped_column(Word(Role, 20))
    segments: Mapped[list[Any]]
    rules: Mapped[dict[str, Any]]
    posted_days: Mapped[int]
    is_graded: Mapped[bool]
    state: Mapped[MonthState] = mapped_column(Word(MonthState, 12), default=MonthState.OPEN)
    opened_at: Mapped[datetime]
    present_halves: Mapped[int | None]
    nights: Mapped[int | None]
    need_days: Mapped[int | None]
    need_nights: Mapped[int | None]
    leave_days: Mapped[int | None]  # exempt leave, whole days
    credited_days: Mapped[int | None]  # statutory days off that were credited
    open_days: Mapped[int | None]  # days that nobody has decided on yet
    open_nights: Mapped[int | None]
    leave_marks: Mapped[list[Any] | None]  # what its leave is marked with (M4): which, of which days
    settled_at: Mapped[datetime | None]

    month: Mapped[AssessmentMonth] = relationship()
    person: Mapped[Person] = relationship()
    county: Mapped[Unit] = relationship()
    team: Mapped[Team] = relationship()
