"""Whether two conditions of a gateway can hold at once: read as the cells of a table are, one column for each variable."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.dmn.axis import Axis, intervals
from workflows.dmn.cells import AllOf, AnyOf, Everything, Formula, Not, Unknown, truth
from workflows.feel import FeelError, nodes
from workflows.feel.parser import open_parser
from workflows.sentence import Sentence

_SUBJECT = "?"


def common_values(one: str, other: str) -> Mapping[str, Sentence] | None:
    """Values of the variables, as a designer writes them, for which both conditions hold.

    None where there are none, and where either condition depends on more than comparisons of variables with constants
    joined by `and`: nothing is said of what is not known exactly.
    """
    first, second = _columns(one), _columns(other)
    if first is None or second is None:
        return None
    found: dict[str, Sentence] = {}
    for name in sorted(first.keys() | second.keys()):
        formulas = [columns[name] for columns in (first, second) if name in columns]
        axis = Axis(formulas, next((part.kind for each in formulas for part in intervals(each)), None))
        mask = axis.values_mask
        for formula in formulas:
            surely, unknown = axis.mask(formula)
            if unknown & axis.values_mask:
                return None
            mask &= surely
        if not mask or not axis.has_whole_number(mask):
            return None
        found[name] = Sentence(axis.shows(mask, "en"), axis.shows(mask, "zh"))
    return found


def _columns(text: str) -> dict[str, Formula] | None:
    """What a condition asks of each variable; None where it asks for more than that."""
    try:
        node = open_parser(text, ()).whole_expression()
        found: dict[str, Formula] = {}
        for part in node.operands if isinstance(node, nodes.Logical) and node.operator == "and" else (node,):
            subjects = set(_subjects(part))
            if len(subjects) != 1:
                return None
            [name] = subjects
            formula = truth(text, _about_subject(part))
            if _is_doubtful(formula):
                return None
            found[name] = AllOf((found.get(name, Everything()), formula))
    except (FeelError, RecursionError):
        return None
    return found


def _subjects(node: Any) -> Iterator[str]:
    """The variables of a part, each as the path that is read."""
    name = _path(node)
    if name is not None:
        yield name
    elif isinstance(node, nodes.Call):
        yield from _subjects(node.arguments)
    elif isinstance(node, tuple):
        for each in node:
            yield from _subjects(each)
    elif isinstance(node, nodes.Node):
        for each in node.__dataclass_fields__:
            yield from _subjects(getattr(node, each))


def _path(node: Any) -> str | None:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Path):
        base = _path(node.base)
        return f"{base}.{node.name}" if base is not None else None
    return None


def _about_subject(node: Any) -> Any:
    """The part with its one variable written as the subject of a cell."""
    if _path(node) is not None:
        return nodes.Name(node.offset, _SUBJECT)
    if isinstance(node, tuple):
        return tuple(_about_subject(each) for each in node)
    if isinstance(node, nodes.Call):
        return dataclasses.replace(node, arguments=_about_subject(node.arguments))
    if isinstance(node, nodes.Node):
        changed = {name: _about_subject(getattr(node, name)) for name in node.__dataclass_fields__ if name != "offset"}
        return dataclasses.replace(node, **changed)
    return node


def _is_doubtful(formula: Formula) -> bool:
    if isinstance(formula, Not):
        return _is_doubtful(formula.part)
    if isinstance(formula, (AnyOf, AllOf)):
        return any(_is_doubtful(part) for part in formula.parts)
    return isinstance(formula, Unknown)
