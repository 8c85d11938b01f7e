"""Files that scenarios give: answers name them; they wait as uploads of whoever answers, and no step reads what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from workflows.attachments.models import FileUpload
from workflows.files.file_types import FileType, kind_by_name
from workflows.people import Actor
from workflows.procedure.form_model import FILE_PICKER, Form
from workflows.store import UnitOfWork

_SIZE = 100_000  # bytes that every one of them is said to have


def chosen_files(
    work: UnitOfWork, actor: Actor | None, form: Form | None, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers with an upload in place of each name of a file."""
    found = dict(answers)
    if form is None or actor is None:
        return found
    for field in form.inputs:
        names = found.get(field.key)
        if field.type != FILE_PICKER or not isinstance(names, list):
            continue
        rows = [
            FileUpload(
                person_id=actor.person_id,
                name=name,
                type=kind_by_name(name) or FileType.PDF,
                size=_SIZE,
                sha256=hashlib.sha256(name.encode()).hexdigest(),
                uploaded_at=work.now,
            )
            for name in map(str, names)
        ]
        work.session.add_all(rows)
        work.session.flush()
        found[field.key] = [str(row.id) for row in rows]
    return found
