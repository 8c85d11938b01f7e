"""Service tasks against the signatures of their operations: inputs that something gives, known headers, steps and errors."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.before import Order, catches_errors, enclosing
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.givers import Givers, cases_of, givers_of, local_names
from workflows.procedure.checks.variables import Names
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, ElementType, EventType, Scope
from workflows.procedure.signatures import Signature

_SERVICE = frozenset({ElementType.SERVICE_TASK, ElementType.SEND_TASK})


def check_operation_use(checking: Checking) -> None:
    """Every declared operation that the diagram calls, and every error that it catches."""
    if checking.operations is None:
        return
    procedure = checking.procedure
    used = [
        (element, checking.operations[element.operation])
        for element in procedure.elements.values()
        if element.type in _SERVICE and element.operation in checking.operations and element.operation
    ]
    if used:
        order = Order(procedure)
        givers = givers_of(procedure, checking.operations, checking.called)
        for element, signature in used:
            _check_headers(checking, element, signature)
            _check_inputs(checking, element, signature, order, givers)
            _check_steps(checking, element, signature)
            _check_clocks(checking, element, signature)
            _check_caught(checking, element, signature)
    for scope, owner in checking.scopes():
        for element in scope.elements.values():
            if catches_errors(element):
                _check_thrown(checking, element, scope, owner)


def _check_headers(checking: Checking, element: Element, signature: Signature) -> None:
    known = {header.name: header for header in signature.headers}
    for name, value in element.headers:
        header = known.get(name)
        if header is None:
            advice = advice_of(suggest(name, known))
            checking.error("operation_header_unknown", element, operation=signature.name, name=name, **advice)
        elif header.allowed is not None and value not in header.allowed:
            expected, expected_zh = ", ".join(header.allowed), "、".join(header.allowed)
            values = {"name": name, "value": value[:80], "expected": expected, "expected_zh": expected_zh}
            checking.error("operation_header_value", element, operation=signature.name, **values)
        elif header.is_post and checking.posts is not None:
            for group in names_of(value):
                post = group.partition("@")[0].strip()
                if post not in checking.posts:
                    told = {"name": name, "value": group[:80], **advice_of(suggest(post, checking.posts))}
                    checking.error("operation_header_post", element, operation=signature.name, **told)
    written = {name for name, _ in element.headers}
    for header in signature.headers:
        if header.is_required and not header.is_input_too and header.name not in written:
            checking.error("operation_header_missing", element, operation=signature.name, name=header.name)


def _check_inputs(checking: Checking, element: Element, signature: Signature, order: Order, givers: Givers) -> None:
    before = order.before(element.id)
    own = local_names(checking.procedure, element)
    given = own | givers.entry
    given = given.union(*(names for giver, names in givers.by_element.items() if giver in before))
    is_complete = givers.is_entry_known and not before & givers.unknown
    headers = {name for name, _ in element.headers}
    either = [header for header in signature.headers if header.is_input_too and header.is_required]
    asked = [(each.name, each.expected.en, each.expected.zh) for each in signature.inputs if each.is_asked]
    asked += [(header.name, "a text", "文本") for header in either if header.name not in headers]
    for name, expected, expected_zh in asked:
        if name in given or (element.id, name) in checking.meant:
            continue
        values = {"operation": signature.name, "name": name, "expected": expected, "expected_zh": expected_zh}
        near = Names(given).near_miss(name) or suggest(name, given)
        if is_complete:
            checking.error("operation_input_missing", element, **values, **_advice(checking, givers, name, near))
        elif near is not None:
            checking.warn("operation_input_near", element, operation=signature.name, name=name, near=near)
    inputs = {each.name for each in signature.inputs}
    for each in signature.inputs:
        is_settled = each.is_asked or each.name in given or (element.id, each.name) in checking.meant
        near = None if is_settled else Names(given - inputs).near_miss(each.name)
        if near is not None:
            checking.warn("operation_input_near", element, operation=signature.name, name=each.name, near=near)


def _advice(checking: Checking, givers: Givers, name: str, near: str | None) -> dict[str, str]:
    """Where the name comes from after all, or which one was probably meant and who gives that."""
    late = [giver for giver, names in givers.by_element.items() if name in names]
    if late:
        places = ", ".join(late)
        return {
            "advice": f" Only {places} gives it, which does not come before.",
            "advice_zh": f"只有 {'、'.join(late)} 给出它，但不在此步之前。",
        }
    if near is None:
        return {"advice": "", "advice_zh": ""}
    giver = next((each for each, names in givers.by_element.items() if near in names), None)
    form = checking.procedure.elements[giver].form_id if giver is not None else None
    place = "" if giver is None else f" ({giver}, {checking.procedure.forms[form].file})" if form else f" ({giver})"
    place_zh = place.replace(" (", "（").replace(", ", "，").replace(")", "）")
    # The operation's own name is right, so it is the other one that may be misspelt.
    return {
        "advice": f" There is {near}{place}: was it meant to be {name}?",
        "advice_zh": f"有 {near}{place_zh}：是否应写作 {name}？",
    }


def _check_steps(checking: Checking, element: Element, signature: Signature) -> None:
    if checking.called is None and any(each.called_process_id for each in checking.procedure.elements.values()):
        return
    for elements in cases_of(checking.procedure, checking.called) if signature.steps else ():
        known = {each.id for each in elements if each.type is ElementType.USER_TASK}
        for step in signature.steps:
            if step not in known:
                advice = advice_of(suggest(step, known))
                checking.error("operation_step_unknown", element, operation=signature.name, name=step, **advice)


def _check_clocks(checking: Checking, element: Element, signature: Signature) -> None:
    if checking.called is None and any(each.called_process_id for each in checking.procedure.elements.values()):
        return
    for elements in cases_of(checking.procedure, checking.called) if signature.clocks else ():
        known = {
            each.property("deadline_name") or each.id for each in elements if each.property("deadline") is not None
        }
        for name in signature.clocks:
            if name not in known:
                advice = advice_of(suggest(name, known))
                checking.error("operation_clock_unknown", element, operation=signature.name, name=name, **advice)


def _check_caught(checking: Checking, element: Element, signature: Signature) -> None:
    """Warn of an error that nothing in this diagram catches: it stops the case."""
    catching = list(_catchers(checking, element))
    for code in signature.errors:
        if not any(each.event is not None and each.event.name in (None, code) for each in catching):
            checking.warn("operation_error_uncaught", element, operation=signature.name, name=code)


def _catchers(checking: Checking, element: Element) -> Iterator[Element]:
    host = element.id
    for scope, owner in enclosing(checking.procedure, element.id):
        yield from (event for event in scope.boundary_events.get(host, ()) if catches_errors(event))
        for aside in scope.event_sub_processes:
            if aside.body is not None and aside.id != host:
                yield from (start for start in aside.body.starts if catches_errors(start))
        host = owner.id if owner is not None else ""


def _check_thrown(checking: Checking, catcher: Element, scope: Scope, owner: Element | None) -> None:
    """Refuse an error code that nothing inside what the event watches can throw."""
    code = catcher.event.name if catcher.event is not None else None
    if code is None or code.startswith("="):
        return
    watched: list[Element] = []
    if catcher.type is ElementType.BOUNDARY_EVENT:
        host = scope.elements.get(catcher.attached_to or "")
        if host is None:
            return
        watched = [host, *(host.body.walk() if host.body is not None else ())]
    elif owner is not None:
        around, _ = next(enclosing(checking.procedure, owner.id))
        inside = {each.id for each in owner.body.walk()} if owner.body is not None else set()
        watched = [each for each in around.walk() if each.id not in inside]
    thrown = _codes(checking, watched)
    if thrown is not None and code not in thrown:
        checking.error("error_never_thrown", catcher, name=code, **advice_of(suggest(code, thrown)))


def _codes(checking: Checking, watched: list[Element]) -> set[str] | None:
    """The error codes that these elements may throw; None where not all of them are known."""
    found: set[str] = set()
    waiting = list(watched)
    seen: set[str] = set()
    while waiting:
        element = waiting.pop()
        if element.type in _SERVICE:
            signature = (checking.operations or {}).get(element.operation or "")
            if signature is None:
                return None
            found |= set(signature.errors)
        elif element.type is ElementType.CALL_ACTIVITY:
            called = (checking.called or {}).get(element.called_process_id or "")
            if called is None:
                return None
            if called.process_id not in seen:
                seen.add(called.process_id)
                waiting.extend(called.elements.values())
        event = element.event
        if element.type is ElementType.END_EVENT and event is not None and event.type is EventType.ERROR:
            if event.name is None or event.name.startswith("="):
                return None
            found.add(event.name)
    return found
