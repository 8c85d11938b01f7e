"""Letters: their posts exist, their expressions can be read, each is issued by a step, and what they read is given to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from workflows.feel import FeelError, parse_expression, suggest
from workflows.feel.outline import outline
from workflows.feel.shapes import ANYTHING, Shape
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.before import Order
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.expressions import check_text
from workflows.procedure.checks.givers import Givers, givers_of, local_names
from workflows.procedure.checks.letter_texts import named_letter, texts_of_letter
from workflows.procedure.checks.shapes import Known
from workflows.procedure.checks.text import Text
from workflows.procedure.checks.values import oddities_of
from workflows.procedure.checks.variables import RESERVED, Names
from workflows.procedure.letter_model import ISSUED_ON, Letter
from workflows.procedure.model import Element, Severity
from workflows.procedure.signatures import Signature

TO_UNIT, TO_PERSONS = "to_unit", "to_persons"
"""What the general operation reads of whom a letter goes to."""

_RECORDS = frozenset({"context"})


class _Use(NamedTuple):
    """A task that issues a letter: with the fields of its operation, or with what the task itself sees where `fields` is None."""

    element: Element
    signature: Signature
    fields: Mapping[str, Shape] | None


def check_letters(checking: Checking) -> None:
    """Every letter of the folder by itself, and with every step that issues it."""
    uses = _uses(checking)
    for letter in checking.procedure.letters.values():
        _check_posts(checking, letter)
        for text in texts_of_letter(letter):
            check_text(checking, text)
        if checking.operations is not None and letter.id not in uses:
            checking.in_file("letter_unissued", letter.file, letter.id)
    if not uses:
        return
    order = Order(checking.procedure)
    givers = givers_of(checking.procedure, checking.operations, checking.called)
    known = Known(checking.procedure, checking.operations, checking.called, checking.models)
    for letter_id, of_it in uses.items():
        letter = checking.procedure.letters[letter_id]
        for use in of_it:
            if use.fields is not None:
                _check_fields(checking, letter, use.signature, use.fields)
            else:
                _check_seen(checking, letter, use.element, order, givers, known)
                if letter.to and letter.masks is None:
                    checking.in_file("letter_masks_missing", letter.file, letter.id, values={"element": use.element.id})


def _uses(checking: Checking) -> dict[str, list[_Use]]:
    """Who issues which letter of the folder; a step that issues one that is not there is told."""
    found: dict[str, list[_Use]] = {}
    letters = checking.procedure.letters
    for element in checking.procedure.elements.values():
        signature = (checking.operations or {}).get(element.operation or "")
        if signature is None:
            continue
        for letter_id, fields in signature.letters.items():
            if letter_id in letters:
                found.setdefault(letter_id, []).append(_Use(element, signature, fields))
            else:
                advice = advice_of(suggest(letter_id, letters))
                checking.error("operation_letter_missing", element, operation=signature.name, name=letter_id, **advice)
        named = named_letter(element, signature)
        if named is not None and named[1] in letters:
            # A step may name a letter that another has issued: to say that it was served.
            if signature.reads_all:
                found.setdefault(named[1], []).append(_Use(element, signature, None))
        elif named is not None:
            values = {"operation": signature.name, "name": named[0], "value": named[1][:80]}
            advice = advice_of(suggest(named[1], letters))
            checking.error("operation_header_letter", element, **values, **advice)
    return found


def _check_posts(checking: Checking, letter: Letter) -> None:
    if checking.posts is None:
        return
    copies = () if isinstance(letter.copies, str) else letter.copies
    for key, posts in (("to", letter.to), ("copies", copies)):
        for number, post in enumerate(posts):
            if post not in checking.posts:
                advice = advice_of(suggest(post, checking.posts))
                line = letter.line(f"{key}.{number}")
                checking.in_file(
                    "letter_post", letter.file, letter.id, line=line, values={"key": key, "name": post, **advice}
                )


def _check_fields(checking: Checking, letter: Letter, signature: Signature, fields: Mapping[str, Shape]) -> None:
    """The places of a letter read what its operation says that it gives."""
    shapes = {**fields, ISSUED_ON: Shape("date")}
    for text in texts_of_letter(letter):
        for name in sorted(_names_read(text) - set(shapes)):
            known = ", ".join(sorted(fields))
            values = {"operation": signature.name, "known": known, "known_zh": known.replace(", ", "、")}
            _tell(checking, "letter_field_unknown", text, name, {**values, **advice_of(suggest(name, shapes))})
        _check_shape(checking, text, shapes, is_complete=True)


def _check_seen(
    checking: Checking, letter: Letter, element: Element, order: Order, givers: Givers, known: Known
) -> None:
    """The places of a letter read what the task that issues it sees."""
    before = order.before(element.id)
    given = local_names(checking.procedure, element) | givers.entry | RESERVED | {ISSUED_ON}
    given = given.union(*(names for giver, names in givers.by_element.items() if giver in before))
    is_complete = givers.is_entry_known and not before & givers.unknown
    shapes = {**known.seen_by(element), ISSUED_ON: Shape("date")}
    headers = {name for name, _ in element.headers}
    if letter.to and is_complete and not {TO_UNIT, TO_PERSONS} & (given | headers):
        checking.error("letter_to_nobody", element, name=letter.id)
    for text in texts_of_letter(letter):
        for name in sorted(_names_read(text) - given):
            near = Names(given).near_miss(name) or (suggest(name, given) if is_complete else None)
            values = {"element": element.id, "near": near, **advice_of(near)}
            if is_complete:
                _tell(checking, "letter_name_unwritten", text, name, values)
            elif near is not None:
                _tell(checking, "letter_name_near", text, name, values, Severity.WARNING)
        _check_shape(checking, text, shapes, is_complete=known.is_complete)


def _names_read(text: Text) -> frozenset[str]:
    """The variables that a place surely reads; one that cannot be read has its sentence already."""
    try:
        expression = parse_expression(text.source[1:], names=text.own_names)
    except FeelError:
        return frozenset()
    return expression.certain_names - frozenset(expression.calls)


def _check_shape(checking: Checking, text: Text, shapes: Mapping[str, Shape], *, is_complete: bool) -> None:
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
        checking.in_file("letter_writes_record", text.file, str(text.at), line=text.line, values=values)


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
