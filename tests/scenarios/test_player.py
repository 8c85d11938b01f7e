"""A scenario is played through the real verbs: what goes as it says passes, and every kind of difference fails it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import review_files
from workflows.commands.test import test as play_command
from workflows.procedure import read_files
from workflows.procedure.scenario_reader import read_scenario, read_scenarios
from workflows.scenarios.player import ScenarioResult, play

HEAD = """
name: {zh: 审核两轮, en: Reviewed twice}
start:
  by: unit_hr@BUREAU
  at: 2026-03-02T09:00:00+08:00
  answers: {subject: 1号, unit: BUREAU}
"""
GOOD = """
steps:
  - expect:
      open: [check_a, check_b]
      deadlines: {review: {due: 2026-03-09T09:00:00+08:00, status: running, side: office, extended: false}}
      timers: {reminder: 2026-03-08T09:00:00+08:00}
      variables: {subject: 1号, due_at: 2026-03-09T09:00:00+08:00}
  - refuse: check_a
    by: unit_hr@BUREAU
    answers: {mark_a: 1}
    because: not_allowed
  - refuse: check_a
    by: general_group#1
    answers: {mark_a: 11}
    because: mark_a
  - claim: check_a
    by: general_group#1
  - task: check_a
    by: general_group#1
    answers: {mark_a: 4}
  - refuse: check_b
    by: general_group#1
    answers: {mark_b: 4}
    because: 须由他人办理
  - task: check_b
    by: general_group#2
    answers: {mark_b: 3}
  - advance: P1DT2H
  - expect:
      open: [supplement]
      closed: [check_a]
      deadlines: {review: {side: unit, unit_time: P1DT2H, office_time: PT0S}}
  - extend: review
    by: city_director
    duration: P2D
    code: road
    reason: 山洪冲毁进村道路，材料无法按期送达
  - expect:
      deadlines: {review: {due: 2026-03-11T09:00:00+08:00, extended: true}}
      timers: {reminder: 2026-03-10T09:00:00+08:00}
  - task: supplement
    by: unit_hr@BUREAU
    answers: {material: 一份}
  - until: 2026-03-10T12:00:00+08:00
  - expect:
      history: [timer_fired reminder, ended reminded]
      timers: {reminder: null}
      notices: [{kind: notice, to: unit_hr@BUREAU}]
  - {task: check_a, by: general_group#1, answers: {mark_a: 9}}
  - {task: check_b, by: general_group#2, answers: {mark_b: 9}}
end:
  events: [finish]
  deadlines: {review: {status: met}}
  variables: {mark_a: 9}
  history: [case_started, task_completed check_a, task_completed supplement, deadline_extended work, ended finish]
"""


def played(steps: str, head: str = HEAD) -> ScenarioResult:
    """Play this scenario on the review procedure."""
    procedure = read_files("review", review_files())
    return play(read_scenario((head + steps).encode(), "scenarios/one.yaml"), "review", {"review": procedure})


def sentences(result: ScenarioResult, locale: str = "en") -> list[str]:
    """Each failure as step and sentence."""
    return [f"{failure.step}: {failure.sentence.in_language(locale)}" for failure in result.failures]


def test_a_scenario_that_goes_as_it_says_passes() -> None:
    assert sentences(played(GOOD.replace("deadline_extended work, ", ""))) == []


def test_history_lines_must_stand_in_the_order_that_is_written() -> None:
    assert sentences(played(GOOD)) == ["None: The history has no line “deadline_extended work”, or not in this order."]


def test_a_played_scenario_knows_what_it_covered() -> None:
    progress = played(GOOD).coverage["review"]
    assert {"check_a", "check_b", "supplement", "finish", "reminded"} <= progress.done
    assert {"s7", "s8", "s9", "r2"} <= progress.flows


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("steps: [{expect: {open: [check_a]}}]", '1: Open tasks: expected ["check_a"], got ["check_a", "check_b"].'),
        ("steps: [{expect: {closed: [check_a]}}]", "1: The task check_a is still open."),
        (
            "steps: [{task: supplement, by: unit_hr@BUREAU}]",
            "1: No task supplement is open; open are check_a, check_b.",
        ),
        (
            "steps: [{expect: {deadlines: {review: {due: 2026-03-09T10:00}}}}]",
            "1: Deadline review, due: expected 2026-03-09T10:00:00+08:00, got 2026-03-09T09:00:00+08:00.",
        ),
        ("steps: [{expect: {deadlines: {other: {status: running}}}}]", "1: There is no deadline other."),
        ("steps: [{expect: {variables: {subject: 2号}}}]", '1: Variable subject: expected "2号", got "1号".'),
        ("steps: [{expect: {variables: {mark_a: 1}}}]", "1: The variable mark_a is not set."),
        (
            "steps: [{expect: {timers: {reminder: null}}}]",
            "1: Timer reminder: expected null, got 2026-03-08T09:00:00+08:00.",
        ),
        ("steps: [{expect: {letters: [order]}}]", "1: The letter order is missing; there are –."),
        (
            "steps: [{expect: {notices: [{kind: notice, to: unit_hr@BUREAU}]}}]",
            '1: The notice notice (to: "unit_hr@BUREAU") is missing; there are –.',
        ),
        ("steps: [{until: 2026-03-01T00:00}]", "1: Time cannot go back to 2026-02-28T16:00:00+00:00."),
        (
            "steps: [{task: check_a, by: general_group, answers: {mark_a: much}}]",
            "1: mark_a: Write a number.",
        ),
        (
            "steps: [{refuse: check_a, by: general_group, answers: {mark_a: 1}, because: not_allowed}]",
            "1: general_group#1 could complete check_a.",
        ),
        (
            "steps: [{refuse: check_a, by: unit_hr@BUREAU, because: recused}]",
            "1: check_a was refused, but not because of “recused”: This task is not assigned to a post of yours.",
        ),
        (
            "steps: [{claim: check_a, by: unit_hr@BUREAU}]",
            "1: check_a (审核甲) was refused to unit_hr@BUREAU#1: This task is not assigned to a post of yours. "
            "It is for general_group.",
        ),
        ("end: {events: [finish]}", "None: The case has not ended; it is active."),
        ("end: {variables: {subject: '@person(nobody)'}}", "None: The scenario has no @person(nobody)."),
    ],
)
def test_every_difference_fails_the_scenario_with_a_sentence(steps: str, sentence: str) -> None:
    assert sentences(played(steps)) == [sentence]


def test_an_end_elsewhere_fails_the_scenario() -> None:
    steps = GOOD.replace("events: [finish]", "events: [elsewhere]").replace("deadline_extended work, ", "")
    assert sentences(played(steps)) == ["None: The case ended at reminded, finish, not at elsewhere."]


def test_a_step_that_raises_an_incident_names_its_element() -> None:
    head = HEAD.replace("BUREAU}", "NOWHERE}")
    result = played("steps: [{advance: P7D}]", head)
    assert len(result.failures) == 1
    assert result.failures[0].step == 0
    assert "NOWHERE" in result.failures[0].sentence.en


def test_people_of_the_world_can_be_named_by_their_ids() -> None:
    world = """
world:
  units: {BUREAU: {name: 某局, parent: ORGANS}, ORGANS: {kind: organ}}
  people: [unit_leader@BUREAU]
  postings: [{person: member@VILLAGE_1#1, village: VILLAGE_1, unit: BUREAU}]
  relations: [[general_group#1, unit_leader@BUREAU]]
"""
    head = (
        HEAD + "  variables: {member: '@person(member@VILLAGE_1#1)', posting: '@posting(member@VILLAGE_1)'}\n" + world
    )
    result = played(
        "end: {variables: {member: '@person(member@VILLAGE_1)', posting: '@posting(member@VILLAGE_1#1)'}}", head
    )
    assert sentences(result) == []


EXAMPLES = """
begin: {subject: 1号, unit: BUREAU}
check_a: {mark_a: =3 + 1}
check_b: {mark_b: '=if subject = "1号" then 3 else 1'}
"""
TO_REVIEW = """
name: {zh: 送审, en: Sent in}
start: {by: unit_hr@BUREAU, at: 2026-03-02T09:00:00+08:00}
steps: [{task: check_a, by: general_group#1}]
"""


def continued(steps: str, base: str = TO_REVIEW, examples: str = EXAMPLES) -> ScenarioResult:
    """Play a scenario that continues `base`, with example answers beside the forms."""
    text = "name: {zh: 接续, en: Goes on}\nafter: base\n" + steps
    own = {"examples.yaml": examples.encode(), "scenarios/base.yaml": base.encode(), "scenarios/on.yaml": text.encode()}
    procedure = read_files("review", {**review_files(), **own})
    scenarios, broken = read_scenarios(procedure.files)
    assert broken == {}
    return play(scenarios["scenarios/on.yaml"], "review", {"review": procedure})


def test_what_no_step_says_is_answered_as_the_example_says_and_a_scenario_goes_on_after_another() -> None:
    steps = (
        "steps: [{task: check_b, by: general_group#2}]\n"
        "end: {open: [supplement], variables: {mark_a: 4, mark_b: 3, subject: 1号}, history: [task_completed check_a]}"
    )
    assert sentences(continued(steps)) == []
    changed = steps.replace("#2}]", "#2, answers: {mark_b: 2}}]").replace("mark_b: 3", "mark_b: 2")
    assert sentences(continued(changed)) == []


def test_a_null_leaves_a_question_of_the_example_unanswered() -> None:
    result = continued("steps: [{task: check_b, by: general_group#2, answers: {mark_b: null}}]")
    assert [failure.file for failure in result.failures] == ["scenarios/on.yaml"]
    assert sentences(result)[0].startswith("1: mark_b:")


def test_a_failure_in_what_is_continued_names_that_file() -> None:
    base = TO_REVIEW.replace("check_a, by", "check_b, by") + "end: {open: []}"
    result = continued("steps: [{task: check_b, by: general_group#2}]", base)
    assert [(failure.file, failure.step) for failure in result.failures] == [("scenarios/on.yaml", 1)]
    result = continued("steps: []", TO_REVIEW.replace("check_a, by", "supplement, by"))
    assert [(failure.file, failure.step) for failure in result.failures] == [("scenarios/base.yaml", 1)]


def write_folder(path: Path, steps: str) -> Path:
    """The review procedure with one scenario, as a folder."""
    folder = path / "review"
    for name, data in {**review_files(), "scenarios/one.yaml": (HEAD + steps).encode()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_the_command_prints_counts_and_coverage(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, GOOD.replace("deadline_extended work, ", ""))
    result = CliRunner().invoke(play_command, [str(folder), "--language", "en"])
    assert result.exit_code == 0, result.stdout
    assert "passed review/scenarios/one.yaml Reviewed twice" in result.stdout
    assert "review: 16 of 16 elements, 15 of 15 flows, 0 of 0 rules covered" in result.stdout
    assert result.stdout.strip().endswith("1 passed, 0 failed, 1 total.")


def test_the_command_prints_one_json_object_and_fails_where_a_scenario_fails(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, "steps: [{expect: {open: []}}]")
    result = CliRunner().invoke(play_command, [str(folder), "--json"])
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["passed"], report["failed"], report["total"]) == (0, 1, 1)
    assert report["list"][0]["failures"][0]["step"] == 1
    assert report["coverage"]["review"]["uncovered_elements"]


def test_a_folder_of_procedures_stands_for_all_of_them_and_only_chooses_files(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, "steps: [{expect: {open: []}}]")
    (folder / "scenarios" / "two.yaml").write_text(HEAD + "steps: []", encoding="utf-8")
    result = CliRunner().invoke(play_command, [str(tmp_path), "--only", "two", "--language", "zh"])
    assert result.exit_code == 0, result.stdout
    assert result.stdout.strip().endswith("通过 1，失败 0，共 1。")


def test_a_folder_that_is_not_there_and_a_broken_scenario_are_said_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(play_command, [str(tmp_path / "nowhere"), "--language", "en"])
    assert result.exit_code == 1
    assert "There is no folder nowhere" in result.stdout
    folder = write_folder(tmp_path, "steps: [{jump: far}]")
    result = CliRunner().invoke(play_command, [str(folder), "--language", "en"])
    assert result.exit_code == 1
    assert "Nothing says what happens in step 1" in result.stdout


def test_a_scenario_answers_a_list_with_rows_and_names_the_row_that_is_wrong() -> None:
    asked = {"type": "textfield", "key": "ground", "label": "事由", "validate": {"required": True}}
    questions = [asked, {"type": "number", "key": "count", "label": "次数"}]
    listed = {"type": "dynamiclist", "path": "items", "label": "问题", "components": questions}
    form = {"id": "check_a", "type": "default", "components": [listed]}
    files = review_files(**{"forms/check_a.form": json.dumps(form).encode()})
    steps = """
steps:
  - refuse: check_a
    by: general_group#1
    answers: {items: [{ground: 甲}, {count: 2}]}
    because: "items[2].ground"
  - {task: check_a, by: general_group#1, answers: {items: [{ground: 甲, count: 2}, {ground: "@unit(BUREAU)"}]}}
  - expect: {variables: {items: [{ground: 甲, count: 2}, {ground: "@unit(BUREAU)", count: null}]}}
"""
    result = play(read_scenario((HEAD + steps).encode(), "t.yaml"), "review", {"review": read_files("review", files)})
    assert [failure.sentence.en for failure in result.failures] == []


def test_what_the_check_refuses_is_not_played(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, "steps: []")
    diagram = folder / "review.bpmn"
    diagram.write_bytes(diagram.read_bytes().replace(b"case.notify", b"case.notfy"))
    result = CliRunner().invoke(play_command, [str(folder), "--language", "en"])
    assert result.exit_code == 1
    assert "case.notfy" in result.stdout
    assert "What the check refuses is not played; correct these errors first." in result.stdout
    assert result.stdout.strip().endswith("0 passed, 0 failed, 0 total.")


def test_a_scenario_that_the_check_refuses_fails_by_itself(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, "steps: [{expect: {notices: [overdew]}}]")
    (folder / "scenarios" / "two.yaml").write_text(HEAD + "steps: []", encoding="utf-8")
    result = CliRunner().invoke(play_command, [str(folder), "--language", "en"])
    assert result.exit_code == 1
    assert "Step 1 expects a notice overdew; there is no such kind. Did you mean overdue?" in result.stdout
    assert result.stdout.strip().endswith("1 passed, 1 failed, 2 total.")
