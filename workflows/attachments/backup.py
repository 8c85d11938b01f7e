"""Contents of files beside a backup of the database: written into one archive with it, and put back with it."""

from __future__ import annotations

import hashlib
import tarfile
from io import BytesIO
from pathlib import Path

from workflows.attachments.keeping import FileGone, FileStore
from workflows.attachments.proving import digests_named
from workflows.store import UnitOfWork
from workflows.store.backup import make_private


def archive_path(backup: Path) -> Path:
    """Where the files of a backup lie: beside it, under its name."""
    return backup.with_name(f"{backup.name}.files.tar")


def save_files(work: UnitOfWork, files: FileStore, target: Path) -> tuple[int, int]:
    """Write every content that this database names into a new archive; how many, and how many are gone. Raises FileExistsError."""
    make_private(target)
    saved = gone = 0
    with tarfile.open(target, "w") as archive:
        for digest in digests_named(work):
            try:
                data = files.content(digest)
            except FileGone:
                gone += 1
                continue
            member = tarfile.TarInfo(digest)
            member.size, member.mode = len(data), 0o600
            archive.addfile(member, BytesIO(data))
            saved += 1
    return saved, gone


def restore_files(files: FileStore, source: Path) -> tuple[int, int]:
    """Put the contents of an archive in their places; how many, and how many are not what their name says and were left out."""
    restored = wrong = 0
    with tarfile.open(source, "r:") as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.isreg() else None
            data = opened.read() if opened is not None else b""
            if hashlib.sha256(data).hexdigest() != member.name:
                wrong += 1
                continue
            with files.arriving(data) as draft:
                files.keep(draft, member.name)
            restored += 1
    return restored, wrong
