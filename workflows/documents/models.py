"""Rows for issued letters and for the series that number them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models import Case
from workflows.documents.words import ServiceMode
from workflows.people.models import Person, Unit
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import DERIVED, OfRecord
from workflows.store.words import Word, one_of


class Document(Erasable, Base):
    """A letter as it was issued: number, fields, full text for the file, masked text for everybody else."""

    __tablename__ = "document"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id kind number title title_en unit_id issued_at issued_by_id served_at service_mode",
            "case_id process_id kind number title title_en unit_id receivers copies told sent_at issued_at issued_by_id served_at"
            " service_mode",
            "case_id process_id kind number title title_en unit_id receivers copies told sent_at issued_at issued_by_id served_at"
            " service_mode has_receipt outline",
            "case_id process_id kind number title title_en unit_id receivers copies told sent_at issued_at issued_by_id served_at"
            " service_mode has_receipt outline issued_for_id",
            "case_id process_id kind number title title_en unit_id receivers copies told sent_at issued_at issued_by_id served_at"
            " service_mode has_receipt outline issued_for_id ended_at ended_by",
        ),
        erasable="fields text masked_text received_by",
    )
    __table_args__ = (
        CheckConstraint("(served_at IS NULL) = (service_mode IS NULL)", name="served_has_mode"),
        one_of("service_mode", ServiceMode),
        CheckConstraint("served_at IS NULL OR served_at >= issued_at", name="served_after_issue"),
        Index("ix_document_case_issued", "case_id", "issued_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[str] = mapped_column(String(80))  # the process that issued it: its readers read it
    kind: Mapped[str] = mapped_column(String(40))  # the id of the letter in its procedure
    number: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)  # addressee
    fields: Mapped[dict[str, Any]]
    text: Mapped[str] = mapped_column(Text)
    masked_text: Mapped[str] = mapped_column(Text)
    # Which part of the texts has how many lines, `full` and `masked`: how an output lays it out. Empty for letters of before.
    outline: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Readers as case_reader writes them: whom the letter names, who gets a copy, who may know of it in its masked version.
    receivers: Mapped[list[Any]] = mapped_column(default=list)
    copies: Mapped[list[Any]] = mapped_column(default=list)
    told: Mapped[list[Any]] = mapped_column(default=list)
    has_receipt: Mapped[bool] = mapped_column(default=False)  # served when somebody signs for it
    sent_at: Mapped[datetime | None]  # for service; None for papers of the office's own
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    issued_for_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("person.id")
    )  # by a substitute: for whom, absent then
    served_at: Mapped[datetime | None]  # where it has a receipt; any other letter is served by being sent
    service_mode: Mapped[ServiceMode | None] = mapped_column(Word(ServiceMode, 10))
    received_by: Mapped[str] = mapped_column(String(80), default="")
    ended_at: Mapped[datetime | None]  # from when it is void, before its case has ended
    ended_by: Mapped[str] = mapped_column(String(60), default="")  # the number of the letter that ended it

    case: Mapped[Case] = relationship()
    unit: Mapped[Unit | None] = relationship()
    issued_by: Mapped[Person | None] = relationship(foreign_keys=[issued_by_id])
    issued_for: Mapped[Person | None] = relationship(foreign_keys=[issued_for_id])

    def issuers(self) -> list[str]:
        """Who issued it, and for whom as their substitute."""
        return [each.name for each in (self.issued_by, self.issued_for) if each is not None]

    def label(self, locale: str) -> str:
        """The letter's title in the reader's language."""
        return self.title if locale.startswith("zh") else self.title_en


class DocumentSeries(Base):
    """The last number that a series gave out in a year."""

    __tablename__ = "document_series"
    __record__ = DERIVED

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class LetterWords(Base):
    """The pairs of characters of a letter's number and titles, by which it may be found (store/text_index.py)."""

    __tablename__ = "letter_words"
    __record__ = DERIVED

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), unique=True)
    grams: Mapped[str] = mapped_column(Text)
