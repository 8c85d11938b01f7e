"""What each kind of activity needs before it can be carried out: operation, script, decision, collection, deadline."""

from __future__ import annotations

import re

from workflows.feel import FeelError, parse_expression
from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import ACTIVITY_TYPES, Checking
from workflows.procedure.checks.timers import is_duration
from workflows.procedure.model import Element, ElementType

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_CALENDAR = re.compile(r"P[^T]*[YM]")
_EXTENSION = (
    "deadline_name",
    "deadline_variable",
    "deadline_extension_by",
    "deadline_extension_max",
    "deadline_extension_count",
)


def check_activities(checking: Checking) -> None:
    """Every activity has what its type needs, and its deadline properties fit together."""
    for element in checking.procedure.elements.values():
        if element.type in (ElementType.SERVICE_TASK, ElementType.SEND_TASK):
            _check_operation(checking, element)
        elif element.type is ElementType.SCRIPT_TASK:
            _check_script(checking, element)
        elif element.type is ElementType.BUSINESS_RULE_TASK:
            _check_decision(checking, element)
        _check_multi_instance(checking, element)
        if element.type in ACTIVITY_TYPES:
            _check_deadline(checking, element)


def _check_operation(checking: Checking, element: Element) -> None:
    name = element.operation
    if name is None:
        checking.error("operation_missing", element)
    elif name.startswith("="):
        checking.error("operation_literal", element)
    elif checking.operations is not None and name not in checking.operations:
        near = suggest(name, checking.operations)
        checking.error("operation_unknown", element, name=name, **advice_of(near))


def _check_script(checking: Checking, element: Element) -> None:
    if element.script is None:
        checking.error("script_missing", element)
    if element.result_variable is None:
        checking.error("result_variable_missing", element)


def _check_decision(checking: Checking, element: Element) -> None:
    if element.result_variable is None:
        checking.error("result_variable_missing", element)
    known = checking.procedure.decisions
    if element.decision_id is None:
        checking.error("decision_missing", element)
    elif element.decision_id.startswith("="):
        checking.error("decision_literal", element)
    elif element.decision_id not in known:
        near = suggest(element.decision_id, known)
        checking.error("decision_unknown", element, name=element.decision_id, **advice_of(near))


def _check_multi_instance(checking: Checking, element: Element) -> None:
    loop = element.multi_instance
    if loop is None:
        return
    if element.type is ElementType.EVENT_SUB_PROCESS:
        checking.error("multi_instance_event_sub_process", element)
    if not loop.input_collection:
        checking.error("collection_missing", element)
    if (loop.output_collection is None) != (loop.output_element is None):
        checking.error("output_collection", element)


def _check_deadline(checking: Checking, element: Element) -> None:
    written = [name for name in _EXTENSION if element.property(name)]
    if element.property("deadline") is None:
        if written:
            checking.error("deadline_missing", element, name=written[0])
        return
    name = element.property("deadline_name")
    if name is not None and _KEY.match(name) is None:
        expected = "lower-case letters, digits and _ / 小写字母、数字和 _"
        checking.error("property_value", element, name="deadline_name", value=name, expected=expected)
    longest = element.property("deadline_extension_max")
    # Months differ in length, so a limit in months would not be one.
    if longest is not None and (not is_duration(longest) or _CALENDAR.match(longest)):
        checking.error("property_value", element, name="deadline_extension_max", value=longest, expected="P3D")
    count = element.property("deadline_extension_count")
    if count is not None and not (count.isascii() and count.isdigit() and 0 < int(count) < 100):
        checking.error("property_value", element, name="deadline_extension_count", value=count, expected="1 – 99")
    extends = any(element.property(each) for each in _EXTENSION[2:])
    if extends and element.property("deadline_variable") is None:
        checking.error("deadline_variable_missing", element)
    elif extends and not _reads(element.property("deadline") or "", element.property("deadline_variable") or ""):
        checking.error("deadline_variable_unread", element, name=element.property("deadline_variable"))
    if extends and element.property("deadline_extension_by") is None:
        checking.error("deadline_extension_by_missing", element)


def _reads(expression: str, name: str) -> bool:
    """Whether a FEEL text reads the variable; one that cannot be read gets its sentence from the check of expressions."""
    try:
        return name in parse_expression(expression.strip().removeprefix("=").strip()).names
    except FeelError:
        return True
