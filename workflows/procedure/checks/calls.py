"""Call activities: the called procedure exists, can be started, and does not come back to its caller."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Element, ElementType, EventType, Procedure


def check_calls(checking: Checking) -> None:
    """Every call names a procedure that may be called from here."""
    for element in checking.procedure.elements.values():
        if element.type is ElementType.CALL_ACTIVITY:
            _check_call(checking, element)


def _check_call(checking: Checking, element: Element) -> None:
    target = element.called_process_id
    if target is None:
        checking.error("called_missing", element)
        return
    if target.startswith("="):
        checking.error("called_literal", element)
        return
    own = checking.procedure
    if target == own.process_id:
        checking.error("called_recursion", element, path=f"{own.process_id} → {target}")
        return
    loop = element.multi_instance
    gives_all = element.propagate_all_parent_variables and element.propagate_all_child_variables and not element.outputs
    if loop is not None and loop.output_collection and not loop.is_sequential and gives_all:
        checking.error("items_overwrite", element, name=loop.output_collection)
    if checking.called is None:
        return
    called = checking.called.get(target)
    if called is None:
        checking.error("called_unknown", element, name=target, **advice_of(suggest(target, checking.called)))
        return
    if not any(start.event is None or start.event.type is EventType.NONE for start in called.process.starts):
        checking.error("called_start", element, name=target)
    path = _path_back(called, own.process_id, checking.called, (own.process_id, target))
    if path is not None:
        checking.error("called_recursion", element, path=" → ".join(path))


def _path_back(
    procedure: Procedure, home: str, called: Mapping[str, Procedure], path: tuple[str, ...]
) -> tuple[str, ...] | None:
    for element in procedure.elements.values():
        target = element.called_process_id
        if target is None:
            continue
        if target == home:
            return (*path, target)
        if target in called and target not in path:
            found = _path_back(called[target], home, called, (*path, target))
            if found is not None:
                return found
    return None
