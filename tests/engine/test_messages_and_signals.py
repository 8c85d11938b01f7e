"""Messages and signals: subscriptions shown, delivered by token, thrown outwards; signals also inside the case."""

from __future__ import annotations

import pytest

from tests.engine.models import (
    boundary,
    catch,
    end,
    event_gateway,
    message,
    parallel,
    procedure,
    receive,
    signal,
    start,
    sub_process,
    throw,
    timer,
    user,
)
from tests.engine.play import Play
from workflows.engine import EngineError, TokenGone

WAIT = procedure(start(), catch("wait", message("reply", "= number")), user("a"), end(), paths="start wait a end")


def test_a_subscription_shows_name_and_key():
    case = Play(WAIT, {"number": 17})
    [found] = case.run.subscriptions
    assert (found.kind, found.name, found.correlation_key, found.element.id) == ("message", "reply", "17", "wait")


def test_delivering_goes_on_with_the_messages_variables():
    case = Play(WAIT, {"number": 17})
    case.deliver("reply", text="好")
    assert case.open == ["a"]
    assert case.variables == {"number": 17, "text": "好"}


def test_a_message_is_delivered_once():
    case = Play(WAIT, {"number": 17})
    token = case.run.subscriptions[0].token_id
    case.deliver("reply")
    with pytest.raises(TokenGone):
        case.act(lambda run: run.deliver(token, {}))


def test_output_mappings_of_the_event_choose_from_the_message():
    model = procedure(
        start(), catch("wait", message("reply"), outputs={"kept": "= text"}), user("a"), end(), paths="start wait a end"
    )
    case = Play(model)
    case.deliver("reply", text="x", noise=1)
    assert case.variables == {"kept": "x"}


def test_a_key_that_is_null_is_an_error():
    with pytest.raises(EngineError, match="correlation key"):
        Play(WAIT, {"number": None})


def test_a_receive_task_may_carry_boundary_events():
    case = Play(
        procedure(
            start(),
            receive("wait", message("reply")),
            boundary("late", "wait", timer("P1D")),
            user("a"),
            user("b"),
            end(),
            paths="start wait a end; late b end",
        )
    )
    assert [t.element.id for t in case.run.activities] == ["wait"]
    case.later(days=1)
    assert case.open == ["b"]
    assert case.run.subscriptions == ()


def test_a_message_boundary_event_that_does_not_interrupt_takes_every_message():
    case = Play(
        procedure(
            start(),
            user("a"),
            boundary("note", "a", message("note"), interrupting=False),
            user("read"),
            end(),
            paths="start a end; note read end",
        )
    )
    case.deliver("note", text="1")
    case.deliver("note", text="2")
    assert case.open == ["a", "read", "read"]


def test_the_first_event_behind_an_event_gateway_wins():
    race = procedure(
        start(),
        event_gateway("race"),
        catch("answer", message("answer")),
        receive("refusal", message("refusal")),
        catch("late", timer("P1D")),
        user("a"),
        user("b"),
        user("c"),
        end(),
        paths="start race answer a end; race refusal b end; race late c end",
    )
    case = Play(race)
    assert [s.name for s in case.run.subscriptions] == ["answer", "refusal"]
    case.deliver("refusal")
    assert case.open == ["b"]
    assert case.run.subscriptions == ()
    assert case.due == {}
    taken = [e.details["flows"] for e in case.journal if e.element_id == "refusal" and e.kind == "completed"]
    assert taken == [["race-refusal", "refusal-b"]]


def test_a_thrown_message_goes_to_the_outbox_with_its_mapped_variables():
    case = Play(
        procedure(
            start(),
            throw("send", message("order", "= number"), inputs={"items": "= [1, 2]"}),
            end("done", event=message("closed")),
            paths="start send done",
        ),
        {"number": "A-1"},
    )
    assert [(t.kind, t.name, t.correlation_key, t.variables) for t in case.thrown] == [
        ("message", "order", "A-1", {"items": [1, 2]}),
        ("message", "closed", None, {}),
    ]
    assert case.variables == {"number": "A-1"}


def test_a_signal_reaches_every_waiting_event_of_the_case_and_leaves_it():
    case = Play(
        procedure(
            start(),
            parallel("split"),
            catch("one", signal("go")),
            sub_process("sub", start("s"), catch("two", signal("go")), end("e"), paths="s two e"),
            catch("other", signal("stop")),
            user("a"),
            throw("shout", signal("go"), inputs={"word": '= "now"'}),
            end(),
            paths="start split one end; split sub end; split other end; split a shout end",
        )
    )
    case.complete("a")
    assert [s.name for s in case.run.subscriptions] == ["stop"]
    assert case.variables == {"word": "now"}
    assert [(t.kind, t.name) for t in case.thrown] == [("signal", "go")]
    case.signal("stop")
    assert case.is_ended


def test_a_signal_end_event_is_thrown():
    case = Play(procedure(start(), end("shout", event=signal("done")), paths="start shout"))
    assert [(t.kind, t.name) for t in case.thrown] == [("signal", "done")]
    assert case.is_ended


def test_a_signal_that_interrupts_its_own_thrower_stops_it():
    inner = sub_process(
        "sub", start("s"), throw("shout", signal("halt")), user("never"), end("e"), paths="s shout never e"
    )
    case = Play(
        procedure(
            start(),
            inner,
            boundary("halted", "sub", signal("halt")),
            user("a"),
            end(),
            paths="start sub end; halted a end",
        )
    )
    assert case.open == ["a"]


def test_a_signal_from_outside_tells_how_many_took_it():
    case = Play(procedure(start(), catch("one", signal("go")), end(), paths="start one end"))
    assert case.act(lambda run: run.signal("nothing", {})) == 0
    assert case.act(lambda run: run.signal("go", {})) == 1
    assert case.is_ended
