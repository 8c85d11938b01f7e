"""Tasks, gateways and sequence: a case goes where the diagram says and survives being saved at every step."""

from __future__ import annotations

import pytest

from tests.engine.models import (
    boundary,
    end,
    exclusive,
    parallel,
    procedure,
    script,
    service,
    start,
    sub_process,
    timer,
    user,
)
from tests.engine.play import Play
from workflows.engine import EngineError, TokenGone

LINE = procedure(start(), user("a"), user("b"), end(), paths="start a b end")


def test_a_case_goes_from_task_to_task_and_ends():
    case = Play(LINE)
    assert case.open == ["a"]
    case.complete("a", answer="yes")
    assert case.open == ["b"]
    case.complete("b")
    assert case.is_ended
    assert case.ends == ("end",)
    assert case.variables == {"answer": "yes"}


def test_a_task_cannot_be_completed_twice():
    case = Play(LINE)
    [token] = case.ids("a")
    case.complete("a")
    with pytest.raises(TokenGone):
        case.act(lambda run: run.complete(token, {}))
    assert case.open == ["b"]


def test_token_ids_are_stable_across_saving():
    case = Play(LINE)
    assert case.ids("a") == case.ids("a")


def test_a_parallel_join_waits_for_every_branch():
    case = Play(
        procedure(
            start(),
            parallel("split"),
            user("a"),
            user("b"),
            parallel("join"),
            user("c"),
            end(),
            paths="start split a join c end; split b join",
        )
    )
    assert case.open == ["a", "b"]
    case.complete("b")
    assert case.open == ["a"]
    case.complete("a")
    assert case.open == ["c"]
    case.complete("c")
    assert case.is_ended


CHOICE = procedure(
    start(),
    exclusive("choose", default="choose-few"),
    user("many"),
    user("few"),
    end(),
    paths="start choose many end; choose few end",
    conditions={"choose-many": "= days >= 22"},
)


@pytest.mark.parametrize(("days", "task"), [(22, "many"), (21, "few"), (22.5, "many")])
def test_an_exclusive_gateway_takes_the_flow_whose_condition_holds(days: float, task: str):
    assert Play(CHOICE, {"days": days}).open == [task]


def test_a_condition_on_a_missing_variable_is_an_error_that_names_it():
    with pytest.raises(EngineError) as raised:
        Play(CHOICE)
    assert raised.value.element_id == "choose"
    assert raised.value.expression == "= days >= 22"
    assert "days" in raised.value.sentence.en
    assert "days" in raised.value.sentence.in_language("zh-CN")


def test_a_condition_on_a_value_of_the_wrong_type_says_so():
    with pytest.raises(EngineError, match="string") as raised:
        Play(CHOICE, {"days": "twenty"})
    assert "null" in raised.value.sentence.en


def test_a_gateway_without_a_way_out_is_an_error():
    stuck = procedure(
        start(),
        exclusive("choose"),
        user("a"),
        user("b"),
        end(),
        paths="start choose a end; choose b end",
        conditions={"choose-a": "= n = 1", "choose-b": "= n = 2"},
    )
    with pytest.raises(EngineError, match="no default flow"):
        Play(stuck, {"n": 3})


def test_automatic_tasks_run_in_one_step():
    calls = []
    case = Play(
        procedure(
            start(),
            script("sum", "= a + b", "total"),
            service("post", "ledger.post"),
            user("check"),
            end(),
            paths="start sum post check end",
        ),
        {"a": 1, "b": 0.2},
        perform=lambda call: calls.append((call.element.operation, call.variables["total"])) or {"posted": True},
    )
    assert calls == [("ledger.post", 1.2)]
    assert case.open == ["check"]
    assert case.variables == {"a": 1, "b": 0.2, "total": 1.2, "posted": True}


def test_what_an_operation_raises_names_its_element():
    def fail(call):
        raise KeyError("no such ledger")

    with pytest.raises(EngineError, match="no such ledger") as raised:
        Play(procedure(start(), service("post"), end(), paths="start post end"), perform=fail)
    assert raised.value.element_id == "post"


def test_an_endless_loop_of_automatic_tasks_is_an_error():
    loop = procedure(
        start(),
        exclusive("again"),
        script("count", "= 1", "n"),
        end(),
        paths="start again count again; again end",
        conditions={"again-count": "= true", "again-end": "= false"},
    )
    with pytest.raises(EngineError, match="automatic"):
        Play(loop)


def test_two_flows_into_a_task_make_two_tasks():
    case = Play(
        procedure(
            start(),
            parallel("split"),
            script("left", "= 1", "l"),
            script("right", "= 1", "r"),
            user("a"),
            end(),
            paths="start split left a end; split right a",
        )
    )
    assert case.open == ["a", "a"]
    case.complete("a")
    case.complete("a")
    assert case.is_ended
    assert case.ends == ("end", "end")


def test_the_journal_tells_every_flow_taken():
    case = Play(LINE)
    case.complete("a")
    case.complete("b")
    taken = [flow for entry in case.journal for flow in entry.details.get("flows", ())]
    assert taken == ["start-a", "a-b", "b-end"]
    assert case.happened("case_ended") == ["case"]


def test_the_cost_of_a_loop_does_not_show_in_the_state():
    loop = procedure(
        start(),
        user("a"),
        exclusive("again"),
        end(),
        paths="start a again a; again end",
        conditions={"again-a": "= more", "again-end": "= not(more)"},
    )
    case = Play(loop)
    sizes = set()
    for _ in range(60):
        case.complete("a", more=True)
        sizes.add(len(case.blob))
    assert max(sizes) - min(sizes) < 10
    case.complete("a", more=False)
    assert case.is_ended


def test_cancelling_the_case_leaves_nothing():
    case = Play(
        procedure(
            start(),
            parallel("split"),
            user("a"),
            sub_process("sub", start("s"), user("b"), end("e"), paths="s b e"),
            boundary("late", "sub", timer("P1D")),
            parallel("join"),
            end(),
            paths="start split a join end; split sub join; late end",
        )
    )
    case.act(lambda run: run.cancel())
    assert case.is_ended
    assert case.open == []
    assert case.due == {}
    assert sorted(case.happened("cancelled")) == ["a", "b", "sub"]
    case.later(days=2)
    assert case.happened("timer_fired") == []
