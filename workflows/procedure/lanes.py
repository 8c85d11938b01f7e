"""The lanes of a process: whose post does the tasks drawn in them, and whose time runs meanwhile."""

from __future__ import annotations

from lxml import etree

from workflows.procedure.extensions import read_extensions
from workflows.procedure.findings import Findings
from workflows.procedure.model import Lane, Side
from workflows.procedure.tags import attribute, bpmn_children, line_of, text_of, vet


def read_lanes(process: etree._Element, findings: Findings) -> tuple[tuple[Lane, ...], dict[str, str]]:
    """The lanes in document order, and the lane id of every element listed in one; the innermost lane counts."""
    lanes: list[Lane] = []
    lane_of: dict[str, str] = {}
    # Elements that are refused elsewhere count as known: one sentence about each is enough.
    known = {str(node.get("id")) for node in process.iter() if isinstance(node.tag, str)}
    for tag, lane_set in bpmn_children(process, "laneSet"):
        _read_set(lane_set, tag, known, lanes, lane_of, findings)
    return tuple(lanes), lane_of


def _read_set(
    node: etree._Element,
    tag: str,
    known: set[str],
    lanes: list[Lane],
    lane_of: dict[str, str],
    findings: Findings,
) -> set[str]:
    vet(node, tag, attribute(node, "id"), findings)
    listed: set[str] = set()
    for lane_tag, lane in bpmn_children(node, "lane"):
        identifier = attribute(lane, "id") or ""
        vet(lane, lane_tag, identifier, findings)
        inner: set[str] = set()
        position = len(lanes)
        for set_tag, child_set in bpmn_children(lane, "childLaneSet"):
            inner |= _read_set(child_set, set_tag, known, lanes, lane_of, findings)
        own = [text_of(reference) for _, reference in bpmn_children(lane, "flowNodeRef")]
        members = [member for member in dict.fromkeys(own) if member not in inner]
        for member in members:
            if member not in known:
                findings.add("reference_missing", identifier, line_of(lane), attribute="flowNodeRef", target=member)
            elif member in lane_of:
                findings.add(
                    "lane_element_twice", member, line_of(lane), id=member, first=lane_of[member], second=identifier
                )
            else:
                lane_of[member] = identifier
        listed |= inner | set(members)
        lanes.insert(position, _lane(lane, lane_tag, identifier, tuple(members), findings))
    return listed


def _lane(node: etree._Element, tag: str, identifier: str, members: tuple[str, ...], findings: Findings) -> Lane:
    properties = dict(read_extensions(node, tag, identifier, findings).properties)
    written = properties.get("side") or Side.OFFICE
    side = Side(written) if written in set(Side) else None
    if side is None:
        findings.add("lane_side", identifier, line_of(node), value=written[:80])
    return Lane(
        id=identifier,
        name=attribute(node, "name") or identifier,
        elements=members,
        post=properties.get("post") or identifier,
        unit=properties.get("unit") or None,
        side=side or Side.OFFICE,
        line=line_of(node),
    )
