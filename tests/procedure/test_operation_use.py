"""`check` follows form keys and variables into operations: what a renamed answer, header, step or error code breaks is told."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.procedure.diagrams import diagram, flow, line
from tests.shipped import with_called
from workflows.casework.operations import registered_operations
from workflows.commands.check import check as check_command
from workflows.people.posts import shipped_posts
from workflows.procedure import Procedure, check, read_files, read_folder
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.notices import check_notices
from workflows.procedure.checks.operation_use import check_operation_use
from workflows.procedure.form_model import FormField
from workflows.procedure.model import Element, IoMapping, Problem
from workflows.procedure.signatures import Header, Input, Signature
from workflows.sentence import Sentence

ROOT = Path(__file__).parents[2]
SAID = Sentence("Send.", "发送。")
TEXT = Sentence("a text", "文本")


@pytest.fixture(scope="module")
def house() -> dict[str, Procedure]:
    return {each.process_id: each for each in (*with_called("recall"), read_folder(ROOT / "bpmn" / "rectification"))}


def used(procedure: Procedure, called: dict[str, Procedure]) -> list[Problem]:
    """What the check of operations alone says."""
    checking = Checking(procedure, None, registered_operations(), called)
    check_operation_use(checking)
    return checking.problems


def asked_once(house: dict[str, Procedure]) -> Iterator[tuple[str, str, str, str]]:
    """Process, form, key and operation of every answer that an operation must be given and that one form alone asks for.

    A caller's answers reach the procedure that it calls, so the forms of the whole house are counted.
    """
    signatures = registered_operations()
    forms: dict[str, list[str]] = {}
    for procedure in house.values():
        for form in procedure.forms.values():
            for field in form.inputs:
                if not field.is_read_only:
                    forms.setdefault(field.key, []).append(form.id)
    for process_id, procedure in house.items():
        for element in procedure.elements.values():
            signature = signatures.get(element.operation or "")
            for each in signature.inputs if signature is not None else ():
                asking = forms.get(each.name, [])
                if each.is_asked and len(asking) == 1 and asking[0] in procedure.forms:
                    yield process_id, forms[each.name][0], each.name, signature.name if signature else ""


def _renamed(fields: tuple[FormField, ...], key: str) -> tuple[FormField, ...]:
    inner = (replace(field, fields=_renamed(field.fields, key)) for field in fields)
    return tuple(replace(field, key=f"{key}_renamed") if field.key == key else field for field in inner)


def renamed(procedure: Procedure, form_id: str, key: str) -> Procedure:
    """The procedure with one answer of one form under another key."""
    form = procedure.forms[form_id]
    changed = {**procedure.forms, form_id: replace(form, fields=_renamed(form.fields, key))}
    assert form.inputs != changed[form_id].inputs
    return replace(procedure, forms=changed)


def sent(element: Element) -> tuple[IoMapping, ...]:
    """What an event sends with its message, which a case that begins with it holds without a form; and what a task with a form
    hands on by mappings of its own, whose reading of a renamed answer the check of names tells."""
    return element.inputs if element.event is not None else element.outputs if element.form_id else ()


def test_every_answer_that_an_operation_reads_is_missed_when_it_is_renamed(house: dict[str, Procedure]) -> None:
    """Each answer of the shipped forms that one form alone asks for, and that an operation must be given."""
    written = {name for signature in registered_operations().values() for name in signature.writes}
    written |= {
        each.target for procedure in house.values() for event in procedure.elements.values() for each in sent(event)
    }
    cases = [case for case in asked_once(house) if case[2] not in written]
    assert len(cases) > 35
    for process_id, form_id, key, operation in cases:
        changed = renamed(house[process_id], form_id, key)
        told = [each.sentence for each in used(changed, {**house, process_id: changed}) if key in each.sentence.en]
        assert any(f"calls {operation}, which reads {key} (" in sentence.en for sentence in told), (form_id, key)
        assert any(f"调用 {operation}，该操作读取 {key}（" in sentence.zh for sentence in told), (form_id, key)


def test_check_names_operation_variable_and_place_of_a_renamed_form_key(tmp_path: Path) -> None:
    for name in (each.process_id for each in with_called("recall")):
        shutil.copytree(ROOT / "bpmn" / name, tmp_path / name)
    file = tmp_path / "recall_verification" / "forms" / "joint_report.form"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"key": "report"', '"key": "reports"'), encoding="utf-8")
    result = CliRunner().invoke(check_command, [str(tmp_path / "recall_verification"), "--json"])
    problems = json.loads(result.stdout)["problems"]
    found = next(each for each in problems if each["code"] == "operation_input_missing")
    assert (result.exit_code, found["file"], found["element"]) == (1, "recall_verification.bpmn", "record_report")
    assert found["line"] > 1
    assert found["en"] == (
        "record_report calls recall.record_report, which reads report (a text), but no form, mapping, start variable or "
        "earlier operation gives it. There is reports (joint_report, forms/joint_report.form): was it meant to be report?"
    )


OPERATIONS = {
    "notice.send": Signature(
        "notice.send",
        SAID,
        inputs=(Input("text", TEXT), Input("copy", TEXT, is_asked=False)),
        headers=(Header("to", allowed=("member", "unit_hr")), Header("kind", is_input_too=True)),
        writes=("number",),
        errors={"refused": ("problem",)},
        steps=("work",),
    )
}
GIVEN = '<zeebe:ioMapping><zeebe:input source="=&quot;x&quot;" target="text" /></zeebe:ioMapping>'
TO = '<zeebe:header key="to" value="member" />'
KIND = '<zeebe:header key="kind" value="note" />'
CATCH = (
    '<bpmn:boundaryEvent id="edge" attachedToRef="send"><bpmn:errorEventDefinition errorRef="e" /></bpmn:boundaryEvent>'
    '<bpmn:endEvent id="aside" />' + line("edge", "aside")
)


def sending(
    headers: str = TO + KIND,
    mapping: str = GIVEN,
    catch: str = CATCH,
    code: str = "refused",
    condition: str = "",
    task: str = "work",
) -> list[str]:
    """What is said of a person's task, a service task after it and an end that `condition` leads to."""
    service = (
        '<bpmn:serviceTask id="send" name="发送"><bpmn:extensionElements><zeebe:taskDefinition type="notice.send" />'
        f"<zeebe:taskHeaders>{headers}</zeebe:taskHeaders>{mapping}</bpmn:extensionElements></bpmn:serviceTask>"
    )
    body = (
        f'<bpmn:startEvent id="start" /><bpmn:userTask id="{task}" name="办理" /><bpmn:endEvent id="end" />'
        + service
        + catch
        + line("start", task, "send")
        + flow("send_end", "send", "end", condition)
    )
    after = f'<bpmn:error id="e" errorCode="{code}" />' if catch else ""
    procedure = read_files("sample", {"sample.bpmn": diagram(body, after=after, lane=("start", task))})
    found = check(procedure, operations=OPERATIONS, called={}, functions={})
    about = ("operation_", "error_never", "name_")
    return sorted(f"{each.code}: {each.sentence.en}" for each in found if each.code.startswith(about))


