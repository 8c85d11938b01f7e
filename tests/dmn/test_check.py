"""Tables are checked before they are published: overlaps, contradictions, gaps, hidden rules, types, outputs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.dmn.models import column, decision, definitions, input_data, item, knowledge, literal, model, output, table
from workflows.dmn import DmnError, DmnProblem, Severity, check_model, check_table, read_model

Rules = Sequence[tuple[Sequence[str], Sequence[str]]]


def checked(
    rules: Rules,
    hit: str = "UNIQUE",
    columns: Sequence[str] = (column("n", "number"),),
    outputs: Sequence[str] = (output("o"),),
    aggregation: str | None = None,
) -> list[tuple[str, tuple[int, ...]]]:
    """Codes and rules of a table's problems."""
    return [(each.code, each.rules) for each in problems(rules, hit, columns, outputs, aggregation)]


def problems(
    rules: Rules,
    hit: str = "UNIQUE",
    columns: Sequence[str] = (column("n", "number"),),
    outputs: Sequence[str] = (output("o"),),
    aggregation: str | None = None,
) -> tuple[DmnProblem, ...]:
    names = ("n", "s", "b", "day", "limit")
    logic = table(columns, outputs, rules, hit, aggregation)
    return check_table(model(decision(logic, *names), *(input_data(name) for name in names)), "decision")


def cells(*tests: str) -> Rules:
    """Rules over one column; each has its own output."""
    return [([test], [str(number)]) for number, test in enumerate(tests)]


S = column("s", "string", '"a","b","c"')
B = column("b", "boolean")
DAY = column("day", "date")


@pytest.mark.parametrize(
    ("tests", "col"),
    [
        (("< 5", "[5..10)", ">= 10"), column("n", "number")),
        (("<= 0.5", "> 0.5"), column("n", "number")),
        (("not(5)", "5"), column("n", "number")),
        (("? < 5 or ? > 9", "[5..9]"), column("n", "number")),
        (("? between 1 and 5", "not(? between 1 and 5)"), column("n", "number")),
        (('"a"', '"b","c"'), S),
        (('"a"', 'not("a")'), S),
        (("true", "false"), B),
        (('< date("2018-12-10")', '>= @"2018-12-10"'), DAY),
        (("-",), column("n")),
    ],
)
def test_a_table_whose_rules_part_all_values_is_fine(tests: tuple[str, ...], col: str) -> None:
    assert checked(cells(*tests), columns=[col]) == []


@pytest.mark.parametrize(
    ("tests", "col", "rules", "where"),
    [
        (("<= 5", ">= 5"), column("n", "number"), (1, 2), "n 5"),
        (("< 5", "[4..9)", ">= 9"), column("n", "number"), (1, 2), "n [4..5)"),
        (('"a","b"', '"b","c"'), S, (1, 2), 's "b"'),
        (("-", "true"), B, (1, 2), "b true"),
        (('<= date("2018-12-10")', '>= date("2018-12-10")'), DAY, (1, 2), 'day @"2018-12-10"'),
        (("> limit", "> limit", "<= 0"), column("n", "number"), (1, 2), "any values"),
    ],
)
def test_rules_that_hold_at_once_under_unique_are_named_with_the_values(
    tests: tuple[str, ...], col: str, rules: tuple[int, int], where: str
) -> None:
    found = [each for each in problems(cells(*tests), columns=[col]) if each.code == "check.overlap"]
    assert [each.rules for each in found] == [rules]
    assert f"for {where}, but" in found[0].sentence.en
    assert f"第 {rules[0]} 条和第 {rules[1]} 条规则" in found[0].sentence.zh
    assert found[0].element == f"rule_{rules[1]}"


def test_two_columns_overlap_only_where_both_do() -> None:
    rules = ((["< 5", '"a"'], ["1"]), ([">= 3", '"b"'], ["2"]), (["< 3", 'not("a")'], ["3"]))
    assert ("check.overlap", (1, 2)) not in checked(rules, columns=[column("n", "number"), S])


