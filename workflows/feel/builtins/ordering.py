"""The built-in function sort, stable, with an order that is itself a function of the language."""

from __future__ import annotations

import functools
from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.evaluation import Evaluation
from workflows.feel.functions import Function


class _Undecided(Exception):
    """The order function did not say which of two elements comes first."""


@builtin("sort", "list: list", "precedes: function")
def sort(run: Evaluation, elements: list[Any], precedes: Function) -> list[Any] | None:
    """The list in the order in which `precedes(a, b)` is true for every pair; null if it is not a truth."""

    def comes_first(left: Any, right: Any) -> bool:
        run.charge(1)
        answer = precedes.invoke(run, [left, right])
        if not isinstance(answer, bool):
            raise _Undecided
        return answer

    def order(left: Any, right: Any) -> int:
        if comes_first(left, right):
            return -1
        return 1 if comes_first(right, left) else 0

    if len(precedes.parameters) != 2:
        return None
    try:
        return sorted(elements, key=functools.cmp_to_key(order))
    except _Undecided:
        return None
