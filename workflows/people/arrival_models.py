"""Rows of arrivals in the village, inside its fence and confirmed by somebody else, and of what was handed over there."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.people.roster import Posting
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord


class VillageArrival(Erasable, Base):
    """An arrival (报到): the place is that of the member's own punch, or of the village's where there is none."""

    __tablename__ = "village_arrival"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id posting_id arrived_at distance_m is_own confirmed_by_id confirmed_at",),
        erasable="latitude longitude",
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    posting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posting.id"), unique=True)
    arrived_at: Mapped[datetime]
    latitude: Mapped[float]
    longitude: Mapped[float]
    distance_m: Mapped[int]  # from the village's office
    is_own: Mapped[bool]  # the member punched; else the village did, with the member standing there
    confirmed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime]

    posting: Mapped[Posting] = relationship()


class Handover(Erasable, Base):
    """A handover (工作交接) that is signed: by three, or by the team leader alone where whoever was there before is gone."""

    __tablename__ = "handover"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id posting_id from_posting_id is_one_sided was_disputed signed_at",),
        erasable="items",
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    posting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posting.id"), unique=True)
    from_posting_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("posting.id"))
    is_one_sided: Mapped[bool]
    was_disputed: Mapped[bool]
    signed_at: Mapped[datetime]
    items: Mapped[dict[str, Any]]  # what was handed over and what not, with remarks
