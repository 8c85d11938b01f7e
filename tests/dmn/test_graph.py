"""Decision requirements: what a decision sees, shared functions, decision services, imports, given values."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dmn.models import (
    component,
    decision,
    definitions,
    input_data,
    item,
    knowledge,
    literal,
    model,
    result,
    value,
)
from workflows.dmn import DmnError, evaluate, evaluate_service, read_model
from workflows.feel import FeelLimitError


def test_a_decision_sees_what_it_requires_and_nothing_else_of_the_model() -> None:
    of = model(
        decision(literal("b + x"), "x", "@b", id="a"),
        decision(literal("y"), "y", id="b"),
        decision(literal("y"), "x", id="c"),
        input_data("x"),
        input_data("y"),
    )
    assert value(of, "a", x=1, y=2) == 3
    assert value(of, "c", x=1, y=2) is None


def test_a_variable_that_is_no_element_of_the_model_is_free_to_read() -> None:
    assert value(model(decision(literal("days - 1"))), days=22) == 21


def test_a_decision_required_twice_is_evaluated_once() -> None:
    of = model(
        decision(literal("b + c"), "@b", "@c", id="a"),
        decision(literal("d"), "@d", id="b"),
        decision(literal("d"), "@d", id="c"),
        decision(literal("21"), id="d"),
    )
    evaluation = result(of, "a")
    assert evaluation.value == 42
    assert [each["decision"] for each in evaluation.explanation["required"]] == ["b", "c"]
    first, again = (each["required"][0] for each in evaluation.explanation["required"])
    assert (first["decision"], first["outputs"]) == (again["decision"], again["outputs"]) == ("d", 21)
    assert again["is_repeated"]
    assert "is_repeated" not in first


def test_an_unknown_decision_is_refused() -> None:
    with pytest.raises(DmnError):
        evaluate(model(decision(literal("1"))), "nothing", {})


def test_knowledge_models_call_one_another() -> None:
    of = model(
        decision(literal("area(3)"), knows=["area"]),
        knowledge("area", {"r": "number"}, literal("square(r) * 3"), knows=["square"]),
        knowledge("square", {"n": "number"}, literal("n * n")),
    )
    assert value(of) == 27


def test_a_knowledge_model_may_call_itself() -> None:
    factorial = knowledge(
        "factorial", {"n": "number"}, literal("if n < 2 then 1 else n * factorial(n - 1)"), ["factorial"]
    )
    assert value(model(decision(literal("factorial(6)"), knows=["factorial"]), factorial)) == 720


def test_endless_recursion_is_refused() -> None:
    endless = knowledge("endless", {"n": None}, literal("endless(n)"), ["endless"])
    with pytest.raises(FeelLimitError):
        value(model(decision(literal("endless(1)"), knows=["endless"]), endless))


def test_a_long_chain_of_decisions_is_evaluated_or_refused_but_never_breaks() -> None:
    chain = [decision(literal("0"), id="d0")]
    chain += [decision(literal(f"d{n - 1} + 1"), f"@d{n - 1}", id=f"d{n}") for n in range(1, 120)]
    of = model(*chain)
    assert value(of, "d50") == 50
    with pytest.raises(FeelLimitError):
        value(of, "d119")


SERVICE = (
    '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#out"/>{more}'
    '<inputData href="#x"/></decisionService>'
)


def test_a_decision_service_is_called_as_a_function() -> None:
    of = model(
        decision(literal("s(4) + 1"), knows=["s"]),
        decision(literal("x * 10"), "x", id="out"),
        input_data("x", "number"),
        SERVICE.format(more=""),
    )
    assert value(of) == 41
    assert evaluate_service(of, "s", {"x": 2}).value == 20


def test_a_service_takes_its_input_decisions_as_given() -> None:
    of = model(
        decision(literal("x * base"), "x", "@base", id="out"),
        decision(literal("1000"), id="base"),
        input_data("x", "number"),
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#out"/><inputDecision href="#base"/>'
        '<inputData href="#x"/></decisionService>',
    )
    assert evaluate_service(of, "s", {"x": 2, "base": 3}).value == 6


def test_a_service_with_several_outputs_answers_with_a_context() -> None:
    of = model(
        decision(literal("x * 10"), "x", id="out"),
        decision(literal("x"), "x", id="same"),
        input_data("x", "number"),
        SERVICE.format(more='<outputDecision href="#same"/>'),
    )
    assert evaluate_service(of, "s", {"x": 2}).value == {"out": 20, "same": 2}


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(DmnError):
        evaluate_service(model(decision(literal("1"))), "nothing", {})


LIBRARY = definitions(
    item("tPerson", inside=component("name", "string") + component("age", "number")),
    knowledge("greet", {"p": "tPerson"}, literal('"Hello " + p.name')),
    decision(literal("base + 1"), "base", id="step"),
    input_data("base", "number"),
    namespace="library",
)


def test_imported_functions_types_and_decisions_are_reached_under_the_import_name() -> None:
    of = read_model(
        definitions(
            '<import name="lib" namespace="library" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
            '<decision id="a" name="a"><variable name="a"/>'
            '<informationRequirement><requiredInput href="#p"/></informationRequirement>'
            '<informationRequirement><requiredDecision href="library#step"/></informationRequirement>'
            '<knowledgeRequirement><requiredKnowledge href="library#greet"/></knowledgeRequirement>'
            + literal("{greeting: lib.greet(p), step: lib.step}")
            + "</decision>",
            input_data("p", "lib.tPerson"),
        ),
        "main.dmn",
        imports={"library.dmn": LIBRARY},
    )
    assert value(of, "a", p={"name": "刘中", "age": 40}, **{"lib.base": 1}) == {"greeting": "Hello 刘中", "step": 2}
    assert value(of, "a", p={"name": "刘中", "age": 40}, lib={"base": 1})["step"] == 2
    assert of.required_inputs("a") == ("p", "lib.base")


def test_texts_given_for_temporal_inputs_are_read_as_such() -> None:
    of = model(
        item("tStay", inside=component("from", "date") + component("days", "number")),
        decision(literal('stay.from + duration("P" + string(stay.days) + "D")'), "stay"),
        input_data("stay", "tStay"),
    )
    assert value(of, stay={"from": "2018-11-16", "days": 15}) == date(2018, 12, 1)


def test_an_input_that_does_not_fit_its_item_definition_counts_as_empty() -> None:
    of = model(
        item("tDays", "number", many=True),
        decision(literal("days"), "days"),
        input_data("days", "tDays"),
    )
    assert value(of, days=[1, 2]) == [1, 2]
    assert value(of, days=3) == [3]
    evaluation = result(of, days=["x"])
    assert evaluation.value is None
    assert evaluation.problems[0].code == "value.input_type"


def test_the_result_is_converted_to_the_declared_type() -> None:
    assert value(model(decision(literal("[5]"), of="number"))) == 5
    evaluation = result(model(decision(literal('"five"'), of="number")))
    assert evaluation.value is None
    assert evaluation.problems[0].code == "value.type"
