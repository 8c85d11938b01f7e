"""A database of schema 0013 is carried to the newest schema and goes on: what it tells in older layouts stays proved.

`before_0014.sqlite.xz` was written by that version's own code: a recall closed, one stopped by two incidents with its clock
running and extended, one cancelled, a fresh lead whose first step somebody has claimed, a selection sent back to the unit by both
reviewers, and three cases that wait for a message; the clock stood at 6 March 2026, 12:00.
"""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock, at
from tests.databases import PostgresDatabase
from tests.recall import steps
from tests.recall.office import Office
from tests.upgrade.test_first_version import fill
from workflows.casework.errors import InvalidRequest
from workflows.casework.messages import deliver, publish_message
from workflows.casework.models import Case, Deadline, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.extend import extend_deadline
from workflows.people import User
from workflows.people.roster import Posting
from workflows.proof.report import VerifyReport
from workflows.proof.verify import verify
from workflows.store import Store
from workflows.store.migrate import newest_revision, revision_of, upgrade

FILE = Path(__file__).parent / "before_0014.sqlite.xz"
SCHEMA = "0013"
REASON = "通村公路塌方，正在抢修，车辆无法通行"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def carried(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The office of the file at the newest schema, on a clock that stands where the file's stood."""
    old, clock = tmp_path / "old.sqlite", MovingClock(at("2026-03-06 12:00"))
    old.write_bytes(lzma.decompress(FILE.read_bytes()))
    database = None
    url = f"sqlite:///{old}"
    if request.param == "postgresql":
        database = PostgresDatabase(f"from_0013_{request.getfixturevalue('worker_name')}")
        database.drop()
        database.on_server(f'CREATE DATABASE "{database.name}"')
        url = database.url.render_as_string(hide_password=False)
    try:
        with closing(Store.from_url(url, clock=clock)) as store:
            if database is not None:
                upgrade(store, SCHEMA)
                fill(store, old)
            assert revision_of(store) == SCHEMA
            upgrade(store)
            assert revision_of(store) == newest_revision()
            yield office_of(store, clock)
    finally:
        if database is not None:
            database.drop()


def office_of(store: Store, clock: MovingClock) -> Office:
    """The people of the file by their names, and the case that was opened last."""
    office = Office(store, clock)
    with store.read() as work:
        for user in work.session.scalars(select(User)):
            office.users[user.username], office.persons[user.username] = user.id, user.person_id
        for posting in work.session.scalars(select(Posting)):
            office.postings[posting.person.employee_no or ""] = posting.id
        office.case_id = work.session.scalars(select(Case.id).order_by(Case.started_at.desc()).limit(1)).one()
    return office


def verified(office: Office) -> VerifyReport:
    with office.store.read(is_snapshot=True) as work:
        return verify(work)


def test_everything_is_still_proved_and_its_cases_go_on(carried: Office) -> None:
    report = verified(carried)
    assert report.breaches == []
    assert report.seals == 2
    with carried.store.read() as work:
        found = sorted((case.process_id, case.status) for case in work.session.scalars(select(Case)))
        stopped = work.session.scalars(select(Case.id).where(Case.status == "incident")).one()
        returned = work.session.scalars(select(Case.id).where(Case.process_id == "selection")).one()
        carried.case_id = work.session.scalars(
            select(Case.id).where(Case.process_id == "recall", Case.status == "active")
        ).one()
        held = work.session.scalars(
            select(Task.assignee_id).where(Task.case_id == carried.case_id, Task.status == "open")
        ).one()
        clock = work.session.scalars(select(Deadline).where(Deadline.case_id == stopped)).one()
        extended = (clock.status, clock.due_at - clock.original_due_at, len(clock.extensions))
    assert found == [
        ("recall", "active"),
        ("recall", "cancelled"),
        ("recall", "completed"),
        ("recall", "incident"),
        ("selection", "active"),
        *(("waiter", "active") for _ in range(3)),
    ]
    assert held == carried.persons["wen"]
    assert extended == ("running", timedelta(days=2), 1)
    steps.verify_and_report(carried)  # begins with the step that wen holds
    assert carried.open_tasks() == ["decide"]
    carried.case_id = returned
    assert carried.open_tasks() == ["supplement"]
    carried.do("supplement", "hu", supplement_text="补充近三年项目管理经历和群众评议材料，请予复审。")
    assert carried.open_tasks() == ["review_a", "review_b"]
    with transaction(carried.store) as work:
        assert deliver(work, publish_message(work, "reply", "a").id) == 1
    with pytest.raises(InvalidRequest, match="extended already"), transaction(carried.store) as work:
        extend_deadline(work, clock.id, carried.actor("dai"), clock.due_at + timedelta(days=1), "road", REASON)
    with transaction(carried.store) as work:
        cancel_case(work, stopped, carried.actor("dai"), "经核实不再需要召回，予以终止。")
    with carried.store.read() as work:
        statuses = Counter(work.session.scalars(select(Case.status)))
        assert work.session.get_one(Deadline, clock.id).status == "cancelled"
    assert statuses == {"active": 4, "cancelled": 2, "completed": 2}
    assert verified(carried).breaches == []
