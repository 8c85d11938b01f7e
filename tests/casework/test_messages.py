"""Messages and signals: delivered to the case that waits, once, whoever sends them and however often."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, build_world
from tests.clock import MovingClock
from workflows.casework.catalogue import publish
from workflows.casework.errors import InvalidRequest
from workflows.casework.messages import deliver, publish_message, undelivered
from workflows.casework.models import Case, MessageSubscription, Notice, OutboxMessage
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_files
from workflows.proof.verify import verify
from workflows.store import Store

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="gatepost" id="d">"""
WAITING = """<bpmn:message id="m" name="dispatched"><bpmn:extensionElements><zeebe:subscription correlationKey="= slot" />
  </bpmn:extensionElements></bpmn:message><bpmn:signal id="s" name="storm" />
 <bpmn:process id="waiting" name="等待" isExecutable="true">
  <bpmn:startEvent id="b"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="b" targetRef="first" />
  <bpmn:eventBasedGateway id="first"><bpmn:incoming>f1</bpmn:incoming>
    <bpmn:outgoing>f2</bpmn:outgoing><bpmn:outgoing>f3</bpmn:outgoing></bpmn:eventBasedGateway>
  <bpmn:sequenceFlow id="f2" sourceRef="first" targetRef="got" />
  <bpmn:intermediateCatchEvent id="got"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing>
    <bpmn:messageEventDefinition id="md" messageRef="m" /></bpmn:intermediateCatchEvent>
  <bpmn:sequenceFlow id="f3" sourceRef="first" targetRef="blown" />
  <bpmn:intermediateCatchEvent id="blown"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing>
    <bpmn:signalEventDefinition id="sd" signalRef="s" /></bpmn:intermediateCatchEvent>
  <bpmn:sequenceFlow id="f4" sourceRef="got" targetRef="arrived" />
  <bpmn:sequenceFlow id="f5" sourceRef="blown" targetRef="stormed" />
  <bpmn:endEvent id="arrived"><bpmn:incoming>f4</bpmn:incoming></bpmn:endEvent>
  <bpmn:endEvent id="stormed"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
 </bpmn:process></bpmn:definitions>"""
SENDING = """<bpmn:message id="m" name="dispatched"><bpmn:extensionElements><zeebe:subscription correlationKey="= slot" />
  </bpmn:extensionElements></bpmn:message><bpmn:signal id="s" name="storm" />
 <bpmn:process id="sending" name="发送" isExecutable="true">
  <bpmn:startEvent id="b"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="b" targetRef="e" />
  <bpmn:endEvent id="e"><bpmn:incoming>f1</bpmn:incoming><bpmn:signalEventDefinition id="sd" signalRef="s" /></bpmn:endEvent>
 </bpmn:process></bpmn:definitions>"""


@pytest.fixture
def world(store: Store) -> World:
    """The office, with a procedure that waits and one that throws a signal."""
    built = build_world(store)
    with transaction(store) as work:
        publish(work, read_files("waiting", {"waiting.bpmn": (HEAD + WAITING).encode()}))
        publish(work, read_files("sending", {"sending.bpmn": (HEAD + SENDING).encode()}))
    return built


def start(world: World, process_id: str, **variables: object) -> uuid.UUID:
    with transaction(world.store) as work:
        return start_case(work, process_id, variables, actor=None).id


def deliver_all(world: World) -> int:
    with world.store.read() as work:
        waiting = list(undelivered(work))
    taken = 0
    for message_id in waiting:
        with transaction(world.store) as work:
            taken += deliver(work, message_id)
    return taken


def ends(world: World, case_id: uuid.UUID) -> str | None:
    with world.store.read() as work:
        return work.session.get_one(Case, case_id).end_event


def test_a_message_reaches_the_one_case_with_its_key(world: World) -> None:
    mine, other = start(world, "waiting", slot="S1"), start(world, "waiting", slot="S2")
    with world.store.write() as work:
        publish_message(work, "dispatched", "S1", {"order": "派〔2026〕1号"})
    assert deliver_all(world) == 1
    assert ends(world, mine) == "arrived"
    assert ends(world, other) is None
    with world.store.read() as work:
        keys = work.session.execute(select(MessageSubscription.case_id, MessageSubscription.kind)).all()
        assert sorted(kind for _, kind in keys) == ["message", "signal"]
        assert {case_id for case_id, _ in keys} == {other}


