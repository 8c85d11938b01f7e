"""Clear away what no case will ever hold: uploads whose form was never handed in, and contents that nothing names."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import delete, exists, select

from workflows.attachments.keeping import FileStore
from workflows.attachments.models import FileUpload
from workflows.attachments.proving import digests_named
from workflows.store import Store

logger = logging.getLogger("gatepost.worker")

WAITS = timedelta(days=2)
"""How long a file waits for its form."""
YOUNG_SECONDS = 3600.0
"""How long a content without a row is left alone: its row may be about to be written."""


def tidy_files(store: Store, files: FileStore | None = None) -> int:
    """Remove uploads that waited too long, contents that no row names, and arrivals that never ended; how many contents went."""
    kept = files or FileStore.beside(store.engine.url)
    with store.read() as work:
        is_old = FileUpload.uploaded_at < work.now - WAITS
        is_some = work.session.scalar(select(exists().where(is_old)))
    if is_some:
        with store.write() as work:
            work.session.execute(delete(FileUpload).where(FileUpload.uploaded_at < work.now - WAITS))
    kept.remove_drafts(older_than=YOUNG_SECONDS)
    # Read after the list of contents: what came in between is young.
    stored = set(kept.digests())
    if not stored:
        return 0
    with store.read() as work:
        stored -= set(digests_named(work))
    removed = sum(kept.remove(digest, older_than=YOUNG_SECONDS) for digest in sorted(stored))
    if removed:
        logger.info("%s files that nothing names were removed", removed)
    return removed
