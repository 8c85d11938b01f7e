"""What a DMN file must be to be read, and the sentences for what it is not."""

from __future__ import annotations

import pytest

from tests.dmn.models import column, decision, definitions, input_data, item, literal, model, output, table, text
from workflows.dmn import DmnError, check_model, read_model

VERSIONS = [
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]


def refusal(*parts: str, version: str = VERSIONS[1]) -> tuple[str, str, int | None]:
    """Code, sentence and line of the first problem for which a file is refused."""
    with pytest.raises(DmnError) as error:
        read_model(definitions(*parts, version=version), "test.dmn")
    problem = error.value.problems[0]
    assert problem.file == "test.dmn"
    assert problem.sentence.zh
    return problem.code, problem.sentence.en, problem.line


@pytest.mark.parametrize("version", VERSIONS)
def test_dmn_1_2_to_1_5_are_read(version: str) -> None:
    of = read_model(definitions(decision(literal("1")), version=version), "test.dmn")
    assert list(of.decisions) == ["decision"]


@pytest.mark.parametrize("version", ["http://www.omg.org/spec/DMN/20151101/dmn.xsd", "urn:other"])
def test_another_version_is_refused(version: str) -> None:
    assert refusal(version=version)[0] == "read.version"


def test_a_doctype_is_refused() -> None:
    with pytest.raises(DmnError) as error:
        read_model(b"<!DOCTYPE definitions><definitions/>", "test.dmn")
    assert error.value.problems[0].code == "xml.doctype"


def test_two_decisions_with_one_id_are_refused() -> None:
    assert refusal(decision(literal("1")), decision(literal("2")))[0] == "read.duplicate_id"


def test_a_requirement_that_leads_nowhere_is_refused_with_its_target() -> None:
    code, sentence, line = refusal(decision(literal("1"), "nowhere"))
    assert (code, line) == ("read.reference", 2)
    assert "#nowhere" in sentence


def test_decisions_that_require_one_another_are_refused() -> None:
    code, sentence, _ = refusal(decision(literal("b"), "@b", id="a"), decision(literal("a"), "@a", id="b"))
    assert code == "read.cycle"
    assert "a" in sentence
    assert "b" in sentence


def test_a_rule_with_too_few_cells_is_refused_with_its_number() -> None:
    code, sentence, line = refusal(decision(table([column("a"), column("b")], [output("o")], [(["1"], ["2"])])))
    assert (code, line) == ("read.cells", 3)
    assert "Rule 1" in sentence


def test_an_unknown_hit_policy_is_refused() -> None:
    assert refusal(decision(table([], [output("o")], [], "BEST")))[0] == "read.hit_policy"


def test_an_unknown_aggregator_is_refused() -> None:
    assert refusal(decision(table([], [output("o")], [], "COLLECT", "MEDIAN")))[0] == "read.aggregation"


def test_a_table_without_outputs_is_refused() -> None:
    assert refusal(decision(table([column("a")], [], [])))[0] == "read.no_output"


@pytest.mark.parametrize("language", ["feel", "FEEL", "https://www.omg.org/spec/DMN/20230324/FEEL/"])
def test_feel_may_be_named_as_the_language(language: str) -> None:
    of = model(decision(f'<literalExpression expressionLanguage="{language}">{text("1 + 1")}</literalExpression>'))
    assert list(of.decisions) == ["decision"]


def test_another_language_for_the_whole_file_is_refused() -> None:
    data = definitions(decision(literal("1"))).replace(b'name="test"', b'name="test" expressionLanguage="juel"')
    with pytest.raises(DmnError) as error:
        read_model(data, "test.dmn")
    assert error.value.problems[0].code == "read.language"


def test_a_sentence_stays_short_however_long_the_expression_is() -> None:
    of = model(decision(literal('"' + "x" * 50_000)))
    assert len(check_model(of)[0].sentence.en) < 1_000


def test_another_expression_language_is_refused() -> None:
    logic = f'<literalExpression expressionLanguage="groovy">{text("1")}</literalExpression>'
    code, sentence, _ = refusal(decision(logic))
    assert code == "read.language"
    assert "groovy" in sentence


def test_an_import_that_is_not_at_hand_is_refused() -> None:
    assert refusal('<import name="other" namespace="elsewhere" importType=""/>')[0] == "read.import_missing"


def test_a_predictive_model_is_refused() -> None:
    part = '<import name="p" namespace="x" importType="http://www.dmg.org/PMML-4_4"/>'
    assert refusal(part)[0] == "read.import_type"


def test_a_model_that_imports_itself_is_refused() -> None:
    part = '<import name="me" namespace="test" importType=""/>'
    assert refusal(part)[0] == "read.import_cycle"


def test_a_java_function_is_a_problem_with_a_sentence_and_leaves_the_rest_usable() -> None:
    inside = f'<context><contextEntry><variable name="class"/>{literal("1")}</contextEntry></context>'
    of = model(
        decision(f'<functionDefinition kind="Java">{inside}</functionDefinition>'), decision(literal("1"), id="other")
    )
    problem = next(each for each in check_model(of) if each.code == "read.function_kind")
    assert "write the function in FEEL" in problem.sentence.en
    assert "请用 FEEL" in problem.sentence.zh


def test_an_unknown_type_is_a_problem_with_its_name() -> None:
    of = model(decision(literal("1"), of="tNothing"))
    assert [each.code for each in check_model(of)] == ["type.unknown"]


def test_a_type_defined_by_itself_is_a_problem() -> None:
    of = model(item("tLoop", "tLoop"), decision(literal("1"), of="tLoop"))
    assert "type.recursive" in [each.code for each in check_model(of)]


def test_a_name_that_is_not_drawn_is_a_problem_with_a_suggestion() -> None:
    of = model(decision(literal("days_presnt + 1"), "days_present"), input_data("days_present", "number"))
    problem = check_model(of)[0]
    assert problem.code == "feel.near_name"
    assert "did you mean days_present" in problem.sentence.en


def test_a_function_of_the_office_is_only_a_warning() -> None:
    of = model(decision(literal("add working days(day, 2)"), "day"), input_data("day", "date"))
    assert [(each.code, each.severity) for each in check_model(of)] == [("feel.unknown_function", "warning")]


def test_the_inputs_that_a_decision_needs_are_listed_through_other_decisions() -> None:
    of = model(
        decision(literal("b + x"), "x", "@b", id="a"),
        decision(literal("y + x"), "y", "x", id="b"),
        input_data("x"),
        input_data("y"),
    )
    assert of.required_inputs("a") == ("x", "y")
    assert of.required_inputs("b") == ("y", "x")