def test_delivering_twice_does_nothing_twice(world: World) -> None:
    first = start(world, "waiting", slot="S1")
    second = start(world, "waiting", slot="S1")
    with world.store.write() as work:
        message = publish_message(work, "dispatched", "S1")
    with transaction(world.store) as work:
        assert deliver(work, message.id) == 1
    third = start(world, "waiting", slot="S1")
    with transaction(world.store) as work:
        assert deliver(work, message.id) == 0
    assert sorted(str(ends(world, each)) for each in (first, second)) == ["None", "arrived"]
    assert ends(world, third) is None


def test_the_same_idempotency_key_is_one_message(world: World) -> None:
    with world.store.write() as work:
        first = publish_message(work, "dispatched", "S1", idempotency_key="k1")
    with world.store.write() as work:
        again = publish_message(work, "dispatched", "S1", idempotency_key="k1")
        assert again.id == first.id
        assert work.session.scalars(select(OutboxMessage.id)).all() == [first.id]


def test_a_message_that_nobody_awaits_yet_is_kept_a_week(world: World, clock: MovingClock) -> None:
    with world.store.write() as work:
        publish_message(work, "dispatched", "S1")
    assert deliver_all(world) == 0
    clock.forward(days=6)
    late = start(world, "waiting", slot="S1")
    assert deliver_all(world) == 1
    assert ends(world, late) == "arrived"
    with world.store.write() as work:
        publish_message(work, "dispatched", "S9")
    clock.forward(days=8)
    with world.store.read() as work:
        assert list(undelivered(work)) == []


def test_a_signal_reaches_every_case_that_waits_and_is_then_over(world: World) -> None:
    waiting = [start(world, "waiting", slot=f"S{number}") for number in range(3)]
    start(world, "sending")
    assert deliver_all(world) == 3
    assert [ends(world, case_id) for case_id in waiting] == ["stormed"] * 3
    late = start(world, "waiting", slot="S9")
    assert deliver_all(world) == 0
    assert ends(world, late) is None


def test_a_message_without_a_name_is_refused(world: World) -> None:
    with pytest.raises(InvalidRequest, match="needs a name"), world.store.write() as work:
        publish_message(work, "  ")


STARTED = """<bpmn:message id="m" name="lead.received" /><bpmn:signal id="s" name="storm" />
 <bpmn:process id="started" name="由消息启动" isExecutable="true">
  <bpmn:startEvent id="by_message"><bpmn:outgoing>f1</bpmn:outgoing>
    <bpmn:messageEventDefinition id="md" messageRef="m" /></bpmn:startEvent>
  <bpmn:startEvent id="by_signal"><bpmn:outgoing>f2</bpmn:outgoing>
    <bpmn:signalEventDefinition id="sd" signalRef="s" /></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="by_message" targetRef="told" />
  <bpmn:sequenceFlow id="f2" sourceRef="by_signal" targetRef="stormed" />
  <bpmn:scriptTask id="told"><bpmn:extensionElements><zeebe:script expression="= source" resultVariable="heard" />
    </bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:scriptTask>
  <bpmn:sequenceFlow id="f3" sourceRef="told" targetRef="registered" />
  <bpmn:endEvent id="registered"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
  <bpmn:endEvent id="stormed"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
 </bpmn:process></bpmn:definitions>"""


SCRIPT = '<zeebe:script expression="= source" resultVariable="heard" />'
UNKNOWN = '<zeebe:taskDefinition type="nobody.knows" />'


def publish_started(world: World, diagram: str = STARTED) -> None:
    with transaction(world.store) as work:
        publish(work, read_files("started", {"started.bpmn": (HEAD + diagram).encode()}))


def ends_of_started(world: World) -> list[str | None]:
    with world.store.read() as work:
        where = Case.process_id == "started"
        return sorted(work.session.scalars(select(Case.end_event).where(where)), key=str)


def test_a_message_starts_one_case_of_the_procedure_that_begins_with_it(world: World) -> None:
    publish_started(world)
    with transaction(world.store) as work:
        publish_message(work, "lead.received", "", {"source": "hotline"})
        publish_message(work, "lead.unknown", "", {"source": "hotline"})
    assert deliver_all(world) == 1
    assert deliver_all(world) == 0
    assert ends_of_started(world) == ["registered"]
    with world.store.read() as work:
        assert verify(work).is_intact


def test_a_signal_starts_a_case_beside_those_that_wait_for_it(world: World) -> None:
    publish_started(world)
    waiting = start(world, "waiting", slot="S1")
    start(world, "sending")
    assert deliver_all(world) == 2
    assert ends(world, waiting) == "stormed"
    assert ends_of_started(world) == ["stormed"]


