"""Rows of arrivals: whoever was sent has reported in the village, inside its fence, and somebody of the village has said so."""

from __future__ import annotations

import uuid
from datetime import datetime

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
