"""A folder is read into an immutable Procedure with everything that the diagram, forms and labels say."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from tests.procedure.diagrams import between, diagram, extended, form, line, sample
from workflows.procedure import ProcedureError, read, read_files, read_folder
from workflows.procedure.model import ElementType, EventType, IoMapping, TimerKind


def test_a_user_task_carries_assignment_form_schedule_priority_and_properties() -> None:
    work = extended(
        "userTask",
        '<zeebe:userTask /><zeebe:assignmentDefinition assignee="= a" candidateGroups="member, team_leader@V1" />'
        '<zeebe:formDefinition formId="work" /><zeebe:taskSchedule dueDate="= due" followUpDate="= later" />'
        '<zeebe:priorityDefinition priority="70" /><zeebe:properties>'
        '<zeebe:property name="separate_from" value="start" /><zeebe:property name="recuse" value="= []" /></zeebe:properties>',
    )
    element = sample(between(work)).elements["work"]
    assert element.type is ElementType.USER_TASK
    assert element.lane == "member"
    assert element.assignment.assignee == "= a"
    assert element.assignment.candidate_groups == "member, team_leader@V1"
    assert (element.form_id, element.due_date, element.follow_up_date, element.priority) == (
        "work",
        "= due",
        "= later",
        "70",
    )
    assert element.property("separate_from") == "start"
    assert element.property("returnable") is None


def test_the_other_tasks_carry_their_own_extensions() -> None:
    mapping = '<zeebe:ioMapping><zeebe:input source="= a" target="x" /><zeebe:output source="= y" target="b.c" /></zeebe:ioMapping>'
    headers = '<zeebe:taskHeaders><zeebe:header key="kind" value="order" /></zeebe:taskHeaders>'
    service = sample(
        between(extended("serviceTask", f'<zeebe:taskDefinition type="recall.issue_order" />{headers}{mapping}'))
    )
    element = service.elements["work"]
    assert element.operation == "recall.issue_order"
    assert element.headers == (("kind", "order"),)
    assert element.inputs == (IoMapping("= a", "x"),)
    assert element.outputs == (IoMapping("= y", "b.c"),)
    script = sample(between(extended("scriptTask", '<zeebe:script expression="= 1 + 1" resultVariable="sum" />')))
    assert (script.elements["work"].script, script.elements["work"].result_variable) == ("= 1 + 1", "sum")
    rule = sample(between(extended("businessRuleTask", '<zeebe:calledDecision decisionId="d" resultVariable="r" />')))
    assert (rule.elements["work"].decision_id, rule.elements["work"].result_variable) == ("d", "r")
    call = sample(
        between(extended("callActivity", '<zeebe:calledElement processId="p" propagateAllChildVariables="false" />'))
    )
    assert call.elements["work"].called_process_id == "p"
    assert call.elements["work"].propagate_all_parent_variables
    assert not call.elements["work"].propagate_all_child_variables


def test_a_multi_instance_activity_carries_its_loop() -> None:
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements><zeebe:loopCharacteristics '
        'inputCollection="= slots" inputElement="slot" outputCollection="sent" outputElement="= person" />'
        "</bpmn:extensionElements><bpmn:completionCondition>= done</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    found = sample(between(f'<bpmn:manualTask id="work">{loop}</bpmn:manualTask>')).elements["work"].multi_instance
    assert found is not None
    assert found.is_sequential
    assert (found.input_collection, found.input_element) == ("= slots", "slot")
    assert (found.output_collection, found.output_element) == ("sent", "= person")
    assert found.completion_condition == "= done"


@pytest.mark.parametrize(
    ("definition", "kind", "text"),
    [
        ("<bpmn:timeDate>= due</bpmn:timeDate>", TimerKind.DATE, "= due"),
        ("<bpmn:timeDuration>P3D</bpmn:timeDuration>", TimerKind.DURATION, "P3D"),
        ("<bpmn:timeCycle>R3/PT1H</bpmn:timeCycle>", TimerKind.CYCLE, "R3/PT1H"),
    ],
)
def test_a_boundary_timer_carries_its_text_and_whether_it_interrupts(
    definition: str, kind: TimerKind, text: str
) -> None:
    timer = (
        '<bpmn:manualTask id="work" /><bpmn:boundaryEvent id="late" attachedToRef="work" cancelActivity="false">'
        f"<bpmn:timerEventDefinition>{definition}</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
        '<bpmn:endEvent id="other" />' + line("late", "other")
    )
    procedure = sample(between(timer))
    event = procedure.elements["late"]
    assert event.attached_to == "work"
    assert not event.is_interrupting
    assert event.event is not None
    assert (event.event.timer_kind, event.event.timer) == (kind, text)
    assert procedure.process.boundary_events["work"] == (event,)


def test_messages_signals_errors_and_escalations_are_read_through_their_references() -> None:
    kinds = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}
    after = (
        '<bpmn:message id="m" name="received"><bpmn:extensionElements><zeebe:subscription correlationKey="= key" />'
        '</bpmn:extensionElements></bpmn:message><bpmn:signal id="s" name="stopped" />'
        '<bpmn:error id="e" errorCode="lost" /><bpmn:escalation id="c" escalationCode="late" />'
    )
    expected = {"message": ("received", "= key"), "signal": ("stopped", None), "error": ("lost", None)}
    expected["escalation"] = ("late", None)
    for kind, reference in kinds.items():
        target = {"message": "m", "signal": "s", "error": "e", "escalation": "c"}[kind]
        end = f'<bpmn:endEvent id="end"><bpmn:{kind}EventDefinition {reference}="{target}" /></bpmn:endEvent>'
        body = f'<bpmn:startEvent id="start" /><bpmn:manualTask id="work" />{end}' + line("start", "work", "end")
        event = read_files("sample", {"sample.bpmn": diagram(body, after=after)}).elements["end"].event
        assert event is not None
        assert event.type is EventType(kind)
        assert (event.name, event.correlation_key) == expected[kind]


def test_elements_of_a_sub_process_lie_in_its_lane_and_an_event_sub_process_is_its_own_type() -> None:
    inner = '<bpmn:startEvent id="in" /><bpmn:manualTask id="deep" /><bpmn:endEvent id="out" />' + line(
        "in", "deep", "out"
    )
    event = (
        '<bpmn:subProcess id="withdrawn" triggeredByEvent="true"><bpmn:startEvent id="stop" isInterrupting="false">'
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
        '</bpmn:startEvent><bpmn:endEvent id="stopped" />' + line("stop", "stopped") + "</bpmn:subProcess>"
    )
    procedure = sample(between(f'<bpmn:subProcess id="work">{inner}</bpmn:subProcess>') + event)
    assert procedure.elements["deep"].lane == "member"
    assert procedure.elements["withdrawn"].type is ElementType.EVENT_SUB_PROCESS
    assert not procedure.elements["stop"].is_interrupting
    assert [each.id for each in procedure.process.walk()] == list(procedure.elements)
    body = procedure.elements["work"].body
    assert body is not None
    assert list(body.flows) == ["in_deep", "deep_out"]


def test_a_lane_carries_post_unit_and_side_and_the_innermost_lane_counts() -> None:
    properties = (
        '<zeebe:properties><zeebe:property name="post" value="unit_hr" /><zeebe:property name="unit" value="= unit" />'
        '<zeebe:property name="side" value="unit" /></zeebe:properties>'
    )
    inner = (
        '<bpmn:childLaneSet id="inner"><bpmn:lane id="personnel" name="人事"><bpmn:extensionElements>'
        f"{properties}</bpmn:extensionElements><bpmn:flowNodeRef>work</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet>"
    )
    body = between('<bpmn:manualTask id="work" />')
    data = diagram(body).decode().replace("</bpmn:lane></bpmn:laneSet>", f"{inner}</bpmn:lane></bpmn:laneSet>")
    procedure = read_files("sample", {"sample.bpmn": data.encode()})
    assert procedure.elements["work"].lane == "personnel"
    assert procedure.elements["start"].lane == "member"
    lane = next(lane for lane in procedure.lanes if lane.id == "personnel")
    assert (lane.post, lane.unit, lane.side, lane.elements) == ("unit_hr", "= unit", "unit", ("work",))


def test_a_pool_and_its_drawing_are_tolerated() -> None:
    pool = (
        '<bpmn:collaboration id="c"><bpmn:participant id="pool" name="驻村办" processRef="sample" />'
        '<bpmn:participant id="other" name="派出单位" /><bpmn:messageFlow id="mf" sourceRef="pool" targetRef="other" />'
        "</bpmn:collaboration>"
    )
    note = '<bpmn:textAnnotation id="note"><bpmn:text>说明</bpmn:text></bpmn:textAnnotation>'
    data = '<bpmn:dataObject id="do" /><bpmn:dataObjectReference id="dor" dataObjectRef="do" />'
    body = between('<bpmn:manualTask id="work" modeler:modelerTemplate="x" />') + note + data
    procedure = read_files("sample", {"sample.bpmn": diagram(body, after=pool)})
    assert set(procedure.elements) == {"start", "work", "end"}


def test_a_form_carries_its_fields_rules_and_options() -> None:
    components: tuple[dict[str, object], ...] = (
        {"type": "text", "text": "请填写"},
        {
            "type": "group",
            "label": "人员",
            "components": [
                {
                    "type": "number",
                    "key": "age",
                    "label": "年龄",
                    "decimalDigits": 0,
                    "validate": {"min": 18, "max": 60},
                },
            ],
        },
        {
            "type": "datetime",
            "key": "met_on",
            "dateLabel": "会议日期",
            "subtype": "date",
            "validate": {"required": True},
        },
        {"type": "radio", "key": "outcome", "label": "结论", "values": [{"value": "agree", "label": "同意"}]},
        {"type": "select", "key": "person", "label": "人选", "valuesKey": "candidates"},
        {"type": "textfield", "key": "no", "label": "文号", "conditional": {"hide": '= outcome != "agree"'}},
    )
    procedure = sample(
        between(extended("userTask", '<zeebe:formDefinition formId="work" />')),
        **{"forms/work.form": form("work", *components)},
    )
    inputs = {field.key: field for field in procedure.forms["work"].inputs}
    assert list(inputs) == ["age", "met_on", "outcome", "person", "no"]
    assert (inputs["age"].min, inputs["age"].max, inputs["age"].decimal_digits) == (18, 60, 0)
    assert (inputs["met_on"].label, inputs["met_on"].subtype, inputs["met_on"].is_required) == (
        "会议日期",
        "date",
        True,
    )
    assert inputs["outcome"].options == (("agree", "同意"),)
    assert inputs["person"].values_expression == "=candidates"
    assert inputs["no"].hide_condition == '= outcome != "agree"'


def test_labels_decisions_and_scenarios_stand_beside_the_diagram() -> None:
    model = "https://www.omg.org/spec/DMN/20191111/MODEL/"
    decision = '<decision id="grade" name="g" />'
    dmn = f'<definitions xmlns="{model}" id="d" name="d" namespace="x">{decision}</definitions>'.encode()
    procedure = sample(
        between('<bpmn:manualTask id="work" />'),
        **{"labels.en.yaml": b"element:work: Work\nprocess: Yes\n", "grade.dmn": dmn},
    )
    assert procedure.label("element:work", "办理", "en") == "Work"
    assert procedure.label("process", "样例", "en") == "Yes"
    assert procedure.label("element:work", "办理", "zh") == "办理"
    assert procedure.decisions == {"grade": "grade.dmn"}


def test_a_procedure_cannot_be_changed() -> None:
    procedure = sample(between('<bpmn:manualTask id="work" />'))
    with pytest.raises(dataclasses.FrozenInstanceError):
        procedure.name = "other"  # type: ignore[misc]  # the point of the test
    with pytest.raises(TypeError):
        procedure.elements["work"] = procedure.elements["end"]  # type: ignore[index]  # the point of the test


def test_the_digest_depends_on_names_and_contents_alone() -> None:
    body = diagram(between('<bpmn:manualTask id="work" />'))
    one = read_files("sample", {"sample.bpmn": body, "labels.en.yaml": b"process: A\n"})
    same = read_files("sample", {"labels.en.yaml": b"process: A\n", "sample.bpmn": body})
    other = read_files("sample", {"sample.bpmn": body, "labels.en.yaml": b"process: B\n"})
    assert one.digest == same.digest
    assert one.digest != other.digest


def test_a_folder_is_read_by_its_name_and_foreign_files_are_warned_of(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    (folder / "forms").mkdir(parents=True)
    (folder / "sample.bpmn").write_bytes(diagram(between('<bpmn:manualTask id="work" />')))
    (folder / "README.md").write_text("notes")
    (folder / ".hidden").write_text("notes")
    assert list(read_folder(folder).files) == ["sample.bpmn"]
    procedure, problems = read("sample", {"sample.bpmn": (folder / "sample.bpmn").read_bytes(), "notes.txt": b"x"})
    assert procedure is not None
    assert [(problem.code, problem.file) for problem in problems] == [("file_unknown", "notes.txt")]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.dmn").write_text("<definitions/>")
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "sample.bpmn").write_bytes(diagram(between('<bpmn:manualTask id="work" />')))
    (folder / "stolen.dmn").symlink_to(tmp_path / "secret.dmn")
    assert "stolen.dmn" not in read_folder(folder).files


def test_what_is_no_file_or_has_no_name_is_told_and_never_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    (folder / "forms").mkdir(parents=True)
    (folder / "sample.bpmn").write_bytes(diagram(between('<bpmn:manualTask id="work" />')))
    os.mkfifo(folder / "forms" / "pipe.form")
    (folder / "loop.dmn").symlink_to("loop.dmn")
    Path(os.fsdecode(os.fsencode(folder) + b"/scenarios")).mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/scenarios/half\xed\xa0\xbd.yaml")).write_text("a: 1")
    with pytest.raises(ProcedureError) as caught:
        read_folder(folder)
    found = [(problem.code, problem.file) for problem in caught.value.problems]
    half = "scenarios/half\\udced\\udca0\\udcbd.yaml"
    assert found == [
        ("file_is_none", "forms/pipe.form"),
        ("file_is_none", "loop.dmn"),
        ("file_name_unreadable", half),
    ]
    assert all(problem.sentence.en.encode() and problem.sentence.zh.encode() for problem in caught.value.problems)
    named = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    named.mkdir()
    with pytest.raises(ProcedureError, match="not written in UTF-8"):
        read_folder(named)


def test_every_problem_of_a_file_is_reported_at_once() -> None:
    body = between(
        '<bpmn:manualTask id="work" implementation="x"><bpmn:standardLoopCharacteristics /></bpmn:manualTask>'
    )
    with pytest.raises(ProcedureError) as caught:
        sample(body)
    assert [problem.code for problem in caught.value.problems] == ["attribute_unsupported", "element_unsupported"]
