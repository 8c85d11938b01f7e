"""The stored state: compact, plain, exact, of a known format; a run that failed cannot be saved."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.engine.models import boundary, each, end, exclusive, parallel, procedure, service, start, timer, user
from tests.engine.play import Play
from workflows.engine import CaseEngine, EngineError, NewerStateError, StateError, state

LINE = procedure(start(), user("a"), user("b"), end(), paths="start a b end")


@pytest.mark.parametrize(
    "value",
    [
        {"typename": "x", "module": 1},
        {"z": 1, "a": {"y": 2, "b": 3}},
        [True, 1, 1.0, 0, False, None, ""],
        12345678901234567890123456789012,
        -(2**63),
        2**64,
        0.1,
        1e300,
        '驻村\n"quotes"\\ \u2028 \U0001f600',
        [],
        {},
        [[[]], {"": {}}],
    ],
)
def test_variables_come_back_as_they_were(value: Any):
    case = Play(LINE, {"x": value})
    case.complete("a", y=value)
    for name in ("x", "y"):
        found = case.variables[name]
        assert found == value
        assert repr(found) == repr(value)  # True is not 1, and keys keep their order


def test_the_state_names_its_format_and_holds_no_spec():
    case = Play(LINE, {"x": 1})
    state = json.loads(case.blob)
    assert state["format"] == 2
    assert len(case.blob) < 250
    assert "b" not in [token["at"] for token in state["scope"]["tokens"]]


@pytest.mark.parametrize(
    "blob", [b"", b"{", b"[]", b"null", b'{"format":2}', b'{"format":1}', b'{"format":1,"process":"case"}']
)
def test_a_state_that_cannot_be_read_is_a_clear_error(blob: bytes):
    case = Play(LINE)
    with pytest.raises(StateError) as raised:
        CaseEngine.load(case.definition, blob, case.environment)
    assert raised.value.sentence.en
    assert raised.value.sentence.zh


def test_a_state_of_another_procedure_is_refused():
    other = Play(procedure(start(), user("x"), end(), paths="start x end", process_id="other"))
    case = Play(LINE)
    with pytest.raises(StateError, match="other"):
        CaseEngine.load(case.definition, other.blob, case.environment)


def test_a_token_at_an_element_that_is_gone_is_refused():
    case = Play(LINE)
    changed = Play(procedure(start(), user("b"), end(), paths="start b end"))
    with pytest.raises(StateError, match="'a'"):
        CaseEngine.load(changed.definition, case.blob, case.environment)


def test_a_run_that_failed_refuses_to_be_saved_or_used():
    def fail(call):
        raise RuntimeError("disk full")

    case = Play(procedure(start(), user("a"), service("s"), end(), paths="start a s end"), perform=fail)
    run = case.run
    [task] = run.open_tasks
    with pytest.raises(EngineError, match="disk full"):
        run.complete(task.id, {})
    with pytest.raises(RuntimeError, match="thrown away"):
        run.dump()
    with pytest.raises(RuntimeError, match="thrown away"):
        run.advance()
    assert case.open == ["a"]


def test_saving_again_gives_the_same_bytes():
    case = Play(
        procedure(
            start(),
            parallel("split"),
            user("a", multi_instance=each("= [1, 2]")),
            boundary("t", "a", timer("P1D")),
            user("b"),
            parallel("join"),
            end(),
            paths="start split a join end; split b join; t end",
        )
    )
    case.complete("b")
    assert case.run.dump() == case.blob


def test_two_thousand_tokens_are_the_most():
    many = procedure(
        start(),
        exclusive("x"),
        parallel("double"),
        exclusive("again"),
        user("rest"),
        end(),
        paths="start x double again rest end; double rest; again x",
        conditions={"again-x": "= true", "again-rest": "= false"},
    )
    with pytest.raises(EngineError, match="2000 tokens"):
        Play(many)


def test_a_thousand_rounds_of_a_loop_cost_the_same_in_size():
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
            paths="start enter split a join again end; split b join; again enter",
            conditions={"again-enter": "= more"},
        ),
        {"more": True},
    )
    size = None
    for number in range(1000):
        case.complete("a")
        case.complete("b")
        if number == 10:
            size = len(case.blob)
    assert size is not None
    assert len(case.blob) <= size + 10
    assert case.open == ["a", "b"]


@pytest.mark.parametrize("text", ["\ud800", "a\0b"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_text_that_no_database_keeps_is_refused_when_it_comes(text: str, wrapped: bool):
    with pytest.raises(EngineError, match="character"):
        Play(LINE, {"x": {text: [1]} if wrapped else text})


def test_every_older_format_has_its_one_upgrader_and_a_newer_one_is_told_apart():
    assert set(state.UPGRADERS) == set(range(1, state.FORMAT))
    case = Play(LINE, {"x": 1})
    blob = json.dumps({**json.loads(case.blob), "format": state.FORMAT + 1}).encode()
    with pytest.raises(NewerStateError) as raised:
        CaseEngine.load(case.definition, blob, case.environment)
    assert raised.value.format == state.FORMAT + 1
