"""Every evaluation explains itself: inputs, rules that hit, why the others did not, outputs, in both languages."""

from __future__ import annotations

import json

from tests.dmn.models import column, decision, input_data, knowledge, literal, model, output, result, table
from workflows.dmn import Model, objections, reasons

RULES = (
    (["< 0", '"x"'], ['"low"'], "负数", "negative"),
    (
        ["[0..10)", "-"],
        ['"middle"'],
        '="数值 " + string(n) + "，定为 " + grade + "（规则 2）"',
        '="The number is " + string(n) + " (rule 2)"',
    ),
    (["-", '"y"'], ['"high"'], "", ""),
)


def graded(hit: str = "FIRST") -> Model:
    logic = table([column("n", "number"), column("s")], [output("grade")], RULES, hit)
    return model(decision(logic, "n", "s"), input_data("n", "number"), input_data("s"))


def test_a_table_tells_its_inputs_its_rules_and_its_outputs() -> None:
    explanation = result(graded(), n=5, s="y").explanation
    assert explanation["decision"] == "decision"
    assert explanation["kind"] == "table"
    assert explanation["hit_policy"] == "FIRST"
    assert explanation["inputs"] == [
        {"id": "n", "label": "n", "label_en": "n", "expression": "n", "value": 5},
        {"id": "s", "label": "s", "label_en": "s", "expression": "s", "value": "y"},
    ]
    assert explanation["outputs"] == "middle"
    assert [rule["hit"] for rule in explanation["rules"]] == [False, True, False]
    assert explanation["rules"][1]["outputs"] == {"grade": "middle"}


def test_a_rule_is_told_up_to_its_first_failing_cell() -> None:
    first, second, third = result(graded(), n=5, s="y").explanation["rules"]
    assert [cell["ok"] for cell in first["cells"]] == [False, None]
    assert [cell["ok"] for cell in second["cells"]] == [True, True]
    assert [cell["ok"] for cell in third["cells"]] == [None, None]
    assert first["cells"][0] == {"test": "< 0", "ok": False}


def test_under_another_policy_every_rule_is_tried() -> None:
    rules = result(graded("COLLECT"), n=5, s="y").explanation["rules"]
    assert [rule["hit"] for rule in rules] == [False, True, True]


def test_the_reasons_are_the_annotations_of_the_rules_that_hit_with_values_filled_in() -> None:
    explanation = result(graded(), n=5, s="y").explanation
    assert reasons(explanation, "zh") == ("数值 5，定为 middle（规则 2）",)
    assert reasons(explanation, "en") == ("The number is 5 (rule 2)",)


def test_a_rule_without_an_annotation_is_told_by_its_number() -> None:
    explanation = result(graded(), n=50, s="y").explanation
    assert reasons(explanation, "zh") == ("符合第 3 条规则",)
    assert reasons(explanation, "en") == ("Rule 3 holds",)


def test_the_objections_say_which_cell_failed_and_what_was_not_tried() -> None:
    explanation = result(graded(), n=5, s="y").explanation
    assert objections(explanation, "zh") == (
        "不符合第 1 条规则：n为5，不满足“< 0”",
        "第 3 条规则未再判断，因为前面已有规则符合",
    )
    assert objections(explanation, "en")[0] == "Rule 1 does not hold: n is 5, which does not meet “< 0”"


def test_empty_and_boolean_values_are_told_in_words() -> None:
    rules = ((["true", "> 1"], ["1"]), (["false", "> 1"], ["2"]))
    logic = table([column("b"), column("n")], [output("o")], rules)
    explanation = result(model(decision(logic, "b", "n"), input_data("b"), input_data("n")), b=False).explanation
    assert objections(explanation, "zh") == (
        "不符合第 1 条规则：b为否，不满足“true”",
        "不符合第 2 条规则：n为空，不满足“> 1”",
    )
    assert "b is no" in objections(explanation, "en")[0]


def test_an_explanation_is_plain_json_whatever_the_values_are() -> None:
    logic = literal('{day: date("2018-12-17"), wait: duration("P7D"), range: [1..5], f: function(x) x, n: 1.5}')
    explanation = result(model(decision(logic))).explanation
    assert json.loads(json.dumps(explanation)) == explanation
    assert explanation["outputs"] == {
        "day": "2018-12-17",
        "wait": "P7D",
        "range": "[1..5]",
        "f": "function function",
        "n": 1.5,
    }
    assert explanation["kind"] == "expression"


def test_decisions_that_were_required_are_explained_inside() -> None:
    logic = table([column("n", "number"), column("s")], [output("grade")], RULES, "FIRST")
    of = model(
        decision(literal("upper case(inner)"), "@inner"),
        decision(logic, "n", "s", id="inner"),
        input_data("n", "number"),
        input_data("s"),
    )
    explanation = result(of, n=5, s="y").explanation
    assert explanation["inputs"] == [{"label": "inner", "label_en": "inner", "expression": "inner", "value": "middle"}]
    assert explanation["required"][0]["rules"][1]["hit"]
    assert reasons(explanation, "zh") == ("数值 5，定为 middle（规则 2）",)


def test_a_table_inside_a_shared_function_is_explained_with_the_decision_that_called_it() -> None:
    grade = knowledge(
        "grade", {"n": None, "s": None}, table([column("n"), column("s")], [output("grade")], RULES, "FIRST")
    )
    explanation = result(model(decision(literal('grade(5, "y")'), knows=["grade"]), grade)).explanation
    assert explanation["tables"][0]["outputs"] == "middle"
    assert reasons(explanation, "en") == ("The number is 5 (rule 2)",)


def test_problems_of_the_evaluation_stand_in_the_explanation() -> None:
    of = model(
        decision(table([column("n")], [output("o")], [(["> 1"], ["1"]), (["> 2"], ["2"])]), "n"), input_data("n")
    )
    problems = result(of, n=3).explanation["problems"]
    assert [each["code"] for each in problems] == ["hit.unique"]
    assert "同时符合" in problems[0]["zh"]


def test_a_default_output_is_told_as_such() -> None:
    logic = table([column("n")], [output("o", default="0")], [(["> 1"], ["1"])])
    explanation = result(model(decision(logic, "n"), input_data("n")), n=0).explanation
    assert explanation["is_default"]
    assert explanation["outputs"] == 0


def test_what_a_decision_does_not_read_stays_out_of_its_explanation() -> None:
    only_n = model(decision(literal("n + 1"), "n"), input_data("n", "number"))
    explanation = result(only_n, n=5, interviewee="王某").explanation
    assert [each["expression"] for each in explanation["inputs"]] == ["n"]
    assert "王某" not in json.dumps(explanation, ensure_ascii=False)
