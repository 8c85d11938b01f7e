"""A diagram with its texts in the reader's language; where a text has no translation the diagram's own stays."""

from __future__ import annotations

from lxml import etree

from workflows.procedure.model import Procedure
from workflows.xml import parse_xml

_FAMILIES = ("element", "lane", "flow")


def translated(data: bytes, procedure: Procedure, locale: str) -> bytes:
    """The BPMN file with the names of elements, lanes and flows replaced by the procedure's labels."""
    labels = procedure.labels.get(locale.split("_")[0])
    if not labels:
        return data
    root = parse_xml(data, f"{procedure.process_id}.bpmn")
    for node in root.iter(etree.Element):
        for family in _FAMILIES:
            text = labels.get(f"{family}:{node.get('id')}")
            if text:
                node.set("name", text)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
