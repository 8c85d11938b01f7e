"""Rows of a month beside those of members: what teams and dispatching units come to, and places that exceed a county's quota."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.assessment.models import AssessmentMonth
from workflows.assessment.words import PeerGroup
from workflows.people.models import Person, Unit
from workflows.people.roster import Team
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class JointResult(Base):
    """What a team, or with `team_id` None a whole dispatching unit, comes to in a month (队、单位月度结果); points in tenths.

    A team is the mean of its members, a unit the mean of its teams less what recalls and empty places cost. Until it is published
    it is worked out anew with the ranking; afterwards it stays.
    """

    __tablename__ = "joint_result"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id month_id unit_id team_id peer_group parts mean_tenths ordered_recalls overdue_days empty_days lost_tenths "
            "total_tenths place is_provisional ranked_at published_at",
        ),
    )
    __table_args__ = (
        one_of("peer_group", PeerGroup),
        Index("uq_joint_result_team", "month_id", "team_id", unique=True),
        Index(
            "uq_joint_result_unit",
            "month_id",
            "unit_id",
            unique=True,
            sqlite_where=text("team_id IS NULL"),
            postgresql_where=text("team_id IS NULL"),
        ),
        CheckConstraint("total_tenths BETWEEN 0 AND 1100", name="total"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    month_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assessment_month.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)  # that sent the team
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    peer_group: Mapped[PeerGroup] = mapped_column(Word(PeerGroup, 12))
    parts: Mapped[int]  # members with a result, or teams
    mean_tenths: Mapped[int]
    ordered_recalls: Mapped[int] = mapped_column(default=0)
    overdue_days: Mapped[int] = mapped_column(default=0)
    empty_days: Mapped[int] = mapped_column(default=0)
    lost_tenths: Mapped[int] = mapped_column(default=0)  # by recalls, days late and empty places together
    total_tenths: Mapped[int]
    place: Mapped[int | None]  # in the peer group, ties share one; None for a team of too few
    is_provisional: Mapped[bool]
    ranked_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    month: Mapped[AssessmentMonth] = relationship()
    unit: Mapped[Unit] = relationship()
    team: Mapped[Team | None] = relationship()


class QuotaWaiver(Erasable, Base):
    """Places of the excellent that a county may have beyond its share in a month (优秀名额特批): how many, why, and by whom."""

    __tablename__ = "quota_waiver"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id month_id county_id places granted_by_id granted_at",),
        erasable="reason",
    )
    __table_args__ = (
        UniqueConstraint("month_id", "county_id"),
        CheckConstraint("places > 0", name="places"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    month_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assessment_month.id"))
    county_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    places: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]

    granted_by: Mapped[Person] = relationship()
