"""A small office for casework tests: four units, a handful of people in posts, and one review procedure with a clock."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import date

from workflows.casework.catalogue import publish
from workflows.casework.transaction import transaction
from workflows.people import Actor, Person, Post, PostHolding, Unit, User, actor_for
from workflows.procedure import read_files
from workflows.store import Store

POSTS = {
    "general_group": ("综合组", "General group", "city"),
    "city_director": ("驻村办主任", "Director", "city"),
    "administrator": ("系统管理员", "Administrator", "system"),
    "unit_hr": ("人事科", "Personnel section", "unit"),
    "county_office": ("县驻村办", "County office", "county"),
}
# user name -> (person, post, unit code)
PEOPLE = {
    "wen": ("文静", "general_group", "CITY"),
    "bao": ("鲍杰", "general_group", "CITY"),
    "dai": ("戴主任", "city_director", "CITY"),
    "adm": ("安管理", "administrator", "CITY"),
    "hu": ("胡人事", "unit_hr", "BUREAU"),
    "he": ("何人事", "unit_hr", "SCHOOL"),
}


@dataclass
class World:
    """The people of the test office by user name; `actor` reads their posts afresh."""

    store: Store
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    persons: dict[str, uuid.UUID] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The actor behind a user name, as of the store's clock."""
        with self.store.read() as work:
            found = actor_for(work, self.users[username])
        assert found is not None
        return found


def build_world(store: Store) -> World:
    """Write units, posts, people and users into an empty database."""
    world = World(store)
    with store.write() as work:
        units: dict[str, Unit] = {}
        for code, parent in (("CITY", None), ("BUREAU", "CITY"), ("SCHOOL", "CITY"), ("COUNTY", "CITY")):
            path = (units[parent].path if parent else "/") + code + "/"
            above = units[parent] if parent else None
            units[code] = Unit(code=code, name=f"{code}单位", name_en=code, kind="organ", parent=above, path=path)
            work.session.add(units[code])
        for key, (name, name_en, level) in POSTS.items():
            work.session.add(Post(key=key, name=name, name_en=name_en, level=level))
        work.session.flush()
        for username, (name, post, unit) in PEOPLE.items():
            person = Person(name=name, unit_id=units[unit].id)
            work.session.add(person)
            work.session.flush()
            user = User(username=username, person_id=person.id)
            holding = PostHolding(person_id=person.id, post_key=post, unit_id=units[unit].id, from_on=date(2018, 1, 1))
            work.session.add_all([user, holding])
            work.session.flush()
            world.users[username], world.persons[username] = user.id, person.id
    return world


def form(form_id: str, *components: dict[str, object]) -> bytes:
    """A form-js file with these components."""
    return json.dumps({"type": "default", "id": form_id, "schemaVersion": 18, "components": list(components)}).encode()


def text(key: str, **rules: object) -> dict[str, object]:
    """A required text field."""
    return {"type": "textfield", "key": key, "label": key, "validate": {"required": True, **rules}}


def outcome(*values: str) -> dict[str, object]:
    """The `outcome` choice of a form."""
    options = [{"value": value, "label": value} for value in values]
    return {"type": "radio", "key": "outcome", "label": "结论", "values": options, "validate": {"required": True}}


