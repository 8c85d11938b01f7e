"""Every place of a procedure where an expression may stand, for all checks that look at expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflows.procedure.form_model import FormField
from workflows.procedure.model import Element, ElementType, Procedure, SequenceFlow


@dataclass(frozen=True)
class Text:
    """One text: where it stands, what it is called, and whether it must be FEEL or may be literal."""

    source: str
    what: str
    what_zh: str
    at: Element | SequenceFlow | str
    must_be_feel: bool = False
    file: str | None = None  # None is the diagram
    own_names: frozenset[str] = frozenset()  # names that this place provides by itself
    field: FormField | None = None  # forms: the field that holds the text

    @property
    def is_feel(self) -> bool:
        """Whether the text is written as an expression."""
        return self.source.strip().startswith("=")


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
        yield from _texts_of_element(element)
        if element.body is not None:
            yield from _conditions(element.body.flows.values())
    yield from _conditions(procedure.process.flows.values())
    for form in procedure.forms.values():
        for field in form.fields:
            yield from _texts_of_field(field, form.file, form.id)


def _conditions(flows: Iterable[SequenceFlow]) -> Iterator[Text]:
    for flow in flows:
        if flow.condition:
            yield Text(flow.condition, "The condition", "条件", flow, must_be_feel=True)


def _texts_of_element(element: Element) -> Iterator[Text]:
    written = element.assignment
    literal = (
        (written.assignee, "The assignee", "办理人"),
        (written.candidate_users, "The candidate users", "候选人员"),
        (written.candidate_groups, "The candidate groups", "候选岗位"),
        (element.due_date, "The due date", "到期时间"),
        (element.follow_up_date, "The follow-up date", "跟进时间"),
        (element.priority, "The priority", "优先级"),
    )
    for source, what, what_zh in literal:
        if source:
            yield Text(source, what, what_zh, element)
    if element.script:
        yield Text(element.script, "The script", "脚本", element, must_be_feel=True)
    for name in ("deadline", "recuse"):
        source = element.property(name)
        if source:
            yield Text(source, f"The property {name}", f"属性 {name}", element, must_be_feel=True)
    for mapping in element.inputs:
        yield Text(mapping.source, f"The input {mapping.target}", f"输入映射 {mapping.target}", element)
    for mapping in element.outputs:
        yield Text(mapping.source, f"The output {mapping.target}", f"输出映射 {mapping.target}", element)
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


# What an expression in a row of a dynamic list sees beside the variables, as in form-js.
ROW_NAMES = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})


def _texts_of_field(field: FormField, file: str, form_id: str) -> Iterator[Text]:
    row = ROW_NAMES if field.list_key else frozenset[str]()
    places = (
        (
            field.hide_condition,
            f"The condition that hides {field.name}",
            f"字段 {field.name} 的隐藏条件",
            row,
        ),
        (field.values_expression, f"The options of {field.name}", f"字段 {field.name} 的选项", row),
        (field.property("check"), f"The check of {field.name}", f"字段 {field.name} 的校验", row | {"value"}),
    )
    for source, what, what_zh, own in places:
        if source:
            yield Text(source, what, what_zh, form_id, must_be_feel=True, file=file, own_names=own, field=field)
    for inner in field.fields:
        yield from _texts_of_field(inner, file, form_id)
