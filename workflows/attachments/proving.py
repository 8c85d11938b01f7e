"""Hold the contents that are kept against the digests in the record: a file altered or gone is named."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflows.attachments.holding import held_models
from workflows.attachments.keeping import FileStore
from workflows.attachments.models import Attachment, FileUpload
from workflows.proof.report import VerifyReport
from workflows.store import UnitOfWork
from workflows.store.kinds import SYSTEM_CHAIN


def verify_files(work: UnitOfWork, report: VerifyReport, files: FileStore) -> int:
    """Read every content that a row of record names; how many. What was erased has no digest left and is not asked for."""
    rows = work.session.execute(
        select(Attachment.id, Attachment.case_id, Attachment.sha256).where(Attachment.sha256 != "")
    ).all()
    found = [(str(case_id), file_id, digest) for file_id, case_id, digest in rows]
    for model in held_models():
        held = work.session.execute(select(model.id, model.sha256).where(model.sha256 != ""))
        found += [(SYSTEM_CHAIN, file_id, digest) for file_id, digest in held]
    for chain, file_id, digest in found:
        if not files.holds(digest):
            what = "is altered" if files.path(digest).exists() else "is gone"
            report.breach(chain, 0, f"The content of the file {file_id} {what} ({files.path(digest)}).")
    return len(found)


def digests_named(work: UnitOfWork) -> Iterator[str]:
    """The digests of every content that some row names, each once."""
    named: set[str] = set()
    for model in (Attachment, FileUpload, *held_models()):
        named.update(work.session.scalars(select(model.sha256).distinct()))
    yield from sorted(named - {""})
