"""Files that other tools wrote, read kindly: their notes, partners drawn in pools of their own, tasks drawn for nobody."""

from __future__ import annotations

import pytest

from tests.dmn.models import column, decision, definitions, input_data, output, table
from tests.procedure.diagrams import between, diagram, extended, flow, line, sample
from tests.procedure.parts import MANUAL, POSTS, codes
from workflows.procedure import ProcedureError, Severity, check, read, read_files
from workflows.procedure.model import Problem


def read_problems(data: bytes) -> list[Problem]:
    """What reading a diagram says, whether or not it can be read."""
    return list(read("sample", {"sample.bpmn": data})[1])


@pytest.mark.parametrize(
    ("namespace", "attribute", "severity"),
    [
        ("http://camunda.org/schema/1.0/bpmn", "diagramRelationId", Severity.WARNING),
        ("http://camunda.org/schema/1.0/bpmn", "historyTimeToLive", Severity.WARNING),
        ("http://camunda.org/schema/1.0/bpmn", "asyncBefore", Severity.ERROR),
        ("http://www.signavio.com", "uuid", Severity.WARNING),
        ("http://camunda.org/schema/modeler/1.0", "executionPlatform", Severity.WARNING),
        ("http://camunda.org/schema/zeebe/1.0", "modelerTemplate", Severity.WARNING),
        ("http://camunda.org/schema/zeebe/1.0", "modelerTemplateIcon", Severity.WARNING),
        ("http://camunda.org/schema/zeebe/1.0", "versionTag", Severity.ERROR),
        ("http://bpmn.io/schema/bpmn/biocolor/1.0", "fill", None),
        ("http://nobody.example", "x", Severity.ERROR),
    ],
)
def test_what_means_nothing_to_execution_is_noted_and_what_might_is_refused(
    namespace: str, attribute: str, severity: Severity | None
) -> None:
    data = diagram(between(MANUAL)).replace(
        b'id="definitions"', f'id="definitions" xmlns:other="{namespace}" other:{attribute}="x"'.encode()
    )
    found = read_problems(data)
    assert [problem.severity for problem in found] == ([] if severity is None else [severity])
    if severity is Severity.WARNING:
        assert attribute in found[0].sentence.en
        assert found[0].code == "foreign_note"


def test_what_a_template_leaves_is_noted_once_and_crowds_out_no_error() -> None:
    marks = '<zeebe:properties><zeebe:property name="camundaModeler:exampleOutputJson" value="{}" /></zeebe:properties>'
    work = extended("manualTask", marks, ' zeebe:modelerTemplate="a" zeebe:modelerTemplateVersion="1"')
    more = "".join(
        f'<bpmn:manualTask id="m{number}" name="办理" zeebe:modelerTemplate="a" zeebe:modelerTemplateIcon{number}="x" />'
        for number in range(250)
    )
    found = read_problems(diagram(between(work) + more))
    told = [problem.sentence.en.split(" ")[0] for problem in found if problem.code == "foreign_note"]
    assert told[:3] == ["zeebe:modelerTemplate", "zeebe:modelerTemplateVersion", "camundaModeler:exampleOutputJson"]
    assert len(set(told)) == len(told)
    broken = diagram(between(work) + more + '<bpmn:manualTask id="last" asyncBefor="x" />')
    assert [problem.code for problem in read_problems(broken) if problem.severity is Severity.ERROR] == [
        "attribute_unsupported"
    ]


def test_a_header_that_stands_twice_is_called_a_header() -> None:
    headers = '<zeebe:header key="kind" value="a" /><zeebe:header key="kind" value="b" />'
    task = extended("serviceTask", f'<zeebe:taskDefinition type="x" /><zeebe:taskHeaders>{headers}</zeebe:taskHeaders>')
    found = [problem.sentence for problem in read_problems(diagram(between(task))) if problem.code == "header_twice"]
    assert [(each.en, each.zh) for each in found] == [
        ("The header kind stands twice; keep one.", "表头 kind 重复；请只保留一个。")
    ]


OTHER = '<bpmn:process id="partner" name="派出单位"{}><bpmn:startEvent id="their_start" /><bpmn:complexGateway /></bpmn:process>'


def test_of_several_pools_the_executable_one_is_read_and_the_others_are_drawing() -> None:
    data = diagram(between(MANUAL), after=OTHER.format(""))
    procedure, problems = read("sample", {"sample.bpmn": data})
    assert procedure is not None
    assert set(procedure.elements) == {"start", "work", "end"}
    assert [(problem.code, problem.severity) for problem in problems] == [("process_drawn", Severity.WARNING)]
    assert "派出单位" in problems[0].sentence.en


def test_two_executable_processes_are_one_too_many() -> None:
    with pytest.raises(ProcedureError) as refused:
        read_files("sample", {"sample.bpmn": diagram(between(MANUAL), after=OTHER.format(' isExecutable="true"'))})
    assert [problem.code for problem in refused.value.problems] == ["processes_several"]


