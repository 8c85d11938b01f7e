"""Compiles a decision requirements graph: the scope of each decision, shared functions and decision services."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from workflows.dmn.boxed import compile_expression, compile_parameters, result_type
from workflows.dmn.frame import Frame, Inputs, values_for
from workflows.dmn.function import ModelFunction
from workflows.dmn.model import BusinessKnowledgeModel, Decision, DecisionService, Model, Reference
from workflows.dmn.session import Code, DecisionTrace, Scope, Session
from workflows.dmn.unit import Unit
from workflows.feel import FeelLimitError
from workflows.feel.functions import Parameter
from workflows.feel.kinds import FeelType

_MAX_DEPTH = 100
"""Decisions that may require one another in a row."""

_compiling = threading.RLock()


def graph_of(model: Model) -> Graph:
    """The compiled model; compiled once, safely from several threads."""
    graph = model.memo.get("graph")
    if graph is None:
        with _compiling:
            graph = model.memo.get("graph")
            if graph is None:
                graph = Graph(model)
                graph.compile_all()
                model.memo["graph"] = graph
    assert isinstance(graph, Graph)
    return graph


class Graph:
    """A model ready to be evaluated; what it found while compiling stands in `unit.problems`."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.unit = Unit(model)
        self._inputs = Inputs(model, self.unit.types)
        self._codes: dict[str, Code] = {}
        self._bodies: dict[str, tuple[tuple[Parameter, ...], FeelType | None, Code]] = {}
        self._services: dict[str, tuple[tuple[Parameter, ...], FeelType | None]] = {}

    @cached_property
    def types(self) -> Mapping[str, FeelType]:
        """The named types that expressions of this model may use."""
        return self.unit.types.bare()

    def compile_all(self) -> None:
        """Compile every logic, so that `unit.problems` is complete and evaluation only reads."""
        for decision in self.model.decisions.values():
            self._code(decision)
        for bkm in self.model.knowledge.values():
            self._body(bkm)
        for service in self.model.services.values():
            self._service(service)

    def frame(self, values: Mapping[str, Any], session: Session) -> Frame:
        """The frame in which `values` are given."""
        return self._inputs.open(values, session)

    def _owner(self, reference: Reference, frame: Frame, session: Session) -> tuple[Graph, Frame]:
        """The graph that a reference points into, and that graph's frame beside `frame`."""
        imported = self.model.import_of(reference)
        if imported is None:
            return self, frame
        graph = graph_of(imported.model)
        inner = frame.imported.get(imported.model.namespace)
        if inner is None:
            inner = graph.frame(values_for(imported, frame.values), session)
            frame.imported[imported.model.namespace] = inner
        return graph, inner

    # Decisions

    def decide(self, decision: Decision, frame: Frame, session: Session) -> Any:
        """The value of a decision; each is evaluated once in a frame. Raises FeelLimitError for a chain too long."""
        if decision.id in frame.given:
            return frame.given[decision.id]
        if decision.id in frame.decided:
            trace = frame.traces.get(decision.id)
            if session.traces and trace is not None:
                session.traces[-1].required.append(trace)
            return frame.decided[decision.id]
        if len(session.traces) >= _MAX_DEPTH:
            raise FeelLimitError("limit.depth", limit=_MAX_DEPTH)
        trace = DecisionTrace(decision, {}, self._labels)
        session.traces.append(trace)
        try:
            references = (*decision.inputs, *decision.decisions, *decision.knowledge)
            trace.scope = self._scope(references, frame, session)
            trace.value = frame.decided[decision.id] = self._codes[decision.id](session, trace.scope)
        finally:
            session.traces.pop()
        frame.traces[decision.id] = trace
        if session.traces:
            session.traces[-1].required.append(trace)
        else:
            session.finished = trace
        return trace.value

    def _code(self, decision: Decision) -> None:
        self.unit.decision = decision.id
        if decision.logic is None:
            self.unit.problem("decision.empty", decision.id, line=decision.line, name=decision.label)
        names = self._names((*decision.inputs, *decision.decisions, *decision.knowledge))
        code = compile_expression(self.unit, decision.logic, names)
        self._codes[decision.id] = self.unit.typed(code, decision.type_ref, decision.id, decision.line, decision.name)

    @cached_property
    def _labels(self) -> Mapping[str, tuple[str, str]]:
        """What people call the variables that a decision of this model sees, in its language and in English."""
        named = {each.name: (each.label, each.label_en) for each in self.model.inputs.values()}
        return {**named, **{each.name: (each.label, "") for each in self.model.decisions.values()}}

    # Scopes

    def _scope(self, references: tuple[Reference, ...], frame: Frame, session: Session) -> dict[str, Any]:
        """The variables that an element with these requirements sees."""
        found: dict[str, Any] = dict(frame.free)
        for reference in references:
            graph, inner = self._owner(reference, frame, session)
            name, value = graph._required(reference.id, inner, session)
            imported = self.model.import_of(reference)
            if imported is not None and imported.name:
                found.setdefault(imported.name, {})[name] = value
            else:
                found[name] = value
        return found

    def _required(self, id: str, frame: Frame, session: Session) -> tuple[str, Any]:
        """The name and the value of an element that another one requires."""
        model = self.model
        if id in model.inputs:
            return model.inputs[id].name, frame.given.get(id)
        if id in model.decisions:
            return model.decisions[id].name, self.decide(model.decisions[id], frame, session)
        if id in model.knowledge:
            return model.knowledge[id].name, self.knowledge_function(model.knowledge[id], frame, session)
        return model.services[id].name, self.service_function(model.services[id], frame, session)

    def _names(self, references: tuple[Reference, ...]) -> frozenset[str]:
        found: set[str] = set()
        for reference in references:
            imported = self.model.import_of(reference)
            owner = self.model if imported is None else imported.model
            found.add(owner.name_of(reference.id))
            if imported is not None and imported.name:
                found.add(imported.name)
        return frozenset(found)

    # Functions

    def knowledge_function(self, bkm: BusinessKnowledgeModel, frame: Frame, session: Session) -> ModelFunction:
        """A business knowledge model as a function."""
        parameters, result, code = self._bodies[bkm.id]

        def evaluate(given: dict[str, Any]) -> Any:
            # What the function requires is looked up on a call, so that it may require itself.
            return code(session, {**self._scope(bkm.knowledge, frame, session), **given})

        return ModelFunction(bkm.name, parameters, result, session, evaluate)

    def _body(self, bkm: BusinessKnowledgeModel) -> None:
        self.unit.decision = bkm.id
        if bkm.logic is None or bkm.logic.kind != "FEEL":
            self._bodies[bkm.id] = ((), None, self._refused(bkm))
            return
        parameters = compile_parameters(self.unit, bkm.logic)
        names = self._names(bkm.knowledge) | {each.name for each in parameters}
        code = compile_expression(self.unit, bkm.logic.body, names)
        of_logic = result_type(self.unit, bkm.logic.type_ref, bkm.line)
        if of_logic is not None:
            code = self.unit.converted(code, of_logic, bkm.id, bkm.line, bkm.name)
        self._bodies[bkm.id] = (parameters, result_type(self.unit, bkm.type_ref, bkm.line), code)

    def _refused(self, bkm: BusinessKnowledgeModel) -> Code:
        file, kind = self.model.file, bkm.logic.kind if bkm.logic is not None else None

        def refuse(session: Session, scope: Scope) -> None:
            if kind is not None:
                session.note("read.function_kind", file, bkm.id, bkm.line, kind=kind)

        return refuse

    # Decision services

    def _service(self, service: DecisionService) -> None:
        self.unit.decision = service.id
        parameters = []
        for reference in (*service.input_data, *service.input_decisions):
            imported = self.model.import_of(reference)
            owner = self if imported is None else graph_of(imported.model)
            element = owner.model.inputs.get(reference.id) or owner.model.decisions[reference.id]
            of_type = owner.unit.type_of(element.type_ref, element.line) if element.type_ref else None
            parameters.append(Parameter(element.name, of_type))
        self._services[service.id] = (tuple(parameters), result_type(self.unit, service.type_ref, service.line))

    def service_function(self, service: DecisionService, frame: Frame, session: Session) -> ModelFunction:
        """A decision service as a function of its input data and input decisions, in that order."""
        parameters, result = self._services[service.id]
        references = (*service.input_data, *service.input_decisions)

        def evaluate(arguments: dict[str, Any]) -> Any:
            inner = Frame(free=frame.free)
            for reference, parameter in zip(references, parameters, strict=True):
                _, own = self._owner(reference, inner, session)
                own.given[reference.id] = arguments[parameter.name]
            values = {}
            for reference in service.outputs:
                graph, own = self._owner(reference, inner, session)
                decision = graph.model.decisions[reference.id]
                values[decision.name] = graph.decide(decision, own, session)
            return next(iter(values.values())) if len(values) == 1 else values

        return ModelFunction(service.name, parameters, result, session, evaluate, is_lenient=True)
