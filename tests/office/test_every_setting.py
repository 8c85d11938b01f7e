"""Each setting, changed, changes the outcome that this file names; and there is none that nothing reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.dmn.decisions import decide
from tests.dmn.test_attendance import ORDERLY
from tests.dmn.test_monthly_consequence import ORDERLY as ORDERLY_MONTH
from tests.dmn.test_qualification import FIT
from tests.dmn.test_recall_decisions import NOTHING
from tests.office.moments import MOMENTS
from tests.office.played import procedures
from workflows.assessment.rules import RULE_SETTINGS
from workflows.attendance.settings import READING_SETTINGS
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.answers import clean
from workflows.casework.errors import InvalidAnswers
from workflows.commands.settings import readers_of_settings
from workflows.feel import Environment, from_json, parse_expression, to_json
from workflows.office.catalogues_file import shipped_schemes
from workflows.office.settings_file import shipped_settings
from workflows.procedure.model import CATALOGUE_FUNCTION, SETTING_FUNCTION

ROOT = Path(__file__).parents[2] / "bpmn"
MONDAY = datetime(2018, 12, 10, 15, tzinfo=OFFICE_ZONE)
SCOPE = {
    "due_at": "2018-12-01T00:30:00+08:00",
    "served_at": "2018-12-10T15:00:00+08:00",
    "order_issued_at": "2018-12-10T15:00:00+08:00",
    "replacement_due_at": "2018-12-18T00:00:00+08:00",
    "rectify_due": "2019-01-10T00:00:00+08:00",
    "item_due": "2019-01-10T00:00:00+08:00",
    "calls_begun_on": "2018-12-07",
    "answer_by": "2018-12-20",
    "absent_at": "2018-12-10T15:00:00+08:00",
    "notice_from": "2018-12-10",
    "notice_days": 5,
}

# setting, another value, the form and question whose rule it moves, the answers: accepted as shipped → refused now
ANSWERS = [
    ("recall.cadres_heard", "3", "verify_office", "cadres_heard", {"value": 2}),
    ("recall.cadres_heard", "3", "verify_poverty", "cadres_heard", {"value": 2}),
    ("recall.villagers_heard", "4", "verify_office", "villagers_heard", {"value": 3}),
    ("recall.villagers_heard", "4", "verify_poverty", "villagers_heard", {"value": 3}),
    ("recall.report_back_days", "30", "report", "occurred_on", {"value": "2018-11-01"}),
    ("selection.quorum", "3/4", "party_group", "members_present", {"value": 4, "members_total": 6}),
    ("leave.after_days", "2", "leave_asked", "leave_from", {"value": "2018-12-05"}),
    ("selection.arrival_days", "2", "sign_dispatch", "term_from", {"value": "2018-12-13"}),
    ("selection.arrival_days", "2", "settle_matching", "term_from", {"value": "2018-12-13"}),
    ("selection.term_years", "3", "sign_dispatch", "term_to", {"value": "2021-01-01", "term_from": "2019-01-01"}),
]

UNIT = {
    "recall_events": 1,
    "unit_overdue_days": 0,
    "is_discussed": True,
    "has_failed_rectification": False,
    "has_falsified_file": False,
    "sent_known_unfit": False,
}

LOW_TWICE = {**ORDERLY_MONTH, "grade": "fair", "low_months": 2, "talks": 1}

# setting, another value, the table, the facts, what it says of them, as shipped → changed
TABLES = [
    (
        "recall.leave_days_a_year",
        "40",
        "recall_grounds",
        {**NOTHING, "leave_days_year": 35},
        "measure",
        "no_fault",
        "none",
    ),
    ("assessment.facts_only_below", "5", "attendance_caps", {**ORDERLY, "posted_days": 6}, "cap", "no_grade", "none"),
    ("recall.stay_gap_days", "8", "attendance_caps", {**ORDERLY, "attendance_gap": -6}, "triggers", ["T2"], []),
    ("selection.max_age", "30", "qualification", FIT, "result", "pass", "fail"),
    ("selection.work_years", "3", "qualification", {**FIT, "work_years": 2}, "result", "pass", "manual"),
    (
        "selection.barred_months",
        "60",
        "qualification",
        {**FIT, "months_since_ordered_recall": 40},
        "result",
        "pass",
        "fail",
    ),
    (
        "rectification.days",
        "20",
        "unit_accountability",
        {**UNIT, "recall_events": 3},
        "rectification_days",
        30,
        20,
    ),
    ("recall.pursue_events", "4", "unit_accountability", {**UNIT, "recall_events": 3}, "measure", "pursue", "circular"),
    ("recall.circular_events", "1", "unit_accountability", UNIT, "measure", "interview", "circular"),
    (
        "recall.seriously_overdue_days",
        "5",
        "unit_accountability",
        {**UNIT, "unit_overdue_days": 4},
        "measure",
        "circular",
        "special_interview",
    ),
    ("assessment.low_months", "2", "monthly_consequence", LOW_TWICE, "consequence", "none", "talk"),
    (
        "assessment.talks_most",
        "1",
        "monthly_consequence",
        {**LOW_TWICE, "grade": "poor"},
        "consequence",
        "talk",
        "recall",
    ),
    (
        "recall.stay_gap_days",
        "4",
        "recall_grounds",
        {**NOTHING, "grounds": ["G4"], "attendance_gap": -5},
        "measure",
        "warn",
        "order",
    ),
]

# What only a played case shows.
PLAYED = {
    "assessment.bottom_share",  # tests/assessment/test_grading.py
    "assessment.excellent_share",  # tests/assessment/test_grading.py
    "assessment.explain_days",  # tests/assessment/test_whole_month.py
    "assessment.points",  # tests/assessment/test_whole_month.py
    "assessment.talk_day",  # bpmn/assessment/scenarios/appeals.yaml
    "assessment.ranking_open",  # tests/assessment/test_month_pages.py
    "assessment.statement_days",  # tests/assessment/test_whole_month.py
    "assessment.team_least",  # tests/assessment/test_joint.py
    "assessment.unit_days_most",  # tests/assessment/test_joint.py
    "assessment.unit_empty_points",  # tests/assessment/test_joint.py
    "assessment.unit_overdue_points",  # tests/assessment/test_joint.py
    "assessment.unit_recall_points",  # tests/assessment/test_joint.py
    "diary.like_share",  # tests/assessment/test_diary_checks.py
    "diary.sample_share",  # tests/assessment/test_diary_checks.py
    "diary.weekly_least",  # tests/assessment/test_diary_checks.py
    "diary.late_days",  # tests/attendance/test_diary.py
    "diary.latest_days",  # tests/attendance/test_diary.py
    *RULE_SETTINGS,  # tests/assessment/test_rules.py, each by name
    *READING_SETTINGS,  # tests/attendance/test_reading_settings.py, each by name
    "leave.township_days",  # tests/leave
    "office.department",  # tests/office/test_names.py, with the three names below
    "office.name",
    "office.short_name",
    "office.team_name",
    "recall.arrival_within_week",  # tests/office/test_played_settings.py
    "recall.days",  # tests/office/test_played_settings.py, as what names no other
    "recall.deemed_served_hours",
    "recall.rectification_days",
    "recall.rolls_to_working_day",
    "rectification.days",  # bpmn/rectification/scenarios/failed.yaml
    "selection.arrival_days",
    "selection.arrival_word_days",  # bpmn/selection_batch/scenarios/posted.yaml
    "selection.batch_calls",  # tests/selection/test_posting.py
    "selection.batch_call_days",  # tests/selection/test_posting.py
    "selection.batch_review_days",  # tests/selection/test_posting.py
    "selection.call_tries",  # tests/selection/test_posting.py
    "selection.calls",
    "selection.criteria",
    "selection.handover_days",  # bpmn/selection_batch/scenarios/posted.yaml
    "selection.handover_items",  # tests/recall/test_recall_case.py
    "selection.low_fit",  # tests/selection/test_matching.py
    "selection.notice_days",  # bpmn/selection_batch/scenarios/announced.yaml
    "selection.objection_days",  # bpmn/selection_batch/scenarios/announced.yaml
    "selection.review_gap",
    "selection.reserve_hours",
    "selection.statement_days",  # bpmn/selection_batch/scenarios/announced.yaml
}


def environment(**changed: str) -> Environment:
    """The environment of an expression on that Monday, with the settings as shipped but for these."""

    def setting(key: str) -> Any:
        entry = shipped_settings()[key]
        return entry.read(changed.get(key, entry.values[-1][1]))

    def catalogue(key: str) -> Any:
        return from_json(shipped_schemes()[setting(key)].plain())

    functions = {**calendar_functions(Calendar()), SETTING_FUNCTION: setting, CATALOGUE_FUNCTION: catalogue}
    return Environment(now=MONDAY.astimezone(UTC), zone=OFFICE_ZONE, functions=functions)


def evaluated(text: str, scope: Mapping[str, Any], **changed: str) -> Any:
    """The plain value of an expression under these settings."""
    return to_json(parse_expression(text.strip().removeprefix("=")).evaluate(scope, environment(**changed)))


def test_nothing_is_a_setting_that_nothing_reads_and_each_is_shown_to_act() -> None:
    readers = readers_of_settings()
    assert set(readers) == set(shipped_settings())
    assert [key for key, names in readers.items() if not names] == []
    shown = {row[0] for table in (MOMENTS, ANSWERS, TABLES) for row in table} | PLAYED
    assert shown == set(shipped_settings())


@pytest.mark.parametrize(("key", "value", "process_id", "element_id", "shipped", "changed"), MOMENTS)
def test_it_moves_a_due_time(
    key: str, value: str, process_id: str, element_id: str, shipped: str, changed: str
) -> None:
    element = procedures()[process_id].elements[element_id]
    text = element.due_date or (element.event.timer if element.event else None)
    assert text
    for moment, settings in ((shipped, {}), (changed, {key: value})):
        assert f"{moment}:00+08:00" in str(evaluated(text, SCOPE, **settings))


@pytest.mark.parametrize(("key", "value", "form_id", "question", "answers"), ANSWERS)
def test_it_refuses_an_answer(key: str, value: str, form_id: str, question: str, answers: dict[str, Any]) -> None:
    form = next(each.forms[form_id] for each in procedures().values() if form_id in each.forms)
    rule = next(field.property("check") for field in form.inputs if field.key == question)
    assert rule is not None
    assert evaluated(rule, answers) is True
    assert evaluated(rule, answers, **{key: value}) is False


@pytest.mark.parametrize(
    ("form_id", "question", "answers", "said"),
    [
        ("verify_office", "cadres_heard", {"cadres_heard": "2"}, "听取村干部至少 3 人，现填 2 人；请补充听取后再填。"),
        (
            "verify_poverty",
            "villagers_heard",
            {"villagers_heard": "2"},
            "走访村民至少 3 人，现填 2 人；请补充走访后再填。",
        ),
        (
            "sign_dispatch",
            "term_to",
            {"outcome": "sign", "term_from": "2026-12-01", "term_to": "2028-11-29"},
            "任期至少 2 年，最早到 2028年11月30日届满；请更正任期结束日期。",
        ),
        ("sign_dispatch", "term_to", {"outcome": "sign", "term_from": "2026-12-01", "term_to": "2028-11-30"}, None),
    ],
)
def test_a_refusal_names_what_the_office_set(
    form_id: str, question: str, answers: dict[str, Any], said: str | None
) -> None:
    form = next(each.forms[form_id] for each in procedures().values() if form_id in each.forms)
    with pytest.raises(InvalidAnswers) as refused:
        clean(form, answers, {"people": []}, environment(**{"recall.cadres_heard": "3"}))
    found = refused.value.fields.get(question)
    assert (found.zh if found else None) == said


@pytest.mark.parametrize(("key", "value", "decision", "facts", "column", "shipped", "changed"), TABLES)
def test_it_changes_what_a_table_says(
    key: str, value: str, decision: str, facts: dict[str, Any], column: str, shipped: Any, changed: Any
) -> None:
    assert decide(decision, **facts).value[column] == shipped
    assert decide(decision, environment(**{key: value}), **facts).value[column] == changed
