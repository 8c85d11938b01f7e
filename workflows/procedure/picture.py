"""Draw a diagram as it is laid out: SVG from the layout at the end of a `.bpmn`, for manuals; nothing of it is executed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from lxml import etree

from workflows.xml import parse_xml

_DI = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
_EDGE, _CHARACTER, _LINE = 10, 12, 14  # the rim, a Chinese character and a line of text, in units of the layout
_BAND = 30  # the head of a pool or lane, at its left
_TASKS = frozenset(
    {"userTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "task", "manualTask"}
)
_STROKES = {"endEvent": 3, "callActivity": 3}
# What kind of task it is, by a letter of its own in the corner: pictures are looked at small.
_KINDS = {"userTask": "人", "sendTask": "发", "receiveTask": "收", "scriptTask": "算", "businessRuleTask": "表"}
_SIGNS = {
    "exclusiveGateway": "×",
    "parallelGateway": "+",
    "inclusiveGateway": "○",
    "eventBasedGateway": "◇",
    "timerEventDefinition": "◷",
    "messageEventDefinition": "✉",
    "errorEventDefinition": "↯",
    "escalationEventDefinition": "▲",
    "signalEventDefinition": "△",
    "terminateEventDefinition": "●",
}


class Box(NamedTuple):
    """Where something lies, in the units of the layout."""

    x: float
    y: float
    width: float
    height: float


class PictureError(ValueError):
    """The file has no layout to draw from."""


def picture_of(data: bytes, file: str) -> str:
    """The diagram of a `.bpmn` as one SVG. Raises PictureError without a layout, XmlRefused for what is no readable XML."""
    root = parse_xml(data, file)
    elements = {key: each for each in root.iter() if (key := each.get("id")) and isinstance(each.tag, str)}
    shapes = list(root.iterfind(".//bpmndi:BPMNShape", _DI))
    edges = list(root.iterfind(".//bpmndi:BPMNEdge", _DI))
    boxes = [box for each in (*shapes, *edges) for box in (_box(each), _label_box(each)) if box is not None]
    boxes += [Box(x, y, 0, 0) for edge in edges for x, y in _points(edge)]
    if not boxes:
        raise PictureError(f"{file} has no layout: a picture is drawn from it.")
    left, top = min(box.x for box in boxes) - _EDGE, min(box.y for box in boxes) - _EDGE
    width = max(box.x + box.width for box in boxes) + _EDGE - left
    height = max(box.y + box.height for box in boxes) + _EDGE - top
    process = next((each for each in root.iter("{*}process")), root)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:g} {top:g} {width:g} {height:g}" width="{width:g}"'
        f' height="{height:g}" role="img" font-family="sans-serif" font-size="12" fill="#fff" stroke="#333">',
        f"<title>{escape(process.get('name') or '')}</title>",
        '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#333" stroke="none"/></marker></defs>',
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" stroke="none"/>',
        *(part for shape in shapes for part in _shape(shape, elements)),
        *(part for edge in edges for part in _edge(edge, elements)),
        *(part for shape in shapes for part in _boundary(shape, elements)),
    ]
    return "\n".join((*parts, "</svg>", ""))


def _box(shape: etree._Element) -> Box | None:
    bounds = shape.find("dc:Bounds", _DI)
    if bounds is None:
        return None
    return Box(*(float(bounds.get(key, "0")) for key in ("x", "y", "width", "height")))


def _label_box(shape: etree._Element) -> Box | None:
    label = shape.find("bpmndi:BPMNLabel", _DI)
    return None if label is None else _box(label)


def _points(edge: etree._Element) -> list[tuple[float, float]]:
    return [(float(each.get("x", "0")), float(each.get("y", "0"))) for each in edge.iterfind("di:waypoint", _DI)]


def _tag(element: etree._Element | None) -> str:
    return "" if element is None else etree.QName(element).localname


def _shape(shape: etree._Element, elements: Mapping[str, etree._Element]) -> Iterator[str]:
    element, box = elements.get(shape.get("bpmnElement", "")), _box(shape)
    tag, name = _tag(element), (element.get("name") or "") if element is not None else ""
    if element is None or box is None or tag == "boundaryEvent":
        return
    if tag in ("participant", "lane"):
        yield _rect(box)
        yield f'<path d="M{box.x + _BAND:g} {box.y:g}v{box.height:g}" fill="none"/>'
        x, y = box.x + _BAND / 2, box.y + box.height / 2
        yield (
            f'<text transform="translate({x + 4:g} {y:g}) rotate(-90)" text-anchor="middle" fill="#222"'
            f' stroke="none">{escape(name)}</text>'
        )
    elif tag in _TASKS or tag == "callActivity":
        yield _rect(box, radius=8, stroke=_STROKES.get(tag, 1))
        yield from _lines(name, box.x + box.width / 2, box.y + box.height / 2, box.width - 12)
        yield from _marks(element, tag, box)
    elif tag == "subProcess":
        yield _rect(box, radius=8, dashed=element.get("triggeredByEvent") == "true")
        yield from _lines(name, box.x + box.width / 2, box.y + 14, box.width - 12)
        yield from _marks(element, tag, box)
    elif tag.endswith("Gateway"):
        x, y, half = box.x + box.width / 2, box.y + box.height / 2, box.width / 2
        yield f'<path d="M{box.x:g} {y:g}l{half:g} {-half:g} {half:g} {half:g} {-half:g} {half:g}z"/>'
        yield _sign(_SIGNS.get(tag, ""), x, y, 26)
        yield from _outside(shape, name)
    elif tag.endswith("Event"):
        yield from _event(shape, element, tag, box)


def _boundary(shape: etree._Element, elements: Mapping[str, etree._Element]) -> Iterator[str]:
    """Events on a border, last: they lie over what they are attached to."""
    element, box = elements.get(shape.get("bpmnElement", "")), _box(shape)
    if element is not None and box is not None and _tag(element) == "boundaryEvent":
        yield from _event(shape, element, "boundaryEvent", box)


def _event(shape: etree._Element, element: etree._Element, tag: str, box: Box) -> Iterator[str]:
    x, y, radius = box.x + box.width / 2, box.y + box.height / 2, box.width / 2
    dashes = ' stroke-dasharray="4 3"' if element.get("cancelActivity") == "false" else ""
    yield f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" stroke-width="{_STROKES.get(tag, 1)}"{dashes}/>'
    if tag not in ("startEvent", "endEvent"):
        yield f'<circle cx="{x:g}" cy="{y:g}" r="{radius - 3:g}"{dashes}/>'
    sign = next((_SIGNS[_tag(each)] for each in element if isinstance(each.tag, str) and _tag(each) in _SIGNS), "")
    yield _sign(sign, x, y, 16)
    yield from _outside(shape, element.get("name") or "")


def _edge(edge: etree._Element, elements: Mapping[str, etree._Element]) -> Iterator[str]:
    points = _points(edge)
    if len(points) < 2:
        return
    path = " ".join(f"{x:g} {y:g}" for x, y in points)
    yield f'<path d="M{path}" fill="none" marker-end="url(#to)"/>'
    element = elements.get(edge.get("bpmnElement", ""))
    name = (element.get("name") or "") if element is not None else ""
    if name:
        box = _label_box(edge)
        (x, y), (to_x, to_y) = points[0], points[1]
        middle = (box.x + box.width / 2, box.y + box.height / 2) if box else ((x + to_x) / 2, (y + to_y) / 2 - 8)
        yield from _lines(name, *middle, 8 * _CHARACTER, is_over=True)


def _rect(box: Box, *, radius: int = 0, stroke: int = 1, dashed: bool = False) -> str:
    more = f' rx="{radius}"' if radius else ""
    more += f' stroke-width="{stroke}"' if stroke != 1 else ""
    more += ' stroke-dasharray="4 3"' if dashed else ""
    return f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"{more}/>'


def _marks(element: etree._Element, tag: str, box: Box) -> Iterator[str]:
    if kind := _KINDS.get(tag):
        yield _sign(kind, box.x + 12, box.y + 12, 10)
    if any(_tag(each) == "multiInstanceLoopCharacteristics" for each in element if isinstance(each.tag, str)):
        yield _sign("|||", box.x + box.width / 2, box.y + box.height - 8, 11)


def _sign(text: str, x: float, y: float, size: int) -> str:
    return (
        f'<text x="{x:g}" y="{y + size * 0.36:g}" font-size="{size}" text-anchor="middle" fill="#333"'
        f' stroke="none">{escape(text)}</text>'
        if text
        else ""
    )


def _outside(shape: etree._Element, name: str) -> Iterator[str]:
    box, own = _label_box(shape), _box(shape)
    if name and own is not None:
        middle = (own.x + own.width / 2, own.y + own.height + 12)
        x, y = (box.x + box.width / 2, box.y + box.height / 2) if box is not None else middle
        yield from _lines(name, x, y, max(box.width if box is not None else 0, 7 * _CHARACTER), is_over=True)


def _lines(text: str, x: float, y: float, width: float, *, is_over: bool = False) -> Iterator[str]:
    """Text around a middle, broken where a line is full; `is_over` keeps it readable where it crosses a line."""
    lines, line, used = [], "", 0.0
    for character in text:
        wide = _CHARACTER if ord(character) > 0x2E7F else _CHARACTER * 0.55
        if line and used + wide > width + 1:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + character, used + wide
    lines.append(line)
    halo = ' stroke="#fff" stroke-width="3" paint-order="stroke"' if is_over else ' stroke="none"'
    first = y - (len(lines) - 1) * _LINE / 2 + 4
    for number, each in enumerate(lines):
        place = f'x="{x:g}" y="{first + number * _LINE:g}"'
        yield f'<text {place} text-anchor="middle" fill="#222"{halo}>{escape(each.strip())}</text>'
