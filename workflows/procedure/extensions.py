"""The zeebe extension elements of one BPMN element, vetted against the whitelist; what they mean is said in nodes.py."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.findings import Findings
from workflows.procedure.model import IoMapping
from workflows.procedure.tags import attribute, bpmn_children, children, line_of, refuse_namespace, split
from workflows.procedure.vocabulary import (
    BINDING_TYPE,
    CONTAINERS,
    DECORATIVE_NAMESPACES,
    EDITOR_PROPERTY_PREFIXES,
    EXTENSIONS,
    NOTED_NAMESPACES,
    PROPERTIES,
    ZEEBE,
)
from workflows.sentence import Sentence


@dataclass
class Extensions:
    """What the zeebe extension elements of one element say."""

    values: dict[str, dict[str, str]] = field(default_factory=dict)  # zeebe child → its attributes
    properties: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()

    def get(self, name: str, attribute_name: str) -> str | None:
        """An attribute of a zeebe child, None where either is absent or blank."""
        return self.values.get(name, {}).get(attribute_name)


def read_extensions(node: etree._Element, tag: str, owner: str | None, findings: Findings) -> Extensions:
    """The extensions of `node`; everything that the whitelist does not hold for `tag` is noted in `findings`."""
    found = Extensions()
    allowed = EXTENSIONS.get(tag, {})
    for _, container in bpmn_children(node, "extensionElements"):
        for namespace, local, child in children(container):
            if namespace in DECORATIVE_NAMESPACES:
                continue
            if namespace != ZEEBE:
                refuse_namespace(namespace, local, owner, line_of(child), findings)
            elif local not in allowed:
                near = advice_of(suggest(local, allowed))
                findings.add("extension_unsupported", owner, line_of(child), name=local, tag=tag, **near)
            elif local in found.values:
                findings.add("extension_twice", owner, line_of(child), name=local)
            else:
                found.values[local] = _attributes(child, local, allowed[local], owner, findings)
                if local in CONTAINERS:
                    _read_container(found, child, local, tag, owner, findings)
    return found


def _attributes(
    node: etree._Element, name: str, allowed: frozenset[str], owner: str | None, findings: Findings
) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw in node.attrib:
        namespace, local = split(str(raw))
        if namespace in DECORATIVE_NAMESPACES:
            continue
        if namespace in NOTED_NAMESPACES:
            refuse_namespace(namespace, local, owner, line_of(node), findings)
        elif namespace or local not in allowed:
            near = advice_of(suggest(local, allowed))
            findings.add("extension_attribute", owner, line_of(node), name=name, attribute=local, **near)
        if namespace or local not in allowed:
            continue
        value = attribute(node, local)
        if value is not None:
            found[local] = value
    if found.get("bindingType", BINDING_TYPE) != BINDING_TYPE:
        findings.add(
            "attribute_value",
            owner,
            line_of(node),
            attribute="bindingType",
            tag=f"zeebe:{name}",
            expected=BINDING_TYPE,
            value=found["bindingType"],
        )
    return found


def _read_container(
    found: Extensions, node: etree._Element, name: str, tag: str, owner: str | None, findings: Findings
) -> None:
    rows: list[tuple[str, dict[str, str]]] = []
    for namespace, local, child in children(node):
        if namespace != ZEEBE or local not in CONTAINERS[name]:
            near = advice_of(suggest(local, CONTAINERS[name]))
            findings.add("extension_unsupported", owner, line_of(child), name=local, tag=f"zeebe:{name}", **near)
            continue
        allowed = CONTAINERS[name][local]
        row = _attributes(child, local, allowed, owner, findings)
        needed = "name" if name == "properties" else "key" if name == "taskHeaders" else "target"
        if needed not in row:
            findings.add("extension_attribute_missing", owner, line_of(child), name=local, attribute=needed)
            continue
        rows.append((local, row))
    if name == "properties":
        pairs = [(row["name"], row.get("value", "")) for _, row in rows]
        found.properties = tuple(pair for pair in pairs if _vet_property(pair[0], tag, owner, node, findings))
        _refuse_twice("property_twice", [key for key, _ in pairs], owner, line_of(node), findings)
    elif name == "taskHeaders":
        found.headers = tuple((row["key"], row.get("value", "")) for _, row in rows)
        _refuse_twice("header_twice", [key for key, _ in found.headers], owner, line_of(node), findings)
    else:
        mappings = [(local, IoMapping(row.get("source", ""), row["target"])) for local, row in rows]
        found.inputs = tuple(mapping for local, mapping in mappings if local == "input")
        found.outputs = tuple(mapping for local, mapping in mappings if local == "output")


def _vet_property(name: str, tag: str, owner: str | None, node: etree._Element, findings: Findings) -> bool:
    if name.startswith(EDITOR_PROPERTY_PREFIXES):
        findings.note(name, owner, line_of(node))
        return False
    known = PROPERTIES.get(tag, frozenset())
    if name in known:
        return True
    advice, advice_zh = near_advice(name, known)
    findings.add("property_unknown", owner, line_of(node), name=name, tag=tag, advice=advice, advice_zh=advice_zh)
    return False


def near_advice(name: str, known: frozenset[str]) -> Sentence:
    """What to write instead of the unknown property `name`: a near one, else all that are read."""
    near = suggest(name, known)
    if near is not None:
        return Sentence(f"did you mean {near}?", f"是否应为 {near}？")
    if known:
        names = ", ".join(sorted(known))
        return Sentence(f"it reads {names}.", f"可用属性：{names}。")
    return Sentence("it reads none; remove it.", "此处不读取属性，请删除。")


def _refuse_twice(code: str, keys: list[str], owner: str | None, line: int, findings: Findings) -> None:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        findings.add(code, owner, line, name=key)
