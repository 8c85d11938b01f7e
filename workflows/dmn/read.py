"""Reading a DMN file into a model: definitions, requirements and imports; boxed expressions are in read_logic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar

from lxml import etree

from workflows.dmn.errors import DmnError, DmnProblem, problem
from workflows.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    FunctionDefinition,
    Import,
    InputData,
    ItemDefinition,
    Model,
    Reference,
    Variable,
)
from workflows.dmn.read_logic import LOGIC_TAGS, LogicReader
from workflows.dmn.tags import (
    MODEL_NAMESPACES,
    attribute,
    child,
    children,
    elements,
    line_of,
    local_name,
    refuse_other_language,
    text_of,
)
from workflows.xml import XmlRefused, parse_xml

_Part = TypeVar("_Part", InputData, Decision, BusinessKnowledgeModel, DecisionService)
_MODEL_IMPORTS = frozenset(MODEL_NAMESPACES)


@dataclass
class _Reading:
    """What one file gives; `notes` gathers findings that do not stop the reading, `models` those imported so far."""

    file: str
    root: etree._Element
    namespace: str
    notes: list[DmnProblem] = field(default_factory=list)
    models: dict[str, Model] = field(default_factory=dict)


def read_model(data: bytes, file: str, *, imports: Mapping[str, bytes] | None = None) -> Model:
    """The model in `data`; `imports` maps file names to the contents of files that it may import, by namespace.

    Raises DmnError where the file cannot be read as DMN 1.2 to 1.5, imports what is not given, or refers to what is
    not there. An expression that cannot be read does not: it is a problem of `check_model` and evaluates to null.
    """
    available: dict[str, tuple[str, bytes]] = {}
    for name, content in (imports or {}).items():
        if name != file:
            available.setdefault(_parse(content, name).get("namespace", ""), (name, content))
    return _read(_Reading(file, root := _parse(data, file), root.get("namespace", "")), available, ())


def _parse(data: bytes, file: str) -> etree._Element:
    try:
        root = parse_xml(data, file)
    except XmlRefused as refused:
        found = DmnProblem(file, None, f"xml.{refused.code}", refused.sentence, line=refused.line)
        raise DmnError((found,)) from refused
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in MODEL_NAMESPACES:
        raise DmnError((problem("read.version", file, line=line_of(root), found=name.namespace or name.localname),))
    return root


def _read(reading: _Reading, available: Mapping[str, tuple[str, bytes]], above: tuple[str, ...]) -> Model:
    root, file = reading.root, reading.file
    refuse_other_language(root, file)
    imports = _imports(reading, available, above)
    logic = LogicReader(file, reading.notes)
    model = Model(
        file=file,
        namespace=reading.namespace,
        name=attribute(root, "name") or file,
        inputs=_by_id(reading, [_input(e) for e in elements(root, "inputData")]),
        decisions=_by_id(reading, [_decision(e, logic) for e in elements(root, "decision")]),
        knowledge=_by_id(reading, [_knowledge(e, logic) for e in elements(root, "businessKnowledgeModel")]),
        services=_by_id(reading, [_service(e) for e in elements(root, "decisionService")]),
        items={item.name: item for item in (_item(e) for e in elements(root, "itemDefinition"))},
        imports=imports,
        notes=tuple(reading.notes),
    )
    broken = _unresolved(model)
    if broken:
        raise DmnError(tuple(broken))
    _check_order(model)
    return model


def _imports(
    reading: _Reading, available: Mapping[str, tuple[str, bytes]], above: tuple[str, ...]
) -> tuple[Import, ...]:
    found: list[Import] = []
    here = (*above, reading.namespace)
    for element in elements(reading.root, "import"):
        namespace, line = attribute(element, "namespace") or "", line_of(element)
        kind = attribute(element, "importType") or ""
        told: dict[str, Any] = {"file": reading.file, "element": element.get("id"), "line": line}
        if kind and kind not in _MODEL_IMPORTS:
            raise DmnError((problem("read.import_type", **told, kind=kind),))
        if namespace in here:
            raise DmnError((problem("read.import_cycle", **told, name=namespace),))
        if namespace not in available:
            raise DmnError((problem("read.import_missing", **told, name=namespace),))
        if namespace not in reading.models:
            file, content = available[namespace]
            inner = _Reading(file, _parse(content, file), namespace, models=reading.models)
            reading.models[namespace] = _read(inner, available, here)
        found.append(Import(attribute(element, "name") or "", reading.models[namespace]))
        if sum(map(_ways, found)) > _MAX_WAYS:
            raise DmnError((problem("read.import_many", **told, limit=_MAX_WAYS),))
    return tuple(found)


_MAX_WAYS = 200
"""Ways along which models may be imported; each has its own names and values, so their number must not explode."""


def _ways(imported: Import) -> int:
    return 1 + sum(map(_ways, imported.model.imports))


def _by_id(reading: _Reading, found: list[_Part]) -> dict[str, _Part]:
    result: dict[str, _Part] = {}
    for each in found:
        if each.id in result:
            raise DmnError((problem("read.duplicate_id", reading.file, each.id, line=each.line, id=each.id),))
        result[each.id] = each
    return result


def _identity(element: etree._Element) -> tuple[str, str, str]:
    """Id, name and label of a requirement element; a missing id is its name, a missing label its name."""
    variable = child(element, "variable")
    name = attribute(element, "name") or (attribute(variable, "name") if variable is not None else None) or ""
    return attribute(element, "id") or name, name, attribute(element, "label") or name


def _variable_type(element: etree._Element) -> str | None:
    variable = child(element, "variable")
    return attribute(variable, "typeRef") if variable is not None else None


def _variable_name(element: etree._Element) -> str | None:
    variable = child(element, "variable")
    return attribute(variable, "name") if variable is not None else None


def _input(element: etree._Element) -> InputData:
    id, name, label = _identity(element)
    english = text_of(child(element, "description")).strip()
    return InputData(id, name, label, _variable_type(element), line_of(element), english, _variable_name(element))


def _decision(element: etree._Element, logic: LogicReader) -> Decision:
    id, name, label = _identity(element)
    body = next((e for e in children(element) if local_name(e) in LOGIC_TAGS), None)
    return Decision(
        id=id,
        name=name,
        label=label,
        type_ref=_variable_type(element),
        logic=logic.expression(body),
        inputs=_references(element, "informationRequirement", "requiredInput"),
        decisions=_references(element, "informationRequirement", "requiredDecision"),
        knowledge=_references(element, "knowledgeRequirement", "requiredKnowledge"),
        documentation=text_of(child(element, "description")),
        line=line_of(element),
        variable=_variable_name(element),
    )


def _knowledge(element: etree._Element, logic: LogicReader) -> BusinessKnowledgeModel:
    id, name, _ = _identity(element)
    body = logic.expression(child(element, "encapsulatedLogic"))
    return BusinessKnowledgeModel(
        id=id,
        name=name,
        type_ref=_variable_type(element),
        logic=body if isinstance(body, FunctionDefinition) else None,
        knowledge=_references(element, "knowledgeRequirement", "requiredKnowledge"),
        line=line_of(element),
    )


def _service(element: etree._Element) -> DecisionService:
    id, name, _ = _identity(element)
    return DecisionService(
        id=id,
        name=name,
        type_ref=_variable_type(element),
        outputs=_direct(element, "outputDecision"),
        encapsulated=_direct(element, "encapsulatedDecision"),
        input_decisions=_direct(element, "inputDecision"),
        input_data=_direct(element, "inputData"),
        line=line_of(element),
    )


def _item(element: etree._Element) -> ItemDefinition:
    function = child(element, "functionItem")
    parameters = None
    if function is not None:
        parameters = tuple(
            Variable(attribute(e, "name") or "", attribute(e, "typeRef")) for e in elements(function, "parameters")
        )
    return ItemDefinition(
        name=attribute(element, "name") or "",
        type_ref=text_of(child(element, "typeRef")).strip() or None,
        components=tuple(_item(e) for e in elements(element, "itemComponent")),
        allowed=_constraint(element, "allowedValues"),
        constraint=_constraint(element, "typeConstraint"),
        is_collection=attribute(element, "isCollection") in ("true", "1"),
        parameters=parameters,
        result_type=attribute(function, "outputTypeRef") if function is not None else None,
        line=line_of(element),
    )


def _constraint(element: etree._Element, tag: str) -> str | None:
    found = child(element, tag)
    return text_of(child(found, "text")).strip() or None if found is not None else None


def _references(element: etree._Element, requirement: str, tag: str) -> tuple[Reference, ...]:
    return tuple(ref for each in elements(element, requirement) for ref in _direct(each, tag))


def _direct(element: etree._Element, tag: str) -> tuple[Reference, ...]:
    return tuple(_reference(attribute(e, "href") or "") for e in elements(element, tag))


def _reference(href: str) -> Reference:
    namespace, _, id = href.rpartition("#")
    return Reference(id, namespace or None)


def _unresolved(model: Model) -> list[DmnProblem]:
    found = []
    for decision in model.decisions.values():
        checks = ((decision.inputs, "inputs"), (decision.decisions, "decisions"), (decision.knowledge, "knowledge"))
        for references, kind in checks:
            found += [_missing(model, decision.id, decision.line, r) for r in references if not _known(model, r, kind)]
    for bkm in model.knowledge.values():
        found += [_missing(model, bkm.id, bkm.line, r) for r in bkm.knowledge if not _known(model, r, "knowledge")]
    for service in model.services.values():
        for references in (service.outputs, service.encapsulated, service.input_decisions):
            found += [
                _missing(model, service.id, service.line, r) for r in references if not _known(model, r, "decisions")
            ]
        found += [
            _missing(model, service.id, service.line, r) for r in service.input_data if not _known(model, r, "inputs")
        ]
    return found


def _known(model: Model, reference: Reference, kind: str) -> bool:
    owner = model.owner(reference)
    if owner is None:
        return False
    if kind == "inputs":
        return reference.id in owner.inputs
    if kind == "decisions":
        return reference.id in owner.decisions
    return reference.id in owner.knowledge or reference.id in owner.services


def _missing(model: Model, element: str, line: int, reference: Reference) -> DmnProblem:
    target = f"{reference.namespace or ''}#{reference.id}"
    return problem("read.reference", model.file, element, line=line, element_id=element, target=target)


_MAX_DEPTH = 100
"""Decisions of one model that may require one another in a row."""


def _check_order(model: Model) -> None:
    """Raise DmnError for decisions that require one another in a circle, or in a chain that is too long."""
    required = {id: [r.id for r in each.decisions if model.owner(r) is model] for id, each in model.decisions.items()}
    try:
        order = list(TopologicalSorter(required).static_order())
    except CycleError as error:
        circle: list[str] = error.args[1][:-1]
        names, line = ", ".join(model.decisions[id].name for id in circle), model.decisions[circle[0]].line
        raise DmnError((problem("read.cycle", model.file, circle[0], line=line, names=names),)) from None
    depth: dict[str, int] = {}
    for id in order:
        depth[id] = 1 + max((depth[each] for each in required[id]), default=0)
        if depth[id] > _MAX_DEPTH:
            line = model.decisions[id].line
            raise DmnError((problem("read.deep", model.file, id, line=line, limit=_MAX_DEPTH),))
