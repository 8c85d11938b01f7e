"""A scenario file is read into steps that name actors, moments and answers; every mistake says where it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workflows.procedure import ProcedureError
from workflows.procedure.scenario import (
    AdvanceStep,
    CompleteStep,
    ExpectStep,
    ExtendStep,
    RefuseStep,
    ScenarioActor,
    UntilStep,
)
from workflows.procedure.scenario_reader import read_scenario

HEAD = "name: {zh: 一, en: One}\nstart: {by: general_group, at: 2018-12-10T09:00:00+08:00}\n"


def test_a_scenario_is_read() -> None:
    steps = """
steps:
  - {task: propose, by: unit_hr@UNIT_A#2, answers: {outcome: agree, age: 30}, item: 2}
  - {advance: P1DT2H}
  - {until: 2018-12-17T24:00}
  - {refuse: review, by: unit_hr@UNIT_A, because: not_allowed}
  - {extend: replacement, by: city_director, duration: P3D, code: road, reason: 道路中断}
  - expect: {open: [propose], deadlines: {replacement: {due: 2018-12-17T24:00, unit_time: PT5H}}, timers: {remind: null}}
end: {events: [closed]}
"""
    scenario = read_scenario((HEAD + steps).encode(), "scenarios/one.yaml")
    complete, advance, until, refuse, extend, expect = scenario.steps
    midnight = datetime(2018, 12, 17, 16, tzinfo=UTC)
    assert complete == CompleteStep(
        "propose", ScenarioActor("unit_hr", "UNIT_A", 2), {"outcome": "agree", "age": 30}, 2
    )
    assert advance == AdvanceStep(timedelta(days=1, hours=2))
    assert isinstance(until, UntilStep)
    assert until.at == midnight
    assert isinstance(refuse, RefuseStep)
    assert isinstance(extend, ExtendStep)
    assert extend.duration == timedelta(days=3)
    assert isinstance(expect, ExpectStep)
    assert expect.expectation.deadlines["replacement"] == {"due": midnight, "unit_time": timedelta(hours=5)}
    assert expect.expectation.timers == {"remind": None}
    assert scenario.end_events == ("closed",)
    assert [str(actor) for actor in scenario.actors()] == [
        "general_group#1",
        "unit_hr@UNIT_A#2",
        "unit_hr@UNIT_A#1",
        "city_director#1",
    ]
    assert list(scenario.named_elements()) == [
        (1, "propose"),
        (4, "review"),
        (6, "propose"),
        (6, "remind"),
        (0, "closed"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: {zh: 一}\nstart: {by: a, at: 2018-12-10}", "en in the scenario must be a text."),
        (
            "name: {zh: 一, en: One}\nstart: {by: '?', at: 2018-12-10}",
            "by in start must be an actor such as unit_hr@UNIT_A#1.",
        ),
        (HEAD + "steps: [{advance: 7 days}]", "advance in step 1 must be a duration such as P1DT2H."),
        (
            HEAD + "steps: [{task: a, by: b, answer: {}}]",
            "In step 1, the key answer means nothing; known keys: answers, by, item, part, rows, task. Did you mean answers?",
        ),
        (HEAD + "steps: [{task: a, by: b, item: 0}]", "item in step 1 must be a whole number from 1."),
        (HEAD + "steps: [run]", "step in step 1 must be a mapping."),
        (
            HEAD + "steps: [{extend: a, by: b, code: c, reason: d}]",
            "extend in step 1 must be with either duration or to.",
        ),
        (
            HEAD + "ned: {events: []}",
            "In the scenario, the key ned means nothing; known keys: after, end, name, settings, start, steps, world. "
            "Did you mean end?",
        ),
        (HEAD + "~: 1", "In the scenario, the key — means nothing;"),
        (HEAD + "end: {opened: []}", "In end, the key opened means nothing;"),
        (HEAD + "world: {relations: [[a]]}", "relations in world must be pairs of actors."),
        (HEAD + "world: {postings: 1}", "postings in world must be a list."),
        ("just text", "content in the scenario must be a mapping."),
        ("", "zh in the scenario must be a text."),
    ],
)
def test_a_mistake_says_where_it_is(text: str, sentence: str) -> None:
    with pytest.raises(ProcedureError) as caught:
        read_scenario(text.encode(), "scenarios/one.yaml")
    assert caught.value.problems[0].sentence.en.startswith(sentence)
    assert caught.value.problems[0].sentence.zh
