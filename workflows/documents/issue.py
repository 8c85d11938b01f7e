"""Issue a letter and record that it was served; a letter once issued is never rewritten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.models import Case
from workflows.casework.readers import open_to
from workflows.documents.addressing import Addressee
from workflows.documents.masking import mask_text
from workflows.documents.models import Document
from workflows.documents.numbers import next_number
from workflows.documents.templates import TEMPLATES
from workflows.documents.words import LetterKind, ServiceMode
from workflows.people import Unit
from workflows.store import UnitOfWork, new_id


def issue(
    work: UnitOfWork,
    case: Case,
    kind: LetterKind,
    fields: Mapping[str, Any],
    *,
    to: Addressee,
    issued_by_id: uuid.UUID | None = None,
    number: str | None = None,
    process_id: str | None = None,
) -> Document:
    """Number a letter, write its full and its masked text, keep it with the case and send it to whom it names.

    `number` is given where an order has its number already, `process_id` where a called procedure issues it. `issued_on` is
    filled in. A letter whose kind asks for no receipt is served by being sent. Raises KeyError for an unknown kind or a field
    that the letter needs and `fields` lacks: a mistake of the calling operation.
    """
    template = TEMPLATES[kind]
    day = local_date(work.now)
    complete = {"issued_on": f"{day.year}年{day.month}月{day.day}日", **fields}
    body = template.text.format_map(complete)
    number = number or next_number(work, template.series)
    text = f"{template.title}\n{number}\n\n{body}"
    document = Document(
        id=new_id(),
        case_id=case.id,
        process_id=process_id or case.process_id,
        kind=kind,
        number=number,
        title=template.title,
        title_en=template.title_en,
        unit_id=to.unit_id,
        fields=complete,
        text=text,
        masked_text=mask_text(text, to.masks.and_units([*(copy.name for copy in to.copies), *_short_names(work, to)])),
        receivers=to.receivers(template),
        copies=to.copied() if template.to else [],
        told=to.told(template),
        sent_at=work.now if template.to else None,
        issued_at=work.now,
        issued_by_id=issued_by_id,
    )
    work.session.add(document)
    work.session.flush()
    if document.sent_at is not None:
        # From now on those it goes to know of the case (6a, rule 6); who gets a copy, at service.
        copied = () if template.has_receipt else document.copies
        open_to(work, case, document.process_id, [*document.receivers, *document.told, *copied])
    return document


def _short_names(work: UnitOfWork, to: Addressee) -> list[str]:
    """The names by which people call the units that the letter masks: whoever writes 市教局 names the bureau all the same."""
    names = [mask.name for mask in to.masks.masks if not mask.is_person]
    rows = work.session.scalars(select(Unit.short_names).where(Unit.name.in_(names)))
    return [short for row in rows for short in row]


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
