"""`setting("key")` in a diagram, form, table, example or scenario: the key exists and is written out, the value may be set."""

from __future__ import annotations

import json

import pytest

from tests.procedure.diagrams import between, diagram, extended, form
from workflows.office.settings_file import shipped_settings
from workflows.procedure import check, read_files
from workflows.procedure.checks.setting_names import keys_in, settings_read

UNKNOWN, COMPUTED = 'setting("recall.dasy")', 'setting("recall." + word)'
DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision id="late" name="late"><variable id="v" name="late" />
  <literalExpression id="e"><text>days &gt; {0}</text></literalExpression>
  </decision></definitions>"""
SCENARIO = """name: {{zh: 名, en: Name}}
settings: {0}
start: {{by: unit_hr@BUREAU, at: 2026-03-02T09:00:00+08:00}}
"""


def found(**files: bytes) -> list[tuple[str, str, str]]:
    """What the check says of settings: code, file and sentence."""
    procedure = read_files(
        "sample", {"sample.bpmn": diagram(between('<bpmn:manualTask id="work" name="办理" />')), **files}
    )
    problems = check(procedure, functions={}, settings=shipped_settings())
    return [(each.code, each.file, each.sentence.en) for each in problems if each.code.startswith("setting")]


def task(source: str) -> bytes:
    """A diagram whose task is due by an expression."""
    due = f"<zeebe:taskSchedule dueDate='=now() + duration(\"P1D\") * {source}' />"
    return diagram(between(extended("userTask", due)))


def question(source: str) -> bytes:
    """A form with a rule that reads a setting."""
    rule = {"check": f"=value < {source}", "check_message": "过多"}
    return form("ask", {"type": "number", "key": "count", "label": "数", "properties": rule})


PLACES = {
    "diagram": lambda source: {"sample.bpmn": task(source)},
    "form": lambda source: {"forms/ask.form": question(source)},
    "table": lambda source: {"late.dmn": DECISION.format(source).encode()},
    "example": lambda source: {
        "examples.yaml": json.dumps({"ask": {"count": f"={source}"}}).encode(),
        "forms/ask.form": question("3"),
    },
}


@pytest.mark.parametrize("place", PLACES)
def test_a_key_that_is_not_there_or_is_worked_out_is_refused_where_it_stands(place: str) -> None:
    file = next(iter(PLACES[place]("")))
    code, where, sentence = found(**PLACES[place](UNKNOWN))[0]
    assert (code, where) == ("setting_unknown", file)
    assert "recall.days" in sentence
    assert [each[:2] for each in found(**PLACES[place](COMPUTED))] == [("setting_computed", file)]
    assert found(**PLACES[place]('setting("recall.days")')) == []


@pytest.mark.parametrize(
    ("values", "code", "words"),
    [
        ("{recall.dasy: 10}", "setting_unknown", "recall.days"),
        ("{recall.days: 99}", "setting_value", "at most 60; 99 is not"),
        ("{recall.days: ten}", "setting_value", "ten is not a whole number"),
    ],
)
def test_a_scenario_sets_only_what_the_office_could_set(values: str, code: str, words: str) -> None:
    ((told, where, sentence),) = found(**{"scenarios/one.yaml": SCENARIO.format(values).encode()})
    assert (told, where) == (code, "scenarios/one.yaml")
    assert words in sentence
    assert found(**{"scenarios/one.yaml": SCENARIO.format("{recall.days: 10}").encode()}) == []


def test_keys_are_found_in_calls_and_not_in_texts() -> None:
    source = 'if x = "setting(\\"no\\")" then setting( "a.b" ) else my setting("c") + setting(y)'
    assert list(keys_in(source)) == ["a.b", "c", None]
    procedure = read_files("sample", {"sample.bpmn": task('setting("recall.days")')})
    assert settings_read(procedure) == {"recall.days"}
