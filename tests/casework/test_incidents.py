"""A failing step: nothing of it is kept, the administrators are told, and the case goes on once the cause is mended."""

from __future__ import annotations

import json
import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.clock import MovingClock
from workflows.casework.errors import IncidentRaised, NotAllowed
from workflows.casework.incidents import open_incidents
from workflows.casework.models import Case, Decision, Incident, Notice, Task
from workflows.casework.operations import OperationCall, _operations, operation
from workflows.casework.timers import due_cases, fire_due, next_due_at
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.retry import retry
from workflows.casework.verbs.start import start_case
from workflows.proof.history import told_by
from workflows.proof.models import EntryValue, HistoryEntry
from workflows.proof.verify import verify
from workflows.sentence import Sentence

BROKEN_CONDITION = REVIEW.replace(b"= mark_a + mark_b &gt;= 10", b"= mark_a + bonus &gt;= 10").replace(
    b'id="agreed"', 'id="agreed" name="是否一致"'.encode()
)
BROKEN_REMINDER = REVIEW.replace(b"&quot;unit_hr@&quot; + unit", b"&quot;unit_hr@&quot; + contact_unit")


def start(world: World, diagram: bytes) -> uuid.UUID:
    assert diagram != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": diagram}))
    with transaction(world.store) as work:
        return start_case(work, "review", actor=world.actor("hu"), answers={"subject": "9号", "unit": "BUREAU"}).id


def act(world: World, case_id: uuid.UUID, element_id: str, username: str, **answers: object) -> None:
    with world.store.read() as work:
        statement = select(Task.id).where(Task.case_id == case_id, Task.element_id == element_id, Task.status == "open")
        task_id = work.session.scalars(statement).one()
    with transaction(world.store) as work:
        complete(work, task_id, world.actor(username), answers)


def test_a_failing_condition_leaves_nothing_behind_but_the_incident(world: World) -> None:
    case_id = start(world, BROKEN_CONDITION)
    act(world, case_id, "check_a", "wen", mark_a=9)
    with pytest.raises(IncidentRaised, match="bonus"):
        act(world, case_id, "check_b", "bao", mark_b=9)
    with world.store.read() as work:
        case = work.session.get_one(Case, case_id)
        assert case.status == "incident"
        assert work.session.scalar(select(func.count(Decision.task_id))) == 1
        incident = work.session.scalars(select(Incident)).one()
        assert incident.element_id == "agreed"
        assert incident.attempt["kind"] == "complete"
        told = work.session.scalars(select(Notice.post_key).order_by(Notice.post_key)).all()
        assert told == ["administrator", "general_group"], "who administers, and the owner of the process"
        assert all("在步骤“是否一致”出错" in text for text in work.session.scalars(select(Notice.text)))
        assert verify(work).is_intact


def test_correcting_a_variable_lets_the_same_person_complete_the_task(world: World) -> None:
    case_id = start(world, BROKEN_CONDITION)
    act(world, case_id, "check_a", "wen", mark_a=9)
    with pytest.raises(IncidentRaised):
        act(world, case_id, "check_b", "bao", mark_b=9)
    with world.store.read() as work:
        (incident,) = open_incidents(work, world.actor("adm")).rows
    with transaction(world.store) as work:
        retry(work, incident.id, world.actor("wen"), {"bonus": 5})
    act(world, case_id, "check_b", "bao", mark_b=9)
    with world.store.read() as work:
        assert work.session.get_one(Case, case_id).status == "completed"


def test_only_an_administrator_sees_and_retries_incidents(world: World) -> None:
    with world.store.read() as work, pytest.raises(NotAllowed):
        open_incidents(work, world.actor("wen"))


