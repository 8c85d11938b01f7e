"""Answers that examples and scenarios give: each could be given on the page, and each name that stands for an id is known."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.feel.literals import literals_given
from workflows.feel.names import suggest
from workflows.files.file_types import kind_by_name
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.examples import Answers
from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, FormField
from workflows.procedure.scenario import REFERENCE, Scenario
from workflows.sentence import Sentence

_SEVERAL = ("checklist", "taglist")
_CHOICES = ("radio", "select", *_SEVERAL)
_NUMBER = re.compile(r"\s*[-+]?\d[\d,]*(\.\d+)?\s*")
_MOMENTS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d.*"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*"),
    "time": re.compile(r"\d\d?:\d\d.*"),
}
_EXPECTED: Mapping[str, Sentence] = {
    "number": Sentence("a number", "数字"),
    "checkbox": Sentence("true or false", " true 或 false"),
    "date": Sentence("a date such as 2026-03-01", "如 2026-03-01 的日期"),
    "datetime": Sentence(
        "a date and time such as 2026-03-01T09:00:00+08:00", "如 2026-03-01T09:00:00+08:00 的日期时间"
    ),
    "time": Sentence("a time such as 09:00", "如 09:00 的时间"),
    "text": Sentence("a text", "文本"),
    "files": Sentence("a list of file names of the types that it takes", "所接受类型的文件名列表"),
    "list": Sentence("a list", "列表"),
}


@dataclass(frozen=True)
class Place:
    """Where answers stand: the file, the form or step that they are for, and what the form asks."""

    file: str
    at: str
    fields: tuple[FormField, ...]


def check_answers(checking: Checking, place: Place, answers: Answers) -> None:
    """Refuse an answer that its question could not be given: no option of it, or of another kind."""
    questions = {field.key: field for field in place.fields}
    for key, value in answers.items():
        field = questions.get(key)
        if field is not None and value is not None:
            _check_answer(checking, place, field, value)


def _check_answer(checking: Checking, place: Place, field: FormField, value: Any) -> None:
    if field.type in _CHOICES:
        _check_choice(checking, place, field, value)
    elif isinstance(value, str) and (value.startswith("=") or REFERENCE.search(value)):
        return
    elif field.type == DYNAMIC_LIST:
        if not isinstance(value, list):
            _wrong(checking, place, field, value, "list")
            return
        for row in value:
            if isinstance(row, Mapping):
                check_answers(checking, Place(place.file, place.at, field.inputs), row)
    else:
        kind = _kind_missed(field, value)
        if kind is not None:
            _wrong(checking, place, field, value, kind)


def _check_choice(checking: Checking, place: Place, field: FormField, value: Any) -> None:
    if field.values_expression is not None:
        return
    options = [option for option, _ in field.options]
    if isinstance(value, str) and value.startswith("="):
        given: Collection[object] = literals_given(value[1:].strip())
    elif field.type in _SEVERAL:
        if not isinstance(value, list):
            _wrong(checking, place, field, value, "list")
            return
        given = value
    else:
        given = [value]
    for each in given:
        text = str(each)
        if text not in options and not text.startswith("=") and not REFERENCE.search(text):
            shown = {
                "name": field.name,
                "value": text[:80],
                "known": ", ".join(options),
                "known_zh": "、".join(options),
            }
            values = {"at": place.at, **shown, **advice_of(suggest(text, options))}
            checking.in_file("answer_option", place.file, place.at, values=values)


def _kind_missed(field: FormField, value: Any) -> str | None:
    """The kind of answer that a question takes, where the value is another one."""
    text = str(value)
    if field.type == "checkbox":
        return None if isinstance(value, bool) else "checkbox"
    if field.type == FILE_PICKER:
        is_names = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return None if is_names and all(kind_by_name(each) in field.accept for each in value) else "files"
    if field.type == "number":
        is_number = isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value))
        return None if is_number and not isinstance(value, bool) else "number"
    if field.type == "datetime":
        kind = field.subtype or "date"
        return None if isinstance(value, str) and _MOMENTS[kind].fullmatch(text) else kind
    if field.type in ("textfield", "textarea") and isinstance(value, list | Mapping | bool):
        return "text"
    return None


def _wrong(checking: Checking, place: Place, field: FormField, value: Any, kind: str) -> None:
    expected = _EXPECTED[kind]
    values = {
        "at": place.at,
        "name": field.name,
        "value": str(value)[:80],
        "expected": expected.en,
        "expected_zh": expected.zh,
    }
    checking.in_file("answer_kind", place.file, place.at, values=values)


def check_references(checking: Checking, scenario: Scenario) -> None:
    """Refuse what looks like a name for an id and is none, or names somebody or something that the scenario does not have."""
    persons = {str(actor) for actor in scenario.actors()}
    postings = {str(posting.person) for posting in scenario.world.postings}
    teams = {posting.village for posting in scenario.world.postings}
    teams |= {f"{posting.village}/{posting.unit}" for posting in scenario.world.postings}
    known = {"person": persons, "user": persons, "posting": postings, "team": teams, "unit": set(scenario.units())}
    for at, text in scenario.own_texts():
        matches = list(REFERENCE.finditer(text))
        if text.startswith("@") and not matches:
            checking.in_file(
                "reference_none", scenario.file, at, values={"at": at, "value": text[:80], "code": text[1:80]}
            )
        for match in matches:
            name = match["name"].strip()
            full = f"{name}#1" if match["kind"] in ("person", "user", "posting") and "#" not in name else name
            names = known[match["kind"]]
            if full not in names:
                advice = advice_of(suggest(full, names))
                checking.in_file(
                    "reference_unknown", scenario.file, at, values={"at": at, "value": match[0][:80], **advice}
                )
