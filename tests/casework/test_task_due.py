"""A task is due by its due date, else by the clock of its step; and a step has its clock wherever it is called."""

from __future__ import annotations

from sqlalchemy import select

from tests.casework.world import FORMS, REVIEW, World, publish_review, review_files
from tests.clock import at
from workflows.casework.catalogue import publish
from workflows.casework.models import Deadline, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.extend import extend_deadline
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_files

REASON = "山体滑坡，进村道路中断，无法按期报到。"
CALLER = b"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="gatepost" id="d">
 <bpmn:process id="caller" isExecutable="true"><bpmn:extensionElements><zeebe:properties>
   <zeebe:property name="readers" value="general_group@CITY" /><zeebe:property name="owner" value="general_group@CITY" />
  </zeebe:properties></bpmn:extensionElements>
  <bpmn:laneSet id="lanes"><bpmn:lane id="unit_hr" name="unit_hr">
   <bpmn:flowNodeRef>asked</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
  <bpmn:startEvent id="asked"><bpmn:extensionElements><zeebe:formDefinition formId="begin" /></bpmn:extensionElements>
   <bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="a" sourceRef="asked" targetRef="work" />
  <bpmn:callActivity id="work"><bpmn:extensionElements><zeebe:calledElement processId="review" /></bpmn:extensionElements>
   <bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing></bpmn:callActivity>
  <bpmn:sequenceFlow id="b" sourceRef="work" targetRef="ended" />
  <bpmn:endEvent id="ended"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
 </bpmn:process></bpmn:definitions>"""


def test_a_step_has_its_clock_inside_a_call_of_the_same_id(world: World) -> None:
    publish_review(world.store)
    with transaction(world.store) as work:
        publish(work, read_files("caller", {"caller.bpmn": CALLER, "forms/begin.form": FORMS["begin"]}))
    with transaction(world.store) as work:
        start_case(work, "caller", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    with world.store.read() as work:
        running = work.session.scalars(select(Deadline)).one()
    assert (running.process_id, running.element_id, running.due_at) == ("review", "work", at("2026-03-09 09:00"))


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
