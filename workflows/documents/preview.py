"""The very letters that a step will issue, shown before it is done: taken from a trial that is undone afterwards."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from workflows.casework.errors import NotFound
from workflows.documents.models import Document
from workflows.documents.queries import visible_document
from workflows.documents.writing import HEAD, Role, text_of
from workflows.people import Actor
from workflows.store import UnitOfWork

_COUNTED = re.compile(r"〕\d+号")


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter that is not issued yet; its number has no count, which is given when it is issued."""

    title: str
    number: str
    secrecy: str
    text: str


def letters_just_issued(work: UnitOfWork, case_id: uuid.UUID, actor: Actor) -> list[Preview]:
    """The letters that this transaction issued in the case, as the actor may open them; those that they may not are left out.

    The transaction is to be undone: nothing was issued, and no number was used up.
    """
    mine = (Document.case_id == case_id, Document.issued_at == work.now)
    numbers = {row.id: row.number for row in work.session.execute(select(Document.id, Document.number).where(*mine))}
    found = []
    for document_id in sorted(numbers, key=lambda each: numbers[each]):
        try:
            opened = visible_document(work, document_id, actor)
        except NotFound:
            continue
        parts = opened.parts(is_masked=False)
        text = text_of([part for part in parts if part.role not in HEAD])
        for number in numbers.values():
            text = text.replace(number, _uncounted(number))
        secrecy = next((part.text for part in parts if part.role is Role.SECRECY), "")
        found.append(Preview(opened.document.title, _uncounted(numbers[document_id]), secrecy, text))
    return found


def _uncounted(number: str) -> str:
    return _COUNTED.sub("〕　号", number)
