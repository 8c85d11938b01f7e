"""Read letters: those of a case, and one by its id."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.casework import access
from workflows.casework.errors import NotFound
from workflows.casework.models import Case
from workflows.documents.models import Document
from workflows.people import Actor
from workflows.store import UnitOfWork


def documents_of_case(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[Document]:
    """The letters of a case, oldest first; whether the case may be seen is asked by whoever loads the case."""
    return work.session.scalars(
        select(Document)
        .options(joinedload(Document.unit), joinedload(Document.issued_by))
        .where(Document.case_id == case_id)
        .order_by(Document.issued_at, Document.number)
    ).all()


def visible_document(work: UnitOfWork, document_id: uuid.UUID, actor: Actor) -> Document:
    """One letter. Raises NotFound where its case may not be seen by the actor."""
    found = work.session.scalar(
        select(Document)
        .join(Case, Document.case_id == Case.id)
        .options(joinedload(Document.unit), joinedload(Document.issued_by))
        .where(Document.id == document_id, access.visible_cases(actor))
    )
    if found is None:
        raise NotFound("This document does not exist.", "该文书不存在。")
    return found
