"""Models that would cost too much are refused in bounded time."""

from __future__ import annotations

import time

import pytest

from tests.dmn.models import column, decision, input_data, knowledge, literal, model, output, result, table, value
from workflows.dmn import DmnError, check_model, read_model
from workflows.feel import FeelLimitError


def test_a_loop_over_a_costly_function_stops_at_the_time_bound() -> None:
    costly = knowledge("costly", {"n": None}, literal("count(for i in 1..20000 return i * n)"))
    of = model(decision(literal("for n in 1..20000 return costly(n)"), knows=["costly"]), costly)
    started = time.thread_time()
    with pytest.raises(FeelLimitError):
        value(of)
    assert time.thread_time() - started < 10


def test_functions_that_call_one_another_for_ever_stop() -> None:
    ping = knowledge("ping", {"n": None}, literal("pong(n)"), ["pong"])
    pong = knowledge("pong", {"n": None}, literal("ping(n)"), ["ping"])
    with pytest.raises(FeelLimitError):
        value(model(decision(literal("ping(1)"), knows=["ping"]), ping, pong))


def test_an_explanation_does_not_grow_with_the_ways_to_a_decision() -> None:
    layers = [decision(literal("1"), id="d0")]
    layers += [decision(literal(f"d{n - 1} + e{n - 1}"), f"@d{n - 1}", f"@e{n - 1}", id=f"d{n}") for n in range(2, 30)]
    layers += [decision(literal(f"d{n - 1}"), f"@d{n - 1}", id=f"e{n}") for n in range(1, 30)]
    layers.append(decision(literal("d0"), "@d0", id="d1"))
    evaluation = result(model(*layers), "d29")
    assert evaluation.value == 832_040  # each layer adds the two before it
    assert len(str(evaluation.explanation)) < 100_000


def test_a_file_of_more_than_a_megabyte_is_refused() -> None:
    with pytest.raises(DmnError) as error:
        read_model(b" " * 1_000_001, "test.dmn")
    assert error.value.problems[0].code == "xml.too_large"


def test_an_expression_that_nests_too_deep_is_a_problem_and_null() -> None:
    of = model(decision(literal("(" * 5000 + "1" + ")" * 5000)))
    assert value(of) is None
    assert [each.code for each in check_model(of)] == ["feel.syntax"]


def test_no_attribute_of_a_python_value_can_be_reached() -> None:
    assert value(model(decision(literal("n.__class__"), "n"), input_data("n")), n=1) is None
    assert value(model(decision(literal("f.__globals__"), knows=["f"]), knowledge("f", {}, literal("1")))) is None


def test_a_table_whose_values_are_long_texts_stays_bounded() -> None:
    rules = (([f'"{"x" * 5000}"'], ["1"]), (["-"], ["2"]))
    of = model(decision(table([column("s")], [output("o")], rules, "FIRST"), "s"), input_data("s"))
    assert value(of, s="x" * 5000) == 1
