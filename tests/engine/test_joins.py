"""Joins: arrivals count only since the join last completed; inclusive joins wait for what can still come, not longer."""

from __future__ import annotations

import pytest

from tests.engine.models import (
    boundary,
    end,
    exclusive,
    inclusive,
    parallel,
    procedure,
    script,
    start,
    timer,
    user,
)
from tests.engine.play import Play
from workflows.engine import EngineError

REWORK = procedure(
    start(),
    exclusive("enter"),
    parallel("split"),
    user("a"),
    user("b"),
    parallel("join"),
    exclusive("again", default="again-end"),
    end(),
    paths="start enter split a join again end; split b join; again enter",
    conditions={"again-enter": "= more"},
)


def test_every_round_of_a_rework_loop_needs_every_signature():
    case = Play(REWORK)
    for number in range(5):
        case.complete("a" if number % 2 else "b")
        assert case.open == (["b"] if number % 2 else ["a"])
        case.complete(case.open[0], more=True)
        assert case.open == ["a", "b"]
    case.complete("b")
    case.complete("a", more=False)
    assert case.is_ended


def test_tokens_that_come_twice_on_one_flow_wait_for_the_next_round():
    doubled = procedure(
        start(),
        parallel("many"),
        script("left", "= 1", "l"),
        script("right", "= 1", "r"),
        exclusive("merge"),
        parallel("split"),
        user("a"),
        user("b"),
        parallel("join"),
        user("c"),
        end(),
        paths="start many left merge split a join c end; many right merge; split b join",
    )
    case = Play(doubled)
    assert case.open == ["a", "a", "b", "b"]
    case.complete("a")
    case.complete("a")
    assert case.open == ["b", "b"]
    case.complete("b")
    assert case.open == ["b", "c"]
    case.complete("b")
    assert case.open == ["c", "c"]
    case.complete("c")
    case.complete("c")
    assert case.is_ended


def some(*flags: str, **more: str):
    return procedure(
        start(),
        inclusive("split", default="split-c"),
        user("a"),
        user("b"),
        user("c"),
        inclusive("join"),
        user("d"),
        end(),
        paths="start split a join d end; split b join; split c join",
        conditions={"split-a": "= a", "split-b": "= b"},
    )


@pytest.mark.parametrize(
    ("a", "b", "expected"), [(True, True, ["a", "b"]), (True, False, ["a"]), (False, False, ["c"])]
)
def test_an_inclusive_join_waits_for_the_branches_that_were_taken(a: bool, b: bool, expected: list[str]):
    case = Play(some(), {"a": a, "b": b})
    assert case.open == expected
    for task in expected:
        assert "d" not in case.open
        case.complete(task)
    assert case.open == ["d"]


def test_an_inclusive_join_does_not_wait_for_a_branch_that_went_elsewhere():
    case = Play(
        procedure(
            start(),
            inclusive("split"),
            user("a"),
            user("b"),
            exclusive("leave", default="leave-join"),
            end("lost"),
            inclusive("join"),
            user("d"),
            end(),
            paths="start split a join d end; split b leave join; leave lost",
            conditions={"split-a": "= true", "split-b": "= true", "leave-lost": "= gone"},
        )
    )
    case.complete("a")
    assert case.open == ["b"]
    case.complete("b", gone=True)
    assert case.open == ["d"]
    assert case.ends == ("lost",)


def test_an_inclusive_join_waits_for_a_boundary_event_that_leads_to_it():
    case = Play(
        procedure(
            start(),
            inclusive("split"),
            user("a"),
            user("b"),
            boundary("late", "b", timer("PT1H")),
            end("lost"),
            inclusive("join"),
            user("d"),
            end(),
            paths="start split a join d end; split b lost; late join",
            conditions={"split-a": "= true", "split-b": "= true"},
        )
    )
    case.complete("a")
    assert case.open == ["b"]
    case.later(hours=1)
    assert case.open == ["d"]


def test_a_token_that_can_come_to_a_filled_flow_does_not_hold_the_join_back():
    """BPMN 2.0.2, 13.4.3: the loop behind the outer join leads to both flows of the inner one."""
    nested = procedure(
        start(),
        exclusive("enter"),
        inclusive("outer"),
        user("a"),
        inclusive("inner", default="inner-b"),
        user("b"),
        user("c"),
        inclusive("inner_join"),
        inclusive("outer_join"),
        exclusive("again", default="again-end"),
        end(),
        paths="start enter outer a outer_join again end; outer inner b inner_join outer_join; inner c inner_join; again enter",
        conditions={"outer-a": "= true", "outer-inner": "= true", "inner-c": "= wide", "again-enter": "= more"},
    )
    case = Play(nested, {"wide": False})
    assert case.open == ["a", "b"]
    case.complete("a", more=True)
    assert case.open == ["b"]
    case.complete("b", wide=True)
    assert case.open == ["a", "c"]
    entered = case.happened("entered")
    assert entered.index("inner_join") < entered.index("outer_join")
    assert entered.count("outer_join") == 1


def test_two_inclusive_joins_that_wait_for_each_other_are_released_in_order_of_arrival():
    """A vicious circle: each join is fed by the other. The standard would wait for ever; the older token goes first."""
    circle = procedure(
        start(),
        parallel("split"),
        user("a"),
        user("b"),
        inclusive("one"),
        inclusive("two"),
        parallel("from_one"),
        parallel("from_two"),
        end("end_one"),
        end("end_two"),
        exclusive("gate_one", default="gate_one-end_one"),
        exclusive("gate_two", default="gate_two-end_two"),
        paths=(
            "start split a one from_one gate_one end_one; split b two from_two gate_two end_two; "
            "gate_one two; gate_two one"
        ),
        conditions={"gate_one-two": "= cross", "gate_two-one": "= cross"},
    )
    case = Play(circle, {"cross": False})
    case.complete("b")
    assert case.open == ["a"]
    assert case.ends == ()
    case.complete("a")
    assert case.is_ended
    assert case.ends == ("end_two", "end_one")


def test_a_join_that_can_never_fire_is_an_error_that_says_what_is_missing():
    broken = procedure(
        start(),
        exclusive("choose", default="choose-b"),
        user("a"),
        user("b"),
        parallel("join"),
        end(),
        paths="start choose a join end; choose b join",
        conditions={"choose-a": "= true"},
    )
    case = Play(broken)
    with pytest.raises(EngineError, match="b-join") as raised:
        case.complete("a")
    assert raised.value.element_id == "join"
    assert case.open == ["a"]
