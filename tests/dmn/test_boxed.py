"""Boxed expressions: contexts, lists, relations, invocations, functions, conditionals, filters and iterators."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dmn.models import decision, input_data, knowledge, literal, model, result, value


def box(logic: str, **inputs: Any) -> Any:
    """The value of a boxed expression over these inputs."""
    of = model(decision(logic, *inputs), *(input_data(name) for name in inputs))
    return value(of, **inputs)


def context(*entries: tuple[str | None, str]) -> str:
    inside = ""
    for name, logic in entries:
        variable = f'<variable name="{name}"/>' if name else ""
        inside += f"<contextEntry>{variable}{logic}</contextEntry>"
    return f"<context>{inside}</context>"


def call(function: str, **bindings: str) -> str:
    bound = "".join(f'<binding><parameter name="{n}"/>{literal(t)}</binding>' for n, t in bindings.items())
    return f"<invocation>{literal(function)}{bound}</invocation>"


def test_a_context_gives_its_entries_and_later_ones_see_earlier_ones() -> None:
    assert box(context(("a", literal("2")), ("b c", literal("a * 3")), ("d", literal("b c + 1")))) == {
        "a": 2,
        "b c": 6,
        "d": 7,
    }


def test_the_last_entry_without_a_name_is_the_result() -> None:
    assert box(context(("a", literal("2")), (None, literal("a + 1")))) == 3


def test_lists_and_relations_hold_expressions() -> None:
    assert box(f"<list>{literal('1')}{literal('x + 1')}</list>", x=1) == [1, 2]
    rows = "".join(f"<row>{literal(a)}{literal(b)}</row>" for a, b in (("1", '"x"'), ("2", '"y"')))
    assert box(f'<relation><column name="n"/><column name="s"/>{rows}</relation>') == [
        {"n": 1, "s": "x"},
        {"n": 2, "s": "y"},
    ]


def test_an_invocation_passes_values_by_name() -> None:
    add = knowledge("add", {"a": "number", "b": "number"}, literal("a - b"))
    assert value(model(decision(call("add", b="2", a="10"), knows=["add"]), add)) == 8


@pytest.mark.parametrize(
    ("bindings", "reason"),
    [({"a": "1"}, "needs the argument b"), ({"a": "1", "b": "2", "c": "3"}, "has no parameter named c")],
)
def test_an_invocation_that_does_not_fit_is_null_with_a_reason(bindings: dict[str, str], reason: str) -> None:
    add = knowledge("add", {"a": None, "b": None}, literal("a - b"))
    evaluation = result(model(decision(call("add", **bindings), knows=["add"]), add))
    assert evaluation.value is None
    assert any(reason in each.sentence.en for each in evaluation.diagnoses)


def test_invoking_what_is_no_function_is_null_and_says_so() -> None:
    evaluation = result(model(decision(call("5", a="1"))))
    assert evaluation.value is None
    assert [each.code for each in evaluation.problems] == ["invocation.function"]


def test_a_built_in_function_can_be_invoked() -> None:
    assert box(call("abs", n="-3")) == 3


def test_a_boxed_function_sees_its_parameters_and_its_surroundings() -> None:
    function = (
        f'<functionDefinition><formalParameter name="n" typeRef="number"/>{literal("n * factor")}</functionDefinition>'
    )
    logic = context(("factor", literal("3")), ("times", function), (None, literal("times(2)")))
    assert box(logic) == 6


def test_an_argument_of_a_wrong_type_makes_the_call_null() -> None:
    double = knowledge("double", {"n": "number"}, literal('if n = null then "called" else n * 2'))
    assert value(model(decision(literal('double("two")'), knows=["double"]), double)) is None


def conditional(condition: str) -> str:
    return f"<conditional><if>{literal(condition)}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>"


@pytest.mark.parametrize(("condition", "answer"), [("true", 1), ("false", 2), ("null", 2), ('"yes"', None)])
def test_a_conditional_chooses_by_its_condition(condition: str, answer: Any) -> None:
    assert box(conditional(condition)) == answer


def iterator(kind: str, collection: str, body: str) -> str:
    end = "return" if kind == "for" else "satisfies"
    return f'<{kind} iteratorVariable="each"><in>{literal(collection)}</in><{end}>{literal(body)}</{end}></{kind}>'


@pytest.mark.parametrize(
    ("kind", "collection", "body", "answer"),
    [
        ("for", "[1,2,3]", "each * each", [1, 4, 9]),
        ("for", "[1..3]", "each", [1, 2, 3]),
        ("for", "[1,2,3]", "each + count(partial)", [1, 3, 5]),
        ("for", "5", "each", [5]),
        ("for", "null", "each", None),
        ("some", "[1,2,3]", "each > 2", True),
        ("some", "[1,2,3]", "each > 3", False),
        ("every", "[1,2,3]", "each > 0", True),
        ("every", "[1,2,3]", "each > 1", False),
    ],
)
def test_an_iterator_goes_through_a_collection_as_the_language_does(
    kind: str, collection: str, body: str, answer: Any
) -> None:
    assert box(iterator(kind, collection, body)) == answer


def filtered(collection: str, match: str) -> str:
    return f"<filter><in>{literal(collection)}</in><match>{literal(match)}</match></filter>"


def test_a_filter_keeps_what_matches_and_sees_the_entries_of_an_item() -> None:
    people = [{"name": "王伟", "nights": 15}, {"name": "殷明", "nights": 9}]
    assert box(filtered("people", "nights < 15"), people=people) == [people[1]]
    assert box(filtered("people", 'item.name = "王伟"'), people=people) == [people[0]]
    assert box(filtered("[1,2,3,4]", "item > 2")) == [3, 4]


def test_expressions_nest() -> None:
    logic = context(("squares", iterator("for", "[1,2,3]", "each * each")), (None, filtered("squares", "item > 1")))
    assert box(logic) == [4, 9]


def test_a_part_that_is_missing_is_null() -> None:
    assert box("<context><contextEntry><variable name='a'/></contextEntry></context>") == {"a": None}
    assert value(model(decision(""))) is None
