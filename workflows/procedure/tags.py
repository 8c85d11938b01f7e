"""Names inside a BPMN file: which namespace a tag or attribute is in, and whether the whitelist knows it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workflows.feel.names import suggest
from workflows.procedure.advice import ADVICE, OTHER_ADVICE, advice_of
from workflows.procedure.findings import Findings
from workflows.procedure.vocabulary import (
    ATTRIBUTES,
    BPMN,
    CHILDREN,
    DECORATION,
    DECORATIVE_NAMESPACES,
    FIXED_VALUES,
    FOREIGN,
    NOTED_ATTRIBUTES,
    NOTED_NAMESPACES,
    TEMPLATE_ATTRIBUTES,
    ZEEBE,
)

_TOLERATED_INSIDE_DATA = frozenset({"sourceRef", "targetRef", "extensionElements", "documentation"})


def split(name: str) -> tuple[str, str]:
    """Namespace and local name of an lxml tag or attribute name; the namespace is empty where there is none."""
    if name.startswith("{"):
        namespace, local = name[1:].split("}", 1)
        return namespace, local
    return "", name


def children(node: etree._Element) -> Iterator[tuple[str, str, etree._Element]]:
    """The element children of `node` as (namespace, local name, child); comments are passed over."""
    for child in node:
        if isinstance(child.tag, str):
            namespace, local = split(child.tag)
            yield namespace, local, child


def bpmn_children(node: etree._Element, *tags: str) -> Iterator[tuple[str, etree._Element]]:
    """The BPMN children of `node` with one of `tags` (all where none is given), as (tag, child)."""
    for namespace, local, child in children(node):
        if namespace == BPMN and (not tags or local in tags):
            yield local, child


def text_of(node: etree._Element) -> str:
    """The text of `node` with the white space around it removed."""
    return "".join(str(part) for part in node.itertext()).strip()


def attribute(node: etree._Element, name: str) -> str | None:
    """An attribute's text with the white space around it removed; None where it is absent or blank."""
    value = node.get(name)
    return (value.strip() or None) if value is not None else None


def line_of(node: etree._Element) -> int:
    """The line on which the element starts, from 1; 0 where the parser does not know."""
    line = node.sourceline
    return line if isinstance(line, int) else 0


def vet(node: etree._Element, tag: str, owner: str | None, findings: Findings) -> None:
    """Refuse attributes and children of the BPMN element `node` that the whitelist does not hold, inside it as well.

    Flow nodes, sequence flows and extension elements are left to their own readers.
    """
    _vet_attributes(node, tag, owner, findings)
    allowed = CHILDREN.get(tag)
    for namespace, local, child in children(node):
        if namespace == BPMN:
            if local == "documentation":
                _vet_attributes(child, local, owner, findings)
            if allowed is None or local not in allowed:
                refuse_element(local, child, child.get("id") or owner, findings)
            elif local in ("dataInputAssociation", "dataOutputAssociation") and any(
                name not in _TOLERATED_INSIDE_DATA for _, name, _ in children(child)
            ):
                findings.add("data_mapping", owner, line_of(child))
        elif namespace not in DECORATIVE_NAMESPACES:
            refuse_namespace(namespace, local, owner, line_of(child), findings)


def refuse_element(local: str, node: etree._Element, owner: str | None, findings: Findings) -> None:
    """Note that the BPMN element `local` is not executed here, with what to use instead."""
    advice, advice_zh = ADVICE.get(local, OTHER_ADVICE)
    near = suggest(local, ATTRIBUTES) if local not in ADVICE else None
    if near is not None:
        advice, advice_zh = f"did you mean {near}?", f"是否应为 {near}？"
    findings.add("element_unsupported", owner, line_of(node), tag=local, advice=advice, advice_zh=advice_zh)


def _vet_attributes(node: etree._Element, tag: str, owner: str | None, findings: Findings) -> None:
    allowed = ATTRIBUTES.get(tag)
    for raw, value in node.attrib.items():
        namespace, local = split(str(raw))
        if namespace:
            if namespace not in DECORATIVE_NAMESPACES:
                refuse_namespace(namespace, local, owner, line_of(node), findings)
        elif tag in DECORATION or allowed is None:
            continue
        elif local not in allowed:
            near = advice_of(suggest(local, allowed))
            findings.add("attribute_unsupported", owner, line_of(node), attribute=local, tag=tag, **near)
        elif local in FIXED_VALUES and str(value) != FIXED_VALUES[local]:
            findings.add(
                "attribute_value",
                owner,
                line_of(node),
                attribute=local,
                tag=tag,
                expected=FIXED_VALUES[local],
                value=str(value)[:80],
            )


def refuse_namespace(namespace: str, local: str, owner: str | None, line: int, findings: Findings) -> None:
    """Refuse a tag or attribute of another engine or of nobody that is known; one that means nothing to execution is noted."""
    vendor = FOREIGN.get(namespace)
    if namespace in NOTED_NAMESPACES or (namespace, local) in NOTED_ATTRIBUTES:
        findings.note(f"{NOTED_NAMESPACES.get(namespace) or vendor}:{local}", owner, line)
    elif namespace == ZEEBE and local.startswith(TEMPLATE_ATTRIBUTES):
        findings.note(f"zeebe:{local}", owner, line)
    elif vendor is not None:
        findings.add("foreign_vocabulary", owner, line, name=f"{vendor}:{local}", vendor=vendor)
    elif namespace == ZEEBE:
        findings.add("namespace_unknown", owner, line, name=f"zeebe:{local}")
    else:
        findings.add("namespace_unknown", owner, line, name=local)
