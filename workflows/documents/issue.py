"""Issue a letter and record that it was served; a letter once issued is never rewritten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.calendar.zone import local_date
from workflows.casework.models import Case
from workflows.casework.readers import open_to, unit_key
from workflows.documents.masking import Masks, mask_text
from workflows.documents.models import Document
from workflows.documents.numbers import next_number
from workflows.documents.templates import TEMPLATES
from workflows.store import UnitOfWork, new_id


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to and what of it must be masked outside (see masking.masks_for)."""

    unit_id: uuid.UUID | None
    masks: Masks = field(default_factory=Masks)


def issue(
    work: UnitOfWork,
    case: Case,
    kind: str,
    fields: Mapping[str, Any],
    *,
    to: Addressee,
    issued_by_id: uuid.UUID | None = None,
    number: str | None = None,
) -> Document:
    """Number a letter, write its full and its masked text, and keep it with the case.

    `number` is given where an order has its number already. `issued_on` is filled in. Raises KeyError for an unknown kind or
    a field that the letter needs and `fields` lacks: a mistake of the calling operation.
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
        kind=kind,
        number=number,
        title=template.title,
        title_en=template.title_en,
        unit_id=to.unit_id,
        fields=complete,
        text=text,
        masked_text=mask_text(text, to.masks),
        issued_at=work.now,
        issued_by_id=issued_by_id,
    )
    work.session.add(document)
    work.session.flush()
    if to.unit_id is not None:
        # Sent for service: from now on the unit knows of the case (6a, rule 6).
        open_to(work, case, case.process_id, [unit_key(to.unit_id)])
    return document


def serve(document: Document, *, at: datetime, mode: str, received_by: str = "") -> None:
    """Record service: `read` where somebody signed for it, `deemed` where the time for signing ran out.

    Raises ValueError for a letter that was served already: the clock that service starts must not start twice.
    """
    if document.served_at is not None:
        raise ValueError(f"{document.number} was served already at {document.served_at.isoformat()}.")
    document.served_at, document.service_mode, document.received_by = at, mode, received_by
