"""Contents of files, kept by their digest in a folder outside the database: written whole, or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from workflows.settings import files_folder, private_folder
from workflows.store.private import private

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_ARRIVING = "arriving"
_LOCK = "lock"


class FileGone(Exception):
    """The content of a file is not where it was kept, or is another than was kept."""


class FileStore:
    """A folder of contents. Any number of processes may share it, on machines whose shared disk keeps locks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def beside(cls, database: URL) -> FileStore:
        """The folder that belongs to a database."""
        return cls(files_folder(database))

    def path(self, sha256: str) -> Path:
        """Where the content of this digest lies. Raises FileGone for what is no digest."""
        if not _DIGEST.match(sha256):
            raise FileGone(sha256)
        return self.folder / sha256[:2] / sha256

    @contextmanager
    def arriving(self, data: bytes) -> Iterator[Path]:
        """The content under a name of its own while it is looked at; gone afterwards, kept or not."""
        draft = private_folder(self.folder / _ARRIVING) / uuid.uuid4().hex
        try:
            with open(draft, "wb", opener=private) as written:
                written.write(data)
                written.flush()
                os.fsync(written.fileno())
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def keep(self, draft: Path, sha256: str) -> None:
        """Give an arriving content its place; the same content is kept once, and counts as new again."""
        target = self.path(sha256)
        private_folder(self.folder)
        private_folder(target.parent)
        with self._locked():
            try:
                os.link(draft, target)
            except FileExistsError:
                os.utime(target)  # whoever clears away what nothing names leaves young files alone
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def content(self, sha256: str) -> bytes:
        """The content of this digest. Raises FileGone where it is missing or another."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError:
            raise FileGone(sha256) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileGone(sha256)
        return data

    def holds(self, sha256: str) -> bool:
        """True where the content is there and unaltered, read piece by piece."""
        try:
            with self.path(sha256).open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest() == sha256
        except (OSError, FileGone):
            return False

    def digests(self) -> Iterator[str]:
        """The digests of all contents that are kept."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _DIGEST.match(path.name):
                yield path.name

    def remove(self, sha256: str, *, older_than: float) -> bool:
        """Remove a content that nothing has asked to keep for so many seconds; True where it went."""
        target = self.path(sha256)
        with self._locked():
            try:
                if time.time() - target.stat().st_mtime < older_than:
                    return False
                target.unlink()
            except OSError:
                return False
        return True

    def remove_drafts(self, *, older_than: float) -> int:
        """Remove what began to arrive and was never finished, its process having died; how many."""
        count = 0
        for draft in (self.folder / _ARRIVING).glob("*"):
            try:
                if time.time() - draft.stat().st_mtime >= older_than:
                    draft.unlink()
                    count += 1
            except OSError:
                continue
        return count

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # Between the look at the age of a content and its removal nobody may ask to keep it.
        with open(private_folder(self.folder) / _LOCK, "ab", opener=private) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