def test_any_forbids_rules_that_disagree_and_allows_those_that_agree() -> None:
    rules = ((["< 5"], ['"x"']), (["< 9"], ['"x"']), ([">= 8"], ['"y"']))
    assert checked(rules, "ANY") == [("check.contradiction", (2, 3))]


@pytest.mark.parametrize(
    ("tests", "col", "where", "where_zh"),
    [
        (("< 5", "> 5"), column("n", "number"), "n 5", "n 5"),
        (("< 5", "[6..9]"), column("n", "number"), "n [5..6), > 9", "n [5..6), > 9"),
        (('"a"', '"b"'), S, 's "c"', 's "c"'),
        (('"a"', '"b"'), column("s", "string"), "s any other text", "s 其他文本"),
        (("true",), B, "b false", "b false"),
        (('> date("2018-12-10")',), DAY, 'day <= @"2018-12-10"', 'day <= @"2018-12-10"'),
    ],
)
def test_values_without_a_rule_are_named(tests: tuple[str, ...], col: str, where: str, where_zh: str) -> None:
    found = [each for each in problems(cells(*tests), columns=[col]) if each.code == "check.gap"]
    assert f"No rule holds for {where}" in found[0].sentence.en
    assert f"在 {where_zh}" in found[0].sentence.zh


def test_a_gap_between_whole_numbers_is_only_a_warning() -> None:
    found = problems(cells("<= 5", ">= 6"))
    assert [(each.code, each.severity) for each in found] == [("check.gap_between", "warning")]
    assert "(5..6)" in found[0].sentence.en


def test_a_default_output_fills_every_gap() -> None:
    assert checked(cells("< 5"), outputs=[output("o", default="0")]) == []


@pytest.mark.parametrize("hit", ["COLLECT", "RULE ORDER"])
def test_a_policy_that_answers_with_a_list_may_leave_gaps_and_overlap(hit: str) -> None:
    assert checked(cells("< 5", "< 3"), hit) == []


def test_a_gap_in_two_columns_is_found_exactly() -> None:
    rules = ((["< 5", "-"], ["1"]), (["-", "true"], ["2"]))
    found = problems(rules, "FIRST", columns=[column("n", "number"), B])
    assert [each.code for each in found] == ["check.gap"]
    assert "n >= 5, b false" in found[0].sentence.en


def test_the_allowed_values_of_an_item_definition_bound_the_search() -> None:
    of = model(
        item("tGrade", "string", allowed='"good","poor"'),
        decision(table([column("g")], [output("o")], cells('"good"', '"poor"')), "g"),
        input_data("g", "tGrade"),
    )
    assert check_model(of) == ()


def test_under_first_a_rule_that_earlier_ones_cover_is_named_with_them() -> None:
    assert checked(cells("< 5", ">= 3", "[1..4]"), "FIRST") == [("check.hidden", (1, 2, 3))]


def test_under_priority_a_rule_that_better_outputs_cover_is_named_with_them() -> None:
    rules = ((["[1..4]"], ['"b"']), (["< 5"], ['"a"']), ([">= 0"], ['"b"']))
    outputs = [output("o", "string", '"a","b"')]
    assert checked(rules, "PRIORITY", outputs=outputs) == [("check.hidden", (2, 1))]


@pytest.mark.parametrize("test", ["[5..3]", "> 5 and < 3", "? > 5 and ? < 3"])
def test_a_cell_that_admits_nothing_is_named(test: str) -> None:
    found = checked((*cells(test), (["-"], ["2"])), "FIRST")
    assert found[0] in [("check.never", (1,)), ("feel.syntax", (1,))]


def test_a_value_that_is_not_allowed_can_never_be_met() -> None:
    assert ("check.never", (2,)) in checked(cells("-", '"z"'), "FIRST", columns=[S])


def test_cells_that_compare_with_expressions_are_never_blamed_but_make_the_check_uncertain() -> None:
    found = problems(cells("> limit", "<= limit"))
    assert [(each.code, each.severity, each.rules) for each in found] == [("check.doubtful", "warning", (1, 2))]


def test_a_last_rule_of_dashes_makes_every_check_certain() -> None:
    assert checked(cells("> limit", "-"), "FIRST") == []


