"""Reports that the city asks of two units at once: in the sub-process of each, a stage and the report within it have clocks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from tests.casework.world import World, form, text
from workflows.casework.catalogue import publish
from workflows.casework.models import Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_files

REPORTS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  targetNamespace="gatepost" id="d">
 <bpmn:process id="unit_reports" name="月报" isExecutable="true">
  <bpmn:extensionElements><zeebe:properties>
   <zeebe:property name="title" value="月报" /><zeebe:property name="unit" value="CITY" />
   <zeebe:property name="readers" value="city_director" /><zeebe:property name="owner" value="city_director" />
  </zeebe:properties></bpmn:extensionElements>
  <bpmn:laneSet id="lanes">
   <bpmn:lane id="unit_hr" name="人事科"><bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="unit" value="= reporting.code" />
      <zeebe:property name="side" value="unit" /></zeebe:properties></bpmn:extensionElements>
     <bpmn:flowNodeRef>each</bpmn:flowNodeRef>
     <bpmn:flowNodeRef>stage</bpmn:flowNodeRef><bpmn:flowNodeRef>report</bpmn:flowNodeRef></bpmn:lane>
   <bpmn:lane id="city_director" name="主任"><bpmn:flowNodeRef>begin</bpmn:flowNodeRef></bpmn:lane>
   <bpmn:lane id="general_group" name="综合组"><bpmn:flowNodeRef>check</bpmn:flowNodeRef></bpmn:lane>
  </bpmn:laneSet>
  <bpmn:startEvent id="begin" name="发起"><bpmn:extensionElements><zeebe:formDefinition formId="begin" />
    <zeebe:ioMapping><zeebe:output source='= [{"code": "BUREAU", "name": "BUREAU单位"},
      {"code": "SCHOOL", "name": "SCHOOL单位"}]' target="units" />
    </zeebe:ioMapping></bpmn:extensionElements></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="each" />
  <bpmn:subProcess id="each" name="各单位报送">
   <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
     <zeebe:loopCharacteristics inputCollection="= units" inputElement="reporting" />
     </bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
   <bpmn:startEvent id="from" /><bpmn:sequenceFlow id="e1" sourceRef="from" targetRef="stage" />
   <bpmn:subProcess id="stage" name="本月阶段"><bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="deadline" value='= now() + duration("P9D")' /><zeebe:property name="deadline_name" value="stage" />
      </zeebe:properties></bpmn:extensionElements>
    <bpmn:startEvent id="inside" /><bpmn:sequenceFlow id="s1" sourceRef="inside" targetRef="report" />
    <bpmn:userTask id="report" name="报送本月情况"><bpmn:extensionElements><zeebe:formDefinition formId="report" />
      <zeebe:properties>
      <zeebe:property name="deadline" value='= now() + duration("P5D")' /><zeebe:property name="deadline_name" value="report" />
      </zeebe:properties></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="s2" sourceRef="report" targetRef="check" /><bpmn:userTask id="check" name="核对" />
    <bpmn:sequenceFlow id="s3" sourceRef="check" targetRef="checked" /><bpmn:endEvent id="checked" />
   </bpmn:subProcess>
   <bpmn:sequenceFlow id="e2" sourceRef="stage" targetRef="to" /><bpmn:endEvent id="to" />
  </bpmn:subProcess>
  <bpmn:sequenceFlow id="f2" sourceRef="each" targetRef="done" /><bpmn:endEvent id="done" />
 </bpmn:process></bpmn:definitions>"""


def begin_reports(world: World, source: str = REPORTS) -> uuid.UUID:
    """Publish the procedure and start it as the director; the case, whose own unit is CITY."""
    files = {
        "unit_reports.bpmn": source.encode(),
        "forms/begin.form": form("begin", text("month")),
        "forms/report.form": form("report", text("words")),
    }
    with transaction(world.store) as work:
        publish(work, read_files("unit_reports", files))
    with transaction(world.store) as work:
        return start_case(work, "unit_reports", actor=world.actor("dai"), answers={"month": "3月"}).id


def reports_of(world: World, case_id: uuid.UUID) -> Mapping[str, uuid.UUID]:
    """The open reports of the case, by their item."""
    statement = select(Task.item, Task.id).where(
        Task.case_id == case_id, Task.element_id == "report", Task.status == TaskStatus.OPEN
    )
    with world.store.read() as work:
        return {item: task_id for item, task_id in work.session.execute(statement)}


def report(world: World, case_id: uuid.UUID, item: str, username: str) -> None:
    """Report as the unit of an item."""
    with transaction(world.store) as work:
        complete(work, reports_of(world, case_id)[item], world.actor(username), {"words": "如常"})
