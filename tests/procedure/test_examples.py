"""Example answers stand once per form, and a scenario may continue another; what fits no form or scenario is refused by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.casework.world import review_files
from workflows.documents.letters import letters_of_before
from workflows.procedure import check, read_files
from workflows.procedure.examples import answered, read_examples
from workflows.procedure.scenario_reader import read_scenarios

NAME = "name: {zh: 一, en: One}\n"
START = NAME + "start: {by: unit_hr@BUREAU, at: 2026-03-02T09:00:00+08:00}\n"


def problems(examples: str = "", **scenarios: str) -> list[tuple[str, str, str]]:
    """File, code and English sentence of everything that `check` says of the examples and scenarios."""
    files = {**review_files(), **{f"scenarios/{name}.yaml": text.encode() for name, text in scenarios.items()}}
    if examples:
        files["examples.yaml"] = examples.encode()
    found = check(read_files("review", files), functions={})
    assert all(problem.sentence.zh for problem in found)
    return [
        (problem.file, problem.code, problem.sentence.en)
        for problem in found
        if problem.file.startswith(("examples", "scenarios"))
    ]


@pytest.mark.parametrize(
    ("examples", "code", "sentence"),
    [
        ("chek_a: {mark_a: 1}", "example_form", "There is no form chek_a to give example answers for. Did you mean check_a?"),
        (
            "check_a: {mark_a: 1, mrak_a: 2}",
            "example_key",
            "The form check_a has no question mrak_a; remove the example answer or correct its key. Did you mean mark_a?",
        ),
        (
            "check_a: {}",
            "example_lacks",
            "The form check_a always asks for mark_a, and its example does not answer it; add mark_a.",
        ),
        ("check_a: {mark_a: =1 +}", "expression_invalid", "The answer mark_a"),
        ("check_a: {mark_a: =nosuch(1)}", "function_unknown", "The answer mark_a"),
        ("check_a: 1", "examples_shape", "check_a must be a mapping: the id of a form"),
        ("- check_a", "examples_shape", "examples.yaml must be a mapping"),
        ("check_a: {mark_a: 1", "yaml_refused", "The file is not readable YAML"),
    ],
)  # fmt: skip
def test_an_example_that_fits_no_form_is_told_by_name(examples: str, code: str, sentence: str) -> None:
    (found,) = problems(examples)
    assert found[:2] == ("examples.yaml", code)
    assert found[2].startswith(sentence)


def test_examples_that_fit_are_read_as_they_stand() -> None:
    assert problems("check_a: {mark_a: =1 + 1}") == []
    assert read_examples({"examples.yaml": b"check_a: {mark_a: 4}"}) == {"check_a": {"mark_a": 4}}
    assert read_examples({}) == {}


def test_what_is_given_stands_in_place_of_the_example_and_a_null_takes_it_away() -> None:
    assert answered({"a": 1, "b": 2, "c": 3}, {"b": 5, "c": None}) == {"a": 1, "b": 5}


def test_a_scenario_continues_others_in_their_order() -> None:
    first = START + "world: {people: [unit_leader@BUREAU], units: {BUREAU: {name: 甲}}}"
    texts = {"first": first, "second": NAME + "after: first", "third": NAME + "after: second\nworld: {units: {B: {}}}"}
    scenarios, broken = read_scenarios({f"scenarios/{name}.yaml": text.encode() for name, text in texts.items()})
    assert broken == {}
    third = scenarios["scenarios/third.yaml"]
    assert [each.file for each in third.line] == [f"scenarios/{name}.yaml" for name in texts]
    assert third.start.by.unit == "BUREAU"
    assert list(third.world.units) == ["BUREAU", "B"]
    assert [str(person) for person in third.actors()] == ["unit_hr@BUREAU#1", "unit_leader@BUREAU#1"]


@pytest.mark.parametrize(
    ("scenarios", "code", "sentence"),
    [
        (
            {"one": NAME + "after: tow", "two": START},
            "scenario_after",
            "It continues tow, but there is no scenarios/tow.yaml. Did you mean two?",
        ),
        ({"one": NAME + "after: one"}, "scenario_circle", "It continues itself: one → one."),
        ({"one": START + "after: two", "two": START}, "scenario_start", "A scenario either starts a case (start) or"),
        ({"one": START + "steps: [{task: check_a, by: a, answers: {mark_a: =1 +}}]"}, "expression_invalid", "The answer"),
    ],
)  # fmt: skip
def test_a_scenario_that_cannot_be_played_is_refused(scenarios: dict[str, str], code: str, sentence: str) -> None:
    (found,) = problems(**scenarios)
    assert found[:2] == ("scenarios/one.yaml", code)
    assert found[2].startswith(sentence)


def test_a_circle_of_two_and_what_stands_on_a_broken_one_are_told_at_each() -> None:
    found = problems(
        one=NAME + "after: two", two=NAME + "after: one", three=NAME + "after: bad", bad=START + "steps: 1"
    )
    assert [(file, code) for file, code, _ in found] == [
        ("scenarios/bad.yaml", "scenario_value"),
        ("scenarios/one.yaml", "scenario_circle"),
        ("scenarios/three.yaml", "scenario_after_broken"),
        ("scenarios/two.yaml", "scenario_circle"),
    ]


KINDS = {
    "{letters: [urgo]}": ("scenario_letter", "Step 1 expects a letter urgo; there is no such kind. Did you mean urge? The kinds"),
    "{notices: [{kind: overdew}]}": ("scenario_notice", "Step 1 expects a notice overdew; there is no such kind."),
}  # fmt: skip


@pytest.mark.parametrize("expected", KINDS)
def test_a_letter_or_notice_of_an_unknown_kind_is_refused(expected: str) -> None:
    text = (
        f"{START}steps: [{{expect: {expected}}}, {{expect: {{letters: [urge], notices: [{{kind: notice, to: a}}]}}}}]"
    )
    procedure = read_files("review", {**review_files(), "scenarios/one.yaml": text.encode()})
    house = {"house": replace(procedure, letters={"urge": letters_of_before()["urge"]})}
    found = check(procedure, called=house, notices=("notice", "overdue"))
    (told,) = [problem for problem in found if problem.file == "scenarios/one.yaml"]
    code, sentence = KINDS[expected]
    assert (told.code, told.sentence.en.startswith(sentence)) == (code, True), told.sentence.en
