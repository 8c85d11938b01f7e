"""What a call tells without being evaluated: what a list function hands on, and whether it can ever give anything but null."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from workflows.feel import expression, nodes
from workflows.feel.builtins import BUILTINS
from workflows.feel.builtins.define import Builtin, Signature
from workflows.feel.compiler import Compiler
from workflows.feel.environment import Environment
from workflows.feel.errors import Diagnosis, FeelError
from workflows.feel.functions import Parameter
from workflows.feel.kinds import FeelType
from workflows.feel.messages import sentence
from workflows.feel.oddities import Odd, Oddity
from workflows.feel.shapes import ANYTHING, NUMBER, TEXT, Shape, join, list_of
from workflows.feel.types import ContextType, FunctionType, RangeType, SimpleType
from workflows.sentence import Sentence

Functions = Mapping[str, Builtin]
NO_FUNCTIONS: Functions = MappingProxyType({})
_SAME_ITEMS = frozenset({"sort", "reverse", "sublist", "distinct values", "duplicate values", "remove"})
_LISTS_JOINED = frozenset({"concatenate", "union"})
_ITEM_ADDED: Mapping[str, int] = MappingProxyType({"append": 1, "insert before": 2, "list replace": 2})
_ONE_ITEM = frozenset({"min", "max", "mode"})
_ALWAYS: Mapping[str, Shape] = MappingProxyType(
    {"index of": list_of(NUMBER), "split": list_of(TEXT), "extract": list_of(TEXT)}
)
# Dates and times that a case keeps are texts, so the kind of a variable says of these alone what a function is given.
_SURE = frozenset({"number", "boolean", "string"})
_MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def in_order(node: nodes.Call, functions: Functions) -> tuple[nodes.Node, ...]:
    """The arguments of a call in the order of the function's parameters, as far as they are named."""
    if not node.named:
        return node.arguments
    called = function_of(node, functions)
    names = [each.name for each in called.parameters or ()] if called is not None else []
    return tuple(value for _, value in sorted(node.named, key=lambda pair: _place(pair[0], names)))


def _place(name: str, names: Sequence[str]) -> int:
    return names.index(name) if name in names else len(names)


def function_of(node: nodes.Call, functions: Functions) -> Builtin | None:
    """The function that a call names, one of the language's or of `functions`."""
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    found = functions.get(name) or BUILTINS.get(name)
    return found if isinstance(found, Builtin) else None


def shape_of_list_call(name: str, given: Sequence[Shape]) -> Shape | None:
    """What a function makes of the lists that it is given, None for one that is not about lists."""
    if name in _ALWAYS:
        return _ALWAYS[name]
    first = given[0] if given else ANYTHING
    item = first.item if first.kind == "list" and first.item is not None else ANYTHING
    if name in _SAME_ITEMS:
        return list_of(item) if first.kind == "list" else ANYTHING
    if name in _LISTS_JOINED:
        return list_of(join((each.item or ANYTHING) if each.kind == "list" else each for each in given))
    if name in _ITEM_ADDED:
        return list_of(join((item, *given[_ITEM_ADDED[name] :])))
    if name == "flatten":
        return list_of((item.item or ANYTHING) if item.kind == "list" else ANYTHING if item.kind is None else item)
    if name == "partition":
        return list_of(list_of(item))
    if name in _ONE_ITEM:
        return join(given) if len(given) > 1 else item
    return None


def is_constant(node: nodes.Node, functions: Functions) -> bool:
    """Whether an expression reads no variable: written values, and known functions of such."""
    if isinstance(node, nodes.Literal):
        return node.value is not None  # null is written where anything may stand
    if isinstance(node, nodes.ListNode):
        return all(is_constant(each, functions) for each in node.elements)
    if isinstance(node, nodes.Negation):
        return is_constant(node.operand, functions)
    if isinstance(node, nodes.Arithmetic):
        return all(is_constant(each, functions) for each in (node.first, *(operand for _, operand, _ in node.rest)))
    if isinstance(node, nodes.Call):
        arguments = (*node.arguments, *(value for _, value in node.named))
        return function_of(node, functions) is not None and all(is_constant(each, functions) for each in arguments)
    return False


def oddity_of_call(
    source: str, node: nodes.Call, functions: Functions, kinds: Mapping[int, str | None]
) -> Oddity | None:
    """What is odd in a call that gives null whatever comes: no function takes such arguments, or it has no result for them.

    `kinds` are the kinds of the arguments by the identity of their nodes, as far as they are known.
    """
    called = function_of(node, functions)
    if called is None:
        return None
    arguments = in_order(node, functions)
    constant = {id(each) for each in arguments if is_constant(each, functions)}
    if len(constant) == len(arguments):
        reason = _why_null(source, node, functions)
    else:
        reason = _why_misfit(node, called, {each: kinds[each] for each in constant})
    if reason is not None:
        return Oddity(Odd.CALL, _name(node), frozenset(), is_written=True, reason=reason)
    reason = _why_misfit(node, called, kinds)
    return Oddity(Odd.CALL, _name(node), frozenset(), reason=reason) if reason is not None else None


def _why_null(source: str, node: nodes.Call, functions: Functions) -> Sentence | None:
    """Why a call of written values gives null, at whatever time it is made; None where it has a result."""
    diagnoses: list[Diagnosis] = []
    run = expression.start({}, Environment(now=_MOMENT, functions=functions), diagnoses)
    run.source = source
    try:
        if Compiler(source).compile(node)(run) is not None:
            return None
    except (FeelError, RecursionError):
        return None  # refused where the expression itself is looked at
    return diagnoses[-1].sentence if diagnoses else sentence("call.value_of", {"function": _name(node)})


def _why_misfit(node: nodes.Call, called: Builtin, kinds: Mapping[int, str | None]) -> Sentence | None:
    """Why no way to call a function takes these arguments; None where one may."""
    reasons = [_misfit(_name(node), node, signature, kinds) for signature in called.signatures]
    return None if None in reasons else reasons[0]


def _misfit(name: str, node: nodes.Call, signature: Signature, kinds: Mapping[int, str | None]) -> Sentence | None:
    pairs: list[tuple[Parameter, nodes.Node]]
    if node.named:
        parameters = {each.name: each for each in signature.parameters}
        unknown = next((given for given, _ in node.named if given not in parameters), None)
        if unknown is not None:
            return sentence("call.parameter", {"function": name, "name": unknown})
        pairs = [(parameters[given], value) for given, value in node.named]
    else:
        if signature.is_spread:
            return None  # several arguments count as one list, one as a list of itself
        count, most = len(node.arguments), len(signature.parameters)
        if count < signature.required or (count > most and not signature.has_rest):
            expected = f"{signature.required}+" if signature.has_rest else f"{signature.required}–{most}"
            if signature.required == most:
                expected = str(most)
            return sentence("call.count", {"function": name, "expected": expected, "found": str(count)})
        pairs = list(zip(signature.parameters, node.arguments, strict=False))
    for parameter, value in pairs:
        found = kinds.get(id(value))
        if found in _SURE and not _may_take(parameter.type, found):
            params = {"function": name, "name": parameter.name, "expected": str(parameter.type), "found": found}
            return sentence("call.type", params)
    return None


def _may_take(wanted: FeelType | None, found: str | None) -> bool:
    """Whether a value of a kind may stand for a parameter: one that is no list stands for a list of itself."""
    if isinstance(wanted, SimpleType):
        return wanted.name == found
    return not isinstance(wanted, (ContextType, FunctionType, RangeType))


def _name(node: nodes.Call) -> str:
    return node.function.name if isinstance(node.function, nodes.Name) else ""
