"""Compiles what goes through lists: for, some, every and filters."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from workflows.feel import nodes
from workflows.feel.comparison import kind
from workflows.feel.compiler import COMPILERS, Closure, Compiler
from workflows.feel.dates import FarDate, epoch_day, from_epoch_day
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.numbers import whole_part
from workflows.feel.ranges import Range

_Turn = tuple[str, Closure, Closure | None, int]


class _NoDomain(Exception):
    """What should be iterated over cannot be."""


def steps_between(run: Evaluation, start: Any, end: Any) -> list[Any]:
    """Return the whole numbers or dates from `start` to `end`, both included, downwards if `end` is the smaller."""
    start, end = adopt(start), adopt(end)
    if isinstance(start, (datetime.date, FarDate)) and isinstance(end, (datetime.date, FarDate)):
        return [from_epoch_day(number) for number in _steps(run, epoch_day(start), epoch_day(end))]
    if _is_whole(start) and _is_whole(end):
        return list(_steps(run, whole_part(start), whole_part(end)))
    raise _NoDomain


def _steps(run: Evaluation, start: int, end: int) -> range:
    run.check_list(abs(end - start) + 1)
    return range(start, end + 1) if start <= end else range(start, end - 1, -1)


def _is_whole(value: Any) -> bool:
    return type(value) is int or (type(value) is Decimal and value == value.to_integral_value())


def elements_of(run: Evaluation, domain: Any) -> list[Any]:
    """Return what an iteration over a value goes through: a list's elements, a range's steps, or the value alone.

    Raises _NoDomain for null, and for a range that is open or runs downwards.
    """
    domain = adopt(domain)
    if isinstance(domain, list):
        return domain
    if domain is None:
        raise _NoDomain
    if not isinstance(domain, Range):
        return [domain]
    if domain.operator or domain.start is None or domain.end is None:
        raise _NoDomain
    elements = steps_between(run, domain.start, domain.end)
    if elements and elements[0] > elements[-1]:
        raise _NoDomain
    return elements[0 if domain.start_included else 1 : None if domain.end_included else -1]


def _turns(compiler: Compiler, iterations: tuple[nodes.Iteration, ...], names: set[str]) -> tuple[_Turn, ...]:
    turns: list[_Turn] = []
    for each in iterations:
        domain = compiler.within(frozenset(names), each.domain)[0]
        end = compiler.within(frozenset(names), each.end)[0] if each.end is not None else None
        names.add(each.name)
        turns.append((each.name, domain, end, each.domain.offset))
    return tuple(turns)


def _walk(run: Evaluation, turns: tuple[_Turn, ...], scope: dict[str, Any], cost: int) -> Iterator[None]:
    """Bind each combination of the iterations' elements in turn; what the names are bound to is in `scope`."""
    name, domain, end, offset = turns[0]
    first = domain(run)
    try:
        elements = elements_of(run, first) if end is None else steps_between(run, first, end(run))
    except _NoDomain:
        run.note("for.domain", offset, type=kind(first))
        raise
    for element in elements:
        run.charge(cost)
        scope[name] = adopt(element)
        if len(turns) == 1:
            yield
        else:
            yield from _walk(run, turns[1:], scope, cost)


def _for(compiler: Compiler, node: nodes.For) -> Closure:
    names = {"partial"}
    turns = _turns(compiler, node.iterations, names)
    with_partial = "partial" in compiler.source
    body, cost = compiler.within(frozenset(names), node.body)

    def loop(run: Evaluation) -> list[Any] | None:
        outer = run.locals
        results: list[Any] = []
        scope: dict[str, Any] = {}
        run.locals = (scope, outer)
        try:
            for _ in _walk(run, turns, scope, cost):
                if with_partial:
                    run.charge(len(results))
                    scope["partial"] = list(results)
                # A function made in the body keeps the variables of its turn.
                run.locals = (dict(scope), outer)
                results.append(adopt(body(run)))
                run.locals = (scope, outer)
                run.check_list(1 if len(results) < run.limits.elements else len(results) + 1)
            return results
        except _NoDomain:
            return None
        finally:
            run.locals = outer

    return loop


def _quantified(compiler: Compiler, node: nodes.Quantified) -> Closure:
    names: set[str] = set()
    turns = _turns(compiler, node.iterations, names)
    body, cost = compiler.within(frozenset(names), node.body)
    decisive: bool = node.quantifier == "some"
    offset, quantifier = node.offset, node.quantifier

    def quantify(run: Evaluation) -> bool | None:
        outer = run.locals
        scope: dict[str, Any] = {}
        run.locals = (scope, outer)
        result: bool | None = not decisive
        try:
            for _ in _walk(run, turns, scope, cost):
                value = adopt(body(run))
                if value is decisive:
                    return value is True
                if value is not True and value is not False:
                    result = None
                    run.note("boolean.expected", offset, where=quantifier, type=kind(value))
            return result
        except _NoDomain:
            return None
        finally:
            run.locals = outer

    return quantify


def pick(run: Evaluation, elements: list[Any], position: Any, offset: int) -> Any:
    """Return the element at a position that counts from 1, or from -1 backwards; null where there is none."""
    index = whole_part(position)
    if index != position or index == 0 or abs(index) > len(elements):
        run.note("filter.position", offset, position=str(position))
        return None
    return adopt(elements[index - 1 if index > 0 else index])


def _filter(compiler: Compiler, node: nodes.Filter) -> Closure:
    base, offset = compiler.compile(node.base), node.offset
    if isinstance(node.condition, nodes.Literal) and type(node.condition.value) in (int, Decimal):
        position = node.condition.value

        def at_position(run: Evaluation) -> Any:
            value = base(run)
            if type(value) is not list:
                value = as_elements(value)
            return None if value is None else pick(run, value, position, offset)

        return at_position
    compiler.filters += 1
    condition, cost = compiler.within(frozenset({"item"}), node.condition)
    compiler.filters -= 1

    def select(run: Evaluation) -> Any:
        elements = as_elements(base(run))
        if elements is None:
            return None
        outer = run.locals
        try:
            return _select(run, elements, condition, cost, offset)
        finally:
            run.locals = outer

    return select


def as_elements(value: Any) -> list[Any] | None:
    """Return a list as it is, null as null, and any other value as a list of one."""
    value = adopt(value)
    if value is None or isinstance(value, list):
        return value
    return [value]


def _select(run: Evaluation, elements: list[Any], condition: Closure, cost: int, offset: int) -> Any:
    outer = run.locals
    kept: list[Any] = []
    if not elements:
        run.locals = ({"item": None}, outer)
        position = adopt(condition(run))
        return pick(run, elements, position, offset) if type(position) in (int, Decimal) else []
    for element in elements:
        run.charge(cost)
        element = adopt(element)
        scope = ({"item": element}, outer)
        run.locals = (element, scope) if isinstance(element, Mapping) else scope
        answer = adopt(condition(run))
        if answer is True:
            kept.append(element)
        elif type(answer) in (int, Decimal):
            # The position is the same for every element, so the first one tells it.
            return pick(run, elements, answer, offset)
        elif answer is not False and answer is not None:
            run.note("filter.condition", offset, type=kind(answer))
            return None
    return kept


COMPILERS.update({nodes.For: _for, nodes.Quantified: _quantified, nodes.Filter: _filter})