def test_a_task_that_fits_its_operation_is_said_nothing_of() -> None:
    assert sending() == []
    assert sending(condition="= number = null or problem = null or text = null") == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"mapping": ""},
            "operation_input_missing: send calls notice.send, which reads text (a text), but no form, mapping, start variable or "
            "earlier operation gives it.",
        ),
        (
            {"mapping": GIVEN.replace('target="text"', 'target="texts"')},
            "operation_input_unknown: send gives notice.send the input texts, which neither it nor anything else at send reads; "
            "remove it. Did you mean text?",
        ),
        (
            {"mapping": GIVEN.replace("</zeebe", '<zeebe:input source="=1" target="Copy" /></zeebe')},
            "operation_input_unknown: send gives notice.send the input Copy, which neither it nor anything else at send reads; "
            "remove it. Did you mean copy?",
        ),
        (
            {"mapping": GIVEN.replace("</zeebe", '<zeebe:input source="=1" target="recpient" /></zeebe')},
            "operation_input_unknown: send gives notice.send the input recpient, which neither it nor anything else at send reads; "
            "remove it.",
        ),
        (
            {"headers": TO, "mapping": GIVEN.replace("</zeebe", '<zeebe:input source="=1" target="knid" /></zeebe')},
            "operation_input_unknown: send gives notice.send the input knid, which neither it nor anything else at send reads; "
            "remove it. Did you mean kind?",
        ),
        (
            {"headers": TO + KIND + TO.replace('"to"', '"too"')},
            "operation_header_unknown: send gives notice.send the header too, which it does not read; remove it. Did you mean to?",
        ),
        (
            {"headers": KIND},
            "operation_header_missing: send calls notice.send without the header to; add it to the task headers.",
        ),
        (
            {"headers": TO.replace("member", "nobody") + KIND},
            "operation_header_value: send gives notice.send the header to = nobody; it must be one of member, unit_hr.",
        ),
        (
            {"headers": TO},
            "operation_input_missing: send calls notice.send, which reads kind (a text), but no form, mapping, start variable or "
            "earlier operation gives it.",
        ),
        (
            {"task": "works"},
            "operation_step_unknown: send calls notice.send, which looks up the answers of the task work, but there is none. "
            "Did you mean works?",
        ),
        (
            {"catch": ""},
            "operation_error_uncaught: send calls notice.send, which may throw refused, but nothing catches it, so the case would "
            "stop there; attach an error boundary event.",
        ),
        (
            {"condition": "= numbers = null"},
            "name_unwritten: The condition at send_end reads numbers, but no form, mapping, operation or caller gives it. "
            "Did you mean number?",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_the_place(changed: dict[str, str], said: str) -> None:
    assert sending(**changed) == [said]


def test_an_error_that_nothing_throws_is_refused() -> None:
    assert sending(code="refuse") == [
        "error_never_thrown: edge catches the error refuse, which nothing here throws, so it would never act. "
        "Did you mean refused?",
        "operation_error_uncaught: send calls notice.send, which may throw refused, but nothing catches it, so the case would stop "
        "there; attach an error boundary event.",
    ]


def test_what_comes_after_or_beside_is_no_giver_but_a_parallel_branch_may_be() -> None:
    """`text` made by a script: before the service task, in another branch, after it, and only in the other alternative."""
    script = '<bpmn:scriptTask id="make" name="拟稿"><bpmn:extensionElements><zeebe:script expression="=1" resultVariable="text" />'
    script += "</bpmn:extensionElements></bpmn:scriptTask>"
    service = (
        '<bpmn:serviceTask id="send" name="发送"><bpmn:extensionElements><zeebe:taskDefinition type="notice.send" />'
        f"<zeebe:taskHeaders>{TO + KIND}</zeebe:taskHeaders></bpmn:extensionElements></bpmn:serviceTask>"
    )
    ends = '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'

    def is_missing(body: str) -> bool:
        procedure = read_files("sample", {"sample.bpmn": diagram(ends + script + service + body, lane=("start",))})
        checking = Checking(procedure, None, OPERATIONS, {})
        check_operation_use(checking)
        return "operation_input_missing" in [each.code for each in checking.problems]

    def split(kind: str) -> str:
        gateways = f'<bpmn:{kind} id="fork" /><bpmn:{kind} id="join" />'
        return gateways + line("start", "fork", "make", "join", "end") + line("fork", "send", "join")

    assert not is_missing(line("start", "make", "send", "end"))
    assert not is_missing(split("parallelGateway"))
    assert not is_missing(split("inclusiveGateway"))
    assert is_missing(line("start", "send", "make", "end"))
    assert is_missing(split("exclusiveGateway"))


def test_a_header_that_names_no_post_is_refused(house: dict[str, Procedure]) -> None:
    replacement = house["recall_replacement"]
    files = {**replacement.files}
    files["recall_replacement.bpmn"] = files["recall_replacement.bpmn"].replace(
        b'key="to" value="unit_hr"', b'key="to" value="unti_hr"', 1
    )
    broken = read_files("recall_replacement", files)
    checking = Checking(broken, ("unit_hr", "unit_leader", "unit_secretary"), registered_operations(), house)
    check_operation_use(checking)
    assert [(each.code, each.element) for each in checking.problems] == [("operation_header_post", "send_remind_3")]
    assert "Did you mean unit_hr?" in checking.problems[0].sentence.en


def test_of_several_posts_in_one_text_each_is_looked_up(house: dict[str, Procedure]) -> None:
    replacement = house["recall_replacement"]
    diagram_of = {**replacement.files}["recall_replacement.bpmn"]
    several = diagram_of.replace(b'key="to" value="unit_hr"', b'key="to" value="unit_hr, unti_leader"', 1)
    checking = Checking(
        read_files("recall_replacement", {**replacement.files, "recall_replacement.bpmn": several}),
        ("unit_hr", "unit_leader", "unit_secretary"),
        registered_operations(),
        house,
    )
    check_operation_use(checking)
    assert [(each.code, each.element) for each in checking.problems] == [("operation_header_post", "send_remind_3")]
    assert "Did you mean unit_leader?" in checking.problems[0].sentence.en


def test_a_step_that_does_not_say_whom_it_tells_is_refused(house: dict[str, Procedure]) -> None:
    files = {**house["recall_replacement"].files}
    files["recall_replacement.bpmn"] = re.sub(
        rb'<zeebe:ioMapping>\s*<zeebe:input source="[^"]*" target="tell" />\s*</zeebe:ioMapping>',
        b"",
        files["recall_replacement.bpmn"],
    )
    checking = Checking(read_files("recall_replacement", files), None, registered_operations(), house)
    check_operation_use(checking)
    assert [(each.code, each.element) for each in checking.problems] == [
        ("operation_input_missing", "send_overdue_7"),
    ]


def told_of_notices(files: dict[str, bytes], house: dict[str, Procedure]) -> list[tuple[str, str | None]]:
    """What the check says of the notices of these files of the replacement."""
    checking = Checking(read_files("recall_replacement", files), shipped_posts(), registered_operations(), house)
    check_notices(checking)
    return [(each.code, each.element) for each in checking.problems]


def test_a_post_that_the_notice_does_not_go_to_is_refused(house: dict[str, Procedure]) -> None:
    files, name = {**house["recall_replacement"].files}, "recall_replacement.bpmn"
    assert told_of_notices(files, house) == []
    others = {**files, name: files[name].replace(b"&#34;general_group&#34;]", b"&#34;inspector&#34;]", 1)}
    assert told_of_notices(others, house) == [("notice_not_to_post", "send_overdue_7")]
    header = {**files, name: files[name].replace(b'value="unit_hr"', b'value="county_office"', 1)}
    assert told_of_notices(header, house) == [("notice_not_to_post", "send_remind_3")]


def test_a_step_that_tells_nothing_is_refused() -> None:
    leave = read_folder(ROOT / "bpmn" / "leave_request")
    data = {**leave.files}["leave_request.bpmn"]
    wordless = data.replace(b'<zeebe:header key="notice" value="leave_refused" />', b"")
    assert wordless != data
    checking = Checking(
        read_files("leave_request", {**leave.files, "leave_request.bpmn": wordless}), None, registered_operations(), {}
    )
    check_notices(checking)
    found = [(each.code, each.element) for each in checking.problems]
    assert found == [("notice_nothing_told", "tell_refused"), ("notice_unsent", "leave_refused")]
