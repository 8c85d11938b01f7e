"""Decision requirements: what a decision sees, shared functions, decision services, imports, given values."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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
from workflows.dmn import DmnError, call, evaluate, read_model
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


def chain(length: int) -> list[str]:
    following = [decision(literal(f"d{n - 1} + 1"), f"@d{n - 1}", id=f"d{n}") for n in range(1, length)]
    return [decision(literal("0"), id="d0"), *following]


def test_a_long_chain_of_decisions_is_evaluated_and_a_longer_one_refused() -> None:
    assert result(model(*chain(100)), "d99").explanation["outputs"] == 99
    for length in (101, 3000):
        with pytest.raises(DmnError) as error:
            model(*chain(length))
        assert error.value.problems[0].code == "read.deep"


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
    assert call(of, "s", {"x": 2}).value == 20


def test_a_service_takes_its_input_decisions_as_given() -> None:
    of = model(
        decision(literal("x * base"), "x", "@base", id="out"),
        decision(literal("1000"), id="base"),
        input_data("x", "number"),
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#out"/><inputDecision href="#base"/>'
        '<inputData href="#x"/></decisionService>',
    )
    assert call(of, "s", {"x": 2, "base": 3}).value == 6


def test_a_service_with_several_outputs_answers_with_a_context() -> None:
    of = model(
        decision(literal("x * 10"), "x", id="out"),
        decision(literal("x"), "x", id="same"),
        input_data("x", "number"),
        SERVICE.format(more='<outputDecision href="#same"/>'),
    )
    assert call(of, "s", {"x": 2}).value == {"out": 20, "same": 2}


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(DmnError):
        call(model(decision(literal("1"))), "nothing", {})


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


def importing(*names: tuple[str, str], inside: str, namespace: str) -> bytes:
    """A model that imports others, given as import name and namespace."""
    return definitions(
        *(f'<import name="{n}" namespace="{ns}" importType=""/>' for n, ns in names), inside, namespace=namespace
    )


def needing(id: str, logic: str, *hrefs: str) -> str:
    required = "".join(
        f'<informationRequirement><requiredDecision href="{h}"/></informationRequirement>' for h in hrefs
    )
    return f'<decision id="{id}" name="{id}"><variable name="{id}"/>{required}{literal(logic)}</decision>'


def test_a_model_imported_along_two_ways_takes_the_values_of_each_way() -> None:
    files = {
        "base.dmn": definitions(
            decision(literal("x * 10"), "x", id="ten"), input_data("x", "number"), namespace="base"
        ),
        "left.dmn": importing(("b", "base"), inside=needing("l", "b.ten + 1", "base#ten"), namespace="left"),
        "right.dmn": importing(("b", "base"), inside=needing("r", "b.ten + 2", "base#ten"), namespace="right"),
    }
    main = importing(
        ("L", "left"), ("R", "right"), inside=needing("both", "[L.l, R.r]", "left#l", "right#r"), namespace="main"
    )
    of = read_model(main, "main.dmn", imports=files)
    assert value(of, "both", L={"b": {"x": 1}}, R={"b": {"x": 2}}) == [11, 22]
    assert value(of, "both", **{"L.b.x": 1, "R.b.x": 2}) == [11, 22]
    assert of.required_inputs("both") == ("L.b.x", "R.b.x")


def test_an_import_without_a_name_puts_its_elements_beside_the_own_ones() -> None:
    files = {
        "base.dmn": definitions(decision(literal("x * 10"), "x", id="ten"), input_data("x", "number"), namespace="base")
    }
    main = importing(("", "base"), inside=needing("a", "ten + 1", "base#ten"), namespace="main")
    assert value(read_model(main, "main.dmn", imports=files), "a", x=3) == 31


def test_imports_that_multiply_are_refused() -> None:
    files = {"m0.dmn": definitions(decision(literal("1"), id="d"), namespace="m0")}
    for n in range(1, 20):
        twice = (("a", f"m{n - 1}"), ("b", f"m{n - 1}"))
        files[f"m{n}.dmn"] = importing(*twice, inside=decision(literal("1"), id="d"), namespace=f"m{n}")
    with pytest.raises(DmnError) as error:
        read_model(files["m19.dmn"], "m19.dmn", imports=files)
    assert error.value.problems[0].code == "read.import_many"


def test_a_reference_with_the_models_own_namespace_is_a_local_one() -> None:
    of = model(
        '<decision id="a" name="a"><variable name="a"/><informationRequirement>'
        '<requiredInput href="test#x"/></informationRequirement>' + literal("x + 1") + "</decision>",
        input_data("x", "number"),
    )
    assert value(of, "a", x=1) == 2


def test_a_knowledge_model_can_be_called_by_itself() -> None:
    of = model(knowledge("double", {"n": "number"}, literal("n * 2")))
    assert call(of, "double", {"n": 4}).value == 8


def test_a_value_with_a_problem_behind_it_is_refused_where_it_would_decide() -> None:
    evaluation = result(model(decision(literal("days"), "days"), input_data("days", "number")), days="many")
    with pytest.raises(DmnError) as error:
        _ = evaluation.checked_value
    assert "must be of the type number" in error.value.sentence.en
    assert "类型" in error.value.sentence.zh
    assert result(model(decision(literal("null")))).checked_value is None


def test_one_model_answers_many_threads_alike() -> None:
    of = model(
        item("tDays", "number", allowed="[0..31]"),
        decision(literal("inner + 1"), "@inner"),
        decision(literal("add(days, 10)"), "days", id="inner", knows=["add"]),
        knowledge("add", {"a": "number", "b": "number"}, literal("a + b")),
        input_data("days", "tDays"),
    )
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda days: value(of, days=days), [n % 32 for n in range(400)]))
    assert found == [n % 32 + 11 for n in range(400)]
