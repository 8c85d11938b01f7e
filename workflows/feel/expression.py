"""Expressions and unary tests as callers hold them: read once, kept in a cache, evaluated any number of times."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from workflows.feel import compile_calls, compile_comparison, compile_loops, compile_tests
from workflows.feel.builtins import BUILTINS
from workflows.feel.compiler import Compiler
from workflows.feel.environment import STANDARD, Environment
from workflows.feel.errors import Diagnosis, FeelLimitError
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.limits import NESTING
from workflows.feel.names import normal, suggest
from workflows.feel.parser import open_parser

__all__ = [
    "Expression",
    "UnaryTests",
    "compile_calls",
    "compile_comparison",
    "compile_loops",
    "parse_expression",
    "parse_unary_tests",
    "start",
]

CACHE_SIZE = 4_096
_SUGGESTING = {"name.unknown": "name.suggest", "call.unknown": "call.suggest"}


def start(
    scope: Mapping[str, Any], environment: Environment | None = None, diagnoses: list[Diagnosis] | None = None
) -> Evaluation:
    """Open a run that several expressions share, with one budget; diagnoses are collected where a list is given."""
    return Evaluation(scope, environment or STANDARD, "", diagnoses)


def _deep(source: str) -> FeelLimitError:
    return FeelLimitError("limit.depth", source=source, limit=NESTING)


class Expression:
    """A compiled expression.

    `names` are the variables it may read (the first segment of each path), `certain_names` those among them that cannot
    be entries of a filtered element, `calls` the names of the functions that it calls and does not write itself.
    """

    __slots__ = ("_closure", "calls", "certain_names", "names", "source")

    def __init__(self, source: str, known_names: Iterable[str]) -> None:
        try:
            compiler = Compiler(source)
            self._closure = compiler.compile(open_parser(source, known_names).whole_expression())
        except RecursionError:
            raise _deep(source) from None
        self.source = source
        self.calls = frozenset(compiler.calls)
        self.certain_names = frozenset(compiler.names)
        self.names = frozenset(compiler.names | compiler.filter_names)

    def evaluate(self, scope: Mapping[str, Any], environment: Environment | None = None) -> Any:
        """Return the value over the variables of `scope`; null where the standard says so.

        The value may share lists and contexts with the scope, so it is not to be changed in place.
        Raises FeelLimitError where a bound is exceeded.
        """
        run = Evaluation(scope, environment or STANDARD, self.source)
        try:
            value = self._closure(run)
            return value if value is True or value is False else run.hand_out(value)
        except RecursionError:
            raise _deep(self.source) from None

    def evaluate_with_diagnosis(
        self, scope: Mapping[str, Any], environment: Environment | None = None
    ) -> tuple[Any, tuple[Diagnosis, ...]]:
        """Return the value and why parts of the expression gave null; near misses of unknown names are suggested."""
        diagnoses: list[Diagnosis] = []
        run = Evaluation(scope, environment or STANDARD, self.source, diagnoses)
        try:
            value = run.hand_out(self._closure(run))
        except RecursionError:
            raise _deep(self.source) from None
        return value, tuple(_with_suggestion(each, scope) for each in diagnoses)

    def evaluate_in(self, run: Evaluation, scope: Mapping[str, Any] | None = None) -> Any:
        """Return the value within a run that has begun, over its variables or over `scope`, on its budget."""
        outer = (run.source, run.values, run.locals)
        run.source, run.locals = self.source, None
        if scope is not None:
            run.values = scope
        try:
            return adopt(self._closure(run))
        except RecursionError:
            raise _deep(self.source) from None
        finally:
            run.source, run.values, run.locals = outer

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


class UnaryTests:
    """Compiled unary tests, as an input entry of a decision table holds them; `names` and `calls` as for Expression."""

    __slots__ = ("_test", "calls", "certain_names", "names", "source")

    def __init__(self, source: str, known_names: Iterable[str]) -> None:
        try:
            compiler = Compiler(source)
            self._test = compile_tests.compile_tests(compiler, open_parser(source, known_names).whole_tests())
        except RecursionError:
            raise _deep(source) from None
        self.source = source
        self.calls = frozenset(compiler.calls)
        self.certain_names = frozenset(compiler.names - {"?"})
        self.names = frozenset((compiler.names | compiler.filter_names) - {"?"})

    def matches(
        self, value: Any, scope: Mapping[str, Any] | None = None, environment: Environment | None = None
    ) -> bool | None:
        """Return whether `value` meets one of the tests; None where that cannot be told."""
        return self.matches_in(Evaluation(scope or {}, environment or STANDARD, self.source), value)

    def matches_with_diagnosis(
        self, value: Any, scope: Mapping[str, Any] | None = None, environment: Environment | None = None
    ) -> tuple[bool | None, tuple[Diagnosis, ...]]:
        """Return whether `value` meets one of the tests, and why parts of them gave null."""
        diagnoses: list[Diagnosis] = []
        result = self.matches_in(Evaluation(scope or {}, environment or STANDARD, self.source, diagnoses), value)
        return result, tuple(_with_suggestion(each, scope or {}) for each in diagnoses)

    def matches_in(self, run: Evaluation, value: Any) -> bool | None:
        """Return whether `value` meets one of the tests, within a run that has begun."""
        outer, run.source = run.source, self.source
        try:
            return self._test(run, value)
        except RecursionError:
            raise _deep(self.source) from None
        finally:
            run.source = outer

    def __repr__(self) -> str:
        return f"UnaryTests({self.source!r})"


def _with_suggestion(diagnosis: Diagnosis, scope: Mapping[str, Any]) -> Diagnosis:
    code = _SUGGESTING.get(diagnosis.code)
    if code is None:
        return diagnosis
    names = scope if code == "name.suggest" else [*scope, *BUILTINS]
    near = suggest(str(diagnosis.params["name"]), names)
    if near is None:
        return diagnosis
    return Diagnosis(code, diagnosis.line, diagnosis.column, {**diagnosis.params, "suggestion": near})


@functools.lru_cache(maxsize=CACHE_SIZE)
def _expression(source: str, names: frozenset[str]) -> Expression:
    return Expression(source, names)


@functools.lru_cache(maxsize=CACHE_SIZE)
def _unary_tests(source: str, names: frozenset[str]) -> UnaryTests:
    return UnaryTests(source, names)


def _special(names: Iterable[str]) -> frozenset[str]:
    """The names that change how a source is read; plain words are read the same without being known."""
    return frozenset(name for name in map(normal, names) if not name.isidentifier())


def parse_expression(source: str, *, names: Iterable[str] = ()) -> Expression:
    """Return the compiled expression, from the cache where it was read before.

    `names` are the names in scope, which may hold spaces, operators and keywords. Raises FeelSyntaxError, and
    FeelLimitError for a source that is too long or nests too deep.
    """
    return _expression(source, _special(names))


def parse_unary_tests(source: str, *, names: Iterable[str] = ()) -> UnaryTests:
    """Return the compiled unary tests, from the cache where they were read before; raises as parse_expression does."""
    return _unary_tests(source, _special(names))
