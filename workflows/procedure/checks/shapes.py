"""What is known of the variables of a procedure before anything runs: from forms, operations, tables, scripts and mappings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from workflows.dmn.model import DecisionTable, HitPolicy, Model
from workflows.feel.outline import outline
from workflows.feel.shapes import ANYTHING, NUMBER, TEXT, TRUTH, Shape, context_of, join, list_of, one_of
from workflows.procedure.checks.before import enclosing
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.givers import OF_ROWS, givers_of
from workflows.procedure.checks.parts import PARTS, starts_parts, variables_in
from workflows.procedure.checks.thrown import throwers_of
from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, Form, FormField
from workflows.procedure.model import THROWS, Element, ElementType, EventType, Procedure
from workflows.procedure.rounds import PART_KEY, ROUND_KEY
from workflows.procedure.signatures import Signature
from workflows.procedure.who_functions import SHAPES

Shapes = Mapping[str, Shape]
_PERSON = frozenset({ElementType.USER_TASK, ElementType.MANUAL_TASK, ElementType.START_EVENT})
_SENT = frozenset({EventType.MESSAGE, EventType.SIGNAL})
_LISTS = (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)
_MOST_ROUNDS = (
    12  # A script reads what another made: so many such steps are followed, fewer where nothing more is learned.
)
INSTANCES: Shapes = MappingProxyType(
    dict.fromkeys(
        (
            "loopCounter",
            "numberOfInstances",
            "numberOfActiveInstances",
            "numberOfCompletedInstances",
            "numberOfTerminatedInstances",
        ),
        NUMBER,
    )
)


class Known:
    """The shapes of the variables of one procedure, and of what single elements see beside them."""

    def __init__(
        self,
        procedure: Procedure,
        operations: Mapping[str, Signature] | None,
        called: Mapping[str, Procedure] | None,
        models: Mapping[str, Model],
        on_the_way: frozenset[str] = frozenset(),
    ) -> None:
        """`models` are the decision models of the procedure by the ids of their decisions."""
        self._procedure = procedure
        self._operations = operations or {}
        self._models = models
        self._house = {**(called or {}), procedure.process_id: procedure}
        self._on_the_way = on_the_way | {procedure.process_id}
        self._forms: dict[str, Shapes] = {}
        self._others: dict[str, Known] = {}
        givers = givers_of(procedure, operations, called)
        self._by_element = givers.by_element
        self.is_complete = givers.is_complete and operations is not None
        self._entry = givers.entry
        self.variables: dict[str, Shape] = {}
        for _ in range(_MOST_ROUNDS):
            before, self.variables = self.variables, self._all(givers.by_element)
            if self.variables == before:
                break

    def seen_by(self, element: Element) -> dict[str, Shape]:
        """The variables as an element sees them: its own inputs and items, and those of what it lies in, hide the case's."""
        found = dict(self.variables)
        around = [owner for _, owner in enclosing(self._procedure, element.id) if owner is not None]
        for each in (*reversed(around), element):
            found.update(self._locals(each, found))
        return found

    def seen_in(self, form: Form) -> Shapes:
        """The variables as the questions of a form see them: the answers beside them stand before what the case has."""
        if form.id not in self._forms:
            self._forms[form.id] = self._seen_in(form)
        return self._forms[form.id]

    def _seen_in(self, form: Form) -> Shapes:
        elements = [each for each in self._procedure.elements.values() if form.id in (each.form_id, each.row_form_id)]
        tasks = [self.seen_by(each) for each in elements]
        names = dict.fromkeys(name for seen in tasks for name in seen)
        found = {name: join(seen.get(name, ANYTHING) for seen in tasks) for name in names}
        # What is only shown begins with the variable and keeps it.
        found.update({field.key: shape_of_field(field) for field in form.inputs if not _is_shown(field)})
        if any(each.row_form_id == form.id for each in elements):
            # The columns of a row hide variables of their names.
            found.update({field.key: ANYTHING for field in form.inputs if _is_shown(field)})
        return found

    def _all(self, by_element: Mapping[str, frozenset[str]]) -> dict[str, Shape]:
        found: dict[str, list[Shape]] = {}
        for element in self._procedure.elements.values():
            given = self._given(element)
            for name in by_element[element.id]:
                found.setdefault(name, []).append(given.get(name, ANYTHING))
        for name in self._entry:
            found.setdefault(name, []).append(self._handed_in(name))
        return {name: join(shapes) for name, shapes in found.items()}

    def _handed_in(self, name: str) -> Shape:
        """What callers of the house hand this procedure under a name; a caller that is looked at already tells nothing more."""
        found = []
        for element, seen in self._callers:
            if seen is None:
                return ANYTHING
            if element.operation is not None:
                found.append(_begun_with(seen).get(name, ANYTHING))
                continue
            is_mapped = any(mapping.target == name for mapping in element.inputs)
            if is_mapped or (element.propagate_all_parent_variables and name in seen):
                found.append(seen.get(name, ANYTHING))
        return join(found) if found else ANYTHING

    @cached_property
    def _callers(self) -> tuple[tuple[Element, Shapes | None], ...]:
        """The elements of the house that call this procedure, each with what it sees; None for what is looked at already."""
        found: list[tuple[Element, Shapes | None]] = []
        for caller in self._house.values():
            own_id = self._procedure.process_id
            elements = [e for e in caller.elements.values() if e.called_process_id == own_id or starts_parts(e, own_id)]
            if elements and caller.process_id in self._on_the_way:
                found += [(element, None) for element in elements]
            elif elements:
                found += [(element, self._other(caller).seen_by(element)) for element in elements]
        return tuple(found)

    def _other(self, procedure: Procedure) -> Known:
        """What is known of another procedure of the house."""
        if procedure.process_id not in self._others:
            known = Known(procedure, self._operations, self._house, {}, self._on_the_way)
            self._others[procedure.process_id] = known
        return self._others[procedure.process_id]

    def _sent(self, catcher: Element) -> dict[str, Shape]:
        """What comes with a message or signal, as far as those of the house that throw it tell."""
        found: dict[str, list[Shape]] = {}
        for procedure, thrower in throwers_of(self._house, catcher):
            if procedure is self._procedure:
                seen: Shapes | None = self.seen_by(thrower)
            else:
                seen = None if procedure.process_id in self._on_the_way else self._other(procedure).seen_by(thrower)
            for mapping in thrower.inputs:
                found.setdefault(mapping.target, []).append(seen.get(mapping.target, ANYTHING) if seen else ANYTHING)
        return {name: join(shapes) for name, shapes in found.items()}

    def _given(self, element: Element) -> dict[str, Shape]:
        """What an element leaves in the case, by name."""
        results = self._results(element)
        loop = element.multi_instance
        found = results
        if element.outputs:
            found = {}
            seen = {**self.seen_by(element), **results}
            for mapping in element.outputs:
                shape = ANYTHING if "." in mapping.target else _shape(mapping.source, seen)
                seen[mapping.target] = shape
                found[mapping.target] = shape
            if loop is not None:
                results, found = {**results, **found}, {}
        if loop is not None and loop.output_collection:
            seen = {**self.seen_by(element), **results}
            item = _shape(loop.output_element, seen) if loop.output_element else ANYTHING
            found = {**found, loop.output_collection: list_of(item)}
        return found

    def _results(self, element: Element) -> dict[str, Shape]:
        """What an element makes before its output mappings."""
        if element.sheet is not None:
            return dict.fromkeys(OF_ROWS, NUMBER)
        form = self._procedure.forms.get(element.form_id or "")
        if element.type in _PERSON and form is not None:
            return {field.key: shape_of_field(field) for field in form.inputs}
        if element.event is not None and element.event.type in _SENT and element.type not in THROWS:
            return self._sent(element)
        if element.operation is not None and element.operation in self._operations:
            return dict(self._operations[element.operation].shapes)
        if element.result_variable is None:
            return {}
        if element.decision_id is not None:
            return {
                element.result_variable: shape_of_decision(self._models.get(element.decision_id), element.decision_id)
            }
        if element.script is not None:
            return {element.result_variable: _shape(element.script, self.seen_by(element))}
        return {}

    def _locals(self, element: Element, seen: Shapes) -> dict[str, Shape]:
        found: dict[str, Shape] = {}
        loop = element.multi_instance
        if loop is not None:
            found.update(INSTANCES)
            if loop.input_element:
                found[loop.input_element] = _shape(loop.input_collection, seen).item or ANYTHING
        for mapping in element.inputs:
            name, *rest = mapping.target.split(".")
            shape = ANYTHING if rest else _shape(mapping.source, {**seen, **found})
            found[name] = join((shape, seen.get(name, ANYTHING))) if name in self._written_in(element) else shape
        if loop is not None:
            for mapping in element.outputs:
                found[mapping.target.split(".")[0]] = ANYTHING
        return found

    def _written_in(self, element: Element) -> frozenset[str]:
        """What an element and those inside it give: a result goes to the innermost scope that already has the variable."""
        inside = (element, *(element.body.walk() if element.body is not None else ()))
        return frozenset[str]().union(*(self._by_element.get(each.id, frozenset()) for each in inside))


