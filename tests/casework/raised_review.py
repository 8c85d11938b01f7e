"""The review with events that people raise: some urge the work, and whoever started it takes it back."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from tests.casework.world import REVIEW
from workflows.casework.models import MessageSubscription
from workflows.store import Store

_EVENTS = """  <bpmn:boundaryEvent id="urge" name="催办" attachedToRef="work" cancelActivity="false"><bpmn:extensionElements>
      <zeebe:ioMapping><zeebe:output source="= note" target="urged_with" /></zeebe:ioMapping>
      <zeebe:properties><zeebe:property name="raised_by" value="{posts}" /></zeebe:properties></bpmn:extensionElements>
    <bpmn:outgoing>u1</bpmn:outgoing><bpmn:messageEventDefinition id="m1" messageRef="urging" /></bpmn:boundaryEvent>
  <bpmn:sequenceFlow id="u1" sourceRef="urge" targetRef="tell" />
  <bpmn:serviceTask id="tell" name="告知"><bpmn:extensionElements><zeebe:taskDefinition type="case.notify" />
     <zeebe:taskHeaders><zeebe:header key="to" value="general_group" /></zeebe:taskHeaders>
     <zeebe:ioMapping><zeebe:input source="= urged_with" target="text" /></zeebe:ioMapping></bpmn:extensionElements>
     <bpmn:incoming>u1</bpmn:incoming><bpmn:outgoing>u2</bpmn:outgoing></bpmn:serviceTask>
  <bpmn:sequenceFlow id="u2" sourceRef="tell" targetRef="told" />
  <bpmn:endEvent id="told"><bpmn:incoming>u2</bpmn:incoming></bpmn:endEvent>
  <bpmn:boundaryEvent id="withdraw" name="撤回" attachedToRef="work"><bpmn:extensionElements>
      <zeebe:properties><zeebe:property name="raised_by" value="starter" /></zeebe:properties></bpmn:extensionElements>
    <bpmn:outgoing>w1</bpmn:outgoing><bpmn:messageEventDefinition id="m2" messageRef="withdrawing" /></bpmn:boundaryEvent>
  <bpmn:sequenceFlow id="w1" sourceRef="withdraw" targetRef="withdrawn" />
  <bpmn:endEvent id="withdrawn"><bpmn:incoming>w1</bpmn:incoming></bpmn:endEvent>
"""
_MESSAGES = """ <bpmn:message id="urging" name="review.urged"><bpmn:extensionElements>
   <zeebe:subscription correlationKey="= subject" /></bpmn:extensionElements></bpmn:message>
 <bpmn:message id="withdrawing" name="review.withdrawn"><bpmn:extensionElements>
   <zeebe:subscription correlationKey="= subject" /></bpmn:extensionElements></bpmn:message>
 <bpmn:process id="review\""""


def written(posts: str = "city_director, general_group@CITY", review: bytes = REVIEW, **replaced: str) -> bytes:
    """The review, in which some urge the work and whoever started it takes it back."""
    text = review.decode("utf-8")
    for before, after in {
        ' <bpmn:process id="review"': _MESSAGES,
        '  <bpmn:boundaryEvent id="reminder"': _EVENTS.format(posts=posts) + '  <bpmn:boundaryEvent id="reminder"',
        **replaced,
    }.items():
        assert before in text
        text = text.replace(before, after, 1)
    return text.encode("utf-8")


def token_of(store: Store, case_id: uuid.UUID, name: str) -> uuid.UUID:
    """The token at which a case waits for a message of this name."""
    with store.read() as work:
        of_case = (MessageSubscription.case_id == case_id, MessageSubscription.name == name)
        return work.session.scalars(select(MessageSubscription.token_id).where(*of_case)).one()
