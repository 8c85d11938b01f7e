"""Evaluating a decision or a decision service of a model, with what is needed to explain the result."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workflows.dmn.errors import DmnError, DmnProblem, problem
from workflows.dmn.explain import explain
from workflows.dmn.graph import Graph, graph_of
from workflows.dmn.model import Model
from workflows.dmn.session import DecisionTrace, Session
from workflows.feel import Diagnosis, Environment, FeelLimitError
from workflows.feel.environment import STANDARD


@dataclass(frozen=True)
class DecisionResult:
    """The value of a decision. `problems` are what a person should know: a violated hit policy, a value of a wrong type.

    `diagnoses` are what the expressions noted about nulls that came up on the way.
    """

    value: Any
    problems: tuple[DmnProblem, ...]
    diagnoses: tuple[Diagnosis, ...]
    _trace: DecisionTrace | None
    _environment: Environment

    @property
    def checked_value(self) -> Any:
        """The value where nothing was wrong; raises DmnError otherwise.

        A null that hides a defect of the table or of its inputs must not decide anything.
        """
        if self.problems:
            raise DmnError(self.problems)
        return self.value

    @cached_property
    def explanation(self) -> dict[str, Any]:
        """Inputs, rules that hit, why the others did not, outputs and required decisions, as plain JSON values."""
        if self._trace is None:
            return {}
        return explain(self._trace, self._environment, self.problems)


def evaluate(
    model: Model, decision_id: str, inputs: Mapping[str, Any], environment: Environment = STANDARD
) -> DecisionResult:
    """Evaluate a decision. `inputs` are values by the names of the input data; others are free variables.

    What the standard answers with null is null here, with a problem that says why. Raises DmnError where there is no
    such decision, FeelLimitError beyond the bounds of the environment.
    """
    decision = model.decisions.get(decision_id)
    if decision is None:
        raise DmnError((problem("evaluate.unknown", model.file, decision_id, id=decision_id),))
    graph = graph_of(model)
    environment = _with_types(graph, environment)
    session = Session(environment)
    frame = graph.frame(inputs, session)
    try:
        value = graph.decide(decision, frame, session)
    except RecursionError:
        raise FeelLimitError("limit.calls", limit=environment.limits.calls) from None
    return DecisionResult(value, tuple(session.problems), session.diagnoses, session.finished, environment)


def call(model: Model, id: str, inputs: Mapping[str, Any], environment: Environment = STANDARD) -> DecisionResult:
    """Call a decision service or a business knowledge model with `inputs` by parameter names; missing ones are null.

    The parameters of a service are its input data and its input decisions. Raises DmnError where there is no such
    element, FeelLimitError beyond the bounds of the environment.
    """
    graph = graph_of(model)
    environment = _with_types(graph, environment)
    session = Session(environment)
    frame = graph.frame(inputs, session)
    if id in model.services:
        function = graph.service_function(model.services[id], frame, session)
    elif id in model.knowledge:
        function = graph.knowledge_function(model.knowledge[id], frame, session)
    else:
        raise DmnError((problem("evaluate.unknown", model.file, id, id=id),))
    try:
        value = function.invoke(session.run, [inputs.get(each.name) for each in function.parameters])
    except RecursionError:
        raise FeelLimitError("limit.calls", limit=environment.limits.calls) from None
    return DecisionResult(value, tuple(session.problems), session.diagnoses, session.finished, environment)


def _with_types(graph: Graph, environment: Environment) -> Environment:
    """The environment with the named types of the model; kept for the next evaluation in the same environment."""
    if not graph.types:
        return environment
    kept: tuple[Environment, Environment] | None = graph.model.memo.get("environment")
    if kept is not None and kept[0] is environment:
        return kept[1]
    merged = dataclasses.replace(environment, types={**environment.types, **graph.types})
    graph.model.memo["environment"] = (environment, merged)
    return merged
