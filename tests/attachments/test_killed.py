"""A process that dies while a file arrives, or between its content and its row: nothing half is kept, nothing is left for long."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests import forked
from tests.attachments import samples
from workflows.attachments.keeping import FileGone, FileStore
from workflows.attachments.tidying import YOUNG_SECONDS, tidy_files
from workflows.store import Store

ROOT = Path(__file__).parents[2]
DYING = """
import hashlib, os, signal, sys
from pathlib import Path
from workflows.attachments.keeping import FileStore
data, files = sys.stdin.buffer.read(), FileStore(Path(sys.argv[1]))
with files.arriving(data) as draft:
    if sys.argv[2] == "kept":
        files.keep(draft, hashlib.sha256(data).hexdigest())
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_killed_process_leaves_is_cleared_away(store: Store, tmp_path: Path) -> None:
    files, data = FileStore(tmp_path / "files"), samples.pdf()
    digest = hashlib.sha256(data).hexdigest()
    for moment, kept in (("arriving", []), ("kept", [digest])):
        command = [sys.executable, "-c", DYING, str(files.folder), moment]
        dead = forked.run(command, input=data, cwd=ROOT, timeout=180)
        assert dead.returncode == -signal.SIGKILL
        assert list(files.digests()) == kept  # whole under its digest, or not there at all
    assert files.content(digest) == data
    assert tidy_files(store, files) == 0  # its row may be about to be written
    past = time.time() - YOUNG_SECONDS - 1
    for path in files.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (past, past))
    assert tidy_files(store, files) == 1
    assert list((files.folder / "arriving").iterdir()) == []
    with pytest.raises(FileGone):
        files.content(digest)
