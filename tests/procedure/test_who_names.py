"""`starter()`, `done_by("step")` and the like in a diagram: whatever is misspelt, worked out or of the wrong kind is told."""

from __future__ import annotations

import pytest

from tests.procedure.diagrams import between, diagram, extended, form
from tests.procedure.parts import POSTS
from workflows.procedure import check, read_files

FORM = {"forms/ask.form": form("ask", {"type": "textfield", "key": "chosen", "label": "人员"})}


def found(assignment: str, *, process: str = "", severity: str = "error") -> list[tuple[str, str]]:
    """Code and English sentence of what the check says of a task that is assigned so."""
    task = extended("userTask", f'<zeebe:formDefinition formId="ask" /><zeebe:assignmentDefinition {assignment} />')
    source = diagram(between(task)).replace(
        b'<zeebe:property name="owner"', f'{process}<zeebe:property name="owner"'.encode()
    )
    problems = check(
        read_files("sample", {"sample.bpmn": source, **FORM}), posts=POSTS, operations={}, called={}, functions={}
    )
    return [(each.code, each.sentence.en) for each in problems if each.severity == severity]


@pytest.mark.parametrize(
    "assignment",
    [
        "assignee='=starter().person'",
        "assignee='=done_by(\"start\").person'",
        "assignee='=previous(\"start\").by.person'",
        "assignee='=person_named(chosen).person'",
        "candidateUsers='=[starter().person, done_by(\"start\").person]'",
        "candidateGroups='=[leader_of(starter(), 2), post_for(\"unit_hr\", starter().unit)]'",
        "candidateGroups='=[\"member@\" + starter().unit]'",
    ],
)
def test_what_is_meant_is_accepted(assignment: str) -> None:
    assert found(assignment) == []


@pytest.mark.parametrize(
    ("assignment", "code", "words"),
    [
        ("assignee='=startr().person'", "function_unknown", "Did you mean starter?"),
        ("candidateGroups='=[leaderof(starter())]'", "function_unknown", "Did you mean leader_of?"),
        ("assignee='=starter().persn'", "entry_unknown", "Did you mean person?"),
        ("assignee='=previous(\"start\").by.nmae'", "entry_unknown", "Did you mean name?"),
        ("assignee='=done_by(\"wrok\").person'", "who_step_unknown", "Did you mean work?"),
        ("assignee='=previous(\"strat\").by.person'", "who_step_unknown", "Did you mean start?"),
        ("assignee='=done_by(\"end\").person'", "who_step_no_person", "which no person does"),
        ("assignee='=done_by(chosen).person'", "who_step_computed", 'done_by("review")'),
        ("candidateGroups='=[post_for(\"unit_hrr\", starter().unit)]'", "who_post_unknown", "Did you mean unit_hr?"),
        ("candidateGroups='=[post_for(chosen, starter().unit)]'", "who_post_computed", "between quotation marks"),
        ("candidateGroups='=leader_of(starter())'", "who_list", "between brackets"),
        ("assignee='=starter()'", "who_text", "write starter().person"),
        ("assignee='=null'", "acts_nobody", "always gives nobody"),
        ("candidateGroups='=[]'", "acts_nobody", "always gives nobody"),
        ("candidateGroups='=[null]'", "acts_nobody", "always gives nobody"),
        ("candidateGroups='=[leader_of(null)]'", "acts_nobody", "always gives nobody"),
        ("candidateGroups='=if chosen = null then null else []'", "acts_nobody", "always gives nobody"),
        ("assignee='=done_by(\"work\").person'", "acts_nobody", "always gives nobody"),
    ],
)
def test_what_is_misspelt_is_refused_with_what_was_meant(assignment: str, code: str, words: str) -> None:
    ((told, sentence),) = found(assignment)
    assert told == code
    assert words in sentence


def test_a_branch_that_names_nobody_is_told_and_keeps_nothing_back() -> None:
    written = """assignee='=if chosen = "x" then starter().person else null'"""
    assert found(written) == []
    assert [code for code, _ in found(written, severity="warning") if "nobody" in code] == ["acts_perhaps_nobody"]


def test_a_public_title_names_nobody() -> None:
    for name, code in (
        ("title_public", "title_public_reads"),
        ("title_outside", "title_outside_reads"),
        ("business_key", "who_public"),
    ):
        told = found(
            "assignee='=starter().person'", process=f"<zeebe:property name='{name}' value='=starter().name' />"
        )
        assert [each for each, _ in told] == [code]


def test_a_start_by_the_clock_asks_nobody() -> None:
    timer = (
        '<bpmn:timerEventDefinition id="t"><bpmn:timeDate>= starter().at</bpmn:timeDate></bpmn:timerEventDefinition>'
    )
    start = f'<bpmn:startEvent id="start">{timer}</bpmn:startEvent>'
    body = between('<bpmn:manualTask id="work" name="办理" />').replace('<bpmn:startEvent id="start" />', start)
    problems = check(read_files("sample", {"sample.bpmn": diagram(body)}), functions={})
    assert "who_no_case" in {each.code for each in problems}


def test_a_form_may_ask_the_office_and_not_the_case() -> None:
    def codes(source: str) -> list[str]:
        asked = {"type": "textfield", "key": "chosen", "label": "人员"}
        asked["properties"] = {"check": source, "check_message": "查无此人"}  # type: ignore[assignment]
        files = {
            "sample.bpmn": diagram(between('<bpmn:manualTask id="work" name="办理" />')),
            "forms/ask.form": form("ask", asked),
        }
        problems = check(read_files("sample", files), posts=POSTS, operations={}, called={}, functions={})
        return [
            each.code
            for each in problems
            if each.file == "forms/ask.form" and each.code.startswith(("function", "who"))
        ]

    assert codes("=person_named(value) != null") == []
    assert codes("=starter() != null") == ["function_unknown"]
    assert codes('=post_for("unit_hrr", value) != null') == ["who_post_unknown"]
