"""FEEL's `deadline(name)` inside a case: when a running clock is due, as the variables now have it; rows are casework's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workflows import feel
from workflows.engine.expressions import Text
from workflows.engine.interface import EngineEnvironment
from workflows.engine.scopes import View
from workflows.procedure.model import DEADLINE_FUNCTION

if TYPE_CHECKING:
    from workflows.engine.core import Core
    from workflows.engine.live import LiveToken


def with_deadlines(environment: EngineEnvironment, core: Core) -> EngineEnvironment:
    """The environment, its FEEL knowing the deadlines of the case that `core` carries."""
    asked: set[str] = set()

    def deadline(run: feel.Evaluation, name: str) -> Any:
        """The due time of the nearest activity around whoever asks, else of any, that has a deadline of this name."""
        if name in asked:  # a deadline that is counted from itself has no due time
            return None
        token = next(_running(core, run, name), None)
        if token is None:
            return None
        asked.add(name)
        try:
            text = Text(token.node.element.property("deadline") or "", token.node.place)
            known = core.environment.feel
            return _moment(text.evaluate(token.data, replace(known, now=token.since or core.environment.now)))
        finally:
            asked.discard(name)

    function = feel.define_function(DEADLINE_FUNCTION, ["name: string"], deadline, with_run=True)
    known = environment.feel
    return replace(environment, feel=replace(known, functions={**known.functions, DEADLINE_FUNCTION: function}))


def _running(core: Core, run: feel.Evaluation, name: str) -> Iterator[LiveToken]:
    """Tokens of activities whose deadline has this name: those around the one that asks first, then in order of arrival."""
    around = run.values.at if isinstance(run.values, View) else None
    while around is not None:
        if _has(around, name):
            yield around
        around = around.instance.host
    yield from (token for token in core.tokens.values() if _has(token, name))


def _has(token: LiveToken, name: str) -> bool:
    element = token.node.element
    is_named = name in (element.property("deadline_name"), element.id) and element.property("deadline") is not None
    # One clock per duty: a multi-instance activity has it on its body, not again on each of its items.
    return is_named and not token.is_passive and not token.instance.spec.is_item_scope


def _moment(value: Any) -> Any:
    """A text as the date and time that it writes; anything else as it is."""
    return feel.read_date_time(value) if isinstance(value, str) else value
