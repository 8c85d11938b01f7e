"""One evaluation while it goes on: the run of the expression language, what was noted, and the trace to explain it by."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.dmn.errors import DmnProblem, problem
from workflows.dmn.model import Decision, DecisionTable, Rule
from workflows.feel import Diagnosis, Environment, FeelLimitError, UnaryTests, start
from workflows.feel.environment import STANDARD

Scope = Mapping[str, Any]
Code = Callable[["Session", Scope], Any]
"""A compiled expression: its value in a scope."""

_MAX_CALLS = 40
"""Depth of calls between models' functions; each takes many Python frames, so the language's own bound is too high."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule whose dashes are left out: `tests` are (column, test) pairs; a test None could not be read."""

    rule: Rule
    tests: tuple[tuple[int, UnaryTests | None], ...]
    outputs: tuple[Code, ...]
    annotation: Code | None
    annotation_en: Code | None


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table ready to be evaluated."""

    table: DecisionTable
    file: str
    inputs: tuple[Code, ...]
    allowed: tuple[UnaryTests | None, ...]
    rules: tuple[CompiledRule, ...]
    output_allowed: tuple[UnaryTests | None, ...]
    priorities: tuple[tuple[Any, ...], ...]
    defaults: tuple[Code, ...] | None


@dataclass(slots=True)
class TableTrace:
    """How a table was evaluated: enough to explain it later without paying for that now."""

    table: CompiledTable
    scope: Scope
    values: list[Any]
    hits: list[int]
    outputs: Any


@dataclass(slots=True)
class DecisionTrace:
    """How a decision was evaluated, with the tables inside it and the decisions it required."""

    decision: Decision
    scope: Scope
    labels: Mapping[str, tuple[str, str]]
    value: Any = None
    tables: list[TableTrace] = field(default_factory=list)
    required: list[DecisionTrace] = field(default_factory=list)


class Session:
    """What the compiled parts of a model share while one decision is evaluated."""

    __slots__ = ("_calls", "_deadline", "finished", "problems", "run", "traces")

    def __init__(self, environment: Environment) -> None:
        self.run = start({}, environment, [])
        self.problems: list[DmnProblem] = []
        self.traces: list[DecisionTrace] = []
        self.finished: DecisionTrace | None = None
        self._calls = 0
        self._deadline = time.monotonic() + environment.limits.seconds

    @classmethod
    def detached(cls) -> Session:
        """A session for constants that are computed while compiling."""
        return cls(STANDARD)

    def note(self, code: str, file: str, element: str | None, line: int, **params: Any) -> None:
        """Keep a problem met while evaluating, once."""
        found = problem(code, file, element, line=line, decision=self.decision, **params)
        if len(self.problems) < 100 and found not in self.problems:
            self.problems.append(found)

    @property
    def decision(self) -> str | None:
        """Id of the decision that is being evaluated."""
        return self.traces[-1].decision.id if self.traces else None

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """What the expressions noted about their nulls."""
        return tuple(self.run.diagnoses or ())

    def enter(self) -> None:
        """Pay for a call of a model's function; raises FeelLimitError beyond the depth or the time of the limits."""
        if self._calls >= min(_MAX_CALLS, self.run.limits.calls):
            raise FeelLimitError("limit.calls", limit=min(_MAX_CALLS, self.run.limits.calls))
        if time.monotonic() > self._deadline:
            raise FeelLimitError("limit.time", limit=self.run.limits.seconds)
        self._calls += 1

    def leave(self) -> None:
        """The call that was paid for last is over."""
        self._calls -= 1
