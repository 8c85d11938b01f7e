"""Open a file for one reader: who chose it while it waits for its form, and whoever may read what it is in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from workflows.attachments.holding import held_file
from workflows.attachments.keeping import FileGone, FileStore
from workflows.attachments.models import Attachment, FileUpload
from workflows.casework.cases import visible_case
from workflows.casework.disclosure import may_open_file
from workflows.casework.errors import NotFound
from workflows.files.file_types import FileType
from workflows.people import Actor
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file as its reader gets it."""

    name: str
    type: FileType
    data: bytes


def open_file(work: UnitOfWork, file_id: uuid.UUID, actor: Actor) -> OpenFile:
    """A file that is open to the actor. Raises NotFound for any other, and for one whose content was erased or is gone."""
    row: FileUpload | Attachment | None = work.session.get(FileUpload, file_id)
    if row is not None and row.person_id != actor.person_id:
        raise _no_such_file()
    if row is None:
        row = work.session.get(Attachment, file_id)
        if row is not None and not may_open_file(visible_case(work, row.case_id, actor).record, str(file_id)):
            raise _no_such_file()
        row = row or held_file(work, actor, file_id)
        if row is None:
            raise _no_such_file()
    try:
        data = FileStore.beside(work.connection.engine.url).content(row.sha256)
    except FileGone:
        raise _no_such_file() from None
    return OpenFile(row.name, row.type, data)


def _no_such_file() -> NotFound:
    return NotFound("There is no file here that you may open.", "没有您可以打开的文件。")
