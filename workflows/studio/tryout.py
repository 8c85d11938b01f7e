"""Trying a decision of a file with values that a designer types: what it comes to, and which rule hit and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows import feel
from workflows.dmn import DmnError, evaluate, read_model
from workflows.dmn.model import Model
from workflows.sentence import Sentence

MOST_TYPED = 500
"""Characters of one value; a value that is typed to try something is short."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class TriedInput:
    """A value that the decisions of the file read: its name, what it is called in both languages, what was typed, what is wrong."""

    name: str
    names: Sentence
    typed: str
    problem: Sentence | None = None


@dataclass(frozen=True, slots=True)
class TryOut:
    """A file of decisions as it is tried: `explanation` is None where nothing was tried, or something typed cannot be read."""

    decisions: Mapping[str, str]
    decision: str
    inputs: Sequence[TriedInput]
    explanation: Mapping[str, Any] | None = None
    problems: Sequence[Sentence] = ()


def try_out(
    files: Mapping[str, bytes],
    name: str,
    decision: str,
    typed: Mapping[str, str],
    environment: feel.Environment,
) -> TryOut | None:
    """What a decision of the file `name` comes to with the values in `typed`; without a decision only what can be typed.

    A value is FEEL (`22`, `"order"`, `true`, `["G1", "G4"]`), a date as 2026-03-01, or a text without quotes where it is no FEEL.
    None where the file cannot be read, which its problems say.
    """
    others = {other: data for other, data in files.items() if other.endswith(".dmn") and other != name}
    try:
        model = read_model(files[name], name, imports=others)
    except DmnError:
        return None
    if not model.decisions:
        return None
    values: dict[str, Any] = {}
    inputs = [_input(model, each, typed.get(each, "")[:MOST_TYPED], values, environment) for each in _names(model)]
    labels = {each.id: each.label or each.name for each in model.decisions.values()}
    shown = decision if decision in labels else next(iter(labels))
    if decision not in labels or any(each.problem for each in inputs):
        return TryOut(labels, shown, inputs)
    try:
        found = evaluate(model, decision, values, environment)
    except (feel.FeelError, DmnError) as error:
        return TryOut(labels, shown, inputs, None, [_of(error)])
    return TryOut(labels, shown, inputs, found.explanation, [each.sentence for each in found.problems])


def _of(error: feel.FeelError | DmnError) -> Sentence:
    return error.problems[0].sentence if isinstance(error, DmnError) else error.sentence


def _names(model: Model) -> Sequence[str]:
    return list(dict.fromkeys(name for each in model.decisions for name in model.required_inputs(each)))


def _input(model: Model, name: str, typed: str, values: dict[str, Any], environment: feel.Environment) -> TriedInput:
    data = next((each for each in model.inputs.values() if each.name == name), None)
    label = (data.label if data is not None else "") or name
    names = Sentence((data.label_en if data is not None else "") or label, label)
    text = typed.strip()
    if not text:
        values[name] = None
        return TriedInput(name, names, typed)
    try:
        values[name] = _value(text, environment)
    except feel.FeelError:
        # What is no expression is meant as the text that it is, unless it tries to be one.
        if re.search(r"[\"\[\]{}()=]", text):
            return TriedInput(name, names, typed, Sentence("This is no value of FEEL.", "这不是 FEEL 值。"))
        values[name] = text
    return TriedInput(name, names, typed)


def _value(text: str, environment: feel.Environment) -> Any:
    if _DATE.fullmatch(text):
        return feel.parse_expression(f'date("{text}")').evaluate({}, environment)
    expression = feel.parse_expression(text)
    # A bare word would be a variable, and there is none here.
    return text if expression.names else expression.evaluate({}, environment)
