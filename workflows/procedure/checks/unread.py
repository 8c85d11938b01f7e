"""Input mappings that nothing reads: their variables are seen inside their element only, so a misspelt one would be lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workflows.dmn import DmnError, read_model
from workflows.feel import FeelError, parse_expression
from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.form_expressions import texts_of_form
from workflows.procedure.checks.givers import reached_elements
from workflows.procedure.checks.ledgers import texts_of_ledgers
from workflows.procedure.checks.letter_texts import texts_of_letters
from workflows.procedure.checks.notices import texts_of_notices
from workflows.procedure.checks.text import Text
from workflows.procedure.checks.texts import texts_of, texts_of_element
from workflows.procedure.model import THROWS, Element, ElementType, Procedure
from workflows.procedure.signatures import Signature

# What an event throws is read by whoever catches it, in any case.
_SERVICE = frozenset({ElementType.SERVICE_TASK, ElementType.SEND_TASK})


def check_unread(checking: Checking) -> None:
    """Refuse an input that an operation does not know; warn of one that nothing inside its element seems to read."""
    for element in checking.procedure.elements.values():
        if element.inputs and element.type not in THROWS:
            _check_inputs(checking, element)


def _check_inputs(checking: Checking, element: Element) -> None:
    signature = (checking.operations or {}).get(element.operation or "")
    called = (checking.called or {}).get(element.called_process_id or "")
    if element.type in _SERVICE and signature is None:
        return
    if element.type is ElementType.CALL_ACTIVITY and called is None:
        return
    known = _read_by(checking.procedure, [replace(element, inputs=())], checking)
    if element.body is not None:
        known |= _read_by(checking.procedure, element.body.walk(), checking)
    names = [mapping.target.split(".")[0].strip() for mapping in element.inputs]
    for number, name in enumerate(names):
        later = _read(Text(mapping.source, "", "", element) for mapping in element.inputs[number + 1 :])
        if name in known or name in later or (called is not None and name in _known_to(called, checking)):
            continue
        if signature is not None:
            meant = suggest(name, _read_by_operation(signature) - set(names))
            checking.meant.add((element.id, meant or ""))
            checking.error("operation_input_unknown", element, operation=signature.name, name=name, **advice_of(meant))
        else:
            known_there = known if called is None else known | _known_to(called, checking)
            checking.warn("input_unread", element, name=name, **advice_of(suggest(name, known_there - set(names))))


def _known_to(called: Procedure, checking: Checking) -> set[str]:
    """What a called procedure, or one that it calls in turn, may read: by its expressions, forms, tables and operations."""
    house = checking.called or {}
    procedures = {called.process_id: called}
    for element in reached_elements(called, house):
        other = house.get(element.called_process_id or "")
        if other is not None:
            procedures[other.process_id] = other
    found: set[str] = set()
    for procedure in procedures.values():
        found |= _read(texts_of(procedure)) | _read_by(procedure, procedure.elements.values(), checking)
    return found


def _read_by(procedure: Procedure, elements: Iterable[Element], checking: Checking) -> set[str]:
    """What elements of a procedure read by themselves: their expressions, forms, tables and operations."""
    found: set[str] = set()
    for element in elements:
        found |= _read(texts_of_element(element))
        signature = (checking.operations or {}).get(element.operation or "")
        if signature is not None:
            found |= _read_by_operation(signature)
            found |= _read(texts_of_letters(procedure, element, signature))
            found |= _read(texts_of_notices(procedure, element, signature))
            found |= _read(texts_of_ledgers(procedure, element, signature))
        if element.decision_id is not None:
            found.update(_inputs_of(procedure, element.decision_id, checking))
        form = procedure.forms.get(element.form_id or element.row_form_id or "")
        if form is not None:
            found |= {field.key for field in form.inputs} | _read(texts_of_form(form))
    return found


def _read_by_operation(signature: Signature) -> set[str]:
    return {each.name for each in signature.inputs} | {each.name for each in signature.headers if each.is_input_too}


def _inputs_of(procedure: Procedure, decision_id: str, checking: Checking) -> tuple[str, ...]:
    if procedure is checking.procedure:
        return checking.decision_inputs.get(decision_id, ())
    file = procedure.decisions.get(decision_id)
    if file is None:
        return ()
    files = {name: data for name, data in procedure.files.items() if name.endswith(".dmn")}
    try:
        return read_model(files.pop(file), file, imports=files).required_inputs(decision_id)
    except DmnError:
        return ()


def _read(texts: Iterable[Text]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        if text.is_feel:
            try:
                found |= parse_expression(text.source.strip()[1:].strip(), names=text.own_names).names
            except FeelError:
                continue
    return found
