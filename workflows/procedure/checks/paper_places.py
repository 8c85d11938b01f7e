"""The places of a paper of the folder, a letter or a notice, read what the step that writes it gives it or sees.

`family` is `letter` or `notice`: the first word of the sentences' codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from workflows.feel import FeelError, parse_expression, suggest
from workflows.feel.outline import outline
from workflows.feel.shapes import ANYTHING, Shape
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.before import Order
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.givers import Givers, givers_of, local_names
from workflows.procedure.checks.shapes import known_of
from workflows.procedure.checks.text import Text
from workflows.procedure.checks.values import oddities_of
from workflows.procedure.checks.variables import RESERVED, Names
from workflows.procedure.model import Element, Severity
from workflows.procedure.signatures import Signature

_RECORDS = frozenset({"context"})


class Use(NamedTuple):
    """A task that writes a paper: with the fields of its operation, or with what the task itself sees where `fields` is None."""

    element: Element
    signature: Signature
    fields: Mapping[str, Shape] | None


class Sight:
    """What each step of the diagram sees, worked out once for all papers."""

    def __init__(self, checking: Checking) -> None:
        self._checking = checking
        self._order = Order(checking.procedure)
        self._givers: Givers = givers_of(checking.procedure, checking.operations, checking.called)
        self._known = known_of(checking)

    def names(self, element: Element) -> tuple[frozenset[str], bool]:
        """The names given before an element runs, and whether these are all."""
        before = self._order.before(element.id)
        given = local_names(self._checking.procedure, element) | self._givers.entry | RESERVED
        given = given.union(*(names for giver, names in self._givers.by_element.items() if giver in before))
        return frozenset(given), self._givers.is_entry_known and not before & self._givers.unknown

    def shapes(self, element: Element) -> tuple[Mapping[str, Shape], bool]:
        """What these names hold as far as that is known, and whether all of it is."""
        return self._known.seen_by(element), self._known.is_complete


def check_fields(
    checking: Checking,
    family: str,
    texts: Sequence[Text],
    signature: Signature,
    fields: Mapping[str, Shape],
    own: Mapping[str, Shape],
) -> None:
    """The places read what the operation says that it gives, or what every paper of the family has by itself."""
    shapes = {**fields, **own}
    for text in texts:
        for name in sorted(_names_read(text) - set(shapes)):
            known = ", ".join(sorted(fields))
            values = {"operation": signature.name, "known": known, "known_zh": known.replace(", ", "、")}
            _tell(checking, f"{family}_field_unknown", text, name, {**values, **advice_of(suggest(name, shapes))})
        _check_shape(checking, family, text, shapes, is_complete=True)


def check_seen(
    checking: Checking, family: str, texts: Sequence[Text], element: Element, sight: Sight, own: Mapping[str, Shape]
) -> None:
    """The places read what the task that writes the paper sees."""
    names, is_complete = sight.names(element)
    given = names | frozenset(own)
    seen, is_all_known = sight.shapes(element)
    for text in texts:
        for name in sorted(_names_read(text) - given):
            near = Names(given).near_miss(name) or (suggest(name, given) if is_complete else None)
            values = {"element": element.id, "near": near, **advice_of(near)}
            if is_complete:
                _tell(checking, f"{family}_name_unwritten", text, name, values)
            elif near is not None:
                _tell(checking, f"{family}_name_near", text, name, values, Severity.WARNING)
        _check_shape(checking, family, text, {**seen, **own}, is_complete=is_all_known)


def _names_read(text: Text) -> frozenset[str]:
    """The variables that a place surely reads; one that cannot be read has its sentence already."""
    try:
        expression = parse_expression(text.source[1:], names=text.own_names)
    except FeelError:
        return frozenset()
    return expression.certain_names - frozenset(expression.calls)


def _check_shape(
    checking: Checking, family: str, text: Text, shapes: Mapping[str, Shape], *, is_complete: bool
) -> None:
    """A place gives something that can be written, and compares with what can be."""
    if text.file is None:
        return
    for code, severity, values in oddities_of(
        checking, text.source[1:], shapes, text.own_names, is_complete=is_complete
    ):
        filled = {"what": text.what, "what_zh": text.what_zh, **values}
        checking.in_file(code, text.file, str(text.at), line=text.line, severity=severity, values=filled)
    shape = outline(text.source[1:], shapes, text.own_names).shape
    item = shape.item or ANYTHING
    if shape.kind in _RECORDS or item.kind in _RECORDS:
        given, given_zh = ("a list of records", "结构的列表") if item.kind in _RECORDS else ("a record", "结构")
        values = {"what": text.what, "what_zh": text.what_zh, "given": given, "given_zh": given_zh}
        checking.in_file(f"{family}_writes_record", text.file, str(text.at), line=text.line, values=values)


def _tell(
    checking: Checking,
    code: str,
    text: Text,
    name: str,
    values: Mapping[str, object],
    severity: Severity = Severity.ERROR,
) -> None:
    if text.file is not None:
        filled = {"what": text.what, "what_zh": text.what_zh, "name": name, **values}
        checking.in_file(code, text.file, str(text.at), line=text.line, severity=severity, values=filled)
