"""The real server while its database fails: each trouble has its own words, nothing is claimed to be done, readers go on."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.casework.world import World
from tests.server.conftest import Serve
from tests.server.person import Person
from tests.server.process import serving
from tests.server.relay import Relay
from workflows.casework.models import Task
from workflows.proof.verify import verify
from workflows.store import Store

YOURS = "任务已由您领取"
OpenTask = Callable[[str], uuid.UUID]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def holder(store: Store, task: uuid.UUID) -> uuid.UUID | None:
    """Who holds the task by the database."""
    with store.read() as work:
        return work.session.get_one(Task, task).assignee_id


@on_sqlite
def test_a_full_disk_is_told_as_one_and_nothing_is_claimed(serve: Serve, open_task: OpenTask, world: World) -> None:
    task = open_task("check_a")
    with serve("--no-worker") as server:
        wen = Person(server.port)
        wen.sign_in("wen")
        form = wen.get(f"/tasks/{task}").form(f"/tasks/{task}/claim")
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        refused = wen.post(f"/tasks/{task}/claim", form)
        assert refused.status == 503
        assert "服务器空间不足" in refused.words
        assert YOURS not in refused.words
        page = wen.get("/")
        assert page.status == 200
        assert YOURS not in page.words
        assert holder(world.store, task) is None
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        assert wen.post(f"/tasks/{task}/claim", form).status == 302
        assert YOURS in wen.get(f"/tasks/{task}").words
        assert holder(world.store, task) == world.persons["wen"]
    assert "database full" in server.output


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, where this account may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this account may not mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


@on_sqlite
def test_a_disk_that_is_really_full_loses_nothing(
    open_task: OpenTask, world: World, database_url: str, small_disk: Path
) -> None:
    task, other = open_task("check_a"), open_task("check_b")
    world.store.close()
    file, ballast = small_disk / "gatepost.sqlite", small_disk / "ballast"
    shutil.copyfile(make_url(database_url).database or "", file)
    url = f"sqlite:///{file}"
    with serving(url, "--no-worker", GATEPOST_PROCEDURES=str(small_disk)) as server:
        wen = Person(server.port)
        wen.sign_in("wen")
        form = wen.get(f"/tasks/{task}").form(f"/tasks/{task}/claim")
        with suppress(OSError), ballast.open("wb", buffering=0) as filling:
            while True:
                filling.write(bytes(4096))
        refused = wen.post(f"/tasks/{task}/claim", form)
        assert refused.status == 503
        assert "服务器空间不足" in refused.words
        assert YOURS not in refused.words
        assert wen.get("/").status == 200, "readers go on"
        ballast.unlink()
        assert wen.post(f"/tasks/{task}/claim", form).status == 302
    assert "database full" in server.output
    with closing(Store.from_url(url)) as kept:
        assert (holder(kept, task), holder(kept, other)) == (world.persons["wen"], None)
        with kept.read() as work:
            assert verify(work).is_intact


@on_sqlite
def test_writers_wait_five_seconds_and_readers_not_at_all(serve: Serve, open_task: OpenTask, database_url: str) -> None:
    task = open_task("check_a")
    with serve("--no-worker") as server:
        people = [Person(server.port) for _ in range(14)]
        people[0].sign_in("wen")
        for person in people[1:]:
            person.cookies = dict(people[0].cookies)
        forms = [person.get(f"/tasks/{task}").form(f"/tasks/{task}/claim") for person in people[1:]]
        other = sqlite3.connect(make_url(database_url).database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(13) as pool:
            writers = [
                pool.submit(person.post, f"/tasks/{task}/claim", form)
                for person, form in zip(people[1:], forms, strict=True)
            ]
            time.sleep(1)
            readers = [people[0].get(path) for path in ("/", "/cases", "/deadlines", f"/tasks/{task}")]
            answers = [writer.result() for writer in writers]
        other.execute("ROLLBACK")
        other.close()
        assert [answer.status for answer in readers] == [200] * 4
        assert max(answer.seconds for answer in readers) < 2.5
        assert {answer.status for answer in answers} == {503}
        assert all("数据库繁忙" in answer.words for answer in answers)
        assert max(answer.seconds for answer in answers) < 9
        assert people[1].post(f"/tasks/{task}/claim", forms[0]).status == 302


@on_sqlite
def test_a_missing_table_is_no_busy_database(serve: Serve, database_url: str) -> None:
    with serve("--no-worker") as server:
        wen = Person(server.port)
        wen.sign_in("wen")
        other = sqlite3.connect(make_url(database_url).database or "")
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("DROP TABLE deadline")
        other.commit()
        other.close()
        page = wen.get("/deadlines")
        assert page.status == 503
        assert "数据库与程序版本不一致" in page.words
    assert "no such table" in server.output


@on_postgresql
def test_a_database_that_goes_and_comes_back(world: World, open_task: OpenTask, database_url: str) -> None:
    task = open_task("check_a")
    url = make_url(database_url)
    relay = Relay(url.host or "127.0.0.1", url.port or 5432)
    near = url.set(host="127.0.0.1", port=relay.port).render_as_string(hide_password=False)
    with serving(near, "--no-worker") as server:
        wen = Person(server.port)
        wen.sign_in("wen")
        form = wen.get(f"/tasks/{task}").form(f"/tasks/{task}/claim")
        relay.cut()
        for answer in (wen.get("/"), wen.get("/nowhere"), wen.post(f"/tasks/{task}/claim", form)):
            assert answer.status in (404, 503)
            assert answer.seconds < 8
            assert YOURS not in answer.words
        assert "数据库没有响应" in wen.get("/").words
        relay.mend()
        assert wen.get("/").status == 200
        assert holder(world.store, task) is None
        assert wen.post(f"/tasks/{task}/claim", form).status == 302
        assert YOURS in wen.get(f"/tasks/{task}").words
    relay.cut()
    assert "database away" in server.output
    assert "Traceback" not in server.output
