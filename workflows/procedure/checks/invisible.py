"""Texts that begin or end with a space or a character that nobody sees: such an option never matches, such a name deceives."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.dmn import has_invisible_end
from workflows.procedure.checks.context import Checking
from workflows.procedure.form_model import FormField
from workflows.procedure.model import Severity


def check_invisible(checking: Checking) -> None:
    """Warn of such names, properties, headers, and labels, values and texts of forms."""
    procedure = checking.procedure
    for element in procedure.elements.values():
        texts = [element.name, *(value for _, value in (*element.properties, *element.headers))]
        if any(has_invisible_end(text) for text in texts):
            checking.warn("invisible", element, what=element.id, what_zh=element.id)
    if any(has_invisible_end(text) for text in (procedure.name, *(value for _, value in procedure.properties))):
        checking.warn("invisible", procedure.process_id, what=procedure.process_id, what_zh=procedure.process_id)
    for form in procedure.forms.values():
        for field in form.fields:
            for name in _in_field(field):
                values = {"what": name, "what_zh": name}
                checking.in_file("invisible", form.file, form.id, severity=Severity.WARNING, values=values)
    for locale, labels in procedure.labels.items():
        for key, text in labels.items():
            if has_invisible_end(text):
                values = {"what": key, "what_zh": key}
                checking.in_file("invisible", f"labels.{locale}.yaml", key, severity=Severity.WARNING, values=values)


def _in_field(field: FormField) -> Iterator[str]:
    told = (field.label, field.description, *(text for option in field.options for text in option))
    defaults = (field.default,) if isinstance(field.default, str) else ()
    if any(has_invisible_end(text) for text in (*told, *defaults, *(value for _, value in field.properties))):
        yield field.name
    for inner in field.fields:
        yield from _in_field(inner)
