"""The stored form of a run: one JSON blob with a format number, nested as the scopes are; no spec, no history inside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from SpiffWorkflow.util.task import TaskState

from workflows.engine.errors import NewerStateError, StateError
from workflows.engine.live import LiveToken, ScopeInstance
from workflows.engine.multi_instance import ItemState
from workflows.engine.timers import TimerState

if TYPE_CHECKING:
    from workflows.engine.core import Core
    from workflows.engine.specs.scope import ScopeSpec

FORMAT = 2


def dump(core: Core, root: ScopeInstance) -> bytes:
    """The state as JSON, keys in order. Raises StateError for a value that JSON cannot hold."""
    state: dict[str, Any] = {"format": FORMAT}
    body = {
        "process": core.definition.process_id,
        "sequence": core.sequence,
        "end_events": core.end_events,
        "is_ended": core.is_ended,
        "scope": _scope(root),
    }
    try:
        return orjson.dumps({**state, **body})
    except TypeError:
        pass
    try:
        return json.dumps({**state, "exact": True, **body}, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise StateError(
            f"A variable of the case cannot be stored as JSON: {error}", f"案件变量无法以 JSON 保存：{error}"
        ) from error


def load(core: Core, blob: bytes) -> ScopeInstance:
    """Rebuild the scopes and tokens in `core`; what an older format says otherwise is brought up to date, format by format.

    Raises NewerStateError for a format of a newer program, StateError for no format, damage or unknown elements.
    """
    try:
        state = json.loads(blob) if blob.startswith(_EXACT) else orjson.loads(blob)
    except ValueError as error:
        raise _damaged(error) from error
    found = state.get("format") if isinstance(state, dict) else None
    if not isinstance(found, int) or (found not in UPGRADERS and found != FORMAT):
        told = (
            f"The stored state has format {found!r}; this version reads formats up to {FORMAT}. Update the program.",
            f"保存的状态格式为 {found!r}，本版本最高读取格式 {FORMAT}；请升级程序。",
        )
        if isinstance(found, int) and found > FORMAT:
            raise NewerStateError(*told, found)
        raise StateError(*told)
    try:
        if state["process"] != core.definition.process_id:
            raise StateError(
                f"The state belongs to the process {state['process']!r}, not to {core.definition.process_id!r}.",
                f"该状态属于流程“{state['process']}”，而不是“{core.definition.process_id}”。",
            )
        core.sequence = state["sequence"]
        core.end_events = state["end_events"]
        core.is_ended = state["is_ended"]
        root = _restore_scope(core, core.definition.processes[core.definition.process_id], None, state["scope"])
        for number in range(found, FORMAT):
            UPGRADERS[number](core, state)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _damaged(error) from error
    core.tokens = _in_order(core.tokens)
    core.waiting = _in_order(core.waiting)
    return root


def _from_1(core: Core, state: dict[str, Any]) -> None:
    """In format 1 a called process looked at its caller's variables; now it has copies: as they stand at the first reading.

    A multi-instance activity kept its output collection beside its items; now it is a variable of its scope.
    """
    for stored in _stored_tokens(state["scope"]):
        if "outputs" in stored.get("items", {}):
            token = core.tokens[stored["id"]]
            token.locals = {**(token.locals or {}), token.node.loop.output_collection: stored["items"]["outputs"]}
    for host in core.tokens.values():  # those outside come first
        called = host.body
        if called is not None and called.variables is not None:
            called.variables = {**host.node.handed_in(host), **called.variables}


def _stored_tokens(scope: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in scope["tokens"]:
        yield each
        if "body" in each:
            yield from _stored_tokens(each["body"])


# Format → what brings a core that was filled from it to the next one. An older format stays readable for ever: cases outlive it.
UPGRADERS: Mapping[int, Callable[[Core, dict[str, Any]], None]] = {1: _from_1}
# Numbers beyond 64 bits and lone surrogates need the slower standard library on both ways.
_EXACT = tuple(f'{{"format":{number},"exact":true'.encode() for number in (*UPGRADERS, FORMAT))


def _in_order(tokens: dict[str, LiveToken]) -> dict[str, LiveToken]:
    return dict(sorted(tokens.items(), key=lambda item: item[1].sequence))


def _damaged(error: Exception) -> StateError:
    return StateError(
        f"The stored state is damaged ({type(error).__name__}: {error}). Restore it from a backup.",
        f"保存的状态已损坏（{type(error).__name__}：{error}），请从备份恢复。",
    )


def _scope(instance: ScopeInstance) -> dict[str, Any]:
    state: dict[str, Any] = {}
    if instance.variables is not None:
        state["variables"] = instance.variables
    if instance.arrivals:
        state["arrivals"] = instance.arrivals
    if instance.is_interrupted:
        state["interrupted"] = True
    if instance.completed:
        state["completed"] = True
    state["tokens"] = [_token(token) for token in instance.tokens]
    return state


def _token(token: LiveToken) -> dict[str, Any]:
    state: dict[str, Any] = {"id": token.id, "at": token.task_spec.name, "n": token.sequence, "state": token.state}
    if token.is_passive:
        state["passive"] = True
        if token.host is not None:
            state["host"] = token.host
    if token.locals is not None:
        state["locals"] = token.locals
    if token.since is not None:
        state["since"] = token.since.isoformat()
    for name in ("group", "via", "name", "key", "item_index"):
        value = getattr(token, name)
        if value is not None:
            state[name] = value
    if token.timer is not None:
        state["timer"] = _timer(token.timer)
    if token.items is not None:
        state["items"] = _items(token.items)
    if token.body is not None:
        state["body"] = _scope(token.body)
    return state


def _timer(timer: TimerState) -> dict[str, Any]:
    state: dict[str, Any] = {"anchor": timer.anchor.isoformat(), "due": timer.due.isoformat(), "times": timer.times}
    if timer.fired:
        state["fired"] = timer.fired
    return state


def _items(items: ItemState) -> dict[str, Any]:
    state: dict[str, Any] = {"total": items.total, "completed": items.completed}
    if items.pending:
        state["pending"] = items.pending
    return state


def _restore_scope(core: Core, spec: ScopeSpec, host: LiveToken | None, state: dict[str, Any]) -> ScopeInstance:
    instance = ScopeInstance(core, spec, host)
    if instance.variables is not None:
        instance.variables = state.get("variables", {})
    instance.arrivals = state.get("arrivals", {})
    if instance.arrivals:
        core.joining[instance] = None
    instance.is_interrupted = state.get("interrupted", False)
    instance.completed = state.get("completed", False)
    for each in state["tokens"]:
        _restore_token(core, instance, each)
    return instance


def _restore_token(core: Core, instance: ScopeInstance, state: dict[str, Any]) -> None:
    node = instance.spec.nodes.get(state["at"])
    if node is None:
        raise StateError(
            f"The state has a token at {state['at']!r}, which the procedure {instance.process_id!r} does not have.",
            f"状态中的令牌位于“{state['at']}”，但流程“{instance.process_id}”中没有该元素。",
        )
    token = LiveToken(instance, node, state["state"], state["id"])
    token.sequence = state["n"]
    token.is_passive = state.get("passive", False)
    token.locals = state.get("locals")
    token.group = state.get("group")
    token.via = state.get("via")
    token.name = state.get("name")
    token.key = state.get("key")
    token.item_index = state.get("item_index")
    if "since" in state:
        token.since = datetime.fromisoformat(state["since"])
    core.tokens[token.id] = token
    if not token.is_passive:
        instance.active += 1
    host_id = state.get("host")
    if host_id is not None:
        host = core.tokens[host_id]
        token.host = host_id
        host.attached.append(token.id)
    if "timer" in state:
        timer = state["timer"]
        token.timer = TimerState(
            datetime.fromisoformat(timer["anchor"]),
            datetime.fromisoformat(timer["due"]),
            timer.get("fired", 0),
            timer["times"],
        )
        (core.unfinished if token.state == TaskState.STARTED else core.timers)[token.id] = token
    elif token.state == TaskState.WAITING:
        core.waiting[token.id] = token
    if "items" in state:
        _restore_items(token, state["items"])
    if "body" in state:
        _restore_scope(core, node.body_spec(token), token, state["body"])


def _restore_items(token: LiveToken, state: dict[str, Any]) -> None:
    token.items = ItemState(state["total"], state["completed"], state.get("pending", []))
