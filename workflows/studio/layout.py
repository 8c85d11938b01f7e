"""A first layout for a diagram that has none: columns by the order of the steps, lanes as bands; an editor draws on from there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from workflows.procedure.model import Element, ElementType, Procedure, Scope, SequenceFlow

_GATEWAYS = frozenset(
    {
        ElementType.EXCLUSIVE_GATEWAY,
        ElementType.PARALLEL_GATEWAY,
        ElementType.INCLUSIVE_GATEWAY,
        ElementType.EVENT_BASED_GATEWAY,
    }
)
_APART, _ROW, _PAD, _HEAD = 60, 40, 40, 30
"""Pixels between columns, between rows, inside a frame, and of the head of a lane."""
_NAMESPACES = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}


@dataclass
class Box:
    """Where something is drawn, from its upper left corner, in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass
class Drawn:
    """What is drawn, by id: shapes, and the corners that flows go round."""

    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)


def with_layout(data: bytes, procedure: Procedure) -> bytes:
    """The diagram's text with a layout at its end, in place of an empty one; nothing else of it changes."""
    text = data.decode("utf-8")
    text = re.sub(r"\s*<(\w+:)?BPMNDiagram\b.*?</\1?BPMNDiagram>", "", text, flags=re.S)
    for prefix, address in _NAMESPACES.items():
        if f'xmlns:{prefix}="' not in text:
            text = re.sub(r"(<(?:\w+:)?definitions\b)", rf'\1 xmlns:{prefix}="{address}"', text, count=1)
    collaboration = re.search(r'<(?:\w+:)?collaboration\b[^>]*\bid="([^"]+)"', text)
    pool = re.search(r'<(?:\w+:)?participant\b[^>]*\bid="([^"]+)"', text)
    drawn = layout_of(procedure)
    if pool is not None:
        frame = _frame([*drawn.shapes.values(), *drawn.lanes.values()])
        drawn.lanes = {pool[1]: Box(frame.x - _HEAD, frame.y, frame.width + _HEAD, frame.height), **drawn.lanes}
    plane = collaboration[1] if collaboration is not None else procedure.process_id
    written = "".join(f"{line}\n" for line in _lines(drawn, plane, procedure))
    end = re.search(r"</(?:\w+:)?definitions>\s*$", text)
    at = end.start() if end is not None else len(text)
    return (text[:at] + written + text[at:]).encode()


def layout_of(procedure: Procedure) -> Drawn:
    """A layout of the whole procedure: every lane a band, every sub-process open."""
    drawn = Drawn()
    bands = [[each for each in lane.elements] for lane in procedure.lanes]
    placed = _scope(procedure.process, bands, drawn, _HEAD + _PAD, 0)
    width = max((box.x + box.width for box in drawn.shapes.values()), default=200) + _PAD
    for lane, (top, height) in zip(procedure.lanes, placed, strict=False):
        drawn.lanes[lane.id] = Box(0, top, width, height)
    return drawn


