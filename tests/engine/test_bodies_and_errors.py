"""Sub-processes, calls, event sub-processes, errors, escalations and terminate ends."""

from __future__ import annotations

import pytest

from tests.engine.models import (
    CYCLE,
    TERMINATE,
    boundary,
    call,
    end,
    error,
    escalation,
    event_sub_process,
    exclusive,
    message,
    parallel,
    procedure,
    service,
    signal,
    start,
    sub_process,
    throw,
    timer,
    user,
)
from tests.engine.play import Play
from workflows.engine import BpmnError, EngineError


def failing(code: str, **variables: object):
    def perform(call):
        raise BpmnError(code, "wrong", variables)

    return perform


def test_a_terminate_end_ends_its_scope_only():
    inner = sub_process(
        "sub",
        start("s"),
        parallel("split"),
        user("a"),
        user("b"),
        end("stop", event=TERMINATE),
        end("e"),
        paths="s split a stop; split b e",
    )
    case = Play(procedure(start(), inner, user("after"), end(), paths="start sub after end"))
    case.complete("a")
    assert case.open == ["after"]
    assert case.happened("cancelled") == ["b"]
    assert not case.is_ended


def test_a_terminate_end_of_the_case_ends_everything():
    case = Play(
        procedure(
            start(),
            parallel("split"),
            user("a"),
            sub_process("sub", start("s"), user("b"), end("e"), paths="s b e"),
            boundary("late", "sub", timer("P1D")),
            end("stop", event=TERMINATE),
            end(),
            paths="start split a stop; split sub end; late end",
        )
    )
    case.complete("a")
    assert case.is_ended
    assert case.ends == ("stop",)
    assert case.due == {}
    assert case.open == []


def test_an_interrupting_boundary_event_cancels_everything_inside():
    inner = sub_process("deep", start("s2"), user("a"), end("e2"), paths="s2 a e2")
    outer = sub_process("sub", start("s"), inner, end("e"), paths="s deep e")
    case = Play(
        procedure(
            start(), outer, boundary("late", "sub", timer("PT1H")), user("b"), end(), paths="start sub end; late b end"
        )
    )
    assert [element for _, element in case.run.open_tasks[0].path] == ["sub", "deep"]
    case.later(hours=1)
    assert case.open == ["b"]
    assert sorted(case.happened("cancelled")) == ["a", "deep", "sub"]


@pytest.mark.parametrize(("catcher", "is_caught"), [("E1", True), (None, True), ("E2", False)])
def test_an_error_of_an_operation_goes_to_the_event_that_names_it(catcher: str | None, is_caught: bool):
    model = procedure(
        start(),
        service("work"),
        boundary("failed", "work", error(catcher)),
        user("repair"),
        end(),
        paths="start work end; failed repair end",
    )
    if is_caught:
        case = Play(model, perform=failing("E1", reason="full"))
        assert case.open == ["repair"]
        assert case.variables == {"reason": "full"}
        assert case.happened("error_caught") == ["failed"]
    else:
        with pytest.raises(EngineError, match="nothing catches it") as raised:
            Play(model, perform=failing("E1"))
        assert raised.value.element_id == "work"


def test_a_named_catcher_goes_before_a_catch_all():
    case = Play(
        procedure(
            start(),
            service("work"),
            boundary("any", "work", error()),
            boundary("named", "work", error("E1")),
            user("a"),
            user("b"),
            end(),
            paths="start work end; any a end; named b end",
        ),
        perform=failing("E1"),
    )
    assert case.open == ["b"]


def test_an_error_end_event_leaves_through_sub_process_and_call():
    called = procedure(
        start(),
        sub_process("inner", start("s"), user("a"), end("bad", event=error("E1")), paths="s a bad"),
        end(),
        paths="start inner end",
        process_id="called",
    )
    case = Play(
        procedure(
            start(),
            call("call", "called"),
            boundary("failed", "call", error("E1")),
            user("repair"),
            end(),
            paths="start call end; failed repair end",
        ),
        called=(called,),
    )
    case.complete("a")
    assert case.open == ["repair"]
    assert sorted(case.happened("cancelled")) == ["bad", "call", "inner"]


def test_an_error_event_sub_process_waits_for_the_error():
    case = Play(
        procedure(
            start(),
            parallel("split"),
            user("a"),
            service("work"),
            user("b"),
            end(),
            event_sub_process("rescue", error("E1"), user("repair"), end("e"), paths="rescue_start repair e"),
            paths="start split a work end; split b end",
        ),
        perform=failing("E1", reason="full"),
    )
    assert case.open == ["a", "b"]
    case.complete("a")
    assert case.open == ["repair"]
    [repair] = case.ids("repair")
    assert case.run.visible(repair)["reason"] == "full"
    case.complete("repair")
    assert case.is_ended


