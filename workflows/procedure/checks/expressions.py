"""Every expression of a procedure compiles; a `${…}` of another vocabulary or a forgotten `=` gets its own sentence."""

from __future__ import annotations

from collections.abc import Collection

from workflows.feel import BUILTINS, FeelError, parse_expression, suggest
from workflows.feel.builtins.camunda import CHANGING
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.setting_names import wrong_keys
from workflows.procedure.checks.text import Text
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import CATALOGUE_FUNCTION, DEADLINE_FUNCTION, SETTING_FUNCTION, Element, SequenceFlow
from workflows.procedure.who_functions import OF_CASE, OF_OFFICE


def check_expressions(checking: Checking) -> None:
    """Compile every expression; the sentence of a failure names line and column inside the expression."""
    for text in texts_of(checking.procedure):
        check_text(checking, text)


def check_text(checking: Checking, text: Text) -> None:
    """Compile one text; what it calls must exist."""
    values: dict[str, object] = {"what": text.what, "what_zh": text.what_zh, "source": _short(text.source)}
    if text.source.strip().startswith(("${", "#{")):
        _note(checking, text, "expression_foreign", values)
    elif not text.is_feel:
        if text.must_be_feel:
            _note(checking, text, "expression_literal", values)
    else:
        body = text.source.strip()[1:].strip()
        try:
            expression = parse_expression(body, names=text.own_names)
        except FeelError as error:
            place = {"row": error.line or 1, "column": error.column or 1}
            reasons = {"reason": error.sentence.en, "reason_zh": error.sentence.zh}
            _note(checking, text, "expression_invalid", {**values, **place, **reasons})
            return
        if checking.functions is not None:
            _check_calls(checking, text, expression.calls, values)
        if checking.settings is not None and {SETTING_FUNCTION, CATALOGUE_FUNCTION} & set(expression.calls):
            for code, wrong in wrong_keys(body, checking.settings):
                _note(checking, text, code, {**values, **wrong})


def _check_calls(checking: Checking, text: Text, calls: Collection[str], values: dict[str, object]) -> None:
    """No variable of a case holds a function, so whatever is called must be one of the language's, the office's or the engine's."""
    known = {*BUILTINS, *(checking.functions or ()), SETTING_FUNCTION, CATALOGUE_FUNCTION, *OF_OFFICE}
    if text.file is None:
        known |= {DEADLINE_FUNCTION, *OF_CASE}
    for name in sorted(set(calls) - known):
        if name in CHANGING:
            _note(checking, text, "function_changes", {**values, "name": name})
        else:
            _note(checking, text, "function_unknown", {**values, "name": name, **advice_of(suggest(name, known))})


def _note(checking: Checking, text: Text, code: str, values: dict[str, object]) -> None:
    if text.file is not None:
        element = text.at.id if isinstance(text.at, Element | SequenceFlow) else text.at
        checking.in_file(code, text.file, element, line=text.line, values=values)
    else:
        checking.error(code, text.at, **values)


def _short(source: str) -> str:
    flat = " ".join(source.split())
    return flat if len(flat) <= 120 else f"{flat[:117]}…"
