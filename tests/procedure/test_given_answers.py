"""Answers of examples and scenarios that no page could give, names that stand for nothing, and units that are not there."""

from __future__ import annotations

import pytest

from tests.procedure.diagrams import diagram, extended, form, line
from workflows.procedure import check, read_files
from workflows.procedure.checks.units import slip_of

FORM = form(
    "f",
    {
        "type": "radio",
        "key": "decision",
        "label": "1",
        "values": [{"value": each, "label": each} for each in ("approve", "no")],
    },
    {"type": "checklist", "key": "grounds", "label": "2", "values": [{"value": each, "label": each} for each in "ab"]},
    {"type": "number", "key": "count", "label": "3"},
    {"type": "checkbox", "key": "sure", "label": "4"},
    {"type": "datetime", "subtype": "date", "dateLabel": "5", "key": "day"},
    {"type": "textfield", "key": "why", "label": "6"},
    {"type": "filepicker", "key": "proof", "label": "8", "accept": ".pdf"},
    {"type": "dynamiclist", "path": "rows", "components": [{"type": "number", "key": "each", "label": "7"}]},
)
HEAD = "name: {zh: 一, en: One}\nstart: {by: member@TOWN#1, at: 2026-03-02T09:00:00+08:00, variables: {VARIABLES}}\nsteps:\n"


def said(
    answers: str = "",
    *,
    steps: str = "",
    variables: str = "",
    examples: str = "",
    groups: str = "",
    units: object = None,
    more: str = "",
    beside: str = "",
) -> list[str]:
    """`code: sentence` of everything that is said of these answers of the task `work`, and of more."""
    assigned = f'<zeebe:assignmentDefinition candidateGroups="{groups}" />' if groups else ""
    body = (
        '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
        + extended("userTask", f'<zeebe:formDefinition formId="f" />{assigned}')
        + line("start", "work", "end")
    )
    step = f"- {{task: work, by: member@TOWN#2, answers: {{{answers}}}}}\n"
    files = {
        "sample.bpmn": diagram(body),
        "forms/f.form": FORM,
        "scenarios/one.yaml": (more + HEAD.replace("VARIABLES", variables) + step + steps).encode(),
    }
    if examples:
        files["examples.yaml"] = examples.encode()
    if beside:
        files["scenarios/two.yaml"] = beside.encode()
    known = {"units": units} if isinstance(units, tuple) else {}
    words = {"role": ("team_leader", "member"), "kind": ("village", "organ")}
    found = check(read_files("sample", files), functions={}, operations={}, called={}, world_words=words, **known)
    about = ("answer_", "reference_", "unit_", "scenario_unit", "world_word")
    return [f"{each.code}: {each.sentence.en}" for each in found if each.code.startswith(about)]


def test_answers_that_a_page_could_give_are_said_nothing_of() -> None:
    fits = "decision: approve, grounds: [a, b], count: 3, sure: false, day: 2026-03-02, why: 一, proof: [a.pdf], rows: [{each: 1}]"
    assert said(fits, examples=f"f: {{{fits}}}") == []
    assert said("decision: =if x then 'approve' else null, grounds: '=[\"a\"]', count: =1 + 1, day: =today()") == []
    assert said(steps="- {refuse: work, by: member@TOWN#3, because: invalid, answers: {decision: nosuch}}") == []


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ("decision: aprove", "answer_option: The answer decision for work is aprove, which is none of its options: approve, no. "
         "Did you mean approve?"),
        ("decision: '=if x then \"aprove\" else null'", "answer_option: The answer decision for work is aprove"),
        ("grounds: [a, c]", "answer_option: The answer grounds for work is c, which is none of its options: a, b."),
        ("grounds: a", "answer_kind: The answer grounds for work is a; it must be a list."),
        ("count: many", "answer_kind: The answer count for work is many; it must be a number."),
        ("sure: maybe", "answer_kind: The answer sure for work is maybe; it must be true or false."),
        ("day: tomorrow", "answer_kind: The answer day for work is tomorrow; it must be a date such as 2026-03-01."),
        ("why: [1]", "answer_kind: The answer why for work is [1]; it must be a text."),
        ("proof: 证明.pdf", "answer_kind: The answer proof for work is 证明.pdf; it must be a list of file names of the types"),
        ("proof: [表.xlsx]", "answer_kind: The answer proof for work is ['表.xlsx']; it must be a list of file names"),
        ("rows: [{each: x}]", "answer_kind: The answer rows.each for work is x; it must be a number."),
        ("decison: approve", "answer_key: work is answered with decison, but its form f has no such question. "
         "Did you mean decision?"),
        ("why: '@CTIY'", "reference_none: @CTIY for work stands for nothing; write @unit(CTIY)"),
        ("why: '@unit(CTIY)'", "reference_unknown: @unit(CTIY) for work names nobody and nothing that the scenario has. "
         "Did you mean CITY?"),
        ("why: '@person(member@TOWN#9)'", "reference_unknown: @person(member@TOWN#9) for work names nobody"),
    ],
)  # fmt: skip
def test_an_answer_that_no_page_could_give_is_refused(answers: str, sentence: str) -> None:
    (found,) = said(answers)
    assert found.startswith(sentence)