def _scope(
    scope: Scope, bands: Sequence[Sequence[str]], drawn: Drawn, left: int, top: int
) -> Sequence[tuple[int, int]]:
    """Draw a scope; gives the top and height of each band. What lies in no band has one of its own at the end."""
    elements = {key: each for key, each in scope.elements.items() if each.attached_to not in scope.elements}
    attached = {key: each for key, each in scope.elements.items() if key not in elements}
    inner = {key: _inner(each) for key, each in elements.items()}
    sizes = {key: _size(each, inner[key]) for key, each in elements.items()}
    ranks = _ranks(scope, elements, attached)
    widths = [
        max((sizes[key][0] for key in elements if ranks[key] == rank), default=0)
        for rank in range(max(ranks.values(), default=0) + 1)
    ]
    in_band = {key: place for place, band in enumerate(bands) for key in band}
    rest = len(bands)
    rows: list[tuple[int, int]] = []
    y = top
    for place in range(rest + 1):
        members = [key for key in elements if in_band.get(key, rest) == place]
        if place == rest and not members:
            break
        stacks = [[key for key in members if ranks[key] == rank] for rank in range(len(widths))]
        height = (
            max((sum(sizes[key][1] + _ROW for key in stack) for stack in stacks if stack), default=80 + _ROW) + _PAD
        )
        x = left
        for rank, stack in enumerate(stacks):
            at = y + (height - sum(sizes[key][1] + _ROW for key in stack) + _ROW) // 2
            for key in stack:
                wide, high = sizes[key]
                box = Box(x + (widths[rank] - wide) // 2, at, wide, high)
                drawn.shapes[key] = box
                _shift(inner[key], box.x + _PAD, box.y + _PAD, drawn)
                at += high + _ROW
            x += widths[rank] + _APART
        rows.append((y, height))
        y += height
    hosts: dict[str, int] = {}
    for key, each in attached.items():
        host = drawn.shapes[each.attached_to or ""]
        number = hosts[each.attached_to or ""] = hosts.get(each.attached_to or "", -1) + 1
        drawn.shapes[key] = Box(host.x + 12 + 44 * number, host.y + host.height - 18, 36, 36)
    lowest = max((box.y + box.height for box in drawn.shapes.values()), default=y)
    for flow in scope.flows.values():
        drawn.edges[flow.id] = _way(flow, drawn.shapes, lowest)
    return rows


def _inner(element: Element) -> Drawn | None:
    if element.body is None:
        return None
    drawn = Drawn()
    _scope(element.body, (), drawn, 0, 0)
    return drawn


def _shift(inner: Drawn | None, x: int, y: int, drawn: Drawn) -> None:
    for key, box in (inner.shapes if inner is not None else {}).items():
        drawn.shapes[key] = Box(box.x + x, box.y + y, box.width, box.height)
    for key, points in (inner.edges if inner is not None else {}).items():
        drawn.edges[key] = [(one + x, other + y) for one, other in points]


def _size(element: Element, inner: Drawn | None) -> tuple[int, int]:
    if inner is not None:
        frame = _frame(inner.shapes.values())
        points = [point for points in inner.edges.values() for point in points]
        right = max([frame.x + frame.width, *(x for x, _ in points)])
        bottom = max([frame.y + frame.height, *(y for _, y in points)])
        return max(right + 2 * _PAD, 100), max(bottom + 2 * _PAD, 80)
    if element.type in _GATEWAYS:
        return 50, 50
    return (36, 36) if "Event" in element.type.value else (100, 80)


def _ranks(scope: Scope, elements: Mapping[str, Element], attached: Mapping[str, Element]) -> Mapping[str, int]:
    """How many steps lie before each element at most; a way back counts for nothing."""
    following: dict[str, list[str]] = {key: [] for key in elements}
    for flow in scope.flows.values():
        source = attached[flow.source].attached_to if flow.source in attached else flow.source
        if source in following and flow.target in elements and flow.target != source:
            following[source].append(flow.target)
    order: list[str] = []
    state: dict[str, int] = {}
    back: set[tuple[str, str]] = set()
    for start in elements:
        waiting = [(start, iter(following[start]))] if start not in state else []
        state.setdefault(start, 1)
        while waiting:
            key, further = waiting[-1]
            target = next(further, None)
            if target is None:
                state[key] = 2
                order.append(key)
                waiting.pop()
            elif state.get(target) == 1:
                back.add((key, target))
            elif target not in state:
                state[target] = 1
                waiting.append((target, iter(following[target])))
    ranks = dict.fromkeys(elements, 0)
    for key in reversed(order):
        for target in following[key]:
            if (key, target) not in back:
                ranks[target] = max(ranks[target], ranks[key] + 1)
    return ranks


def _way(flow: SequenceFlow, shapes: Mapping[str, Box], lowest: int) -> list[tuple[int, int]]:
    source, target = shapes[flow.source], shapes[flow.target]
    start = (source.x + source.width, source.y + source.height // 2)
    end = (target.x, target.y + target.height // 2)
    if end[0] > start[0]:
        middle = start[0] + (_APART // 2 if end[0] - start[0] > _APART else (end[0] - start[0]) // 2)
        return [start, end] if start[1] == end[1] else [start, (middle, start[1]), (middle, end[1]), end]
    below = lowest + _ROW // 2
    down, up = source.x + source.width // 2, target.x + target.width // 2
    return [(down, source.y + source.height), (down, below), (up, below), (up, target.y + target.height)]


def _frame(boxes: Iterable[Box]) -> Box:
    found = list(boxes) or [Box(0, 0, 100, 80)]
    x, y = min(box.x for box in found), min(box.y for box in found)
    return Box(x, y, max(box.x + box.width for box in found) - x, max(box.y + box.height for box in found) - y)


def _lines(drawn: Drawn, plane: str, procedure: Procedure) -> Iterator[str]:
    yield '  <bpmndi:BPMNDiagram id="diagram">'
    yield f'    <bpmndi:BPMNPlane id="plane" bpmnElement={quoteattr(plane)}>'
    for key, box in {**drawn.lanes, **drawn.shapes}.items():
        element = procedure.elements.get(key)
        more = ' isHorizontal="true"' if key in drawn.lanes else ""
        if element is not None and element.body is not None:
            more = ' isExpanded="true"'
        elif element is not None and element.type is ElementType.EXCLUSIVE_GATEWAY:
            more = ' isMarkerVisible="true"'
        yield f'      <bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}"{more}>'
        yield f'        <dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'
        yield "      </bpmndi:BPMNShape>"
    for key, points in drawn.edges.items():
        yield f'      <bpmndi:BPMNEdge id="{key}_di" bpmnElement="{key}">'
        yield from (f'        <di:waypoint x="{x}" y="{y}" />' for x, y in points)
        yield "      </bpmndi:BPMNEdge>"
    yield "    </bpmndi:BPMNPlane>"
    yield "  </bpmndi:BPMNDiagram>"
