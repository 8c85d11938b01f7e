"""Example answers belong to forms and questions that exist, answer what is always asked, and their expressions can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.answers import Place, check_answers
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.expressions import check_text
from workflows.procedure.checks.text import Text
from workflows.procedure.examples import EXAMPLES, Answers, read_examples
from workflows.procedure.form_model import GROUPS, WITHOUT_ANSWER, Form, FormField
from workflows.procedure.model import ProcedureError, Severity


def check_examples(checking: Checking) -> None:
    """Look up every form and question of `examples.yaml`, and read its expressions."""
    try:
        examples = read_examples(checking.procedure.files)
    except ProcedureError as error:
        checking.problems.extend(error.problems)
        return
    forms = checking.procedure.forms
    for form_id, answers in examples.items():
        if form_id not in forms:
            values = {"name": form_id, **advice_of(suggest(form_id, forms))}
            checking.in_file("example_form", EXAMPLES, form_id, values=values)
            continue
        _check_answers(checking, forms[form_id], answers)
        check_answers(checking, Place(EXAMPLES, form_id, forms[form_id].inputs), answers)
        check_answer_texts(checking, EXAMPLES, form_id, answers)


def check_answer_texts(checking: Checking, file: str, at: str, answers: Answers) -> None:
    """Every text among example or scenario answers that starts with `=` is an expression that can be read."""
    for key, source in _texts(answers):
        text = Text(source, f"The answer {key}", f"答案 {key}", at, file=file)
        if text.is_feel:
            check_text(checking, text)


def _check_answers(checking: Checking, form: Form, answers: Answers) -> None:
    known = {field.key for field in form.inputs}
    for key in answers:
        if key not in known:
            values = {"name": key, "form": form.id, **advice_of(suggest(key, known))}
            checking.in_file("example_key", EXAMPLES, form.id, values=values)
    for field in _always_asked(form.fields):
        if field.key not in answers:
            values = {"name": field.key, "form": form.id}
            checking.in_file("example_lacks", EXAMPLES, form.id, severity=Severity.WARNING, values=values)


def _always_asked(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    """The questions that nobody can leave out, whatever else is answered."""
    for field in fields:
        if field.hide_condition:
            continue
        if field.type in GROUPS:
            yield from _always_asked(field.fields)
        elif field.type not in WITHOUT_ANSWER and field.is_required and not (field.is_read_only or field.read_only_if):
            yield field


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _texts(inner, f"{key}[{number}]")
