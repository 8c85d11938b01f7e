"""Compiles a decision requirements graph: the scope of each decision, shared functions and decision services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from workflows.dmn.boxed import compile_expression, compile_parameters
from workflows.dmn.function import ModelFunction
from workflows.dmn.given import read_given
from workflows.dmn.model import BusinessKnowledgeModel, Decision, DecisionService, InputData, Model, Reference
from workflows.dmn.session import Code, DecisionTrace, Scope, Session
from workflows.dmn.unit import Unit
from workflows.feel import FeelLimitError
from workflows.feel.comparison import kind
from workflows.feel.foreign import adopt
from workflows.feel.functions import Parameter
from workflows.feel.types import FeelType, FunctionType, convert

_MAX_DEPTH = 100
"""Decisions that may require one another in a row."""

Key = tuple[str, str]
"""Namespace and id of an element."""


@dataclass(slots=True)
class Frame:
    """What is fixed for one evaluation of a graph: given input data and decisions, and what was decided so far.

    `free` are given variables that are no element of the model; a decision whose inputs are not drawn reads them.
    """

    given: dict[Key, Any]
    free: Mapping[str, Any] = field(default_factory=dict)
    decided: dict[Key, Any] = field(default_factory=dict)
    traces: dict[Key, DecisionTrace] = field(default_factory=dict)


class Graph:
    """A model ready to be evaluated; decisions are compiled when they are first needed."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.unit = Unit(model)
        self._codes: dict[str, Code] = {}
        self._bodies: dict[str, tuple[tuple[Parameter, ...], FeelType | None, Code]] = {}
        self._services: dict[str, tuple[tuple[Parameter, ...], FeelType | None]] = {}

    @cached_property
    def imported(self) -> Mapping[str, Graph]:
        """The graphs of the imported models by their namespace."""
        return {each.namespace: Graph(each) for each in self.model.imported.values()}

    @cached_property
    def types(self) -> Mapping[str, FeelType]:
        """The named types that expressions of this model may use."""
        return self.unit.types.bare()

    def compile_all(self) -> None:
        """Compile every logic, so that `unit.problems` is complete."""
        for decision in self.model.decisions.values():
            self._code(decision)
        for bkm in self.model.knowledge.values():
            self._body(bkm)
        for service in self.model.services.values():
            self._service(service)

    def owner(self, reference: Reference) -> Graph:
        """The graph that a reference points into."""
        if reference.namespace is None or reference.namespace == self.model.namespace:
            return self
        return self.imported[reference.namespace]

    # Decisions

    def decide(self, decision: Decision, frame: Frame, session: Session) -> Any:
        """The value of a decision; each is evaluated once in a frame."""
        key = (self.model.namespace, decision.id)
        if key in frame.given:
            return frame.given[key]
        if key in frame.decided:
            self._traced_again(key, frame, session)
            return frame.decided[key]
        code = self._code(decision)
        if len(session.traces) >= _MAX_DEPTH:
            raise FeelLimitError("limit.depth", limit=_MAX_DEPTH)
        trace = DecisionTrace(decision, {}, self._labels)
        session.traces.append(trace)
        try:
            trace.scope = self.scope(decision.inputs, decision.decisions, decision.knowledge, frame, session)
            trace.value = frame.decided[key] = code(session, trace.scope)
        finally:
            session.traces.pop()
        frame.traces[key] = trace
        if session.traces:
            session.traces[-1].required.append(trace)
        else:
            session.finished = trace
        return trace.value

    @staticmethod
    def _traced_again(key: Key, frame: Frame, session: Session) -> None:
        trace = frame.traces.get(key)
        if session.traces and trace is not None:
            session.traces[-1].required.append(trace)

    def _code(self, decision: Decision) -> Code:
        if decision.id not in self._codes:
            self.unit.decision = decision.id
            names = self._names(decision.inputs, decision.decisions, decision.knowledge)
            code = compile_expression(self.unit, decision.logic, names)
            code = self.unit.typed(code, decision.type_ref, decision.id, decision.line, decision.name)
            self._codes[decision.id] = code
        return self._codes[decision.id]

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """What people call the variables that a decision of this model sees."""
        parts: list[InputData | Decision] = [*self.model.inputs.values(), *self.model.decisions.values()]
        return {each.name: each.label for each in parts}

    # Scopes

    def scope(
        self,
        inputs: tuple[Reference, ...],
        decisions: tuple[Reference, ...],
        knowledge: tuple[Reference, ...],
        frame: Frame,
        session: Session,
    ) -> dict[str, Any]:
        """The variables that an element with these requirements sees."""
        found: dict[str, Any] = dict(frame.free)
        for reference in inputs:
            graph = self.owner(reference)
            data = graph.model.inputs[reference.id]
            self._put(found, reference, data.name, frame.given.get((graph.model.namespace, data.id)))
        for reference in decisions:
            graph = self.owner(reference)
            decision = graph.model.decisions[reference.id]
            self._put(found, reference, decision.name, graph.decide(decision, frame, session))
        for reference in knowledge:
            graph = self.owner(reference)
            name, value = graph._function(reference.id, frame, session)
            self._put(found, reference, name, value)
        return found

    def _put(self, scope: dict[str, Any], reference: Reference, name: str, value: Any) -> None:
        prefix = self.model.import_name(reference)
        if prefix:
            scope.setdefault(prefix, {})[name] = value
        else:
            scope[name] = value

    def _names(self, *groups: tuple[Reference, ...]) -> frozenset[str]:
        found: set[str] = set()
        for reference in (each for group in groups for each in group):
            model = self.owner(reference).model
            parts = (model.inputs, model.decisions, model.knowledge, model.services)
            found.update(part[reference.id].name for part in parts if reference.id in part)
            prefix = self.model.import_name(reference)
            if prefix:
                found.add(prefix)
        return frozenset(found)

    # Functions

    def _function(self, id: str, frame: Frame, session: Session) -> tuple[str, ModelFunction]:
        bkm = self.model.knowledge.get(id)
        if bkm is not None:
            return bkm.name, self._knowledge(bkm, frame, session)
        service = self.model.services[id]
        return service.name, self.service_function(service, frame, session)

    def _knowledge(self, bkm: BusinessKnowledgeModel, frame: Frame, session: Session) -> ModelFunction:
        parameters, result, code = self._body(bkm)

        def evaluate(given: dict[str, Any]) -> Any:
            # What the function requires is looked up on a call, so that it may require itself.
            return code(session, {**self.scope((), (), bkm.knowledge, frame, session), **given})

        return ModelFunction(bkm.name, parameters, result, session, evaluate)

    def _body(self, bkm: BusinessKnowledgeModel) -> tuple[tuple[Parameter, ...], FeelType | None, Code]:
        if bkm.id not in self._bodies:
            self.unit.decision = bkm.id
            of_type = self.unit.type_of(bkm.type_ref, bkm.line)
            result = of_type.result if isinstance(of_type, FunctionType) else of_type
            if bkm.logic is None or bkm.logic.kind != "FEEL":
                self._bodies[bkm.id] = ((), None, self._refused(bkm))
            else:
                parameters = compile_parameters(self.unit, bkm.logic)
                names = self._names(bkm.knowledge) | {each.name for each in parameters}
                code = compile_expression(self.unit, bkm.logic.body, names)
                code = self.unit.typed(code, bkm.logic.type_ref, bkm.id, bkm.line, bkm.name)
                self._bodies[bkm.id] = (parameters, result if bkm.type_ref else None, code)
        return self._bodies[bkm.id]

    def _refused(self, bkm: BusinessKnowledgeModel) -> Code:
        file, kind_ = self.model.file, bkm.logic.kind if bkm.logic is not None else ""

        def refuse(session: Session, scope: Scope) -> None:
            if kind_:
                session.note("read.function_kind", file, bkm.id, bkm.line, kind=kind_)

        return refuse

    # Decision services

    def _service(self, service: DecisionService) -> tuple[tuple[Parameter, ...], FeelType | None]:
        if service.id not in self._services:
            self.unit.decision = service.id
            parameters = []
            for reference in service.input_data:
                graph = self.owner(reference)
                data = graph.model.inputs[reference.id]
                parameters.append(Parameter(data.name, graph._type(data)))
            for reference in service.input_decisions:
                graph = self.owner(reference)
                decision = graph.model.decisions[reference.id]
                parameters.append(Parameter(decision.name, graph._type(decision)))
            of_type = self.unit.type_of(service.type_ref, service.line) if service.type_ref else None
            result = of_type.result if isinstance(of_type, FunctionType) else of_type
            self._services[service.id] = (tuple(parameters), result)
        return self._services[service.id]

    def _type(self, element: InputData | Decision) -> FeelType | None:
        return self.unit.type_of(element.type_ref, element.line) if element.type_ref else None

    def service_function(self, service: DecisionService, frame: Frame, session: Session) -> ModelFunction:
        """A decision service as a function of its input data and input decisions."""
        parameters, result = self._service(service)
        references = (*service.input_data, *service.input_decisions)

        def evaluate(arguments: dict[str, Any]) -> Any:
            given = {}
            for reference, parameter in zip(references, parameters, strict=True):
                given[(self.owner(reference).model.namespace, reference.id)] = arguments[parameter.name]
            inner = Frame(given, frame.free)
            values = {}
            for reference in service.outputs:
                graph = self.owner(reference)
                decision = graph.model.decisions[reference.id]
                values[decision.name] = graph.decide(decision, inner, session)
            return next(iter(values.values())) if len(values) == 1 else values

        return ModelFunction(service.name, parameters, result, session, evaluate, is_lenient=True)

    # Given values

    def frame(self, values: Mapping[str, Any], session: Session) -> Frame:
        """The frame in which `values` are given: those of input data converted to their type, the others free."""
        given: dict[Key, Any] = {}
        self._give(values, given, session, set())
        known = {each.name for each in self.model.inputs.values()} | set(self.model.imported)
        known |= {each.name for each in self.model.decisions.values()}
        free = {name: value for name, value in values.items() if name not in known}
        return Frame(given, free)

    def _give(self, values: Mapping[str, Any], given: dict[Key, Any], session: Session, seen: set[str]) -> None:
        for data in self.model.inputs.values():
            if data.name in values:
                given[(self.model.namespace, data.id)] = self._converted(data, values[data.name], session)
        for name, imported in self.model.imported.items():
            if imported.namespace in seen:
                continue
            inner = values.get(name) if name else values
            if not isinstance(inner, Mapping):
                start = f"{name}."
                inner = {key[len(start) :]: value for key, value in values.items() if key.startswith(start)}
            self.imported[imported.namespace]._give(inner, given, session, {*seen, imported.namespace})

    def _converted(self, data: InputData, value: Any, session: Session) -> Any:
        of_type = self._type(data)
        value = adopt(value)
        if of_type is None or value is None:
            return value
        value = read_given(value, of_type)
        converted, fits = convert(value, of_type)
        if not fits:
            params = {"what": data.label, "type": str(of_type), "found": kind(value)}
            session.note("value.input_type", self.model.file, data.id, data.line, **params)
        return converted
