"""What a task's questions begin with: variables, never an answer that nothing opens to the task's doer."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from tests.casework.world import REVIEW, World, form, publish_review, review_files, text
from workflows.casework.beginnings import beginnings
from workflows.casework.models import Task, TaskStatus
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case

MARK = b'<zeebe:formDefinition formId="check_b" />'
MARKS = ({"type": "number", "key": key, "label": key} for key in ("mark_b", "mark_a"))
CHECK_B = form("check_b", *MARKS, text("due_at"), text("subject"))


def started(world: World, inner: str = "", properties: str = "") -> uuid.UUID:
    """A case whose second check asks for what a script, the start and the first check have written."""
    changed = REVIEW.replace(MARK, MARK + inner.encode())
    changed = changed.replace(
        b'<zeebe:property name="separate_from" value="check_a" />',
        b'<zeebe:property name="separate_from" value="check_a" />' + properties.encode(),
    )
    publish_review(world.store, review_files(**{"review.bpmn": changed, "forms/check_b.form": CHECK_B}))
    with transaction(world.store) as work:
        return start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"}).id


def done(world: World, case_id: uuid.UUID, element_id: str, username: str, **answers: object) -> None:
    with transaction(world.store) as work:
        complete(work, open_task(world, case_id, element_id), world.actor(username), answers)


def open_task(world: World, case_id: uuid.UUID, element_id: str) -> uuid.UUID:
    statement = select(Task.id).where(Task.case_id == case_id, Task.status == TaskStatus.OPEN.value)
    with world.store.read() as work:
        return work.session.scalars(statement.where(Task.element_id == element_id)).one()


def offered(world: World, case_id: uuid.UUID) -> dict[str, object]:
    with world.store.read() as work:
        return beginnings(work, visible_task(work, open_task(world, case_id, "check_b"), world.actor("bao")))


def test_a_question_begins_with_the_variable_of_its_key(world: World) -> None:
    found = offered(world, started(world))
    assert set(found) == {"due_at"}
    assert str(found["due_at"]).startswith("2026-03-09")


def test_the_answer_of_another_step_is_offered_only_where_the_task_shows_it(world: World) -> None:
    case_id = started(world)
    done(world, case_id, "check_a", "wen", mark_a=6)
    assert set(offered(world, case_id)) == {"due_at"}
    shown = started(world, properties='<zeebe:property name="shows" value="start, check_a" />')
    done(world, shown, "check_a", "wen", mark_a=6)
    found = offered(world, shown)
    assert (found["subject"], found["mark_a"]) == ("1号", 6)


def test_what_an_input_mapping_gives_is_offered(world: World) -> None:
    case_id = started(world, '<zeebe:ioMapping><zeebe:input source="= subject" target="subject" /></zeebe:ioMapping>')
    assert offered(world, case_id)["subject"] == "1号"


def test_a_step_done_before_offers_nobody_the_judgement_of_somebody_else(world: World) -> None:
    case_id = started(world)
    done(world, case_id, "check_a", "wen", mark_a=1)
    done(world, case_id, "check_b", "bao", mark_b=1, due_at="2026-03-09T09:00:00+08:00", subject="x", mark_a=1)
    done(world, case_id, "supplement", "hu", material="一份")
    assert offered(world, case_id) == {}