def test_a_timer_that_fails_stops_only_its_own_case_and_is_not_tried_for_ever(world: World, clock: MovingClock) -> None:
    broken = start(world, BROKEN_REMINDER)
    publish_review(world.store)
    clock.forward(days=6)
    with world.store.read() as work:
        assert due_cases(work) == [broken]
    with pytest.raises(IncidentRaised), transaction(world.store) as work:
        fire_due(work, broken)
    with transaction(world.store) as work:
        assert due_cases(work) == []
        assert fire_due(work, broken) is False
        assert work.session.scalar(select(func.count()).select_from(Incident)) == 1
    with world.store.read() as work:
        (incident,) = open_incidents(work, world.actor("adm")).rows
    with transaction(world.store) as work:
        retry(work, incident.id, world.actor("wen"), {"contact_unit": "BUREAU"})
    with world.store.read() as work:
        texts = work.session.scalars(select(Notice.text).where(Notice.post_key == "unit_hr")).all()
        assert texts == ["请尽快办理：9号"]
        assert work.session.get_one(Case, broken).status == "active"


def test_a_case_that_fails_in_its_first_step_is_not_started_at_all(world: World) -> None:
    broken = REVIEW.replace(b"= date and time(due_at)", b"= date and time(due_on)")
    assert broken != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": broken}))
    with pytest.raises(IncidentRaised, match="Not set: due_on"), transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    with world.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_failed_completion_mutes_no_timer_of_the_case(world: World, clock: MovingClock) -> None:
    case_id = start(world, BROKEN_CONDITION)
    act(world, case_id, "check_a", "wen", mark_a=9)
    with pytest.raises(IncidentRaised):
        act(world, case_id, "check_b", "bao", mark_b=9)
    clock.forward(days=6)
    with world.store.read() as work:
        assert next_due_at(work) is not None
        assert due_cases(work) == [case_id]
    with transaction(world.store) as work:
        assert fire_due(work, case_id)
    with world.store.read() as work:
        assert due_cases(work) == []
        assert work.session.scalars(select(Notice.text).where(Notice.post_key == "unit_hr")).all() == [
            "请尽快办理：9号"
        ]
        assert work.session.get_one(Case, case_id).status == "incident"


def test_a_cancelled_case_leaves_no_incident_to_look_after(world: World) -> None:
    case_id = start(world, BROKEN_CONDITION)
    act(world, case_id, "check_a", "wen", mark_a=9)
    with pytest.raises(IncidentRaised):
        act(world, case_id, "check_b", "bao", mark_b=9)
    with transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), "立案有误，撤销本案处理。")
    with world.store.read() as work:
        assert open_incidents(work, world.actor("adm")).rows == []


def test_what_the_owner_corrects_is_on_record_with_its_value_before(world: World) -> None:
    case_id = start(world, BROKEN_CONDITION)
    act(world, case_id, "check_a", "wen", mark_a=9)
    with pytest.raises(IncidentRaised):
        act(world, case_id, "check_b", "bao", mark_b=9)
    with world.store.read() as work:
        (incident,) = open_incidents(work, world.actor("adm")).rows
    with transaction(world.store) as work:
        retry(work, incident.id, world.actor("wen"), {"bonus": 5, "mark_a": 8})
    with world.store.read() as work:
        kind = HistoryEntry.kind == "incident_retried"
        entry = work.session.scalars(select(HistoryEntry).where(kind)).one()
        assert json.loads(entry.data)["corrected"] == ["bonus", "mark_a"]
        assert told_by([entry], work.session.scalars(select(EntryValue)))[entry.id] == {
            "bonus": [None, 5],
            "mark_a": [9, 8],
        }


def test_a_database_that_gives_up_for_a_moment_is_no_incident(world: World, clock: MovingClock) -> None:
    case_id = start(world, REVIEW.replace(b"case.notify", b"test.dead_end"))
    clock.forward(days=6)
    try:

        @operation("test.dead_end", Sentence("Fails.", "出错。"))
        def dead_end(_call: OperationCall) -> None:
            raise OperationalError("UPDATE series", {}, Exception("deadlock detected"))

        with pytest.raises(OperationalError), transaction(world.store) as work:
            fire_due(work, case_id)
    finally:
        del _operations["test.dead_end"]
    with world.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(Incident)) == 0
        assert due_cases(work) == [case_id]
