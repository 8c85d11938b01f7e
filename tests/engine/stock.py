"""SpiffWorkflow as it comes, for tests that show why the engine replaces parts of it; used nowhere else."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_OUTSIDE = (
    '<message id="m" name="news"/><signal id="sg" name="sig"/><error id="er" name="er" errorCode="E1"/>'
    '<correlationProperty id="number" name="number"><correlationPropertyRetrievalExpression messageRef="m">'
    "<messagePath>number</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
)
SERIALIZER = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))


def parse(elements: str, paths: str, conditions: Mapping[str, str] | None = None) -> tuple[Any, Any]:
    """The spec of a process `p` and those of its sub-processes; flow ids read `source-target`."""
    flows = ""
    for chain in paths.split(";"):
        for source, target in pairwise(chain.split()):
            flow = f"{source}-{target}"
            condition = (conditions or {}).get(flow)
            inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
            flows += f'<sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
    xml = (
        f'<definitions xmlns="{_BPMN}" id="d" targetNamespace="t">{_OUTSIDE}'
        f'<process id="p" isExecutable="true">{elements}{flows}</process></definitions>'
    )
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(xml.encode())
    return parser.get_spec("p"), parser.get_subprocess_specs("p")


def begin(elements: str, paths: str, conditions: Mapping[str, str] | None = None) -> BpmnWorkflow:
    """A started instance."""
    workflow = BpmnWorkflow(*parse(elements, paths, conditions))
    with quiet():
        workflow.do_engine_steps()
    return workflow


def ready(workflow: BpmnWorkflow) -> list[str]:
    """Names of the open tasks, sorted."""
    return sorted(task.task_spec.name for task in workflow.get_tasks(state=TaskState.READY, manual=True))


def open_task(workflow: BpmnWorkflow, name: str) -> Task:
    """The first open task of this name."""
    return next(t for t in workflow.get_tasks(state=TaskState.READY, manual=True) if t.task_spec.name == name)


def complete(workflow: BpmnWorkflow, name: str, **data: Any) -> None:
    """Complete the first open task of this name."""
    task = open_task(workflow, name)
    task.data.update(data)
    with quiet():
        task.run()
        workflow.do_engine_steps()


def restored(workflow: BpmnWorkflow) -> BpmnWorkflow:
    """Saved and read again by the library's own serializer."""
    return SERIALIZER.deserialize_json(SERIALIZER.serialize_json(workflow))


def user(*ids: str) -> str:
    """User tasks."""
    return "".join(f'<userTask id="{each}"/>' for each in ids)


def timer_event(tag: str, element_id: str, kind: str, text: str, attributes: str = "") -> str:
    """An event with a timer definition."""
    return f'<{tag} id="{element_id}" {attributes}><timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition></{tag}>'


def quiet() -> warnings.catch_warnings[Any]:
    """Its deprecation warnings are not what is tested."""
    caught: warnings.catch_warnings[Any] = warnings.catch_warnings()
    return caught


ENDS = '<startEvent id="start"/><endEvent id="end"/>'
FORK = ENDS + user("first", "a", "b", "c") + '<parallelGateway id="split"/><parallelGateway id="join"/>'
