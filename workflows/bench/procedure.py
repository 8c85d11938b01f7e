"""The procedure that is measured: one review task that goes round until it is told to stop, with a form, a lane and a condition."""

from __future__ import annotations

import json

from workflows.procedure import read_files
from workflows.procedure.model import Procedure

PROCESS_ID = "rounds"
POST = "bench_reviewer"
ELEMENT = "review"

_DIAGRAM = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="gatepost" id="definitions">
 <bpmn:process id="{PROCESS_ID}" name="多轮审核" isExecutable="true">
  <bpmn:laneSet id="lanes">
   <bpmn:lane id="{POST}" name="审核岗">
    <bpmn:flowNodeRef>begin</bpmn:flowNodeRef><bpmn:flowNodeRef>again</bpmn:flowNodeRef>
    <bpmn:flowNodeRef>{ELEMENT}</bpmn:flowNodeRef><bpmn:flowNodeRef>enough</bpmn:flowNodeRef>
    <bpmn:flowNodeRef>finish</bpmn:flowNodeRef></bpmn:lane>
  </bpmn:laneSet>
  <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="again" />
  <bpmn:exclusiveGateway id="again"><bpmn:incoming>f1</bpmn:incoming><bpmn:incoming>f4</bpmn:incoming>
   <bpmn:outgoing>f2</bpmn:outgoing></bpmn:exclusiveGateway>
  <bpmn:sequenceFlow id="f2" sourceRef="again" targetRef="{ELEMENT}" />
  <bpmn:userTask id="{ELEMENT}" name="审核">
   <bpmn:extensionElements><zeebe:formDefinition formId="{ELEMENT}" /></bpmn:extensionElements>
   <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
  <bpmn:sequenceFlow id="f3" sourceRef="{ELEMENT}" targetRef="enough" />
  <bpmn:exclusiveGateway id="enough" default="f4"><bpmn:incoming>f3</bpmn:incoming>
   <bpmn:outgoing>f4</bpmn:outgoing><bpmn:outgoing>f5</bpmn:outgoing></bpmn:exclusiveGateway>
  <bpmn:sequenceFlow id="f4" sourceRef="enough" targetRef="again" />
  <bpmn:sequenceFlow id="f5" sourceRef="enough" targetRef="finish">
   <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">= outcome = "stop" and mark &gt;= 60</bpmn:conditionExpression>
  </bpmn:sequenceFlow>
  <bpmn:endEvent id="finish"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
 </bpmn:process>
</bpmn:definitions>
"""

_FORM = {
    "type": "default",
    "id": ELEMENT,
    "schemaVersion": 18,
    "components": [
        {"type": "number", "key": "mark", "label": "分数", "validate": {"required": True, "min": 0, "max": 100}},
        {"type": "textarea", "key": "remark", "label": "意见", "validate": {"required": True, "minLength": 10}},
        {
            "type": "radio",
            "key": "outcome",
            "label": "结论",
            "values": [{"value": "again", "label": "再审"}, {"value": "stop", "label": "结束"}],
            "validate": {"required": True},
        },
    ],
}

ANSWERS = {"mark": 72, "remark": "材料已核对，情况属实，请补充走访记录后再审。", "outcome": "again"}


def rounds_procedure() -> Procedure:
    """The procedure as the reader of procedure folders gives it."""
    files = {f"{PROCESS_ID}.bpmn": _DIAGRAM.encode(), f"forms/{ELEMENT}.form": json.dumps(_FORM).encode()}
    return read_files(PROCESS_ID, files)


def dossier(kilobytes: int) -> dict[str, object]:
    """Case data of about so many KB of JSON: fields of a hundred bytes, as forms leave behind."""
    line = "x" * 88
    return {"dossier": {f"f{number:03d}": line for number in range(kilobytes * 1024 // 100)}} if kilobytes else {}
