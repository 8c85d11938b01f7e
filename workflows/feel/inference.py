"""What type the result of a function written in the language has, as far as its text tells; used by `instance of`."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.feel import nodes
from workflows.feel.builtins import BUILTINS
from workflows.feel.comparison import kind
from workflows.feel.kinds import FeelType
from workflows.feel.types import NAMED, ContextType, ListType, SimpleType

_TRUTHS = (nodes.Comparison, nodes.Logical, nodes.Between, nodes.In, nodes.InstanceOf, nodes.Quantified)


def result_type(node: nodes.Node, parameters: Mapping[str, FeelType]) -> FeelType | None:
    """Return the type of an expression over typed parameters; None where the text does not tell it."""
    if isinstance(node, nodes.Literal):
        return SimpleType(kind(node.value))
    if isinstance(node, _TRUTHS):
        return NAMED["boolean"]
    if isinstance(node, nodes.Name):
        return parameters.get(node.name)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name):
        builtin = BUILTINS.get(node.function.name)
        return builtin.result if builtin is not None else None
    if isinstance(node, nodes.If):
        return _common(node.then, node.otherwise, parameters)
    if isinstance(node, nodes.Arithmetic):
        operands = {result_type(each, parameters) for each in (node.first, *(operand for _, operand, _ in node.rest))}
        only = operands.pop() if len(operands) == 1 else None
        return only if only in (NAMED["number"], NAMED["string"]) else None
    if isinstance(node, nodes.ListNode):
        elements = {result_type(each, parameters) for each in node.elements}
        only = elements.pop() if len(elements) == 1 else None
        return ListType(only) if only is not None else NAMED["list"]
    if isinstance(node, nodes.ContextNode):
        entries = ((name, result_type(value, parameters)) for name, value in node.entries)
        return ContextType(tuple((name, of_type) for name, of_type in entries if of_type is not None))
    return None


def _common(first: nodes.Node, second: nodes.Node, parameters: Mapping[str, FeelType]) -> FeelType | None:
    one, other = result_type(first, parameters), result_type(second, parameters)
    return one if one == other else None
