"""What compiling refuses, because running it would silently do nothing."""

from __future__ import annotations

import pytest

from tests.engine.models import (
    TERMINATE,
    boundary,
    call,
    catch,
    each,
    end,
    error,
    escalation,
    event_gateway,
    event_sub_process,
    exclusive,
    message,
    parallel,
    procedure,
    script,
    start,
    throw,
    timer,
    user,
)
from workflows.engine import EngineError, compile_definition
from workflows.procedure.model import Procedure


def line(part, **more) -> Procedure:
    return procedure(start(), part, end(), paths=f"start {part.id} end", **more)


def aside(event) -> Procedure:
    return procedure(
        start(), user("a"), end(), event_sub_process("x", event, end("e"), paths="x_start e"), paths="start a end"
    )


@pytest.mark.parametrize(
    ("model", "element"),
    [
        (line(catch("x", error("E"))), "x"),
        (line(catch("x", escalation("E"))), "x"),
        (line(catch("x", TERMINATE)), "x"),
        (line(throw("x", error("E"))), "x"),
        (line(throw("x", timer("PT1H"))), "x"),
        (line(throw("x", TERMINATE)), "x"),
        (procedure(start(), end("x", event=timer("PT1H")), paths="start x"), "x"),
        (procedure(start("x", event=error("E")), end(), paths="x end"), "x"),
        (aside(None), "x_start"),
        (aside(TERMINATE), "x_start"),
        (procedure(start(), user("a"), boundary("x", "a", TERMINATE), end(), paths="start a end; x end"), "x"),
        (procedure(start(), user("a"), boundary("x", "b", timer("PT1H")), end(), paths="start a end; x end"), "x"),
        (procedure(start(), parallel("a"), boundary("x", "a", timer("PT1H")), end(), paths="start a end; x end"), "x"),
        (line(call("x", "")), "x"),
        (line(user("a"), conditions={"a-end": "= true"}), "a-end"),
        (procedure(start(), event_gateway("g"), user("a"), end(), paths="start g a end"), "g-a"),
    ],
)
def test_what_would_do_nothing_is_refused(model: Procedure, element: str):
    with pytest.raises(EngineError, match="correct the diagram") as raised:
        compile_definition(model, {})
    assert raised.value.element_id == element
    assert raised.value.sentence.zh.endswith("请更正流程图。")


@pytest.mark.parametrize(
    "model",
    [
        line(script("x", "= 1 +", "y")),
        line(user("x", inputs={"y": "= (("})),
        line(user("x", outputs={"y": "= if"})),
        line(user("x", multi_instance=each("= [1,"))),
        line(catch("x", timer("= +"))),
        line(catch("x", message("news", "= ]"))),
        procedure(
            start(),
            exclusive("x", default="x-end"),
            user("a"),
            end(),
            paths="start x end; x a end",
            conditions={"x-a": "= a b c ="},
        ),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused_with_its_text(model: Procedure):
    with pytest.raises(EngineError, match="cannot be read") as raised:
        compile_definition(model, {})
    assert raised.value.element_id == "x"
    assert raised.value.expression


def test_called_processes_are_compiled_too():
    called = line(script("x", "= 1 +", "y"))
    with pytest.raises(EngineError, match="cannot be read"):
        compile_definition(
            procedure(start(), call("c", "case"), end(), paths="start c end", process_id="top"), {"case": called}
        )
