"""Multi-instance activities: countersign, first answer, votes, in parallel and in order, around every kind of activity."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.models import (
    boundary,
    call,
    each,
    end,
    error,
    procedure,
    service,
    start,
    sub_process,
    timer,
    user,
)
from tests.engine.play import Play
from workflows.engine import BpmnError, EngineError
from workflows.procedure.model import Procedure


def voting(*, sequential: bool = False, condition: str | None = None, output: str | None = "= vote") -> Procedure:
    loop = replace(
        each("= people", "person", sequential=sequential),
        output_collection="votes" if output else None,
        output_element=output,
        completion_condition=condition,
    )
    return procedure(start(), user("vote", multi_instance=loop), user("after"), end(), paths="start vote after end")


def test_every_item_becomes_a_task_that_sees_its_item():
    case = Play(voting(), {"people": ["甲", "乙", "丙"]})
    assert case.open == ["vote"] * 3
    seen = [dict(case.run.visible(task)) for task in case.ids("vote")]
    assert [(s["person"], s["loopCounter"]) for s in seen] == [("甲", 1), ("乙", 2), ("丙", 3)]
    assert [t.item_index for t in case.run.open_tasks] == [0, 1, 2]


def test_outputs_stand_in_the_order_of_the_items_and_only_when_all_are_done():
    case = Play(voting(), {"people": ["甲", "乙"]})
    case.complete("vote", item=1, vote="no")
    assert "votes" not in case.variables
    case.complete("vote", vote="yes")
    assert case.open == ["after"]
    assert case.variables == {"people": ["甲", "乙"], "votes": ["yes", "no"]}


def test_one_after_another():
    case = Play(voting(sequential=True), {"people": ["甲", "乙", "丙"]})
    for name in ("甲", "乙", "丙"):
        [task] = case.ids("vote")
        assert case.run.visible(task)["person"] == name
        case.complete("vote", vote=name)
    assert case.variables["votes"] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("condition", "votes", "left"),
    [
        ("= numberOfCompletedInstances = 1", ["yes"], 0),
        ('= count(votes[item = "yes"]) >= 2', ["yes", "no", "yes"], 0),
        ("= numberOfCompletedInstances / numberOfInstances >= 0.5", ["no", "no"], 0),
        ("= numberOfActiveInstances <= 1", ["yes", "yes", "yes"], 0),
        ("= numberOfTerminatedInstances > 0", ["a", "b", "c"], 1),
        ('= vote = "veto"', ["yes", "veto"], 0),
    ],
)
def test_the_completion_condition_sees_the_counts_the_outputs_so_far_and_the_item(
    condition: str, votes: list[str], left: int
):
    case = Play(voting(condition=condition), {"people": ["甲", "乙", "丙", "丁"]})
    for vote in votes:
        assert "vote" in case.open
        case.complete("vote", vote=vote)
    assert case.open.count("vote") == left
    assert ("after" in case.open) == (left == 0)


def test_a_condition_that_holds_cancels_what_is_open():
    case = Play(voting(condition="= true"), {"people": ["甲", "乙", "丙"]})
    case.complete("vote", item=1, vote="yes")
    assert case.open == ["after"]
    assert case.variables["votes"] == [None, "yes", None]
    assert case.happened("cancelled") == ["vote", "vote"]


def test_an_empty_collection_completes_at_once():
    case = Play(voting(), {"people": []})
    assert case.open == ["after"]
    assert case.variables["votes"] == []


@pytest.mark.parametrize("people", [None, "甲", {"a": 1}, 3])
def test_what_is_no_list_is_an_error(people: object):
    with pytest.raises(EngineError, match="not a list") as raised:
        Play(voting(), {"people": people})
    assert raised.value.element_id == "vote"


def test_too_many_items_are_an_error():
    with pytest.raises(EngineError, match="1000"):
        Play(voting(), {"people": list(range(1001))})
    assert len(Play(voting(), {"people": list(range(1000))}).open) == 1000


def test_a_condition_that_is_not_boolean_is_an_error_that_names_what_is_missing():
    case = Play(voting(condition="= quorum <= numberOfCompletedInstances"), {"people": ["甲", "乙"]})
    with pytest.raises(EngineError, match="quorum"):
        case.complete("vote", vote="yes")


def test_boundary_events_sit_on_the_whole_body():
    loop = each("= people", "person")
    case = Play(
        procedure(
            start(),
            user("vote", multi_instance=loop),
            boundary("late", "vote", timer("P1D")),
            boundary("remind", "vote", timer("PT1H"), interrupting=False),
            user("escalate"),
            user("urge"),
            end(),
            paths="start vote end; late escalate end; remind urge end",
        ),
        {"people": ["甲", "乙"]},
    )
    assert len(case.due) == 2
    case.later(hours=1)
    assert case.open == ["urge", "vote", "vote"]
    case.complete("vote")
    case.later(days=1)
    assert case.open == ["escalate", "urge"]


def test_the_body_and_its_items_are_activities():
    case = Play(voting(), {"people": ["甲", "乙"]})
    body, *items = case.run.activities
    assert (body.is_body, body.item_index) == (True, None)
    assert [item.item_index for item in items] == [0, 1]
    assert all(item.path == ((body.id, "vote"),) for item in items)


@pytest.mark.parametrize("sequential", [False, True])
def test_sub_processes_for_each_item_keep_their_items_apart(sequential: bool):
    loop = replace(
        each("= teams", "team", sequential=sequential),
        output_collection="scores",
        output_element="= {team: team, score: score}",
    )
    body = sub_process(
        "assess",
        start("s"),
        user("score_it", inputs={"score": "= null"}, outputs={"score": "= score"}),
        user("confirm"),
        end("e"),
        paths="s score_it confirm e",
        inputs={"score": "= 0"},
        multi_instance=loop,
    )
    case = Play(procedure(start(), body, end(), paths="start assess end"), {"teams": ["一", "二"]})
    done = 0
    while not case.is_ended:
        [task, *_] = [t for t in case.run.open_tasks if t.element.id == "score_it"] or case.run.open_tasks
        team = case.run.visible(task.id)["team"]
        if task.element.id == "score_it":
            case.act(lambda run, task=task, team=team: run.complete(task.id, {"score": 10 if team == "一" else 20}))
        else:
            assert case.run.visible(task.id)["score"] == (10 if team == "一" else 20)
            case.act(lambda run, task=task: run.complete(task.id, {}))
        done += 1
    assert done == 4
    assert case.variables == {
        "teams": ["一", "二"],
        "scores": [{"team": "一", "score": 10}, {"team": "二", "score": 20}],
    }


def test_calls_for_each_item_have_variables_of_their_own():
    called = procedure(start(), user("inner"), end(), paths="start inner end", process_id="called")
    loop = replace(each("= [1, 2]", "n"), output_collection="out", output_element="= answer")
    calling = call("each", "called", multi_instance=loop, outputs={"answer": "= answer"})
    case = Play(procedure(start(), calling, end(), paths="start each end"), called=(called,))
    [first, second] = case.ids("inner")
    assert [case.run.visible(t)["n"] for t in (first, second)] == [1, 2]
    case.complete("inner", answer="one")
    case.complete("inner", answer="two")
    assert case.variables == {"out": ["one", "two"]}


def test_an_error_in_one_item_interrupts_the_body():
    def perform(call):
        if call.variables["n"] == 2:
            raise BpmnError("BAD", "no", {"which": call.variables["n"]})
        return {"r": call.variables["n"]}

    loop = replace(each("= [1, 2, 3]", "n"), output_collection="out", output_element="= r")
    case = Play(
        procedure(
            start(),
            service("work", multi_instance=loop),
            boundary("failed", "work", error("BAD")),
            user("repair"),
            end(),
            paths="start work end; failed repair end",
        ),
        perform=perform,
    )
    assert case.open == ["repair"]
    assert case.variables == {"which": 2}
