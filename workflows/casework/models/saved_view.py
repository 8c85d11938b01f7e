"""Saved views: the filters of a list under a name that one person gave them."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id
from workflows.store.kinds import WORKING


class SavedView(Base):
    """What somebody filters the board by, to be asked again with one click. Nobody else sees it."""

    __tablename__ = "saved_view"
    __record__ = WORKING
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(40))
    asks: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the arguments of the address
