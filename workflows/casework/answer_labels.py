"""What a choice made from variables was called when it was made: kept with the answer, since lists and catalogues change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflows import feel
from workflows.casework.answer_values import offered_by
from workflows.casework.answers import row_scope
from workflows.procedure.form_model import DYNAMIC_LIST, FormField

_ZH, _EN = "label", "label_en"


def labels_of(
    inputs: Sequence[FormField],
    answers: Mapping[str, Any],
    variables: Mapping[str, Any],
    environment: feel.Environment,
) -> dict[str, Any]:
    """By question, the labels of what was chosen there, by value; of a dynamic list, the same of each of its rows.

    `answers` are those that `clean` gave of the same form. Only choices whose options an expression gives have any, and of them
    those that are called otherwise than their value: what a form lists itself stays with the version of its procedure.
    """
    scope = {**variables, **answers}
    found: dict[str, Any] = {}
    for item in inputs:
        value = answers.get(item.key)
        if item.type == DYNAMIC_LIST and isinstance(value, list):
            rows = [
                labels_of(item.inputs, row, row_scope(scope, row, number), environment)
                for number, row in enumerate(value, 1)
            ]
            if any(rows):
                found[item.key] = rows
        elif item.values_expression and value not in (None, "", []):
            labels = _chosen(item, value, scope, environment)
            if labels:
                found[item.key] = labels
    return found


def _chosen(
    item: FormField, value: Any, scope: Mapping[str, Any], environment: feel.Environment
) -> dict[str, dict[str, str]]:
    chosen = {str(each) for each in (value if isinstance(value, list) else [value])}
    found: dict[str, dict[str, str]] = {}
    for key, label, label_en in offered_by(item, scope, environment):
        if key in chosen and (label != key or label_en):
            found.setdefault(key, {_ZH: label, **({_EN: label_en} if label_en else {})})
    return found


def called(kept: Any, locale: str) -> dict[str, str]:
    """What the values of one question were called, from what was kept of it; English where that was offered too."""
    labels = kept if isinstance(kept, Mapping) else {}
    is_english = not locale.startswith("zh")
    return {
        key: str((is_english and each.get(_EN)) or each.get(_ZH) or key)
        for key, each in labels.items()
        if isinstance(each, Mapping)
    }


def stands(before: Mapping[str, Any], labels: Mapping[str, Any], answered: Mapping[str, Any]) -> dict[str, Any]:
    """The labels that stand on a row once questions were answered anew: those of before, but of these questions the new ones."""
    return {**{key: each for key, each in before.items() if key not in answered}, **labels}
