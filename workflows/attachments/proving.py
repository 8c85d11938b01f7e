"""Hold the contents that are kept against the digests in the record: a file altered or gone is named."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflows.attachments.keeping import FileStore
from workflows.attachments.models import Attachment, FileUpload
from workflows.proof.report import VerifyReport
from workflows.store import UnitOfWork


def verify_files(work: UnitOfWork, report: VerifyReport, files: FileStore) -> int:
    """Read every content that an answer of record names; how many. What was erased has no digest left and is not asked for."""
    rows = work.session.execute(
        select(Attachment.id, Attachment.case_id, Attachment.sha256).where(Attachment.sha256 != "")
    ).all()
    for row in rows:
        if not files.holds(row.sha256):
            what = "is altered" if files.path(row.sha256).exists() else "is gone"
            report.breach(str(row.case_id), 0, f"The content of the file {row.id} {what} ({files.path(row.sha256)}).")
    return len(rows)


def digests_named(work: UnitOfWork) -> Iterator[str]:
    """The digests of every content that some row names, each once."""
    named: set[str] = set()
    for model in (Attachment, FileUpload):
        named.update(work.session.scalars(select(model.sha256).distinct()))
    yield from sorted(named - {""})
