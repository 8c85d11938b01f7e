"""By which words a case may be found; what of it somebody is shown, their rights say (casework/access.py)."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base
from workflows.store.kinds import DERIVED


class CaseWords(Base):
    """The pairs of characters of a case's titles and number (store/text_index.py), public and full together."""

    __tablename__ = "case_words"
    __record__ = DERIVED

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), unique=True)
    grams: Mapped[str] = mapped_column(Text)