def known_of(checking: Checking) -> Known:
    """The shapes of the procedure that is checked, worked out once; its decisions must have been read."""
    if isinstance(checking.known, Known):
        return checking.known
    checking.known = found = Known(checking.procedure, checking.operations, checking.called, checking.models)
    return found


def _begun_with(seen: Shapes) -> Shapes:
    """What the parts of a round begin with, by what the round sees where it starts them."""
    given = variables_in(seen.get(PARTS, ANYTHING))
    return {PART_KEY: TEXT, ROUND_KEY: TEXT, **((given.entries or {}) if given is not None else {})}


def _shape(source: str, seen: Shapes) -> Shape:
    """What a text gives: literal, or FEEL where it starts with `=`."""
    text = source.strip()
    return outline(text[1:].strip(), seen, results=SHAPES).shape if text.startswith("=") else one_of({source})


def _is_shown(field: FormField) -> bool:
    return field.is_read_only or field.read_only_if is not None


def shape_of_field(field: FormField) -> Shape:
    """What a question is answered with."""
    choice = TEXT if field.values_expression is not None else one_of(value for value, _ in field.options)
    if field.type in ("radio", "select"):
        return choice
    if field.type in ("checklist", "taglist"):
        return list_of(choice)
    if field.type in ("textfield", "textarea"):
        return Shape("string", is_typed=True)
    if field.type == "number":
        return TEXT if field.is_kept_as_text else NUMBER
    if field.type == "checkbox":
        return TRUTH
    if field.type == "datetime":
        is_local = field.moment_format == "no_timezone"
        kinds = {"time": "time", "datetime": "local date and time" if is_local else "date and time"}
        return Shape(kinds.get(field.subtype or "date", "date"))
    if field.type == FILE_PICKER:
        return list_of(context_of({"id": TEXT, "name": TEXT, "type": TEXT, "size": NUMBER}))
    if field.type == DYNAMIC_LIST:
        return list_of(context_of({item.key: shape_of_field(item) for item in field.inputs}))
    return ANYTHING


def shape_of_decision(model: Model | None, decision_id: str) -> Shape:
    """What a decision gives, where it is one table of constants; anything where it is more."""
    decision = model.decisions.get(decision_id) if model is not None else None
    table = decision.logic if decision is not None else None
    if not isinstance(table, DecisionTable) or table.aggregation is not None:
        return ANYTHING
    columns: dict[str, Shape] = {}
    for number, clause in enumerate(table.outputs):
        cells = [rule.outputs[number] for rule in table.rules] + ([clause.default] if clause.default else [])
        columns[clause.name or ""] = join(outline(cell, {}).shape for cell in cells if cell)
    single = next(iter(columns.values())) if len(columns) == 1 else context_of(columns)
    return list_of(single) if table.hit_policy in _LISTS else single
