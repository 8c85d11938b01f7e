"""What the readers of diagrams, forms and letters let pass, counted from their own lists: (kind, place, word)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.procedure import form_vocabulary as forms
from workflows.procedure import ledger_vocabulary as ledgers
from workflows.procedure import letter_vocabulary as letters
from workflows.procedure import notice_vocabulary as notices
from workflows.procedure import vocabulary as diagram
from workflows.procedure.accepted.entry import Kind
from workflows.procedure.model import CATALOGUE_FUNCTION, DEADLINE_FUNCTION, SETTING_FUNCTION
from workflows.procedure.who_functions import OF_CASE, OF_OFFICE

Place = tuple[Kind, str, str]


def let_pass() -> frozenset[Place]:
    """Every word in every place; what `check` refuses until it is built is left out."""
    return frozenset((*_of_diagrams(), *_of_forms(), *_of_functions(), *_of_letters(), *_of_notices(), *_of_ledgers()))


def _of_diagrams() -> Iterator[Place]:
    for tag in {*diagram.CHILDREN, *(child for children in diagram.CHILDREN.values() for child in children)}:
        yield Kind.ELEMENT, tag, tag
    yield Kind.ELEMENT, "definitions", "definitions"
    for tag, names in diagram.ATTRIBUTES.items():
        for name in names:
            yield Kind.ATTRIBUTE, tag, name
    for tag, children in diagram.EXTENSIONS.items():
        for child, names in children.items():
            yield Kind.EXTENSION, tag, child
            for name in names:
                if (child, name) not in diagram.LATER_EXTENSIONS:
                    yield Kind.EXTENSION_ATTRIBUTE, child, name
    for container, children in diagram.CONTAINERS.items():
        for child, names in children.items():
            yield Kind.EXTENSION, container, child
            for name in names:
                yield Kind.EXTENSION_ATTRIBUTE, child, name
    for tag, properties in diagram.PROPERTIES.items():
        for name in properties:
            if (tag, name) not in diagram.LATER_PROPERTIES:
                yield Kind.PROPERTY, tag, name


def _of_functions() -> Iterator[Place]:
    for name in (DEADLINE_FUNCTION, *OF_CASE):
        yield Kind.FUNCTION, "diagram", name
    for name in OF_OFFICE:
        for place in ("diagram", "form"):
            yield Kind.FUNCTION, place, name
    for name in (SETTING_FUNCTION, CATALOGUE_FUNCTION):
        for place in ("diagram", "form", "table"):
            yield Kind.FUNCTION, place, name


def _of_forms() -> Iterator[Place]:
    for name in forms.FORM_ATTRIBUTES:
        yield Kind.FORM, "form", name
    for kind, attributes in forms.FORM_FIELDS.items():
        yield Kind.COMPONENT, kind, kind
        for name in attributes:
            yield Kind.COMPONENT_ATTRIBUTE, kind, name
    for kind, rules in forms.FORM_VALIDATE.items():
        for name in rules:
            yield Kind.RULE, kind, name
    parts = {
        "conditional": forms.FORM_CONDITIONAL,
        "layout": forms.FORM_LAYOUT,
        "appearance": forms.FORM_APPEARANCE,
        "values": forms.FORM_OPTION,
        "columns": forms.FORM_COLUMN,
    }
    for part, names in parts.items():
        for name in names:
            yield Kind.PART, part, f"{part}.{name}"
    for name, kinds in forms.FORM_PROPERTIES.items():
        for kind in kinds:
            yield Kind.FORM_PROPERTY, kind, name


def _of_letters() -> Iterator[Place]:
    parts = {"title": letters.TITLE_KEYS, "masks": letters.MASK_KEYS}
    names = [*letters.LETTER_KEYS, *(f"{part}.{name}" for part, of_it in parts.items() for name in of_it)]
    for name in names:
        yield Kind.LETTER, "letter", name


def _of_notices() -> Iterator[Place]:
    for name in (*notices.NOTICE_KEYS, *(f"text.{name}" for name in notices.TEXT_KEYS)):
        yield Kind.NOTICE, "notice", name


def _of_ledgers() -> Iterator[Place]:
    columns = [*ledgers.COLUMN_KEYS, *(f"{part}.{name}" for part in ("head", "group") for name in ledgers.TEXT_KEYS)]
    titles = [f"title.{name}" for name in ledgers.TEXT_KEYS]
    for name in (*ledgers.LEDGER_KEYS, *titles, *(f"columns.{name}" for name in columns)):
        yield Kind.LEDGER, "ledger", name