def test_a_message_whose_case_cannot_start_is_told_to_the_administrator_once(world: World) -> None:
    publish_started(world, STARTED.replace("bpmn:scriptTask", "bpmn:serviceTask").replace(SCRIPT, UNKNOWN))
    with transaction(world.store) as work:
        publish_message(work, "lead.received", "", {"source": "hotline"})
    assert deliver_all(world) == 0
    assert deliver_all(world) == 0
    assert ends_of_started(world) == []
    with world.store.read() as work:
        assert len(work.session.scalars(select(Notice).where(Notice.post_key == "administrator")).all()) == 1
        assert verify(work).is_intact


def test_a_message_goes_to_one_case_of_each_process(world: World, clock: MovingClock) -> None:
    other = WAITING.replace('id="waiting"', 'id="waiting_too"')
    with transaction(world.store) as work:
        publish(work, read_files("waiting_too", {"waiting_too.bpmn": (HEAD + other).encode()}))
    oldest = start(world, "waiting", slot="S1")
    clock.forward(hours=1)
    younger, beside = start(world, "waiting", slot="S1"), start(world, "waiting_too", slot="S1")
    with world.store.write() as work:
        publish_message(work, "dispatched", "S1")
        publish_message(work, "dispatched", "S1")
    assert deliver_all(world) == 3
    assert [ends(world, each) for each in (oldest, younger, beside)] == ["arrived"] * 3
    with world.store.read() as work:
        assert work.session.scalars(select(OutboxMessage.delivered_to).order_by(OutboxMessage.id)).all() == [2, 1]


KEPT_OPEN = (
    STARTED.replace('id="registered"', 'id="registered"')
    .replace(
        '<bpmn:scriptTask id="told"><bpmn:extensionElements><zeebe:script expression="= source" resultVariable="heard" />\n'
        "    </bpmn:extensionElements>",
        '<bpmn:receiveTask id="told" messageRef="m2">',
    )
    .replace("</bpmn:scriptTask>", "</bpmn:receiveTask>")
)
CLOSING = (
    '<bpmn:message id="m2" name="closing"><bpmn:extensionElements><zeebe:subscription correlationKey="= source" />'
    "</bpmn:extensionElements></bpmn:message>"
)


def test_a_message_with_a_key_starts_no_second_case_while_the_first_is_open(world: World) -> None:
    publish_started(world, CLOSING + KEPT_OPEN)
    with transaction(world.store) as work:
        publish_message(work, "lead.received", "L1", {"source": "one"})
    assert deliver_all(world) == 1
    with transaction(world.store) as work:
        publish_message(work, "lead.received", "L1", {"source": "two"})
        publish_message(work, "lead.received", "L2", {"source": "three"})
        publish_message(work, "lead.received", "", {"source": "four"})
        publish_message(work, "lead.received", "", {"source": "five"})
    assert deliver_all(world) == 3
    assert ends_of_started(world) == [None] * 4
    with transaction(world.store) as work:
        publish_message(work, "closing", "one")
    assert deliver_all(world) == 1
    assert deliver_all(world) == 1  # the second one of this key had waited for the first case to end
    assert ends_of_started(world) == [None] * 4 + ["registered"]


def test_a_message_is_kept_as_long_as_its_sender_says(world: World, clock: MovingClock) -> None:
    with world.store.write() as work:
        publish_message(work, "dispatched", "S1", keep=timedelta(hours=1))
        publish_message(work, "dispatched", "S2", keep=timedelta(0))
    clock.forward(hours=2)
    late = [start(world, "waiting", slot=slot) for slot in ("S1", "S2")]
    assert deliver_all(world) == 0
    with world.store.write() as work:
        publish_message(work, "dispatched", "S2", keep=timedelta(0))
    assert deliver_all(world) == 1
    assert [ends(world, each) for each in late] == [None, "arrived"]


@pytest.mark.parametrize(
    ("name", "key", "variables"),
    [
        ("n" * 121, "", {}),
        ("news", "k" * 201, {}),
        ("news", "a\0b", {}),
        ("news", "", {"x": [{"y": "a\0b"}]}),
        ("news", "", {"\ud800": 1}),
    ],
)
def test_a_message_that_no_row_holds_is_refused(
    world: World, name: str, key: str, variables: dict[str, object]
) -> None:
    with pytest.raises(InvalidRequest) as raised, world.store.write() as work:
        publish_message(work, name, key, variables)
    assert raised.value.sentence.zh
