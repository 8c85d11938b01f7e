"""Files that answers give: found by their ids, and made part of the case with the decision that gives them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from workflows.attachments.models import Attachment, FileUpload
from workflows.casework.given_files import register_files
from workflows.casework.models import Decision
from workflows.people import Actor
from workflows.store import UnitOfWork, delete_rows, insert_rows


def _find(
    work: UnitOfWork, actor: Actor, ids: Collection[uuid.UUID], case_id: uuid.UUID | None
) -> dict[str, Mapping[str, Any]]:
    """What the actor uploaded, and what the actor gave in this case before and is not erased."""
    uploads = work.session.scalars(
        select(FileUpload).where(FileUpload.id.in_(ids), FileUpload.person_id == actor.person_id)
    ).all()
    found: list[FileUpload | Attachment] = list(uploads)
    if case_id is not None and len(found) < len(ids):
        found += work.session.scalars(
            select(Attachment).where(
                Attachment.id.in_(ids), Attachment.case_id == case_id, Attachment.person_id == actor.person_id
            )
        )
    return {
        str(each.id): {"id": str(each.id), "name": each.name, "type": str(each.type), "size": each.size}
        for each in found
        if each.sha256
    }


def _attach(work: UnitOfWork, decision: Decision, given: Mapping[str, list[uuid.UUID]]) -> None:
    ids = [each for of_field in given.values() for each in of_field]
    uploads = {each.id: each for each in work.session.scalars(select(FileUpload).where(FileUpload.id.in_(ids)))}
    rows = [
        Attachment(
            id=upload.id,
            case_id=decision.case_id,
            decision_id=decision.id,
            field=field,
            person_id=upload.person_id,
            type=upload.type,
            size=upload.size,
            attached_at=work.now,
            name=upload.name,
            sha256=upload.sha256,
        )
        for field, of_field in given.items()
        for each in of_field
        if (upload := uploads.pop(each, None)) is not None
    ]
    insert_rows(work, *rows)
    delete_rows(work, FileUpload, {"id": [row.id for row in rows]})


register_files(_find, _attach)
