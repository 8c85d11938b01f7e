"""Issue a letter and record that it was served; a letter once issued is never rewritten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflows import feel
from workflows.calendar.zone import local_date
from workflows.casework.expressions import environment_for
from workflows.casework.models import Case
from workflows.casework.operations import OperationCall
from workflows.casework.readers import open_to
from workflows.documents.addressing import Addressee, Copy, copies_above, names_of
from workflows.documents.letter_words import write_words
from workflows.documents.letters import letter_of
from workflows.documents.masking import Masks
from workflows.documents.models import Document
from workflows.documents.numbers import next_number
from workflows.documents.words import ServiceMode
from workflows.documents.writing import HEAD, Writer, masked, outline_of, text_of
from workflows.people import Unit
from workflows.procedure.letter_model import ISSUED_ON, Letter
from workflows.store import UnitOfWork, new_id


def next_letter_number(call: OperationCall, letter_id: str) -> str:
    """The next number of a letter's series, for what is numbered before its letter is written."""
    return next_number(call.work, letter_of(call.work, call.case, call.process_id, letter_id).series)


def issue(
    call: OperationCall,
    letter_id: str,
    fields: Mapping[str, Any],
    *,
    to: Addressee,
    issued_by_id: uuid.UUID | None = None,
    issued_for_id: uuid.UUID | None = None,
    number: str | None = None,
) -> Document:
    """Issue a letter that the operation declares with these fields; see `write_letter`.

    Raises ValueError where the declaration says otherwise: a mistake of the program.
    """
    call.letter(letter_id, fields)
    letter = letter_of(call.work, call.case, call.process_id, letter_id)
    by, instead_of = issued_by_id, issued_for_id
    return write_letter(call, letter, fields, fields, to=to, issued_by_id=by, issued_for_id=instead_of, number=number)


def text_before_issue(call: OperationCall, letter_id: str, fields: Mapping[str, Any], *, to: Addressee) -> str:
    """The text that `issue` would write with these fields, without its number: what is read before it is signed."""
    call.letter(letter_id, fields)
    work, case = call.work, call.case
    letter = letter_of(work, case, call.process_id, letter_id)
    environment = call.environment or environment_for(work, case)
    writer = Writer(letter, {**fields, ISSUED_ON: local_date(work.now)}, environment, at=call.element.id)
    copies = copies_above(work, to.places, writer.copies(), case.day) if letter.to else ()
    return text_of([part for part in writer.parts("", names_of(copies)) if part.role not in HEAD])


def write_letter(
    call: OperationCall,
    letter: Letter,
    scope: Mapping[str, Any],
    fields: Mapping[str, Any],
    *,
    to: Addressee,
    issued_by_id: uuid.UUID | None = None,
    issued_for_id: uuid.UUID | None = None,
    number: str | None = None,
) -> Document:
    """Number a letter, write its full and its masked text over `scope`, keep it with the case and send it to whom it names.

    `issued_for_id` is who was absent when it was signed, where that was in an earlier step. `number` is given where an order has
    its number already; `fields` are kept beside the texts. A letter that asks for no receipt is served by being sent. Raises
    WrongValue at the calling step for a place that has no value.
    """
    work, case = call.work, call.case
    environment = call.environment or environment_for(work, case)
    writer = Writer(letter, {**scope, ISSUED_ON: local_date(work.now)}, environment, at=call.element.id)
    copies = copies_above(work, to.places, writer.copies(), call.case.day) if letter.to else ()
    masks = _all_masks(work, to.masks.and_these(writer.masks()), copies)
    number = number or next_number(work, letter.series)
    parts = writer.parts(number, names_of(copies))
    outside = masked(writer.masked_parts(number, names_of(copies)), masks)
    document = Document(
        id=new_id(),
        case_id=case.id,
        process_id=call.process_id,
        kind=letter.id,
        number=number,
        title=letter.title,
        title_en=letter.title_en,
        unit_id=to.unit_id,
        fields=feel.to_json(dict(fields)),
        text=text_of(parts),
        masked_text=text_of(outside),
        outline={
            "full": outline_of(parts),
            "masked": outline_of(outside),
            "masthead": bool(letter.issuer),
            "upward": letter.is_upward,
        },
        receivers=to.receivers(letter),
        copies=[copy.reader for copy in copies],
        told=to.told(letter),
        has_receipt=letter.has_receipt,
        sent_at=work.now if letter.to else None,
        issued_at=work.now,
        issued_by_id=issued_by_id,
        issued_for_id=issued_for_id or _issued_for(call, issued_by_id),
    )
    work.session.add(document)
    work.session.flush()
    write_words(work, document)
    if document.sent_at is not None:
        # From now on those it goes to know of the case (6a, rule 6); who gets a copy, at service.
        copied = () if letter.has_receipt else document.copies
        open_to(work, case, document.process_id, [*document.receivers, *document.told, *copied])
    return document


def _issued_for(call: OperationCall, issued_by_id: uuid.UUID | None) -> uuid.UUID | None:
    """For whom, absent now, whoever acts and issues it does so."""
    if call.actor is None or call.actor.acting is None or call.actor.person_id != issued_by_id:
        return None
    return call.actor.acting.for_id


def _all_masks(work: UnitOfWork, masks: Masks, copies: tuple[Copy, ...]) -> Masks:
    """With the names of those who get a copy, and those by which people call a unit: whoever writes 市教局 names the bureau too."""
    names = [mask.name for mask in masks.masks if not mask.is_person]
    rows = work.session.scalars(select(Unit.short_names).where(Unit.name.in_(names)))
    return masks.and_units([*(copy.name for copy in copies), *(short for row in rows for short in row)])


def serve(work: UnitOfWork, document: Document, *, at: datetime, mode: ServiceMode, received_by: str = "") -> None:
    """Record service: `read` where somebody signed for it, `deemed` where the time for signing ran out.

    Raises ValueError for a letter that was served already: the clock that service starts must not start twice.
    """
    if document.served_at is not None:
        raise ValueError(f"{document.number} was served already at {document.served_at.isoformat()}.")
    document.served_at, document.service_mode, document.received_by = at, mode, received_by
    work.session.flush()
    if document.copies:
        open_to(work, work.session.get_one(Case, document.case_id), document.process_id, document.copies)