def test_an_example_is_held_to_the_same() -> None:
    (found,) = said(examples="f: {decision: aprove}")
    assert found.startswith("answer_option: The answer decision for f is aprove")


def test_variables_and_expectations_name_what_the_scenario_has() -> None:
    assert said(variables="unit: '@CTIY'")[0].startswith("reference_none: @CTIY for start")
    (found,) = said(steps="- expect: {notices: [{kind: notice, to: member@TWON}]}\n")
    assert found == (
        "scenario_unit: Step 2 expects something of the unit TWON, which the scenario does not have. Did you mean TOWN?"
    )
    (found,) = said(steps="- {claim: work, by: member@TWON#4}\n")
    assert found == "unit_near: It names the unit TWON, and others here name TOWN: is one of the two misspelt?"
    # Named as often as the right one, where that stands first, and in a scenario that never names the right one.
    for steps, beside in (
        ("- {claim: work, by: member@TOWNA#4}\n- {claim: work, by: member@TOWNA#4}\n", ""),
        ("", HEAD.replace("VARIABLES", "").replace("TOWN", "TOWNA") + "- {claim: work, by: member@TOWNA}\n"),
    ):
        (found,) = said(steps=steps, beside=beside)
        assert found == "unit_near: It names the unit TOWNA, and others here name TOWN: is one of the two misspelt?"


def test_the_words_of_a_world_are_those_that_there_are() -> None:
    """The head of a team has one spelling in files, whatever the roster's rows call it."""
    world = "world: {units: {V1: {kind: vilage}}, postings: [{person: member@V1#1, village: V1, unit: TOWN, role: leader}]}\n"
    assert said(more=world) == [
        "world_word: In world, the kind of V1 is vilage; it must be one of village, organ. Did you mean village?",
        "world_word: In world, the role of member@V1#1 is leader; it must be one of team_leader, member.",
    ]
    assert said(more=world.replace("leader", "team_leader").replace("vilage", "village")) == []


def test_a_code_that_a_diagram_writes_is_a_unit_where_the_units_are_known() -> None:
    assert said(groups="member@TOWN, member@CITY", units=("TOWN", "CITY")) == []
    found = said(groups="=[if x then &quot;member@CTIY&quot; else &quot;member@TOWN&quot;]", units=("TOWN", "CITY"))
    assert found == [
        "unit_unknown: work names the unit CTIY, but there is no unit of that code; correct it or add the unit first. "
        "Did you mean CITY?"
    ]
    assert said(groups="member@CTIY") == [
        "unit_near: work names the unit CTIY, and others here name CITY: is one of the two misspelt?"
    ]
    assert said(groups="member@ELSEWHERE") == []


@pytest.mark.parametrize(
    ("code", "near"), [("CTIY", "CITY"), ("CIT", "CITY"), ("TOWN_B", None), ("TOWN_2", None), ("CITYY", "CITY")]
)
def test_units_with_another_letter_are_other_units(code: str, near: str | None) -> None:
    assert slip_of(code, {"CITY": 2, "TOWN_A": 1, "TOWN_1": 3, code: 1}) == near
