"""Real workers on starts by the clock: down over due times, racing, killed in the middle; still one case for each due time."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import func, select

from tests import forked
from tests.casework.clock_office import office, publish_report, rows, start_event
from tests.casework.world import build_world
from workflows.casework.models import Case
from workflows.jobs.duties import work_off
from workflows.proof.verify import verify
from workflows.store import PASSING_TROUBLE, Store

ROOT = Path(__file__).parents[2]
AGAIN = 8
EACH, LATEST = ("a_report", "b_report", "c_report", "d_report", "e_report"), "f_report"


def work_once(url: str) -> None:
    """What `worker --once` does first, in a process of its own that need not load the program again."""
    with closing(Store.from_url(url)) as store:
        for _ in range(AGAIN):
            try:
                work_off(store)
                return
            except PASSING_TROUBLE:  # on a busy machine another's lock is waited for in vain: the queue tries again too
                continue
        raise AssertionError("no look came to its end")


def start_worker(url: str) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=work_once, args=(url,))
    process.start()
    return process


def begun(store: Store) -> int:
    with store.read() as work:
        return work.session.scalar(select(func.count()).select_from(Case)) or 0


def test_each_due_time_has_one_case_whoever_dies(database_url: str) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    first = now - timedelta(hours=2, minutes=10)
    # Published before the first due time; since then nothing ran.
    with closing(Store.from_url(database_url, clock=lambda: first - timedelta(minutes=5))) as then:
        build_world(then)
        cycle = f"R/{first.isoformat()}/PT1H"
        for process in EACH:
            publish_report(then, start_event(cycle, month="= due_at"), process=process)
        publish_report(then, start_event(cycle, "latest", month="= due_at"), process=LATEST)
    with closing(Store.from_url(database_url)) as store:
        racing = [start_worker(database_url), start_worker(database_url)]
        try:
            give_up_at = time.monotonic() + 60
            while begun(store) < 2 and time.monotonic() < give_up_at:
                time.sleep(0.01)
            racing[0].kill()  # SIGKILL
            assert begun(store) < 16, "it was to die in the middle"
            racing[1].join(60)
            assert racing[1].exitcode == 0
        finally:
            for process in racing:
                process.kill()
                process.join(10)
        # What the dead one left, or the other had to leave to it.
        command = [sys.executable, "-m", "workflows", "worker", "--once", "--database", database_url]
        assert forked.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120).returncode == 0
        due = [(first + timedelta(hours=hours)) for hours in range(3)]
        expected = Counter({(process, office(each)) for process in EACH for each in due} | {(LATEST, office(due[2]))})
        with store.read() as work:
            cases = work.session.execute(select(Case.process_id, Case.title)).all()
            found = Counter((process, title.removeprefix("月报 ")[:16].replace("T", " ")) for process, title in cases)
            assert found == expected
            assert verify(work).is_intact
        assert {office(row.next_at) for row in rows(store)} == {office(first + timedelta(hours=3))}
        assert {row.passed_over for row in rows(store) if row.process_id == LATEST} == {2}
