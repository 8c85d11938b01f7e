"""Versions: the same content once, running cases on what they began with, and only holders of the start lane may start."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from tests.casework.world import FORMS, REVIEW, World, form, publish_review, review_files, text
from tests.clock import MovingClock
from workflows.casework import catalogue
from workflows.casework.catalogue import latest_version, startable
from workflows.casework.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.casework.models import Case, ProcedureVersion, Task, TaskStatus
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.jobs.duties import work_off


def test_the_same_content_is_never_stored_twice(world: World) -> None:
    publish_review(world.store)
    with world.store.read() as work:
        assert work.session.scalars(select(ProcedureVersion.number)).all() == [1]


def test_a_running_case_keeps_its_diagram_and_forms(world: World, case_id: uuid.UUID) -> None:
    stricter = form("check_a", *[text("signature")])
    publish_review(world.store, review_files(**{"forms/check_a.form": stricter}))
    with world.store.read() as work:
        assert latest_version(work, "review").number == 2
        statement = select(Task.id).where(Task.case_id == case_id, Task.element_id == "check_a")
        task_id = work.session.scalars(statement).one()
        view = visible_task(work, task_id, world.actor("wen"))
        assert view.form is not None
        assert [field.key for field in view.form.inputs] == ["mark_a", "remark_a"]
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {"mark_a": 5})
    with transaction(world.store) as work:
        new = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
        assert new.procedure_version.number == 2


def test_running_cases_go_to_their_end_on_the_old_diagram_and_new_ones_begin_on_the_new(
    world: World, case_id: uuid.UUID, clock: MovingClock
) -> None:
    """Acceptance scenario A15 of the domain: a step has another name, and the reminder another time, in the new diagram."""
    renamed = {
        name.replace("check_a", "first"): data.replace(b"check_a", b"first") for name, data in review_files().items()
    }
    renamed["review.bpmn"] = renamed["review.bpmn"].replace(
        b'date and time(due_at) - duration("P1D")', b'date and time(due_at) - duration("P3D")'
    )
    publish_review(world.store, renamed)
    with transaction(world.store) as work:
        new = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"}).id

    def open_steps(of: uuid.UUID) -> dict[str, uuid.UUID]:
        with world.store.read() as work:
            rows = work.session.execute(
                select(Task.element_id, Task.id).where(Task.case_id == of, Task.status == TaskStatus.OPEN)
            )
            return {element_id: task_id for element_id, task_id in rows}

    assert (set(open_steps(case_id)), set(open_steps(new))) == ({"check_a", "check_b"}, {"first", "check_b"})
    for kept in (catalogue._procedures, catalogue._definitions):  # as in a process that is started only now
        kept._kept.clear()
    clock.forward(days=5)
    assert work_off(world.store) == 1, "the reminder of the new case, three days before its end"
    clock.forward(days=1)
    assert work_off(world.store) == 1, "that of the old case, one day before"
    for element_id, username, answers in (("check_a", "wen", {"mark_a": 9}), ("check_b", "bao", {"mark_b": 9})):
        with transaction(world.store) as work:
            complete(work, open_steps(case_id)[element_id], world.actor(username), answers)
    with world.store.read() as work:
        old = work.session.get_one(Case, case_id)
        assert (old.status, old.procedure_version.number) == ("completed", 1)
        assert work.session.get_one(Case, new).procedure_version.number == 2
    assert set(open_steps(new)) == {"first", "check_b"}


def test_only_holders_of_the_start_lane_may_start(world: World) -> None:
    with world.store.read() as work:
        assert [version.process_id for version in startable(work, world.actor("hu"))] == ["review"]
        assert startable(work, world.actor("wen")) == []
    with pytest.raises(NotAllowed), transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("wen"), answers={"subject": "1号", "unit": "BUREAU"})


def test_a_wrong_start_form_starts_nothing(world: World) -> None:
    with pytest.raises(InvalidAnswers) as refused, transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": ""})
    assert set(refused.value.fields) == {"subject", "unit"}
    with world.store.read() as work:
        assert work.session.scalars(select(Case.id)).all() == []


def test_an_unknown_procedure_is_not_found(world: World) -> None:
    assert b"review" in REVIEW
    assert "begin" in FORMS
    with pytest.raises(NotFound, match="No procedure promotion"), transaction(world.store) as work:
        start_case(work, "promotion", actor=None)


def test_only_the_versions_used_last_stay_in_memory() -> None:
    kept: catalogue._Recent[str, int] = catalogue._Recent(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c"), len(kept)) == (1, None, 3, 2)
