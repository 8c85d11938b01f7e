"""Inputs that diagrams did not write yet when they were published: what their operations worked out by themselves then."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from workflows import feel
from workflows.procedure.plain_data import read_yaml

BEFORE = Path(__file__).with_name("inputs_of_before.yaml")


@cache
def _before() -> Mapping[str, Mapping[str, feel.Expression]]:
    raw = read_yaml(BEFORE.read_bytes())
    return {
        name: {key: feel.parse_expression(text.removeprefix("=")) for key, text in inputs.items()}
        for name, inputs in raw.items()
    }


def with_inputs_of_before(
    operation: str, given: Mapping[str, Any], environment: feel.Environment | None
) -> Mapping[str, Any]:
    """What a step gives its operation, with what only a diagram of today writes; what is written, be it null, stands."""
    lacking = {key: each for key, each in _before().get(operation, {}).items() if key not in given}
    if not lacking or environment is None:
        return given
    return {**given, **{key: feel.to_json(each.evaluate(given, environment)) for key, each in lacking.items()}}
