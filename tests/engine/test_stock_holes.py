"""The five holes that decide the design: each shown on the stock library, then closed by the engine."""

from __future__ import annotations

import json

import pytest

from tests.engine import stock
from tests.engine.models import end, exclusive, parallel, procedure, start, user
from tests.engine.play import Play

FORK_PATHS = "start first split a join c end; split b join"
OURS = procedure(
    start(),
    user("first"),
    parallel("split"),
    user("a"),
    user("b"),
    parallel("join"),
    user("c"),
    end(),
    paths=FORK_PATHS,
)


def test_hole_1_a_join_puts_back_old_values():
    library = stock.begin(stock.FORK, FORK_PATHS)
    case = Play(OURS)
    for complete in (lambda *a, **d: stock.complete(library, *a, **d), case.complete):
        complete("first", a_decision="pending", votes=[])
        complete("a", a_decision="approve", votes=["a"])
        complete("b")
    assert stock.open_task(library, "c").data["a_decision"] == "pending"
    assert case.variables["a_decision"] == "approve"
    assert case.variables["votes"] == ["a"]


REWORK = "start enter split a join again end; split b join; again enter"


def test_hole_2_a_join_in_a_loop_fires_early():
    gates = '<exclusiveGateway id="enter"/><exclusiveGateway id="again" default="again-end"/>'
    library = stock.begin(stock.FORK.replace(stock.user("first"), "") + gates, REWORK, {"again-enter": "more"})
    case = Play(
        procedure(
            start(),
            exclusive("enter"),
            parallel("split"),
            user("a"),
            user("b"),
            parallel("join"),
            exclusive("again", default="again-end"),
            end(),
            paths=REWORK,
            conditions={"again-enter": "= more"},
        )
    )
    for complete in (lambda *a, **d: stock.complete(library, *a, **d), case.complete):
        complete("a", more=True)
        complete("b", more=True)
        complete("b", more=True)
    assert stock.ready(library).count("a") == 2, "round three began with one signature of round two"
    assert case.open == ["a"]


def test_hole_3_a_long_case_disappears_and_says_that_it_is_complete():
    elements = stock.ENDS + stock.user("a") + '<exclusiveGateway id="again" default="again-end"/>'
    library = stock.begin(elements, "start a again end; again a", {"again-a": "more"})
    loop = procedure(
        start(),
        user("a"),
        exclusive("again", default="again-end"),
        end(),
        paths="start a again end; again a",
        conditions={"again-a": "= more"},
    )
    case = Play(loop)
    rounds = 0
    while stock.ready(library) and rounds < 600:
        task = stock.open_task(library, "a")
        task.data["more"] = True
        task.run()
        library.do_engine_steps()
        rounds += 1
    assert rounds < 520
    assert library.is_completed(), "nobody ever said that the loop is over"
    for _ in range(600):
        case.complete("a", more=True)
    assert case.open == ["a"]
    assert not case.is_ended


def test_hole_4_sorting_the_keys_of_a_state_loses_data():
    lost = 0
    for _ in range(20):
        library = stock.begin(stock.ENDS + stock.user("a", "b", "c"), "start a b c end")
        stock.complete(library, "a", answer=1)
        stock.complete(library, "b", more=2)
        state = json.loads(stock.SERIALIZER.serialize_json(library))
        state.pop("serializer_version")
        state["tasks"] = dict(sorted(state["tasks"].items()))
        try:
            lost += stock.open_task(stock.SERIALIZER.from_dict(state), "c").data != {"answer": 1, "more": 2}
        except Exception:  # noqa: BLE001 - however it fails, the data is lost
            lost += 1
    assert lost
    case = Play(procedure(start(), user("a"), user("b"), user("c"), end(), paths="start a b c end"))
    case.complete("a", answer=1)
    case.complete("b", more=2)
    case.blob = json.dumps(json.loads(case.blob), sort_keys=True).encode()
    case.complete("c")
    assert case.variables == {"answer": 1, "more": 2}
    assert case.is_ended


def test_hole_5_a_form_field_named_typename_locks_the_case_up():
    library = stock.begin(stock.ENDS + stock.user("a", "b"), "start a b end")
    stock.complete(library, "a", building={"typename": "school", "floors": 2})
    with pytest.raises(TypeError):
        stock.restored(library)
    case = Play(procedure(start(), user("a"), user("b"), end(), paths="start a b end"))
    case.complete("a", building={"typename": "school", "floors": 2})
    assert case.variables == {"building": {"typename": "school", "floors": 2}}