def test_the_clock_is_no_constant() -> None:
    assert checked(cells("< today()", "-"), "FIRST", columns=[DAY]) == []


def test_null_is_told_apart_from_every_value() -> None:
    assert checked(cells("null", "< 5", ">= 5")) == []
    assert checked(cells("null", "null, < 5", ">= 5")) == [("check.overlap", (1, 2))]


def test_a_cell_of_another_type_than_its_column_is_named() -> None:
    found = problems(cells('"5"', "-"), "FIRST")
    assert ("check.cell_type", (1,)) in [(each.code, each.rules) for each in found]
    assert "compares with a string, but the column n holds a number" in found[0].sentence.en


def test_a_missing_output_is_named() -> None:
    assert checked([(["-"], [""])]) == [("check.output_missing", (1,))]


def test_an_output_of_a_wrong_type_is_named() -> None:
    assert checked([(["-"], ['"x"'])], outputs=[output("o", "number")]) == [("check.output_type", (1,))]


def test_an_output_outside_its_allowed_values_is_named() -> None:
    assert checked([(["-"], ['"x"'])], outputs=[output("o", allowed='"a","b"')]) == [("check.output_allowed", (1,))]


def test_priority_needs_the_order_of_its_outputs() -> None:
    assert ("check.priority", ()) in checked(cells("-"), "PRIORITY")


def test_an_aggregator_needs_collect_and_numbers() -> None:
    assert checked(cells("-"), "UNIQUE", aggregation="SUM") == [("check.aggregation_policy", ())]
    texts = [(["-"], ['"x"'])]
    assert checked(texts, "COLLECT", outputs=[output("o", "string")], aggregation="SUM") == [
        ("check.aggregation_type", ())
    ]
    assert checked(texts, "COLLECT", outputs=[output("o", "string")], aggregation="COUNT") == []


def test_several_outputs_need_names_of_their_own() -> None:
    found = checked([(["-"], ["1", "2"])], outputs=[output("o"), output("o")])
    assert found == [("table.output_twice", ())]


def test_a_table_inside_a_shared_function_is_checked_too() -> None:
    grade = knowledge(
        "grade", {"n": "number"}, table([column("n", "number")], [output("o")], cells("< 5", "< 9", ">= 9"))
    )
    of = model(decision(literal("grade(5)"), knows=["grade"]), grade)
    assert [(each.code, each.decision) for each in check_table(of, "grade")] == [("check.overlap", "grade")]
    assert check_table(of, "decision") == ()


def test_an_unknown_decision_cannot_be_checked() -> None:
    with pytest.raises(DmnError):
        check_table(model(decision(literal("1"))), "nothing")


def test_a_huge_table_is_checked_or_said_to_be_too_large_within_a_second() -> None:
    columns = [column(name, "number") for name in "abcdefgh"]
    rules = [([f"[{(i * j) % 17}..{(i * j) % 17 + 5}]" for j in range(1, 9)], ["1"]) for i in range(200)]
    data = definitions(
        decision(table(columns, [output("o")], rules, "FIRST"), *"abcdefgh"),
        *(input_data(n, "number") for n in "abcdefgh"),
    )
    codes = {each.code for each in check_model(read_model(data, "test.dmn"))}
    assert codes & {"check.too_large", "check.gap"}


@pytest.mark.parametrize(
    ("element", "severity"),
    [("n", Severity.ERROR), ("inner", Severity.ERROR), ("decision", Severity.WARNING)],
)
def test_a_variable_is_named_like_what_it_belongs_to(element: str, severity: Severity) -> None:
    inner = decision(literal("n"), "n", id="inner")
    text = definitions(decision(literal("inner"), "@inner"), inner, input_data("n")).decode()
    assert check_model(read_model(text.encode(), "d.dmn")) == ()
    changed = text.replace(f'<variable name="{element}"', '<variable name="other"')
    (found,) = check_model(read_model(changed.encode(), "d.dmn"))
    assert (found.code, found.element, found.severity) == ("check.variable_name", element, severity)
    assert found.sentence.en.startswith(f"{element} holds a variable named other, which is not read")
