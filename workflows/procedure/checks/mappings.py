"""Where input and output mappings are read: elsewhere they would be ignored, so they are refused."""

from __future__ import annotations

from workflows.procedure.checks.context import ACTIVITY_TYPES, Checking
from workflows.procedure.model import Element, ElementType

_INPUTS = ACTIVITY_TYPES | {ElementType.INTERMEDIATE_THROW_EVENT, ElementType.END_EVENT}
_OUTPUTS = ACTIVITY_TYPES | {ElementType.INTERMEDIATE_CATCH_EVENT, ElementType.BOUNDARY_EVENT}


def check_mappings(checking: Checking) -> None:
    """Inputs belong to what works or throws, outputs to what works or catches."""
    for scope, owner in checking.scopes():
        starts_sub_process = owner is not None and owner.type is ElementType.EVENT_SUB_PROCESS
        for element in scope.elements.values():
            if element.inputs and element.type not in _INPUTS:
                checking.error("mapping_input", element)
            catches = element.type in _OUTPUTS or (
                element.type is ElementType.START_EVENT
                and (starts_sub_process or element in checking.procedure.clock_starts)
            )
            if element.outputs and not catches:
                checking.error("mapping_output", element)
            if _gives_sub_process_a_form(element, owner):
                checking.error("start_form_place", element)


def _gives_sub_process_a_form(element: Element, owner: Element | None) -> bool:
    return owner is not None and element.type is ElementType.START_EVENT and element.form_id is not None
