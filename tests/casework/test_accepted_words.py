"""Words of a diagram that act in casework: who a task is for, what stands first, what an operation is given, names of clocks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import pytest
from sqlalchemy import select

from tests.casework.world import REVIEW, World, publish_review, review_files
from workflows.casework import operations
from workflows.casework.errors import NotAllowed, NotFound
from workflows.casework.inbox import inbox
from workflows.casework.models import Deadline, Task
from workflows.casework.operations import OperationCall, Source, declared
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.start import start_case
from workflows.sentence import Sentence

MARK = b'<zeebe:formDefinition formId="check_a" />'


@dataclass(frozen=True)
class Listening:
    """What an operation of these tests reads."""

    kind: Annotated[str, Source.HEADER]


def started(world: World, inner: str, mark: bytes = MARK) -> None:
    """Publish the review with `inner` beside the form of its first check, and start a case."""
    changed = REVIEW.replace(mark, mark + inner.encode())
    assert changed != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": changed}))
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})


def who_may(world: World) -> set[str]:
    """Those of the small office who may act on the first check."""
    with world.store.read() as work:
        task_id = work.session.scalars(select(Task.id).where(Task.element_id == "check_a")).one()
    found = set()
    for username in world.users:
        # Whoever may not know of the case is not among them.
        with world.store.read() as work, contextlib.suppress(NotFound):
            if visible_task(work, task_id, world.actor(username)).may_act:
                found.add(username)
    return found


@pytest.mark.parametrize(
    ("assignment", "people"),
    [
        ("", {"wen", "bao"}),
        ('assignee="dai"', {"dai"}),
        ('candidateUsers="bao, dai"', {"bao", "dai"}),
        ('candidateGroups="city_director"', {"dai"}),
        ('candidateGroups="unit_hr@SCHOOL"', {"he"}),
        ('candidateGroups="= [&quot;city_director&quot;, &quot;general_group@CITY&quot;]"', {"dai", "wen", "bao"}),
    ],
)
def test_a_task_is_for_those_whom_its_assignment_names(world: World, assignment: str, people: set[str]) -> None:
    started(world, f"<zeebe:assignmentDefinition {assignment} />" if assignment else "<!-- the lane -->")
    assert who_may(world) == people


def test_the_task_of_higher_priority_stands_first(world: World) -> None:
    same = REVIEW.replace(b' <zeebe:taskSchedule dueDate="= now() + duration(&quot;P1D&quot;)" />', b"")
    first = '<zeebe:priorityDefinition priority="10" />'
    for inner, order in ((first, ["check_b", "check_a"]), (first.replace("10", "= 45 * 2"), ["check_a", "check_b"])):
        changed = same.replace(MARK, MARK + inner.encode())
        publish_review(world.store, review_files(**{"review.bpmn": changed}))
        with transaction(world.store) as work:
            case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
        with world.store.read() as work:
            tasks = inbox(work, world.actor("wen"), "posts").tasks
            assert [task.element_id for task in tasks if task.case_id == case.id] == order


def test_headers_reach_the_operation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def listen(call: OperationCall, given: Listening) -> None:
        heard.append(given.kind)

    said = Sentence("Listen.", "听。")
    monkeypatch.setitem(operations._operations, "test.listen", declared("test.listen", said, listen))
    headers = '<zeebe:taskHeaders><zeebe:header key="kind" value="order" /></zeebe:taskHeaders>'
    task = f'<zeebe:taskDefinition type="test.listen" />{headers}'.encode()
    call = (
        b'<bpmn:serviceTask id="call"><bpmn:extensionElements>' + task + b"</bpmn:extensionElements></bpmn:serviceTask>"
    )
    changed = REVIEW.replace(
        b'sourceRef="begin" targetRef="prepare" />', b'sourceRef="begin" targetRef="call" />' + call
    )
    changed = changed.replace(
        b'<bpmn:sequenceFlow id="f2"',
        b'<bpmn:sequenceFlow id="f0" sourceRef="call" targetRef="prepare" /><bpmn:sequenceFlow id="f2"',
    )
    publish_review(world.store, review_files(**{"review.bpmn": changed}))
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    assert heard == ["order"]


def test_a_clock_is_found_by_its_name(world: World, task_of: Callable[[str], object]) -> None:
    assert task_of("check_a")
    with world.store.read() as work:
        assert [deadline.name for deadline in work.session.scalars(select(Deadline))] == ["review"]


def test_the_process_says_who_may_order_somebody_to_stand_aside(world: World) -> None:
    mark = b'<zeebe:property name="business_key"'
    named = REVIEW.replace(mark, b'<zeebe:property name="recuse_by" value="general_group" />' + mark)
    publish_review(world.store, review_files(**{"review.bpmn": named}))
    with transaction(world.store) as work:
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
        case_id = case.id
    with pytest.raises(NotAllowed), transaction(world.store) as work:
        recuse(work, case_id, world.actor("dai"), "与被反映人为同乡，关系密切", person_id=world.persons["bao"])
    with transaction(world.store) as work:
        ordered = recuse(
            work, case_id, world.actor("wen"), "与被反映人为同乡，关系密切", person_id=world.persons["bao"]
        )
        assert ordered.ordered_by_id == world.persons["wen"]


def test_a_task_drawn_for_nobody_waits_with_the_administrator(world: World) -> None:
    changed = REVIEW.replace(b"<bpmn:flowNodeRef>check_a</bpmn:flowNodeRef>", b"")
    for mark in (b"<bpmn:flowNodeRef>work</bpmn:flowNodeRef>",):
        changed = changed.replace(mark, b"")
    publish_review(world.store, review_files(**{"review.bpmn": changed}))
    with transaction(world.store) as work:
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
        case_id = case.id
    with world.store.read() as work:
        found = inbox(work, world.actor("adm"), "posts").tasks
        assert [(task.element_id, task.case_id) for task in found] == [("check_a", case_id)]
        assert inbox(work, world.actor("wen"), "posts").tasks[0].element_id == "check_b"
