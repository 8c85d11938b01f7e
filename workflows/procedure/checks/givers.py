"""Which element gives which variables: forms, mappings, results, operations, called procedures, what events bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from workflows.procedure.checks.before import enclosing
from workflows.procedure.checks.parts import starts_parts, variables_of_parts
from workflows.procedure.checks.thrown import is_report, throwers_of
from workflows.procedure.clock_times import DUE_AT
from workflows.procedure.form_model import Form
from workflows.procedure.model import THROWS, Element, ElementType, EventType, Procedure
from workflows.procedure.raised import variables_brought
from workflows.procedure.rounds import PART_KEY, ROUND_KEY, is_part
from workflows.procedure.signatures import Signature

_PERSON = frozenset({ElementType.USER_TASK, ElementType.MANUAL_TASK, ElementType.START_EVENT})
_SERVICE = frozenset({ElementType.SERVICE_TASK, ElementType.SEND_TASK})
_BRINGS_ANYTHING = frozenset({EventType.MESSAGE, EventType.SIGNAL})
_OF_CANCELLED = (PART_KEY, "part_state")  # what a cancelled part reports by itself
_BRINGS_WHAT_WAS_THROWN = frozenset({EventType.ERROR, EventType.ESCALATION})
OF_ROWS = frozenset({"rows_settled", "rows_left"})
"""What a task over a sheet leaves in the case (casework/sheets.py)."""


@dataclass(frozen=True)
class Givers:
    """The variables that each element leaves behind it. An element in `unknown` may leave anything: nothing says what it brings.

    `entry` is what a case may hold before its first element: what calling procedures hand it.
    """

    by_element: Mapping[str, frozenset[str]]
    unknown: frozenset[str]
    entry: frozenset[str]
    is_entry_known: bool

    @property
    def is_complete(self) -> bool:
        """Whether every variable that a case may hold is known."""
        return self.is_entry_known and not self.unknown

    @property
    def all(self) -> frozenset[str]:
        """Every variable that something gives."""
        return self.entry.union(*self.by_element.values())


def givers_of(
    procedure: Procedure, operations: Mapping[str, Signature] | None, called: Mapping[str, Procedure] | None
) -> Givers:
    """What gives the variables of a procedure, `called` being the procedures of the house; worked out once for the same ones."""
    house = {**(called or {}), procedure.process_id: procedure}
    return _givers_of(_Asked(procedure, operations, house))


class _Asked:
    """A question about procedures, equal where they are the very same ones: nobody changes them, to compare them takes long."""

    def __init__(
        self, procedure: Procedure, operations: Mapping[str, Signature] | None, house: Mapping[str, Procedure]
    ) -> None:
        self.procedure, self.operations, self.house = procedure, operations, house
        self._ids = tuple(map(id, (procedure, operations, *house.values())))

    def __hash__(self) -> int:
        return hash(self._ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._ids == other._ids


# As many as two houses of the shipped size: one check asks for the same ones some twenty times.
@lru_cache(maxsize=128)
def _givers_of(asked: _Asked) -> Givers:
    procedure, reader = asked.procedure, _Reader(asked.operations, asked.house)
    by_element, unknown = reader.elements(procedure)
    entry, has_caller = reader.entry(procedure, frozenset())
    return Givers(by_element, unknown, entry, has_caller or _is_begun_by_hand(procedure))


def local_names(procedure: Procedure, element: Element) -> frozenset[str]:
    """What only an element and what lies inside it sees: input mappings and items, its own and those around it."""
    found = _locals(element)
    for _, owner in enclosing(procedure, element.id):
        if owner is not None:
            found |= _locals(owner)
    return found


def _locals(element: Element) -> frozenset[str]:
    names = {mapping.target.split(".")[0].strip() for mapping in element.inputs}
    loop = element.multi_instance
    if loop is not None and loop.input_element:
        names.add(loop.input_element)
    if loop is not None:
        names |= _mapped(element)
    return frozenset(names)


def _mapped(element: Element) -> set[str]:
    return {mapping.target.split(".")[0].strip() for mapping in element.outputs}


def _is_begun_by_hand(procedure: Procedure) -> bool:
    """A case begun by hand holds the answers of its start form and nothing else; a start that nobody may begin is called."""
    starts = [start for start in procedure.process.starts if start.event is None or start.event.type is EventType.NONE]
    return all(start.form_id is not None or start.lane is not None for start in starts) and not is_part(procedure)


class _Reader:
    def __init__(self, operations: Mapping[str, Signature] | None, house: Mapping[str, Procedure]) -> None:
        self._operations = operations
        self._house = house

    def elements(
        self, procedure: Procedure, on_the_way: frozenset[str] = frozenset()
    ) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
        """What each element gives, and those of which nobody knows."""
        found: dict[str, frozenset[str]] = {}
        unknown: set[str] = set()
        on_the_way |= {procedure.process_id}
        for element in procedure.elements.values():
            names, is_known = self._results(procedure, element, on_the_way)
            if element.outputs:
                # The results stay inside; what the mappings of an item make stays in the item.
                names, is_known = set() if element.multi_instance else _mapped(element), True
            if element.multi_instance is not None and element.multi_instance.output_collection:
                names.add(element.multi_instance.output_collection)
            if element in procedure.clock_starts:
                names.add(DUE_AT)
            extended = element.property("deadline_variable")
            if extended:
                names.add(extended)
            found[element.id] = frozenset(names)
            if not is_known:
                unknown.add(element.id)
        return found, frozenset(unknown)

    def _results(self, procedure: Procedure, element: Element, on_the_way: frozenset[str]) -> tuple[set[str], bool]:
        """The variables of an element before its output mappings, and whether all of them are known."""
        names: set[str] = {element.result_variable} if element.result_variable else set()
        if element.type in _PERSON and element.form_id in procedure.forms:
            form = procedure.forms[element.form_id or ""]
            names |= {field.key for field in form.inputs if not field.is_read_only}
        if element.sheet is not None:
            names |= OF_ROWS
        names |= variables_brought(element)
        if element.type in _SERVICE:
            signature = (self._operations or {}).get(element.operation or "")
            return (names, False) if signature is None else (names | set(signature.writes), True)
        if element.type is ElementType.CALL_ACTIVITY:
            return self._handed_back(element, on_the_way)
        event = element.event
        if event is not None and element.type not in THROWS:
            if event.type in _BRINGS_ANYTHING:
                return names | self._sent(element), self._is_begun_by_the_house(procedure, element)
            if event.type in _BRINGS_WHAT_WAS_THROWN:
                names |= self._thrown(procedure)
        return names, True

    def _handed_back(self, element: Element, on_the_way: frozenset[str]) -> tuple[set[str], bool]:
        called = self._house.get(element.called_process_id or "")
        if not element.propagate_all_child_variables or element.called_process_id in on_the_way:
            return set(), True
        if called is None:
            return set(), False
        by_element, unknown = self.elements(called, on_the_way)
        return set().union(*by_element.values()), not unknown

    def _sent(self, catcher: Element) -> set[str]:
        """What those of the house that throw this message or signal send with it; others may send more."""
        found = {mapping.target for _, thrower in throwers_of(self._house, catcher) for mapping in thrower.inputs}
        return found | (set(_OF_CANCELLED) if is_report(self._house, catcher) else set())

    def _is_begun_by_the_house(self, procedure: Procedure, element: Element) -> bool:
        """Whether a case begins with what an event of the house sends: a sender outside may add to that, it replaces nothing."""
        return element in procedure.process.starts and any(throwers_of(self._house, element))

    def _thrown(self, procedure: Procedure) -> set[str]:
        """What errors and escalations of this procedure, or of those that it calls, may bring to whoever catches them."""
        found: set[str] = set()
        for element in _reached(procedure, self._house):
            if element.type in THROWS:
                found |= {mapping.target.split(".")[0].strip() for mapping in element.inputs}
            signature = (self._operations or {}).get(element.operation or "")
            if signature is not None:
                found |= {name for names in signature.errors.values() for name in names}
        return found

    def entry(self, procedure: Procedure, on_the_way: frozenset[str]) -> tuple[frozenset[str], bool]:
        """What calling procedures of the house hand this one, and whether there is such a one."""
        found: set[str] = set()
        has_caller = False
        on_the_way |= {procedure.process_id}
        for caller in self._house.values():
            if caller.process_id in on_the_way:
                continue
            for element in caller.elements.values():
                if starts_parts(element, procedure.process_id):
                    given = variables_of_parts(caller)
                    has_caller = has_caller or given is not None
                    found |= {PART_KEY, ROUND_KEY, *(given or ())}
                if element.called_process_id != procedure.process_id:
                    continue
                has_caller = True
                found |= {mapping.target.split(".")[0].strip() for mapping in element.inputs}
                if element.multi_instance is not None and element.multi_instance.input_element:
                    found.add(element.multi_instance.input_element)
                if element.propagate_all_parent_variables:
                    by_element, _ = self.elements(caller)
                    found = found.union(*by_element.values()) | local_names(caller, element)
                    found |= self.entry(caller, on_the_way)[0]
        return frozenset(found), has_caller


def _reached(procedure: Procedure, house: Mapping[str, Procedure]) -> Iterator[Element]:
    """Every element of a procedure and of the known procedures that it calls."""
    waiting, seen = [procedure], {procedure.process_id}
    while waiting:
        current = waiting.pop()
        for element in current.elements.values():
            yield element
            called = house.get(element.called_process_id or "")
            if called is not None and called.process_id not in seen:
                seen.add(called.process_id)
                waiting.append(called)


def reached_elements(procedure: Procedure, called: Mapping[str, Procedure] | None) -> Iterator[Element]:
    """Every element of a procedure and of those that it calls, as far as they are known."""
    yield from _reached(procedure, called or {})


def cases_of(procedure: Procedure, house: Mapping[str, Procedure] | None) -> list[list[Element]]:
    """The elements of each kind of case in which a procedure runs: its own and what it calls; where it is called, its caller's."""
    waiting, seen, found = [procedure], {procedure.process_id}, []
    while waiting:
        current = waiting.pop()
        callers = [
            each
            for each in (house or {}).values()
            if each.process_id != current.process_id
            and any(element.called_process_id == current.process_id for element in each.elements.values())
        ]
        if not callers:
            found.append(list(_reached(current, house or {})))
        waiting += [each for each in callers if each.process_id not in seen]
        seen |= {each.process_id for each in callers}
    return found


def row_forms(procedure: Procedure) -> list[Form]:
    """The forms that are those of a row, and of nothing else."""
    elements = procedure.elements.values()
    whole = {element.form_id for element in elements}
    of_rows = {element.row_form_id for element in elements} - whole
    return [form for form in procedure.forms.values() if form.id in of_rows]
