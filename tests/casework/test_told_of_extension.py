"""An extension is told to whom the clock concerns: from when to when, never why."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from tests.casework.test_clocks import REASON, the_deadline
from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.clock import at
from workflows.casework.models import Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.extend import extend_deadline
from workflows.casework.verbs.start import start_case

# Beside the clock three steps are open: one due by it, one due by itself, one due never.
BESIDE = """
   <bpmn:userTask id="due_{name}" name="{name}"><bpmn:extensionElements><zeebe:formDefinition formId="supplement" />
     <zeebe:assignmentDefinition candidateGroups="{post}" />{due}</bpmn:extensionElements>
     <bpmn:incoming>to_{name}</bpmn:incoming><bpmn:outgoing>from_{name}</bpmn:outgoing></bpmn:userTask>
   <bpmn:sequenceFlow id="to_{name}" sourceRef="beside" targetRef="due_{name}" />
   <bpmn:sequenceFlow id="from_{name}" sourceRef="due_{name}" targetRef="end_{name}" />
   <bpmn:endEvent id="end_{name}"><bpmn:incoming>from_{name}</bpmn:incoming></bpmn:endEvent>"""
DUE = '<zeebe:taskSchedule dueDate="{text}" />'


def beside() -> bytes:
    """The review with steps beside its clock."""
    steps = (
        ("by_it", "unit_hr@SCHOOL", DUE.format(text="= date and time(due_at)")),
        ("by_itself", "city_director", DUE.format(text="= now() + duration(&quot;P1D&quot;)")),
        ("never", "unit_hr@BUREAU", ""),
    )
    drawn = "".join(BESIDE.format(name=name, post=post, due=due) for name, post, due in steps)
    out = "".join(f"<bpmn:outgoing>to_{name}</bpmn:outgoing>" for name, _, _ in steps)
    gateway = (
        '<bpmn:parallelGateway id="beside"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>'
        f'{out}</bpmn:parallelGateway><bpmn:sequenceFlow id="f3" sourceRef="beside" targetRef="work" />{drawn}'
    )
    text = REVIEW.decode()
    text = text.replace(
        'sourceRef="prepare" targetRef="work" />', f'sourceRef="prepare" targetRef="beside" />{gateway}'
    )
    return text.replace(
        "<bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f9", "<bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f9"
    ).encode()


def told_of(world: World) -> list[Notice]:
    """Extend the only clock, and the notices of it."""
    with transaction(world.store) as work:
        extend_deadline(work, the_deadline(world).id, world.actor("dai"), at("2026-03-12 09:00"), "road", REASON)
    with world.store.read() as work:
        return list(work.session.scalars(select(Notice).where(Notice.kind == "extended").order_by(Notice.post_key)))


def test_an_extension_is_told_without_its_grounds(world: World, case_id: uuid.UUID) -> None:
    (told,) = told_of(world)
    assert told.post_key == "general_group"
    assert "2026-03-09 09:00 延至 2026-03-12 09:00" in told.text
    assert REASON not in told.text


def test_whoever_has_a_step_that_does_not_hang_on_the_clock_is_not_told(world: World) -> None:
    publish_review(world.store, review_files(**{"review.bpmn": beside()}))
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    with world.store.read() as work:
        school = world.actor("he").holdings[0].unit_id
    assert [(told.post_key, told.unit_id) for told in told_of(world)] == [
        ("general_group", None),
        ("unit_hr", school),
    ]