REVIEW = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="gatepost" id="d">
 <bpmn:process id="review" name="审核" isExecutable="true">
  <bpmn:extensionElements><zeebe:properties>
    <zeebe:property name="title" value="= &quot;审核 &quot; + subject" />
    <zeebe:property name="business_key" value="= subject" />
    <zeebe:property name="unit" value="= unit" />
  </zeebe:properties></bpmn:extensionElements>
  <bpmn:laneSet id="lanes">
   <bpmn:lane id="unit_hr" name="人事科"><bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="unit" value="= unit" /><zeebe:property name="side" value="unit" /></zeebe:properties></bpmn:extensionElements>
      <bpmn:flowNodeRef>begin</bpmn:flowNodeRef><bpmn:flowNodeRef>supplement</bpmn:flowNodeRef></bpmn:lane>
   <bpmn:lane id="general_group" name="综合组"><bpmn:flowNodeRef>work</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>fork</bpmn:flowNodeRef><bpmn:flowNodeRef>check_a</bpmn:flowNodeRef><bpmn:flowNodeRef>check_b</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>join</bpmn:flowNodeRef><bpmn:flowNodeRef>agreed</bpmn:flowNodeRef></bpmn:lane>
  </bpmn:laneSet>
  <bpmn:startEvent id="begin" name="发起"><bpmn:extensionElements><zeebe:formDefinition formId="begin" /></bpmn:extensionElements>
    <bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="prepare" />
  <bpmn:scriptTask id="prepare" name="定时限"><bpmn:extensionElements>
     <zeebe:script expression="= now() + duration(&quot;P7D&quot;)" resultVariable="due_at" /></bpmn:extensionElements>
     <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:scriptTask>
  <bpmn:sequenceFlow id="f2" sourceRef="prepare" targetRef="work" />
  <bpmn:subProcess id="work" name="审核工作"><bpmn:extensionElements><zeebe:properties>
     <zeebe:property name="deadline" value="= date and time(due_at)" /><zeebe:property name="deadline_name" value="review" />
     <zeebe:property name="deadline_variable" value="due_at" /><zeebe:property name="deadline_extension_by" value="city_director" />
     <zeebe:property name="deadline_extension_max" value="P3D" /></zeebe:properties></bpmn:extensionElements>
   <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f9</bpmn:outgoing>
   <bpmn:startEvent id="inside"><bpmn:outgoing>s1</bpmn:outgoing></bpmn:startEvent>
   <bpmn:sequenceFlow id="s1" sourceRef="inside" targetRef="again" />
   <bpmn:exclusiveGateway id="again"><bpmn:incoming>s1</bpmn:incoming><bpmn:incoming>s9</bpmn:incoming><bpmn:outgoing>s10</bpmn:outgoing></bpmn:exclusiveGateway>
   <bpmn:sequenceFlow id="s10" sourceRef="again" targetRef="fork" />
   <bpmn:parallelGateway id="fork"><bpmn:incoming>s10</bpmn:incoming>
     <bpmn:outgoing>s2</bpmn:outgoing><bpmn:outgoing>s3</bpmn:outgoing></bpmn:parallelGateway>
   <bpmn:sequenceFlow id="s2" sourceRef="fork" targetRef="check_a" /><bpmn:sequenceFlow id="s3" sourceRef="fork" targetRef="check_b" />
   <bpmn:userTask id="check_a" name="审核甲"><bpmn:extensionElements><zeebe:formDefinition formId="check_a" />
     <zeebe:taskSchedule dueDate="= now() + duration(&quot;P1D&quot;)" />
     <zeebe:properties><zeebe:property name="separate_from" value="check_b" />
     <zeebe:property name="recuse" value="= [&quot;unit:&quot; + unit]" /></zeebe:properties></bpmn:extensionElements>
     <bpmn:incoming>s2</bpmn:incoming><bpmn:outgoing>s4</bpmn:outgoing></bpmn:userTask>
   <bpmn:userTask id="check_b" name="审核乙"><bpmn:extensionElements><zeebe:formDefinition formId="check_b" />
     <zeebe:properties><zeebe:property name="separate_from" value="check_a" /></zeebe:properties></bpmn:extensionElements>
     <bpmn:incoming>s3</bpmn:incoming><bpmn:outgoing>s5</bpmn:outgoing></bpmn:userTask>
   <bpmn:sequenceFlow id="s4" sourceRef="check_a" targetRef="join" /><bpmn:sequenceFlow id="s5" sourceRef="check_b" targetRef="join" />
   <bpmn:parallelGateway id="join"><bpmn:incoming>s4</bpmn:incoming><bpmn:incoming>s5</bpmn:incoming><bpmn:outgoing>s6</bpmn:outgoing></bpmn:parallelGateway>
   <bpmn:sequenceFlow id="s6" sourceRef="join" targetRef="agreed" />
   <bpmn:exclusiveGateway id="agreed" default="s8"><bpmn:incoming>s6</bpmn:incoming><bpmn:outgoing>s7</bpmn:outgoing><bpmn:outgoing>s8</bpmn:outgoing></bpmn:exclusiveGateway>
   <bpmn:sequenceFlow id="s7" name="同意" sourceRef="agreed" targetRef="through"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">= mark_a + mark_b &gt;= 10</bpmn:conditionExpression></bpmn:sequenceFlow>
   <bpmn:sequenceFlow id="s8" sourceRef="agreed" targetRef="supplement" />
   <bpmn:userTask id="supplement" name="补充材料"><bpmn:extensionElements><zeebe:formDefinition formId="supplement" /></bpmn:extensionElements>
     <bpmn:incoming>s8</bpmn:incoming><bpmn:outgoing>s9</bpmn:outgoing></bpmn:userTask>
   <bpmn:sequenceFlow id="s9" sourceRef="supplement" targetRef="again" />
   <bpmn:endEvent id="through"><bpmn:incoming>s7</bpmn:incoming></bpmn:endEvent>
  </bpmn:subProcess>
  <bpmn:boundaryEvent id="reminder" name="提醒" attachedToRef="work" cancelActivity="false"><bpmn:outgoing>r1</bpmn:outgoing>
    <bpmn:timerEventDefinition id="t1"><bpmn:timeDate xsi:type="bpmn:tFormalExpression">= date and time(due_at) - duration("P1D")</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>
  <bpmn:sequenceFlow id="r1" sourceRef="reminder" targetRef="remind" />
  <bpmn:sendTask id="remind" name="催办"><bpmn:extensionElements><zeebe:taskDefinition type="casework.notify" />
    <zeebe:ioMapping><zeebe:input source="= &quot;unit_hr@&quot; + unit" target="to" /><zeebe:input source="= &quot;请尽快办理：&quot; + subject" target="text" /></zeebe:ioMapping></bpmn:extensionElements>
    <bpmn:incoming>r1</bpmn:incoming><bpmn:outgoing>r2</bpmn:outgoing></bpmn:sendTask>
  <bpmn:sequenceFlow id="r2" sourceRef="remind" targetRef="reminded" />
  <bpmn:endEvent id="reminded"><bpmn:incoming>r2</bpmn:incoming></bpmn:endEvent>
  <bpmn:sequenceFlow id="f9" sourceRef="work" targetRef="finish" />
  <bpmn:endEvent id="finish" name="办结"><bpmn:incoming>f9</bpmn:incoming></bpmn:endEvent>
 </bpmn:process>
</bpmn:definitions>
""".encode()

FORMS = {
    "begin": form("begin", text("subject"), text("unit")),
    "check_a": form(
        "check_a",
        {"type": "number", "key": "mark_a", "label": "分数", "validate": {"required": True, "min": 0, "max": 10}},
        {"type": "textarea", "key": "remark_a", "label": "意见", "validate": {"minLength": 5}},
    ),
    "check_b": form(
        "check_b",
        {"type": "number", "key": "mark_b", "label": "分数", "validate": {"required": True, "min": 0, "max": 10}},
    ),
    "supplement": form("supplement", text("material")),
}


def review_files(**changes: bytes) -> dict[str, bytes]:
    """The files of the review procedure."""
    files = {"review.bpmn": REVIEW}
    files.update({f"forms/{name}.form": data for name, data in FORMS.items()})
    return {**files, **changes}


def publish_review(store: Store, files: dict[str, bytes] | None = None) -> None:
    """Publish the review procedure."""
    with transaction(store) as work:
        publish(work, read_files("review", files or review_files()))
