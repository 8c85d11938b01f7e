"""Letters and notices as they would read, filled with the example answers of their procedure; nothing is issued or sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflows import feel
from workflows.casework.filling import filled_as_example
from workflows.documents.preview import Preview
from workflows.documents.writing import HEAD, ExampleWriter, text_of
from workflows.procedure.examples import read_examples
from workflows.procedure.letter_model import ISSUED_ON, Letter
from workflows.procedure.model import Procedure, ProcedureError
from workflows.procedure.notice_model import NoticeFile


def example_scope(procedure: Procedure, environment: feel.Environment, day: date) -> Mapping[str, Any]:
    """The example answers of all forms of a procedure, each under the name of its question; `day` is the day of issue."""
    try:
        examples = read_examples(procedure.files)
    except ProcedureError:
        examples = {}
    scope: dict[str, Any] = {}
    for answers in examples.values():
        for name, value in answers.items():
            scope.setdefault(name, _given(value, environment))
    return {**scope, ISSUED_ON: day}


def letter_preview(
    letter: Letter,
    scope: Mapping[str, Any],
    environment: feel.Environment,
    posts: Mapping[str, str],
    *,
    is_masked: bool = False,
) -> Preview:
    """A letter in full, or its masked version; `posts` are the names of posts, for the line of copies."""
    copies, writer = letter.copies, ExampleWriter(letter, scope, environment)
    if isinstance(copies, str):
        named = filled_as_example(copies, scope, environment)
    else:
        named = "、".join(posts.get(each, each) for each in copies)
    number = f"{letter.series}〔{scope[ISSUED_ON].year}〕　号"
    parts = writer.masked_parts(number, named) if is_masked else writer.parts(number, named)
    text = text_of([part for part in parts if part.role not in HEAD])
    return Preview(letter.title, number, letter.secrecy, text)


def notice_texts(notice: NoticeFile, scope: Mapping[str, Any], environment: feel.Environment) -> Mapping[str, str]:
    """The text of a notice by language."""
    return {
        "zh": filled_as_example(notice.text, scope, environment),
        "en": filled_as_example(notice.text_en, scope, environment, "en"),
    }


def _given(value: Any, environment: feel.Environment) -> Any:
    """An example as a case would hold it; one that begins with `=` is worked out where it needs nothing of a case."""
    if not isinstance(value, str) or not value.startswith("="):
        return feel.adopt(value)
    try:
        return feel.parse_expression(value[1:]).evaluate({}, environment)
    except feel.FeelError:
        return None
