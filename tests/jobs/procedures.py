"""Two procedures that meet in a message: `asker` throws one and ends, `waiter` waits for it under its own key."""

from __future__ import annotations

from workflows.casework.catalogue import publish
from workflows.casework.transaction import transaction
from workflows.procedure import read_files
from workflows.store import Store

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="gatepost" id="d">
 <bpmn:message id="reply" name="reply"><bpmn:extensionElements>
   <zeebe:subscription correlationKey="= number" /></bpmn:extensionElements></bpmn:message>
 <bpmn:process id="{name}" name="{name}" isExecutable="true">
  <bpmn:extensionElements>
   <zeebe:properties><zeebe:property name="readers" value="{readers}" /></zeebe:properties></bpmn:extensionElements>
  <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="middle" />
"""
_TAIL = """
  <bpmn:sequenceFlow id="f2" sourceRef="middle" targetRef="finish" />
  <bpmn:endEvent id="finish"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
 </bpmn:process>
</bpmn:definitions>
"""
_MIDDLE = {
    "asker": """
  <bpmn:intermediateThrowEvent id="middle"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
   <bpmn:messageEventDefinition id="m" messageRef="reply" /></bpmn:intermediateThrowEvent>""",
    "waiter": """
  <bpmn:receiveTask id="middle" messageRef="reply"><bpmn:incoming>f1</bpmn:incoming>
   <bpmn:outgoing>f2</bpmn:outgoing></bpmn:receiveTask>""",
}


def publish_pair(store: Store, readers: str = "") -> None:
    """Publish both; `readers` are the posts that read their cases."""
    with transaction(store) as work:
        for name, middle in _MIDDLE.items():
            diagram = _HEAD.format(name=name, readers=readers) + middle + _TAIL
            publish(work, read_files(name, {f"{name}.bpmn": diagram.encode()}))


_LATE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="gatepost" id="d">
 <bpmn:message id="reply" name="reply"><bpmn:extensionElements>
   <zeebe:subscription correlationKey="= string join(for i in 1..length return &quot;号&quot;, &quot;&quot;)" />
 </bpmn:extensionElements></bpmn:message>
 <bpmn:process id="late" name="late" isExecutable="true">
  <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="pause" />
  <bpmn:intermediateCatchEvent id="pause"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
   <bpmn:timerEventDefinition id="t"><bpmn:timeDuration>=hours</bpmn:timeDuration></bpmn:timerEventDefinition>
  </bpmn:intermediateCatchEvent>
  <bpmn:sequenceFlow id="f2" sourceRef="pause" targetRef="wait" />
  <bpmn:receiveTask id="wait" messageRef="reply"><bpmn:incoming>f2</bpmn:incoming>
   <bpmn:outgoing>f3</bpmn:outgoing></bpmn:receiveTask>
  <bpmn:sequenceFlow id="f3" sourceRef="wait" targetRef="finish" />
  <bpmn:endEvent id="finish"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
 </bpmn:process>
</bpmn:definitions>
"""


def publish_late(store: Store) -> None:
    """Publish `late`: after a while it waits for a message whose key is `length` characters long."""
    with transaction(store) as work:
        publish(work, read_files("late", {"late.bpmn": _LATE.encode()}))
