"""Take a file that somebody chose: look at it, scan it, keep it without a photograph's traces, note that it waits for its form."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import func, select

from workflows.attachments.keeping import FileStore
from workflows.attachments.looking import look, scan
from workflows.attachments.models import FileUpload
from workflows.attachments.sentences import FileRefused
from workflows.attachments.traces import without_traces
from workflows.files.file_types import SUFFIXES, FileType
from workflows.people import Actor
from workflows.settings import upload_bytes
from workflows.store import Store

logger = logging.getLogger("gatepost.files")

MOST_WAITING = 100
"""Files of one person that wait at once in forms not yet handed in."""
_NAME = 120
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """A file that waits for its form."""

    id: str
    name: str
    type: FileType
    size: int  # bytes


def receive(store: Store, actor: Actor, name: str, data: bytes) -> Received:
    """Take one file; its content is on the disk before its row is committed. Raises FileRefused.

    Opening and scanning take their time, so they happen before the short transaction that notes the file.
    """
    limit = upload_bytes()
    if len(data) > limit:
        raise FileRefused("too_large", size=-(-len(data) // _MEGABYTE), limit=limit // _MEGABYTE)
    kind = look(data)
    # What is kept, proved and given out is the file without them; the office never had the other.
    data = without_traces(data, kind)
    digest = hashlib.sha256(data).hexdigest()
    files = FileStore.beside(store.engine.url)
    try:
        with files.arriving(data) as draft:
            scan(draft)
            files.keep(draft, digest)
    except OSError:
        logger.exception("a file could not be kept in %s", files.folder)
        raise FileRefused("not_kept") from None
    upload = FileUpload(
        person_id=actor.person_id, name=proper_name(name, kind), type=kind, size=len(data), sha256=digest
    )
    with store.write() as work:
        waiting = select(func.count()).select_from(FileUpload).where(FileUpload.person_id == actor.person_id)
        if (work.session.scalar(waiting) or 0) >= MOST_WAITING:
            raise FileRefused("too_many_wait", limit=MOST_WAITING)
        upload.uploaded_at = work.now
        work.session.add(upload)
        work.session.flush()
        return Received(str(upload.id), upload.name, kind, upload.size)


def proper_name(given: str, kind: FileType) -> str:
    """The file's own name without the folders that some browsers send and what does not print, ending as its type ends."""
    name = "".join(letter for letter in PurePosixPath(given.replace("\\", "/")).name if letter.isprintable()).strip()
    if not name.lower().endswith(SUFFIXES[kind]):
        name = f"{name[: _NAME - 6]}{SUFFIXES[kind][0]}"
    stem, dot, suffix = name.rpartition(".")
    stem = stem or "file"
    return f"{stem[: _NAME - len(suffix) - 1]}{dot}{suffix}"
