"""Built-in functions on contexts: reading, building, changing a copy, merging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt


@builtin("get value", "m: context", "key: string")
def get_value(run: Evaluation, context: Mapping[str, Any], key: str) -> Any:
    """The value of an entry; null where there is none."""
    return adopt(context.get(key))


@builtin("get entries", "m: context")
def get_entries(run: Evaluation, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries as a list of contexts with key and value."""
    run.check_list(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list<context>")
def context_function(run: Evaluation, entries: list[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The context with these entries of key and value; null for a key that is no text or stands twice."""
    result: dict[str, Any] = {}
    run.check_list(len(entries))
    for entry in (adopt(each) for each in entries):
        if not isinstance(entry, Mapping) or "value" not in entry:
            return None
        key = adopt(entry.get("key"))
        if not isinstance(key, str) or key in result:
            return None
        result[key] = entry["value"]
    return result


@builtin("context put", "context: context", "key: string", "value: Any")
def context_put(run: Evaluation, context: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """A copy of the context with one entry set."""
    run.check_list(len(context) + 1)
    return {**context, key: value}


@builtin("context put", "context: context", "keys: list<string>", "value: Any")
def context_put_path(run: Evaluation, context: Mapping[str, Any], keys: list[str], value: Any) -> dict[str, Any] | None:
    """A copy of the context with the entry set that the keys lead to; null where they lead through no context."""
    if not keys or not isinstance(keys[0], str):
        return None
    run.check_list(len(context) + 1)
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = adopt(context.get(keys[0]))
    if not isinstance(inner, Mapping):
        return None
    changed = context_put_path(run, inner, keys[1:], value)
    return None if changed is None else {**context, keys[0]: changed}


@builtin("context merge", "contexts: list<context>")
def context_merge(run: Evaluation, contexts: list[Mapping[str, Any]]) -> dict[str, Any] | None:
    """One context with the entries of all; of entries with one key the last stands."""
    result: dict[str, Any] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            return None
        run.charge(len(context))
        result.update(context)
        if len(result) > run.limits.elements:
            run.check_list(len(result))
    return result
