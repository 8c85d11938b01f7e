"""Find letters: those of a case for its file, and one by its id as its reader may open it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from workflows.calendar.day_ends import official_date
from workflows.calendar.zone import local_date
from workflows.casework import access, catalogue
from workflows.casework.disclosure import FULL, letter_version, names_issuer
from workflows.casework.errors import NotFound
from workflows.casework.material import open_to, plain_title, title_for
from workflows.casework.models import Case, CaseStatus
from workflows.casework.readers import person_of_key
from workflows.casework.sources import Letter, register_letters
from workflows.documents.docx_letter import Layout, docx_of
from workflows.documents.masking import mask_name
from workflows.documents.models import Document
from workflows.documents.pdf_letter import pdf_of
from workflows.documents.words import FileKind
from workflows.documents.writing import Part, Role, parts_of
from workflows.people import Actor
from workflows.people.directory import names_behind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

_WITH_NAMES = (joinedload(Document.unit), joinedload(Document.issued_by), joinedload(Document.issued_for))


def documents_of_case(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[Document]:
    """The letters of a case, oldest first, for operations that list them; never for a page."""
    return work.session.scalars(
        select(Document).where(Document.case_id == case_id).order_by(Document.issued_at, Document.number)
    ).all()


def persons_named(work: UnitOfWork, letters: Sequence[Document]) -> dict[uuid.UUID, list[str]]:
    """The names of the persons to whom each letter goes by name, by the id of the letter; for operations that list them."""
    ids = {letter.id: [each for each in map(person_of_key, letter.receivers) if each is not None] for letter in letters}
    names, _ = names_behind(work, {each for found in ids.values() for each in found}, ())
    return {key: [names[each] for each in found if each in names] for key, found in ids.items()}


def letters_of_case(work: UnitOfWork, case: Case) -> Sequence[Letter]:
    """The letters of a case as disclosure weighs them."""
    ending = aliased(Document)
    ended = select(Document, ending).outerjoin(ending, ending.number == Document.ended_by).options(*_WITH_NAMES)
    rows = work.session.execute(ended.where(Document.case_id == case.id)).all()
    return [
        replace(as_letter(document, is_void=is_void(work, case, document)), ended_by=as_letter(by) if by else None)
        for document, by in rows
    ]


def is_void(work: UnitOfWork, case: Case, document: Document) -> bool:
    """Whether a letter is no longer in force: another has ended it, its case was broken off, or ended at one of its `void_at`.

    It stays readable.
    """
    if document.ended_at is not None or case.status == CaseStatus.CANCELLED:
        return True
    if not case.end_event:
        return False
    version = catalogue.version_in_case(case, document.process_id)
    letter = catalogue.procedure_of(work, version).letters.get(document.kind)
    return letter is not None and case.end_event in letter.void_at


def is_served_by_sending(document: Document) -> bool:
    """True for a letter that goes out and asks for no receipt."""
    return document.sent_at is not None and not document.has_receipt


def is_internal(document: Document) -> bool:
    """True for a paper that its letter sends to nobody (no `to`): nobody is ever served with it."""
    return document.sent_at is None and document.served_at is None


def as_letter(document: Document, *, is_void: bool = False) -> Letter:
    """What disclosure asks of a letter: its copies are read by others from service on, as it is itself."""
    served_at = document.served_at or (document.sent_at if is_served_by_sending(document) else None)
    return Letter(
        id=document.id,
        case_id=document.case_id,
        process_id=document.process_id,
        kind=document.kind,
        number=document.number,
        title=document.title,
        title_en=document.title_en,
        issued_at=document.issued_at,
        sent_at=document.sent_at,
        served_at=served_at,
        issued_by_id=document.issued_by_id,
        receivers=frozenset([*document.receivers, *(document.copies if served_at else ())]),
        told=frozenset(document.told),
        unit_name=document.unit.name if document.unit else "",
        unit_name_en=document.unit.name_en if document.unit else "",
        is_void=is_void,
        ended_at=document.ended_at,
    )


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """One letter as its reader may open it; `case_title` is the title that they may read, `public_title` names nobody.

    `issuer` is who issued it, by name, for the readers of its process; the others learn which office did.
    """

    document: Document
    case_title: Sentence
    public_title: Sentence
    is_full: bool
    issuer: str | None
    is_void: bool = False

    def title_over(self, *, is_masked: bool) -> Sentence:
        """The title of the case over the letter: a masked letter has nobody's name around it either."""
        return self.public_title if is_masked else self.case_title

    def text(self, *, is_masked: bool) -> str:
        """The text of the letter: masked where that was asked for, and always where only that is open to the reader."""
        return self.document.masked_text if is_masked or not self.is_full else self.document.text

    def parts(self, *, is_masked: bool) -> list[Part]:
        """The same in its parts. A letter of before they were kept is head and one paragraph."""
        text = self.text(is_masked=is_masked)
        outline = self.document.outline.get("masked" if is_masked or not self.is_full else "full")
        if outline:
            return parts_of(text, outline)
        title, _, rest = text.partition("\n")
        number, _, body = rest.partition("\n")
        return [Part(Role.TITLE, title), Part(Role.NUMBER, number), Part(Role.PARAGRAPH, body.strip("\n"))]


def file_of_letter(opened: OpenDocument, kind: FileKind, *, is_masked: bool, template: Path) -> bytes:
    """A letter as its reader may open it, as a file. Raises InvalidRequest for a template that cannot be used."""
    document = opened.document
    is_masked = is_masked or not opened.is_full
    signatory = ""
    if document.outline.get("upward") and document.issued_by is not None:
        signatory = " 代 ".join(mask_name(name) if is_masked else name for name in document.issuers())
    layout = Layout(
        has_masthead=document.outline.get("masthead") is True,
        issued_at=document.issued_at,
        signatory=signatory,
        void=_void_line(document) if opened.is_void else "",
    )
    write = docx_of if kind is FileKind.DOCX else pdf_of
    return write(opened.parts(is_masked=is_masked), layout, template)


def _void_line(document: Document) -> str:
    """What stands over a letter that is no longer in force, so that nobody takes its file for a valid one."""
    if document.ended_at is None:
        return "本件已作废"
    since = f"本件已作废：自{official_date(local_date(document.ended_at))}起"
    return f"{since}，由{document.ended_by}终止" if document.ended_by else since


def visible_document(work: UnitOfWork, document_id: uuid.UUID, actor: Actor) -> OpenDocument:
    """One letter. Raises NotFound where the actor may not open it in any version, or may not know of its case."""
    case_id = select(Document.case_id).where(Document.id == document_id).scalar_subquery()
    opened = open_to(work, actor, case_id)
    if opened is not None and opened.is_open_to_reader:
        document = work.session.scalars(select(Document).options(*_WITH_NAMES).where(Document.id == document_id)).one()
        case, grants = opened.case, opened.grants
        letter = as_letter(document)
        version = letter_version(letter, grants, frozenset(access.keys_of(actor)))
        if version is not None:
            issuer = document.issued_by if names_issuer(letter, grants) else None
            return OpenDocument(
                document,
                title_for(case, grants, opened.tasks),
                plain_title(case, grants),
                version == FULL,
                " 代 ".join(document.issuers()) if issuer else None,
                is_void(work, case, document),
            )
    raise NotFound("This document does not exist.", "该文书不存在。")


register_letters(letters_of_case)
