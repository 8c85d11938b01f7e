"""The BPMN file of a procedure → its process, scopes, flows and lanes; forms and decisions are read elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from workflows.procedure.events import read_thrown
from workflows.procedure.extensions import read_extensions
from workflows.procedure.findings import Findings
from workflows.procedure.lanes import read_lanes
from workflows.procedure.model import Element, Lane, Scope, SequenceFlow
from workflows.procedure.nodes import NodeReader, documentation
from workflows.procedure.tags import attribute, bpmn_children, line_of, split, text_of, vet
from workflows.procedure.vocabulary import BPMN, FLOW_NODES

MAX_ELEMENTS = 2_000
MAX_SUB_PROCESS_DEPTH = 20
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,119}\Z")


@dataclass(frozen=True)
class Diagram:
    """What one BPMN file says."""

    process_id: str
    name: str
    version_tag: str
    documentation: str
    process: Scope
    lanes: tuple[Lane, ...]
    properties: tuple[tuple[str, str], ...]
    elements: dict[str, Element]


def read_diagram(root: etree._Element, process_id: str, findings: Findings) -> Diagram | None:
    """The process of the diagram; None where there is nothing to read. What is refused stands in `findings`."""
    namespace, local = split(str(root.tag))
    if namespace != BPMN or local != "definitions":
        findings.add("not_bpmn", None, line_of(root), tag=local[:80])
        return None
    _set_aside_other_processes(root, findings)
    _vet_root(root, findings)
    processes = [node for _, node in bpmn_children(root, "process")]
    if not processes:
        findings.add("process_missing", None, line_of(root), process=process_id)
        return None
    if len(processes) > 1:
        findings.add("processes_several", None, line_of(processes[1]), count=len(processes))
        return None
    process = processes[0]
    if not _ids_are_usable(root, process, findings):
        return None
    return _read_process(root, process, process_id, findings)


def _set_aside_other_processes(root: etree._Element, findings: Findings) -> None:
    """Of several processes the one that is executable is read; the others draw what partners do, and a note says so."""
    processes = [node for _, node in bpmn_children(root, "process")]
    executable = [node for node in processes if attribute(node, "isExecutable") == "true"]
    if len(processes) == 1 or len(executable) != 1:
        return
    for node in processes:
        if node is not executable[0]:
            name = attribute(node, "name") or attribute(node, "id") or ""
            findings.warn("process_drawn", attribute(node, "id"), line_of(node), name=name)
            root.remove(node)


def _vet_root(root: etree._Element, findings: Findings) -> None:
    vet(root, "definitions", None, findings)
    for tag, collaboration in bpmn_children(root, "collaboration"):
        vet(collaboration, tag, attribute(collaboration, "id"), findings)
        for pool_tag, pool in bpmn_children(collaboration, "participant", "messageFlow"):
            vet(pool, pool_tag, attribute(pool, "id"), findings)


def _ids_are_usable(root: etree._Element, process: etree._Element, findings: Findings) -> bool:
    seen: set[str] = set()
    count = 0
    good = True
    for node in root.iter():
        if not isinstance(node.tag, str) or split(node.tag)[0] != BPMN:
            continue
        tag = split(node.tag)[1]
        identifier = node.get("id")
        if tag in FLOW_NODES or tag in ("sequenceFlow", "lane"):
            count += 1
            if identifier is None:
                findings.add("id_missing", None, line_of(node), tag=tag)
                good = False
        if identifier is None:
            continue
        if _ID.match(identifier) is None:
            findings.add("id_text", None, line_of(node), id=identifier[:80])
            good = False
        elif identifier in seen:
            findings.add("id_twice", identifier, line_of(node), id=identifier)
            good = False
        seen.add(identifier)
    if count > MAX_ELEMENTS:
        findings.add("too_many_elements", None, line_of(process), count=count, limit=MAX_ELEMENTS)
        good = False
    return good


def _read_process(root: etree._Element, node: etree._Element, process_id: str, findings: Findings) -> Diagram:
    found_id = attribute(node, "id") or ""
    vet(node, "process", found_id, findings)
    if found_id != process_id:
        findings.add("process_id", found_id, line_of(node), found=found_id, expected=process_id)
    if attribute(node, "isExecutable") != "true":
        findings.add("not_executable", found_id, line_of(node))
    extensions = read_extensions(node, "process", found_id, findings)
    lanes, lane_of = read_lanes(node, findings)
    reader = NodeReader(read_thrown(root, findings), lane_of, findings)
    scope = _read_scope(node, found_id, None, reader, 0)
    return Diagram(
        process_id=found_id,
        name=attribute(node, "name") or found_id,
        version_tag=extensions.get("versionTag", "value") or "",
        documentation=documentation(node),
        process=scope,
        lanes=lanes,
        properties=extensions.properties,
        elements={element.id: element for element in scope.walk()},
    )


def _read_scope(node: etree._Element, scope_id: str, lane: str | None, reader: NodeReader, depth: int) -> Scope:
    findings = reader.findings
    inside = {attribute(child, "id") for _, child in bpmn_children(node, *FLOW_NODES)}
    flows: dict[str, SequenceFlow] = {}
    for tag, child in bpmn_children(node, "sequenceFlow"):
        flow = _read_flow(child, tag, inside, findings)
        if flow is not None:
            flows[flow.id] = flow
    elements: dict[str, Element] = {}
    for tag, child in bpmn_children(node, *FLOW_NODES):
        identifier = attribute(child, "id") or ""
        body = None
        if tag == "subProcess":
            if depth >= MAX_SUB_PROCESS_DEPTH:
                findings.add("sub_process_depth", identifier, line_of(child), limit=MAX_SUB_PROCESS_DEPTH)
                continue
            body = _read_scope(child, identifier, reader.lane_of.get(identifier, lane), reader, depth + 1)
        elements[identifier] = reader.read(
            child,
            tag,
            lane=lane,
            incoming=tuple(flow.id for flow in flows.values() if flow.target == identifier),
            outgoing=tuple(flow.id for flow in flows.values() if flow.source == identifier),
            body=body,
        )
    return Scope(scope_id, MappingProxyType(elements), MappingProxyType(flows))


def _read_flow(node: etree._Element, tag: str, inside: set[str | None], findings: Findings) -> SequenceFlow | None:
    identifier = attribute(node, "id") or ""
    vet(node, tag, identifier, findings)
    read_extensions(node, tag, identifier, findings)
    source, target = attribute(node, "sourceRef"), attribute(node, "targetRef")
    if source is None or target is None:
        missing = "sourceRef" if source is None else "targetRef"
        findings.add("reference_missing", identifier, line_of(node), attribute=missing, target="?")
        return None
    if source not in inside or target not in inside:
        process = node.iterancestors(f"{{{BPMN}}}process")
        inside_process = {found.get("id"): str(found.tag) for scope in process for found in scope.iter(f"{{{BPMN}}}*")}
        for name, end in (("sourceRef", source), ("targetRef", target)):
            if end not in inside_process:
                findings.add("reference_missing", identifier, line_of(node), attribute=name, target=end)
                return None
            if split(inside_process[end])[1] not in FLOW_NODES:
                # The element has been refused in a sentence of its own.
                return None
        findings.add("flow_between_scopes", identifier, line_of(node), source=source, target=target)
        return None
    condition = language = None
    for condition_tag, child in bpmn_children(node, "conditionExpression"):
        vet(child, condition_tag, identifier, findings)
        condition = text_of(child) or None
        language = attribute(child, "language")
    return SequenceFlow(identifier, source, target, attribute(node, "name"), condition, line_of(node), language)
