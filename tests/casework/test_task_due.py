"""A task is due by its due date, else by the clock of its step."""

from __future__ import annotations

from sqlalchemy import select

from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.clock import at
from workflows.casework.models import Deadline, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.extend import extend_deadline
from workflows.casework.verbs.start import start_case

REASON = "山体滑坡，进村道路中断，无法按期报到。"


def test_a_task_without_a_due_date_is_due_by_the_clock_of_its_step(world: World) -> None:
    drawn = b'<zeebe:taskSchedule dueDate="= now() + duration(&quot;P1D&quot;)" />\n     <zeebe:properties>'
    assert drawn in REVIEW
    own = b'<zeebe:properties><zeebe:property name="deadline" value="= date and time(due_at)" />'
    publish_review(world.store, review_files(**{"review.bpmn": REVIEW.replace(drawn, own)}))
    with transaction(world.store) as work:
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    with world.store.read() as work:
        of_case = select(Task).where(Task.case_id == case.id)
        tasks = {task.element_id: (task.due_at, task.queue[:8]) for task in work.session.scalars(of_case)}
    assert tasks["check_a"] == (at("2026-03-09 09:00"), "20260309")
    assert tasks["check_b"][0] is None
    with transaction(world.store) as work:
        around = select(Deadline.id).where(Deadline.case_id == case.id, Deadline.name == "review")
        extend_deadline(
            work, work.session.scalars(around).one(), world.actor("dai"), at("2026-03-11 09:00"), "road", REASON
        )
    with world.store.read() as work:
        assert work.session.scalars(of_case.where(Task.element_id == "check_a")).one().due_at == at("2026-03-11 09:00")
