"""Which cases and letters stand on the page about one person, for one reader (design 6a).

A case is about somebody from the moment a letter was served on them, not before (rule 6); what they started themselves concerns
them too. Others learn of the tie between a case and a person only where they read the file in which it stands, or where the very
letter is open to them: that a case exists, which administrators and supervisors may know, does not tell whom it concerns.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, select, union_all
from sqlalchemy.orm import aliased, joinedload

from workflows.casework import access
from workflows.casework.case_list import case_heads
from workflows.casework.disclosure import letter_version
from workflows.casework.grants import Grants
from workflows.casework.heads import CaseHead
from workflows.casework.models import Case, CaseReader, Ground
from workflows.casework.readers import person_key
from workflows.documents.models import Document
from workflows.documents.queries import as_letter
from workflows.people import Actor
from workflows.store import UnitOfWork

SHOWN = 50  # cases, the latest first


def cases_and_letters(
    work: UnitOfWork, actor: Actor, person_id: uuid.UUID
) -> tuple[Sequence[CaseHead], Sequence[Document]]:
    """The cases that concern a person and the letters that were served on them, as far as the reader may see each."""
    tied = _tied(work, actor, person_id)
    letters = _letters(work, actor, person_id, list(tied))
    told = {letter.case_id for letter in letters}
    is_own = person_id == actor.person_id
    # Whoever reads a file, or a letter of it, may know of the case; one's own is open by what was served or written.
    about = [case_id for case_id, reads in tied.items() if is_own or reads or case_id in told]
    heads = case_heads(work, actor, about)
    return sorted(heads, key=lambda head: (head.started_at, str(head.id)), reverse=True), letters


def _tied(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> dict[uuid.UUID, bool]:
    """The latest cases in which something was served on the person or that they started, and whether the reader reads the file in
    which that stands; one statement."""
    row = aliased(CaseReader)
    served = (
        select(row.case_id.label("case_id"), _flag(access.reads(actor, row.case_id, row.process_id)))
        .where(row.reader == person_key(person_id), row.ground == Ground.SERVED)
        .order_by(row.started.desc(), row.case_id)
        .limit(SHOWN)
    )
    begun = (
        select(Case.id.label("case_id"), _flag(access.reads(actor, Case.id, Case.process_id)))
        .where(Case.started_by_id == person_id, access.visible_cases(actor))
        .order_by(Case.started_at.desc(), Case.id.desc())
        .limit(SHOWN)
    )
    both = union_all(*(select(each.subquery()) for each in (served, begun)))
    found: dict[uuid.UUID, bool] = {}
    for case_id, is_read in work.session.execute(both):
        found[case_id] = found.get(case_id, False) or bool(is_read)
    return found


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0).label("is_read")


def _letters(work: UnitOfWork, actor: Actor, person_id: uuid.UUID, case_ids: Sequence[uuid.UUID]) -> list[Document]:
    """The letters of these cases that were served on the person, as far as they name the reader too (rule 1), newest first.

    Whoever reads one as a reader of its process finds it in the case.
    """
    if not case_ids:
        return []
    grants = Grants(actor, frozenset(), frozenset())
    keys, theirs = frozenset(access.keys_of(actor)), person_key(person_id)
    rows = work.session.scalars(
        select(Document)
        .options(joinedload(Document.unit))
        .where(Document.case_id.in_(case_ids), Document.sent_at.isnot(None))
        .order_by(Document.issued_at.desc(), Document.id)
    )
    found = [(document, as_letter(document)) for document in rows]
    return [
        document
        for document, letter in found
        if letter.served_at is not None
        and theirs in letter.receivers
        and letter_version(letter, grants, keys) is not None
    ]
