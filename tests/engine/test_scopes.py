"""Variables: one scope per process, locals by input mappings, results to the innermost scope that has the variable."""

from __future__ import annotations

import pytest

from tests.engine.models import call, end, exclusive, parallel, procedure, script, service, start, sub_process, user
from tests.engine.play import Play
from workflows.engine import EngineError

FORK = procedure(
    start(),
    parallel("split"),
    user("a"),
    user("b"),
    parallel("join"),
    user("c"),
    end(),
    paths="start split a join c end; split b join",
)


def test_a_branch_sees_what_another_wrote():
    case = Play(FORK, {"decision": "pending"})
    case.complete("a", decision="approve")
    [b] = case.ids("b")
    assert case.run.visible(b)["decision"] == "approve"


@pytest.mark.parametrize("last", ["a", "b"])
def test_a_join_takes_nothing_back(last: str):
    case = Play(FORK, {"a_decision": "pending", "b_decision": "pending", "log": {"n": 0}, "list": []})
    first = "b" if last == "a" else "a"
    case.complete(first, **{f"{first}_decision": "approve"}, log={"n": 1}, list=["x"])
    case.complete(last, **{f"{last}_decision": "reject"})
    assert case.open == ["c"]
    assert case.variables == {
        f"{first}_decision": "approve",
        f"{last}_decision": "reject",
        "log": {"n": 1},
        "list": ["x"],
    }


def test_input_mappings_make_local_variables_that_end_with_the_task():
    case = Play(
        procedure(start(), user("a", inputs={"n": "= total + 1", "who.name": "=person"}), end(), paths="start a end"),
        {"total": 1, "person": "王"},
    )
    [a] = case.ids("a")
    assert dict(case.run.visible(a)) == {"n": 2, "who": {"name": "王"}, "total": 1, "person": "王"}
    case.complete("a", n=5, total=7)
    assert case.variables == {"total": 7, "person": "王"}


def test_a_later_input_mapping_sees_the_earlier_one():
    case = Play(procedure(start(), user("a", inputs={"x": "= 1", "y": "= x + 1"}), end(), paths="start a end"))
    [a] = case.ids("a")
    assert dict(case.run.visible(a)) == {"x": 1, "y": 2}


def test_output_mappings_pick_what_leaves_the_task():
    case = Play(
        procedure(
            start(), user("a", outputs={"result.score": "= points * 2", "who": "= name"}), end(), paths="start a end"
        ),
        {"result": {"old": 1}},
    )
    case.complete("a", points=4, name="李", secret="x")
    assert case.variables == {"result": {"old": 1, "score": 8}, "who": "李"}


def test_results_inside_a_sub_process_go_to_the_case_unless_the_sub_process_has_the_variable():
    case = Play(
        procedure(
            start(),
            sub_process("sub", start("s"), user("a"), user("b"), end("e"), paths="s a b e", inputs={"mine": "= 1"}),
            user("c"),
            end(),
            paths="start sub c end",
        ),
        {"mine": "outer"},
    )
    case.complete("a", mine=2, ours=3)
    [b] = case.ids("b")
    assert dict(case.run.visible(b)) == {"mine": 2, "ours": 3}
    assert case.variables == {"mine": "outer", "ours": 3}
    case.complete("b")
    assert case.variables == {"mine": "outer", "ours": 3}


def test_output_mappings_of_a_sub_process_read_its_scope():
    case = Play(
        procedure(
            start(),
            sub_process(
                "sub",
                start("s"),
                user("a"),
                end("e"),
                paths="s a e",
                inputs={"mine": "= 1"},
                outputs={"kept": "= mine + base"},
            ),
            end(),
            paths="start sub end",
        ),
        {"base": 10},
    )
    case.complete("a", mine=5)
    assert case.variables == {"base": 10, "kept": 15}


CALLED = procedure(start(), user("inner"), end(), paths="start inner end", process_id="called")


def calling(**given):
    return procedure(start(), call("call", "called", **given), end(), paths="start call end")


def test_a_called_process_sees_the_callers_variables_and_hands_back_its_own():
    case = Play(calling(inputs={"part": "= 1"}), {"x": "outer"}, called=(CALLED,))
    [inner] = case.ids("inner")
    assert dict(case.run.visible(inner)) == {"part": 1, "x": "outer"}
    case.complete("inner", x="changed", y=2)
    assert case.variables == {"x": "changed", "y": 2}


def test_a_called_process_keeps_its_results_until_it_ends():
    two = procedure(start(), user("inner"), user("then"), end(), paths="start inner then end", process_id="called")
    case = Play(calling(), {"x": "outer"}, called=(two,))
    case.complete("inner", x="changed")
    assert case.variables == {"x": "outer"}
    [then] = case.ids("then")
    assert case.run.visible(then)["x"] == "changed"


def test_a_called_process_can_be_shut_off_on_both_sides():
    shut = calling(inputs={"part": "= x"}, propagate_all_parent_variables=False, propagate_all_child_variables=False)
    case = Play(shut, {"x": "outer"}, called=(CALLED,))
    [inner] = case.ids("inner")
    assert dict(case.run.visible(inner)) == {"part": "outer"}
    case.complete("inner", x="changed")
    assert case.variables == {"x": "outer"}


def test_output_mappings_of_a_call_choose_from_what_the_called_process_wrote():
    case = Play(calling(outputs={"answer": "= verdict"}), called=(CALLED,))
    case.complete("inner", verdict="fit", noise=1)
    assert case.variables == {"answer": "fit"}


def test_an_operation_cannot_change_a_variable_behind_the_cases_back():
    kept = {"n": 1}

    def perform(call):
        return {"given": kept}

    case = Play(
        procedure(
            start(), service("s"), script("copy", "= given", "other"), user("a"), end(), paths="start s copy a end"
        ),
        perform=perform,
    )
    kept["n"] = 2
    assert case.variables["given"] == {"n": 1}
    run = case.run
    run.set_variables({"given": {"n": 3}})
    assert run.variables["other"] == {"n": 1}


@pytest.mark.parametrize("value", [object(), float("nan"), {"a": {1, 2}}, b"bytes"])
def test_values_that_json_cannot_hold_are_refused_with_their_element(value: object):
    with pytest.raises(EngineError, match="cannot be kept") as raised:
        Play(procedure(start(), service("s"), end(), paths="start s end"), perform=lambda call: {"x": value})
    assert raised.value.element_id == "s"


def test_variables_can_be_corrected_from_outside():
    case = Play(
        procedure(
            start(),
            sub_process("sub", start("s"), user("a"), end("e"), paths="s a e", inputs={"mine": "= 1"}),
            exclusive("x", default="x-end"),
            user("again"),
            end(),
            paths="start sub x end; x again end",
            conditions={"x-again": "= wrong"},
        )
    )
    [a] = case.ids("a")
    case.act(lambda run: run.set_variables({"wrong": False}))
    case.act(lambda run: run.set_variables({"mine": 9, "theirs": 1}, token_id=a))
    assert case.run.visible(a)["mine"] == 9
    assert case.variables == {"wrong": False, "theirs": 1}
    assert case.run.evaluate(a, "= mine + 1") == 10
    assert case.run.evaluate(None, "= theirs + 1") == 2
    assert case.run.evaluate(None, "literal") == "literal"


def test_temporal_values_are_kept_as_iso_texts():
    case = Play(
        procedure(
            start(),
            script("day", '= date and time("2026-03-02T09:00:00+08:00") + duration("P7D")', "due"),
            user("a"),
            end(),
            paths="start day a end",
        )
    )
    assert case.variables == {"due": "2026-03-09T09:00:00+08:00"}
