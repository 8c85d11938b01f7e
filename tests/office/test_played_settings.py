"""Settings that only a played case shows: what comes out differently when one is set otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.office.played import moment, played, scenario
from workflows.procedure.scenario import CompleteStep
from workflows.procedure.scenario_expectation import ExpectedLetter


def test_a_recall_is_due_later_and_its_letter_says_so() -> None:
    found = played(
        "recall",
        scenario("recall", "served"),
        {"recall.days": "10", "recall.deemed_served_hours": "48"},
        "acknowledge",
        deadlines={"replacement": {"due": moment("2018-12-21T00:00:00")}},
        timers={"overdue_7": moment("2018-12-21T00:00:00")},
        letters=(
            ExpectedLetter("recall_order", says="第10日24时届满"),
            ExpectedLetter("recall_order", says="满48小时"),
        ),
    )
    assert found == []


def test_a_last_day_that_is_a_day_off_rolls_where_the_office_says_so() -> None:
    of = scenario("recall", "served")
    for rolls, due in (("no", "2018-12-16T00:00:00"), ("yes", "2018-12-18T00:00:00")):
        settings = {"recall.days": "5", "recall.rolls_to_working_day": rolls}
        said = () if rolls == "no" else (ExpectedLetter("recall_order", says="遇休息日顺延至其后第一个工作日"),)
        ends = {"replacement": {"due": moment(due)}}
        assert played("recall", of, settings, "acknowledge", deadlines=ends, letters=said) == []


def test_the_arrival_is_to_lie_within_the_week_where_the_office_says_so() -> None:
    letter = ExpectedLetter("dispatch_order", says="2018年12月15日24时")
    ends = {"arrival": {"due": moment("2018-12-16T00:00:00")}}
    settings = {"recall.days": "5", "recall.arrival_within_week": "yes"}
    of = scenario("recall", "main")
    assert played("recall", of, settings, "sign_dispatch", deadlines=ends, letters=(letter,)) == []


def test_a_warning_gives_other_days_to_rectify() -> None:
    due = ExpectedLetter("rectification_notice", says="2018年12月30日24时")
    of = scenario("recall", "warned_and_rectified")
    assert played("recall", of, {"recall.rectification_days": "20"}, "decide", letters=(due,)) == []


def test_a_selection_asks_for_more_calls_nearer_reviews_and_gives_more_days_to_arrive() -> None:
    of = scenario("selection", "dispatched")
    assert played("selection", of, {"selection.calls": "3"}, "phone_check", open=("phone_check",)) == []
    steps = tuple(
        replace(step, answers={**step.answers, "scores": [{"points": 20, "evidence": "考察材料可证。"}] * 5})
        if isinstance(step, CompleteStep) and step.task == "review_b"
        else step
        for step in of.steps
        if not hasattr(step, "expectation")
    )
    apart = replace(of, steps=steps[:9])
    assert played("selection", apart, {"selection.review_gap": "3"}, "review_b", open=("settle_review",)) == []
    late = ExpectedLetter("dispatch_order", says="2018年12月8日")
    assert played("selection", of, {"selection.arrival_days": "5"}, "sign_dispatch", letters=(late,)) == []


def test_other_criteria_make_another_form_and_their_totals_are_compared() -> None:
    of = scenario("selection", "dispatched")

    def scored(*points: int) -> list[dict[str, Any]]:
        return [{"points": each, "evidence": "考察材料可证。"} for each in points]

    rows = {"review_a": scored(25, 20, 20, 20), "review_b": scored(20, 20, 15, 15)}
    steps = tuple(
        replace(step, answers={**step.answers, "outcome": "agree", "scores": rows[step.task]})
        if isinstance(step, CompleteStep) and step.task in rows
        else step
        for step in of.steps
        if not hasattr(step, "expectation")
    )
    four = replace(of, steps=steps[:9])
    settings = {"selection.criteria": "nanping_4"}
    assert (
        played("selection", four, {**settings, "selection.review_gap": "14"}, "review_b", open=("settle_review",)) == []
    )
    first = steps[7]
    assert isinstance(first, CompleteStep)
    five = replace(of, steps=(*steps[:7], replace(first, answers={**first.answers, "scores": scored(*[20] * 5)})))
    (refused, *_) = played("selection", five, settings, "review_a")
    assert "This list has 4 rows" in refused
    called = next(at for at, step in enumerate(steps) if isinstance(step, CompleteStep) and step.task == "phone_check")
    call = steps[called]
    assert isinstance(call, CompleteStep)
    marked = replace(call, answers={**call.answers, "ratings": [{"rating": 5}] * 5})
    (refused, *_) = played("selection", replace(of, steps=(*steps[:called], marked)), settings, "phone_check")
    assert "This list has 4 rows" in refused


def test_the_reserve_steps_in_later() -> None:
    of = scenario("selection", "reserve_within_24_hours")
    first = replace(of, steps=of.steps[:7])
    settings = {"selection.reserve_hours": "2"}
    assert played("selection", first, settings, "review_b", variables={"is_reserve_offered": False}) == []
