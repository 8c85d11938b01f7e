"""The drill: a backup while people work, later work, a restore that refuses a database in use and says what it loses."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests import forked
from tests.attachments.samples import picture
from tests.casework.world import World
from tests.server.conftest import Serve
from tests.server.person import Person
from tests.server.process import ROOT
from workflows.attachments.backup import archive_path
from workflows.attachments.keeping import FileStore
from workflows.attachments.models import FileUpload
from workflows.attachments.receiving import receive
from workflows.casework.models import Case, Task
from workflows.store import Store


def command(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the program on the database."""
    given = [sys.executable, "-m", "workflows", *arguments]
    return forked.run(
        given, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True, timeout=180
    )


def test_the_drill(
    serve: Serve, world: World, open_task: Callable[[str], uuid.UUID], database_url: str, tmp_path: Path
) -> None:
    task = open_task("check_a")
    copy, files = tmp_path / "kept.backup", FileStore.beside(world.store.engine.url)
    with serve("--no-worker") as server:
        wen = Person(server.port)
        wen.sign_in("wen")
        kept = receive(world.store, world.actor("wen"), "证明.png", picture())
        made = command(database_url, "backup", str(copy))
        assert made.returncode == 0, made.stderr
        assert "The history is intact." in made.stdout
        assert copy.stat().st_mode & 0o777 == 0o600
        assert "kept.backup.files.tar: 1 files of cases." in made.stdout
        assert archive_path(copy).stat().st_mode & 0o777 == 0o600
        assert "never overwrites" in command(database_url, "backup", str(copy)).stderr
        wen.fill(f"/tasks/{task}", f"/tasks/{task}/claim")
        open_task("check_a")
        world.store.close()
        refused = command(database_url, "restore", str(copy))
        assert refused.returncode == 1
        assert "Stop the server and the worker first" in refused.stderr
    world.store.close()
    (file,) = files.digests()
    files.path(file).unlink()
    done = command(database_url, "restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert "1 files of cases." in done.stdout
    assert files.content(file) == picture()
    assert "2 later entries of the record are lost" in done.stdout
    assert "notices went out since" not in done.stdout, "none did"
    assert "The history is intact." in done.stdout
    with closing(Store.from_url(database_url)) as restored, restored.read() as work:
        assert work.session.scalar(select(func.count(Case.id))) == 1
        assert work.session.get_one(Task, task).assignee_id is None
        assert work.session.get_one(FileUpload, uuid.UUID(kept.id)).name == "证明.png"
    with serve("--no-worker") as server:
        assert Person(server.port).sign_in("wen").status == 302


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_backup_is_refused_and_changes_nothing(world: World, database_url: str, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("not a database")
    world.store.close()
    done = command(database_url, "restore", str(tmp_path / "other"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    with world.store.read() as work:
        assert work.session.scalar(select(func.count(Case.id))) == 0
