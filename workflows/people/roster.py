"""The roster: villages with their fence, teams, and who is posted where and when; shared by selection, assessment and recall."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.people.models import Person, Unit
from workflows.people.words import EndReason, PostingStatus, Role, VillageKind
from workflows.store.base import Base, new_id
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


class Village(Base):
    """What the office knows of a village beside its unit: 12-digit code, kind, and the fence that arrivals are proved by."""

    __tablename__ = "village"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("code kind latitude longitude fence_radius_m",),
    )
    __table_args__ = (
        one_of("kind", VillageKind),
        CheckConstraint("fence_radius_m BETWEEN 100 AND 3000", name="fence_radius"),
    )

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[VillageKind] = mapped_column(Word(VillageKind, 20))
    latitude: Mapped[float]
    longitude: Mapped[float]
    fence_radius_m: Mapped[int] = mapped_column(default=500)

    unit: Mapped[Unit] = relationship()
    former: Mapped[list[FormerVillage]] = relationship(
        viewonly=True, order_by="FormerVillage.until_on.desc(), FormerVillage.code, FormerVillage.id"
    )


class FormerVillage(Base):
    """A code and name that a village had up to, not including, a day: its own, or those of a village merged into it (并村)."""

    __tablename__ = "former_village"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("village_id code name until_on",),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    village_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("village.unit_id"), index=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(120))
    until_on: Mapped[date]


class Team(Base):
    """A village work team: one village, one dispatching unit."""

    __tablename__ = "team"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("name village_id dispatching_unit_id",),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    village_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("village.unit_id"), index=True)
    dispatching_unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)

    village: Mapped[Village] = relationship()
    dispatching_unit: Mapped[Unit] = relationship()


class Posting(Base):
    """A member's assignment to a team: from one day up to, not including, another (派驻)."""

    __tablename__ = "posting"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("person_id team_id role status from_on to_on end_reason",),
    )
    __table_args__ = (
        Index(
            "uq_posting_active_person",
            "person_id",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        one_of("role", Role),
        one_of("status", PostingStatus),
        one_of("end_reason", EndReason),
        CheckConstraint("(status = 'ended') = (to_on IS NOT NULL)", name="ended_has_day"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), index=True)
    role: Mapped[Role] = mapped_column(Word(Role, 20), default=Role.MEMBER)
    status: Mapped[PostingStatus] = mapped_column(Word(PostingStatus, 20), default=PostingStatus.ACTIVE)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    end_reason: Mapped[EndReason] = mapped_column(Word(EndReason, 30), default=EndReason.NONE)

    person: Mapped[Person] = relationship()
    team: Mapped[Team] = relationship()
