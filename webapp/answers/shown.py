"""Answers in words, for the case file and for the page that asks once more: labels of choices, yes and no, rows of lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from webapp.answers.fields import display_answer, size_text
from webapp.i18n import current_locale
from workflows.casework.answer_labels import called
from workflows.files.file_types import IMAGES
from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, FormField

# The labels of a choice by value: of the field, in the row that it is answered in (None outside lists), of that number.
OptionsOf = Callable[[FormField, Mapping[str, Any] | None, int], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class File:
    """A file in an answer: its id, what it is called, how large it is, and whether a page may show it."""

    id: str
    name: str
    size: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the question, what was answered, and whether the text is long; a dynamic list has rows of answers instead."""

    label: str
    text: str = ""
    is_long: bool = False
    rows: Sequence[Sequence[Answer]] = ()
    files: Sequence[File] = ()


def shown_answer(
    field: FormField,
    value: Any,
    label: Callable[[FormField], str],
    options: OptionsOf,
    *,
    row: Mapping[str, Any] | None = None,
    number: int = 0,
    kept: Any = None,
    reword: Callable[[FormField, str], str] = lambda field, text: text,
) -> Answer | None:
    """An answer in words; None for an empty one. `kept` says what its choices were called when they were made, which counts before
    `options`; `reword` may add to a text what the page knows, such as a person's name."""
    name = label(field) or field.key
    if field.type == DYNAMIC_LIST:
        rows = []
        words = kept if isinstance(kept, list) else []
        for at, inner in enumerate(value if isinstance(value, list) else [], 1):
            if isinstance(inner, Mapping):
                said = words[at - 1] if at <= len(words) else {}
                found = (
                    shown_answer(
                        item,
                        inner.get(item.key),
                        label,
                        options,
                        row=inner,
                        number=at,
                        kept=said.get(item.key),
                        reword=reword,
                    )
                    for item in field.inputs
                )
                rows.append([answer for answer in found if answer is not None])
        return Answer(name, rows=rows) if rows else None
    if field.type == FILE_PICKER and isinstance(value, list):
        files = [_file(each) for each in value if isinstance(each, Mapping)]
        return Answer(name, "、".join(file.name for file in files), files=files) if files else None
    labels = {**options(field, row, number), **called(kept, current_locale())}
    text = display_answer(field, value, labels, (gettext("yes"), gettext("no")))
    text = reword(field, text) if text else ""
    return Answer(name, text, len(text) > 60) if text else None


def _file(each: Mapping[str, Any]) -> File:
    is_picture = str(each.get("type")) in {kind.value for kind in IMAGES}
    return File(str(each.get("id")), str(each.get("name")), size_text(int(each.get("size") or 0)), is_picture)