def test_a_second_error_inside_the_rescue_is_not_caught_by_the_same_rescue():
    case = Play(
        procedure(
            start(),
            service("work"),
            end(),
            event_sub_process(
                "rescue", error(), user("repair"), service("again"), end("e"), paths="rescue_start repair again e"
            ),
            paths="start work end",
        ),
        perform=failing("E1"),
    )
    with pytest.raises(EngineError, match="nothing catches it"):
        case.complete("repair")


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_escalation_reaches_the_boundary_of_its_sub_process(interrupting: bool):
    inner = sub_process(
        "sub", start("s"), user("a"), throw("raise", escalation("slow")), user("b"), end("e"), paths="s a raise b e"
    )
    case = Play(
        procedure(
            start(),
            inner,
            boundary("up", "sub", escalation("slow"), interrupting=interrupting),
            user("boss"),
            end(),
            paths="start sub end; up boss end",
        )
    )
    case.complete("a")
    assert case.open == (["boss"] if interrupting else ["b", "boss"])
    assert case.thrown == []


def test_an_escalation_that_nobody_catches_leaves_the_case():
    case = Play(
        procedure(
            start(),
            throw("raise", escalation("slow"), inputs={"days": "= 3"}),
            user("a"),
            end(),
            paths="start raise a end",
        )
    )
    assert case.open == ["a"]
    assert [(t.kind, t.name, t.variables) for t in case.thrown] == [("escalation", "slow", {"days": 3})]


def test_a_timer_event_sub_process_beside_the_case():
    case = Play(
        procedure(
            start(),
            user("a"),
            end(),
            event_sub_process(
                "watch",
                timer("R2/P1D", CYCLE),
                user("nudge"),
                end("e"),
                paths="watch_start nudge e",
                interrupting=False,
            ),
            event_sub_process("limit", timer("P5D"), user("close"), end("f"), paths="limit_start close f"),
            paths="start a end",
        )
    )
    case.later(days=1)
    assert case.open == ["a", "nudge"]
    case.later(days=1)
    assert case.open == ["a", "nudge", "nudge"]
    case.later(days=3)
    assert case.open == ["close"]
    assert case.due == {}
    case.complete("close")
    assert case.is_ended
    assert case.ends == ("f",)


def test_an_event_sub_process_keeps_its_scope_open_and_is_disarmed_with_it():
    inner = sub_process(
        "sub",
        start("s"),
        user("a"),
        end("e"),
        event_sub_process(
            "ask", message("question"), user("answer"), end("f"), paths="ask_start answer f", interrupting=False
        ),
        paths="s a e",
    )
    case = Play(procedure(start(), inner, user("after"), end(), paths="start sub after end"))
    case.deliver("question", topic="x")
    case.deliver("question", topic="y")
    assert case.variables == {"topic": "y"}
    case.complete("a")
    assert case.open == ["answer", "answer"]
    case.complete("answer")
    case.complete("answer")
    assert case.open == ["after"]
    assert case.run.subscriptions == ()


def test_an_interrupting_event_sub_process_of_a_body_lets_the_case_go_on():
    inner = sub_process(
        "sub",
        start("s"),
        parallel("split"),
        user("a"),
        user("b"),
        parallel("join"),
        end("e"),
        event_sub_process("stop", signal("halt"), user("tidy"), end("f"), paths="stop_start tidy f"),
        paths="s split a join e; split b join",
    )
    case = Play(procedure(start(), inner, user("after"), end(), paths="start sub after end"))
    case.complete("a")
    case.signal("halt")
    assert case.open == ["tidy"]
    case.complete("tidy")
    assert case.open == ["after"]


def test_a_sub_process_in_a_loop_starts_afresh_each_time():
    inner = sub_process("sub", start("s"), user("a"), end("e"), paths="s a e", inputs={"n": "= 0"})
    case = Play(
        procedure(
            start(),
            inner,
            exclusive("again", default="again-end"),
            end(),
            paths="start sub again end; again sub",
            conditions={"again-sub": "= more"},
        )
    )
    sizes = set()
    for _ in range(20):
        [a] = case.ids("a")
        assert case.run.visible(a)["n"] == 0
        case.complete("a", n=7, more=True)
        sizes.add(len(case.blob) // 10)
    assert len(sizes) <= 2


def test_endless_recursion_of_calls_is_an_error():
    model = procedure(start(), call("again", "case"), end(), paths="start again end")
    with pytest.raises(EngineError, match="levels deep"):
        Play(model)


def test_a_called_process_that_is_missing_is_an_error():
    with pytest.raises(EngineError, match="not published"):
        Play(procedure(start(), call("c", "nowhere"), end(), paths="start c end"))