def test_a_task_drawn_for_nobody_is_warned_of() -> None:
    procedure = read_files("sample", {"sample.bpmn": diagram(between(MANUAL), lane=("start",))})
    assert "nobody" in codes(procedure, Severity.WARNING)
    assert "nobody" not in codes(procedure)


@pytest.mark.parametrize(
    ("assignment", "code"),
    [
        ('assignee="wen"', None),
        ('assignee="nobody_here"', "person_unknown"),
        ('candidateUsers="wen, nobody_here"', "person_unknown"),
        ('assignee="wen, bao"', "assignee_several"),
        ('assignee="= leader"', None),
    ],
)
def test_a_person_named_as_they_are_must_be_known(assignment: str, code: str | None) -> None:
    task = extended("userTask", f'<zeebe:formDefinition formId="f" /><zeebe:assignmentDefinition {assignment} />')
    found = check(sample(between(task)), posts=POSTS, operations={}, called={}, people={"wen", "bao"})
    said = [each.code for each in found if each.code in ("person_unknown", "assignee_several")]
    assert said == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("value", "assignment", "codes_of"),
    [
        ("true", 'assignee="wen"', []),
        ("yes", 'assignee="wen"', ["own_word_value"]),
        ("true", 'candidateUsers="wen"', ["own_word_assignee"]),
        ("true", 'assignee="wen" candidateUsers="bao"', ["own_word_assignee"]),
        ("true", 'assignee="wen" candidateGroups="general_group"', ["own_word_assignee"]),
    ],
)
def test_the_own_word_of_one_person_is_asked_for(value: str, assignment: str, codes_of: list[str]) -> None:
    marks = f'<zeebe:properties><zeebe:property name="own_word" value="{value}" /></zeebe:properties>'
    task = extended(
        "userTask", f'<zeebe:formDefinition formId="f" /><zeebe:assignmentDefinition {assignment} />{marks}'
    )
    assert [code for code in codes(sample(between(task))) if code.startswith("own_word")] == codes_of


def test_an_extension_that_would_move_nothing_is_refused() -> None:
    def task(deadline: str) -> str:
        pairs = {
            "deadline": deadline,
            "deadline_variable": "due_at",
            "deadline_extension_by": "city_director",
            "deadline_extension_max": "P3D",
        }
        rows = "".join(f'<zeebe:property name="{name}" value="{value}" />' for name, value in pairs.items())
        return extended("manualTask", f"<zeebe:properties>{rows}</zeebe:properties>")

    assert "deadline_variable_unread" in codes(sample(between(task("= now() + duration(&quot;P1D&quot;)"))))
    assert "deadline_variable_unread" not in codes(sample(between(task("= date and time(due_at)"))))


def test_texts_with_invisible_ends_are_warned_of() -> None:
    named = between('<bpmn:manualTask id="work" name="办理\u200b" />')
    assert "invisible" in codes(sample(named), Severity.WARNING)
    assert "invisible" not in codes(sample(between(MANUAL)), Severity.WARNING)
    choice = '{"id": "f", "components": [{"type": "radio", "key": "x", "label": "x", "values": [{"value": "a%s"}]}]}'
    task = between(extended("userTask", '<zeebe:formDefinition formId="f" />'))
    for end, told in ((" ", True), ("\u00a0", True), ("\ufeff", True), ("", False)):
        procedure = sample(task, **{"forms/f.form": (choice % end).encode()})
        assert ("invisible" in codes(procedure, Severity.WARNING)) is told


GAPPY = definitions(
    decision(table([column("n", "number")], [output("o")], [(["< 5"], ["1"])]), "n", id="grade"), input_data("n")
)


@pytest.mark.parametrize(
    ("condition", "severity"),
    [
        ("= grade = 1", Severity.ERROR),
        ("= grade = null", Severity.WARNING),
        ("= null != grade", Severity.WARNING),
        ("= get or else(grade, 0) = 1", Severity.WARNING),
        ("= is defined(grade)", Severity.WARNING),
        ("= grades = null", Severity.ERROR),
    ],
)
def test_a_table_with_a_gap_is_a_warning_where_null_is_handled(condition: str, severity: Severity) -> None:
    rule = extended("businessRuleTask", '<zeebe:calledDecision decisionId="grade" resultVariable="grade" />')
    body = (
        f'<bpmn:startEvent id="start" />{rule}<bpmn:exclusiveGateway id="way" default="rest" /><bpmn:endEvent id="end" />'
        + line("start", "work", "way")
        + flow("good", "way", "end", condition)
        + flow("rest", "way", "end")
    )
    procedure = read_files("sample", {"sample.bpmn": diagram(body), "grade.dmn": GAPPY})
    found = check(procedure, posts=POSTS, operations={}, called={}, functions={})
    assert [each.severity for each in found if each.code == "check.gap"] == [severity]
