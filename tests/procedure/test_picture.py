"""The picture of a diagram: everything that is laid out is in it, and nothing lies outside its frame."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from workflows.procedure.picture import PictureError, picture_of

BPMN = Path(__file__).parents[2] / "bpmn"
DIAGRAMS = sorted(each for each in BPMN.glob("*/*.bpmn") if each.stem == each.parent.name)
DRAWN = "{http://www.omg.org/spec/BPMN/20100524/DI}"


@pytest.mark.parametrize("diagram", DIAGRAMS, ids=lambda each: each.stem)
def test_every_step_flow_and_name_is_in_the_picture_and_inside_its_frame(diagram: Path) -> None:
    root, picture = etree.parse(diagram).getroot(), etree.fromstring(picture_of(diagram.read_bytes(), diagram.name))
    texts = "".join(text for each in picture.iter("{*}text") for text in each.itertext())
    laid_out = {each.get("bpmnElement") for each in root.iter(f"{DRAWN}BPMNShape", f"{DRAWN}BPMNEdge")}
    names = [each.get("name", "") for each in root.iter() if each.get("id") in laid_out]
    assert [name for name in names if name.replace(" ", "") not in texts.replace(" ", "")] == []
    arrows = [each for each in picture.iter("{*}path") if each.get("marker-end")]
    assert len(arrows) == len(list(root.iter(f"{DRAWN}BPMNEdge"))) > 0
    left, top, width, height = (float(part) for part in picture.get("viewBox", "").split())
    points = [float(part) for each in arrows for part in each.get("d", "")[1:].split()]
    assert left < min(points[::2]) <= max(points[::2]) < left + width
    assert top < min(points[1::2]) <= max(points[1::2]) < top + height


def test_a_diagram_without_layout_has_no_picture() -> None:
    with pytest.raises(PictureError, match="no layout"):
        picture_of(b'<d xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/></d>', "p.bpmn")


def test_names_are_text_and_never_markup() -> None:
    data = (BPMN / "gate_review" / "gate_review.bpmn").read_text(encoding="utf-8")
    named = data.replace('id="gate_review" name="', 'id="gate_review" name="&lt;script&gt;').encode()
    assert "<script" not in picture_of(named, "gate_review.bpmn")
    assert "&lt;script&gt;" in picture_of(named, "gate_review.bpmn")
