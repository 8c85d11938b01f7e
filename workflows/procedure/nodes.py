"""One flow node of a diagram → an immutable Element with everything that its zeebe extensions say."""

from __future__ import annotations

from lxml import etree

from workflows.procedure.events import Thrown, read_event, read_reference
from workflows.procedure.extensions import Extensions, read_extensions
from workflows.procedure.findings import Findings
from workflows.procedure.model import (
    Assignment,
    Element,
    ElementType,
    EventDefinition,
    EventType,
    MultiInstance,
    Scope,
)
from workflows.procedure.signatures import ASK_ROWS
from workflows.procedure.tags import attribute, bpmn_children, line_of, text_of, vet
from workflows.procedure.vocabulary import EVENTS


class NodeReader:
    """Reads flow nodes; what it needs from the rest of the diagram is given once."""

    def __init__(self, thrown: Thrown, lane_of: dict[str, str], findings: Findings) -> None:
        self.thrown = thrown
        self.lane_of = lane_of
        self.findings = findings

    def read(
        self,
        node: etree._Element,
        tag: str,
        *,
        lane: str | None,
        incoming: tuple[str, ...],
        outgoing: tuple[str, ...],
        body: Scope | None,
    ) -> Element:
        """The element of `node`. `lane` is the lane of the enclosing sub-process, `body` the inside of a sub-process."""
        owner = attribute(node, "id") or ""
        vet(node, tag, owner, self.findings)
        extensions = read_extensions(node, tag, owner, self.findings)
        is_event_sub_process = tag == "subProcess" and self._flag(node, "triggeredByEvent", False, owner)
        form_id = extensions.get("formDefinition", "formId")
        is_over_rows = any(name == "sheet" and value for name, value in extensions.properties)
        interrupting = "cancelActivity" if tag == "boundaryEvent" else "isInterrupting"
        return Element(
            id=owner,
            type=ElementType.EVENT_SUB_PROCESS if is_event_sub_process else ElementType(tag),
            name=attribute(node, "name") or "",
            line=line_of(node),
            lane=self.lane_of.get(owner, lane),
            documentation=documentation(node),
            incoming=incoming,
            outgoing=outgoing,
            default_flow=attribute(node, "default"),
            event=self._event(node, tag, owner),
            attached_to=attribute(node, "attachedToRef"),
            is_interrupting=self._flag(node, interrupting, True, owner),
            form_id=None if is_over_rows else form_id,
            row_form_id=form_id if is_over_rows else _form_of_ask(extensions),
            assignment=Assignment(
                assignee=extensions.get("assignmentDefinition", "assignee"),
                candidate_users=extensions.get("assignmentDefinition", "candidateUsers"),
                candidate_groups=extensions.get("assignmentDefinition", "candidateGroups"),
            ),
            due_date=extensions.get("taskSchedule", "dueDate"),
            follow_up_date=extensions.get("taskSchedule", "followUpDate"),
            priority=extensions.get("priorityDefinition", "priority"),
            operation=extensions.get("taskDefinition", "type"),
            headers=extensions.headers,
            script=extensions.get("script", "expression"),
            decision_id=extensions.get("calledDecision", "decisionId"),
            result_variable=extensions.get("calledDecision", "resultVariable")
            or extensions.get("script", "resultVariable"),
            called_process_id=extensions.get("calledElement", "processId"),
            propagate_all_parent_variables=self._propagates(extensions, "propagateAllParentVariables", owner, node),
            propagate_all_child_variables=self._propagates(extensions, "propagateAllChildVariables", owner, node),
            inputs=extensions.inputs,
            outputs=extensions.outputs,
            multi_instance=self._multi_instance(node, owner),
            properties=extensions.properties,
            body=body,
        )

    def _event(self, node: etree._Element, tag: str, owner: str) -> EventDefinition | None:
        if tag in EVENTS:
            return read_event(node, owner, self.thrown, self.findings)
        if tag == "receiveTask":
            return read_reference(node, owner, EventType.MESSAGE, self.thrown, self.findings)
        return None

    def _multi_instance(self, node: etree._Element, owner: str) -> MultiInstance | None:
        for tag, loop in bpmn_children(node, "multiInstanceLoopCharacteristics"):
            vet(loop, tag, owner, self.findings)
            extensions = read_extensions(loop, tag, owner, self.findings)
            condition = None
            for condition_tag, condition_node in bpmn_children(loop, "completionCondition"):
                vet(condition_node, condition_tag, owner, self.findings)
                condition = text_of(condition_node) or None
            return MultiInstance(
                is_sequential=self._flag(loop, "isSequential", False, owner),
                input_collection=extensions.get("loopCharacteristics", "inputCollection") or "",
                input_element=extensions.get("loopCharacteristics", "inputElement"),
                output_collection=extensions.get("loopCharacteristics", "outputCollection"),
                output_element=extensions.get("loopCharacteristics", "outputElement"),
                completion_condition=condition,
            )
        return None

    def _flag(self, node: etree._Element, name: str, default: bool, owner: str) -> bool:
        return self._boolean(attribute(node, name), name, default, owner, line_of(node))

    def _propagates(self, extensions: Extensions, name: str, owner: str, node: etree._Element) -> bool:
        return self._boolean(extensions.get("calledElement", name), name, True, owner, line_of(node))

    def _boolean(self, text: str | None, name: str, default: bool, owner: str, line: int) -> bool:
        if text is None:
            return default
        if text not in ("true", "false"):
            self.findings.add("boolean_text", owner, line, attribute=name, value=text[:80])
        return text == "true"


def documentation(node: etree._Element) -> str:
    """The documentation of a BPMN element, empty where it has none."""
    return "\n".join(text_of(child) for _, child in bpmn_children(node, "documentation")).strip()


def _form_of_ask(extensions: Extensions) -> str | None:
    """The form with which persons answer on their rows, where the element asks them."""
    is_ask = extensions.get("taskDefinition", "type") == ASK_ROWS
    return next((value for name, value in extensions.headers if name == "form" and value), None) if is_ask else None
