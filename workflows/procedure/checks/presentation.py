"""How the procedure reads: a layout for every element, names, and English labels beside the Chinese texts; warnings only."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.procedure.checks.context import Checking
from workflows.procedure.form_model import FormField
from workflows.procedure.model import ElementType, Procedure, Severity
from workflows.procedure.tags import split
from workflows.procedure.titles import title_texts
from workflows.procedure.vocabulary import BPMNDI
from workflows.xml import XmlRefused, parse_xml

_NAMED = frozenset({ElementType.USER_TASK, ElementType.MANUAL_TASK, ElementType.CALL_ACTIVITY, ElementType.SUB_PROCESS})
_LOCALE = "en"


def check_presentation(checking: Checking) -> None:
    """Warn of elements that the diagram does not show, of tasks without a name and of texts without English."""
    _check_layout(checking)
    for element in checking.procedure.elements.values():
        if element.type in _NAMED and not element.name:
            checking.warn("name_missing", element)
    _check_labels(checking)


def _check_layout(checking: Checking) -> None:
    data = checking.procedure.files.get(checking.file)
    if data is None:
        return
    try:
        root = parse_xml(data, checking.file)
    except XmlRefused:
        return
    drawn = {
        str(node.get("bpmnElement"))
        for node in root.iter()
        if isinstance(node.tag, str) and split(node.tag)[0] == BPMNDI and node.get("bpmnElement")
    }
    if not drawn:
        checking.warn("layout_missing", None)
        return
    for element in checking.procedure.elements.values():
        if element.id not in drawn:
            checking.warn("layout_element", element, name=element.name or element.id)
    for flow in checking.flows():
        if flow.id not in drawn:
            checking.warn("layout_element", flow, name=flow.name or flow.id)


def label_keys(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """Every label key of a procedure with its text in the diagram, as Procedure.labels describes them."""
    yield "process", procedure.name
    for text in title_texts(procedure):
        yield f"title:{text}", text
    for lane in procedure.lanes:
        yield f"lane:{lane.id}", lane.name
    for element in procedure.elements.values():
        if element.name:
            yield f"element:{element.id}", element.name
        if element.documentation:
            yield f"element:{element.id}:documentation", element.documentation
    for scope in (procedure.process, *(e.body for e in procedure.elements.values() if e.body is not None)):
        for flow in scope.flows.values():
            if flow.name:
                yield f"flow:{flow.id}", flow.name
    for form in procedure.forms.values():
        for field in form.fields:
            yield from _field_keys(f"form:{form.id}", field)


def _field_keys(prefix: str, field: FormField) -> Iterator[tuple[str, str]]:
    key = f"{prefix}:{field.name}"
    if field.label:
        yield key, field.label
    if field.description:
        yield f"{key}:description", field.description
    if field.text:
        yield f"{key}:text", field.text
    if field.prefix:
        yield f"{key}:prefix", field.prefix
    if field.suffix:
        yield f"{key}:suffix", field.suffix
    for column, label in field.table.columns if field.table is not None else ():
        yield f"{key}:column:{column}", label
    for value, label in field.options:
        yield f"{key}:option:{value}", label
    for inner in field.fields:
        yield from _field_keys(prefix, inner)


def _check_labels(checking: Checking) -> None:
    procedure = checking.procedure
    wanted = dict(label_keys(procedure))
    english = procedure.labels.get(_LOCALE, {})
    file = f"labels.{_LOCALE}.yaml"
    missing = [key for key, text in wanted.items() if key not in english and not text.isascii()]
    if len(missing) == 1:
        values = {"key": missing[0], "text": wanted[missing[0]][:60]}
        checking.in_file("label_missing", file, missing[0], severity=Severity.WARNING, values=values)
    elif missing:
        told = {
            "count": str(len(missing)),
            "keys": ", ".join(missing),
        }
        checking.in_file("labels_missing", file, severity=Severity.WARNING, values=told)
    for locale, texts in procedure.labels.items():
        for key in texts:
            if key not in wanted and not _names_something_else(key, procedure):
                name = f"labels.{locale}.yaml"
                checking.in_file("label_unknown", name, key, severity=Severity.WARNING, values={"key": key})


def _names_something_else(key: str, procedure: Procedure) -> bool:
    kind, _, rest = key.partition(":")
    if kind == "decision":
        return rest.partition(":")[0] in procedure.decisions
    # A custom property of a field, such as the sentence of its check, may be translated as well.
    return kind == "form" and rest.partition(":")[0] in procedure.forms and ":property:" in rest
