"""Every place of a procedure where an expression may stand, for all checks that look at expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflows.procedure.checks.form_expressions import texts_of_form
from workflows.procedure.checks.text import Text
from workflows.procedure.model import Element, ElementType, Procedure, SequenceFlow
from workflows.procedure.raised import variables_brought

_INSTANCES = frozenset(
    {
        "loopCounter",
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
    }
)


def texts_of(procedure: Procedure) -> Iterator[Text]:
    """Every non-empty text of the procedure in the order of the diagram, then of the forms."""
    for name, value in procedure.properties:
        if value:
            where = procedure.process_id
            must_be_feel = name == "recuse"
            yield Text(
                value, f"The property {name} of the process", f"流程属性 {name}", where, must_be_feel=must_be_feel
            )
    for lane in procedure.lanes:
        if lane.unit:
            yield Text(lane.unit, "The unit of the lane", "泳道的单位", lane.id)
    for element in procedure.elements.values():
        yield from texts_of_element(element)
        if element.body is not None:
            yield from _conditions(element.body.flows.values())
    yield from _conditions(procedure.process.flows.values())
    for form in procedure.forms.values():
        yield from texts_of_form(form)


def _conditions(flows: Iterable[SequenceFlow]) -> Iterator[Text]:
    for flow in flows:
        if flow.condition:
            yield Text(flow.condition, "The condition", "条件", flow, must_be_feel=True)


def texts_of_element(element: Element) -> Iterator[Text]:
    """Every non-empty text of one element, without those of its form and of what lies inside it."""
    written = element.assignment
    literal = (
        (written.assignee, "The assignee", "办理人"),
        (written.candidate_users, "The candidate users", "候选人员"),
        (written.candidate_groups, "The candidate groups", "候选岗位"),
        (element.due_date, "The due date", "到期时间"),
        (element.follow_up_date, "The follow-up date", "跟进时间"),
        (element.priority, "The priority", "优先级"),
        (element.property("sheet_group"), "The property sheet_group", "属性 sheet_group"),
    )
    for source, what, what_zh in literal:
        if source:
            yield Text(source, what, what_zh, element)
    if element.script:
        yield Text(element.script, "The script", "脚本", element, must_be_feel=True)
    for name in ("deadline", "recuse", "sheet_again"):
        source = element.property(name)
        if source:
            yield Text(source, f"The property {name}", f"属性 {name}", element, must_be_feel=True)
    for mapping in element.inputs:
        yield Text(mapping.source, f"The input {mapping.target}", f"输入映射 {mapping.target}", element)
    for mapping in element.outputs:
        what, what_zh = f"The output {mapping.target}", f"输出映射 {mapping.target}"
        yield Text(mapping.source, what, what_zh, element, own_names=variables_brought(element))
    yield from _texts_of_event(element)
    yield from _texts_of_loop(element)


def _texts_of_event(element: Element) -> Iterator[Text]:
    event = element.event
    if event is None:
        return
    if event.timer:
        yield Text(event.timer, "The timer", "定时", element)
    if event.name and element.type is not ElementType.START_EVENT:
        yield Text(event.name, "The name of the event", "事件名称", element)
    if event.correlation_key:
        yield Text(event.correlation_key, "The correlation key", "关联键", element, must_be_feel=True)


def _texts_of_loop(element: Element) -> Iterator[Text]:
    loop = element.multi_instance
    if loop is None:
        return
    own = _INSTANCES | ({loop.input_element} if loop.input_element else frozenset())
    if loop.input_collection:
        yield Text(loop.input_collection, "The input collection", "输入集合", element, must_be_feel=True)
    if loop.output_element:
        yield Text(loop.output_element, "The output element", "输出元素", element, must_be_feel=True, own_names=own)
    if loop.completion_condition:
        source = loop.completion_condition
        yield Text(source, "The completion condition", "完成条件", element, must_be_feel=True, own_names=own)
