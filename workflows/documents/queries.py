"""Find letters: those of a case for its file, and one by its id as its reader may open it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from workflows.casework import access
from workflows.casework.disclosure import FULL, letter_version
from workflows.casework.errors import NotFound
from workflows.casework.material import grants_of_case, title_for
from workflows.casework.models import Case
from workflows.casework.readers import unit_key
from workflows.casework.sources import Letter, register_letters
from workflows.documents.models import Document
from workflows.documents.templates import TEMPLATES
from workflows.people import Actor
from workflows.store import UnitOfWork

_WITH_NAMES = (joinedload(Document.unit), joinedload(Document.issued_by))


def documents_of_case(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[Document]:
    """The letters of a case, oldest first, for operations that list them; never for a page."""
    return work.session.scalars(
        select(Document).where(Document.case_id == case_id).order_by(Document.issued_at, Document.number)
    ).all()


def letters_of_case(work: UnitOfWork, case: Case) -> Sequence[Letter]:
    """The letters of a case as disclosure weighs them."""
    rows = work.session.scalars(select(Document).options(*_WITH_NAMES).where(Document.case_id == case.id))
    return [_letter(document, case) for document in rows]


def _letter(document: Document, case: Case) -> Letter:
    """What disclosure asks of a letter. One with an addressee goes out; its unit's posts may read it once it is served."""
    return Letter(
        id=document.id,
        case_id=document.case_id,
        process_id=case.process_id,
        kind=document.kind,
        number=document.number,
        title=document.title,
        title_en=document.title_en,
        issued_at=document.issued_at,
        sent_at=document.issued_at if document.unit_id else None,
        served_at=document.served_at,
        issued_by_id=document.issued_by_id,
        receivers=frozenset({unit_key(document.unit_id)}) if document.unit_id else frozenset(),
        told=frozenset(),
        unit_name=document.unit.name if document.unit else "",
        unit_name_en=document.unit.name_en if document.unit else "",
    )


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """One letter as its reader may open it; `case_title` is the title of its case that they may read."""

    document: Document
    case_title: str
    is_full: bool

    def text(self, *, is_masked: bool) -> str:
        """The text of the letter: masked where that was asked for, and always where only that is open to the reader."""
        return self.document.masked_text if is_masked or not self.is_full else self.document.text


def visible_document(work: UnitOfWork, document_id: uuid.UUID, actor: Actor) -> OpenDocument:
    """One letter. Raises NotFound where the actor may not open it in any version, or may not know of its case."""
    found = work.session.execute(
        select(Document, Case)
        .join(Case, Document.case_id == Case.id)
        .options(*_WITH_NAMES, undefer(Case.mirror), joinedload(Case.unit))
        .where(Document.id == document_id, access.visible_cases(actor))
    ).one_or_none()
    if found is not None:
        document, case = found
        grants, tasks = grants_of_case(work, case, actor)
        version = letter_version(_letter(document, case), grants, frozenset(access.keys_of(actor)))
        if version is not None:
            return OpenDocument(document, title_for(case, grants, tasks), version == FULL)
    raise NotFound("This document does not exist.", "该文书不存在。")


register_letters(TEMPLATES, letters_of_case)
