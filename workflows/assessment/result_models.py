"""Rows of what a month was graded: results of members, and each line of points, a member's or a team's, with what it rests on."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.assessment.models import MemberMonth
from workflows.assessment.words import Consequence, Grade, Heard
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class MemberResult(Base):
    """The result of a member's month (月度考核结果), points in tenths. `grounds` are the rules that were hit, as sentences.

    Until it is published it is worked out anew whenever what it rests on changes; afterwards nothing of it changes; only that
    it lies at the bottom and what follows on it are written down, at once or when its appeal has ended.
    """

    __tablename__ = "member_result"
    __record__ = OfRecord(
        chain="member_month_id.case_id",
        layouts=(
            "member_month_id discipline_tenths total_tenths grade cap grounds triggers place heard is_provisional "
            "is_as_it_stands graded_at published_at",
            "member_month_id discipline_tenths total_tenths grade cap grounds triggers place heard is_provisional "
            "is_as_it_stands graded_at published_at indicator_tenths bonus_tenths deduction_tenths bottom_at",
            "member_month_id discipline_tenths total_tenths grade cap grounds triggers place heard is_provisional "
            "is_as_it_stands graded_at published_at indicator_tenths bonus_tenths deduction_tenths bottom_at consequence",
        ),
    )
    __table_args__ = (
        one_of("grade", Grade),
        one_of("heard", Heard),
        one_of("consequence", Consequence),
        UniqueConstraint("member_month_id"),
        CheckConstraint("total_tenths BETWEEN 0 AND 1100", name="total"),
        CheckConstraint("discipline_tenths BETWEEN 0 AND 1000", name="discipline"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    member_month_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member_month.id"))
    discipline_tenths: Mapped[int]  # of what the discipline items give together
    total_tenths: Mapped[int]  # of 1,100
    grade: Mapped[Grade] = mapped_column(Word(Grade, 12))
    cap: Mapped[str] = mapped_column(String(16))
    grounds: Mapped[list[Any]]  # each with en and zh
    triggers: Mapped[list[Any]]  # of recall leads: T2, T3
    place: Mapped[int | None]  # in the city, ties share one
    heard: Mapped[Heard] = mapped_column(Word(Heard, 12), default=Heard.NOT_ASKED)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    is_as_it_stands: Mapped[bool] = mapped_column(default=False)  # taken at the cut-off without the county's report
    graded_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    indicator_tenths: Mapped[int | None]  # the team's, rescaled; None where none was scored or applied
    bonus_tenths: Mapped[int] = mapped_column(default=0)
    deduction_tenths: Mapped[int] = mapped_column(default=0)
    bottom_at: Mapped[datetime | None]  # when the member was found at the bottom and rectification began
    consequence: Mapped[Consequence | None] = mapped_column(
        Word(Consequence, 8)
    )  # by the table, once the result is final

    month: Mapped[MemberMonth] = relationship()


class AssessmentLine(Erasable, Base):
    """One line of a member's points (积分明细): what was given of how much, by which rule or whom, on which records."""

    __tablename__ = "assessment_line"
    __record__ = OfRecord(
        chain="member_month_id.case_id",
        layouts=("member_month_id item points most rule evidence version_id scorer_id scored_at",),
        erasable="ground",
    )
    __table_args__ = (
        UniqueConstraint("member_month_id", "item"),
        CheckConstraint("points BETWEEN 0 AND most", name="points"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    member_month_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member_month.id"))
    item: Mapped[str] = mapped_column(
        String(30)
    )  # a line of the month's catalogue, or `attendance` for those that are counted
    points: Mapped[int]
    most: Mapped[int]
    rule: Mapped[str] = mapped_column(String(16))  # of a decision table, empty where a person scored
    evidence: Mapped[dict[str, Any]]
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))  # whose tables were read
    scorer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    scored_at: Mapped[datetime]
    ground: Mapped[str] = mapped_column(Text, default="")


class TeamLine(Erasable, Base):
    """One indicator of a team's month (共性指标): what it was given of how much, or that it does not apply (points None), on which
    evidence and by whom. Each member of the team has its points (M8)."""

    __tablename__ = "team_line"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id month_id team_id item points most version_id scorer_id scored_at",),
        erasable="ground",
    )
    __table_args__ = (
        UniqueConstraint("month_id", "team_id", "item"),
        CheckConstraint("points BETWEEN 0 AND most", name="points"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    month_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assessment_month.id"))
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    item: Mapped[str] = mapped_column(String(30))
    points: Mapped[int | None]
    most: Mapped[int]
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))
    scorer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    scored_at: Mapped[datetime]
    ground: Mapped[str] = mapped_column(Text, default="")
