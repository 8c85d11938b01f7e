"""Rows for the schemes that the office makes itself: sets of criteria and catalogues of points, version by version."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.office.catalogues_file import CatalogueKind, SchemeData, lines_of
from workflows.people.models import AskedFor, checks_of_asked
from workflows.store.base import Base, new_id
from workflows.store.held import is_reference
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


@is_reference
class Scheme(AskedFor, Base):
    """One version of a scheme as somebody asked for it; once it is decided it never changes. `reason` says where it comes from."""

    __tablename__ = "scheme"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("key number kind name name_en lines state prepared_by_id prepared_at decided_by_id decided_at",),
        erasable="reason answer",
    )
    __table_args__ = (
        one_of("kind", CatalogueKind),
        *checks_of_asked(),
        CheckConstraint("number > 0", name="number"),
        UniqueConstraint("key", "number"),
        Index("ix_scheme_state", "state", "prepared_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(15))
    number: Mapped[int]
    kind: Mapped[CatalogueKind] = mapped_column(Word(CatalogueKind, 10))
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(200))
    lines: Mapped[list[Any]]

    @property
    def data(self) -> SchemeData:
        """The scheme as settings and expressions know it."""
        return SchemeData(
            key=self.key,
            number=self.number,
            kind=self.kind,
            name=self.name,
            name_en=self.name_en,
            source=self.reason,
            source_en=self.reason,
            lines=lines_of(self.kind, self.lines),
        )
