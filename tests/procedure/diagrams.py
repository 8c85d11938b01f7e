"""Small procedures for tests: a diagram around the elements that a test is about, with a lane, a start and an end."""

from __future__ import annotations

import json
from itertools import pairwise

from workflows.procedure import Procedure, read_files

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="https://gatepost.example">
"""
OPEN_TO = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="readers" value="member" />'
    '<zeebe:property name="owner" value="member" /></zeebe:properties></bpmn:extensionElements>'
)
LANE = '<bpmn:laneSet id="lanes"><bpmn:lane id="member" name="队员">{}</bpmn:lane></bpmn:laneSet>'


def diagram(body: str, *, after: str = "", lane: tuple[str, ...] = ("start", "work"), process: str = "sample") -> bytes:
    """A diagram whose one process holds `body`; `after` stands beside the process."""
    listed = "".join(f"<bpmn:flowNodeRef>{each}</bpmn:flowNodeRef>" for each in lane)
    inside = f'<bpmn:process id="{process}" name="样例" isExecutable="true">{OPEN_TO}{LANE.format(listed)}{body}</bpmn:process>'
    return (HEAD + inside + after + "</bpmn:definitions>").encode()


def flow(name: str, source: str, target: str, condition: str = "") -> str:
    """A sequence flow."""
    inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{name}" {ends}>{inner if condition else ""}</bpmn:sequenceFlow>'


def line(*names: str) -> str:
    """Flows that connect these elements one after the other."""
    return "".join(flow(f"{one}_{other}", one, other) for one, other in pairwise(names))


def extended(tag: str, inner: str, attributes: str = "") -> str:
    """The element `work` of this tag with zeebe extension elements."""
    return f'<bpmn:{tag} id="work" name="办理"{attributes}><bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:{tag}>'


def between(work: str) -> str:
    """Start, the element `work`, end."""
    return f'<bpmn:startEvent id="start" />{work}<bpmn:endEvent id="end" />' + line("start", "work", "end")


def form(form_id: str, *components: dict[str, object]) -> bytes:
    """A form-js file."""
    return json.dumps({"type": "default", "id": form_id, "components": list(components)}).encode()


def sample(body: str, **files: bytes) -> Procedure:
    """The procedure of this diagram."""
    return read_files("sample", {"sample.bpmn": diagram(body), **files})
